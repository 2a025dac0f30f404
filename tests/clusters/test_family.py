"""The picture of units through time: what stands where, and that nothing stands on anything else."""

from datetime import date
from itertools import combinations

from clusters import actions
from clusters.family import picture_of
from clusters.lineage import Arrangement, NewUnit, life_events
from clusters.models import FormerName, Unit

DAY = date(2026, 7, 1)


def arrange(cast, kind, before, *made, day=DAY, **facts):
    spec = Arrangement(
        authority=cast.authority,
        kind=kind,
        effective_on=day,
        before=tuple(before),
        made=tuple(NewUnit(name) for name in made),
        **facts,
    )
    return actions.record_event(spec, by=cast.secretary).side("after")


def drawn(unit):
    unit = Unit.objects.get(pk=unit.pk)
    return picture_of(unit, life_events(unit))


def box(picture, name):
    (found,) = [one for one in picture.boxes if one.name == name]
    return found


def overlap(one, other):
    def meets(start, size, start_2, size_2):
        return int(start) < int(start_2) + int(size_2) and int(start_2) < int(start) + int(size)

    return meets(one.x, one.width, other.x, other.width) and meets(one.y, one.height, other.y, other.height)


def assert_readable(picture):
    for one, other in combinations(picture.boxes, 2):
        assert not overlap(one, other), (one.name, other.name)
    for one in picture.boxes:
        assert int(one.x) + int(one.width) <= int(picture.width)
        assert int(one.y) + int(one.height) <= int(picture.height)


def test_a_unit_alone_is_one_box(cast):
    picture = drawn(cast.unit)
    assert [one.name for one in picture.boxes] == ["Hội thành viên C"]
    assert picture.paths == ()


def test_what_merged_stands_left_of_what_it_became(cast):
    arrange(cast, "merger", [cast.chair_unit, cast.vice_unit], "Hội AB")
    picture = drawn(cast.vice_unit)
    old, new = box(picture, "Hội thành viên A"), box(picture, "Hội AB")
    assert int(old.x) + int(old.width) < int(new.x)
    assert (old.period, new.period) == ("đến 30/06/2026", "từ 01/07/2026")
    assert box(picture, "Hội thành viên B").kind == "self"
    assert (old.kind, new.kind, len(picture.paths)) == ("ended", "kin", 2)
    assert_readable(picture)


def test_a_renamed_unit_has_a_box_for_every_name(cast):
    arrange(cast, "rename", [cast.unit], "Tên mới")
    picture = drawn(cast.unit)
    assert [(one.name, one.kind) for one in picture.boxes] == [
        ("Hội thành viên C", "self"),
        ("Tên mới", "self"),
    ]
    (path,) = picture.paths
    assert path.split("H")[0].split()[1] == path.split("V")[1].split("H")[0]  # straight on


def test_a_name_entered_by_hand_is_drawn_like_a_renaming(cast):
    former = FormerName(unit=cast.unit, name="Tên xưa", until=date(2019, 12, 31))
    actions.add_former_name(former, by=cast.secretary)
    picture = drawn(cast.unit)
    assert {one.name: one.period for one in picture.boxes} == {
        "Tên xưa": "đến 31/12/2019",
        "Hội thành viên C": "từ 01/01/2020",
    }


def test_units_outside_the_system_are_drawn_too(cast):
    arrange(cast, "merger", [cast.unit], "Hội mới", others="Hội Ngoài; Hội Xa")
    picture = drawn(cast.unit)
    assert {one.name for one in picture.boxes if one.kind == "outside"} == {"Hội Ngoài", "Hội Xa"}
    assert len(picture.paths) == 3
    assert_readable(picture)


def test_generations_stand_in_columns_of_time_and_nothing_on_anything_else(cast):
    (ab,) = arrange(cast, "merger", [cast.chair_unit, cast.vice_unit], "Hội AB", day=date(2026, 4, 1))
    (abc,) = arrange(cast, "merger", [ab, cast.unit], "Hội ABC", day=date(2026, 5, 1))
    one, two = arrange(cast, "split", [abc], "Hội Một", "Hội Hai", day=date(2026, 6, 1))
    arrange(cast, "merger", [two, cast.other_unit], day=DAY, goes_on=cast.other_unit)
    arrange(cast, "rename", [one], "Hội Một đổi tên " + "rất dài " * 12, day=date(2026, 8, 1))
    for unit in (ab, cast.chair_unit, cast.other_unit):
        picture = drawn(unit)
        assert len(picture.boxes) == 10
        assert_readable(picture)
    lefts = [int(box(picture, name).x) for name in ("Hội thành viên A", "Hội AB", "Hội ABC", "Hội Một")]
    assert lefts == sorted(set(lefts))


def test_long_names_are_wrapped(cast):
    name = "Liên hiệp các Hội Khoa học và Kỹ thuật " + "dài" * 20
    arrange(cast, "rename", [cast.unit], name)
    lines = [text for text, _, _ in box(drawn(cast.unit), name).lines]
    assert max(map(len, lines)) <= 22
    assert "".join(lines).replace(" ", "") == name.replace(" ", "")
