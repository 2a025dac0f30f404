from dataclasses import replace
from itertools import count

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from clusters.rotation import Member, Rule, Served, Skip, plan

A, B, C, D = range(1, 5)
ORDER = Rule(never_repeat=False)


def member(unit, first=2020, last=None, position=None, predecessors=(), heirs=(), name=None):
    return Member(
        unit,
        name or f"Đơn vị {'0ABCDEFGHIJ'[unit % 10]}{unit // 10 or ''}",
        unit if position is None else position,
        first,
        last,
        frozenset(predecessors),
        tuple(heirs),
    )


FOUR = [member(unit) for unit in (A, B, C, D)]


def chair(unit, year, name="tên khi đó"):
    return Served(unit, "chair", year, name)


def vice(unit, year, name="tên khi đó"):
    return Served(unit, "vice_chair", year, name)


def chairs(found):
    return [year.chair and year.chair.unit for year in found.years]


def vices(found):
    return [[pick.unit for pick in year.vice_chairs] for year in found.years]


def standing_of(found, unit):
    return next(standing for standing in found.standing if standing.unit == unit)


# --- whose turn it is -----------------------------------------------------------------------------------


def test_a_vice_chair_follows_and_the_others_come_in_their_order():
    found = plan(Rule(), FOUR, [chair(A, 2024), vice(C, 2024)], [], 2025, 5)
    assert chairs(found) == [C, D, B, A, C]
    assert vices(found) == [[D], [B], [A], [C], [D]]
    assert found.years[0].chair.reason == "Cụm phó năm 2024 làm cụm trưởng năm 2025."
    assert found.years[0].vice_chairs[0].reason == "Chưa làm cụm trưởng lần nào."
    assert (
        found.years[2].vice_chairs[0].reason == "Lâu nhất chưa làm lại cụm trưởng (lần gần nhất: năm 2024)."
    )


def test_who_never_chaired_comes_before_who_chaired_long_ago():
    found = plan(Rule(vice_follows=False), FOUR, [chair(A, 2001), chair(B, 2003)], [], 2025, 4)
    assert chairs(found) == [C, D, A, B]
    assert [year.chair.why for year in found.years] == [
        "never_yet",
        "never_yet",
        "longest_ago",
        "longest_ago",
    ]


def test_without_that_rule_the_order_of_the_list_decides_alone():
    ledger = [chair(D, 2022), chair(A, 2023), chair(B, 2024)]
    found = plan(replace(ORDER, vice_follows=False), FOUR, ledger, [], 2025, 5)
    assert chairs(found) == [C, D, A, B, C]
    assert found.years[0].chair.reason == "Theo thứ tự thành viên, đến lượt sau Đơn vị B."


def test_positions_not_ids_make_the_order():
    members = [member(A, position=3), member(B, position=1), member(C, position=2)]
    assert chairs(plan(ORDER, members, [], [], 2025, 4)) == [B, C, A, B]


def test_a_group_of_bodies_of_one_kind_has_words_of_its_own():
    found = plan(Rule(), FOUR, [vice(B, 2024)], [], 2025, 2, noun="khối")
    assert found.years[0].chair.reason == "Khối phó năm 2024 làm khối trưởng năm 2025."
    assert "cụm" not in repr(found).lower()


def test_a_vice_chair_that_is_passed_over_by_nobody_repeats_and_the_plan_says_so():
    found = plan(Rule(), FOUR, [chair(B, 2023), chair(A, 2024), vice(B, 2024)], [], 2025, 2)
    assert found.years[0].chair.unit == B
    assert found.years[0].chair.is_repeat
    assert found.years[0].notes == (
        "Đơn vị B làm lại cụm trưởng (lần gần nhất: năm 2023) trong khi còn 2 đơn vị khác chưa làm "
        "hoặc đã làm từ lâu hơn.",
    )
    assert not found.years[1].chair.is_repeat


def test_an_unknown_vice_chair_is_said_to_be_unknown():
    found = plan(Rule(), FOUR, [chair(A, 2024)], [], 2025, 2)
    assert found.years[0].notes == (
        "Chưa ghi nhận cụm phó năm 2024 nên cụm trưởng năm 2025 được xác định theo thứ tự luân phiên.",
    )
    assert found.years[1].notes == ()


def test_several_vice_chairs_are_the_next_in_turn_and_only_the_first_follows():
    found = plan(Rule(vice_chairs=2), FOUR, [chair(A, 2024), vice(B, 2024), vice(A, 2024)], [], 2025, 3)
    assert chairs(found) == [B, C, D]
    assert vices(found) == [[C, D], [D, A], [A, B]]


