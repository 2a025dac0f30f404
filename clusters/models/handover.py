from django.db import models
from django.db.models import F, Q

from accounts.access import Place
from clusters.models.unit import Unit
from clusters.models.year import ClusterYear, OfYearQuerySet
from vietnamese.fields import DayField, LineField, ProseField


class Handover(models.Model):
    """The biên bản bàn giao of a year: the outgoing chair gives files, registers and open tasks to the next.

    Signed off by both sides it is complete; from then on the database refuses every change.
    """

    cluster_year = models.OneToOneField(
        ClusterYear, verbose_name="năm thi đua", on_delete=models.PROTECT, related_name="handover"
    )
    outgoing = models.ForeignKey(
        Unit, verbose_name="bên giao", on_delete=models.PROTECT, related_name="handovers_given"
    )
    incoming = models.ForeignKey(
        Unit, verbose_name="bên nhận", on_delete=models.PROTECT, related_name="handovers_taken"
    )
    held_on = DayField("ngày bàn giao")
    takes_over_on = DayField(
        "bên nhận giữ vai trò từ ngày", help_text="Bên giao giữ vai trò đến hết ngày liền trước."
    )
    venue = LineField("địa điểm", blank=True)
    note = ProseField("nội dung khác", blank=True)
    outgoing_signatory = LineField("người ký bên giao", max_length=120, blank=True)
    outgoing_post = LineField("chức vụ người ký bên giao", max_length=200, blank=True)
    outgoing_signed_on = DayField("bên giao ký ngày", null=True, blank=True, editable=False)
    incoming_signatory = LineField("người ký bên nhận", max_length=120, blank=True)
    incoming_post = LineField("chức vụ người ký bên nhận", max_length=200, blank=True)
    incoming_signed_on = DayField("bên nhận ký ngày", null=True, blank=True, editable=False)
    completed_on = DayField("hoàn thành ngày", null=True, blank=True, editable=False)

    objects = OfYearQuerySet.as_manager()

    class Meta:
        verbose_name = "biên bản bàn giao"
        verbose_name_plural = "biên bản bàn giao"
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="handover_is_between_two_units",
                condition=~Q(outgoing=F("incoming")),
                violation_error_message="Bên giao và bên nhận phải là hai đơn vị.",
            ),
            models.CheckConstraint(
                name="handover_is_taken_on_or_after_its_day",
                condition=Q(takes_over_on__gte=F("held_on")),
                violation_error_message="Ngày bên nhận giữ vai trò phải bằng hoặc sau ngày bàn giao.",
            ),
            models.CheckConstraint(
                name="handover_is_complete_when_both_signed",
                condition=Q(completed_on=None)
                | Q(outgoing_signed_on__isnull=False, incoming_signed_on__isnull=False),
                violation_error_message="Bàn giao chỉ hoàn thành khi cả hai bên đã ký.",
            ),
        ]

    def __str__(self):
        return f"Bàn giao năm {self.cluster_year.year}, {self.cluster_year.cluster}"

    @property
    def outgoing_name(self):
        return self.outgoing.name_on(self.held_on)

    @property
    def incoming_name(self):
        return self.incoming.name_on(self.held_on)

    def place(self):
        """The incoming unit stands to it as its own: its representative signs for taking over."""
        place = self.cluster_year.place()
        units = place.unit_ids | {self.incoming_id, self.outgoing_id}
        return Place(place.authority_id, self.cluster_year, self.incoming_id, units)

    def audit_place(self):
        return self.cluster_year.audit_place()


class HandoverItemQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(handover__in=Handover.objects.visible_to(user))


class HandoverItem(models.Model):
    """One line of the checklist: a file, a register, an open task, and whether it was given."""

    class Kind(models.TextChoices):
        FILE = "file", "Hồ sơ, văn bản"
        REGISTER = "register", "Sổ sách, danh sách"
        TASK = "task", "Việc đang làm"
        OTHER = "other", "Hiện vật, nội dung khác"

    class State(models.TextChoices):
        OPEN = "open", "Chưa kiểm"
        GIVEN = "given", "Đã giao đủ"
        MISSING = "missing", "Còn thiếu"
        NONE = "none", "Không có"

    handover = models.ForeignKey(
        Handover, verbose_name="biên bản bàn giao", on_delete=models.CASCADE, related_name="items"
    )
    kind = models.CharField("loại", max_length=10, choices=Kind, default=Kind.FILE)
    text = ProseField("nội dung")
    state = models.CharField("tình trạng", max_length=10, choices=State, default=State.OPEN)
    note = LineField("ghi chú", max_length=500, blank=True)
    position = models.PositiveSmallIntegerField("thứ tự", default=0, editable=False)

    objects = HandoverItemQuerySet.as_manager()

    class Meta:
        verbose_name = "mục bàn giao"
        verbose_name_plural = "mục bàn giao"
        ordering = ["handover", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="handover_item_kind_is_known",
                condition=Q(kind__in=["file", "register", "task", "other"]),
                violation_error_message="Loại này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="handover_item_state_is_known",
                condition=Q(state__in=["open", "given", "missing", "none"]),
                violation_error_message="Tình trạng này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="missing_handover_item_says_why",
                condition=~Q(state="missing") | ~Q(note=""),
                violation_error_message="Mục còn thiếu phải ghi rõ thiếu gì, bổ sung khi nào.",
            ),
        ]

    def __str__(self):
        return self.text[:120]

    @property
    def cluster_year(self):
        return self.handover.cluster_year

    def place(self):
        return self.handover.place()

    def audit_place(self):
        return self.handover.audit_place()
