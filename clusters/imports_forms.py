"""What may be chosen and typed on the way of a file into the books."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat

from clusters.filters import Filter, authority_choice
from clusters.forms import authorities_kept_by
from clusters.imports.files import receive
from clusters.imports.kinds import KINDS, offered
from clusters.models import Authority, Cluster, ImportBatch
from documents.uploads import EvidenceField
from documents.workbook import column_letter
from vietnamese.fields import LineFormField, ProseFormField
from vietnamese.text import clean_line

NOT_THERE = "Tệp không có cột này"
SAMPLES, SAMPLE_LENGTH = 3, 24


class SheetField(forms.FileField):
    default_error_messages = EvidenceField.default_error_messages


class ImportForm(forms.Form):
    """``received`` is what was read of the file, once the form is valid."""

    kind = forms.ChoiceField(label="Loại dữ liệu", widget=forms.RadioSelect)
    authority = forms.ModelChoiceField(
        label="Nhập vào hồ sơ của cơ quan", queryset=Authority.objects.none(), empty_label="Chọn cơ quan"
    )
    file = SheetField(label="Tệp", widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}))

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.name, kind.label) for kind in offered()]
        choices = self.fields["authority"]
        choices.queryset = authorities_kept_by(user)
        if len(found := list(choices.queryset[:2])) == 1:
            choices.initial = found[0].pk
        limit = filesizeformat(settings.UPLOAD_MAX_BYTES)
        self.fields["file"].help_text = f"Nhận bảng tính .xlsx hoặc .csv, không quá {limit}, 50.000 dòng."

    def clean(self):
        data = super().clean()
        if data.get("kind") and data.get("file"):
            try:
                self.received = receive(data["file"], KINDS[data["kind"]])
            except ValidationError as error:
                self.add_error("file", error)
        return data

    def batch(self):
        return ImportBatch(kind=self.cleaned_data["kind"], authority=self.cleaned_data["authority"])


def best_sheet(batch):
    """Return the name of the sheet whose headings say most to the kind."""
    kind = KINDS[batch.kind]
    return max(batch.sheets, key=lambda sheet: (len(kind.guess(sheet["headings"])), sheet["rows"]))["name"]


class MapForm(forms.Form):
    """For each column of the kind the column of the sheet, and what holds for all rows that say nothing."""

    take_hidden = forms.BooleanField(
        label="Nhập cả các dòng bị ẩn trong tệp",
        required=False,
        help_text="Mặc định các dòng bị ẩn được bỏ qua.",
    )

    def __init__(self, *args, batch, sheet, **kwargs):
        super().__init__(*args, **kwargs)
        self.batch, self.kind, self.sheet = batch, KINDS[batch.kind], sheet
        headings = sheet["headings"]
        known = sheet["name"] == batch.sheet and batch.mapping
        guess = batch.mapping if known else self.kind.guess(headings)
        choices = [("", NOT_THERE), *self._choices(headings)]
        for column in self.kind.columns:
            self.fields[f"cot_{column.name}"] = forms.TypedChoiceField(
                label=column.label,
                choices=choices,
                coerce=int,
                empty_value=None,
                required=False,
                initial=guess.get(column.name),
                help_text=("Bắt buộc. " if column.required else "") + column.help,
            )
            if column.shared:
                self.fields[f"chung_{column.name}"] = self._shared(column, batch)
        if not sheet["hidden"]:
            del self.fields["take_hidden"]
        self.order_fields([name for name in self.fields if name != "take_hidden"])

    def _choices(self, headings):
        rows = list(
            self.batch.lines.filter(sheet=self.sheet["name"])
            .order_by("number")
            .values_list("cells", flat=True)[:SAMPLES]
        )
        for place, heading in enumerate(headings):
            texts = [row[place][:SAMPLE_LENGTH] for row in rows if place < len(row) and row[place]]
            sample = f" (ví dụ: {'; '.join(texts)})" if texts else ""
            yield place, f"Cột {column_letter(place)} – {heading or 'không có tiêu đề'}{sample}"

    def _shared(self, column, batch):
        label = f"{column.label}: chung cho các dòng không ghi"
        initial = batch.options.get(column.name, "")
        if column.name != "cluster":
            return LineFormField(label=label, required=False, max_length=200, initial=initial)
        titles = Cluster.objects.filter(authority=batch.authority).values_list("title", flat=True)
        choices = [("", "Không dùng"), *((title, title) for title in titles)]
        return forms.ChoiceField(label=label, choices=choices, required=False, initial=initial)

    def rows(self):
        """Yield (column, its field, the field for all rows or None), as the page shows them."""
        for column in self.kind.columns:
            shared = self[f"chung_{column.name}"] if column.shared else None
            yield column, self[f"cot_{column.name}"], shared

    def clean(self):
        data, used = super().clean(), {}
        for column in self.kind.columns:
            name = f"cot_{column.name}"
            place = data.get(name)
            if place is None and column.required and not data.get(f"chung_{column.name}"):
                hint = " hoặc ghi giá trị chung cho các dòng" if column.shared else ""
                self.add_error(name, f"Cần chọn cột cho mục bắt buộc này{hint}.")
            if place is not None and place in used:
                self.add_error(name, f"Cột này đã chọn cho mục “{used[place]}”.")
            used.setdefault(place, column.label)
        return data

    def mapping(self):
        names = [column.name for column in self.kind.columns]
        return {name: place for name in names if (place := self.cleaned_data[f"cot_{name}"]) is not None}

    def options(self):
        names = [column.name for column in self.kind.columns if column.shared]
        return {name: clean_line(text) for name in names if (text := self.cleaned_data[f"chung_{name}"])}


class LineForm(forms.Form):
    """The cells of one row, those with a problem marked with it."""

    def __init__(self, *args, line, **kwargs):
        super().__init__(*args, **kwargs)
        kind, batch = KINDS[line.batch.kind], line.batch
        self.line, headings = line, batch.headings
        problems = {}
        for _, _, what, right, name in line.problems:
            problems.setdefault(name, []).append(f"{what} {right}")
        for name, place in sorted(batch.mapping.items(), key=lambda item: item[1]):
            told = " ".join(problems.get(name, ()))
            self.fields[f"o_{place}"] = LineFormField(
                label=f"Cột {column_letter(place)} – {headings[place] or kind.column(name).label}",
                required=False,
                max_length=2000,
                initial=line.cells[place] if place < len(line.cells) else "",
                help_text=f"Lỗi: {told}" if told else kind.column(name).help,
            )

    def cells(self):
        return {int(name.removeprefix("o_")): text for name, text in self.cleaned_data.items()}


class ImportFilter(Filter):
    q = None
    co_quan = authority_choice()
    loai = forms.ChoiceField(
        label="Loại dữ liệu", choices=[("", "Tất cả"), *ImportBatch.Kind.choices], required=False
    )
    tinh_trang = forms.ChoiceField(
        label="Tình trạng", choices=[("", "Tất cả"), *ImportBatch.Status.choices], required=False
    )
    columns = {"loai": "kind", "tinh_trang": "status"}

    def __init__(self, data, *, user):
        super().__init__(data, user=user)
        self.fields["co_quan"].queryset = authorities_kept_by(user)


class UndoForm(forms.Form):
    reason = ProseFormField(label="Lý do hoàn tác", max_length=500)
