"""What is done on the day of signing: touches of the console, and the screen in the hall."""

import secrets
from datetime import datetime

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.access import Permission, why_not
from audit.chain import linking
from audit.record import GONE, action, insert, record, sentence_of
from audit.verbs import Verb
from pledges.attending import attending_units
from pledges.models import Attending, Ceremony, Participant, Signature, Touch, UnitAttendance
from pledges.moves import Status
from pledges.own_rows import OwnRow, units_signing_at
from pledges.signing_rules import enter_signature, take_back_signature
from vietnamese.dates import short_date

Kind, Presence = Touch.Kind, Signature.Presence


@action
def touch(ceremony, touched, *, by):
    """Take one touch of the console (``touched``: Touched) and return its Touch row, accepted or not.

    A key that was taken before gives its first outcome again and writes nothing. A touch that cannot count is kept
    with the reason as its outcome. Raises ValidationError only for a key of another person, conference, or touch.
    """
    # Locked without its key, so that a form which signs at this conference at the same time need not wait.
    row = Ceremony.objects.select_for_update(of=("self",), no_key=True).get(pk=ceremony.pk)
    known = Touch.objects.filter(key=touched.key).first()
    if known:
        meant = (known.ceremony_id, known.made_by_id, known.kind) == (row.pk, by.pk, touched.kind)
        if not meant or known.signature_id not in (None, touched.signature_id):
            raise ValidationError("Mã của lần chạm này đã dùng cho việc khác. Chạm lại để gửi với mã mới.")
        return known
    try:
        with transaction.atomic(), linking():
            signature, outcome = _TAKE[touched.kind](row, touched, by)
        accepted = True
    except ValidationError as refused:
        signature, outcome, accepted = None, " ".join(refused.messages), False
    except IntegrityError as refused:
        signature, outcome, accepted = None, sentence_of(refused), False
    except ObjectDoesNotExist:
        signature, outcome, accepted = None, GONE, False
    return Touch.objects.create(
        key=touched.key,
        ceremony=row,
        signature=signature or _places(row).filter(pk=touched.signature_id).first(),
        kind=touched.kind,
        touched_at=touched.at,
        made_by=by,
        accepted=accepted,
        outcome=outcome[:500],
    )


def _places(ceremony):
    """The places of the year that is signed here; no other one is a console's business."""
    return Signature.objects.filter(pledge__cluster_year=ceremony.signing_year_id)


def _place(ceremony, touched):
    """Return the touched place. Raises ObjectDoesNotExist where there is none."""
    _refuse_unless_signing(ceremony)
    rows = _places(ceremony).select_related("pledge__cluster_year__cluster", "unit")
    return rows.get(pk=touched.signature_id)


def _refuse_unless_signing(ceremony):
    if ceremony.signing_year is None:
        raise ValidationError(
            "Hội nghị này không ký giao ước nên lần chạm không được ghi nhận. Xem lại loại hội nghị ở trang hội nghị."
        )
    ceremony.signing_year.refuse_if_closed()


def _refuse_unless_allowed(ceremony, signature, by):
    year = ceremony.signing_year
    if not units_signing_at(by, ceremony, {signature.unit_id}):
        raise ValidationError(why_not(Permission.SIGN, by, OwnRow(year, signature.unit_id).place()))


def _signed(ceremony, touched, by):
    signature = _place(ceremony, touched)
    _refuse_unless_allowed(ceremony, signature, by)
    if signature.is_signed:
        raise ValidationError(f"{signature.unit_name} {_since(signature)}. Lần chạm này không tính thêm.")
    now = timezone.now()
    today = timezone.localdate(now)
    day = timezone.localdate(touched.moment(now))
    if ceremony.starts_on and day < ceremony.starts_on:
        raise ValidationError(
            f"Hội nghị họp ngày {short_date(ceremony.starts_on)}, chưa đến ngày nên chưa ghi nhận ký được. "
            "Hội nghị họp sớm hơn thì sửa ngày ở trang hội nghị."
        )
    for name, value in touched.named.items():
        setattr(signature, name, value)
    signature.signed_on = day
    signature.ceremony = ceremony if ceremony.takes_place_on(day) else None
    pledge, changes = enter_signature(signature, today)
    if ceremony.calling_id == signature.pk:
        _call(ceremony, None)
    record(Verb.SIGNED, by=by, subject=pledge, changes=changes, note="Ghi nhận trên bàn ký.")
    return signature, f"{signature.unit_name} đã ký."


