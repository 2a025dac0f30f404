"""Quyết định khen thưởng: what one decision gathers and issues, the letters that tell of it, what is taken back."""

from hashlib import sha256

from django.db import models
from django.db.models import Q

from accounts.access import Place
from accounts.models import User
from awards.models.catalogue import AwardForm
from awards.models.nomination import Nomination, OfNominationQuerySet
from awards.models.proposal import years_chaired_by
from clusters.models import Authority, ClusterYear, Unit
from pledges.models import Signature
from vietnamese.fields import DayField, LineField, NumberField, ProseField

SIGNS_AS = ["own", "TM.", "KT.", "TL.", "TUQ.", "unknown"]


class DecisionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Who issues them; the chair of a year reads those of that year alone once they are issued."""
        reach = user.reach()
        if reach.is_administrator:
            return self
        return self.filter(
            Q(authority__in=reach.authorities_without_viewing())
            | (~Q(status=Decision.Status.DRAFT) & Q(cluster_year__in=years_chaired_by(user)))
        )

    def to_issue_by(self, user, today=None):
        """Drafts that this person may issue."""
        reach = user.reach(today)
        return self.filter(status=Decision.Status.DRAFT, authority__in=reach.authorities_without_viewing())


class Decision(models.Model):
    """One decision on several nominations: drawn up by the authority itself, or entered as another body issued it.

    ``cluster_year`` is set where all its dossiers are of one year of one cluster.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "Dự thảo"
        ISSUED = "issued", "Đã ban hành"
        CANCELLED = "cancelled", "Đã hủy bỏ"

    class Kind(models.TextChoices):
        OWN = "own", "Quyết định của cơ quan"
        RECORDED = "recorded", "Ghi nhận quyết định của cơ quan khác"

    authority = models.ForeignKey(
        Authority, verbose_name="cơ quan", on_delete=models.PROTECT, related_name="decisions", editable=False
    )
    cluster_year = models.ForeignKey(
        ClusterYear,
        verbose_name="năm thi đua",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="decisions",
        editable=False,
    )
    status = models.CharField(
        "tình trạng", max_length=10, choices=Status, default=Status.DRAFT, editable=False
    )
    kind = models.CharField("loại quyết định", max_length=10, choices=Kind, default=Kind.OWN, editable=False)
    body_name = LineField(
        "cơ quan, người ban hành", blank=True, help_text="Ví dụ: Chủ tịch Ủy ban nhân dân tỉnh Phú Thọ."
    )
    number = LineField(
        "số, ký hiệu",
        max_length=80,
        blank=True,
        help_text="Ví dụ: 12/QĐ-UBND. Để trống khi còn dự thảo.",
    )
    dated_on = DayField("ngày ký", null=True, blank=True)
    town = LineField("địa danh", max_length=100, blank=True)
    summary = LineField("trích yếu", max_length=400, default="Về việc tặng thưởng các hình thức khen thưởng")
    bases = ProseField(
        "căn cứ ban hành",
        blank=True,
        help_text="Mỗi căn cứ một dòng, chỉ ghi văn bản đang có hiệu lực vào ngày ký.",
    )
    opening = LineField(
        "theo đề nghị của", max_length=300, blank=True, help_text="Ví dụ: Trưởng Ban Thi đua - Khen thưởng."
    )
    merit_words = LineField(
        "thành tích được ghi",
        max_length=300,
        blank=True,
        help_text="In trên quyết định và trên bằng, giấy khen. Ví dụ: Đã có thành tích xuất sắc trong phong trào "
        "thi đua năm 2026.",
    )
    signatory = LineField("người ký", max_length=120, blank=True)
    post = LineField("chức vụ người ký", max_length=200, blank=True)
    signs_as = models.CharField(
        "thẩm quyền ký", max_length=10, choices=Signature.Authority, default=Signature.Authority.OWN
    )
    source_note = ProseField("ghi chú, nguồn thông tin", blank=True)
    issued_by = models.ForeignKey(
        User,
        verbose_name="người ban hành trên hệ thống",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="decisions",
        editable=False,
    )
    issued_at = models.DateTimeField("ghi ban hành lúc", null=True, blank=True, editable=False)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "quyết định khen thưởng"
        verbose_name_plural = "quyết định khen thưởng"
        ordering = ["-dated_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="decision_status_is_known",
                condition=Q(status__in=["draft", "issued", "cancelled"]),
                violation_error_message="Tình trạng này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="decision_kind_is_known",
                condition=Q(kind__in=["own", "recorded"]),
                violation_error_message="Loại quyết định này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="decision_signs_as_is_known",
                condition=Q(signs_as__in=SIGNS_AS),
                violation_error_message="Thẩm quyền ký này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="recorded_decision_names_its_body",
                condition=Q(kind="own") | ~Q(body_name=""),
                violation_error_message="Ghi cơ quan, người đã ban hành quyết định.",
            ),
            models.CheckConstraint(
                name="issued_decision_has_number_day_and_signer",
                condition=Q(status="draft")
                | (~Q(number="") & Q(dated_on__isnull=False) & (Q(kind="recorded") | ~Q(signatory=""))),
                violation_error_message="Quyết định ban hành phải có số, ký hiệu, ngày ký và người ký.",
            ),
            models.UniqueConstraint(
                name="decision_number_is_used_once_by_its_body",
                fields=["authority", "body_name", "number", "dated_on"],
                condition=~Q(number=""),
                violation_error_message="Số, ký hiệu và ngày này đã dùng cho quyết định khác.",
            ),
        ]

    def __str__(self):
        return f"Quyết định số {self.number}" if self.number else "Quyết định khen thưởng (dự thảo)"

    @property
    def is_draft(self):
        return self.status == self.Status.DRAFT

    @property
    def is_own(self):
        return self.kind == self.Kind.OWN

    @property
    def issuer(self):
        return self.body_name or str(self.authority)

    def names_on(self):
        """The day whose names of units the paper prints."""
        return self.dated_on or (self.cluster_year.as_of() if self.cluster_year_id else None)

    def place(self):
        if self.cluster_year_id:
            return self.cluster_year.place()
        return Place(self.authority_id)

    def audit_place(self):
        return self.authority, self.cluster_year


class OfDecisionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(decision__in=Decision.objects.visible_to(user))


class DecisionItem(models.Model):
    """What a decision says of one nomination; its award is written to the nomination when the decision is issued."""

    decision = models.ForeignKey(
        Decision, verbose_name="quyết định", on_delete=models.CASCADE, related_name="items"
    )
    nomination = models.OneToOneField(
        Nomination, verbose_name="hồ sơ", on_delete=models.PROTECT, related_name="decision_item"
    )
    outcome = models.CharField(
        "kết quả", max_length=10, choices=Nomination.Outcome, default=Nomination.Outcome.GRANTED
    )
    granted = models.ForeignKey(
        AwardForm,
        verbose_name="danh hiệu, hình thức được tặng",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="decision_items",
    )
    note = ProseField("ghi chú", blank=True)

    objects = OfDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "hồ sơ trong quyết định"
        verbose_name_plural = "hồ sơ trong quyết định"
        ordering = ["decision", "nomination__award__position", "nomination__unit__sort_key", "pk"]
        constraints = [
            models.CheckConstraint(
                name="decision_item_outcome_is_known",
                condition=Q(outcome__in=["granted", "lowered", "refused"]),
                violation_error_message="Kết quả này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="only_a_lowered_item_names_another_award",
                condition=Q(outcome="lowered", granted__isnull=False)
                | Q(outcome__in=["granted", "refused"], granted=None),
                violation_error_message="Chọn danh hiệu, hình thức thấp hơn khi, và chỉ khi, được khen ở mức thấp hơn.",
            ),
        ]

    def __str__(self):
        return f"{self.nomination.nominee_name}: {self.get_outcome_display().lower()}"

    @property
    def award(self):
        """What is granted; None where it is refused."""
        if self.outcome == Nomination.Outcome.REFUSED:
            return None
        return self.granted if self.outcome == Nomination.Outcome.LOWERED else self.nomination.award_now

    def place(self):
        return self.decision.place()

    def audit_place(self):
        return self.decision.audit_place()


