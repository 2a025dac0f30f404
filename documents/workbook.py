"""Spreadsheets that people send, read into plain rows of text: what a person sees in them, nothing that runs."""

import codecs
import csv
import io
import math
import re
import warnings
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import count, islice, pairwise, takewhile
from pathlib import PurePosixPath
from string import ascii_uppercase

import filetype
from defusedxml.ElementTree import iterparse
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries
from openpyxl.utils.exceptions import CellCoordinatesException, InvalidFileException
from openpyxl.xml.constants import SHEET_MAIN_NS

from vietnamese import legacy
from vietnamese.dates import short_date
from vietnamese.keys import search_key
from vietnamese.numbers import format_decimal
from vietnamese.text import clean_line

from .uploads import BROKEN_ZIP, MAX_UNZIPPED_BYTES, MAX_ZIP_ENTRIES, MAX_ZIP_RATIO
from .virus import refuse_viruses

MAX_ROWS = 50_000
MAX_COLUMNS = 100
MAX_CELLS = 1_000_000
MAX_SHEETS = 200
MAX_MERGES = 200_000
# Below this a good ratio harms nobody: a sheet of thousands of like rows is packed a hundredfold.
HARMLESS_BYTES = 30 * 1024 * 1024
# A sheet is read as a stream, in which one row is held whole; the other parts are held whole in memory.
MAX_SHEET_BYTES = 120 * 1024 * 1024
MAX_TEXTS_BYTES = 60 * 1024 * 1024
MAX_PART_BYTES = 20 * 1024 * 1024
MAX_CELLS_IN_A_ROW = 16_384
TOLD_FORMULAS = 20
HEADER_WITHIN = 30
HEADER_DEPTH = 3

# What openpyxl raises over a workbook that another program wrote badly, beside what zipfile does.
BROKEN = (
    *BROKEN_ZIP,
    ArithmeticError,
    AttributeError,
    CellCoordinatesException,
    InvalidFileException,
    LookupError,
    SyntaxError,
    TypeError,
)

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
NOT_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1f]")
MARKUP = re.compile(rb"\s*<(!doctype|html|head|table|meta|\?xml|workbook|style|body)\b", re.IGNORECASE)
UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
ENCODINGS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
SEPARATORS = ";\t,"
SNIFFED = 50
SEPARATOR_LINE = re.compile(r"sep=(.)\s*$", re.IGNORECASE)

AS_XLSX = "Cần mở bằng Excel, lưu lại dạng .xlsx rồi gửi."
NEEDED = "Cần gửi bảng tính dạng .xlsx hoặc .csv."
REFUSALS = {
    "empty": "Tệp này trống, không có nội dung. Cần chọn lại tệp rồi gửi.",
    "locked": "Bảng tính này đặt mật khẩu nên không đọc được. Cần bỏ mật khẩu rồi gửi lại.",
    "xls": f"Tệp này là bảng tính Excel đời cũ (.xls). {AS_XLSX}",
    "xlsb": f"Tệp này là bảng tính Excel dạng nhị phân (.xlsb). {AS_XLSX}",
    "strict": "Tệp này lưu ở dạng “Strict Open XML” nên không đọc được. "
    "Cần mở bằng Excel, lưu lại dạng “Excel Workbook (.xlsx)” rồi gửi.",
    "ods": f"Tệp này là bảng tính OpenDocument (.ods). {AS_XLSX}",
    "markup": f"Tệp này là trang web hoặc XML mang tên bảng tính. {AS_XLSX}",
    "macro": "Bảng tính này có macro (lệnh tự chạy) nên không được nhận. "
    "Cần lưu lại dạng .xlsx, không kèm macro, rồi gửi.",
    "word": f"Tệp này là văn bản Word, không phải bảng tính. {NEEDED}",
    "slides": f"Tệp này là bản trình chiếu, không phải bảng tính. {NEEDED}",
    "office": f"Tệp này là tài liệu Office đời cũ, không phải bảng tính. {NEEDED}",
    "pdf": f"Tệp này là PDF, không phải bảng tính. {NEEDED}",
    "image": f"Tệp này là ảnh, không phải bảng tính. {NEEDED}",
    "archive": "Tệp này là tệp nén, không phải bảng tính. Cần giải nén rồi gửi từng bảng tính dạng .xlsx hoặc .csv.",
    "other": f"Tệp này không phải bảng tính. {NEEDED}",
    "broken": "Bảng tính này hỏng, không mở được. Cần mở bằng Excel, lưu lại thành tệp mới rồi gửi.",
    "quotes": "Tệp CSV này có dấu ngoặc kép mở mà không đóng nên không tách được các ô. "
    "Cần lưu lại từ bảng tính gốc rồi gửi.",
    "bomb": "Bảng tính này khi mở ra có dung lượng quá lớn nên không được nhận. "
    "Cần chép riêng phần có dữ liệu sang tệp mới rồi gửi.",
    "too_many_sheets": f"Bảng tính này có hơn {MAX_SHEETS} trang tính nên không được nhận. "
    "Cần chép riêng các trang tính có dữ liệu sang tệp mới rồi gửi.",
    "no_data": "Bảng tính này không có trang tính nào có dữ liệu dưới dòng tiêu đề. Cần kiểm tra lại tệp rồi gửi.",
    "no_values": "Các ô của bảng tính này chỉ có công thức, chưa lưu kết quả. "
    "Cần mở bằng Excel, lưu lại rồi gửi.",
}

