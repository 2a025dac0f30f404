"""Who has signed: recorded, taken back, or entered from the reports of a past year."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from audit.record import action, record
from audit.verbs import Verb
from clusters.models import OfficeTerm
from pledges.models import Pledge, Signature
from pledges.moves import Status, lay_down_agreement, step
from vietnamese.dates import date_range, short_date


@action
def sign(signature, *, by, today=None):
    """Record that a unit has signed; ``signature`` carries signatory, post, authority, day and conference.

    With the last signature the pledge becomes signed. Raises ValidationError for a text that is not
    agreed, a place that is signed already, a day in the future, or a missing name, post or day.
    """
    today = today or timezone.localdate()
    pledge = Pledge.objects.select_for_update(of=("self",)).get(pk=signature.pledge_id)
    stored = Signature.objects.select_for_update(of=("self",)).get(pk=signature.pk)
    if pledge.status != Status.AGREED:
        raise ValidationError(
            f"Giao ước đang ở bước “{pledge.get_status_display()}” nên không ký được. "
            "Chỉ ký giao ước đã thống nhất."
        )
    if stored.is_signed:
        raise ValidationError(f"{stored.unit} đã ký ngày {short_date(stored.signed_on)}.")
    _check_signature(signature, pledge, today)
    signature.is_signed = True
    signature.full_clean()
    signature.save()
    note = ""
    if not pledge.signatures.filter(is_signed=False).exists():
        pledge.status, pledge.signed_at = Status.SIGNED, timezone.now()
        pledge.save(update_fields=["status", "signed_at"])
        note = "Đã đủ chữ ký; giao ước chuyển sang “Đã ký”."
    changes = [
        ["Đơn vị", "", str(signature.unit)],
        ["Người ký", "", signature.signatory],
        ["Chức vụ", "", signature.post],
        ["Thẩm quyền ký", "", signature.get_authority_display()],
        ["Ngày ký", "", short_date(signature.signed_on)],
    ]
    record(Verb.SIGNED, by=by, subject=pledge, changes=changes, note=note)
    return signature


def _check_signature(signature, pledge, today):
    errors = {}
    if not signature.signatory:
        errors["signatory"] = "Ghi họ và tên người ký."
    if not signature.post:
        errors["post"] = "Ghi chức vụ người ký."
    if signature.authority == Signature.Authority.UNKNOWN:
        errors["authority"] = "Chọn thẩm quyền ký."
    if (
        signature.authority not in (Signature.Authority.OWN, Signature.Authority.UNKNOWN)
        and not signature.on_behalf_of
    ):
        errors["on_behalf_of"] = "Ghi rõ thay mặt, ký thay, thừa lệnh hoặc thừa ủy quyền của ai."
    if signature.signed_on is None:
        errors["signed_on"] = "Ghi ngày ký."
    elif signature.signed_on > today:
        errors["signed_on"] = "Ngày ký không thể sau hôm nay."
    if signature.ceremony_id and signature.ceremony.signing_year_id != pledge.cluster_year_id:
        errors["ceremony"] = "Hội nghị này không ký giao ước của năm này."
    elif (
        signature.ceremony_id
        and signature.signed_on
        and not signature.ceremony.takes_place_on(signature.signed_on)
    ):
        errors["signed_on"] = (
            f"Hội nghị họp {date_range(signature.ceremony.starts_on, signature.ceremony.ends_on)}. Ký ngày khác thì "
            "chọn “Không ký tại hội nghị”."
        )
    if (
        signature.role == Signature.Role.COUNTERSIGN
        and pledge.signatures.filter(role=Signature.Role.PARTY, is_signed=False).exists()
    ):
        raise ValidationError("Đơn vị ký trước; cụm trưởng, khối trưởng ký công nhận sau.")
    if errors:
        raise ValidationError(errors)


@action
def withdraw_signature(signature, reason, *, by):
    """Take back a signature that was recorded by mistake, while the pledge is not signed by all."""
    if not reason.strip():
        raise ValidationError({"reason": "Ghi lý do rút ghi nhận đã ký."})
    pledge = Pledge.objects.select_for_update(of=("self",)).get(pk=signature.pledge_id)
    stored = Signature.objects.select_for_update(of=("self",)).get(pk=signature.pk)
    if pledge.status != Status.AGREED or not stored.is_signed:
        raise ValidationError("Chỉ rút được khi đơn vị đã được ghi nhận ký và giao ước chưa đủ chữ ký.")
    changes = [["Người ký", stored.signatory, ""], ["Ngày ký", short_date(stored.signed_on), ""]]
    stored.is_signed, stored.signed_on, stored.ceremony = False, None, None
    stored.save()
    record(
        Verb.SIGNATURE_WITHDRAWN,
        by=by,
        subject=pledge,
        changes=changes,
        note=f"{stored.unit}: {reason.strip()}",
    )


@action
def record_signed(pledge, signatures=None, countersigned_by=None, *, by):
    """Enter a pledge of a past year as signed, as far as the sources go.

    ``signatures`` maps a unit id, or ``"countersign"``, to a dict with any of ``signatory``, ``post``,
    ``authority``, ``on_behalf_of``, ``signed_on``, ``ceremony``; a unit whose id is not there is left
    as "not known whether it signed". None stands for: every unit signed, nothing more is known.
    ``countersigned_by`` is the chair of another year, where a wrap-up's own chair countersigned the
    pledges of the next year. Raises ValidationError in a running year, and for a unit that never chaired.
    """
    if not pledge.cluster_year.is_recorded:
        raise ValidationError(
            "Chỉ ghi nhận như vậy với năm nhập lại từ hồ sơ; năm đang diễn ra thì từng đơn vị ký."
        )
    if countersigned_by and not OfficeTerm.objects.chairs().filter(
        cluster_year__cluster=pledge.cluster_year.cluster_id, unit=countersigned_by
    ):
        raise ValidationError("Đơn vị ký công nhận phải là cụm trưởng, khối trưởng.")
    changes = lay_down_agreement(pledge, countersigned_by)
    for signature in pledge.signatures.all():
        is_countersign = signature.role == Signature.Role.COUNTERSIGN
        key = "countersign" if is_countersign else signature.unit_id
        if signatures is not None and key not in signatures:
            continue
        known = {} if signatures is None else signatures[key]
        signature.is_signed = True
        signature.signatory = known.get("signatory", "")
        signature.post = known.get("post", "")
        signature.authority = known.get("authority", Signature.Authority.UNKNOWN)
        signature.on_behalf_of = known.get("on_behalf_of", "")
        signature.signed_on = known.get("signed_on")
        signature.ceremony = known.get("ceremony")
        signature.full_clean()
        signature.save()
    changes += step(pledge, Status.SIGNED, signed_at=timezone.now())
    record(Verb.PLEDGE_RECORDED, by=by, subject=pledge, changes=changes, note=pledge.source_note)