class Cancellation(models.Model):
    """An award that its body took back (Điều 93 Luật Thi đua, khen thưởng): the dossier stays as it was decided."""

    nomination = models.OneToOneField(
        Nomination, verbose_name="hồ sơ", on_delete=models.PROTECT, related_name="cancellation"
    )
    number = LineField("số quyết định hủy bỏ", max_length=80)
    dated_on = DayField("ngày quyết định hủy bỏ")
    body = LineField("cơ quan, người ban hành", help_text="Người có thẩm quyền đã quyết định khen thưởng.")
    reason = ProseField("lý do hủy bỏ")
    recovers_object = models.BooleanField("thu hồi hiện vật (bằng, cờ, khung, huy hiệu)", default=True)
    recovers_money = models.BooleanField("thu hồi tiền thưởng", default=True)
    object_returned_on = DayField("đã nộp lại hiện vật ngày", null=True, blank=True)
    recovered_amount = NumberField(
        "số tiền đã thu hồi (đồng)",
        max_digits=12,
        decimal_places=0,
        null=True,
        blank=True,
        help_text="Chưa rõ thì để trống; 0 là chưa thu hồi được đồng nào.",
    )
    source_note = ProseField("nguồn thông tin", blank=True)
    entered_by = models.ForeignKey(
        User,
        verbose_name="người ghi",
        on_delete=models.PROTECT,
        related_name="cancellations",
        editable=False,
    )

    objects = OfNominationQuerySet.as_manager()

    class Meta:
        verbose_name = "hủy bỏ quyết định khen thưởng"
        verbose_name_plural = "hủy bỏ quyết định khen thưởng"
        ordering = ["-dated_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="recovered_amount_is_not_negative",
                condition=Q(recovered_amount=None) | Q(recovered_amount__gte=0),
                violation_error_message="Số tiền đã thu hồi không thể nhỏ hơn 0.",
            ),
            models.CheckConstraint(
                name="money_is_recovered_only_where_asked_back",
                condition=Q(recovers_money=True) | Q(recovered_amount=None),
                violation_error_message="Không thu hồi tiền thưởng thì để trống số tiền đã thu hồi.",
            ),
        ]

    def __str__(self):
        return f"Hủy bỏ theo Quyết định số {self.number}"

    def place(self):
        return self.nomination.place()

    def audit_place(self):
        return self.nomination.audit_place()


class LetterQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Who drafts and releases them; the people of the unit that it goes to, once it is released."""
        reach = user.reach()
        if reach.is_administrator:
            return self
        return self.filter(
            Q(authority__in=reach.authorities_without_viewing())
            | Q(status=Letter.Status.RELEASED, unit__in=reach.reading_ids())
        )

    def to_release_by(self, user, today=None):
        """Letters that somebody who issues decisions has to read or to send."""
        reach = user.reach(today)
        waiting = self.exclude(status=Letter.Status.RELEASED)
        return waiting.filter(authority__in=reach.authorities_without_viewing())

    def about(self, nomination):
        """Letters that tell of this dossier: its own, and those of its decision to its unit about its outcome."""
        kinds = [Letter.Kind.TRANSFER, Letter.kind_for(nomination.outcome)]
        return self.filter(
            Q(nomination=nomination)
            | Q(decision__items__nomination=nomination, unit=nomination.unit_id, kind__in=kinds)
        )


class Letter(models.Model):
    """A letter on a result: drafted from the record, read by a person, then released; never released unread."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Dự thảo, chờ đọc"
        READ = "read", "Đã đọc, chờ gửi"
        RELEASED = "released", "Đã gửi"

    class Kind(models.TextChoices):
        RESULT = "result", "Thông báo kết quả khen thưởng"
        REFUSAL = "refusal", "Thông báo không khen thưởng"
        TRANSFER = "transfer", "Phiếu gửi quyết định"

    STEPS = {
        Status.DRAFT: {Status.READ},
        Status.READ: {Status.RELEASED, Status.DRAFT},
        Status.RELEASED: set(),
    }

    authority = models.ForeignKey(
        Authority,
        verbose_name="cơ quan gửi",
        on_delete=models.PROTECT,
        related_name="letters",
        editable=False,
    )
    decision = models.ForeignKey(
        Decision,
        verbose_name="quyết định",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="letters",
        editable=False,
    )
    nomination = models.ForeignKey(
        Nomination,
        verbose_name="hồ sơ",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="letters",
        editable=False,
    )
    unit = models.ForeignKey(
        Unit, verbose_name="đơn vị nhận", on_delete=models.PROTECT, related_name="letters", editable=False
    )
    kind = models.CharField("loại", max_length=10, choices=Kind, editable=False)
    recipient = LineField("kính gửi", help_text="Tên đơn vị nhận, in trên văn bản.")
    number = LineField("số, ký hiệu", max_length=80, blank=True)
    dated_on = DayField("ngày ký", null=True, blank=True)
    subject = LineField("trích yếu", max_length=400)
    body = ProseField("nội dung")
    signatory = LineField("người ký", max_length=120, blank=True)
    post = LineField("chức vụ người ký", max_length=200, blank=True)
    signs_as = models.CharField(
        "thẩm quyền ký", max_length=10, choices=Signature.Authority, default=Signature.Authority.OWN
    )
    status = models.CharField(
        "tình trạng", max_length=10, choices=Status, default=Status.DRAFT, editable=False
    )
    drafted_at = models.DateTimeField("lập lúc", auto_now_add=True)
    read_by = models.ForeignKey(
        User,
        verbose_name="người đọc",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="letters_read",
        editable=False,
    )
    read_at = models.DateTimeField("đọc lúc", null=True, blank=True, editable=False)
    released_by = models.ForeignKey(
        User,
        verbose_name="người gửi",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="letters_released",
        editable=False,
    )
    released_at = models.DateTimeField("gửi lúc", null=True, blank=True, editable=False)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = "thư, thông báo kết quả"
        verbose_name_plural = "thư, thông báo kết quả"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="letter_status_is_known",
                condition=Q(status__in=["draft", "read", "released"]),
                violation_error_message="Tình trạng này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="letter_kind_is_known",
                condition=Q(kind__in=["result", "refusal", "transfer"]),
                violation_error_message="Loại này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="letter_signs_as_is_known",
                condition=Q(signs_as__in=SIGNS_AS),
                violation_error_message="Thẩm quyền ký này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="letter_is_about_a_decision_or_a_dossier",
                condition=Q(decision__isnull=False, nomination=None)
                | Q(decision=None, nomination__isnull=False),
                violation_error_message="Thư gắn với một quyết định hoặc một hồ sơ.",
            ),
            models.CheckConstraint(
                name="letter_is_read_before_it_is_released",
                condition=Q(status="draft", read_by=None, read_at=None, released_by=None, released_at=None)
                | Q(
                    status="read",
                    read_by__isnull=False,
                    read_at__isnull=False,
                    released_by=None,
                    released_at=None,
                )
                | Q(
                    status="released",
                    read_by__isnull=False,
                    read_at__isnull=False,
                    released_by__isnull=False,
                    released_at__isnull=False,
                ),
                violation_error_message="Thư phải có người đọc trước khi gửi.",
            ),
            models.UniqueConstraint(
                name="unit_has_one_letter_of_a_kind_from_a_decision",
                fields=["decision", "unit", "kind"],
                condition=Q(decision__isnull=False),
                violation_error_message="Đơn vị đã có thư loại này về quyết định.",
            ),
            models.UniqueConstraint(
                name="dossier_has_one_letter_of_a_kind",
                fields=["nomination", "kind"],
                condition=Q(nomination__isnull=False),
                violation_error_message="Hồ sơ đã có thư loại này.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} gửi {self.recipient}"

    @property
    def stamp(self):
        """A short mark of the text; who read another one is told apart by it."""
        names = ("number", "dated_on", "recipient", "subject", "body", "signatory", "post", "signs_as")
        said = "\0".join(str(getattr(self, name) or "") for name in names)
        return sha256(said.encode()).hexdigest()[:16]

    @staticmethod
    def kind_for(outcome):
        return Letter.Kind.REFUSAL if outcome == Nomination.Outcome.REFUSED else Letter.Kind.RESULT

    def place(self):
        return Place(self.authority_id, own_unit_id=self.unit_id)

    def audit_place(self):
        year = self.nomination.cluster_year if self.nomination_id else self.decision.cluster_year
        return self.authority, year
