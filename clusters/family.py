"""The picture of how units came to be: boxes in columns of time, lines between them. Nothing is read here.

Time runs from left to right: column 0 lies before the first change, each further column begins with the
next change. A box is a unit under one name; it spans the columns in which it bore that name. All measures
are whole numbers of the drawing, given as text because a template would group the thousands.
"""

import textwrap
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from vietnamese.dates import short_date

LETTERS = 22
WIDTH, GAP_X, GAP_Y = 216, 44, 18
LINE, PADDING = 20, 12
EDGE = 4  # around everything, so that strokes are not cut
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Box:
    """A unit under one name, ready to be drawn. ``unit_id`` is None for one outside the system."""

    unit_id: int | None
    name: str
    lines: tuple  # (text, x, y)
    period: str
    text_x: str
    period_y: str
    x: str
    y: str
    width: str
    height: str
    kind: str  # "self", "kin", "ended" or "outside"


@dataclass(frozen=True)
class Picture:
    width: str
    height: str
    boxes: tuple
    paths: tuple  # the "d" of each line


@dataclass(eq=False)
class _Span:
    """A unit under one name, from a day (None: not known) to a day (None: still)."""

    unit_id: int | None
    name: str
    starts: date | None = None
    ends: date | None = None
    is_self: bool = False
    before: list = field(default_factory=list)
    after: list = field(default_factory=list)
    first: int = 0
    last: int = 0
    middle: float | None = None

    @property
    def lines(self):
        return textwrap.wrap(self.name, LETTERS)

    @property
    def period(self):
        if self.starts and self.ends:
            return f"{short_date(self.starts)} – {short_date(self.ends)}"
        if self.starts:
            return f"từ {short_date(self.starts)}"
        return f"đến {short_date(self.ends)}" if self.ends else ""

    @property
    def height(self):
        return 2 * PADDING + LINE * (len(self.lines) + bool(self.period))

    @property
    def kind(self):
        if self.unit_id is None:
            return "outside"
        if self.is_self:
            return "self"
        return "ended" if self.ends else "kin"


def picture_of(unit, events):
    """Return the Picture of a unit and its UnitEvents (in the order of time, parts and units loaded)."""
    spans = _spans(unit, events)
    _link(spans, events)
    every = [span for rows in spans.values() for span in rows]
    columns = _columns(every)
    placed = _place(every)
    width = 2 * EDGE + (columns + 1) * (WIDTH + GAP_X) - GAP_X
    height = 2 * EDGE + max(span.middle + span.height / 2 for span in placed)
    paths = tuple(_path(one, other) for one in placed for other in one.after)
    return Picture(str(width), str(round(height)), tuple(map(_box, placed)), paths)


# --- what there is to draw ---------------------------------------------------------------------------


def _spans(unit, events):
    """Return ``{unit id or ("outside", event id, place): [_Span, …]}``, those of a unit in the order of time."""
    units = {unit.pk: unit}
    for event in events:
        units |= {part.unit_id: part.unit for part in event.parts.all()}
    spans = {pk: _of_unit(one, events, one.pk == unit.pk) for pk, one in units.items()}
    for event in events:
        for place, name in enumerate(event.outside()):
            spans["outside", event.pk, place] = [_Span(None, name, ends=event.last_day)]
    return spans


def _of_unit(unit, events, is_self):
    """Cut the life of a unit where its name changes and where something joins or leaves it."""
    cuts = {date.fromisoformat(until) + ONE_DAY for until, _, _ in unit.past_names}
    cuts |= {event.effective_on for event in events if unit in event.side("after")}
    cuts = sorted(day for day in cuts if unit.founded_on is None or day > unit.founded_on)
    starts, ends = [unit.founded_on, *cuts], [*(day - ONE_DAY for day in cuts), unit.ended_on]
    return [
        _Span(unit.pk, unit.name_on(start or end or date.max), start, end, is_self)
        for start, end in zip(starts, ends, strict=True)
    ]


