"""The papers of a conference: invitation, programme, list of those who come, follow-up list, news."""

from django.utils import timezone

from clusters.year_facts import UNKNOWN, bare, facts_of, sentences
from documents.layout import SignatureBlock, ended
from documents.official import (
    BLANK,
    DOTS,
    AttendancePaper,
    AttendanceRow,
    FollowUpPaper,
    InvitationPaper,
    PressPaper,
    ProgrammePaper,
    ProgrammeRow,
    TaskRow,
)
from pledges.models import Remark
from pledges.papers.facts import WRAP_UPS, meeting_of, named, plain_name, speaks_for_units
from vietnamese.dates import long_date, short_date
from vietnamese.listing import join_names

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def common(row, symbol, stamp):
    """What all papers of a conference begin with."""
    meeting = meeting_of(row)
    return {
        "letterhead": meeting.of_year.letterhead(symbol, stamp, town=row.town),
        "record_note": meeting.of_year.record_note,
        "is_draft": bool(symbol) and not (stamp or meeting.is_recorded),
        "is_sample": meeting.of_year.authority.is_sample,
        "stamp": stamp,
    }


def of_the_chair(meeting, stamp):
    return {
        "signature": meeting.of_year.chair_signature(stamp.day if stamp else None),
        "recipients": meeting.of_year.recipients,
    }


# --- invitation -----------------------------------------------------------------------------------------


def invitation_paper(row, stamp=None):
    meeting = meeting_of(row)
    weekday = f" ({WEEKDAYS[row.starts_on.weekday()]})" if row.starts_on and row.days == 1 else ""
    return InvitationPaper(
        **common(row, "GM", stamp),
        **of_the_chair(meeting, stamp) | {"recipients": ("Như thành phần mời",)},
        subject=f"Dự {meeting.short_name}",
        inviter=str(meeting.year.cluster),
        guests=tuple(ended(guests_of(meeting))),
        occasion=meeting.name,
        theme=meeting.of_year.theme_line,
        presiding=meeting.said_of(meeting.presiding),
        when=f"{meeting.when}{weekday}",
        venue=meeting.venue,
        programme=tuple(ended(part.text for part in meeting.agenda)),
        notes=sentences(row.invitation_note),
        reply=f"Đề nghị xác nhận dự hội nghị trước {long_date(row.reply_by)}." if row.reply_by else "",
        contact=bare(row.contact),
        closing="Trân trọng kính mời dự hội nghị đúng thời gian, địa điểm nêu trên",
    )


def guests_of(meeting):
    """Those without a unit of the cluster first, then unit by unit; of a past year only who is recorded.

    Whoever presides for the chair is the host, and not invited.
    """
    chair = meeting.of_year.chair_on(meeting.day)
    guests, by_unit = [], {}
    for row in meeting.people:
        is_host = row.is_presiding and chair is not None and row.unit_id == chair.unit_id
        place = by_unit.setdefault(row.unit_id, []) if row.unit_id else guests
        place += [] if is_host else [named(row)]
    if meeting.is_recorded or any(map(speaks_for_units, meeting.people)):
        guests += [who for rows in by_unit.values() for who in rows]
        return guests or [f"(thành phần mời {UNKNOWN})" if meeting.is_recorded else DOTS]
    for unit in meeting.units:
        guests += by_unit.get(unit.pk, [f"Đại diện lãnh đạo {unit.name_on(meeting.day)}"])
    return guests or [DOTS]


# --- programme ------------------------------------------------------------------------------------------


def programme_paper(row, stamp=None):
    meeting = meeting_of(row)
    return ProgrammePaper(
        **common(row, "", stamp),
        **of_the_chair(meeting, stamp),
        subject=subject_of(meeting),
        when=meeting.when,
        venue=meeting.venue,
        presiding=meeting.said_of(meeting.presiding),
        secretary=meeting.said_of(meeting.secretaries),
        rows=tuple(_programme_row(part, meeting) for part in meeting.agenda),
    )


def subject_of(meeting):
    """The conference as a trích yếu: "Hội nghị ký kết giao ước thi đua năm 2026"."""
    name = meeting.short_name
    return name[:1].upper() + name[1:]


def _programme_row(part, meeting):
    time = f"{part.starts_at.hour:02}:{part.starts_at.minute:02}" if part.starts_at else ""
    papers = [bare(line) for line in part.papers.splitlines() if line.strip()]
    matter = " ".join(part.text.split()) + (f"\nTài liệu: {'; '.join(papers)}." if papers else "")
    blank = UNKNOWN if meeting.is_recorded else ""
    return ProgrammeRow(time or blank, matter, named(part.presenter) if part.presenter_id else blank)


# --- attendance -----------------------------------------------------------------------------------------


def attendance_paper(row, stamp=None):
    meeting = meeting_of(row)
    rows = attendance_rows(meeting)
    return AttendancePaper(
        **common(row, "", stamp),
        subject=f"Dự {meeting.short_name}",
        when=meeting.when,
        venue=meeting.venue,
        rows=rows,
        total=f"Danh sách gồm {len(rows):02} mục.",
        signature=SignatureBlock(post="Thư ký hội nghị", name=meeting.hand_of(meeting.secretaries)),
    )


