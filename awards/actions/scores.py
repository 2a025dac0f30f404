"""What is done to score sheets, from the unit's own points to their confirmation. One transaction, one event each."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from audit.record import action, check, differences, record, remove, save_changed, save_new, snapshot
from audit.verbs import Verb
from awards import scoring
from awards.checking import REFUSED, may_check
from awards.models import ScoreEntry, ScoreSheet
from awards.score_moves import lock_sheet, lock_table
from awards.sheets import Board, key_of, pure_entry, stamp_of
from documents.uploads import delete_on_commit, refuse_one_too_many
from vietnamese.numbers import format_decimal

Status, Stage = ScoreSheet.Status, ScoreEntry.Stage
STAGE_OF = {Status.SELF: Stage.SELF, Status.SUBMITTED: Stage.CHECK}


@action
def score(sheet, stage, entries, *, by, seen=None):
    """Write what one side gives for some criteria of a sheet: ``entries`` are ScoreEntries, saved all or none.

    ``seen`` gives by criterion key the ``stamp_of`` what the person had before them: what a colleague wrote since then
    is not overwritten. Raises ValidationError, with the criterion's key as field, for that, for points out of range or
    step, for a change of the unit's own points without a reason, and where the sheet is not in the hands of this side.
    """
    table, row = lock_sheet(sheet)
    if STAGE_OF.get(Status(row.status)) != stage:
        raise ValidationError(
            f"Phiếu đang ở bước “{row.get_status_display()}” nên không chấm được ở bước này. Tải lại trang."
        )
    if stage == Stage.CHECK and not may_check(by, row):
        raise ValidationError(REFUSED)
    board = Board(table, ScoreSheet.objects.filter(pk=row.pk))
    known = {key_of(leaf): leaf for leaf in board.leaves}
    pure = {line.key: line for line in board.pure.walk()}
    stored, own = board.entries[row.pk, stage], board.entries[row.pk, Stage.SELF]
    changes, wrong = [], {}
    for entry in entries:
        key = str(entry.criterion_id)
        if key not in known:
            raise ValidationError("Tiêu chí vừa được bỏ khỏi bảng điểm. Tải lại trang.")
        entry.sheet, entry.stage, entry.entered_by = row, stage, by
        if fault := _fault(pure[key], entry, own.get(key) if stage == Stage.CHECK else None):
            wrong[key] = fault
            continue
        if told := _meanwhile(entry, stored.get(key), (seen or {}).get(key)):
            wrong[key] = told
            continue
        changes += _write_entry(known[key], entry, stored.get(key))
    if wrong:
        raise ValidationError(wrong)
    _refuse_absurd_total(row, stage, [known[str(entry.criterion_id)] for entry in entries])
    if changes:
        note = f"{stage.label}: {row.unit_name}"
        record(Verb.SHEET_SCORED, by=by, subject=row, changes=changes, note=note)


def _refuse_absurd_total(sheet, stage, written):
    """Several bonuses, each good by itself, may add up to more than a sheet can say."""
    extras = [leaf for leaf in written if leaf.kind == leaf.Kind.EXTRA]
    if not extras:
        return
    found = Board(sheet.table, ScoreSheet.objects.filter(pk=sheet.pk)).sum_of(sheet, stage)
    total = found.extra if found.total is None else found.total
    if abs(total) > scoring.LARGEST:
        raise ValidationError(
            {
                key_of(extras[-1]): f"Tổng điểm của phiếu thành {format_decimal(total)}, vượt quá mức "
                f"{format_decimal(scoring.LARGEST)} mà phiếu ghi được. Kiểm tra lại số lần của điểm thưởng, điểm trừ."
            }
        )


def _fault(criterion, entry, own):
    """What is wrong with an entry, "" where nothing is; ``own`` is what the unit gave itself."""
    given = pure_entry(entry)
    if fault := scoring.fault_of(criterion, given):
        return fault
    if own is None or entry.note:
        return ""
    if scoring.points_of(criterion, given) is None and given.applies:
        return ""
    before, after = pure_entry(own), given
    same = before.applies == after.applies and scoring.points_of(criterion, before) == scoring.points_of(
        criterion, after
    )
    return "" if same else f"“{criterion.name}”: điểm khác với đơn vị tự chấm thì nêu lý do."


def _meanwhile(entry, stored, seen):
    """Say who else wrote this criterion since it was ``seen``; "" where nobody did, or they wrote the same."""
    if seen is None or stored is None or stamp_of(stored) in (seen, stamp_of(entry)):
        return ""
    at = f"{timezone.localtime(stored.entered_at):%H:%M}"
    who = (
        "Chính tài khoản này" if stored.entered_by == entry.entered_by else stored.entered_by.get_full_name()
    )
    return (
        f"{who} vừa ghi tiêu chí này lúc {at}. Phần vừa gõ còn trong ô nhưng chưa lưu; "
        "lưu lần nữa nếu muốn thay phần đã ghi."
    )


GIVEN = ("applies", "plan", "result", "level", "times", "points", "note", "entered_by")


def _write_entry(criterion, entry, stored):
    before = snapshot(stored) if stored else {}
    if stored:
        for name in GIVEN:
            setattr(stored, name, getattr(entry, name))
        entry = stored
    elif pure_entry(entry) == scoring.NOTHING and not entry.note:
        return []
    check(entry)
    changed = [
        line for line in differences(before, entry) if line[0] not in ("Phiếu", "Tiêu chí", "Bên chấm")
    ]
    if changed:
        entry.save()
    return [[f"{criterion.name}: {label.lower()}", old, new] for label, old, new in changed]


def _step(sheet, to, **fields):
    """Lock, check that ``to`` may follow, write. A reason for which the sheet came back is over with the next step."""
    table, row = lock_sheet(sheet)
    if not table.is_open:
        raise ValidationError("Bảng điểm chưa mở chấm điểm.")
    if to not in ScoreSheet.STEPS[row.status]:
        raise ValidationError(
            f"Phiếu đang ở bước “{row.get_status_display()}” nên không chuyển sang “{Status(to).label}” được. "
            "Tải lại trang để xem tình trạng mới nhất."
        )
    changes = [["Tình trạng", row.get_status_display(), str(Status(to).label)]]
    row.status = to
    for name, value in {"sent_back_reason": "", **fields}.items():
        setattr(row, name, value)
    row.save(update_fields=["status", "sent_back_reason", *fields])
    sheet.refresh_from_db()
    return changes


@action
def submit_sheet(sheet, *, by):
    """Self → submitted. Raises ValidationError while a criterion is not scored or lacks the evidence that it needs."""
    changes = _step(sheet, Status.SUBMITTED, submitted_at=timezone.now())
    board = Board(sheet.table, ScoreSheet.objects.filter(pk=sheet.pk))
    _refuse_incomplete(board, sheet, Stage.SELF)
    proved = set(sheet.evidence.values_list("criterion_id", flat=True))
    lines = board.sum_of(sheet, Stage.SELF).lines
    bare = [
        leaf.name
        for leaf in board.leaves
        if leaf.needs_evidence and leaf.pk not in proved and lines[key_of(leaf)].points
    ]
    if bare:
        raise ValidationError(f"Cần tải lên minh chứng cho: {'; '.join(bare)}.")
    total = format_decimal(board.sum_of(sheet, Stage.SELF).total)
    record(Verb.SHEET_SUBMITTED, by=by, subject=sheet, changes=[*changes, ["Tổng điểm tự chấm", "", total]])


def _refuse_incomplete(board, sheet, stage):
    found = board.sum_of(sheet, stage)
    if found.is_complete and found.total is not None:
        return
    lines = found.lines
    open_ones = [
        leaf.name for leaf in board.leaves if lines[key_of(leaf)].expected and not lines[key_of(leaf)].scored
    ]
    raise ValidationError(
        f"Còn {len(open_ones)} tiêu chí chưa chấm: {'; '.join(open_ones[:5])}{'…' if len(open_ones) > 5 else ''}."
        if open_ones
        else "Phiếu chưa có tiêu chí nào được chấm."
    )


def _refuse_unchecked_extras(board, sheet):
    """A bonus or penalty that the unit claims is not passed over in silence: agreed to, or changed with a reason."""
    own, checked = board.sum_of(sheet, Stage.SELF).lines, board.entries[sheet.pk, Stage.CHECK]
    silent = [
        leaf.name
        for leaf in board.leaves
        if leaf.kind == leaf.Kind.EXTRA
        and own[key_of(leaf)].extra
        and (key_of(leaf) not in checked or pure_entry(checked[key_of(leaf)]) == scoring.NOTHING)
    ]
    if silent:
        raise ValidationError(
            f"Chưa thẩm định điểm thưởng, điểm trừ đơn vị đã tự chấm: {'; '.join(silent)}. "
            "Không tính thì ghi 0 và nêu lý do."
        )


@action
def finish_check(sheet, *, by):
    """Submitted → checked, once every criterion has its checked points."""
    if not may_check(by, sheet):
        raise ValidationError(REFUSED)
    changes = _step(sheet, Status.CHECKED)
    board = Board(sheet.table, ScoreSheet.objects.filter(pk=sheet.pk))
    _refuse_incomplete(board, sheet, Stage.CHECK)
    _refuse_unchecked_extras(board, sheet)
    total = format_decimal(board.sum_of(sheet).total)
    record(Verb.SHEET_CHECKED, by=by, subject=sheet, changes=[*changes, ["Tổng điểm thẩm định", "", total]])


@action
def confirm_sheet(sheet, *, by):
    """Checked → confirmed: the council stands by the points."""
    changes = _step(sheet, Status.CONFIRMED)
    record(Verb.SHEET_CONFIRMED, by=by, subject=sheet, changes=changes)


@action
def confirm_sheets(sheets, *, by):
    """Confirm several sheets of one table, all of them or none."""
    table = lock_table(sheets[0].table)
    rows = ScoreSheet.objects.select_for_update(of=("self",)).select_related("unit")
    rows = list(
        rows.filter(table=table, pk__in=[sheet.pk for sheet in sheets]).order_by("unit__sort_key", "pk")
    )
    for row in rows:
        row.table = table
    if away := [row.unit_name for row in rows if row.status != Status.CHECKED]:
        raise ValidationError(
            f"Chưa xác nhận phiếu nào: phiếu của {', '.join(away)} không còn ở bước chờ xác nhận. "
            "Tải lại trang rồi chọn lại."
        )
    changes = []
    for row in rows:
        changes.append([row.unit_name, row.get_status_display(), str(Status.CONFIRMED.label)])
        row.status, row.sent_back_reason = Status.CONFIRMED, ""
        row.save(update_fields=["status", "sent_back_reason"])
    record(Verb.SHEET_CONFIRMED, by=by, subject=table, changes=changes)


@action
def send_sheet_back(sheet, reason, *, by):
    """Exactly one step back. Raises ValidationError without a reason, and for a sheet at its first step."""
    if not reason.strip():
        raise ValidationError({"reason": "Nêu lý do trả lại."})
    back = ScoreSheet.BACK.get(Status(ScoreSheet.objects.get(pk=sheet.pk).status))
    if back is None:
        raise ValidationError("Phiếu đang ở bước đơn vị tự chấm nên không trả lại được nữa.")
    changes = _step(sheet, back, sent_back_reason=reason)
    record(Verb.SHEET_SENT_BACK, by=by, subject=sheet, changes=changes, note=reason.strip())


@action
def name_checker(sheet, unit, *, by):
    """Let another member unit check the sheet; None: the chair does."""
    table, row = lock_sheet(sheet)
    if row.status not in (Status.SELF, Status.SUBMITTED):
        raise ValidationError("Phiếu đã thẩm định xong nên không phân công lại được.")
    if unit is not None and unit.pk not in table.cluster_year.place().unit_ids:
        raise ValidationError({"checker": "Chọn một đơn vị thành viên của năm này."})
    row.checker = unit
    save_changed(row, Verb.SHEET_CHECKER_NAMED, by=by)
    sheet.refresh_from_db()


@action
def name_checkers(table, pairs, *, by):
    """Say for several sheets who checks them: ``pairs`` are (sheet, unit or None for the chair). All or none."""
    table, changes = lock_table(table), []
    members = table.cluster_year.place().unit_ids
    rows = ScoreSheet.objects.select_for_update(of=("self",)).filter(table=table).select_related("unit")
    locked = {row.pk: row for row in rows}
    for sheet, unit in pairs:
        row = locked[sheet.pk]
        row.table = table
        if row.checker_id == (unit.pk if unit else None):
            continue
        if row.status not in (Status.SELF, Status.SUBMITTED):
            raise ValidationError(
                f"Phiếu của {row.unit_name} đã thẩm định xong nên không phân công lại được. "
                "Chưa thay đổi phân công nào."
            )
        if unit is not None and unit.pk not in members:
            raise ValidationError("Chọn đơn vị thành viên của năm này.")
        before, row.checker = row.checker, unit
        row.full_clean()
        row.save(update_fields=["checker"])
        changes.append([row.unit_name, str(before or ""), str(unit or "")])
    if changes:
        record(Verb.SHEET_CHECKER_NAMED, by=by, subject=table, changes=changes)


@action
def ask_question(question, *, by):
    """Ask the unit to explain, while its sheet is being checked."""
    _, row = lock_sheet(question.sheet)
    if row.status != Status.SUBMITTED:
        raise ValidationError("Chỉ yêu cầu giải trình khi phiếu đang được thẩm định.")
    if not may_check(by, row):
        raise ValidationError(REFUSED)
    question.asked_by = by
    return save_new(question, Verb.SCORE_QUESTION_ASKED, by=by)


@action
def answer_question(question, *, by):
    _, row = lock_sheet(question.sheet)
    if row.status != Status.SUBMITTED:
        raise ValidationError("Phiếu không còn ở bước thẩm định nên không giải trình thêm được.")
    if not question.answer:
        raise ValidationError({"answer": "Ghi nội dung giải trình."})
    question.answered_by, question.answered_at = by, timezone.now()
    return save_changed(question, Verb.SCORE_QUESTION_ANSWERED, by=by)


@action
def add_score_evidence(evidence, *, by):
    """Keep a checked file with a criterion while the unit scores itself or explains."""
    _, row = lock_sheet(evidence.sheet)
    if row.status not in (Status.SELF, Status.SUBMITTED):
        raise ValidationError("Phiếu đã thẩm định xong nên không thêm minh chứng được nữa.")
    evidence.uploaded_by = by
    refuse_one_too_many(row.evidence.all())
    return save_new(evidence, Verb.SCORE_EVIDENCE_ADDED, by=by)


@action
def remove_score_evidence(evidence, *, by):
    """Take a file off a sheet that the unit still fills in; the file itself goes once the row is gone for good."""
    _, row = lock_sheet(evidence.sheet)
    if row.status != Status.SELF:
        raise ValidationError("Phiếu đã nộp nên không bỏ minh chứng được.")
    remove(evidence, Verb.SCORE_EVIDENCE_REMOVED, by=by)
    delete_on_commit(evidence.file)


@action
def record_stop(stop, *, by):
    """Write down that a hard stop of the table concerns a unit, and on what ground."""
    lock_sheet(stop.sheet)
    if stop.stop.table_id != stop.sheet.table_id:
        raise ValidationError({"stop": "Chọn một trường hợp của chính bảng điểm này."})
    return save_new(stop, Verb.HARD_STOP_RECORDED, by=by)


@action
def lift_stop(stop, reason, *, by):
    if not reason.strip():
        raise ValidationError({"reason": "Nêu lý do bỏ trường hợp này."})
    lock_sheet(stop.sheet)
    remove(stop, Verb.HARD_STOP_LIFTED, by=by, note=reason.strip())
