"""What pledges and conferences give to the book of a year and to its files."""

from django.db.models import Q

from clusters import book
from clusters.book import UNKNOWN, Listing, Part, Print, Stored, absent, known
from documents.book import Chapter, Col, Facts, Grid, Heading, Lead, Lines
from documents.models import OfficialDocument
from documents.xlsx import Column
from pledges.documents import pledge_filename, pledge_paper
from pledges.fingerprint import text_of
from pledges.models import Ceremony, FollowUp, Photo, Pledge, Registration, Remark, Signature
from pledges.views.exports import ATTENDANCE, FOLLOW_UPS, PARTICIPANTS, REMARKS
from vietnamese.dates import date_range, short_date
from vietnamese.listing import point_letter

Status = Pledge.Status
SIDE_BY_SIDE = 4
TEXTS, MEETINGS, DOCUMENTS, LISTS = "01 Giao ước", "02 Hội nghị", "04 Văn bản", "05 Danh sách"


def _pledges(year):
    """The pledges in the order of the cluster's list."""
    order = {membership.unit_id: place for place, membership in enumerate(year.members())}
    rows = year.pledges.select_related("unit", "superseded_by", "cluster_year__cluster__authority")
    rows = rows.prefetch_related("signatures__unit", "signatures__ceremony")
    return sorted(rows, key=lambda row: order.get(row.unit_id, len(order)))


def _meetings(year):
    rows = Ceremony.objects.filter(Q(cluster_year=year) | Q(signing_year=year)).order_by("starts_on", "pk")
    return rows.select_related("cluster_year__cluster", "signing_year").prefetch_related(
        "participants__person",
        "participants__unit",
        "attendances__unit",
        "agenda__presenter__person",
        "remarks__speaker__person",
        "follow_ups__owner",
        "follow_ups__passed_to",
    )


# --- chapters -------------------------------------------------------------------------------------------


@book.chapters
def pledges_and_conferences(year, user):
    pledges, meetings = _pledges(year), list(_meetings(year))
    return [
        Part(30, Chapter("Giao ước thi đua", tuple(_of_pledges(year, pledges)))),
        Part(40, Chapter("Hội nghị", tuple(_of_meetings(year, meetings)))),
        *_passed(year),
    ]


def _of_pledges(year, pledges):
    if not pledges:
        yield absent(year, "giao ước")
        return
    if pledges[0].unit_id:
        yield from _of_units(pledges)
        return
    for pledge in pledges:
        yield from _joint(pledge)


def _of_units(pledges):
    """Each unit has a text of its own, which is bound behind the book once it is signed."""
    yield Facts((("Tên giao ước", pledges[0].title), ("Hình thức", pledges[0].get_shape_display())))
    columns = (
        Col("Đơn vị"),
        Col("Tình trạng", "middle"),
        Col("Người ký", "middle"),
        Col("Ngày ký", "narrow", True),
    )
    yield Grid(columns, tuple(_unit_row(pledge) for pledge in pledges))


def _unit_row(pledge):
    own = next((row for row in pledge.signatures.all() if row.role == Signature.Role.PARTY), None)
    signed = own is not None and own.is_signed
    return (
        f"{pledge.unit_name}: {pledge.title}" if pledge.annex_of_id else pledge.unit_name,
        pledge.standing,
        known(own.signatory) if signed else "",
        known(own.signed_on) if signed else "",
    )


def _joint(pledge):
    text = pledge.frozen or text_of(pledge)
    yield Facts((("Tên giao ước", text["title"]), ("Tình trạng", pledge.standing)))
    if text["contents"]:
        yield Heading("Nội dung")
        yield Lines(tuple(_content_lines(text["contents"])))
    elif text["text_state"] != Pledge.TextState.FULL:
        yield Lines((f"Nội dung: {UNKNOWN}.",), is_note=True)
    if text["targets"]:
        yield Heading("Chỉ tiêu")
        columns = (Col("Chỉ tiêu"), Col("Đơn vị tính", "middle"), Col("Mức", "middle"))
        yield Grid(columns, tuple(map(_target, text["targets"])))
    yield from _registered(text)
    if signatures := list(pledge.signatures.all()):
        yield Heading("Ký kết")
        yield _signed(pledge, signatures, {party["unit"]: party["name"] for party in text["parties"]})


