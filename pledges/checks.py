"""What is missing or contradictory before a pledge or a paper of a conference is printed."""

from datetime import timedelta
from itertools import pairwise

from django.urls import reverse
from django.utils import timezone

from clusters import checks
from clusters.papers import Finding
from clusters.year_facts import facts_of
from pledges.models import Attending, Pledge, Signature
from pledges.papers.facts import WRAP_UPS, meeting_of
from pledges.validity import conference_day, day_of
from vietnamese.dates import short_date

EDGE = timedelta(days=92)  # a year's first conference may be held before it begins, its last after it ended


# --- conferences ----------------------------------------------------------------------------------------


def _page(row, anchor=""):
    return reverse("pledges:ceremony_detail", args=[row.pk]) + anchor


def _edit(row):
    return reverse("pledges:ceremony_edit", args=[row.pk])


def time_and_place(row):
    meeting, edit = meeting_of(row), _edit(row)
    if row.starts_on is None:
        yield checks.missing(meeting.year, "ngày hội nghị", edit)
    else:
        yield from _day(row, meeting)
        if row.starts_at is None:
            yield checks.missing(meeting.year, "giờ bắt đầu hội nghị", edit, is_grave=False)
    if not row.venue:
        yield checks.missing(meeting.year, "địa điểm hội nghị", edit)


def _day(row, meeting):
    year, last = meeting.year, row.ends_on or row.starts_on
    if not (year.starts_on - EDGE <= row.starts_on and last <= year.ends_on + EDGE):
        yield Finding(
            f"Ngày hội nghị {short_date(row.starts_on)} không thuộc năm thi đua {year.year}.", _edit(row)
        )
    if row.date_certainty != "stated":
        yield Finding(
            f"Ngày hội nghị {short_date(row.starts_on)} chưa chắc chắn: {row.get_date_certainty_display().lower()}.",
            _edit(row),
        )


def presiding(row):
    meeting = meeting_of(row)
    if not meeting.presiding:
        yield checks.missing(meeting.year, "người chủ trì hội nghị", _page(row, "#dai-bieu"))


def secretary(row):
    meeting = meeting_of(row)
    if not meeting.secretaries:
        yield checks.missing(meeting.year, "thư ký hội nghị", _page(row, "#dai-bieu"), is_grave=False)


def wording(row):
    """Years and names in the texts that are not those of the conference."""
    meeting = meeting_of(row)
    yield from checks.old_years(meeting.texts, meeting.years, _page(row))
    yield from checks.old_names(meeting.texts, meeting.of_year.units, meeting.day, _page(row))


def programme(row):
    meeting, url = meeting_of(row), _page(row, "#chuong-trinh")
    if not meeting.agenda:
        yield checks.missing(meeting.year, "nội dung chương trình", url)
    times = [part.starts_at for part in meeting.agenda if part.starts_at]
    for before, after in pairwise(times):
        if after < before:
            yield Finding(
                f"Giờ trong chương trình không theo thứ tự: {after:%H:%M} đứng sau {before:%H:%M}.", url
            )
    if times and row.starts_at and times[0] < row.starts_at:
        yield Finding(
            f"Chương trình bắt đầu lúc {times[0]:%H:%M}, trước giờ bắt đầu hội nghị {row.starts_at:%H:%M}.",
            url,
        )
    if times and row.ends_at and times[-1] > row.ends_at:
        yield Finding(
            f"Chương trình có nội dung lúc {times[-1]:%H:%M}, sau giờ kết thúc dự kiến {row.ends_at:%H:%M}.",
            url,
        )
    if times and len(times) < len(meeting.agenda):
        count = len(meeting.agenda) - len(times)
        yield Finding(f"Còn {count} nội dung chương trình chưa ghi giờ.", url)


def check_invitation(row):
    meeting = meeting_of(row)
    yield from time_and_place(row)
    yield from presiding(row)
    yield from checks.members(meeting.year)
    if row.reply_by and row.starts_on and row.reply_by > row.starts_on:
        yield Finding(
            f"Hạn xác nhận dự hội nghị {short_date(row.reply_by)} sau ngày hội nghị {short_date(row.starts_on)}.",
            _edit(row),
            is_grave=True,
        )
    yield from checks.head(meeting.year, "GM")
    yield from checks.signer(meeting.year)
    yield from wording(row)


