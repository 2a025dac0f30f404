"""Who chairs a cluster next: years ahead planned from the ledger, the rule, the skips and what became of units.

The plan walks through the years from the ledger's first to the last one asked for, and carries for every unit
since when it has waited. When units merge, split, join or leave, the waiting goes with them:

- a unit has the years of all its predecessors, and waits as long as the one of them that waited longest;
- in the members' order it stands at the best of its own and its predecessors' places until it has served;
- a turn already held (of a vice-chair, or kept when skipped) passes to the first heir alone.

A recorded year stands as it is; the rule speaks only about the others. Unit ids tell units apart, names
never do: Bắc Ninh of 2024 and Bắc Ninh of 2026 are two.
"""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from itertools import takewhile

from vietnamese.listing import join_names

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


def plan(rule, members, served, skips, first_year, years, noun="cụm"):
    """Return the Plan of ``years`` years from ``first_year``; ``noun`` is "cụm" or "khối".

    Without skips, and from the first year on in which nobody joins, leaves, merges or splits any more and the
    ledger is silent, each of n members chairs once within n years: the vice-chair at hand comes first, then
    always the one that has waited longest, and whoever has chaired since then waits less than all who have not.
    Without ``never_repeat`` it takes 2n years at most: before a unit comes round in the order, any other serves
    once at its own place and once at most at a place that it inherited and that the order had not yet reached.
    """
    served, skips = tuple(served), tuple(skips)
    last_year = first_year + years - 1
    walk = _Walk(rule, _Roll(members), served, skips, noun)
    known = [entry.year for entry in (*served, *skips)]
    for year in range(min([first_year - 1, *known]), last_year + 1):
        walk.go_through(year, is_asked=year >= first_year)
    return Plan(tuple(walk.rows), walk.standing(last_year), tuple(walk.changes))


# --- who is a member, and what became of whom -----------------------------------------------------------


class _Roll:
    def __init__(self, members):
        self.rows = sorted(members, key=lambda row: (row.first_year, row.position, row.unit))
        self.latest = {row.unit: row for row in self.rows}
        self.heirs, self.predecessors, self.years = defaultdict(list), defaultdict(frozenset), {}
        for row in self.rows:
            self.heirs[row.unit] += row.heirs
            self.predecessors[row.unit] |= row.predecessors - {row.unit}

    def in_year(self, year):
        """Return {unit: row} of the members on the first day of the year, in the members' order."""
        if year not in self.years:
            rows = [row for row in self.rows if row.first_year <= year <= (row.last_year or year)]
            rows.sort(key=lambda row: (row.position, row.unit))
            self.years[year] = {row.unit: row for row in rows}
        return self.years[year]

    def carriers(self, unit, year):
        """Return the members of the year into which the unit has gone, the first heir first; a member is its own."""
        found, seen, line = [], set(), [unit]
        while line:
            one = line.pop(0)
            if one in seen:
                continue
            seen.add(one)
            if one in self.in_year(year):
                found.append(one)
            else:
                line[:0] = self.heirs.get(one, ())
        return found

    def heir(self, unit, year):
        return next(iter(self.carriers(unit, year)), None)

    def goes_into(self, unit, other):
        """Whether the unit ends, ever, in the other."""
        seen, line = set(), [unit]
        while line:
            one = line.pop()
            if one not in seen:
                seen.add(one)
                line += self.heirs.get(one, ())
        return other in seen

    def place(self, unit):
        row = self.latest[unit]
        return row.position, row.unit

    def label(self, unit):
        """The name; with “(cũ)” where an heir bears the same one."""
        row = self.latest[unit]
        namesakes = (other for other in self.latest.values() if other.name == row.name)
        is_old = any(unit in self.predecessors[other.unit] for other in namesakes)
        return f"{row.name} (cũ)" if is_old else row.name


# --- the walk through the years -------------------------------------------------------------------------


@dataclass(frozen=True)
class _History:
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
class _Claim:
    """A turn already held by a unit, since a year: "vice_follows", "kept_turn" or "gave_way"."""

    unit: int
    year: int
    why: str


