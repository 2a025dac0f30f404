"""Static files, and with which storages they and the kept files are reached."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from config.settings.data import MEDIA_ROOT, S3_BUCKET, s3_options
from config.settings.mode import BASE_DIR, DEBUG, TESTING

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT", BASE_DIR / "build" / "collected"))
if MEDIA_ROOT.resolve().is_relative_to(STATIC_ROOT.resolve()):
    raise ImproperlyConfigured("MEDIA_ROOT lies within STATIC_ROOT, which is given out to anybody.")
STATICFILES_DIRS = [BASE_DIR / "static", ("vendor", BASE_DIR / "build" / "vendor")]
STORAGES = {
    "default": {"BACKEND": "documents.shared_storage.SharedStorage", "OPTIONS": s3_options()}
    if S3_BUCKET
    else {"BACKEND": "documents.storage.FolderStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage",
        "OPTIONS": {"file_permissions_mode": 0o644, "directory_permissions_mode": 0o755},
    },
}
