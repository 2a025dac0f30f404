"""Letters."""

import os
from datetime import time

from django.core.exceptions import ImproperlyConfigured

from config.settings.environment import env_number
from config.settings.mode import LOOPBACK, PRODUCTION, VAR_DIR

# Letters are sent by the worker (accounts/sending.py). Without EMAIL_HOST they become files under var/mail where the
# product is tried out, and wait in the outbox in production.
EMAIL_HOST = os.environ.get("EMAIL_HOST", "").strip()
EMAIL_SECURITY = os.environ.get("EMAIL_TLS", "").strip().lower() or "starttls"
if EMAIL_SECURITY not in {"starttls", "tls", "no"}:
    raise ImproperlyConfigured(f"EMAIL_TLS={EMAIL_SECURITY!r}: write starttls, tls or no.")
EMAIL_USE_TLS, EMAIL_USE_SSL = EMAIL_SECURITY == "starttls", EMAIL_SECURITY == "tls"
EMAIL_PORT = env_number("EMAIL_PORT", {"starttls": 587, "tls": 465, "no": 25}[EMAIL_SECURITY])
EMAIL_HOST_USER = os.environ.get("EMAIL_USER", "").strip()
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_PASSWORD", "")
EMAIL_TIMEOUT = env_number("EMAIL_TIMEOUT", 20)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = os.environ.get("MAIL_FROM", "").strip() or "thu@localhost"
if EMAIL_HOST and DEFAULT_FROM_EMAIL == "thu@localhost":
    raise ImproperlyConfigured("MAIL_FROM is missing: set the address from which letters are sent.")
if EMAIL_HOST and EMAIL_SECURITY == "no" and EMAIL_HOST not in LOOPBACK:
    raise ImproperlyConfigured(
        "EMAIL_TLS=no sends letters in the clear: only to a mail server on this machine."
    )
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_BACKEND = (
    f"django.core.mail.backends.{'smtp' if EMAIL_HOST or PRODUCTION else 'filebased'}.EmailBackend"
)
# From this time of a working day on everybody gets one letter about what is due.
REMINDER_TIME = os.environ.get("REMINDER_TIME", "").strip() or "07:00"
try:
    REMINDER_TIME = time.fromisoformat(REMINDER_TIME)
except ValueError:
    raise ImproperlyConfigured(f"REMINDER_TIME={REMINDER_TIME!r}: write it as 07:00.") from None
