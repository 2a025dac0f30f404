"""Score tables and sheets in every step, brought there through the actions."""

from decimal import Decimal
from hashlib import sha256
from io import BytesIO

import pikepdf
from django.core.files.base import ContentFile

from awards import actions
from awards.models import (
    HardStop,
    ResultClass,
    ScoreCriterion,
    ScoreEntry,
    ScoreEvidence,
    ScoreLevel,
    ScoreTable,
    TieBreak,
)

D, Kind, Stage = Decimal, ScoreCriterion.Kind, ScoreEntry.Stage
STEPS = ("self", "submitted", "checked", "confirmed")


def criterion(table, name, by, kind=Kind.POINTS, maximum=0, parent=None, levels=(), reason="", **fields):
    row = ScoreCriterion(table=table, parent=parent, name=name, kind=kind, maximum=maximum, **fields)
    return actions.add_criterion(row, levels, by=by, reason=reason)


def draft_table(year, by, **fields):
    """A table of 100 points: quantity 40, judgement 20, points 30 and 10, a bonus and a penalty."""
    table = ScoreTable(cluster_year=year, whole=D(100), **fields)
    actions.save_score_table(table, by=by)
    main = criterion(table, "Thực hiện nhiệm vụ", by, Kind.GROUP, D(60))
    criterion(table, "Chỉ tiêu kết nạp hội viên", by, Kind.QUANTITY, D(40), main, measure="hội viên")
    levels = [ScoreLevel(label="Tốt", points=D(20)), ScoreLevel(label="Khá", points=D(14))]
    criterion(table, "Đoàn kết nội bộ", by, Kind.JUDGEMENT, D(20), main, levels)
    other = criterion(table, "Công tác thi đua, khen thưởng", by, Kind.GROUP, D(40))
    criterion(table, "Tổ chức phong trào", by, Kind.POINTS, D(30), other, step=D("0.5"))
    criterion(table, "Chế độ báo cáo", by, Kind.POINTS, D(10), other)
    criterion(table, "Mô hình mới", by, Kind.EXTRA, each=D(2), cap=D(4))
    criterion(table, "Chậm báo cáo", by, Kind.EXTRA, each=D(-1))
    for name, least in (("Xuất sắc", 90), ("Tốt", 80)):
        actions.add_score_rule(ResultClass(table=table, name=name, least=D(least)), by=by)
    actions.add_score_rule(TieBreak(table=table, what="group", criterion=main), by=by)
    actions.add_score_rule(HardStop(table=table, text="Lãnh đạo bị kỷ luật"), by=by)
    return table


def open_table(year, by, **fields):
    table = draft_table(year, by, **fields)
    actions.open_scoring(table, by=by)
    return table


def of(table, name):
    return table.criteria.get(name=name)


FULL = {"result": 100, "level": "Tốt", "movement": 30, "report": 10}


def entries_of(table, result=100, level="Tốt", movement=30, report=10, bonus=None, penalty=None, note=""):
    """The entries of one side; None: not filled in."""
    quantity, judged = of(table, "Chỉ tiêu kết nạp hội viên"), of(table, "Đoàn kết nội bộ")
    rows = [
        ScoreEntry(criterion=quantity, plan=D(100), result=result),
        ScoreEntry(criterion=judged, level=judged.levels.filter(label=level).first()),
        ScoreEntry(criterion=of(table, "Tổ chức phong trào"), points=movement),
        ScoreEntry(criterion=of(table, "Chế độ báo cáo"), points=report),
        ScoreEntry(criterion=of(table, "Mô hình mới"), times=bonus),
        ScoreEntry(criterion=of(table, "Chậm báo cáo"), times=penalty),
    ]
    for row in rows:
        row.note = note
        for name in ("result", "points"):
            value = getattr(row, name)
            setattr(row, name, None if value is None else D(str(value)))
    return rows


def bring(sheet, status, by, **given):
    """Bring a sheet to a step with the same points on both sides; ``by`` may check it."""
    table, wanted = sheet.table, STEPS.index(status)
    if wanted >= 0:
        actions.score(sheet, Stage.SELF, entries_of(table, **given), by=by)
    if wanted >= 1:
        actions.submit_sheet(sheet, by=by)
    if wanted >= 2:
        actions.score(sheet, Stage.CHECK, entries_of(table, **given), by=by)
        actions.finish_check(sheet, by=by)
    if wanted >= 3:
        actions.confirm_sheet(sheet, by=by)
    return sheet


def sheet_of(table, unit):
    return table.sheets.select_related("table__cluster_year__cluster").get(unit=unit)


def small_table(year, by, whole=100, **fields):
    """A draft with one criterion, for what needs many units and few points."""
    table = ScoreTable(cluster_year=year, whole=D(whole), **fields)
    actions.save_score_table(table, by=by)
    criterion(table, "Kết quả công tác", by, maximum=D(whole))
    return table


def give(sheet, points, by, own=None, note="", until="confirmed"):
    """Bring a sheet of a small table to a step; ``own`` is what the unit gave itself where the check differs."""
    (leaf,) = sheet.table.criteria.all()
    own = points if own is None else own
    actions.score(sheet, Stage.SELF, [ScoreEntry(criterion=leaf, points=D(str(own)))], by=by)
    if until != "self":
        actions.submit_sheet(sheet, by=by)
    if until in ("checked", "confirmed"):
        row = ScoreEntry(
            criterion=leaf, points=D(str(points)), note=note or ("Thẩm định lại." if own != points else "")
        )
        actions.score(sheet, Stage.CHECK, [row], by=by)
        actions.finish_check(sheet, by=by)
    if until == "confirmed":
        actions.confirm_sheet(sheet, by=by)
    return sheet


def publish_small(year, by, points):
    """Publish a small table in which the units of ``points`` (``{unit: points}``) got these."""
    table = small_table(year, by)
    actions.open_scoring(table, by=by)
    for unit, given in points.items():
        give(sheet_of(table, unit), given, by)
    actions.publish_scores(table, by=by)
    return table


def pdf_of(pages=1):
    """Return a PDF of empty pages."""
    content, document = BytesIO(), pikepdf.new()
    for _ in range(pages):
        document.add_blank_page()
    document.save(content)
    return content.getvalue()


def prove(sheet, leaf, by, pages=1):
    """Keep a PDF with a criterion of a sheet."""
    content = pdf_of(pages)
    row = ScoreEvidence(
        sheet=sheet,
        criterion=leaf,
        title="Báo cáo kết quả",
        file=ContentFile(content, name="bao-cao.pdf"),
        file_name="báo cáo.pdf",
        extension="pdf",
        content_type="application/pdf",
        size=len(content),
        sha256=sha256(content).hexdigest(),
    )
    return actions.add_score_evidence(row, by=by)
