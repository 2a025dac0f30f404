"""What a file would do by itself once somebody opens it: run a program, fetch from elsewhere, grow without end.

Evidence stays as it was sent, byte for byte; so nothing is taken out of it, it is refused with a sentence instead.
"""

import re
import zipfile

import pikepdf
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.core.exceptions import ValidationError
from pikepdf import settings as qpdf

# What the library may hold of one packed stream while it opens a file; beyond it the file is refused, not read.
MAX_STREAM_BYTES = 100 * 1024 * 1024
MAX_UNPACKED_BYTES = 400 * 1024 * 1024
MAX_DOTS = 400_000_000  # of one picture on a page: A3 at 1200 dots an inch in black and white is 280 million
MAX_OBJECTS = 300_000
MAX_LZW_BYTES = (
    100_000  # the one packing that the library does not limit; no program has written it for decades
)
qpdf.set_qpdf_limits(
    flate_max_memory=MAX_STREAM_BYTES,
    run_length_max_memory=MAX_STREAM_BYTES,
    png_max_memory=MAX_STREAM_BYTES,
    tiff_max_memory=MAX_STREAM_BYTES,
    dct_max_memory=MAX_STREAM_BYTES,
    max_stream_filters=5,
)

RUNS = {"/JavaScript", "/Launch", "/ImportData", "/RichMediaExecute", "/GoTo3DView"}
SUSPECTED = re.compile(rb"/(JavaScript|JS|Launch|ImportData|RichMedia|EmbeddedFile|EF|XFA)\b")
ATTACHED = (".pdf", ".xml", ".jpg", ".jpeg", ".png", ".docx", ".xlsx", ".txt", ".csv")

SCRIPT = "Tệp PDF này có lệnh tự chạy nên không được nhận. Cần in lại tệp thành PDF (Print to PDF) rồi gửi tệp mới."
ATTACHMENT = (
    "Tệp PDF này kèm một tệp khác không thuộc loại được nhận. Cần bỏ tệp đính kèm rồi gửi, "
    "hoặc gửi riêng tệp đó."
)
BOMB = "Tệp này khi mở ra có dung lượng quá lớn nên không được nhận."
TWO_IN_ONE = (
    "Tệp này chứa thêm một tệp nén ẩn bên trong nên không được nhận. Cần xuất lại tệp từ bản gốc rồi gửi."
)
FETCHES = (
    "Tệp này tự nạp nội dung từ nơi khác khi mở nên không được nhận. "
    "Cần bỏ liên kết tới mẫu, ảnh hoặc tệp bên ngoài trong Word, Excel, lưu lại rồi gửi."
)
EMBEDDED = (
    "Tệp này có đối tượng nhúng có thể tự chạy (OLE, ActiveX) nên không được nhận. "
    "Cần bỏ đối tượng đó, lưu lại rồi gửi."
)


# --- PDF -----------------------------------------------------------------------------------------------------


def refuse_active_pdf(pdf):
    """Look through every object of an opened PDF. Raises ValidationError; PdfError where a stream cannot be held."""
    if len(pdf.objects) > MAX_OBJECTS:
        raise ValidationError(BOMB, code="bomb")
    unpacked = 0
    for thing in pdf.objects:
        is_stream = isinstance(thing, pikepdf.Stream)
        facts = thing.stream_dict if is_stream else thing
        if isinstance(facts, pikepdf.Object) and SUSPECTED.search(facts.unparse(resolved=True)):
            _refuse_action(facts)
        if is_stream:
            unpacked += _unpacked(thing)
            if unpacked > MAX_UNPACKED_BYTES:
                raise ValidationError(BOMB, code="bomb")


def _refuse_action(facts, depth=0):
    """Look into dictionaries within an object; those that it only points to have their own turn."""
    if depth > 50:
        raise ValidationError(SCRIPT, code="script")
    if isinstance(facts, pikepdf.Array):
        for part in facts:
            _go_on(part, depth)
        return
    if not isinstance(facts, pikepdf.Dictionary):
        return
    kind = facts.get("/S")
    if (isinstance(kind, pikepdf.Name) and str(kind) in RUNS) or "/JS" in facts or "/XFA" in facts:
        raise ValidationError(SCRIPT, code="script")
    if facts.get("/Subtype") == "/RichMedia":
        raise ValidationError(SCRIPT, code="script")
    if "/EF" in facts and not _name_of(facts).endswith(ATTACHED):
        raise ValidationError(ATTACHMENT, code="attachment")
    for key in facts:
        _go_on(facts[key], depth)


