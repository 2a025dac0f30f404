"""A score table as its page shows it: how each criterion is scored in words, whether it adds up, what comes next."""

from dataclasses import dataclass
from functools import cached_property

from accounts.addresses import reverse
from awards.models import ScoreCriterion, ScoreSheet, ScoreTable
from awards.results import sees_all_sheets
from awards.sheets import Board, is_locked
from documents.xlsx import Column, listing
from vietnamese.numbers import format_decimal

Kind, Scale = ScoreCriterion.Kind, ScoreCriterion.Scale
TONES = {
    ScoreTable.Status.DRAFT: ("neutral", "pencil"),
    ScoreTable.Status.OPEN: ("info", ""),
    ScoreTable.Status.PUBLISHED: ("good", "lock"),
}


def how_scored(row):
    """Return in a sentence how the points of a criterion come about; a row of ``Board.criteria``."""
    match row.kind:
        case Kind.GROUP:
            return f"Tính tối đa {format_decimal(abs(row.cap))} điểm." if row.cap is not None else ""
        case Kind.QUANTITY:
            return _of_quantity(row)
        case Kind.JUDGEMENT:
            return f"Theo mức đánh giá: {_levels(row)}."
        case Kind.EXTRA:
            return _of_extra(row)
    return "Chấm điểm trực tiếp."


def _levels(row):
    return "; ".join(f"{level}: {format_decimal(level.points)} điểm" for level in row.levels.all())


def _of_quantity(row):
    measure = f" ({row.measure})" if row.measure else ""
    limit = " Kế hoạch là mức không được vượt." if row.lower_is_better else ""
    if row.scale == Scale.BANDS:
        return f"Theo khung tỷ lệ hoàn thành kế hoạch{measure}: {_levels(row)}.{limit}"
    if row.scale == Scale.PER_PERCENT:
        rate = format_decimal(row.rate)
        return f"Theo kế hoạch và kết quả{measure}; mỗi phần trăm hụt trừ {rate} điểm.{limit}"
    return f"Theo tỷ lệ hoàn thành kế hoạch{measure}.{limit}"


def _of_extra(row):
    is_penalty = row.each < 0 or (row.cap or 0) < 0
    word, most = ("Trừ", "trừ") if is_penalty else ("Thưởng", "cộng")
    each = f"{word} {format_decimal(abs(row.each))} điểm mỗi lần" if row.each else ""
    cap = f"{most} tối đa {format_decimal(abs(row.cap))} điểm" if row.cap is not None else ""
    said = ", ".join(part for part in (each, cap) if part)
    return f"{said[:1].upper()}{said[1:]}."


def below(rows, row):
    """Return the keys of a criterion and of all that is below it; ``rows`` in order."""
    keys = {row.pk}
    for other in rows:
        if other.parent_id in keys:
            keys.add(other.pk)
    return keys


def _beyond(row):
    """Name points that stand outside the maximum; "" for a line that has a maximum."""
    if row.kind == Kind.EXTRA:
        return "trừ" if row.each < 0 or (row.cap or 0) < 0 else "thưởng"
    return "thưởng, trừ" if row.children and not row.maximum else ""


def links_to_scores(user, table):
    """Return (label, url) of the sheets and the ranking that a person may open."""
    year, links = table.cluster_year, []
    if ScoreSheet.objects.visible_to(user).filter(table=table).exists():
        links.append(("Phiếu chấm điểm", reverse("awards:score_board", args=[year.pk])))
    if table.is_published or (table.is_open and sees_all_sheets(user, year)):
        links.append(("Xếp hạng", reverse("awards:score_ranking", args=[year.pk])))
    return links


@dataclass(frozen=True)
class Fault:
    """Something that keeps the table from being used, and where it is mended."""

    text: str
    links: tuple = ()