ROW, CELL, DATA, MERGE, COLUMN, FORMULA, VALUE, INLINE = (
    f"{{{SHEET_MAIN_NS}}}{tag}" for tag in ("row", "c", "sheetData", "mergeCell", "col", "f", "v", "is")
)

OTHER_PARTS = {"xl/workbook.bin": "xlsb", "word/document.xml": "word", "ppt/presentation.xml": "slides"}
OPEN_DOCUMENTS = {b"spreadsheet": "ods", b"opendocument.text": "word", b"presentation": "slides"}
# Names in the directory of an old Office container, each with the NUL behind it.
OLE_NAMES = {
    "EncryptedPackage": "locked",
    "Workbook": "xls",
    "Book": "xls",
    "WordDocument": "word",
    "PowerPoint Document": "slides",
}
ARCHIVES = {"zip", "rar", "7z", "gz", "bz2", "xz", "tar"}

ESCAPED = re.compile("_x000[9AaDd]_")  # a tab or a line break, as Excel writes it inside a text
QUOTED = re.compile(r'"[^"]*"|\\.')

NUMBER_KEYS = {"tt", "stt", "so tt", "so thu tu"}
TITLE = re.compile(
    r"cộng h(òa|oà) xã hội|độc lập\W+tự do|ngày\W{0,3}[\d.…]*\W{0,3}tháng|kèm theo|^\(|"
    r"^(danh sách|phụ lục|biểu (số|mẫu)|mẫu (số|biểu)|bảng (tổng hợp|kê)|đơn vị tính|năm \d{4})"
)
TOTAL = re.compile(r"(?:tổng cộng|tổng số)\b.*|(?:tổng|cộng)\W*(?:\d.*)?")
SIGNATURE = re.compile(
    r"(người|cán bộ) (lập|ghi|tổng hợp)\b|(tm|kt|tl|tuq)\. ?\w|thủ trưởng|nơi nhận|xác nhận của|"
    r"\(? ?(đã )?ký( tên|,|\)|$)|\(?danh sách (này )?(gồm|có)\b|ấn định danh sách|"
    r".*\bngày\W{0,3}[\d.…]*\W{0,3}tháng\W{0,3}[\d.…]*\W{0,3}năm\b"
)
# What stands in the column "TT": 1, (2), 1.2, II, A.
PLACE = re.compile(r"\(?(?:\d+|[IVXLC]+|[A-Za-zĐđ])(?:\.\d+)*[.)]*")


