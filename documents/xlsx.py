"""Lists as Excel files. What people typed is written as text: nothing of it is ever run as a formula."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO

from xlsxwriter import Workbook

FORBIDDEN_IN_SHEET_NAME = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
WIDTHS = (8, 60)


@dataclass(frozen=True)
class Column:
    """A heading and its width in letters."""

    heading: str
    width: int = 24


def sheet(title, columns, rows):
    """Return the workbook as bytes: the title, the headings, one line per row of plain values.

    A value is a text, a number, a date or None, which leaves the cell empty: unknown is not zero.
    """
    content = BytesIO()
    with Workbook(
        content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        page = book.add_worksheet(title.translate(FORBIDDEN_IN_SHEET_NAME)[:31].strip())
        styles = _styles(book)
        page.write_string(0, 0, title, styles["title"])
        for place, column in enumerate(columns):
            page.set_column(place, place, min(max(column.width, WIDTHS[0]), WIDTHS[1]))
            page.write_string(2, place, column.heading, styles["heading"])
        for line, row in enumerate(rows, start=3):
            for place, value in enumerate(row):
                _write(page, line, place, value, styles)
        page.freeze_panes(3, 1)
        page.repeat_rows(2)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
    return content.getvalue()


def _styles(book):
    font = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}
    cell = {**font, "border": 1, "text_wrap": True}
    return {
        "title": book.add_format({**font, "font_size": 14, "bold": True}),
        "heading": book.add_format({**cell, "bold": True, "align": "center", "valign": "vcenter"}),
        "text": book.add_format(cell),
        "number": book.add_format({**cell, "num_format": "#,##0.##"}),
        "day": book.add_format({**cell, "num_format": "dd/mm/yyyy", "align": "center"}),
    }


def _write(page, line, place, value, styles):
    match value:
        case None | "":
            page.write_blank(line, place, None, styles["text"])
        case date():
            page.write_datetime(line, place, value, styles["day"])
        case int() | float() | Decimal():
            page.write_number(line, place, float(value), styles["number"])
        case _:
            page.write_string(line, place, str(value), styles["text"])
