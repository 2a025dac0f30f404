"""Rules over several rows that the database itself refuses to break, on SQLite and PostgreSQL alike.

A check constraint sees one row. What needs other rows (one chair at a time, a signed text that nobody
may touch) is a ``Guard``: a condition in portable SQL over NEW, OLD and other tables, made into a
trigger. Each app lists its guards in ``<app>/guards.py`` as ``GUARDS``; they are put in anew after
every ``migrate``, because SQLite drops triggers when a migration rebuilds a table.
"""

from dataclasses import dataclass
from importlib import import_module

from django.apps import apps
from django.db import connections

PREFIX = "guard_"


@dataclass(frozen=True)
class Guard:
    """One refusal.

    ``when`` is SQL that is true of the row to refuse; it may use NEW (insert, update) and OLD
    (update, delete). ``says`` is the sentence a person reads. ``locks`` is an optional SELECT … FOR
    UPDATE that PostgreSQL runs first, so that of two transactions in the same second the second one
    sees what the first one wrote; SQLite has one writer at a time and needs none.
    """

    name: str
    table: str
    on: tuple[str, ...]
    when: str
    says: str
    locks: str = ""

    def statements(self, vendor):
        for event in self.on:
            yield from getattr(self, f"_{vendor}")(event, f"{PREFIX}{self.name}_{event}")

    def _sqlite(self, event, name):
        yield (
            f"CREATE TRIGGER {name} BEFORE {event.upper()} ON {self.table} FOR EACH ROW "
            f"WHEN {self.when} BEGIN SELECT RAISE(ABORT, '{self.says}'); END"
        )

    def _postgresql(self, event, name):
        lock = self.locks.replace("SELECT", "PERFORM", 1) + ";" if self.locks else ""
        row = "OLD" if event == "delete" else "NEW"
        yield (
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN {lock} "
            f"IF ({self.when}) THEN RAISE EXCEPTION USING ERRCODE = 'check_violation', "
            f"MESSAGE = '{self.says}', CONSTRAINT = '{self.name}'; END IF; RETURN {row}; END $body$"
        )
        yield (
            f"CREATE TRIGGER {name} BEFORE {event.upper()} ON {self.table} "
            f"FOR EACH ROW EXECUTE FUNCTION {name}()"
        )


def all_guards():
    """Return the guards of every installed app, in the order of the apps."""
    found = []
    for config in apps.get_app_configs():
        try:
            module = import_module(f"{config.name}.guards")
        except ModuleNotFoundError as error:
            if error.name != f"{config.name}.guards":
                raise
            continue
        found.extend(getattr(module, "GUARDS", []))
    return found


def remove(connection):
    """Take every guard out of the database (before it is rebuilt or emptied by tests)."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s", [PREFIX + "%"]
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
        else:
            cursor.execute(
                "SELECT proname FROM pg_proc WHERE proname LIKE %s AND pronamespace = current_schema()::regnamespace",
                [PREFIX + "%"],
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP FUNCTION {name}() CASCADE")


def install(connection):
    """Put every guard into the database, in place of those that stood there."""
    remove(connection)
    with connection.cursor() as cursor:
        for guard in all_guards():
            for statement in guard.statements(connection.vendor):
                cursor.execute(statement)


def missing(connection):
    """Return the trigger names that should stand in the database and do not."""
    wanted = {f"{PREFIX}{guard.name}_{event}" for guard in all_guards() for event in guard.on}
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger")
        return sorted(wanted - {name for (name,) in cursor.fetchall()})


def remove_before_migrate(using, plan=(), **kwargs):
    """Signal receiver: SQLite does not rebuild a table that a trigger of another table reads, and rows that a
    migration brings into a new shape are not refused by the rules of the old one."""
    if plan:
        remove(connections[using])


def install_after_migrate(using, plan=(), **kwargs):
    """Signal receiver; does nothing while the tables are not all there (a migration back to zero)."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    if {guard.table for guard in all_guards()} <= tables:
        install(connection)


GUARDS = [
    Guard(
        name="events_are_write_once",
        table="audit_event",
        on=("update", "delete"),
        when="1 = 1",
        says="Nhật ký chỉ ghi thêm, không sửa, không xóa.",
    ),
    Guard(
        name="links_are_write_once",
        table="audit_link",
        on=("update", "delete"),
        when="1 = 1",
        says="Chuỗi nhật ký chỉ nối thêm, không sửa, không xóa.",
    ),
    Guard(
        name="chains_only_grow",
        table="audit_chainhead",
        on=("update",),
        when="NEW.chain <> OLD.chain OR NEW.number <= OLD.number",
        says="Số cuối của chuỗi nhật ký chỉ tăng, không lùi.",
    ),
    Guard(
        name="chains_do_not_end",
        table="audit_chainhead",
        on=("delete",),
        when="1 = 1",
        says="Số cuối của chuỗi nhật ký không xóa được.",
    ),
]