class Refused(ValidationError):
    """A file that is not read; `code` is a key of REFUSALS or names the limit, the message is for its sender."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a sheet, `number` as Excel shows it; columns count from 0.

    `originals` holds (column, text as it stood) of each cell whose old encoding was converted.
    """

    sheet: str
    number: int
    cells: tuple[str, ...]
    is_hidden: bool = False
    originals: tuple[tuple[int, str], ...] = ()

    @property
    def converted(self):
        return tuple(column for column, _ in self.originals)


@dataclass(frozen=True)
class Sheet:
    """One sheet with something in it.

    `titles` stand above the headings. `left_out` are the lines below that hold no data: the numbering of
    the columns, lines with nothing but their number, totals at the end, signatures.
    """

    name: str
    titles: tuple[str, ...]
    header_rows: tuple[int, ...]
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    left_out: tuple[Row, ...] = ()
    is_hidden: bool = False
    hidden_columns: tuple[int, ...] = ()


@dataclass(frozen=True)
class Book:
    """What was read of a file, `kind` "xlsx" or "csv".

    `formulas` are the first 20 of `formula_count` cells, each (sheet, row, column letter), whose formula
    has no stored result: such a cell reads as empty, which is not what its author sees.
    """

    kind: str
    sheets: tuple[Sheet, ...]
    formulas: tuple[tuple[str, int, str], ...] = ()
    formula_count: int = 0


@dataclass(frozen=True)
class Header:
    """Where the headings stand among some rows, counted from 0, and how they read."""

    first: int
    depth: int
    headings: tuple[str, ...]


@dataclass
class _Line:
    """A row on its way: texts as they stand in the file, and the encodings that fonts tell, by column."""

    number: int
    texts: list[str]
    fonts: dict[int, str] = field(default_factory=dict)
    is_hidden: bool = False


@dataclass
class _Facts:
    """What a look through a sheet tells before it is read; rows and columns count from 1, as in the file."""

    last_row: int = 0
    last_column: int = 0
    cells: int = 0
    merges: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    formulas: list[tuple[int, str]] = field(default_factory=list)
    formula_count: int = 0


def read(file, filename, *, known=(), limit=None):
    """Return the Book of an uploaded spreadsheet or CSV, and leave the file rewound.

    What it is, its content says; a CSV lends its name to its one sheet. ``known`` are search keys of headings,
    ``limit`` is in bytes. Nothing opens it before the virus scanner has seen it. Raises Refused, and what
    ``refuse_viruses`` raises.
    """
    try:
        _check_size(file, limit or settings.UPLOAD_MAX_BYTES)
        refuse_viruses(file)
        file.seek(0)
        is_zip = file.read(len(ZIP)) == ZIP
        file.seek(0)
        known = frozenset(known)
        return _read_xlsx(file, known) if is_zip else _read_csv(file.read(), filename, known)
    finally:
        file.seek(0)


def column_letter(index):
    """Return the letter above a column counted from 0: 0 is A, 26 is AA."""
    return get_column_letter(index + 1)


def find_header(rows, known=()):
    """Return the Header among the first 30 ``rows`` (sequences of texts), or None where all are empty.

    ``known`` are search keys of headings; the row with most of them wins, and "TT", "STT" always count.
    Without any, the first row with two texts that is no title. A heading over others is joined to them:
    "Cụm trưởng – Từ ngày".
    """
    rows = rows[:HEADER_WITHIN]
    width = max(map(len, rows), default=0)
    rows = [(*row, *[""] * (width - len(row))) for row in rows]
    known = set(known) | NUMBER_KEYS
    hits = [len(known.intersection(map(search_key, row))) for row in rows]
    best = hits.index(max(hits)) if any(hits) else _first_with_two_texts(rows)
    if best is None:
        return None
    first = last = best
    while first and last - first + 1 < HEADER_DEPTH and _belong_together(rows[first - 1], rows[first]):
        first -= 1
    while (
        last + 1 < len(rows)
        and last - first + 1 < HEADER_DEPTH
        and _belong_together(rows[last], rows[last + 1])
    ):
        last += 1
    return Header(first, last - first + 1, _joined(rows[first : last + 1]))


