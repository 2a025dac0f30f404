"""Print on a pre-printed blank (bằng, giấy khen): only the words that change, each line at its millimetre.

A printer puts its print beside the place asked for, always by the same little; ``dx`` and ``dy`` take that back.
"""

import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from django.template.loader import render_to_string

from documents import pdf
from documents.word import ooxml

SIDE = 25  # mm that stay free at the left and the right
POINT = Decimal("0.352778")  # mm
LEADING = Decimal("1.2")
CROSS = 50  # where the cross of the test page stands, in mm from the left and the upper edge


@dataclass(frozen=True)
class Blank:
    """The size of the sheet in mm, and by how much everything is moved."""

    width: int
    height: int
    dx: Decimal
    dy: Decimal


@dataclass(frozen=True)
class BlankLine:
    """One text in the middle of the sheet: its upper edge, the room below it, both in mm, and its largest size."""

    text: str
    top: int
    room: int
    size: int
    looks: str = ""  # "bold", "italic"

    def fitted(self, width):
        """Return the size in points at which the text keeps to its room; never under 10."""
        for size in range(self.size, 10, -1):
            lines = -(-ooxml.width_of(self.text, size) // (width * 0.96))
            if lines * float(LEADING * POINT) * size <= self.room:
                return size
        return 10


def render(pages, blank):
    """Return one PDF with a sheet for every tuple of BlankLines."""
    width, rules, sheets = blank.width - 2 * SIDE, [], []
    for lines in pages:
        sheet = []
        for line in lines:
            size = line.fitted(width)
            key = f"t{line.top}s{size}"
            rules.append(f".{key}{{top:{line.top + blank.dy}mm;font-size:{size}pt}}")
            sheet.append((line, key))
        sheets.append(sheet)
    return _printed({"sheets": sheets}, blank, sorted(set(rules)))


def trial(blank, words):
    """Return a sheet with a cross that has to stand CROSS mm from the left and from the upper edge."""
    half = 10
    left, top = CROSS + blank.dx, CROSS + blank.dy
    rules = [
        f".across{{left:{left - half}mm;top:{top}mm;width:{2 * half}mm;height:0;border-top:0.2mm solid #000;"
        "margin-top:-0.1mm}",
        f".down{{left:{left}mm;top:{top - half}mm;height:{2 * half}mm;width:0;border-left:0.2mm solid #000;"
        "margin-left:-0.1mm}",
        f".t90{{top:{90 + blank.dy}mm;font-size:14pt}}",
    ]
    return _printed({"cross": True, "words": words}, blank, rules)


def _printed(context, blank, rules):
    markup = unicodedata.normalize("NFC", render_to_string("documents/blank.html", context))
    css = (
        f"@page{{size:{blank.width}mm {blank.height}mm;margin:0;@top-left{{content:none}}@top-center{{content:none}}"
        "@top-right{content:none}}"
        f".sheet{{position:relative;width:{blank.width}mm;height:{blank.height}mm;overflow:hidden;"
        "break-after:page}.sheet:last-child{break-after:auto}"
        f".sheet>p{{position:absolute;left:{SIDE + blank.dx}mm;width:{blank.width - 2 * SIDE}mm;text-align:center;"
        "line-height:1.2;overflow-wrap:normal}"
        ".sheet>i{position:absolute}.bold{font-weight:bold}.italic{font-style:italic}"
    )
    return pdf.on_blank(markup, css + "".join(rules))


__all__ = ["CROSS", "Blank", "BlankLine", "render", "trial"]