def test_a_cluster_may_have_no_vice_chair():
    found = plan(Rule(vice_chairs=0), FOUR, [chair(A, 2024)], [], 2025, 3)
    assert chairs(found) == [B, C, D]
    assert vices(found) == [[], [], []]
    assert all(year.notes == () for year in found.years)


def test_offices_that_nobody_can_fill_stay_empty_and_the_plan_says_so():
    found = plan(Rule(vice_chairs=3), FOUR[:2], [], [], 2025, 1)
    assert (chairs(found), vices(found)) == ([A], [[B]])
    assert "Còn thiếu 2 cụm phó vì không đủ đơn vị." in found.years[0].notes


def test_a_cluster_without_members_has_no_chair():
    found = plan(Rule(), [], [], [], 2025, 2)
    assert chairs(found) == [None, None]
    assert found.years[0].notes == ("Năm 2025 cụm không có đơn vị thành viên.",)
    assert (found.standing, found.changes) == ((), ())


def test_no_years_asked_for_give_no_rows():
    assert plan(Rule(), FOUR, [], [], 2025, 0).years == ()


# --- what is recorded -----------------------------------------------------------------------------------


def test_recorded_years_are_shown_as_they_are():
    ledger = [chair(B, 2025, "Tên cũ của B"), vice(D, 2025), chair(A, 2024), vice(C, 2024)]
    found = plan(Rule(), FOUR, ledger, [], 2024, 3)
    assert [year.is_planned for year in found.years] == [False, False, True]
    assert (chairs(found), vices(found)) == ([A, B, D], [[C], [D], [C]])
    assert (found.years[1].chair.name, found.years[1].chair.why) == ("Tên cũ của B", "recorded")


def test_a_recorded_vice_chair_stays_in_a_year_whose_chair_is_planned():
    found = plan(Rule(), FOUR, [chair(A, 2024), vice(B, 2024), vice(D, 2025)], [], 2025, 3)
    assert (chairs(found), vices(found)) == ([B, D, C], [[D], [C], [A]])
    assert found.years[0].is_planned


def test_a_recorded_vice_chair_is_not_made_the_chair_of_the_same_year():
    found = plan(Rule(), FOUR, [vice(B, 2024), vice(B, 2025)], [], 2025, 2)
    assert chairs(found) == [A, B]


def test_the_vice_chair_before_a_recorded_chair_is_that_chair():
    found = plan(Rule(), FOUR, [vice(B, 2024), chair(A, 2026)], [], 2025, 3)
    assert (chairs(found), vices(found)) == ([B, A, C], [[A], [], [D]])
    assert found.years[0].vice_chairs[0].reason == "Đơn vị A đã được ghi nhận làm cụm trưởng năm 2026."
    assert found.years[1].notes == ("Chưa ghi nhận cụm phó năm 2026.",)


def test_two_chairs_of_one_year_are_both_named():
    members = [member(A, last=2025, heirs=[C]), member(B), member(C, 2026, predecessors=[A])]
    ledger = [chair(A, 2025, "Đơn vị A"), chair(C, 2025, "Đơn vị C")]
    found = plan(Rule(), members, ledger, [], 2025, 3)
    assert found.years[0].notes[0] == (
        "Trong năm 2025, các đơn vị lần lượt làm cụm trưởng: Đơn vị A và Đơn vị C."
    )
    assert chairs(found) == [A, B, C]
    assert standing_of(found, C).times == 1


def test_finishing_the_year_of_a_predecessor_ends_nobody_elses_wait():
    members = [
        member(A, last=2025, heirs=[D]),
        member(B, last=2025, heirs=[D]),
        member(C),
        member(D, 2026, predecessors=[A, B]),
    ]
    ledger = [chair(C, 2024), chair(A, 2025), chair(D, 2025)]
    found = plan(Rule(), members, ledger, [], 2026, 2)
    assert chairs(found) == [D, C]
    assert found.years[0].chair.inherited_from == ("Đơn vị B",)


def test_finishing_the_year_of_a_unit_taken_in_is_no_turn_of_ones_own():
    members = [member(A, predecessors=[B]), member(B, last=2025, heirs=[A]), member(C)]
    ledger = [chair(C, 2024), chair(B, 2025), chair(A, 2025)]
    found = plan(Rule(), members, ledger, [], 2026, 2)
    assert chairs(found) == [A, C]
    assert found.years[0].chair.reason == (
        "Chưa làm cụm trưởng lần nào. Đơn vị tiền thân Đơn vị B làm cụm trưởng năm 2025."
    )


