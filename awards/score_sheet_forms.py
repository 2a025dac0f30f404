"""What may be typed on a score sheet: one small form for each criterion, and the forms of its steps."""

from django import forms
from django.core.exceptions import ValidationError

from awards.file_forms import HandedInForm
from awards.models import ScoreEntry, ScoreEvidence, ScoreQuestion, ScoreSheet
from awards.scoring import Kind
from awards.sheets import stamp_of
from clusters.models import Unit
from vietnamese.fields import NumberFormField, ProseFormField, WholeFormField
from vietnamese.numbers import format_decimal

Stage, Status = ScoreEntry.Stage, ScoreSheet.Status
POINTS = {"max_digits": 7, "decimal_places": 2, "required": False}
AMOUNT = {"max_digits": 14, "decimal_places": 2, "required": False}
MOST_TIMES = 999
NOTE_LENGTH = 4000


class TimesField(WholeFormField):
    default_error_messages = {
        "invalid": "Ghi số lần bằng số nguyên, ví dụ 2.",
        "min_value": "Số lần không được âm.",
        "max_value": "Số lần lớn nhất được ghi là %(limit_value)s.",
    }


def given_as(criterion):
    """Return the names of the boxes in which a criterion is scored."""
    kind = Kind(criterion.kind)
    if kind is Kind.QUANTITY:
        return ["plan", "result"]
    if kind is Kind.JUDGEMENT and any(level.label for level in criterion.levels.all()):
        return ["level"]
    if kind is Kind.EXTRA and criterion.each:
        return ["times"]
    return ["points"]


class EntryForm(forms.Form):
    """One criterion of one side. ``stored`` is the ScoreEntry that is there, None where there is none yet."""

    def __init__(self, criterion, stored, stage, data=None):
        self.criterion, self.stored, self.stage = criterion, stored, stage
        self.is_overtaken = False
        self.boxes = given_as(criterion)
        if criterion.kind == Kind.QUANTITY.value and (
            stage == Stage.CHECK or (stored and stored.points is not None)
        ):
            self.boxes.append("points")
        super().__init__(data, initial=self._initial(), prefix=f"c{criterion.pk}")
        for name in self.boxes:
            self.fields[name] = getattr(self, f"_{name}")()
        if criterion.kind != Kind.EXTRA.value:
            self.fields["absent"] = forms.BooleanField(label="Không áp dụng cho đơn vị", required=False)
        self.fields["note"] = ProseFormField(
            label="Thuyết minh" if stage == Stage.SELF else "Lý do, ý kiến thẩm định",
            required=False,
            max_length=NOTE_LENGTH,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
        for name, field in self.fields.items():
            css = {"absent": "form-check-input", "level": "form-select"}.get(name, "form-control")
            bad = " is-invalid" if self.is_bound and name in self.errors else ""
            field.widget.attrs |= {"class": css + bad, "aria-describedby": f"loi-{criterion.pk}"}

    def _initial(self):
        if self.stored is None:
            return {}
        return {
            **{name: getattr(self.stored, name) for name in ("plan", "result", "times", "points", "note")},
            "level": self.stored.level_id,
            "absent": not self.stored.applies,
        }

    # --- the boxes ---

    def _plan(self):
        return NumberFormField(label=f"Kế hoạch{self._measure()}", **AMOUNT)

    def _result(self):
        return NumberFormField(label=f"Kết quả{self._measure()}", **AMOUNT)

    def _measure(self):
        return f" ({self.criterion.measure})" if self.criterion.measure else ""

    def _times(self):
        return TimesField(label="Số lần", required=False, min_value=0, max_value=MOST_TIMES)

    def _points(self):
        is_instead = self.criterion.kind == Kind.QUANTITY.value
        return NumberFormField(
            label="Điểm, nếu khác điểm tính theo kết quả" if is_instead else "Điểm", **POINTS
        )

    def _level(self):
        levels = [level for level in self.criterion.levels.all() if level.label]
        choices = [(level.pk, f"{level.label}: {format_decimal(level.points)} điểm") for level in levels]
        return forms.TypedChoiceField(
            label="Mức", required=False, coerce=int, empty_value=None, choices=[("", "Chưa chấm"), *choices]
        )

    # --- what was typed ---

    def entry(self):
        """Return the ScoreEntry as it is typed; what has no box stays as it is stored."""
        typed, kept = self.cleaned_data, self.stored or ScoreEntry()
        level = typed.get("level") if "level" in self.fields else kept.level_id
        return ScoreEntry(
            criterion=self.criterion,
            applies=not typed.get("absent", False),
            level=next((row for row in self.criterion.levels.all() if row.pk == level), None),
            note=typed["note"],
            **{
                name: typed[name] if name in self.fields else getattr(kept, name)
                for name in ("plan", "result", "times", "points")
            },
        )

    def refuse(self, sentences):
        """Put what an action refused beside the box it speaks of."""
        base = self.data.get(self.add_prefix("base"))
        self.is_overtaken = stamp_of(self.stored) not in (base, stamp_of(self.entry()))
        name = "note" if any("nêu lý do" in sentence for sentence in sentences) else self.boxes[0]
        self.add_error(name, ValidationError(list(sentences)))
        self.fields[name].widget.attrs["class"] += " is-invalid"

    @property
    def sentences(self):
        """What is wrong, each with the name of its box where there are several."""
        return [
            sentence
            if name not in ("plan", "result") or sentence.startswith("“")
            else f"{self.fields[name].label}: {sentence}"
            for name, found in self.errors.items()
            for sentence in found
        ]


# --- the steps of a sheet -------------------------------------------------------------------------------


class QuestionForm(forms.ModelForm):
    class Meta:
        model = ScoreQuestion
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 4, "maxlength": NOTE_LENGTH})}


