from django.db import models
from django.db.models import F, Q

from documents.models import Certainty
from vietnamese.fields import DayField, KeyField, LineField, ProseField
from vietnamese.keys import search_key


class DatedQuerySet(models.QuerySet):
    def valid_on(self, day):
        return self.filter(Q(effective_to=None) | Q(effective_to__gte=day), effective_from__lte=day)


def is_valid_on(row, day):
    """The question of DatedQuerySet.valid_on, asked of one row of the law that is loaded already."""
    return row.effective_from <= day and (row.effective_to is None or row.effective_to >= day)


class AwardFormQuerySet(DatedQuerySet):
    def not_above(self, award):
        """Awards for the same subject that a dossier for ``award`` may end in, itself included; see ``is_above``."""
        rows = self.filter(subject=award.subject)
        return self.filter(pk__in=[row.pk for row in rows if not row.is_above(award)])

    def matching(self, text):
        key = search_key(text)
        return self.filter(search_text__contains=key) if key else self


class AwardForm(models.Model):
    """A danh hiệu thi đua or hình thức khen thưởng as the law has it in a period.

    A new law makes a new row; old nominations keep theirs.
    """

    class Group(models.TextChoices):
        TITLE = "title", "Danh hiệu thi đua"
        FORM = "form", "Hình thức khen thưởng"

    class Subject(models.TextChoices):
        COLLECTIVE = "collective", "Tập thể"
        INDIVIDUAL = "individual", "Cá nhân"
        HOUSEHOLD = "household", "Hộ gia đình"

    class Level(models.TextChoices):
        STATE = "state", "Nhà nước"
        GOVERNMENT = "government", "Chính phủ, Thủ tướng Chính phủ"
        MINISTRY = "ministry", "Bộ, ban, ngành, đoàn thể trung ương, tỉnh"
        BASE = "base", "Cơ sở"
        OTHER = "other", "Theo quy định riêng của tổ chức"

    code = LineField("mã", max_length=40)
    name = LineField("tên")
    group = models.CharField("loại", max_length=10, choices=Group)
    subject = models.CharField("đối tượng", max_length=12, choices=Subject)
    level = models.CharField("cấp", max_length=12, choices=Level)
    conferred_by = LineField("thẩm quyền quyết định", max_length=400)
    conditions = ProseField("điều kiện chính", blank=True)
    legal_ref = LineField("căn cứ pháp lý", max_length=200)
    effective_from = DayField("áp dụng từ ngày")
    effective_to = DayField("áp dụng đến hết ngày", null=True, blank=True)
    certainty = models.CharField("mức tin cậy", max_length=10, choices=Certainty, default=Certainty.STATED)
    note = ProseField("ghi chú", blank=True)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    search_text = KeyField(source="name", key="search")

    objects = AwardFormQuerySet.as_manager()

    class Meta:
        verbose_name = "danh hiệu, hình thức khen thưởng"
        verbose_name_plural = "danh mục danh hiệu, hình thức khen thưởng"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="award_form_code_starts_once",
                fields=["code", "effective_from"],
                violation_error_message="Mã này đã có một dòng áp dụng từ ngày đó.",
            ),
            models.CheckConstraint(
                name="award_form_group_is_known",
                condition=Q(group__in=["title", "form"]),
                violation_error_message="Loại này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="award_form_subject_is_known",
                condition=Q(subject__in=["collective", "individual", "household"]),
                violation_error_message="Đối tượng này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="award_form_level_is_known",
                condition=Q(level__in=["state", "government", "ministry", "base", "other"]),
                violation_error_message="Cấp này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="award_form_certainty_is_known",
                condition=Q(certainty__in=Certainty.values),
                violation_error_message="Mức tin cậy này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="award_form_ends_after_it_starts",
                condition=Q(effective_to=None) | Q(effective_to__gte=F("effective_from")),
                violation_error_message="Ngày hết áp dụng phải bằng hoặc sau ngày bắt đầu áp dụng.",
            ),
        ]

    def __str__(self):
        return self.name

    def is_above(self, other):
        """Whether this is certainly a higher award: of a higher level, or, of one level and kind, listed before.

        What an organization has rules of its own for is not compared.
        """
        Level = self.Level
        order = (Level.STATE, Level.GOVERNMENT, Level.MINISTRY, Level.BASE)
        if self.level not in order or other.level not in order:
            return False
        if self.level != other.level:
            return order.index(self.level) < order.index(other.level)
        return self.group == other.group and 0 < self.position < other.position

    @property
    def put_up_as(self):
        """Which tờ trình may carry it: one to the President, one to the Government or Prime Minister, or another."""
        return self.level if self.level in PUT_UP_APART else ""

    @property
    def name_with_subject(self):
        return f"{self.name} ({self.get_subject_display().lower()})"


PUT_UP_APART = {
    AwardForm.Level.STATE: "khen thưởng cấp Nhà nước do Chủ tịch nước quyết định",
    AwardForm.Level.GOVERNMENT: "khen thưởng của Chính phủ, Thủ tướng Chính phủ",
}
PUT_UP_TOGETHER = "khen thưởng khác"