def _check_size(file, limit):
    file.seek(0, io.SEEK_END)
    size = file.tell()
    if not size:
        raise _refused("empty")
    if size > limit:
        raise Refused(
            f"Tệp này có dung lượng {filesizeformat(size)}, vượt mức cho phép {filesizeformat(limit)}. "
            "Cần tách thành các tệp nhỏ hơn rồi gửi.",
            code="too_large",
        )


def _refused(code):
    return Refused(REFUSALS[code], code=code)


# --- headings ----------------------------------------------------------------------------------------


def _first_with_two_texts(rows):
    filled = [place for place, row in enumerate(rows) if any(row)]
    for place in filled:
        texts = {text for text in rows[place] if any(char.isalpha() for char in text)}
        if len(texts) > 1 and not any(TITLE.search(text.lower()) for text in texts):
            return place
    return filled[0] if filled else None


def _belong_together(upper, lower):
    """Say whether two rows are one header: a heading is merged over both, or stands over several below it."""
    cells = list(zip(upper, lower, strict=True))
    if any(above and above == below and not _is_number(above) for above, below in cells):
        return True
    filled = [column for column, (_, below) in enumerate(cells) if below]
    has_plain = any(above and not below for above, below in cells)
    return len(filled) > 1 and has_plain and all(_is_grouped(upper, column) for column in filled)


def _is_grouped(row, column):
    """Say whether a heading reaches over its neighbour: merged with it, or typed once with a blank beside."""
    text = row[column]
    before = row[column - 1] if column else None
    after = row[column + 1] if column + 1 < len(row) else None
    return bool(any(row[: column + 1])) and (text == "" or text == before or after in ("", text))


def _joined(levels):
    levels = [list(level) for level in levels]
    for upper, lower in pairwise(levels):
        for column in range(1, len(upper)):
            sisters = lower[column] and lower[column - 1] and lower[column - 1] != upper[column - 1]
            if not upper[column] and sisters:
                upper[column] = upper[column - 1]
    return tuple(" – ".join(dict.fromkeys(filter(None, column))) for column in zip(*levels, strict=True))


# --- from lines to a sheet ---------------------------------------------------------------------------


def _sheet(name, lines, known, facts, is_hidden=False):
    """Return the Sheet of the lines that have something in them, or None for none."""
    if not lines:
        return None
    width = max(len(line.texts) for line in lines)
    rows = _converted(name, lines, width)
    above = [row.cells for row in _spread(rows[:HEADER_WITHIN], facts.merges)]
    header = find_header(above, known)
    if header is None:
        return None
    body = _filled_down(rows, header.first + header.depth, facts.merges)
    data, left_out = _parted(body, header.headings)
    return Sheet(
        name=name,
        titles=tuple(_title(cells) for cells in above[: header.first]),
        header_rows=tuple(row.number for row in rows[header.first : header.first + header.depth]),
        headings=header.headings,
        rows=tuple(data),
        left_out=tuple(left_out),
        is_hidden=is_hidden,
        hidden_columns=tuple(column - 1 for column in sorted(facts.hidden_columns) if column <= width),
    )


def _title(cells):
    return " – ".join(dict.fromkeys(filter(None, cells)))


def _converted(sheet, lines, width):
    """Return the lines as rows of one width, in Unicode: by the font of a cell, else by its column."""
    encodings = _encodings(lines, width)
    clean = lru_cache(maxsize=20_000)(clean_line)
    rows = []
    for line in lines:
        cells, originals = [], []
        for column, text in enumerate(line.texts):
            right = clean(text)
            encoding = line.fonts.get(column) or encodings[column]
            if encoding and _may_be_old(text, encoding):
                stood, right = right, clean_line(legacy.convert(text, encoding))
                if right != stood:
                    originals.append((column, text))
            cells.append(right)
        cells += [""] * (width - len(cells))
        if any(cells):
            rows.append(Row(sheet, line.number, tuple(cells), line.is_hidden, tuple(originals)))
    return rows


