"""What surrounds a decision: the public posting before it, the conferral after it, the printing of certificates."""

from django.db import models
from django.db.models import F, Q

from accounts.access import Place
from awards.models.nomination import Nomination, OfNominationQuerySet
from awards.models.proposal import Proposal
from clusters.models import Authority
from pledges.models import Ceremony
from vietnamese.fields import DayField, LineField, NumberField, ProseField


class Holiday(models.Model):
    """A day on which offices are closed although it is no weekend, or one worked although it is."""

    day = DayField("ngày", unique=True, error_messages={"unique": "Ngày này đã có trong danh mục."})
    name = LineField("tên ngày nghỉ, ngày làm bù", max_length=200)
    is_worked = models.BooleanField(
        "là ngày làm việc bù",
        default=False,
        help_text="Chọn khi ngày cuối tuần này làm bù cho ngày nghỉ hoán đổi.",
    )
    legal_ref = LineField("căn cứ", max_length=300, blank=True)

    class Meta:
        verbose_name = "ngày nghỉ lễ, ngày làm bù"
        verbose_name_plural = "ngày nghỉ lễ, ngày làm bù"
        ordering = ["day"]

    def __str__(self):
        return self.name


class OfProposalQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(proposal__in=Proposal.objects.visible_to(user))


class Posting(models.Model):
    """Niêm yết, lấy ý kiến: the nominees of one tờ trình are shown to the public before they are put further.

    ``ends_on`` is the last working day of the period, counted when it was entered.
    """

    proposal = models.ForeignKey(
        Proposal, verbose_name="tờ trình", on_delete=models.PROTECT, related_name="postings", editable=False
    )
    where = LineField(
        "nơi niêm yết, đăng tải",
        max_length=300,
        help_text="Ví dụ: Cổng thông tin điện tử tỉnh; bảng tin trụ sở cơ quan.",
    )
    starts_on = DayField("ngày niêm yết")
    working_days = models.PositiveSmallIntegerField("số ngày làm việc", editable=False)
    ends_on = DayField("hết ngày", editable=False)
    legal_ref = LineField("căn cứ", max_length=300, blank=True, editable=False)
    objections = ProseField("ý kiến nhận được", blank=True, help_text="Không có ý kiến thì ghi “Không có”.")
    is_settled = models.BooleanField(
        "đã xem xét xong các ý kiến",
        default=False,
        help_text="Chọn khi hết thời hạn và ý kiến đã được xử lý.",
    )

    objects = OfProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "niêm yết, lấy ý kiến"
        verbose_name_plural = "niêm yết, lấy ý kiến"
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="posting_ends_after_it_starts",
                condition=Q(ends_on__gt=F("starts_on")),
                violation_error_message="Ngày hết niêm yết phải sau ngày niêm yết.",
            ),
            models.CheckConstraint(
                name="settled_posting_says_what_came_in",
                condition=Q(is_settled=False) | ~Q(objections=""),
                violation_error_message="Ghi ý kiến nhận được, hoặc “Không có”, trước khi xác nhận đã xem xét xong.",
            ),
        ]

    def __str__(self):
        return f"Niêm yết tại {self.where}"

    def place(self):
        return self.proposal.place()

    def audit_place(self):
        return self.proposal.audit_place()


class Conferral(models.Model):
    """The trao tặng of one award. Without a row nothing is known of it, which is not “not yet”."""

    class Status(models.TextChoices):
        GIVEN = "given", "Đã trao"
        NOT_YET = "not_yet", "Chưa trao"
        UNKNOWN = "unknown", "Chưa rõ"

    nomination = models.OneToOneField(
        Nomination, verbose_name="hồ sơ", on_delete=models.PROTECT, related_name="conferral", editable=False
    )
    status = models.CharField("việc trao tặng", max_length=10, choices=Status, default=Status.GIVEN)
    given_on = DayField("ngày trao", null=True, blank=True)
    ceremony = models.ForeignKey(
        Ceremony,
        verbose_name="trao tại hội nghị",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="conferrals",
    )
    received_by = LineField(
        "người nhận", max_length=200, blank=True, help_text="Để trống nếu chính người được khen nhận."
    )
    note = ProseField("ghi chú", blank=True)

    objects = OfNominationQuerySet.as_manager()

    class Meta:
        verbose_name = "trao tặng"
        verbose_name_plural = "trao tặng"
        ordering = ["-given_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="conferral_status_is_known",
                condition=Q(status__in=["given", "not_yet", "unknown"]),
                violation_error_message="Tình trạng này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="only_a_given_award_has_a_day_of_giving",
                condition=Q(status="given") | Q(given_on=None, ceremony=None, received_by=""),
                violation_error_message="Chỉ ghi ngày trao, hội nghị, người nhận khi đã trao.",
            ),
        ]

    def __str__(self):
        return f"Trao tặng cho {self.nomination.nominee_name}"

    def place(self):
        return self.nomination.place()

    def audit_place(self):
        return self.nomination.audit_place()


class OfAuthorityQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The tools of who prints: the secretariat and the leaders of the authority."""
        reach = user.reach()
        if reach.is_administrator:
            return self
        return self.filter(authority__in=reach.authorities_without_viewing())


class PrinterOffset(models.Model):
    """How far one printer puts its print beside the place asked for, in millimetres, and which blank lies in it.

    The tops are measured from the upper edge of the blank to the upper edge of the line.
    """

    authority = models.ForeignKey(
        Authority, verbose_name="cơ quan", on_delete=models.PROTECT, related_name="printers", editable=False
    )
    name = LineField(
        "tên máy in, loại phôi", max_length=100, help_text="Ví dụ: Máy in phòng Tổng hợp, phôi A4."
    )
    dx = NumberField(
        "dịch sang phải (mm)",
        max_digits=4,
        decimal_places=1,
        default=0,
        help_text="Số âm là dịch sang trái. Ví dụ: 1,5.",
    )
    dy = NumberField(
        "dịch xuống dưới (mm)", max_digits=4, decimal_places=1, default=0, help_text="Số âm là dịch lên trên."
    )
    width = models.PositiveSmallIntegerField("chiều rộng phôi (mm)", default=297)
    height = models.PositiveSmallIntegerField("chiều cao phôi (mm)", default=210)
    name_top = models.PositiveSmallIntegerField("dòng tên cách mép trên (mm)", default=88)
    post_top = models.PositiveSmallIntegerField("dòng chức vụ, đơn vị cách mép trên (mm)", default=102)
    reason_top = models.PositiveSmallIntegerField("dòng thành tích cách mép trên (mm)", default=114)
    number_top = models.PositiveSmallIntegerField("dòng số quyết định cách mép trên (mm)", default=172)
    day_top = models.PositiveSmallIntegerField("dòng địa danh, ngày cách mép trên (mm)", default=138)

    objects = OfAuthorityQuerySet.as_manager()

    class Meta:
        verbose_name = "máy in bằng, giấy khen"
        verbose_name_plural = "máy in bằng, giấy khen"
        ordering = ["authority", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="printer_is_named_once",
                fields=["authority", "name"],
                violation_error_message="Tên máy in này đã có.",
            ),
            models.CheckConstraint(
                name="printer_offset_is_small",
                condition=Q(dx__gte=-30, dx__lte=30, dy__gte=-30, dy__lte=30),
                violation_error_message="Độ dịch phải từ -30 đến 30 mm.",
            ),
            models.CheckConstraint(
                name="certificate_blank_has_a_sensible_size",
                condition=Q(width__gte=100, width__lte=500, height__gte=100, height__lte=500),
                violation_error_message="Chiều rộng, chiều cao phôi phải từ 100 đến 500 mm.",
            ),
            models.CheckConstraint(
                name="certificate_lines_stand_on_the_blank",
                condition=Q(
                    name_top__lt=F("height"),
                    post_top__lt=F("height"),
                    reason_top__lt=F("height"),
                    number_top__lt=F("height"),
                    day_top__lt=F("height"),
                ),
                violation_error_message="Mỗi dòng phải nằm trong chiều cao của phôi.",
            ),
        ]

    def __str__(self):
        return self.name

    def place(self):
        return Place(self.authority_id)

    def audit_place(self):
        return self.authority, None
