"""Makes a backup while people work: all rows of one moment, then every file that they point to."""

import errno
import gzip
import os
import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone

from audit.verbs import Verb
from config.backup import BackupError
from config.backup.about import about
from config.backup.archive import ABOUT, BLOCK, FILES, TABLES, Tar, encrypt
from config.backup.tables import Tally, last_numbers, parts_of, stored_names, tables_of, to_line
from config.installation import note
from vietnamese.numbers import format_decimal

NAME = "so-thi-dua-{:%Y%m%d-%H%M%S}.age"
NAMES = re.compile(r"so-thi-dua-\d{8}-\d{6}\.age")
UNFINISHED = ".part"
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@dataclass
class Made:
    """What a backup holds; ``missing`` are names of files that rows point to and that are not there."""

    path: Path
    at: datetime
    rows: int = 0
    files: int = 0
    size: int = 0
    missing: list[str] = field(default_factory=list)
    removed: list[Path] = field(default_factory=list)


def make(folder, recipients, *, keep=None):
    """Make a backup in the folder and record it; with ``keep``, remove all but that many of the newest there.

    Returns Made. Raises BackupError, and leaves no unfinished file behind.
    """
    at = timezone.now()
    made = Made(folder / NAME.format(timezone.localtime(at)), at)
    _clear_unfinished(folder, at)
    with _new_file(made.path) as file:
        with one_moment():
            encrypt(_chunks(made), file, recipients)
        made.size = file.tell()
    made.missing = _still_wanted(made.missing)
    if keep:
        made.removed = remove_old(folder, keep)
    note(Verb.BACKUP_MADE, _told(made), by=None)
    return made


def archives_in(folder):
    """Return the backups in a folder, the newest first."""
    if not folder.is_dir():
        return []
    return sorted((path for path in folder.iterdir() if NAMES.fullmatch(path.name)), reverse=True)


def remove_old(folder, keep):
    """Remove all but the ``keep`` newest backups of the folder; return the paths that went."""
    old = archives_in(folder)[keep:]
    for path in old:
        path.unlink()
    return old


def _clear_unfinished(folder, at):
    """Remove what backups left that were killed; one that still runs has written within the day."""
    for path in folder.glob(f"so-thi-dua-*{UNFINISHED}"):
        if path.stat().st_mtime < at.timestamp() - 24 * 3600:
            path.unlink(missing_ok=True)


# --- the moment --------------------------------------------------------------------------------------


@contextmanager
def one_moment():
    """Within this block every question is answered as of one moment, while others go on writing."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")  # atomic() would keep the others from writing
            try:
                cursor.execute("SELECT count(*) FROM sqlite_master").fetchone()
                yield
            finally:
                cursor.execute("ROLLBACK")
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        yield


def _chunks(made):
    tar = Tar(made.at)
    yield from tar.add(ABOUT, to_line(about(made.at)).encode())
    tallies = {}
    for model in tables_of(apps):
        tally = Tally()
        for number, part in enumerate(parts_of(model, tally), start=1):
            name = f"{TABLES}{model._meta.label}/{number:06}.jsonl.gz"
            yield from tar.add(name, gzip.compress(part, mtime=0))
        tallies[model._meta.label] = tally.told()
        made.rows += tally.rows
    numbers = last_numbers(apps)
    for name in stored_names(apps):
        yield from _file(tar, name, made)
    told = {"tables": tallies, "last_numbers": numbers, "files": made.files, "missing": len(made.missing)}
    yield from tar.close(told)


def _file(tar, name, made):
    try:
        stored = default_storage.open(name)
    except FileNotFoundError:
        made.missing.append(name)
        yield from tar.miss(FILES + name)
        return
    except Exception as error:  # each kind of storage has errors of its own
        raise _unreadable(name, error) from error
    with stored:
        yield from tar.stream(FILES + name, stored.size, _read(name, stored))
    made.files += 1


def _read(name, stored):
    try:
        yield from stored.chunks(BLOCK)
    except Exception as error:
        raise _unreadable(name, error) from error


def _unreadable(name, error):
    return BackupError(
        f"Không đọc được tệp “{name}” trong kho tệp: {error}. Chưa lập được bản sao lưu; các bản cũ vẫn giữ nguyên."
    )


def _still_wanted(missing):
    """Leave out files that people removed, with their rows, while the backup was made."""
    if not missing:
        return []
    wanted = set(missing)
    return sorted(wanted.intersection(stored_names(apps)))


# --- the file ----------------------------------------------------------------------------------------


@contextmanager
def _new_file(path):
    """A file that gets its name when it is whole and safely on the disk, and else is gone."""
    part = path.with_name(path.name + UNFINISHED)
    if path.exists():
        raise BackupError(f"Đã có tệp {path}; tệp đó được giữ nguyên. Chạy lại lệnh sau một giây.")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise _refusal(error, path) from error
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.rename(part, path)
        _sync(path.parent)
    except OSError as error:
        raise _refusal(error, path) from error
    finally:
        part.unlink(missing_ok=True)


def _sync(folder):
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _refusal(error, path):
    if error.errno in FULL:
        return BackupError(
            f"Ổ đĩa chứa {path.parent} đã hết chỗ. Chưa lập được bản sao lưu; các bản sao lưu cũ vẫn giữ nguyên. "
            "Giải phóng chỗ trống hoặc chọn thư mục khác bằng --to, rồi chạy lại lệnh."
        )
    where = error.filename or path.parent
    return BackupError(f"Không đọc, ghi được {where}: {error.strerror}. Chưa lập được bản sao lưu.")


def _told(made):
    told = [
        ("Tệp", made.path.name),
        ("Số dòng dữ liệu", format_decimal(made.rows)),
        ("Số tệp", format_decimal(made.files)),
    ]
    if made.missing:
        told.append(("Số tệp không còn trong kho", format_decimal(len(made.missing))))
    return told
