"""The papers that scores give to a year: each unit's sheet, and the ranking; in the packet once they are published.

Before that a draft is printed from the pages of the sheet and of the ranking, for who may see those.
"""

from django.urls import reverse

from awards.models import ScoreSheet, ScoreTable
from awards.results import Results, UnitResult, points_text, signed
from awards.sheets import Board
from clusters import checks, papers
from clusters.papers import PaperKind
from clusters.year_facts import bare, facts_of, numbered
from clusters.year_papers import not_of_a_past_year
from documents.layout import SignatureBlock
from documents.scores import RankingPaper, RankingRow, ScoreRow, ScoreSheetPaper
from vietnamese.listing import roman
from vietnamese.numbers import format_decimal


def _tables(year):
    rows = ScoreTable.objects.filter(cluster_year=year, status=ScoreTable.Status.PUBLISHED)
    rows = list(rows.select_related("basis"))
    for row in rows:
        row.cluster_year = year
    return rows


def _sheets(year):
    found = []
    for table in _tables(year):
        rows = list(table.sheets.select_related("unit"))
        for row in rows:
            row.table = table
        found += rows
    return found


def _common(table, stamp):
    """What both papers begin and end with."""
    facts = facts_of(table.cluster_year)
    return {
        "letterhead": facts.letterhead("", stamp),
        "record_note": facts.record_note,
        "source": bare(table.source_note),
        "signature": facts.chair_signature(stamp.day if stamp else None),
        "recipients": facts.recipients,
        "is_draft": not table.is_published,
        "is_sample": facts.authority.is_sample,
        "stamp": stamp,
    }


def table_name(table):
    name = bare(table.title)
    year = f"năm {table.cluster_year.year}"
    name = name if year in name.lower() else f"{name} {year}"
    return f"{name}, ban hành kèm theo {table.basis.described}" if table.basis_id else name


# --- one unit's sheet -----------------------------------------------------------------------------------


def sheet_paper(sheet, stamp=None):
    """Return the ScoreSheetPaper of a unit: a draft until the results are published."""
    table = sheet.table
    board = Board(table, ScoreSheet.objects.filter(pk=sheet.pk))
    found = UnitResult(board, board.sheets[0])
    year, unit = table.cluster_year, board.sheets[0].unit
    return ScoreSheetPaper(
        **_common(table, stamp),
        **_parts(found, _ranked(table)),
        subject=f"Năm {year.year} của {sheet.unit_name}",
        unit=sheet.unit_name,
        table_name=table_name(table),
        rows=tuple(_rows(found)),
        unit_signature=SignatureBlock(
            role="Đại diện đơn vị", post=unit.head_post, name=facts_of(year).no_name
        ),
    )


def _ranked(table):
    return table.sheets.filter(rank__isnull=False).count() if table.is_published else None


def _rows(found):
    for line in found.lines:
        row = line.criterion
        yield ScoreRow(
            row.mark.rstrip(".)"),
            row.name.upper() if line.is_group and row.depth == 0 else row.name,
            points_text(row.maximum) if not line.is_extra else _of_extra(row),
            line.own_text,
            line.given_text,
        )
    totals = [
        points_text(one.total) if one.is_complete and one.total is not None else "chưa đủ"
        for one in (found.own, found.found)
    ]
    yield ScoreRow("", "TỔNG ĐIỂM", points_text(found.table.whole), *totals)


def _of_extra(row):
    return f"{signed(row.each)}/lần" if row.each else "–"


def _parts(found, ranked):
    reasons = [
        f"“{line.criterion.name}”: tự chấm {line.own_text}, thẩm định {line.given_text}. "
        + (f"Lý do: {line.why}" if line.why else "Không ghi lý do.")
        for line in found.differing
    ]
    notes = [f"“{line.criterion.name}”: {_lower(line.sum_note)}" for line in found.lines if line.sum_note]
    parts = {
        "result": ("Kết quả", numbered(found.told(ranked))),
        "reasons": ("Điểm thẩm định khác điểm tự chấm", numbered(reasons)),
        "notes": ("Cách tính", numbered(notes)),
    }
    told = {}
    for number, (key, (heading, lines)) in enumerate(
        ((key, part) for key, part in parts.items() if part[1]), 1
    ):
        told |= {key: lines, f"{key}_heading": f"{roman(number)}. {heading}"}
    return told