def test_standings_tell_past_and_coming_turns():
    found = plan(Rule(), FOUR, [chair(A, 2001, "Tên cũ"), chair(A, 2024), vice(B, 2024)], [], 2025, 2)
    first, second, *_, last = found.standing
    assert [(turn.year, turn.name) for turn in first.served] == [(2001, "Tên cũ"), (2024, "tên khi đó")]
    assert (first.times, first.last_year, first.never, first.next_year) == (2, 2024, False, None)
    assert (second.times, second.last_year, second.never, second.next_year) == (0, None, True, 2025)
    assert (last.unit, last.next_year) == (D, None)


# --- skips ----------------------------------------------------------------------------------------------


def test_a_skipped_vice_chair_keeps_its_turn_for_the_next_year():
    ledger = [chair(A, 2024), vice(B, 2024)]
    found = plan(Rule(), FOUR, ledger, [Skip(B, 2025, "đang sắp xếp tổ chức.")], 2025, 4)
    assert chairs(found) == [C, B, D, A]
    assert vices(found) == [[D], [D], [A], [C]]
    assert found.years[0].notes == ("Đơn vị B lùi lượt năm 2025: đang sắp xếp tổ chức.",)
    assert found.years[1].chair.reason == "Đã lùi lượt năm 2025 và được giữ lượt."
    assert found.years[1].vice_chairs[0].reason == (
        "Cụm phó năm 2025, đã nhường lượt năm 2026 cho đơn vị được giữ lượt."
    )


def test_a_unit_known_to_be_skipped_next_year_is_not_made_vice_chair_but_comes_right_after():
    found = plan(Rule(), FOUR, [chair(A, 2024), vice(B, 2024)], [Skip(C, 2026, "bão lũ")], 2025, 4)
    assert chairs(found) == [B, D, C, A]
    assert vices(found)[0] == [D]


@pytest.mark.parametrize("rule", [Rule(), ORDER, Rule(vice_chairs=0), replace(ORDER, vice_chairs=0)])
def test_a_kept_turn_does_not_move_the_order(rule):
    skips = [Skip(A, 2025, "bận"), Skip(B, 2025, "bận")]
    assert chairs(plan(rule, FOUR, [], skips, 2025, 5)) == [C, A, B, D, C if rule.never_repeat else A]


def test_a_turn_skipped_twice_is_kept_twice():
    skips = [Skip(B, 2025, "bận"), Skip(B, 2026, "vẫn bận")]
    assert chairs(plan(Rule(), FOUR, [chair(A, 2024), vice(B, 2024)], skips, 2025, 4)) == [C, D, B, A]


def test_a_skip_of_the_past_still_counts():
    ledger = [chair(A, 2023), vice(B, 2023), chair(C, 2024), vice(D, 2024)]
    assert chairs(plan(Rule(), FOUR, ledger, [Skip(B, 2024, "bận")], 2025, 2)) == [B, D]


def test_everybody_skipped_leaves_the_year_without_a_chair():
    skips = [Skip(unit, 2025, "bận") for unit in (A, B, C, D)]
    found = plan(Rule(), FOUR, [vice(B, 2024)], skips, 2025, 2)
    assert chairs(found) == [None, B]
    assert found.years[0].notes[-2:] == (
        "Tất cả các đơn vị đều lùi lượt nên chưa xác định được cụm trưởng năm 2025.",
        "Còn thiếu 1 cụm phó vì không đủ đơn vị.",
    )


def test_a_turn_that_nobody_could_take_is_kept_from_a_new_member_too():
    members = [member(B), member(A, 2026)]
    assert chairs(plan(Rule(), members, [], [Skip(B, 2025, "bận")], 2025, 3)) == [None, B, A]


def test_a_kept_turn_passes_to_the_heir():
    members = [member(A), member(B, last=2025, heirs=[D]), member(C), member(D, 2026, predecessors=[B])]
    found = plan(Rule(), members, [chair(A, 2024), vice(B, 2024)], [Skip(B, 2025, "bận")], 2025, 2)
    assert chairs(found) == [C, D]
    assert found.years[1].chair.reason == (
        "Kế thừa lượt của Đơn vị B, đã lùi lượt năm 2025 và được giữ lượt."
    )


# --- mergers, splits, joining, leaving ------------------------------------------------------------------

