"""What the installation remembers of itself: which workers live, whether it rests for maintenance."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from vietnamese.fields import LineField


class WorkerBeat(models.Model):
    """A worker of the background work and when it was last seen; who leaves properly takes its row along."""

    worker = models.CharField("mã tiến trình nền", max_length=64, unique=True)
    host = models.CharField("máy", max_length=100)
    started_at = models.DateTimeField("chạy từ", default=timezone.now)
    seen_at = models.DateTimeField("báo lần cuối", db_index=True)

    class Meta:
        verbose_name = "tiến trình nền"
        verbose_name_plural = "tiến trình nền"
        ordering = ["-seen_at"]

    def __str__(self):
        return f"{self.host} ({self.worker[:8]})"


class Maintenance(models.Model):
    """The system rests, from a moment on. The row without an end is the one in force; there is one at most."""

    reason = LineField("lý do", max_length=200)
    began_at = models.DateTimeField("bắt đầu lúc", default=timezone.now)
    until = models.DateTimeField("dự kiến đến", null=True, blank=True)
    ended_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)

    class Meta:
        verbose_name = "lần bảo trì"
        verbose_name_plural = "lần bảo trì"
        ordering = ["-began_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                models.Value(1),
                name="one_maintenance_at_a_time",
                condition=Q(ended_at=None),
                violation_error_message="Hệ thống đang bảo trì rồi.",
            ),
            models.CheckConstraint(
                name="maintenance_ends_after_it_begins",
                condition=Q(ended_at=None) | Q(ended_at__gte=models.F("began_at")),
                violation_error_message="Thời điểm kết thúc bảo trì không được trước thời điểm bắt đầu.",
            ),
        ]

    def __str__(self):
        return self.reason