def check_programme(row):
    yield from time_and_place(row)
    yield from presiding(row)
    yield from programme(row)
    yield from wording(row)


def check_attendance(row):
    meeting = meeting_of(row)
    yield from time_and_place(row)
    if not meeting.people and not meeting.units:
        yield checks.missing(meeting.year, "đại biểu", _page(row, "#dai-bieu"))
    else:
        yield from checks.members(meeting.year)


def check_minutes(row):
    meeting = meeting_of(row)
    year = meeting.year
    yield from time_and_place(row)
    yield from presiding(row)
    yield from secretary(row)
    for time, what in ((row.opened_at, "giờ khai mạc"), (row.closed_at, "giờ bế mạc")):
        if time is None:
            yield checks.missing(year, what, _edit(row), is_grave=False)
    if row.opened_at and row.closed_at and row.days == 1 and row.closed_at <= row.opened_at:
        yield Finding("Giờ bế mạc không sau giờ khai mạc.", _edit(row), is_grave=True)
    yield from _called_up(row, meeting)
    yield from programme(row)
    if row.kind in WRAP_UPS and not facts_of(year).next_terms:
        url = reverse("clusters:year_detail", args=[year.pk])
        yield checks.missing(year, "trưởng, phó của năm sau", url, is_grave=False)
    if row.signs:
        yield from _signing(row, meeting)
    yield from checks.head(year, "BB")
    yield from wording(row)


def _called_up(row, meeting):
    unknown = [
        unit
        for unit in meeting.units
        if unit.pk not in meeting.attendances or meeting.attendances[unit.pk].state == Attending.UNKNOWN
    ]
    known = {person.unit_id for person in meeting.people if person.attendance != Attending.UNKNOWN}
    count = sum(unit.pk not in known for unit in unknown)
    if count == len(meeting.units):
        yield checks.missing(
            meeting.year, "điểm danh các đơn vị thành viên", _page(row, "#dai-bieu"), is_grave=False
        )
    elif count:
        yield Finding(f"Còn {count} đơn vị chưa điểm danh.", _page(row, "#dai-bieu"))


def _signing(row, meeting):
    url, year = _page(row, "#ky-ket"), meeting.year
    if not meeting.pledges:
        yield checks.missing(year, f"giao ước năm {row.signing_year.year} được ký tại hội nghị", url)
        return
    if unagreed := sum(pledge.is_open for pledge in meeting.pledges):
        yield Finding(f"Còn {unagreed} bản giao ước chưa thống nhất nên chưa ký được.", url)
    missing = sum(not signature.is_signed for _, _, signature, _ in meeting.signatures)
    if missing:
        yield Finding(f"Còn {missing} đơn vị chưa ghi nhận đã ký giao ước.", url)
    if not meeting.witnesses and row.witnesses_known == "unknown":
        yield checks.missing(year, "người chứng kiến (hoặc ghi rõ là không có)", _edit(row), is_grave=False)


def check_follow_ups(row):
    meeting, url = meeting_of(row), _page(row, "#viec")
    for field, what in (("owner_id", "đơn vị thực hiện"), ("due_on", "hạn")):
        count = sum(not getattr(task, field) for task in meeting.follow_ups)
        if count:
            yield checks.missing(meeting.year, f"{what} của {count} việc", url, is_grave=False)
    for task in meeting.follow_ups:
        if task.due_on and row.starts_on and task.due_on < row.starts_on:
            yield Finding(
                f"Hạn {short_date(task.due_on)} của việc “{_short(task.text)}” trước ngày hội nghị.", url
            )
    yield from checks.old_names(
        [task.text for task in meeting.follow_ups], meeting.of_year.units, meeting.day, url
    )


def _short(text):
    return text if len(text) <= 60 else f"{text[:60].rsplit(' ', 1)[0].rstrip(' ,;:')}…"


def check_press(row):
    yield from time_and_place(row)
    if not row.press_note:
        yield from presiding(row)
    yield from wording(row)


# --- pledges --------------------------------------------------------------------------------------------


def _pledge(pledge, anchor=""):
    return reverse("pledges:pledge_detail", args=[pledge.pk]) + anchor


