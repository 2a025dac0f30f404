import re
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from accounts.access import Place
from documents.uploads import storage_path
from vietnamese.dates import long_date
from vietnamese.fields import DayField, KeyField, LineField, ProseField
from vietnamese.keys import search_key

NUMBER = re.compile(r"(?P<number>\d+(?:[a-zđ](?=[/\s-]|$))?(?:/\d{4})?)?[/\s-]*(?P<symbol>.*)", re.IGNORECASE)


NOT_READ_BY_ALL = (
    "Văn bản thay thế phải dùng chung cho mọi cơ quan, hoặc thuộc cùng cơ quan sử dụng với văn bản này."
)


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
        of_clusters = self.model.objects.filter(authority__clusters__memberships__unit__in=reach.unit_ids())
        return self.filter(
            Q(authority=None)
            | Q(authority__in=reach.authority_ids())
            | Q(pk__in=of_clusters.order_by().values("pk"))
        )

    def matching(self, text):
        key = search_key(text)
        return self.filter(search_text__contains=key) if key else self

    def in_force_on(self, day):
        """Leave out what is known not to be in force, as ``is_in_force_on`` says False."""
        not_replaced = Q(replaced_by=None) | Q(replaced_by__effective_from=None)
        return self.filter(
            Q(effective_from=None) | Q(effective_from__lte=day),
            Q(effective_to__gte=day)
            | Q(effective_to=None) & (not_replaced | Q(replaced_by__effective_from__gt=day)),
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
    replaced_by = models.ForeignKey(
        "self",
        verbose_name="được thay thế bởi",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="replaces",
        help_text="Không ghi ngày hết hiệu lực thì văn bản hết hiệu lực khi văn bản thay thế có hiệu lực.",
    )
    file = models.FileField("tệp", upload_to=storage_path, max_length=200, blank=True, editable=False)
    file_name = LineField("tên tệp gốc", max_length=200, blank=True, editable=False)
    file_type = models.CharField("loại tệp", max_length=100, blank=True, editable=False)
    file_size = models.PositiveIntegerField("dung lượng (byte)", null=True, blank=True, editable=False)
    file_sha256 = models.CharField("mã đối chiếu tệp", max_length=64, blank=True, editable=False)
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

    FILE_COLUMNS = ("file", "file_name", "file_type", "file_size", "file_sha256")

    class Meta:
        verbose_name = "văn bản"
        verbose_name_plural = "văn bản"
        ordering = [models.F("issued_on").desc(nulls_last=True), "-pk"]
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
            models.CheckConstraint(
                name="document_does_not_replace_itself",
                condition=Q(replaced_by=None) | ~Q(replaced_by=models.F("id")),
                violation_error_message="Văn bản không thay thế chính nó.",
            ),
            models.CheckConstraint(
                name="document_file_is_described",
                condition=Q(file="", file_name="", file_type="", file_size=None, file_sha256="")
                | (Q(file_size__isnull=False) & ~Q(file="") & ~Q(file_name="") & ~Q(file_sha256="")),
                violation_error_message="Tệp của văn bản phải có tên, dung lượng và mã đối chiếu.",
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

    @property
    def name(self):
        """What it is called in a sentence: by kind and number, without number by kind and title, a law by both."""
        if self.kind == self.Kind.LAW:
            return f"{self.short_name} số {self.number}" if self.number else self.short_name
        return self.short_name if self.number else f"{self.short_name} {self.title}"

    def clean(self):
        """Refuse a chain of replacements that comes back to where it started, and a replacement that some
        readers of this document could not open."""
        if self.replaced_by_id and self.replaced_by.authority_id not in (None, self.authority_id):
            raise ValidationError({"replaced_by": NOT_READ_BY_ALL})
        seen, later = set(), self.replaced_by
        while later is not None and self.pk and later.pk not in seen:
            if later.pk == self.pk:
                raise ValidationError({"replaced_by": self._says_circle()})
            seen.add(later.pk)
            later = later.replaced_by

    def _says_circle(self):
        if self.replaced_by_id == self.pk:
            return "Văn bản không thay thế chính nó."
        return (
            f"Văn bản này đã được ghi là thay thế {self.replaced_by.short_name}, trực tiếp hoặc qua văn bản khác. "
            "Chọn văn bản khác."
        )

    def carry(self, upload):
        """Take over a checked upload (EvidenceField) as the file; None: no file."""
        self.file = upload or ""
        self.file_name = upload.original_name if upload else ""
        self.file_type = upload.checked.content_type if upload else ""
        self.file_size = upload.checked.size if upload else None
        self.file_sha256 = upload.checked.sha256 if upload else ""

    @property
    def bare_number(self):
        """“222” of “222/QĐ-MTTW”, “98/2023” of “98/2023/NĐ-CP”; "" where the source gives none."""
        return NUMBER.fullmatch(self.number)["number"] or ""

    @property
    def symbol(self):
        """“QĐ-MTTW” of “222/QĐ-MTTW”; "" where the source gives none."""
        return NUMBER.fullmatch(self.number)["symbol"]

    @property
    def missing_marks(self):
        """Return the names of what would tell this document from others and is not entered.

        What was issued with another document bears that one's number.
        """
        if self.issued_with_id:
            return []
        marks = {
            "số": self.bare_number,
            "ký hiệu": self.symbol,
            "ngày ban hành": self.issued_on,
            "cơ quan ban hành": self.issuer,
        }
        return [name for name, value in marks.items() if not value]

    @property
    def is_partial(self):
        return bool(self.missing_marks)

    @property
    def is_number_partial(self):
        return bool({"số", "ký hiệu"} & set(self.missing_marks))

    @property
    def last_day(self):
        """Return the last day in force: the one entered, else the day before the replacing one takes effect."""
        if self.effective_to is None and self.replaced_by_id and self.replaced_by.effective_from:
            return self.replaced_by.effective_from - timedelta(days=1)
        return self.effective_to

    def is_in_force_on(self, day):
        """Return True, False, or None where it is not known.

        Replaced by a document whose own day of effect is unknown, it is not known to be in force.
        """
        if self.last_day and day > self.last_day:
            return False
        if self.effective_from and day < self.effective_from:
            return False
        is_known = self.effective_from and (self.last_day or not self.replaced_by_id)
        return True if is_known else None


class WordTemplateQuerySet(models.QuerySet):
    def visible_to(self, user):
        reach = user.reach()
        return self if reach.is_administrator else self.filter(authority__in=reach.authority_ids())


class WordTemplate(models.Model):
    """The Word file that an authority has made of a paper's master; ``paper`` is the key of a kind of paper."""

    authority = models.ForeignKey(
        "clusters.Authority",
        verbose_name="cơ quan sử dụng",
        on_delete=models.PROTECT,
        related_name="word_templates",
    )
    paper = models.CharField("loại văn bản", max_length=30)
    file = models.FileField("tệp", upload_to=storage_path, max_length=200)
    file_name = LineField("tên tệp gốc", max_length=200)
    file_size = models.PositiveIntegerField("dung lượng (byte)", editable=False)
    file_sha256 = models.CharField("mã đối chiếu tệp", max_length=64, editable=False)
    uploaded_by = models.ForeignKey(
        "accounts.User", verbose_name="người tải lên", on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField("tải lên lúc", auto_now=True)

    objects = WordTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = "mẫu Word"
        verbose_name_plural = "mẫu Word"
        ordering = ["authority", "paper"]
        constraints = [
            models.UniqueConstraint(
                name="authority_has_one_word_template_of_a_paper",
                fields=["authority", "paper"],
                violation_error_message="Cơ quan đã có mẫu Word cho loại văn bản này.",
            ),
        ]

    def __str__(self):
        return self.file_name

    def place(self):
        return Place(authority_id=self.authority_id)

    def audit_place(self):
        return self.authority, None
