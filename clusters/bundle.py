"""The files of a year in one ZIP: folders with Vietnamese names, and a list of all with their fingerprints."""

import hashlib
import tempfile
from dataclasses import dataclass, field
from io import BytesIO
from os.path import splitext
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from django.utils import timezone

from documents.response import FORBIDDEN
from documents.storage import FilesAway
from documents.xlsx import Column, sheet
from vietnamese.text import clean_line

LONGEST = 100  # letters of a name; Windows refuses addresses beyond 260
LONGEST_ENDING = 8
CHUNK = 1 << 20
MISSING = "Không đọc được tệp trên máy chủ; tệp không có trong gói này."
INDEX = [
    Column("Thư mục", 40),
    Column("Tệp", 60),
    Column("Dung lượng (byte)", 16),
    Column("Mã đối chiếu (SHA-256)", 60),
    Column("Ghi chú", 40),
]


def safe_name(name, longest=LONGEST):
    """Return the name as Windows takes it: NFC, none of its forbidden characters, no dot or space at the end."""
    plain = clean_line(name).translate(FORBIDDEN)
    stem, ending = splitext(plain)
    if len(ending) > LONGEST_ENDING or " " in ending:  # "TS. Nguyễn Văn An" ends in no ending
        stem, ending = plain, ""
    room = longest - len(ending)
    if len(stem) > room:
        stem = stem[:room].rsplit(" ", 1)[0] or stem[:room]
    return (stem.rstrip(" .-,;") or "Không tên") + ending.rstrip(".")


@dataclass
class Bundle:
    """An archive that is being written, with what has been written so far."""

    archive: ZipFile
    lines: list = field(default_factory=list)
    paths: set = field(default_factory=set)

    def _free(self, folder, name):
        """Return "folder/name", numbered where another file has that name; Windows does not tell Hội from hội."""
        folder = "/".join(safe_name(part) for part in folder.split("/") if part)
        stem, ending = splitext(safe_name(name))
        path, number = "/".join(filter(None, [folder, stem + ending])), 1
        while path.casefold() in self.paths:
            number += 1
            path = "/".join(filter(None, [folder, f"{stem} ({number}){ending}"]))
        self.paths.add(path.casefold())
        return path

    def add(self, folder, name, source):
        """Copy an opened file piece by piece."""
        path, digest, size = self._free(folder, name), hashlib.sha256(), 0
        entry = ZipInfo(path, timezone.localtime().timetuple()[:6])
        with self.archive.open(entry, "w") as target:
            while piece := source.read(CHUNK):
                target.write(piece)
                digest.update(piece)
                size += len(piece)
        self.lines.append((*_place(path), size, digest.hexdigest(), ""))

    def miss(self, folder, name, why=MISSING):
        self.lines.append((*_place(self._free(folder, name)), None, None, why))


def _place(path):
    folder, _, name = path.rpartition("/")
    return folder, name


def bundle_of(book):
    """Return the ZIP of a Book as an open temporary file, rewound. A file that cannot be read is named in the
    list and left out."""
    packed = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it
    try:
        with ZipFile(packed, "w", ZIP_STORED) as archive:
            _fill(Bundle(archive), book)
    except BaseException:
        packed.close()
        raise
    packed.seek(0)
    return packed


def _fill(bundle, book):
    bundle.add("", "00 Kỷ yếu.pdf", BytesIO(book.pdf()))
    for row, content in book.prints:
        bundle.add(row.folder, row.name, BytesIO(content))
    for row in book.lists:
        lines = ([column.value(one) for column in row.columns] for one in row.rows)
        content = sheet(row.title, row.columns, lines)
        bundle.add(row.folder, f"{row.title}.xlsx", BytesIO(content))
    for row in book.files:
        _add_stored(bundle, row)
    content = sheet(f"Mục lục - {book.title}", INDEX, sorted(bundle.lines))
    bundle.add("", "Mục lục.xlsx", BytesIO(content))


def _add_stored(bundle, row):
    try:
        source = row.open()
    except FilesAway:
        raise  # a book without its files is not the book
    except OSError:
        bundle.miss(row.folder, row.name)
        return
    with source:
        bundle.add(row.folder, row.name, source)
