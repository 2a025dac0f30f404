"""The search box and filters of the list of documents; what was chosen stands in the address bar."""

from django import forms

from documents.models import OfficialDocument
from vietnamese.fields import DayFormField, LineFormField


class DocumentFilter(forms.Form):
    q = LineFormField(label="Số, ký hiệu, trích yếu", required=False, max_length=200)
    loai = forms.ChoiceField(
        label="Loại văn bản", choices=[("", "Tất cả"), *OfficialDocument.Kind.choices], required=False
    )
    ngay = DayFormField(label="Có hiệu lực vào ngày", required=False)

    def __init__(self, data):
        super().__init__(data or None)
        self.is_valid()
        self.chosen = getattr(self, "cleaned_data", {})

    def narrow(self, rows):
        """Leave out what was not asked for; a filter that cannot be read is said beside its field."""
        if text := self.chosen.get("q"):
            rows = rows.matching(text)
        if kind := self.chosen.get("loai"):
            rows = rows.filter(kind=kind)
        if day := self.chosen.get("ngay"):
            rows = rows.in_force_on(day)
        return rows
