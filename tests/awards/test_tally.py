"""Counting votes: worked by hand around every threshold, and true of any numbers."""

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from awards.tally import (
    Absent,
    Attendance,
    Ballots,
    Base,
    Count,
    Rule,
    elect,
    faults,
    needed_of,
    percent_text,
    quorum_of,
    tally,
)

EIGHTY, NINETY, HALF = Fraction(4, 5), Fraction(9, 10), Fraction(1, 2)
ALL_80, ALL_90 = Rule(EIGHTY), Rule(NINETY)
PRESENT_80, VALID_80 = Rule(EIGHTY, Base.PRESENT), Rule(EIGHTY, Base.VALID)
OVER_HALF = Rule(HALF, Base.PRESENT, is_strict=True)


def result(rule, seats, present, agree, against=0, **others):
    recused = {name: others.pop(name) for name in ("recused", "recused_present") if name in others}
    if recused:
        recused.setdefault("recused_present", recused["recused"])
    count = Count(agree, against, **others)
    return tally(rule, Attendance(seats, present, **recused), count)


# --- worked by hand --------------------------------------------------------------------------------------

CASES = [
    # rule, seats, present, agree, against, others, passed, base, needed
    (ALL_80, 5, 5, 4, 1, {}, True, 5, 4),
    (ALL_80, 9, 9, 8, 1, {}, True, 9, 8),  # 88,88 %
    (ALL_80, 9, 9, 7, 2, {}, False, 9, 8),  # 77,77 %
    (ALL_80, 10, 10, 8, 2, {}, True, 10, 8),  # 80 % exactly
    (ALL_80, 11, 11, 9, 2, {}, True, 11, 9),  # 81,81 %
    (ALL_80, 13, 13, 10, 3, {}, False, 13, 11),  # 76,92 %
    (ALL_80, 15, 15, 12, 3, {}, True, 15, 12),
    (ALL_80, 10_000, 10_000, 7_999, 2_001, {}, False, 10_000, 8_000),  # 79,99 %
    (ALL_80, 3_000_000, 3_000_000, 2_399_999, 600_001, {}, False, 3_000_000, 2_400_000),  # 79,99996 %
    (ALL_80, 10, 8, 8, 0, {}, True, 10, 8),  # all who are there, of all seats
    (ALL_80, 10, 7, 7, 0, {}, False, 10, 8),  # nobody against, too few of all seats
    (PRESENT_80, 10, 7, 7, 0, {}, True, 7, 6),
    (PRESENT_80, 10, 7, 5, 2, {}, False, 7, 6),  # 71,42 %
    (VALID_80, 10, 10, 4, 1, {"invalid": 5}, True, 5, 4),
    (VALID_80, 10, 10, 4, 1, {"abstain": 1, "invalid": 4}, False, 6, 5),  # an empty opinion is a valid ballot
    (PRESENT_80, 10, 10, 4, 1, {"invalid": 5}, False, 10, 8),
    (ALL_90, 9, 9, 8, 1, {}, False, 9, 9),  # 88,88 %
    (ALL_90, 10, 10, 9, 1, {}, True, 10, 9),
    (ALL_90, 11, 11, 10, 1, {}, True, 11, 10),  # 90,90 %
    (ALL_90, 11, 11, 9, 2, {}, False, 11, 10),
    (OVER_HALF, 10, 10, 5, 5, {}, False, 10, 6),  # one half is not more than one half
    (OVER_HALF, 10, 10, 6, 4, {}, True, 10, 6),
    (OVER_HALF, 9, 9, 5, 4, {}, True, 9, 5),
    (OVER_HALF, 9, 9, 4, 5, {}, False, 9, 5),
    (Rule(Fraction(2, 3)), 9, 9, 6, 3, {}, True, 9, 6),
    (Rule(Fraction(2, 3)), 10, 10, 6, 4, {}, False, 10, 7),
    (Rule(Fraction(1)), 9, 9, 9, 0, {}, True, 9, 9),
    (Rule(Fraction(1)), 9, 9, 8, 0, {"abstain": 1}, False, 9, 9),
    # the absent who wrote
    (ALL_80, 10, 7, 7, 0, {"written_agree": 1}, True, 10, 8),
    (ALL_80, 10, 7, 7, 0, {"written_against": 3}, False, 10, 8),
    (PRESENT_80, 10, 7, 6, 1, {"written_agree": 2}, True, 9, 8),
    (Rule(EIGHTY, written=Absent.HEARD), 10, 7, 7, 0, {"written_agree": 1}, False, 10, 8),
    (Rule(EIGHTY, Base.VALID, written=Absent.HEARD), 10, 7, 4, 1, {"written_against": 3}, True, 5, 4),
    # who stepped aside
    (ALL_80, 9, 9, 7, 1, {"recused": 1}, False, 9, 8),
    (Rule(EIGHTY, recused_stay=False), 9, 9, 7, 1, {"recused": 1}, True, 8, 7),  # 87,5 % of eight
    (Rule(EIGHTY, Base.PRESENT, recused_stay=False), 10, 6, 4, 1, {"recused": 1}, True, 5, 4),
    (PRESENT_80, 10, 6, 4, 1, {"recused": 1}, False, 6, 5),
]


