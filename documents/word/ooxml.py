"""The few things of a Word file that python-docx has no words for."""

import zipfile
from datetime import UTC, datetime
from functools import cache
from io import BytesIO

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from fontTools.ttLib import TTFont

from documents.fonts import face_path, font_dir

FACE = "Times New Roman"
JUSTIFIED, PAGE_BREAK = WD_ALIGN_PARAGRAPH.JUSTIFY, WD_BREAK.PAGE
THE_DAY = datetime(2020, 1, 1, tzinfo=UTC)
"""Word files of the same paper are the same bytes: what a file says of its making is always this day."""


AFTER_BORDERS = (
    "w:shd",
    "w:tabs",
    "w:suppressAutoHyphens",
    "w:spacing",
    "w:ind",
    "w:contextualSpacing",
    "w:jc",
)
"""What may stand behind the borders in a paragraph's properties, which the format wants in one order."""


def element(tag, **attributes):
    """Return ``<w:tag w:attribute="…"/>``."""
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


def set_face(properties):
    """Name the typeface for every script, also where a theme would choose another one."""
    for old in properties.findall(qn("w:rFonts")):
        properties.remove(old)
    properties.insert(0, element("rFonts", ascii=FACE, hAnsi=FACE, eastAsia=FACE, cs=FACE))


def border_top(paragraph):
    edges = element("pBdr")
    edges.append(element("top", val="single", sz=6, space=0, color="000000"))
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(edges, *AFTER_BORDERS)


def add_field(paragraph, code, shown="1", *, is_dirty=False):
    """Put a field such as PAGE, of 14 points; ``is_dirty``: Word works it out when the file is opened."""
    made = paragraph.add_run()
    made.font.size = Pt(14)
    run = made._r
    begin = element("fldChar", fldCharType="begin")
    if is_dirty:
        begin.set(qn("w:dirty"), "true")
    instruction = element("instrText")
    instruction.text = f" {code} "
    text = element("t")
    text.text = shown
    run.extend(
        [
            begin,
            instruction,
            element("fldChar", fldCharType="separate"),
            text,
            element("fldChar", fldCharType="end"),
        ]
    )


def add_bookmark(paragraph, name, number):
    paragraph._p.insert(
        1 if paragraph._p.pPr is not None else 0, element("bookmarkStart", id=number, name=name)
    )
    paragraph._p.append(element("bookmarkEnd", id=number))


def dress_table(table, widths, *, borders, margins):
    """Give a table its widths in mm, its borders, and the margins (sides, above and below) of its cells in points."""
    table.autofit = False
    properties = table._tbl.tblPr
    for old in properties.findall(qn("w:tblW")):
        properties.remove(old)
    sides, ends = (round(20 * part) for part in margins)
    properties.append(element("tblW", w=_twips(sum(widths)), type="dxa"))
    if borders:
        properties.append(element("tblInd", w=sides, type="dxa"))
        properties.append(_borders())
    properties.append(element("tblLayout", type="fixed"))
    cells = element("tblCellMar")
    for name, width in (("top", ends), ("left", sides), ("bottom", ends), ("right", sides)):
        cells.append(element(name, w=width, type="dxa"))
    properties.append(cells)
    _in_order(properties)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)


NAME_TABLE, NAME_ROW, NAME_CELL, NAME_PARAGRAPH = (qn(f"w:{name}") for name in ("tbl", "tr", "tc", "p"))
TABLE_ORDER = ["tblStyle", "tblW", "jc", "tblInd", "tblBorders", "tblLayout", "tblCellMar", "tblLook"]


def _in_order(properties):
    """The format wants a table's properties in one order."""
    places = {qn(f"w:{name}"): place for place, name in enumerate(TABLE_ORDER)}
    seen, kept = set(), []
    for child in reversed(list(properties)):
        properties.remove(child)
        if child.tag in places and child.tag not in seen:
            seen.add(child.tag)
            kept.append(child)
    for child in sorted(kept, key=lambda child: places[child.tag]):
        properties.append(child)


def _borders():
    edges = element("tblBorders")
    for name in ("top", "left", "bottom", "right", "insideH", "insideV"):
        edges.append(element(name, val="single", sz=4, space=0, color="000000"))
    return edges


def _twips(millimetres):
    return round(millimetres / 25.4 * 1440)


def keep_row(row, *, is_header=False):
    """Let no page break run through a row; a header stands again on every page."""
    properties = row._tr.get_or_add_trPr()
    properties.append(element("cantSplit"))
    if is_header:
        properties.append(element("tblHeader"))


def mirror_margins(document):
    settings = document.settings.element
    zoom = settings.find(qn("w:zoom"))
    settings.insert(0 if zoom is None else settings.index(zoom) + 1, element("mirrorMargins"))


def width_of(text, size, face="Bold"):
    """Return how wide a line of text is in mm."""
    widths, glyphs, unit = _metrics(face)
    return sum(widths[glyphs.get(ord(letter), ".notdef")][0] for letter in text) * size / unit / 72 * 25.4


@cache
def _metrics(face):
    with TTFont(face_path(font_dir(), face)) as font:
        return dict(font["hmtx"].metrics), font.getBestCmap(), font["head"].unitsPerEm


def repacked(content):
    """Return the same Word file with no trace of when it was written."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, THE_DAY.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            new.writestr(entry, old.read(name))
    return made.getvalue()
