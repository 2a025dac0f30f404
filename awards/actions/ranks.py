"""What people decide about units that stand level: votes, and taking an order back. Publication is in scores.py."""

from django.core.exceptions import ValidationError

from audit.record import action, record
from audit.verbs import Verb
from awards.actions.scores import _lock_table
from awards.models import ManualPlace
from awards.sheets import Board


@action
def record_votes(table, votes, *, by):
    """Write how many voices units of the same total got: ``votes`` is ``{sheet pk: number, or None for no vote}``."""
    row = _lock_table(table)
    if not row.is_open:
        raise ValidationError("Bảng điểm chưa mở chấm điểm.")
    changes = []
    for sheet in Board(row).sheets:
        before, after = sheet.votes, votes.get(sheet.pk, sheet.votes)
        if before == after:
            continue
        sheet.votes = after
        sheet.full_clean(exclude=["table", "unit", "checker"])
        sheet.save(update_fields=["votes"])
        told = ["" if number is None else str(number) for number in (before, after)]
        changes.append([f"Số phiếu của {sheet.unit_name}", *told])
    if changes:
        record(Verb.RANKED_BY_HAND, by=by, subject=table, changes=changes, note="Ghi kết quả bỏ phiếu.")


@action
def share_rank(table, sheets, reason, *, by):
    """Take back the order that people gave to these units: they share their rank again."""
    row = _lock_table(table)
    if not reason.strip():
        raise ValidationError({"reason": "Nêu lý do bỏ thứ tự đã xếp."})
    places = ManualPlace.objects.filter(sheet__in=sheets, sheet__table=row).order_by("position")
    if not places:
        raise ValidationError("Các đơn vị này chưa được xếp thứ tự.")
    names = {sheet.pk: sheet.unit_name for sheet in sheets}
    order = ", ".join(names[place.sheet_id] for place in places)
    places.delete()
    record(Verb.RANKED_BY_HAND, by=by, subject=table, changes=[["Thứ tự", order, ""]], note=reason.strip())
