"""What has to hold for the program to serve: one small question each, asked by /health/ready and the doctor.

A probe returns None where it holds, else one word of what is wrong; it may raise, which counts as wrong.
"""

import logging
import secrets
import shutil
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from audit import guards
from config import beats

logger = logging.getLogger(__name__)

LEAST_FREE = 200 * 1024**2  # bytes; below it uploads and the database's own log soon fail


def database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()


@cache
def _known_migrations():
    """The migrations of the installed program; a process keeps the program it started with."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def unapplied():
    """Return the migrations of this program that the database has not seen, as (app, name)."""
    return sorted(_known_migrations() - set(MigrationRecorder(connection).applied_migrations()))


def migrations():
    return "unapplied" if unapplied() else None


def guards_stand():
    return "missing" if guards.missing(connection) else None


def storage():
    """Write a small file, read it, take it away again."""
    said = secrets.token_bytes(16)
    name = default_storage.save(f"health/{secrets.token_hex(8)}", ContentFile(said))
    try:
        with default_storage.open(name) as stored:
            return None if stored.read() == said else "differs"
    finally:
        default_storage.delete(name)


def worker():
    return None if beats.alive().exists() else "none seen"


def data_folders():
    """Return the folders of this machine that data are written to, those that exist."""
    places = [settings.MEDIA_ROOT]
    if connection.vendor == "sqlite":
        places.append(Path(connection.settings_dict["NAME"]).parent)
    return [Path(place) for place in places if Path(place).is_dir()]


def free_bytes():
    """Return the least free space of the data folders; None where none is on this machine."""
    return min((shutil.disk_usage(place).free for place in data_folders()), default=None)


def disk():
    free = free_bytes()
    return "nearly full" if free is not None and free < LEAST_FREE else None


READY = {
    "database": database,
    "migrations": migrations,
    "guards": guards_stand,
    "storage": storage,
    "worker": worker,
    "disk": disk,
}


def readiness():
    """Return ``{name of the probe: "ok" or what is wrong}``; the reason of an error goes to the log alone."""
    found = {}
    for name, probe in READY.items():
        try:
            found[name] = probe() or "ok"
        except (DatabaseError, OSError) as error:
            found[name] = "failed"
            logger.warning("not ready, %s: %s", name, type(error).__name__)
        except Exception:  # storages of libraries raise errors of their own
            found[name] = "failed"
            logger.exception("not ready, %s", name)
    return found
