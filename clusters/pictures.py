"""The two pictures of offices, units × years, worked out to whole pixels; the templates only draw them.

Colour never tells alone: a bar and a cell carry their word, or a title that a pointer and a screen reader find.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from clusters.models import OfficeTerm
from clusters.models.office import office_label
from vietnamese.dates import short_date

LABEL_WIDTH, HEAD, ROW = 210, 30, 36
LONGEST_LABEL = 26
YEARS_BACK = 6
WORDS = {"chair": "Trưởng", "vice_chair": "Phó", "secretary": "Thư ký"}


@dataclass(frozen=True)
class Shape:
    """A rectangle with its classes, its word if there is room, and its title."""

    x: int
    y: int
    width: int
    height: int
    kind: str
    title: str = ""
    word: str = ""

    @property
    def middle(self):
        return self.x + self.width // 2

    @property
    def base(self):
        return self.y + self.height // 2 + 5


@dataclass(frozen=True)
class Line:
    """One unit: its label, cut to fit, and its full name."""

    y: int
    name: str
    is_past: bool = False

    @property
    def label(self):
        if len(self.name) <= LONGEST_LABEL:
            return self.name
        return self.name[: LONGEST_LABEL - 1].rstrip() + "…"

    @property
    def base(self):
        return self.y + ROW // 2 + 5


@dataclass
class Picture:
    """``years`` are (x, year); ``now`` the x of today, or None outside the picture."""

    width: int
    height: int
    step: int
    years: list
    lines: list
    shapes: list = field(default_factory=list)
    now: int | None = None
    described: str = ""

    @property
    def bottom(self):
        return self.height - 4


def _sheet(years, lines, step):
    width = LABEL_WIDTH + step * len(years) + 8
    return Picture(
        width,
        HEAD + ROW * len(lines) + 4,
        step,
        [(LABEL_WIDTH + step * place, year) for place, year in enumerate(years)],
        lines,
    )


# --- the ledger: who held what, to the day --------------------------------------------------------------


def of_ledger(ledger, gaps, today):
    """Return the Picture of all terms, or None while there is none."""
    if not ledger.terms:
        return None
    first = min([term.starts_on for term in ledger.terms] + [gap.first for gap in gaps]).year
    last = max([today.year] + [(term.ends_on or today).year for term in ledger.terms])
    units = list(dict.fromkeys(term.unit for term in ledger.terms))
    lines = [
        Line(HEAD + ROW * place, unit.label, bool(unit.ended_on and unit.ended_on < today))
        for place, unit in enumerate(units)
    ]
    sheet = _sheet(range(first, last + 1), lines, 120 if last - first < 8 else 72)
    places = {unit.pk: line.y for unit, line in zip(units, lines, strict=True)}
    scale = _Scale(date(first, 1, 1), sheet)
    height = sheet.bottom - HEAD
    for gap in gaps:
        x, width = scale.stretch(gap.first, gap.last)
        sheet.shapes.append(
            Shape(x, HEAD, width, height, "is-unknown" if gap.is_unknown else "is-gap", gap.sentence)
        )
    for term in ledger.terms:
        sheet.shapes.append(_bar(term, scale, places[term.unit_id], date(last, 12, 31)))
    sheet.now = scale.x(today)
    chairs = sum(term.office == OfficeTerm.Office.CHAIR for term in ledger.terms)
    sheet.described = (
        f"Từ năm {first} đến năm {last}: {len(units)} đơn vị giữ {len(ledger.terms)} nhiệm kỳ, "
        f"trong đó {chairs} nhiệm kỳ {ledger.cluster.noun} trưởng. Bảng dưới đây ghi đủ từng nhiệm kỳ."
    )
    return sheet


class _Scale:
    def __init__(self, first, sheet):
        self.first, self.step = first, sheet.step

    def x(self, day):
        start = date(day.year, 1, 1)
        length = (date(day.year, 12, 31) - start).days + 1
        years = day.year - self.first.year
        return LABEL_WIDTH + years * self.step + (day - start).days * self.step // length

    def stretch(self, first, last):
        x = self.x(first)
        return x, max(self.x(last + timedelta(days=1)) - x, 2)


def _bar(term, scale, y, edge):
    x, width = scale.stretch(term.starts_on, min(term.ends_on or edge, edge))
    is_thin = term.office == OfficeTerm.Office.SECRETARY
    marks = ["" if term.are_days_known else " is-unsure", "" if term.ends_on else " is-open"]
    days = f"từ {short_date(term.starts_on)} " + (
        f"đến {short_date(term.ends_on)}" if term.ends_on else "đến khi bàn giao"
    )
    if not term.are_days_known:
        days = f"năm {term.cluster_year.year} (chưa rõ ngày)"
    return Shape(
        x,
        y + (ROW - 10 if is_thin else 4),
        width,
        8 if is_thin else ROW - 14,
        f"is-{term.office}{''.join(marks)}",
        f"{term.office_label}: {term.unit_name}, {days}",
        "" if width < 56 or is_thin else WORDS[term.office] + ("" if term.ends_on else " →"),
    )


# --- the rotation: who is to hold what ------------------------------------------------------------------


def of_plan(turns, plan):
    """Return the Picture of recorded and planned years, or None for a cluster without members."""
    served = [entry.year for entry in turns.served]
    first = max(min([turns.first_year, *served]), turns.first_year - YEARS_BACK)
    years = range(first, plan.years[-1].year + 1)
    cells = _cells(turns, plan, years)
    rows = _rows(turns, years, {unit for unit, _ in cells})
    if not rows:
        return None
    lines = [
        Line(HEAD + ROW * place, unit.label_on(_name_day(turns, spans)), spans[-1][1] is not None)
        for place, (unit, spans) in enumerate(rows)
    ]
    sheet = _sheet(years, lines, 64)
    for (unit, spans), line in zip(rows, lines, strict=True):
        for x, year in sheet.years:
            sheet.shapes += _cell(cells.get((unit.pk, year)), spans, x, line.y, year)
    planned = [row.year for row in plan.years if row.is_planned]
    sheet.described = f"{len(rows)} đơn vị, từ năm {first} đến năm {years[-1]}. " + (
        f"Các năm {planned[0]} - {planned[-1]} là dự kiến. " if planned else ""
    ) + "Bảng dưới đây nêu đơn vị và căn cứ của từng năm."  # fmt: skip
    return sheet


def _name_day(turns, spans):
    last = spans[-1][2]
    return min(filter(None, [last, turns.today]))


def _rows(turns, years, in_cells):
    """[(unit, [(first year, last year, last day), …]), …]: members of the years shown, in the cluster's order."""
    found = {}
    for member, row in zip(turns.members, turns.memberships, strict=True):
        is_shown = member.first_year <= years[-1] and (member.last_year or years[-1]) >= years[0]
        if is_shown or row.unit_id in in_cells:
            spans = found.setdefault(row.unit_id, (row.unit, []))[1]
            spans.append((member.first_year, member.last_year, row.ends_on))
    return list(found.values())


def _cells(turns, plan, years):
    """{(unit, year): (office, is planned, title)}; an office of the ledger goes before one that is planned."""
    cells = {}
    for entry in turns.served:
        cells.setdefault((entry.unit, entry.year), (entry.office, False, entry.name))
    for row in plan.years:
        picks = [("chair", row.chair)] if row.chair else []
        for office, pick in picks + [("vice_chair", pick) for pick in row.vice_chairs]:
            is_recorded = pick.why == "recorded"
            cells.setdefault((pick.unit, row.year), (office, not is_recorded, pick.name))
    return {
        key: (office, is_planned, f"{office_label(office, turns.cluster)} năm {key[1]}: {name}"
              + (" (dự kiến)" if is_planned else ""))
        for key, (office, is_planned, name) in cells.items()
        if key[1] in years
    }  # fmt: skip


def _cell(found, spans, x, y, year):
    if found:
        office, is_planned, title = found
        kind = f"is-{office} is-planned" if is_planned else f"is-{office}"
        return [Shape(x + 2, y + 3, 60, ROW - 6, kind, title, WORDS[office])]
    if not any(first <= year <= (last or year) for first, last, _ in spans):
        return [Shape(x + 2, y + 3, 60, ROW - 6, "is-absent")]
    return []
