"""Conditions judged by hand-worked cases: what is met, not met, unknown, and what it says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards.conditions import RATINGS, Condition, Facts, Finding, State, Won, judge, judge_all

MET, NOT_MET, UNKNOWN = State.MET, State.NOT_MET, State.UNKNOWN


def rated(years=2, rating="excellent", key=1, **more):
    return Condition(key, "rated_years", "HTXS", years=years, rating=rating, is_blocking=True, **more)


def before(codes=("BK",), count=1, key=1, **more):
    return Condition(key, "awards_before", "đã được tặng", codes=codes, count=count, is_blocking=True, **more)


def in_a_row(years, codes=("CSTD-CS",), key=1):
    return Condition(key, "years_of_award", "liên tục", years=years, codes=codes, is_blocking=True)


def leads(key=1, route=0):
    return Condition(key, "leads_cluster", "dẫn đầu", route=route, is_blocking=True)


def said(key=1, route=0, is_blocking=False):
    return Condition(key, "stated", "đoàn kết", route=route, is_blocking=is_blocking)


def facts(**known):
    return Facts(year=2024, **known)


CASES = [
    # years of a rating
    (rated(), facts(ratings={2023: "excellent"}), UNKNOWN,
     "Cần 02 năm liên tục hoàn thành xuất sắc nhiệm vụ: 2023 có, 2024 chưa rõ."),
    (rated(), facts(ratings={2023: "excellent", 2024: "excellent"}), MET,
     "Cần 02 năm liên tục hoàn thành xuất sắc nhiệm vụ: 2023 có, 2024 có."),
    (rated(), facts(ratings={2023: "good", 2024: "excellent"}), NOT_MET,
     "Cần 02 năm liên tục hoàn thành xuất sắc nhiệm vụ: 2023 không, 2024 có."),
    (rated(), facts(), UNKNOWN,
     "Cần 02 năm liên tục hoàn thành xuất sắc nhiệm vụ: 2023 chưa rõ, 2024 chưa rõ."),
    (rated(), facts(ratings={2023: "failed"}), NOT_MET,
     "Cần 02 năm liên tục hoàn thành xuất sắc nhiệm vụ: 2023 không, 2024 chưa rõ."),
    (rated(), facts(ratings={2022: "excellent", 2023: "excellent", 2024: "done"}), NOT_MET,
     "Cần 02 năm liên tục hoàn thành xuất sắc nhiệm vụ: 2023 có, 2024 không."),
    (rated(1), facts(ratings={2024: "excellent"}), MET, "Cần hoàn thành xuất sắc nhiệm vụ trong năm: 2024 có."),
    (rated(1, "good"), facts(ratings={2024: "good"}), MET,
     "Cần hoàn thành tốt nhiệm vụ trở lên trong năm: 2024 có."),
    (rated(1, "good"), facts(ratings={2024: "done"}), NOT_MET,
     "Cần hoàn thành tốt nhiệm vụ trở lên trong năm: 2024 không."),
    (rated(2, "good"), facts(ratings={2023: "good", 2024: "excellent"}), MET,
     "Cần 02 năm liên tục hoàn thành tốt nhiệm vụ trở lên: 2023 có, 2024 có."),
    # … where a title of the year counts as well
    (rated(codes=("TTLDXS",)), facts(ratings={2024: "excellent"}, won=(Won("TTLDXS", 2023),)), MET,
     "Cần 02 năm liên tục hoàn thành xuất sắc nhiệm vụ: 2023 có, 2024 có."),
    (rated(codes=("TTLDXS",)), facts(ratings={2024: "excellent"}, won=(Won("TTLDTT", 2023),)), UNKNOWN,
     "Cần 02 năm liên tục hoàn thành xuất sắc nhiệm vụ: 2023 chưa rõ, 2024 có."),
    # … so many of so many years
    (rated(3, count=1), facts(ratings={2022: "good", 2023: "excellent"}), MET,
     "Cần ít nhất 01 trong 03 năm hoàn thành xuất sắc nhiệm vụ: 2022 không, 2023 có, 2024 chưa rõ."),
    (rated(3, count=2), facts(ratings={2022: "good", 2023: "excellent"}), UNKNOWN,
     "Cần ít nhất 02 trong 03 năm hoàn thành xuất sắc nhiệm vụ: 2022 không, 2023 có, 2024 chưa rõ."),
    (rated(3, count=2), facts(ratings={2022: "good", 2023: "good"}), NOT_MET,
     "Cần ít nhất 02 trong 03 năm hoàn thành xuất sắc nhiệm vụ: 2022 không, 2023 không, 2024 chưa rõ."),
    # awards before
    (before(), facts(won=(Won("BK", 2019),)), MET, "Cần 01 lần được tặng: có 01 lần (năm 2019)."),
    (before(), facts(), UNKNOWN, "Cần 01 lần được tặng: hệ thống chưa ghi nhận lần nào."),
    (before(), facts(won=(Won("KHAC", 2019),)), UNKNOWN, "Cần 01 lần được tặng: hệ thống chưa ghi nhận lần nào."),
    (before(count=2), facts(won=(Won("BK", 2021),)), UNKNOWN,
     "Cần 02 lần được tặng: hệ thống mới ghi nhận 01 lần (năm 2021)."),
    (before(count=2, years=5), facts(won=(Won("BK", 2023), Won("BK", 2021))), MET,
     "Cần 02 lần được tặng trong 05 năm 2020 - 2024: có 02 lần (năm 2021; năm 2023)."),
    (before(count=2, years=5), facts(won=(Won("BK", 2020), Won("BK", 2019))), UNKNOWN,
     "Cần 02 lần được tặng trong 05 năm 2020 - 2024: hệ thống mới ghi nhận 01 lần (năm 2020)."),
    (before(years_before=5), facts(won=(Won("BK", 2019),)), MET,
     "Cần 01 lần được tặng từ năm 2019 trở về trước: có 01 lần (năm 2019)."),
    (before(years_before=5), facts(won=(Won("BK", 2020),)), UNKNOWN,
     "Cần 01 lần được tặng từ năm 2019 trở về trước: hệ thống chỉ ghi nhận lần được tặng sau thời điểm đó "
     "(năm 2020)."),
    (before(), facts(won=(Won("BK", 2019, "Bằng khen", "Sở Nội vụ"),)), MET,
     "Cần 01 lần được tặng: có 01 lần (năm 2019, Sở Nội vụ)."),
    (before(), facts(won=(Won("BK", 2025),)), UNKNOWN, "Cần 01 lần được tặng: hệ thống chưa ghi nhận lần nào."),
    # the same award in years that follow each other
    (in_a_row(3), facts(won=tuple(Won("CSTD-CS", year) for year in (2022, 2023, 2024))), MET,
     "Cần được tặng 03 năm liên tục: 2022 có, 2023 có, 2024 có."),
    (in_a_row(3), facts(won=tuple(Won("CSTD-CS", year) for year in (2021, 2022, 2024))), UNKNOWN,
     "Cần được tặng 03 năm liên tục: 2022 có, 2023 chưa rõ, 2024 có."),
    (in_a_row(2), facts(won=(Won("CSTD-CS", 2024),), refused=frozenset({("CSTD-CS", 2023)})), NOT_MET,
     "Cần được tặng 02 năm liên tục: 2023 không, 2024 có."),
    (in_a_row(1, ("LDTT", "CSTT")), facts(won=(Won("CSTT", 2024),)), MET, "Cần được tặng trong năm: 2024 có."),
    # the place in the cluster
    (leads(), facts(rank=1, ranked=8), MET,
     "Kết quả chấm điểm năm 2024 đã công bố: xếp thứ 1 trong 8 đơn vị của cụm."),
    (leads(), facts(rank=2, ranked=8, noun="khối"), NOT_MET,
     "Kết quả chấm điểm năm 2024 đã công bố: xếp thứ 2 trong 8 đơn vị của khối."),
    (leads(), facts(), UNKNOWN, "Kết quả chấm điểm năm 2024 của cụm chưa công bố hoặc không có."),
    # what a person has to see
    (said(), facts(), UNKNOWN, "Người thẩm định xem hồ sơ và ghi kết luận."),
]  # fmt: skip


@pytest.mark.parametrize(("condition", "known", "state", "sentence"), CASES)
def test_a_condition_says_what_is_met_and_why(condition, known, state, sentence):
    verdict = judge(condition, known)
    assert (verdict.state, verdict.sentence) == (state, sentence)


# --- together ------------------------------------------------------------------------------------------------

LED, NOT_LED = facts(rank=1, ranked=4), facts(rank=3, ranked=4)
YES, NO = Finding(True, "Đã kiểm tra"), Finding(False, "Có sai phạm")


def test_one_route_is_enough():
    found = judge_all([leads(1, 1), said(2, 2)], NOT_LED, {2: YES})
    assert [route.state for route in found.routes] == [NOT_MET, MET]
    assert (found.state, found.blocking, found.warnings) == (MET, [], [])


def test_an_unknown_route_keeps_the_dossier_going_with_a_warning():
    found = judge_all([leads(1, 1), said(2, 2)], NOT_LED)
    assert (found.state, found.blocking) == (UNKNOWN, [])
    assert [verdict.condition.key for verdict in found.warnings] == [1, 2]


def test_where_every_route_is_barred_the_dossier_stops():
    found = judge_all([leads(1, 1), leads(2, 2)], NOT_LED)
    assert (found.state, [verdict.condition.key for verdict in found.blocking]) == (NOT_MET, [1, 2])


def test_what_holds_in_every_case_stops_whatever_the_routes_say():
    found = judge_all([rated(key=1), leads(2, 1)], facts(rank=1, ranked=4, ratings={2023: "done"}))
    assert [verdict.condition.key for verdict in found.blocking] == [1]
    assert found.state is NOT_MET


def test_conditions_of_a_route_hold_together():
    found = judge_all([leads(1, 1), said(2, 1)], LED)
    assert (found.state, found.blocking) == (UNKNOWN, [])
    assert judge_all([leads(1, 1), said(2, 1)], LED, {2: YES}).state is MET


def test_a_finding_of_the_appraiser_decides_whatever_the_facts_say():
    assert judge(leads(), NOT_LED, YES).state is MET
    assert judge(leads(), LED, NO).state is NOT_MET
    assert judge(said(is_blocking=True), LED, NO).blocks


def test_an_explanation_of_the_unit_decides_nothing_but_lets_the_dossier_be_submitted():
    found = judge_all([leads(1)], NOT_LED, explanations={1: YES})
    assert found.state is NOT_MET
    assert [verdict.condition.key for verdict in found.blocking] == [1]
    assert found.unexplained == []


def test_one_route_explained_is_enough_to_submit():
    found = judge_all([leads(1, 1), leads(2, 2)], NOT_LED, explanations={2: YES})
    assert found.unexplained == []
    assert judge_all([leads(1, 1), leads(2, 2)], NOT_LED).unexplained != []


def test_what_only_warns_stops_nothing():
    found = judge_all([leads(1)], NOT_LED, warns_only=True)
    assert (found.blocking, found.unexplained) == ([], [])
    assert [verdict.condition.key for verdict in found.warnings] == [1]


def test_no_conditions_are_met():
    found = judge_all([], LED)
    assert (found.state, found.blocking, found.warnings, found.unexplained) == (MET, [], [], [])


# --- always --------------------------------------------------------------------------------------------------

years = st.dictionaries(st.integers(2016, 2024), st.sampled_from(RATINGS))


@given(years, st.integers(1, 6), st.sampled_from(RATINGS))
def test_to_learn_of_another_year_never_overturns_what_is_certain(ratings, length, rating):
    condition = rated(length, rating)
    whole = judge(condition, facts(ratings=ratings)).state
    for year in ratings:
        fewer = {other: known for other, known in ratings.items() if other != year}
        assert judge(condition, facts(ratings=fewer)).state in (whole, UNKNOWN)


@given(years, st.integers(1, 6))
def test_a_better_rating_never_makes_it_worse(ratings, length):
    order = [NOT_MET, UNKNOWN, MET]
    better = {year: RATINGS[min(RATINGS.index(rating) + 1, 3)] for year, rating in ratings.items()}
    condition = rated(length, "good")
    found, then = (judge(condition, facts(ratings=known)).state for known in (ratings, better))
    assert order.index(then) >= order.index(found)


@given(
    st.lists(st.tuples(st.integers(0, 3), st.sampled_from([True, False, None]), st.booleans()), max_size=8)
)
def test_who_is_stopped_does_not_meet_the_conditions(parts):
    conditions = [said(key, route, blocking) for key, (route, _, blocking) in enumerate(parts)]
    findings = {key: Finding(held, "đã xem") for key, (_, held, _) in enumerate(parts) if held is not None}
    found = judge_all(conditions, facts(), findings)
    assert not found.blocking or found.state is NOT_MET
    assert bool(found.blocking) == bool(found.unexplained)
    assert {id(verdict) for verdict in found.blocking}.isdisjoint({id(verdict) for verdict in found.warnings})
