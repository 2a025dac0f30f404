"""The sheets on which the units of a year are scored, and what stands beside their points."""

import secrets

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from accounts.access import Place
from accounts.models import OF_UNIT, User
from awards.models.proposal import years_chaired_by, years_vice_chaired_by
from awards.models.score_tables import POINTS, HardStop, ScoreCriterion, ScoreLevel, ScoreTable
from clusters.models import ClusterYear, OfficeTerm, Unit
from pledges.models.naming import BearsUnit
from vietnamese.fields import LineField, NumberField, ProseField


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
    token = secrets.token_hex(16)
    return f"score-evidence/{token[:2]}/{token}.{instance.extension}"


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
