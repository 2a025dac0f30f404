"""Who has signed: recorded, taken back, or entered from the reports of a past year."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from audit.record import action, differences, record, save_new, snapshot
from audit.verbs import Verb
from clusters.models import OfficeTerm
from documents.uploads import refuse_one_too_many
from pledges.models import Signature
from pledges.moves import Status, lay_down_agreement, step
from pledges.signing_rules import enter_signature, take_back_signature
from vietnamese.dates import short_date


@action
def sign(signature, *, by, today=None):
    """Record that a unit has signed; ``signature`` carries signatory, post, authority, day and conference.

    With the last signature the pledge becomes signed. Raises ValidationError for a text that is not
    agreed, a place that is signed already, a day in the future, or a missing name, post or day.
    """
    pledge, changes = enter_signature(signature, today or timezone.localdate())
    note = ""
    if not pledge.signatures.filter(is_signed=False).exists():
        pledge.status, pledge.signed_at = Status.SIGNED, timezone.now()
        pledge.save(update_fields=["status", "signed_at"])
        note = "Đã đủ chữ ký; giao ước chuyển sang “Đã ký”."
    record(Verb.SIGNED, by=by, subject=pledge, changes=changes, note=note)
    return signature


@action
def withdraw_signature(signature, reason, *, by):
    """Take back a signature that was recorded by mistake, while the pledge is not signed by all."""
    if not reason.strip():
        raise ValidationError({"reason": "Ghi lý do rút ghi nhận đã ký."})
    pledge, changes = take_back_signature(signature)
    note = f"{signature.unit}: {reason.strip()}"
    record(Verb.SIGNATURE_WITHDRAWN, by=by, subject=pledge, changes=changes, note=note)


@action
def complete_signing(cluster_year, *, by):
    """Make every agreed pledge of the year signed whose places are all signed, from now on for good.

    Raises ValidationError where none is.
    """
    cluster_year.refuse_if_closed()
    rows = cluster_year.pledges.filter(status=Status.AGREED).select_for_update(of=("self",)).order_by("pk")
    full = [row for row in rows if _is_full(row)]
    if not full:
        raise ValidationError(
            "Chưa có giao ước nào đủ chữ ký để xác nhận. Tải lại trang để xem còn thiếu chữ ký nào."
        )
    for pledge in full:
        step(pledge, Status.SIGNED, signed_at=timezone.now())
    record(
        Verb.SIGNING_COMPLETED,
        by=by,
        subject=full[0] if len(full) == 1 else cluster_year,
        changes=[[str(row), Status.AGREED.label, Status.SIGNED.label] for row in full],
    )
    return full


def _is_full(pledge):
    signed = list(pledge.signatures.values_list("is_signed", flat=True))
    return bool(signed) and all(signed)


@action
def name_signatories(cluster_year, rows, *, by):
    """Keep who is to sign: ``rows`` maps (unit id, role) to ``{field: value}``; signed places stay as they are.

    Nothing changed: nothing is recorded.
    """
    cluster_year.refuse_if_closed()
    places = Signature.objects.filter(pledge__cluster_year=cluster_year, pledge__status=Status.AGREED)
    places = places.order_by("pledge", "position", "pk")
    changes, told = [], set()
    for place in places.filter(is_signed=False).select_for_update(of=("self",)).select_related("unit"):
        typed = rows.get((place.unit_id, place.role))
        if typed is None:
            continue
        before = snapshot(place)
        for name, value in typed.items():
            setattr(place, name, value)
        changed = differences(before, place)
        if changed:
            place.full_clean()
            place.save(update_fields=[*typed])
        if (place.unit_id, place.role) not in told:  # a chair countersigns many pledges under one name
            told.add((place.unit_id, place.role))
            changes += [[f"{place.unit}: {label.lower()}", old, new] for label, old, new in changed]
    if changes:
        record(Verb.SIGNATORY_NAMED, by=by, subject=cluster_year, changes=changes)


@action
def remind_signer(signature, *, by, today=None):
    """Remember that the unit was asked to sign, on the last such day."""
    row = Signature.objects.select_for_update(of=("self",)).get(pk=signature.pk)
    if row.is_signed:
        raise ValidationError(f"{row.unit} đã ký ngày {short_date(row.signed_on)} nên không cần nhắc.")
    if row.pledge.status != Status.AGREED:
        raise ValidationError("Chỉ nhắc ký giao ước đã thống nhất.")
    before = short_date(row.reminded_on) if row.reminded_on else ""
    row.reminded_on = today or timezone.localdate()
    row.save(update_fields=["reminded_on"])
    change = ["Nhắc ký", before, short_date(row.reminded_on)]
    record(Verb.SIGNING_REMINDED, by=by, subject=row.pledge, changes=[change], note=str(row.unit))


@action
def add_scan(scan, *, by):
    """Keep the scan of a page signed on paper, also after the pledge is frozen. Raises ValidationError for a
    place that is not signed, and for a file that is there already."""
    signature = Signature.objects.select_for_update(of=("self",)).get(pk=scan.signature_id)
    if not signature.is_signed:
        raise ValidationError("Đơn vị chưa được ghi nhận đã ký nên chưa lưu bản quét được.")
    if signature.scans.filter(file_sha256=scan.file_sha256).exists():
        raise ValidationError({"file": "Tệp này đã có."})
    refuse_one_too_many(signature.scans.all())
    scan.added_by = by
    return save_new(scan, Verb.SCAN_ADDED, by=by, note=str(signature))


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
