"""What papers are made with: fonts, the printed address, seals."""

import os

from django.core.exceptions import ImproperlyConfigured

from config.settings.mode import ALLOWED_HOSTS, LOOPBACK, PRODUCTION, TESTING, VAR_DIR

DOCUMENT_FONT_DIR = os.environ.get("DOCUMENT_FONT_DIR", "")
# What the QR codes of issued papers point to. It is printed: it has to stay right for years.
PUBLIC_URL = (
    os.environ.get("PUBLIC_URL", "").strip()
    or next((f"https://{host.lstrip('.')}" for host in ALLOWED_HOSTS if host not in LOOPBACK), "")
    or "http://127.0.0.1:8000"
).rstrip("/")
if not PUBLIC_URL.startswith(("https://", "http://")):
    raise ImproperlyConfigured(f"PUBLIC_URL={PUBLIC_URL!r}: write it with https://, without a path.")
# The certificates for digital seals (documents/seal.py). Trying the product out uses the one for testing.
SEALS_FILE = os.environ.get("SEALS_FILE", "")
if not SEALS_FILE and not PRODUCTION and not TESTING and (VAR_DIR / "seals" / "seals.toml").exists():
    SEALS_FILE = str(VAR_DIR / "seals" / "seals.toml")
