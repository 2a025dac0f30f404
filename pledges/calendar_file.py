"""A conference as a file for calendars (RFC 5545): what is not known is not in it."""

from datetime import UTC, datetime, timedelta

from audit.models import Event
from audit.verbs import Verb
from documents.models import Certainty
from pledges.models import Ceremony
from vietnamese.dates import short_date

LINE = 75  # octets
ZONE = "Asia/Ho_Chi_Minh"
TIMEZONE = (
    "BEGIN:VTIMEZONE",
    f"TZID:{ZONE}",
    "BEGIN:STANDARD",
    "DTSTART:19750613T000000",
    "TZOFFSETFROM:+0700",
    "TZOFFSETTO:+0700",
    "TZNAME:+07",
    "END:STANDARD",
    "END:VTIMEZONE",
)


def calendar_file(ceremony, url):
    """Return the file as bytes. The day must be known; ``url`` is the conference's page."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//So thi dua//Hoi nghi//VI",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        *TIMEZONE,
        "BEGIN:VEVENT",
        f"UID:hoi-nghi-{ceremony.pk}@so-thi-dua",
        *_revision(ceremony),
        *_time(ceremony),
        _text("SUMMARY", str(ceremony)),
        _text("LOCATION", ceremony.venue or ceremony.town),
        _text("DESCRIPTION", "\n".join(_notes(ceremony))),
        f"URL:{url}",
        "STATUS:CONFIRMED" if ceremony.date_certainty == Certainty.STATED else "STATUS:TENTATIVE",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) for line in lines if line)


def _revision(ceremony):
    """A calendar that has the event takes the file as its newer version once the conference was changed."""
    events = Event.deeds.filter(
        subject_type=Ceremony._meta.label_lower,
        subject_id=str(ceremony.pk),
        verb__in=[Verb.CEREMONY_ADDED, Verb.CEREMONY_CHANGED],
    ).order_by("at", "pk")
    times = list(events.values_list("at", "verb"))
    changes = sum(verb == Verb.CEREMONY_CHANGED for _, verb in times)
    last = (
        _stamp(times[-1][0])
        if times
        else _stamp(datetime.combine(ceremony.starts_on, datetime.min.time(), UTC))
    )
    return f"DTSTAMP:{last}", f"LAST-MODIFIED:{last}", f"SEQUENCE:{changes}"


def _stamp(moment):
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _time(ceremony):
    """With hours where both ends are certain enough, else whole days."""
    first, last = ceremony.starts_on, ceremony.ends_on or ceremony.starts_on
    starts_at, ends_at = ceremony.starts_at, ceremony.ends_at
    if starts_at and (last == first or ends_at):
        start = datetime.combine(first, starts_at)
        yield f"DTSTART;TZID={ZONE}:{start:%Y%m%dT%H%M%S}"
        end = ends_at and datetime.combine(last, ends_at)
        if end and end > start:
            yield f"DTEND;TZID={ZONE}:{end:%Y%m%dT%H%M%S}"
    else:
        yield f"DTSTART;VALUE=DATE:{first:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{last + timedelta(days=1):%Y%m%d}"


def _notes(ceremony):
    yield str(ceremony.cluster_year.cluster.authority)
    if ceremony.starts_at and not ceremony.ends_at and (ceremony.days or 1) > 1:
        yield f"Bắt đầu lúc {ceremony.starts_at:%H:%M}."
    elif not ceremony.starts_at and ceremony.session != Ceremony.Session.UNKNOWN:
        yield f"{ceremony.get_session_display()}."
    if ceremony.date_certainty != Certainty.STATED:
        yield f"Ngày tổ chức: {ceremony.get_date_certainty_display().lower()}."
    if ceremony.reply_by:
        yield f"Đề nghị xác nhận dự trước ngày {short_date(ceremony.reply_by)}."
    if ceremony.contact:
        yield f"Đầu mối liên hệ: {ceremony.contact}"
    if ceremony.invitation_note:
        yield ceremony.invitation_note


def _text(name, value):
    """Return the property with its text escaped, or "" for a text that is not there."""
    if not value:
        return ""
    for mark in ("\\", ";", ","):
        value = value.replace(mark, f"\\{mark}")
    return f"{name}:" + "\\n".join(value.splitlines())


def _folded(line):
    """Return the line in pieces of at most 75 octets, never cut within a letter, each ended by CRLF."""
    pieces, piece = [], b""
    for letter in line:
        octets = letter.encode()
        if len(piece) + len(octets) > LINE:
            pieces.append(piece)
            piece = b" "
        piece += octets
    return b"\r\n".join([*pieces, piece]) + b"\r\n"
