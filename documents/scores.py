"""The papers of a year's scores: one unit's sheet, and the ranking. Built in awards/score_papers.py."""

from dataclasses import dataclass
from typing import ClassVar

from documents.blocks import Column, Each, Heading, Para, Signers, Table, When, text
from documents.layout import SignatureBlock
from documents.official import RECIPIENTS, SIGNER, OfficialPaper


@dataclass(frozen=True)
class ScoreRow:
    """A line of the sheet; groups are written in capitals, so that they stand out."""

    mark: str = text("tt", "Số thứ tự của nhóm, tiêu chí")
    name: str = text("tieu_chi", "Nhóm, tiêu chí")
    maximum: str = text("diem_toi_da", "Điểm tối đa")
    own: str = text("tu_cham", "Điểm đơn vị tự chấm")
    given: str = text("tham_dinh", "Điểm thẩm định")


@dataclass(frozen=True, kw_only=True)
class ScoreSheetPaper(OfficialPaper):
    """Phiếu chấm điểm: both sides' points of one unit, why they differ, and what came of them."""

    title: ClassVar[str] = "Phiếu chấm điểm thi đua"

    unit: str = text("don_vi", "Đơn vị được chấm điểm")
    table_name: str = text("bang_diem", "Tên bảng điểm, văn bản ban hành")
    source: str = text("nguon_so_lieu", "Nguồn số liệu, nếu được ghi", default="")
    rows: tuple[ScoreRow, ...] = text("cac_tieu_chi", "Các nhóm, tiêu chí và điểm")
    result_heading: str = text("ket_qua_tieu_de", "Tiêu đề phần kết quả", default="")
    result: tuple[str, ...] = text("ket_qua", "Tổng điểm, xếp loại, xếp hạng và lý do", default=())
    reasons_heading: str = text("ly_do_tieu_de", "Tiêu đề phần lý do chênh lệch điểm", default="")
    reasons: tuple[str, ...] = text(
        "ly_do", "Tiêu chí có điểm thẩm định khác điểm tự chấm, lý do", default=()
    )
    notes_heading: str = text("ghi_chu_tieu_de", "Tiêu đề phần ghi chú cách tính", default="")
    notes: tuple[str, ...] = text("ghi_chu", "Tiêu chí không áp dụng, điểm được tính lại", default=())
    unit_signature: SignatureBlock = text("ky_don_vi", "Đại diện đơn vị được chấm điểm, ký ở bên trái")
    signature: SignatureBlock = text("nguoi_ky", "Đại diện cụm, khối thẩm định, ký ở bên phải")
    recipients: tuple[str, ...] = text("noi_nhan", RECIPIENTS)

    def blocks(self):
        columns = (
            Column("TT", 12, True),
            Column("Nhóm, tiêu chí"),
            Column("Điểm tối đa", 20, True),
            Column("Tự chấm", 20, True),
            Column("Thẩm định", 20, True),
        )

        def part(heading, lines):
            return When(lines, (Heading(heading), Each(lines, lambda line: Para(line))))

        return (
            self.remark,
            When(self.source, (Para(f"Nguồn số liệu: {self.source}.", "note"),)),
            Para(f"{self.unit}.", title="Đơn vị:"),
            Para(f"{self.table_name}.", title="Chấm theo:"),
            Table(
                columns,
                self.rows,
                lambda row: (row.mark, row.name, row.maximum, row.own, row.given),
                is_numbered=False,
            ),
            part(self.result_heading, self.result),
            part(self.reasons_heading, self.reasons),
            part(self.notes_heading, self.notes),
            Signers((self.unit_signature, self.signature), self.recipients, "VT, hồ sơ thi đua"),
        )


@dataclass(frozen=True)
class RankingRow:
    rank: str = text("hang", "Thứ hạng; để trống khi không xếp hạng")
    unit: str = text("don_vi", "Tên đơn vị")
    groups: str = text("diem_nhom", "Điểm từng nhóm")
    total: str = text("tong_diem", "Tổng điểm")
    result_class: str = text("xep_loai", "Xếp loại")
    reason: str = text("ghi_chu", "Lý do về thứ hạng")


@dataclass(frozen=True, kw_only=True)
class RankingPaper(OfficialPaper):
    """Bảng xếp hạng, on landscape pages: units best first, those without a rank last, and the rules in words."""

    title: ClassVar[str] = "Bảng xếp hạng thi đua"
    is_wide: ClassVar[bool] = True

    basis: str = text("can_cu", "Câu ghi bảng điểm, văn bản ban hành")
    source: str = text("nguon_so_lieu", "Nguồn số liệu, nếu được ghi", default="")
    rows: tuple[RankingRow, ...] = text("cac_don_vi", "Các đơn vị theo thứ hạng")
    total: str = text("tong_so", "Câu ghi số đơn vị được xếp hạng")
    groups: str = text("cac_nhom", "Câu ghi tên và điểm tối đa của các nhóm")
    classes: str = text("muc_xep_loai", "Câu ghi các mức xếp loại", default="")
    ties: str = text("khi_bang_diem", "Câu ghi cách phân hạng khi bằng điểm")
    signature: SignatureBlock = text("nguoi_ky", SIGNER)
    recipients: tuple[str, ...] = text("noi_nhan", RECIPIENTS)

    def blocks(self):
        columns = (
            Column("Hạng", 16, True),
            Column("Đơn vị"),
            Column("Điểm các nhóm", 50),
            Column("Tổng điểm", 20, True),
            Column("Xếp loại", 30, True),
            Column("Ghi chú", 52),
        )
        return (
            self.remark,
            When(self.source, (Para(f"Nguồn số liệu: {self.source}.", "note"),)),
            Para(self.basis),
            Table(
                columns,
                self.rows,
                lambda row: (row.rank, row.unit, row.groups, row.total, row.result_class, row.reason),
                is_numbered=False,
            ),
            Para(f"{self.groups}.", title="Các nhóm điểm:"),
            When(self.classes, (Para(f"{self.classes}.", title="Mức xếp loại:"),)),
            Para(f"{self.ties}.", title="Khi bằng điểm:"),
            Para(self.total),
            Signers((self.signature,), self.recipients),
        )
