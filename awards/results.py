"""What a year's scores come to, told to people: the ranking, and why one unit got what it got.

Before publication everything is counted anew; what was written down at publication is then told as it was.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from accounts.access import Standing, standings
from awards import scoring
from awards.models import ScoreEntry
from awards.ranking import Tie, rank
from awards.sheets import key_of
from vietnamese.listing import join_names
from vietnamese.numbers import format_decimal

Stage = ScoreEntry.Stage
SEES_ALL = {Standing.ADMINISTRATOR, Standing.SECRETARIAT, Standing.LEADER, Standing.CHAIR}


def sees_all_sheets(user, year):
    """Whether a person may see every sheet of the year before anything is published."""
    return bool(standings(user, year.place()) & SEES_ALL)


def points_text(points):
    return "" if points is None else format_decimal(points)


def signed(points):
    """Return "+2", "-1" or "0"."""
    return f"{'+' if points > 0 else ''}{format_decimal(points)}"


def in_digits(points, digits=2):
    """Return points that were counted as fractions as a Decimal; None stays None."""
    return None if points is None else scoring.rounded(Fraction(points), digits)


def points_in(score, line):
    """Return the points of a line of a Sum; no bonus or penalty is told of a sheet that nobody has begun to score."""
    if line.criterion.is_extra and not line.extra and not score.scored:
        return None
    return in_digits(line.points)


@dataclass(frozen=True)
class Cell:
    """The points of one top line for one unit: None is “not yet scored”; ``note`` says what was done to the sum."""

    top: object
    points: Decimal | None
    is_complete: bool = True
    applies: bool = True
    note: str = ""

    @property
    def text(self):
        if not self.applies:
            return "không áp dụng"
        return points_text(self.points)


@dataclass(frozen=True)
class Row:
    """One unit of the ranking. ``trial_total`` and ``trial_rank`` are of other weights, tried and not kept."""

    sheet: object
    rank: int | None
    is_joint: bool
    reason: str
    total: Decimal | None
    basic: Decimal | None
    extra: Decimal
    scored: int
    expected: int
    result_class: str
    cells: tuple[Cell, ...]
    trial_total: Decimal | None = None
    trial_rank: int | None = None

    @property
    def unit_name(self):
        return self.sheet.unit_name

    @property
    def is_complete(self):
        return self.scored == self.expected and self.total is not None

    @property
    def whole_total(self):
        """The total, None while it is not complete: what is counted so far is no total."""
        return self.total if self.is_complete else None

    @property
    def state(self):
        return "" if self.is_complete else f"chưa đủ: đã chấm {self.scored}/{self.expected} tiêu chí"

    @property
    def extra_text(self):
        return signed(self.extra)

    @property
    def rank_text(self):
        return "" if self.rank is None else f"{self.rank}{' (đồng hạng)' if self.is_joint else ''}"


class Results:
    """The ranking of one Board, best first."""

    def __init__(self, board, maxima=None):
        self.board, self.table, self.maxima = board, board.table, maxima or {}

    @cached_property
    def tops(self):
        """The groups and criteria that stand at the top of the table."""
        return [row for row in self.board.criteria if row.depth == 0]

    @cached_property
    def weighted(self):
        """Those of them whose weight can be tried otherwise: all but bonus and penalty."""
        pure = {line.key: line for line in self.board.pure.groups}
        return [row for row in self.tops if not pure[key_of(row)].is_extra]

    @cached_property
    def rows(self):
        sheets = {sheet.pk: sheet for sheet in self.board.sheets}
        return [self._row(place, sheets[place.candidate.key]) for place in self.board.places]

    @property
    def ranked(self):
        return [row for row in self.rows if row.rank is not None]

    def _row(self, place, sheet):
        found, published = place.candidate.score, self.table.is_published
        trial = self._trials.get(sheet.pk)
        return Row(
            sheet,
            sheet.rank if published else place.rank,
            sheet.is_joint if published else place.is_joint,
            sheet.reason if published else place.reason,
            sheet.total if published else found.total,
            found.basic,
            found.extra,
            found.scored,
            found.expected,
            sheet.result_class if published else self.board.class_of(sheet) or "",
            tuple(_cell(top, found.lines[key_of(top)], found) for top in self.tops),
            trial.candidate.score.total if trial else None,
            trial.rank if trial else None,
        )

    def own_total(self, sheet):
        """What the unit gave itself in all, None while that is not complete."""
        found = self.board.sum_of(sheet, Stage.SELF)
        return found.total if found.is_complete else None

    @cached_property
    def _trials(self):
        """``{sheet pk: Place}`` by the weights that are tried; an order given by people counts for none of them."""
        if not self.maxima:
            return {}
        tried = [
            replace(one, score=scoring.what_if(self.board.pure, one.score, self.maxima))
            for one in self.board.candidates
        ]
        return {place.candidate.key: place for place in rank(tried, self.board.rules)}

    # --- in words ----------------------------------------------------------------------------------------

    @property
    def tie_rules(self):
        """How units of the same total are parted, a sentence each, in their order."""
        told = {
            Tie.FEWER_PENALTIES: "đơn vị bị trừ điểm ít hơn xếp trên",
            Tie.SELF_SCORE: "đơn vị có tổng điểm tự chấm cao hơn xếp trên",
            Tie.VOTES: "đơn vị được nhiều phiếu hơn xếp trên",
        }
        return [
            told.get(rule.what) or f"đơn vị có điểm “{rule.name}” cao hơn xếp trên"
            for rule in self.board.rules
        ]

    @property
    def class_rules(self):
        return [
            f"{row.name}: từ {format_decimal(row.least)} điểm"
            for row in sorted(self.table.classes.all(), key=lambda row: -row.least)
        ]

    @cached_property
    def hints(self):
        """What lies far from the other units and may be a slip; nobody's points change by it."""
        found = []
        for stage, label in ((Stage.SELF, "Tổng điểm tự chấm"), (Stage.CHECK, "Tổng điểm thẩm định")):
            sums = {sheet: self.board.sum_of(sheet, stage) for sheet in self.board.sheets}
            values = {sheet: one.total if one.is_complete else None for sheet, one in sums.items()}
            found += self._odd(label, values)
        for leaf in self.board.leaves:
            values = {}
            for sheet in self.board.sheets:
                line = self.board.sum_of(sheet).lines[key_of(leaf)]
                values[sheet] = line.basic if line.applies and line.scored else None
            found += self._odd(f"Điểm thẩm định “{leaf.name}”", values)
        return found

    def _odd(self, label, values):
        known = sorted(value for value in values.values() if value is not None)
        for sheet in scoring.outliers(values):
            given = format_decimal(in_digits(values[sheet]))
            low, high = (format_decimal(in_digits(known[place])) for place in _middle(len(known)))
            among = low if low == high else f"{low} đến {high}"
            yield f"{label} của {sheet.unit_name} là {given}, cách xa phần lớn các đơn vị ({among})."