NAMES = ["Hà Nội", "Hải Phòng", "Hải Dương", "Hà Nam", "Bắc Ninh", "Nam Định", "Hưng Yên", "Thái Bình"]
HANOI, HAIPHONG, HAIDUONG, HANAM, BACNINH, NAMDINH, HUNGYEN, THAIBINH = range(1, 9)
NEW_HAIPHONG, NINHBINH, NEW_BACNINH, NEW_HUNGYEN = range(11, 15)
MERGERS = {
    NEW_HAIPHONG: ("Hải Phòng", [HAIPHONG, HAIDUONG]),
    NINHBINH: ("Ninh Bình", [HANAM, NAMDINH]),
    NEW_BACNINH: ("Bắc Ninh", [BACNINH]),
    NEW_HUNGYEN: ("Hưng Yên", [HUNGYEN, THAIBINH]),
}
HEIR = {old: new for new, (_, olds) in MERGERS.items() for old in olds}
DELTA = [
    member(unit, 2014, 2025 if unit in HEIR else None, heirs=[HEIR[unit]] if unit in HEIR else [], name=name)
    for unit, name in enumerate(NAMES, start=1)
] + [
    member(unit, 2026, position=place, predecessors=olds, name=name)
    for place, (unit, (name, olds)) in enumerate(MERGERS.items(), start=2)
]
DELTA_LEDGER = [
    chair(HANOI, 2023, "Hà Nội"),
    vice(HAIPHONG, 2023, "Hải Phòng"),
    chair(HAIPHONG, 2024, "Hải Phòng"),
    vice(HAIDUONG, 2024, "Hải Dương"),
]


def test_the_delta_plans_through_its_mergers():
    found = plan(Rule(), DELTA, DELTA_LEDGER, [], 2025, 6)
    assert chairs(found) == [HAIDUONG, NINHBINH, NEW_BACNINH, NEW_HUNGYEN, HANOI, NEW_HAIPHONG]
    assert vices(found)[:2] == [[HANAM], [NEW_BACNINH]]
    assert found.years[0].notes == (
        "Hải Dương là thành viên đến năm 2025; đơn vị kế thừa: Hải Phòng.",
        "Hà Nam là thành viên đến năm 2025; đơn vị kế thừa: Ninh Bình.",
    )
    assert found.years[1].chair.reason == "Kế thừa lượt của Hà Nam, cụm phó năm 2025."
    assert found.years[1].chair.inherited_from == ("Hà Nam",)
    assert found.years[4].vice_chairs[0].reason == (
        "Kế thừa lượt của Hải Phòng (cũ), lâu nhất chưa làm lại cụm trưởng (lần gần nhất: năm 2024). "
        "Đơn vị tiền thân Hải Dương dự kiến làm cụm trưởng năm 2025."
    )


def test_the_delta_is_told_what_the_mergers_do_to_the_order():
    ledger = [*DELTA_LEDGER, chair(HAIDUONG, 2025, "Hải Dương"), vice(HANAM, 2025, "Hà Nam")]
    found = plan(Rule(), DELTA, ledger, [], 2026, 5)
    assert chairs(found) == [NINHBINH, NEW_BACNINH, NEW_HUNGYEN, HANOI, NEW_HAIPHONG]
    assert found.changes == (
        "Từ năm 2026, Hải Phòng thay Hải Phòng (cũ) và Hải Dương trong thứ tự luân phiên: đã làm cụm trưởng "
        "năm 2024 (Hải Phòng) và năm 2025 (Hải Dương), không có lượt đang chờ nên xếp cuối.",
        "Từ năm 2026, Ninh Bình thay Hà Nam và Nam Định trong thứ tự luân phiên: chưa làm cụm trưởng lần nào, "
        "nhận lượt đang chờ của Hà Nam.",
        "Từ năm 2026, Bắc Ninh thay Bắc Ninh (cũ) trong thứ tự luân phiên: chưa làm cụm trưởng lần nào, "
        "xếp thứ 2 trong 5 đơn vị chờ lượt.",
        "Từ năm 2026, Hưng Yên thay Hưng Yên (cũ) và Thái Bình trong thứ tự luân phiên: chưa làm cụm trưởng "
        "lần nào, xếp thứ 3 trong 5 đơn vị chờ lượt.",
    )
    merged = standing_of(found, NEW_HAIPHONG)
    assert [(turn.year, turn.name) for turn in merged.served] == [(2024, "Hải Phòng"), (2025, "Hải Dương")]
    assert (merged.times, merged.last_year, merged.next_year) == (2, 2025, 2030)