def _since(signature):
    """Return “đã ký lúc 09:12” where a touch says it, else “đã ký ngày 02/03/2026”."""
    last = signature.touches.filter(kind=Kind.SIGNED, accepted=True).order_by("pk").last()
    if last is None:
        return f"đã ký ngày {short_date(signature.signed_on)}" if signature.signed_on else "đã ký"
    return f"đã ký lúc {timezone.localtime(last.touched_at):%H:%M}"


def _undone(ceremony, touched, by):
    signature = _place(ceremony, touched)
    _refuse_unless_allowed(ceremony, signature, by)
    if not touched.reason:
        raise ValidationError("Ghi lý do hoàn tác.")
    pledge, changes = take_back_signature(signature)
    note = f"{signature.unit}: {touched.reason}"
    record(Verb.SIGNATURE_WITHDRAWN, by=by, subject=pledge, changes=changes, note=note)
    return signature, f"Đã hoàn tác. {signature.unit_name} trở lại danh sách chưa ký."


def _attends(ceremony, touched, by):
    """Present or absent holds for every place where the unit is still to sign, and on the attendance sheet."""
    signature = _place(ceremony, touched)
    presence = Presence.PRESENT if touched.kind == Kind.PRESENT else Presence.ABSENT
    reason = touched.reason[:300] if presence == Presence.ABSENT else ""
    places = Signature.objects.filter(
        pledge__cluster_year=ceremony.signing_year_id,
        pledge__status=Status.AGREED,
        unit=signature.unit_id,
        is_signed=False,
    )
    open_ones = list(places.select_for_update(of=("self",)))
    if not open_ones:
        raise ValidationError(f"{signature.unit_name} đã ký xong nên không điểm danh nữa.")
    before = signature.get_presence_display()
    for place in open_ones:
        place.presence, place.absence_reason = presence, reason
        place.save(update_fields=["presence", "absence_reason"])
    _tick(ceremony, signature.unit, presence, reason)
    record(
        Verb.SIGNATORY_PRESENT,
        by=by,
        subject=ceremony,
        changes=[[str(signature.unit), before, presence.label]],
        note=reason,
    )
    return signature, f"{signature.unit_name}: {presence.label.lower()}."


def _tick(ceremony, unit, presence, reason):
    """Write it on the attendance sheet of the conference; who comes with somebody in their place is there."""
    row = ceremony.attendances.filter(unit=unit).first() or UnitAttendance(ceremony=ceremony, unit=unit)
    there = (Attending.PRESENT, Attending.STAND_IN)
    if presence == Presence.PRESENT and row.state in there:
        return
    row.state, row.reason = Attending(presence), reason
    if row.pk:
        row.save(update_fields=["state", "reason"])
    elif unit.pk in {member.pk for member in attending_units(ceremony)}:
        insert(row)


def _called(ceremony, touched, by):
    """Call a unit to the table; without a place nobody is called any more."""
    before = str(ceremony.calling.unit) if ceremony.calling_id else ""
    if touched.signature_id is None:
        _refuse_unless_signing(ceremony)
        signature, after = None, ""
    else:
        signature = _place(ceremony, touched)
        after = str(signature.unit)
        if signature.is_signed:
            raise ValidationError(f"{signature.unit_name} {_since(signature)}.")
        if signature.pledge.status != Status.AGREED:
            raise ValidationError("Chỉ mời ký giao ước đã thống nhất.")
    _call(ceremony, signature)
    record(Verb.SIGNER_CALLED, by=by, subject=ceremony, changes=[["Mời lên ký", before, after]])
    return signature, f"Đang mời {signature.unit_name} lên ký." if signature else "Đã thôi mời."


