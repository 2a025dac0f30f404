"""What may be typed about a ranking: weights to try, an order, votes, what keeps a unit out of it."""

from django import forms
from django.core.exceptions import ValidationError

from awards import actions
from awards.models import HardStop, ScoreSheet, SheetStop
from vietnamese.fields import NumberFormField, ProseFormField, WholeFormField
from vietnamese.numbers import format_decimal


class WeightsForm(forms.Form):
    """Other maxima for the groups (``?nhom-<pk>=``), tried in the address and never kept."""

    def __init__(self, data, *, groups):
        self.groups = groups
        asked = any(self.name_of(group) in data for group in groups)
        shown = {self.name_of(group): format_decimal(group.maximum, grouping=False) for group in groups}
        super().__init__({**shown, **data.dict()} if asked else None)
        for group in groups:
            self.fields[self.name_of(group)] = NumberFormField(
                label=f"{group.mark} {group.name}",
                initial=group.maximum,
                required=False,
                min_value=0,
                max_digits=7,
                decimal_places=2,
            )

    @staticmethod
    def name_of(group):
        return f"nhom-{group.pk}"

    @property
    def maxima(self):
        """``{criterion key: maximum}`` of those that are other than in the table; empty where one is no number."""
        if not self.is_bound or not self.is_valid():
            return {}
        asked = {group: self.cleaned_data[self.name_of(group)] for group in self.groups}
        return {
            str(group.pk): value
            for group, value in asked.items()
            if value is not None and value != group.maximum
        }

    @property
    def whole(self):
        """The sum of the weights that are tried."""
        found = [self.cleaned_data[self.name_of(group)] for group in self.groups]
        return sum(
            group.maximum if value is None else value for group, value in zip(self.groups, found, strict=True)
        )


class OrderForm(forms.Form):
    """A place for each of the units that share a rank, and why."""

    def __init__(self, *args, level, **kwargs):
        super().__init__(*args, **kwargs)
        self.level, count = level, len(level.sheets)
        places = [
            ("", "Chọn thứ tự"),
            *((str(place), f"Hạng {level.rank + place}") for place in range(count)),
        ]
        for position, sheet in enumerate(level.sheets):
            self.fields[self.name_of(sheet)] = forms.ChoiceField(
                label=sheet.unit_name,
                choices=places,
                required=False,
                initial=str(position) if level.is_ordered else "",
            )
        if level.is_ordered:
            self.fields["is_shared"] = forms.BooleanField(
                label="Bỏ thứ tự đã xếp, để các đơn vị cùng hạng", required=False
            )
        self.fields["reason"] = ProseFormField(
            label="Lý do",
            help_text="Ví dụ: theo biểu quyết của Hội đồng ngày nào. Lý do được ghi trong kết quả công bố.",
            widget=forms.Textarea(attrs={"rows": 3}),
        )

    @staticmethod
    def name_of(sheet):
        return f"phieu-{sheet.pk}"

    def clean(self):
        data = super().clean()
        if data.get("is_shared"):
            return data
        given = [data.get(self.name_of(sheet), "") for sheet in self.level.sheets]
        for sheet, place in zip(self.level.sheets, given, strict=True):
            name = self.name_of(sheet)
            if name in self.errors:
                continue
            if not place:
                self.add_error(name, "Chọn thứ tự cho đơn vị này.")
            elif given.count(place) > 1:
                self.add_error(name, "Thứ tự này đã chọn cho đơn vị khác.")
        return data

    def decide(self, table, *, by):
        data, sheets = self.cleaned_data, list(self.level.sheets)
        if data.get("is_shared"):
            return actions.share_rank(table, sheets, data["reason"], by=by)
        sheets.sort(key=lambda sheet: int(data[self.name_of(sheet)]))
        return actions.rank_by_hand(table, sheets, data["reason"], by=by)


class VotesForm(forms.Form):
    """How many voices each of the units got that stand level."""

    def __init__(self, *args, level, **kwargs):
        super().__init__(*args, **kwargs)
        self.sheets = level.sheets
        for sheet in level.sheets:
            self.fields[OrderForm.name_of(sheet)] = WholeFormField(
                label=f"Số phiếu của {sheet.unit_name}",
                min_value=0,
                max_value=32767,
                required=False,
                initial=sheet.votes,
            )

    @property
    def votes(self):
        return {sheet.pk: self.cleaned_data[OrderForm.name_of(sheet)] for sheet in self.sheets}


class StopForm(forms.ModelForm):
    """That a hard stop of the table concerns a unit."""

    class Meta:
        model = SheetStop
        fields = ["sheet", "stop", "ground"]
        labels = {"sheet": "Đơn vị"}
        help_texts = {"ground": "Số, ngày của quyết định, kết luận; ghi trong kết quả công bố."}

    def __init__(self, *args, board, **kwargs):
        super().__init__(*args, **kwargs)
        sheets, stops = self.fields["sheet"], self.fields["stop"]
        sheets.queryset = ScoreSheet.objects.filter(pk__in=[sheet.pk for sheet in board.sheets])
        sheets.choices = [("", "Chọn đơn vị"), *((sheet.pk, sheet.unit_name) for sheet in board.sheets)]
        stops.queryset = HardStop.objects.filter(table=board.table)
        stops.empty_label = "Chọn trường hợp"


class LiftForm(forms.Form):
    reason = ProseFormField(label="Lý do", widget=forms.Textarea(attrs={"rows": 3}))


class PublishForm(forms.Form):
    """The results as they were shown to whoever confirms."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def clean_seen(self):
        seen = self.cleaned_data["seen"]
        if not seen.isalnum():
            raise ValidationError("Trang này đã cũ. Tải lại trang rồi xác nhận.")
        return seen
