"""Where the program stands, and whether it is tried out here or serves the public (production)."""

import os
import secrets
import sys
import tomllib
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from config.settings.environment import env_flag, env_list

BASE_DIR = Path(__file__).resolve().parents[2]
VERSION = tomllib.loads((BASE_DIR / "pyproject.toml").read_text("utf-8"))["project"]["version"]
LOOPBACK = {"localhost", "127.0.0.1", "[::1]", "testserver"}
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
