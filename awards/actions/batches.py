"""Several dossiers of one cluster-year in one step: all of them or none."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from audit.record import action, record
from audit.verbs import Verb
from awards.actions.dossiers import MOVES
from awards.batches import ONE_YEAR, line_of_history
from awards.models import Nomination
from awards.moves import Move


@action
def move_many(seen, move, reason="", *, by, today=None):
    """Take the step for every dossier of ``seen``, which tells the status that each was chosen in.

    Raises ValidationError, and moves none, where one has moved on meanwhile, one may not take the step, or they
    belong to several years.
    """
    rows = Nomination.objects.select_for_update(of=("self",)).filter(pk__in=seen).order_by("pk")
    rows = list(rows.select_related("award", "lowered_to", "unit", "person", "cluster_year__cluster"))
    if not rows:
        raise ValidationError("Chưa chọn hồ sơ nào.")
    if len({row.cluster_year_id for row in rows}) > 1:
        raise ValidationError(ONE_YEAR)
    if away := [row.nominee_name for row in rows if row.status != seen[row.pk]]:
        raise ValidationError(
            f"Chưa chuyển hồ sơ nào: hồ sơ của {', '.join(away)} vừa được người khác chuyển bước. "
            "Danh sách dưới đây đã cập nhật; xem lại rồi xác nhận."
        )
    day, changes, refused = today or timezone.localdate(), [], []
    for row in rows:
        try:
            changes.append(line_of_history(row, MOVES[move](row, reason, day)))
        except ValidationError as error:
            refused.append(f"{row.nominee_name}: {' '.join(error.messages)}")
    if refused:
        raise ValidationError(["Chưa chuyển hồ sơ nào.", *refused])
    note = ". ".join(filter(None, [str(Move(move).label), reason.strip()]))
    record(Verb.NOMINATIONS_MOVED, by=by, subject=rows[0].cluster_year, changes=changes, note=note)
    return rows
