import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from accounts.access import Place
from accounts.models import User
from clusters.models import ClusterYear, Unit
from clusters.models.year import OfYearQuerySet, year_of
from documents.models import OfficialDocument
from pledges.models.naming import BearsUnit
from vietnamese.fields import DayField, LineField, NumberField, ProseField
from vietnamese.keys import search_key
from vietnamese.numbers import format_decimal


class PledgeQuerySet(OfYearQuerySet):
    def matching(self, text):
        """Search by cluster and unit, without tone marks."""
        ways = self.ways(search_key(text))
        return self.filter(Q(*ways, _connector=Q.OR)) if search_key(text) else self

    @staticmethod
    def ways(key):
        """How pledges are found by a search key: each way alone is one that an index answers."""
        years = ClusterYear.objects.filter(
            pk=models.OuterRef("cluster_year"), cluster__search_text__contains=key
        )
        units = Unit.objects.filter(pk=models.OuterRef("unit"), search_text__contains=key)
        return [Q(models.Exists(years)), Q(models.Exists(units), unit__isnull=False)]

    def with_progress(self):
        """Annotate ``parties`` and ``signed``: how many have to sign the text, how many have."""
        return self.annotate(
            parties=models.Count("signatures", distinct=True),
            signed=models.Count("signatures", filter=Q(signatures__is_signed=True), distinct=True),
        ).order_by(*self.model._meta.ordering)  # Django drops the default order where it counts

    def main(self):
        """Leave out annexes, and what a signed pledge has taken the place of."""
        return self.filter(annex_of=None).exclude(superseded_by__status=Pledge.Status.SIGNED)

    def current(self):
        """Leave out annexes, what was replaced, and what is to replace a pledge but is not signed yet."""
        return self.main().filter(Q(supersedes=None) | Q(status=Pledge.Status.SIGNED))

    def awaiting_signature(self):
        return self.filter(status=Pledge.Status.AGREED)


