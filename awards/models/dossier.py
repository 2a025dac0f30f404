"""What a dossier is judged by beside its own text: yearly ratings, findings on conditions, the quota of a year."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from accounts.models import OF_UNIT, User
from awards.models.catalogue import AwardForm
from awards.models.nomination import Nomination, OfNominationQuerySet
from awards.models.proposal import years_chaired_by
from awards.models.rules import AwardCondition
from clusters.models import ClusterYear, Membership, Unit
from clusters.models.year import OfYearQuerySet
from vietnamese.fields import LineField, ProseField
from vietnamese.keys import name_key


class YearRatingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own unit's; those of an authority's units for who works there; of a cluster for its chair."""
        reach = user.reach()
        if reach.is_administrator:
            return self
        chaired = Membership.objects.filter(cluster__years__in=years_chaired_by(user)).values("unit")
        return self.filter(
            Q(unit__authority__in=reach.authorities_without_viewing())
            | Q(unit__in=reach.reading_ids(*OF_UNIT))
            | Q(unit__in=chaired)
        )


class YearRating(models.Model):
    """How well a unit, or a team or person of it, did its tasks in one year. No row: not known."""

    unit = models.ForeignKey(Unit, verbose_name="đơn vị", on_delete=models.PROTECT, related_name="ratings")
    nominee = LineField(
        "tập thể, cá nhân",
        max_length=200,
        blank=True,
        help_text="Để trống nếu là mức của chính đơn vị.",
    )
    name_key = models.CharField("tên để so sánh", max_length=200, blank=True, editable=False)
    year = models.PositiveSmallIntegerField(
        "năm", validators=[MinValueValidator(1945), MaxValueValidator(2200)]
    )
    rating = models.CharField("mức hoàn thành nhiệm vụ", max_length=10, choices=AwardCondition.Rating)
    source = LineField("căn cứ", max_length=200, blank=True, help_text="Số, ngày quyết định hoặc thông báo.")

    objects = YearRatingQuerySet.as_manager()

    class Meta:
        verbose_name = "mức hoàn thành nhiệm vụ của năm"
        verbose_name_plural = "mức hoàn thành nhiệm vụ từng năm"
        ordering = ["unit__sort_key", "nominee", "-year", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_rating_a_year",
                fields=["unit", "name_key", "year"],
                violation_error_message="Năm này đã ghi mức hoàn thành nhiệm vụ.",
            ),
            models.CheckConstraint(
                name="year_rating_is_known",
                condition=Q(rating__in=["excellent", "good", "done", "failed"]),
                violation_error_message="Mức này không có trong danh mục.",
            ),
        ]

    def __str__(self):
        return f"{self.nominee or self.unit}, năm {self.year}: {self.get_rating_display().lower()}"

    def save(self, *args, **kwargs):
        self.name_key = name_key(self.nominee)
        super().save(*args, **kwargs)

    def place(self):
        return self.unit.place()

    def audit_place(self):
        return self.unit.audit_place()


class ConditionFinding(models.Model):
    """What somebody says of one condition of a dossier, with the reason: the unit explains, the appraiser finds."""

    class Side(models.TextChoices):
        UNIT = "unit", "Đơn vị giải trình"
        APPRAISER = "appraiser", "Người thẩm định kết luận"

    nomination = models.ForeignKey(
        Nomination, verbose_name="hồ sơ", on_delete=models.PROTECT, related_name="findings"
    )
    condition = models.ForeignKey(
        AwardCondition, verbose_name="điều kiện", on_delete=models.PROTECT, related_name="findings"
    )
    side = models.CharField("bên ghi", max_length=10, choices=Side, editable=False)
    holds = models.BooleanField("kết luận", choices=[(True, "Đạt điều kiện"), (False, "Không đạt điều kiện")])
    reason = ProseField("lý do, căn cứ")
    by = models.ForeignKey(
        User, verbose_name="người ghi", on_delete=models.PROTECT, related_name="findings", editable=False
    )
    at = models.DateTimeField("ghi lúc", auto_now=True)

    objects = OfNominationQuerySet.as_manager()

    class Meta:
        verbose_name = "ý kiến về điều kiện"
        verbose_name_plural = "ý kiến về điều kiện"
        ordering = ["nomination_id", "condition", "side", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_finding_of_a_side_on_a_condition",
                fields=["nomination", "condition", "side"],
                violation_error_message="Điều kiện này đã có ý kiến.",
            ),
            models.CheckConstraint(
                name="finding_side_is_known",
                condition=Q(side__in=["unit", "appraiser"]),
                violation_error_message="Bên ghi không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="finding_gives_a_reason",
                condition=~Q(reason=""),
                violation_error_message="Ghi lý do, căn cứ.",
            ),
            models.CheckConstraint(
                name="finding_holds_or_not",
                condition=Q(holds__in=[True, False]),
                violation_error_message="Chọn đạt hay không đạt điều kiện.",
            ),
        ]

    def __str__(self):
        return f"{self.condition}: {self.get_holds_display().lower()}"

    def place(self):
        return self.nomination.place()

    def audit_place(self):
        return self.nomination.audit_place()


class AwardQuota(models.Model):
    """How many of an award a cluster may nominate in a year, as a body said."""

    cluster_year = models.ForeignKey(
        ClusterYear, verbose_name="năm thi đua", on_delete=models.PROTECT, related_name="quotas"
    )
    award = models.ForeignKey(
        AwardForm, verbose_name="danh hiệu, hình thức", on_delete=models.PROTECT, related_name="quotas"
    )
    at_most = models.PositiveSmallIntegerField("số lượng tối đa")
    source = LineField("căn cứ", max_length=300, help_text="Số, ngày văn bản giao chỉ tiêu hoặc quy chế.")

    objects = OfYearQuerySet.as_manager()

    class Meta:
        verbose_name = "số lượng tối đa được đề nghị"
        verbose_name_plural = "số lượng tối đa được đề nghị"
        ordering = ["cluster_year", "award__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_quota_of_an_award_a_year",
                fields=["cluster_year", "award"],
                violation_error_message="Danh hiệu, hình thức này đã có số lượng tối đa trong năm.",
            ),
        ]

    def __str__(self):
        return f"{self.award.name}: tối đa {self.at_most}"

    def place(self):
        return self.cluster_year.place()

    def audit_place(self):
        return self.cluster_year.audit_place()