def _target(target):
    """The column of measures says "%" already."""
    return target["text"], target["measure"], target["level"].removesuffix("%")


def _content_lines(contents):
    for number, content in enumerate(contents, 1):
        yield f"{number}. {content['text']}"
        yield from (f"{point_letter(place)}) {point}" for place, point in enumerate(content["points"], 1))


def _registered(text):
    """The figures of all units, at most as many targets side by side as a page carries."""
    targets = [(number, row) for number, row in enumerate(text["targets"], 1) if row["registrations"]]
    if not targets:
        return
    yield Heading("Mức đăng ký của các đơn vị")
    for start in range(0, len(targets), SIDE_BY_SIDE):
        some = targets[start : start + SIDE_BY_SIDE]
        columns = [
            Col(f"Chỉ tiêu {number}" + (f" ({row['measure']})" if row["measure"] else ""), "narrow", True)
            for number, row in some
        ]
        figures = [{one["unit"]: one["value"] for one in row["registrations"]} for _, row in some]
        yield Grid(
            (Col("Đơn vị"), *columns),
            tuple(
                (party["name"], *(column.get(party["unit"], "–") for column in figures))
                for party in text["parties"]
            ),
        )


def _signed(pledge, signatures, names):
    """In a past year a signature that is not recorded is unknown, in a running one it is still missing."""
    missing = UNKNOWN if pledge.status == Status.SIGNED else "chưa ký"
    columns = (
        Col("Đơn vị"),
        Col("Người ký", "middle"),
        Col("Chức vụ", "middle"),
        Col("Ngày ký", "narrow", True),
    )
    return Grid(
        columns,
        tuple(
            (
                names.get(row.unit_id) or row.unit_name,
                *(
                    (known(row.signatory), known(row.post), known(row.signed_on))
                    if row.is_signed
                    else (missing, "", "")
                ),
            )
            for row in signatures
        ),
    )


def _of_meetings(year, meetings):
    if not meetings:
        yield absent(year, "hội nghị")
    for meeting in meetings:
        yield Heading(str(meeting))
        yield _about(meeting)
        yield from _attended(meeting)
        yield from _said(meeting)
        yield from _left_behind(meeting)


def _about(meeting):
    when = date_range(meeting.starts_on, meeting.ends_on) if meeting.starts_on else UNKNOWN
    presiding = [row.display_name for row in meeting.participants.all() if row.is_presiding]
    return Facts(
        (
            ("Thời gian", when),
            ("Địa điểm", known(meeting.venue)),
            ("Chủ trì", "; ".join(presiding) or UNKNOWN),
        )
    )


def _attended(meeting):
    rows = list(meeting.participants.all())
    if rows:
        columns = (Col("Đại biểu"), Col("Chức vụ, đơn vị"), Col("Vai trò", "narrow"))
        yield Grid(
            columns,
            tuple(
                (row.display_name, "\n".join(filter(None, [row.post, row.unit_name])), ", ".join(row.roles))
                for row in rows
            ),
        )
    agenda = [
        (f"{item.starts_at:%H:%M} " if item.starts_at else "- ")
        + item.text
        + (f" ({item.presenter.display_name})" if item.presenter_id else "")
        for item in meeting.agenda.all()
    ]
    if agenda:
        yield Lead("Chương trình:")
        yield Lines(tuple(agenda))


def _said(meeting):
    rows = list(meeting.remarks.all())
    for kind in Remark.Kind:
        found = [row for row in rows if row.kind == kind]
        if found:
            yield Lead(f"{kind.label}:")
            yield Lines(
                tuple(
                    f"- {f'{row.speaker.display_name}: ' if row.speaker_id else ''}{row.text}"
                    for row in found
                )
            )


TASKS = (
    Col("Việc cần làm"),
    Col("Đơn vị thực hiện", "middle"),
    Col("Hạn", "narrow", True),
    Col("Kết quả", "middle"),
)


def _left_behind(meeting):
    rows = list(meeting.follow_ups.all())
    if rows:
        yield Lead("Việc sau hội nghị:")
        yield Grid(TASKS, tuple(_task(row, meeting.cluster_year) for row in rows))


