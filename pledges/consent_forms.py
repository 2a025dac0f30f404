"""What may be typed about a round of comments: sending, answering, and how the units consented."""

from django import forms

from pledges.models import Comment, Consent
from vietnamese.fields import DayFormField, ProseFormField

Kind = Consent.Kind
NOT_RECORDED = ("", "Chưa ghi nhận")
VERDICTS = (Comment.Verdict.ACCEPTED, Comment.Verdict.PARTLY, Comment.Verdict.DECLINED)


class SendForm(forms.Form):
    comments_due_on = DayFormField(
        label="Hạn góp ý", help_text="Các đơn vị góp ý đến hết ngày này. Hạn chung cho mọi đơn vị."
    )
    note = ProseFormField(
        label="Nội dung chỉnh sửa của lần này",
        required=False,
        help_text="Lần đầu để trống được. Từ lần sau ghi ngắn gọn đã sửa gì, các đơn vị đọc trước khi góp ý.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AnswerForm(forms.Form):
    verdict = forms.ChoiceField(
        label="Kết quả xem xét",
        choices=[(verdict.value, verdict.label) for verdict in VERDICTS],
        widget=forms.RadioSelect,
    )
    answer = ProseFormField(
        label="Ý kiến tiếp thu, giải trình",
        required=False,
        help_text="Không tiếp thu, hoặc chỉ tiếp thu một phần, thì ghi rõ lý do.",
    )


class ConsentForm(forms.Form):
    """How each unit consented that has not done so by itself; one choice may stand for all others."""

    others = forms.ChoiceField(label="Các đơn vị còn lại", required=False)

    def __init__(self, *args, answers, user, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.missing = answers.missing
        self.offered = {row.unit_id: answers.offered(row, user, today) for row in self.missing}
        for row in self.missing:
            self.fields[f"unit_{row.unit_id}"] = forms.ChoiceField(
                label=row.name, required=False, choices=_choices(self.offered[row.unit_id])
            )
        shared = [
            kind
            for kind in (Kind.AT_MEETING, Kind.NO_ANSWER)
            if any(kind in kinds for kinds in self.offered.values())
        ]
        self.fields["others"].choices = _choices(shared)
        self.fields["others"].help_text = (
            "Dùng cho mọi đơn vị để ở “Chưa ghi nhận” trong bảng trên; đơn vị không thuộc trường hợp đó vẫn "
            "phải ghi riêng."
        )
        if len(self.missing) < 2:
            del self.fields["others"]
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select"

    @property
    def rows(self):
        """Return ``[(answer, bound field), …]`` of the units without consent."""
        return [(row, self[f"unit_{row.unit_id}"]) for row in self.missing]

    def consents(self):
        """Return ``{unit id: Consent.Kind}`` of what was chosen."""
        others = self.cleaned_data.get("others", "")
        chosen = {}
        for row in self.missing:
            kind = self.cleaned_data[f"unit_{row.unit_id}"] or (
                others if others in self.offered[row.unit_id] else ""
            )
            if kind:
                chosen[row.unit_id] = kind
        return chosen


class ConsentOfAllForm(forms.Form):
    """How the units consented whose consent to their own texts is not there; for all texts at once."""

    others = forms.ChoiceField(
        label="Đơn vị chưa có ý kiến thống nhất",
        required=False,
        choices=[
            NOT_RECORDED,
            (Kind.AT_MEETING.value, Kind.AT_MEETING.label),
            (Kind.NO_ANSWER.value, Kind.NO_ANSWER.label),
        ],
        help_text="Để “Chưa ghi nhận” thì chỉ thống nhất bản của những đơn vị đã nhất trí.",
    )


def _choices(kinds):
    return [NOT_RECORDED, *((kind.value, kind.label) for kind in kinds)]
