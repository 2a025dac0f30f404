"""Who is a member in a year: those that stand for it, those still to come, those that left within it."""

from dataclasses import dataclass
from datetime import date

from clusters.models import Membership


@dataclass(frozen=True)
class YearMember:
    """A unit in the year's list, with its name of the year; a day only where it falls inside the year."""

    membership: Membership
    name: str
    offices: tuple
    first: date | None
    last: date | None

    @property
    def unit_id(self):
        return self.membership.unit_id

    @property
    def reason(self):
        """Why it left, where it left within the year."""
        return self.membership.end_reason if self.last else ""


@dataclass(frozen=True)
class YearMembers:
    present: tuple
    coming: tuple
    left: tuple

    def __iter__(self):
        return iter(self.present + self.coming + self.left)

    def __len__(self):
        return len(self.present) + len(self.coming) + len(self.left)


def members_in(year, terms):
    """Return the YearMembers, in the cluster's order; ``terms`` are the offices of the year. One query."""
    offices = {}
    for term in terms:
        offices.setdefault(term.unit_id, {})[term.office_label] = True
    day = year.as_of()
    rows = [_row(year, row, tuple(offices.get(row.unit_id, ()))) for row in year.members()]
    return YearMembers(
        tuple(row for row in rows if row.membership.holds_on(day)),
        tuple(row for row in rows if row.membership.starts_on > day),
        tuple(row for row in rows if not _lasts(row, day)),
    )


def _lasts(row, day):
    return row.membership.ends_on is None or row.membership.ends_on >= day


def _row(year, membership, offices):
    first, last = membership.starts_on, membership.ends_on
    return YearMember(
        membership,
        membership.named_in(year),
        offices,
        first if first > year.starts_on else None,
        last if last and last < year.ends_on else None,
    )
