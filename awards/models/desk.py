"""Who does not take part in a review, who reads the others' opinions, who was reminded."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from awards.models.nomination import Nomination, OfNominationQuerySet
from clusters.models import ClusterYear
from clusters.models.year import OfYearQuerySet
from vietnamese.fields import ProseField


class RecusalQuerySet(OfNominationQuerySet):
    def visible_to(self, user):
        """One's own, and for the secretariat all: the reason is between the reviewer and who runs the review."""
        authorities = user.reach().authority_ids("secretariat")
        return self.filter(Q(reviewer=user) | Q(nomination__cluster_year__cluster__authority__in=authorities))


class ReviewRecusal(models.Model):
    """A leader has declared not to take part in the review of one nomination. It is not an opinion."""

    nomination = models.ForeignKey(
        Nomination, verbose_name="hồ sơ", on_delete=models.PROTECT, related_name="recusals"
    )
    reviewer = models.ForeignKey(
        User, verbose_name="người xét", on_delete=models.PROTECT, related_name="recusals", editable=False
    )
    reason = ProseField("lý do không tham gia xét")
    declared_at = models.DateTimeField("khai lúc", auto_now_add=True)

    objects = RecusalQuerySet.as_manager()

    class Meta:
        verbose_name = "khai không tham gia xét"
        verbose_name_plural = "khai không tham gia xét"
        ordering = ["nomination_id", "reviewer__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="reviewer_steps_aside_once",
                fields=["nomination", "reviewer"],
                violation_error_message="Đã ghi không tham gia xét hồ sơ này.",
            ),
            models.CheckConstraint(
                name="recusal_says_why",
                condition=~Q(reason=""),
                violation_error_message="Ghi lý do không tham gia xét.",
            ),
        ]

    def __str__(self):
        return f"{self.reviewer.full_name}: không tham gia xét"

    def place(self):
        return self.nomination.place()

    def audit_place(self):
        return self.nomination.audit_place()


class ReviewSettingQuerySet(OfYearQuerySet):
    def visible_to(self, user):
        return self.filter(cluster_year__in=ClusterYear.objects.visible_to(user))


class ReviewSetting(models.Model):
    """Whether a leader reads the others' opinions while a dossier of the year is under review.

    Without a row: after one's own.
    """

    class Sight(models.TextChoices):
        NEVER = "never", "Không xem; mở khi kết thúc xét"
        AFTER = "after", "Xem sau khi đã cho ý kiến của mình"
        ALWAYS = "always", "Xem bất cứ lúc nào"

    cluster_year = models.OneToOneField(
        ClusterYear,
        verbose_name="năm thi đua",
        on_delete=models.PROTECT,
        related_name="review_setting",
        editable=False,
    )
    sight = models.CharField(
        "xem ý kiến của người xét khác", max_length=6, choices=Sight, default=Sight.AFTER
    )

    objects = ReviewSettingQuerySet.as_manager()

    class Meta:
        verbose_name = "quy tắc xem ý kiến xét"
        verbose_name_plural = "quy tắc xem ý kiến xét"
        ordering = ["cluster_year_id"]
        constraints = [
            models.CheckConstraint(
                name="review_sight_is_known",
                condition=Q(sight__in=["never", "after", "always"]),
                violation_error_message="Quy tắc này không có trong danh mục.",
            ),
        ]

    def __str__(self):
        return f"Xem ý kiến của người xét khác, {self.cluster_year}"

    def place(self):
        return self.cluster_year.place()

    def audit_place(self):
        return self.cluster_year.audit_place()


def sight_of(cluster_year_id):
    """Return the rule of the year, the usual one where none was set."""
    kept = ReviewSetting.objects.filter(cluster_year=cluster_year_id).values_list("sight", flat=True).first()
    return kept or ReviewSetting.Sight.AFTER


class ReviewReminderQuerySet(OfYearQuerySet):
    def visible_to(self, user):
        """The reviewer's own, and for the secretariat all."""
        authorities = user.reach().authority_ids("secretariat")
        return self.filter(Q(reviewer=user) | Q(cluster_year__cluster__authority__in=authorities))


class ReviewReminder(models.Model):
    """The secretariat has reminded a leader of dossiers without an opinion; it stands in the leader's to-do list
    as long as one of them waits."""

    cluster_year = models.ForeignKey(
        ClusterYear, verbose_name="năm thi đua", on_delete=models.PROTECT, related_name="review_reminders"
    )
    reviewer = models.ForeignKey(
        User, verbose_name="người xét", on_delete=models.PROTECT, related_name="review_reminders"
    )
    waiting = models.PositiveIntegerField("số hồ sơ chưa cho ý kiến khi nhắc")
    reminded_by = models.ForeignKey(
        User, verbose_name="người nhắc", on_delete=models.PROTECT, related_name="reminders_sent"
    )
    reminded_at = models.DateTimeField("nhắc lúc", auto_now_add=True)

    objects = ReviewReminderQuerySet.as_manager()

    class Meta:
        verbose_name = "lần nhắc xét hồ sơ"
        verbose_name_plural = "lần nhắc xét hồ sơ"
        ordering = ["cluster_year", "-reminded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="reminder_is_about_waiting_dossiers",
                condition=Q(waiting__gt=0),
                violation_error_message="Chỉ nhắc người còn hồ sơ chưa cho ý kiến.",
            ),
        ]

    def __str__(self):
        return f"Nhắc {self.reviewer.full_name}: {self.waiting} hồ sơ"

    def place(self):
        return self.cluster_year.place()

    def audit_place(self):
        return self.cluster_year.audit_place()
