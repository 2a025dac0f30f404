"""Until when each unit writes its own figures, and who may after that."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.access import Permission, can
from pledges.own_rows import OwnRow
from vietnamese.dates import short_date


def is_late(pledge, today=None):
    """Whether the last day for registering has passed; a past year entered from papers has none."""
    due = pledge.registration_due_on
    return bool(due and due < (today or timezone.localdate()) and not pledge.cluster_year.is_recorded)


def figure_of(text):
    """Return the Decimal that was written as "1.234,5" (vietnamese.numbers.format_decimal)."""
    return Decimal(text.replace(".", "").replace(",", "."))


def late_reason(pledge, by, reason):
    """Return what the history says of figures that come after the deadline: "" in time.

    Raises ValidationError for a person who may not write them any more, and without a reason.
    """
    if by is None or not is_late(pledge):
        return ""
    due = short_date(pledge.registration_due_on)
    if not can(by, Permission.REGISTER_TARGET, OwnRow(pledge, None)):
        noun = pledge.cluster_year.cluster.noun
        raise ValidationError(
            f"Hạn đăng ký đã hết ngày {due} nên chưa lưu. Cần bổ sung thì đề nghị {noun} trưởng hoặc thường trực ghi."
        )
    if not reason.strip():
        raise ValidationError({"reason": f"Hạn đăng ký đã hết ngày {due}. Ghi lý do bổ sung, điều chỉnh."})
    return f". Sau hạn đăng ký: {reason.strip()}"
