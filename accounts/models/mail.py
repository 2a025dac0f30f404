from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from vietnamese.fields import DayField, LineField
from vietnamese.keys import search_key


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


SECRET = (MailKind.INVITATION, MailKind.PASSWORD_RESET)  # their text opens an account
CHOSEN = (MailKind.REMINDER,)  # whoever gets them may do without them


class MailQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All for administrators; others know of what went to themselves."""
        return self if user.reach().is_administrator else self.filter(user=user)

    def matching(self, text):
        words = Q(address__icontains=text) | Q(subject__icontains=text)
        if key := search_key(text):
            words |= Q(user__search_text__contains=key)
        return self.filter(words)

    def waiting(self):
        return self.filter(status=MailStatus.WAITING)

    def due(self, now):
        """What is to be sent now, in this order: nobody who wants to sign in waits for the reminders of others."""
        last = models.Case(models.When(kind=MailKind.REMINDER, then=1), default=0)
        return self.waiting().filter(send_after__lte=now).order_by(last, "send_after", "pk")

    def overdue(self, now):
        return self.waiting().filter(expires_at__lte=now)


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

    objects = MailQuerySet.as_manager()

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
            models.CheckConstraint(
                name="secret_of_an_ended_mail_is_gone",
                condition=Q(status="waiting") | ~Q(kind__in=["invitation", "password_reset"]) | Q(text=""),
                violation_error_message="Nội dung có địa chỉ bí mật phải xóa khi thư đã gửi hoặc thôi gửi.",
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

    @property
    def is_waiting(self):
        return self.status == MailStatus.WAITING

    @property
    def is_secret(self):
        return self.kind in SECRET

    @property
    def topic(self):
        """What the letter is about: the first word of its key."""
        return self.key.partition(" ")[0]

    def place(self):
        """A letter is nobody's record but the installation's."""
        from accounts.access import Place

        return Place()


class MailOutage(models.Model):
    """The mail server takes no letters since then. No row: it does, as far as is known; one row at most."""

    since = models.DateTimeField("từ lúc", default=timezone.now)
    error = models.CharField("lỗi", max_length=300)
    tries = models.PositiveIntegerField("số lần đã thử", default=0)
    next_try_at = models.DateTimeField("thử lại lúc", default=timezone.now)

    class Meta:
        verbose_name = "thời gian không gửi được thư"
        verbose_name_plural = "thời gian không gửi được thư"
        constraints = [
            models.CheckConstraint(
                name="one_mail_outage_at_a_time",
                condition=Q(id=1),
                violation_error_message="Việc máy chủ thư không nhận thư chỉ ghi một dòng.",
            ),
        ]

    def __str__(self):
        return self.error


class Rhythm(models.TextChoices):
    DAILY = "daily", "Mỗi ngày làm việc, khi có việc đến hạn"
    WEEKLY = "weekly", "Mỗi tuần một lần, vào ngày làm việc đầu tuần"
    NONE = "none", "Không nhận"


class MailChoice(models.Model):
    """How often a person wants to be reminded of what is due; without a row: every working day."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name="người nhận",
        on_delete=models.CASCADE,
        related_name="mail_choice",
        editable=False,
    )
    rhythm = models.CharField("thư nhắc việc", max_length=10, choices=Rhythm, default=Rhythm.DAILY)

    class Meta:
        verbose_name = "cách nhận thư điện tử"
        verbose_name_plural = "cách nhận thư điện tử"
        constraints = [
            models.CheckConstraint(
                name="mail_rhythm_is_known",
                condition=Q(rhythm__in=["daily", "weekly", "none"]),
                violation_error_message="Cách nhận thư này không có trong danh mục.",
            ),
        ]

    def __str__(self):
        return f"{self.user}: {self.get_rhythm_display()}"


class DigestRun(models.Model):
    """The reminders of one day, written person by person: ``reached`` is the last one who was looked at."""

    day = DayField("ngày", unique=True)
    reached = models.BigIntegerField("đã xét đến tài khoản", default=0)
    ended_at = models.DateTimeField("xong lúc", null=True, blank=True)

    class Meta:
        verbose_name = "lượt nhắc việc trong ngày"
        verbose_name_plural = "lượt nhắc việc trong ngày"

    def __str__(self):
        return str(self.day)
