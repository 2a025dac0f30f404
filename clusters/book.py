"""The book of a year and the files that go with it: each app gives its chapters, papers, lists and files.

Everything is given for one reader: what somebody may not see on the pages is not in their book either.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from accounts.access import Permission, can
from clusters.bundle import safe_name
from clusters.documents import handover_filename, handover_paper
from clusters.history import events_of_year
from clusters.models import Handover, HandoverItem, Plan, PlanItem, YearDocument
from clusters.views.exports import HISTORY, OF_YEAR
from clusters.year_members import members_in
from documents import pdf
from documents.book import BookPaper, Chapter, Col, Facts, Grid, Heading, Lines
from documents.layout import Letterhead
from documents.xlsx import Column
from vietnamese.dates import long_date, short_date

UNKNOWN = "chưa rõ"
FOLDER_LENGTH = 60
LISTS_FOLDER = "05 Danh sách"
CHAPTERS, PAPERS, LISTS, FILES = [], [], [], []


@dataclass(frozen=True)
class Part:
    """A chapter and its place: general 10, documents 15, plan 20, pledge 30, conferences 40, awards 60,
    handover 95."""

    position: int
    chapter: Chapter


@dataclass(frozen=True)
class Print:
    """A paper of the year: its file's name and folder; ``title`` where it is bound behind the book."""

    folder: str
    name: str
    paper: object
    title: str = ""


@dataclass(frozen=True)
class Listing:
    """A list that goes along as an Excel file; columns are those of documents/xlsx.py."""

    folder: str
    title: str
    columns: list
    rows: object


@dataclass(frozen=True)
class Stored:
    """A file that somebody uploaded; ``open`` returns it opened for reading, or raises OSError."""

    folder: str
    name: str
    open: Callable


def chapters(function):
    """Register ``(cluster_year, user) → [Part, …]``."""
    CHAPTERS.append(function)
    return function


def papers(function):
    """Register ``(cluster_year, user) → [Print, …]``."""
    PAPERS.append(function)
    return function


def lists(function):
    """Register ``(cluster_year, user) → [Listing, …]``."""
    LISTS.append(function)
    return function


def files(function):
    """Register ``(cluster_year, user) → [Stored, …]``."""
    FILES.append(function)
    return function


class Book:
    """One year for one reader; every paper is printed once, for the book and for its own file."""

    def __init__(self, cluster_year, user):
        self.year, self.user = cluster_year, user

    def _given(self, providers):
        return [row for give in providers for row in give(self.year, self.user)]

    @cached_property
    def prints(self):
        """Pairs of a Print and its PDF."""
        return [(row, pdf.render(row.paper)) for row in self._given(PAPERS)]

    @property
    def lists(self):
        return self._given(LISTS)

    @property
    def files(self):
        return self._given(FILES)

    @property
    def title(self):
        return f"Kỷ yếu năm thi đua {self.year.year} - {self.year.cluster}"

    def paper(self, stamp=None, *, is_bound=True):
        """The book; ``is_bound`` says whether papers are bound behind it, which it then names."""
        year, cluster = self.year, self.year.cluster
        parts = sorted(self._given(CHAPTERS), key=lambda part: part.position)
        day = stamp.day if stamp else timezone.localdate()
        return BookPaper(
            letterhead=Letterhead(
                issuer=str(cluster),
                superior=cluster.authority.name,
                place=cluster.authority.place_name,
                profile=cluster.authority.header_profile,
            ),
            year=year.year,
            theme="; ".join(f"“{theme.text}”" for theme in year.themes.all()),
            chapters=tuple(part.chapter for part in parts),
            as_of=f"Kỷ yếu gồm những nội dung đã ghi nhận đến {long_date(day)}.",
            annexes=tuple(row.title for row, _ in self.prints if row.title) if is_bound else (),
            is_sample=cluster.authority.is_sample,
            stamp=stamp,
        )

    def pdf(self):
        """The book with the papers that are bound behind it."""
        return pdf.join([pdf.render(self.paper()), *(content for row, content in self.prints if row.title)])


def named(number, name):
    """Return a folder's name: "01 Hội nghị ký kết", short enough for the files inside."""
    return safe_name(f"{number:02} {name}", FOLDER_LENGTH)


# --- words of the book ----------------------------------------------------------------------------------


