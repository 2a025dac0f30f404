"""What may be typed about a score table; once a unit has submitted, every form asks for the reason of the amendment."""

from decimal import Decimal

from django import forms
from django.db.models import Case, Count, When

from awards.models import HardStop, ResultClass, ScoreCriterion, ScoreLevel, ScoreTable, TieBreak
from awards.score_table_reading import below
from awards.sheets import Board, is_locked
from clusters.office_forms import documents_for
from vietnamese.fields import LineFormField, NumberFormField, ProseFormField
from vietnamese.numbers import format_decimal

Kind, Scale = ScoreCriterion.Kind, ScoreCriterion.Scale
ROWS = 8
POINTS = {"required": False, "max_digits": 7, "decimal_places": 2}


class Reasoned:
    """A form that asks for a reason while ``self.table`` is in use; ``given_reason`` is "" otherwise."""

    def ask_reason(self, table):
        if is_locked(table):
            self.fields["reason"] = ProseFormField(
                label="Lý do điều chỉnh",
                help_text="Đã có đơn vị nộp phiếu tự chấm. Lý do được ghi vào nhật ký cùng với thay đổi.",
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    @property
    def asks_reason(self):
        return "reason" in self.fields

    @property
    def given_reason(self):
        return self.cleaned_data.get("reason", "")


class ReasonForm(Reasoned, forms.Form):
    """Nothing but the reason, where one is asked for."""

    def __init__(self, *args, table, **kwargs):
        super().__init__(*args, **kwargs)
        self.ask_reason(table)


class ScoreTableForm(Reasoned, forms.ModelForm):
    class Meta:
        model = ScoreTable
        fields = [
            "title",
            "whole",
            "not_applicable",
            "ceiling",
            "digits",
            "extras_in_class",
            "basis",
            "self_due_on",
            "source_note",
        ]
        widgets = {
            "not_applicable": forms.RadioSelect,
            "source_note": forms.Textarea(attrs={"rows": 2}),
            "digits": forms.Select(
                choices=[(0, "Không có phần thập phân"), (1, "Một chữ số"), (2, "Hai chữ số")]
            ),
        }
        help_texts = {
            "not_applicable": "Tính lại: điểm của các tiêu chí còn lại được quy về điểm tối đa của nhóm.",
            "basis": "Chưa có trong danh sách thì thêm ở mục Văn bản trước.",
        }

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["basis"].queryset = documents_for(self.instance.cluster_year.cluster, user)
        self.fields["basis"].empty_label = "Không có hoặc chưa rõ"
        if self.instance.pk:
            self.ask_reason(self.instance)


# --- criteria --------------------------------------------------------------------------------------------


def named(row):
    return f"{row.mark} {row.name}"


class CriterionForm(Reasoned, forms.ModelForm):
    """One criterion. Which boxes count follows from its kind: what is not used by it is emptied, whatever was typed."""

    maximum = NumberFormField(label="Điểm tối đa", **POINTS)
    each = NumberFormField(
        label="Điểm một lần", help_text="Điểm thưởng ghi số dương, điểm trừ ghi số âm, ví dụ: -1.", **POINTS
    )
    rate = NumberFormField(
        label="Điểm trừ cho mỗi phần trăm hụt", required=False, max_digits=5, decimal_places=2
    )

    # Each box with the kinds that use it; the empty value of those that do not.
    USED_BY = {
        "maximum": ({Kind.GROUP, Kind.QUANTITY, Kind.JUDGEMENT, Kind.POINTS}, Decimal(0)),
        "step": ({Kind.QUANTITY, Kind.POINTS}, None),
        "measure": ({Kind.QUANTITY}, ""),
        "lower_is_better": ({Kind.QUANTITY}, False),
        "scale": ({Kind.QUANTITY}, Scale.PROPORTIONAL),
        "rate": ({Kind.QUANTITY}, Decimal(1)),
        "each": ({Kind.EXTRA}, Decimal(0)),
        "cap": ({Kind.GROUP, Kind.EXTRA}, None),
        "needs_evidence": ({Kind.QUANTITY, Kind.JUDGEMENT, Kind.POINTS, Kind.EXTRA}, False),
    }

    class Meta:
        model = ScoreCriterion
        fields = [
            "parent",
            "kind",
            "name",
            "maximum",
            "step",
            "each",
            "cap",
            "measure",
            "lower_is_better",
            "scale",
            "rate",
            "guidance",
            "needs_evidence",
        ]
        widgets = {
            "kind": forms.RadioSelect,
            "scale": forms.RadioSelect,
            "guidance": forms.Textarea(attrs={"rows": 5}),
        }
        labels = {"cap": "Mức tối đa được cộng hoặc bị trừ"}
        help_texts = {
            "parent": "Nhóm thì có thể nằm trong nhóm khác.",
            "cap": "Điểm trừ ghi số âm. Để trống nếu không giới hạn.",
            "measure": "Ví dụ: hội viên, mô hình, %.",
            "lower_is_better": "Ví dụ: số vụ việc khiếu nại, tỷ lệ hội viên vi phạm.",
            "guidance": "Cách tính, mức trừ, tài liệu cần có. Đơn vị đọc phần này khi tự chấm.",
        }

    def __init__(self, *args, board=None, **kwargs):
        super().__init__(*args, **kwargs)
        table, row = self.instance.table, self.instance
        self.board = board or Board(table, table.sheets.none())
        apart = below(self.board.criteria, row) if row.pk else set()
        groups = [one for one in self.board.criteria if one.kind == Kind.GROUP and one.pk not in apart]
        self.fields["parent"].queryset = table.criteria.filter(pk__in=[one.pk for one in groups])
        self.fields["parent"].choices = [
            ("", "Không thuộc nhóm nào"),
            *((one.pk, named(one)) for one in groups),
        ]
        self._fix_kind(row, apart)
        self._add_levels(row)
        self.ask_reason(table)
        if not row.pk:
            self.initial["maximum"] = None

    def _fix_kind(self, row, apart):
        """Where parts or points stand below a criterion its kind stays."""
        kind = self.fields["kind"]
        kind.choices = Kind.choices
        if row.pk and (len(apart) > 1 or row.entries.exists()):
            kind.choices = [choice for choice in Kind.choices if choice[0] == row.kind]
            kind.help_text = (
                "Nhóm đang có tiêu chí bên trong nên không đổi loại được."
                if len(apart) > 1
                else "Đã có điểm ở tiêu chí này nên không đổi loại được."
            )

    def _add_levels(self, row):
        kept = list(row.levels.all()) if row.pk else []
        self.rows = max(ROWS, len(kept))
        for place in range(1, self.rows + 1):
            level = kept[place - 1] if place <= len(kept) else None
            self.fields[f"label_{place}"] = LineFormField(
                label=f"Mức {place}", required=False, max_length=100
            )
            self.fields[f"percent_{place}"] = NumberFormField(
                label=f"Khung {place}: từ (%)",
                required=False,
                min_value=0,
                max_digits=6,
                decimal_places=2,
            )
            for name, of in (("label_points", "mức"), ("percent_points", "khung")):
                self.fields[f"{name}_{place}"] = NumberFormField(
                    label=f"Điểm của {of} {place}", min_value=0, **POINTS
                )
            if level is not None:
                name, value = ("label", level.label) if level.label else ("percent", level.percent)
                self.initial |= {f"{name}_{place}": value, f"{name}_points_{place}": level.points}

    def level_rows(self, name):
        """The boxes of levels ("label") or bands ("percent"), in pairs with their points."""
        return [
            (self[f"{name}_{place}"], self[f"{name}_points_{place}"]) for place in range(1, self.rows + 1)
        ]

    @property
    def labelled(self):
        return self.level_rows("label")

    @property
    def banded(self):
        return self.level_rows("percent")

    def clean(self):
        data = super().clean()
        kind = data.get("kind")
        if not kind:
            return data
        for name, (kinds, empty) in self.USED_BY.items():
            if kind not in kinds:
                data[name] = empty
                self._errors.pop(name, None)
        if data.get("rate") is None and "rate" not in self.errors:
            data["rate"] = Decimal(1)
        if kind != Kind.EXTRA:
            self._need_maximum(data, kind)
        else:
            self._need_points_of_extra(data)
        self._read_levels(data, kind)
        return data

    def _need_maximum(self, data, kind):
        if "maximum" in self.errors:
            return
        if data.get("maximum") is None and kind == Kind.GROUP:
            data["maximum"] = Decimal(0)  # a group of bonus and penalty alone has none
        elif not data.get("maximum"):
            self.add_error("maximum", "Ghi điểm tối đa của tiêu chí.")
        elif data["maximum"] < 0:
            self.add_error("maximum", "Điểm tối đa không được âm.")

    def _need_points_of_extra(self, data):
        if {"each", "cap"} & self.errors.keys():
            return
        data["each"] = data.get("each") or Decimal(0)
        cap = data.get("cap")
        if not data["each"] and not cap:
            self.add_error("each", "Ghi điểm một lần (điểm trừ ghi số âm), hoặc ghi mức tối đa.")
        elif cap is not None and data["each"] * cap < 0:
            self.add_error("cap", "Điểm một lần và mức tối đa phải cùng là điểm cộng hoặc cùng là điểm trừ.")

    def _read_levels(self, data, kind):
        """Keep the levels that this kind uses; errors of boxes that do not count are dropped."""
        by_level = {
            "label": kind == Kind.JUDGEMENT,
            "percent": kind == Kind.QUANTITY and data.get("scale") == Scale.BANDS,
        }
        self.given_levels = []
        for name, counts in by_level.items():
            for place in range(1, self.rows + 1):
                boxes = (f"{name}_{place}", f"{name}_points_{place}")
                if not counts:
                    for box in boxes:
                        self._errors.pop(box, None)
                elif not self.errors.keys() & set(boxes):
                    self._read_level(data, name, boxes)
        if any(by_level.values()) and not self.given_levels and not self._has_level_errors():
            first = "label_1" if by_level["label"] else "percent_1"
            self.add_error(first, "Ghi ít nhất một mức và điểm của mức đó.")

    def _has_level_errors(self):
        return any(name.startswith(("label_", "percent_")) for name in self.errors)

    def _read_level(self, data, name, boxes):
        what, points = (data.get(box) for box in boxes)
        if what in ("", None):
            if points is not None:
                said = "Ghi tên mức." if name == "label" else "Ghi tỷ lệ hoàn thành của khung này."
                self.add_error(boxes[0], said)
            return None
        if points is None:
            return self.add_error(boxes[1], "Ghi điểm của mức này.")
        most = data.get("maximum")
        if most is not None and points > most:
            return self.add_error(boxes[1], f"Điểm của một mức không vượt quá {format_decimal(most)}.")
        if what in [level.label or level.percent for level in self.given_levels]:
            return self.add_error(boxes[0], "Mức này đã ghi ở trên.")
        return self.given_levels.append(ScoreLevel(**{name: what}, points=points))


class MoveForm(ReasonForm):
    """Up or down by one place."""

    huong = forms.ChoiceField(
        choices=[("len", "Chuyển lên"), ("xuong", "Chuyển xuống")], label="Hướng chuyển"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["huong"].widget = forms.RadioSelect(choices=self.fields["huong"].choices)

    @property
    def places(self):
        return -1 if self.cleaned_data["huong"] == "len" else 1


# --- classes, ties, stops --------------------------------------------------------------------------------


class OfTableForm(Reasoned, forms.ModelForm):
    """A rule of the table that its instance names."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.ask_reason(self.instance.table)


class ResultClassForm(OfTableForm):
    class Meta:
        model = ResultClass
        fields = ["name", "least"]
        labels = {"name": "Tên mức xếp loại"}
        help_texts = {
            "name": "Ví dụ: Hoàn thành xuất sắc nhiệm vụ.",
            "least": "Đơn vị đạt từ số điểm này trở lên thì được xếp loại này, nếu chưa đạt mức cao hơn.",
        }

    def clean_least(self):
        least = self.cleaned_data["least"]
        if least < 0:
            raise forms.ValidationError("Số điểm không được âm.")
        table = self.instance.table
        most = table.ceiling if table.extras_in_class else table.whole
        if most is not None and least > most:
            raise forms.ValidationError(
                f"Không đơn vị nào đạt được mức này: số điểm cao nhất để xếp loại là {format_decimal(most)}."
            )
        return least


class TieBreakForm(OfTableForm):
    class Meta:
        model = TieBreak
        fields = ["what", "criterion"]
        widgets = {"what": forms.RadioSelect}
        help_texts = {"criterion": "Chỉ chọn khi so điểm của một nhóm, tiêu chí."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        table = self.instance.table
        rows = Board(table, table.sheets.none()).criteria
        self.fields["what"].choices = TieBreak.What.choices
        self.fields["criterion"].queryset = table.criteria.all()
        self.fields["criterion"].choices = [("", "Không chọn"), *((row.pk, named(row)) for row in rows)]

    def clean(self):
        data = super().clean()
        what, criterion = data.get("what"), data.get("criterion")
        if what == TieBreak.What.GROUP and criterion is None and "criterion" not in self.errors:
            self.add_error("criterion", "Chọn nhóm, tiêu chí để so điểm.")
        elif what and what != TieBreak.What.GROUP:
            data["criterion"] = criterion = None
            self._errors.pop("criterion", None)
        rules = self.instance.table.tie_breaks
        if what and not self.errors and rules.filter(what=what, criterion=criterion).exists():
            self.add_error("what", "Quy tắc này đã có trong bảng điểm.")
        return data


class HardStopForm(OfTableForm):
    class Meta:
        model = HardStop
        fields = ["text"]
        help_texts = {
            "text": "Ví dụ: Người đứng đầu đơn vị bị kỷ luật trong năm. Dù được bao nhiêu điểm cũng không xếp hạng."
        }


# --- copying ---------------------------------------------------------------------------------------------


def sources_for(year, user):
    """Tables that a person may copy into the year: those of the same cluster first, the latest first."""
    return (
        ScoreTable.objects.visible_to(user)
        .exclude(cluster_year=year)
        .annotate(
            lines=Count("criteria"),
            nearness=Case(When(cluster_year__cluster=year.cluster_id, then=0), default=1),
        )
        .filter(lines__gt=0)
        .select_related("cluster_year__cluster")
        .order_by("nearness", "-cluster_year__year", "cluster_year__cluster__sort_key", "pk")
    )


class SourceChoice(forms.ModelChoiceField):
    def label_from_instance(self, table):
        return f"{table.cluster_year}: {table.lines} dòng, {format_decimal(table.whole)} điểm"


class CopyForm(forms.Form):
    nguon = SourceChoice(label="Chép từ bảng điểm của", queryset=ScoreTable.objects.none(), empty_label=None)

    def __init__(self, *args, year, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["nguon"].queryset = sources_for(year, user)

    @property
    def chosen(self):
        """The table that was asked for, else the nearest one; None where there is none or a wrong one was asked for."""
        if self.is_bound:
            return self.cleaned_data["nguon"] if self.is_valid() else None
        return self.fields["nguon"].queryset.first()
