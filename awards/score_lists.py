"""The ranking and all points as Excel lists. What is not complete or not scored stays empty: it is not zero."""

from awards.models import ScoreEntry
from awards.results import points_in
from awards.sheets import key_of
from documents.xlsx import Column

Stage = ScoreEntry.Stage


def ranking_columns(results):
    groups = [
        Column(f"{top.mark} {top.name}", 18, lambda row, place=place: row.cells[place].points)
        for place, top in enumerate(results.tops)
    ]
    return [
        Column("Hạng", 8, "rank"),
        Column("Đồng hạng", 12, lambda row: "đồng hạng" if row.is_joint else ""),
        Column("Đơn vị", 44, "unit_name"),
        Column("Tổng điểm", 14, "whole_total"),
        Column("Điểm các tiêu chí", 16, lambda row: row.basic if row.is_complete else None),
        Column("Điểm thưởng, điểm trừ", 16, lambda row: row.extra if row.is_complete else None),
        Column("Xếp loại", 20, "result_class"),
        *groups,
        Column("Điểm tự chấm", 14, lambda row: results.own_total(row.sheet)),
        Column("Tình trạng", 30, "state"),
        Column("Lý do về thứ hạng", 60, "reason"),
    ]


def points_columns(board):
    """Units × criteria, a line for each side."""

    def given(key):
        return lambda row: points_in(row[2], row[2].lines[key])

    criteria = [Column(f"{leaf.number} {leaf.name}", 16, given(key_of(leaf))) for leaf in board.leaves]
    return [
        Column("Đơn vị", 44, lambda row: row[0].unit_name),
        Column("Bên chấm", 14, lambda row: row[1].label),
        *criteria,
        Column("Tổng điểm", 14, lambda row: row[2].total if row[2].is_complete else None),
    ]


def points_rows(board):
    return [
        (sheet, stage, board.sum_of(sheet, stage))
        for sheet in board.sheets
        for stage in (Stage.SELF, Stage.CHECK)
    ]
