"""What may be typed about pledges and their signing. A form narrows what is offered; the rules stand elsewhere."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from accounts.models import OF_UNIT
from clusters.models import OfficeTerm, Person, Unit
from documents.models import OfficialDocument
from pledges.bursts import Meanwhile
from pledges.fingerprint import parties_of, signing_day
from pledges.models import Basis, Ceremony, Comment, Content, Pledge, Signature, Target
from pledges.outline import PasteError, parse_contents
from vietnamese.fields import DayFormField, LineFormField, NumberFormField, ProseFormField
from vietnamese.listing import point_letter

OF_PAST_YEARS = ("declared_contents", "text_state", "source_note")


def keep_draft(field, key):
    """Keep what is typed into the field as a draft in this browser, under the key."""
    field.widget.attrs["data-draft-key"] = key


def offer_units(field, units, day):
    """Offer units under the names that they bear on the day."""
    field.queryset = units
    field.label_from_instance = lambda unit: unit.name_on(day)


# --- the text ----------------------------------------------------------------------------------------


class SeenForm(forms.ModelForm):
    """Carries the revision that the writer had before them; after a refusal the next one is the latest."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["seen"] = self.instance.revision

    def written(self, act):
        """Call ``act(seen)``; where somebody else was quicker, the form goes on from what they wrote."""
        try:
            return act(self.cleaned_data["seen"])
        except Meanwhile as error:
            self.data = self.data.copy()
            self.data["seen"] = error.stored.revision
            texts = "; ".join(
                f"“{getattr(error.stored, name)}”"
                for name in self.changed_data
                if isinstance(getattr(error.stored, name, None), str)
            )
            raise ValidationError(
                f"{error.sentence} Bản mới: {texts} Bản đó chưa bị ghi đè. Sửa cho khớp rồi lưu lần nữa để ghi bản ở "
                "đây."
            ) from error


class PledgeForm(SeenForm):
    class Meta:
        model = Pledge
        fields = ["title", "opening", "closing", "originals", "registration_due_on", *OF_PAST_YEARS]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("opening", "closing"):
            keep_draft(self.fields[name], f"pledge-{self.instance.cluster_year_id}-{self.instance.pk}-{name}")
        if not self.instance.cluster_year.is_recorded:
            for name in OF_PAST_YEARS:
                if name != "declared_contents":
                    del self.fields[name]
            self.fields["declared_contents"].label = "Số nội dung đã khai"
            self.fields["declared_contents"].help_text = "Để đối chiếu với số nội dung trong danh sách."
        else:
            del self.fields["registration_due_on"]


class PledgeAddForm(PledgeForm):
    class Meta(PledgeForm.Meta):
        fields = ["shape", *PledgeForm.Meta.fields]
        widgets = {"shape": forms.RadioSelect}
        help_texts = {
            "shape": "Chọn “mỗi đơn vị một bản” thì mỗi đơn vị thành viên của năm có ngay một bản dự thảo."
        }