def _may_be_old(text, encoding):
    if encoding == "tcvn3-capitals":
        return not legacy.is_unicode(text)
    return not text.isascii() and not legacy.is_unicode(text)


def _encodings(lines, width):
    """Return the encoding of each column, "" for Unicode, of the texts whose font tells nothing."""
    columns = [set() for _ in range(width)]
    for line in lines:
        for column, text in enumerate(line.texts):
            if not text.isascii() and column not in line.fonts:
                columns[column].add(text)
    hint = legacy.guess(text for texts in columns for text in texts)
    return [legacy.guess(texts, hint) for texts in columns]


def _spread(rows, merges):
    """Return the rows with the text of merged cells in every cell of the merge, as headings are read."""
    places = {row.number: place for place, row in enumerate(rows)}
    grid = [list(row.cells) for row in rows]
    for (row, column), (last_row, last_column) in merges.items():
        if row not in places or column > len(grid[0]):
            continue
        text = grid[places[row]][column - 1]
        last = min(last_column, len(grid[0]))
        for number, place in places.items():
            if text and row <= number <= last_row:
                grid[place][column - 1 : last] = [text] * (last - column + 1)
    return [
        Row(row.sheet, row.number, tuple(cells), row.is_hidden) for row, cells in zip(rows, grid, strict=True)
    ]


def _filled_down(rows, start, merges):
    """Return the rows from ``start`` on, the text of cells merged downwards repeated on each of them."""
    running = {}
    for row in rows[start:]:
        cells = list(row.cells)
        for column, text in enumerate(cells):
            if text:
                running.pop(column, None)
                last_row = merges.get((row.number, column + 1), (0, 0))[0]
                if last_row > row.number:
                    running[column] = (last_row, text)
            elif column in running and running[column][0] >= row.number:
                cells[column] = running[column][1]
        yield Row(row.sheet, row.number, tuple(cells), row.is_hidden, row.originals)


def _parted(body, headings):
    """Return the rows of data, and those that hold none."""
    rows, left_out = list(body), []
    numbers = next((place for place, text in enumerate(headings) if search_key(text) in NUMBER_KEYS), None)
    if rows and _is_numbering(rows[0], rows[1:2]):
        left_out.append(rows.pop(0))
    end = _end_of_data(rows, numbers)
    data = []
    for row in rows[:end]:
        only_number = numbers is not None and not any(row.cells[:numbers] + row.cells[numbers + 1 :])
        (left_out if only_number else data).append(row)
    return data, left_out + rows[end:]


def _is_numbering(row, following):
    """Say whether a row numbers the columns: 1, 2, 3; A, B, 1, 2; (1), (2), (3)=(1)+(2)."""
    marks = [text.split("=")[0].strip() for text in row.cells if text]
    bare = [mark.strip("()") for mark in marks]
    letters = list(takewhile(str.isalpha, bare))
    numbers = [str(number) for number in range(1, len(bare) - len(letters) + 1)]
    if bare != [*ascii_uppercase[: len(letters)], *numbers]:
        return False
    if bare != marks:
        return True
    # A first line of data can read 1, 2, 3 as well: then the next one starts with 2.
    return len(bare) > 2 and (bool(letters) or _first_text(following) != "2")


def _first_text(rows):
    return next((text for row in rows for text in row.cells if text), "")


def _end_of_data(rows, numbers):
    """Return the place of the first total or signature that no line of data follows."""

    def tail(rows, closes, least):
        end = len(rows)
        for place in range(len(rows) - 1, -1, -1):
            cells = rows[place].cells
            is_placed = numbers is not None and bool(PLACE.fullmatch(cells[numbers]))
            if not is_placed and closes(cells):
                end = place
            elif is_placed or sum(map(bool, cells)) > max(least, len(cells) / 2):
                break
        return end

    # Two names may stand under the signatures of a narrow table, which would look like a line of data.
    signed = tail(rows, _is_signature, least=2)
    return tail(rows[:signed], _is_total, least=0)


