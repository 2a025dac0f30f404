"""What the planner is told, and what it answers."""

from dataclasses import dataclass

CHAIR, VICE_CHAIR = "chair", "vice_chair"
NEVER = 0  # before every year


# --- what is known --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rule:
    """``never_repeat``: who has waited longest; without it, the order of the list of members."""

    vice_follows: bool = True
    never_repeat: bool = True
    vice_chairs: int = 1


@dataclass(frozen=True)
class Member:
    """A unit is a member on the first day of each year from ``first_year`` to ``last_year``, both included.

    A unit that left and came back has two rows. Rows of units that are gone are needed too: their service
    and their turns are what others inherit. ``predecessors`` are all units that went into this one, directly
    or through others. ``heirs`` are those into which it went itself when it ended, in order; a unit that
    gave off a part and goes on has none.
    """

    unit: int
    name: str
    position: int
    first_year: int
    last_year: int | None = None
    predecessors: frozenset[int] = frozenset()
    heirs: tuple[int, ...] = ()


@dataclass(frozen=True)
class Served:
    """A unit held an office in a year, under the name of that time. Rows of one office and year are given
    in the order in which the units held it (chairs) or rank (vice-chairs)."""

    unit: int
    office: str
    year: int
    name: str


@dataclass(frozen=True)
class Skip:
    """A unit is passed over for every office of a year; its turn is kept for the next."""

    unit: int
    year: int
    reason: str


# --- what is planned ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pick:
    """A unit for an office, and why.

    ``why``: "recorded", "vice_follows", "kept_turn" (was skipped), "gave_way" (a vice-chair that let a kept
    turn pass first), "never_yet", "longest_ago", "order", "chairs_next" (a vice-chair whose year as the chair
    is recorded already).

    ``is_repeat``: a planned chair that has chaired, itself or as a predecessor, while another member that is
    not skipped in the year never has, or last did so in an earlier year. Predecessors count in full on both
    sides, so a merged unit that is due through one predecessor is a repeat if another chaired recently.
    Of recorded chairs and of vice-chairs it is False.

    ``inherited_from``: the predecessors whose turn, or whose long wait, brings the unit to the office.
    """

    unit: int
    name: str
    why: str
    reason: str
    is_repeat: bool = False
    inherited_from: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlannedYear:
    """``is_planned`` is False where the ledger has the chair: the year is then shown as it is recorded. Of
    several recorded chairs the first is ``chair``; ``notes`` name them all."""

    year: int
    chair: Pick | None
    vice_chairs: tuple[Pick, ...]
    notes: tuple[str, ...] = ()
    is_planned: bool = True


@dataclass(frozen=True, order=True)
class Turn:
    """A year as the chair: of which unit, under which name, recorded or planned."""

    year: int
    unit: int
    name: str
    is_planned: bool = False


@dataclass(frozen=True)
class UnitStanding:
    """What a member of the last year asked for has behind and ahead of it, predecessors included."""

    unit: int
    name: str
    served: tuple[Turn, ...]
    planned: tuple[Turn, ...]

    @property
    def times(self):
        return len({turn.year for turn in self.served})

    @property
    def last_year(self):
        return max((turn.year for turn in self.served), default=None)

    @property
    def never(self):
        return not self.served

    @property
    def next_year(self):
        return min((turn.year for turn in self.planned), default=None)


@dataclass(frozen=True)
class Plan:
    """``standing`` follows the members' order of the last year; ``changes`` say what mergers, splits, joining
    and leaving do to the order."""

    years: tuple[PlannedYear, ...]
    standing: tuple[UnitStanding, ...]
    changes: tuple[str, ...]