def _call(ceremony, signature):
    ceremony.calling = signature
    ceremony.save(update_fields=["calling"])


def _witnessed(ceremony, touched, by):
    ceremony.cluster_year.refuse_if_closed()
    witness = ceremony.participants.select_for_update(of=("self",)).get(pk=touched.participant_id)
    if not witness.is_witness:
        raise ValidationError(f"{witness} không có trong danh sách chứng kiến của hội nghị.")
    if witness.witnessed_on:
        raise ValidationError(f"{witness} đã ký chứng kiến ngày {short_date(witness.witnessed_on)}.")
    witness.witnessed_on = timezone.localdate(touched.moment(timezone.now()))
    witness.save(update_fields=["witnessed_on"])
    change = ["Ký chứng kiến", "", short_date(witness.witnessed_on)]
    record(Verb.WITNESSED, by=by, subject=ceremony, changes=[change], note=str(witness))
    return None, f"{witness} đã ký chứng kiến."


_TAKE = {
    Kind.SIGNED: _signed,
    Kind.UNDONE: _undone,
    Kind.PRESENT: _attends,
    Kind.ABSENT: _attends,
    Kind.CALLED: _called,
    Kind.WITNESSED: _witnessed,
}


@action
def withdraw_witness(participant, reason, *, by):
    """Take back that somebody witnessed, recorded by mistake."""
    if not reason.strip():
        raise ValidationError({"reason": "Ghi lý do rút ghi nhận chứng kiến."})
    participant.ceremony.cluster_year.refuse_if_closed()
    row = Participant.objects.select_for_update(of=("self",)).get(pk=participant.pk)
    if row.witnessed_on is None:
        raise ValidationError("Chưa ghi nhận ký chứng kiến nên không có gì để rút.")
    change = ["Ký chứng kiến", short_date(row.witnessed_on), ""]
    row.witnessed_on = None
    row.save(update_fields=["witnessed_on"])
    note = f"{row}: {reason.strip()}"
    record(Verb.WITNESS_WITHDRAWN, by=by, subject=row.ceremony, changes=[change], note=note)


@action
def set_countdown(ceremony, moment, *, by):
    """Let the screen in the hall count down to the moment; None: no countdown."""
    row = Ceremony.objects.select_for_update(of=("self",), no_key=True).get(pk=ceremony.pk)
    if moment is not None and moment <= timezone.now():
        raise ValidationError("Giờ kết thúc đếm ngược phải sau giờ hiện tại.")
    change = ["Đếm ngược đến", _clock(row.countdown_to), _clock(moment)]
    row.countdown_to = moment
    row.save(update_fields=["countdown_to"])
    record(Verb.COUNTDOWN_SET, by=by, subject=row, changes=[change])


def _clock(moment: datetime | None):
    return timezone.localtime(moment).strftime("%H:%M %d/%m/%Y") if moment else ""


@action
def open_hall(ceremony, *, by):
    """Give the screen in the hall a new address; the one before shows nothing any more."""
    row = Ceremony.objects.select_for_update(of=("self",)).get(pk=ceremony.pk)
    if not row.signs:
        raise ValidationError("Hội nghị này không ký giao ước nên không có màn hình hội trường.")
    note = (
        "Cấp địa chỉ mới; địa chỉ trước không dùng được nữa." if row.hall_key else "Mở màn hình hội trường."
    )
    row.hall_key = secrets.token_urlsafe(24)
    row.save(update_fields=["hall_key"])
    record(Verb.HALL_KEY_RENEWED, by=by, subject=row, note=note)
    return row


@action
def close_hall(ceremony, *, by):
    """Close the screen in the hall: its address shows nothing any more."""
    row = Ceremony.objects.select_for_update(of=("self",)).get(pk=ceremony.pk)
    if row.hall_key is None:
        raise ValidationError("Màn hình hội trường đang đóng.")
    row.hall_key = None
    row.save(update_fields=["hall_key"])
    record(Verb.HALL_KEY_RENEWED, by=by, subject=row, note="Đóng màn hình hội trường.")
