"""What is done to files of data: received, mapped, corrected, written into the books, taken back."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db.models import Count
from django.utils import timezone

from audit.models import Source
from audit.record import action, record
from audit.verbs import Verb
from clusters.imports.booking import CHUNK, Booking, Undoing, write_back
from clusters.imports.checking import RESULT, check_again
from clusters.imports.kinds import KINDS
from clusters.models import Authority, ImportBatch, ImportLine
from vietnamese.numbers import format_decimal

Status, State = ImportBatch.Status, ImportLine.State
TWICE = timedelta(minutes=1)  # the same file of the same person within this time is one press too many
BLANK = {
    "key": "",
    "label": "",
    "problems": [],
    "remarks": [],
    "shown": [],
    "data": {},
    "changed": [],
    "target_id": None,
}


def _locked(batch, to=None):
    """Return the batch as it stands, locked. Raises ValidationError where ``to`` may not follow its status."""
    row = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    wanted = {to} if to else {Status.CHECKING, Status.CHECKED}
    if not wanted & ImportBatch.STEPS[row.status]:
        raise ValidationError(
            f"Lần nhập này đang ở bước “{row.get_status_display()}” nên không làm được việc này nữa. "
            "Tải lại trang để xem tình trạng mới nhất."
        )
    return row


def _settle(batch):
    """Count the lines by state; a batch without waiting lines is checked."""
    rows = batch.own_lines().order_by().values_list("state").annotate(Count("pk"))
    batch.counts = dict(rows)
    batch.total = sum(batch.counts.values())
    batch.done = batch.total - batch.counts.get(State.WAITING, 0)
    batch.status = Status.CHECKED if batch.done == batch.total else Status.CHECKING
    batch.save(update_fields=["counts", "total", "done", "status"])


@action
def receive_import(batch, received, *, by):
    """Keep a file that was read (clusters/imports/files.py). Returns the batch; of a file that the same person sent
    a moment ago, that one."""
    Authority.objects.select_for_update(of=("self",)).get(pk=batch.authority_id)
    same = ImportBatch.objects.filter(authority=batch.authority, kind=batch.kind, sha256=received.sha256)
    just_sent = same.filter(
        created_by=by, status=Status.MAPPING, created_at__gt=timezone.now() - TWICE
    ).first()
    if just_sent:
        return just_sent
    batch.file_name, batch.sha256 = received.file_name, received.sha256
    batch.sheets, batch.remarks, batch.created_by = received.sheets, list(received.remarks), by
    if before := same.filter(status=Status.APPLIED).first():
        day = timezone.localtime(before.applied_at).strftime("%d/%m/%Y")
        batch.remarks.insert(0, f"Tệp này đã được nhập ngày {day}. Các dòng đã có sẽ hiện là “Không đổi”.")
    batch.save(force_insert=True)
    for line in received.lines:
        line.batch = batch
    ImportLine.objects.bulk_create(received.lines, batch_size=CHUNK)
    changes = [[sheet["name"], "", f"{format_decimal(sheet['rows'])} dòng"] for sheet in received.sheets]
    record(Verb.IMPORT_RECEIVED, by=by, subject=batch, changes=changes, source=Source.IMPORT)
    return batch


@action
def map_import(batch, sheet, mapping, options, take_hidden=False, *, by):
    """Say which column holds what; every line waits to be checked, hidden ones only with ``take_hidden``."""
    row = _locked(batch, Status.CHECKING)
    row.sheet, row.mapping, row.options = sheet, mapping, options
    row.save(update_fields=["sheet", "mapping", "options"])
    lines = row.own_lines()
    lines.update(state=State.WAITING, **BLANK)
    if not take_hidden:
        lines.filter(is_hidden=True).update(state=State.LEFT_OUT)
    _settle(row)
    batch.refresh_from_db()
    kind, headings = KINDS[row.kind], row.headings
    changes = [[kind.column(name).label, "", headings[place]] for name, place in mapping.items()]
    changes += [[kind.column(name).label, "", f"{text} (chung)"] for name, text in options.items()]
    record(Verb.IMPORT_MAPPED, by=by, subject=batch, changes=changes, source=Source.IMPORT)


@action
def keep_checks(batch, lines, *, by):
    """Keep what checking found in lines that still wait; leaves no event, for the books stand as they were."""
    row = _locked(batch)
    ids = [line.pk for line in lines]
    waiting = set()
    for start in range(0, len(ids), CHUNK):
        part = row.own_lines().filter(pk__in=ids[start : start + CHUNK], state=State.WAITING)
        waiting |= set(part.values_list("pk", flat=True))
    if row.mapping == batch.mapping and row.options == batch.options and row.sheet == batch.sheet:
        written = [line for line in lines if line.pk in waiting]
        write_back(written, RESULT)
        _recheck_later(row, written)
    _settle(row)
    batch.refresh_from_db()


def _recheck_later(batch, lines):
    """Lines further down that were checked before one of their key came in wait again."""
    first = {}
    for line in sorted(lines, key=lambda row: -row.number):
        first[line.key] = line.number
    first.pop("", None)
    here = {line.pk for line in lines}
    rows = batch.own_lines().filter(key__in=first).exclude(state__in=[State.WAITING, State.LEFT_OUT])
    later = [
        pk
        for pk, key, number in rows.values_list("pk", "key", "number")
        if pk not in here and number > first[key]
    ]
    for start in range(0, len(later), CHUNK):
        batch.lines.filter(pk__in=later[start : start + CHUNK]).update(state=State.WAITING)


@action
def change_import_line(line, cells, *, by):
    """Write other texts into cells, ``{column: text}``, and check the line and those beside it again."""
    batch = _locked(line.batch)
    line = batch.own_lines().get(pk=line.pk)
    old_key, headings, changes = line.key, batch.headings, []
    line.cells += [""] * (max(cells, default=0) + 1 - len(line.cells))
    for place, text in sorted(cells.items()):
        if line.cells[place] != text:
            changes.append([headings[place], line.cells[place], text])
            line.cells[place] = text
    if not changes and line.state not in (State.LEFT_OUT, State.WAITING):
        return line
    write_back(check_again(batch, line, old_key), RESULT)
    _settle(batch)
    record(
        Verb.IMPORT_LINE_CHANGED, by=by, subject=batch, changes=changes, note=str(line), source=Source.IMPORT
    )
    return line


@action
def leave_out_line(line, *, by):
    """The line is not written; those of the same key are checked again without it."""
    batch = _locked(line.batch)
    line = batch.own_lines().exclude(state=State.LEFT_OUT).get(pk=line.pk)
    batch.own_lines().filter(pk=line.pk).update(state=State.LEFT_OUT, key="", data={})
    if line.key:
        again = batch.own_lines().filter(key=line.key).exclude(state=State.LEFT_OUT)
        again.update(state=State.WAITING)
    _settle(batch)
    changes = [["Kết quả", line.get_state_display(), str(State.LEFT_OUT.label)]]
    record(
        Verb.IMPORT_LINE_CHANGED, by=by, subject=batch, changes=changes, note=str(line), source=Source.IMPORT
    )


@action
def leave_out_wrong_lines(batch, *, by):
    """All lines that are wrong are not written."""
    row = _locked(batch)
    wrong = row.own_lines().filter(state=State.WRONG)
    numbers = list(wrong.values_list("number", flat=True))
    if not numbers:
        raise ValidationError("Không còn dòng nào có lỗi.")
    wrong.update(state=State.LEFT_OUT, key="", data={})
    _settle(row)
    told = ", ".join(map(str, numbers[:100])) + (" …" if len(numbers) > 100 else "")
    changes = [["Không nhập các dòng có lỗi", "", told]]
    record(Verb.IMPORT_LINE_CHANGED, by=by, subject=batch, changes=changes, source=Source.IMPORT)
    return len(numbers)


@action
def take_in_line(line, *, by):
    """A line that was left out waits to be checked."""
    batch = _locked(line.batch)
    line = batch.own_lines().filter(state=State.LEFT_OUT).get(pk=line.pk)
    batch.own_lines().filter(pk=line.pk).update(state=State.WAITING)
    _settle(batch)
    changes = [["Kết quả", str(State.LEFT_OUT.label), str(State.WAITING.label)]]
    record(
        Verb.IMPORT_LINE_CHANGED, by=by, subject=batch, changes=changes, note=str(line), source=Source.IMPORT
    )


@action
def take_hidden_lines(batch, take_in, *, by):
    """Take in all rows that are hidden in the file, or leave them all out."""
    row = _locked(batch)
    lines = row.own_lines().filter(is_hidden=True)
    if take_in:
        count = lines.filter(state=State.LEFT_OUT).update(state=State.WAITING)
    else:
        lines = lines.exclude(state=State.LEFT_OUT)
        keys = set(lines.exclude(key="").values_list("key", flat=True))
        count = lines.update(state=State.LEFT_OUT, key="", data={})
        row.own_lines().filter(key__in=keys).exclude(state=State.LEFT_OUT).update(state=State.WAITING)
    _settle(row)
    label = "Nhập các dòng bị ẩn" if take_in else "Không nhập các dòng bị ẩn"
    changes = [[label, "", f"{format_decimal(count)} dòng"]]
    record(Verb.IMPORT_LINE_CHANGED, by=by, subject=batch, changes=changes, source=Source.IMPORT)


@action
def apply_import(batch, *, by):
    """Write the whole batch into the books, or nothing of it.

    Raises ValidationError while a line is wrong or waits, for a batch without anything to write, for what
    was changed since the check, and for what the database refuses, naming the row.
    """
    row = _locked(batch, Status.APPLIED)
    counts = dict(row.own_lines().order_by().values_list("state").annotate(Count("pk")))
    if left := counts.get(State.WRONG, 0) + counts.get(State.WAITING, 0):
        raise ValidationError(
            f"Còn {format_decimal(left)} dòng có lỗi hoặc chưa kiểm tra nên chưa nhập được; chưa dòng nào được ghi."
        )
    if not counts.get(State.NEW, 0) + counts.get(State.CHANGED, 0):
        raise ValidationError("Không có dòng nào mới hoặc thay đổi để nhập.")
    Booking(row, by).run()
    row.status, row.applied_at, row.applied_by = Status.APPLIED, timezone.now(), by
    row.save(update_fields=["status", "applied_at", "applied_by"])
    record(Verb.IMPORT_APPLIED, by=by, subject=row, changes=_counted(counts), source=Source.IMPORT)
    batch.refresh_from_db()


def _counted(counts):
    return [
        [str(state.label), "", f"{format_decimal(counts[state])} dòng"]
        for state in (State.NEW, State.CHANGED, State.UNCHANGED, State.LEFT_OUT)
        if counts.get(state)
    ]


@action
def undo_import(batch, reason, *, by):
    """Take a written batch back: what it made is deleted, what it changed stands as before.

    Raises ValidationError naming the rows that were changed since or that something depends on.
    """
    row = _locked(batch, Status.UNDONE)
    row.status, row.undone_at, row.undone_by = Status.UNDONE, timezone.now(), by
    row.save(
        update_fields=["status", "undone_at", "undone_by"]
    )  # the database lets go of its rows from here on
    Undoing(row).run()
    counts = dict(row.own_lines().order_by().values_list("state").annotate(Count("pk")))
    record(
        Verb.IMPORT_UNDONE, by=by, subject=row, changes=_counted(counts), note=reason, source=Source.IMPORT
    )
    batch.refresh_from_db()


@action
def drop_import(batch, *, by):
    """Put a file aside that was not written; its lines are deleted."""
    row = _locked(batch, Status.DROPPED)
    row.lines.all().delete()
    row.status = Status.DROPPED
    row.save(update_fields=["status"])
    record(Verb.IMPORT_DROPPED, by=by, subject=row, source=Source.IMPORT)
    batch.refresh_from_db()
