"""What is typed around the signing console: who signs for whom, a countdown, a scan."""

from datetime import timedelta

from django import forms
from django.utils import timezone

from clusters.models import Person
from documents.uploads import EvidenceField
from pledges.models import Signature, SignatureScan
from pledges.signing_rules import NAMED_BY, WITHOUT_PRINCIPAL
from vietnamese.fields import LineFormField

AUTHORITIES = [choice for choice in Signature.Authority.choices if choice[0] != Signature.Authority.UNKNOWN]
MEANS = [choice for choice in Signature.Means.choices if choice[0] != Signature.Means.UNKNOWN]


class SignatoryForm(forms.Form):
    """Who signs for one unit: any of it may still be unknown."""

    signatory = LineFormField(label="Họ và tên người ký", required=False, max_length=120)
    post = LineFormField(label="Chức vụ", required=False, max_length=200)
    authority = forms.ChoiceField(label="Thẩm quyền ký", choices=AUTHORITIES)
    on_behalf_of = LineFormField(label="Thay mặt, ký thay, thừa lệnh của", required=False, max_length=200)
    means = forms.ChoiceField(label="Cách ký", choices=MEANS)

    def __init__(self, *args, place, suggestions, **kwargs):
        row = place.signature
        known = {name: getattr(row, name) for name in NAMED_BY}
        if known["means"] == Signature.Means.UNKNOWN:
            known["means"] = Signature.Means.PAPER
        super().__init__(*args, initial=known, prefix=f"{row.role}-{row.unit_id}", **kwargs)
        self.place, self.suggestions = place, suggestions
        self.list_id = f"goi-y-{row.role}-{row.unit_id}"
        self.fields["signatory"].widget.attrs.update({"list": self.list_id, "autocomplete": "off"})

    @property
    def key(self):
        return self.place.signature.unit_id, self.place.signature.role

    def clean(self):
        data = super().clean()
        if data.get("authority") in WITHOUT_PRINCIPAL:
            data["on_behalf_of"] = ""
        return data


class SignatoriesForm:
    """The whole table, one SignatoryForm a row; behaves as a form does for ``accounts.pages.edit``."""

    is_multipart = False

    def __init__(self, data, signing):
        self.rows = []
        self.fields = {}
        self._errors = []
        open_ones = {(p.signature.unit_id, p.signature.role): p for p in reversed(signing.missing)}
        places = sorted(
            open_ones.values(), key=lambda place: (place.is_countersign, signing.places.index(place))
        )
        known = suggestions_of(signing, {place.signature.unit_id for place in places})
        for place in places:
            offered = known.get(place.signature.unit_id, [])
            self.rows.append(SignatoryForm(data, place=place, suggestions=offered))
        self.is_bound = data is not None

    def is_valid(self):
        found = [row.is_valid() for row in self.rows]  # every row says its errors, not only the first
        return all(found)

    def add_error(self, field, error):
        self._errors += error.messages if hasattr(error, "messages") else [str(part) for part in error]

    def non_field_errors(self):
        return self._errors

    def signatories(self):
        """Return what ``actions.name_signatories`` takes."""
        return {row.key: row.cleaned_data for row in self.rows}


def suggestions_of(signing, unit_ids):
    """Return ``{unit id: [(name, post, where from), …]}``: who signed last year, then the unit's people."""
    found = {}

    def add(unit_id, name, post, origin):
        rows = found.setdefault(unit_id, [])
        if name and name not in [row[0] for row in rows]:
            rows.append((name, post, origin))

    before = signing.year.previous() if signing.year else None
    signed = Signature.objects.filter(pledge__cluster_year=before, unit__in=unit_ids, is_signed=True)
    for row in signed.order_by("-signed_on", "pk") if before else ():
        add(row.unit_id, row.signatory, row.post, f"ký năm {before.year}")
    people = Person.objects.filter(posts__unit__in=unit_ids).distinct().prefetch_related("posts")
    for person in people:
        for post in person.posts.all():
            if post.unit_id in unit_ids and _is_held(post, timezone.localdate()):
                add(post.unit_id, person.full_name, post.title, "nhân sự của đơn vị")
    return found


def _is_held(post, day):
    return (post.starts_on is None or post.starts_on <= day) and (post.ends_on is None or post.ends_on >= day)


class CountdownForm(forms.Form):
    minutes = forms.IntegerField(label="Số phút", min_value=1, max_value=600, required=False)

    def moment(self):
        """Return when the countdown ends; None where no minutes were given: it is turned off."""
        minutes = self.cleaned_data["minutes"]
        return timezone.now() + timedelta(minutes=minutes) if minutes else None


NOT_A_SCAN = "Bản quét phải là tệp PDF, JPG hoặc PNG."


class ScanForm(forms.ModelForm):
    file = EvidenceField(
        label="Bản quét trang ký", help_text="Nhận tệp PDF, JPG hoặc PNG.", not_allowed=NOT_A_SCAN
    )

    class Meta:
        model = SignatureScan
        fields = ["file"]

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.checked.extension not in ("pdf", "jpg", "png"):
            raise forms.ValidationError(NOT_A_SCAN)
        scan, checked = self.instance, file.checked
        scan.file_name, scan.file_type = file.original_name, checked.content_type
        scan.file_size, scan.file_sha256 = checked.size, checked.sha256
        return file
