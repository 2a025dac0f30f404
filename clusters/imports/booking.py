"""Writing a batch into the books, and taking it back. Called by the actions, within their transaction."""

from collections import defaultdict

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction

from audit.record import sentence_of
from clusters.imports.kinds import KINDS
from clusters.imports.reading import plain
from clusters.models import ImportLine
from vietnamese.fields import KeyField

CHUNK = 400
TOLD = 3  # so many rows are named in a refusal
State = ImportLine.State
NEEDED = ("batch", "sheet", "number", "state", "key", "label", "data", "target_id", "made", "changed")


def write_back(rows, names):
    """Update the named columns of many rows that differ in each: one prepared statement for all."""
    if not rows:
        return
    model, quote = type(rows[0]), connection.ops.quote_name
    fields = [model._meta.get_field(name) for name in names]
    columns = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    sql = f"UPDATE {quote(model._meta.db_table)} SET {columns} WHERE {quote(model._meta.pk.column)} = %s"  # noqa: S608  names of columns
    values = (
        [*(field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields), row.pk]
        for row in rows
    )
    with connection.cursor() as cursor:
        cursor.executemany(sql, values)


def kept(instance):
    """Return the columns of a row that people may change, as JSON keeps them."""
    return {
        field.attname: plain(getattr(instance, field.attname))
        for field in instance._meta.concrete_fields
        if not field.primary_key
        and not isinstance(field, (KeyField, models.JSONField))
        and not getattr(field, "auto_now_add", False)
    }


class Booking:
    """Writes the checked lines of a batch; each line keeps what was made of it."""

    def __init__(self, batch, by):
        self.batch, self.by, self.kind = batch, by, KINDS[batch.kind]

    def run(self):
        """Write all. Raises ValidationError that names the row which the books refuse."""
        rows = list(self.batch.own_lines().filter(state__in=[State.NEW, State.CHANGED]).only(*NEEDED))
        self._alter(rows)
        new = [line for line in rows if line.state == State.NEW]
        changed = [line for line in rows if line.state == State.CHANGED]
        self.kind.write(self, new)
        self.kind.wrote(self, changed)
        write_back(rows, ["made", "target_id"])
        return rows

    def values(self, model, data):
        """Return kept values as the fields of the model take them."""
        fields = {field.attname: field for field in model._meta.concrete_fields}
        return {name: fields[name].to_python(value) for name, value in data.items()}

    def insert(self, pairs):
        """Insert (line, instance) in bulk; the line keeps the instance. A refusal names the line."""
        self.put(pairs)
        for line, instance in pairs:
            self.keep(line, instance)

    def put(self, pairs):
        for start in range(0, len(pairs), CHUNK):
            self._insert(pairs[start : start + CHUNK])

    def keep(self, line, instance):
        line.made.append([instance._meta.label_lower, instance.pk, kept(instance)])
        if line.target_id is None and isinstance(instance, self.kind.main):
            line.target_id = instance.pk

    def _insert(self, pairs):
        instances = [instance for _, instance in pairs]
        try:
            with transaction.atomic():
                type(instances[0])._default_manager.bulk_create(instances)
        except IntegrityError as error:
            if len(pairs) == 1:
                raise ValidationError(f"{pairs[0][0]}: {_refusal(instances[0], error)}") from error
            for instance in instances:
                instance.pk = None
            middle = len(pairs) // 2
            self._insert(pairs[:middle])
            self._insert(pairs[middle:])

    def _alter(self, lines):
        """Set what the lines change, where it still stands as it was when they were checked."""
        rows = _locked(lines)
        for line in lines:
            for label, pk, before, after in line.changed:
                row = rows.get((label, pk))
                if row is None:
                    raise ValidationError(f"{line}: bản ghi vừa được người khác bỏ. Cần kiểm tra lại tệp.")
                now = {name: plain(getattr(row, name)) for name in after}
                if now == after:
                    continue
                if now != before:
                    raise ValidationError(
                        f"{line}: “{row}” vừa được người khác sửa sau khi kiểm tra. Cần kiểm tra lại tệp."
                    )
                self._save(line, row, after)

    def _save(self, line, row, values):
        for name, value in self.values(type(row), values).items():
            setattr(row, name, value)
        try:
            with transaction.atomic():
                row.save(update_fields=_names(row, values))
        except IntegrityError as error:
            raise ValidationError(f"{line}: {_refusal(row, error)}") from error


