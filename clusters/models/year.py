from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models import F, Q
from django.utils import timezone

from accounts.access import Place
from audit.models import Event
from clusters.models.cluster import Cluster
from documents.models import Certainty, Known, OfficialDocument
from vietnamese.dates import short_date
from vietnamese.fields import DayField, LineField, ProseField

YEARS = """
WITH RECURSIVE found(year) AS (
    SELECT MAX(year) FROM clusters_clusteryear
    UNION ALL
    SELECT (SELECT MAX(year) FROM clusters_clusteryear WHERE year < found.year) FROM found WHERE found.year IS NOT NULL
)
SELECT year FROM found WHERE year IS NOT NULL
"""


class ClusterYearQuerySet(models.QuerySet):
    def visible_to(self, user):
        if user.reach().is_administrator:
            return self
        return self.filter(cluster__in=Cluster.objects.visible_to(user))

    def of_year(self, year):
        return self.filter(year=year)

    def with_place(self):
        """With what ``place()`` and the head of every page of a year read."""
        return self.select_related("cluster__authority")

    def numbers(self):
        """The years themselves, each once, whoever may see them: one step of the index for each year."""
        with connection.cursor() as cursor:
            cursor.execute(YEARS)
            return [year for (year,) in cursor.fetchall()]

    def numbers_visible_to(self, user):
        """The years in which the person sees a cluster."""
        if user.reach().is_administrator:
            return self.numbers()
        return list(self.visible_to(user).order_by().values_list("year", flat=True).distinct())


class ClusterYear(models.Model):
    """One cluster in one year of emulation: everything of that year hangs here.

    ``is_recorded`` marks a year that is over and is entered afterwards from papers or reports: parts
    of it may stay unknown. The database refuses the mark on a year that is not over.
    """

    cluster = models.ForeignKey(
        Cluster, verbose_name="cụm, khối", on_delete=models.PROTECT, related_name="years"
    )
    year = models.PositiveSmallIntegerField("năm thi đua")
    starts_on = DayField("từ ngày")
    ends_on = DayField("đến hết ngày")
    is_recorded = models.BooleanField(
        "nhập lại từ hồ sơ của năm đã qua",
        default=False,
        help_text="Chỉ dùng cho năm đã kết thúc. Phần nào nguồn không nêu thì để trống và hiện là “chưa rõ”.",
    )
    declared_units = models.PositiveSmallIntegerField(
        "số đơn vị theo nguồn",
        null=True,
        blank=True,
        help_text="Để đối chiếu với danh sách. Chưa rõ thì để trống.",
    )
    themes_known = models.CharField("chủ đề", max_length=10, choices=Known, default=Known.UNKNOWN)
    vice_chair_known = models.CharField(
        "cụm phó, khối phó", max_length=10, choices=Known, default=Known.UNKNOWN
    )
    horizon = LineField(
        "thời gian thực hiện",
        blank=True,
        help_text="Ghi khi khác năm dương lịch, ví dụ: năm 2024 và 6 tháng đầu năm 2025.",
    )
    purpose = ProseField("mục đích, yêu cầu", blank=True)
    earlier_results = ProseField("kết quả năm trước (theo nguồn)", blank=True)
    source_note = ProseField("nguồn thông tin", blank=True)
    closed_on = DayField(
        "khép hồ sơ ngày", null=True, blank=True, editable=False
    )  # the books of the year are handed over
    carried = models.JSONField("chuyển tiếp từ năm trước", default=list, blank=True, editable=False)

    objects = ClusterYearQuerySet.as_manager()

    class Meta:
        verbose_name = "năm thi đua"
        verbose_name_plural = "năm thi đua"
        ordering = ["-year", "cluster__authority__sort_key", "cluster__sort_key", "pk"]
        indexes = [models.Index(fields=["year"])]
        constraints = [
            models.UniqueConstraint(
                name="cluster_has_a_year_once",
                fields=["cluster", "year"],
                violation_error_message="Năm thi đua này của cụm, khối đã được mở.",
            ),
            models.CheckConstraint(
                name="cluster_year_is_a_sensible_year",
                condition=Q(year__gte=1948, year__lte=2200),
                violation_error_message="Năm thi đua phải từ 1948 đến 2200.",
            ),
            models.CheckConstraint(
                name="cluster_year_ends_after_it_starts",
                condition=Q(ends_on__gt=F("starts_on")),
                violation_error_message="Ngày kết thúc năm thi đua phải sau ngày bắt đầu.",
            ),
            models.CheckConstraint(
                name="cluster_year_themes_known_is_known",
                condition=Q(themes_known__in=Known.values),
                violation_error_message="Giá trị này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="cluster_year_vice_chair_known_is_known",
                condition=Q(vice_chair_known__in=Known.values),
                violation_error_message="Giá trị này không có trong danh mục.",
            ),
        ]

    def __str__(self):
        return f"{self.cluster}, năm {self.year}"

    def clean(self):
        """The days may leave the calendar year by some months, as those of a school year do."""
        for name, years in (("starts_on", (-1, 0)), ("ends_on", (0, 1))):
            day = getattr(self, name)
            if day and self.year and day.year - self.year not in years:
                raise ValidationError(
                    {
                        name: f"Ngày {short_date(day)} không thuộc năm thi đua {self.year}. Cần kiểm tra lại năm."
                    }
                )

    def refuse_if_closed(self):
        """Raise ValidationError where the books of the year were handed over, as the database has it now."""
        closed_on = ClusterYear.objects.values_list("closed_on", flat=True).get(pk=self.pk)
        if closed_on:
            raise ValidationError(
                f"Hồ sơ năm {self.year} đã khép ngày {short_date(closed_on)} khi bàn giao nên không sửa được nữa."
            )

    def place(self):
        """Members of that year stand to it as members; read once per object."""
        if not hasattr(self, "_place"):
            self.stands_among(self.members().values_list("unit_id", flat=True))
        return self._place

    def stands_among(self, unit_ids, terms=None):
        """For who has read the members already, and the offices: rights are then told without reading them again."""
        self._terms = terms
        self._place = Place(self.cluster.authority_id, cluster_year=self, unit_ids=frozenset(unit_ids))

    def audit_place(self):
        return self.cluster.authority, self

    def members(self):
        """Memberships that hold in this year, in the cluster's order."""
        return (
            self.cluster.memberships.during(self.starts_on, self.ends_on)
            .select_related("unit")
            .order_by("position", "pk")
        )

    def members_on(self, day):
        """The members on one day of the year; None: all of the year."""
        return self.members() if day is None else self.members().during(day, day)

    def offices_held_by(self, unit_ids, day):
        """Offices of this year that any of the units holds on the day, first and last day included."""
        if (terms := getattr(self, "_terms", None)) is not None:
            held = [term for term in terms if term.unit_id in unit_ids and term.holds_on(day)]
            return list({term.office for term in held})
        return list(
            self.office_terms.on_day(day)
            .filter(unit__in=unit_ids)
            .values_list("office", flat=True)
            .distinct()
        )

    def as_of(self, today=None):
        """The day whose names stand for the year: today in the running year, else its nearest day."""
        return min(max(today or timezone.localdate(), self.starts_on), self.ends_on)

    def previous(self):
        return self.cluster.years.filter(year__lt=self.year).order_by("-year").first()

    def next(self):
        return self.cluster.years.filter(year__gt=self.year).order_by("year").first()

    def history(self):
        """The history of this year, and of the cluster and its list of members on which the year stands."""
        memberships = [str(pk) for pk in self.cluster.memberships.values_list("pk", flat=True)]
        return Event.deeds.filter(
            Q(cluster_year=self)
            | Q(subject_type="clusters.cluster", subject_id=str(self.cluster_id))
            | Q(subject_type="clusters.membership", subject_id__in=memberships)
        )

    @property
    def units_differ(self):
        """Return (declared, listed) where a source says another number than the list has, else None."""
        return self.differs_from(self.members()) if self.declared_units is not None else None

    def differs_from(self, memberships):
        """``units_differ`` for who has read the year's memberships already.

        Where units merge within the year, the number at its beginning and the present one are both right.
        """
        listed = [sum(row.holds_on(day) for row in memberships) for day in (self.as_of(), self.starts_on)]
        is_said = self.declared_units is None or self.declared_units in listed
        return None if is_said else (self.declared_units, listed[0])


