"""Who may, day by day. The page-by-page table is in tests/test_access.py."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from accounts.access import GRANTS, Permission, Standing, can, can_somewhere, standings, why_not
from accounts.models import Assignment, Role
from clusters import actions
from tests import factories as make

P = Permission


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        (date(2026, 3, 31), False),  # the day before
        (date(2026, 4, 1), True),  # the first day
        (date(2026, 6, 30), True),  # the last day
        (date(2026, 7, 1), False),  # the day after
    ],
)
def test_the_chairs_rights_follow_the_term_to_the_day(cast, day, holds):
    term = cast.year.office_terms.chairs().get()
    actions.end_office(term, date(2026, 3, 31), "Bàn giao giữa năm", by=cast.secretary)
    make.make_term(cast.year, cast.unit, starts_on=date(2026, 4, 1), ends_on=date(2026, 6, 30))
    assert can(cast.representative, P.RUN_CEREMONY, cast.year, day) is holds
    assert (Standing.CHAIR in standings(cast.representative, cast.year.place(), day)) is holds


def test_last_years_chair_keeps_no_rights_on_this_year(cast):
    last = make.make_year(cast.cluster, 2025)
    make.make_term(last, cast.unit)
    day = date(2026, 3, 2)
    assert not can(cast.representative, P.EDIT_YEAR, cast.year, day)
    assert not can(cast.representative, P.EDIT_YEAR, last, day)


def test_a_term_without_an_end_runs_on_until_handed_over(cast):
    term = cast.year.office_terms.chairs().get()
    term.ends_on = None
    actions.change_office(term, by=cast.secretary)
    assert can(cast.chair, P.RUN_CEREMONY, cast.year, date(2027, 2, 15))


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        (date(2026, 2, 28), False),
        (date(2026, 3, 1), True),
        (date(2026, 3, 5), True),
        (date(2026, 3, 6), False),
    ],
)
def test_an_assignment_holds_from_its_first_day_to_its_last(cast, day, holds):
    user = make.make_user("tam-thoi")
    make.assign(user, Role.SECRETARIAT, cast.authority, date(2026, 3, 1), date(2026, 3, 5))
    assert can(user, P.EDIT_YEAR, cast.year, day) is holds


def test_a_chair_of_one_cluster_is_nobody_in_another(cast):
    other = make.make_cluster(cast.authority, [cast.chair_unit, cast.other_unit], number="09")
    year = make.make_year(other, 2026)
    make.make_term(year, cast.other_unit)
    assert not can(cast.chair, P.EDIT_YEAR, year)
    assert can(cast.other_officer, P.EDIT_YEAR, year)


def test_an_inactive_account_may_nothing(cast):
    cast.secretary.is_active = False
    assert not can(cast.secretary, P.VIEW, cast.year)
    assert not can_somewhere(cast.secretary, P.OVERVIEW)


def test_somebody_without_an_assignment_sees_only_their_own_page(cast):
    assert can_somewhere(cast.nobody, P.OVERVIEW)
    assert [permission for permission in P if can_somewhere(cast.nobody, permission)] == [P.OVERVIEW]


def test_a_superior_authority_gives_no_rights_by_itself(cast):
    cast.authority.parent = cast.other_authority
    cast.authority.save()
    assert standings(cast.outsider, cast.year.place()) == set()


def test_the_refusal_names_who_may_and_how_one_stands(cast):
    sentence = why_not(P.SIGN, cast.officer, cast.year.place())
    assert sentence == (
        "Việc “Ghi nhận việc ký giao ước” dành cho: thường trực cơ quan, cụm trưởng (khối trưởng) đương nhiệm, "
        "đại diện của chính đơn vị. Vai trò của tài khoản này ở đây: cán bộ đơn vị thành viên."
    )


def test_every_permission_is_granted_to_somebody_and_every_standing_has_a_row():
    granted = frozenset().union(*GRANTS.values())
    assert granted == set(P)
    assert set(GRANTS) == set(Standing)


@pytest.mark.parametrize(
    ("role", "place"),
    [
        (Role.ADMINISTRATOR, "authority"),
        (Role.SECRETARIAT, "unit"),
        (Role.LEADER, None),
        (Role.OFFICER, "authority"),
        (Role.REPRESENTATIVE, None),
        (Role.VIEWER, None),
    ],
)
def test_the_database_refuses_a_role_at_the_wrong_place(cast, role, place):
    where = {"authority": cast.authority} if place == "authority" else {"unit": cast.unit} if place else {}
    with pytest.raises(IntegrityError, match="assignment_has_the_place_of_its_role"), transaction.atomic():
        Assignment.objects.create(user=cast.nobody, role=role, starts_on=date(2026, 1, 1), **where)
