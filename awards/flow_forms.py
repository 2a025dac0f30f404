"""What may be typed where dossiers move: an award that is decided already, a step for several dossiers."""

from django import forms

from awards.batches import sort_out
from awards.forms import RecordForm
from awards.moves import Move
from vietnamese.fields import DayFormField, LineFormField, ProseFormField


class AwardRecordForm(RecordForm):
    """A finished award in one form: who, what, by which decision, from which source."""

    number = LineFormField(
        label="Số quyết định",
        max_length=80,
        help_text="Ví dụ: 12/QĐ-UBND.",
        error_messages={"required": "Ghi số quyết định."},
    )
    on = DayFormField(label="Ngày quyết định", error_messages={"required": "Ghi ngày quyết định."})
    signer = LineFormField(
        label="Người ký quyết định", max_length=120, required=False, help_text="Chưa rõ thì để trống."
    )
    field_order = [
        "unit",
        "award",
        "nominee",
        "nominee_post",
        "person",
        "number",
        "on",
        "signer",
        "put_to",
        "put_to_name",
        "source_note",
    ]

    class Meta(RecordForm.Meta):
        labels = {
            "award": "Danh hiệu, hình thức được tặng",
            "put_to": "Cơ quan quyết định (trong hệ thống)",
            "put_to_name": "Cơ quan quyết định (khác)",
        }
        help_texts = {
            **RecordForm.Meta.help_texts,
            "nominee": "Ghi đúng như in trên bằng. Để trống nếu khen thưởng chính đơn vị.",
            "put_to": "Cơ quan đã ban hành quyết định.",
            "person": "Chỉ khi khen thưởng cá nhân đã có trong danh sách nhân sự.",
            "source_note": "Quyết định, báo cáo hoặc trang đã đăng; nơi lưu bản gốc.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["achievement"].widget.attrs["rows"] = 4
        self.fields["source_note"].required = True
        self.fields["source_note"].error_messages["required"] = (
            "Ghi nguồn: quyết định, báo cáo hoặc trang đã đăng."
        )

    def arguments(self):
        """Return what ``actions.record_award`` takes."""
        data = self.cleaned_data
        return self.instance, data["number"], data["on"], data["signer"]


class MoveForm(forms.Form):
    """The chosen dossiers with the step: who may take it, who may not and why. ``hang`` is sent back as
    “number:status” for every dossier that stood on the page as ready."""

    reason = ProseFormField(
        label="Lý do trả lại",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Một lý do cho tất cả hồ sơ được trả lại; hiện ở đầu mỗi hồ sơ.",
        error_messages={"required": "Ghi lý do trả lại hồ sơ."},
    )

    def __init__(self, data, *, rows, move, today):
        super().__init__(data)
        self.move = move
        self.ready, self.others = sort_out(rows, move, today)
        if move != Move.SEND_BACK:
            del self.fields["reason"]

    def seen(self):
        """Return {key: status when it was chosen} of what was confirmed."""
        offered = {str(row.pk): row.pk for row in (*self.ready, *(row for row, _ in self.others))}
        pairs = (text.partition(":") for text in self.data.getlist("hang"))
        return {offered[key]: status for key, _, status in pairs if key in offered}

    def arguments(self):
        """Return what ``actions.move_many`` takes."""
        return self.seen(), self.move, self.cleaned_data.get("reason", "")