def year_of(row):
    """Return the row's year, read with its cluster and authority by one query: rights and pages ask for all three."""
    if not row._meta.get_field("cluster_year").is_cached(row):
        row.cluster_year = ClusterYear.objects.with_place().get(pk=row.cluster_year_id)
    return row.cluster_year


class OfYearQuerySet(models.QuerySet):
    """For what hangs directly on a cluster-year."""

    def visible_to(self, user):
        if user.reach().is_administrator:
            return self
        return self.filter(cluster_year__in=ClusterYear.objects.visible_to(user))


class YearDocument(models.Model):
    """A document by which a cluster works in a year; what a new year takes over from the last one."""

    class Role(models.TextChoices):
        BASIS = "basis", "Căn cứ pháp lý"
        RULES = "rules", "Quy chế, quy định của cụm, khối"
        TEMPLATE = "template", "Mẫu văn bản"

    cluster_year = models.ForeignKey(
        ClusterYear, verbose_name="năm thi đua", on_delete=models.CASCADE, related_name="documents"
    )
    document = models.ForeignKey(
        OfficialDocument, verbose_name="văn bản", on_delete=models.PROTECT, related_name="years"
    )
    role = models.CharField("dùng làm", max_length=10, choices=Role, default=Role.BASIS)
    position = models.PositiveSmallIntegerField("thứ tự", default=0, editable=False)

    objects = OfYearQuerySet.as_manager()

    class Meta:
        verbose_name = "văn bản của năm"
        verbose_name_plural = "văn bản của năm"
        ordering = ["cluster_year_id", "role", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="year_document_role_is_known",
                condition=Q(role__in=["basis", "rules", "template"]),
                violation_error_message="Cách dùng này không có trong danh mục.",
            ),
            models.UniqueConstraint(
                name="document_stands_once_in_a_year",
                fields=["cluster_year", "document", "role"],
                violation_error_message="Văn bản này đã có trong danh sách của năm.",
            ),
        ]

    def __str__(self):
        return str(self.document)

    def place(self):
        return self.cluster_year.place()

    def audit_place(self):
        return self.cluster_year.audit_place()


