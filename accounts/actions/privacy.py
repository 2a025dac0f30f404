"""Personal data: given to the person it is about, erased where the law lets it."""

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from accounts import privacy
from accounts.models import Invitation, MailChoice, User
from audit.record import action, record
from audit.verbs import Verb
from vietnamese.dates import short_date

GONE = "Người đã xóa dữ liệu"
RUNNING = "Chưa xóa được: người này còn phân công {what}. Chỉ xóa được từ ngày sau khi phân công kết thúc."


def _code(user):
    return f"da-xoa-{user.pk}"


@action
def note_personal_export(user, *, by):
    """Record that the data about a person were handed out by a command."""
    return record(Verb.PERSONAL_DATA_EXPORTED, by=by, subject=user)


@action
def erase_personal_data(user, reason, *, by):
    """Take away what signing in and writing to a person needed; records of the state keep the name they were made by.

    Raises ValidationError without a reason, for oneself, while an assignment runs, and the second time.
    """
    row = User.objects.select_for_update().get(pk=user.pk)
    _refuse(row, reason, by)
    for _, rows in privacy.rows_of_libraries(row):
        rows.delete()
    row.mails.all().delete()
    if not privacy.has_acted(row):
        row.full_name = GONE
    row.username, row.email, row.phone = _code(row), "", ""
    row.is_active, row.last_login = False, None
    row.set_unusable_password()
    row.save()
    Invitation.objects.filter(user=row).update(email="", username=row.username, full_name=row.full_name)
    MailChoice.objects.filter(user=row).delete()
    return record(Verb.PERSONAL_DATA_ERASED, by=by, subject=row, note=reason)


def _refuse(row, reason, by):
    if not reason.strip():
        raise ValidationError({"reason": "Ghi lý do xóa dữ liệu cá nhân."})
    if by is not None and by.pk == row.pk:
        raise ValidationError("Không xóa được dữ liệu của chính tài khoản đang dùng.")
    if row.username == _code(row):
        raise ValidationError("Dữ liệu cá nhân của người này đã được xóa.")
    running = row.assignments.filter(Q(ends_on=None) | Q(ends_on__gte=timezone.localdate())).first()
    if running:
        until = (
            f"đến hết ngày {short_date(running.ends_on)}" if running.ends_on else "không ghi ngày kết thúc"
        )
        raise ValidationError(RUNNING.format(what=f"“{running.get_role_display()}” {until}"))