@pytest.mark.parametrize(
    ("rule", "seats", "present", "agree", "against", "others", "passed", "base", "needed"), CASES
)
def test_a_vote_passes_as_worked_by_hand(rule, seats, present, agree, against, others, passed, base, needed):
    found = result(rule, seats, present, agree, against, **others)
    assert (found.passed, found.base, found.needed) == (passed, base, needed)


@pytest.mark.parametrize(
    ("quorum", "seats", "present", "written", "how", "met"),
    [
        (Fraction(2, 3), 9, 6, 0, Absent.AS_VOTE, True),
        (Fraction(2, 3), 9, 5, 0, Absent.AS_VOTE, False),
        (Fraction(2, 3), 10, 6, 0, Absent.AS_VOTE, False),  # 6,67 means seven
        (Fraction(2, 3), 10, 7, 0, Absent.AS_VOTE, True),
        (Fraction(2, 3), 10, 6, 1, Absent.AS_VOTE, False),
        (Fraction(2, 3), 10, 6, 1, Absent.AS_PRESENT, True),
        (None, 10, 1, 0, Absent.AS_VOTE, True),
    ],
)
def test_the_quorum_is_met_as_worked_by_hand(quorum, seats, present, written, how, met):
    rule = Rule(EIGHTY, quorum=quorum, written=how)
    assert quorum_of(rule, Attendance(seats, present), written)[0] is met


def test_without_a_quorum_nothing_passes_and_the_sentence_says_how_many_were_missing():
    found = result(Rule(HALF, Base.PRESENT, quorum=Fraction(2, 3)), 9, 5, 5)
    assert not found.passed
    assert found.sentence == (
        "Không biểu quyết được. Không đủ số thành viên dự họp: 5/9, cần ít nhất 6 (2/3 tổng số thành viên hội đồng)."
    )


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (
            result(ALL_80, 9, 9, 7, 2),
            "Không đạt: 7/9 phiếu đồng ý, bằng 77,77% tổng số thành viên hội đồng; cần từ 80% trở lên, tức ít nhất "
            "8 phiếu.",
        ),
        (
            result(OVER_HALF, 9, 8, 5, 3),
            "Đạt: 5/8 phiếu đồng ý, bằng 62,5% số thành viên có mặt; cần trên 50%, tức ít nhất 5 phiếu.",
        ),
        (result(VALID_80, 9, 9, 0, invalid=9), "Không đạt: số phiếu hợp lệ là 0."),
    ],
)
def test_the_sentence_says_votes_share_base_and_what_was_needed(found, sentence):
    assert found.sentence == sentence


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (Fraction(7_999, 10_000), "79,99%"),
        (Fraction(2_399_999, 3_000_000), "79,99%"),
        (EIGHTY, "80%"),
        (Fraction(2, 3), "66,66%"),
        (Fraction(1, 8), "12,5%"),
        (Fraction(0), "0%"),
        (Fraction(1), "100%"),
    ],
)
def test_a_share_is_cut_off_and_never_rounded_up(share, text):
    assert percent_text(share) == text


