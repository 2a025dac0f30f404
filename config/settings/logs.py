"""Logs, numbers, reports of errors."""

import os

from django.core.exceptions import ImproperlyConfigured

from config.logs import settings_for
from config.settings.environment import env_networks
from config.settings.mode import PRODUCTION

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