class Pledge(BearsUnit, models.Model):
    """A giao ước thi đua: one text that all units of the year sign, or one unit's own text that the
    chair countersigns. Agreed, its text stands still; signed, the database lets nobody touch it."""

    class Shape(models.TextChoices):
        JOINT = "joint", "Một bản chung, các đơn vị cùng ký"
        PER_UNIT = "per_unit", "Mỗi đơn vị một bản, cụm trưởng ký công nhận"

    class Status(models.TextChoices):
        DRAFT = "draft", "Dự thảo"
        COMMENTING = "commenting", "Đang lấy ý kiến"
        AGREED = "agreed", "Đã thống nhất, chờ ký"
        SIGNED = "signed", "Đã ký"

    class TextState(models.TextChoices):
        FULL = "full", "Đủ văn bản"
        PARTIAL = "partial", "Chỉ có phần nguồn nêu"
        UNKNOWN = "unknown", "Chưa rõ nội dung"

    # What may follow what; every step is taken in actions.py under a lock on the row.
    OPEN = (Status.DRAFT, Status.COMMENTING)
    STEPS = {
        Status.DRAFT: {Status.COMMENTING, Status.AGREED},
        Status.COMMENTING: {Status.DRAFT, Status.COMMENTING, Status.AGREED},
        Status.AGREED: {Status.DRAFT, Status.SIGNED},
        Status.SIGNED: set(),
    }

    cluster_year = models.ForeignKey(
        ClusterYear, verbose_name="năm thi đua", on_delete=models.PROTECT, related_name="pledges"
    )
    shape = models.CharField("hình thức", max_length=10, choices=Shape, default=Shape.JOINT)
    unit = models.ForeignKey(
        Unit,
        verbose_name="đơn vị",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="pledges",
    )
    status = models.CharField(
        "tình trạng", max_length=12, choices=Status, default=Status.DRAFT, editable=False
    )
    title = LineField("tên giao ước", default="Giao ước thi đua")
    opening = ProseField(
        "phần mở đầu", blank=True, help_text="Mục đích, tinh thần của đợt thi đua; in trước các nội dung."
    )
    closing = ProseField(
        "tổ chức thực hiện, cam kết", blank=True, help_text="In sau các chỉ tiêu, trước phần ký."
    )
    originals = models.PositiveSmallIntegerField(
        "số bản chính", null=True, blank=True, help_text="Để trống thì không in câu về số bản."
    )
    declared_contents = models.PositiveSmallIntegerField(
        "số nội dung theo nguồn", null=True, blank=True, help_text="Để đối chiếu với số nội dung đã nhập."
    )
    text_state = models.CharField("mức đầy đủ", max_length=10, choices=TextState, default=TextState.FULL)
    comments_due_on = DayField("hạn góp ý", null=True, blank=True)
    registration_due_on = DayField(
        "hạn đăng ký chỉ tiêu",
        null=True,
        blank=True,
        help_text="Đến hết ngày này mỗi đơn vị tự ghi dòng của mình. Để trống thì đến khi thống nhất.",
    )
    source = models.ForeignKey(
        "self",
        verbose_name="chép từ giao ước",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="copies",
        editable=False,
    )
    annex_of = models.ForeignKey(
        "self",
        verbose_name="phụ lục của giao ước",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="annexes",
        editable=False,
    )
    supersedes = models.OneToOneField(
        "self",
        verbose_name="thay thế giao ước",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="superseded_by",
        editable=False,
    )
    round = models.PositiveSmallIntegerField("lần lấy ý kiến", default=0, editable=False)
    revision = models.PositiveIntegerField("lần sửa", default=0, editable=False)
    fingerprint = models.CharField("mã đối chiếu nội dung", max_length=64, blank=True, editable=False)
    frozen = models.JSONField("văn bản đã thống nhất", null=True, blank=True, editable=False)
    agreed_at = models.DateTimeField("thống nhất lúc", null=True, blank=True, editable=False)
    signed_at = models.DateTimeField("ghi nhận ký đủ lúc", null=True, blank=True, editable=False)
    source_note = ProseField("nguồn thông tin", blank=True)

    objects = PledgeQuerySet.as_manager()

    class Meta:
        verbose_name = "giao ước"
        verbose_name_plural = "giao ước"
        ordering = ["-cluster_year__year", "cluster_year__cluster__sort_key", "unit__sort_key", "pk"]
        constraints = [
            models.CheckConstraint(
                name="pledge_status_is_known",
                condition=Q(status__in=["draft", "commenting", "agreed", "signed"]),
                violation_error_message="Tình trạng này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="pledge_text_state_is_known",
                condition=Q(text_state__in=["full", "partial", "unknown"]),
                violation_error_message="Mức đầy đủ này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="pledge_of_one_unit_names_the_unit",
                condition=Q(shape="joint", unit=None) | Q(shape="per_unit", unit__isnull=False),
                violation_error_message="Bản chung không ghi đơn vị; bản riêng phải ghi đơn vị.",
            ),
            models.UniqueConstraint(
                name="one_joint_pledge_a_year",
                fields=["cluster_year"],
                condition=Q(shape="joint", annex_of=None, supersedes=None),
                violation_error_message="Năm thi đua này đã có bản giao ước chung.",
            ),
            models.UniqueConstraint(
                name="one_pledge_of_a_unit_a_year",
                fields=["cluster_year", "unit"],
                condition=Q(shape="per_unit", annex_of=None, supersedes=None),
                violation_error_message="Đơn vị này đã có bản giao ước của năm.",
            ),
            models.CheckConstraint(
                name="annex_supersedes_nothing",
                condition=Q(annex_of=None) | Q(supersedes=None),
                violation_error_message="Phụ lục bổ sung giao ước, không thay thế giao ước.",
            ),
            models.CheckConstraint(
                name="agreed_pledge_has_a_fingerprint",
                condition=Q(status__in=["draft", "commenting"], fingerprint="", frozen=None)
                | (Q(status__in=["agreed", "signed"], frozen__isnull=False) & ~Q(fingerprint="")),
                violation_error_message="Giao ước đã thống nhất phải có mã đối chiếu nội dung.",
            ),
        ]

    def __str__(self):
        whose = f" của {self.unit_name}" if self.unit_id else ""
        return f"{self.title}{whose}, {self.cluster_year}"

    def clean(self):
        if (
            self.cluster_year_id
            and self.text_state != self.TextState.FULL
            and not self.cluster_year.is_recorded
        ):
            raise ValidationError(
                {"text_state": "Chỉ giao ước của năm nhập lại từ hồ sơ mới được ghi là chưa đủ văn bản."}
            )

    @property
    def is_open(self):
        """Its text may still be written."""
        return self.status in self.OPEN

    @property
    def is_frozen(self):
        return not self.is_open

    @property
    def is_replaced(self):
        """Another pledge took its place, with all signatures. One query less where it is loaded."""
        successor = getattr(self, "superseded_by", None)
        return successor is not None and successor.status == self.Status.SIGNED

    @property
    def is_current(self):
        """As ``current()`` of the queryset says."""
        stands_alone = not self.supersedes_id or self.status == self.Status.SIGNED
        return not self.annex_of_id and not self.is_replaced and stands_alone

    @property
    def standing(self):
        """The status in words; of what was replaced, that it was."""
        return "Đã được thay thế" if self.is_replaced else self.get_status_display()

    @property
    def contents_differ(self):
        """Return (declared, listed) where a source counts otherwise than the list, else None."""
        listed = self.contents.filter(parent=None).count()
        if self.declared_contents is None or self.declared_contents == listed:
            return None
        return self.declared_contents, listed

    def place(self):
        of_year = year_of(self).place()
        return Place(of_year.authority_id, self.cluster_year, self.unit_id, of_year.unit_ids)

    def audit_place(self):
        return self.cluster_year.audit_place()


class OfPledgeQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(pledge__in=Pledge.objects.visible_to(user))


class OfPledge(models.Model):
    """A part of a pledge; it has the pledge's place, scope and freeze."""

    objects = OfPledgeQuerySet.as_manager()

    class Meta:
        abstract = True

    def place(self):
        return self.pledge.place()

    def audit_place(self):
        return self.pledge.audit_place()


class Content(OfPledge):
    """One nội dung of the pledge, or a sub-point of one. ``key`` stays when the text is copied on."""

    pledge = models.ForeignKey(
        Pledge, verbose_name="giao ước", on_delete=models.CASCADE, related_name="contents"
    )
    parent = models.ForeignKey(
        "self",
        verbose_name="thuộc nội dung",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="points",
    )
    position = models.PositiveSmallIntegerField("thứ tự", default=0, editable=False)
    text = ProseField("nội dung")
    key = models.UUIDField("mã nội dung", default=uuid.uuid4, editable=False)
    revision = models.PositiveIntegerField("lần sửa", default=0, editable=False)

    class Meta:
        verbose_name = "nội dung giao ước"
        verbose_name_plural = "nội dung giao ước"
        ordering = ["pledge_id", "position", "pk"]

    def __str__(self):
        return self.text[:120]

    def clean(self):
        if self.parent_id and self.pledge_id:
            if self.parent.pledge_id != self.pledge_id:
                raise ValidationError({"parent": "Nội dung chứa điểm này phải thuộc cùng bản giao ước."})
            if self.parent.parent_id:
                raise ValidationError({"parent": "Chỉ chia đến điểm a, b, c; không chia nhỏ hơn."})


