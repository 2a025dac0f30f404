"""What is done to a year's score table, until a unit has submitted and afterwards. One transaction, one event each."""

from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.utils import timezone

from audit.record import action, insert, record, remove, save_changed, save_new
from audit.verbs import Verb
from awards import scoring
from awards.models import (
    HardStop,
    ScoreCriterion,
    ScoreEntry,
    ScoreEvidence,
    ScoreLevel,
    ScoreQuestion,
    ScoreSheet,
    ScoreTable,
)
from awards.score_moves import lock_table
from awards.sheets import Board, is_locked, key_of, pure_entry, units_without_sheet
from vietnamese.numbers import format_decimal


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
    row = lock_table(table)
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
    row = lock_table(table)
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
    row = lock_table(table)
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
    row = lock_table(table)
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


@action
def add_sheets(table, *, by):
    """Give a sheet to every unit that became a member of the year after scoring was opened."""
    row = lock_table(table)
    if not row.is_open:
        raise ValidationError("Bảng điểm chưa mở chấm điểm; khi mở, mỗi đơn vị thành viên có một phiếu.")
    units = units_without_sheet(row)
    if not units:
        raise ValidationError("Mọi đơn vị thành viên của năm này đã có phiếu chấm điểm.")
    sheets = [insert(ScoreSheet(table=row, unit=unit)) for unit in units]
    changes = [["Đơn vị có thêm phiếu", "", sheet.unit_name] for sheet in sheets]
    record(Verb.SHEETS_ADDED, by=by, subject=table, changes=changes)
    return sheets
