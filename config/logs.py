"""What goes to the log: one line for each request, every line with the id of what it belongs to, none with a secret.

In production a line is a JSON object for machines to read; elsewhere it is text. The id is the request's (the
proxy's, or one made here), the task's in a worker, the process's in a command.
"""

import logging
import re
import secrets
import time
from contextvars import ContextVar
from datetime import UTC, datetime

from django.conf import settings
from pythonjsonlogger.json import JsonFormatter

from config.scrub import scrub

SANE = re.compile(r"[A-Za-z0-9_-]{8,64}")
HEADER = "X-Request-ID"
_process = f"p-{secrets.token_hex(4)}"
_current = ContextVar("current", default="")

requests = logging.getLogger("thidua.requests")


def current_id():
    """Return the id under which the log speaks of what is being done."""
    return _current.get() or _process


def begin(name):
    """Let the log speak of what follows under this name: a task of the background work."""
    _current.set(str(name)[:64])


class RequestLines:
    """Middleware: gives a request its id, answers with it, writes the request's line."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        given = request.headers.get(HEADER, "")
        request.id = given if SANE.fullmatch(given) else secrets.token_hex(8)
        token = _current.set(request.id)
        start = time.perf_counter()
        try:
            response = self.get_response(request)
            response[HEADER] = request.id
            if not request.path_info.startswith(settings.STATIC_URL):
                _write(request, response, time.perf_counter() - start)
            return response
        finally:
            _current.reset(token)


def _write(request, response, seconds):
    from config import numbers  # the models are there by now; the settings import this module before

    numbers.observe(request, response, seconds)
    user = getattr(request, "_cached_user", None)  # who was asked for; the log costs no query
    facts = {
        "method": request.method,
        "path": scrub(request.path_info),
        "status": response.status_code,
        "ms": round(seconds * 1000, 1),
        "user": user.pk if user is not None else None,
        "bytes": None if response.streaming else len(response.content),
    }
    words = "%(method)s %(path)s %(status)s %(ms)s ms, %(bytes)s bytes, user %(user)s"
    requests.info(words, facts, extra={"facts": facts})


class Lines(JsonFormatter):
    """One JSON object a line. What else hangs on a record (the request, the user) is not written."""

    def __init__(self):
        super().__init__(json_ensure_ascii=False)

    def add_fields(self, log_data, record, message_dict):
        log_data["time"] = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        log_data.update(level=record.levelname, logger=record.name, id=current_id())
        log_data["message"] = scrub(record.message)
        log_data.update(getattr(record, "facts", {}))
        for name in ("exc_info", "stack_info"):
            if message_dict.get(name):
                log_data[name] = scrub(message_dict[name])


class Readable(logging.Formatter):
    """The same for the eyes."""

    def __init__(self):
        super().__init__("{asctime} {levelname} {name}: {message}", style="{")

    def format(self, record):
        return f"{scrub(super().format(record))} [{current_id()}]"


def settings_for(is_json, level):
    """Return Django's LOGGING: everything from WARNING on, the product's own lines from ``level`` on."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": "config.logs.Lines" if is_json else "config.logs.Readable"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "thidua": {"level": level},
            "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
            "pyhanko": {"level": "CRITICAL"},  # a seal that nobody trusts is told on its page, not in the log
            "pyhanko_certvalidator": {"level": "CRITICAL"},
        },
    }
