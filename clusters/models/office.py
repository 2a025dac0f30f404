from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from clusters.models.cluster import Cluster
from clusters.models.person import Person
from clusters.models.unit import Unit
from clusters.models.year import ClusterYear
from documents.models import Certainty, OfficialDocument
from vietnamese.dates import short_date
from vietnamese.fields import DayField, LineField, ProseField


def office_label(office, cluster):
    """The office in the cluster's own words: a khối has a khối trưởng."""
    label = OfficeTerm.Office(office).label
    return label.replace("Cụm", "Khối").replace("cụm", "khối") if cluster.kind == "khoi" else label


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
        SECRETARY = "secretary", "Thư ký cụm"

    class Method(models.TextChoices):
        ROTATION = "rotation", "Luân phiên"
        ACCLAIM = "acclaim", "Suy tôn"
        ELECTION = "election", "Bầu"
        ASSIGNMENT = "assignment", "Phân công"
        SUCCESSION = "succession", "Kế thừa khi sắp xếp đơn vị"
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
    occasion = LineField(
        "xác định tại", blank=True, help_text="Ví dụ: Hội nghị tổng kết năm 2025, ngày 20/12/2025."
    )
    document = models.ForeignKey(
        OfficialDocument,
        verbose_name="văn bản công nhận, phân công",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="office_terms",
    )
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
                condition=Q(office__in=["chair", "vice_chair", "secretary"]),
                violation_error_message="Vai trò này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="office_method_is_known",
                condition=Q(
                    method__in=["rotation", "acclaim", "election", "assignment", "succession", "unknown"]
                ),
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
        return f"{self.office_label} {self.cluster_year.cluster}: {self.unit_name}"

    def clean(self):
        """An office is of one year; until the handover it may outlive it, but not by another year."""
        if self.ends_on and self.ends_on.year > self.cluster_year.year + 1:
            raise ValidationError(
                {
                    "ends_on": f"Ngày kết thúc {short_date(self.ends_on)} không thuộc nhiệm kỳ năm "
                    f"{self.cluster_year.year}. Cần kiểm tra lại năm."
                }
            )

    @property
    def office_label(self):
        return office_label(self.office, self.cluster_year.cluster)

    def holds_on(self, day):
        """As ``on_day()`` of the queryset says."""
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)

    def _named_on(self):
        """The day whose name of the unit stands for the term: today, within the term."""
        today = timezone.localdate()
        return max(self.starts_on, min(self.ends_on or today, self.cluster_year.as_of(today)))

    @property
    def unit_name(self):
        return self.unit.name_on(self._named_on())

    @property
    def unit_label(self):
        return self.unit.label_on(self._named_on())

    @property
    def runs_until_handover(self):
        """Whether the term has outlived its year because nobody has taken over yet."""
        return self.ends_on is None and timezone.localdate() > self.cluster_year.ends_on

    def place(self):
        return self.cluster_year.place()

    def audit_place(self):
        return self.cluster_year.audit_place()


class OfClusterQuerySet(models.QuerySet):
    """For what hangs directly on a cluster."""

    def visible_to(self, user):
        return self.filter(cluster__in=Cluster.objects.visible_to(user))


class RotationRule(models.Model):
    """How the offices of a cluster pass from unit to unit; clusters/rotation.py plans by it."""

    cluster = models.OneToOneField(
        Cluster, verbose_name="cụm, khối", on_delete=models.CASCADE, related_name="rotation_rule"
    )
    vice_follows = models.BooleanField(
        "phó năm trước làm trưởng năm sau",
        default=True,
        help_text="Đơn vị giữ vai trò phó của năm trước kế tiếp làm trưởng.",
    )
    never_repeat = models.BooleanField(
        "không lặp lại khi chưa đủ một vòng",
        default=True,
        help_text="Đơn vị đã làm trưởng chỉ trở lại khi tất cả các đơn vị khác đã làm. "
        "Bỏ chọn: lần lượt theo thứ tự trong danh sách thành viên.",
    )
    vice_chairs = models.PositiveSmallIntegerField("số đơn vị phó mỗi năm", default=1)
    document = models.ForeignKey(
        OfficialDocument,
        verbose_name="theo quy chế, quy định",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="rotation_rules",
    )
    note = ProseField("ghi chú", blank=True)

    objects = OfClusterQuerySet.as_manager()

    class Meta:
        verbose_name = "quy tắc luân phiên"
        verbose_name_plural = "quy tắc luân phiên"
        constraints = [
            models.CheckConstraint(
                name="rotation_has_a_sensible_number_of_vice_chairs",
                condition=Q(vice_chairs__lte=5),
                violation_error_message="Số đơn vị phó từ 0 đến 5.",
            ),
        ]

    def __str__(self):
        return f"Quy tắc luân phiên của {self.cluster}"

    @property
    def described(self):
        """The rule in one sentence."""
        noun = self.cluster.noun
        parts = [f"{noun} phó năm trước làm {noun} trưởng năm sau"] if self.vice_follows else []
        parts.append(
            "không lặp lại khi chưa đủ một vòng" if self.never_repeat else "lần lượt theo thứ tự thành viên"
        )
        parts.append(
            f"mỗi năm {self.vice_chairs:02} {noun} phó" if self.vice_chairs else f"không có {noun} phó"
        )
        sentence = "; ".join(parts) + "."
        return sentence[:1].upper() + sentence[1:]

    def place(self):
        return self.cluster.place()

    def audit_place(self):
        return self.cluster.authority, None


