"""What may be asked of a bundle of papers."""

from django import forms
from django.utils import timezone

from accounts.access import can_somewhere
from clusters.models import ClusterYear
from clusters.papers import kind_of, kinds


class YearBundleForm(forms.Form):
    with_word = forms.BooleanField(
        label="Kèm bản Word của từng văn bản",
        required=False,
        help_text="Với văn bản đã phát hành, bản PDF đã lưu mới là bản có giá trị.",
    )


class AuthorityBundleForm(YearBundleForm):
    year = forms.TypedChoiceField(label="Năm thi đua", coerce=int)
    kind = forms.ChoiceField(label="Loại văn bản")
    field_order = ["year", "kind", "with_word"]

    def __init__(self, *args, authority, user, **kwargs):
        super().__init__(*args, **kwargs)
        years = ClusterYear.objects.visible_to(user).filter(cluster__authority=authority)
        numbers = sorted(set(years.order_by().values_list("year", flat=True)), reverse=True)
        self.fields["year"].choices = [(number, str(number)) for number in numbers]
        if timezone.localdate().year in numbers:
            self.initial.setdefault("year", timezone.localdate().year)
        self.fields["kind"].choices = [
            (kind.key, kind.label) for kind in kinds() if can_somewhere(user, kind.view_permission)
        ]

    def chosen(self):
        """The year and the PaperKind."""
        return self.cleaned_data["year"], kind_of(self.cleaned_data["kind"])
