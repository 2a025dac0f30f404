from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from clusters.models import ClusterYear, Person, Unit
from clusters.models.year import OfYearQuerySet
from documents.models import Certainty, Known
from documents.uploads import storage_path
from pledges.models.naming import BearsUnit
from vietnamese.fields import DayField, LineField, ProseField
from vietnamese.keys import search_key


class CeremonyQuerySet(OfYearQuerySet):
    def visible_to(self, user):
        if user.reach().is_administrator:
            return self
        years = ClusterYear.objects.visible_to(user)
        return self.filter(Q(cluster_year__in=years) | Q(signing_year__in=years))

    def matching(self, text):
        key = search_key(text)
        return self.filter(cluster_year__cluster__search_text__contains=key) if key else self

    def of_year(self, year):
        return self.filter(Q(cluster_year__year=year) | Q(signing_year__year=year))


class Ceremony(models.Model):
    """A conference of the cluster: signing, mid-year, wrap-up, or wrap-up and signing in one.

    A wrap-up of one year often signs the pledge of the next: ``cluster_year`` is the year whose
    conference it is, ``signing_year`` the year whose pledge is signed there.
    """

    class Kind(models.TextChoices):
        SIGNING = "signing", "Hội nghị ký kết giao ước"
        MID_YEAR = "mid_year", "Hội nghị sơ kết"
        WRAP_UP = "wrap_up", "Hội nghị tổng kết"
        WRAP_UP_AND_SIGNING = "both", "Hội nghị tổng kết và ký kết giao ước"

    class Session(models.TextChoices):
        UNKNOWN = "unknown", "Chưa rõ buổi"
        MORNING = "morning", "Buổi sáng"
        AFTERNOON = "afternoon", "Buổi chiều"
        ALL_DAY = "all_day", "Cả ngày"

    SIGNS = (Kind.SIGNING, Kind.WRAP_UP_AND_SIGNING)

    cluster_year = models.ForeignKey(
        ClusterYear, verbose_name="năm thi đua", on_delete=models.PROTECT, related_name="ceremonies"
    )
    signing_year = models.ForeignKey(
        ClusterYear,
        verbose_name="ký giao ước của năm",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="signing_ceremonies",
    )
    kind = models.CharField("loại hội nghị", max_length=10, choices=Kind, default=Kind.SIGNING)
    title = LineField(
        "tên hội nghị", blank=True, help_text="Để trống thì ghép từ loại hội nghị, năm và tên cụm, khối."
    )
    starts_on = DayField("ngày bắt đầu", null=True, blank=True)
    ends_on = DayField("ngày kết thúc", null=True, blank=True, help_text="Để trống nếu chỉ một ngày.")
    session = models.CharField("buổi", max_length=10, choices=Session, default=Session.UNKNOWN)
    starts_at = models.TimeField("giờ bắt đầu", null=True, blank=True)
    date_certainty = models.CharField(
        "mức tin cậy của ngày", max_length=10, choices=Certainty, default=Certainty.STATED
    )
    venue = LineField("địa điểm", blank=True, help_text="Chưa rõ thì để trống.")
    town = LineField("địa danh", max_length=100, blank=True, help_text="Ghi trên giao ước: Hà Nội, ngày …")
    witnesses_known = models.CharField(
        "người chứng kiến", max_length=10, choices=Known, default=Known.UNKNOWN
    )
    source_note = ProseField("nguồn thông tin", blank=True)
    ends_at = models.TimeField("giờ kết thúc dự kiến", null=True, blank=True)
    opened_at = models.TimeField("khai mạc lúc", null=True, blank=True)
    closed_at = models.TimeField("bế mạc lúc", null=True, blank=True)
    invitation_note = ProseField(
        "nội dung ghi thêm trong giấy mời",
        blank=True,
        help_text="Ví dụ: trang phục, tài liệu mang theo, nơi nghỉ.",
    )
    reply_by = DayField("đề nghị xác nhận dự trước ngày", null=True, blank=True)
    contact = LineField("đầu mối liên hệ", blank=True, help_text="Họ tên, điện thoại ghi trên giấy mời.")
    press_note = ProseField(
        "tin về hội nghị", blank=True, help_text="Để trống thì tin được ghép từ dữ liệu của hội nghị."
    )
    calling = models.ForeignKey(
        "pledges.Signature",
        verbose_name="đang mời ký",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    countdown_to = models.DateTimeField("đếm ngược đến", null=True, blank=True, editable=False)
    hall_key = models.CharField(
        "khóa màn hình hội trường", max_length=40, unique=True, null=True, blank=True, editable=False
    )

    objects = CeremonyQuerySet.as_manager()

    class Meta:
        verbose_name = "hội nghị"
        verbose_name_plural = "hội nghị"
        ordering = ["-cluster_year__year", F("starts_on").desc(nulls_last=True), "-pk"]
        indexes = [models.Index(fields=["starts_on"]), models.Index(fields=["ends_on"])]
        constraints = [
            models.CheckConstraint(
                name="ceremony_kind_is_known",
                condition=Q(kind__in=["signing", "mid_year", "wrap_up", "both"]),
                violation_error_message="Loại hội nghị này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="ceremony_session_is_known",
                condition=Q(session__in=["unknown", "morning", "afternoon", "all_day"]),
                violation_error_message="Buổi này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="ceremony_certainty_is_known",
                condition=Q(date_certainty__in=Certainty.values),
                violation_error_message="Mức tin cậy này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="ceremony_witnesses_known_is_known",
                condition=Q(witnesses_known__in=Known.values),
                violation_error_message="Giá trị này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="signing_ceremony_says_for_which_year",
                condition=Q(kind__in=["signing", "both"], signing_year__isnull=False)
                | Q(kind__in=["mid_year", "wrap_up"], signing_year=None),
                violation_error_message="Hội nghị ký kết phải ghi ký giao ước của năm nào; hội nghị khác thì không.",
            ),
            models.CheckConstraint(
                name="ceremony_ends_after_it_starts",
                condition=Q(ends_on=None) | Q(starts_on__isnull=False, ends_on__gte=F("starts_on")),
                violation_error_message="Ngày kết thúc phải bằng hoặc sau ngày bắt đầu.",
            ),
        ]

    def __str__(self):
        return self.title or self.proposed_title

    def clean(self):
        both = self.signing_year_id and self.cluster_year_id
        if both and self.signing_year.cluster_id != self.cluster_year.cluster_id:
            raise ValidationError({"signing_year": "Năm ký giao ước phải là năm của cùng cụm, khối."})
        if (
            self.pk
            and self.witnesses_known == Known.NONE
            and self.participants.filter(is_witness=True).exists()
        ):
            raise ValidationError(
                {
                    "witnesses_known": "Đã ghi đại biểu chứng kiến nên không thể ghi là không có người chứng kiến."
                }
            )

    @property
    def proposed_title(self):
        cluster, year = self.cluster_year.cluster, self.cluster_year.year
        match self.kind:
            case self.Kind.WRAP_UP_AND_SIGNING:
                return (
                    f"Hội nghị tổng kết năm {year} và ký kết giao ước thi đua "
                    f"năm {self.signing_year.year} của {cluster}"
                )
            case self.Kind.SIGNING:
                return f"Hội nghị ký kết giao ước thi đua năm {self.signing_year.year} của {cluster}"
            case _:
                return f"{self.get_kind_display()} năm {year} của {cluster}"

    @property
    def signs(self):
        return self.kind in self.SIGNS

    @property
    def days(self):
        """Return how many days it takes, or None where the date is unknown."""
        if self.starts_on is None:
            return None
        return ((self.ends_on or self.starts_on) - self.starts_on).days + 1

    def takes_place_on(self, day):
        """Return whether the day is one of the conference's; any day may be while its days are unknown."""
        return self.starts_on is None or self.starts_on <= day <= (self.ends_on or self.starts_on)

    def named_on(self):
        """The day whose names of units stand for the conference: its first, else a day of its year."""
        return self.starts_on or self.cluster_year.as_of()

    def place(self):
        return self.cluster_year.place()

    def audit_place(self):
        return self.cluster_year.audit_place()


class OfCeremonyQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(ceremony__in=Ceremony.objects.visible_to(user))


class OfCeremony(models.Model):
    """A part of a conference's record."""

    objects = OfCeremonyQuerySet.as_manager()

    class Meta:
        abstract = True

    def place(self):
        return self.ceremony.place()

    def audit_place(self):
        return self.ceremony.audit_place()


class Attending(models.TextChoices):
    """Whether somebody came. Nobody has said so yet is not the same as absent."""

    UNKNOWN = "unknown", "Chưa điểm danh"
    PRESENT = "present", "Có mặt"
    STAND_IN = "stand_in", "Cử người dự thay"
    ABSENT = "absent", "Vắng mặt"


class Participant(BearsUnit, OfCeremony):
    """Who takes part: a person with the posts of that day, or a body or group without names."""

    ceremony = models.ForeignKey(
        Ceremony, verbose_name="hội nghị", on_delete=models.CASCADE, related_name="participants"
    )
    position = models.PositiveSmallIntegerField("thứ tự", default=0, editable=False)
    person = models.ForeignKey(
        Person,
        verbose_name="chọn từ danh sách nhân sự",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="participations",
    )
    name = LineField(
        "họ và tên, hoặc tên tập thể",
        max_length=250,
        blank=True,
        help_text="Tập thể cũng là đại biểu, ví dụ: Ban Thường trực Ủy ban MTTQ huyện.",
    )
    post = LineField("chức vụ khi dự", max_length=300, blank=True)
    unit = models.ForeignKey(
        Unit,
        verbose_name="đại diện đơn vị thành viên",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="participants",
    )
    is_body = models.BooleanField("là tập thể", default=False)
    is_presiding = models.BooleanField("chủ trì", default=False)
    is_witness = models.BooleanField("chứng kiến", default=False)
    is_concluding = models.BooleanField("kết luận", default=False)
    is_secretary = models.BooleanField("thư ký hội nghị", default=False)
    attendance = models.CharField("điểm danh", max_length=12, choices=Attending, default=Attending.UNKNOWN)
    absence_reason = LineField("lý do vắng", max_length=300, blank=True)
    stand_in = LineField("người dự thay", max_length=250, blank=True)
    witnessed_on = DayField("ký chứng kiến ngày", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "đại biểu"
        verbose_name_plural = "đại biểu"
        ordering = ["ceremony", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="participant_is_named",
                condition=Q(person__isnull=False) | ~Q(name=""),
                violation_error_message="Chọn nhân sự hoặc ghi tên đại biểu.",
            ),
            models.CheckConstraint(
                name="participant_attendance_is_known",
                condition=Q(attendance__in=Attending.values),
                violation_error_message="Tình trạng điểm danh này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="body_is_not_a_person",
                condition=Q(is_body=False) | Q(person=None),
                violation_error_message="Tập thể không gắn với một nhân sự.",
            ),
        ]

    def __str__(self):
        return self.display_name

    def named_on(self):
        return self.ceremony.named_on()

    @property
    def display_name(self):
        return self.name or (self.person.titled_name if self.person_id else "")

    @property
    def roles(self):
        return [
            label
            for label, held in (
                ("Chủ trì", self.is_presiding),
                ("Chứng kiến", self.is_witness),
                ("Kết luận", self.is_concluding),
                ("Thư ký", self.is_secretary),
            )
            if held
        ]


class UnitAttendance(BearsUnit, OfCeremony):
    """How one member unit attends: who comes for it, or why nobody does."""

    ceremony = models.ForeignKey(
        Ceremony, verbose_name="hội nghị", on_delete=models.CASCADE, related_name="attendances"
    )
    unit = models.ForeignKey(
        Unit, verbose_name="đơn vị", on_delete=models.PROTECT, related_name="attendances"
    )
    state = models.CharField("điểm danh", max_length=12, choices=Attending, default=Attending.UNKNOWN)
    representative = LineField("người đại diện dự", max_length=120, blank=True)
    post = LineField("chức vụ", max_length=200, blank=True)
    reason = LineField("lý do vắng", max_length=300, blank=True)

    class Meta:
        verbose_name = "đơn vị dự hội nghị"
        verbose_name_plural = "đơn vị dự hội nghị"
        ordering = ["ceremony", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="unit_attends_a_ceremony_once",
                fields=["ceremony", "unit"],
                violation_error_message="Đã điểm danh đơn vị này.",
            ),
            models.CheckConstraint(
                name="unit_attendance_is_known",
                condition=Q(state__in=Attending.values),
                violation_error_message="Tình trạng điểm danh này không có trong danh mục.",
            ),
        ]

    def __str__(self):
        return f"{self.unit_name}: {self.get_state_display().lower()}"

    def named_on(self):
        return self.ceremony.named_on()


