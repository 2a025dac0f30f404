"""The filters of the lists of awards, dossiers and proposals; what was chosen stands in the address bar."""

from django import forms

from awards.models import AwardForm, Nomination, Proposal
from clusters.filters import Filter
from clusters.models import Cluster
from pledges.filters import OfYearFilter
from vietnamese.fields import DayFormField, LineFormField

ALL = ("", "Tất cả")


class AwardChoice(forms.ModelChoiceField):
    def label_from_instance(self, award):
        return award.name_with_subject


def award_choice():
    return AwardChoice(
        label="Danh hiệu, hình thức", queryset=AwardForm.objects.none(), required=False, empty_label="Tất cả"
    )


class AwardFilter(Filter):
    q = LineFormField(label="Tên danh hiệu, hình thức", required=False, max_length=200)
    loai = forms.ChoiceField(label="Loại", choices=[ALL, *AwardForm.Group.choices], required=False)
    doi_tuong = forms.ChoiceField(
        label="Đối tượng", choices=[ALL, *AwardForm.Subject.choices], required=False
    )
    cap = forms.ChoiceField(label="Cấp", choices=[ALL, *AwardForm.Level.choices], required=False)
    ngay = DayFormField(label="Áp dụng vào ngày", required=False)
    columns = {"loai": "group", "doi_tuong": "subject", "cap": "level"}

    def narrow(self, rows):
        rows = super().narrow(rows)
        if day := self.chosen("ngay"):
            rows = rows.valid_on(day)
        return rows


def asked_for(user):
    """The awards that dossiers ask for at present; all of the catalogue for who sees all dossiers, as it takes too
    long to go through a million of them."""
    if user.reach().is_administrator:
        return AwardForm.objects.all()
    rows = Nomination.objects.visible_to(user).asking_now().order_by()
    return AwardForm.objects.filter(pk__in=rows.values("asked_now"))


class NominationFilter(OfYearFilter):
    q = LineFormField(label="Tập thể, cá nhân", required=False, max_length=200)
    tinh_trang = forms.ChoiceField(
        label="Tình trạng", choices=[ALL, *Nomination.Status.choices], required=False
    )
    hinh_thuc = award_choice()
    columns = OfYearFilter.columns | {"tinh_trang": "status"}

    def __init__(self, data, *, user, year):
        super().__init__(data, user=user, year=year)
        self.fields["hinh_thuc"].queryset = asked_for(user)

    @property
    def is_narrowed(self):
        """Something beside the year was asked for."""
        return any(self.chosen(name) for name in ("q", "tinh_trang", "hinh_thuc", "cum"))

    def narrow(self, rows):
        rows = super().narrow(rows)
        if award := self.chosen("hinh_thuc"):
            rows = rows.asking_now().filter(asked_now=award.pk)
        return rows


class QueueFilter(Filter):
    """Over the dossiers that one leader has to review, of all years."""

    DONE, WAITING, ASIDE = "da", "chua", "khong"

    q = LineFormField(label="Tập thể, cá nhân", required=False, max_length=200)
    cum = forms.ModelChoiceField(
        label="Cụm, khối", queryset=Cluster.objects.none(), required=False, empty_label="Tất cả"
    )
    hinh_thuc = award_choice()
    y_kien = forms.ChoiceField(
        label="Ý kiến của tôi",
        choices=[ALL, (WAITING, "Chưa cho ý kiến"), (DONE, "Đã cho ý kiến"), (ASIDE, "Không tham gia xét")],
        required=False,
    )
    columns = {"cum": "cluster_year__cluster"}

    def __init__(self, data, *, user):
        super().__init__(data, user=user)
        rows = Nomination.objects.under_review_by(user).order_by()
        self.fields["cum"].queryset = Cluster.objects.filter(pk__in=rows.values("cluster_year__cluster"))
        asked = rows.asking_now().values("asked_now")
        self.fields["hinh_thuc"].queryset = AwardForm.objects.filter(pk__in=asked)

    def narrow(self, rows):
        rows = super().narrow(rows)
        if award := self.chosen("hinh_thuc"):
            rows = rows.asking_now().filter(asked_now=award.pk)
        return rows


class ProposalFilter(OfYearFilter):
    q = None
    tinh_trang = forms.ChoiceField(
        label="Tình trạng", choices=[ALL, *Proposal.Status.choices], required=False
    )
    columns = OfYearFilter.columns | {"tinh_trang": "status"}
