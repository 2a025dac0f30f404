"""Ranks: joint ones, what parts equals, who has none – and the sentence beside each."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards.ranking import Candidate, ManualOrder, Tie, TieRule, rank
from awards.scoring import Criterion, Entry, Kind, Table, add_up

D = Decimal
TABLE = Table(
    (
        Criterion("I", "Nhóm I", Kind.POINTS, D(60)),
        Criterion("II", "Nhóm II", Kind.POINTS, D(40)),
        Criterion("tru", "Chậm báo cáo", Kind.EXTRA, each=D(-1)),
        Criterion("thuong", "Mô hình mới", Kind.EXTRA, each=D(1)),
    )
)
BY_GROUP = TieRule(Tie.GROUP, "I", "nhóm I")
BY_PENALTY = TieRule(Tie.FEWER_PENALTIES)
BY_VOTES = TieRule(Tie.VOTES)
BY_SELF = TieRule(Tie.SELF_SCORE)


def unit(name, one, two, late=0, bonus=0, **more):
    entries = {
        "I": Entry(points=None if one is None else D(one)),
        "II": Entry(points=D(two)),
        "tru": Entry(times=late),
        "thuong": Entry(times=bonus),
    }
    return Candidate(name, name, add_up(TABLE, entries), **more)


def ranks(units, rules=(), manual=()):
    return [(place.candidate.key, place.rank) for place in rank(units, rules, manual)]


def reasons(units, rules=(), manual=()):
    return {place.candidate.key: place.reason for place in rank(units, rules, manual)}


@pytest.mark.parametrize(
    ("units", "rules", "expected"),
    [
        ([unit("A", 50, 40), unit("B", 60, 40)], (), [("B", 1), ("A", 2)]),
        ([unit("B", 50, 40), unit("A", 60, 30)], (), [("A", 1), ("B", 1)]),
        (
            [unit("A", 60, 40), unit("B", 50, 40), unit("C", 50, 40), unit("D", 40, 40)],
            (),
            [("A", 1), ("B", 2), ("C", 2), ("D", 4)],
        ),
        ([unit("A", 50, 40), unit("B", 60, 30)], (BY_GROUP,), [("B", 1), ("A", 2)]),
        ([unit("A", 50, 40, late=1, bonus=1), unit("B", 50, 40)], (BY_PENALTY,), [("B", 1), ("A", 2)]),
        ([unit("A", 50, 40), unit("B", 50, 40, late=1, bonus=1)], (BY_GROUP, BY_PENALTY), [("A", 1), ("B", 2)]),
        ([unit("A", 50, 40, votes=3), unit("B", 50, 40, votes=5)], (BY_GROUP, BY_VOTES), [("B", 1), ("A", 2)]),
        ([unit("A", 50, 40), unit("B", 50, 40, votes=0)], (BY_VOTES,), [("B", 1), ("A", 2)]),
        ([unit("A", 50, 40, self_total=D(95)), unit("B", 50, 40, self_total=D(97))], (BY_SELF,), [("B", 1), ("A", 2)]),
        ([unit("A", "50.01", 40), unit("B", "50.02", 40)], (), [("B", 1), ("A", 2)]),
        ([unit("A", 60, 40, stops=("lãnh đạo bị kỷ luật",)), unit("B", 10, 10)], (), [("B", 1), ("A", None)]),
        ([unit("A", None, 40), unit("B", 0, 0)], (), [("B", 1), ("A", None)]),
        ([], (), []),
    ],
)  # fmt: skip
def test_ranks_are_as_worked_by_hand(units, rules, expected):
    assert ranks(units, rules) == expected


def test_the_first_rule_that_tells_units_apart_decides_and_is_said():
    units = [unit("A", 50, 40), unit("B", 60, 30), unit("C", 60, 30, late=1, bonus=1)]
    assert ranks(units, (BY_GROUP, BY_PENALTY)) == [("B", 1), ("C", 2), ("A", 3)]
    assert reasons(units, (BY_GROUP, BY_PENALTY)) == {
        "B": "Cùng 90 điểm, xếp trên A: điểm nhóm I cao hơn. Cùng 90 điểm, xếp trên C: bị trừ điểm ít hơn.",
        "C": "Cùng 90 điểm, xếp trên A: điểm nhóm I cao hơn. Cùng 90 điểm, xếp dưới B: bị trừ điểm nhiều hơn.",
        "A": "Cùng 90 điểm, xếp dưới B và C: điểm nhóm I thấp hơn.",
    }


def test_a_joint_rank_names_with_whom():
    units = [unit("A", 50, 40), unit("B", 50, 40), unit("C", 50, 40)]
    assert reasons(units)["B"] == "Cùng 90 điểm và cùng hạng với A và C."
    assert all(place.is_joint for place in rank(units))


def test_who_has_no_rank_is_told_why():
    units = [unit("A", None, 40), unit("B", 60, 40, stops=("có vụ việc nghiêm trọng", "mất đoàn kết"))]
    assert reasons(units) == {
        "A": "Chưa xếp hạng: đã chấm 1/2 tiêu chí.",
        "B": "Không xếp hạng: có vụ việc nghiêm trọng; mất đoàn kết.",
    }


def test_people_put_equals_in_order_with_a_reason():
    units = [unit("A", 50, 40), unit("B", 50, 40), unit("C", 10, 10)]
    order = ManualOrder(("B", "A"), "B có nhiều mô hình mới hơn.")
    assert ranks(units, manual=[order]) == [("B", 1), ("A", 2), ("C", 3)]
    assert reasons(units, manual=[order])["A"] == "Xếp theo quyết định: B có nhiều mô hình mới hơn."


@pytest.mark.parametrize(
    ("order", "said"),
    [
        (ManualOrder(("B", "A"), " "), "phải nêu lý do"),
        (ManualOrder(("C", "A"), "Lý do"), "cùng hạng"),
        (ManualOrder(("A",), "Lý do"), "cùng hạng"),
        (ManualOrder(("A", "B", "B"), "Lý do"), "cùng hạng"),
    ],
)
def test_people_do_not_overrule_what_the_rules_tell_apart(order, said):
    units = [unit("A", 50, 40), unit("B", 50, 40), unit("C", 10, 10)]
    with pytest.raises(ValueError, match=said):
        rank(units, manual=[order])


many = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 40), st.integers(0, 3)), min_size=1, max_size=10)


@given(many, st.permutations([BY_GROUP, BY_PENALTY]))
def test_a_rank_is_one_more_than_how_many_stand_before(rows, rules):
    units = [unit(f"Đơn vị {index}", one, two, late) for index, (one, two, late) in enumerate(rows)]
    places = rank(units, rules)
    assert {place.candidate.key for place in places} == {one.key for one in units}
    for index, place in enumerate(places):
        assert place.rank <= index + 1
        assert place.rank == 1 + sum(other.rank < place.rank for other in places)
        assert place.is_joint is (sum(other.rank == place.rank for other in places) > 1)
    totals = [place.candidate.score.total for place in places]
    assert totals == sorted(totals, reverse=True)


@given(many)
def test_the_order_in_which_units_are_given_does_not_matter(rows):
    units = [unit(f"Đơn vị {index}", *row) for index, row in enumerate(rows)]
    assert rank(units, [BY_GROUP]) == rank(units[::-1], [BY_GROUP])
