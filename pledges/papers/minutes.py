"""The minutes of a conference (Mẫu 1.9): signing, mid-year, wrap-up, or wrap-up and signing in one."""

from clusters.year_facts import UNKNOWN, bare, facts_of, numbered, sentences
from clusters.year_papers import next_chair_subject, office_rows
from documents.layout import SignatureBlock, ended
from documents.official import BLANK, DOTS, MinutesPaper, SigningRow, UnitRow
from documents.papers import MinutesHead
from pledges.models import Attending, Pledge, Remark
from pledges.papers.conference import common, subject_of, task_rows
from pledges.papers.facts import WRAP_UPS, clock, meeting_of, named, speaks_for_units, state_of
from vietnamese.dates import short_date
from vietnamese.listing import roman

Kind = Remark.Kind
TIME = "…… giờ …… phút"


def minutes_paper(row, stamp=None):
    meeting = meeting_of(row)
    symbol_head = meeting.of_year.letterhead("BB", stamp, head=MinutesHead)
    units = _units(meeting)
    return MinutesPaper(
        **common(row, "BB", stamp) | {"letterhead": symbol_head},
        subject=subject_of(meeting),
        begun=_begun(meeting),
        venue=meeting.venue,
        presiding=meeting.said_of(meeting.presiding),
        secretary=meeting.said_of(meeting.secretaries),
        guests=tuple(ended(map(_guest, _guests(meeting)))),
        units=units,
        present=_present(meeting),
        witnesses=_witnesses(meeting),
        closing=_closing(meeting),
        clerk=SignatureBlock(post="Thư ký", name=meeting.hand_of(meeting.secretaries)),
        chair=SignatureBlock(post="Chủ tọa", name=meeting.hand_of(meeting.presiding)),
        recipients=meeting.of_year.recipients,
        **_parts(meeting),
    )


# --- the numbered parts ---------------------------------------------------------------------------------


def _parts(meeting):
    """The parts that this conference has, each with its heading in Roman numbers."""
    signing = _signing(meeting)
    parts = [
        ("programme", "Nội dung hội nghị", numbered([_item(part) for part in meeting.agenda])),
        ("results", f"Kết quả năm {meeting.year.year}", _results(meeting)),
        ("directives", "Ý kiến chỉ đạo", _said(meeting, Kind.DIRECTIVE)),
        ("discussion", "Thảo luận", _said(meeting, Kind.DISCUSSION)),
        ("signing", "Kết quả ký kết giao ước thi đua", signing),
        ("offices", _offices_heading(meeting), _offices(meeting)),
        ("conclusion", "Kết luận", _conclusion(meeting)),
        ("tasks", "Việc thực hiện sau hội nghị", task_rows(meeting)),
    ]
    told = {"signed": _signed(meeting) if signing else ""}
    for number, (key, heading, lines) in enumerate((part for part in parts if part[2]), 1):
        told |= {key: lines, f"{key}_heading": f"{roman(number)}. {heading}"}
    return told


def _item(part):
    """A line of the programme with its hour and who presented it."""
    hour = f"{clock(part.starts_at)}: " if part.starts_at else ""
    by = f" Người trình bày: {named(part.presenter)}." if part.presenter_id else ""
    return f"{hour}{bare(part.text)}.{by}"


def _results(meeting):
    """What the year brought, as the year after has it recorded; only where the year is wrapped up."""
    after = meeting.row.signing_year or facts_of(meeting.year).next_year
    if meeting.row.kind not in WRAP_UPS or after is None or after.pk == meeting.year.pk:
        return ()
    return sentences(after.earlier_results)


def _said(meeting, kind):
    rows = meeting.remarks(kind)
    return numbered([f"{named(row.speaker)}: {row.text}" if row.speaker_id else row.text for row in rows])


def _conclusion(meeting):
    lines = _said(meeting, Kind.CONCLUSION)
    concluding = [row for row in meeting.people if row.is_concluding]
    if lines or not concluding:
        return lines
    return (f"Kết luận hội nghị: {'; '.join(map(named, concluding))}.",)


def _offices_heading(meeting):
    if not facts_of(meeting.year).next_terms:
        return ""
    return next_chair_subject(meeting.year).removesuffix(f" của {meeting.year.cluster}")


def _offices(meeting):
    return office_rows(meeting.year) if meeting.row.kind in WRAP_UPS else ()


# --- time, place, people --------------------------------------------------------------------------------


def _begun(meeting):
    row = meeting.row
    if row.opened_at and meeting.days:
        return f"{clock(row.opened_at)}, {meeting.days}"
    if meeting.is_recorded:
        return meeting.when
    return f"{TIME}, {meeting.days or DOTS}"


