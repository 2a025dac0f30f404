from django.db import models
from django.db.models import F, Q

from clusters.models.person import Person
from clusters.models.unit import Unit
from clusters.models.year import ClusterYear
from documents.models import Certainty
from vietnamese.fields import DayField, ProseField


class OfficeTermQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(cluster_year__in=ClusterYear.objects.visible_to(user))

    def on_day(self, day):
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)

    def chairs(self):
        return self.filter(office=OfficeTerm.Office.CHAIR)

    def vice_chairs(self):
        return self.filter(office=OfficeTerm.Office.VICE_CHAIR)


class OfficeTerm(models.Model):
    """A unit chairs a cluster, or is its vice-chair, from a day to a day, for one year of emulation.

    The office belongs to the unit; ``person`` is whoever acts for it, where known. An open end means
    "until handed over". The database refuses a second chair at a time, a vice-chair that is the chair,
    and a holder that is not a member (clusters/guards.py).
    """

    class Office(models.TextChoices):
        CHAIR = "chair", "Cụm trưởng"
        VICE_CHAIR = "vice_chair", "Cụm phó"

    class Method(models.TextChoices):
        ROTATION = "rotation", "Luân phiên"
        ACCLAIM = "acclaim", "Suy tôn"
        ASSIGNMENT = "assignment", "Phân công"
        UNKNOWN = "unknown", "Chưa rõ"

    cluster_year = models.ForeignKey(
        ClusterYear, verbose_name="năm thi đua", on_delete=models.PROTECT, related_name="office_terms"
    )
    office = models.CharField("giữ vai trò", max_length=20, choices=Office, default=Office.CHAIR)
    unit = models.ForeignKey(
        Unit, verbose_name="đơn vị", on_delete=models.PROTECT, related_name="office_terms"
    )
    person = models.ForeignKey(
        Person,
        verbose_name="người đại diện",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="office_terms",
        help_text="Người thay mặt đơn vị giữ vai trò này. Chưa rõ thì để trống.",
    )
    starts_on = DayField("từ ngày")
    ends_on = DayField("đến hết ngày", null=True, blank=True, help_text="Để trống: đến khi bàn giao.")
    are_days_known = models.BooleanField(
        "biết rõ ngày bắt đầu, kết thúc", default=True, help_text="Bỏ chọn khi nguồn chỉ cho biết năm."
    )
    method = models.CharField("cách xác định", max_length=20, choices=Method, default=Method.UNKNOWN)
    certainty = models.CharField("mức tin cậy", max_length=10, choices=Certainty, default=Certainty.STATED)
    note = ProseField("ghi chú", blank=True)

    objects = OfficeTermQuerySet.as_manager()

    class Meta:
        verbose_name = "nhiệm kỳ trưởng, phó của cụm, khối"
        verbose_name_plural = "nhiệm kỳ trưởng, phó của cụm, khối"
        ordering = ["-starts_on", "office", "pk"]
        constraints = [
            models.CheckConstraint(
                name="office_is_known",
                condition=Q(office__in=["chair", "vice_chair"]),
                violation_error_message="Vai trò này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="office_method_is_known",
                condition=Q(method__in=["rotation", "acclaim", "assignment", "unknown"]),
                violation_error_message="Cách xác định này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="office_certainty_is_known",
                condition=Q(certainty__in=Certainty.values),
                violation_error_message="Mức tin cậy này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="office_term_ends_after_it_starts",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="Ngày kết thúc nhiệm kỳ phải bằng hoặc sau ngày bắt đầu.",
            ),
        ]

    def __str__(self):
        return f"{self.office_label} {self.cluster_year.cluster}: {self.unit}"

    @property
    def office_label(self):
        """The office in the cluster's own words: a khối has a khối trưởng."""
        label = self.get_office_display()
        return label.replace("Cụm", "Khối") if self.cluster_year.cluster.kind == "khoi" else label

    def place(self):
        return self.cluster_year.place()

    def audit_place(self):
        return self.cluster_year.audit_place()
