"""The walk through the years: whose turn it is, and how turns pass from unit to unit."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from itertools import takewhile

from clusters.rotation.facts import (
    CHAIR,
    NEVER,
    VICE_CHAIR,
    Pick,
    PlannedYear,
    Rule,
    Served,
    Skip,
    Turn,
    UnitStanding,
)
from clusters.rotation.roll import Roll
from clusters.rotation.told import Told


@dataclass(frozen=True)
class History:
    """``since``: the year since which the longest waiting part of the unit waits. ``through``: the predecessors
    whose wait that is, if it is not the unit's own. ``places``: the predecessors' places in the order."""

    since: int = NEVER
    turns: tuple[Turn, ...] = ()
    through: tuple[int, ...] = ()
    places: frozenset[tuple[int, int]] = frozenset()

    @property
    def newest(self):
        return max((turn.year for turn in self.turns), default=NEVER)

    def after(self, turn):
        return replace(self.beside(turn), since=turn.year, through=(), places=frozenset())

    def beside(self, turn):
        """One more turn in the books that does not end the wait."""
        return replace(self, turns=tuple(sorted({*self.turns, turn})))


@dataclass(frozen=True)
class Claim:
    """A turn already held by a unit, since a year: "vice_follows", "kept_turn" or "gave_way"."""

    unit: int
    year: int
    why: str


@dataclass
class Walk(Told):
    rule: Rule
    roll: Roll
    served: tuple[Served, ...]
    skips: tuple[Skip, ...]
    noun: str
    history: dict[int, History] = field(default_factory=dict)
    known: set[int] = field(default_factory=set)  # units that have been members so far
    given: set[tuple[int, int, bool]] = field(default_factory=set)  # predecessor, taker, whether it had ended
    place: tuple[int, int] | None = None  # in the members' order, of the last turn
    last: int | None = None  # the unit whose turn that was
    early: set[int] = field(default_factory=set)  # units that served this round at a predecessor's place
    owed: list[Claim] = field(default_factory=list)
    vices: tuple[int, ...] = ()  # of the year before
    rows: list[PlannedYear] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)

    def __post_init__(self):
        self.ledger, self.skipped = defaultdict(list), {(skip.unit, skip.year) for skip in self.skips}
        for entry in dict.fromkeys(self.served):
            self.ledger[entry.office, entry.year].append(entry)

    def go_through(self, year, is_asked):
        came = self._take_over(year)
        claims, queue = self._claims(year, self.vices), self._queue(year)
        if is_asked:
            self.changes += self._tell_changes(year, came, claims, queue)
        recorded, vices = self._recorded(CHAIR, year), self._recorded(VICE_CHAIR, year)
        chairs = recorded or (self._choose(year, claims, queue, vices) if is_asked else ())
        before = self._notes_before(year, chairs) if is_asked else ()
        self._settle(year, claims, queue, [pick.unit for pick in chairs])
        self._enter(year, chairs)
        is_planned = is_asked and not recorded
        if is_planned:
            vices += self._choose_vices(year, chairs, vices)
        self._look_ahead(vices)
        if is_asked:
            notes = (*before, *self._notes_after(year, chairs, vices))
            self.rows.append(PlannedYear(year, chairs[0] if chairs else None, vices, notes, is_planned))

    def standing(self, year):
        """Return the standings of the year's members, as the walk left them."""
        members = self.roll.in_year(year).values()
        histories = [(row, self.history.get(row.unit, History())) for row in members]
        return tuple(
            UnitStanding(
                row.unit,
                row.name,
                tuple(turn for turn in history.turns if not turn.is_planned),
                tuple(turn for turn in history.turns if turn.is_planned),
            )
            for row, history in histories
        )

    # what units leave to others

    def _take_over(self, year):
        """Give the members what their predecessors leave; return {new or enlarged unit: its predecessors}."""
        came = {}
        for unit in sorted(
            self.roll.in_year(year), key=lambda unit: (len(self.roll.predecessors[unit]), unit)
        ):
            parts = self._parts(unit, year)
            if parts or unit not in self.known:
                came[unit] = parts
                self.history[unit] = self._joined(unit, parts, year)
                self.given |= {(part, unit, self._has_gone(part, unit, year)) for part in parts}
        self.known |= came.keys()
        return came

    def _has_gone(self, part, unit, year):
        return unit in self.roll.carriers(part, year)

    def _parts(self, unit, year):
        """The predecessors whose share reaches the unit this year.

        A unit that went into this one gives at its end. One that goes on (it gave off this unit), or whose
        end nobody tied to this one, gives when this one first becomes a member. What came through another
        predecessor does not come twice.
        """
        family = self.roll.predecessors[unit] | {unit}
        found = []
        for part in (family & self.history.keys()) - {unit}:
            has_gone = self._has_gone(part, unit, year)
            is_start = unit not in self.known and not self.roll.goes_into(part, unit)
            through = {taker for giver, taker, at_end in self.given if giver == part and (at_end or is_start)}
            if (has_gone or is_start) and not through & family:
                found.append(part)
        return tuple(sorted(found, key=self._place_of))

    def _joined(self, unit, parts, year):
        own = self.history.get(unit, History())
        is_own = unit in self.known or not parts  # a new unit has waited only in its predecessors
        shares = {part: self.history[part] for part in parts} | ({unit: own} if is_own else {})
        since = min(share.since for share in shares.values())
        longest = [part for part, share in shares.items() if share.since == since]
        givers = [part for part in parts if part in longest or not self.rule.never_repeat]
        return History(
            since,
            tuple(sorted({turn for share in [own, *shares.values()] for turn in share.turns})),
            own.through if unit in longest else tuple(longest),
            own.places.union(*(self._places_left(part, unit, year) for part in givers)),
        )

    def _places_left(self, part, unit, year):
        if self.roll.heir(part, year) != unit:
            return frozenset()
        return self.history[part].places | {self._place_of(part)}

    def _place_of(self, unit):
        return self.roll.place(unit) if unit in self.roll.latest else (0, unit)

    # whose turn it is

    def _claims(self, year, vices):
        """Return {member: its claim} on a year as the chair: kept turns first, then vice-chairs of the year before."""
        follows = [Claim(unit, year - 1, "vice_follows") for unit in vices if self.rule.vice_follows]
        found = {}
        for claim in [*self.owed, *follows]:
            heir = self.roll.heir(claim.unit, year)
            if heir is not None:
                found.setdefault(heir, claim)
        return found

    def _queue(self, year):
        """Return the members in the order in which their turns come, whoever holds a claim or is skipped."""
        return sorted(
            self.roll.in_year(year),
            key=lambda unit: (
                self.history[unit].since if self.rule.never_repeat else NEVER,
                self._next_place(unit, year),
            ),
        )

    def _next_place(self, unit, year):
        """Return (passed, place): the best of the unit's places, counted on from the last turn's."""
        own = self.roll.in_year(year)[unit].position, unit
        places = {own} | self.history[unit].places
        is_behind = unit in self.early
        return min((is_behind or (self.place is not None and place <= self.place), place) for place in places)

    def _is_skipped(self, unit, year):
        return (unit, year) in self.skipped

    def _recorded(self, office, year):
        reason = f"Đã ghi nhận trong năm thi đua {year}."
        return tuple(Pick(entry.unit, entry.name, "recorded", reason) for entry in self.ledger[office, year])

    def _choose(self, year, claims, queue, vices):
        """Return the chair, as a row of one, or of none."""
        taken = {pick.unit for pick in vices}
        for unit in [*claims, *queue]:
            if unit not in taken and not self._is_skipped(unit, year):
                pick = self._pick(unit, year, claims)
                return (replace(pick, is_repeat=self._outrun_by(unit, year) > 0),)
        return ()

    def _outrun_by(self, unit, year):
        """How many members that could serve have never chaired, or not since the unit last did."""
        newest = self.history[unit].newest
        others = (other for other in self.roll.in_year(year) if not self._is_skipped(other, year))
        return sum(newest > self.history[other].newest for other in others)

    def _choose_vices(self, year, chairs, recorded):
        """Those whose turns come in the next years, the nearest first; the recorded ones stay."""
        claims = self._claims(year, ())
        free = self._free_as_vices(year, claims, {pick.unit for pick in (*chairs, *recorded)})
        chairs_next = {entry.unit for entry in self.ledger[CHAIR, year + 1]}
        free.sort(key=lambda unit: self.roll.heir(unit, year + 1) not in chairs_next)
        found = []
        for ahead in range(len(recorded) + 1, self.rule.vice_chairs + 1):
            ready = (
                unit
                for unit in free
                if not self._is_skipped(self.roll.heir(unit, year + ahead), year + ahead)
            )
            unit = next(ready, next(iter(free), None))
            if unit is None:
                break
            heir = self.roll.heir(unit, year + 1)
            pick = self._pick(unit, year, claims)
            found.append(self._as_next_chair(pick, heir, year) if heir in chairs_next else pick)
            free = [other for other in free if self.roll.heir(other, year + 1) != heir]
        return tuple(found)

    def _free_as_vices(self, year, claims, taken):
        """Members, in the order of their turns, that could chair the year after, themselves or as their heir."""
        return [
            unit
            for unit in dict.fromkeys([*claims, *self._queue(year)])
            if unit not in taken
            and not self._is_skipped(unit, year)
            and self.roll.heir(unit, year + 1) is not None
        ]

    def _as_next_chair(self, pick, heir, year):
        reason = f"{self._label(heir)} đã được ghi nhận làm {self.noun} trưởng năm {year + 1}."
        return replace(pick, why="chairs_next", reason=reason, inherited_from=())

    # what a year leaves behind

    def _settle(self, year, claims, queue, chairs):
        """Keep the turns of those passed over, and move on in the order.

        A kept turn does not move the order: after it comes whoever follows the one that went first.
        """
        owed = {}
        for claim in [*self.owed, *self._passed_over(year, claims, queue, chairs)]:
            if self.roll.heir(claim.unit, year) not in chairs:
                owed.setdefault(claim.unit, claim)
        self.owed = list(owed.values())
        if chairs:
            unit = chairs[0]
            is_kept = unit in claims and claims[unit].why == "kept_turn"
            if not is_kept or unit == queue[0]:
                self._move_on(unit, year)

    def _move_on(self, unit, year):
        self.last = unit
        if unit in self.roll.in_year(year):
            is_new_round, self.place = self._next_place(unit, year)
            self.early = set() if is_new_round else self.early
            self.early |= {unit} if self.place[1] != unit else set()
        elif unit in self.roll.latest:
            self.place = self.roll.place(unit)

    def _passed_over(self, year, claims, queue, chairs):
        """Who would have chaired but for a skip, or for a kept turn. Without a chair nobody overtook anybody:
        only whoever stood first in the order keeps its turn against units that join."""
        vices = [unit for unit, claim in claims.items() if claim.why == "vice_follows"]
        others = [unit for unit in queue if unit not in claims]
        if not chairs:
            others = [] if claims else others[:1]
        late = [
            *takewhile(lambda unit: self._is_skipped(unit, year), vices),
            *takewhile(lambda unit: self._is_skipped(unit, year), others),
        ]
        found = [Claim(unit, year, "kept_turn") for unit in late]
        ready = next((unit for unit in vices if unit not in late), None)
        chairs_by = {claims[unit].why for unit in chairs if unit in claims}
        if ready is not None and chairs_by & {"kept_turn", "gave_way"} and not self.ledger[CHAIR, year]:
            found.append(Claim(ready, year - 1, "gave_way"))
        return found

    def _enter(self, year, chairs):
        units = {pick.unit for pick in chairs}
        for pick in chairs:
            turn = Turn(year, pick.unit, pick.name, pick.why != "recorded")
            history = self.history.get(pick.unit, History())
            ends_anothers_year = self.roll.predecessors[pick.unit] & units
            self.history[pick.unit] = history.beside(turn) if ends_anothers_year else history.after(turn)

    def _look_ahead(self, vices):
        self.vices = tuple(pick.unit for pick in vices)
        again = {claim for claim in self.owed if claim.why == "gave_way" and claim.unit in self.vices[:1]}
        self.owed = [claim for claim in self.owed if claim not in again]
