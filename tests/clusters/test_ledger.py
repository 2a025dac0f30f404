from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from clusters.ledger import Held, gaps, on_day, overlaps

FIRST, LAST = date(2026, 1, 1), date(2026, 3, 1)
DAYS = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]
OFFICES = ["chair", "vice_chair", "secretary"]


def chair(first, last, unit=1, office="chair"):
    return Held(office, unit, first, last, first.year)


@st.composite
def terms(draw):
    first = draw(st.dates(FIRST - timedelta(days=20), LAST + timedelta(days=20)))
    length = draw(st.none() | st.integers(0, 40))
    last = None if length is None else first + timedelta(days=length)
    return chair(first, last, draw(st.integers(1, 4)), draw(st.sampled_from(OFFICES)))


LEDGERS = st.lists(terms(), max_size=6)


def days_of(stretches):
    return [
        first + timedelta(days=number)
        for first, last in stretches
        for number in range((last - first).days + 1)
    ]


def test_first_and_last_days_belong_to_the_term():
    term = chair(date(2026, 1, 1), date(2026, 1, 31))
    held = [term, chair(date(2026, 1, 1), None, 2, "secretary")]
    assert on_day(held, date(2026, 1, 1), "chair") == on_day(held, date(2026, 1, 31), "chair") == [term]
    assert on_day(held, date(2026, 2, 1), "chair") == on_day(held, date(2025, 12, 31)) == []


def test_an_open_end_covers_every_later_day():
    term = chair(date(2026, 1, 1), None)
    assert on_day([term], date.max) == [term]
    assert gaps([term], date(2026, 1, 1), date.max) == []


def test_touching_terms_leave_no_gap_and_do_not_overlap():
    held = [chair(date(2026, 7, 1), date(2026, 12, 31), 2), chair(date(2026, 1, 1), date(2026, 6, 30))]
    assert gaps(held, date(2026, 1, 1), date(2026, 12, 31)) == []
    assert overlaps(held) == []


def test_a_day_between_two_terms_is_a_gap_of_one_day():
    held = [chair(date(2026, 1, 1), date(2026, 6, 29)), chair(date(2026, 7, 1), None)]
    assert gaps(held, date(2026, 1, 1), date(2026, 12, 31)) == [(date(2026, 6, 30), date(2026, 6, 30))]


def test_without_terms_the_whole_period_is_a_gap():
    assert gaps([], FIRST, LAST) == gaps([chair(FIRST, LAST, office="vice_chair")], FIRST, LAST)
    assert gaps([], FIRST, LAST) == [(FIRST, LAST)]


def test_a_period_without_days_has_no_gap():
    assert gaps([chair(date(2026, 2, 1), date(2026, 2, 2))], LAST, FIRST) == []


def test_a_short_term_inside_a_long_one_opens_no_gap():
    held = [chair(FIRST, LAST), chair(date(2026, 1, 10), date(2026, 1, 12), 2)]
    assert gaps(held, FIRST, LAST) == []
    assert overlaps(held) == [tuple(held)]


def test_two_terms_that_share_one_day_overlap():
    earlier, later = chair(FIRST, date(2026, 2, 1)), chair(date(2026, 2, 1), None, 2)
    assert overlaps([later, earlier]) == [(earlier, later)]
    assert overlaps([chair(FIRST, None), chair(FIRST, None, 2, "vice_chair")]) == []


@given(LEDGERS, st.sampled_from(OFFICES))
def test_every_day_is_either_held_or_in_exactly_one_gap(held, office):
    empty = days_of(gaps(held, FIRST, LAST, office))
    assert empty == [day for day in DAYS if not on_day(held, day, office)]


@given(LEDGERS)
def test_two_gaps_never_touch(held):
    found = gaps(held, FIRST, LAST)
    assert all(later[0] - earlier[1] > timedelta(days=1) for earlier, later in pairwise(found))


@given(LEDGERS)
def test_terms_overlap_exactly_where_a_day_has_two_holders(held):
    span = [FIRST + timedelta(days=number) for number in range(-25, 130)]
    shared = {
        frozenset(map(id, (one, other)))
        for day in span
        for one in on_day(held, day, "chair")
        for other in on_day(held, day, "chair")
        if one is not other
    }
    assert {frozenset(map(id, pair)) for pair in overlaps(held)} == shared


@given(LEDGERS)
def test_a_ledger_that_gives_only_what_is_free_never_overlaps(wanted):
    held = []
    for term in wanted:
        if not overlaps([*held, term], term.office):
            held.append(term)
    assert all(overlaps(held, office) == [] for office in OFFICES)
    assert all(len(on_day(held, day, office)) <= 1 for day in DAYS for office in OFFICES)


@given(LEDGERS, st.randoms())
def test_the_order_of_the_ledger_does_not_matter(held, random):
    shuffled = random.sample(held, len(held))
    assert gaps(shuffled, FIRST, LAST) == gaps(held, FIRST, LAST)
    assert sorted(map(repr, overlaps(shuffled))) == sorted(map(repr, overlaps(held)))
