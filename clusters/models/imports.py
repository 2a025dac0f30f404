from django.db import models
from django.db.models import Q
from django.utils.timezone import localtime

from accounts.access import Place
from accounts.models import Role, User
from clusters.models.unit import Authority
from vietnamese.fields import LineField


class ImportBatchQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Batches of the authorities whose books this person keeps."""
        reach = user.reach()
        if reach.is_administrator:
            return self
        return self.filter(authority__in=reach.authority_ids(Role.SECRETARIAT))


class ImportBatch(models.Model):
    """One file on its way into the books: received, its columns named, its lines checked, then written whole or
    not at all.

    The lines hold what the file says and, once written, what was made of it; undoing reads them. ``remarks``
    are sentences on the file as a whole.
    """

    class Kind(models.TextChoices):
        UNITS = "units", "Đơn vị"
        MEMBERS = "members", "Đơn vị thành viên của cụm, khối"
        PEOPLE = "people", "Nhân sự và chức vụ"
        TERMS = "terms", "Trưởng, phó cụm, khối của các năm đã qua"
        AWARDS = "awards", "Khen thưởng của các năm đã qua"

    class Status(models.TextChoices):
        MAPPING = "mapping", "Chờ ghép cột"
        CHECKING = "checking", "Đang kiểm tra"
        CHECKED = "checked", "Đã kiểm tra"
        APPLIED = "applied", "Đã nhập"
        UNDONE = "undone", "Đã hoàn tác"
        DROPPED = "dropped", "Đã bỏ"

    STEPS = {
        Status.MAPPING: {Status.CHECKING, Status.DROPPED},
        Status.CHECKING: {Status.CHECKING, Status.CHECKED, Status.DROPPED},
        Status.CHECKED: {Status.CHECKING, Status.CHECKED, Status.APPLIED, Status.DROPPED},
        Status.APPLIED: {Status.UNDONE},
        Status.UNDONE: set(),
        Status.DROPPED: set(),
    }

    authority = models.ForeignKey(
        Authority, verbose_name="hồ sơ của cơ quan", on_delete=models.PROTECT, related_name="import_batches"
    )
    kind = models.CharField("loại dữ liệu", max_length=10, choices=Kind)
    status = models.CharField("tình trạng", max_length=10, choices=Status, default=Status.MAPPING)
    file_name = LineField("tên tệp", max_length=150)
    sha256 = models.CharField("mã đối chiếu tệp", max_length=64)
    sheets = models.JSONField("các trang tính", default=list)
    sheet = LineField("trang tính được nhập", max_length=100, blank=True)
    mapping = models.JSONField("cột của từng mục", default=dict, blank=True)
    options = models.JSONField("giá trị chung cho các dòng", default=dict, blank=True)
    remarks = models.JSONField("lưu ý về tệp", default=list, blank=True)
    total = models.PositiveIntegerField("số dòng", default=0)
    done = models.PositiveIntegerField("số dòng đã kiểm tra", default=0)
    counts = models.JSONField("số dòng theo kết quả", default=dict, blank=True)
    created_by = models.ForeignKey(
        User, verbose_name="người gửi tệp", on_delete=models.PROTECT, related_name="import_batches"
    )
    created_at = models.DateTimeField("gửi tệp lúc", auto_now_add=True)
    applied_by = models.ForeignKey(
        User,
        verbose_name="người nhập",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="applied_imports",
    )
    applied_at = models.DateTimeField("nhập lúc", null=True, blank=True)
    undone_by = models.ForeignKey(
        User,
        verbose_name="người hoàn tác",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="undone_imports",
    )
    undone_at = models.DateTimeField("hoàn tác lúc", null=True, blank=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = "lần nhập dữ liệu từ tệp"
        verbose_name_plural = "các lần nhập dữ liệu từ tệp"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="import_kind_is_known",
                condition=Q(kind__in=["units", "members", "people", "terms", "awards"]),
                violation_error_message="Loại dữ liệu này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="import_status_is_known",
                condition=Q(status__in=["mapping", "checking", "checked", "applied", "undone", "dropped"]),
                violation_error_message="Tình trạng này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="applied_import_says_when",
                condition=~Q(status__in=["applied", "undone"]) | Q(applied_at__isnull=False),
                violation_error_message="Lần nhập đã vào hồ sơ phải có ngày giờ nhập.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, tệp “{self.file_name}” ngày {localtime(self.created_at):%d/%m/%Y}"

    @property
    def is_open(self):
        """Whether its lines may still be changed."""
        return self.status in (self.Status.MAPPING, self.Status.CHECKING, self.Status.CHECKED)

    @property
    def headings(self):
        """The headings of the chosen sheet."""
        return next((sheet["headings"] for sheet in self.sheets if sheet["name"] == self.sheet), [])

    def own_lines(self):
        """The lines of the chosen sheet, in its order."""
        return self.lines.filter(sheet=self.sheet).order_by("number")

    def count(self, *states):
        return sum(self.counts.get(state, 0) for state in states)

    def place(self):
        return Place(authority_id=self.authority_id)

    def audit_place(self):
        return self.authority, None


class ImportLineQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(batch__in=ImportBatch.objects.visible_to(user))


class ImportLine(models.Model):
    """One row of a sheet: what stands in it, what was found wrong, what will be or was made of it.

    ``problems`` are [heading, column letter, what is wrong, what would be right, column]; ``shown`` are
    [label, before, after]; ``originals`` are [column, text before its old encoding was converted]. ``made`` are [model,
    key, values as written] and ``changed`` [model, key, values before, values after]: what undoing needs.
    ``key`` is the same for lines that may speak of the same thing.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Chờ kiểm tra"
        NEW = "new", "Mới"
        CHANGED = "changed", "Thay đổi"
        UNCHANGED = "unchanged", "Không đổi"
        WRONG = "wrong", "Có lỗi"
        LEFT_OUT = "left_out", "Không nhập"

    batch = models.ForeignKey(
        ImportBatch, verbose_name="lần nhập", on_delete=models.CASCADE, related_name="lines"
    )
    sheet = LineField("trang tính", max_length=100)
    number = models.PositiveIntegerField("dòng")
    cells = models.JSONField("các ô", default=list)
    originals = models.JSONField("chữ trước khi chuyển mã", default=list, blank=True)
    is_hidden = models.BooleanField("dòng bị ẩn trong tệp", default=False)
    state = models.CharField("kết quả", max_length=10, choices=State, default=State.WAITING)
    key = models.CharField("khóa so trùng", max_length=300, blank=True)
    label = LineField("nội dung", max_length=300, blank=True)
    problems = models.JSONField("lỗi", default=list, blank=True)
    remarks = models.JSONField("lưu ý", default=list, blank=True)
    shown = models.JSONField("giá trị sẽ ghi", default=list, blank=True)
    data = models.JSONField("dữ liệu để ghi", default=dict, blank=True)
    target_id = models.BigIntegerField("bản ghi", null=True, blank=True, db_index=True)
    made = models.JSONField("bản ghi đã thêm", default=list, blank=True)
    changed = models.JSONField("bản ghi được sửa", default=list, blank=True)

    objects = ImportLineQuerySet.as_manager()

    class Meta:
        verbose_name = "dòng của tệp"
        verbose_name_plural = "dòng của tệp"
        ordering = ["batch", "sheet", "number"]
        indexes = [
            models.Index(fields=["batch", "sheet", "state", "number"], name="import_line_by_state"),
            models.Index(fields=["batch", "key"], name="import_line_by_key"),
        ]
        constraints = [
            models.CheckConstraint(
                name="import_state_is_known",
                condition=Q(state__in=["waiting", "new", "changed", "unchanged", "wrong", "left_out"]),
                violation_error_message="Kết quả này không có trong danh mục.",
            ),
            models.UniqueConstraint(
                name="row_of_a_sheet_stands_once",
                fields=["batch", "sheet", "number"],
                violation_error_message="Dòng này của trang tính đã được nhận.",
            ),
        ]

    def __str__(self):
        return f"Trang tính “{self.sheet}”, dòng {self.number}"

    def place(self):
        return self.batch.place()

    def audit_place(self):
        return self.batch.audit_place()
