"""What may be typed when a year is opened from an earlier one, and when its documents are chosen."""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.utils import timezone

from clusters import carry
from clusters.forms import OpenYearForm
from clusters.models import ClusterYear, YearDocument
from clusters.office_forms import documents_for
from documents.models import OfficialDocument
from vietnamese.dates import parse_date, short_date
from vietnamese.fields import LineFormField

TICK = {"class": "form-check-input"}
LINKS = 20  # of a chain of replacements; the model refuses a circle, two people at once could still write one


@dataclass(frozen=True)
class Row:
    """A document that may be carried: what the earlier year worked by, or what replaced it since."""

    role: str
    document: OfficialDocument
    in_force: bool | None
    remark: str = ""

    @property
    def key(self):
        return f"document-{self.role}-{self.document.pk}"

    @property
    def is_ticked(self):
        return self.in_force is not False


def rows_of(source, day, present=()):
    """Return the Rows that a year beginning on the day may take over from the source, what replaced a lapsed
    document right behind it. ``present``: pairs of role and document id that the year has already."""
    offers = carry.offers(source, day)
    latest = _successors([offer.document for offer in offers], day)
    rows, keys = [], {(offer.role, offer.document.pk) for offer in offers}
    for offer in offers:
        later = latest[offer.document.pk]
        rows.append(Row(offer.role, offer.document, offer.in_force, _remark(offer, day, later)))
        if (offer.role, later.pk) not in keys:
            keys.add((offer.role, later.pk))
            remark = f"Thay thế {offer.document.name}"
            rows.append(Row(offer.role, later, later.is_in_force_on(day), remark))
    return [row for row in rows if (row.role, row.document.pk) not in set(present)]


def _successors(documents, day):
    """Return ``{document id: what replaced it in the end}``, itself where nothing did; one query for each link
    of the longest chain."""
    latest = {document.pk: document for document in documents}
    for _ in range(LINKS):
        lapsed = {
            pk: document.replaced_by_id
            for pk, document in latest.items()
            if document.replaced_by_id and document.is_in_force_on(day) is False
        }
        if not lapsed:
            break
        found = OfficialDocument.objects.select_related("replaced_by").in_bulk(set(lapsed.values()))
        latest |= {pk: found[later] for pk, later in lapsed.items()}
    return latest


def _remark(offer, day, later):
    document = offer.document
    if offer.in_force:
        return ""
    if offer.in_force is None:
        return "Chưa rõ còn hiệu lực hay không"
    if document.effective_from and document.effective_from > day:
        return f"Chưa có hiệu lực, có hiệu lực từ ngày {short_date(document.effective_from)}"
    lapsed = f"Hết hiệu lực sau ngày {short_date(document.last_day)}"
    return lapsed if later == document else f"{lapsed}, được thay thế bởi {later.name}"


def _tick(label, initial):
    return forms.BooleanField(
        label=label, required=False, initial=initial, widget=forms.CheckboxInput(attrs=TICK)
    )


class CarriesDocuments:
    """The part of a form that ticks documents, grouped by their use."""

    def add_documents(self, rows):
        self.rows = rows
        for row in rows:
            self.fields[row.key] = _tick(row.document.described, row.is_ticked)

    def groups(self):
        """For the template: (use, [(row, field), …])."""
        found = [
            (role.label, [(row, self[row.key]) for row in self.rows if row.role == role])
            for role in YearDocument.Role
        ]
        return [(label, rows) for label, rows in found if rows]

    def chosen(self):
        return tuple((row.role, row.document) for row in self.rows if self.cleaned_data.get(row.key))


