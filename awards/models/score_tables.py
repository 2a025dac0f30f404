"""A year's score table. How points add up is awards/scoring.py."""

import uuid

from django.db import models
from django.db.models import F, Q

from awards.ranking import Tie
from awards.scoring import Kind, NotApplicable, Scale
from clusters.models import ClusterYear
from clusters.models.year import OfYearQuerySet
from documents.models import OfficialDocument
from vietnamese.fields import DayField, LineField, NumberField, ProseField
from vietnamese.numbers import format_decimal

POINTS = {"max_digits": 7, "decimal_places": 2}


class ScoreTable(models.Model):
    """The criteria by which the units of a cluster are scored in one year."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Đang lập"
        OPEN = "open", "Đang chấm điểm"
        PUBLISHED = "published", "Đã công bố kết quả"

    class NotApplicable(models.TextChoices):
        PRO_RATA = NotApplicable.PRO_RATA.value, "Tính lại theo phần áp dụng"
        FULL = NotApplicable.FULL.value, "Tính đủ điểm tối đa"

    cluster_year = models.OneToOneField(
        ClusterYear, verbose_name="năm thi đua", on_delete=models.PROTECT, related_name="score_table"
    )
    status = models.CharField(
        "tình trạng", max_length=10, choices=Status, default=Status.DRAFT, editable=False
    )
    title = LineField("tên bảng điểm", max_length=300, default="Bảng tiêu chí chấm điểm thi đua")
    whole = NumberField("tổng điểm tối đa", **POINTS, help_text="Không kể điểm thưởng, ví dụ: 100 hoặc 1000.")
    not_applicable = models.CharField(
        "tiêu chí không áp dụng cho đơn vị",
        max_length=10,
        choices=NotApplicable,
        default=NotApplicable.PRO_RATA,
    )
    ceiling = NumberField(
        "tổng điểm không vượt quá",
        **POINTS,
        null=True,
        blank=True,
        help_text="Để trống nếu điểm thưởng được cộng vượt tổng điểm tối đa.",
    )
    digits = models.PositiveSmallIntegerField("số chữ số thập phân của tổng điểm", default=2)
    extras_in_class = models.BooleanField("tính điểm thưởng, điểm trừ khi xếp loại", default=True)
    basis = models.ForeignKey(
        OfficialDocument,
        verbose_name="ban hành kèm theo văn bản",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="score_tables",
    )
    self_due_on = DayField("hạn đơn vị tự chấm", null=True, blank=True)
    source_note = ProseField(
        "nguồn số liệu",
        blank=True,
        help_text="Khi nhập lại năm đã qua hoặc nhập số liệu minh họa. Hiện trên phiếu, bảng xếp hạng và bản in.",
    )
    copied_from = models.ForeignKey(
        "self",
        verbose_name="chép từ bảng điểm",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="copies",
        editable=False,
    )
    is_amending = models.BooleanField(
        "đang điều chỉnh", default=False, editable=False
    )  # within one action only
    amendments = models.PositiveSmallIntegerField("số lần điều chỉnh", default=0, editable=False)
    opened_on = DayField("mở chấm điểm ngày", null=True, blank=True, editable=False)
    published_at = models.DateTimeField("công bố lúc", null=True, blank=True, editable=False)

    objects = OfYearQuerySet.as_manager()

    class Meta:
        verbose_name = "bảng điểm"
        verbose_name_plural = "bảng điểm"
        ordering = ["-cluster_year__year", "pk"]
        constraints = [
            models.CheckConstraint(
                name="score_table_status_is_known",
                condition=Q(status__in=["draft", "open", "published"]),
                violation_error_message="Tình trạng này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="score_table_says_what_does_not_apply",
                condition=Q(not_applicable__in=["pro_rata", "full"]),
                violation_error_message="Cách tính này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="score_table_has_points",
                condition=Q(whole__gt=0),
                violation_error_message="Tổng điểm tối đa phải lớn hơn 0.",
            ),
            models.CheckConstraint(
                name="score_ceiling_lies_not_below_the_whole",
                condition=Q(ceiling=None) | Q(ceiling__gte=F("whole")),
                violation_error_message="Mức không vượt quá phải bằng hoặc lớn hơn tổng điểm tối đa.",
            ),
            models.CheckConstraint(
                name="score_total_has_at_most_two_decimals",
                condition=Q(digits__lte=2),
                violation_error_message="Tổng điểm có nhiều nhất 2 chữ số thập phân.",
            ),
            models.CheckConstraint(
                name="published_scores_have_their_moment",
                condition=Q(status="published", published_at__isnull=False)
                | (~Q(status="published") & Q(published_at=None)),
                violation_error_message="Kết quả đã công bố phải ghi thời điểm công bố.",
            ),
        ]

    def __str__(self):
        return f"{self.title}, {self.cluster_year}"

    @property
    def is_draft(self):
        return self.status == self.Status.DRAFT

    @property
    def is_open(self):
        return self.status == self.Status.OPEN

    @property
    def is_published(self):
        return self.status == self.Status.PUBLISHED

    def place(self):
        return self.cluster_year.place()

    def audit_place(self):
        return self.cluster_year.audit_place()


class OfTableQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(table__in=ScoreTable.objects.visible_to(user))


class OfTable(models.Model):
    """A part of a score table."""

    objects = OfTableQuerySet.as_manager()

    class Meta:
        abstract = True

    def place(self):
        return self.table.place()

    def audit_place(self):
        return self.table.audit_place()


class ScoreCriterion(OfTable):
    """A group or a criterion; ``key`` stays the same in the tables of later years that are copied from this one."""

    class Kind(models.TextChoices):
        GROUP = Kind.GROUP.value, "Nhóm tiêu chí"
        QUANTITY = Kind.QUANTITY.value, "Định lượng (theo kế hoạch và kết quả)"
        JUDGEMENT = Kind.JUDGEMENT.value, "Theo mức đánh giá"
        POINTS = Kind.POINTS.value, "Chấm điểm trực tiếp"
        EXTRA = Kind.EXTRA.value, "Điểm thưởng, điểm trừ"

    class Scale(models.TextChoices):
        PROPORTIONAL = Scale.PROPORTIONAL.value, "Theo tỷ lệ hoàn thành"
        PER_PERCENT = Scale.PER_PERCENT.value, "Trừ điểm theo mỗi phần trăm hụt"
        BANDS = Scale.BANDS.value, "Theo khung tỷ lệ hoàn thành"

    table = models.ForeignKey(
        ScoreTable, verbose_name="bảng điểm", on_delete=models.CASCADE, related_name="criteria"
    )
    parent = models.ForeignKey(
        "self",
        verbose_name="thuộc nhóm",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="parts",
    )
    position = models.PositiveSmallIntegerField("thứ tự", default=0, editable=False)
    key = models.UUIDField("khóa", default=uuid.uuid4, editable=False)
    name = LineField("tên tiêu chí", max_length=400)
    kind = models.CharField("loại", max_length=10, choices=Kind, default=Kind.POINTS)
    maximum = NumberField(
        "điểm tối đa", **POINTS, default=0, help_text="Điểm thưởng, điểm trừ thì để 0 và ghi điểm một lần."
    )
    step = NumberField(
        "bước điểm",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Ví dụ: 0,1; 0,25; 0,5; 1. Để trống thì nhận đến hai chữ số thập phân.",
    )
    each = NumberField("điểm một lần", **POINTS, default=0, help_text="Điểm trừ thì ghi số âm, ví dụ: -1.")
    cap = NumberField(
        "mức tối đa được cộng hoặc bị trừ",
        **POINTS,
        null=True,
        blank=True,
        help_text="Điểm trừ thì ghi số âm. Để trống nếu không giới hạn.",
    )
    scale = models.CharField("cách tính", max_length=12, choices=Scale, default=Scale.PROPORTIONAL)
    rate = NumberField("điểm trừ cho mỗi phần trăm hụt", max_digits=5, decimal_places=2, default=1)
    lower_is_better = models.BooleanField("kế hoạch là mức không được vượt", default=False)
    measure = LineField("đơn vị tính", max_length=60, blank=True)
    guidance = ProseField("cách chấm", blank=True)
    needs_evidence = models.BooleanField("phải có minh chứng", default=False)

    class Meta:
        verbose_name = "tiêu chí chấm điểm"
        verbose_name_plural = "tiêu chí chấm điểm"
        ordering = ["table", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="criterion_kind_is_known",
                condition=Q(kind__in=["group", "quantity", "judgement", "points", "extra"]),
                violation_error_message="Loại tiêu chí này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="criterion_scale_is_known",
                condition=Q(scale__in=["proportional", "per_percent", "bands"]),
                violation_error_message="Cách tính này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="criterion_maximum_is_not_negative",
                condition=Q(maximum__gte=0),
                violation_error_message="Điểm tối đa không được âm.",
            ),
            models.CheckConstraint(
                name="extra_has_no_maximum",
                condition=~Q(kind="extra") | Q(maximum=0),
                violation_error_message="Điểm thưởng, điểm trừ không có điểm tối đa; ghi điểm một lần.",
            ),
            models.CheckConstraint(
                name="criterion_step_is_positive",
                condition=Q(step=None) | Q(step__gt=0),
                violation_error_message="Bước điểm phải lớn hơn 0.",
            ),
            models.CheckConstraint(
                name="criterion_rate_is_not_negative",
                condition=Q(rate__gte=0),
                violation_error_message="Điểm trừ cho mỗi phần trăm hụt không được âm.",
            ),
            models.UniqueConstraint(
                name="criterion_key_stands_once_in_a_table",
                fields=["table", "key"],
                violation_error_message="Tiêu chí này đã có trong bảng điểm.",
            ),
        ]

    def __str__(self):
        return self.name


class ScoreLevel(models.Model):
    """A level of judgement with its points, or a band of a result: from so many percent on, so many points."""

    criterion = models.ForeignKey(
        ScoreCriterion, verbose_name="tiêu chí", on_delete=models.CASCADE, related_name="levels"
    )
    label = LineField("mức", max_length=100, blank=True)
    percent = NumberField("từ tỷ lệ hoàn thành (%)", max_digits=6, decimal_places=2, null=True, blank=True)
    points = NumberField("điểm", **POINTS)
    position = models.PositiveSmallIntegerField("thứ tự", default=0, editable=False)

    class Meta:
        verbose_name = "mức điểm"
        verbose_name_plural = "mức điểm"
        ordering = ["criterion", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="level_has_a_name_or_a_percent",
                condition=(~Q(label="") & Q(percent=None)) | Q(label="", percent__gte=0),
                violation_error_message="Ghi tên mức đánh giá, hoặc tỷ lệ hoàn thành của khung điểm.",
            ),
            models.CheckConstraint(
                name="level_points_are_not_negative",
                condition=Q(points__gte=0),
                violation_error_message="Điểm của một mức không được âm.",
            ),
        ]

    def __str__(self):
        return self.label or f"từ {format_decimal(self.percent)}%"


class ResultClass(OfTable):
    """A class of results from so many points on."""

    table = models.ForeignKey(
        ScoreTable, verbose_name="bảng điểm", on_delete=models.CASCADE, related_name="classes"
    )
    name = LineField("xếp loại", max_length=100)
    least = NumberField("từ số điểm", **POINTS)

    class Meta:
        verbose_name = "mức xếp loại"
        verbose_name_plural = "mức xếp loại"
        ordering = ["table", "-least"]
        constraints = [
            models.UniqueConstraint(
                name="result_class_starts_once",
                fields=["table", "least"],
                violation_error_message="Đã có mức xếp loại từ số điểm này.",
            ),
            models.UniqueConstraint(
                name="result_class_is_named_once",
                fields=["table", "name"],
                violation_error_message="Đã có mức xếp loại với tên này.",
            ),
        ]

    def __str__(self):
        return self.name


class TieBreak(OfTable):
    """One rule of the chain that parts units of the same total."""

    class What(models.TextChoices):
        GROUP = Tie.GROUP.value, "Điểm nhóm, tiêu chí cao hơn"
        FEWER_PENALTIES = Tie.FEWER_PENALTIES.value, "Bị trừ điểm ít hơn"
        SELF_SCORE = Tie.SELF_SCORE.value, "Điểm tự chấm cao hơn"
        VOTES = Tie.VOTES.value, "Được nhiều phiếu hơn"

    table = models.ForeignKey(
        ScoreTable, verbose_name="bảng điểm", on_delete=models.CASCADE, related_name="tie_breaks"
    )
    position = models.PositiveSmallIntegerField("thứ tự", default=0, editable=False)
    what = models.CharField("căn cứ phân hạng", max_length=16, choices=What)
    criterion = models.ForeignKey(
        ScoreCriterion,
        verbose_name="nhóm, tiêu chí",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="tie_breaks",
    )

    class Meta:
        verbose_name = "quy tắc khi bằng điểm"
        verbose_name_plural = "quy tắc khi bằng điểm"
        ordering = ["table", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="tie_break_is_known",
                condition=Q(what__in=["group", "fewer_penalties", "self_score", "votes"]),
                violation_error_message="Quy tắc này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="tie_break_by_group_names_it",
                condition=Q(what="group", criterion__isnull=False) | (~Q(what="group") & Q(criterion=None)),
                violation_error_message="Chọn nhóm, tiêu chí để so điểm; quy tắc khác thì không chọn.",
            ),
        ]

    def __str__(self):
        label = self.get_what_display()
        return f"{label}: {self.criterion}" if self.criterion_id else label


class HardStop(OfTable):
    """What keeps a unit from being ranked, whatever its points: a disciplined leader, a serious case."""

    table = models.ForeignKey(
        ScoreTable, verbose_name="bảng điểm", on_delete=models.CASCADE, related_name="hard_stops"
    )
    position = models.PositiveSmallIntegerField("thứ tự", default=0, editable=False)
    text = LineField("trường hợp không xếp hạng", max_length=400)

    class Meta:
        verbose_name = "trường hợp không xếp hạng"
        verbose_name_plural = "trường hợp không xếp hạng"
        ordering = ["table", "position", "pk"]

    def __str__(self):
        return self.text
