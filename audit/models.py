from django.conf import settings
from django.db import models

from audit.verbs import Verb


class Source(models.TextChoices):
    WEB = "web", "Trên trang"
    ADMIN = "admin", "Trang quản trị"
    DEMO = "demo", "Dữ liệu ban đầu"
    COMMAND = "command", "Lệnh quản trị"
    IMPORT = "import", "Tệp dữ liệu"


PASSED = (Verb.PAPER_PRINTED, Verb.FILE_DOWNLOADED, Verb.LIST_EXPORTED, Verb.ACCESS_REFUSED)


class EventQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return what a person may search: an administrator all, others the history of the authorities they serve.

        The history of one year is open to more people (clusters/history.py), who read it on the year's own page.
        """
        reach = user.reach()
        if reach.is_administrator:
            return self
        return self.filter(authority__in=reach.authority_ids("secretariat", "leader"))


class Deeds(models.Manager):
    """The events by which something was done to a record; what was only read, taken out or refused is left out."""

    def get_queryset(self):
        return super().get_queryset().exclude(verb__in=PASSED)


class Event(models.Model):
    """One thing that happened: who did what to which record, when, and what changed.

    Write-once: the database refuses to change or delete a row (audit/guards.py). Names are kept as
    they read on that day, so that the history stays readable when people and records change.
    """

    at = models.DateTimeField("thời điểm", auto_now_add=True, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="người thực hiện",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="events",
    )
    actor_name = models.CharField("họ và tên người thực hiện", max_length=255)
    verb = models.CharField("việc", max_length=40, choices=Verb)
    source = models.CharField("nơi ghi", max_length=10, choices=Source)
    subject_type = models.CharField("loại đối tượng", max_length=100)
    subject_id = models.CharField("mã đối tượng", max_length=40)
    subject_label = models.CharField("đối tượng", max_length=500)
    authority = models.ForeignKey(
        "clusters.Authority",
        verbose_name="cơ quan",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="events",
    )
    cluster_year = models.ForeignKey(
        "clusters.ClusterYear",
        verbose_name="năm thi đua",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="events",
    )
    changes = models.JSONField("thay đổi", default=list, blank=True)
    note = models.TextField("ghi chú", blank=True)

    objects = models.Manager.from_queryset(EventQuerySet)()
    deeds = Deeds()

    class Meta:
        verbose_name = "sự kiện"
        verbose_name_plural = "nhật ký"
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["cluster_year", "-at"]),
            models.Index(fields=["subject_type", "subject_id"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="event_verb_is_known",
                condition=models.Q(verb__in=Verb.values),
                violation_error_message="Việc này không có trong danh mục nhật ký.",
            ),
        ]

    def __str__(self):
        return f"{self.get_verb_display()}: {self.subject_label}"


class Link(models.Model):
    """The place of one event in the chain of its authority, and the digest that ties it to the one before.

    Write-once, as the event. ``chain`` is the authority's id, 0 for what belongs to none; audit/chain.py writes and
    reads the digests.
    """

    event = models.OneToOneField(
        Event, verbose_name="sự kiện", primary_key=True, on_delete=models.PROTECT, related_name="link"
    )
    chain = models.PositiveBigIntegerField("chuỗi")
    number = models.PositiveBigIntegerField("số trong chuỗi")
    previous = models.CharField("mã của sự kiện liền trước", max_length=64, blank=True)
    digest = models.CharField("mã của sự kiện", max_length=64)

    class Meta:
        verbose_name = "vị trí trong chuỗi nhật ký"
        verbose_name_plural = "vị trí trong chuỗi nhật ký"
        ordering = ["chain", "number"]
        constraints = [
            models.UniqueConstraint(
                name="one_event_a_place_of_a_chain",
                fields=["chain", "number"],
                violation_error_message="Số này của chuỗi nhật ký đã có sự kiện.",
            ),
        ]

    def __str__(self):
        return f"Chuỗi {self.chain}, số {self.number}"


class ChainHead(models.Model):
    """The last number of a chain and its digest; only ever moves on."""

    chain = models.PositiveBigIntegerField("chuỗi", primary_key=True)
    number = models.PositiveBigIntegerField("số cuối", default=0)
    digest = models.CharField("mã của sự kiện cuối", max_length=64, blank=True)

    class Meta:
        verbose_name = "số cuối của chuỗi nhật ký"
        verbose_name_plural = "số cuối của các chuỗi nhật ký"
        ordering = ["chain"]

    def __str__(self):
        return f"Chuỗi {self.chain}: {self.number}"
