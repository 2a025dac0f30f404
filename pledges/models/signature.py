import uuid

from django.db import models
from django.db.models import Q

from accounts.models import User
from clusters.models import Unit
from documents.uploads import storage_path
from pledges.models.naming import BearsUnit
from pledges.models.pledge import OfPledge, Pledge
from vietnamese.fields import DayField, LineField


class Signature(BearsUnit, OfPledge):
    """The place of one signatory on one pledge: a unit's own, or the chair's countersignature.

    The rows are laid down when the text is agreed, in the order of signing; each is filled when that
    unit signs. In a year entered from reports a signature may be known without its signatory.
    """

    class Role(models.TextChoices):
        PARTY = "party", "Đơn vị ký"
        COUNTERSIGN = "countersign", "Ký công nhận"

    class Authority(models.TextChoices):
        OWN = "own", "Ký với thẩm quyền của người đứng đầu"
        TM = "TM.", "TM. (thay mặt tập thể)"
        KT = "KT.", "KT. (ký thay cấp trưởng)"
        TL = "TL.", "TL. (thừa lệnh)"
        TUQ = "TUQ.", "TUQ. (thừa ủy quyền)"
        UNKNOWN = "unknown", "Chưa rõ"

    class Presence(models.TextChoices):
        """Whether the unit is in the hall; unknown is not absent."""

        UNKNOWN = "unknown", "Chưa điểm danh"
        PRESENT = "present", "Có mặt"
        ABSENT = "absent", "Vắng mặt"

    class Means(models.TextChoices):
        UNKNOWN = "unknown", "Chưa rõ"
        PAPER = "paper", "Ký trên bản giấy"
        SCREEN = "screen", "Ghi nhận trên máy"

    pledge = models.ForeignKey(
        Pledge, verbose_name="giao ước", on_delete=models.PROTECT, related_name="signatures"
    )
    role = models.CharField("vai trò ký", max_length=12, choices=Role, default=Role.PARTY, editable=False)
    unit = models.ForeignKey(
        Unit, verbose_name="đơn vị", on_delete=models.PROTECT, related_name="signatures", editable=False
    )
    position = models.PositiveSmallIntegerField("thứ tự ký", default=0, editable=False)
    signatory = LineField("người ký", max_length=120, blank=True)
    post = LineField("chức vụ người ký", max_length=200, blank=True)
    authority = models.CharField("thẩm quyền ký", max_length=10, choices=Authority, default=Authority.OWN)
    on_behalf_of = LineField(
        "thay mặt, ký thay, thừa lệnh của",
        max_length=200,
        blank=True,
        help_text="Ví dụ: Ban Thường vụ (với TM.), Chủ tịch (với KT.).",
    )
    is_signed = models.BooleanField("đã ký", default=False, editable=False)
    signed_on = DayField("ngày ký", null=True, blank=True)
    ceremony = models.ForeignKey(
        "pledges.Ceremony",
        verbose_name="ký tại hội nghị",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="signatures",
    )
    means = models.CharField("cách ký", max_length=10, choices=Means, default=Means.UNKNOWN)
    presence = models.CharField(
        "điểm danh", max_length=10, choices=Presence, default=Presence.UNKNOWN, editable=False
    )
    absence_reason = LineField("lý do vắng", max_length=300, blank=True, editable=False)
    reminded_on = DayField("nhắc ký ngày", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "chữ ký"
        verbose_name_plural = "chữ ký"
        ordering = ["pledge_id", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="unit_signs_a_pledge_once_in_a_role",
                fields=["pledge", "role", "unit"],
                violation_error_message="Đơn vị đã có trong danh sách ký của giao ước.",
            ),
            models.UniqueConstraint(
                name="pledge_has_one_countersignature",
                fields=["pledge"],
                condition=Q(role="countersign"),
                violation_error_message="Giao ước chỉ có một chữ ký công nhận.",
            ),
            models.CheckConstraint(
                name="signature_role_is_known",
                condition=Q(role__in=["party", "countersign"]),
                violation_error_message="Vai trò ký này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="signature_authority_is_known",
                condition=Q(authority__in=["own", "TM.", "KT.", "TL.", "TUQ.", "unknown"]),
                violation_error_message="Thẩm quyền ký này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="signature_means_is_known",
                condition=Q(means__in=["unknown", "paper", "screen"]),
                violation_error_message="Cách ký này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="signature_presence_is_known",
                condition=Q(presence__in=["unknown", "present", "absent"]),
                violation_error_message="Tình trạng điểm danh này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="unsigned_place_has_no_day",
                condition=Q(is_signed=True) | Q(signed_on=None, ceremony=None),
                violation_error_message="Chưa ký thì chưa có ngày ký.",
            ),
        ]

    def __str__(self):
        return f"{self.unit_name} – {self.get_role_display().lower()}"

    def named_on(self):
        return self.signed_on or self.pledge.named_on()

    def place(self):
        place = self.pledge.place()
        return type(place)(place.authority_id, place.cluster_year, self.unit_id, place.unit_ids)


class SignatureScanQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(signature__pledge__in=Pledge.objects.visible_to(user))


class SignatureScan(models.Model):
    """The scan of a page that was signed on paper; it may come long after the pledge is frozen."""

    signature = models.ForeignKey(
        Signature, verbose_name="chữ ký", on_delete=models.PROTECT, related_name="scans"
    )
    file = models.FileField("tệp", upload_to=storage_path, max_length=200)
    file_name = LineField("tên tệp gốc", max_length=200)
    file_type = models.CharField("loại tệp", max_length=100, editable=False)
    file_size = models.PositiveIntegerField("dung lượng (byte)", editable=False)
    file_sha256 = models.CharField("mã đối chiếu tệp", max_length=64, editable=False)
    added_by = models.ForeignKey(
        User, verbose_name="người tải lên", on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField("tải lên lúc", auto_now_add=True)

    objects = SignatureScanQuerySet.as_manager()

    class Meta:
        verbose_name = "bản quét chữ ký"
        verbose_name_plural = "bản quét chữ ký"
        ordering = ["signature_id", "pk"]

    def __str__(self):
        return self.file_name

    def place(self):
        return self.signature.place()

    def audit_place(self):
        return self.signature.audit_place()


class TouchQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(signature__pledge__in=Pledge.objects.visible_to(user))


class Touch(models.Model):
    """One touch on the signing console. The console makes ``key`` before it sends, and sends again until it is
    answered: however often a touch arrives, it counts once, and its first outcome stands."""

    class Kind(models.TextChoices):
        SIGNED = "signed", "Đã ký"
        UNDONE = "undone", "Hoàn tác"
        PRESENT = "present", "Có mặt"
        ABSENT = "absent", "Vắng mặt"
        CALLED = "called", "Mời lên ký"
        WITNESSED = "witnessed", "Đã chứng kiến"

    key = models.UUIDField("mã lần chạm", unique=True, default=uuid.uuid4)
    ceremony = models.ForeignKey(
        "pledges.Ceremony", verbose_name="hội nghị", on_delete=models.PROTECT, related_name="touches"
    )
    signature = models.ForeignKey(
        Signature,
        verbose_name="chữ ký",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="touches",
    )
    kind = models.CharField("việc", max_length=10, choices=Kind)
    touched_at = models.DateTimeField("chạm lúc")
    received_at = models.DateTimeField("nhận lúc", auto_now_add=True)
    made_by = models.ForeignKey(User, verbose_name="người chạm", on_delete=models.PROTECT, related_name="+")
    accepted = models.BooleanField("được ghi nhận", default=True)
    outcome = LineField("kết quả", max_length=500, blank=True)

    objects = TouchQuerySet.as_manager()

    class Meta:
        verbose_name = "lần chạm"
        verbose_name_plural = "lần chạm"
        ordering = ["ceremony", "received_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="touch_kind_is_known",
                condition=Q(kind__in=["signed", "undone", "present", "absent", "called", "witnessed"]),
                violation_error_message="Việc này không có trong danh mục.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.key}"
