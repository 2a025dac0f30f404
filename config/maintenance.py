"""Maintenance: the system rests, says until when, and keeps what people were sending.

Whether it rests stands in the database, where every process on every host sees it. A process asks at most every FRESH
seconds and goes by what it saw last while the database does not answer: it may be what is being maintained.
"""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone

from accounts import resubmit
from accounts.access import Permission, can_somewhere
from config.models import Maintenance
from config.typed import typed_of, wants_data

FRESH = 2  # seconds for which a process goes by what it saw
LEAST_WAIT, USUAL_WAIT = 60, 300  # seconds, for Retry-After
OPEN = {"account_login", "account_logout", "account_reauthenticate"}  # administrators come in through these
SECOND_STEP = "mfa_"  # … and through the second factor


@dataclass(frozen=True)
class Standing:
    """The maintenance in force, as its page tells it."""

    reason: str
    began_at: datetime
    until: datetime | None

    @property
    def began(self):
        return _clock(self.began_at)

    @property
    def until_text(self):
        return _clock(self.until) if self.until else ""

    @property
    def is_late(self):
        return self.until is not None and self.until <= timezone.now()

    @property
    def wait(self):
        """Seconds after which it is worth coming back."""
        if self.until is None or self.is_late:
            return USUAL_WAIT
        return max(LEAST_WAIT, round((self.until - timezone.now()).total_seconds()))


def _clock(moment):
    return f"{timezone.localtime(moment):%H:%M, %d/%m/%Y}"


class _Seen:
    """What this process saw last; asked again when it is no longer fresh."""

    standing = None
    at = None


def current():
    """Return the Standing in force, None in ordinary times."""
    if _Seen.at is None or time.monotonic() - _Seen.at > FRESH:
        try:
            row = Maintenance.objects.filter(ended_at=None).first()
            _Seen.standing = row and Standing(row.reason.rstrip(" ."), row.began_at, row.until)
        except DatabaseError:
            pass  # what was seen last holds
        _Seen.at = time.monotonic()
    return _Seen.standing


def forget():
    """Look again at the next request."""
    _Seen.at = None


def moment_of(text, now=None):
    """Return the next moment at which clocks show ``HH:MM``. Raises ValueError where it is no time of day."""
    now, asked = timezone.localtime(now), datetime.strptime(text, "%H:%M")  # noqa: DTZ007  a time of day
    moment = now.replace(hour=asked.hour, minute=asked.minute, second=0, microsecond=0)
    return moment if moment > now else moment + timedelta(days=1)


class Rest:
    """Middleware: during maintenance everybody reads why and until when; administrators look, and change nothing."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        standing = current()
        if standing is None or _is_open(request.resolver_match.url_name or ""):
            return None
        request.maintenance = standing
        if request.method in {"GET", "HEAD"} and _is_administrator(request):
            return None
        return _page(request, standing)


def _is_open(name):
    return name in OPEN or name.startswith(SECOND_STEP)


def _is_administrator(request):
    try:
        return can_somewhere(request.user, Permission.ADMINISTER)
    except DatabaseError:
        return False


def _page(request, standing):
    if wants_data(request):
        says = f"Hệ thống tạm dừng để bảo trì: {standing.reason}. Phần đã gõ còn giữ trên máy này."
        answer = JsonResponse({"sentences": [says]}, status=503)
    else:
        typed = typed_of(request)
        context = {
            "standing": standing,
            "typed": typed,
            "is_sent": request.method == "POST",
            "is_kept": typed is not None and _keep(request),
        }
        answer = HttpResponse(render_to_string("maintenance.html", context), status=503)
    answer["Retry-After"] = str(standing.wait)
    answer["Cache-Control"] = "no-store"
    answer._has_been_logged = True  # this is no error, though Django logs every 503 as one
    return answer


def _keep(request):
    """Keep what was sent for afterwards; the session lies in the database, which may be away."""
    try:
        if not request.user.is_authenticated:
            return False
        if not resubmit.keep(request):
            return False
        request.session[resubmit.WAITING] = True
        request.session.save()  # with an answer of 503 nobody else saves it
    except DatabaseError:
        return False
    return True
