"""The filters of the lists of pledges and conferences; what was chosen stands in the address bar."""

from django import forms
from django.http import QueryDict

from clusters.filters import Filter
from clusters.models import Cluster, ClusterYear
from pledges.models import Ceremony, Pledge
from vietnamese.fields import LineFormField


class OfYearFilter(Filter):
    """Narrows by cluster and year; the list opens with the year in which the person works."""

    cum = forms.ModelChoiceField(
        label="Cụm, khối", queryset=Cluster.objects.none(), required=False, empty_label="Tất cả"
    )
    nam = forms.TypedChoiceField(label="Năm", required=False, coerce=int, empty_value=None)
    columns = {"nam": "cluster_year__year", "cum": "cluster_year__cluster"}

    def __init__(self, data, *, user, year):
        asked = data.copy() if data else QueryDict(mutable=True)
        # A search that names no year comes from the search page and means all of them.
        asked.setdefault("nam", "" if asked.get("q") else str(year))
        super().__init__(asked, user=user)
        years = ClusterYear.objects.numbers_visible_to(user)
        choices = sorted({*years, year}, reverse=True)
        self.fields["nam"].choices = [("", "Tất cả các năm"), *((one, str(one)) for one in choices)]
        self.offer("cum", Cluster.objects.visible_to(user), "cụm, khối")

    @property
    def year(self):
        return self.chosen("nam")

    @property
    def cluster(self):
        return self.chosen("cum")


class PledgeFilter(OfYearFilter):
    q = LineFormField(label="Tên cụm, khối, đơn vị", required=False, max_length=200)
    tinh_trang = forms.ChoiceField(
        label="Tình trạng", choices=[("", "Tất cả"), *Pledge.Status.choices], required=False
    )
    columns = OfYearFilter.columns | {"tinh_trang": "status"}

    @property
    def is_narrowed(self):
        """Something beside cluster and year was asked for."""
        return bool(self.chosen("q") or self.chosen("tinh_trang"))


class CeremonyFilter(OfYearFilter):
    q = LineFormField(label="Tên cụm, khối", required=False, max_length=200)
    loai = forms.ChoiceField(
        label="Loại hội nghị", choices=[("", "Tất cả"), *Ceremony.Kind.choices], required=False
    )
    columns = {"cum": "cluster_year__cluster", "loai": "kind"}

    def narrow(self, rows):
        rows = super().narrow(rows)
        return rows.of_year(self.year) if self.year else rows
