"""What may be typed about units through time: arrangements, earlier names, units of the provinces."""

from django import forms
from django.db.models import Q

from clusters.forms import UnitChoices, authorities_kept_by
from clusters.lineage import Arrangement, Kind, NewUnit, effects_of
from clusters.models import FormerName, Unit, UnitEvent
from clusters.provinces import LINEAGE, NEW, OLD, REFORM, Order, Which, is_unchanged
from documents.models import Certainty, OfficialDocument
from vietnamese.fields import DayFormField, DayInput, LineFormField, ProseFormField
from vietnamese.text import clean_line


class UnitChoice(forms.ModelChoiceField):
    label_from_instance = UnitChoices.label_from_instance


def documents_for(user, authority):
    """Documents that decide for units of the authority: its own and those that serve all."""
    rows = OfficialDocument.objects.visible_to(user)
    return rows.filter(Q(authority=None) | Q(authority=authority)).order_by("-issued_on", "-pk")


class UnitEventForm(forms.Form):
    """A merger, split, renaming or dissolution, seen from one unit that takes part in it.

    ``arrangement`` and ``effects`` are there once the form is valid.
    """

    kind = forms.ChoiceField(label="Hình thức", choices=UnitEvent.Kind.choices, widget=forms.RadioSelect)
    effective_on = DayFormField(
        label="Có hiệu lực từ ngày",
        help_text="Ngày đầu tiên của tình trạng mới; đơn vị cũ hoạt động đến hết ngày hôm trước.",
    )
    before = UnitChoices(
        label="Đơn vị cùng hợp nhất, sáp nhập, giải thể",
        queryset=Unit.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    others = LineFormField(
        label="Đơn vị khác cùng tham gia, không có trong hệ thống",
        required=False,
        max_length=500,
        help_text="Ghi tên cách nhau bằng dấu chấm phẩy.",
    )
    goes_on = UnitChoice(
        label="Đơn vị tiếp nhận hoặc tiếp tục hoạt động",
        queryset=Unit.objects.none(),
        required=False,
        empty_label="Không có, lập đơn vị mới",
        help_text="Sáp nhập vào một đơn vị đã có: chọn đơn vị đó. Tách mà đơn vị cũ vẫn hoạt động: chọn đơn vị cũ.",
    )
    names = ProseFormField(
        label="Tên đơn vị sau khi sắp xếp",
        required=False,
        help_text="Đơn vị mới, hoặc tên mới khi đổi tên. Mỗi đơn vị một dòng; có tên gọn thì ghi sau dấu gạch đứng: "
        "Tên đầy đủ | Tên gọn.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    head_post = LineFormField(
        label="Chức vụ người đứng đầu đơn vị mới",
        required=False,
        max_length=100,
        help_text="Ví dụ: Chủ tịch. Dùng ở ô ký.",
    )
    keeps_places = forms.BooleanField(
        label="Đơn vị sau khi sắp xếp là thành viên ở các cụm, khối của đơn vị cũ, đúng vị trí cũ",
        required=False,
        initial=True,
    )
    keeps_offices = forms.BooleanField(
        label="Đơn vị sau khi sắp xếp giữ tiếp vai trò trưởng, phó của đơn vị cũ",
        required=False,
        help_text="Không chọn: vai trò để trống, chờ cụm, khối xác định lại.",
    )
    moves_accounts = forms.BooleanField(
        label="Tài khoản của đơn vị cũ làm việc cho đơn vị sau khi sắp xếp",
        required=False,
        initial=True,
        help_text="Khi chỉ có một đơn vị sau khi sắp xếp. Hồ sơ cũ vẫn xem được.",
    )
    document = forms.ModelChoiceField(
        label="Văn bản quyết định",
        queryset=OfficialDocument.objects.none(),
        required=False,
        empty_label="Chưa có hoặc chưa rõ",
    )
    certainty = forms.ChoiceField(label="Mức tin cậy", choices=Certainty.choices, initial=Certainty.STATED)
    note = ProseFormField(label="Ghi chú", required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, unit, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.unit, self.arrangement, self.effects = unit, None, None
        units = Unit.objects.visible_to(user).filter(authority=unit.authority_id).order_by("sort_key", "pk")
        self.fields["before"].queryset = units.exclude(pk=unit.pk)
        self.fields["goes_on"].queryset = units
        self.fields["document"].queryset = documents_for(user, unit.authority_id)
        self.initial.setdefault("head_post", unit.head_post)

    def clean_names(self):
        """Return the NewUnits typed, one a line."""
        made = []
        for line in filter(None, map(clean_line, self.cleaned_data["names"].splitlines())):
            name, _, short_name = (part.strip() for part in line.partition("|"))
            for label, text, field in (("Tên đơn vị", name, "name"), ("Tên gọn", short_name, "short_name")):
                longest = Unit._meta.get_field(field).max_length
                if len(text) > longest:
                    raise forms.ValidationError(
                        f"{label} dài tối đa {longest} ký tự: “{text[:60]}…” có {len(text)} ký tự."
                    )
            if not name:
                raise forms.ValidationError(f"Dòng “{line}” chưa có tên đầy đủ ở trước dấu gạch đứng.")
            made.append(NewUnit(name, short_name))
        if len({unit.name for unit in made}) < len(made):
            raise forms.ValidationError("Mỗi đơn vị ghi một tên khác nhau.")
        return made

    def clean(self):
        data = super().clean()
        if self.errors:
            return data
        if data["kind"] == Kind.RENAME and data["before"]:
            self.add_error("before", "Đổi tên từng đơn vị một; bỏ chọn các đơn vị khác.")
        if data["kind"] == Kind.RENAME and data["goes_on"]:
            self.add_error("goes_on", "Đổi tên thì không có đơn vị tiếp nhận; bỏ chọn đơn vị này.")
        if not self.errors:
            self.arrangement = self._arrangement(data)
            self.effects = effects_of(self.arrangement)
            self._refuse_taken(data)
        return data

    def _arrangement(self, data):
        chosen = {unit.pk: unit for unit in [self.unit, *data["before"]]}
        if data["goes_on"]:
            chosen.setdefault(data["goes_on"].pk, data["goes_on"])
        return Arrangement(
            authority=self.unit.authority,
            kind=data["kind"],
            effective_on=data["effective_on"],
            before=tuple(chosen.values()),
            made=tuple(NewUnit(one.name, one.short_name, data["head_post"]) for one in data["names"]),
            goes_on=data["goes_on"],
            others=data["others"],
            keeps_places=data["keeps_places"],
            keeps_offices=data["keeps_offices"],
            moves_accounts=data["moves_accounts"],
        )

    def _refuse_taken(self, data):
        """Said here already what the database would say only after the preview."""
        leaving = [unit.pk for unit in (*self.arrangement.ending, self.unit)]
        if self.unit == data["goes_on"]:
            leaving.remove(self.unit.pk)
        names = [unit.name for unit in data["names"]]
        taken = Unit.objects.filter(authority=self.unit.authority_id, ended_on=None, name__in=names)
        for name in taken.exclude(pk__in=leaving).values_list("name", flat=True):
            self.add_error(
                "names", f"Đơn vị “{name}” đang hoạt động trong hệ thống của cơ quan. Ghi tên khác."
            )

    def facts(self):
        """What the event says of itself beside the arrangement."""
        return {name: self.cleaned_data[name] for name in ("document", "certainty", "note")}


class UnitEventFactsForm(forms.ModelForm):
    class Meta:
        model = UnitEvent
        fields = ["document", "others", "certainty", "note"]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["document"].queryset = documents_for(user, self.instance.authority_id)
        self.fields["document"].empty_label = "Chưa có hoặc chưa rõ"


class RevertForm(forms.Form):
    reason = LineFormField(label="Lý do hủy", max_length=300, help_text="Ví dụ: nhập nhầm đơn vị.")


# --- names -------------------------------------------------------------------------------------------


class FormerNameForm(forms.ModelForm):
    """The day until which an arrangement ended a name is the arrangement's."""

    class Meta:
        model = FormerName
        fields = ["name", "short_name", "until", "note"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.event_id:
            del self.fields["until"]


class NameOnForm(forms.Form):
    ngay = DayFormField(label="Tên vào ngày", widget=DayInput(attrs={"class": "form-control"}))


# --- units of the provinces --------------------------------------------------------------------------


def _choices(which):
    """Provinces in two groups: merged and unchanged. For both sets each stands with what went into it."""

    def label(new):
        olds = LINEAGE[new]
        return (
            f"{new} ({' + '.join(old.name for old in olds)})"
            if which == Which.BOTH and olds[1:]
            else str(new)
        )

    if which == Which.OLD:
        kept = [old for new, olds in LINEAGE.items() if is_unchanged(new) for old in olds]
        return [
            (
                "Sắp xếp, hợp nhất từ ngày 01/07/2025",
                [(one.name, str(one)) for one in OLD if one not in kept],
            ),
            ("Giữ nguyên", [(one.name, str(one)) for one in kept]),
        ]
    return [
        ("Hợp nhất từ ngày 01/07/2025", [(one.name, label(one)) for one in NEW if not is_unchanged(one)]),
        ("Giữ nguyên", [(one.name, label(one)) for one in NEW if is_unchanged(one)]),
    ]


LIVE_EXAMPLE = {
    "hx-post": "",
    "hx-trigger": "input changed delay:400ms",
    "hx-vals": '{"step": "example"}',
    "hx-select": "#vi-du",
    "hx-target": "#vi-du",
    "hx-swap": "outerHTML",
}


class ProvinceUnitsForm(forms.Form):
    """Units of an authority named after provinces. ``order`` is there once the form is valid."""

    authority = forms.ModelChoiceField(label="Thuộc hệ thống của", queryset=None, empty_label="Chọn cơ quan")
    pattern = LineFormField(
        label="Mẫu tên đơn vị",
        max_length=150,
        initial="Liên hiệp Hội {loại} {tên}",
        help_text="{loại} là “tỉnh” hoặc “thành phố”, {tên} là tên tỉnh, thành phố; các chữ khác giữ nguyên.",
        widget=forms.TextInput(attrs=LIVE_EXAMPLE),
    )
    short_pattern = LineFormField(label="Mẫu tên gọn", max_length=60, required=False, initial="{tên}")
    head_post = LineFormField(
        label="Chức vụ người đứng đầu", max_length=100, required=False, help_text="Ví dụ: Chủ tịch."
    )
    effective_on = DayFormField(
        label="Đơn vị sắp xếp từ ngày",
        initial=REFORM,
        help_text="Ngày của đơn vị có thể muộn hơn ngày sắp xếp tỉnh, thành phố (01/07/2025).",
    )
    provinces = forms.MultipleChoiceField(label="Tỉnh, thành phố", widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, user, which, all_chosen=True, **kwargs):
        super().__init__(*args, **kwargs)
        self.which, self.order = which, None
        self._offer_authorities(user)
        groups = _choices(which)
        self.fields["provinces"].choices = groups
        self.initial["provinces"] = [value for _, group in groups for value, _ in group if all_chosen]
        if which == Which.NEW:
            del self.fields["effective_on"]

    def _offer_authorities(self, user):
        field = self.fields["authority"]
        field.queryset = authorities_kept_by(user)
        if len(found := list(field.queryset[:2])) == 1:
            self.initial["authority"] = found[0].pk

    def _clean_pattern(self, name):
        pattern = self.cleaned_data[name]
        rest = pattern.replace("{tên}", "").replace("{loại}", "")
        if "{" in rest or "}" in rest:
            raise forms.ValidationError("Trong dấu ngoặc nhọn chỉ ghi {loại} hoặc {tên}.")
        if pattern and "{tên}" not in pattern:
            raise forms.ValidationError("Mẫu phải có {tên} để tên các đơn vị không trùng nhau.")
        return pattern

    def chosen_pattern(self):
        """Return the pattern as it stands in the form, "" where it was refused."""
        if not self.is_bound:
            return self.fields["pattern"].initial
        self.is_valid()
        return self.cleaned_data.get("pattern", "")

    def clean_pattern(self):
        return self._clean_pattern("pattern")

    def clean_short_pattern(self):
        return self._clean_pattern("short_pattern")

    def clean(self):
        data = super().clean()
        if not self.errors:
            self.order = Order(
                data["authority"],
                self.which,
                tuple(data["provinces"]),
                data["pattern"],
                data["short_pattern"],
                data["head_post"],
                data.get("effective_on") or REFORM,
            )
        return data
