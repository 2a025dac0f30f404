"""Papers around a decision on awards: the decision (Mẫu 1.2), the list that goes with it, notices and dispatches.

As in documents/official.py, the builders decide and count; here texts are only put in their places.
"""

from dataclasses import dataclass
from typing import ClassVar

from documents.blocks import Column, Each, Para, Signers, Table, When, text
from documents.layout import SignatureBlock
from documents.official import RECIPIENTS, SIGNER, OfficialPaper


@dataclass(frozen=True, kw_only=True)
class DecisionPaper(OfficialPaper):
    """Quyết định khen thưởng: căn cứ, Điều 1 to 3; more names than fit stand in a list of their own."""

    title: ClassVar[str] = "Quyết định"

    organ: str = text("tham_quyen", "Thẩm quyền ban hành, viết hoa")
    bases: tuple[str, ...] = text("can_cu", "Các căn cứ và dòng “Theo đề nghị của”, mỗi căn cứ một dòng")
    awards: str = text("khen_thuong", "Câu mở đầu Điều 1: tặng gì, cho bao nhiêu tập thể, cá nhân")
    names: tuple[str, ...] = text("danh_sach", "Các hình thức và tên được khen, mỗi dòng một mục", default=())
    money: str = text("tien_thuong", "Nội dung Điều 2")
    effect: str = text("hieu_luc", "Nội dung Điều 3, không có dấu kết")
    signature: SignatureBlock = text("nguoi_ky", SIGNER)
    recipients: tuple[str, ...] = text("noi_nhan", RECIPIENTS)

    def blocks(self):
        return (
            self.remark,
            Para("", "centre", title=self.organ),
            Each(self.bases, lambda basis: Para(basis, "basis")),
            Para("", "centre", title="QUYẾT ĐỊNH:"),
            Para(self.awards, title="Điều 1."),
            Each(self.names, lambda line: Para(line)),
            Para(self.money, title="Điều 2."),
            Para(f"{self.effect}{self.letterhead.end_mark}", title="Điều 3."),
            Signers((self.signature,), self.recipients),
        )


@dataclass(frozen=True)
class AwardedRow:
    name: str = text("ten", "Tên tập thể, họ và tên cá nhân, đúng như trên hồ sơ")
    post: str = text("chuc_vu", "Chức vụ, đơn vị")
    award: str = text("hinh_thuc", "Danh hiệu, hình thức khen thưởng")


@dataclass(frozen=True, kw_only=True)
class AwardedListPaper(OfficialPaper):
    """The list that goes with a decision (Mẫu 2.1): no head of its own, its numbers run through."""

    template: ClassVar[str] = "documents/awarded_list.html"
    title: ClassVar[str] = "Danh sách"
    has_letterhead: ClassVar[bool] = False

    source: str = text("kem_theo", "Dòng ghi kèm theo quyết định nào")
    rows: tuple[AwardedRow, ...] = text("duoc_khen", "Những tập thể, cá nhân được khen thưởng")
    total: str = text("tong_so", "Câu ghi tổng số")

    def blocks(self):
        columns = (
            Column("Tập thể, cá nhân"),
            Column("Chức vụ, đơn vị", 52),
            Column("Danh hiệu, hình thức", 44),
        )
        return (
            Para(self.source, "source"),
            self.remark,
            Table(columns, self.rows, lambda row: (row.name, row.post, row.award)),
            Para(self.total),
        )


@dataclass(frozen=True, kw_only=True)
class NoticePaper(OfficialPaper):
    """Thông báo of a result to one unit."""

    title: ClassVar[str] = "Thông báo"

    lines: tuple[str, ...] = text("noi_dung", "Nội dung, mỗi đoạn một dòng", default=())
    closing: str = text("ket", "Câu cuối, không có dấu kết")
    signature: SignatureBlock = text("nguoi_ky", SIGNER)
    recipients: tuple[str, ...] = text("noi_nhan", RECIPIENTS)

    def blocks(self):
        return (
            self.remark,
            When(self.lines, (Each(self.lines, lambda line: Para(line)),)),
            Para(f"{self.closing}{self.letterhead.end_mark}"),
            Signers((self.signature,), self.recipients),
        )


@dataclass(frozen=True, kw_only=True)
class DispatchPaper(NoticePaper):
    """Phiếu gửi: with it a decision goes to one unit."""

    title: ClassVar[str] = "Phiếu gửi"
