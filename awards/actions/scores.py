"""What is done to score tables and sheets. Every function is one transaction and one event."""

import uuid
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from audit.record import action, differences, insert, record, remove, save_changed, save_new, snapshot
from audit.verbs import Verb
from awards import scoring
from awards.checking import REFUSED, may_check
from awards.models import (
    HardStop,
    ManualPlace,
    ScoreCriterion,
    ScoreEntry,
    ScoreEvidence,
    ScoreLevel,
    ScoreQuestion,
    ScoreSheet,
    ScoreTable,
)
from awards.sheets import Board, is_locked, key_of, pure_entry, stamp_of
from vietnamese.numbers import format_decimal

Status, Stage = ScoreSheet.Status, ScoreEntry.Stage


def _lock_table(table):
    """Return the table as the database has it, locked: everything that changes scores passes through here."""
    row = ScoreTable.objects.select_for_update(of=("self",), no_key=True).get(pk=table.pk)
    row.cluster_year.refuse_if_closed()
    if row.is_published:
        raise ValidationError("Kết quả chấm điểm đã công bố nên không sửa được nữa.")
    return row


def _lock_sheet(sheet):
    """Return (table, sheet) as the database has them, the table locked first."""
    table = _lock_table(sheet.table)
    row = ScoreSheet.objects.select_for_update(of=("self",)).select_related("unit").get(pk=sheet.pk)
    row.table = table
    return table, row


# --- the table -------------------------------------------------------------------------------------------


@action
def save_score_table(table, *, by, reason=""):
    """Start the table of a year or change what it says of itself. Raises ValidationError."""
    if table.pk is None:
        table.cluster_year.refuse_if_closed()
        return save_new(table, Verb.SCORE_TABLE_SAVED, by=by)
    with _amended(table, reason, Verb.SCORE_TABLE_SAVED) as (row, verb, note):
        for field in table._meta.concrete_fields:
            if not field.editable:  # its step and counts are not this form's
                setattr(table, field.attname, getattr(row, field.attname))
        save_changed(table, verb, by=by, note=note)
    table.refresh_from_db()
    return table


@contextmanager
def _amended(table, reason, verb):
    """Let the parts of a table be changed: freely until a unit has submitted, then as an amendment with a reason.

    Yields (locked table, verb, note) for the event.
    """
    row = _lock_table(table)
    if not is_locked(row):
        yield row, verb, ""
        return
    if not reason.strip():
        raise ValidationError(
            {"reason": "Đã có đơn vị nộp phiếu tự chấm. Nêu lý do điều chỉnh bảng điểm để ghi vào nhật ký."}
        )
    number = row.amendments + 1
    row.is_amending = True
    row.save(update_fields=["is_amending"])
    yield row, Verb.SCORE_TABLE_AMENDED, f"Điều chỉnh lần {number}: {reason.strip()}"
    row.is_amending = False
    # Where nothing turned out to be changed, nothing was amended.
    row.amendments = row.cluster_year.events.filter(verb=Verb.SCORE_TABLE_AMENDED).count()
    row.save(update_fields=["is_amending", "amendments"])


@action
def add_criterion(criterion, levels=(), *, by, reason=""):
    """Add a criterion at the end of its group; ``levels`` are ScoreLevels without a row yet."""
    with _amended(criterion.table, reason, Verb.CRITERION_ADDED) as (table, verb, note):
        _refuse_strange_parent(criterion)
        siblings = table.criteria.filter(parent=criterion.parent)
        criterion.position = max((row.position for row in siblings), default=0) + 1
        also = _write_levels_of(criterion, levels, new=True)
        save_new(criterion, verb, by=by, note=note, also=also)
        _insert_levels(criterion, levels)
    return criterion


@action
def change_criterion(criterion, levels=None, *, by, reason=""):
    """Change a criterion, with ``levels`` (a list) in place of those that it had; None leaves them."""
    with _amended(criterion.table, reason, Verb.CRITERION_CHANGED) as (table, verb, note):
        _refuse_strange_parent(criterion)
        _keep_its_kind(criterion)
        also = []
        if levels is not None:
            also = _write_levels_of(criterion, levels)
            if also:
                if ScoreEntry.objects.filter(level__criterion=criterion).exists():
                    raise ValidationError("Đã có đơn vị chấm theo các mức này nên không thay mức được.")
                criterion.levels.all().delete()
                _insert_levels(criterion, levels)
        save_changed(criterion, verb, by=by, note=note, also=also)
        _refuse_misfits(table, criterion)
    return criterion


