from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.access import Place
from vietnamese.fields import DayField, KeyField, LineField, ProseField
from vietnamese.keys import search_key


class AuthorityQuerySet(models.QuerySet):
    def visible_to(self, user):
        reach = user.reach()
        if reach.is_administrator:
            return self
        from clusters.models.cluster import Membership

        read = reach.reading_ids()
        return self.filter(
            Q(pk__in=reach.authority_ids())
            | Q(pk__in=Unit.objects.filter(pk__in=read).values("authority"))
            | Q(pk__in=Membership.objects.filter(unit__in=read).values("cluster__authority"))
        )

    def matching(self, text):
        key = search_key(text)
        return self.filter(search_text__contains=key) if key else self


class Authority(models.Model):
    """The body that organises clusters: a central body, a province, a city, a district, of any kind."""

    class Level(models.TextChoices):
        CENTRAL = "central", "Trung ương"
        PROVINCE = "province", "Tỉnh, thành phố"
        DISTRICT = "district", "Huyện, quận (đến hết ngày 30/6/2025)"
        COMMUNE = "commune", "Xã, phường, đặc khu"

    class Profile(models.TextChoices):
        """How the papers are headed and numbered (domain: state, Party, mass organisation)."""

        STATE = "state", "Cơ quan nhà nước (Nghị định 30/2020/NĐ-CP)"
        PARTY = "party", "Cơ quan Đảng (Hướng dẫn 05-HD/VPTW)"
        MASS = "mass", "Mặt trận Tổ quốc, tổ chức chính trị - xã hội, hội"

    name = LineField("tên cơ quan")
    short_name = LineField("tên viết tắt", max_length=60, blank=True)
    level = models.CharField("cấp", max_length=20, choices=Level)
    parent = models.ForeignKey(
        "self",
        verbose_name="cơ quan cấp trên",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    council_name = LineField(
        "tên Hội đồng Thi đua - Khen thưởng", blank=True, help_text="Tên hội đồng của cơ quan, nếu có."
    )
    place_name = LineField(
        "địa danh", max_length=100, blank=True, help_text="Địa danh ghi trên văn bản, ví dụ: Hà Nội."
    )
    header_profile = models.CharField(
        "thể thức văn bản",
        max_length=10,
        choices=Profile,
        default=Profile.STATE,
        help_text="Quyết định phần đầu, cách ghi số và nơi nhận trên văn bản của các cụm, khối.",
    )
    ended_on = DayField("kết thúc hoạt động ngày", null=True, blank=True)
    ended_note = ProseField("lý do kết thúc", blank=True)
    is_sample = models.BooleanField("dữ liệu mẫu", default=False)
    note = ProseField("ghi chú", blank=True)
    sort_key = KeyField(source="name", key="sort")
    search_text = KeyField(source="names", key="search")

    objects = AuthorityQuerySet.as_manager()

    class Meta:
        verbose_name = "cơ quan"
        verbose_name_plural = "cơ quan"
        ordering = ["sort_key", "pk"]
        constraints = [
            models.CheckConstraint(
                name="authority_level_is_known",
                condition=Q(level__in=["central", "province", "district", "commune"]),
                violation_error_message="Cấp này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="authority_header_profile_is_known",
                condition=Q(header_profile__in=["state", "party", "mass"]),
                violation_error_message="Thể thức này không có trong danh mục.",
            ),
            models.UniqueConstraint(
                name="authority_name_is_used_once",
                fields=["name"],
                violation_error_message="Cơ quan có tên này đã có.",
            ),
            models.CheckConstraint(
                name="authority_is_not_its_own_parent",
                condition=Q(parent=None) | ~Q(parent=F("id")),
                violation_error_message="Cơ quan không thể là cấp trên của chính mình.",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def names(self):
        return f"{self.name} {self.short_name}"

    def place(self):
        return Place(authority_id=self.pk)

    def audit_place(self):
        return self, None


class UnitQuerySet(models.QuerySet):
    def visible_to(self, user):
        reach = user.reach()
        if reach.is_administrator:
            return self
        from clusters.models.cluster import Membership

        mine = Membership.objects.filter(unit__in=reach.reading_ids()).values("cluster")
        beside = Membership.objects.filter(
            Q(cluster__in=mine) | Q(cluster__authority__in=reach.authority_ids())
        )
        return self.filter(
            Q(authority__in=reach.authority_ids())
            | Q(pk__in=reach.reading_ids())
            | Q(pk__in=beside.values("unit"))
        )

    def matching(self, text):
        key = search_key(text)
        return self.filter(search_text__contains=key) if key else self

    def active_on(self, day):
        return self.filter(Q(ended_on=None) | Q(ended_on__gte=day))


class Unit(models.Model):
    """A body that is, was or may become a member of clusters. It is known by its id, never by its name:
    Bắc Ninh of 2024 and Bắc Ninh of 2026 are two units.

    ``name`` and ``short_name`` are the latest; the earlier ones stand in FormerName, each until a day, so
    that there is exactly one name on every day. ``past_names`` and ``ancestor_ids`` are derived from
    FormerName and UnitEvent (clusters/lineage.py), so that reading a name or a scope costs no query.
    """

    authority = models.ForeignKey(
        Authority, verbose_name="thuộc hệ thống của", on_delete=models.PROTECT, related_name="units"
    )
    name = LineField("tên đơn vị", max_length=200)
    short_name = LineField("tên gọn", max_length=100, blank=True, help_text="Dùng trong bảng và biểu đồ.")
    head_post = LineField(
        "chức vụ người đứng đầu", max_length=100, blank=True, help_text="Ví dụ: Chủ tịch. Dùng ở ô ký."
    )
    founded_on = DayField(
        "thành lập ngày", null=True, blank=True, help_text="Ngày đầu tiên hoạt động. Chưa rõ thì để trống."
    )
    ended_on = DayField("kết thúc hoạt động ngày", null=True, blank=True)
    ended_note = ProseField("lý do kết thúc", blank=True)
    note = ProseField("ghi chú", blank=True)
    past_names = models.JSONField("tên cũ", default=list, blank=True, editable=False)
    ancestor_ids = models.JSONField("đơn vị tiền thân", default=list, blank=True, editable=False)
    sort_key = KeyField(source="name", key="sort")
    search_text = KeyField(source="names", key="search")

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = "đơn vị"
        verbose_name_plural = "đơn vị"
        ordering = ["sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="unit_name_is_used_once_while_it_lasts",
                fields=["authority", "name"],
                condition=Q(ended_on=None),
                violation_error_message="Đơn vị có tên này đã có trong hệ thống của cơ quan.",
            ),
            models.CheckConstraint(
                name="unit_ends_after_it_is_founded",
                condition=Q(ended_on=None) | Q(founded_on=None) | Q(ended_on__gte=F("founded_on")),
                violation_error_message="Ngày kết thúc hoạt động phải bằng hoặc sau ngày thành lập.",
            ),
        ]

    def __str__(self):
        return self.name_on(timezone.localdate())

    def names_on(self, day):
        """Return (name, short name) as they were on a day; ``past_names`` are [last day, name, short name]."""
        for until, name, short_name in self.past_names:
            if day.isoformat() <= until:
                return name, short_name
        return self.name, self.short_name

    def name_on(self, day):
        return self.names_on(day)[0]

    def label_on(self, day):
        """The name for tight places on a day: the short one where there is one."""
        name, short_name = self.names_on(day)
        return short_name or name

    @property
    def names(self):
        """Everything the unit is or was called, to be found by."""
        past = [f"{name} {short_name}" for _, name, short_name in self.past_names]
        return " ".join([self.name, self.short_name, *past])

    @property
    def label(self):
        return self.label_on(timezone.localdate())

    def place(self):
        return Place(authority_id=self.authority_id, own_unit_id=self.pk)

    def audit_place(self):
        return self.authority, None