class Photo(OfCeremony):
    """A picture of the conference with its caption."""

    ceremony = models.ForeignKey(
        Ceremony, verbose_name="hội nghị", on_delete=models.CASCADE, related_name="photos"
    )
    position = models.PositiveSmallIntegerField("thứ tự", default=0, editable=False)
    caption = LineField("chú thích", max_length=500)
    credit = LineField("người chụp, nguồn", max_length=200, blank=True)
    file = models.FileField(
        "ảnh",
        upload_to=storage_path,
        max_length=200,
        blank=True,
        help_text="Chưa có ảnh thì chỉ ghi chú thích.",
    )
    file_name = LineField("tên tệp gốc", max_length=200, blank=True, editable=False)
    file_type = models.CharField("loại tệp", max_length=100, blank=True, editable=False)
    file_size = models.PositiveIntegerField("dung lượng (byte)", null=True, blank=True, editable=False)
    file_sha256 = models.CharField("mã đối chiếu tệp", max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = "ảnh hội nghị"
        verbose_name_plural = "ảnh hội nghị"
        ordering = ["ceremony", "position", "pk"]

    def __str__(self):
        return self.caption


class AgendaItem(OfCeremony):
    """One item of the programme, with who presents it and the papers presented."""

    ceremony = models.ForeignKey(
        Ceremony, verbose_name="hội nghị", on_delete=models.CASCADE, related_name="agenda"
    )
    position = models.PositiveSmallIntegerField("thứ tự", default=0, editable=False)
    starts_at = models.TimeField("giờ", null=True, blank=True)
    text = ProseField("nội dung")
    presenter = models.ForeignKey(
        Participant,
        verbose_name="người trình bày",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="presents",
    )
    papers = ProseField("tài liệu trình bày", blank=True, help_text="Mỗi tài liệu một dòng.")

    class Meta:
        verbose_name = "nội dung chương trình"
        verbose_name_plural = "chương trình"
        ordering = ["ceremony", "position", "pk"]

    def __str__(self):
        return self.text[:120]


class Remark(OfCeremony):
    """What was said and has to be kept: a directive, a discussion point, an undertaking, a conclusion."""

    class Kind(models.TextChoices):
        DIRECTIVE = "directive", "Ý kiến chỉ đạo"
        DISCUSSION = "discussion", "Ý kiến thảo luận"
        CONCLUSION = "conclusion", "Kết luận"

    ceremony = models.ForeignKey(
        Ceremony, verbose_name="hội nghị", on_delete=models.CASCADE, related_name="remarks"
    )
    position = models.PositiveSmallIntegerField("thứ tự", default=0, editable=False)
    kind = models.CharField("loại", max_length=12, choices=Kind, default=Kind.DISCUSSION)
    speaker = models.ForeignKey(
        Participant,
        verbose_name="người phát biểu",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="remarks",
    )
    text = ProseField("nội dung")

    class Meta:
        verbose_name = "ý kiến tại hội nghị"
        verbose_name_plural = "ý kiến tại hội nghị"
        ordering = ["ceremony", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="remark_kind_is_known",
                condition=Q(kind__in=["directive", "discussion", "conclusion"]),
                violation_error_message="Loại này không có trong danh mục.",
            ),
        ]

    def __str__(self):
        return self.text[:120]


