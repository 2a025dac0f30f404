from django.db import models
from django.db.models import Q

from accounts.access import Place
from vietnamese.dates import long_date
from vietnamese.fields import DayField, KeyField, LineField, ProseField
from vietnamese.keys import search_key


class Certainty(models.TextChoices):
    """How sure a fact is. What nobody has said is kept as unknown, never guessed."""

    STATED = "stated", "Có ghi trong nguồn"
    INFERRED = "inferred", "Suy ra, cần xác minh"
    UNKNOWN = "unknown", "Chưa rõ"


class Known(models.TextChoices):
    """Whether there is such a thing at all: unknown is not none."""

    UNKNOWN = "unknown", "Chưa rõ"
    NONE = "none", "Không có"
    SOME = "some", "Có"


class OfficialDocumentQuerySet(models.QuerySet):
    def visible_to(self, user):
        reach = user.reach()
        if reach.is_administrator:
            return self
        return self.filter(
            Q(authority=None)
            | Q(authority__in=reach.authority_ids())
            | Q(authority__clusters__memberships__unit__in=reach.unit_ids())
        ).distinct()

    def matching(self, text):
        key = search_key(text)
        return self.filter(search_text__contains=key) if key else self

    def in_force_on(self, day):
        return self.filter(Q(effective_from=None) | Q(effective_from__lte=day)).filter(
            Q(effective_to=None) | Q(effective_to__gte=day)
        )


class OfficialDocument(models.Model):
    """A văn bản that others refer to: a law, a decision, a rule book, a guide, a plan of somebody else.

    The number may be partial ("39" without symbol or date), as sources often give it.
    """

    class Kind(models.TextChoices):
        LAW = "LUAT", "Luật"
        DECREE = "ND", "Nghị định"
        CIRCULAR = "TT", "Thông tư"
        RESOLUTION = "NQ", "Nghị quyết"
        DECISION = "QD", "Quyết định"
        REGULATION = "QC", "Quy chế"
        RULES = "QyD", "Quy định"
        GUIDE = "HD", "Hướng dẫn"
        PLAN = "KH", "Kế hoạch"
        PROGRAMME = "CTr", "Chương trình"
        REPORT = "BC", "Báo cáo"
        NOTICE = "TB", "Thông báo"
        LETTER = "CV", "Công văn"
        OTHER = "KHAC", "Văn bản khác"

    kind = models.CharField("loại văn bản", max_length=10, choices=Kind)
    number = LineField(
        "số, ký hiệu", max_length=80, blank=True, help_text="Ví dụ: 222/QĐ-MTTW. Chưa rõ thì để trống."
    )
    issuer = LineField("cơ quan ban hành", blank=True)
    issued_on = DayField("ngày ban hành", null=True, blank=True)
    title = ProseField("trích yếu", max_length=1000)
    effective_from = DayField("có hiệu lực từ ngày", null=True, blank=True)
    effective_to = DayField("hết hiệu lực sau ngày", null=True, blank=True)
    issued_with = models.ForeignKey(
        "self",
        verbose_name="ban hành kèm theo",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="attachments",
    )
    authority = models.ForeignKey(
        "clusters.Authority",
        verbose_name="cơ quan sử dụng",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="documents",
        help_text="Để trống nếu mọi cơ quan đều dùng (luật, nghị định).",
    )
    certainty = models.CharField("mức tin cậy", max_length=10, choices=Certainty, default=Certainty.STATED)
    note = ProseField("ghi chú", blank=True)
    search_text = KeyField(source="described", key="search")

    objects = OfficialDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "văn bản"
        verbose_name_plural = "văn bản"
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="document_kind_is_known",
                condition=Q(
                    kind__in=[
                        "LUAT",
                        "ND",
                        "TT",
                        "NQ",
                        "QD",
                        "QC",
                        "QyD",
                        "HD",
                        "KH",
                        "CTr",
                        "BC",
                        "TB",
                        "CV",
                        "KHAC",
                    ]
                ),
                violation_error_message="Loại văn bản này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="document_certainty_is_known",
                condition=Q(certainty__in=Certainty.values),
                violation_error_message="Mức tin cậy này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="document_ends_after_it_takes_effect",
                condition=Q(effective_to=None)
                | Q(effective_from=None)
                | Q(effective_to__gte=models.F("effective_from")),
                violation_error_message="Ngày hết hiệu lực phải bằng hoặc sau ngày có hiệu lực.",
            ),
            models.UniqueConstraint(
                name="one_document_of_a_number_and_issuer",
                fields=["kind", "number", "issuer", "issued_on"],
                condition=~Q(number="") & Q(issued_on__isnull=False),
                violation_error_message="Văn bản có số, ký hiệu, cơ quan và ngày ban hành này đã có.",
            ),
        ]

    def __str__(self):
        return self.described

    @property
    def described(self):
        """The document as it is named in running text and in a “Căn cứ” line; a law by its name first."""
        if self.kind == self.Kind.LAW and self.title:
            words = [f"Luật {self.title}"]
            words += [f"số {self.number}"] if self.number else []
            words += [long_date(self.issued_on)] if self.issued_on else []
            return " ".join(words)
        words = [self.get_kind_display() if self.kind != self.Kind.OTHER else "Văn bản"]
        if self.number:
            words.append(f"số {self.number}")
        if self.issued_on:
            words.append(long_date(self.issued_on))
        if self.issuer:
            words.append(f"của {self.issuer}")
        if self.title:
            words.append(self.title)
        return " ".join(words)

    @property
    def short_name(self):
        """The name for lists: a law by its name, others by kind and number."""
        if self.kind == self.Kind.LAW and self.title:
            return f"Luật {self.title}"
        return self.get_kind_display() + (f" số {self.number}" if self.number else "")

    def place(self):
        return Place(authority_id=self.authority_id)

    def audit_place(self):
        return self.authority, None

    def is_in_force_on(self, day):
        """Return True, False, or None where no date of effect is known."""
        if self.effective_to and day > self.effective_to:
            return False
        if self.effective_from:
            return day >= self.effective_from
        return None
