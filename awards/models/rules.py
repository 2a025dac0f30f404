"""What the law and each body's own rules set for a period: never a constant, always a dated row with its source.

A rule is asked for an award on a day; the row that names the award itself goes before one that names its level or
subject only, and the one in force latest goes before an older one.
"""

from fractions import Fraction

from django.db import models
from django.db.models import F, Q

from awards import tally
from awards.models.catalogue import AwardForm, DatedQuerySet, is_valid_on
from documents.models import Certainty
from vietnamese.fields import DayField, LineField, NumberField, ProseField


class RuleQuerySet(DatedQuerySet):
    def about(self, award):
        """Rows that hold for the award: those without a code, level or subject hold for every one."""
        return self.filter(
            Q(award_code="") | Q(award_code=award.code),
            Q(level="") | Q(level=award.level),
            Q(subject="") | Q(subject=award.subject),
        )

    def closest(self, award, day):
        """Return the one row for the award on the day, the most particular first; None where no rule is known."""
        return most_particular(self.valid_on(day).about(award))


def most_particular(rows):
    """Return the row that goes before the others: first by the award it names, then by its scope, then its age."""
    return max(
        rows,
        key=lambda row: (bool(row.award_code), bool(row.level) + bool(row.subject), row.effective_from),
        default=None,
    )


class DatedRule(models.Model):
    """The award that a rule is about (none named: every one), how long it holds, and where it stands."""

    award_code = LineField(
        "mã danh hiệu, hình thức",
        max_length=40,
        blank=True,
        help_text="Mã trong danh mục danh hiệu, hình thức khen thưởng. Để trống nếu áp dụng cho mọi mã.",
    )
    level = models.CharField(
        "cấp",
        max_length=12,
        choices=AwardForm.Level,
        blank=True,
        help_text="Để trống nếu áp dụng cho mọi cấp.",
    )
    subject = models.CharField(
        "đối tượng",
        max_length=12,
        choices=AwardForm.Subject,
        blank=True,
        help_text="Để trống nếu áp dụng cho mọi đối tượng.",
    )
    legal_ref = LineField("căn cứ pháp lý", max_length=300)
    effective_from = DayField("áp dụng từ ngày")
    effective_to = DayField("áp dụng đến hết ngày", null=True, blank=True)
    certainty = models.CharField("mức tin cậy", max_length=10, choices=Certainty, default=Certainty.STATED)
    note = ProseField("ghi chú", blank=True)

    objects = RuleQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_level_is_known",
                condition=Q(level__in=["", *AwardForm.Level.values]),
                violation_error_message="Cấp này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="%(class)s_subject_is_known",
                condition=Q(subject__in=["", *AwardForm.Subject.values]),
                violation_error_message="Đối tượng này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="%(class)s_certainty_is_known",
                condition=Q(certainty__in=Certainty.values),
                violation_error_message="Mức tin cậy này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="%(class)s_ends_after_it_starts",
                condition=Q(effective_to=None) | Q(effective_to__gte=F("effective_from")),
                violation_error_message="Ngày hết áp dụng phải bằng hoặc sau ngày bắt đầu áp dụng.",
            ),
        ]

    def holds(self, award, day):
        """Whether the rule is in force on the day and about the award: RuleQuerySet's two questions of one row."""
        return (
            is_valid_on(self, day)
            and self.award_code in ("", award.code)
            and self.level in ("", award.level)
            and self.subject in ("", award.subject)
        )

    @property
    def scope(self):
        """What the rule is about, in words."""
        parts = [self.award_code, self.get_level_display(), self.get_subject_display()]
        return ", ".join(part for part in parts if part) or "mọi danh hiệu, hình thức"