class RotationSkip(models.Model):
    """A unit is passed over in a year, for a reason; its turn is kept for the year after."""

    cluster = models.ForeignKey(
        Cluster, verbose_name="cụm, khối", on_delete=models.CASCADE, related_name="rotation_skips"
    )
    unit = models.ForeignKey(
        Unit, verbose_name="đơn vị", on_delete=models.PROTECT, related_name="rotation_skips"
    )
    year = models.PositiveSmallIntegerField("năm")
    reason = LineField("lý do", max_length=500)

    objects = OfClusterQuerySet.as_manager()

    class Meta:
        verbose_name = "lùi lượt luân phiên"
        verbose_name_plural = "lùi lượt luân phiên"
        ordering = ["cluster", "year", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="unit_is_skipped_once_a_year",
                fields=["cluster", "unit", "year"],
                violation_error_message="Đơn vị này đã được lùi lượt trong năm đó.",
            ),
            models.CheckConstraint(
                name="rotation_skip_is_in_a_sensible_year",
                condition=Q(year__gte=1948, year__lte=2200),
                violation_error_message="Năm phải từ 1948 đến 2200.",
            ),
            models.CheckConstraint(
                name="rotation_skip_has_a_reason",
                condition=~Q(reason=""),
                violation_error_message="Ghi lý do lùi lượt.",
            ),
        ]

    def __str__(self):
        return f"{self.unit}, năm {self.year}"

    def place(self):
        return self.cluster.place()

    def audit_place(self):
        return self.cluster.authority, None


class ProposedTermQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(cluster_year__in=ClusterYear.objects.visible_to(user))


class ProposedTerm(models.Model):
    """A unit that is to hold an office in a year: planned, put to the wrap-up conference, not yet an office.

    It gives no right. Confirmed, it becomes an OfficeTerm, at once or on the day of the handover.
    """

    class Status(models.TextChoices):
        PROPOSED = "proposed", "Dự kiến"
        AWAITING = "awaiting", "Đã xác nhận, chờ bàn giao"

    cluster_year = models.ForeignKey(
        ClusterYear, verbose_name="năm thi đua", on_delete=models.CASCADE, related_name="proposed_terms"
    )
    office = models.CharField("vai trò", max_length=20, choices=OfficeTerm.Office)
    unit = models.ForeignKey(
        Unit, verbose_name="đơn vị", on_delete=models.PROTECT, related_name="proposed_terms"
    )
    status = models.CharField(
        "tình trạng", max_length=10, choices=Status, default=Status.PROPOSED, editable=False
    )
    method = models.CharField(
        "cách xác định", max_length=20, choices=OfficeTerm.Method, default=OfficeTerm.Method.ROTATION
    )
    reason = ProseField("căn cứ dự kiến", blank=True)
    occasion = LineField("xác định tại", blank=True)
    document = models.ForeignKey(
        OfficialDocument,
        verbose_name="văn bản công nhận, phân công",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="proposed_terms",
    )

    objects = ProposedTermQuerySet.as_manager()

    class Meta:
        verbose_name = "dự kiến trưởng, phó của cụm, khối"
        verbose_name_plural = "dự kiến trưởng, phó của cụm, khối"
        ordering = ["cluster_year", "office", "pk"]
        constraints = [
            models.CheckConstraint(
                name="proposed_office_is_known",
                condition=Q(office__in=["chair", "vice_chair", "secretary"]),
                violation_error_message="Vai trò này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="proposed_status_is_known",
                condition=Q(status__in=["proposed", "awaiting"]),
                violation_error_message="Tình trạng này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="proposed_method_is_known",
                condition=Q(method__in=OfficeTerm.Method.values),
                violation_error_message="Cách xác định này không có trong danh mục.",
            ),
            models.UniqueConstraint(
                name="unit_is_proposed_once_for_a_year",
                fields=["cluster_year", "unit"],
                violation_error_message="Đơn vị này đã được dự kiến giữ một vai trò trong năm.",
            ),
            models.UniqueConstraint(
                name="one_chair_is_proposed_for_a_year",
                fields=["cluster_year"],
                condition=Q(office="chair"),
                violation_error_message="Năm này đã có dự kiến cụm trưởng, khối trưởng.",
            ),
        ]

    def __str__(self):
        return f"{self.office_label} năm {self.cluster_year.year} (dự kiến): {self.unit_name}"

    @property
    def office_label(self):
        return office_label(self.office, self.cluster_year.cluster)

    @property
    def unit_name(self):
        return self.unit.name_on(self.cluster_year.as_of())

    def place(self):
        return self.cluster_year.place()

    def audit_place(self):
        return self.cluster_year.audit_place()