def known(value):
    """The value as text, a day as 05/02/2026; "chưa rõ" for None or empty."""
    if value is None or value == "":
        return UNKNOWN
    return short_date(value) if hasattr(value, "strftime") else str(value)


def absent(year, sentence):
    """What to say of a thing that is not there: of a past year nobody knows whether it was."""
    return Lines(
        (
            f"{sentence[:1].upper()}{sentence[1:]}: {UNKNOWN}."
            if year.is_recorded
            else f"Chưa ghi nhận {sentence}.",
        ),
        is_note=True,
    )


# --- what this app knows of a year ----------------------------------------------------------------------


@chapters
def chapters_of_the_cluster(year, user):
    terms = list(year.office_terms.select_related("unit", "person").order_by("starts_on", "pk"))
    parts = [
        Part(10, Chapter("Thông tin chung", (_about(year),))),
        Part(
            11,
            Chapter(
                f"{year.cluster.noun.capitalize()} trưởng, {year.cluster.noun} phó", _offices(year, terms)
            ),
        ),
        Part(12, Chapter("Đơn vị thành viên", (_members(year, terms),))),
        Part(15, Chapter("Văn bản của năm", (_documents(year),))),
        Part(20, Chapter(f"Kế hoạch năm {year.year}", tuple(_plan(year)))),
    ]
    handover = Handover.objects.filter(cluster_year=year).select_related("outgoing", "incoming").first()
    return [*parts, Part(95, Chapter("Bàn giao", tuple(_handover(handover))))] if handover else parts


def _about(year):
    cluster = year.cluster
    themes = [
        f"“{theme.text}”" + (f" ({theme.issuer})" if theme.issuer else "") for theme in year.themes.all()
    ]
    none = "không có" if year.themes_known == "none" else UNKNOWN if year.is_recorded else "chưa ghi nhận"
    rows = [
        ("Cơ quan tổ chức", cluster.authority.name),
        ("Tên gọi", str(cluster)),
        ("Thời gian", f"từ {short_date(year.starts_on)} đến hết {short_date(year.ends_on)}"),
        ("Chủ đề", "\n".join(themes) or none),
        ("Thời gian thực hiện", year.horizon),
        ("Mục đích, yêu cầu", year.purpose),
        ("Kết quả năm trước", year.earlier_results),
        ("Nguồn thông tin", year.source_note),
        ("Khép hồ sơ", f"ngày {short_date(year.closed_on)}" if year.closed_on else ""),
    ]
    return Facts(tuple((label, value) for label, value in rows if value))


def _offices(year, terms):
    if not terms:
        return (absent(year, f"{year.cluster.noun} trưởng, {year.cluster.noun} phó"),)
    columns = (
        Col("Vai trò", "middle"),
        Col("Đơn vị"),
        Col("Người đại diện", "middle"),
        Col("Thời gian", "middle"),
    )
    rows = tuple(
        (
            term.office_label,
            term.unit_name,
            term.person.titled_name if term.person else UNKNOWN if year.is_recorded else "chưa ghi nhận",
            _term(term),
        )
        for term in terms
    )
    vice = [term for term in terms if term.office == "vice_chair"]
    if vice or year.vice_chair_known == "some":
        return (Grid(columns, rows),)
    said = "không có" if year.vice_chair_known == "none" else UNKNOWN if year.is_recorded else "chưa ghi nhận"
    return (Grid(columns, rows), Lines((f"{year.cluster.noun.capitalize()} phó: {said}.",)))


def _term(term):
    if not term.are_days_known:
        return f"năm {term.starts_on.year} (chưa rõ ngày)"
    last = short_date(term.ends_on) if term.ends_on else "khi bàn giao"
    return f"từ {short_date(term.starts_on)} đến {last}"


def _members(year, terms):
    members = members_in(year, terms)
    if not members:
        return absent(year, "đơn vị thành viên")
    columns = (Col("Đơn vị"), Col("Vai trò", "middle"), Col("Ghi chú", "broad"))
    return Grid(columns, tuple((row.name, ", ".join(row.offices), _days(row)) for row in members))


def _days(row):
    """Days that fall inside the year, and why the unit left."""
    said = [
        f"từ ngày {short_date(row.first)}" if row.first and row.membership.is_start_known else "",
        f"đến hết ngày {short_date(row.last)}" if row.last else "",
        row.reason,
    ]
    text = "; ".join(filter(None, said))
    return text[:1].upper() + text[1:]


