"""Further papers, built from the blocks of documents/layout.py: the minutes of a handover."""

from dataclasses import dataclass
from typing import ClassVar

from documents.layout import ROMAN, GridRow, Letterhead, SignatureBlock
from documents.stamp import Stamp


@dataclass(frozen=True)
class MinutesHead(Letterhead):
    """The head of a biên bản: time and place stand in its text, not beside the number (Mẫu 1.9)."""

    @property
    def place_line(self) -> str:
        return ""


@dataclass(frozen=True)
class HandoverParty:
    """One side: `label` "Bên giao", `body` the unit's name, `office` "Cụm trưởng năm 2026"."""

    label: str
    body: str
    office: str
    name: str = ""
    post: str = ""

    @property
    def represented(self) -> str:
        """Who speaks for it; dotted lines are filled in by hand where nobody has been named."""
        dots = "…" * 10
        return f"Đại diện: {self.name or dots}; chức vụ: {self.post or dots}."


@dataclass(frozen=True)
class HandoverRow:
    text: str
    state: str
    note: str = ""


@dataclass(frozen=True)
class HandoverPaper:
    """The minutes of a handover (biên bản bàn giao), numbered through all groups of its list.

    `subject` is the trích yếu; `opening` says when and where; `groups` are pairs of a heading and its rows;
    `outgoing` and `incoming` sign side by side, under headings of their own.
    """

    template: ClassVar[str] = "documents/handover.html"

    letterhead: MinutesHead
    subject: str
    opening: str
    parties: tuple[HandoverParty, ...]
    groups: tuple[tuple[str, tuple[HandoverRow, ...]], ...]
    outgoing: SignatureBlock
    incoming: SignatureBlock
    other: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    is_draft: bool = False
    is_sample: bool = False
    stamp: Stamp | None = None

    @property
    def head_title(self) -> str:
        return f"Biên bản bàn giao {self.subject[:1].lower()}{self.subject[1:]} - {self.letterhead.issuer}"

    @property
    def sections(self) -> list[tuple[str, list[tuple[int, HandoverRow]]]]:
        """Headings in Roman numbers, with the rows numbered from 1 through all of them."""
        found, start = [], 1
        for number, (heading, rows) in enumerate(self.groups):
            found.append((f"{ROMAN[number]}. {heading}", list(enumerate(rows, start))))
            start += len(rows)
        return found

    @property
    def other_heading(self) -> str:
        return f"{ROMAN[len(self.groups)]}. Nội dung khác"

    @property
    def grid(self) -> GridRow:
        return GridRow((self.outgoing, self.incoming))
