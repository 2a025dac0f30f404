"""What follows from confirmed sheets: votes and orders of units that stand level, and publication."""

import uuid

from django.core.exceptions import ValidationError
from django.utils import timezone

from audit.record import action, insert, record
from audit.verbs import Verb
from awards.models import ManualPlace, ScoreSheet, ScoreTable
from awards.score_moves import lock_table
from awards.sheets import Board
from vietnamese.numbers import format_decimal

Status = ScoreSheet.Status


@action
def record_votes(table, votes, *, by):
    """Write how many voices units of the same total got: ``votes`` is ``{sheet pk: number, or None for no vote}``."""
    row = lock_table(table)
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
    row = lock_table(table)
    if not reason.strip():
        raise ValidationError({"reason": "Nêu lý do bỏ thứ tự đã xếp."})
    places = ManualPlace.objects.filter(sheet__in=sheets, sheet__table=row).order_by("position")
    if not places:
        raise ValidationError("Các đơn vị này chưa được xếp thứ tự.")
    names = {sheet.pk: sheet.unit_name for sheet in sheets}
    order = ", ".join(names[place.sheet_id] for place in places)
    places.delete()
    record(Verb.RANKED_BY_HAND, by=by, subject=table, changes=[["Thứ tự", order, ""]], note=reason.strip())


@action
def rank_by_hand(table, sheets, reason, *, by):
    """Put all units of one joint rank in order (``sheets``, best first), with a reason; an earlier order of them goes.

    Raises ValidationError where the rules tell the units apart, or some of those that share the rank are missing.
    """
    row = lock_table(table)
    if not reason.strip():
        raise ValidationError({"reason": "Nêu lý do xếp thứ tự."})
    ManualPlace.objects.filter(sheet__in=sheets).delete()
    joint = {}
    for place in Board(row).places:
        if place.is_joint:
            joint.setdefault(place.rank, set()).add(place.candidate.key)
    keys = [sheet.pk for sheet in sheets]
    if set(keys) not in joint.values() or len(set(keys)) != len(keys):
        raise ValidationError("Chỉ xếp thứ tự bằng tay giữa tất cả các đơn vị cùng hạng.")
    group = uuid.uuid4()
    for position, sheet in enumerate(sheets, start=1):
        insert(ManualPlace(sheet=sheet, group=group, position=position, reason=reason))
    order = ", ".join(sheet.unit_name for sheet in sheets)
    record(Verb.RANKED_BY_HAND, by=by, subject=row, changes=[["Thứ tự", "", order]], note=reason.strip())


@action
def publish_scores(table, *, by, seen=None):
    """Open → published: every sheet is confirmed, its result is written down and nothing changes any more.

    ``seen`` is the Board.digest of what the person saw; raises ValidationError where something changed since.
    """
    row = lock_table(table)
    if not row.is_open:
        raise ValidationError("Bảng điểm chưa mở chấm điểm nên chưa có kết quả để công bố.")
    board = Board(row)
    waiting = [sheet.unit_name for sheet in board.sheets if sheet.status != Status.CONFIRMED]
    if waiting or not board.sheets:
        raise ValidationError(f"Chưa công bố được: còn phiếu chưa xác nhận của {', '.join(waiting)}.")
    if faults := board.faults():  # amendments may have left it out of balance
        raise ValidationError(["Chưa công bố được: bảng điểm chưa cộng đủ.", *faults])
    if lacking := [sheet.unit_name for sheet in board.sheets if not board.sum_of(sheet).is_complete]:
        raise ValidationError(
            "Chưa công bố được: bảng điểm được điều chỉnh sau khi thẩm định, cần chấm bổ sung cho "
            f"{', '.join(lacking)}."
        )
    if seen is not None and seen != board.digest:
        raise ValidationError(
            "Kết quả vừa thay đổi, chưa công bố. Xem lại bảng dưới đây rồi xác nhận lần nữa."
        )
    by_key = {place.candidate.key: place for place in board.places}
    changes = []
    for sheet in board.sheets:
        place, found = by_key[sheet.pk], board.sum_of(sheet)
        sheet.total, sheet.rank, sheet.is_joint = found.total, place.rank, place.is_joint
        sheet.result_class, sheet.reason = board.class_of(sheet) or "", place.reason
        sheet.save(update_fields=["total", "rank", "is_joint", "result_class", "reason"])
        told = f"{format_decimal(found.total)} điểm, hạng {place.rank}" if place.rank else place.reason
        changes.append([sheet.unit_name, "", told])
    row.status, row.published_at = ScoreTable.Status.PUBLISHED, timezone.now()
    row.save(update_fields=["status", "published_at"])
    table.refresh_from_db()
    record(Verb.SCORES_PUBLISHED, by=by, subject=table, changes=changes)
