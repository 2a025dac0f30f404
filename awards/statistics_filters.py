"""What the statistics may be narrowed to; it stands in the address bar."""

from django import forms

from awards.filters import ALL, award_choice
from awards.models import AwardForm, Nomination
from clusters.models import Unit
from pledges.filters import OfYearFilter


class StatisticsFilter(OfYearFilter):
    q = None
    don_vi = forms.ModelChoiceField(
        label="Đơn vị", queryset=Unit.objects.none(), required=False, empty_label="Tất cả"
    )
    cap = forms.ChoiceField(label="Cấp", choices=[ALL, *AwardForm.Level.choices], required=False)
    hinh_thuc = award_choice()
    doi_tuong = forms.ChoiceField(
        label="Đối tượng", choices=[ALL, *AwardForm.Subject.choices], required=False
    )
    columns = OfYearFilter.columns | {
        "don_vi": "unit",
        "cap": "award__level",
        "hinh_thuc": "award",
        "doi_tuong": "nominee_kind",
    }
    field_order = ["nam", "cum", "don_vi", "cap", "hinh_thuc", "doi_tuong"]

    def __init__(self, data, *, user, year):
        super().__init__(data, user=user, year=year)
        seen = Nomination.objects.visible_to(user).order_by()
        self.fields["don_vi"].queryset = Unit.objects.filter(pk__in=seen.values("unit"))
        self.fields["hinh_thuc"].queryset = AwardForm.objects.filter(pk__in=seen.values("award"))
