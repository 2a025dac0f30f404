"""Who is invited to a conference, and who came."""

from django.core.exceptions import ValidationError

from audit.record import action, insert, readable, record
from audit.verbs import Verb
from pledges.attending import heads_to_invite
from pledges.models import Ceremony, UnitAttendance
from pledges.moves import last_position


@action
def invite_heads(ceremony, *, by):
    """Add the head of every member unit for which nobody takes part yet."""
    Ceremony.objects.select_for_update(of=("self",)).get(pk=ceremony.pk)
    rows = heads_to_invite(ceremony)
    if not rows:
        raise ValidationError("Mỗi đơn vị thành viên đã có ít nhất một đại biểu trong danh sách.")
    last = last_position(ceremony.participants.all())
    for position, row in enumerate(rows, start=last + 1):
        row.position = position
        insert(row)
    changes = [["Đại biểu", "", str(row)] for row in rows]
    record(Verb.PARTICIPANT_ADDED, by=by, subject=ceremony, changes=changes)
    return rows


@action
def record_attendance(ceremony, units, guests, *, by):
    """Write what somebody changed on the attendance sheet, and nothing else.

    ``units`` maps the key of a unit, ``guests`` that of a participant, to ``{field: new value}``. What other
    people wrote meanwhile in other fields or rows stays.
    """
    Ceremony.objects.select_for_update(of=("self",)).get(pk=ceremony.pk)
    stored = {row.unit_id: row for row in ceremony.attendances.select_related("unit")}
    changes = []
    for unit_id, fields in units.items():
        row = stored.get(unit_id) or UnitAttendance(ceremony=ceremony, unit_id=unit_id)
        changes += _written(row, row.unit_name, fields)
    people = {row.pk: row for row in ceremony.participants.select_related("person")}
    for pk, fields in guests.items():
        if pk not in people:
            raise ValidationError(
                "Một đại biểu vừa được người khác bỏ khỏi danh sách nên chưa ghi được lần điểm danh này. "
                "Tải lại trang để xem danh sách mới nhất rồi ghi lại."
            )
        changes += _written(people[pk], str(people[pk]), fields)
    if changes:
        record(Verb.ATTENDANCE_RECORDED, by=by, subject=ceremony, changes=changes)
    return changes


def _written(row, who, fields):
    """Write the fields of one row and return the changes as the history tells them."""
    before = {name: readable(row._meta.get_field(name), row) for name in fields}
    for name, value in fields.items():
        setattr(row, name, value)
    after = {name: readable(row._meta.get_field(name), row) for name in fields}
    changed = [name for name in fields if before[name] != after[name]]
    if not changed:
        return []
    if row.pk:
        row.full_clean(exclude=[field.name for field in row._meta.fields if field.name not in fields])
        row.save(update_fields=list(fields))
    else:
        insert(row)
    labels = {name: row._meta.get_field(name).verbose_name for name in changed}
    return [[f"{who}: {labels[name]}", before[name], after[name]] for name in changed]