def contradictions(pledge, day):
    """What in the text of a pledge cannot be right as it stands on a day: bases, years, names, counts."""
    year = pledge.cluster_year
    if day:
        documents = [basis.document for basis in pledge.bases.all()]
        yield from checks.out_of_force(documents, day, _pledge(pledge, "#can-cu"))
    contents = list(pledge.contents.all())
    texts = [
        pledge.title,
        pledge.opening,
        pledge.closing,
        *(row.text for row in contents),
        *(row.text for row in pledge.targets.all()),
    ]
    yield from checks.old_years(texts, [year.year], _pledge(pledge, "#noi-dung"))
    yield from checks.old_names(
        texts, facts_of(year).units, day or year.as_of(), _pledge(pledge, "#noi-dung")
    )
    listed = sum(row.parent_id is None for row in contents)
    if pledge.declared_contents not in (None, listed):
        yield Finding(
            f"Số nội dung đã khai là {pledge.declared_contents}, danh sách có {listed}.",
            _pledge(pledge, "#noi-dung"),
        )


def gaps(pledge):
    """What the pledge does not have yet."""
    year = pledge.cluster_year
    if not pledge.contents.all() and not pledge.opening:
        yield checks.missing(year, "nội dung giao ước", _pledge(pledge, "#noi-dung"))
    if not pledge.bases.all():
        yield checks.missing(year, "căn cứ của giao ước", _pledge(pledge, "#can-cu"), is_grave=False)
    if not pledge.targets.all():
        yield checks.missing(year, "chỉ tiêu thi đua", _pledge(pledge, "#chi-tieu"), is_grave=False)
    yield from _parties(pledge, year)


def _parties(pledge, year):
    rows = [row for row in pledge.signatures.all() if row.role == Signature.Role.PARTY]
    if pledge.is_open or not rows:
        if pledge.unit_id is None:
            yield from checks.members(year)
        return
    members, url = len(facts_of(year).members.present), _pledge(pledge, "#chu-ky")
    if pledge.unit_id is None and members and len(rows) != members:
        yield Finding(
            f"Giao ước có {len(rows)} đơn vị ký, {year.cluster.noun} có {members} đơn vị thành viên.", url
        )
    for count, what in (
        (sum(row.is_signed and not row.signatory for row in rows), "họ tên người ký"),
        (sum(row.is_signed and not row.post for row in rows), "chức vụ người ký"),
        (sum(row.is_signed and not row.signed_on for row in rows), "ngày ký"),
    ):
        if count:
            whose = "" if pledge.unit_id else f" của {count} đơn vị"
            yield checks.missing(year, f"{what}{whose}", url, is_grave=False)
    if pledge.status == Pledge.Status.SIGNED and (late := sum(not row.is_signed for row in rows)):
        yield checks.missing(year, f"việc ký của {late} đơn vị", url, is_grave=False)


def check_pledge(pledge):
    """Everything to look at before the pledge is printed or issued."""
    yield from contradictions(pledge, _paper_day(pledge))
    yield from gaps(pledge)


def _paper_day(pledge):
    """The day of the paper; that of the conference is asked once for all pledges on one object of a year."""
    year = pledge.cluster_year
    signed = [row.signed_on for row in pledge.signatures.all() if row.signed_on]
    if pledge.status == Pledge.Status.SIGNED and signed:
        return max(signed)
    if "_conference_day" not in year.__dict__:
        year._conference_day = conference_day(year)
    return year._conference_day or (None if year.is_recorded else timezone.localdate())


def contradicted(pledge):
    """What a text that may still be written is not printed with before somebody has looked at it.

    A past year is entered as its papers have it, so nothing keeps it from being printed.
    """
    if not pledge.is_open or pledge.cluster_year.is_recorded:
        return []
    return list(contradictions(pledge, day_of(pledge, timezone.localdate())))


def contradicted_of_set(year):
    """Return ``[(pledge, findings), …]`` of the units' drafts in which something cannot be right; a constant
    number of queries however many units there are."""
    if year.is_recorded:
        return []
    drafts = year.pledges.filter(unit__isnull=False, status__in=Pledge.OPEN).select_related("unit")
    drafts = list(
        drafts.order_by("unit__sort_key").prefetch_related(
            "bases__document__replaced_by", "contents", "targets"
        )
    )
    for draft in drafts:
        draft.cluster_year = year
    day = day_of(drafts[0], timezone.localdate()) if drafts else None
    found = [(draft, list(contradictions(draft, day))) for draft in drafts]
    return [(draft, findings) for draft, findings in found if findings]
