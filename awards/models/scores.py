"""A year's score table, and the sheets on which its units are scored. How points add up is awards/scoring.py."""

import secrets
import uuid

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from accounts.access import Place
from accounts.models import OF_UNIT, User
from awards.models.proposal import years_chaired_by, years_vice_chaired_by
from awards.ranking import Tie
from awards.scoring import Kind, NotApplicable, Scale
from clusters.models import ClusterYear, OfficeTerm, Unit
from clusters.models.year import OfYearQuerySet
from documents.models import OfficialDocument
from pledges.models.naming import BearsUnit
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


# --- sheets ----------------------------------------------------------------------------------------------


class ScoreSheetQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own and those to be checked (the chair's own by the vice-chair); all for the authority's people and
        the year's current chair; once published, for everybody who sees the year."""
        reach = user.reach()
        if reach.is_administrator:
            return self
        units = reach.reading_ids(*OF_UNIT)
        chairs = OfficeTerm.objects.chairs().filter(
            cluster_year=OuterRef("table__cluster_year"), unit=OuterRef("unit")
        )
        return self.filter(
            Q(table__cluster_year__cluster__authority__in=reach.authorities_without_viewing())
            | Q(table__cluster_year__in=years_chaired_by(user))
            | Q(unit__in=units)
            | Q(checker__in=reach.unit_ids(*OF_UNIT))
            | Q(Exists(chairs), table__cluster_year__in=years_vice_chaired_by(user))
            | Q(
                table__status="published",
                table__cluster_year__in=ClusterYear.objects.visible_to(user),
            )
        )


class ScoreSheet(BearsUnit, models.Model):
    """One unit's scores of a year: its own, the check beside them, and the result once it is published."""

    class Status(models.TextChoices):
        SELF = "self", "Đơn vị đang tự chấm"
        SUBMITTED = "submitted", "Đã nộp, đang thẩm định"
        CHECKED = "checked", "Đã thẩm định, chờ xác nhận"
        CONFIRMED = "confirmed", "Đã xác nhận"

    STEPS = {
        Status.SELF: {Status.SUBMITTED},
        Status.SUBMITTED: {Status.CHECKED, Status.SELF},
        Status.CHECKED: {Status.CONFIRMED, Status.SUBMITTED},
        Status.CONFIRMED: {Status.CHECKED},
    }
    # One step back, with a reason.
    BACK = {
        Status.SUBMITTED: Status.SELF,
        Status.CHECKED: Status.SUBMITTED,
        Status.CONFIRMED: Status.CHECKED,
    }

    table = models.ForeignKey(
        ScoreTable, verbose_name="bảng điểm", on_delete=models.PROTECT, related_name="sheets"
    )
    unit = models.ForeignKey(
        Unit, verbose_name="đơn vị", on_delete=models.PROTECT, related_name="score_sheets"
    )
    status = models.CharField(
        "tình trạng", max_length=10, choices=Status, default=Status.SELF, editable=False
    )
    checker = models.ForeignKey(
        Unit,
        verbose_name="đơn vị chấm chéo",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="sheets_to_check",
        help_text="Để trống thì cụm trưởng, khối trưởng thẩm định.",
    )
    sent_back_reason = ProseField("lý do trả lại", blank=True, editable=False)
    submitted_at = models.DateTimeField("nộp lúc", null=True, blank=True, editable=False)
    votes = models.PositiveSmallIntegerField(
        "số phiếu khi bằng điểm",
        null=True,
        blank=True,
        help_text="Chỉ ghi khi đã bỏ phiếu giữa các đơn vị bằng điểm.",
    )
    # the result, written once when the table is published
    total = NumberField("tổng điểm", **POINTS, null=True, blank=True, editable=False)
    rank = models.PositiveSmallIntegerField("xếp hạng", null=True, blank=True, editable=False)
    is_joint = models.BooleanField("cùng hạng", default=False, editable=False)
    result_class = LineField("xếp loại", max_length=100, blank=True, editable=False)
    reason = ProseField("giải thích thứ hạng", blank=True, editable=False)

    objects = ScoreSheetQuerySet.as_manager()

    class Meta:
        verbose_name = "phiếu chấm điểm"
        verbose_name_plural = "phiếu chấm điểm"
        ordering = ["table", "unit__sort_key", "pk"]
        constraints = [
            models.CheckConstraint(
                name="sheet_status_is_known",
                condition=Q(status__in=["self", "submitted", "checked", "confirmed"]),
                violation_error_message="Tình trạng này không có trong danh mục.",
            ),
            models.UniqueConstraint(
                name="unit_has_one_sheet",
                fields=["table", "unit"],
                violation_error_message="Đơn vị đã có phiếu chấm điểm.",
            ),
            models.CheckConstraint(
                name="nobody_checks_their_own_sheet",
                condition=Q(checker=None) | ~Q(checker=F("unit")),
                violation_error_message="Đơn vị không chấm chéo phiếu của chính mình.",
            ),
        ]

    def __str__(self):
        return f"Phiếu chấm điểm của {self.unit_name}, {self.table.cluster_year}"

    @property
    def cluster_year(self):
        return self.table.cluster_year

    def place(self):
        of_year = self.table.cluster_year.place()
        return Place(of_year.authority_id, self.table.cluster_year, self.unit_id, of_year.unit_ids)

    def audit_place(self):
        return self.table.audit_place()


class OfSheetQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(sheet__in=ScoreSheet.objects.visible_to(user))


class OfSheet(models.Model):
    """A part of a sheet."""

    objects = OfSheetQuerySet.as_manager()

    class Meta:
        abstract = True

    def place(self):
        return self.sheet.place()

    def audit_place(self):
        return self.sheet.audit_place()


class ScoreEntry(OfSheet):
    """What one side gave for one criterion. No row, or one without a value: not yet scored; 0 is a score."""

    class Stage(models.TextChoices):
        SELF = "self", "Tự chấm"
        CHECK = "check", "Thẩm định"

    sheet = models.ForeignKey(
        ScoreSheet, verbose_name="phiếu", on_delete=models.CASCADE, related_name="entries"
    )
    criterion = models.ForeignKey(
        ScoreCriterion, verbose_name="tiêu chí", on_delete=models.PROTECT, related_name="entries"
    )
    stage = models.CharField("bên chấm", max_length=6, choices=Stage)
    applies = models.BooleanField("áp dụng cho đơn vị", default=True)
    plan = NumberField("kế hoạch", max_digits=14, decimal_places=2, null=True, blank=True)
    result = NumberField("kết quả", max_digits=14, decimal_places=2, null=True, blank=True)
    level = models.ForeignKey(
        ScoreLevel,
        verbose_name="mức",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="entries",
    )
    times = models.PositiveSmallIntegerField("số lần", null=True, blank=True)
    points = NumberField("điểm", **POINTS, null=True, blank=True)
    note = ProseField("thuyết minh, lý do", blank=True)
    entered_by = models.ForeignKey(
        User,
        verbose_name="người chấm",
        on_delete=models.PROTECT,
        related_name="score_entries",
        editable=False,
    )
    entered_at = models.DateTimeField("chấm lúc", auto_now=True)

    class Meta:
        verbose_name = "điểm tiêu chí"
        verbose_name_plural = "điểm tiêu chí"
        ordering = ["sheet", "criterion", "stage"]
        constraints = [
            models.CheckConstraint(
                name="entry_stage_is_known",
                condition=Q(stage__in=["self", "check"]),
                violation_error_message="Bên chấm này không có trong danh mục.",
            ),
            models.UniqueConstraint(
                name="criterion_is_scored_once_a_stage",
                fields=["sheet", "criterion", "stage"],
                violation_error_message="Tiêu chí này đã có điểm.",
            ),
            models.CheckConstraint(
                name="plan_and_result_are_not_negative",
                condition=(Q(plan=None) | Q(plan__gte=0)) & (Q(result=None) | Q(result__gte=0)),
                violation_error_message="Kế hoạch và kết quả không được âm.",
            ),
        ]

    def __str__(self):
        return f"{self.criterion}: {self.get_stage_display().lower()}"


class ScoreQuestion(OfSheet):
    """Something that the checker asks the unit to explain, and its answer."""

    sheet = models.ForeignKey(
        ScoreSheet, verbose_name="phiếu", on_delete=models.CASCADE, related_name="questions"
    )
    criterion = models.ForeignKey(
        ScoreCriterion,
        verbose_name="tiêu chí",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="questions",
    )
    text = ProseField("nội dung cần giải trình")
    asked_by = models.ForeignKey(
        User,
        verbose_name="người hỏi",
        on_delete=models.PROTECT,
        related_name="score_questions",
        editable=False,
    )
    asked_at = models.DateTimeField("hỏi lúc", auto_now_add=True)
    answer = ProseField("giải trình của đơn vị", blank=True)
    answered_by = models.ForeignKey(
        User,
        verbose_name="người giải trình",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="score_answers",
        editable=False,
    )
    answered_at = models.DateTimeField("giải trình lúc", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "yêu cầu giải trình"
        verbose_name_plural = "yêu cầu giải trình"
        ordering = ["sheet", "asked_at", "pk"]

    def __str__(self):
        return self.text[:80]


class SheetStop(OfSheet):
    """A unit that a hard stop of the table concerns, and on what ground."""

    sheet = models.ForeignKey(
        ScoreSheet, verbose_name="phiếu", on_delete=models.CASCADE, related_name="stops"
    )
    stop = models.ForeignKey(
        HardStop, verbose_name="trường hợp", on_delete=models.PROTECT, related_name="sheets"
    )
    ground = LineField("căn cứ", max_length=400)

    class Meta:
        verbose_name = "trường hợp không xếp hạng của đơn vị"
        verbose_name_plural = "trường hợp không xếp hạng của đơn vị"
        ordering = ["sheet", "stop"]
        constraints = [
            models.UniqueConstraint(
                name="hard_stop_concerns_a_sheet_once",
                fields=["sheet", "stop"],
                violation_error_message="Trường hợp này đã ghi cho đơn vị.",
            ),
        ]

    def __str__(self):
        return str(self.stop)


class ManualPlace(OfSheet):
    """One unit's place in an order that people gave to units which no rule told apart; one group, one reason."""

    sheet = models.OneToOneField(
        ScoreSheet, verbose_name="phiếu", on_delete=models.CASCADE, related_name="manual_place"
    )
    group = models.UUIDField("nhóm bằng điểm", editable=False)
    position = models.PositiveSmallIntegerField("thứ tự")
    reason = ProseField("lý do")

    class Meta:
        verbose_name = "thứ tự xếp bằng tay"
        verbose_name_plural = "thứ tự xếp bằng tay"
        ordering = ["group", "position"]
        constraints = [
            models.UniqueConstraint(
                name="manual_place_is_taken_once",
                fields=["group", "position"],
                violation_error_message="Thứ tự này đã có đơn vị khác.",
            ),
            models.CheckConstraint(
                name="manual_place_has_a_reason",
                condition=~Q(reason=""),
                violation_error_message="Xếp thứ tự bằng tay phải nêu lý do.",
            ),
        ]

    def __str__(self):
        return f"{self.position}"


def score_evidence_path(instance, filename):
    """A random name; what the file was called is kept as text beside it."""
    return f"score-evidence/{secrets.token_hex(16)}.{instance.extension}"


class ScoreEvidence(OfSheet):
    """A file that proves a criterion of a sheet; its type was read from its bytes when it came in."""

    sheet = models.ForeignKey(
        ScoreSheet, verbose_name="phiếu", on_delete=models.CASCADE, related_name="evidence"
    )
    criterion = models.ForeignKey(
        ScoreCriterion, verbose_name="tiêu chí", on_delete=models.PROTECT, related_name="evidence"
    )
    title = LineField("tên tài liệu", max_length=200)
    file = models.FileField("tệp", upload_to=score_evidence_path, max_length=200)
    file_name = LineField("tên tệp gốc", max_length=200, editable=False)
    extension = models.CharField("đuôi tệp", max_length=10, editable=False)
    content_type = models.CharField("loại tệp", max_length=100, editable=False)
    size = models.PositiveIntegerField("dung lượng (byte)", editable=False)
    sha256 = models.CharField("mã đối chiếu tệp", max_length=64, editable=False)
    uploaded_by = models.ForeignKey(
        User,
        verbose_name="người tải lên",
        on_delete=models.PROTECT,
        related_name="score_evidence",
        editable=False,
    )
    uploaded_at = models.DateTimeField("tải lên lúc", auto_now_add=True)

    class Meta:
        verbose_name = "minh chứng chấm điểm"
        verbose_name_plural = "minh chứng chấm điểm"
        ordering = ["sheet", "criterion", "uploaded_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="file_proves_a_criterion_once",
                fields=["sheet", "criterion", "sha256"],
                violation_error_message="Tệp này đã có ở tiêu chí này.",
            ),
        ]

    def __str__(self):
        return self.title
