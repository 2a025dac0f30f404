from django.db import models
from django.db.models import Q

from clusters.models import Authority, ClusterYear, Unit
from clusters.models.year import OfYearQuerySet
from pledges.models import Signature
from vietnamese.fields import DayField, LineField, ProseField


class ProposalQuerySet(OfYearQuerySet):
    def visible_to(self, user):
        """Those who receive, review or decide, and the people of the cluster's current chair; not the members."""
        reach = user.reach()
        if reach.is_administrator:
            return self
        return self.filter(
            Q(cluster_year__cluster__authority__in=reach.authorities_without_viewing())
            | Q(cluster_year__in=years_chaired_by(user))
        )


def years_chaired_by(user, today=None):
    """Cluster-years that a unit of this person chairs on the day, as a subquery."""
    return _years_in_office(user, "chair", today)


def years_vice_chaired_by(user, today=None):
    return _years_in_office(user, "vice_chair", today)


def _years_in_office(user, office, today):
    from django.utils import timezone

    from accounts.models import OF_UNIT
    from clusters.models import OfficeTerm

    today = today or timezone.localdate()
    units = user.reach(today).unit_ids(*OF_UNIT)
    if not units:  # a sub-query that gives nothing is costly to write down all the same
        return OfficeTerm.objects.none().values("cluster_year")
    return OfficeTerm.objects.filter(office=office, unit__in=units).on_day(today).values("cluster_year")


class Proposal(models.Model):
    """A tờ trình: the cluster puts reviewed nominations to the body that may confer or pass them on."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Dự thảo"
        ISSUED = "issued", "Đã ban hành"

    cluster_year = models.ForeignKey(
        ClusterYear, verbose_name="năm thi đua", on_delete=models.PROTECT, related_name="proposals"
    )
    status = models.CharField(
        "tình trạng", max_length=10, choices=Status, default=Status.DRAFT, editable=False
    )
    number = LineField(
        "số, ký hiệu", max_length=80, blank=True, help_text="Ví dụ: 07/TTr-CTĐ02. Để trống khi còn dự thảo."
    )
    dated_on = DayField("ngày ký", null=True, blank=True)
    town = LineField("địa danh", max_length=100, blank=True, help_text="Ví dụ: Hải Phòng.")
    summary = LineField("trích yếu", max_length=400, default="Về việc đề nghị khen thưởng")
    addressee = models.ForeignKey(
        Authority,
        verbose_name="kính gửi (cơ quan trong hệ thống)",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="proposals",
    )
    addressee_name = LineField("kính gửi (cơ quan khác)", blank=True)
    body = ProseField(
        "nội dung", blank=True, help_text="Đoạn mở đầu của tờ trình; danh sách đề nghị được in tự động."
    )
    signer_unit = models.ForeignKey(
        Unit,
        verbose_name="đơn vị ký",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="proposals",
    )
    signatory = LineField("người ký", max_length=120, blank=True)
    post = LineField("chức vụ người ký tại đơn vị", max_length=200, blank=True)
    authority = models.CharField(
        "thẩm quyền ký", max_length=10, choices=Signature.Authority, default=Signature.Authority.OWN
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "tờ trình"
        verbose_name_plural = "tờ trình"
        ordering = ["-cluster_year__year", "-dated_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="proposal_status_is_known",
                condition=Q(status__in=["draft", "issued"]),
                violation_error_message="Tình trạng này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="proposal_authority_is_known",
                condition=Q(authority__in=["own", "TM.", "KT.", "TL.", "TUQ.", "unknown"]),
                violation_error_message="Thẩm quyền ký này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="issued_proposal_has_number_and_day",
                condition=Q(status="draft") | (~Q(number="") & Q(dated_on__isnull=False)),
                violation_error_message="Tờ trình ban hành phải có số, ký hiệu và ngày ký.",
            ),
            models.UniqueConstraint(
                name="proposal_number_is_used_once_in_a_year",
                fields=["cluster_year", "number"],
                condition=~Q(number=""),
                violation_error_message="Số, ký hiệu này đã dùng cho tờ trình khác của năm.",
            ),
            models.CheckConstraint(
                name="proposal_has_one_addressee",
                condition=Q(addressee__isnull=False, addressee_name="")
                | (Q(addressee=None) & ~Q(addressee_name="")),
                violation_error_message="Ghi một nơi nhận: chọn cơ quan trong hệ thống hoặc ghi tên cơ quan khác.",
            ),
        ]

    def __str__(self):
        return f"Tờ trình số {self.number}" if self.number else f"Tờ trình (dự thảo) {self.cluster_year}"

    @property
    def put_to(self):
        return str(self.addressee or self.addressee_name)

    def names_on(self):
        """The day whose names of units the paper prints: its own within the year, so that they stay when it
        is printed again later."""
        return self.cluster_year.as_of(self.dated_on)

    @property
    def signer_name(self):
        if not self.signer_unit_id:
            return ""
        return self.signer_unit.name_on(self.dated_on or self.cluster_year.as_of())

    def place(self):
        return self.cluster_year.place()

    def audit_place(self):
        return self.cluster_year.audit_place()


__all__ = ["Proposal", "years_chaired_by"]