def test_a_merged_unit_due_through_one_predecessor_chairs_though_the_other_just_did():
    members = [
        member(A, last=2024, heirs=[D]),
        member(B, last=2024, heirs=[D]),
        member(C),
        member(D, 2025, predecessors=[A, B]),
    ]
    found = plan(Rule(vice_chairs=0), members, [chair(C, 2023), chair(A, 2024)], [], 2025, 2)
    pick = found.years[0].chair
    assert (pick.unit, pick.why, pick.is_repeat, pick.inherited_from) == (D, "never_yet", True, ("Đơn vị B",))
    assert pick.reason == (
        "Kế thừa lượt của Đơn vị B, chưa làm cụm trưởng lần nào. Đơn vị tiền thân Đơn vị A làm cụm trưởng năm 2024."
    )
    assert found.years[1].chair.unit == C


def test_a_unit_that_takes_in_another_keeps_its_own_and_gets_the_others_turn():
    members = [member(A), member(B, last=2025, heirs=[A]), member(C), member(D)]
    members[0] = replace(members[0], predecessors=frozenset([B]))
    ledger = [chair(D, 2022), chair(C, 2023), chair(A, 2024, "Đơn vị A"), vice(B, 2025), chair(D, 2025)]
    found = plan(Rule(), members, ledger, [], 2026, 2)
    assert chairs(found) == [A, C]
    assert found.years[0].chair.reason == "Kế thừa lượt của Đơn vị B, cụm phó năm 2025."
    assert found.changes == (
        "Từ năm 2026, Đơn vị A thay cả Đơn vị B trong thứ tự luân phiên: đã làm cụm trưởng năm 2024, "
        "nhận lượt đang chờ của Đơn vị B.",
    )


def test_before_the_merger_the_later_heir_waits_only_for_itself():
    members = [replace(FOUR[A - 1], predecessors=frozenset([B])), member(B, last=2026, heirs=[A]), *FOUR[2:]]
    ledger = [chair(C, 2022), chair(D, 2023), chair(A, 2024)]
    assert chairs(plan(Rule(), members, ledger, [], 2025, 3)) == [B, C, D]


def test_years_come_through_a_chain_of_mergers_once():
    members = [
        member(1, 2010, 2019, heirs=[3]),
        member(2, 2010, 2019, heirs=[3]),
        member(3, 2020, 2024, predecessors=[1, 2], heirs=[5]),
        member(4, 2010, 2024, heirs=[5]),
        member(5, 2025, predecessors=[1, 2, 3, 4]),
        member(6, 2010),
    ]
    ledger = [chair(1, 2015), chair(3, 2021), chair(4, 2022), chair(6, 2023)]
    found = plan(Rule(vice_chairs=0), members, ledger, [], 2025, 2)
    assert [turn.year for turn in standing_of(found, 5).served] == [2015, 2021, 2022]
    assert found.years[0].chair.inherited_from == (
        "Đơn vị C",
    )  # 3 waits since 2021, whatever 1 and 2 did before
    assert chairs(found) == [5, 6]


def test_of_a_split_unit_all_heirs_have_its_years_and_the_first_has_its_turn():
    members = [
        member(A, last=2024, heirs=[D, C]),
        member(B),
        member(C, 2025, predecessors=[A]),
        member(D, 2025, predecessors=[A]),
    ]
    found = plan(Rule(), members, [chair(A, 2022), chair(B, 2023), vice(A, 2024)], [], 2025, 3)
    assert chairs(found) == [D, C, B]
    assert [turn.year for turn in standing_of(found, C).served] == [2022]
    assert [turn.year for turn in standing_of(found, D).served] == [2022]
    assert found.changes[-1] == (
        "Từ năm 2025, Đơn vị D và Đơn vị C thay Đơn vị A; lượt đang chờ của Đơn vị A, nếu có, thuộc về Đơn vị D."
    )


def test_a_unit_that_gives_off_a_part_goes_on_and_the_part_has_its_years_until_then():
    members = [member(A), member(B), member(C, 2024, predecessors=[A])]
    ledger = [chair(A, 2022), chair(B, 2023), chair(A, 2025)]
    found = plan(Rule(vice_chairs=0), members, ledger, [], 2024, 4)
    assert [turn.year for turn in standing_of(found, A).served] == [2022, 2025]
    assert [turn.year for turn in standing_of(found, C).served] == [2022]
    assert found.changes == (
        "Từ năm 2024, Đơn vị C tách từ Đơn vị A: đã làm cụm trưởng năm 2022 (tên khi đó), "
        "xếp đầu thứ tự chờ lượt.",
    )