def _lower(text):
    return text[:1].lower() + text[1:]


# --- the ranking ----------------------------------------------------------------------------------------


def ranking_paper(table, stamp=None):
    """Return the RankingPaper of a table: a draft until the results are published."""
    results, year = Results(Board(table)), table.cluster_year
    return RankingPaper(
        **_common(table, stamp),
        subject=f"Năm {year.year} của {year.cluster}",
        basis=f"Kết quả chấm điểm theo {_lower(table_name(table))}:",
        rows=tuple(_ranking_row(results, row) for row in results.rows),
        total=_counted(results),
        groups=groups_text(results),
        classes="; ".join(results.class_rules),
        ties=ties_text(results),
    )


def _ranking_row(results, row):
    return RankingRow(
        row.rank_text.replace(" (đồng hạng)", ""),
        row.unit_name,
        "; ".join(
            f"{cell.top.mark.rstrip('.')}: {cell.text or 'chưa chấm'}"
            for cell in row.cells
            if cell.top in results.weighted or cell.points
        ),
        points_text(row.whole_total) or "chưa đủ",
        row.result_class,
        row.reason,
    )


def _group_text(results, top):
    if top in results.weighted:
        return f"{top.mark} {top.name} ({format_decimal(top.maximum)} điểm)"
    return f"{top.mark} {top.name}"


def groups_text(results):
    """Return the names and maxima of the groups in one sentence, without its end mark."""
    return "; ".join(_group_text(results, top) for top in results.tops)


def _counted(results):
    whole, ranked = len(results.rows), len(results.ranked)
    rest = f", {whole - ranked:02d} đơn vị không xếp hạng" if whole != ranked else ""
    return f"Bảng này gồm {whole:02d} đơn vị; {ranked:02d} đơn vị được xếp hạng{rest}."


def ties_text(results):
    """Return the rules that part equals in one sentence, without its end mark."""
    if not results.tie_rules:
        return "các đơn vị có tổng điểm bằng nhau thì cùng hạng"
    rules = "; ".join(f"{number}) {rule}" for number, rule in enumerate(results.tie_rules, 1))
    return f"xét lần lượt {rules}. Vẫn bằng nhau thì cùng hạng"


# --- the catalogue --------------------------------------------------------------------------------------


def _may_issue(table):
    if not table.is_published:
        return "Kết quả chấm điểm chưa công bố."
    return not_of_a_past_year(table.cluster_year)


def _check(table):
    yield from checks.head(table.cluster_year, "")
    yield from checks.signer(table.cluster_year)


papers.register(
    PaperKind(
        key="bang-xep-hang",
        paper=RankingPaper,
        label="Bảng xếp hạng thi đua",
        position=60,
        model=ScoreTable,
        records=_tables,
        build=ranking_paper,
        title=lambda table: (
            f"Bảng xếp hạng thi đua năm {table.cluster_year.year} của {table.cluster_year.cluster}"
        ),
        filename=lambda table: (
            f"Bảng xếp hạng thi đua năm {table.cluster_year.year} - {table.cluster_year.cluster}.pdf"
        ),
        url=lambda table: reverse("awards:score_ranking", args=[table.cluster_year_id]),
        check=lambda table: list(_check(table)),
        parties=lambda table: [str(table.cluster_year.cluster)],
        signer=lambda table: facts_of(table.cluster_year).signer_name(),
        can_issue=_may_issue,
    )
)

papers.register(
    PaperKind(
        key="phieu-cham-diem",
        paper=ScoreSheetPaper,
        label="Phiếu chấm điểm thi đua",
        position=62,
        model=ScoreSheet,
        records=_sheets,
        build=sheet_paper,
        title=lambda sheet: f"Phiếu chấm điểm thi đua năm {sheet.cluster_year.year} của {sheet.unit_name}",
        filename=lambda sheet: f"Phiếu chấm điểm năm {sheet.cluster_year.year} - {sheet.unit_name}.pdf",
        url=lambda sheet: reverse("awards:score_result", args=[sheet.pk]),
        check=lambda sheet: list(_check(sheet.table)),
        parties=lambda sheet: [sheet.unit_name],
        signer=lambda sheet: facts_of(sheet.cluster_year).signer_name(),
        can_issue=lambda sheet: _may_issue(sheet.table),
    )
)
