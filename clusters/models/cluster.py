from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.access import Place
from clusters.models.unit import Authority, Unit
from vietnamese.fields import DayField, KeyField, LineField, ProseField
from vietnamese.keys import search_key


class ClusterQuerySet(models.QuerySet):
    def visible_to(self, user):
        reach = user.reach()
        if reach.is_administrator:
            return self
        seen, units = Q(authority__in=reach.authority_ids()), reach.reading_ids()
        if units:
            seen |= Q(pk__in=Membership.objects.filter(unit__in=units).values("cluster"))
        return self.filter(seen)

    def matching(self, text):
        """Search the cluster's own names and those of its member units, past ones too."""
        ways = self.ways(search_key(text))
        return self.filter(Q(*ways, _connector=Q.OR)) if search_key(text) else self

    @staticmethod
    def ways(key):
        """How clusters are found by a search key: each way alone is one that an index answers."""
        members = Membership.objects.filter(cluster=models.OuterRef("pk"), unit__search_text__contains=key)
        return [Q(search_text__contains=key), Q(models.Exists(members))]


class Cluster(models.Model):
    """A cụm or khối thi đua: units that emulate, assess and nominate together under one authority."""

    class Kind(models.TextChoices):
        CUM = "cum", "Cụm thi đua"
        KHOI = "khoi", "Khối thi đua"

    authority = models.ForeignKey(
        Authority, verbose_name="cơ quan tổ chức", on_delete=models.PROTECT, related_name="clusters"
    )
    kind = models.CharField("loại", max_length=10, choices=Kind, default=Kind.CUM)
    number = LineField("số", max_length=20, blank=True, help_text="Ví dụ: 02. Cụm chỉ có tên thì để trống.")
    name = LineField("tên theo lĩnh vực, địa bàn", max_length=200, blank=True)
    title = LineField(
        "tên đầy đủ ghi trên văn bản",
        max_length=250,
        blank=True,
        help_text="Ví dụ: Cụm thi đua số 02. Để trống thì ghép từ loại, số và tên.",
    )
    symbol = LineField(
        "ký hiệu trên văn bản", max_length=30, blank=True, help_text="Ví dụ: CTĐ02, trong số 38/KH-CTĐ02."
    )
    parent_block = LineField("thuộc khối, ngành", blank=True)
    ended_on = DayField("kết thúc hoạt động ngày", null=True, blank=True)
    ended_note = ProseField("lý do kết thúc", blank=True)
    note = ProseField("ghi chú", blank=True)
    sort_key = KeyField(source="title", key="sort")
    search_text = KeyField(source="names", key="search")

    objects = ClusterQuerySet.as_manager()

    class Meta:
        verbose_name = "cụm, khối thi đua"
        verbose_name_plural = "cụm, khối thi đua"
        ordering = ["authority__sort_key", "sort_key", "pk"]
        constraints = [
            models.CheckConstraint(
                name="cluster_kind_is_known",
                condition=Q(kind__in=["cum", "khoi"]),
                violation_error_message="Loại này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="cluster_has_a_number_or_a_name",
                condition=~Q(number="") | ~Q(name=""),
                violation_error_message="Ghi số hoặc tên của cụm, khối (ít nhất một trong hai).",
            ),
            models.UniqueConstraint(
                name="cluster_title_is_used_once_in_its_authority",
                fields=["authority", "title"],
                violation_error_message="Cơ quan này đã có cụm, khối mang tên đó.",
            ),
            models.UniqueConstraint(
                name="cluster_symbol_is_used_once_in_its_authority",
                fields=["authority", "symbol"],
                condition=~Q(symbol=""),
                violation_error_message="Ký hiệu này đã dùng cho cụm, khối khác của cơ quan.",
            ),
        ]

    def __str__(self):
        return self.title

    def clean(self):
        self.title = self.title or self.proposed_title

    @property
    def proposed_title(self):
        title = self.get_kind_display()
        if self.number:
            title += f" số {self.number}"
        if self.name:
            title += f" - {self.name}" if self.number else f" {self.name}"
        return title

    @property
    def names(self):
        spoken = [self.title, self.name, self.symbol]
        if number := self.number.lstrip("0"):
            # "Cụm thi đua số 02", "cụm số 2" and "cụm 2" are the same cluster to whoever searches.
            spoken += [
                f"{self.get_kind_display()} số {number}",
                f"{self.noun} số {number}",
                f"{self.noun} {number}",
            ]
        return " ".join(spoken)

    @property
    def noun(self):
        """cụm or khối, for running text."""
        return "khối" if self.kind == self.Kind.KHOI else "cụm"

    def place(self):
        return Place(authority_id=self.authority_id)

    def audit_place(self):
        return self.authority, None

    def year_on(self, day):
        return self.years.filter(starts_on__lte=day, ends_on__gte=day).first()


class MembershipQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(cluster__in=Cluster.objects.visible_to(user))

    def during(self, start, end):
        """Memberships that hold on at least one day of the period."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=start), starts_on__lte=end)


class Membership(models.Model):
    """A unit belongs to a cluster from a day to a day, at a place in the cluster's list."""

    cluster = models.ForeignKey(
        Cluster, verbose_name="cụm, khối", on_delete=models.PROTECT, related_name="memberships"
    )
    unit = models.ForeignKey(
        Unit, verbose_name="đơn vị", on_delete=models.PROTECT, related_name="memberships"
    )
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    starts_on = DayField("từ ngày")
    ends_on = DayField("đến hết ngày", null=True, blank=True)
    is_start_known = models.BooleanField(
        "biết rõ ngày vào cụm, khối", default=True, help_text="Bỏ chọn khi nguồn chỉ cho biết năm."
    )
    end_reason = LineField("lý do thôi là thành viên", blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "đơn vị thành viên"
        verbose_name_plural = "đơn vị thành viên"
        ordering = ["cluster", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="membership_ends_after_it_starts",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="Ngày thôi là thành viên phải bằng hoặc sau ngày vào cụm, khối.",
            ),
        ]

    def __str__(self):
        return f"{self.unit_name} – {self.cluster}"

    def holds_on(self, day):
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)

    @property
    def unit_name(self):
        """The unit's name today, or the last one it had as a member."""
        return self.unit.name_on(min(filter(None, [self.ends_on, timezone.localdate()])))

    def named_in(self, year):
        """The unit's name as it stands for a cluster-year."""
        return self.unit.name_on(min(filter(None, [self.ends_on, year.as_of()])))

    def place(self):
        return self.cluster.place()

    def audit_place(self):
        return self.cluster.authority, None