@pytest.mark.parametrize("share", [Fraction(0), Fraction(5, 4), Fraction(-1, 2)])
def test_a_rule_asks_for_a_share_that_can_be(share):
    with pytest.raises(ValueError, match="share"):
        Rule(share)


# --- numbers that contradict each other ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("attendance", "count", "ballots", "said"),
    [
        (Attendance(9, 10), Count(5), None, "nhiều hơn tổng số 9 thành viên"),
        (Attendance(9, 8), Count(7, 2), None, "Có 9 phiếu của thành viên có mặt, nhiều hơn 8"),
        (Attendance(9, 9, 1, 1), Count(9), None, "nhiều hơn 8 thành viên được biểu quyết"),
        (Attendance(9, 8), Count(7, written_agree=2), None, "Có 2 ý kiến bằng văn bản, nhiều hơn 1"),
        (Attendance(9, 8, 1, 0), Count(7, written_agree=1), None, "nhiều hơn 0 thành viên vắng mặt"),
        (Attendance(9, 9, 1, 0), Count(8), None, "vắng mặt mà không tham gia biểu quyết"),
        (Attendance(9, 9, 1, 2), Count(7), None, "có mặt mà không tham gia biểu quyết"),
        (Attendance(9, 9), Count(-1), None, "không được âm"),
        (Attendance(9, 8), Count(8), Ballots(9, 8), "Phát ra 9 phiếu, nhiều hơn 8"),
        (Attendance(9, 9), Count(9), Ballots(8, 9), "Thu về 9 phiếu, nhiều hơn 8 phiếu phát ra"),
        (Attendance(9, 9), Count(7), Ballots(9, 9), "Cộng các loại phiếu được 7, khác 9"),
    ],
)
def test_numbers_that_cannot_be_true_are_told(attendance, count, ballots, said):
    assert any(said in sentence for sentence in faults(attendance, count, ballots))


def test_numbers_that_agree_have_no_fault():
    count = Count(6, 1, abstain=1, invalid=0, written_agree=1)
    assert faults(Attendance(10, 9, 1, 1), count, Ballots(8, 8)) == []


def test_contradicting_numbers_are_not_counted():
    with pytest.raises(ValueError, match="nhiều hơn"):
        tally(ALL_80, Attendance(9, 8), Count(9))


# --- elections -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("votes", "places", "needed", "elected", "tied", "left"),
    [
        ({"A": 5, "B": 3, "C": 1}, 1, 5, ["A"], [], 0),
        ({"A": 4, "B": 4, "C": 1}, 1, 4, [], ["A", "B"], 1),
        ({"A": 4, "B": 3, "C": 2}, 1, 5, [], [], 1),
        ({"A": 7, "B": 5, "C": 5}, 2, 5, ["A"], ["B", "C"], 1),
        ({"A": 5, "B": 5, "C": 5}, 3, 5, ["A", "B", "C"], [], 0),
        ({"A": 7, "B": 5, "C": 4}, 2, 5, ["A", "B"], [], 0),
        ({"A": 7, "B": 4, "C": 4}, 2, 5, ["A"], [], 1),
        ({"A": 5, "B": 5, "C": 5, "D": 5}, 2, 5, [], ["A", "B", "C", "D"], 2),
        ({"A": 6, "B": 6, "C": 5}, 2, 5, ["A", "B"], [], 0),
        ({}, 1, 1, [], [], 1),
    ],
)
def test_places_are_taken_as_worked_by_hand(votes, places, needed, elected, tied, left):
    found = elect(votes, places, needed)
    assert (list(found.elected), list(found.tied), found.places_left) == (elected, tied, left)
    assert found.needs_run_off is bool(tied)


