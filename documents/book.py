"""The book of a year: what a cluster did, bound as a report with a cover and a table of contents."""

from dataclasses import dataclass
from typing import ClassVar

from documents.layout import ROMAN, Letterhead, balanced
from documents.stamp import Stamp

COVER_WIDTH = 34  # capitals of 15 pt that fit on a line of the cover


@dataclass(frozen=True)
class Heading:
    kind: ClassVar[str] = "heading"

    text: str


@dataclass(frozen=True)
class Lead:
    """A line that announces what follows, and stays with it."""

    kind: ClassVar[str] = "lead"

    text: str


@dataclass(frozen=True)
class Lines:
    """Paragraphs, as they are; `is_note` sets them apart as a remark of the book itself."""

    kind: ClassVar[str] = "lines"

    texts: tuple[str, ...]
    is_note: bool = False


@dataclass(frozen=True)
class Facts:
    """Pairs of a label and its value; what is not known says so: "chưa rõ"."""

    kind: ClassVar[str] = "facts"

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Col:
    """A column: `width` is "", which shares what is left, or one of narrow, middle, broad."""

    heading: str
    width: str = ""
    is_centred: bool = False


@dataclass(frozen=True)
class Grid:
    """A numbered table; its header stands on every page that it runs over. Every row has one text a column."""

    kind: ClassVar[str] = "grid"

    columns: tuple[Col, ...]
    rows: tuple[tuple[str, ...], ...]

    def __post_init__(self):
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("every row needs one text per column")

    @property
    def lines(self) -> list[list[tuple[str, Col]]]:
        return [list(zip(row, self.columns, strict=True)) for row in self.rows]


@dataclass(frozen=True)
class Chapter:
    title: str
    blocks: tuple[Heading | Lead | Lines | Facts | Grid, ...] = ()


@dataclass(frozen=True)
class BookPaper:
    """`letterhead` names authority, cluster and place for the cover; `annexes` are the titles of papers bound
    behind the book, each with page numbers of its own."""

    template: ClassVar[str] = "documents/book.html"

    letterhead: Letterhead
    year: int
    chapters: tuple[Chapter, ...]
    theme: str = ""
    as_of: str = ""
    annexes: tuple[str, ...] = ()
    is_sample: bool = False
    stamp: Stamp | None = None

    @property
    def title(self) -> str:
        return f"Kỷ yếu năm thi đua {self.year}"

    @property
    def head_title(self) -> str:
        return f"{self.title} - {self.letterhead.issuer}"

    @property
    def superior_lines(self) -> str:
        return balanced(self.letterhead.superior, COVER_WIDTH)

    @property
    def issuer_lines(self) -> str:
        return balanced(self.letterhead.issuer, COVER_WIDTH)

    @property
    def place_line(self) -> str:
        place = self.letterhead.place
        return f"{place}, năm {self.year}" if place else f"Năm {self.year}"

    @property
    def sections(self) -> list[tuple[str, Chapter]]:
        """Chapters with their Roman number in front of the title."""
        return [
            (f"{ROMAN[number]}. {chapter.title}", chapter) for number, chapter in enumerate(self.chapters)
        ]
