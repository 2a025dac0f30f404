import secrets

from django.db import models
from django.db.models import Q

from accounts.access import Place
from accounts.models import User
from clusters.models.cluster import Cluster
from clusters.models.unit import Authority
from clusters.models.year import ClusterYear, OfYearQuerySet
from documents.uploads import bundle_path, storage_path
from vietnamese.fields import DayField, LineField, ProseField

CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that can be misread on paper: no 0, O, 1, I


def new_code():
    """Return twelve letters and figures, about 59 bits: not to be guessed, short enough to be typed."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(12))


class NumberBook(models.Model):
    """The numbers of one kind of paper of one cluster in one calendar year; ``last`` is the last one given out.

    The row is locked while a number is taken, so numbers have neither gaps nor doubles.
    """

    cluster = models.ForeignKey(
        Cluster, verbose_name="cụm, khối", on_delete=models.PROTECT, related_name="number_books"
    )
    symbol = models.CharField("ký hiệu loại văn bản", max_length=10)
    year = models.PositiveSmallIntegerField("năm")
    last = models.PositiveIntegerField("số cuối", default=0)

    class Meta:
        verbose_name = "sổ số văn bản"
        verbose_name_plural = "sổ số văn bản"
        ordering = ["cluster", "-year", "symbol"]
        constraints = [
            models.UniqueConstraint(
                name="one_number_book_of_a_kind_a_year",
                fields=["cluster", "symbol", "year"],
                violation_error_message="Đã có sổ số của loại văn bản này trong năm.",
            ),
        ]

    def __str__(self):
        return f"{self.symbol} {self.year}"


class IssuedPaperQuerySet(OfYearQuerySet):
    def of_subject(self, subject):
        return self.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)

    def in_force(self):
        return self.filter(superseded_by=None, revoked_on=None)


class IssuedPaper(models.Model):
    """A line of the register of numbers: a paper issued here, with its file; or an old one, known by its number.

    What was issued stands for ever: the database lets only ``superseded_by`` and ``revoked_*`` be written
    later. ``kind`` is the key of a PaperKind (clusters/papers.py), ``subject`` the record it was made of.
    ``content_hash`` is the SHA-256 of what the paper says, ``file_sha256`` that of the stored PDF.
    """

    cluster_year = models.ForeignKey(
        ClusterYear, verbose_name="năm thi đua", on_delete=models.PROTECT, related_name="issued_papers"
    )
    kind = models.CharField("loại văn bản", max_length=30)
    subject_type = models.CharField("hồ sơ gốc", max_length=60, blank=True, editable=False)
    subject_id = models.PositiveBigIntegerField("số của hồ sơ gốc", null=True, blank=True, editable=False)
    title = LineField("trích yếu", max_length=500)
    book = models.ForeignKey(
        NumberBook,
        verbose_name="sổ số",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="papers",
        editable=False,
    )
    number = models.PositiveIntegerField("số", null=True, blank=True)
    number_text = LineField(
        "số, ký hiệu như ghi trên văn bản",
        max_length=60,
        blank=True,
        help_text="Văn bản cũ chỉ biết một phần số, ký hiệu thì ghi phần đã biết.",
    )
    issued_on = DayField("ngày ban hành", null=True, blank=True)
    signer = LineField("người ký", max_length=120, blank=True)
    parties = models.JSONField("các bên", default=list, blank=True, editable=False)
    is_old = models.BooleanField("văn bản cũ, không phát hành từ phần mềm", default=False, editable=False)
    code = models.CharField("mã tra cứu", max_length=12, null=True, blank=True, unique=True, editable=False)
    content_hash = models.CharField("mã đối chiếu nội dung", max_length=64, blank=True, editable=False)
    file = models.FileField("tệp PDF", upload_to=storage_path, max_length=200, blank=True, editable=False)
    file_name = LineField("tên tệp", max_length=200, blank=True, editable=False)
    file_size = models.PositiveIntegerField("dung lượng (byte)", null=True, blank=True, editable=False)
    file_sha256 = models.CharField("mã đối chiếu tệp", max_length=64, blank=True, editable=False)
    pages = models.PositiveSmallIntegerField("số trang", null=True, blank=True, editable=False)
    is_sealed = models.BooleanField("đã ký số", default=False, editable=False)
    issued_by = models.ForeignKey(
        User,
        verbose_name="người phát hành",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    issued_at = models.DateTimeField("ghi sổ lúc", auto_now_add=True)
    superseded_by = models.ForeignKey(
        "self",
        verbose_name="được thay thế bởi",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="supersedes",
        editable=False,
    )
    revoked_on = DayField("thu hồi ngày", null=True, blank=True, editable=False)
    revoked_reason = ProseField("lý do thu hồi", blank=True, editable=False)
    note = ProseField("ghi chú", blank=True)

    objects = IssuedPaperQuerySet.as_manager()

    class Meta:
        verbose_name = "văn bản đã phát hành"
        verbose_name_plural = "văn bản đã phát hành"
        ordering = ["-cluster_year__year", "book__symbol", "number", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="number_is_given_once",
                fields=["book", "number"],
                violation_error_message="Số này đã cấp cho văn bản khác cùng loại trong năm.",
            ),
            models.CheckConstraint(
                name="numbered_paper_stands_in_a_book",
                condition=Q(number=None) | Q(book__isnull=False),
                violation_error_message="Văn bản có số phải thuộc một sổ số.",
            ),
            models.CheckConstraint(
                name="issued_paper_has_its_file_and_code",
                condition=Q(is_old=True, code=None)
                | (
                    Q(is_old=False, code__isnull=False, issued_on__isnull=False)
                    & ~Q(file="")
                    & ~Q(file_sha256="")
                    & ~Q(content_hash="")
                ),
                violation_error_message="Văn bản phát hành từ phần mềm phải có tệp, mã tra cứu và ngày.",
            ),
            models.CheckConstraint(
                name="revoked_paper_says_why",
                condition=Q(revoked_on=None) | ~Q(revoked_reason=""),
                violation_error_message="Ghi lý do thu hồi.",
            ),
        ]

    def __str__(self):
        return f"{self.title} ({self.number_text})" if self.number_text else self.title

    @property
    def spaced_code(self):
        """The code in groups of four, as printed: "ABCD-EFGH-JKLM"."""
        return (
            "-".join(self.code[start : start + 4] for start in range(0, len(self.code), 4))
            if self.code
            else ""
        )

    @property
    def is_in_force(self):
        return self.superseded_by_id is None and self.revoked_on is None

    def place(self):
        return self.cluster_year.place()

    def audit_place(self):
        return self.cluster_year.audit_place()


class PaperJobQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, as long as one sees the cluster or the authority that it is of."""
        return self.filter(
            Q(cluster_year__in=ClusterYear.objects.visible_to(user))
            | Q(authority__in=Authority.objects.visible_to(user)),
            owner=user,
        )


