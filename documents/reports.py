"""Báo cáo thành tích: what a nominee says of itself, after the skeleton of the law's own forms.

Built in awards/reports.py. A part of which nothing is known stays on the paper as a line to be filled in by hand.
"""

from dataclasses import dataclass
from typing import ClassVar

from documents.blocks import Column, Each, Heading, Para, Signers, Table, text
from documents.layout import SignatureBlock
from documents.official import OfficialPaper


@dataclass(frozen=True)
class PastAward:
    year: str = text("nam", "Năm của danh hiệu, hình thức")
    award: str = text("hinh_thuc", "Danh hiệu thi đua, hình thức khen thưởng")
    decision: str = text("quyet_dinh", "Số, ngày quyết định")


@dataclass(frozen=True, kw_only=True)
class ReportPaper(OfficialPaper):
    """One shape for collectives, people and households; only the first part's heading and lines differ."""

    title: ClassVar[str] = "Báo cáo thành tích"

    form_number: str = text("so_mau", "Số mẫu theo quy định của ngày lập báo cáo", default="")
    facts: tuple[str, ...] = text("thong_tin", "Các dòng thông tin chung: tên, năm sinh, chức vụ")
    background_heading: str = text("so_luoc_tieu_de", "Tiêu đề phần I")
    background: tuple[str, ...] = text("so_luoc", "Sơ lược đặc điểm, tình hình hoặc sơ lược lý lịch")
    report: tuple[str, ...] = text("thanh_tich", "Thành tích đạt được")
    titles: tuple[PastAward, ...] = text("danh_hieu", "Danh hiệu thi đua đã được công nhận")
    forms: tuple[PastAward, ...] = text("hinh_thuc_da_khen", "Hình thức khen thưởng đã được tặng")
    confirmation: SignatureBlock = text("xac_nhan", "Người xác nhận, ký ở bên trái")
    signature: SignatureBlock = text("nguoi_bao_cao", "Người đứng đầu hoặc người báo cáo, ký ở bên phải")

    def blocks(self):
        def past(heading):
            return Column("Năm", 18, True), Column(heading), Column("Số, ngày quyết định", 62)

        def cells(row):
            return row.year, row.award, row.decision

        return (
            self.remark,
            Heading(self.background_heading),
            Each(self.facts, lambda line: Para(line, "filled")),
            Each(self.background, lambda line: Para(line)),
            Heading("II. Thành tích đạt được"),
            Each(self.report, lambda line: Para(line)),
            Heading("III. Các hình thức đã được khen thưởng"),
            Para("Danh hiệu thi đua:", "lead", marker="1."),
            Table(past("Danh hiệu thi đua"), self.titles, cells, is_numbered=False),
            Para("Hình thức khen thưởng:", "lead", marker="2."),
            Table(past("Hình thức khen thưởng"), self.forms, cells, is_numbered=False),
            Signers((self.confirmation, self.signature)),
        )


__all__ = ["PastAward", "ReportPaper"]
