"""All settings of the product, read from the environment.

An installation that answers to this machine only (the default) is *local*: it runs on the embedded
SQLite database under ``var/`` with a key of its own making. As soon as ``ALLOWED_HOSTS`` names any
other host, or ``PRODUCTION=1``, it is *production*, and refuses to start on an unsafe value.
"""

import ipaddress
import os
import secrets
import sys
import tomllib
from datetime import time
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config.logs import settings_for

BASE_DIR = Path(__file__).resolve().parent.parent
VERSION = tomllib.loads((BASE_DIR / "pyproject.toml").read_text("utf-8"))["project"]["version"]
LOOPBACK = {"localhost", "127.0.0.1", "[::1]", "testserver"}


def env_flag(name):
    """Return whether the variable is on; anything but the listed words is refused."""
    value = os.environ.get(name, "").strip().lower()
    if value not in {"", "0", "1", "false", "true", "no", "yes"}:
        raise ImproperlyConfigured(f"{name}={value!r}: write 1 or 0.")
    return value in {"1", "true", "yes"}


def env_list(name):
    return [item.strip() for item in os.environ.get(name, "").split(",") if item.strip()]


def env_number(name, default):
    value = os.environ.get(name, "").strip() or str(default)
    if not value.isdigit():
        raise ImproperlyConfigured(f"{name}={value!r}: write a whole number.")
    return int(value)


def env_networks(name):
    """Return the addresses and networks (10.0.0.0/8) that the variable lists."""
    try:
        return [ipaddress.ip_network(item) for item in env_list(name)]
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}: {error}; write addresses or networks, with commas.") from error


VAR_DIR = Path(os.environ.get("VAR_DIR", BASE_DIR / "var"))
DEBUG = env_flag("DEBUG")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS") or ["localhost", "127.0.0.1", "[::1]"]
PRODUCTION = env_flag("PRODUCTION") or not set(ALLOWED_HOSTS) <= LOOPBACK
SECRET_KEY = os.environ.get("SECRET_KEY", "")
DATABASE_URL = os.environ.get("DATABASE_URL", "")


def unsafe_values():
    """Say, one sentence each, what keeps this installation from serving the public."""
    if DEBUG:
        yield "DEBUG=1 shows the inside of the program to strangers: unset it."
    if "*" in ALLOWED_HOSTS:
        yield "ALLOWED_HOSTS=* answers to any name: list the installation's own host names."
    if not set(ALLOWED_HOSTS) - LOOPBACK:
        yield "ALLOWED_HOSTS names no public host: list the installation's own host names."
    if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10:
        yield (
            "SECRET_KEY is missing or too simple: set 50 random characters, for example from "
            "python -c 'import secrets; print(secrets.token_urlsafe(50))'."
        )
    if not DATABASE_URL:
        yield "DATABASE_URL is missing: set postgres://user:password@host:5432/name."


if PRODUCTION and (problems := list(unsafe_values())):
    raise ImproperlyConfigured("Refusing to start in production:\n  - " + "\n  - ".join(problems))

if not SECRET_KEY:
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    key_file = VAR_DIR / "secret_key"
    if not key_file.exists():
        key_file.touch(mode=0o600)
        key_file.write_text(secrets.token_urlsafe(50))
    SECRET_KEY = key_file.read_text().strip()

TESTING = "pytest" in sys.modules

# --- the program -----------------------------------------------------------------------------------

INSTALLED_APPS = [
    "awards",
    "pledges",
    "clusters",
    "documents",
    "accounts",
    "audit",
    "config.apps.InstallationConfig",
    "config.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "csp",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "config.headers.Protect",
    "config.machines.ForMachines",
    "config.logs.RequestLines",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.errors.RefuseOversize",
    "config.errors.ExplainMethod",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.maintenance.Rest",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.sessions.LastSeen",
    "django_htmx.middleware.HtmxMiddleware",
    "config.files_away.ExplainFilesAway",
    "accounts.traces.RememberWhatLeaves",
    "accounts.access.DenyByDefault",
    "accounts.second_factor.Required",
    "clusters.kept.CountAnew",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "clusters.context.frame",
            ],
            "builtins": ["clusters.templatetags.house"],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- data ------------------------------------------------------------------------------------------

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
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
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

# --- language and time -----------------------------------------------------------------------------

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["vietnamese.formats"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True

# --- static files ----------------------------------------------------------------------------------

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

# --- people ----------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "CommonPasswordValidator", "NumericPasswordValidator")
] + [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    }
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "clusters:overview"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "accounts.adapter.Adapter"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_USERNAME_VALIDATORS = None
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_FORMS = {"reset_password": "accounts.forms.ResetForm"}
# No limit is longer than the five minutes that the pages name (429.html, accounts/adapter.py).
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "20/5m/ip,5/5m/key",
    "reset_password": "10/5m/ip,3/5m/key",
    "reset_password_from_key": "20/5m/ip",
    "reauthenticate": "10/5m/user",
    "change_password": "10/5m/user",
}
PASSWORD_RESET_TIMEOUT = 60 * 60
INVITATION_DAYS = env_number("INVITATION_DAYS", 7)

