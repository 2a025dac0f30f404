"""Where data lie: the database, files, caches, the queue of the background work, backups."""

import os
from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from config.settings.environment import env_flag, env_list, env_number
from config.settings.mode import DATABASE_URL, TESTING, VAR_DIR

DATABASES = {
    "default": dj_database_url.parse(DATABASE_URL or f"sqlite:///{VAR_DIR / 'thidua.sqlite3'}"),
}
database = DATABASES["default"]
if database["ENGINE"].endswith("sqlite3"):
    Path(database["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # What was acknowledged is on the disk: FULL, not NORMAL, keeps the last commits when the power fails.
        "init_command": f"PRAGMA journal_mode=WAL; PRAGMA synchronous={'OFF' if TESTING else 'FULL'};",
    }
elif database["ENGINE"].endswith("postgresql"):
    database["CONN_MAX_AGE"] = 60
    database["CONN_HEALTH_CHECKS"] = True
    database.setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)  # seconds; then the page that says so
else:
    raise ImproperlyConfigured(
        f"DATABASE_URL: {database['ENGINE']} is not supported; use postgres:// or sqlite:///."
    )
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MEDIA_ROOT = Path(os.environ.get("MEDIA_ROOT", VAR_DIR / "files"))
# Several hosts share their files in one S3-compatible storage; without a bucket they lie in MEDIA_ROOT.
S3_BUCKET = os.environ.get("S3_BUCKET", "").strip()


def s3_options():
    """Return how the bucket is reached; without a key the host's own identity is used, as clouds give it."""
    names = ("endpoint_url", "access_key", "secret_key", "location")
    options = {name: value for name in names if (value := os.environ.get(f"S3_{name.upper()}", "").strip())}
    if ("access_key" in options) != ("secret_key" in options):
        raise ImproperlyConfigured("S3_ACCESS_KEY and S3_SECRET_KEY: set both of them, or neither.")
    region = os.environ.get("S3_REGION", "").strip() or "us-east-1"
    return {"bucket_name": S3_BUCKET, "region_name": region, **options}


MEDIA_URL = None  # never served by address: every file goes through a guarded view
# Limits of tries and other counters hold for all processes and hosts, so they lie in the database.
# Pictures of pages are drawn anew when they are gone: each host keeps its own, and they are no part of a backup.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    "pages": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": Path(os.environ.get("PAGES_DIR", VAR_DIR / "pages")),
        "TIMEOUT": 30 * 24 * 3600,
        "OPTIONS": {"MAX_ENTRIES": 3000},
    },
    "answers": {
        "BACKEND": "config.caches.PageFiles",
        "LOCATION": Path(os.environ.get("PAGES_DIR", VAR_DIR / "pages")) / "answers",
        "OPTIONS": {"MAX_ENTRIES": 2000},
    },
}
# Seconds for which a page is kept while nobody writes (clusters/kept.py); tests write past the record, theirs are not.
ANSWERS_KEPT = 0 if TESTING else 600
# Files and their folders are open to the program's own user alone.
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o600, 0o700
UPLOAD_MAX_BYTES = env_number("UPLOAD_MAX_MB", 20) * 1024 * 1024
# A virus scanner (ClamAV's daemon) that every sent file is shown to: a socket's path, or HOST:PORT.
CLAMAV_SOCKET, CLAMAV_TCP = os.environ.get("CLAMAV_SOCKET", ""), os.environ.get("CLAMAV_TCP", "")
CLAMAV_REQUIRED = env_flag("CLAMAV_REQUIRED") or not os.environ.get("CLAMAV_REQUIRED", "").strip()
if CLAMAV_TCP and not CLAMAV_TCP.rpartition(":")[2].isdigit():
    raise ImproperlyConfigured(
        f"CLAMAV_TCP={CLAMAV_TCP!r}: write it as HOST:PORT, for example 127.0.0.1:3310."
    )
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000
DATA_UPLOAD_MAX_NUMBER_FILES = 10  # no form has more than one or two

# Work in the background: the database is the queue, `manage.py worker` does what waits there.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# Backups (config/backup/): where they go, and the public keys that lock them (docs/operations.md).
BACKUP_FOLDER = Path(os.environ.get("BACKUP_FOLDER", VAR_DIR / "backups"))
BACKUP_RECIPIENTS = env_list("BACKUP_RECIPIENT")
