"""Rows by the million. They are written as ``save()`` would write them, with keys and defaults, but in batches and
without asking the models: on PostgreSQL by COPY, with indexes and foreign keys made anew at the end."""

from contextlib import contextmanager

from django.core.management.color import no_style
from django.db import models

from audit import guards
from vietnamese.fields import KeyField

BATCH = 10_000


class Table:
    """The rows of one model that wait to be written."""

    def __init__(self, model, connection):
        self.model, self.connection, self.rows = model, connection, []
        self.fields = model._meta.concrete_fields
        self.names = {field.attname for field in self.fields}
        self.keys = [field for field in self.fields if isinstance(field, KeyField)]
        self.defaults = [(field.attname, self._default(field)) for field in self.fields]
        self.last = model.objects.aggregate(last=models.Max("pk"))["last"] or 0

    def _default(self, field):
        value = field.get_default() if field.has_default() or not field.null else None
        return [] if isinstance(field, models.JSONField) and value == [] else value

    def add(self, values):
        if unknown := values.keys() - self.names:
            raise TypeError(f"{self.model.__name__} has no column {', '.join(sorted(unknown))}.")
        for key in self.keys:
            if key.attname not in values:
                values[key.attname] = key._compute(self.model(**values))
        self.last += 1
        values["id"] = self.last
        self.rows.append([values.get(name, default) for name, default in self.defaults])
        if len(self.rows) >= BATCH:
            self.write()
        return self.last

    def write(self):
        if not self.rows:
            return
        columns = ", ".join(f'"{field.column}"' for field in self.fields)
        with self.connection.cursor() as cursor:
            if self.connection.vendor == "postgresql":
                with cursor.copy(f'COPY "{self.model._meta.db_table}" ({columns}) FROM STDIN') as copy:
                    for row in self._prepared(models.JSONField):
                        copy.write_row(row)
            else:
                places = ", ".join(["%s"] * len(self.fields))
                cursor.executemany(
                    f'INSERT INTO "{self.model._meta.db_table}" ({columns}) VALUES ({places})',  # noqa: S608 names of ours
                    self._prepared(models.Field),
                )
        self.rows = []

    def _prepared(self, kind):
        """The rows as the database takes them; PostgreSQL's driver needs help with ``kind`` of fields only."""
        special = [(place, field) for place, field in enumerate(self.fields) if isinstance(field, kind)]
        for row in self.rows:
            for place, field in special:
                row[place] = field.get_db_prep_save(row[place], self.connection)
            yield row


class Loader:
    """Takes rows of any model and gives each its number; to be closed, so that the last ones are written."""

    def __init__(self, connection):
        self.connection, self.tables = connection, {}

    def add(self, model, **values):
        table = self.tables.get(model)
        if table is None:
            table = self.tables[model] = Table(model, self.connection)
        return table.add(values)

    def count(self):
        return sum(table.last for table in self.tables.values())

    def close(self):
        for table in self.tables.values():
            table.write()
        statements = self.connection.ops.sequence_reset_sql(no_style(), list(self.tables))
        with self.connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)


CONSTRAINTS = """
    SELECT format('ALTER TABLE %I DROP CONSTRAINT %I', t.relname, c.conname),
           format('ALTER TABLE %I ADD CONSTRAINT %I %s', t.relname, c.conname, pg_get_constraintdef(c.oid))
    FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
    WHERE c.contype = 'f' AND c.connamespace = current_schema()::regnamespace ORDER BY t.relname, c.conname
"""
INDEXES = """
    SELECT format('DROP INDEX %I', i.indexname), i.indexdef FROM pg_indexes i
    WHERE i.schemaname = current_schema() AND NOT EXISTS (
        SELECT 1 FROM pg_constraint c WHERE c.conindid = format('%I', i.indexname)::regclass)
    ORDER BY i.tablename, i.indexname
"""


@contextmanager
def unchecked(connection):
    """Within this block, which has to stand in one transaction, neither guards nor foreign keys are asked row by row.

    Foreign keys and unique indexes are checked when they are made anew; guards by ``standing.faults``.
    """
    guards.remove(connection)
    again = _taken_out(connection) if connection.vendor == "postgresql" else []
    yield
    with connection.cursor() as cursor:
        for statement in again:
            cursor.execute(statement)
    guards.install(connection)


def _taken_out(connection):
    """Drop foreign keys and the indexes that no constraint needs; return what puts them back."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        kept = []
        for query in (CONSTRAINTS, INDEXES):
            cursor.execute(query)
            found = cursor.fetchall()
            for drop, make in found:
                cursor.execute(drop)
                kept.append(make)
    return kept[::-1]  # the indexes before the foreign keys that are checked by them