@dataclass
class _Walk:
    rule: Rule
    roll: _Roll
    served: tuple[Served, ...]
    skips: tuple[Skip, ...]
    noun: str
    history: dict[int, _History] = field(default_factory=dict)
    known: set[int] = field(default_factory=set)  # units that have been members so far
    given: set[tuple[int, int, bool]] = field(default_factory=set)  # predecessor, taker, whether it had ended
    place: tuple[int, int] | None = None  # in the members' order, of the last turn
    last: int | None = None  # the unit whose turn that was
    early: set[int] = field(default_factory=set)  # units that served this round at a predecessor's place
    owed: list[_Claim] = field(default_factory=list)
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
        histories = [(row, self.history.get(row.unit, _History())) for row in members]
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
        own = self.history.get(unit, _History())
        is_own = unit in self.known or not parts  # a new unit has waited only in its predecessors
        shares = {part: self.history[part] for part in parts} | ({unit: own} if is_own else {})
        since = min(share.since for share in shares.values())
        longest = [part for part, share in shares.items() if share.since == since]
        givers = [part for part in parts if part in longest or not self.rule.never_repeat]
        return _History(
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
        follows = [_Claim(unit, year - 1, "vice_follows") for unit in vices if self.rule.vice_follows]
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
        found = [_Claim(unit, year, "kept_turn") for unit in late]
        ready = next((unit for unit in vices if unit not in late), None)
        chairs_by = {claims[unit].why for unit in chairs if unit in claims}
        if ready is not None and chairs_by & {"kept_turn", "gave_way"} and not self.ledger[CHAIR, year]:
            found.append(_Claim(ready, year - 1, "gave_way"))
        return found

    def _enter(self, year, chairs):
        units = {pick.unit for pick in chairs}
        for pick in chairs:
            turn = Turn(year, pick.unit, pick.name, pick.why != "recorded")
            history = self.history.get(pick.unit, _History())
            ends_anothers_year = self.roll.predecessors[pick.unit] & units
            self.history[pick.unit] = history.beside(turn) if ends_anothers_year else history.after(turn)

    def _look_ahead(self, vices):
        self.vices = tuple(pick.unit for pick in vices)
        again = {claim for claim in self.owed if claim.why == "gave_way" and claim.unit in self.vices[:1]}
        self.owed = [claim for claim in self.owed if claim not in again]

    # what is said

    def _label(self, unit):
        if unit in self.roll.latest:
            return self.roll.label(unit)
        return next(entry.name for entry in self.served if entry.unit == unit)

    def _labels(self, units):
        return join_names(map(self._label, units))

    def _pick(self, unit, year, claims):
        if unit in claims:
            why, origins, reason = self._by_claim(unit, claims[unit])
        elif self.rule.never_repeat:
            why, origins, reason = self._by_wait(unit, year)
        else:
            why, origins, reason = self._by_order(unit, year)
        if origins and why != "order":
            reason = f"Kế thừa lượt của {self._labels(origins)}, {reason[0].lower()}{reason[1:]}"
        reason += self._also_served(unit, why)
        name = self.roll.in_year(year)[unit].name
        return Pick(unit, name, why, reason, inherited_from=tuple(map(self._label, origins)))

    def _by_claim(self, unit, claim):
        origins = () if claim.unit == unit else (claim.unit,)
        vice = f"{self.noun.capitalize()} phó năm {claim.year}"
        reason = {
            "vice_follows": f"{vice}." if origins else f"{vice} làm {self.noun} trưởng năm {claim.year + 1}.",
            "kept_turn": f"Đã lùi lượt năm {claim.year} và được giữ lượt.",
            "gave_way": f"{vice}, đã nhường lượt năm {claim.year + 1} cho đơn vị được giữ lượt.",
        }
        return claim.why, origins, reason[claim.why]

    def _by_wait(self, unit, year):
        history = self.history[unit]
        if history.since == NEVER:
            return "never_yet", history.through, f"Chưa làm {self.noun} trưởng lần nào."
        rest = (self.history[other].since for other in self.roll.in_year(year))
        reason = f"Kế tiếp trong thứ tự chờ lượt (lần gần nhất làm {self.noun} trưởng: năm {history.since})."
        if history.since == min(rest):
            reason = f"Lâu nhất chưa làm {self.noun} trưởng (lần gần nhất: năm {history.since})."
        return "longest_ago", history.through, reason

    def _by_order(self, unit, year):
        place = self._next_place(unit, year)[1]
        origins = () if place[1] == unit else (place[1],)
        order = f"Theo thứ tự của {self._labels(origins)}" if origins else "Theo thứ tự thành viên"
        after = "" if self.last is None else f", đến lượt sau {self._label(self.last)}"
        return "order", origins, f"{order}{after}."

    def _also_served(self, unit, why):
        """What the reason does not tell: the unit served more recently, itself or as another predecessor."""
        history = self.history[unit]
        told = history.since if why == "longest_ago" else NEVER
        turn = max(history.turns, default=None)
        if turn is None or turn.year <= told:
            return ""
        did = "dự kiến làm" if turn.is_planned else "làm"
        if turn.unit != unit:
            return f" Đơn vị tiền thân {self._label(turn.unit)} {did} {self.noun} trưởng năm {turn.year}."
        if why in ("never_yet", "longest_ago"):
            return f" Chính đơn vị {did} {self.noun} trưởng năm {turn.year}."
        return ""

    def _notes_before(self, year, chairs):
        """What leads to the year's chair, told with the books as they were before it."""
        members = self.roll.in_year(year)
        notes = [
            f"{self._label(skip.unit)} lùi lượt năm {year}: {skip.reason.rstrip('.')}."
            for skip in sorted(self.skips, key=lambda skip: (skip.unit, skip.reason))
            if skip.year == year and skip.unit in members
        ]
        if self.ledger[CHAIR, year]:
            return notes + self._note_of_several(year, chairs)
        notes += self._notes_of_vices(year)
        if not members:
            return [f"Năm {year} {self.noun} không có đơn vị thành viên."]
        if not chairs:
            return [*notes, self._why_nobody(year)]
        outrun_by = self._outrun_by(chairs[0].unit, year) if chairs[0].is_repeat else 0
        if outrun_by:
            notes.append(
                f"{self._label(chairs[0].unit)} làm lại {self.noun} trưởng (lần gần nhất: năm "
                f"{self.history[chairs[0].unit].newest}) trong khi còn {outrun_by} đơn vị khác chưa làm "
                f"hoặc đã làm từ lâu hơn."
            )
        return notes

    def _note_of_several(self, year, chairs):
        if len(chairs) < 2:
            return []
        names = join_names(self._label(pick.unit) for pick in chairs)
        return [f"Trong năm {year}, các đơn vị lần lượt làm {self.noun} trưởng: {names}."]

    def _notes_of_vices(self, year):
        """Why the vice-chair of the year before does not follow: nobody wrote it down, or it is gone."""
        if not self.rule.vice_follows:
            return []
        is_unknown = not (self.rows and self.rows[-1].is_planned)
        if not self.vices and self.rule.vice_chairs and is_unknown and self.roll.in_year(year - 1):
            return [
                f"Chưa ghi nhận {self.noun} phó năm {year - 1} nên {self.noun} trưởng năm {year} được xác định "
                f"theo thứ tự luân phiên."
            ]
        return [
            f"{self._label(unit)}, {self.noun} phó năm {year - 1}, không còn là thành viên và không có đơn vị "
            f"kế thừa trong {self.noun}."
            for unit in self.vices
            if self.roll.heir(unit, year) is None
        ]

    def _why_nobody(self, year):
        if all(self._is_skipped(unit, year) for unit in self.roll.in_year(year)):
            return f"Tất cả các đơn vị đều lùi lượt nên chưa xác định được {self.noun} trưởng năm {year}."
        return f"Không còn đơn vị nào có thể làm {self.noun} trưởng năm {year}."

    def _notes_after(self, year, chairs, vices):
        missing = self.rule.vice_chairs - len(vices)
        notes = []
        if self.ledger[CHAIR, year]:
            notes += [f"Chưa ghi nhận {self.noun} phó năm {year}."] if missing and not vices else []
        elif missing > 0 and self.roll.in_year(year):
            notes.append(f"Còn thiếu {missing} {self.noun} phó vì không đủ đơn vị.")
        units = dict.fromkeys(pick.unit for pick in (*chairs, *vices))
        return notes + [self._note_of_end(unit, year) for unit in units if self._ends_in(unit, year)]

    def _ends_in(self, unit, year):
        return unit in self.roll.in_year(year) and unit not in self.roll.in_year(year + 1)

    def _note_of_end(self, unit, year):
        heirs = self.roll.carriers(unit, year + 1)
        start = f"{self._label(unit)} là thành viên đến năm {year};"
        if not heirs:
            return f"{start} không có đơn vị kế thừa trong {self.noun}."
        turn = f" Lượt đang chờ thuộc về {self._label(heirs[0])}." if len(heirs) > 1 else ""
        return f"{start} đơn vị kế thừa: {self._labels(heirs)}.{turn}"

    def _tell_changes(self, year, came, claims, queue):
        before, members = self.roll.in_year(year - 1), self.roll.in_year(year)
        if not before:
            return []
        told = [
            f"Từ năm {year}, {self._tell_coming(unit, year, came.get(unit, ()))}: {self._tell_past(unit)}"
            f"{self._tell_turn(unit, claims, queue)}."
            for unit in members
            if unit not in before or came.get(unit)
        ]
        for unit in before:
            if unit not in members:
                told += self._tell_going(unit, year)
        return told

    def _tell_coming(self, unit, year, parts):
        before, members = self.roll.in_year(year - 1), self.roll.in_year(year)
        label, names = self._label(unit), self._labels(parts)
        if any(part in members for part in parts):
            return f"{label} tách từ {names}"
        if parts:
            return f"{label} thay {'cả ' if unit in before else ''}{names} trong thứ tự luân phiên"
        is_back = any(row.unit == unit and row.first_year < year for row in self.roll.rows)
        return f"{label} {'trở lại làm thành viên' if is_back else 'là thành viên mới'}"

    def _tell_past(self, unit):
        turns = self.history[unit].turns
        served = join_names(self._tell_year(turn, unit) for turn in turns if not turn.is_planned)
        planned = join_names(self._tell_year(turn, unit) for turn in turns if turn.is_planned)
        if not turns:
            return f"chưa làm {self.noun} trưởng lần nào"
        told = [f"đã làm {self.noun} trưởng {served}"] if served else []
        return " và ".join([*told, f"dự kiến làm {self.noun} trưởng {planned}"] if planned else told)

    def _tell_year(self, turn, unit):
        is_plain = turn.unit == unit and turn.name == self.roll.latest[unit].name
        return f"năm {turn.year}" if is_plain else f"năm {turn.year} ({turn.name})"

    def _tell_turn(self, unit, claims, queue):
        if unit in claims:
            holder = claims[unit].unit
            return f", nhận lượt đang chờ của {self._label(holder)}" if holder != unit else ", còn giữ lượt"
        place = queue.index(unit) + 1
        if place == 1:
            return ", xếp đầu thứ tự chờ lượt"
        if place < len(queue):
            return f", xếp thứ {place} trong {len(queue)} đơn vị chờ lượt"
        if self.rule.never_repeat and self.history[unit].since:
            return ", không có lượt đang chờ nên xếp cuối"
        return ", xếp cuối thứ tự chờ lượt"

    def _tell_going(self, unit, year):
        heirs = self.roll.carriers(unit, year)
        if len(heirs) > 1:
            return [
                f"Từ năm {year}, {self._labels(heirs)} thay {self._label(unit)}; lượt đang chờ của "
                f"{self._label(unit)}, nếu có, thuộc về {self._label(heirs[0])}."
            ]
        if heirs:
            return []
        has_turn = unit in self.vices or unit in {claim.unit for claim in self.owed}
        turn = "; lượt của đơn vị này chuyển cho đơn vị kế tiếp" if has_turn else ""
        return [f"Từ năm {year}, {self._label(unit)} không còn là thành viên của {self.noun}{turn}."]
