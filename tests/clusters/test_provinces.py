"""The catalogue of provinces and the units that an authority makes from it."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from audit.models import Event
from clusters import actions
from clusters.models import Unit, UnitEvent
from clusters.provinces import LINEAGE, NEW, OLD, Order, Which, is_unchanged, plan_of
from documents.models import OfficialDocument

LAST = date(2025, 6, 30)


def order(cast, which, *names, **facts):
    facts.setdefault("pattern", "Liên hiệp Hội {loại} {tên}")
    return Order(cast.authority, which, names, short_pattern="{tên}", head_post="Chủ tịch", **facts)


def all_names(provinces):
    return [province.name for province in provinces]


def test_sixty_three_became_thirty_four():
    assert (len(OLD), len(NEW)) == (63, 34)
    assert len({province.code for province in NEW}) == 34
    assert sum(is_unchanged(new) for new in NEW) == 11
    assert sum(not is_unchanged(new) for new in NEW) == 23


def test_every_old_province_is_in_exactly_one_new_one():
    found = [old for olds in LINEAGE.values() for old in olds]
    assert len(found) == len({old.name for old in found}) == 63
    assert all(new.name in {old.name for old in olds} for new, olds in LINEAGE.items())


def test_six_cities_are_under_the_central_government():
    cities = {"Hà Nội", "Hải Phòng", "Huế", "Đà Nẵng", "Hồ Chí Minh", "Cần Thơ"}
    assert {province.name for province in NEW if province.kind == "thành phố"} == cities
    assert {province.name for province in OLD if province.kind == "thành phố"} == cities


@pytest.mark.parametrize(
    ("province", "name"),
    [
        ("Bắc Ninh", "Liên hiệp Hội tỉnh Bắc Ninh"),
        ("Hải Phòng", "Liên hiệp Hội thành phố Hải Phòng"),
        ("Hồ Chí Minh", "Liên hiệp Hội Thành phố Hồ Chí Minh"),
    ],
)
def test_units_are_named_after_the_pattern(cast, province, name):
    (line,) = plan_of(order(cast, Which.NEW, province))
    assert (line.units[0].name, line.units[0].short_name) == (name, province)


def test_a_name_that_begins_with_the_pattern_begins_with_a_capital(cast):
    (line,) = plan_of(order(cast, Which.NEW, "Bắc Ninh", pattern="{loại} {tên}"))
    assert line.units[0].name == "Tỉnh Bắc Ninh"


def test_todays_set_makes_thirty_four_units_and_one_event(cast):
    before = Event.objects.count()
    made = actions.add_province_units(order(cast, Which.NEW, *all_names(NEW)), by=cast.secretary)
    assert len(made) == 34
    assert not any(unit.ended_on or unit.founded_on for unit in made)
    assert Event.objects.count() == before + 1
    assert Event.objects.get(verb="units_added").authority == cast.authority


def test_the_old_set_ends_what_was_merged(cast):
    made = actions.add_province_units(order(cast, Which.OLD, *all_names(OLD)), by=cast.secretary)
    assert len(made) == 63
    assert sum(unit.ended_on == LAST for unit in made) == 52
    assert sum(unit.ended_on is None for unit in made) == 11


def test_both_sets_are_tied_by_mergers_that_name_the_resolution(cast):
    resolution = OfficialDocument.objects.create(kind="NQ", number="202/2025/QH15", title="sắp xếp")
    made = actions.add_province_units(order(cast, Which.BOTH, *all_names(NEW)), by=cast.secretary)
    assert len(made) == 34
    assert cast.authority.units.filter(name__startswith="Liên hiệp Hội").count() == 63 + 23
    mergers = UnitEvent.objects.filter(kind="merger")
    assert mergers.count() == 23
    assert set(mergers.values_list("document", "effective_on", "certainty")) == {
        (resolution.pk, date(2025, 7, 1), "inferred")
    }
    ho_chi_minh = Unit.objects.get(name="Liên hiệp Hội Thành phố Hồ Chí Minh", ended_on=None)
    names = {
        "Liên hiệp Hội tỉnh Bà Rịa - Vũng Tàu",
        "Liên hiệp Hội tỉnh Bình Dương",
        "Liên hiệp Hội Thành phố Hồ Chí Minh",
    }
    assert set(Unit.objects.filter(pk__in=ho_chi_minh.ancestor_ids).values_list("name", flat=True)) == names


def test_hue_is_one_unit_that_became_a_city_in_2025(cast):
    (unit,) = actions.add_province_units(order(cast, Which.BOTH, "Huế"), by=cast.secretary)
    assert unit.name_on(date(2024, 12, 31)) == "Liên hiệp Hội tỉnh Thừa Thiên Huế"
    assert unit.name_on(date(2025, 1, 1)) == "Liên hiệp Hội thành phố Huế"
    assert (unit.ended_on, unit.ancestor_ids) == (None, [])
    assert UnitEvent.objects.get().kind == "rename"


def test_what_is_there_under_the_name_is_left_alone(cast):
    there = actions.add_unit(
        Unit(authority=cast.authority, name="Liên hiệp Hội tỉnh Bắc Giang"), by=cast.secretary
    )
    wanted = order(cast, Which.BOTH, "Bắc Ninh", "Cà Mau")
    assert [line.taken for line in plan_of(wanted)] == [("Liên hiệp Hội tỉnh Bắc Giang",), ()]
    actions.add_province_units(wanted, by=cast.secretary)
    there.refresh_from_db()
    assert there.ended_on is None
    assert not Unit.objects.filter(name__endswith="Bắc Ninh").exists()
    assert Unit.objects.filter(name__endswith="Cà Mau").count() == 2


@pytest.mark.parametrize("which", [Which.NEW, Which.OLD, Which.BOTH])
def test_the_same_order_twice_makes_nothing_more(cast, which):
    wanted = order(cast, which, "Huế", "Bắc Ninh", "Hà Nội")
    actions.add_province_units(wanted, by=cast.secretary)
    count = Unit.objects.count()
    with pytest.raises(ValidationError, match="đều đã có"):
        actions.add_province_units(wanted, by=cast.secretary)
    assert Unit.objects.count() == count


def test_a_merger_of_the_catalogue_is_undone_like_any_other(cast):
    (unit,) = actions.add_province_units(order(cast, Which.BOTH, "Bắc Ninh"), by=cast.secretary)
    actions.revert_event(UnitEvent.objects.get(), "Nhập nhầm.", by=cast.secretary)
    assert not Unit.objects.filter(pk=unit.pk).exists()
    assert Unit.objects.filter(name__startswith="Liên hiệp Hội", ended_on=None).count() == 2
