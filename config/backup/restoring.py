"""Brings a backup into an empty installation, on either database: everything of it, or nothing."""

import hashlib
import json
import os
import tempfile
from collections import defaultdict
from contextlib import contextmanager

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from audit import guards
from audit.verbs import Verb
from config.backup import BackupError
from config.backup.about import version
from config.backup.archive import BLOCK, DAMAGED, FILES, TABLES, Contents, decrypted
from config.backup.checking import Report, compare, lines_in, stored_name_of, table_of
from config.backup.tables import PREPARED, Loader, Tally, lines_of, set_last_numbers, tables_of
from config.installation import note
from vietnamese.numbers import format_decimal

IN_MEMORY = 8 * BLOCK


def restore(path, identities):
    """Bring the backup in and the database to the newest state, record it, and return its Report.

    Raises BackupError; the database is then as empty as it was, unless the text says otherwise.
    """
    with decrypted(path, identities) as plain:
        contents = Contents(plain)
        registry, is_newest = _prepare(contents.about)
        report = _load(contents, registry, is_newest)
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except DatabaseError as error:
        raise BackupError(
            "Mọi dòng và mọi tệp đã được khôi phục, nhưng chưa chuyển được sang phiên bản đang cài đặt: "
            f"{error}. Dữ liệu được giữ nguyên; sửa nguyên nhân rồi chạy “manage.py migrate”."
        ) from error
    note(Verb.RESTORED, _told(path, report), by=None)
    return report


# --- an empty database, as old as the backup ---------------------------------------------------------


def _prepare(about):
    """Refuse a database that is not empty; make its tables where there are none.

    Returns the models of the time of the backup, and whether they are those of today.
    """
    executor = MigrationExecutor(connection)
    loader = executor.loader
    wanted = set(map(tuple, about["migrations"]))
    if unknown := sorted(wanted - loader.disk_migrations.keys()):
        raise BackupError(
            f"Bản sao lưu do phiên bản {about['version']} lập, phiên bản đang cài đặt là {version()} và không "
            f"biết bước chuyển đổi dữ liệu “{'.'.join(unknown[0])}”. Cài đặt phiên bản {about['version']} "
            "hoặc mới hơn."
        )
    targets = _last_of(wanted, loader.graph)
    there = set(loader.applied_migrations) & loader.disk_migrations.keys()
    if not there:
        _refuse_strange_tables()
        executor.migrate(targets)
    elif there != wanted:
        raise BackupError(
            "Cơ sở dữ liệu này đã được tạo bảng theo một phiên bản khác với bản sao lưu. Tạo một cơ sở dữ "
            "liệu mới, chưa chạy “migrate”, rồi chạy lại lệnh: lệnh này tự tạo bảng."
        )
    registry = MigrationExecutor(connection).loader.project_state(targets).apps
    _refuse_rows(registry)
    return registry, wanted == loader.disk_migrations.keys()


def _last_of(wanted, graph):
    """Return the newest of the wanted migrations of each app."""
    return sorted(
        key
        for key in wanted
        if not any(child.key in wanted and child.key[0] == key[0] for child in graph.node_map[key].children)
    )


def _refuse_strange_tables():
    if tables := connection.introspection.table_names():
        raise BackupError(
            f"Cơ sở dữ liệu này đã có bảng của chương trình khác ({', '.join(tables[:3])} …). Tạo một cơ sở "
            "dữ liệu mới, để trống, rồi chạy lại lệnh."
        )


def _refuse_rows(registry):
    full = [
        model._meta.label
        for model in tables_of(registry)
        if model._meta.label not in PREPARED and model._base_manager.exists()
    ]
    if full:
        raise BackupError(
            f"Cơ sở dữ liệu này đã có dữ liệu ({', '.join(full[:3])}{' …' if full[3:] else ''}). Chỉ khôi phục "
            "vào một hệ thống còn trống; dữ liệu đang có được giữ nguyên. Tạo một cơ sở dữ liệu mới rồi "
            "chạy lại lệnh."
        )


# --- rows and files ----------------------------------------------------------------------------------


