"""The attendance sheet of a conference as it is filled in: a row for each unit, a row for each guest."""

import json

from django import forms

from pledges.attending import OF_GUEST, OF_UNIT, attendance_sheet, guests_of, people_of
from pledges.models import Attending, Participant, UnitAttendance
from vietnamese.fields import LineFormField

AWAY = (Attending.ABSENT, Attending.STAND_IN)


class Row(forms.Form):
    """One row with what stood in it when the page was opened, so that only what was changed is written.

    ``changed`` holds that after a valid POST.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    names, state_name, reason_name = (), "", ""
    needs_away = "Chỉ ghi lý do khi vắng mặt hoặc cử người dự thay."

    def __init__(self, *args, row, label, **kwargs):
        self.row, self.label, self.changed = row, label, {}
        self.stored = {name: getattr(row, name) for name in self.names}
        super().__init__(*args, initial={**self.stored, "seen": self._seen_now()}, **kwargs)

    def _seen_now(self):
        return json.dumps([str(self.stored[name]) for name in self.names], ensure_ascii=False)

    def _seen_then(self):
        try:
            values = json.loads(self.cleaned_data.get("seen") or "")
        except (ValueError, RecursionError):
            values = None
        whole = isinstance(values, list) and len(values) == len(self.names)
        return dict(zip(self.names, values, strict=True)) if whole else self.stored

    def clean(self):
        data, seen = super().clean(), self._seen_then()
        self.touched = [name for name in self.names if name in data and data[name] != seen[name]]
        for name in self.touched:
            if self.stored[name] not in (seen[name], data[name]):
                self.add_error(
                    name,
                    f"Trong lúc trang này mở, người khác đã ghi “{self._shown(name)}”. "
                    "Ô này giữ nội dung vừa nhập; kiểm tra lại rồi lưu.",
                )
        self.complete(data)
        after = {**self.stored, **{name: data[name] for name in self.touched if name in data}}
        if after[self.reason_name] and after[self.state_name] not in AWAY:
            self.add_error(self.reason_name, self.needs_away)
        self.changed = {name: after[name] for name in self.names if after[name] != self.stored[name]}
        return data

    def complete(self, data):
        """Fill in what follows from what was typed."""

    def _shown(self, name):
        value = self.stored[name]
        return Attending(value).label if name == self.state_name else value or "để trống"

    def refreshed(self):
        """Return ``{key: value}`` to show again after a refusal: what was typed, and the stored rest."""
        touched = getattr(self, "touched", [])
        fresh = {
            name: self.stored[name] for name in self.names if name not in touched and name not in self.errors
        }
        return {self.add_prefix(name): value for name, value in {**fresh, "seen": self._seen_now()}.items()}


def _state():
    return forms.ChoiceField(label="Điểm danh", choices=Attending.choices, widget=forms.RadioSelect)


def _line(model, name, label):
    longest = model._meta.get_field(name).max_length
    widget = forms.TextInput(attrs={"autocomplete": "off", "class": "form-control", "placeholder": " "})
    return LineFormField(label=label, required=False, max_length=longest, widget=widget)


class UnitRow(Row):
    names, state_name, reason_name = OF_UNIT, "state", "reason"
    state = _state()
    representative = _line(UnitAttendance, "representative", "Người đại diện dự")
    post = _line(UnitAttendance, "post", "Chức vụ")
    reason = _line(UnitAttendance, "reason", "Lý do vắng, cử người thay")

    def __init__(self, *args, people, **kwargs):
        self.people = people
        super().__init__(*args, **kwargs)
        self.list_id = f"nguoi-{self.row.unit_id}"
        self.fields["representative"].widget.attrs["list"] = self.list_id

    def complete(self, data):
        """Somebody of the unit brings the post that is entered there."""
        if "representative" not in self.touched or data.get("post"):
            return
        typed = data["representative"].casefold()
        for person, title in self.people:
            if typed in (person.full_name.casefold(), person.titled_name.casefold()):
                data["post"] = title
                self.touched.append("post")
                return


class GuestRow(Row):
    names, state_name, reason_name = OF_GUEST, "attendance", "absence_reason"
    attendance = _state()
    stand_in = _line(Participant, "stand_in", "Người dự thay")
    absence_reason = _line(Participant, "absence_reason", "Lý do vắng, cử người thay")


class AttendanceForm(forms.Form):
    """The whole sheet. ``units`` and ``guests`` are its rows; nothing is saved unless every row is right."""

    def __init__(self, data=None, *, ceremony):
        super().__init__(data)
        sheet = attendance_sheet(ceremony)
        people = people_of(ceremony, [row.unit for row in sheet])
        self.units = [
            UnitRow(
                data,
                prefix=f"don-vi-{row.unit_id}",
                row=row,
                label=row.unit_name,
                people=people[row.unit_id],
            )
            for row in sheet
        ]
        guests = guests_of(ceremony.participants.select_related("person"))
        self.guests = [GuestRow(data, prefix=f"khach-{row.pk}", row=row, label=str(row)) for row in guests]

    def is_valid(self):
        rows = [*self.units, *self.guests]
        valid = all([super().is_valid(), *(row.is_valid() for row in rows)])
        if self.is_bound and not valid:
            shown = self.data.copy()
            for row in rows:
                for key, value in row.refreshed().items():
                    shown[key] = value
            for row in rows:
                row.data = shown
        return valid

    def changes(self):
        """Return the changes of units and of guests as ``actions.record_attendance`` takes them."""
        units = {row.row.unit_id: row.changed for row in self.units if row.changed}
        return units, {row.row.pk: row.changed for row in self.guests if row.changed}