def test_both_sides_of_a_parting_that_merge_with_a_third_bring_their_years():
    members = [
        member(A, last=2025, heirs=[D]),
        member(B),
        member(C, 2024, 2025, predecessors=[A], heirs=[D]),
        member(D, 2026, predecessors=[A, C]),
    ]
    ledger = [chair(A, 2022), chair(B, 2023), chair(C, 2024), chair(A, 2025)]
    found = plan(Rule(), members, ledger, [], 2026, 1)
    assert [turn.year for turn in standing_of(found, D).served] == [2022, 2024, 2025]


def test_a_new_member_waits_in_front_and_one_that_leaves_drops_its_turn():
    members = [*FOUR[:2], member(C, last=2025), member(D, 2026)]
    found = plan(Rule(), members, [chair(A, 2023), chair(B, 2024), vice(C, 2025)], [], 2026, 2)
    assert chairs(found) == [D, A]
    assert found.years[0].notes[0] == (
        "Đơn vị C, cụm phó năm 2025, không còn là thành viên và không có đơn vị kế thừa trong cụm."
    )
    assert found.changes == (
        "Từ năm 2026, Đơn vị D là thành viên mới: chưa làm cụm trưởng lần nào, xếp đầu thứ tự chờ lượt.",
        "Từ năm 2026, Đơn vị C không còn là thành viên của cụm; lượt của đơn vị này chuyển cho đơn vị kế tiếp.",
    )


def test_a_member_that_comes_back_has_its_years():
    members = [member(A, 2010, 2015), member(A, 2025), member(B, 2010)]
    found = plan(Rule(), members, [chair(A, 2012), chair(B, 2024)], [], 2025, 2)
    assert [turn.year for turn in standing_of(found, A).served] == [2012]
    assert found.changes == (
        "Từ năm 2025, Đơn vị A trở lại làm thành viên: đã làm cụm trưởng năm 2012 (tên khi đó), "
        "xếp đầu thứ tự chờ lượt.",
    )


def test_a_unit_about_to_leave_is_not_made_vice_chair():
    members = [*FOUR[:2], member(C, position=4), member(D, last=2025, position=3)]
    found = plan(Rule(), members, [vice(B, 2024)], [], 2025, 2)
    assert (chairs(found), vices(found)[0]) == ([B, C], [C])


def test_two_units_about_to_become_one_are_vice_chair_once():
    members = [
        member(A),
        member(B, last=2025, heirs=[5]),
        member(C, last=2025, heirs=[5]),
        member(D),
        member(5, 2026, predecessors=[B, C]),
    ]
    found = plan(Rule(vice_chairs=2), members, [vice(A, 2024)], [], 2025, 3)
    assert (chairs(found), vices(found)[0]) == ([A, 5, D], [B, D])


def test_in_the_order_of_the_list_a_turn_not_yet_had_is_kept_but_not_doubled():
    members = [
        member(1),
        member(2),
        member(3, last=2025, heirs=[11]),
        member(4, last=2025, heirs=[11]),
        member(5),
        member(11, 2026, position=1, predecessors=[3, 4]),
    ]
    rule = Rule(vice_follows=False, never_repeat=False)
    assert chairs(plan(rule, members, [chair(3, 2025)], [], 2026, 6)) == [11, 5, 1, 11, 2, 5]
    members[-1] = replace(members[-1], position=9)
    assert chairs(plan(rule, members, [chair(3, 2025)], [], 2026, 6)) == [11, 5, 1, 2, 5, 11]


def test_in_the_order_of_the_list_only_the_first_heir_takes_the_place_of_a_split_unit():
    members = [
        member(A, last=2024, position=2, heirs=[D, C]),
        member(B, position=1),
        member(5, position=3),
        member(C, 2025, position=0, predecessors=[A]),
        member(D, 2025, position=5, predecessors=[A]),
    ]
    rule = Rule(vice_follows=False, never_repeat=False)
    assert chairs(plan(rule, members, [chair(B, 2024)], [], 2025, 6)) == [D, 5, C, B, 5, D]


# --- what holds of all plans ----------------------------------------------------------------------------

START, NOW = 2010, 2025
RULES = st.builds(Rule, st.booleans(), st.booleans(), st.integers(0, 3))


