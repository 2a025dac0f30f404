"""What is typed at the register of numbers and when a paper is issued, replaced or revoked."""

from django import forms
from django.utils import timezone

from clusters.filters import Filter
from clusters.models import IssuedPaper
from clusters.register import TYPES
from vietnamese.fields import DayFormField, LineFormField, ProseFormField


class RegisterFilter(Filter):
    """Over the lines of one register; only years and types that it has are offered."""

    q = LineFormField(label="Số, trích yếu, người ký", required=False, max_length=200)
    nam = forms.TypedChoiceField(label="Năm", required=False, coerce=int, empty_value=None)
    loai = forms.ChoiceField(label="Loại văn bản", required=False)

    def __init__(self, data, *, user, lines):
        super().__init__(data, user=user)
        years = sorted({line.year for line in lines}, reverse=True)
        labels = sorted({line.type_label for line in lines})
        self.fields["nam"].choices = [("", "Tất cả"), *((year, str(year)) for year in years)]
        self.fields["loai"].choices = [("", "Tất cả"), *((label, label) for label in labels)]

    def narrow(self, lines):
        text, year, label = (self.chosen(name) for name in ("q", "nam", "loai"))
        return [
            line
            for line in lines
            if (not year or line.year == year)
            and (not label or line.type_label == label)
            and (not text or line.matches(text))
        ]


class OldNumberForm(forms.ModelForm):
    kind = forms.ChoiceField(label="Loại văn bản", choices=[("", "Chọn loại"), *TYPES.items()])

    class Meta:
        model = IssuedPaper
        fields = ["kind", "number_text", "issued_on", "title", "signer", "note"]
        help_texts = {"issued_on": "Chưa rõ ngày thì để trống."}

    def clean(self):
        data = super().clean()
        if not data.get("number_text") and not data.get("issued_on"):
            self.add_error(
                "number_text", "Ghi số (hoặc phần số đã biết) hay ngày ban hành, ít nhất một trong hai."
            )
        return data


class IssueForm(forms.Form):
    """``standing`` is the paper issued before. The form bears its key along: sent a second time, because the first
    answer never came, it is not the order to issue once more."""

    issued_on = DayFormField(label="Ngày ban hành", help_text="Ngày ghi trên văn bản.")
    standing = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, standing=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.now_standing = standing
        self.initial.setdefault("issued_on", timezone.localdate())
        self.initial.setdefault("standing", standing and standing.pk)
        if standing:
            self.fields["reason"] = ProseFormField(
                label="Lý do phát hành lại",
                help_text="Lý do được ghi vào nhật ký; bản trước được ghi là đã thay thế.",
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    def clean(self):
        now = self.now_standing
        if now and self.cleaned_data.get("standing") != now.pk:
            raise forms.ValidationError(
                f"Văn bản này vừa được phát hành: {now}. Tải lại trang; phát hành lại thì nêu lý do."
            )
        return self.cleaned_data


class RevokeForm(forms.Form):
    revoked_on = DayFormField(label="Ngày thu hồi")
    reason = ProseFormField(
        label="Lý do thu hồi",
        help_text="Lý do được ghi vào sổ và nhật ký, không hiện trên trang tra cứu.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SupersedeForm(forms.Form):
    successor = forms.ModelChoiceField(
        label="Văn bản thay thế", queryset=IssuedPaper.objects.none(), empty_label="Chọn văn bản"
    )
    reason = ProseFormField(
        label="Lý do", help_text="Lý do được ghi vào nhật ký.", widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, paper, **kwargs):
        super().__init__(*args, **kwargs)
        rows = IssuedPaper.objects.filter(cluster_year__cluster=paper.cluster_year.cluster).in_force()
        self.fields["successor"].queryset = rows.exclude(pk=paper.pk).order_by("-issued_on", "-pk")