def _load(contents, registry, is_newest):
    """Load all members in one transaction and read the rows back. Returns the Report."""
    models = {model._meta.label: model for model in tables_of(registry)}
    with _files() as files:
        try:
            with transaction.atomic():
                guards.remove(connection)
                for label in PREPARED:
                    models[label]._base_manager.all().delete()
                tallies = _load_members(contents, models, files)
                compare(contents, tallies, files.count)
                connection.check_constraints()
                _read_back(models, contents.manifest)
                set_last_numbers(registry, contents.manifest["last_numbers"])
                if is_newest:  # else `migrate` puts them in when the tables have their new shape
                    guards.install(connection)
                os.sync()  # the files are on the disk before the rows are
        except DatabaseError as error:
            raise BackupError(
                f"Cơ sở dữ liệu không nhận dữ liệu của bản sao lưu: {error}. Chưa khôi phục gì."
            ) from error
    rows = sum(tally.rows for tally in tallies.values())
    return Report(contents.about, rows, files.count, contents.manifest["bytes"], contents.missing)


def _load_members(contents, models, files):
    tallies = defaultdict(Tally)
    for member in contents:
        if member.name.startswith(TABLES):
            _load_part(member, models, tallies)
        elif member.name.startswith(FILES):
            files.put(stored_name_of(member), member)
        else:
            raise BackupError(f"{DAMAGED}: không rõ “{member.name}” là gì.")
    return tallies


def _load_part(member, models, tallies):
    label = table_of(member)
    if label not in models:
        raise BackupError(f"{DAMAGED}: không có bảng {label}.")
    lines = lines_in(member)
    loader = Loader(models[label], json.loads(next(lines, b"[]")))
    for line in lines:
        tallies[label].add(line)
        loader.add(line)
    loader.flush()
    tallies[label]  # a table without rows counts too


def _read_back(models, manifest):
    """Compare every row as the database tells it with the row of the backup."""
    for label, model in models.items():
        tally = Tally()
        for line in lines_of(model):
            tally.add(line)
        if tally.told() != manifest["tables"].get(label):
            raise BackupError(
                f"Sau khi ghi, bảng {label} không giống với bản sao lưu. Chưa khôi phục gì; báo cho người "
                "phát triển."
            )


class _Files:
    """Puts files under their names; a file that is there already has to be the same."""

    def __init__(self, made):
        self.made, self.count = made, 0

    def put(self, name, member):
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as copy:
            while block := member.read(BLOCK):
                copy.write(block)
            copy.seek(0)
            try:
                self._save(name, copy)
                self._compare(name, member.digest)
            except BackupError:
                raise
            except Exception as error:  # each kind of storage has errors of its own
                raise BackupError(
                    f"Không ghi được tệp “{name}” vào kho tệp: {error}. Chưa khôi phục gì."
                ) from error
        self.count += 1

    def _save(self, name, copy):
        if default_storage.exists(name):
            return
        stored = default_storage.save(name, File(copy, name=name))
        self.made.write(stored + "\n")
        if stored != name:
            raise BackupError(f"Kho tệp không nhận tên “{name}”.")

    def _compare(self, name, digest):
        with default_storage.open(name) as stored:
            found = hashlib.sha256()
            for block in stored.chunks(BLOCK):
                found.update(block)
        if found.hexdigest() != digest:
            raise BackupError(
                f"Kho tệp đã có một tệp khác mang tên “{name}”. Tệp đó được giữ nguyên và chưa khôi phục gì. "
                "Dùng một kho tệp trống (MEDIA_ROOT) rồi chạy lại lệnh."
            )


@contextmanager
def _files():
    """Files that were put here go again when the rows do not come."""
    with tempfile.TemporaryFile("w+") as made:
        try:
            yield _Files(made)
        except BaseException:
            made.seek(0)
            for line in made:
                default_storage.delete(line.rstrip("\n"))
            raise


def _told(path, report):
    return [
        ("Tệp", path.name),
        ("Lập lúc", report.about["at"]),
        ("Số dòng dữ liệu", format_decimal(report.rows)),
        ("Số tệp", format_decimal(report.files)),
    ]
