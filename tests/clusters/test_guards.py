"""What the database itself refuses of clusters, whoever writes: every row here goes around the actions."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from clusters.models import Cluster, ClusterYear, Membership, OfficeTerm
from tests import factories as make

YEAR = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}


def refused(match):
    return pytest.raises(IntegrityError, match=match)


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [
        (date(2026, 12, 31), date(2027, 12, 31)),  # the first chair's last day
        (date(2025, 6, 1), date(2026, 1, 1)),  # the first chair's first day
        (date(2026, 3, 1), date(2026, 4, 1)),
        (date(2026, 6, 1), None),
    ],
)
def test_a_second_chair_on_any_shared_day_is_refused(cast, starts_on, ends_on):
    with refused("đã có cụm trưởng"), transaction.atomic():
        OfficeTerm.objects.create(
            cluster_year=cast.year, unit=cast.unit, office="chair", starts_on=starts_on, ends_on=ends_on
        )


def test_a_chair_from_the_day_after_is_taken(cast):
    term = OfficeTerm.objects.create(
        cluster_year=cast.year, unit=cast.unit, office="chair", starts_on=date(2027, 1, 1), ends_on=None
    )
    assert term.pk


def test_moving_a_term_into_anothers_days_is_refused(cast):
    later = OfficeTerm.objects.create(
        cluster_year=cast.year, unit=cast.unit, office="chair", starts_on=date(2027, 1, 1), ends_on=None
    )
    with refused("đã có cụm trưởng"), transaction.atomic():
        OfficeTerm.objects.filter(pk=later.pk).update(starts_on=date(2026, 12, 31))


def test_two_clusters_have_a_chair_each(cast):
    other = make.make_cluster(cast.authority, [cast.chair_unit], number="09")
    year = make.make_year(other, 2026)
    assert OfficeTerm.objects.create(cluster_year=year, unit=cast.chair_unit, office="chair", **YEAR).pk


def test_the_chair_is_not_its_own_vice_chair(cast):
    with refused("phải là hai đơn vị"), transaction.atomic():
        OfficeTerm.objects.create(cluster_year=cast.year, unit=cast.chair_unit, office="vice_chair", **YEAR)


def test_an_office_holder_is_a_member_on_the_first_day(cast):
    stranger = make.make_unit(cast.authority)
    with refused("phải là thành viên"), transaction.atomic():
        OfficeTerm.objects.create(cluster_year=cast.year, unit=stranger, office="vice_chair", **YEAR)
    Membership.objects.create(cluster=cast.cluster, unit=stranger, starts_on=date(2026, 1, 2))
    with refused("phải là thành viên"), transaction.atomic():
        OfficeTerm.objects.create(cluster_year=cast.year, unit=stranger, office="vice_chair", **YEAR)
    Membership.objects.filter(unit=stranger).update(starts_on=date(2026, 1, 1))
    assert OfficeTerm.objects.create(cluster_year=cast.year, unit=stranger, office="vice_chair", **YEAR).pk


def test_a_member_in_office_does_not_leave_before_its_term(cast):
    row = Membership.objects.filter(unit=cast.chair_unit)
    with refused("không thể thôi là thành viên"), transaction.atomic():
        row.update(ends_on=date(2025, 12, 31))
    with refused("không thể thôi là thành viên"), transaction.atomic():
        row.update(unit=make.make_unit(cast.authority))
    row.update(ends_on=date(2026, 12, 31))


def test_a_member_that_held_office_is_not_deleted(cast):
    with refused("không thể xóa khỏi danh sách"), transaction.atomic():
        Membership.objects.filter(unit=cast.chair_unit).delete()
    assert Membership.objects.filter(unit=cast.unit).delete()[0] == 1


def test_a_unit_is_a_member_once_at_a_time(cast):
    with refused("đã là thành viên"), transaction.atomic():
        Membership.objects.create(cluster=cast.cluster, unit=cast.unit, starts_on=date(2026, 5, 1))
    Membership.objects.filter(unit=cast.unit).update(ends_on=date(2026, 4, 30))
    assert Membership.objects.create(cluster=cast.cluster, unit=cast.unit, starts_on=date(2026, 5, 1)).pk


def test_a_running_year_is_not_entered_as_a_past_one(cast):
    with refused("Chỉ năm thi đua đã kết thúc"), transaction.atomic():
        ClusterYear.objects.create(
            cluster=cast.cluster,
            year=2199,
            starts_on=date(2199, 1, 1),
            ends_on=date(2199, 12, 31),
            is_recorded=True,
        )
    with refused("Chỉ năm thi đua đã kết thúc"), transaction.atomic():
        # shortened so that its last day is over
        ClusterYear.objects.create(
            cluster=cast.cluster,
            year=2199,
            starts_on=date(2019, 1, 1),
            ends_on=date(2019, 12, 31),
            is_recorded=True,
        )
    with refused("Chỉ năm thi đua đã kết thúc"), transaction.atomic():
        ClusterYear.objects.filter(pk=cast.year.pk).update(ends_on=date(2199, 1, 1), is_recorded=True)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"number": "", "name": ""}, "cluster_has_a_number_or_a_name"),
        ({"kind": "lien-minh"}, "cluster_kind_is_known"),
    ],
)
def test_a_cluster_needs_a_number_or_a_name_and_a_known_kind(cast, values, constraint):
    with refused(constraint), transaction.atomic():
        Cluster.objects.filter(pk=cast.cluster.pk).update(**values)


def test_a_cluster_has_a_year_once(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        ClusterYear.objects.create(cluster=cast.cluster, year=2026, **YEAR)
