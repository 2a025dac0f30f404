"""What may be typed about offices, their rotation and their confirmation."""

from django import forms
from django.db.models import Q
from django.utils import timezone

from clusters.actions import Choice
from clusters.forms import PersonChoice
from clusters.models import OfficeTerm, Person, RotationRule, RotationSkip, Unit
from clusters.models.office import office_label
from clusters.turns import FEWEST, MOST, YEARS, Turns
from documents.models import OfficialDocument
from vietnamese.fields import DayFormField, LineFormField

Office, Method = OfficeTerm.Office, OfficeTerm.Method
SPARE = 1


def people_of(units, user):
    """People with a post at one of the units."""
    return (
        Person.objects.visible_to(user)
        .filter(posts__unit__in=units)
        .prefetch_related("posts__unit", "posts__authority")
        .distinct()
    )


def documents_for(cluster, user):
    """Documents of the cluster's authority, and those that belong to everybody."""
    return OfficialDocument.objects.visible_to(user).filter(
        Q(authority=None) | Q(authority=cluster.authority_id)
    )


# --- terms ----------------------------------------------------------------------------------------------

FACTS = ["method", "occasion", "document", "certainty", "note"]


class TermForm(forms.ModelForm):
    """Only members of the year hold an office, and only people with a post at a member speak for one.
    How sure the facts are is asked of a year entered from papers; those of a running year are known."""

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        year = self.instance.cluster_year
        members = [member.unit_id for member in year.members()]
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=members)
        self.fields["unit"].empty_label = "Chọn đơn vị thành viên"
        self.fields["person"].empty_label = "Chưa rõ"
        self.fields["person"].queryset = people_of(members, user)
        self.fields[
            "person"
        ].help_text = (
            "Nhân sự có chức vụ tại các đơn vị thành viên. Chưa có trong danh sách thì thêm ở mục Nhân sự."
        )
        self.fields["document"].empty_label = "Không có hoặc chưa rõ"
        self.fields["document"].queryset = documents_for(year.cluster, user)
        if not year.is_recorded:
            for name in {"are_days_known", "certainty"} & set(self.fields):
                del self.fields[name]


class OfficeForm(TermForm):
    class Meta:
        model = OfficeTerm
        fields = ["office", "unit", "person", "starts_on", "ends_on", "are_days_known", *FACTS]
        field_classes = {"person": PersonChoice}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        cluster = self.instance.cluster_year.cluster
        self.fields["office"].choices = [(value, office_label(value, cluster)) for value in Office.values]


class OfficeReplaceForm(TermForm):
    """Who goes on with a term in its middle; the end of the term stays."""

    class Meta:
        model = OfficeTerm
        fields = ["starts_on", "unit", "person", *FACTS]
        field_classes = {"person": PersonChoice}
        labels = {"starts_on": "Thay từ ngày", "unit": "Đơn vị giữ vai trò", "note": "Lý do thay"}

    def __init__(self, *args, term, **kwargs):
        self.term = term
        super().__init__(*args, **kwargs)
        self.fields["unit"].help_text = "Chỉ thay người đại diện thì giữ nguyên đơn vị."
        self.fields["note"].required = True

    def clean(self):
        data = super().clean()
        same = data.get("unit") == self.term.unit and data.get("person") == self.term.person
        if not self.errors and same:
            self.add_error("unit", "Đơn vị và người đại diện như cũ. Chọn đơn vị hoặc người thay.")
        return data


class OfficeEndForm(forms.Form):
    on = DayFormField(label="Ngày cuối giữ vai trò")
    note = LineFormField(label="Lý do", required=False, help_text="Ví dụ: bàn giao theo luân phiên.")


class DayQuestion(forms.Form):
    """“Đơn vị giữ vai trò vào ngày …”, asked in the address."""

    ngay = DayFormField(label="Đơn vị giữ vai trò vào ngày", required=False)


# --- rotation -------------------------------------------------------------------------------------------


class YearsForm(forms.Form):
    """How far ahead to plan, asked in the address."""

    so_nam = forms.TypedChoiceField(
        label="Số năm",
        coerce=int,
        required=False,
        empty_value=YEARS,
        choices=[(number, f"{number} năm") for number in range(FEWEST, MOST + 1)],
    )

    def years(self):
        """What was asked for, or the usual number where it cannot be read."""
        return self.cleaned_data["so_nam"] if self.is_valid() else YEARS


class RotationRuleForm(forms.ModelForm):
    class Meta:
        model = RotationRule
        fields = ["vice_follows", "never_repeat", "vice_chairs", "document", "note"]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        noun = self.instance.cluster.noun
        self.fields["vice_follows"].label = f"{noun.capitalize()} phó năm trước làm {noun} trưởng năm sau"
        self.fields["vice_chairs"].label = f"Số {noun} phó mỗi năm"
        self.fields["vice_chairs"].help_text = f"Từ 0 đến 5. Ghi 0 khi không có {noun} phó."
        self.fields["document"].empty_label = "Không có hoặc chưa rõ"
        self.fields["document"].queryset = documents_for(self.instance.cluster, user)