def _is_total(cells):
    return bool(TOTAL.fullmatch(next(filter(None, cells)).lower()))


def _is_signature(cells):
    texts = [text.lower() for text in cells if text]
    signs = sum(bool(SIGNATURE.match(text)) for text in texts)
    return signs == len(texts) or bool(signs and len(texts) <= len(cells) / 2)


def _is_number(text):
    return text.strip("().").isdecimal()


# --- xlsx --------------------------------------------------------------------------------------------


def _read_xlsx(file, known):
    try:
        with zipfile.ZipFile(file) as archive:
            _inspect(archive)
            facts = {
                entry.filename: _look_through(archive, entry.filename)
                for entry in archive.infolist()
                if _is_sheet(entry.filename)
            }
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells of what it would lose in saving
            file.seek(0)
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
            try:
                pages = _pages(book, facts)
            finally:
                book.close()
    except BROKEN:
        raise _refused("broken") from None
    return _book(pages, known)


def _is_sheet(name):
    return name.startswith("xl/worksheets/") and name.endswith(".xml")


def _inspect(archive):
    """Refuse an archive that is no workbook or too much of one, before anything of it is unpacked."""
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    size = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if size > MAX_UNZIPPED_BYTES or (size > HARMLESS_BYTES and size > packed * MAX_ZIP_RATIO):
        raise _refused("bomb")
    if len(entries) > MAX_ZIP_ENTRIES or any(_is_too_big(entry) for entry in entries):
        raise _refused("bomb")
    if "xl/workbook.xml" not in names or "[Content_Types].xml" not in names:
        raise _refused(_kind_of_archive(archive, names))
    if b"macroEnabled" in archive.read("[Content_Types].xml") or any(
        name.lower().endswith("vbaproject.bin") for name in names
    ):
        raise _refused("macro")
    workbook = archive.read("xl/workbook.xml")
    if b"purl.oclc.org/ooxml" in workbook:
        raise _refused("strict")
    if workbook.count(b"sheetId=") > MAX_SHEETS:
        raise _refused("too_many_sheets")


def _is_too_big(entry):
    name = entry.filename.lower()
    if not name.endswith((".xml", ".rels")):  # pictures and the like, which are never opened
        return False
    if _is_sheet(name):
        return entry.file_size > MAX_SHEET_BYTES
    return entry.file_size > (MAX_TEXTS_BYTES if name.endswith("sharedstrings.xml") else MAX_PART_BYTES)


def _kind_of_archive(archive, names):
    if "mimetype" in names:
        with archive.open("mimetype") as source:
            kind = source.read(200)
        return next((code for sign, code in OPEN_DOCUMENTS.items() if sign in kind), "archive")
    return next((code for part, code in OTHER_PARTS.items() if part in names), "archive")


def _look_through(archive, path):
    """Return the Facts of a sheet from one pass over its XML that keeps no more than a row of it."""
    facts = _Facts()
    row = column = in_row = 0
    data = None
    with archive.open(path) as source:
        for event, node in iterparse(source, events=("start", "end")):
            if event == "start":
                if node.tag == ROW:
                    row, column, in_row = int(node.get("r") or row + 1), 0, 0
                    if node.get("hidden") in ("1", "true"):
                        facts.hidden_rows.add(row)
                elif node.tag == DATA:
                    data = node
            elif node.tag == CELL:
                column = coordinate_to_tuple(node.get("r"))[1] if node.get("r") else column + 1
                in_row += 1
                _note_cell(facts, node, row, column)
                node.clear()
                if in_row > MAX_CELLS_IN_A_ROW:
                    raise _refused("bomb")
                if facts.last_row > MAX_ROWS or facts.cells > MAX_CELLS:
                    break
            elif node.tag == ROW and data is not None:
                data.clear()
            elif node.tag == MERGE:
                _note_merge(facts, node.get("ref"))
            elif node.tag == COLUMN and node.get("hidden") in ("1", "true"):
                last = min(int(node.get("max")), MAX_COLUMNS)
                facts.hidden_columns.update(range(int(node.get("min")), last + 1))
    return facts


