"""How a pledge moves and when its text may be written: locks and checks that several actions share."""

from django.core.exceptions import ValidationError

from pledges.models import Pledge

Status = Pledge.Status


def step(pledge, to, **fields):
    """Lock the pledge, check that ``to`` may follow its status, write it. Raises ValidationError."""
    row = Pledge.objects.select_for_update(of=("self",)).get(pk=pledge.pk)
    if to not in Pledge.STEPS[row.status]:
        raise ValidationError(
            f"Giao ước đang ở bước “{row.get_status_display()}” nên không chuyển sang "
            f"“{Status(to).label}” được. Tải lại trang để xem tình trạng mới nhất."
        )
    changes = [["Tình trạng", row.get_status_display(), str(Status(to).label)]]
    row.status = to
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=["status", *fields])
    pledge.refresh_from_db()
    return changes


def refuse_unless_open(pledge):
    """Raise ValidationError where the text may not be written any more; locks the row."""
    row = Pledge.objects.select_for_update(of=("self",)).get(pk=pledge.pk)
    if row.is_frozen:
        raise ValidationError(
            f"Giao ước đang ở bước “{row.get_status_display()}” nên nội dung không sửa được nữa."
        )
    return row


def last_position(rows):
    return max((row.position for row in rows), default=0)