def _keep_its_kind(criterion):
    """Refuse another kind where points or parts stand below the criterion; in another group it comes last."""
    stored = ScoreCriterion.objects.get(pk=criterion.pk)
    if stored.kind != criterion.kind:
        if stored.parts.exists():
            raise ValidationError({"kind": "Nhóm đang có tiêu chí bên trong nên không đổi loại được."})
        if stored.entries.exists():
            raise ValidationError({"kind": "Đã có điểm ở tiêu chí này nên không đổi loại được."})
    if stored.parent_id != criterion.parent_id:
        siblings = ScoreCriterion.objects.filter(table=stored.table_id, parent=criterion.parent)
        criterion.position = max((row.position for row in siblings), default=0) + 1


def _refuse_misfits(table, criterion):
    """Refuse a change after which points that were given already would be out of range or step."""
    pure = {line.key: line for line in Board(table, table.sheets.none()).pure.walk()}[key_of(criterion)]
    for entry in criterion.entries.select_related("level", "sheet__unit"):
        if fault := scoring.fault_of(pure, pure_entry(entry)):
            entry.sheet.table = table
            raise ValidationError(
                f"Điểm đã chấm cho {entry.sheet.unit_name} không còn phù hợp: {fault} "
                "Tiêu chí được giữ như cũ; cần chọn giới hạn phù hợp với điểm đã chấm."
            )


def _refuse_strange_parent(criterion):
    parent = criterion.parent
    if parent is None:
        return
    if parent.table_id != criterion.table_id or parent.kind != ScoreCriterion.Kind.GROUP:
        raise ValidationError({"parent": "Chọn một nhóm tiêu chí của chính bảng điểm này."})
    while parent is not None:
        if parent.pk == criterion.pk:
            raise ValidationError({"parent": "Nhóm không thể nằm trong chính nó."})
        parent = parent.parent


def _told(levels):
    return "; ".join(f"{level}: {format_decimal(level.points)}" for level in levels)


def _write_levels_of(criterion, levels, new=False):
    before = "" if new else _told(criterion.levels.all())
    after = _told(levels)
    return [["Mức điểm", before, after]] if before != after else []


def _insert_levels(criterion, levels):
    for position, level in enumerate(levels, start=1):
        insert(
            ScoreLevel(
                criterion=criterion,
                label=level.label,
                percent=level.percent,
                points=level.points,
                position=position,
            )
        )


@action
def move_criterion(criterion, places, *, by, reason=""):
    """Move a criterion ``places`` up (negative) or down among its neighbours; beyond the end it stays there."""
    with _amended(criterion.table, reason, Verb.CRITERION_MOVED) as (table, verb, note):
        rows = list(table.criteria.filter(parent=criterion.parent_id))
        here = next(index for index, row in enumerate(rows) if row.pk == criterion.pk)
        there = min(max(here + places, 0), len(rows) - 1)
        if here == there:
            return
        rows.insert(there, rows.pop(here))
        for position, row in enumerate(rows, start=1):
            if row.position != position:
                row.position = position
                row.save(update_fields=["position"])
        changes = [["Thứ tự trong nhóm", str(here + 1), str(there + 1)]]
        record(verb, by=by, subject=criterion, changes=changes, note=note)


@action
def remove_criterion(criterion, *, by, reason=""):
    """Take a criterion out with everything below it. Raises ValidationError where points were given for it."""
    with _amended(criterion.table, reason, Verb.CRITERION_REMOVED) as (table, verb, note):
        below = [criterion.pk]
        for row in Board(table).criteria:
            if row.parent_id in below:
                below.append(row.pk)
        if ScoreEntry.objects.filter(criterion__in=below).exists():
            raise ValidationError(
                "Đã có điểm ở tiêu chí này nên không bỏ được. Có thể ghi “không áp dụng” cho các đơn vị."
            )
        for model in (ScoreEvidence, ScoreQuestion):
            if model.objects.filter(criterion__in=below).exists():
                raise ValidationError(
                    "Đã có minh chứng hoặc yêu cầu giải trình ở tiêu chí này nên không bỏ được."
                )
        remove(criterion, verb, by=by, note=note)