class World:
    """Units that merge, split, join and leave, each at the end of a year; rows are what the plan is fed with."""

    def __init__(self, positions):
        self.ids = count(1)
        self.rows, self.alive, self.position = {}, [], {}
        for position in positions:
            self.add(START, position)

    def add(self, first, position, predecessors=()):
        unit = next(self.ids)
        olds = set(predecessors).union(*(self.rows[old].predecessors for old in predecessors))
        self.rows[unit] = member(unit, first, position=position, predecessors=olds, name=f"Đơn vị {unit}")
        self.alive.append(unit)
        return unit

    def end(self, unit, year, heirs=()):
        self.rows[unit] = replace(self.rows[unit], last_year=year, heirs=tuple(heirs))
        self.alive.remove(unit)

    def merge(self, olds, year, position):
        new = self.add(year + 1, position, olds)
        for old in olds:
            self.end(old, year, [new])
        return new

    def take_in(self, keeper, old, year):
        olds = self.rows[old].predecessors | {old}
        self.end(old, year, [keeper])
        row = self.rows[keeper]
        self.rows[keeper] = replace(row, predecessors=(row.predecessors | olds) - {keeper})

    def split(self, old, year, positions, goes_on):
        news = [self.add(year + 1, position, [old]) for position in positions]
        if not goes_on:
            self.end(old, year, news)

    @property
    def members(self):
        return list(self.rows.values())

    def in_year(self, year):
        return {row.unit for row in self.members if row.first_year <= year <= (row.last_year or year)}

    def lines(self, unit):
        """The unit and all into which it went."""
        return {unit}.union(*(self.lines(heir) for heir in self.rows[unit].heirs))


@st.composite
def worlds(draw, last_change=NOW + 5, kinds=("merge", "take_in", "split", "give_off", "join", "leave")):
    world = World(draw(st.permutations(range(1, draw(st.integers(1, 7)) + 1))))
    for year in sorted(draw(st.sets(st.integers(START, last_change), max_size=4))):
        kind, position = draw(st.sampled_from(kinds)), draw(st.integers(0, 8))
        if kind == "join":
            world.add(year + 1, position)
        elif kind in ("merge", "take_in") and len(world.alive) > 1:
            olds = draw(st.lists(st.sampled_from(world.alive), min_size=2, max_size=3, unique=True))
            if kind == "merge":
                world.merge(olds, year, position)
            else:
                world.take_in(*olds[:2], year)
        elif kind in ("split", "give_off") and world.alive:
            world.split(draw(st.sampled_from(world.alive)), year, [position, position], kind == "give_off")
        elif kind == "leave" and len(world.alive) > 1:
            world.end(draw(st.sampled_from(world.alive)), year)
    return world


@st.composite
def ledgers(draw, world, last=NOW - 1):
    """Whoever chaired, chaired: the ledger follows no rule, and has holes."""
    entries = []
    for year in range(START, last + 1):
        living = sorted(world.in_year(year))
        if len(living) > 1 and draw(st.booleans()):
            first, second = draw(st.permutations(living))[:2]
            entries += [chair(first, year), *([vice(second, year)] if draw(st.booleans()) else [])]
    return entries


@st.composite
def cases(draw, **more):
    world = draw(worlds(**more))
    return world, draw(ledgers(world))


def skips_of(draw, world, last=NOW + 8):
    pairs = draw(
        st.sets(st.tuples(st.sampled_from(sorted(world.rows)), st.integers(NOW - 2, last)), max_size=10)
    )
    return [Skip(unit, year, "bận") for unit, year in sorted(pairs)]


@given(cases(), RULES, st.data())
def test_every_year_has_one_row_and_only_members_that_are_not_skipped(case, rule, data):
    world, ledger = case
    skips = skips_of(data.draw, world)
    found = plan(rule, world.members, ledger, skips, NOW - 2, 10)
    skipped = {(skip.unit, skip.year) for skip in skips}
    assert [row.year for row in found.years] == list(range(NOW - 2, NOW + 8))
    for row in found.years:
        picks = [pick for pick in (row.chair, *row.vice_chairs) if pick]
        assert len({pick.unit for pick in picks}) == len(picks)
        assert {pick.unit for pick in picks} <= world.in_year(row.year)
        assert not any((pick.unit, row.year) in skipped for pick in picks if pick.why != "recorded")
        assert all(pick.reason.endswith(".") and "  " not in pick.reason for pick in picks)
        free = {unit for unit in world.in_year(row.year) if (unit, row.year) not in skipped}
        assert row.chair or not free
        assert len(row.vice_chairs) <= max(rule.vice_chairs, len([v for v in picks if v.why == "recorded"]))


@given(cases(), RULES, st.randoms(), st.data())
def test_the_same_is_planned_again_in_whatever_order_members_and_skips_come(case, rule, random, data):
    world, ledger = case
    skips = skips_of(data.draw, world)
    found = plan(rule, world.members, ledger, skips, NOW, 8)
    members = [replace(row, predecessors=frozenset(sorted(row.predecessors)[::-1])) for row in world.members]
    random.shuffle(members)
    random.shuffle(skips)
    by_year = sorted(ledger, key=lambda entry: -entry.year)
    assert plan(rule, members, by_year, skips, NOW, 8) == found


