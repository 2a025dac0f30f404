from django.db import models
from django.db.models import F, Q

from accounts.access import Place
from clusters.models.unit import Authority, Unit
from vietnamese.fields import DayField, KeyField, LineField, ProseField
from vietnamese.keys import search_key


class PersonQuerySet(models.QuerySet):
    def visible_to(self, user):
        reach = user.reach()
        if reach.is_administrator:
            return self
        beside = Post.objects.filter(unit__in=Unit.objects.visible_to(user))
        return self.filter(Q(authority__in=reach.authority_ids()) | Q(pk__in=beside.values("person")))

    def matching(self, text):
        key = search_key(text)
        return self.filter(search_text__contains=key) if key else self


class Person(models.Model):
    """Somebody who leads, represents, presents or signs. One name as it is written, never cut in parts.

    Titles stand apart from the name, because a signature bears none (Nghị định 30/2020, ô 7b).
    """

    authority = models.ForeignKey(
        Authority, verbose_name="hồ sơ thuộc cơ quan", on_delete=models.PROTECT, related_name="people"
    )
    full_name = LineField("họ và tên", max_length=120)
    honorific = LineField(
        "học hàm, học vị, cấp bậc",
        max_length=100,
        blank=True,
        help_text="Ví dụ: TS., Thiếu tướng, Anh hùng Lao động.",
    )
    note = ProseField("ghi chú", blank=True)
    sort_key = KeyField(source="full_name", key="person")
    search_text = KeyField(source="full_name", key="search")

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = "nhân sự"
        verbose_name_plural = "nhân sự"
        ordering = ["sort_key", "pk"]

    def __str__(self):
        return self.titled_name

    @property
    def titled_name(self):
        return f"{self.honorific} {self.full_name}".strip()

    def place(self):
        return Place(authority_id=self.authority_id)

    def audit_place(self):
        return self.authority, None


class PostQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(person__in=Person.objects.visible_to(user))

    def on_day(self, day):
        return self.filter(Q(starts_on=None) | Q(starts_on__lte=day)).filter(
            Q(ends_on=None) | Q(ends_on__gte=day)
        )


class Post(models.Model):
    """A chức vụ that a person holds at a unit, at an authority, or at a body that is neither.

    An empty date is one that is not known, not "since ever".
    """

    person = models.ForeignKey(Person, verbose_name="nhân sự", on_delete=models.CASCADE, related_name="posts")
    title = LineField("chức vụ", max_length=200)
    unit = models.ForeignKey(
        Unit, verbose_name="tại đơn vị", null=True, blank=True, on_delete=models.PROTECT, related_name="posts"
    )
    authority = models.ForeignKey(
        Authority,
        verbose_name="tại cơ quan",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="posts",
    )
    body = LineField("tại tổ chức khác", blank=True)
    starts_on = DayField("từ ngày", null=True, blank=True)
    ends_on = DayField("đến hết ngày", null=True, blank=True)
    as_of = LineField(
        "theo nguồn năm",
        max_length=60,
        blank=True,
        help_text="Ví dụ: theo báo cáo năm 2024, khi chưa rõ ngày.",
    )

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = "chức vụ"
        verbose_name_plural = "chức vụ"
        ordering = ["person", "pk"]
        constraints = [
            models.CheckConstraint(
                name="post_is_held_at_one_place",
                condition=Q(unit__isnull=False, authority=None, body="")
                | Q(unit=None, authority__isnull=False, body="")
                | (Q(unit=None, authority=None) & ~Q(body="")),
                violation_error_message="Chọn một nơi giữ chức vụ: đơn vị, cơ quan, hoặc ghi tên tổ chức khác.",
            ),
            models.CheckConstraint(
                name="post_ends_after_it_starts",
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="Ngày thôi giữ chức vụ phải bằng hoặc sau ngày bắt đầu.",
            ),
        ]

    def __str__(self):
        return f"{self.person.full_name}, {self.described}"

    @property
    def where(self):
        return str(self.unit or self.authority or self.body)

    @property
    def described(self):
        return f"{self.title}, {self.where}"

    def place(self):
        return self.person.place()

    def audit_place(self):
        return self.person.authority, None