class PaperJob(models.Model):
    """A bundle of papers that is made in the background: it can be left and found again.

    Each paper is an item of its own; a worker that dies leaves its item to the next one.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Đang chờ"
        RUNNING = "running", "Đang lập"
        DONE = "done", "Đã xong"
        FAILED = "failed", "Xong, có văn bản chưa lập được"
        CANCELLED = "cancelled", "Đã dừng"

    owner = models.ForeignKey(
        User, verbose_name="người yêu cầu", on_delete=models.PROTECT, related_name="paper_jobs"
    )
    cluster_year = models.ForeignKey(
        ClusterYear,
        verbose_name="năm thi đua",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="paper_jobs",
    )
    authority = models.ForeignKey(
        "clusters.Authority",
        verbose_name="cơ quan",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="paper_jobs",
    )
    title = LineField("tên bộ văn bản", max_length=300)
    state = models.CharField("tình trạng", max_length=10, choices=State, default=State.WAITING)
    with_word = models.BooleanField("kèm bản Word", default=False)
    created_at = models.DateTimeField("yêu cầu lúc", auto_now_add=True)
    finished_at = models.DateTimeField("xong lúc", null=True, blank=True)
    file = models.FileField("tệp ZIP", upload_to=bundle_path, max_length=200, blank=True)
    file_size = models.PositiveBigIntegerField("dung lượng (byte)", null=True, blank=True)

    objects = PaperJobQuerySet.as_manager()

    class Meta:
        verbose_name = "bộ văn bản"
        verbose_name_plural = "bộ văn bản"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="paper_job_state_is_known",
                condition=Q(state__in=["waiting", "running", "done", "failed", "cancelled"]),
                violation_error_message="Tình trạng này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="paper_job_is_of_a_year_or_an_authority",
                condition=Q(cluster_year__isnull=False, authority=None)
                | Q(cluster_year=None, authority__isnull=False),
                violation_error_message="Bộ văn bản thuộc một năm thi đua hoặc một cơ quan.",
            ),
        ]

    def __str__(self):
        return self.title

    def place(self):
        return self.cluster_year.place() if self.cluster_year_id else Place(authority_id=self.authority_id)

    def audit_place(self):
        return self.cluster_year.audit_place() if self.cluster_year_id else (self.authority, None)


class PaperJobItem(models.Model):
    """One paper of a bundle. ``claimed_until`` is how long the worker that took it may need; after that the
    item is free again."""

    class State(models.TextChoices):
        WAITING = "waiting", "Đang chờ"
        CLAIMED = "claimed", "Đang lập"
        DONE = "done", "Đã xong"
        FAILED = "failed", "Chưa lập được"

    job = models.ForeignKey(
        PaperJob, verbose_name="bộ văn bản", on_delete=models.CASCADE, related_name="items"
    )
    position = models.PositiveIntegerField("thứ tự")
    kind = models.CharField("loại văn bản", max_length=30)
    subject_id = models.PositiveBigIntegerField("hồ sơ gốc")
    label = LineField("tên văn bản", max_length=500)
    folder = LineField("thư mục trong tệp ZIP", max_length=250, blank=True)
    state = models.CharField("tình trạng", max_length=10, choices=State, default=State.WAITING)
    claimed_by = models.CharField("máy đang lập", max_length=80, blank=True)
    claimed_until = models.DateTimeField("giữ đến", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("số lần thử", default=0)
    file = models.FileField("tệp PDF", upload_to=storage_path, max_length=200, blank=True)
    word = models.FileField("tệp Word", upload_to=storage_path, max_length=200, blank=True)
    file_name = LineField("tên tệp", max_length=200, blank=True)
    error = ProseField("vì sao chưa lập được", blank=True)

    class Meta:
        verbose_name = "văn bản trong bộ"
        verbose_name_plural = "văn bản trong bộ"
        ordering = ["job", "position"]
        constraints = [
            models.UniqueConstraint(
                name="paper_job_item_has_its_place",
                fields=["job", "position"],
                violation_error_message="Vị trí này trong bộ văn bản đã có.",
            ),
            models.CheckConstraint(
                name="paper_job_item_state_is_known",
                condition=Q(state__in=["waiting", "claimed", "done", "failed"]),
                violation_error_message="Tình trạng này không có trong danh mục.",
            ),
        ]

    def __str__(self):
        return self.label
