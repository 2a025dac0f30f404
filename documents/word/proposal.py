"""The tờ trình in Word; its list of nominees is a file of its own (documents/nominees.py)."""

from dataclasses import dataclass
from typing import ClassVar

from documents.blocks import Each, Letterhead, Para, SignatureBlock, Signers, When, text
from documents.layout import ProposalPaper
from documents.stamp import Stamp
from documents.word.shapes import shape


@dataclass(frozen=True)
class SummaryLine:
    marker: str = text("ky_hieu", "Số hoặc chữ thứ tự: “1.”, “a)”")
    title: str = text("hinh_thuc", "Danh hiệu, hình thức đề nghị, in đậm")
    said: str = text("noi_dung", "Số tập thể, cá nhân; hoặc tên, chức vụ")


@shape(ProposalPaper)
@dataclass(frozen=True)
class ProposalInWord:
    letterhead: Letterhead
    head_title: str = text("ten_day_du", "Tên tờ trình kèm trích yếu")
    form_number: str = text("so_mau", "Số mẫu theo quy định của ngày ký")
    subject: str = text("trich_yeu", "Trích yếu của tờ trình")
    addressee: str = text("kinh_gui", "Nơi nhận, nếu chỉ có một")
    addressees: tuple[str, ...] = text("cac_noi_kinh_gui", "Các nơi nhận, nếu có nhiều")
    bases: tuple[str, ...] = text("can_cu", "Các căn cứ, mỗi căn cứ một dòng")
    opening: tuple[str, ...] = text("mo_dau", "Các đoạn mở đầu")
    summary: tuple[SummaryLine, ...] = text(
        "de_nghi", "Danh hiệu, hình thức và những nơi, người được đề nghị"
    )
    closing: tuple[str, ...] = text("ket", "Các đoạn kết")
    signature: SignatureBlock = text("nguoi_ky", "Người ký: thẩm quyền, chức vụ, họ và tên")
    recipients: tuple[str, ...] = text("noi_nhan", "Nơi nhận, mỗi nơi một dòng")
    is_draft: bool = False
    is_sample: bool = False
    stamp: Stamp | None = None

    title: ClassVar[str] = "Tờ trình"

    @classmethod
    def of(cls, paper):
        lines = paper.addressee_lines
        return cls(
            letterhead=paper.letterhead,
            head_title=paper.head_title,
            form_number=paper.form_number,
            subject=paper.subject,
            addressee=lines[0] if len(lines) == 1 else "",
            addressees=tuple(lines) if len(lines) > 1 else (),
            bases=tuple(paper.bases_lines),
            opening=paper.opening,
            summary=tuple(SummaryLine(line.marker, line.title, line.text) for line in paper.summary_lines),
            closing=tuple(paper.closing_lines),
            signature=paper.signature,
            recipients=("Như trên", *paper.recipients),
            is_draft=paper.is_draft,
            is_sample=paper.is_sample,
            stamp=paper.stamp,
        )

    def blocks(self):
        return (
            When(self.addressee, (Para(f"Kính gửi: {self.addressee}", "centre"),)),
            When(self.addressees, (Para("Kính gửi:", "lead"),)),
            Each(self.addressees, lambda line: Para(f"- {line}")),
            Each(self.bases, lambda line: Para(line, "basis")),
            Each(self.opening, Para),
            Each(self.summary, lambda line: Para(line.said, title=line.title, marker=line.marker)),
            Para("(Có danh sách trích ngang kèm theo)"),
            Each(self.closing, Para),
            Signers((self.signature,), self.recipients),
        )