class ContentForm(SeenForm):
    class Meta:
        model = Content
        fields = ["text"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        row = self.instance
        keep_draft(self.fields["text"], f"content-{row.pledge_id}-{row.parent_id}-{row.pk}")


class PasteForm(forms.Form):
    """Contents pasted from Word; ``items`` holds what they make."""

    text = ProseFormField(
        label="Các nội dung",
        help_text=(
            "Mỗi dòng một nội dung. Dòng mở đầu bằng “a)”, “-” hoặc “+” là điểm nhỏ của nội dung ngay trên. "
            "Số thứ tự ở đầu dòng được bỏ, phần mềm tự đánh số."
        ),
        widget=forms.Textarea(attrs={"rows": 14}),
    )

    def __init__(self, *args, pledge, **kwargs):
        super().__init__(*args, **kwargs)
        keep_draft(self.fields["text"], f"contents-{pledge.pk}")

    def clean_text(self):
        text = self.cleaned_data["text"]
        try:
            self.items = parse_contents(text)
        except PasteError as error:
            raise forms.ValidationError(str(error)) from error
        return text


class TargetForm(SeenForm):
    class Meta:
        model = Target
        fields = ["kind", "text", "population", "value", "measure"]
        help_texts = {
            "value": "Ghi với tỷ lệ (0 đến 100) và số lượng. Hai loại còn lại để trống.",
        }

    def clean(self):
        """Say beside the box what the constraint ``target_value_fits_its_kind`` says of the whole row."""
        data = super().clean()
        kind, value = data.get("kind"), data.get("value")
        if kind is None or "value" in self.errors:
            return data
        has_level = kind in (Target.Kind.PERCENT, Target.Kind.QUANTITY)
        if has_level and value is None:
            self.add_error("value", "Ghi mức của chỉ tiêu.")
        elif not has_level and value is not None:
            self.add_error("value", "Loại chỉ tiêu này không ghi mức chung. Để trống.")
        elif kind == Target.Kind.PERCENT and not 0 <= value <= 100:
            self.add_error("value", "Tỷ lệ phải từ 0 đến 100.")
        elif kind == Target.Kind.QUANTITY and value < 0:
            self.add_error("value", "Mức không được âm.")
        if kind == Target.Kind.QUANTITY and not data.get("measure"):
            self.add_error("measure", "Ghi đơn vị tính, ví dụ: mô hình, tập thể.")
        return data


class LateReasonForm(forms.Form):
    """Asks why, where figures come after the last day for registering."""

    reason = LineFormField(
        label="Lý do bổ sung, điều chỉnh sau hạn", help_text="Lý do được ghi vào nhật ký.", max_length=300
    )

    def __init__(self, *args, is_late=False, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_late:
            del self.fields["reason"]

    @property
    def given_reason(self):
        return self.cleaned_data.get("reason", "")


class RegistrationForm(LateReasonForm):
    """One box for each target of which units register a figure, numbered as in the text; an empty box says
    "not registered", zero is a figure."""

    def __init__(self, *args, targets, unit, **kwargs):
        super().__init__(*args, **kwargs)
        self.targets = [target for target in targets if target.kind in Target.REGISTERED]
        for number, target in enumerate(targets, start=1):
            if target.kind not in Target.REGISTERED:
                continue
            row = next((row for row in target.registrations.all() if row.unit_id == unit.pk), None)
            self.fields[f"target_{target.pk}"] = NumberFormField(
                label=f"Chỉ tiêu {number}. {target.text}",
                help_text=f"Đơn vị tính: {target.measure}" if target.measure else "",
                required=False,
                min_value=0,
                max_digits=12,
                decimal_places=2,
                initial=row.value if row else None,
            )

    def values(self):
        """Return ``{target: figure or None}``."""
        return {target: self.cleaned_data[f"target_{target.pk}"] for target in self.targets}


class RegistrationTableForm(LateReasonForm):
    """Units × targets; boxes only where the person may write, each beside the figure that they had before them."""

    def __init__(self, *args, targets, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.units, self.targets = units, [row for row in targets if row.kind in Target.REGISTERED]
        self.numbers = {row.pk: number for number, row in enumerate(targets, start=1)}
        for unit, name in units:
            for target in self.targets:
                self._add_box(unit, name, target)

    def _add_box(self, unit, name, target):
        row = next((row for row in target.registrations.all() if row.unit_id == unit.pk), None)
        key = f"{unit.pk}-{target.pk}"
        label = f"{name}, chỉ tiêu {self.numbers[target.pk]}"
        number = {"required": False, "min_value": 0, "max_digits": 12, "decimal_places": 2}
        value = row.value if row else None
        box = NumberFormField(label=label, initial=value, **number)
        box.widget.attrs |= {"aria-label": label, "class": "form-control num", "autocomplete": "off"}
        self.fields[key] = box
        self.fields[f"seen-{key}"] = NumberFormField(initial=value, widget=forms.HiddenInput, **number)

    def row(self, unit_id):
        """Return the boxes of one unit: [(box, what it was), …]."""
        keys = [f"{unit_id}-{target.pk}" for target in self.targets]
        return [(self[key], self[f"seen-{key}"]) for key in keys]

    def table(self):
        """Return {unit: {target: figure or None}}."""
        return {
            unit: {target: self.cleaned_data[f"{unit.pk}-{target.pk}"] for target in self.targets}
            for unit, _ in self.units
        }

    def beside(self):
        """Return what stood in the boxes before, and the reason."""
        seen = {
            (unit.pk, target.pk): self.cleaned_data[f"seen-{unit.pk}-{target.pk}"]
            for unit, _ in self.units
            for target in self.targets
        }
        return {"seen": seen, "reason": self.given_reason}


class BasisForm(forms.ModelForm):
    class Meta:
        model = Basis
        fields = ["document"]
        labels = {"document": "Văn bản làm căn cứ"}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        pledge = self.instance.pledge
        visible = OfficialDocument.objects.visible_to(user)
        own = Q(authority=pledge.cluster_year.cluster.authority_id)
        self.fields["document"].queryset = visible.filter(Q(authority=None) | own).exclude(
            basis_of__pledge=pledge
        )
        self.fields["document"].empty_label = "Chọn văn bản"
        self.fields["document"].help_text = "Văn bản chưa có trong danh sách thì thêm ở mục Văn bản trước."


# --- comments and agreement --------------------------------------------------------------------------


def numbered_contents(pledge):
    """Return ``[(pk, "2 b) …"), …]`` of all contents and points, in reading order."""
    choices = []
    tops = pledge.contents.filter(parent=None).prefetch_related("points")
    for number, content in enumerate(tops, start=1):
        choices.append((content.pk, f"Nội dung {number}: {_shortened(content.text)}"))
        for place, point in enumerate(content.points.all(), start=1):
            choices.append((point.pk, f"Điểm {number} {point_letter(place)}): {_shortened(point.text)}"))
    return choices


def _shortened(text, letters=90):
    return text if len(text) <= letters else f"{text[:letters].rsplit(' ', 1)[0].rstrip(' ,;:')}…"


class CommentForm(forms.ModelForm):
    """The word of a unit that the person works for."""

    class Meta:
        model = Comment
        fields = ["unit", "stance", "content", "text"]
        widgets = {"stance": forms.RadioSelect}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        pledge = self.instance.pledge
        own = pledge.place().unit_ids & set(user.reach().unit_ids(*OF_UNIT))
        units = self.fields["unit"]
        offer_units(units, Unit.objects.filter(pk__in=own), pledge.named_on())
        units.empty_label = "Chọn đơn vị"
        if len(own) == 1:
            self.initial["unit"] = next(iter(own))
            units.widget = forms.HiddenInput()
        self.fields["content"].queryset = pledge.contents.all()
        self.fields["content"].choices = [("", "Cả bản giao ước"), *numbered_contents(pledge)]
        keep_draft(self.fields["text"], f"comment-{pledge.pk}")

    def clean(self):
        data = super().clean()
        if data.get("stance") == Comment.Stance.SUGGESTS and "text" not in self.errors and not data["text"]:
            self.add_error("text", "Ghi nội dung đề nghị sửa đổi, bổ sung.")
        return data


class ReasonForm(forms.Form):
    reason = ProseFormField(
        label="Lý do", help_text="Lý do được ghi vào nhật ký.", widget=forms.Textarea(attrs={"rows": 3})
    )


# --- signing -----------------------------------------------------------------------------------------


def signing_conferences(cluster_year):
    return Ceremony.objects.filter(signing_year=cluster_year).select_related(
        "cluster_year__cluster", "signing_year"
    )


class SignForm(forms.ModelForm):
    class Meta:
        model = Signature
        fields = ["signatory", "post", "authority", "on_behalf_of", "signed_on", "ceremony"]
        help_texts = {
            "signatory": "Ghi họ và tên, không kèm học hàm, học vị.",
            "signed_on": "Đơn vị ký sau hội nghị thì ghi ngày ký thực tế.",
        }

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        signature = self.instance
        conferences = signing_conferences(signature.pledge.cluster_year)
        self.fields["ceremony"].queryset = conferences
        self.fields["ceremony"].empty_label = "Không ký tại hội nghị"
        self.fields["authority"].choices = [
            choice for choice in Signature.Authority.choices if choice[0] != Signature.Authority.UNKNOWN
        ]
        for name in ("signatory", "post", "signed_on"):
            self.fields[name].required = True
        held = next((row for row in conferences if row.starts_on is None or row.starts_on <= today), None)
        self.initial["ceremony"] = held.pk if held else None
        self.initial["signed_on"] = held.starts_on if held and held.starts_on else today
        self.suggestions = Person.objects.filter(posts__unit=signature.unit).distinct()
        self.fields["signatory"].widget.attrs.update({"list": "nguoi-ky", "autocomplete": "off"})


class RecordForm(forms.Form):
    """A pledge of a past year as far as the sources go: which units signed, who for them, when, where."""

    signed_on = DayFormField(label="Ngày ký", required=False, help_text="Chưa rõ thì để trống.")
    ceremony = forms.ModelChoiceField(
        label="Ký tại hội nghị", queryset=Ceremony.objects.none(), required=False, empty_label="Chưa rõ"
    )

    countersigned_by = forms.ModelChoiceField(
        label="Đơn vị ký công nhận",
        queryset=Unit.objects.none(),
        required=False,
        help_text="Cụm trưởng, khối trưởng của năm, hoặc của năm trước nếu đã ký công nhận tại hội nghị tổng kết.",
        empty_label="Chưa rõ",
    )

    def __init__(self, *args, pledge, **kwargs):
        super().__init__(*args, **kwargs)
        conferences = signing_conferences(pledge.cluster_year)
        self.fields["ceremony"].queryset = conferences
        first = conferences.first()
        if first:
            self.fields["ceremony"].initial = first.pk
            self.fields["signed_on"].initial = first.starts_on if first.days == 1 else None
        day = signing_day(pledge.cluster_year) or pledge.cluster_year.ends_on
        self.places = [(unit.pk, unit.name_on(day)) for unit in parties_of(pledge)]
        if pledge.unit_id:
            self._offer_chairs(pledge.cluster_year, day)
        else:
            del self.fields["countersigned_by"]
        for key, label in self.places:
            self.fields[f"{key}_signed"] = forms.BooleanField(label="Đã ký", required=False, initial=True)
            self.fields[f"{key}_signatory"] = LineFormField(
                label=f"Người ký – {label}", required=False, max_length=120
            )
            self.fields[f"{key}_post"] = LineFormField(
                label=f"Chức vụ – {label}", required=False, max_length=200
            )

    def _offer_chairs(self, year, day):
        terms = OfficeTerm.objects.chairs().filter(cluster_year__cluster=year.cluster_id)
        offer_units(self.fields["countersigned_by"], Unit.objects.filter(pk__in=terms.values("unit")), day)
        own = terms.filter(cluster_year=year).order_by("-starts_on").first()
        self.fields["countersigned_by"].initial = own and own.unit_id
        self.places.append(("countersign", "Ký công nhận"))

    @property
    def rows(self):
        """Return ``[(label, signed, signatory, post), …]`` with bound fields."""
        return [
            (label, self[f"{key}_signed"], self[f"{key}_signatory"], self[f"{key}_post"])
            for key, label in self.places
        ]

    def clean(self):
        data = super().clean()
        for key, _ in self.places:
            named = data.get(f"{key}_signatory") or data.get(f"{key}_post")
            if named and not data.get(f"{key}_signed"):
                self.add_error(f"{key}_signed", "Đã ghi người ký thì đánh dấu là đã ký.")
        return data

    def signatures(self):
        """Return what ``actions.record_signed`` takes: ``{unit id or "countersign": known facts}``."""
        shared = {name: self.cleaned_data[name] for name in ("signed_on", "ceremony")}
        return {
            key: {
                "signatory": self.cleaned_data[f"{key}_signatory"],
                "post": self.cleaned_data[f"{key}_post"],
                **shared,
            }
            for key, _ in self.places
            if self.cleaned_data[f"{key}_signed"]
        }
