"""What may be typed about a handover: its day and parties, the checklist, the signatures."""

from django import forms
from django.utils import timezone

from clusters.handovers import parties_of
from clusters.models import Handover, HandoverItem
from vietnamese.dates import short_date
from vietnamese.fields import DayFormField, LineFormField, ProseFormField

State = HandoverItem.State
CHECKED = [(state.value, state.label) for state in (State.GIVEN, State.MISSING, State.NONE)]


def draft_of(parties):
    """A handover as it would be today: who stands for each side is known from terms and units."""
    today, year, following = timezone.localdate(), parties.year, parties.following
    held_on = min(max(today, year.starts_on), year.ends_on) if today < year.ends_on else today
    return Handover(
        cluster_year=year,
        outgoing=parties.outgoing,
        incoming=parties.incoming,
        held_on=held_on,
        takes_over_on=max(held_on, following.starts_on),
        outgoing_signatory=parties.outgoing_person.full_name if parties.outgoing_person else "",
        outgoing_post=parties.outgoing.head_post,
        incoming_signatory=parties.incoming_person.full_name if parties.incoming_person else "",
        incoming_post=parties.incoming.head_post,
    )


class HandoverForm(forms.ModelForm):
    """The sides are not typed: they follow from who chairs this year and who is confirmed for the next one."""

    class Meta:
        model = Handover
        fields = [
            "held_on",
            "takes_over_on",
            "venue",
            "outgoing_signatory",
            "outgoing_post",
            "incoming_signatory",
            "incoming_post",
            "note",
        ]
        labels = {
            "outgoing_signatory": "Đại diện bên giao",
            "outgoing_post": "Chức vụ của đại diện bên giao",
            "incoming_signatory": "Đại diện bên nhận",
            "incoming_post": "Chức vụ của đại diện bên nhận",
        }
        help_texts = {
            "outgoing_signatory": "Ghi họ và tên, không kèm học hàm, học vị. Chưa rõ thì để trống.",
            "incoming_signatory": "Ghi họ và tên, không kèm học hàm, học vị. Chưa rõ thì để trống.",
            "note": "In trong biên bản sau danh mục, ví dụ: kinh phí hoạt động, việc cần lưu ý.",
        }

    def clean_held_on(self):
        day, year = self.cleaned_data["held_on"], self.instance.cluster_year
        if day < year.starts_on:
            raise forms.ValidationError(
                f"Năm thi đua {year.year} bắt đầu ngày {short_date(year.starts_on)}; ngày bàn giao không được sớm hơn."
            )
        return day

    def clean(self):
        data = super().clean()
        year = self.instance.cluster_year
        parties = parties_of([year])[year.pk]
        if not parties.obstacle:
            self.instance.outgoing, self.instance.incoming = parties.outgoing, parties.incoming
        if parties.following:
            self._refuse_too_late(data.get("takes_over_on"), parties.following)
        return data

    def _refuse_too_late(self, day, following):
        """A slip of the year would leave the cluster without a chair, and nothing is mended once both signed."""
        if day and day > following.ends_on:
            self.add_error(
                "takes_over_on",
                f"Năm thi đua {following.year} kết thúc ngày {short_date(following.ends_on)}; ngày giữ vai trò "
                "không được muộn hơn.",
            )


class HandoverItemForm(forms.ModelForm):
    class Meta:
        model = HandoverItem
        fields = ["kind", "text"]
        help_texts = {"text": "Ví dụ: Biên bản hội nghị sơ kết 6 tháng; Cờ luân lưu của cụm."}


class CheckForm(forms.Form):
    """The whole checklist in one table; a line left alone stays as it is."""

    def __init__(self, *args, handover, **kwargs):
        super().__init__(*args, **kwargs)
        self.items = list(handover.items.all())
        for item in self.items:
            self.fields[f"{item.pk}_state"] = forms.ChoiceField(
                label="Tình trạng",
                choices=CHECKED,
                required=False,
                initial=item.state,
                widget=forms.RadioSelect,
            )
            self.fields[f"{item.pk}_note"] = LineFormField(
                label="Ghi chú", required=False, max_length=500, initial=item.note
            )

    def groups(self):
        """The lines for the template: ``[(kind in words, [(number, item, state field, note field), …]), …]``."""
        lines = [
            (number, item, self[f"{item.pk}_state"], self[f"{item.pk}_note"])
            for number, item in enumerate(in_order(self.items), 1)
        ]
        return [
            (kind.label, found)
            for kind in HandoverItem.Kind
            if (found := [line for line in lines if line[1].kind == kind])
        ]

    def clean(self):
        data = super().clean()
        for item in self.items:
            if data.get(f"{item.pk}_state") == State.MISSING and not data.get(f"{item.pk}_note"):
                self.add_error(f"{item.pk}_note", "Ghi rõ thiếu gì, bổ sung khi nào.")
        return data

    def states(self):
        """{item id: (state, note)} for the action."""
        return {
            item.pk: (
                self.cleaned_data[f"{item.pk}_state"] or item.state,
                self.cleaned_data[f"{item.pk}_note"],
            )
            for item in self.items
        }


def in_order(items):
    """The items by their kind, as page and paper number them."""
    kinds = HandoverItem.Kind.values
    return sorted(items, key=lambda item: (kinds.index(item.kind), item.position, item.pk))


class SignForm(forms.Form):
    signatory = LineFormField(
        label="Người ký", max_length=120, help_text="Ghi họ và tên, không kèm học hàm, học vị."
    )
    post = LineFormField(label="Chức vụ", max_length=200)
    on = DayFormField(label="Ngày ký")

    def __init__(self, *args, handover, side, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial |= {
            "signatory": getattr(handover, f"{side}_signatory"),
            "post": getattr(handover, f"{side}_post"),
            "on": handover.held_on,
        }

    def clean_on(self):
        day = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError("Ngày ký không được sau hôm nay. Ghi nhận khi đã ký.")
        return day


class UnsignForm(forms.Form):
    reason = ProseFormField(
        label="Lý do", help_text="Lý do được ghi vào nhật ký.", widget=forms.Textarea(attrs={"rows": 3})
    )
