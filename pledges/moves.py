"""How a pledge moves and when its text may be written: locks and checks that several actions share."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from pledges.fingerprint import fingerprint_of, parties_of, text_of
from pledges.models import Pledge, Signature

Status = Pledge.Status


def locked(pledge):
    """Return the pledge as it stands in the database, locked."""
    return Pledge.objects.select_for_update(of=("self",)).get(pk=pledge.pk)


def refuse_step(row, to):
    """Raise ValidationError where ``to`` may not follow the status of the locked row."""
    if to not in Pledge.STEPS[row.status]:
        raise ValidationError(
            f"Giao ước đang ở bước “{row.get_status_display()}” nên không chuyển sang "
            f"“{Status(to).label}” được. Tải lại trang để xem tình trạng mới nhất."
        )


def step(pledge, to, **fields):
    """Lock the pledge, check that ``to`` may follow its status, write it. Raises ValidationError."""
    row = locked(pledge)
    refuse_step(row, to)
    changes = [["Tình trạng", row.get_status_display(), str(Status(to).label)]] if row.status != to else []
    row.status = to
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=["status", *fields])
    pledge.refresh_from_db()
    return changes


def refuse_unless_open(pledge):
    """Raise ValidationError where the text may not be written any more; locks the row."""
    row = locked(pledge)
    if row.is_frozen:
        raise ValidationError(
            f"Giao ước đang ở bước “{row.get_status_display()}” nên nội dung không sửa được nữa."
        )
    return row


def refuse_if_replaced(row):
    """Raise ValidationError for an annex whose pledge another one has replaced: there is nothing left to add to.

    What is entered from papers of a past year may have been signed before the replacement was.
    """
    if row.cluster_year.is_recorded or not row.annex_of_id:
        return
    if Pledge.objects.filter(supersedes=row.annex_of_id, status=Status.SIGNED).exists():
        raise ValidationError(
            "Giao ước mà phụ lục này bổ sung đã được thay thế nên phụ lục không được thống nhất hay ký nữa. Nội dung "
            "cần bổ sung thì lập thành phụ lục của bản thay thế."
        )


def last_position(rows):
    return max((row.position for row in rows), default=0)


def lay_down_agreement(pledge, countersigned_by=None):
    # Locked before it is read: what somebody writes meanwhile is either in the text or refused.
    refuse_if_replaced(locked(pledge))
    text = text_of(pledge)
    fingerprint = fingerprint_of(text)
    changes = step(pledge, Status.AGREED, frozen=text, fingerprint=fingerprint, agreed_at=timezone.now())
    units = parties_of(pledge)
    for position, unit in enumerate(units, start=1):
        Signature.objects.create(pledge=pledge, unit=unit, position=position, post=unit.head_post)
    if pledge.shape == Pledge.Shape.PER_UNIT:
        chair = countersigned_by or _countersigning_unit(pledge.cluster_year)
        if chair:
            Signature.objects.create(
                pledge=pledge,
                role=Signature.Role.COUNTERSIGN,
                unit=chair,
                position=len(units) + 1,
                post=chair.head_post,
            )
        elif not pledge.cluster_year.is_recorded:
            raise ValidationError(
                "Năm này chưa có cụm trưởng, khối trưởng để ký công nhận. Ghi nhận nhiệm kỳ trước."
            )
    return [*changes, ["Mã đối chiếu nội dung", "", fingerprint]]


def _countersigning_unit(cluster_year):
    last = cluster_year.office_terms.chairs().select_related("unit").order_by("-starts_on").first()
    return last and last.unit