@action
def add_score_rule(row, *, by, reason=""):
    """Add a ResultClass, TieBreak or HardStop to its table."""
    with _amended(row.table, reason, Verb.SCORE_RULE_ADDED) as (_, verb, note):
        if hasattr(row, "position"):
            rows = type(row).objects.filter(table=row.table)
            row.position = max((other.position for other in rows), default=0) + 1
        return save_new(row, verb, by=by, note=note)


@action
def remove_score_rule(row, *, by, reason=""):
    """Take a ResultClass, TieBreak or HardStop out of its table."""
    with _amended(row.table, reason, Verb.SCORE_RULE_REMOVED) as (_, verb, note):
        if isinstance(row, HardStop) and row.sheets.exists():
            raise ValidationError("Trường hợp này đã ghi cho đơn vị nên không bỏ được.")
        remove(row, verb, by=by, note=note)


@action
def copy_score_table(source, table, *, by):
    """Fill the empty draft ``table``, which may be a new one, with the criteria and rules of another one; keys stay,
    so that years compare.

    Raises ValidationError where the table is not empty.
    """
    if table.pk is None:
        table.cluster_year.refuse_if_closed()
        table.title, table.whole = source.title, source.whole
        insert(table)
    row = _lock_table(table)
    if not row.is_draft or row.criteria.exists():
        raise ValidationError("Chỉ chép vào bảng điểm đang lập và chưa có tiêu chí nào.")
    names = ("whole", "not_applicable", "ceiling", "digits", "extras_in_class")
    for name in names:
        setattr(row, name, getattr(source, name))
    row.copied_from = source
    row.save(update_fields=[*names, "copied_from"])
    made = {}
    for old in Board(source, source.sheets.none()).criteria:
        made[old.pk] = _copied(old, table=row, parent=made.get(old.parent_id))
        for level in old.levels.all():
            _copied(level, criterion=made[old.pk])
    for old in source.classes.all():
        _copied(old, table=row)
    for old in source.hard_stops.all():
        _copied(old, table=row)
    for old in source.tie_breaks.all():
        _copied(old, table=row, criterion=made.get(old.criterion_id))
    table.refresh_from_db()
    changes = [["Số tiêu chí", "", str(len(made))]]
    record(Verb.SCORE_TABLE_COPIED, by=by, subject=table, changes=changes, note=f"Chép từ {source}.")


@action
def import_criteria(table, lines, *, by):
    """Fill the empty draft ``table`` with lines of a file: (criterion, place of its group among the lines or None,
    levels), groups before what is in them."""
    row = _lock_table(table)
    if not row.is_draft or row.criteria.exists():
        raise ValidationError("Chỉ nhập vào bảng điểm đang lập và chưa có tiêu chí nào.")
    made = []
    for position, (criterion, parent, levels) in enumerate(lines, start=1):
        criterion.table, criterion.position = row, position
        criterion.parent = None if parent is None else made[parent]
        made.append(insert(criterion))
        _insert_levels(criterion, levels)
    changes = [["Số dòng", "", str(len(made))]]
    record(Verb.CRITERION_ADDED, by=by, subject=row, changes=changes, note="Nhập từ tệp bảng tính.")


def _copied(old, **changed):
    values = {field.attname: getattr(old, field.attname) for field in old._meta.concrete_fields}
    values.pop("id")
    for name, value in changed.items():
        values.pop(f"{name}_id")
        values[name] = value
    return insert(type(old)(**values))


@action
def open_scoring(table, *, by, today=None):
    """Draft → open: check that the table adds up and give every member of the year a sheet.

    Raises ValidationError with everything that is wrong with the table.
    """
    row = _lock_table(table)
    if not row.is_draft:
        raise ValidationError("Bảng điểm này đã mở chấm điểm.")
    board = Board(row)
    if faults := board.faults():
        raise ValidationError(faults)
    units = [member.unit for member in row.cluster_year.members()]
    if not units:
        raise ValidationError("Năm này chưa có đơn vị thành viên nào để chấm điểm.")
    row.status, row.opened_on = ScoreTable.Status.OPEN, today or timezone.localdate()
    row.save(update_fields=["status", "opened_on"])
    for unit in units:
        insert(ScoreSheet(table=row, unit=unit))
    table.refresh_from_db()
    changes = [["Số đơn vị được chấm", "", str(len(units))]]
    record(Verb.SCORING_OPENED, by=by, subject=table, changes=changes)


