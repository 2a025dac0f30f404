"""What is kept of a file: its sheets, its rows, and what is to be said of it as a whole."""

import hashlib
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from clusters.imports.templates import GUIDE
from clusters.models import ImportLine
from documents.uploads import original_name
from documents.workbook import read

TOLD = 5


@dataclass(frozen=True)
class Received:
    """A file as it was read; ``lines`` are unsaved ImportLine without a batch."""

    file_name: str
    sha256: str
    sheets: list
    lines: list
    remarks: list


def receive(file, kind):
    """Return the Received of an uploaded spreadsheet. Raises ValidationError for what is none."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    book = read(file, file.name, known=kind.known_headings)
    sheets = [sheet for sheet in book.sheets if sheet.rows and sheet.name != GUIDE]
    if not sheets:
        raise ValidationError("Bảng tính này không có dòng dữ liệu nào dưới dòng tiêu đề.")
    return Received(
        file_name=original_name(file.name),
        sha256=digest.hexdigest(),
        sheets=[_kept(sheet) for sheet in sheets],
        lines=[_line(sheet, row) for sheet in sheets for row in sheet.rows],
        remarks=[*_on_formulas(book), *(text for sheet in sheets for text in _on_sheet(sheet))],
    )


def _kept(sheet):
    return {
        "name": sheet.name[:100],
        "headings": list(sheet.headings),
        "rows": len(sheet.rows),
        "hidden": sum(row.is_hidden for row in sheet.rows),
    }


def _line(sheet, row):
    return ImportLine(
        sheet=sheet.name[:100],
        number=row.number,
        cells=list(row.cells),
        originals=[list(pair) for pair in row.originals],
        is_hidden=row.is_hidden,
    )


def _on_formulas(book):
    if not book.formula_count:
        return
    places = [f"{sheet}, ô {letter}{row}" for sheet, row, letter in book.formulas[:TOLD]]
    more = f" và {book.formula_count - TOLD} ô khác" if book.formula_count > TOLD else ""
    yield (
        f"Có {book.formula_count} ô công thức chưa lưu kết quả nên được đọc là ô trống: {'; '.join(places)}{more}. "
        "Cần mở tệp bằng Excel, lưu lại rồi gửi nếu các ô này có dữ liệu."
    )


def _on_sheet(sheet):
    converted = sum(bool(row.originals) for row in sheet.rows)
    hidden = sum(row.is_hidden for row in sheet.rows)
    if converted:
        yield (
            f"Trang tính “{sheet.name}”: {converted} dòng gõ bằng phông chữ cũ (TCVN3 hoặc VNI) đã được chuyển sang "
            "Unicode. Cần xem lại chữ đã chuyển ở từng dòng."
        )
    if hidden:
        yield f"Trang tính “{sheet.name}” có {hidden} dòng bị ẩn; chỉ nhập các dòng này khi được chọn."
    if sheet.left_out:
        numbers = ", ".join(str(row.number) for row in sheet.left_out[:TOLD])
        more = " …" if len(sheet.left_out) > TOLD else ""
        yield (
            f"Trang tính “{sheet.name}”: bỏ qua {len(sheet.left_out)} dòng không phải dữ liệu (đánh số cột, dòng tổng, "
            f"chữ ký): dòng {numbers}{more}."
        )