class RotationSkipForm(forms.ModelForm):
    class Meta:
        model = RotationSkip
        fields = ["unit", "year", "reason"]
        help_texts = {
            "reason": "Ví dụ: đang sắp xếp tổ chức bộ máy. Lý do được in trong bản dự kiến luân phiên.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        present = self.instance.cluster.memberships.filter(Q(ends_on=None) | Q(ends_on__gte=today))
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=present.values("unit"))
        self.fields["unit"].empty_label = "Chọn đơn vị thành viên"
        self.fields["year"].min_value = today.year
        self.fields["year"].widget.attrs["min"] = today.year

    def clean_year(self):
        year = self.cleaned_data["year"]
        if year < timezone.localdate().year:
            raise forms.ValidationError("Năm đã qua thì không lùi lượt được. Ghi năm nay hoặc năm sau.")
        return year


# --- confirmation ---------------------------------------------------------------------------------------

METHODS = [
    (method.value, method.label)
    for method in (Method.ROTATION, Method.ACCLAIM, Method.ELECTION, Method.ASSIGNMENT)
]
ON_A_DAY, ON_HANDOVER = "day", "handover"


class ConfirmForm(forms.Form):
    """The offices of a year as the wrap-up conference or the authority settled them.

    It starts from what was proposed, else from the plan. Each office has a slot of four fields named by its
    key: chair, vice_1, vice_2 …, one more than the rule has, so that a conference may add a vice-chair.
    """

    begins = forms.ChoiceField(
        label="Bắt đầu giữ vai trò",
        choices=[(ON_A_DAY, "Vào một ngày"), (ON_HANDOVER, "Khi hai bên ký bàn giao")],
        initial=ON_A_DAY,
        widget=forms.RadioSelect,
    )
    starts_on = DayFormField(label="Từ ngày", required=False)
    until_handover = forms.BooleanField(
        label="Giữ vai trò đến khi bàn giao",
        required=False,
        help_text="Bỏ chọn thì nhiệm kỳ kết thúc vào ngày cuối của năm thi đua.",
    )
    occasion = LineFormField(
        label="Xác định tại",
        required=False,
        max_length=255,
        help_text="Ví dụ: Hội nghị tổng kết năm 2025, ngày 20/12/2025.",
    )
    document = forms.ModelChoiceField(
        label="Văn bản công nhận, phân công",
        required=False,
        queryset=OfficialDocument.objects.none(),
        empty_label="Không có hoặc chưa rõ",
    )

    def __init__(self, *args, year, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.year, self.noun = year, year.cluster.noun
        self.turns = Turns(year.cluster)
        self.proposed = _proposed(year, self.turns)
        self.fields["document"].queryset = documents_for(year.cluster, user)
        self.initial.setdefault("starts_on", year.starts_on)
        members = [row.unit_id for row in year.members()]
        units, people = Unit.objects.filter(pk__in=members), people_of(members, user)
        vices = max(self.turns.rule.vice_chairs, len(self._of(Office.VICE_CHAIR))) + SPARE
        self.slots = {"chair": Office.CHAIR}
        self.slots |= {f"vice_{number}": Office.VICE_CHAIR for number in range(1, vices + 1)}
        for key, choice in zip(self.slots, self._starting(), strict=False):
            self._add_slot(key, choice, units, people)

    def _of(self, office):
        return [choice for choice in self.proposed if choice.office == office]

    def _starting(self):
        """One Choice or None for each slot, the chair's first."""
        chairs, vices = self._of(Office.CHAIR), self._of(Office.VICE_CHAIR)
        return [chairs[0] if chairs else None, *vices, *[None] * len(self.slots)]

    def _add_slot(self, key, choice, units, people):
        self.fields[f"{key}_unit"] = forms.ModelChoiceField(
            label="Đơn vị",
            queryset=units,
            required=key == "chair",
            empty_label="Chọn đơn vị thành viên" if key == "chair" else "Không có",
            initial=choice and choice.unit.pk,
            error_messages={"required": f"Chọn một đơn vị làm {self.noun} trưởng."},
        )
        self.fields[f"{key}_method"] = forms.ChoiceField(
            label="Cách xác định",
            choices=METHODS,
            initial=choice.method if choice else Method.ACCLAIM,
        )
        self.fields[f"{key}_person"] = PersonChoice(
            label="Người đại diện", queryset=people, required=False, empty_label="Chưa rõ"
        )
        self.fields[f"{key}_reason"] = LineFormField(
            label="Lý do phân công",
            required=False,
            max_length=500,
            help_text="Chỉ ghi khi cách xác định là phân công.",
        )

    def _label(self, key):
        if key == "chair":
            return f"{self.noun.capitalize()} trưởng"
        number = key.removeprefix("vice_")
        return f"{self.noun.capitalize()} phó" + (f" ({number})" if number != "1" else "")

    def sheets(self):
        """The slots for the template: (heading, what was proposed, the four fields)."""
        starting = dict(zip(self.slots, self._starting(), strict=False))
        return [
            (
                self._label(key),
                starting[key],
                [self[f"{key}_{part}"] for part in ("unit", "method", "person", "reason")],
            )
            for key in self.slots
        ]

    def clean(self):
        data = super().clean()
        seen = set()
        for key, office in self.slots.items():
            unit = data.get(f"{key}_unit")
            if unit is None:
                continue
            if unit in seen:
                self.add_error(f"{key}_unit", "Đơn vị này đã được chọn cho vai trò khác.")
            seen.add(unit)
            self._check_method(key, office, unit)
            if data.get("begins") == ON_HANDOVER and data.get(f"{key}_person"):
                self.add_error(
                    f"{key}_person",
                    "Vai trò bắt đầu khi bàn giao nên chưa ghi người đại diện. Để trống; sau khi bàn giao thì sửa "
                    "nhiệm kỳ để ghi.",
                )
        self._check_days(data)
        if data.get("begins") == ON_HANDOVER:
            self._check_handover(data.get("chair_unit"))
        return data

    def _check_method(self, key, office, unit):
        method, planned = self.cleaned_data.get(f"{key}_method"), self._of(office)
        if method == Method.ROTATION and unit not in {choice.unit for choice in planned}:
            names = ", ".join(choice.unit.name_on(self.year.as_of()) for choice in planned)
            told = (
                f"Theo dự kiến luân phiên là {names}."
                if names
                else "Dự kiến luân phiên không nêu đơn vị nào cho vai trò này."
            )
            self.add_error(
                f"{key}_method",
                f"{told} Đơn vị đã chọn khác dự kiến nên chọn cách xác định khác: suy tôn, bầu hoặc phân công.",
            )
        if method != Method.ASSIGNMENT and self.cleaned_data.get(f"{key}_reason"):
            self.add_error(f"{key}_reason", "Để trống, hoặc chọn cách xác định là “Phân công”.")

    def _check_days(self, data):
        if data.get("begins") != ON_A_DAY or "starts_on" in self.errors:
            return
        day = data.get("starts_on")
        if day is None:
            self.add_error("starts_on", "Ghi ngày bắt đầu, hoặc chọn “Khi hai bên ký bàn giao”.")
        elif day > self.year.ends_on:
            self.add_error("starts_on", f"Ngày bắt đầu phải nằm trong năm thi đua {self.year.year}.")

    def _check_handover(self, unit):
        """What waits for a handover that never comes would wait for ever."""
        terms = OfficeTerm.objects.chairs().filter(
            cluster_year__cluster=self.year.cluster_id, cluster_year__year__lt=self.year.year
        )
        last = (
            terms.select_related("cluster_year", "unit").order_by("-cluster_year__year", "-starts_on").first()
        )
        if last is None or last.cluster_year.is_recorded or last.cluster_year.closed_on:
            why = f"Không có {self.noun} trưởng của năm trước còn chờ bàn giao."
        elif last.unit == unit:
            why = f"{last.unit_name} tiếp tục làm {self.noun} trưởng nên không có bàn giao."
        else:
            return
        self.add_error("begins", f"{why} Chọn “Vào một ngày”.")

    def choices(self):
        """What was settled, as [Choice, …]. A unit whose turn it was keeps the reason of the plan."""
        reasons = {(choice.office, choice.unit): choice.reason for choice in self.proposed}
        found = []
        for key, office in self.slots.items():
            unit, method = self.cleaned_data[f"{key}_unit"], self.cleaned_data[f"{key}_method"]
            if unit:
                reason = self.cleaned_data[f"{key}_reason"]
                if method == Method.ROTATION:
                    reason = reasons.get((office, unit), "")
                found.append(Choice(office, unit, method, reason, self.cleaned_data[f"{key}_person"]))
        return found

    def days(self):
        """{"starts_on", "ends_on"} for the action; both None while the handover is awaited."""
        if self.cleaned_data["begins"] == ON_HANDOVER:
            return {"starts_on": None, "ends_on": None}
        ends_on = None if self.cleaned_data["until_handover"] else self.year.ends_on
        return {"starts_on": self.cleaned_data["starts_on"], "ends_on": ends_on}


def _proposed(year, turns):
    """What was put before the conference; of a year without, what the plan says."""
    rows = [row for row in turns.proposals if row.cluster_year_id == year.pk]
    if rows:
        return [Choice(row.office, row.unit, row.method, row.reason) for row in rows]
    try:
        return turns.choices(year)
    except forms.ValidationError:
        return []
