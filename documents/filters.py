"""The search box and filters of the list of documents; what was chosen stands in the address bar."""

from django import forms

from documents.models import Certainty, OfficialDocument
from vietnamese.fields import DayFormField, LineFormField
from vietnamese.keys import sort_key

ALL = ("", "Tất cả")
SHARED = ("chung", "Mọi cơ quan (văn bản dùng chung)")


class DocumentFilter(forms.Form):
    """Offers the issuers and authorities of what the person may see."""

    q = LineFormField(label="Số, ký hiệu, trích yếu", required=False, max_length=200)
    loai = forms.ChoiceField(
        label="Loại văn bản", choices=[ALL, *OfficialDocument.Kind.choices], required=False
    )
    banhanh = forms.ChoiceField(label="Cơ quan ban hành", required=False)
    coquan = forms.ChoiceField(label="Cơ quan sử dụng", required=False)
    ngay = DayFormField(label="Có hiệu lực vào ngày", required=False)
    tincay = forms.ChoiceField(label="Mức tin cậy", choices=[ALL, *Certainty.choices], required=False)

    def __init__(self, data, *, user):
        super().__init__(data or None)
        seen = OfficialDocument.objects.visible_to(user).order_by()
        self.fields["banhanh"].choices = [ALL, *_issuers(seen)]
        self.fields["coquan"].choices = [ALL, SHARED, *_authorities(seen)]
        self.is_valid()
        self.chosen = getattr(self, "cleaned_data", {})

    def narrow(self, rows):
        """Leave out what was not asked for; a filter that cannot be read is said beside its field."""
        if text := self.chosen.get("q"):
            rows = rows.matching(text)
        if kind := self.chosen.get("loai"):
            rows = rows.filter(kind=kind)
        if issuer := self.chosen.get("banhanh"):
            rows = rows.filter(issuer=issuer)
        if authority := self.chosen.get("coquan"):
            rows = rows.filter(authority=None if authority == SHARED[0] else authority)
        if day := self.chosen.get("ngay"):
            rows = rows.in_force_on(day)
        if certainty := self.chosen.get("tincay"):
            rows = rows.filter(certainty=certainty)
        return rows


def _issuers(documents):
    names = documents.exclude(issuer="").values_list("issuer", flat=True).distinct()
    return [(name, name) for name in sorted(names, key=sort_key)]


def _authorities(documents):
    found = documents.exclude(authority=None).values_list("authority", "authority__name").distinct()
    return sorted(found, key=lambda pair: sort_key(pair[1]))