def _cell(top, line, score):
    return Cell(top, points_in(score, line), line.is_complete, line.applies, line.note)


def _middle(count):
    """The places between which the middle half of so many values lies."""
    return count // 4, count - 1 - count // 4


# --- one unit --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ResultLine:
    """One line of a unit's sheet with both sides' points; None: not scored. ``why`` explains what differs."""

    criterion: object
    own: Decimal | None
    given: Decimal | None
    is_own_complete: bool
    is_complete: bool
    applies: bool
    differs: bool
    why: str = ""
    own_note: str = ""
    sum_note: str = ""

    @property
    def is_group(self):
        return self.criterion.kind == self.criterion.Kind.GROUP

    @property
    def is_extra(self):
        return self.criterion.kind == self.criterion.Kind.EXTRA

    @property
    def own_text(self):
        return self._text(self.own, self.is_own_complete)

    @property
    def given_text(self):
        return self._text(self.given, self.is_complete)

    def _text(self, points, is_complete):
        if points is None:
            return "không áp dụng" if not self.applies else "" if self.is_group else "chưa chấm"
        return points_text(points) + ("" if is_complete else " (chưa đủ)")


class UnitResult:
    """Why one unit got what it got."""

    def __init__(self, board, sheet):
        self.board, self.sheet, self.table = board, sheet, board.table
        self.own, self.found = board.sum_of(sheet, Stage.SELF), board.sum_of(sheet)

    @cached_property
    def lines(self):
        return [self._line(row) for row in self.board.criteria]

    def _line(self, row):
        key = key_of(row)
        own, given = self.own.lines[key], self.found.lines[key]
        entries = [self.board.entries[self.sheet.pk, stage].get(key) for stage in (Stage.SELF, Stage.CHECK)]
        own_note, why = (entry.note if entry else "" for entry in entries)
        is_leaf = row.kind != row.Kind.GROUP
        return ResultLine(
            row,
            points_in(self.own, own),
            points_in(self.found, given),
            own.is_complete,
            given.is_complete,
            given.applies,
            is_leaf
            and bool(self.found.scored)
            and (own.points, own.applies) != (given.points, given.applies),
            why,
            own_note,
            given.note,
        )

    @property
    def differing(self):
        return [line for line in self.lines if line.differs]

    @property
    def class_name(self):
        return self.sheet.result_class if self.table.is_published else self.board.class_of(self.sheet) or ""

    def told(self, units_ranked=None):
        """Return the result in sentences, from the points to the rank."""
        return [*self._told_total(), *self._told_class(), *self._told_rank(units_ranked)]

    def _told_total(self):
        found = self.found
        if not found.is_complete or found.total is None:
            yield f"Chưa đủ điểm: đã thẩm định {found.scored}/{found.expected} tiêu chí."
            return
        total, basic = format_decimal(found.total), format_decimal(found.basic)
        if found.extra:
            yield f"Tổng điểm {total}: điểm các tiêu chí {basic}; điểm thưởng, điểm trừ {signed(found.extra)}."
        else:
            yield f"Tổng điểm {total}, không có điểm thưởng, điểm trừ."
        if found.note:
            yield f"Về tổng điểm: {found.note[:1].lower()}{found.note[1:]}"

    def _told_class(self):
        classes = sorted(self.table.classes.all(), key=lambda row: row.least)
        if not classes or not self.found.is_complete:
            return
        by = (
            ""
            if self.table.extras_in_class
            else ", tính theo điểm các tiêu chí, không kể điểm thưởng, điểm trừ"
        )
        if self.class_name:
            least = next((row.least for row in classes if row.name == self.class_name), None)
            bound = f" (từ {format_decimal(least)} điểm{by})" if least is not None else ""
            yield f"Xếp loại: {self.class_name}{bound}."
        else:
            yield f"Không xếp loại: chưa đạt mức thấp nhất là {format_decimal(classes[0].least)} điểm{by}."

    def _told_rank(self, units_ranked):
        sheet = self.sheet
        if not self.table.is_published:
            yield "Thứ hạng có sau khi công bố kết quả."
            return
        if sheet.rank is not None:
            among = f" trong {units_ranked} đơn vị được xếp hạng" if units_ranked else ""
            yield f"Xếp hạng {sheet.rank}{among}{', đồng hạng' if sheet.is_joint else ''}."
        if sheet.reason:
            yield sheet.reason


