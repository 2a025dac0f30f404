"""What an official paper says, block by block: one value from which the page, the PDF and the Word file are made.

A paper is a frozen dataclass of texts and of tuples of rows of texts. Its ``blocks()`` places them. The Word master of
the paper is made from the same ``blocks()``, called on an instance in which every text is its own field tag, so the
wording stands once. ``Each`` and ``When`` are how a block says "for every row" and "only if it is there".

For that, every field of the paper and of its rows is declared with ``text(tag, help)`` and is one of: a str, a
``tuple[str, ...]``, a ``tuple[Row, ...]`` of frozen dataclasses declared likewise, a bool (for ``When``), one
``SignatureBlock``, the ``letterhead``; ``is_draft``, ``is_sample`` and ``stamp`` need no tag. ``blocks()`` and the
properties it reads compose texts with f-strings only. Whatever looks at a value (a condition, a count, a change of
case, ``ended``, numbering) is done by the builder, or said with ``When``. ``Each`` and ``Table`` take a tuple field
itself. ``self.letterhead.end_mark`` is "./." or ".".
"""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from documents.layout import CELL_WIDTHS, SIGNER_WIDTH, Letterhead, SignatureBlock, ended


def text(tag, help_text, **options):
    """Declare a field of a paper: ``tag`` is its name in a Word template ("dia_diem"), ``help_text`` what it holds."""
    return dataclasses.field(metadata={"tag": tag, "help": help_text}, **options)


@dataclass(frozen=True)
class Para:
    """A paragraph; ``style``: "" justified with indent, "basis" italic, "lead" stays with what follows, "plain"
    without indent, "filled" with dotted lines to write on, "centre", "source" centred italic, "note" small italic."""

    kind: ClassVar[str] = "para"

    text: str
    style: str = ""
    title: str = ""  # bold, in front of the text
    marker: str = ""  # "1.", "a)", in front of both


@dataclass(frozen=True)
class Heading:
    """A heading of the text: "I. Nội dung", printed in capitals and bold; stays with what follows."""

    kind: ClassVar[str] = "heading"

    text: str


@dataclass(frozen=True)
class Column:
    """``width`` in millimetres; 0 shares what is left."""

    heading: str
    width: int = 0
    is_centred: bool = False


@dataclass(frozen=True)
class Table:
    """A table; its header is repeated on every page. ``rows`` is a tuple of row dataclasses, ``cells`` says which
    texts of a row stand in the columns. ``is_numbered`` puts a column TT in front. ``row_height`` in millimetres
    leaves room to write (an attendance sheet)."""

    kind: ClassVar[str] = "table"

    columns: tuple[Column, ...]
    rows: tuple
    cells: Callable
    is_numbered: bool = True
    row_height: int = 0

    @property
    def lines(self) -> list[list[tuple[str, Column]]]:
        return [list(zip(self.cells(row), self.columns, strict=True)) for row in self.rows]


@dataclass(frozen=True)
class Drawn:
    """A part of a Word file that no text can hold (documents/word/fields.py: Drawing); papers of blocks have none."""

    kind: ClassVar[str] = "drawn"

    value: object


@dataclass(frozen=True)
class Each:
    """A block, or a tuple of blocks, for every row: ``Each(self.items, lambda item: Para(item.text))``."""

    kind: ClassVar[str] = "each"

    rows: tuple
    block: Callable


@dataclass(frozen=True)
class When:
    """Blocks that stand only if ``value`` (a text or a tuple of the paper) is not empty."""

    kind: ClassVar[str] = "when"

    value: object
    blocks: tuple


@dataclass(frozen=True)
class Signers:
    """Who signs, side by side: one block at the right, or two (minutes: secretary left, chair right).

    A paper ends with it. ``recipients`` is a tuple of texts without marks, or a tuple field; the line
    "Lưu: …" with ``archive`` is the layout's.
    """

    kind: ClassVar[str] = "signers"

    blocks: tuple[SignatureBlock, ...]
    recipients: tuple[str, ...] = ()  # Nơi nhận, at the left of a single signer
    archive: str = "VT"

    @property
    def cells(self) -> list[SignatureBlock]:
        """The blocks with their headings broken into lines; one alone leaves room for Nơi nhận."""
        found = [block for block in self.blocks if block is not None]
        width = SIGNER_WIDTH if len(found) == 1 else CELL_WIDTHS[3]
        return [block.fitted(width) for block in found]

    @property
    def recipient_lines(self) -> list[str]:
        if not self.recipients:
            return []
        return [*(f"- {line}" for line in ended(self.recipients, last=";")), f"- Lưu: {self.archive}."]


def placed(blocks):
    """Return the blocks of a paper as they stand on it: rows told, what is not there left out."""
    found = []
    for block in blocks:
        if block.kind == "each":
            for row in block.rows:
                found += placed(listed(block.block(row)))
        elif block.kind == "when":
            found += placed(block.blocks) if block.value else []
        elif block.kind != "table" or block.rows:
            found.append(block)
    return found


def listed(block):
    return block if isinstance(block, tuple) else (block,)


__all__ = [
    "Column",
    "Drawn",
    "Each",
    "Heading",
    "Letterhead",
    "Para",
    "SignatureBlock",
    "Signers",
    "Table",
    "When",
    "listed",
    "placed",
    "text",
]