class LegalFigure(DatedRule):
    """One number, day or form number of the law."""

    class Kind(models.TextChoices):
        BASE_PAY = "base_pay", "Lương cơ sở (đồng)"
        PRIZE = "prize", "Mức tiền thưởng (lần lương cơ sở)"
        QUOTA_SHARE = "quota_share", "Tỷ lệ tối đa (%)"
        DEADLINE = "deadline", "Hạn gửi hồ sơ"
        POSTING_DAYS = "posting_days", "Số ngày làm việc niêm yết, lấy ý kiến"
        APPRAISAL_DAYS = "appraisal_days", "Số ngày làm việc thẩm định"
        FORM_NUMBER = "form_number", "Số mẫu văn bản"

    class Paper(models.TextChoices):
        PROPOSAL = "proposal", "Tờ trình"
        COLLECTIVE_REPORT = "collective", "Báo cáo thành tích tập thể"
        INDIVIDUAL_REPORT = "individual", "Báo cáo thành tích cá nhân"

    kind = models.CharField("loại", max_length=15, choices=Kind)
    amount = NumberField("giá trị", max_digits=12, decimal_places=2, null=True, blank=True)
    month = models.PositiveSmallIntegerField("tháng", null=True, blank=True)
    day = models.PositiveSmallIntegerField("ngày", null=True, blank=True)
    years_after = models.PositiveSmallIntegerField(
        "số năm sau năm thi đua", null=True, blank=True, help_text="0 là trong năm, 1 là năm sau."
    )
    paper = models.CharField("văn bản", max_length=12, choices=Paper, blank=True)
    text = LineField("nội dung", max_length=200, blank=True, help_text="Ví dụ: Mẫu số 01.")

    class Meta(DatedRule.Meta):
        verbose_name = "con số của pháp luật"
        verbose_name_plural = "con số của pháp luật"
        ordering = ["kind", "award_code", "level", "subject", "paper", "-effective_from", "pk"]
        constraints = [
            *DatedRule.Meta.constraints,
            models.CheckConstraint(
                name="legal_figure_kind_is_known",
                condition=Q(
                    kind__in=[
                        "base_pay",
                        "prize",
                        "quota_share",
                        "deadline",
                        "posting_days",
                        "appraisal_days",
                        "form_number",
                    ]
                ),
                violation_error_message="Loại này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="legal_figure_paper_is_known",
                condition=Q(paper__in=["", "proposal", "collective", "individual"]),
                violation_error_message="Văn bản này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="legal_figure_says_what_its_kind_needs",
                condition=Q(
                    kind="deadline", month__range=(1, 12), day__range=(1, 31), years_after__isnull=False
                )
                | (Q(kind="form_number") & ~Q(text="") & ~Q(paper=""))
                | (~Q(kind__in=["deadline", "form_number"]) & Q(amount__gt=0)),
                violation_error_message="Hạn gửi cần ngày, tháng, số năm sau; số mẫu cần văn bản và nội dung; "
                "các loại khác cần giá trị lớn hơn 0.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.scope}"


class VoteRule(DatedRule):
    """How many voices a question or an election needs, and of what."""

    class Matter(models.TextChoices):
        AWARD = "award", "Xét khen thưởng"
        ELECTION = "election", "Chọn cụm trưởng, khối trưởng"

    class Base(models.TextChoices):
        SEATS = "seats", "Tổng số thành viên hội đồng"
        PRESENT = "present", "Số thành viên có mặt"
        VALID = "valid", "Số phiếu hợp lệ"

    class Written(models.TextChoices):
        AS_VOTE = "as_vote", "Tính như phiếu"
        AS_PRESENT = "as_present", "Tính như phiếu và tính là có mặt"
        HEARD = "heard", "Chỉ đọc tại phiên họp, không tính"

    matter = models.CharField("việc", max_length=10, choices=Matter, default=Matter.AWARD)
    threshold = NumberField("tỷ lệ cần đạt (%)", max_digits=5, decimal_places=2)
    is_strict = models.BooleanField(
        "phải quá tỷ lệ", default=False, help_text="Chọn nếu phải hơn tỷ lệ này (ví dụ quá nửa)."
    )
    base = models.CharField("tính trên", max_length=8, choices=Base, default=Base.SEATS)
    quorum_over = models.PositiveSmallIntegerField(
        "số thành viên dự họp tối thiểu: tử số", null=True, blank=True, help_text="Ví dụ 2 trong 2/3."
    )
    quorum_under = models.PositiveSmallIntegerField(
        "mẫu số", null=True, blank=True, help_text="Ví dụ 3 trong 2/3."
    )
    written = models.CharField(
        "ý kiến bằng văn bản của người vắng", max_length=10, choices=Written, default=Written.AS_VOTE
    )
    recused_stay = models.BooleanField("người không tham gia biểu quyết vẫn tính trong tổng số", default=True)
    is_secret = models.BooleanField("phải bỏ phiếu kín", default=False)

    class Meta(DatedRule.Meta):
        verbose_name = "quy tắc biểu quyết"
        verbose_name_plural = "quy tắc biểu quyết"
        ordering = ["matter", "award_code", "level", "subject", "-effective_from", "pk"]
        constraints = [
            *DatedRule.Meta.constraints,
            models.CheckConstraint(
                name="vote_rule_matter_is_known",
                condition=Q(matter__in=["award", "election"]),
                violation_error_message="Việc này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="vote_rule_base_is_known",
                condition=Q(base__in=["seats", "present", "valid"]),
                violation_error_message="Cách tính này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="vote_rule_written_is_known",
                condition=Q(written__in=["as_vote", "as_present", "heard"]),
                violation_error_message="Cách tính ý kiến này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="vote_threshold_is_a_share",
                condition=Q(threshold__gt=0, threshold__lte=100),
                violation_error_message="Tỷ lệ cần đạt phải trên 0 và không quá 100%.",
            ),
            models.CheckConstraint(
                name="vote_quorum_is_a_share",
                condition=Q(quorum_over=None, quorum_under=None)
                | Q(quorum_over__gte=1, quorum_under__gte=F("quorum_over")),
                violation_error_message="Số thành viên dự họp tối thiểu ghi cả tử số và mẫu số, không quá 1.",
            ),
        ]

    def __str__(self):
        return f"{self.get_matter_display()}, {self.scope}: {self.in_words}"

    @property
    def in_words(self):
        share = tally.percent_text(Fraction(self.threshold) / 100)
        of = f"{share} {tally.Base[self.base.upper()].value}"
        return f"trên {of}" if self.is_strict else f"từ {of} trở lên"

    def kept(self):
        """Return what a dossier or a motion keeps of the rule: a later change of the row changes nothing there."""
        return {
            "threshold": str(self.threshold),
            "base": str(self.base),
            "is_strict": self.is_strict,
            "quorum": [self.quorum_over, self.quorum_under] if self.quorum_over else None,
            "written": str(self.written),
            "recused_stay": self.recused_stay,
            "is_secret": self.is_secret,
            "legal_ref": self.legal_ref,
            "words": self.in_words,
        }


class ChecklistItem(DatedRule):
    """A paper that a dossier for an award must hold, or may."""

    name = LineField("tên giấy tờ", max_length=200)
    is_required = models.BooleanField("bắt buộc", default=True)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta(DatedRule.Meta):
        verbose_name = "giấy tờ của hồ sơ"
        verbose_name_plural = "giấy tờ của hồ sơ"
        ordering = ["position", "pk"]
        constraints = DatedRule.Meta.constraints

    def __str__(self):
        return self.name


class AwardCondition(DatedRule):
    """One condition for an award. Conditions of the same route hold together; one route is enough.

    Route 0 holds in every case.
    """

    class Kind(models.TextChoices):
        RATED_YEARS = "rated_years", "Số năm liên tục đạt mức hoàn thành nhiệm vụ"
        AWARDS_BEFORE = "awards_before", "Đã được tặng danh hiệu, hình thức"
        YEARS_OF_AWARD = "years_of_award", "Số năm liên tục đạt danh hiệu"
        LEADS_CLUSTER = "leads_cluster", "Dẫn đầu cụm, khối thi đua trong năm"
        STATED = "stated", "Điều kiện khác, người thẩm định xác nhận"

    class Rating(models.TextChoices):
        EXCELLENT = "excellent", "Hoàn thành xuất sắc nhiệm vụ"
        GOOD = "good", "Hoàn thành tốt nhiệm vụ"
        DONE = "done", "Hoàn thành nhiệm vụ"
        FAILED = "failed", "Không hoàn thành nhiệm vụ"

    route = models.PositiveSmallIntegerField("phương án", default=0)
    kind = models.CharField("loại điều kiện", max_length=15, choices=Kind)
    words = LineField("điều kiện, bằng lời", max_length=400)
    years = models.PositiveSmallIntegerField("số năm", null=True, blank=True)
    count = models.PositiveSmallIntegerField("số lần", null=True, blank=True)
    years_before = models.PositiveSmallIntegerField(
        "được tặng trước ít nhất (số năm)",
        null=True,
        blank=True,
        help_text="Số năm từ năm được tặng đến năm đề nghị, khi luật đòi một thời gian tiếp theo.",
    )
    rating = models.CharField("mức tối thiểu", max_length=10, choices=Rating, blank=True)
    codes = LineField(
        "mã danh hiệu, hình thức được tính", max_length=300, blank=True, help_text="Cách nhau bằng dấu phẩy."
    )
    is_blocking = models.BooleanField(
        "không đạt thì không nộp được", default=False, help_text="Không chọn thì chỉ cảnh báo."
    )

    class Meta(DatedRule.Meta):
        verbose_name = "điều kiện khen thưởng"
        verbose_name_plural = "điều kiện khen thưởng"
        ordering = ["award_code", "route", "pk"]
        constraints = [
            *DatedRule.Meta.constraints,
            models.CheckConstraint(
                name="award_condition_kind_is_known",
                condition=Q(
                    kind__in=["rated_years", "awards_before", "years_of_award", "leads_cluster", "stated"]
                ),
                violation_error_message="Loại điều kiện này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="award_condition_rating_is_known",
                condition=Q(rating__in=["", "excellent", "good", "done", "failed"]),
                violation_error_message="Mức này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="award_condition_says_what_its_kind_needs",
                condition=(Q(kind="rated_years", years__gte=1) & ~Q(rating=""))
                | (Q(kind="awards_before", count__gte=1) & ~Q(codes=""))
                | (Q(kind="years_of_award", years__gte=1) & ~Q(codes=""))
                | Q(kind__in=["leads_cluster", "stated"]),
                violation_error_message="Điều kiện này còn thiếu số năm, số lần, mức tối thiểu hoặc mã được tính.",
            ),
        ]

    def __str__(self):
        return self.words

    @property
    def counted_codes(self):
        return [code.strip() for code in self.codes.split(",") if code.strip()]