def _go_on(part, depth):
    if isinstance(part, pikepdf.Object) and not part.is_indirect:
        _refuse_action(part, depth + 1)


def _name_of(filespec):
    return str(filespec.get("/UF", filespec.get("/F", ""))).strip().lower()


def _unpacked(stream):
    """Return how much a stream grows to when it is opened; a picture is judged by its dots, without opening it."""
    facts = stream.stream_dict
    if facts.get("/Subtype") == "/Image":
        if _number(facts.get("/Width")) * _number(facts.get("/Height")) > MAX_DOTS:
            raise ValidationError(BOMB, code="bomb")
        return 0
    if b"/LZW" in facts.unparse(resolved=True) and len(stream.read_raw_bytes()) > MAX_LZW_BYTES:
        raise ValidationError(BOMB, code="bomb")
    try:
        return len(stream.read_bytes())
    except pikepdf.DataDecodingError as error:
        if "limit" in str(error):
            raise ValidationError(BOMB, code="bomb") from None
        return 0  # packed in a way that no reader here opens: nothing grows
    except pikepdf.PdfError:
        return 0


def _number(value):
    try:
        return max(0, int(value))
    except (TypeError, ValueError, OverflowError):
        return 0


# --- pictures and PDF ----------------------------------------------------------------------------------------


def refuse_hidden_archive(file):
    """Refuse what is a picture or a PDF at its beginning and an archive at its end. Leaves the file anywhere."""
    file.seek(0)
    if zipfile.is_zipfile(file):
        raise ValidationError(TWO_IN_ONE, code="two_in_one")


# --- Word and Excel ------------------------------------------------------------------------------------------

LEADS_ONLY = {
    "hyperlink",
    "externallinkpath",
    "externallinklongpath",
    "xlpathmissing",
    "xlstartup",
    "xllibrary",
}
OBJECTS = re.compile(r"(^|/)(activeX/|ctrlProps/.*\.bin$|embeddings/.*\.bin$)", re.IGNORECASE)
RUN_FIELDS = re.compile(rb"\bDDE(AUTO)?\b", re.IGNORECASE)
DDE_LINK = re.compile(rb"<(\w+:)?ddeLink\b", re.IGNORECASE)
FIELD_TEXTS = re.compile(rb"<w:instrText[^>]*>([^<]*)</w:instrText>|w:instr=\"([^\"]*)\"")
MAX_PART = 20 * 1024 * 1024
LOCAL_TEMPLATE = re.compile(r"(file:/*)?([a-z]:[\\/]|[^\\/:]+$)", re.IGNORECASE)


def refuse_active_office(archive):
    """Look through an opened DOCX or XLSX. Raises ValidationError."""
    names = archive.namelist()
    if any(OBJECTS.search(name) for name in names):
        raise ValidationError(EMBEDDED, code="embedded")
    for name in names:
        lower = name.lower()
        if lower.endswith(".rels"):
            _refuse_fetching(archive.read(name)[:MAX_PART])
        elif lower.startswith("xl/externallinks/") and DDE_LINK.search(archive.read(name)[:MAX_PART]):
            raise ValidationError(FETCHES, code="fetches")
        elif lower.startswith("word/") and lower.endswith(".xml"):
            _refuse_run_fields(archive.read(name)[:MAX_PART])


def _refuse_run_fields(part):
    codes = b"".join(first or second for first, second in FIELD_TEXTS.findall(part))
    if RUN_FIELDS.search(codes):
        raise ValidationError(FETCHES, code="fetches")


def _refuse_fetching(part):
    try:
        relations = fromstring(part)
    except (SyntaxError, ValueError, DefusedXmlException):
        raise ValidationError("Tệp này hỏng, không mở được.", code="broken") from None
    for relation in relations.iter():
        if relation.get("TargetMode", "").strip().lower() != "external":
            continue
        kind = relation.get("Type", "").rpartition("/")[2].lower()
        is_own = kind == "attachedtemplate" and LOCAL_TEMPLATE.match(relation.get("Target", "").strip())
        if kind not in LEADS_ONLY and not is_own:
            raise ValidationError(FETCHES, code="fetches")
