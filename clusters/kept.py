"""What was made of the record for one person is kept until somebody writes, the day ends or ten minutes are over.

Only for what follows from events, rights and the day; a page that shows the hour, or what is typed and not told yet,
is made each time. What is kept is found under the version of the record as it was *before* it was made: a write that
comes in between makes it stale at once. Why: docs/decisions/0025.
"""

import functools
import hashlib
import logging
import os
import pickle  # nosec B403
import re
import zlib

from django.apps import apps
from django.conf import settings
from django.contrib.messages import get_messages
from django.core.cache import caches
from django.db import connection
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.utils import timezone

from accounts.resubmit import WAITING
from audit.version import version_of_record

logger = logging.getLogger(__name__)
KEY = "working_year"
# Where a page bears the token of its session against forged requests; each answer gets one of its own.
TOKENS = (
    re.compile(r'(?P<name>name="csrfmiddlewaretoken" value=")\w{64}(?=")'),
    re.compile(r'(?P<name>"X-CSRFToken": ")\w{64}(?=")'),
)
PLACE = "\0token\0"
HTML = "text/html; charset=utf-8"
FRAME = ("years", "tasks")
FRAME_LASTS = 60  # seconds
# The disk is full or away, or what lies there is no answer: a power cut may leave a file of zeros.
# Of pickle nothing but its error is used here: the cache reads what this program wrote, where nobody else may enter.
UNREADABLE = (OSError, EOFError, ValueError, LookupError, zlib.error, pickle.UnpicklingError)


def _program():
    """What this process was started from: a page of the program before is not shown by the one after."""
    own = (app.path for app in apps.get_app_configs() if os.path.dirname(app.path) == str(settings.BASE_DIR))
    folders = [settings.BASE_DIR / "templates", *own]
    found = []
    for folder in folders:
        for place, inner, names in os.walk(folder):
            inner[:] = sorted(set(inner) - {"__pycache__"})
            found += [(f"{place}/{name}", os.stat(f"{place}/{name}").st_mtime_ns) for name in sorted(names)]
    return hashlib.sha256(repr(found).encode()).hexdigest()


PROGRAM = _program()


def kept(user, name, make, *parts):
    """Return what ``make()`` gives (anything that can be pickled; None is not kept), or gave this person before.

    ``parts`` are what else it depends on: the address, the chosen year. A disk that is full or away is not missed.
    """
    if not settings.ANSWERS_KEPT:
        return make()
    key = _key(name, user.pk, *parts)
    found = _asked("get", key)
    if found is None and (found := make()) is not None:
        _asked("set", key, found, settings.ANSWERS_KEPT)
    return found


def kept_for(seconds, name, make, *parts):
    """Return ``(what make() gave, when)``, at most so many seconds old, whatever was written since. Show the time."""
    if not settings.ANSWERS_KEPT:
        return make(), timezone.now()
    key = _digest(name, *parts)
    found = _asked("get", key)
    if found is None:
        found = make(), timezone.now()
        _asked("set", key, found, seconds)
    return found


def of_frame(user, name, make):
    """Return what the frame of every page shows of FRAME, as of the person's own last deed or a minute ago."""
    return kept_for(FRAME_LASTS, name, make, user.pk)[0]


class FrameAnew:
    """Middleware: after something was sent, what one has to do is counted anew."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if settings.ANSWERS_KEPT and request.method == "POST" and request.user.is_authenticated:
            for name in FRAME:
                _asked("delete", _digest(name, request.user.pk))
        return response


def _key(*parts):
    return _digest(version_of_record(), *parts)


def _digest(*parts):
    database = [connection.settings_dict[name] for name in ("HOST", "PORT", "NAME")]
    told = (PROGRAM, *map(str, database), timezone.localdate().isoformat(), *parts)
    return hashlib.sha256(repr(told).encode()).hexdigest()


def _asked(what, *args):
    try:
        return getattr(caches["answers"], what)(*args)
    except UNREADABLE as error:
        logger.warning("answers cannot be kept: %s", type(error).__name__)
        return None


def kept_page(view=None, *, mark=None):
    """Keep a whole page for one person and address. Stands below the guard, which is asked each time.

    ``mark``: what the page shows of its record beside what events tell, as a function of it.
    """
    if view is None:
        return functools.partial(kept_page, mark=mark)

    @functools.wraps(view)
    def answer(request, *args, **kwargs):
        if request.method != "GET" or _says_more(request):
            return view(request, *args, **kwargs)
        made = []

        def make():
            made.append(view(request, *args, **kwargs))
            return None if _says_more(request) else _text_of(made[0])

        parts = (request.get_full_path(), request.headers.get("HX-Request", ""), request.session.get(KEY))
        text = kept(request.user, "page", make, *parts, mark and mark(*args))
        return made[0] if made else HttpResponse(text.replace(PLACE, get_token(request)))

    return answer


def of_the_moment(request):
    """Say that the page shows a trouble which may be over at any time, without an event: it is not kept."""
    request.is_of_the_moment = True


def _says_more(request):
    """Messages, a form that waits since the session ended, the banner of a maintenance are of this moment alone."""
    marks = hasattr(request, "maintenance") or hasattr(request, "is_of_the_moment")
    return marks or len(get_messages(request)) or request.session.get(WAITING)


def _text_of(response):
    """Return the page with places for its tokens; None of what is more than a page: a redirect, a file, cookies."""
    is_page = response.status_code == 200 and not response.streaming and not response.cookies
    if not is_page or response.headers != {"Content-Type": HTML}:
        return None
    return with_places(response.text)


def with_places(text):
    for token in TOKENS:
        text = token.sub(rf"\g<name>{PLACE}", text)
    return text