def _note_cell(facts, node, row, column):
    value = node.find(VALUE)
    has_value = value is not None and bool(value.text)
    # A formula may well have the stored result "", which is written as an empty value of the type str.
    if node.find(FORMULA) is not None and not has_value and (value is None or node.get("t") != "str"):
        facts.formula_count += 1
        if len(facts.formulas) < TOLD_FORMULAS:
            facts.formulas.append((row, get_column_letter(column)))
    if has_value or node.find(INLINE) is not None:
        facts.last_row = max(facts.last_row, row)
        facts.last_column = max(facts.last_column, column)
        facts.cells += 1


def _note_merge(facts, ref):
    first_column, first_row, last_column, last_row = range_boundaries(ref)
    if first_column and first_row:
        facts.merges[first_row, first_column] = (last_row, last_column)
    if len(facts.merges) > MAX_MERGES:
        raise _refused("bomb")


def _pages(book, facts_by_path):
    """Return (name, lines, facts, is hidden) of each sheet, all that is wanted of the open file."""
    pages, cells = [], 0
    for page in book.worksheets:
        path = page._worksheet_path
        facts = facts_by_path.get(path) or _look_through(book._archive, path)
        cells += facts.cells
        _check_limits(page.title, facts.last_row, facts.last_column, cells)
        pages.append((page.title, list(_lines(page, facts)), facts, page.sheet_state != "visible"))
    return pages


def _book(pages, known):
    sheets = [_sheet(name, lines, known, facts, is_hidden) for name, lines, facts, is_hidden in pages]
    sheets = [sheet for sheet in sheets if sheet]
    formulas = [(name, row, letter) for name, _, facts, _ in pages for row, letter in facts.formulas]
    if not any(sheet.rows for sheet in sheets):
        raise _refused("no_values" if formulas else "no_data")
    count_of_all = sum(facts.formula_count for _, _, facts, _ in pages)
    return Book("xlsx", tuple(sheets), tuple(formulas[:TOLD_FORMULAS]), count_of_all)


def _check_limits(name, rows, columns, cells):
    if rows > MAX_ROWS:
        reason = f"có dữ liệu ở dưới dòng {format_decimal(MAX_ROWS)}"
    elif columns > MAX_COLUMNS:
        reason = f"có dữ liệu ở ngoài {MAX_COLUMNS} cột đầu"
    elif cells > MAX_CELLS:
        reason = f"làm cho tệp có hơn {format_decimal(MAX_CELLS)} ô dữ liệu"
    else:
        return
    raise Refused(
        f"Trang tính “{name}” {reason}, vượt mức cho phép. Cần xóa phần thừa hoặc tách thành các tệp nhỏ hơn rồi gửi.",
        code="too_many",
    )


def _lines(page, facts):
    if not facts.last_row:
        return
    page.reset_dimensions()  # what a file says of its size may be wrong, and would cut it off
    rows = page.iter_rows(min_row=1, max_row=facts.last_row, max_col=facts.last_column)
    encodings = {}
    for number, cells in zip(count(1), rows, strict=False):
        texts = [_text(cell) for cell in cells]
        if any(map(str.strip, texts)):
            fonts = {
                column: encoding
                for column, cell in enumerate(cells)
                if isinstance(cell.value, str) and (encoding := _font_encoding(cell, encodings))
            }
            yield _Line(number, texts, fonts, number in facts.hidden_rows)


def _font_encoding(cell, encodings):
    """Return what the font of a cell tells; ``encodings`` remembers it by style."""
    style = cell._style_id
    if style not in encodings:
        encodings[style] = legacy.encoding_of_font((cell.font and cell.font.name) or "")
    return encodings[style]