# --- a sheet ---------------------------------------------------------------------------------------------

STAGE_OF = {Status.SELF: Stage.SELF, Status.SUBMITTED: Stage.CHECK}


@action
def score(sheet, stage, entries, *, by, seen=None):
    """Write what one side gives for some criteria of a sheet: ``entries`` are ScoreEntries, saved all or none.

    ``seen`` gives by criterion key the ``stamp_of`` what the person had before them: what a colleague wrote since then
    is not overwritten. Raises ValidationError, with the criterion's key as field, for that, for points out of range or
    step, for a change of the unit's own points without a reason, and where the sheet is not in the hands of this side.
    """
    table, row = _lock_sheet(sheet)
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
    if changes:
        note = f"{stage.label}: {row.unit_name}"
        record(Verb.SHEET_SCORED, by=by, subject=row, changes=changes, note=note)


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
    entry.full_clean()
    changed = [
        line for line in differences(before, entry) if line[0] not in ("Phiếu", "Tiêu chí", "Bên chấm")
    ]
    if changed:
        entry.save()
    return [[f"{criterion.name}: {label.lower()}", old, new] for label, old, new in changed]


def _step(sheet, to, **fields):
    """Lock, check that ``to`` may follow, write. A reason for which the sheet came back is over with the next step."""
    table, row = _lock_sheet(sheet)
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
    table = _lock_table(sheets[0].table)
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
    table, row = _lock_sheet(sheet)
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
    table, changes = _lock_table(table), []
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
    _, row = _lock_sheet(question.sheet)
    if row.status != Status.SUBMITTED:
        raise ValidationError("Chỉ yêu cầu giải trình khi phiếu đang được thẩm định.")
    if not may_check(by, row):
        raise ValidationError(REFUSED)
    question.asked_by = by
    return save_new(question, Verb.SCORE_QUESTION_ASKED, by=by)


@action
def answer_question(question, *, by):
    _, row = _lock_sheet(question.sheet)
    if row.status != Status.SUBMITTED:
        raise ValidationError("Phiếu không còn ở bước thẩm định nên không giải trình thêm được.")
    if not question.answer:
        raise ValidationError({"answer": "Ghi nội dung giải trình."})
    question.answered_by, question.answered_at = by, timezone.now()
    return save_changed(question, Verb.SCORE_QUESTION_ANSWERED, by=by)


@action
def add_score_evidence(evidence, *, by):
    """Keep a checked file with a criterion while the unit scores itself or explains."""
    _, row = _lock_sheet(evidence.sheet)
    if row.status not in (Status.SELF, Status.SUBMITTED):
        raise ValidationError("Phiếu đã thẩm định xong nên không thêm minh chứng được nữa.")
    evidence.uploaded_by = by
    return save_new(evidence, Verb.SCORE_EVIDENCE_ADDED, by=by)


@action
def remove_score_evidence(evidence, *, by):
    """Take a file off a sheet that the unit still fills in; the file itself goes once the row is gone for good."""
    _, row = _lock_sheet(evidence.sheet)
    if row.status != Status.SELF:
        raise ValidationError("Phiếu đã nộp nên không bỏ minh chứng được.")
    stored = evidence.file
    remove(evidence, Verb.SCORE_EVIDENCE_REMOVED, by=by)
    transaction.on_commit(lambda: stored.delete(save=False))


@action
def record_stop(stop, *, by):
    """Write down that a hard stop of the table concerns a unit, and on what ground."""
    _lock_sheet(stop.sheet)
    if stop.stop.table_id != stop.sheet.table_id:
        raise ValidationError({"stop": "Chọn một trường hợp của chính bảng điểm này."})
    return save_new(stop, Verb.HARD_STOP_RECORDED, by=by)


@action
def lift_stop(stop, reason, *, by):
    if not reason.strip():
        raise ValidationError({"reason": "Nêu lý do bỏ trường hợp này."})
    _lock_sheet(stop.sheet)
    remove(stop, Verb.HARD_STOP_LIFTED, by=by, note=reason.strip())


@action
def rank_by_hand(table, sheets, reason, *, by):
    """Put all units of one joint rank in order (``sheets``, best first), with a reason; an earlier order of them goes.

    Raises ValidationError where the rules tell the units apart, or some of those that share the rank are missing.
    """
    row = _lock_table(table)
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
    row = _lock_table(table)
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