@given(st.permutations(range(1, 8)), st.integers(1, 7), RULES)
def test_from_an_empty_ledger_every_round_has_every_member_once(positions, size, rule):
    members = [member(unit, position=position) for unit, position in enumerate(positions[:size], start=1)]
    found = chairs(plan(rule, members, [], [], NOW, 3 * size))
    for start in range(2 * size + 1):
        assert sorted(found[start : start + size]) == list(range(1, size + 1))


@given(cases(last_change=NOW + 3), RULES)
def test_once_nothing_changes_every_member_chairs_as_soon_as_the_plan_promises(case, rule):
    world, ledger = case
    changes = [row.first_year for row in world.members] + [(row.last_year or 0) + 1 for row in world.members]
    settled = max(NOW, *changes)
    living = world.in_year(settled)
    assume(living)
    years = len(living) if rule.never_repeat else 2 * len(living)
    found = plan(rule, world.members, ledger, [], NOW, settled - NOW + years)
    assert set(chairs(found)[settled - NOW :]) == living


@given(cases(), RULES, st.data())
def test_a_skip_delays_a_turn_by_one_year_only(case, rule, data):
    world, ledger = case
    due = plan(rule, world.members, ledger, [], NOW, 1).years[0].chair
    assume(due and due.unit in world.in_year(NOW + 1))
    later = plan(rule, world.members, ledger, [Skip(due.unit, NOW, "bận")], NOW, 2)
    assert chairs(later)[0] != due.unit
    assert chairs(later)[1] == due.unit


@given(cases(last_change=NOW - 3, kinds=("merge", "join")), RULES, st.data())
def test_merging_loses_no_turn(case, rule, data):
    """Whoever was due next year is due next year as its heir, which stands where it stood."""
    world, ledger = case
    due = plan(rule, world.members, ledger, [], NOW, 1).years[0].chair
    others = sorted(world.in_year(NOW - 1) & world.in_year(NOW) - {due and due.unit})
    assume(due and due.unit in world.in_year(NOW - 1) and others)
    olds = [due.unit, *data.draw(st.lists(st.sampled_from(others), min_size=1, max_size=3, unique=True))]
    heir = world.merge(olds, NOW - 1, world.rows[due.unit].position)
    assert plan(rule, world.members, ledger, [], NOW, 1).years[0].chair.unit == heir


@given(cases(), RULES)
def test_no_year_of_the_ledger_is_lost(case, rule):
    world, ledger = case
    living = world.in_year(NOW + 7)
    found = plan(rule, world.members, ledger, [], NOW, 8)
    kept = {(turn.unit, turn.year) for standing in found.standing for turn in standing.served}
    handed_on = {
        (entry.unit, entry.year)
        for entry in ledger
        if entry.office == "chair" and world.lines(entry.unit) & living
    }
    assert handed_on <= kept
    assert kept <= {(entry.unit, entry.year) for entry in ledger}


@given(cases(), RULES)
def test_the_plan_never_calls_a_member_new_to_the_office_that_its_line_has_held(case, rule):
    world, ledger = case
    found = plan(rule, world.members, ledger, [], NOW, 8)
    for standing in found.standing:
        line = world.rows[standing.unit].predecessors | {standing.unit}
        assert {turn.unit for turn in (*standing.served, *standing.planned)} <= line
        assert standing.never == (standing.times == 0) == (standing.last_year is None)


UNITS = st.integers(1, 5)
YEARS = st.integers(NOW - 4, NOW + 4)
ROWS = st.builds(
    Member,
    UNITS,
    st.sampled_from(["Một", "Hai"]),
    st.integers(0, 3),
    YEARS,
    st.none() | YEARS,
    st.frozensets(UNITS, max_size=3),
    st.lists(UNITS, max_size=3).map(tuple),
)
ENTRIES = st.builds(
    Served, UNITS, st.sampled_from(["chair", "vice_chair", "secretary"]), YEARS, st.just("Một")
)


@given(
    st.lists(ROWS, max_size=6),
    st.lists(ENTRIES, max_size=8),
    st.lists(st.builds(Skip, UNITS, YEARS, st.just("bận")), max_size=5),
    RULES,
)
def test_books_that_contradict_themselves_still_give_a_row_a_year(rows, ledger, skips, rule):
    found = plan(rule, rows, ledger, skips, NOW, 4)
    assert [row.year for row in found.years] == list(range(NOW, NOW + 4))
