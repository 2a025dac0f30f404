from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts import letters
from accounts.models import Mail, MailChoice, MailKind, MailStatus, Rhythm
from accounts.outbox import queue
from accounts.sending import end
from audit.record import action, record, snapshot
from audit.verbs import Verb


@action
def choose_mail(user, rhythm, *, by, note=""):
    """Say how often a person wants to be reminded; nothing is recorded where it stays the same."""
    kept, _ = MailChoice.objects.select_for_update().get_or_create(user=user)
    before = snapshot(kept)["rhythm"]
    kept.rhythm = rhythm
    kept.full_clean()
    after = snapshot(kept)["rhythm"]
    if before == after:
        return kept
    kept.save(update_fields=["rhythm"])
    if rhythm == Rhythm.NONE:
        waiting = Mail.objects.waiting().filter(user=user, kind=MailKind.REMINDER)
        end(waiting, MailStatus.DROPPED, "Người nhận không nhận thư nhắc việc nữa.")
    changes = [["Thư nhắc việc", before, after]]
    record(Verb.MAIL_CHOICE_CHANGED, by=by, subject=user, changes=changes, note=note)
    return kept


@action
def resend_mail(mail, *, by):
    """Put a letter that was not sent, or did not arrive, into the queue again, from the first try on."""
    row = Mail.objects.select_for_update(of=("self",)).get(pk=mail.pk)
    if row.is_secret and not row.is_waiting:
        raise ValidationError(
            "Thư này có địa chỉ bí mật nên nội dung đã được xóa, không gửi lại được. Cần lập thư mới tại nơi đã lập "
            "thư này."
        )
    if row.expires_at and row.expires_at <= timezone.now():
        raise ValidationError("Thư này đã quá thời hạn gửi nên không gửi lại được.")
    before = row.get_status_display()
    row.status, row.ended_at = MailStatus.WAITING, None
    row.tries, row.send_after, row.last_error = 0, timezone.now(), ""
    row.save()
    changes = [["Trạng thái", before, row.get_status_display()]]
    record(Verb.MAIL_RESENT, by=by, subject=row, changes=changes)


@action
def stop_mail(mail, *, by):
    """Send a waiting letter no more. One that a worker is handing over at this moment may still arrive."""
    row = Mail.objects.select_for_update(of=("self",)).get(pk=mail.pk)
    if not row.is_waiting:
        raise ValidationError("Thư này không còn chờ gửi nên không cần thôi gửi.")
    end(Mail.objects.filter(pk=row.pk), MailStatus.DROPPED, "Quản trị hệ thống cho thôi gửi.")
    changes = [["Trạng thái", row.get_status_display(), MailStatus.DROPPED.label]]
    record(Verb.MAIL_STOPPED, by=by, subject=row, changes=changes)


@action
def try_mail(*, by):
    """Queue a letter to oneself; like every letter it leaves no event of its own, the outbox shows it."""
    if not by.email:
        raise ValidationError(
            "Tài khoản chưa có địa chỉ thư điện tử. Ghi địa chỉ tại trang Hồ sơ cá nhân trước."
        )
    letter = letters.trial(by)
    return queue(MailKind.TEST, to=by.email, subject=letter.subject, text=letter.text, user=by)
