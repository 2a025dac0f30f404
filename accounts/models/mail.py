from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from vietnamese.fields import LineField


class MailKind(models.TextChoices):
    INVITATION = "invitation", "Thư mời dùng hệ thống"
    PASSWORD_RESET = "password_reset", "Thư đặt lại mật khẩu"
    SECURITY = "security", "Thông báo về bảo mật tài khoản"
    REMINDER = "reminder", "Nhắc việc trong ngày"
    TEST = "test", "Thư kiểm tra"


class MailStatus(models.TextChoices):
    WAITING = "waiting", "Chờ gửi"
    SENT = "sent", "Đã gửi"
    DROPPED = "dropped", "Không gửi nữa"
    FAILED = "failed", "Không gửi được"


class Mail(models.Model):
    """A letter to one person by electronic mail, kept in the outbox until it is sent; the worker sends what waits.

    ``key`` names what the letter is about ("reminder 2026-03-02"): of the same kind and key a person gets one.
    ``text`` of a letter that carries a secret address (an invitation, a password reset) is emptied when it is sent.
    """

    kind = models.CharField("loại thư", max_length=20, choices=MailKind)
    status = models.CharField("trạng thái", max_length=10, choices=MailStatus, default=MailStatus.WAITING)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="người nhận",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="mails",
    )
    address = models.EmailField("địa chỉ nhận")
    subject = LineField("tiêu đề", max_length=200)
    text = models.TextField("nội dung", blank=True)
    key = models.CharField("khóa", max_length=100, blank=True, editable=False)
    created_at = models.DateTimeField("lập lúc", auto_now_add=True)
    send_after = models.DateTimeField("gửi từ", default=timezone.now)
    expires_at = models.DateTimeField("không gửi sau", null=True, blank=True)
    tries = models.PositiveSmallIntegerField("số lần đã thử", default=0)
    last_error = models.CharField("lỗi lần cuối", max_length=300, blank=True)
    ended_at = models.DateTimeField("gửi hoặc thôi gửi lúc", null=True, blank=True)

    class Meta:
        verbose_name = "thư điện tử"
        verbose_name_plural = "thư điện tử"
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["status", "send_after"])]
        constraints = [
            models.CheckConstraint(
                name="mail_kind_is_known",
                condition=Q(kind__in=["invitation", "password_reset", "security", "reminder", "test"]),
                violation_error_message="Loại thư này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="mail_status_is_known",
                condition=Q(status__in=["waiting", "sent", "dropped", "failed"]),
                violation_error_message="Trạng thái này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="mail_waits_or_has_an_end",
                condition=Q(status="waiting", ended_at=None)
                | (~Q(status="waiting") & Q(ended_at__isnull=False)),
                violation_error_message="Thư đã gửi hoặc thôi gửi phải có thời điểm.",
            ),
            models.UniqueConstraint(
                name="one_mail_a_key",
                fields=["kind", "address", "key"],
                condition=~Q(key=""),
                violation_error_message="Thư này đã được lập.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.subject}"
