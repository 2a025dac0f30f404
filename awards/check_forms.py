"""What may be typed about ratings of years, conditions, missing papers and the quota of a year."""

from django import forms

from awards.filters import AwardChoice
from awards.forms import awards_of_year, by_subject
from awards.models import AwardCondition, AwardQuota, ConditionFinding
from vietnamese.fields import LineFormField, ProseFormField, WholeFormField

YEARS_SHOWN = 6
UNKNOWN_RATING = ("", "Chưa rõ")


class RatingsForm(forms.Form):
    """A small table: one row a year, the latest first; an empty rating means that it is not known."""

    def __init__(self, *args, last_year, stored, **kwargs):
        """``stored`` is ``{year: YearRating}``; years before the table stay as they are."""
        super().__init__(*args, **kwargs)
        self.years = list(range(last_year, last_year - YEARS_SHOWN, -1))
        for year in self.years:
            row = stored.get(year)
            self.fields[f"muc_{year}"] = forms.ChoiceField(
                label=f"Mức hoàn thành nhiệm vụ năm {year}",
                choices=[UNKNOWN_RATING, *AwardCondition.Rating.choices],
                required=False,
                initial=row.rating if row else "",
            )
            self.fields[f"can_cu_{year}"] = LineFormField(
                label=f"Căn cứ năm {year}", max_length=200, required=False, initial=row.source if row else ""
            )
        for field in self.fields.values():
            select = isinstance(field.widget, forms.Select)
            field.widget.attrs["class"] = "form-select" if select else "form-control"

    @property
    def rows(self):
        return [(year, self[f"muc_{year}"], self[f"can_cu_{year}"]) for year in self.years]

    def clean(self):
        data = super().clean()
        for year in self.years:
            if data.get(f"can_cu_{year}") and not data.get(f"muc_{year}"):
                self.add_error(f"muc_{year}", f"Năm {year} đã ghi căn cứ thì chọn mức, hoặc xóa căn cứ.")
        return data

    def ratings(self):
        """Return ``{year: (rating, source)}`` as ``actions.save_ratings`` takes it."""
        data = self.cleaned_data
        return {year: (data[f"muc_{year}"], data[f"can_cu_{year}"]) for year in self.years}


class NomineeForm(forms.Form):
    """Of whom in the unit the ratings are asked for."""

    ten = LineFormField(
        label="Tên tập thể, họ và tên cá nhân",
        max_length=200,
        required=False,
        help_text="Ghi đúng như trong hồ sơ đề nghị. Để trống nếu là chính đơn vị.",
    )


class FindingForm(forms.ModelForm):
    """The appraiser's conclusion on one condition."""

    class Meta:
        model = ConditionFinding
        fields = ["holds", "reason"]
        help_texts = {"reason": "Ghi văn bản, số liệu làm căn cứ."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        key = f"finding-{self.instance.nomination_id}-{self.instance.condition_id}-{self.instance.side}"
        self.fields["reason"].widget.attrs |= {"rows": 4, "data-draft-key": key}
        if "holds" in self.fields:
            self.fields["holds"] = forms.TypedChoiceField(
                label="Kết luận",
                choices=[("True", "Đạt điều kiện"), ("False", "Không đạt điều kiện")],
                coerce=lambda value: value == "True",
                widget=forms.RadioSelect,
                error_messages={"required": "Chọn đạt hay không đạt điều kiện."},
            )


class ExplanationForm(FindingForm):
    """The unit's reason for submitting although a condition is not met by the figures."""

    class Meta(FindingForm.Meta):
        fields = ["reason"]
        labels = {"reason": "Giải trình"}
        help_texts = {
            "reason": "Nêu vì sao đơn vị vẫn đề nghị, kèm văn bản, số liệu. Người thẩm định sẽ kết luận."
        }


class WithoutPapersForm(forms.Form):
    without = ProseFormField(
        label="Lý do vẫn chuyển xét",
        help_text="Lý do ghi vào quá trình xử lý của hồ sơ.",
        error_messages={"required": "Ghi lý do vẫn chuyển xét khi còn thiếu giấy tờ."},
    )


class QuotaForm(forms.ModelForm):
    class Meta:
        model = AwardQuota
        fields = ["award", "at_most", "source"]
        field_classes = {"award": AwardChoice, "at_most": WholeFormField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = awards_of_year(self.instance.cluster_year)
        self.fields["award"].queryset = rows
        self.fields["award"].choices = by_subject(rows.order_by("subject", "position", "pk"))
