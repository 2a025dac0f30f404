"""The minutes of a handover in Word."""

from dataclasses import dataclass, replace
from typing import ClassVar

from documents.blocks import Column, Each, Heading, Para, SignatureBlock, Signers, Table, When, text
from documents.papers import HandoverPaper, MinutesHead
from documents.stamp import Stamp
from documents.word.shapes import shape


@dataclass(frozen=True)
class PartyLine:
    label: str = text("ben", "“1. Bên giao:” hoặc “2. Bên nhận:”")
    body: str = text("don_vi", "Đơn vị và vai trò trong cụm, khối")
    represented: str = text("dai_dien", "Người đại diện và chức vụ")


@dataclass(frozen=True)
class ItemLine:
    number: str = text("stt", "Số thứ tự, đánh liên tục qua các phần")
    said: str = text("noi_dung", "Nội dung bàn giao")
    state: str = text("tinh_trang", "Tình trạng")
    note: str = text("ghi_chu", "Ghi chú")


@dataclass(frozen=True)
class ItemGroup:
    heading: str = text("de_muc", "Đề mục của phần")
    items: tuple[ItemLine, ...] = text("cac_muc", "Các mục bàn giao của phần")


@shape(HandoverPaper)
@dataclass(frozen=True)
class HandoverInWord:
    letterhead: MinutesHead
    head_title: str = text("ten_day_du", "Tên biên bản kèm tên cụm, khối")
    subject: str = text("trich_yeu", "Trích yếu của biên bản")
    opening: str = text("mo_dau", "Câu nêu thời gian, địa điểm")
    parties: tuple[PartyLine, ...] = text("hai_ben", "Bên giao và bên nhận")
    groups: tuple[ItemGroup, ...] = text("cac_phan", "Các phần của danh mục bàn giao")
    other_heading: str = text("de_muc_khac", "Đề mục phần nội dung khác")
    other: tuple[str, ...] = text("noi_dung_khac", "Nội dung khác")
    closing: tuple[str, ...] = text("ket_thuc", "Các đoạn kết thúc")
    outgoing: SignatureBlock = text("ben_giao", "Người ký của bên giao")
    incoming: SignatureBlock = text("ben_nhan", "Người ký của bên nhận")
    is_draft: bool = False
    is_sample: bool = False
    stamp: Stamp | None = None

    title: ClassVar[str] = "Biên bản bàn giao"

    @classmethod
    def of(cls, paper):
        return cls(
            letterhead=paper.letterhead,
            head_title=paper.head_title,
            subject=paper.subject,
            opening=paper.opening,
            parties=tuple(
                PartyLine(f"{number}. {party.label}:", f"{party.body}, {party.office}.", party.represented)
                for number, party in enumerate(paper.parties, 1)
            ),
            groups=tuple(
                ItemGroup(
                    heading,
                    tuple(ItemLine(str(number), row.text, row.state, row.note) for number, row in rows),
                )
                for heading, rows in paper.sections
            ),
            other_heading=paper.other_heading if paper.other else "",
            other=paper.other,
            closing=paper.closing,
            outgoing=replace(paper.outgoing, role="Đại diện bên giao"),
            incoming=replace(paper.incoming, role="Đại diện bên nhận"),
            is_draft=paper.is_draft,
            is_sample=paper.is_sample,
            stamp=getattr(paper, "stamp", None),
        )

    def blocks(self):
        return (
            Para(self.opening, "filled"),
            Each(
                self.parties,
                lambda party: (
                    Para(party.body, "lead", title=party.label),
                    Para(party.represented, "filled"),
                ),
            ),
            Para("Hai bên tiến hành bàn giao như sau:", "lead"),
            Each(self.groups, lambda group: (Heading(group.heading), _items(group))),
            When(self.other, (Heading(self.other_heading),)),
            Each(self.other, Para),
            Each(self.closing, Para),
            Signers((self.outgoing, self.incoming)),
        )


def _items(group):
    return Table(
        (
            Column("TT", 10, is_centred=True),
            Column("Nội dung"),
            Column("Tình trạng", 28, is_centred=True),
            Column("Ghi chú", 40),
        ),
        group.items,
        lambda row: (row.number, row.said, row.state, row.note),
        is_numbered=False,
    )
