"""Files that people send: what they may be, looked at by their content, never by their name alone."""

import hashlib
import lzma
import secrets
import unicodedata
import warnings
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath

import filetype
import pikepdf
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from PIL import Image, ImageFile

from documents.active import BOMB, refuse_active_office, refuse_active_pdf, refuse_hidden_archive
from documents.virus import refuse_viruses
from vietnamese.text import clean_line

NAME_LENGTH = 150
MAX_PIXELS = 60_000_000
MAX_FILES = 100  # of one record: a dossier, a place of signing, a conference, a score sheet
MAX_ZIP_ENTRIES = 5_000
MAX_UNZIPPED_BYTES = 300 * 1024 * 1024
MAX_ZIP_RATIO = 200
# What zipfile raises over an archive that is broken or made up; RuntimeError: locked, or of "version 25.5".
BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError, RuntimeError, ValueError)
BROKEN_PDF = (pikepdf.PdfError, ValueError, RuntimeError, TypeError, AttributeError, KeyError, RecursionError)

OOXML = "application/vnd.openxmlformats-officedocument."
TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "docx": f"{OOXML}wordprocessingml.document",
    "xlsx": f"{OOXML}spreadsheetml.sheet",
}
MAIN_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
SPELLINGS = {"jpeg": "jpg"}
ALLOWED = "PDF, JPG, PNG, DOCX, XLSX"
ACCEPT = ".pdf,.jpg,.jpeg,.png,.docx,.xlsx"

# The agreed test string of virus scanners, in two parts so that no scanner stops at this file.
VIRUS_TEST = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"

NOT_ALLOWED = f"Tệp này không thuộc loại được nhận. Cần gửi tệp {ALLOWED}."


@dataclass(frozen=True)
class Checked:
    """What is known of an accepted file; `extension` is one of the keys of TYPES, `size` in bytes."""

    content_type: str
    extension: str
    sha256: str
    size: int


def inspect_upload(file) -> Checked:
    """Look into an uploaded file, and leave it rewound.

    Raises ValidationError with a sentence for the person who sent it.
    """
    if not file.size:
        raise ValidationError("Tệp này trống, không có nội dung.", code="empty")
    if file.size > settings.UPLOAD_MAX_BYTES:
        limit = filesizeformat(settings.UPLOAD_MAX_BYTES)
        raise ValidationError(
            f"Tệp này có dung lượng {filesizeformat(file.size)}, vượt mức cho phép {limit}.", code="too_large"
        )
    file.seek(0)
    _refuse_virus_test(file.chunks())
    typed = PurePosixPath(file.name or "").suffix.lower().removeprefix(".")
    extension = SPELLINGS.get(typed, typed)
    if extension not in TYPES:
        raise ValidationError(NOT_ALLOWED, code="type")
    if _kind_of(file) != extension:
        raise ValidationError(
            f"Nội dung của tệp không đúng với đuôi “.{typed}”. Cần lưu lại tệp theo đúng loại rồi gửi.",
            code="mismatch",
        )
    try:
        file.seek(0)
        OPENERS[extension](file, extension)
        refuse_viruses(file)
    finally:
        file.seek(0)
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return Checked(TYPES[extension], extension, digest.hexdigest(), file.size)


def _refuse_virus_test(chunks):
    """Look for the test string wherever it stands, also across two chunks."""
    rest = b""
    for chunk in chunks:
        if VIRUS_TEST in rest + chunk:
            raise ValidationError(
                "Tệp này có nội dung mà phần mềm chống vi-rút nhận là mã độc nên không được nhận. "
                "Cần kiểm tra máy đang dùng rồi gửi tệp khác.",
                code="virus",
            )
        rest = chunk[-len(VIRUS_TEST) :]


def _kind_of(file):
    """Return the extension that the content calls for, or "" for anything that is not received."""
    file.seek(0)
    guess = filetype.guess(file.read(8192))
    if guess is None:
        return ""
    if guess.extension in TYPES:
        return guess.extension
    if guess.extension != "zip":
        return ""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
    except BROKEN_ZIP:
        return ""
    return next((kind for kind, part in MAIN_PARTS.items() if part in names), "")


def _open_pdf(file, extension):
    refuse_hidden_archive(file)
    file.seek(0)
    try:
        with pikepdf.open(file) as pdf:
            pages = len(pdf.pages)
            refuse_active_pdf(pdf)
    except pikepdf.PasswordError:
        raise ValidationError(
            "Tệp PDF này đặt mật khẩu. Cần bỏ mật khẩu rồi gửi lại.", code="locked"
        ) from None
    except BROKEN_PDF:
        raise ValidationError("Tệp PDF này hỏng, không mở được.", code="broken") from None
    if not pages:
        raise ValidationError("Tệp PDF này không có trang nào.", code="broken")