def _documents(year):
    rows = list(year.documents.select_related("document"))
    if not rows:
        return absent(year, "văn bản của năm")
    order = YearDocument.Role.values
    rows.sort(key=lambda row: order.index(row.role))
    columns = (Col("Văn bản"), Col("Dùng làm", "broad"))
    return Grid(columns, tuple((row.document.described, row.get_role_display()) for row in rows))


def _plan(year):
    plan = getattr(year, "plan", None)
    if plan is None:
        yield absent(year, "kế hoạch")
        return
    yield Facts(
        (
            ("Tình trạng", plan.get_status_display()),
            *_issue(plan),
            ("Trích yếu", known(plan.title)),
        )
    )
    if bases := list(plan.bases.all()):
        yield Heading("Căn cứ")
        yield Lines(tuple(f"- {document.described}" for document in bases))
    items = list(plan.items.all())
    for kind in PlanItem.Kind:
        found = [item.text for item in items if item.kind == kind]
        if found:
            yield Heading(kind.label)
            yield Lines(tuple(f"{number}. {text}" for number, text in enumerate(found, 1)))


def _issue(plan):
    """A draft has no number and no day yet; of an issued plan they may be unknown."""
    rows = (("Số, ký hiệu", plan.number), ("Ngày ban hành", plan.issued_on))
    is_draft = plan.status == Plan.Status.DRAFT
    return tuple((label, known(value)) for label, value in rows if value or not is_draft)


def _handover(handover):
    yield Facts(
        (
            ("Bên giao", _side(handover, "outgoing")),
            ("Bên nhận", _side(handover, "incoming")),
            ("Ngày bàn giao", short_date(handover.held_on)),
            ("Nhận vai trò từ ngày", short_date(handover.takes_over_on)),
            ("Địa điểm", handover.venue or "chưa ghi nhận"),
            ("Tình trạng", _standing(handover)),
        )
    )
    columns = (Col("Nội dung"), Col("Tình trạng", "middle"), Col("Ghi chú", "broad"))
    kinds = HandoverItem.Kind.values
    items = sorted(handover.items.all(), key=lambda item: kinds.index(item.kind))
    if items:
        yield Grid(columns, tuple((item.text, item.get_state_display(), item.note) for item in items))


def _side(handover, side):
    signatory, post = getattr(handover, f"{side}_signatory"), getattr(handover, f"{side}_post")
    return ", ".join(filter(None, [getattr(handover, f"{side}_name"), signatory, post]))


def _standing(handover):
    if handover.completed_on:
        return f"hai bên đã ký, hoàn thành ngày {short_date(handover.completed_on)}"
    return "chưa hoàn thành"


# --- papers and lists -----------------------------------------------------------------------------------

OFFICES = [
    Column("Vai trò", 18, "office_label"),
    Column("Đơn vị", 40, "unit_name"),
    Column("Người đại diện", 28, "person.titled_name"),
    Column("Từ ngày", 14, lambda term: term.starts_on if term.are_days_known else None),
    Column("Đến hết ngày", 14, lambda term: term.ends_on if term.are_days_known else None),
    Column("Cách xác định", 20, "get_method_display"),
    Column("Xác định tại", 40, "occasion"),
]
DOCUMENTS = [
    Column("Dùng làm", 28, "get_role_display"),
    Column("Văn bản", 60, "document.described"),
    Column("Tệp", 40, "document.file_name"),
]


@papers
def minutes_of_the_handover(year, user):
    rows = Handover.objects.filter(cluster_year=year).select_related("outgoing", "incoming")
    return [Print("06 Bàn giao", handover_filename(row), handover_paper(row)) for row in rows]


@lists
def lists_of_the_cluster(year, user):
    """The history goes along for those who read it on the pages."""
    terms = list(
        year.office_terms.select_related("unit", "person", "cluster_year__cluster").order_by(
            "starts_on", "pk"
        )
    )
    found = [
        Listing(LISTS_FOLDER, "Đơn vị thành viên", OF_YEAR, members_in(year, terms)),
        Listing(LISTS_FOLDER, "Trưởng, phó", OFFICES, terms),
        Listing(LISTS_FOLDER, "Văn bản của năm", DOCUMENTS, year.documents.select_related("document")),
    ]
    if can(user, Permission.HISTORY, year):
        found.append(Listing(LISTS_FOLDER, "Nhật ký", HISTORY, events_of_year(year, user)))
    return found
