"""Adding up score sheets and saying why – in exact numbers; "not yet scored" is never zero.

Pure: knows no model. A Table is the score table of a cluster's year, Entries are what was filled in of one sheet.
Points are Decimals as typed; sums are Fractions until the official total, which is rounded half up once, at the end.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from math import floor

from vietnamese.numbers import format_decimal

ZERO, HUNDRED = Fraction(0), Fraction(100)
LARGEST = Decimal("99999.99")
"""The most points, added or taken away, that a sheet can say."""


class Kind(Enum):
    """How the points of a criterion come about."""

    GROUP = "group"  # the sum of its parts
    QUANTITY = "quantity"  # from plan and result
    JUDGEMENT = "judgement"  # one of several levels, each with its points
    POINTS = "points"  # points as given, 0 to the maximum
    EXTRA = "extra"  # so many times a bonus, or a penalty below zero


class Scale(Enum):
    """How a result earns points."""

    PROPORTIONAL = "proportional"  # so much of the maximum as of the plan
    PER_PERCENT = "per_percent"  # each percent short of the plan costs ``rate`` points
    BANDS = "bands"  # from so many percent on, so many points


class NotApplicable(Enum):
    """What a criterion counts that does not apply to a unit."""

    PRO_RATA = "pro_rata"  # the other parts of the group are stretched to the group's maximum
    FULL = "full"  # its maximum


@dataclass(frozen=True)
class Criterion:
    """A line of the table. ``maximum`` is 0 for an EXTRA, whose ``each`` is the points for one time (below 0: taken).

    ``step``: points are multiples of it, None: any with two decimals. ``cap`` limits what a GROUP or an EXTRA adds (or,
    below zero, takes away). ``bands`` are (percent, points), ``levels`` (name, points). ``lower_is_better``:
    the plan is a limit to stay under.
    """

    key: str
    name: str
    kind: Kind = Kind.POINTS
    maximum: Decimal = Decimal(0)
    step: Decimal | None = None
    parts: tuple["Criterion", ...] = ()
    cap: Decimal | None = None
    each: Decimal = Decimal(0)
    scale: Scale = Scale.PROPORTIONAL
    rate: Decimal = Decimal(1)
    bands: tuple[tuple[Decimal, Decimal], ...] = ()
    levels: tuple[tuple[str, Decimal], ...] = ()
    lower_is_better: bool = False

    def walk(self) -> Iterator["Criterion"]:
        yield self
        for part in self.parts:
            yield from part.walk()

    @property
    def is_extra(self) -> bool:
        """Whether all of it is bonus and penalty, outside the maximum."""
        if self.kind is Kind.GROUP:
            return bool(self.parts) and all(part.is_extra for part in self.parts)
        return self.kind is Kind.EXTRA


@dataclass(frozen=True)
class Entry:
    """What was filled in of one criterion; an Entry of Nones is not yet scored."""

    points: Decimal | None = None
    plan: Decimal | None = None
    result: Decimal | None = None
    times: int | None = None
    level: str = ""
    applies: bool = True


NOTHING = Entry()


@dataclass(frozen=True)
class Table:
    """The score table. ``ceiling``: the most that a total can be, None where bonus may go beyond the maximum.

    ``classes`` are (least points, name), best first. ``extras_in_class``: whether bonus and penalty help to a class.
    """

    groups: tuple[Criterion, ...]
    not_applicable: NotApplicable = NotApplicable.PRO_RATA
    ceiling: Decimal | None = None
    digits: int = 2
    classes: tuple[tuple[Decimal, str], ...] = ()
    extras_in_class: bool = True

    def walk(self) -> Iterator[Criterion]:
        for group in self.groups:
            yield from group.walk()

    @property
    def maximum(self) -> Decimal:
        return sum((group.maximum for group in self.groups), Decimal(0))


@dataclass(frozen=True)
class Line:
    """One criterion of a sheet added up: ``basic`` without bonus and penalty, None while nothing of it is scored.

    ``scored`` of ``expected`` leaves have points; ``note`` says what was done to the sum.
    """

    criterion: Criterion
    basic: Fraction | None
    extra: Fraction = ZERO
    scored: int = 0
    expected: int = 0
    applies: bool = True
    note: str = ""

    @property
    def points(self) -> Fraction | None:
        """All together; None while nothing is scored and nothing was added or taken away."""
        if self.basic is None:
            return self.extra if self.extra or self.criterion.is_extra else None
        return self.basic + self.extra

    @property
    def is_complete(self) -> bool:
        return self.scored == self.expected


@dataclass(frozen=True)
class Sum:
    """A sheet added up: ``total`` as it is official, of it ``basic`` and ``extra``; ``lines`` by criterion key."""

    total: Decimal | None
    basic: Decimal | None
    extra: Decimal
    scored: int
    expected: int
    note: str = ""
    lines: Mapping[str, Line] = field(default_factory=dict)

    @property
    def is_complete(self) -> bool:
        return self.scored == self.expected


# --- one criterion ---------------------------------------------------------------------------------------


def rounded(value: Fraction, digits: int = 2) -> Decimal:
    """Return the Decimal, half away from zero."""
    scale = 10**digits
    whole = floor(abs(value) * scale + Fraction(1, 2))
    return (Decimal(whole) / scale).copy_sign(Decimal(-1) if value < 0 and whole else Decimal(1))


def to_step(value: Fraction, step: Decimal | None) -> Fraction:
    """Return the multiple of the step that is nearest, the upper of two; without a step, two decimals."""
    size = Fraction(step or Decimal("0.01"))
    return floor(value / size + Fraction(1, 2)) * size


def fault_of(criterion: Criterion, entry: Entry) -> str:
    """Return what is wrong with an entry, in a sentence; "" for a good one and for one not yet filled in."""
    name, points = criterion.name, entry.points
    if not entry.applies:
        return ""
    if entry.times is not None and entry.times < 0:
        return f"“{name}”: số lần không được âm."
    for value, called in ((entry.plan, "kế hoạch"), (entry.result, "kết quả")):
        if value is not None and value < 0:
            return f"“{name}”: {called} không được âm."
    if criterion.kind is Kind.EXTRA and entry.times is not None:
        reached = _capped(entry.times * Fraction(criterion.each), criterion.cap)
        if abs(reached) > LARGEST:
            return (
                f"“{name}”: {entry.times} lần thành {format_decimal(rounded(reached))} điểm, vượt quá mức "
                f"{format_decimal(LARGEST)} mà phiếu ghi được. Kiểm tra lại số lần."
            )
    if criterion.kind is Kind.JUDGEMENT and entry.level and entry.level not in dict(criterion.levels):
        return f"“{name}”: không có mức “{entry.level}”."
    if points is None:
        return ""
    if not points.is_finite():
        return f"“{name}”: điểm phải là một số."
    (low, high), given = _range_of(criterion), format_decimal(points)
    if not low <= points <= high:
        return f"“{name}”: điểm từ {format_decimal(low)} đến {format_decimal(high)}, không nhận {given}."
    step = criterion.step or Decimal("0.01")
    if Fraction(points) % Fraction(step):
        return f"“{name}”: điểm là bội số của {format_decimal(step)}, không nhận {given}."
    return ""


def _range_of(criterion: Criterion) -> tuple[Decimal, Decimal]:
    if criterion.kind is not Kind.EXTRA:
        return Decimal(0), criterion.maximum
    limit = criterion.cap if criterion.cap is not None else criterion.each
    return min(limit, Decimal(0)), max(limit, Decimal(0))


def points_of(criterion: Criterion, entry: Entry) -> Fraction | None:
    """Return the points of one criterion, None where it is not yet scored.

    Points that somebody gave stand before those that follow from plan and result, level or times.
    """
    if entry.points is not None:
        return Fraction(entry.points)
    if criterion.kind is Kind.QUANTITY and entry.plan is not None and entry.result is not None:
        reached = _percent(Fraction(entry.plan), Fraction(entry.result), criterion.lower_is_better)
        return _clamped(to_step(_earned(criterion, reached), criterion.step), criterion.maximum)
    if criterion.kind is Kind.JUDGEMENT and entry.level:
        return Fraction(dict(criterion.levels)[entry.level])
    if criterion.kind is Kind.EXTRA and entry.times is not None:
        return _capped(entry.times * Fraction(criterion.each), criterion.cap)
    return None


def _percent(plan: Fraction, result: Fraction, lower_is_better: bool) -> Fraction:
    """How much of the plan was reached, in percent; a limit that was kept is reached in full."""
    if lower_is_better:
        return HUNDRED if result <= plan else HUNDRED * plan / result
    return HUNDRED if plan == 0 else HUNDRED * result / plan


def _earned(criterion: Criterion, reached: Fraction) -> Fraction:
    if criterion.scale is Scale.PROPORTIONAL:
        return Fraction(criterion.maximum) * reached / HUNDRED
    if criterion.scale is Scale.PER_PERCENT:
        return Fraction(criterion.maximum) - max(HUNDRED - reached, ZERO) * Fraction(criterion.rate)
    met = [points for percent, points in criterion.bands if reached >= Fraction(percent)]
    return Fraction(max(met, default=Decimal(0)))


def _clamped(value: Fraction, maximum: Decimal) -> Fraction:
    return min(max(value, ZERO), Fraction(maximum))


def _capped(value: Fraction, cap: Decimal | None) -> Fraction:
    """A cap of 50 lets a bonus be 50 at most, one of −50 a penalty take 50 at most."""
    if cap is None:
        return value
    limit = Fraction(cap)
    return min(value, limit) if limit >= 0 else max(value, limit)


# --- a sheet ---------------------------------------------------------------------------------------------


def add_up(table: Table, entries: Mapping[str, Entry]) -> Sum:
    """Return the Sum of a sheet; what is not yet scored adds nothing and keeps the sheet incomplete.

    Raises ValueError with a sentence for an entry that ``fault_of`` refuses.
    """
    lines: dict[str, Line] = {}
    return _sum(table, [_line(table, group, entries, lines) for group in table.groups], lines)


def _sum(table: Table, tops: list[Line], lines: dict[str, Line]) -> Sum:
    root = _joined(table, Criterion("", "", Kind.GROUP, cap=table.ceiling), tops)
    extra = rounded(root.extra, table.digits)
    if root.basic is None:
        return Sum(None, None, extra, root.scored, root.expected, root.note, lines)
    total, basic = (
        rounded(max(root.basic + root.extra, ZERO), table.digits),
        rounded(root.basic, table.digits),
    )
    return Sum(total, basic, extra, root.scored, root.expected, root.note, lines)


def _line(table: Table, criterion: Criterion, entries: Mapping[str, Entry], lines: dict[str, Line]) -> Line:
    if criterion.kind is Kind.GROUP:
        line = _group(table, criterion, entries, lines)
    else:
        line = _leaf(table, criterion, entries.get(criterion.key, NOTHING))
    lines[criterion.key] = line
    return line


def _leaf(table: Table, criterion: Criterion, entry: Entry) -> Line:
    if not entry.applies:
        if criterion.kind is not Kind.EXTRA and table.not_applicable is NotApplicable.FULL:
            maximum = Fraction(criterion.maximum)
            return Line(criterion, maximum, applies=False, note="Không áp dụng; tính đủ điểm tối đa.")
        return Line(criterion, None, applies=False, note="Không áp dụng.")
    if wrong := fault_of(criterion, entry):
        raise ValueError(wrong)
    points = points_of(criterion, entry)
    # A bonus or penalty that nobody entered has not happened; all else waits to be scored.
    if criterion.kind is Kind.EXTRA:
        return Line(criterion, None, points or ZERO)
    return Line(criterion, points, scored=int(points is not None), expected=1)


def _group(table: Table, group: Criterion, entries: Mapping[str, Entry], lines: dict[str, Line]) -> Line:
    return _joined(table, group, [_line(table, part, entries, lines) for part in group.parts])


def _joined(table: Table, group: Criterion, parts: list[Line]) -> Line:
    main = [line for line in parts if not line.criterion.is_extra]
    known = [line.basic for line in main if line.basic is not None]
    basic, extra, note = sum(known, ZERO) if known else None, sum((line.extra for line in parts), ZERO), ""
    stretches = table.not_applicable is NotApplicable.PRO_RATA
    applies = not main or not stretches or any(line.applies for line in main)
    if not applies:
        note = "Không áp dụng."
    elif basic is not None and stretches:
        basic, note = _stretched(basic, main)
    if (
        group.cap is not None
        and (capped := _capped((basic or ZERO) + extra, group.cap)) != (basic or ZERO) + extra
    ):
        basic = min(basic, capped) if basic is not None else None
        extra, note = capped - (basic or ZERO), f"Tính tối đa {format_decimal(abs(group.cap))} điểm."
    scored, expected = sum(line.scored for line in parts), sum(line.expected for line in parts)
    return Line(group, basic, extra, scored, expected, applies, note)


def _stretched(earned: Fraction, main: list[Line]) -> tuple[Fraction, str]:
    """Stretch what applies to the maximum of all, so that nobody loses or wins by what does not concern him."""
    whole = sum((Fraction(line.criterion.maximum) for line in main), ZERO)
    applying = sum((Fraction(line.criterion.maximum) for line in main if line.applies), ZERO)
    if applying in (0, whole):
        return earned, ""
    told = f"{format_decimal(rounded(applying))}/{format_decimal(rounded(whole))}"
    return earned * whole / applying, f"Tính lại theo phần áp dụng ({told} điểm tối đa)."


def class_of(table: Table, found: Sum) -> str | None:
    """Return the name of the result class; None while the sheet is not complete or below every threshold."""
    points = found.total if table.extras_in_class else found.basic
    if points is None or not found.is_complete:
        return None
    return next((name for least, name in table.classes if points >= least), None)


# --- the table itself ------------------------------------------------------------------------------------


def faults_of_table(table: Table, whole: Decimal | None = None) -> list[str]:
    """Return what keeps a table from being used, a sentence each. ``whole``: what the groups must add up to."""
    found, keys = [], [criterion.key for criterion in table.walk()]
    if not table.groups:
        found.append("Bảng điểm chưa có tiêu chí nào.")
    if len(keys) != len(set(keys)):
        found.append("Có tiêu chí bị lặp.")
    if whole is not None and table.groups and table.maximum != whole:
        found.append(
            f"Cộng các nhóm được {format_decimal(table.maximum)} điểm, bảng điểm quy định {format_decimal(whole)} điểm."
        )
    for criterion in table.walk():
        found += _faults_of(criterion)
    least = [points for points, _ in table.classes]
    if least != sorted(set(least), reverse=True):
        found.append("Mức điểm xếp loại phải giảm dần, không trùng nhau.")
    return found


def _faults_of(criterion: Criterion) -> Iterable[str]:
    name, maximum = criterion.name, format_decimal(criterion.maximum)
    if criterion.maximum < 0:
        yield f"“{name}”: điểm tối đa không được âm."
    if criterion.step is not None and criterion.step <= 0:
        yield f"“{name}”: bước điểm phải lớn hơn 0."
    elif criterion.step is not None and Fraction(criterion.maximum) % Fraction(criterion.step):
        yield f"“{name}”: {maximum} điểm không chia hết cho bước {format_decimal(criterion.step)}."
    if criterion.kind is Kind.GROUP:
        parts = sum((part.maximum for part in criterion.parts if not part.is_extra), Decimal(0))
        if not criterion.parts:
            yield f"Nhóm “{name}” chưa có tiêu chí nào."
        elif parts != criterion.maximum:
            yield f"Nhóm “{name}” ghi {maximum} điểm, cộng các tiêu chí được {format_decimal(parts)} điểm."
    elif criterion.parts:
        yield f"“{name}” có tiêu chí con nên phải là nhóm."
    elif criterion.kind is Kind.EXTRA:
        if not criterion.each and criterion.cap is None:
            yield f"“{name}” chưa ghi điểm cho một lần."
        if criterion.cap is not None and criterion.each * criterion.cap < 0:
            yield f"“{name}”: điểm một lần và mức tối đa trái dấu."
    elif criterion.maximum == 0:
        yield f"“{name}” chưa ghi điểm tối đa."
    given = [points for _, points in (*criterion.bands, *criterion.levels)]
    if any(not 0 <= points <= criterion.maximum for points in given):
        yield f"“{name}”: điểm của từng mức phải từ 0 đến {maximum}."
    if criterion.kind is Kind.JUDGEMENT and len({level for level, _ in criterion.levels}) != len(
        criterion.levels
    ):
        yield f"“{name}”: có mức bị lặp tên."


# --- looking twice ---------------------------------------------------------------------------------------


def what_if(table: Table, found: Sum, maxima: Mapping[str, Decimal]) -> Sum:
    """Return the Sum if top groups had other maxima: what was earned is stretched, bonus and penalty stay."""
    tops = []
    for group in table.groups:
        line, wanted = found.lines[group.key], maxima.get(group.key)
        if wanted is not None and group.maximum:
            basic = None if line.basic is None else line.basic * Fraction(wanted) / Fraction(group.maximum)
            line = replace(line, criterion=replace(group, maximum=wanted), basic=basic)
        tops.append(line)
    return _sum(table, tops, dict(found.lines))


def outliers(values: Mapping, times: Decimal = Decimal(5)) -> list:
    """Return the keys whose value lies further from the middle than ``times`` the usual distance.

    Middle and usual distance are medians, so that the odd one does not hide itself. With fewer than five values, or
    when more than half are the same, nothing is called odd.
    """
    known = {key: Fraction(value) for key, value in values.items() if value is not None}
    if len(known) < 5:
        return []
    middle = _median(known.values())
    usual = _median(abs(value - middle) for value in known.values())
    return [key for key, value in known.items() if usual and abs(value - middle) > Fraction(times) * usual]


def _median(values: Iterable[Fraction]) -> Fraction:
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def with_entry(entries: Mapping[str, Entry], key: str, **changes) -> dict[str, Entry]:
    """Return the entries with one changed: for a running total while somebody types."""
    return {**entries, key: replace(entries.get(key, NOTHING), **changes)}
