"""What time does to units: the names they bore, and the mergers, splits, renamings and ends they went through."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.access import Place
from clusters.models.unit import Authority, Unit
from documents.models import Certainty, OfficialDocument
from vietnamese.fields import DayField, LineField, ProseField


class UnitEventQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(
            Q(authority__in=Authority.objects.visible_to(user))
            & Q(parts__unit__in=Unit.objects.visible_to(user))
        ).distinct()


class UnitEvent(models.Model):
    """A merger, split, renaming or dissolution of units, from a day on, by a decision.

    Units on the side "before" existed until the day before; those on the side "after" exist from the day.
    A unit on both sides goes on. ``effects`` keeps what the event changed, for the page and to undo it.
    """

    class Kind(models.TextChoices):
        MERGER = "merger", "Hợp nhất, sáp nhập"
        SPLIT = "split", "Chia, tách"
        RENAME = "rename", "Đổi tên"
        DISSOLUTION = "dissolution", "Giải thể, kết thúc hoạt động"

    authority = models.ForeignKey(
        Authority, verbose_name="thuộc hệ thống của", on_delete=models.PROTECT, related_name="unit_events"
    )
    kind = models.CharField("hình thức", max_length=20, choices=Kind)
    effective_on = DayField("có hiệu lực từ ngày")
    last_day = DayField("ngày cuối của tình trạng trước", editable=False)
    document = models.ForeignKey(
        OfficialDocument,
        verbose_name="văn bản quyết định",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="unit_events",
    )
    others = LineField(
        "đơn vị khác cùng tham gia",
        max_length=500,
        blank=True,
        help_text="Đơn vị không có trong hệ thống, ghi tên cách nhau bằng dấu chấm phẩy.",
    )
    certainty = models.CharField("mức tin cậy", max_length=10, choices=Certainty, default=Certainty.STATED)
    note = ProseField("ghi chú", blank=True)
    effects = models.JSONField("đã thay đổi", default=dict, blank=True, editable=False)

    objects = UnitEventQuerySet.as_manager()

    class Meta:
        verbose_name = "sắp xếp đơn vị"
        verbose_name_plural = "sắp xếp đơn vị"
        ordering = ["-effective_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="unit_event_kind_is_known",
                condition=Q(kind__in=["merger", "split", "rename", "dissolution"]),
                violation_error_message="Hình thức này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="unit_event_certainty_is_known",
                condition=Q(certainty__in=Certainty.values),
                violation_error_message="Mức tin cậy này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="unit_event_follows_its_last_day",
                condition=Q(effective_on__gt=models.F("last_day")),
                violation_error_message="Ngày có hiệu lực phải sau ngày cuối của tình trạng trước.",
            ),
        ]

    def __str__(self):
        names = " + ".join(self.names_before())
        after = ", ".join(self.names_after())
        return (
            f"{self.get_kind_display()}: {names} → {after}"
            if after
            else f"{self.get_kind_display()}: {names}"
        )

    def side(self, side):
        """Return the units of a side, "before" or "after", in their order."""
        parts = sorted(self.parts.all(), key=lambda part: (part.position, part.pk or 0))
        return [part.unit for part in parts if part.side == side]

    def outside(self):
        """Names of those who took part without being in the system."""
        return [name.strip() for name in self.others.split(";") if name.strip()]

    def names_before(self):
        """Names as they were on the last day before, with those outside the system."""
        return [unit.name_on(self.last_day) for unit in self.side("before")] + self.outside()

    def names_after(self):
        return [unit.name_on(self.effective_on) for unit in self.side("after")]

    def place(self):
        return Place(authority_id=self.authority_id)

    def audit_place(self):
        return self.authority, None


class UnitEventPartQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(event__in=UnitEvent.objects.visible_to(user))


class UnitEventPart(models.Model):
    """One unit on one side of an event."""

    class Side(models.TextChoices):
        BEFORE = "before", "Trước"
        AFTER = "after", "Sau"

    event = models.ForeignKey(
        UnitEvent, verbose_name="sắp xếp đơn vị", on_delete=models.CASCADE, related_name="parts"
    )
    unit = models.ForeignKey(
        Unit, verbose_name="đơn vị", on_delete=models.PROTECT, related_name="event_parts"
    )
    side = models.CharField("bên", max_length=10, choices=Side)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    objects = UnitEventPartQuerySet.as_manager()

    class Meta:
        verbose_name = "đơn vị trong sắp xếp"
        verbose_name_plural = "đơn vị trong sắp xếp"
        ordering = ["event", "side", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="unit_event_side_is_known",
                condition=Q(side__in=["before", "after"]),
                violation_error_message="Bên này không có trong danh mục.",
            ),
            models.UniqueConstraint(
                name="unit_stands_once_on_a_side",
                fields=["event", "unit", "side"],
                violation_error_message="Đơn vị này đã được chọn.",
            ),
        ]

    def __str__(self):
        return f"{self.get_side_display()}: {self.unit}"


class FormerNameQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(unit__in=Unit.objects.visible_to(user))


class FormerName(models.Model):
    """A name that a unit bore until a day, the last one included; the next name begins the day after."""

    unit = models.ForeignKey(
        Unit, verbose_name="đơn vị", on_delete=models.CASCADE, related_name="former_names"
    )
    name = LineField("tên đơn vị khi đó", max_length=200)
    short_name = LineField("tên gọn khi đó", max_length=100, blank=True)
    until = DayField("dùng đến hết ngày")
    event = models.ForeignKey(
        UnitEvent,
        verbose_name="theo sắp xếp đơn vị",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="former_names",
        editable=False,
    )
    note = LineField("ghi chú", max_length=300, blank=True)

    objects = FormerNameQuerySet.as_manager()

    class Meta:
        verbose_name = "tên cũ của đơn vị"
        verbose_name_plural = "tên cũ của đơn vị"
        ordering = ["unit", "until"]
        constraints = [
            models.UniqueConstraint(
                name="one_name_of_a_unit_ends_on_a_day",
                fields=["unit", "until"],
                violation_error_message="Đã có một tên cũ dùng đến hết ngày này.",
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        """A day to come would make it the present name; a coming change of name is an arrangement."""
        if not self.event_id and self.until and self.until > timezone.localdate():
            raise ValidationError(
                {"until": "Tên cũ phải dùng đến hôm nay hoặc trước đó. Nếu đơn vị sắp đổi tên thì ghi ở mục sắp xếp "
                 "đơn vị, hình thức “Đổi tên”."}
            )  # fmt: skip

    def place(self):
        return self.unit.place()

    def audit_place(self):
        return self.unit.authority, None