class AnswerForm(forms.ModelForm):
    class Meta:
        model = ScoreQuestion
        fields = ["answer"]
        widgets = {"answer": forms.Textarea(attrs={"rows": 6, "maxlength": NOTE_LENGTH})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["answer"].widget.attrs["data-draft-key"] = f"giai-trinh-{self.instance.pk}"


class ScoreEvidenceForm(HandedInForm):
    is_there = "Tệp này đã có ở tiêu chí này."

    class Meta:
        model = ScoreEvidence
        fields = ["title", "file"]
        help_texts = {"title": "Ví dụ: Báo cáo kết quả kết nạp hội viên. Để trống thì lấy tên tệp."}

    def of_the_same_place(self):
        return self.instance.sheet.evidence.filter(criterion=self.instance.criterion)


class CheckersForm(forms.Form):
    """Who checks each sheet that is not checked yet: a member unit, else whom ``usual(sheet)`` names."""

    def __init__(self, data, *, year, sheets, usual):
        super().__init__(data)
        day = year.as_of()
        self.units = {unit.pk: unit for unit in Unit.objects.filter(pk__in=year.place().unit_ids)}
        offered = sorted(self.units.values(), key=lambda unit: (unit.sort_key, unit.pk))
        self.sheets = [sheet for sheet in sheets if sheet.status in (Status.SELF, Status.SUBMITTED)]
        for sheet in self.sheets:
            others = [(unit.pk, unit.name_on(day)) for unit in offered if unit.pk != sheet.unit_id]
            self.fields[f"phieu-{sheet.pk}"] = forms.TypedChoiceField(
                label=sheet.unit_name,
                required=False,
                coerce=int,
                empty_value=None,
                choices=[("", f"{usual(sheet)} thẩm định"), *others],
                initial=sheet.checker_id,
            )

    def pairs(self):
        chosen = self.cleaned_data
        return [(sheet, self.units.get(chosen[f"phieu-{sheet.pk}"])) for sheet in self.sheets]


class StepForm(forms.Form):
    """A step that asks for nothing but the press of its button."""


class ChosenForm(forms.Form):
    """The sheets that were chosen on the board, carried through the page that asks once more."""

    phieu = forms.TypedMultipleChoiceField(coerce=int, widget=forms.MultipleHiddenInput)

    def __init__(self, data, sheets):
        super().__init__(data)
        self.ready = [sheet for sheet in sheets if sheet.status == Status.CHECKED]
        self.initial["phieu"] = [sheet.pk for sheet in self.ready]
        self.fields["phieu"].choices = [(sheet.pk, sheet.unit_name) for sheet in self.ready]
        self.fields["phieu"].error_messages |= {
            "required": "Chưa chọn phiếu nào chờ xác nhận. Quay lại bảng chấm điểm để chọn.",
            "invalid_choice": "Có phiếu không còn ở bước chờ xác nhận. Chưa xác nhận phiếu nào; xem lại danh sách.",
        }

    def chosen(self):
        return [sheet for sheet in self.ready if sheet.pk in self.cleaned_data["phieu"]]