class Target(OfPledge):
    """One chỉ tiêu: what is counted, over whom, and how much."""

    class Kind(models.TextChoices):
        PERCENT = "percent", "Tỷ lệ phần trăm"
        ZERO = "zero", "Không để xảy ra"
        REGISTERED = "registered", "Bằng hoặc vượt số đăng ký"
        QUANTITY = "quantity", "Số lượng có đơn vị tính"

    # Each unit writes its own figure for targets of these kinds.
    REGISTERED = (Kind.REGISTERED, Kind.QUANTITY)

    pledge = models.ForeignKey(
        Pledge, verbose_name="giao ước", on_delete=models.CASCADE, related_name="targets"
    )
    position = models.PositiveSmallIntegerField("thứ tự", default=0, editable=False)
    kind = models.CharField("loại chỉ tiêu", max_length=12, choices=Kind, default=Kind.PERCENT)
    text = ProseField(
        "chỉ tiêu", help_text="Viết đủ câu như sẽ in, ví dụ: 100% đơn vị hoàn thành tốt nhiệm vụ trở lên."
    )
    population = LineField(
        "đối tượng tính", max_length=200, blank=True, help_text="Ví dụ: đơn vị thành viên."
    )
    value = NumberField("mức", max_digits=12, decimal_places=2, null=True, blank=True)
    measure = LineField("đơn vị tính", max_length=60, blank=True, help_text="Ví dụ: mô hình, tập thể.")
    key = models.UUIDField("mã chỉ tiêu", default=uuid.uuid4, editable=False)
    revision = models.PositiveIntegerField("lần sửa", default=0, editable=False)

    class Meta:
        verbose_name = "chỉ tiêu"
        verbose_name_plural = "chỉ tiêu"
        ordering = ["pledge_id", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="target_kind_is_known",
                condition=Q(kind__in=["percent", "zero", "registered", "quantity"]),
                violation_error_message="Loại chỉ tiêu này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="target_value_fits_its_kind",
                condition=Q(kind="percent", value__isnull=False, value__gte=0, value__lte=100)
                | Q(kind="zero", value=None)
                | Q(kind="registered", value=None)
                | (Q(kind="quantity", value__isnull=False, value__gte=0) & ~Q(measure="")),
                violation_error_message=(
                    "Tỷ lệ phải từ 0 đến 100; số lượng phải có mức và đơn vị tính; chỉ tiêu “không để xảy ra” và "
                    "“bằng hoặc vượt số đăng ký” không ghi mức chung."
                ),
            ),
        ]

    def __str__(self):
        return self.text[:120]

    @property
    def takes_registrations(self):
        return self.kind in self.REGISTERED

    @property
    def level(self):
        """The level as printed in the table of targets."""
        match self.kind:
            case self.Kind.PERCENT:
                return f"{format_decimal(self.value)}%"
            case self.Kind.ZERO:
                return "0"
            case self.Kind.REGISTERED:
                return "Bằng hoặc vượt số đăng ký"
            case _:
                return format_decimal(self.value)

    @property
    def unit_of_measure(self):
        return "%" if self.kind == self.Kind.PERCENT else self.measure


class RegistrationQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(target__pledge__in=Pledge.objects.visible_to(user))


class Registration(BearsUnit, models.Model):
    """What one unit undertakes for one target. No row: not registered yet; zero is a figure like others."""

    target = models.ForeignKey(
        Target, verbose_name="chỉ tiêu", on_delete=models.CASCADE, related_name="registrations"
    )
    unit = models.ForeignKey(
        Unit, verbose_name="đơn vị", on_delete=models.PROTECT, related_name="registrations"
    )
    value = NumberField("mức đăng ký", max_digits=12, decimal_places=2)
    note = LineField("ghi chú", blank=True)
    revision = models.PositiveIntegerField("lần sửa", default=0, editable=False)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = "đăng ký chỉ tiêu"
        verbose_name_plural = "đăng ký chỉ tiêu"
        ordering = ["target", "unit"]
        constraints = [
            models.UniqueConstraint(
                name="unit_registers_a_target_once",
                fields=["target", "unit"],
                violation_error_message="Đơn vị đã đăng ký chỉ tiêu này.",
            ),
            models.CheckConstraint(
                name="registration_is_not_negative",
                condition=Q(value__gte=0),
                violation_error_message="Mức đăng ký không được âm.",
            ),
        ]

    def __str__(self):
        return f"{self.unit_name}: {format_decimal(self.value)} {self.target.measure}".strip()

    def named_on(self):
        return self.target.pledge.named_on()

    def place(self):
        place = self.target.pledge.place()
        return Place(place.authority_id, place.cluster_year, self.unit_id, place.unit_ids)

    def audit_place(self):
        return self.target.pledge.audit_place()