def _text(cell):
    """Return what a person sees in a cell."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return ESCAPED.sub(" ", value)
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, int | float):
        return _number_text(value, cell.number_format or "")
    return _moment_text(value)


def _number_text(value, number_format):
    if not math.isfinite(value):
        return "#NUM!"
    exact = Decimal(value) if isinstance(value, int) else Decimal(f"{value:.15g}")  # Excel keeps 15 digits
    if "%" in QUOTED.sub("", number_format):
        return f"{format_decimal(exact * 100, grouping=False)}%"
    if set(number_format) == {"0"} and exact == exact.to_integral_value():
        return f"{int(exact):0{len(number_format)}}"
    return format_decimal(exact, grouping=False)


def _moment_text(value):
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, datetime) and value.time() != time():
        return f"{short_date(value)} {value:%H:%M}"
    return short_date(value) if isinstance(value, date) else str(value)


# --- CSV ---------------------------------------------------------------------------------------------


def _read_csv(content, filename, known):
    text = _decoded(content)
    name = clean_line(PurePosixPath(filename.replace("\\", "/")).stem) or "CSV"
    separator = SEPARATOR_LINE.match(first := text.partition("\n")[0].rstrip())
    if separator:
        text = text[len(first) :].lstrip("\r").removeprefix("\n")
    lines = []
    cells = 0
    try:
        for number, texts in enumerate(_records(text, separator[1] if separator else _separator(text)), 1):
            if any(map(str.strip, texts)):
                lines.append(_Line(number, texts))
                cells += len(texts)
                _check_limits(name, number, _width(texts), cells)
    except csv.Error:
        raise _refused("quotes") from None
    width = max((_width(line.texts) for line in lines), default=0)
    for line in lines:
        del line.texts[width:]
    sheet = _sheet(name, lines, known, _Facts())
    if sheet is None or not sheet.rows:
        raise _refused("no_data")
    return Book("csv", (sheet,))


def _width(texts):
    return max((place for place, text in enumerate(texts, 1) if text.strip()), default=0)


def _records(text, separator):
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator)


def _separator(text):
    """Return the separator that cuts most of the first lines into one and the same number of cells."""
    best = (0, 0)
    chosen = SEPARATORS[0]
    for separator in SEPARATORS:
        widths = [len(texts) for texts in islice(_records(text, separator), SNIFFED) if any(texts)]
        tally = Counter(width for width in widths if width > 1)
        width, lines = max(tally.items(), key=lambda pair: pair[::-1], default=(0, 0))
        if (lines, width) > best:
            best, chosen = (lines, width), separator
    return chosen


def _decoded(content):
    """Return the text of a CSV: by its mark, as UTF-8, else as the bytes of an old Windows program.

    The codes of TCVN3 and VNI stay as they are for the columns to be judged by.
    """
    mark = next((mark for mark in ENCODINGS if content.startswith(mark)), b"")
    if not mark.startswith(UTF16_MARKS) and (kind := _kind_of_bytes(content)):
        raise _refused(kind)
    try:
        return content[len(mark) :].decode(ENCODINGS.get(mark, "utf-8"))
    except UnicodeDecodeError:
        if mark:
            raise _refused("broken") from None
    western = content.decode("cp1252", "replace")
    return western if legacy.guess(western.splitlines()) else content.decode("cp1258", "replace")


def _kind_of_bytes(content):
    """Return the refusal that the content calls for, or "" for plain text."""
    if content.startswith(OLE):
        return _kind_of_ole(content)
    if content.startswith(b"%PDF"):
        return "pdf"
    if MARKUP.match(content.removeprefix(codecs.BOM_UTF8)):
        return "markup"
    if content.startswith(b"{\\rtf"):
        return "word"
    if not NOT_TEXT.search(content):
        return ""
    kind = filetype.guess(content[:8192])
    if kind is None:
        return "other"
    if kind.mime.startswith("image/"):
        return "image"
    return "archive" if kind.extension in ARCHIVES else "other"


def _kind_of_ole(content):
    names = ((f"{name}\0".encode("utf-16-le"), code) for name, code in OLE_NAMES.items())
    return next((code for name, code in names if name in content), "office")