MFA_ADAPTER = "accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # clocks of telephones run up to half a minute off
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION  # a local installation answers at http://localhost
MFA_FORMS = {
    "add_webauthn": "accounts.second_factor_forms.KeyForm",
    "edit_webauthn": "accounts.second_factor_forms.KeyNameForm",
}
# Roles that must have a second factor. Written empty, nobody must.
SECOND_FACTOR_ROLES = env_list("SECOND_FACTOR_ROLES")
if PRODUCTION and "SECOND_FACTOR_ROLES" not in os.environ:
    SECOND_FACTOR_ROLES = ["administrator"]
KNOWN_ROLES = {"administrator", "secretariat", "leader", "representative", "officer", "viewer"}
if unknown := sorted(set(SECOND_FACTOR_ROLES) - KNOWN_ROLES):
    raise ImproperlyConfigured(
        f"SECOND_FACTOR_ROLES={','.join(unknown)!r}: use {', '.join(sorted(KNOWN_ROLES))}."
    )

# The organisation's own sign-on (OpenID Connect): it opens accounts that exist here and never makes one.
SOCIALACCOUNT_ADAPTER = "accounts.adapter.OwnSignOnAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = (
    True  # a link: form-action 'self' would stop a form from going to the other server
)
OIDC = {
    name: os.environ.get(f"OIDC_{name}", "").strip() for name in ("SERVER_URL", "CLIENT_ID", "CLIENT_SECRET")
}
OIDC_NAME = os.environ.get("OIDC_NAME", "").strip() or "tài khoản của cơ quan"
if any(OIDC.values()) and not all(OIDC.values()):
    raise ImproperlyConfigured("OIDC: set OIDC_SERVER_URL, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET together.")
if PRODUCTION and OIDC["SERVER_URL"] and not OIDC["SERVER_URL"].startswith("https://"):
    raise ImproperlyConfigured("OIDC_SERVER_URL: write it with https://.")
SOCIALACCOUNT_PROVIDERS = {}
if OIDC["SERVER_URL"]:
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APP": {
            "provider_id": "co-quan",
            "name": OIDC_NAME,
            "client_id": OIDC["CLIENT_ID"],
            "secret": OIDC["CLIENT_SECRET"],
            "settings": {"server_url": OIDC["SERVER_URL"]},
        },
    }
# From the last request on: accounts/sessions.py saves a session in use every five minutes. Saved at each request,
# what one request writes would be lost to another that read the session before.
SESSION_COOKIE_AGE = 12 * 60 * 60
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"

# --- protection ------------------------------------------------------------------------------------

SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
if PRODUCTION:
    SECURE_SSL_REDIRECT = not env_flag("PLAIN_HTTP")
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    # A cookie of this name is taken from this very host over HTTPS only, never set by a neighbouring name.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
# Limits of tries hold for one visitor's address. Behind a proxy that is the last one in X-Forwarded-For; the
# proxy's own would stand for everybody, and one visitor could shut out all others.
ALLAUTH_TRUSTED_PROXY_COUNT = env_number("PROXIES", 1 if PRODUCTION else 0)
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS") or [
    f"https://{host.lstrip('.')}" for host in ALLOWED_HOSTS if host not in LOOPBACK
]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- mail ------------------------------------------------------------------------------------------

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

# --- logs, numbers, reports of errors --------------------------------------------------------------

LOG_FORMAT = os.environ.get("LOG_FORMAT", "").strip() or ("json" if PRODUCTION else "text")
LOG_LEVEL = os.environ.get("LOG_LEVEL", "").strip().upper() or ("INFO" if PRODUCTION else "WARNING")
if LOG_FORMAT not in {"json", "text"}:
    raise ImproperlyConfigured(f"LOG_FORMAT={LOG_FORMAT!r}: write json or text.")
if LOG_LEVEL not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
    raise ImproperlyConfigured(f"LOG_LEVEL={LOG_LEVEL!r}: write DEBUG, INFO, WARNING or ERROR.")
LOGGING = settings_for(LOG_FORMAT == "json", LOG_LEVEL)
# Errors are reported there when it is named; without names, texts and addresses (config/reports.py).
SENTRY_DSN = os.environ.get("SENTRY_DSN", "").strip()
# Who may read the numbers at /metrics: from these addresses or networks, or with this bearer token.
METRICS_ALLOW = env_networks("METRICS_ALLOW")
METRICS_TOKEN = os.environ.get("METRICS_TOKEN", "").strip()

# --- papers ----------------------------------------------------------------------------------------

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
