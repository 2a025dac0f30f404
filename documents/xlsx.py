"""Lists as Excel files. What people typed is written as text: nothing of it is ever run as a formula."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO

from django.utils import timezone
from xlsxwriter import Workbook

from documents.response import sheet_response

FORBIDDEN_IN_SHEET_NAME = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
WIDTHS = (8, 60)
LONGEST_TEXT = 32_767  # letters that a cell of Excel holds


@dataclass(frozen=True)
class Column:
    """A heading, its width in letters, and what it takes of a row: a path ("unit.name") or a function."""

    heading: str
    width: int = 24
    of: str | Callable = ""

    def value(self, row):
        """Follow the path as a template would: methods are called, nothing follows from None."""
        if callable(self.of):
            return self.of(row)
        for name in self.of.split("."):
            row = getattr(row, name) if row is not None else None
            row = row() if callable(row) else row
        return row


def listing(title, columns, rows):
    """Answer with a list as an Excel file named after its title; the columns say what they take of a row."""
    lines = ([column.value(row) for column in columns] for row in rows)
    return sheet_response(sheet(title, columns, lines), f"{title}.xlsx")


def sheet(title, columns, rows):
    """Return the workbook as bytes: the title, the headings, one line per row of plain values.

    A value is a text, a number, a day, a time or None, which leaves the cell empty: unknown is not zero.
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
        "whole": book.add_format({**cell, "num_format": "0"}),
        "number": book.add_format({**cell, "num_format": "#,##0.##"}),
        "day": book.add_format({**cell, "num_format": "dd/mm/yyyy", "align": "center"}),
        "moment": book.add_format({**cell, "num_format": "dd/mm/yyyy hh:mm", "align": "center"}),
        "time": book.add_format({**cell, "num_format": "hh:mm", "align": "center"}),
    }


def _write(page, line, place, value, styles):
    match value:
        case None | "":
            page.write_blank(line, place, None, styles["text"])
        case datetime():
            page.write_datetime(line, place, timezone.make_naive(value), styles["moment"])
        case time():
            page.write_datetime(line, place, value, styles["time"])
        case date():
            page.write_datetime(line, place, value, styles["day"])
        case int() | float() | Decimal():
            style = "whole" if value == int(value) else "number"
            page.write_number(line, place, float(value), styles[style])
        case _:
            page.write_string(line, place, _fitting(str(value)), styles["text"])


def _fitting(text):
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"
