import hashlib

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models.people import Role, User, role_constraints
from vietnamese.fields import DayField, LineField

PLAIN_NAME = RegexValidator(
    r"^[a-z0-9][a-z0-9._-]{2,59}$",
    "Tên đăng nhập có từ 3 đến 60 ký tự: chữ thường không dấu, chữ số, dấu chấm, dấu gạch.",
)


class InvitationStatus(models.TextChoices):
    OPEN = "open", "Chờ nhận lời"
    ACCEPTED = "accepted", "Đã nhận lời"
    CANCELLED = "cancelled", "Đã hủy"


class InvitationQuerySet(models.QuerySet):
    def matching(self, text):
        return self.filter(Q(full_name__icontains=text) | Q(username__icontains=text))

    def visible_to(self, user):
        reach = user.reach()
        if reach.is_administrator:
            return self
        return self.filter(unit__authority__in=reach.authority_ids(Role.SECRETARIAT))

    def open_on(self, now):
        return self.filter(status=InvitationStatus.OPEN, expires_at__gt=now)

    def by_token(self, token):
        return self.filter(token_digest=digest_of(token)).first()


def digest_of(token):
    return hashlib.sha256(token.encode()).hexdigest()


class Invitation(models.Model):
    """A person is asked by mail to use the program: accepting makes the account and gives it its first role.

    Of the secret in the letter only a digest is kept. ``expires_at`` is that of the letter sent last.
    """

    status = models.CharField(
        "trạng thái", max_length=10, choices=InvitationStatus, default=InvitationStatus.OPEN
    )
    full_name = LineField("họ và tên", max_length=120)
    email = models.EmailField("thư điện tử")
    username = models.CharField("tên đăng nhập", max_length=60, validators=[PLAIN_NAME])
    role = models.CharField("vai trò", max_length=20, choices=Role)
    authority = models.ForeignKey(
        "clusters.Authority",
        verbose_name="cơ quan",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="invitations",
    )
    unit = models.ForeignKey(
        "clusters.Unit",
        verbose_name="đơn vị",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="invitations",
    )
    starts_on = DayField("từ ngày", default=timezone.localdate)
    ends_on = DayField("đến hết ngày", null=True, blank=True)
    token_digest = models.CharField("mã lời mời (băm)", max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="người mời",
        on_delete=models.PROTECT,
        related_name="invitations_sent",
        editable=False,
    )
    sent_at = models.DateTimeField("gửi thư lúc", default=timezone.now, editable=False)
    sent_count = models.PositiveSmallIntegerField("số lần gửi", default=1, editable=False)
    expires_at = models.DateTimeField("hiệu lực đến", editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name="tài khoản",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="invitation",
        editable=False,
    )

    PRIVATE = ("email",)
    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "lời mời"
        verbose_name_plural = "lời mời"
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="invitation_status_is_known",
                condition=Q(status__in=InvitationStatus.values),
                violation_error_message="Trạng thái này không có trong danh mục.",
            ),
            *role_constraints("invitation_role_has_its_place", "invitation_ends_after_it_starts"),
            models.CheckConstraint(
                name="invitation_is_accepted_with_an_account",
                condition=Q(status=InvitationStatus.ACCEPTED, user__isnull=False)
                | (~Q(status=InvitationStatus.ACCEPTED) & Q(user=None)),
                violation_error_message="Lời mời đã nhận phải gắn với một tài khoản.",
            ),
            models.UniqueConstraint(
                name="one_open_invitation_a_username",
                fields=["username"],
                condition=Q(status=InvitationStatus.OPEN),
                violation_error_message="Tên đăng nhập này đang có trong một lời mời khác.",
            ),
        ]

    def __str__(self):
        return f"{self.full_name} ({self.username})"

    def clean(self):
        is_taken = User.objects.filter(username__iexact=self.username).exists()
        if self.status == InvitationStatus.OPEN and is_taken:
            raise ValidationError({"username": "Tên đăng nhập này đã có người dùng."})

    def is_open(self, now=None):
        return self.status == InvitationStatus.OPEN and self.expires_at > (now or timezone.now())

    def standing(self, now=None):
        """Return the state in words; an invitation that ran out waits for being sent again."""
        ran_out = self.status == InvitationStatus.OPEN and not self.is_open(now)
        return "Đã hết hạn" if ran_out else self.get_status_display()

    def place(self):
        from accounts.access import Place

        return Place(authority_id=self.unit.authority_id) if self.unit_id else Place()

    def audit_place(self):
        return (self.unit.authority if self.unit_id else self.authority), None
