"""Mergers, splits, renamings and ends of units: what they change, what they refuse, how they are undone."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from clusters import actions
from clusters.lineage import Arrangement, NewUnit, effects_of
from clusters.models import Membership, OfficeTerm, Unit, UnitEvent
from tests import factories as make

DAY = date(2026, 7, 1)
LAST = date(2026, 6, 30)


def arrangement(cast, kind="merger", before=(), **facts):
    facts.setdefault("effective_on", DAY)
    return Arrangement(authority=cast.authority, kind=kind, before=tuple(before), **facts)


def merged(cast, **facts):
    facts.setdefault("made", (NewUnit("Hội thành viên AB", "AB", "Chủ tịch"),))
    spec = arrangement(cast, before=[cast.chair_unit, cast.vice_unit], **facts)
    event = actions.record_event(spec, by=cast.secretary)
    return event, event.side("after")[0]


def test_a_merger_ends_the_old_units_and_makes_the_new_one_on_the_day(cast):
    event, unit = merged(cast)
    cast.chair_unit.refresh_from_db()
    assert (cast.chair_unit.ended_on, unit.founded_on) == (LAST, DAY)
    assert str(event) == "Hợp nhất, sáp nhập: Hội thành viên A + Hội thành viên B → Hội thành viên AB"


def test_a_merger_passes_the_first_place_on_and_leaves_the_offices_vacant(cast):
    _, unit = merged(cast)
    rows = list(cast.cluster.memberships.filter(unit=unit))
    assert [(row.position, row.starts_on) for row in rows] == [(1, DAY)]
    assert OfficeTerm.objects.on_day(DAY).exists() is False
    assert OfficeTerm.objects.on_day(LAST).count() == 2


def test_of_two_offices_that_come_together_the_higher_goes_on(cast):
    _, unit = merged(cast, keeps_offices=True)
    (term,) = OfficeTerm.objects.on_day(DAY)
    assert (term.office, term.unit, term.method, term.starts_on) == ("chair", unit, "succession", DAY)


def test_people_of_the_old_units_work_for_the_new_one_from_the_day(cast):
    _, unit = merged(cast)
    cast.chair.__dict__.pop("_reach", None)
    assert cast.chair.reach(LAST).unit_ids() == [cast.chair_unit.pk]
    assert cast.chair.reach(DAY).unit_ids() == [unit.pk]


def test_the_successor_reads_what_went_into_it(cast):
    _, unit = merged(cast)
    assert unit.ancestor_ids == sorted([cast.chair_unit.pk, cast.vice_unit.pk])
    assert set(cast.chair.reach(DAY).reading_ids()) == {unit.pk, cast.chair_unit.pk, cast.vice_unit.pk}


def test_preview_and_deed_say_the_same(cast):
    spec = arrangement(
        cast, before=[cast.chair_unit, cast.vice_unit], made=(NewUnit("Hội AB"),), keeps_offices=True
    )
    effects = effects_of(spec)
    told = (len(effects.ends), len(effects.memberships_end), len(effects.terms_start), len(effects.vacant))
    event = actions.record_event(spec, by=cast.secretary)
    kept = event.effects
    done = (
        len(kept["units_ended"]),
        len(kept["memberships_ended"]),
        len(kept["terms_made"]),
        len(kept["terms_ended"]) - len(kept["terms_made"]),
    )
    assert told == done == (2, 2, 1, 1)


def test_a_unit_that_goes_on_keeps_its_own_place_and_takes_the_others_in(cast):
    spec = arrangement(cast, before=[cast.unit, cast.other_unit], goes_on=cast.unit)
    event = actions.record_event(spec, by=cast.secretary)
    cast.unit.refresh_from_db()
    assert cast.unit.ended_on is None
    assert cast.unit.ancestor_ids == [cast.other_unit.pk]
    assert cast.cluster.memberships.filter(unit=cast.unit).count() == 1
    assert str(event).endswith("→ Hội thành viên C")


def test_a_split_puts_the_parts_in_the_old_place(cast):
    spec = arrangement(cast, "split", [cast.unit], made=(NewUnit("Hội C1"), NewUnit("Hội C2")))
    actions.record_event(spec, by=cast.secretary)
    names = [row.unit.name for row in cast.year.members_on(DAY)]
    assert names == ["Hội thành viên A", "Hội thành viên B", "Hội C1", "Hội C2", "Hội thành viên D"]


def test_a_renamed_unit_bears_each_name_in_its_time(cast):
    spec = arrangement(cast, "rename", [cast.unit], made=(NewUnit("Hội thành viên mới", "Mới"),))
    actions.record_event(spec, by=cast.secretary)
    unit = Unit.objects.get(pk=cast.unit.pk)
    assert (unit.name_on(LAST), unit.name_on(DAY)) == ("Hội thành viên C", "Hội thành viên mới")
    assert str(unit) == "Hội thành viên C"  # today is before the day
    assert list(Unit.objects.matching("hoi thanh vien c")) == [unit]
    assert list(Unit.objects.matching("hoi thanh vien moi")) == [unit]


def test_a_renaming_found_out_later_takes_its_place_between_two_names(cast):
    def rename(day, name):
        spec = arrangement(cast, "rename", [cast.unit], made=(NewUnit(name),), effective_on=day)
        return actions.record_event(spec, by=cast.secretary)

    rename(date(2025, 1, 1), "Tên ba")
    cast.unit.refresh_from_db()
    rename(date(2023, 1, 1), "Tên hai")
    unit = Unit.objects.get(pk=cast.unit.pk)
    names = [unit.name_on(date(year, 6, 1)) for year in (2022, 2023, 2024, 2025)]
    assert names == ["Hội thành viên C", "Tên hai", "Tên hai", "Tên ba"]


def test_a_dissolution_ends_the_unit_and_its_membership(cast):
    actions.record_event(arrangement(cast, "dissolution", [cast.unit]), by=cast.secretary)
    assert cast.cluster.memberships.get(unit=cast.unit).ends_on == LAST
    assert cast.year.members_on(DAY).count() == 3


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"before": [2], "made": (NewUnit("Hội mới"),)}, "phải có từ hai đơn vị trở lên"),
        ({"before": [2], "goes_on": 2}, "phải có từ hai đơn vị trở lên"),
        ({"before": [2, 3]}, "Ghi tên đơn vị mới hoặc chọn đơn vị tiếp nhận"),
        ({"before": [2, 3], "made": (NewUnit("X"),), "goes_on": 2}, "một trong hai"),
        ({"kind": "split", "before": [2], "made": (NewUnit("X"),)}, "sau khi chia, tách"),
        ({"kind": "rename", "before": [2], "made": (NewUnit("Hội thành viên C"),)}, "giống tên hiện nay"),
        ({"kind": "dissolution", "before": [2], "goes_on": 3}, "không có đơn vị tiếp nhận"),
        ({"kind": "dissolution"}, "Chọn ít nhất một đơn vị"),
    ],
)
def test_what_cannot_be_is_refused_in_words(cast, facts, sentence):
    facts["before"] = [cast.units[place] for place in facts.get("before", [])]
    if "goes_on" in facts:
        facts["goes_on"] = cast.units[facts["goes_on"]]
    with pytest.raises(ValidationError, match=sentence):
        actions.record_event(arrangement(cast, facts.pop("kind", "merger"), **facts), by=cast.secretary)
    assert not UnitEvent.objects.exists()


def test_an_event_before_the_unit_existed_is_refused(cast):
    _, unit = merged(cast)
    spec = arrangement(cast, before=[unit, cast.unit], made=(NewUnit("X"),), effective_on=DAY)
    with pytest.raises(ValidationError, match="thành lập ngày 01/07/2026"):
        actions.record_event(spec, by=cast.secretary)


def test_a_merger_in_a_circle_is_refused(cast):
    actions.record_event(
        arrangement(cast, before=[cast.unit, cast.other_unit], goes_on=cast.other_unit), by=cast.secretary
    )
    cast.unit.refresh_from_db()
    back = arrangement(
        cast, before=[cast.other_unit], goes_on=cast.unit, effective_on=DAY + timedelta(days=30)
    )
    with pytest.raises(ValidationError, match="đã kết thúc hoạt động ngày 30/06/2026"):
        actions.record_event(back, by=cast.secretary)


def test_a_term_that_begins_afterwards_is_mended_first(cast):
    year = make.make_year(cast.cluster, 2027)
    make.make_term(year, cast.unit)
    spec = arrangement(cast, before=[cast.unit, cast.other_unit], made=(NewUnit("X"),))
    with pytest.raises(ValidationError, match="nhiệm kỳ bắt đầu từ ngày 01/01/2027"):
        actions.record_event(spec, by=cast.secretary)


def test_a_mistaken_event_is_undone_whole(cast):
    before = {model: list(model.objects.order_by("pk").values()) for model in (Unit, Membership, OfficeTerm)}
    event, _ = merged(cast, keeps_offices=True)
    actions.revert_event(event, "Nhập nhầm.", by=cast.secretary)
    after = {model: list(model.objects.order_by("pk").values()) for model in (Unit, Membership, OfficeTerm)}
    assert after == before
    cast.chair.__dict__.pop("_reach", None)
    assert cast.chair.reach(DAY).unit_ids() == [cast.chair_unit.pk]


def test_an_event_on_which_records_stand_is_not_undone(cast):
    event, unit = merged(cast)
    make.make_term(make.make_year(cast.cluster, 2027), unit)
    with pytest.raises(ValidationError, match="Đơn vị mới đã có hồ sơ"):
        actions.revert_event(event, "Nhập nhầm.", by=cast.secretary)
    assert UnitEvent.objects.filter(pk=event.pk).exists()


def test_the_days_of_a_unit_follow_what_happened_to_it(cast):
    _, unit = merged(cast)
    cast.chair_unit.refresh_from_db()
    for row, days in (
        (cast.chair_unit, {"ended_on": None}),
        (cast.chair_unit, {"ended_on": date(2026, 5, 1)}),
        (unit, {"founded_on": date(2026, 8, 1)}),
        (unit, {"founded_on": None}),
        (unit, {"ended_on": LAST, "founded_on": None}),
    ):
        changed = Unit.objects.get(pk=row.pk)
        for name, day in days.items():
            setattr(changed, name, day)
        with pytest.raises(ValidationError, match="trái với một lần sắp xếp"):
            actions.change_unit(changed, by=cast.secretary)
    later = Unit.objects.get(pk=unit.pk)
    later.ended_on = date(2030, 1, 1)
    actions.change_unit(later, by=cast.secretary)
