"""Rows as lines of text that are the same on either database, and back.

A line is the JSON list of a row's columns; a part is some thousand lines below a line with the columns' names.
"""

import base64
import hashlib
import json
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from uuid import UUID

from django.db import connection, models

from config.backup import BackupError

# Sessions end with a restore; bundles and what the queue remembers of them are made again by one press.
LEFT_OUT = frozenset(
    {
        "clusters.PaperJob",
        "clusters.PaperJobItem",
        "django_tasks_database.DBTaskResult",
        "sessions.Session",
        "usersessions.UserSession",
    }
)
# `migrate` itself fills these, so their rows do not make an installation one that holds something.
PREPARED = ("auth.Permission", "contenttypes.ContentType")
PART_BYTES = 4 * 1024 * 1024
ROWS_AT_ONCE = 2000


def tables_of(registry):
    """Return the models whose rows belong into a backup, by their names."""
    found = registry.get_models(include_auto_created=True)
    kept = [model for model in found if model._meta.managed and model._meta.label not in LEFT_OUT]
    return sorted((model for model in kept if not model._meta.proxy), key=lambda model: model._meta.label)


def columns_of(model):
    """Return the columns by their names: the order of their definition is another one in a database of long ago."""
    fields = [field for field in model._meta.local_concrete_fields if not field.generated]
    return sorted(fields, key=lambda field: field.attname)


class Tally:
    """The number of lines, and one checksum of all of them that does not depend on their order."""

    def __init__(self):
        self.rows, self._sum = 0, 0

    def add(self, line):
        self.rows += 1
        self._sum = (self._sum + int.from_bytes(hashlib.sha256(line).digest())) % 2**256

    def told(self):
        return {"rows": self.rows, "digest": f"{self._sum:064x}"}


# --- to lines ----------------------------------------------------------------------------------------


def _plain(value):
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date() | time():
            return value.isoformat()
        case Decimal():
            return format(value, "f")
        case UUID():
            return str(value)
        case timedelta():
            return value // timedelta(microseconds=1)
        case bytes() | memoryview():
            return base64.b64encode(value).decode()
    raise TypeError(f"{type(value)} has no form in a backup")


to_line = partial(
    json.dumps, default=_plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
)


def lines_of(model):
    """Yield every row of a table as it stands in the open transaction; the memory it takes stays the same."""
    names = [field.attname for field in columns_of(model)]
    rows = model._base_manager.order_by("pk").values_list(*names)
    for row in rows.iterator(chunk_size=ROWS_AT_ONCE):
        yield to_line(row).encode()


def parts_of(model, tally):
    """Yield the parts of a table, one at least, adding its lines to the tally."""
    header = to_line([field.attname for field in columns_of(model)]).encode()
    lines, size, parts = [header], 0, 0
    for line in lines_of(model):
        tally.add(line)
        lines.append(line)
        size += len(line)
        if size >= PART_BYTES:
            yield b"\n".join(lines) + b"\n"
            lines, size, parts = [header], 0, parts + 1
    if len(lines) > 1 or not parts:
        yield b"\n".join(lines) + b"\n"


# --- and back ----------------------------------------------------------------------------------------

READERS = (
    (models.DateTimeField, datetime.fromisoformat),
    (models.DateField, date.fromisoformat),
    (models.TimeField, time.fromisoformat),
    (models.DecimalField, Decimal),
    (models.UUIDField, UUID),
    (models.DurationField, lambda value: timedelta(microseconds=value)),
    (models.BinaryField, base64.b64decode),
)
TEXT = (models.CharField, models.TextField, models.FileField)


def _writer(field):
    """Return the function from a value of a line to what the database driver takes."""
    while field.is_relation:
        field = field.target_field
    if isinstance(field, TEXT):  # as it stood: the field would clean it
        return lambda value: value
    read = next((read for kind, read in READERS if isinstance(field, kind)), lambda value: value)
    return lambda value: field.get_db_prep_save(None if value is None else read(value), connection)


class Loader:
    """Inserts the lines of one table; ``flush`` after the last."""

    def __init__(self, model, names):
        fields = {field.attname: field for field in columns_of(model)}
        if set(names) != set(fields):
            raise BackupError(
                f"Bảng {model._meta.label} trong bản sao lưu có các cột khác với chương trình này."
            )
        quote = connection.ops.quote_name
        columns = ", ".join(quote(fields[name].column) for name in names)
        marks = ", ".join(["%s"] * len(names))
        self.sql = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608
        self.writers = [_writer(fields[name]) for name in names]
        self.waiting = []

    def add(self, line):
        row = json.loads(line)
        self.waiting.append([write(value) for write, value in zip(self.writers, row, strict=True)])
        if len(self.waiting) >= ROWS_AT_ONCE:
            self.flush()

    def flush(self):
        if self.waiting:
            with connection.cursor() as cursor:
                cursor.executemany(self.sql, self.waiting)
            self.waiting = []


def stored_names(registry):
    """Yield the name of every stored file that a row in the backup points to, each once."""
    names = [
        model._base_manager.filter(**{f"{field.name}__gt": ""}).order_by().values_list(field.name, flat=True)
        for model in tables_of(registry)
        for field in columns_of(model)
        if isinstance(field, models.FileField)
    ]
    yield from names[0].union(*names[1:]).iterator(chunk_size=ROWS_AT_ONCE)


# --- numbers of rows ---------------------------------------------------------------------------------


def _numbered(registry):
    """Every table whose rows the database numbers, those that are left out too."""
    for model in registry.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy and isinstance(model._meta.pk, models.AutoField):
            yield model


def last_numbers(registry):
    """Return the highest number that each table ever gave out: a number in the history is not given twice."""
    with connection.cursor() as cursor:
        return {model._meta.label: _last_number(cursor, model._meta) for model in _numbered(registry)}


def _last_number(cursor, meta):
    if connection.vendor == "sqlite":
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [meta.db_table])
        found = cursor.fetchone()
        return found[0] if found else 0
    cursor.execute(f"SELECT last_value, is_called FROM {_sequence(cursor, meta)}")  # noqa: S608
    last, is_called = cursor.fetchone()
    return last if is_called else last - 1


def _sequence(cursor, meta):
    cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [meta.db_table, meta.pk.column])
    return cursor.fetchone()[0]


def set_last_numbers(registry, numbers):
    """Let every table go on where it was, whatever the numbers of the rows that are there."""
    with connection.cursor() as cursor:
        for model in _numbered(registry):
            if last := numbers.get(model._meta.label, 0):
                _set_last_number(cursor, model._meta, last)


def _set_last_number(cursor, meta, last):
    if connection.vendor == "postgresql":
        cursor.execute("SELECT setval(%s, %s)", [_sequence(cursor, meta), last])
        return
    cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [meta.db_table])
    cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [meta.db_table, last])