def _link(spans, events):
    for rows in spans.values():
        for one, other in pairwise(rows):
            _join(one, other)
    for event in events:
        after = event.side("after")
        sources = [(unit.pk, spans[unit.pk]) for unit in event.side("before")]
        sources += [
            (key, rows) for key, rows in spans.items() if isinstance(key, tuple) and key[1] == event.pk
        ]
        for pk, rows in sources:
            for unit in after:
                if unit.pk != pk:
                    _join(_on(rows, event.last_day), _on(spans[unit.pk], event.effective_on))


def _on(rows, day):
    """Return the span that holds on a day; the nearest where the dates on record leave none."""
    holding = [row for row in rows if (row.starts or day) <= day <= (row.ends or day)]
    return holding[0] if holding else rows[-1]


def _join(one, other):
    if other not in one.after:
        one.after.append(other)
        other.before.append(one)


# --- where it stands ---------------------------------------------------------------------------------


def _columns(spans):
    """Give each span its columns. Returns the number of the last column."""
    changes = sorted({span.starts for span in spans if span.before and span.starts})
    for span in spans:
        span.last = sum(day <= span.ends for day in changes) if span.ends else len(changes)
        started = sum(day <= span.starts for day in changes) if span.starts else 0
        # whatever came before the picture begins next to its first change
        span.first = min(started, span.last) if span.before else span.last
    return max(span.last for span in spans)


def _place(spans):
    """Give each span its height: sources one below the other, what they become in their middle."""
    order, seen = [], set()
    for span in spans:
        if not span.after:
            _walk(span, order, seen)
    y, placed = EDGE, []
    for span in order:
        if not span.before:
            span.middle, y = y + span.height / 2, y + span.height + GAP_Y
            placed.append(span)
    for span in sorted((span for span in order if span.before), key=lambda span: span.first):
        wanted = sum(one.middle or 0 for one in span.before) / len(span.before)
        span.middle = _free(span, wanted, placed)
        placed.append(span)
    above = EDGE - min(span.middle - span.height / 2 for span in placed)
    for span in placed:
        span.middle += above
    return placed


def _walk(span, order, seen):
    """Sources before what they become, each once."""
    if id(span) in seen:
        return
    seen.add(id(span))
    for one in span.before:
        _walk(one, order, seen)
    order.append(span)


def _free(span, wanted, placed):
    """Return the first height from the wanted one down where no other box of these columns stands."""
    middle = wanted
    beside = [other for other in placed if other.first <= span.last and span.first <= other.last]
    for other in sorted(beside, key=lambda other: other.middle):
        apart = (span.height + other.height) / 2 + GAP_Y
        if abs(middle - other.middle) < apart:
            middle = other.middle + apart
    return middle


# --- how it is drawn ---------------------------------------------------------------------------------


def _left(span):
    return EDGE + span.first * (WIDTH + GAP_X)


def _right(span):
    return EDGE + span.last * (WIDTH + GAP_X) + WIDTH


def _box(span):
    left, top = _left(span), round(span.middle - span.height / 2)
    baseline = top + PADDING + LINE - 5
    lines = tuple(
        (text, str(left + PADDING), str(baseline + LINE * row)) for row, text in enumerate(span.lines)
    )
    return Box(
        unit_id=span.unit_id,
        name=span.name,
        lines=lines,
        period=span.period,
        text_x=str(left + PADDING),
        period_y=str(baseline + LINE * len(lines)),
        x=str(left),
        y=str(top),
        width=str(_right(span) - left),
        height=str(span.height),
        kind=span.kind,
    )


def _path(one, other):
    """From the right edge of a box to the left edge of the next, bending half-way before it."""
    start, end = _right(one), _left(other)
    bend = end - GAP_X // 2
    return f"M{start} {round(one.middle)}H{bend}V{round(other.middle)}H{end}"
