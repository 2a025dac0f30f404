"""What the planner and the ledger are given from the database, and what they answer."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clusters import actions
from clusters.actions import Choice
from clusters.lineage import Arrangement, NewUnit
from clusters.models import OfficeTerm, RotationRule, RotationSkip
from clusters.turns import Turns, ledger_of, plan_of
from tests import factories as make


def chairs(plan):
    return {row.year: row.chair and row.chair.name[-1] for row in plan.years}


def merge(cast, before, name="Hội thành viên M", **facts):
    spec = Arrangement(
        authority=cast.authority,
        kind="merger",
        effective_on=date(2026, 7, 1),
        before=tuple(before),
        made=(NewUnit(name),),
        **facts,
    )
    return actions.record_event(spec, by=cast.secretary).side("after")[0]


# --- the plan ------------------------------------------------------------------------------------------


def test_the_plan_starts_with_the_year_on_record_and_the_vice_chair_follows(cast):
    plan = plan_of(cast.cluster, 4)
    assert chairs(plan) == {2026: "A", 2027: "B", 2028: "C", 2029: "D"}
    assert [row.is_planned for row in plan.years] == [False, True, True, True]


def test_an_own_rule_goes_before_the_assumed_one(cast):
    actions.save_rotation_rule(
        RotationRule(cluster=cast.cluster, vice_follows=False, vice_chairs=0), by=cast.secretary
    )
    assert plan_of(cast.cluster, 4).years[1].vice_chairs == ()
    assert Turns(cast.cluster).rule.pk
    other = make.make_cluster(cast.authority, cast.units, number="9")
    assert Turns(other).rule.pk is None


def test_a_skip_passes_the_turn_on_and_keeps_it(cast):
    actions.skip_unit(
        RotationSkip(cluster=cast.cluster, unit=cast.vice_unit, year=2027, reason="Đang sắp xếp"),
        by=cast.secretary,
    )
    assert chairs(plan_of(cast.cluster, 3)) == {2026: "A", 2027: "C", 2028: "B"}


def test_the_turn_of_a_unit_that_merged_is_its_heirs(cast):
    unit = merge(cast, [cast.vice_unit, cast.unit])
    pick = plan_of(cast.cluster, 2).years[1].chair
    assert (pick.unit, pick.inherited_from) == (unit.pk, ("Hội thành viên B",))


def test_an_heir_is_found_through_a_unit_outside_the_cluster(cast):
    between = merge(cast, [cast.vice_unit], others="Hội ngoài hệ thống", keeps_places=False)
    spec = Arrangement(
        authority=cast.authority,
        kind="merger",
        effective_on=date(2026, 9, 1),
        before=(between,),
        goes_on=cast.other_unit,
    )
    actions.record_event(spec, by=cast.secretary)
    assert plan_of(cast.cluster, 2).years[1].chair.unit == cast.other_unit.pk


def test_a_member_counts_from_the_first_year_that_it_is_a_member_on_the_first_day_of(cast):
    joined = make.make_unit(cast.authority, name="Hội thành viên E")
    actions.add_members(cast.cluster, [joined], [], date(2026, 2, 1), True, by=cast.secretary)
    row = next(member for member in Turns(cast.cluster).members if member.unit == joined.pk)
    assert row.first_year == 2027


def test_a_year_with_days_of_its_own_counts_by_its_own_first_day(cast):
    make.make_year(cast.cluster, 2027, starts_on=date(2027, 3, 1), ends_on=date(2028, 2, 28))
    joined = make.make_unit(cast.authority, name="Hội thành viên E")
    actions.add_members(cast.cluster, [joined], [], date(2027, 2, 1), True, by=cast.secretary)
    row = next(member for member in Turns(cast.cluster).members if member.unit == joined.pk)
    assert row.first_year == 2027


def test_a_vice_chair_replaced_in_mid_year_does_not_follow(cast):
    term = cast.year.office_terms.get(office="vice_chair")
    follower = OfficeTerm(unit=cast.other_unit, starts_on=date(2026, 2, 1), note="Theo đề nghị")
    actions.replace_office(term, follower, by=cast.secretary)
    assert chairs(plan_of(cast.cluster, 2))[2027] == "D"


def test_what_is_confirmed_and_awaits_the_handover_is_settled(cast):
    following = make.make_year(cast.cluster, 2027)
    actions.confirm_offices(following, [Choice("chair", cast.other_unit, "acclaim")], by=cast.secretary)
    row = plan_of(cast.cluster, 2).years[1]
    assert (row.is_planned, row.chair.unit) == (False, cast.other_unit.pk)
    with pytest.raises(ValidationError, match="đã được xác nhận"):
        Turns(cast.cluster).choices(following)


def test_what_is_only_proposed_changes_nothing_in_the_plan(cast):
    following = make.make_year(cast.cluster, 2027)
    actions.propose_offices(following, [Choice("chair", cast.other_unit)], by=cast.secretary)
    assert chairs(plan_of(cast.cluster, 2))[2027] == "B"


def test_a_year_without_a_chair_on_record_is_planned_though_it_is_over(cast):
    assert Turns(cast.cluster, today=date(2028, 3, 1)).first_year == 2027
    assert Turns(cast.cluster, today=date(2040, 3, 1)).first_year == 2038


def test_the_choices_of_a_year_carry_the_reasons_of_the_plan(cast):
    following = make.make_year(cast.cluster, 2027)
    found = Turns(cast.cluster).choices(following)
    assert [(choice.office, choice.unit) for choice in found] == [
        ("chair", cast.vice_unit),
        ("vice_chair", cast.unit),
    ]
    assert found[0].reason == "Cụm phó năm 2026 làm cụm trưởng năm 2027."


def test_how_far_back_the_books_go_is_said(cast):
    assert Turns(cast.cluster).known == (
        "Tính theo các nhiệm kỳ đã ghi nhận từ năm 2026; các năm trước đó chưa rõ."
    )


def test_a_past_year_has_no_choices(cast):
    past = make.make_year(cast.cluster, 2020)
    with pytest.raises(ValidationError, match="đã qua"):
        Turns(cast.cluster).choices(past)


def test_plan_and_ledger_cost_the_same_for_four_units_and_for_seventeen(cast):
    units = [make.make_unit(cast.authority) for _ in range(17)]
    big = make.make_cluster(cast.authority, units, number="17")
    for place, number in enumerate(range(2020, 2027)):
        year = make.make_year(big, number)
        make.make_term(year, units[place])
        make.make_term(year, units[place + 1], "vice_chair")

    def cost(cluster):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            plan_of(cluster, 12)
            ledger_of(cluster).gaps()
            ledger_of(cluster).sentences_on(date(2024, 3, 1))
        return len(queries)

    assert cost(big) == cost(cast.cluster)


# --- the ledger ----------------------------------------------------------------------------------------


def test_days_of_a_running_year_without_a_chair_are_a_gap(cast):
    actions.end_office(cast.year.office_terms.get(office="chair"), date(2026, 1, 15), "", by=cast.secretary)
    assert [gap.sentence for gap in ledger_of(cast.cluster).gaps()] == [
        "Từ ngày 16/01/2026 đến hết ngày 02/03/2026, chưa ghi nhận cụm trưởng."
    ]


def test_days_of_a_recorded_year_or_of_no_year_are_unknown_not_a_gap(cast):
    make.make_year(cast.cluster, 2024, is_recorded=True)
    assert [gap.sentence for gap in ledger_of(cast.cluster).gaps()] == [
        "Từ ngày 01/01/2024 đến hết ngày 31/12/2025, chưa rõ đơn vị nào làm cụm trưởng."
    ]


def test_unknown_days_and_gaps_that_meet_are_told_apart(cast):
    make.make_year(cast.cluster, 2024, is_recorded=True)
    last = make.make_year(cast.cluster, 2025)
    make.make_term(last, cast.unit, starts_on=date(2025, 1, 2))
    assert [(gap.sentence, gap.is_unknown) for gap in ledger_of(cast.cluster).gaps()] == [
        ("Từ ngày 01/01/2024 đến hết ngày 31/12/2024, chưa rõ đơn vị nào làm cụm trưởng.", True),
        ("Ngày 01/01/2025, chưa ghi nhận cụm trưởng.", False),
    ]


def test_terms_that_touch_leave_no_gap(cast):
    last = make.make_year(cast.cluster, 2025)
    make.make_term(last, cast.unit)
    assert ledger_of(cast.cluster).gaps() == []


@pytest.mark.parametrize(
    ("day", "chair"),
    [
        (date(2024, 5, 1), "Ngày 01/05/2024, cụm trưởng: chưa rõ."),
        (
            date(2026, 1, 1),
            "Ngày 01/01/2026, cụm trưởng: Hội thành viên A (người đại diện: chưa rõ; cách xác định: chưa rõ).",
        ),
        (date(2027, 1, 1), "Ngày 01/01/2027, cụm trưởng: chưa xác định."),
    ],
)
def test_who_was_chair_on_a_day_is_said_in_a_sentence(cast, day, chair):
    assert ledger_of(cast.cluster).sentences_on(day)[0] == chair


def test_before_the_first_record_nobody_says_there_was_none(cast):
    sentences = ledger_of(cast.cluster).sentences_on(date(2010, 1, 1))
    assert all(sentence.endswith("chưa rõ.") for sentence in sentences)


def test_none_on_record_in_a_running_year_is_said(cast):
    assert ledger_of(cast.cluster).sentences_on(date(2026, 2, 1))[2] == (
        "Ngày 01/02/2026, chưa ghi nhận thư ký cụm."
    )


def test_no_vice_chair_is_not_an_unknown_one(cast):
    past = make.make_year(cast.cluster, 2024, is_recorded=True, vice_chair_known="none")
    assert ledger_of(cast.cluster).sentences_on(past.starts_on)[1] == "Ngày 01/01/2024, cụm không có cụm phó."