class OpeningForm(CarriesDocuments, OpenYearForm):
    """A new year, and what it takes over from the latest earlier one.

    The offers hang on the year that is typed and on its first day. Where another one was typed than they were
    made for, those that stand otherwise now get their first ticks again and have to be looked at before the
    year opens.
    """

    listed_for = forms.IntegerField(required=False, widget=forms.HiddenInput)
    listed_from = forms.CharField(required=False, widget=forms.HiddenInput)
    carries = _tick("Chuyển tiếp", False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.cluster = self.instance.cluster
        self.asked = self._number("year")
        self.existing = self.asked and self.cluster.years.filter(year=self.asked).first()
        self.source = self.asked and self.cluster.years.filter(year__lt=self.asked).order_by("-year").first()
        self.members = []
        self.add_documents([])
        self.initial["listed_for"] = self.asked
        if self.source:
            self._offer(self._first_day())
        relisted = self._relisted() if self.is_bound else []
        self.is_relisted = bool(relisted)
        if relisted:
            self._tick_again(relisted)

    def _number(self, name):
        """A year as it stands in the form now, or None where it is none."""
        try:
            year = int(self.data.get(name, "") if self.is_bound else self.initial.get(name))
        except (TypeError, ValueError):
            return None
        return year if 1948 <= year <= 2200 else None

    def _first_day(self):
        try:
            return parse_date(self.data.get("starts_on", "") if self.is_bound else "")
        except ValueError:
            return date(self.asked, 1, 1)

    def _offer(self, day):
        self.initial["listed_from"] = day.isoformat()
        self.fields["carries"].label = f"Chuyển tiếp từ năm {self.source.year}"
        self.fields["carries"].initial = self.asked >= timezone.localdate().year
        members = self.cluster.memberships.during(day, day).filter(starts_on__lt=day)
        self.members = list(members.select_related("unit", "cluster").order_by("position", "pk"))
        for row in self.members:
            name = row.unit.name_on(day)
            self.fields[f"member-{row.pk}"] = _tick(name, True)
            self.fields[f"reason-{row.pk}"] = LineFormField(
                label="Lý do thôi là thành viên", required=False, max_length=255
            )
        self.add_documents(rows_of(self.source, day))

    def _relisted(self):
        """The names of the fields that are to be looked at again."""
        if "listed_for" in self.data and self._number("listed_for") != self.asked:
            return [
                name for name in self.fields if name == "carries" or name.startswith(("member-", "document-"))
            ]
        try:
            before = date.fromisoformat(self.data.get("listed_from", ""))
        except ValueError:
            return []
        if not self.source or before == self._first_day():
            return []
        ticks = {row.key: row.is_ticked for row in rows_of(self.source, before)}
        return [row.key for row in self.rows if ticks.get(row.key) != row.is_ticked]

    def _tick_again(self, names):
        self.data = self.data.copy()
        self.data["listed_for"] = self.asked or ""
        self.data["listed_from"] = self.initial.get("listed_from", "")
        for name in names:
            self.data.pop(name, None)
            if self.fields[name].initial:
                self.data[name] = "on"

    def of_year(self):
        """The fields of the year itself."""
        return [self[name] for name in OpenYearForm.Meta.fields]

    def member_rows(self):
        """For the template: (continues, reason)."""
        return [(self[f"member-{row.pk}"], self[f"reason-{row.pk}"]) for row in self.members]

    def clean(self):
        data = super().clean()
        if not self.source or not data.get("carries"):
            return data
        if self.is_relisted:
            self.add_error(
                "year",
                f"Danh sách chuyển tiếp từ năm {self.source.year} đã được lập lại cho năm {self.asked}, bắt đầu "
                f"từ ngày {short_date(self._first_day())}. Xem lại bên dưới rồi mở năm.",
            )
        for row in self._unticked():
            if not data.get(f"reason-{row.pk}") and f"reason-{row.pk}" not in self.errors:
                self.add_error(f"reason-{row.pk}", "Ghi lý do thôi là thành viên, hoặc đánh dấu lại đơn vị.")
        return data

    def _unticked(self):
        return [row for row in self.members if not self.cleaned_data.get(f"member-{row.pk}")]

    def carry(self):
        """What was chosen, as Carry; None where nothing is taken over."""
        if not self.source or not self.cleaned_data["carries"]:
            return None
        leaving = tuple((row, self.cleaned_data[f"reason-{row.pk}"]) for row in self._unticked())
        return carry.Carry(self.source, self.chosen(), leaving)


class CarryForm(CarriesDocuments, forms.Form):
    """Documents of an earlier year for a year that is open already."""

    def __init__(self, *args, source, year, **kwargs):
        super().__init__(*args, **kwargs)
        present = set(year.documents.values_list("role", "document_id"))
        self.add_documents(rows_of(source, year.starts_on, present))

    def clean(self):
        data = super().clean()
        if not self.chosen():
            self.add_error(None, "Chưa chọn văn bản nào. Đánh dấu ít nhất một văn bản.")
        return data


class SourceForm(forms.Form):
    """From which earlier year to carry, asked in the address."""

    tu = forms.ModelChoiceField(label="Chuyển tiếp từ", queryset=ClusterYear.objects.none(), required=False)

    def __init__(self, *args, year, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["tu"].queryset = year.cluster.years.filter(year__lt=year.year).order_by("-year")
        self.fields["tu"].label_from_instance = lambda row: f"Năm {row.year}"
        self.fields["tu"].empty_label = None

    def source(self):
        """The year asked for, else the latest earlier one; None where there is none."""
        asked = self.cleaned_data["tu"] if self.is_valid() else None
        return asked or self.fields["tu"].queryset.first()


class YearDocumentForm(forms.ModelForm):
    class Meta:
        model = YearDocument
        fields = ["document", "role"]
        help_texts = {"document": "Văn bản còn thiếu thì thêm ở mục Văn bản rồi quay lại chọn."}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["document"].queryset = documents_for(self.instance.cluster_year.cluster, user)
        self.fields["document"].empty_label = "Chọn văn bản"
