from django.db import models
from django.db.models import Q

from clusters.models import Unit
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

    class Meta:
        verbose_name = "chữ ký"
        verbose_name_plural = "chữ ký"
        ordering = ["pledge", "position", "pk"]
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
