"""What holds whenever a signature is entered or taken back, on a form or on the console; each locks what it reads."""

from django.core.exceptions import ValidationError

from pledges.models import Pledge, Signature
from pledges.moves import Status, refuse_if_replaced
from vietnamese.dates import date_range, short_date

Authority, Means, Role = Signature.Authority, Signature.Means, Signature.Role
WITHOUT_PRINCIPAL = (Authority.OWN, Authority.UNKNOWN)
NAMED_BY = ("signatory", "post", "authority", "on_behalf_of", "means")


def lacking(signature):
    """Return ``{field: sentence}`` of what the place must say of its signatory before anybody signs there."""
    errors = {}
    if not signature.signatory:
        errors["signatory"] = "Ghi họ và tên người ký."
    if not signature.post:
        errors["post"] = "Ghi chức vụ người ký."
    if signature.authority == Authority.UNKNOWN:
        errors["authority"] = "Chọn thẩm quyền ký."
    if signature.authority not in WITHOUT_PRINCIPAL and not signature.on_behalf_of:
        errors["on_behalf_of"] = "Ghi rõ thay mặt, ký thay, thừa lệnh hoặc thừa ủy quyền của ai."
    return errors


def enter_signature(signature, today):
    """Fill the place and return (pledge, changes); the pledge keeps its status. Raises ValidationError."""
    pledge = Pledge.objects.select_for_update(of=("self",)).get(pk=signature.pledge_id)
    stored = Signature.objects.select_for_update(of=("self",)).get(pk=signature.pk)
    if pledge.status != Status.AGREED:
        raise ValidationError(
            f"Giao ước đang ở bước “{pledge.get_status_display()}” nên không ký được. "
            "Chỉ ký giao ước đã thống nhất."
        )
    refuse_if_replaced(pledge)
    if stored.is_signed:
        raise ValidationError(f"{stored.unit} đã ký ngày {short_date(stored.signed_on)}.")
    _check(signature, pledge, today)
    signature.is_signed = True
    if signature.means == Means.UNKNOWN:
        signature.means = Means.PAPER
    signature.full_clean()
    signature.save()
    return pledge, [
        ["Đơn vị", "", str(signature.unit)],
        ["Người ký", "", signature.signatory],
        ["Chức vụ", "", signature.post],
        ["Thẩm quyền ký", "", signature.get_authority_display()],
        ["Ngày ký", "", short_date(signature.signed_on)],
    ]


def take_back_signature(signature):
    """Empty the place again and return (pledge, changes); who is to sign there stays. Raises ValidationError."""
    pledge = Pledge.objects.select_for_update(of=("self",)).get(pk=signature.pledge_id)
    stored = Signature.objects.select_for_update(of=("self",)).get(pk=signature.pk)
    if pledge.status != Status.AGREED or not stored.is_signed:
        raise ValidationError("Chỉ rút được khi đơn vị đã được ghi nhận ký và giao ước chưa đủ chữ ký.")
    countersigned = pledge.signatures.filter(role=Role.COUNTERSIGN, is_signed=True)
    if stored.role == Role.PARTY and countersigned.exists():
        raise ValidationError("Giao ước đã được ký công nhận. Rút ghi nhận ký công nhận trước.")
    changes = [["Người ký", stored.signatory, ""], ["Ngày ký", short_date(stored.signed_on), ""]]
    stored.is_signed, stored.signed_on, stored.ceremony = False, None, None
    stored.save()
    return pledge, changes


def _check(signature, pledge, today):
    errors = lacking(signature)
    if signature.signed_on is None:
        errors["signed_on"] = "Ghi ngày ký."
    elif signature.signed_on > today:
        errors["signed_on"] = "Ngày ký không thể sau hôm nay."
    held = signature.ceremony
    if held and held.signing_year_id != pledge.cluster_year_id:
        errors["ceremony"] = "Hội nghị này không ký giao ước của năm này."
    elif held and signature.signed_on and not held.takes_place_on(signature.signed_on):
        errors["signed_on"] = (
            f"Hội nghị họp {date_range(held.starts_on, held.ends_on)}. Ký ngày khác thì "
            "chọn “Không ký tại hội nghị”."
        )
    if signature.role == Role.COUNTERSIGN and pledge.signatures.filter(role=Role.PARTY, is_signed=False):
        raise ValidationError("Đơn vị ký trước; cụm trưởng, khối trưởng ký công nhận sau.")
    if errors:
        raise ValidationError(errors)