class FollowUpQuerySet(OfCeremonyQuerySet):
    def visible_to(self, user):
        years = ClusterYear.objects.visible_to(user)
        return self.filter(Q(ceremony__in=Ceremony.objects.visible_to(user)) | Q(passed_to__in=years))


class FollowUp(OfCeremony):
    """A task that the conference left behind. Handed over unfinished it stands in the year that took it over."""

    ceremony = models.ForeignKey(
        Ceremony, verbose_name="hội nghị", on_delete=models.CASCADE, related_name="follow_ups"
    )
    position = models.PositiveSmallIntegerField("thứ tự", default=0, editable=False)
    text = ProseField("việc cần làm")
    owner = models.ForeignKey(
        Unit,
        verbose_name="đơn vị thực hiện",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="follow_ups",
    )
    due_on = DayField("hạn", null=True, blank=True)
    done_on = DayField("xong ngày", null=True, blank=True)
    passed_to = models.ForeignKey(
        ClusterYear,
        verbose_name="chuyển tiếp sang năm",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="passed_follow_ups",
        editable=False,
    )

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = "việc sau hội nghị"
        verbose_name_plural = "việc sau hội nghị"
        ordering = ["ceremony", "position", "pk"]

    def __str__(self):
        return self.text[:120]

    @property
    def year(self):
        """The year in which it is to be done."""
        return self.passed_to or self.ceremony.cluster_year

    def named_on(self):
        return self.passed_to.as_of() if self.passed_to_id else self.ceremony.named_on()

    @property
    def owner_name(self):
        return self.owner.name_on(self.named_on()) if self.owner_id else ""

    def place(self):
        return self.year.place()

    def audit_place(self):
        return self.year.audit_place()