def _task(row, year):
    """How a task stands for the year: done, passed on, or open."""
    none = UNKNOWN if year.is_recorded else ""
    if row.done_on:
        result = f"Xong ngày {short_date(row.done_on)}"
    elif row.passed_to_id and row.passed_to_id != year.pk:
        result = f"Chuyển sang năm {row.passed_to.year}"
    else:
        result = UNKNOWN if year.is_recorded else "Chưa xong"
    return row.text, row.owner_name or none, short_date(row.due_on) if row.due_on else none, result


def _passed(year):
    """Tasks that this year took over."""
    rows = FollowUp.objects.filter(passed_to=year).order_by("due_on", "pk")
    rows = list(rows.select_related("owner", "passed_to", "ceremony__cluster_year__cluster"))
    if not rows:
        return []
    grid = Grid(TASKS, tuple(_task(row, year) for row in rows))
    return [Part(45, Chapter("Việc chuyển tiếp từ năm trước", (grid,)))]


# --- papers, lists, files -------------------------------------------------------------------------------


@book.papers
def texts(year, user):
    return [_print(pledge) for pledge in _pledges(year)]


def _print(pledge):
    year = f"năm {pledge.cluster_year.year}"
    title = pledge.title if year in pledge.title.lower() else f"{pledge.title} {year}"
    title += f", {pledge.unit_name}" if pledge.unit_id else ""
    is_signed = pledge.status == Status.SIGNED
    return Print(TEXTS, pledge_filename(pledge), pledge_paper(pledge), title if is_signed else "")


REGISTRATIONS = [
    Column("Giao ước", 30, "target.pledge.title"),
    Column("Đơn vị", 40, "unit_name"),
    Column("Chỉ tiêu", 60, "target.text"),
    Column("Đơn vị tính", 16, "target.unit_of_measure"),
    Column("Mức đăng ký", 14, "value"),
    Column("Ghi chú", 30, "note"),
]
ALL_TASKS = [Column("Hội nghị", 50, "ceremony"), *FOLLOW_UPS]


@book.lists
def registrations_and_meetings(year, user):
    figures = Registration.objects.filter(target__pledge__cluster_year=year)
    tasks = FollowUp.objects.filter(Q(ceremony__cluster_year=year) | Q(passed_to=year))
    tasks = tasks.select_related(
        "owner", "passed_to", "ceremony__cluster_year__cluster", "ceremony__signing_year"
    )
    found = [
        Listing(
            LISTS,
            "Mức đăng ký",
            REGISTRATIONS,
            figures.select_related("target__pledge__cluster_year", "unit").order_by(
                "target__pledge", "unit__sort_key", "pk"
            ),
        ),
        Listing(LISTS, "Việc sau hội nghị", ALL_TASKS, tasks.order_by("due_on", "pk")),
    ]
    for folder, meeting in _folders(year):
        found.append(Listing(folder, "Danh sách đại biểu", PARTICIPANTS, meeting.participants.all()))
        found.append(Listing(folder, "Điểm danh các đơn vị", ATTENDANCE, meeting.attendances.all()))
        found.append(Listing(folder, "Ý kiến tại hội nghị", REMARKS, meeting.remarks.all()))
    return found


def _folders(year):
    """Yield each conference with the folder of its files."""
    for number, meeting in enumerate(_meetings(year), 1):
        title = str(meeting).removesuffix(f" của {year.cluster}")
        yield f"{MEETINGS}/{book.named(number, title)}", meeting


@book.files
def photos_of_conferences(year, user):
    folders = {meeting.pk: folder for folder, meeting in _folders(year)}
    rows = Photo.objects.filter(ceremony__in=folders).exclude(file="")
    return [
        Stored(f"{folders[row.ceremony_id]}/Ảnh", row.file_name, lambda row=row: row.file.open("rb"))
        for row in rows
    ]


@book.files
def documents_in_use(year, user):
    """The files of the documents by which the year worked, wherever it says so, as far as the reader sees them."""
    used = OfficialDocument.objects.filter(
        Q(years__cluster_year=year)
        | Q(plans__cluster_year=year)
        | Q(basis_of__pledge__cluster_year=year)
        | Q(office_terms__cluster_year=year)
    ).values("pk")
    rows = (
        OfficialDocument.objects.visible_to(user)
        .filter(pk__in=used)
        .exclude(file="")
        .order_by("issued_on", "pk")
    )
    return [Stored(DOCUMENTS, row.file_name, lambda row=row: row.file.open("rb")) for row in rows]
