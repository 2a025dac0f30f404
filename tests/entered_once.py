"""What takes long to enter is entered by one process; the others, and later modules, read its rows and files back."""

import fcntl
import pickle
import shutil
from pathlib import Path

from django.conf import settings
from django.db import connection

from audit import guards

FROM_MIGRATIONS = {"django_content_type", "auth_permission"}
MANY = 400  # rows in one statement; SQLite takes 500


def entered_once(name, enter, tmp_path_factory):
    """Bring what ``enter()`` writes into a database that holds nothing else, in an open transaction; return what
    it returned."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if own.name.startswith("popen-") else own  # by all workers of pytest-xdist
    kept = shared / f"entered-{name}"
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            there = files(Path(settings.MEDIA_ROOT))
            made = enter()
            keep(kept, made, files(Path(settings.MEDIA_ROOT)) - there)
            return made
    return bring(kept)


def files(root):
    return {path.relative_to(root) for path in root.rglob("*") if path.is_file()}


def keep(kept, made, new_files):
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    with connection.cursor() as cursor:
        rows = {table: rows_of(cursor, table) for table in sorted(set(tables) - FROM_MIGRATIONS)}
    kept.mkdir()
    (kept / "made").write_bytes(pickle.dumps((made, {table: row for table, row in rows.items() if row[1]})))
    copy_files(new_files, Path(settings.MEDIA_ROOT), kept / "files")


def rows_of(cursor, table):
    """Return the names of the columns and the rows as text that the same database reads again."""
    cursor.execute(f"SELECT * FROM {quoted(table)} LIMIT 0")
    columns = [quoted(column[0]) for column in cursor.description]
    if connection.vendor == "postgresql":
        with cursor.cursor.copy(f"COPY {quoted(table)} ({', '.join(columns)}) TO STDOUT") as rows:
            return columns, b"".join(rows)
    cursor.execute(f"SELECT {', '.join(f'quote({column})' for column in columns)} FROM {quoted(table)}")
    return columns, [f"({', '.join(row)})" for row in cursor.fetchall()]


def bring(kept):
    made, rows = pickle.loads((kept / "made").read_bytes())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")  # no triggers, no foreign keys
            for table, (columns, data) in rows.items():
                with cursor.cursor.copy(f"COPY {quoted(table)} ({', '.join(columns)}) FROM STDIN") as copied:
                    copied.write(data)
            cursor.execute("SET LOCAL session_replication_role = origin")
            cursor.execute("; ".join(key_behind(table) for table, row in rows.items() if '"id"' in row[0]))
        else:
            guards.remove(connection)
            for table, (columns, data) in rows.items():
                into = f"INSERT INTO {quoted(table)} ({', '.join(columns)}) VALUES "
                for start in range(0, len(data), MANY):
                    cursor.execute(into + ", ".join(data[start : start + MANY]))
            guards.install(connection)
    copy_files(files(kept / "files"), kept / "files", Path(settings.MEDIA_ROOT))
    return made


def key_behind(table):
    """Return SQL that lets the next key stand behind those that were brought."""
    keys = f"pg_get_serial_sequence('{quoted(table)}', 'id')"
    return f"SELECT setval({keys}, greatest(nextval({keys}), max(id))) FROM {quoted(table)} HAVING {keys} IS NOT NULL"


def copy_files(paths, source, target):
    for path in paths:
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source / path, target / path)


def quoted(name):
    return connection.ops.quote_name(name)