def _closing(meeting):
    row = meeting.row
    if row.closed_at and meeting.last_day:
        return f"Hội nghị kết thúc vào hồi {clock(row.closed_at)}, {meeting.last_day}"
    if meeting.is_recorded:
        return f"Giờ kết thúc hội nghị: {UNKNOWN}"
    return f"Hội nghị kết thúc vào hồi {TIME}, {meeting.last_day or DOTS}"


def _guests(meeting):
    """Those who take part for no member unit; and those for a unit of which nothing else is told."""
    listed = bool(_units(meeting))
    others = [row for row in meeting.people if not row.is_presiding]
    return [row for row in others if not (listed and (row.unit_id or speaks_for_units(row)))]


def _guest(row):
    roles = [role.lower() for role in row.roles if role not in ("Chủ trì", "Thư ký")]
    came = state_of(row, recorded=False) if row.attendance in (Attending.ABSENT, Attending.STAND_IN) else ""
    remarks = "; ".join(filter(None, [*roles, came.lower()[:1] + came[1:]]))
    return named(row) + (f" ({remarks})" if remarks else "")


def _units(meeting):
    """Every member unit with who came for it. Of a past year in which nobody was called up: no table."""
    if meeting.is_recorded and not meeting.attendances:
        return ()
    people = {row.unit_id: row for row in meeting.people if row.unit_id}
    return tuple(_unit(unit, meeting, people.get(unit.pk)) for unit in meeting.units)


def _unit(unit, meeting, person):
    told = meeting.attendances.get(unit.pk)
    unknown = UNKNOWN if meeting.is_recorded else BLANK
    who = ", ".join(filter(None, [told.representative, bare(told.post)])) if told else ""
    who = who or (named(person) if person else "")
    known = told if told and told.state != Attending.UNKNOWN else person or told
    state = state_of(known, meeting.is_recorded)
    if state.startswith("Vắng"):
        who = who or "–"
    return UnitRow(unit.name_on(meeting.day), who or unknown, state)


def _present(meeting):
    rows = _units(meeting)
    if not rows:
        return f"Số đơn vị thành viên có mặt, vắng mặt: {UNKNOWN}."
    absent = sum(row.state.startswith("Vắng") for row in rows)
    present = sum(row.state.startswith(("Có mặt", "Cử người")) for row in rows)
    if not present and not absent:
        return f"Đơn vị thành viên: tổng số {len(rows):02}; có mặt ……; vắng mặt ……."
    rest = len(rows) - present - absent
    unknown = f"; chưa điểm danh {rest:02}" if rest else ""
    return f"Đơn vị thành viên: tổng số {len(rows):02}; có mặt {present:02}; vắng mặt {absent:02}{unknown}."


# --- the signing ----------------------------------------------------------------------------------------


def _signing(meeting):
    return tuple(_signature(meeting, *found) for found in meeting.signatures)


def _signature(meeting, pledge, name, row, counter):
    over = pledge.status == Pledge.Status.SIGNED
    if not row.is_signed:
        state = UNKNOWN if over and meeting.is_recorded else "Chưa ký"
        return SigningRow(name, ", ".join(filter(None, [row.signatory, bare(row.post)])) or "–", state)
    who = ", ".join(filter(None, [row.signatory, bare(row.post)]))
    late = row.signed_on and not meeting.row.takes_place_on(row.signed_on)
    state = f"Đã ký ngày {short_date(row.signed_on)}" if row.signed_on else "Đã ký"
    state += (
        " (sau hội nghị)" if late and meeting.row.starts_on and row.signed_on > meeting.row.starts_on else ""
    )
    if counter is not None and counter.is_signed:
        state += "; đã ký công nhận"
    return SigningRow(name, who or (UNKNOWN if meeting.is_recorded else BLANK), state)


def _signed(meeting):
    total = len(meeting.signatures)
    year = meeting.row.signing_year.year
    told = f"Đã ký giao ước thi đua năm {year}: {meeting.signed:02} trên tổng số {total:02} đơn vị."
    counters = [row for _, _, _, row in meeting.signatures if row is not None and row.is_signed]
    for name in dict.fromkeys(row.unit.name_on(meeting.day) for row in counters):
        count = sum(row.unit.name_on(meeting.day) == name for row in counters)
        told += f" {name} ký công nhận {count:02} bản."
    return told


def _witnesses(meeting):
    if not meeting.row.signs:
        return ""
    if meeting.witnesses:
        return f"Việc ký kết có sự chứng kiến của: {meeting.said_of(meeting.witnesses)}."
    if meeting.row.witnesses_known == "none" or not meeting.is_recorded:
        return ""
    return f"Người chứng kiến việc ký kết: {UNKNOWN}."
