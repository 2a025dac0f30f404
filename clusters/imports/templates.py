"""The file to fill in for a kind of data: its headings, and a sheet that explains each of them."""

from io import BytesIO

from xlsxwriter import Workbook

FONT = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}
FORMATS = {"text": "@", "day": "dd/mm/yyyy", "number": "0"}
IN_WORDS = {"text": "Chữ", "day": "Ngày/tháng/năm", "number": "Số"}
WIDTH = 26
GUIDE = "Hướng dẫn"  # a sheet of this name is never data


def template(kind):
    """Return the workbook as bytes."""
    content = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(content, options) as book:
        _rows(book, kind)
        _guide(book, kind)
    return content.getvalue()


def _rows(book, kind):
    page = book.add_worksheet("Dữ liệu")
    heading = {**FONT, "bold": True, "border": 1, "text_wrap": True, "align": "center", "valign": "vcenter"}
    plain, required = book.add_format(heading), book.add_format({**heading, "bg_color": "#FCE4D6"})
    for place, column in enumerate(kind.columns):
        style = book.add_format({**FONT, "num_format": FORMATS[column.form]})
        page.set_column(place, place, WIDTH, style)
        page.write_string(0, place, column.label, required if column.required else plain)
    page.freeze_panes(1, 1)


def _guide(book, kind):
    page = book.add_worksheet(GUIDE)
    bold = book.add_format({**FONT, "bold": True, "border": 1, "text_wrap": True})
    cell = book.add_format({**FONT, "border": 1, "text_wrap": True})
    page.set_column(0, 0, WIDTH)
    page.set_column(1, 2, 18)
    page.set_column(3, 3, 60)
    page.set_column(4, 4, WIDTH)
    page.write_string(0, 0, f"Hướng dẫn ghi: {kind.label}", book.add_format({**FONT, "bold": True}))
    for place, text in enumerate(("Cột", "Bắt buộc", "Cách ghi", "Giải thích", "Ví dụ")):
        page.write_string(2, place, text, bold)
    for line, column in enumerate(kind.columns, 3):
        required = "Bắt buộc" if column.required else "Có thể để trống"
        for place, text in enumerate(
            (column.label, required, IN_WORDS[column.form], column.help, column.example)
        ):
            page.write_string(line, place, text, cell)