def _open_image(file, extension):
    refuse_hidden_archive(file)
    file.seek(0)
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint, when imported, turns it on for the whole program
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the size is judged below
            with Image.open(file, formats=["JPEG" if extension == "jpg" else "PNG"]) as image:
                if image.width * image.height > MAX_PIXELS:
                    raise Image.DecompressionBombError
                image.load()
    except Image.DecompressionBombError:
        raise ValidationError(
            f"Ảnh này lớn quá {MAX_PIXELS // 1_000_000} triệu điểm ảnh. Cần thu nhỏ ảnh rồi gửi lại.",
            code="too_large",
        ) from None
    except (OSError, SyntaxError, ValueError, zlib.error):
        raise ValidationError("Ảnh này hỏng, không mở được.", code="broken") from None


def _open_office(file, extension):
    broken = ValidationError("Tệp này hỏng, không mở được.", code="broken")
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            size = sum(entry.file_size for entry in entries)
            packed = sum(entry.compress_size for entry in entries)
            if len(entries) > MAX_ZIP_ENTRIES or size > MAX_UNZIPPED_BYTES or size > packed * MAX_ZIP_RATIO:
                raise ValidationError(BOMB, code="bomb")
            names = {entry.filename for entry in entries}
            if not {"[Content_Types].xml", MAIN_PARTS[extension]} <= names:
                raise broken
            types = archive.read("[Content_Types].xml")
            if b"macroEnabled" in types or any(name.lower().endswith("vbaproject.bin") for name in names):
                raise ValidationError(
                    "Tệp này có macro (lệnh tự chạy) nên không được nhận. Cần lưu lại không kèm macro rồi gửi.",
                    code="macro",
                )
            if archive.testzip() is not None:
                raise broken
            refuse_active_office(archive)
            for entry in entries:
                with archive.open(entry) as part:
                    _refuse_virus_test(iter(lambda part=part: part.read(65536), b""))
    except BROKEN_ZIP:
        raise broken from None


OPENERS = {
    "pdf": _open_pdf,
    "jpg": _open_image,
    "png": _open_image,
    "docx": _open_office,
    "xlsx": _open_office,
}


def original_name(name):
    """Return the name to show beside a file: one clean line without folders, at most 150 characters."""
    line = clean_line(unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2]))
    stem, dot, ending = line.rpartition(".")
    if not dot:
        return line[:NAME_LENGTH] or "tệp"
    return f"{stem[: NAME_LENGTH - len(ending) - 1] or 'tệp'}.{ending}"[:NAME_LENGTH]


def refuse_one_too_many(rows):
    """Refuse a file more for a record that has MAX_FILES in the queryset ``rows``."""
    if rows.count() >= MAX_FILES:
        raise ValidationError(
            f"Mỗi hồ sơ lưu không quá {MAX_FILES} tệp, ảnh. Cần bỏ bớt tệp cũ hoặc gộp thành một tệp PDF rồi gửi.",
            code="too_many",
        )


def storage_path(instance, filename):
    """Return a random path to keep the file under (`upload_to`): nothing of what was typed but the ending."""
    typed = PurePosixPath(filename).suffix.lower().removeprefix(".")
    extension = SPELLINGS.get(typed, typed)
    if extension not in TYPES:
        raise ValidationError(NOT_ALLOWED, code="type")
    token = secrets.token_hex(16)
    return f"uploads/{token[:2]}/{token}.{extension}"


def bundle_path(instance, filename):
    """Return a random path for a ZIP of our own making."""
    token = secrets.token_hex(16)
    return f"bundles/{token[:2]}/{token}.zip"


def delete_on_commit(stored):
    """Delete a stored file (of a FileField) once no row points to it for good. What cannot be deleted then is thrown
    away by the sweep (orphans.py): the person's deed is done."""
    storage, name = stored.storage, stored.name
    if name:
        transaction.on_commit(lambda: storage.delete(name), robust=True)


class EvidenceField(forms.FileField):
    """A file of the allowed kinds; the cleaned file carries `checked` (Checked) and `original_name`."""

    default_error_messages = {
        "required": "Cần chọn một tệp.",
        "invalid": "Chưa nhận được tệp. Cần chọn lại tệp rồi gửi.",
        "missing": "Chưa nhận được tệp. Cần chọn lại tệp rồi gửi.",
        "empty": "Tệp này trống, không có nội dung.",
        "contradiction": "Chỉ chọn một trong hai: gửi tệp mới hoặc bỏ tệp đã có.",
    }

    def __init__(self, *, not_allowed=NOT_ALLOWED, **kwargs):
        """``not_allowed`` says what is taken where that is less than all allowed kinds."""
        self.not_allowed = not_allowed
        limit = filesizeformat(settings.UPLOAD_MAX_BYTES)
        super().__init__(**{"help_text": f"Nhận tệp {ALLOWED}, mỗi tệp không quá {limit}.", **kwargs})

    def widget_attrs(self, widget):
        return {**super().widget_attrs(widget), "accept": ACCEPT}

    def to_python(self, data):
        file = super().to_python(data)
        if file is None:
            return None
        try:
            file.checked = inspect_upload(file)
        except ValidationError as refused:
            if refused.messages == [NOT_ALLOWED]:
                raise ValidationError(self.not_allowed) from refused
            raise
        file.original_name = original_name(file.name)
        return file