def _refusal(row, error):
    """The row's own sentence where it has one: SQLite names the columns of a unique constraint, not the constraint."""
    try:
        row.full_clean()
    except ValidationError as own:
        return " ".join(own.messages)
    return sentence_of(error)


def _names(row, values):
    return [field.name for field in row._meta.concrete_fields if field.attname in values]


def _locked(lines):
    """Return ``{(model, key): row}`` of the rows that the lines change, locked."""
    wanted = defaultdict(set)
    for line in lines:
        for label, pk, *_ in line.changed:
            wanted[label].add(pk)
    return {(label, row.pk): row for label, ids in wanted.items() for row in _rows(label, ids)}


def _rows(label, ids):
    model, ids = apps.get_model(label), sorted(ids)
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        yield from model._default_manager.select_for_update(of=("self",)).filter(pk__in=part)


# --- taking it back ----------------------------------------------------------------------------------


class Undoing:
    """Takes a written batch back: deletes what it made, restores what it changed.

    Raises ValidationError where a row was changed since, or another record depends on it.
    """

    def __init__(self, batch):
        self.batch, self.kind = batch, KINDS[batch.kind]
        lines = batch.own_lines().filter(state__in=[State.NEW, State.CHANGED])
        self.lines = list(lines.only(*NEEDED))
        self.made = defaultdict(dict)  # model → {key: (line, values as written)}
        for line in self.lines:
            for label, pk, values in line.made:
                self.made[label][pk] = (line, values)

    def run(self):
        self._refuse_changed()
        self._refuse_used()
        for model in reversed(self.kind.makes):
            ids = sorted(self.made.get(model._meta.label_lower, ()))
            for start in range(0, len(ids), CHUNK):
                self._delete(model, ids[start : start + CHUNK])
        self._restore()
        self.kind.unwrote(self.lines)

    def _delete(self, model, ids):
        try:
            model._default_manager.filter(pk__in=ids).delete()
        except IntegrityError as error:
            raise ValidationError(_cannot([sentence_of(error)])) from error

    def _refuse_changed(self):
        found = []
        for label, made in self.made.items():
            there = set()
            for row in _rows(label, made):
                there.add(row.pk)
                line, values = made[row.pk]
                if kept(row) != values:
                    found.append(f"“{row}” (dòng {line.number}) đã được sửa sau khi nhập")
            found += [
                f"bản ghi của dòng {made[pk][0].number} đã được bỏ sau khi nhập" for pk in made.keys() - there
            ]
        for line, row, _, before, after in self._changes():
            now = {name: plain(getattr(row, name)) for name in after} if row else {}
            if now not in (before, after):
                found.append(f"“{row or line.label}” (dòng {line.number}) đã được sửa tiếp sau khi nhập")
        if found:
            raise ValidationError(_cannot(found))

    def _changes(self):
        rows = _locked(self.lines)
        for line in self.lines:
            for label, pk, before, after in line.changed:
                yield line, rows.get((label, pk)), label, before, after

    def _refuse_used(self):
        """What depends on a made row and is not of this batch, whatever the database would do about it."""
        found = []
        for label, made in self.made.items():
            for relation in apps.get_model(label)._meta.related_objects:
                found += self._users(made, relation)
        if found:
            raise ValidationError(_cannot(found))

    def _users(self, made, relation):
        model, name = relation.related_model, relation.field.attname
        if relation.many_to_many:
            model, name = relation.through, relation.field.m2m_reverse_name()
        own, ids = self.made.get(model._meta.label_lower, {}), sorted(made)
        for start in range(0, len(ids), CHUNK):
            rows = model._default_manager.filter(**{f"{name}__in": ids[start : start + CHUNK]})
            for pk, of in rows.values_list("pk", name):
                if pk not in own:
                    line, what = made[of][0], str(model._meta.verbose_name)
                    yield f"“{line.label}” (dòng {line.number}) đã được dùng ở {what}"

    def _restore(self):
        for line, row, _, before, after in self._changes():
            if {name: plain(getattr(row, name)) for name in after} == after:
                Booking(self.batch, None)._save(line, row, before)


def _cannot(found):
    named = "; ".join(list(dict.fromkeys(found))[:TOLD])
    more = f" và {len(found) - TOLD} trường hợp khác" if len(found) > TOLD else ""
    return f"Chưa hoàn tác được: {named}{more}. Dữ liệu giữ nguyên như đang có. Cần xử lý các trường hợp này trước."
