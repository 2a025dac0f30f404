"""Papers made of blocks, to measure: one signer or two, tables, everything that may be missing."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from documents.blocks import (
    Column,
    Each,
    Heading,
    Letterhead,
    Para,
    SignatureBlock,
    Signers,
    Table,
    When,
    text,
)
from documents.papers import MinutesHead
from documents.stamp import Stamp


@dataclass(frozen=True)
class Step:
    time: str = text("thoi_gian", "Giờ của mục")
    content: str = text("noi_dung", "Nội dung của mục")
    speaker: str = text("nguoi_thuc_hien", "Người thực hiện", default="")


@dataclass(frozen=True)
class Part:
    heading: str = text("ten_phan", "Tên phần")
    lines: tuple[str, ...] = text("y_kien", "Các ý kiến của phần")


@dataclass(frozen=True)
class MeetingPaper:
    """An invitation with a programme, a part in parts, one signer."""

    template: ClassVar[str] = "documents/official.html"
    title: ClassVar[str] = "Giấy mời"

    letterhead: Letterhead
    subject: str = text("trich_yeu", "Trích yếu")
    bases: tuple[str, ...] = text("can_cu", "Các căn cứ")
    venue: str = text("dia_diem", "Địa điểm họp")
    steps: tuple[Step, ...] = text("chuong_trinh", "Các mục của chương trình")
    parts: tuple[Part, ...] = text("cac_phan", "Các phần trao đổi")
    recipients: tuple[str, ...] = text("noi_nhan", "Nơi nhận")
    signature: SignatureBlock = text("nguoi_ky", "Người ký")
    contact: str = text("lien_he", "Người liên hệ", default="")
    is_draft: bool = False
    is_sample: bool = False
    stamp: Stamp | None = None

    @property
    def head_title(self):
        return f"Giấy mời {self.subject}"

    def blocks(self):
        return (
            Each(self.bases, lambda basis: Para(basis, "basis")),
            Para(f"Kính mời đại biểu dự hội nghị tại {self.venue}.", title="Trân trọng kính mời:"),
            When(self.steps, (Heading("I. Chương trình"), Para("Chương trình dự kiến:", "lead"))),
            Table(
                (Column("Thời gian", 30, is_centred=True), Column("Nội dung"), Column("Thực hiện", 40)),
                self.steps,
                lambda step: (step.time, step.content, step.speaker),
                row_height=12,
            ),
            Each(
                self.parts,
                lambda part: (Heading(part.heading), Each(part.lines, lambda line: Para(f"- {line}"))),
            ),
            When(self.contact, (Para(f"Liên hệ: {self.contact}", "note"),)),
            Para(f"Rất mong đại biểu đến dự{self.letterhead.end_mark}"),
            Signers((self.signature,), self.recipients),
        )


@dataclass(frozen=True)
class TalkPaper:
    """Minutes: no place and day at the head, two signers."""

    template: ClassVar[str] = "documents/official.html"
    title: ClassVar[str] = "Biên bản"

    letterhead: MinutesHead
    subject: str = text("trich_yeu", "Trích yếu")
    said: tuple[str, ...] = text("dien_bien", "Diễn biến hội nghị")
    secretary: SignatureBlock = text("thu_ky", "Thư ký")
    chair: SignatureBlock = text("chu_toa", "Chủ tọa")
    recipients: tuple[str, ...] = text("noi_nhan", "Nơi nhận")
    is_draft: bool = False
    is_sample: bool = False
    stamp: Stamp | None = None

    @property
    def head_title(self):
        return f"Biên bản {self.subject}"

    def blocks(self):
        return (
            Each(self.said, lambda line: Para(line)),
            Para("Hội nghị kết thúc cùng ngày.", "plain"),
            Signers((self.secretary, self.chair), self.recipients, archive="VT, Hồ sơ"),
        )


SENTENCE = (
    "Các đơn vị trong Cụm trao đổi, thống nhất nội dung phong trào thi đua của năm và cách thức thực hiện."
)


def meeting(profile="state", steps=3, parts=2, **facts):
    number = "05-GM/CTĐ02" if profile == "party" else "05/GM-CTĐ02"
    return MeetingPaper(
        **{
            "letterhead": Letterhead(
                superior="Liên hiệp các Hội Khoa học và Kỹ thuật Việt Nam",
                issuer="Cụm thi đua số 02",
                number=number,
                place="Hải Phòng",
                day=date(2024, 2, 5),
                profile=profile,
            ),
            "subject": "Dự hội nghị ký kết giao ước thi đua năm 2024",
            "bases": ("Căn cứ Kế hoạch số 38/KH-CTĐ02 của Cụm thi đua số 02;", "Căn cứ ý kiến các đơn vị."),
            "venue": "Hội trường A & B <tầng 2>",
            "steps": tuple(
                Step(f"{8 + n % 9:02d} giờ 00", f"Mục {n}: {SENTENCE}", "Cụm trưởng\nThư ký")
                for n in range(steps)
            ),
            "parts": tuple(Part(f"Phần {n}", (SENTENCE, f"Ý kiến {n}.")) for n in range(parts)),
            "recipients": ("Các đơn vị trong Cụm", "Thường trực Hội đồng"),
            "signature": SignatureBlock(
                authority="TM. Cụm thi đua số 02",
                post="Cụm trưởng",
                own_post="Chủ tịch Liên hiệp Hội thành phố Hải Phòng",
                name="Nguyễn Văn Mẫu",
            ),
            **facts,
        }
    )


def talk(lines=4, **facts):
    return TalkPaper(
        **{
            "letterhead": MinutesHead(
                superior="Hội Cựu chiến binh Việt Nam", issuer="Cụm Công tác thi đua số 2", number="/BB-CTĐ02"
            ),
            "subject": "Hội nghị ký kết giao ước thi đua năm 2024",
            "said": tuple(f"{n}. {SENTENCE}" for n in range(1, lines + 1)),
            "secretary": SignatureBlock(role="Thư ký", name="Trần Thị Mẫu"),
            "chair": SignatureBlock(role="Chủ tọa", post="Cụm trưởng"),
            "recipients": ("Các đơn vị trong Cụm",),
            **facts,
        }
    )
