"""The book of a year in Word: a cover, the contents with their pages, the chapters."""

from dataclasses import dataclass
from typing import ClassVar

from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.shared import Mm, Pt

from documents.blocks import Column, Drawn, Each, Heading, Letterhead, Para, Table, When, text
from documents.book import BookPaper
from documents.stamp import Stamp
from documents.word import ooxml
from documents.word.fields import Drawing
from documents.word.shapes import shape

WIDTHS = {"": 0, "narrow": 25, "middle": 34, "broad": 48}
ANNEXES = "Phụ lục. Các bản in đóng kèm"
SAID = "Các bản dưới đây được đóng sau trang này theo thứ tự; mỗi bản đánh số trang riêng."


@dataclass(frozen=True)
class ChapterInWord:
    heading: str = text("de_muc", "Đề mục của chương, kèm số La Mã")
    body: Drawing | None = text("noi_dung", "Nội dung của chương, gồm các đoạn và bảng")


@shape(BookPaper)
@dataclass(frozen=True)
class BookInWord:
    letterhead: Letterhead
    head_title: str = text("ten_day_du", "Tên kỷ yếu kèm tên cụm, khối")
    cover: Drawing | None = text("bia", "Trang bìa")
    contents: Drawing | None = text("muc_luc", "Mục lục")
    year: str = text("nam", "Năm thi đua")
    theme: str = text("chu_de", "Chủ đề của năm")
    as_of: str = text("thoi_diem", "Dòng ghi số liệu đến thời điểm nào")
    chapters: tuple[ChapterInWord, ...] = text("cac_chuong", "Các chương")
    annexes: tuple[str, ...] = text("phu_luc", "Tên các bản in đóng kèm, đã đánh số")
    is_draft: bool = False
    is_sample: bool = False
    stamp: Stamp | None = None

    has_letterhead: ClassVar[bool] = False

    @classmethod
    def of(cls, paper):
        return cls(
            letterhead=paper.letterhead,
            head_title=paper.head_title,
            cover=_cover(paper),
            contents=_contents(paper),
            year=str(paper.year),
            theme=paper.theme,
            as_of=paper.as_of,
            chapters=tuple(
                ChapterInWord(heading, _chapter(number, chapter))
                for number, (heading, chapter) in enumerate(paper.sections, 1)
            ),
            annexes=tuple(f"{number}. {title}" for number, title in enumerate(paper.annexes, 1)),
            is_draft=getattr(paper, "is_draft", False),
            is_sample=paper.is_sample,
            stamp=getattr(paper, "stamp", None),
        )

    def blocks(self):
        return (
            Drawn(self.cover),
            Drawn(self.contents),
            Each(self.chapters, lambda chapter: (Heading(chapter.heading), Drawn(chapter.body))),
            When(self.annexes, (Heading(ANNEXES), Para(SAID))),
            Each(self.annexes, Para),
        )


def _cover(paper):
    def write(writer, container):
        if paper.superior_lines:
            writer.line(container, paper.superior_lines, 15, before=40, caps=True)
        writer.line(container, paper.issuer_lines, 15, before=4, bold=True, caps=True)
        longest = max(ooxml.width_of(line.upper(), 15) for line in paper.issuer_lines.split("\n"))
        writer.rule(container, 0.42 * longest, writer.width, before=3)
        writer.line(container, "Kỷ yếu", 38, before=150, bold=True, caps=True)
        writer.line(container, f"Năm thi đua {paper.year}", 22, before=6, bold=True, caps=True)
        if paper.theme:
            writer.line(container, paper.theme, 15, before=18, italic=True)
        last = writer.line(container, paper.place_line, 14, before=220, italic=True)
        last.add_run().add_break(ooxml.PAGE_BREAK)

    return Drawing(write)


def _contents(paper):
    def write(writer, container):
        writer.line(container, "Mục lục", 14, bold=True, caps=True)
        for number, (title, _) in enumerate(paper.sections, 1):
            entry = writer.line(container, title, 14, align=None, before=6)
            stops = entry.paragraph_format.tab_stops
            stops.add_tab_stop(Mm(writer.width), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
            writer.run(entry, "\t")
            ooxml.add_field(entry, f"PAGEREF phan_{number}", "…", is_dirty=True)
        if paper.annexes:
            writer.line(container, ANNEXES, 14, align=None, before=6)
        if paper.as_of:
            writer.line(container, paper.as_of, 12, align=None, before=18, italic=True)
        container.paragraphs[-1].add_run().add_break(ooxml.PAGE_BREAK)

    return Drawing(write)


def _chapter(number, chapter):
    def write(writer, container):
        marked = writer.small(container, 1, keep=True)
        ooxml.add_bookmark(marked, f"phan_{number}", number)
        for block in chapter.blocks:
            PARTS[block.kind](writer, container, block)

    return Drawing(write)


def _heading(writer, container, block):
    writer.line(container, block.text, 14, align=None, before=10, keep=True, bold=True, italic=True)


def _lead(writer, container, block):
    writer.line(container, block.text, 14, align=ooxml.JUSTIFIED, before=4, line=Pt(18.2), keep=True)


def _lines(writer, container, block):
    size, looks = (12, {"italic": True}) if block.is_note else (14, {})
    for line in block.texts:
        writer.line(container, line, size, align=ooxml.JUSTIFIED, before=4, line=Pt(18.2), **looks)


def _facts(writer, container, block):
    writer.small(container, 4, keep=True)
    table = writer.table(container, (48, writer.width - 48), margins=(0, 2))
    for label, value in block.rows:
        left, right = writer.cells(table)
        writer.line(left, f"{label}:", 14, align=None)
        writer.line(right, value, 14, align=None)


def _grid(writer, container, block):
    columns = tuple(Column(col.heading, WIDTHS[col.width], col.is_centred) for col in block.columns)
    writer.data(container, Table(columns, block.rows, lambda row: row), size=12)


PARTS = {"heading": _heading, "lead": _lead, "lines": _lines, "facts": _facts, "grid": _grid}