def attendance_rows(meeting):
    """Guests first, then unit by unit: whoever is named for it, else a line to be filled in by hand."""
    rows = [AttendanceRow(row.display_name, bare(row.post)) for row in _guests(meeting)]
    for unit in meeting.units:
        name = unit.name_on(meeting.day)
        told = meeting.attendances.get(unit.pk)
        people = [row for row in meeting.people if row.unit_id == unit.pk]
        if told and told.representative and told.representative not in {plain_name(row) for row in people}:
            rows.append(AttendanceRow(told.representative, _at(told.post, name)))
        rows += [AttendanceRow(row.display_name, _at(row.post, name)) for row in people]
        if not people and not (told and told.representative):
            rows.append(AttendanceRow(UNKNOWN if meeting.is_recorded else "", name))
    return tuple(rows)


def _guests(meeting):
    return [row for row in meeting.people if not (row.unit_id or (meeting.units and speaks_for_units(row)))]


def _at(post, unit):
    """The post and the unit, the unit not a second time where the post names it."""
    post = bare(post)
    return post if _names(post, unit) else ", ".join(filter(None, [post, unit]))


def _names(post, unit):
    """Whether a post names its unit, be it in short: "Chủ tịch Hội CCB tỉnh Phú Thọ"."""
    words, (first, *_), last = post.lower(), unit.lower().split(), " ".join(unit.lower().split()[-2:])
    return unit.lower() in words or (first in words.split() and last in words)


# --- what is to be done afterwards ----------------------------------------------------------------------


def follow_up_paper(row, stamp=None):
    meeting = meeting_of(row)
    day = stamp.day if stamp else timezone.localdate()
    return FollowUpPaper(
        **common(row, "", stamp),
        **of_the_chair(meeting, stamp),
        subject=subject_of(meeting),
        as_of="Tình trạng ghi theo hồ sơ của năm:"
        if meeting.is_recorded
        else f"Tình trạng tính đến {long_date(day)}:",
        tasks=task_rows(meeting, day),
        total=f"Danh mục gồm {len(meeting.follow_ups):02} việc.",
    )


def task_rows(meeting, day=None):
    return tuple(_task(row, meeting, day) for row in meeting.follow_ups)


def _task(row, meeting, day):
    unknown = UNKNOWN if meeting.is_recorded else BLANK
    if row.done_on:
        state = f"Xong ngày {short_date(row.done_on)}"
    elif row.passed_to_id:
        state = f"Chuyển sang năm {row.passed_to.year}"
    elif meeting.is_recorded:
        state = UNKNOWN
    else:
        state = "Quá hạn, chưa xong" if day and row.due_on and row.due_on < day else "Chưa xong"
    due = short_date(row.due_on) if row.due_on else unknown
    return TaskRow(" ".join(row.text.split()), row.owner_name or unknown, due, state)


# --- the news -------------------------------------------------------------------------------------------


def press_paper(row, stamp=None):
    meeting = meeting_of(row)
    captions = [
        bare(photo.caption) + (f" (ảnh: {bare(photo.credit)})" if photo.credit else "")
        for photo in row.photos.all()
    ]
    return PressPaper(
        **common(row, "", stamp),
        subject=subject_of(meeting),
        paragraphs=sentences(row.press_note) or tuple(news_of(meeting)),
        captions=tuple(ended(captions)),
        signature=SignatureBlock(post="Người cung cấp tin", name=meeting.hand_of(meeting.secretaries)),
    )


def news_of(meeting):
    """The news put together from what was recorded, nothing beside it; what is not known is not told."""
    yield _what_happened(meeting)
    if theme := meeting.of_year.theme_line:
        yield f"Chủ đề thi đua năm {meeting.year.year}: {theme}."
    if meeting.presiding:
        yield f"Chủ trì hội nghị: {meeting.said_of(meeting.presiding)}."
    if others := [row for row in meeting.people if not row.is_presiding]:
        yield f"Dự hội nghị có: {meeting.said_of(others)}."
    if meeting.agenda:
        yield "Hội nghị tiến hành các nội dung sau:"
        yield from ended(f"- {bare(part.text)}" for part in meeting.agenda)
    if signed := _who_signed(meeting):
        yield signed
    for row in meeting.remarks(Remark.Kind.DIRECTIVE):
        who = f" của {named(row.speaker)}" if row.speaker_id else ""
        yield f"Ý kiến chỉ đạo{who}: {bare(row.text)}."
    if meeting.row.kind in WRAP_UPS and (said := _who_chairs_next(meeting)):
        yield said
    for row in meeting.remarks(Remark.Kind.CONCLUSION):
        who = f" của {named(row.speaker)}" if row.speaker_id else ""
        yield f"Kết luận{who}: {bare(row.text)}."


def _what_happened(meeting):
    cluster, venue = meeting.year.cluster, bare(meeting.row.venue)
    when = meeting.when if meeting.days else ""
    start = ", ".join(filter(None, [when, f"tại {venue}" if venue else ""]))
    held = f"{cluster} tổ chức {meeting.short_name}."
    if not start:
        return f"{held} Thời gian, địa điểm: {UNKNOWN}."
    if start[:1].isdecimal():  # the hour; a sentence does not begin with a number
        start = f"lúc {start}"
    return f"{start[:1].upper()}{start[1:]}, {held}"


def _who_signed(meeting):
    if not meeting.signed:
        return ""
    year = meeting.row.signing_year.year
    witnesses = [named(row) for row in meeting.witnesses]
    by = f", trước sự chứng kiến của {join_names(witnesses)}" if witnesses else ""
    return f"Đã có {meeting.signed} đơn vị ký giao ước thi đua năm {year}{by}."


def _who_chairs_next(meeting):
    facts = facts_of(meeting.year)
    parts = [f"{row.unit_name} giữ vai trò {row.office_label.lower()}" for row in facts.next_terms]
    return f"Năm {facts.next_year.year}, {join_names(parts)}." if parts else ""
