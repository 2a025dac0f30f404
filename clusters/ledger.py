"""Offices as intervals of days: who held what on a day, on which days nobody did, and where two terms meet."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Held:
    """A unit holds an office from a day to a day, both included; no last day means until handed over."""

    office: str  # "chair", "vice_chair", "secretary"
    unit: int
    first: date
    last: date | None
    year: int

    @property
    def end(self):
        return self.last or date.max

    def covers(self, day):
        return self.first <= day <= self.end


def on_day(held, day, office=None):
    """Return the terms that run on the day, of one office or of all, in the order given."""
    return [term for term in held if office in (None, term.office) and term.covers(day)]


def gaps(held, first, last, office="chair"):
    """Return the (first, last) days of each stretch inside the period in which nobody held the office."""
    found = []
    for term in _in_turn(held, office):
        if term.first > last:
            break
        if term.first > first:
            found.append((first, term.first - ONE_DAY))
        if term.end >= last:
            return found
        first = max(first, term.end + ONE_DAY)
    return [*found, (first, last)] if first <= last else found


def overlaps(held, office="chair"):
    """Return the pairs of terms that share a day, the one that began earlier first.

    Of vice-chairs there may be several at a time: whether a pair is wrong is the caller's to say.
    """
    return [(one, other) for one, other in combinations(_in_turn(held, office), 2) if one.covers(other.first)]


def _in_turn(held, office):
    return sorted(
        (term for term in held if term.office == office), key=lambda term: (term.first, term.end, term.unit)
    )