class Theme(models.Model):
    """A chủ đề of the year, with the body that set it where a source says so."""

    cluster_year = models.ForeignKey(
        ClusterYear, verbose_name="năm thi đua", on_delete=models.CASCADE, related_name="themes"
    )
    text = LineField("chủ đề", max_length=500)
    issuer = LineField("cơ quan phát động", blank=True, help_text="Chưa rõ thì để trống.")

    objects = OfYearQuerySet.as_manager()

    class Meta:
        verbose_name = "chủ đề"
        verbose_name_plural = "chủ đề"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="theme_stands_once_in_a_year",
                fields=["cluster_year", "text"],
                violation_error_message="Chủ đề này đã ghi cho năm thi đua.",
            ),
        ]

    def __str__(self):
        return f"“{self.text}”"

    def place(self):
        return self.cluster_year.place()

    def audit_place(self):
        return self.cluster_year.audit_place()


class PlanQuerySet(OfYearQuerySet):
    def with_paper(self):
        """Each with the paper of it that was issued here and is in force: ``paper`` (its id), ``paper_number``,
        ``paper_day``; None where there is none."""
        from clusters.models.papers import IssuedPaper

        papers = IssuedPaper.objects.filter(
            subject_type=self.model._meta.label_lower, subject_id=models.OuterRef("pk")
        ).in_force()
        latest = papers.order_by("-pk")
        return self.annotate(
            paper=models.Subquery(latest.values("pk")[:1]),
            paper_number=models.Subquery(latest.values("number_text")[:1]),
            paper_day=models.Subquery(latest.values("issued_on")[:1]),
        )


class Plan(models.Model):
    """The cluster's Kế hoạch of the year."""

    class Status(models.TextChoices):
        UNKNOWN = "unknown", "Chưa rõ"
        DRAFT = "draft", "Dự thảo"
        ISSUED = "issued", "Đã ban hành"

    cluster_year = models.OneToOneField(
        ClusterYear, verbose_name="năm thi đua", on_delete=models.CASCADE, related_name="plan"
    )
    status = models.CharField("tình trạng", max_length=10, choices=Status, default=Status.DRAFT)
    number = LineField("số, ký hiệu", max_length=80, blank=True, help_text="Ví dụ: 38/KH-CTĐ02.")
    issued_on = DayField("ngày ban hành", null=True, blank=True)
    title = ProseField("trích yếu", blank=True, max_length=1000)
    bases = models.ManyToManyField(OfficialDocument, verbose_name="căn cứ", blank=True, related_name="plans")

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = "kế hoạch"
        verbose_name_plural = "kế hoạch"
        constraints = [
            models.CheckConstraint(
                name="plan_status_is_known",
                condition=Q(status__in=["unknown", "draft", "issued"]),
                violation_error_message="Tình trạng này không có trong danh mục.",
            ),
        ]

    def __str__(self):
        return f"Kế hoạch số {self.number}" if self.number else f"Kế hoạch năm {self.cluster_year.year}"

    def place(self):
        return self.cluster_year.place()

    def audit_place(self):
        return self.cluster_year.audit_place()


class PlanItemQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(plan__cluster_year__in=ClusterYear.objects.visible_to(user))


class PlanItem(models.Model):
    """One line of the plan: plan contents are not pledge contents, and ad-hoc tasks are neither."""

    class Kind(models.TextChoices):
        WORK_AREA = "work_area", "Nội dung trọng tâm"
        TARGET = "target", "Chỉ tiêu"
        TITLE = "title", "Danh hiệu chuyên đề đăng ký"
        EVENT = "event", "Sự kiện hướng tới"
        TASK = "task", "Nhiệm vụ đột xuất"

    plan = models.ForeignKey(Plan, verbose_name="kế hoạch", on_delete=models.CASCADE, related_name="items")
    kind = models.CharField("loại", max_length=20, choices=Kind, default=Kind.WORK_AREA)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    text = ProseField("nội dung")

    objects = PlanItemQuerySet.as_manager()

    class Meta:
        verbose_name = "nội dung kế hoạch"
        verbose_name_plural = "nội dung kế hoạch"
        ordering = ["plan", "kind", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="plan_item_kind_is_known",
                condition=Q(kind__in=["work_area", "target", "title", "event", "task"]),
                violation_error_message="Loại này không có trong danh mục.",
            ),
        ]

    def __str__(self):
        return self.text[:120]

    @property
    def cluster_year(self):
        return self.plan.cluster_year

    def place(self):
        return self.plan.cluster_year.place()

    def audit_place(self):
        return self.plan.cluster_year.audit_place()


__all__ = ["Certainty", "ClusterYear", "OfYearQuerySet", "Plan", "PlanItem", "Theme", "year_of"]