class Reading:
    """What the page of a table shows, in a constant number of queries."""

    def __init__(self, table, may_edit=False):
        self.table, self.may_edit = table, may_edit
        self.board = Board(table, table.sheets.none())
        self.tone, self.icon = TONES[table.status]

    @cached_property
    def rows(self):
        rows = self.board.criteria
        for row in rows:
            row.how, row.beyond = how_scored(row), _beyond(row)
            row.is_last, row.is_first = False, row.number.endswith(".1") or row.number == "1"
        for siblings in [[row for row in rows if row.depth == 0], *(row.children for row in rows)]:
            if siblings:
                siblings[-1].is_last = True
        return rows

    @cached_property
    def is_locked(self):
        return is_locked(self.table)

    @property
    def standing(self):
        """Where the table stands and who acts next."""
        chair = f"{self.table.cluster_year.cluster.noun.capitalize()} trưởng"
        if self.table.is_published:
            return "Kết quả đã công bố; bảng điểm không sửa được nữa."
        if self.table.is_open:
            return "Các đơn vị đang chấm điểm theo bảng này."
        if not self.rows:
            return f"Đang lập, chưa có tiêu chí nào. {chair} hoặc thường trực cơ quan thêm tiêu chí."
        if self.faults:
            return f"Đang lập, chưa cộng đủ. {chair} hoặc thường trực cơ quan hoàn thiện."
        return f"Đã cộng đủ. {chair} hoặc thường trực cơ quan mở chấm điểm."

    @cached_property
    def leaves(self):
        return len(self.board.leaves)

    @cached_property
    def tops(self):
        """The main parts of the table whose points make its total."""
        return [row for row in self.rows if row.depth == 0]

    @property
    def maximum(self):
        return self.board.pure.maximum

    @cached_property
    def faults(self):
        return [self._fault(text) for text in self.board.faults()]

    def _fault(self, text):
        if not self.may_edit:
            return Fault(text)
        edit = reverse("awards:score_table_edit", args=[self.table.pk])
        links = [
            (f"Sửa {row.mark} {row.name}", reverse("awards:criterion_edit", args=[row.pk]))
            for row in self.rows
            if f"“{row.name}”" in text
        ]
        if not links and "bảng điểm quy định" in text:
            links = [("Sửa tổng điểm tối đa của bảng", edit)]
        return Fault(text, tuple(links))

    @cached_property
    def classes(self):
        return list(self.table.classes.all())

    @cached_property
    def tie_breaks(self):
        """The rules in their order; one that compares a line says its mark too."""
        marks = {row.pk: row.mark for row in self.rows}
        rules = list(self.table.tie_breaks.select_related("criterion"))
        for rule in rules:
            mark = marks.get(rule.criterion_id)
            rule.label = f"{rule.get_what_display()}: {mark} {rule.criterion.name}" if mark else str(rule)
        return rules

    @cached_property
    def hard_stops(self):
        return list(self.table.hard_stops.all())


# --- Excel -----------------------------------------------------------------------------------------------


def levels_of(row):
    return "; ".join(f"{level}: {format_decimal(level.points)}" for level in row.levels.all())


def _of_kind(kind, value):
    """Take a value of the lines of one kind only."""
    return lambda row: value(row) if row.kind == kind else None


def _yes_no(value):
    return "Có" if value else "Không"


# What is read back by score_table_import; the last column is for people.
COLUMNS = [
    Column("Mã", 10, "number"),
    Column("Tên tiêu chí", 60, "name"),
    Column("Loại", 30, "get_kind_display"),
    Column("Điểm tối đa", 12, lambda row: None if row.kind == Kind.EXTRA else row.maximum),
    Column("Bước điểm", 12, "step"),
    Column("Điểm một lần", 14, lambda row: row.each or None),
    Column("Mức tối đa cộng, trừ", 14, "cap"),
    Column("Mức điểm", 40, levels_of),
    Column("Trừ mỗi phần trăm hụt", 14, lambda row: row.rate if row.scale == Scale.PER_PERCENT else None),
    Column(
        "Kế hoạch là mức không được vượt",
        16,
        _of_kind(Kind.QUANTITY, lambda row: _yes_no(row.lower_is_better)),
    ),
    Column("Đơn vị tính", 16, "measure"),
    Column(
        "Phải có minh chứng", 14, lambda row: None if row.kind == Kind.GROUP else _yes_no(row.needs_evidence)
    ),
    Column("Cách chấm", 60, "guidance"),
    Column("Cách tính", 50, "how"),
]


def export_of(reading):
    title = f"Bảng điểm - {reading.table.cluster_year}"
    return listing(title, COLUMNS, reading.rows)