@pytest.mark.parametrize(
    ("votes", "places", "needed", "sentence"),
    [
        ({"A": 5}, 1, 4, "Trúng: A (5 phiếu)."),
        ({"A": 3}, 1, 4, "Chưa đơn vị nào đủ 4 phiếu để trúng."),
        (
            {"A": 6, "B": 4, "C": 4},
            2,
            4,
            "Trúng: A (6 phiếu). B (4 phiếu) và C (4 phiếu) bằng phiếu nhau; bỏ phiếu lại giữa các đơn "
            "vị này, chọn 1 đơn vị.",
        ),
        ({"A": 6, "B": 3}, 2, 4, "Trúng: A (6 phiếu). Còn thiếu 1 đơn vị; các đơn vị khác chưa đủ 4 phiếu."),
    ],
)
def test_an_election_says_who_and_what_comes_next(votes, places, needed, sentence):
    assert elect(votes, places, needed).sentence == sentence


@pytest.mark.parametrize(
    ("votes", "places", "needed"), [({"A": 1}, 0, 1), ({"A": -1}, 1, 0), ({"A": 1}, 1, -1)]
)
def test_an_election_without_sense_is_refused(votes, places, needed):
    with pytest.raises(ValueError, match="election"):
        elect(votes, places, needed)


# --- true of any numbers ---------------------------------------------------------------------------------

shares = st.fractions(min_value=Fraction(1, 100), max_value=1, max_denominator=100)


@st.composite
def votes_of(draw):
    seats = draw(st.integers(1, 60))
    present = draw(st.integers(0, seats))
    recused = draw(st.integers(0, present))
    rest, count = present - recused, {}
    for name in ("agree", "against", "abstain", "invalid"):
        count[name] = draw(st.integers(0, rest))
        rest -= count[name]
    count["written_agree"] = draw(st.integers(0, seats - present))
    return Attendance(seats, present, recused, recused), Count(**count)


@st.composite
def rules(draw):
    quorum = draw(st.none() | shares)
    return Rule(
        draw(shares),
        draw(st.sampled_from(Base)),
        draw(st.booleans()),
        quorum,
        draw(st.sampled_from(Absent)),
        draw(st.booleans()),
    )


@given(rules(), votes_of())
def test_it_passes_exactly_from_the_needed_number_on(rule, vote):
    found = tally(rule, *vote)
    if found.share is None:
        assert not found.passed
    else:
        assert found.passed is (found.agree >= found.needed)
        assert 0 <= found.agree <= found.base or rule.base is not Base.VALID


@given(rules(), votes_of())
def test_one_more_voice_never_turns_yes_into_no(rule, vote):
    attendance, count = vote
    assume(count.against)
    before = tally(rule, attendance, count)
    won = Count(**{**vars(count), "agree": count.agree + 1, "against": count.against - 1})
    assert tally(rule, attendance, won).passed >= before.passed


@given(shares, st.integers(1, 10_000), st.booleans())
def test_the_needed_number_is_the_least_that_meets_the_threshold(threshold, base, is_strict):
    def meets(number):
        share = Fraction(number, base)
        return share > threshold if is_strict else share >= threshold

    needed = needed_of(threshold, base, is_strict)
    assert meets(needed)
    assert not meets(needed - 1)


@given(st.fractions(min_value=0, max_value=1))
def test_the_percent_shown_is_never_above_the_share(share):
    shown = Fraction(percent_text(share).removesuffix("%").replace(",", ".")) / 100
    assert shown <= share < shown + Fraction(1, 10_000)


@given(
    st.dictionaries(st.integers(0, 30), st.integers(0, 12), max_size=12),
    st.integers(1, 5),
    st.integers(0, 12),
)
def test_nobody_is_elected_over_somebody_with_as_many_votes(votes, places, needed):
    found = elect(votes, places, needed)
    assert len(found.elected) + found.places_left == places
    assert not set(found.elected) & set(found.tied)
    out = set(votes) - set(found.elected)
    for one in found.elected:
        assert votes[one] >= needed
        assert all(
            votes[one] > votes[other] or (found.places_left and votes[other] < needed) for other in out
        )
    if found.tied:
        assert len(found.tied) > found.places_left > 0
        assert len({votes[one] for one in found.tied}) == 1