def told_at_publication(year):
    """What publication does, a sentence each."""
    return [
        "Điểm, lý do, trường hợp không xếp hạng, số phiếu và thứ tự của mọi phiếu được khóa; không ai sửa được nữa.",
        "Bảng điểm không điều chỉnh được nữa.",
        f"Mọi đơn vị của {year.cluster.noun} xem được bảng xếp hạng và kết quả của từng đơn vị.",
        "Việc công bố không rút lại được.",
    ]


# --- those that are level --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Level:
    """Units that share ``rank`` by the rules, in the order that people gave them if they did; ``reason`` is theirs."""

    rank: int
    sheets: tuple
    reason: str = ""

    @property
    def names(self):
        return join_names([sheet.unit_name for sheet in self.sheets])

    @property
    def is_ordered(self):
        return bool(self.reason)


def levels_of(board):
    """Return the Levels of all units that no rule tells apart."""
    places = {place.candidate.key: position for position, place in enumerate(board.places)}
    sheets = {sheet.pk: sheet for sheet in board.sheets}
    found = []
    for number, keys in sorted(board.joint.items()):
        rows = [sheets[key] for key in sorted(keys, key=places.get)]
        order = next((order for order in board.orders if set(order.keys) == keys), None)
        found.append(Level(number, tuple(rows), order.reason if order else ""))
    return found


def voted_on(board):
    """Return the Levels between which a vote decides; none where no rule of the table asks for votes."""
    sheets = {sheet.pk: sheet for sheet in board.sheets}
    return [
        Level(number, tuple(sorted((sheets[key] for key in keys), key=lambda row: row.unit_name)))
        for number, keys in sorted(board.voted.items())
    ]


def level_at(levels, number):
    return next((level for level in levels if level.rank == number), None)