class Basis(OfPledge):
    """One “Căn cứ” line of a pledge, in order."""

    pledge = models.ForeignKey(
        Pledge, verbose_name="giao ước", on_delete=models.CASCADE, related_name="bases"
    )
    document = models.ForeignKey(
        OfficialDocument, verbose_name="văn bản", on_delete=models.PROTECT, related_name="basis_of"
    )
    position = models.PositiveSmallIntegerField("thứ tự", default=0, editable=False)

    class Meta:
        verbose_name = "căn cứ"
        verbose_name_plural = "căn cứ"
        ordering = ["pledge_id", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="basis_stands_once_in_a_pledge",
                fields=["pledge", "document"],
                violation_error_message="Văn bản này đã là căn cứ của giao ước.",
            ),
        ]

    def __str__(self):
        return str(self.document)


class Comment(BearsUnit, OfPledge):
    """What a unit says of a draft: that it agrees, or what it would change. The chair's side answers."""

    class Stance(models.TextChoices):
        AGREES = "agrees", "Nhất trí"
        SUGGESTS = "suggests", "Đề nghị sửa đổi, bổ sung"

    class Verdict(models.TextChoices):
        OPEN = "open", "Chưa trả lời"
        ACCEPTED = "accepted", "Tiếp thu"
        PARTLY = "partly", "Tiếp thu một phần"
        DECLINED = "declined", "Giải trình, giữ nguyên"
        NOTED = "noted", "Đã trả lời"

    pledge = models.ForeignKey(
        Pledge, verbose_name="giao ước", on_delete=models.CASCADE, related_name="comments"
    )
    unit = models.ForeignKey(Unit, verbose_name="đơn vị", on_delete=models.PROTECT, related_name="comments")
    content = models.ForeignKey(
        Content,
        verbose_name="về nội dung",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="comments",
        help_text="Để trống nếu góp ý cho cả bản.",
    )
    stance = models.CharField("ý kiến", max_length=10, choices=Stance, default=Stance.SUGGESTS)
    text = ProseField("nội dung góp ý", blank=True)
    author = models.ForeignKey(
        User, verbose_name="người nhập", on_delete=models.PROTECT, related_name="comments", editable=False
    )
    created_at = models.DateTimeField("góp ý lúc", auto_now_add=True)
    round = models.PositiveSmallIntegerField("lần lấy ý kiến", default=0, editable=False)
    content_key = models.UUIDField("mã nội dung được góp ý", null=True, blank=True, editable=False)
    verdict = models.CharField("kết quả xem xét", max_length=10, choices=Verdict, default=Verdict.OPEN)
    answer = ProseField("trả lời", blank=True)
    answered_by = models.ForeignKey(
        User,
        verbose_name="người trả lời",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    answered_at = models.DateTimeField("trả lời lúc", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "góp ý"
        verbose_name_plural = "góp ý"
        ordering = ["pledge_id", "created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="comment_stance_is_known",
                condition=Q(stance__in=["agrees", "suggests"]),
                violation_error_message="Ý kiến này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="comment_verdict_is_known",
                condition=Q(verdict__in=["open", "accepted", "partly", "declined", "noted"]),
                violation_error_message="Kết quả này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="declined_comment_is_answered",
                condition=~Q(verdict__in=["declined", "partly"]) | ~Q(answer=""),
                violation_error_message="Không tiếp thu, hoặc chỉ tiếp thu một phần, thì ghi rõ lý do.",
            ),
            models.CheckConstraint(
                name="suggestion_says_something",
                condition=Q(stance="agrees") | ~Q(text=""),
                violation_error_message="Ghi nội dung đề nghị sửa đổi, bổ sung.",
            ),
        ]

    def __str__(self):
        return f"{self.unit_name}: {self.get_stance_display().lower()}"

    def named_on(self):
        return self.pledge.named_on()


class PledgeVersion(OfPledge):
    """The text as it went out for comments the n-th time, kept whole like a frozen text; never changed."""

    pledge = models.ForeignKey(
        Pledge, verbose_name="giao ước", on_delete=models.CASCADE, related_name="versions"
    )
    number = models.PositiveSmallIntegerField("lần")
    text = models.JSONField("văn bản")
    fingerprint = models.CharField("mã đối chiếu nội dung", max_length=64)
    due_on = DayField("hạn góp ý", null=True, blank=True)
    note = ProseField("nội dung chỉnh sửa của lần này", blank=True)
    made_by = models.ForeignKey(User, verbose_name="người gửi", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField("gửi lúc", auto_now_add=True)

    class Meta:
        verbose_name = "bản lấy ý kiến"
        verbose_name_plural = "bản lấy ý kiến"
        ordering = ["pledge", "number"]
        constraints = [
            models.UniqueConstraint(
                name="pledge_version_has_its_number",
                fields=["pledge", "number"],
                violation_error_message="Bản lấy ý kiến lần này đã có.",
            ),
        ]

    def __str__(self):
        return f"Bản lấy ý kiến lần {self.number}"


class Consent(BearsUnit, OfPledge):
    """That a unit agrees to the text, and how that is known: by its own word, or without an answer."""

    class Kind(models.TextChoices):
        GIVEN = "given", "Đơn vị nhất trí"
        AT_MEETING = "meeting", "Nhất trí tại hội nghị"
        NO_ANSWER = "no_answer", "Không có ý kiến trả lời, coi như thống nhất"

    pledge = models.ForeignKey(
        Pledge, verbose_name="giao ước", on_delete=models.CASCADE, related_name="consents"
    )
    unit = models.ForeignKey(Unit, verbose_name="đơn vị", on_delete=models.PROTECT, related_name="consents")
    round = models.PositiveSmallIntegerField("lần lấy ý kiến", default=0)
    kind = models.CharField("cách thống nhất", max_length=10, choices=Kind)
    note = ProseField("ghi chú", blank=True)
    recorded_by = models.ForeignKey(
        User, verbose_name="người ghi nhận", on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField("ghi nhận lúc", auto_now_add=True)

    class Meta:
        verbose_name = "ý kiến thống nhất"
        verbose_name_plural = "ý kiến thống nhất"
        ordering = ["pledge", "unit"]
        constraints = [
            models.UniqueConstraint(
                name="unit_consents_once_a_round",
                fields=["pledge", "unit", "round"],
                violation_error_message="Đã ghi nhận ý kiến thống nhất của đơn vị này.",
            ),
            models.CheckConstraint(
                name="consent_kind_is_known",
                condition=Q(kind__in=["given", "meeting", "no_answer"]),
                violation_error_message="Cách thống nhất này không có trong danh mục.",
            ),
        ]

    def __str__(self):
        return f"{self.unit_name}: {self.get_kind_display().lower()}"

    def named_on(self):
        return self.pledge.named_on()


__all__ = [
    "Basis",
    "Comment",
    "Consent",
    "Content",
    "Pledge",
    "PledgeVersion",
    "Registration",
    "Target",
]
