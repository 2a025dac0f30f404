"""The pages for what goes wrong outside a view. Each says what happened, what was kept, what to do next."""

import sys
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse

from accounts import resubmit
from accounts.access import public
from accounts.traces import remember_refusal
from config.failures import trouble_page

CHUNK = 64 * 1024
CHEAP = {
    "todo_count": None
}  # whoever tries addresses makes no work: what one has to do is not counted for a refusal


@public
def bad_request(request, exception=None):
    return render(request, "400.html", CHEAP, status=400)


@public
def forbidden(request, exception=None):
    """The reason comes from access.py; Django's own exceptions carry none."""
    remember_refusal(request, str(exception or ""))
    return render(request, "403.html", {"reason": str(exception or ""), **CHEAP}, status=403)


@public
def not_found(request, exception=None):
    """A file that is not there may be the whole place of the files that is away."""
    if page := trouble_page(request, exception):
        return page
    return render(request, "404.html", CHEAP, status=404)


@public
def too_many(request, exception=None):
    """Where allauth's limits of tries send; no limit is longer than the five minutes that the page names."""
    response = render(request, "429.html", status=429)
    response["Retry-After"] = "300"
    return response


@public
def server_error(request):
    """Ask nothing of the request: the database may be what failed. That, or a full disk, has a page of its own."""
    if page := trouble_page(request, sys.exc_info()[1]):
        return page
    context = {"request_id": getattr(request, "id", "")}
    return HttpResponseServerError(render_to_string("500.html", context))


@public
def csrf_failure(request, reason=""):
    """The form's token was too old. What was typed is kept, but only when it came from our own pages."""
    is_worth = _is_ours(request) and request.method == "POST" and request.path != reverse(settings.LOGIN_URL)
    is_kept = is_worth and resubmit.keep(request)
    return render(request, "403_csrf.html", {"is_kept": is_kept, **CHEAP}, status=403)


def _is_ours(request):
    origin = request.headers.get("Origin") or request.headers.get("Referer", "")
    try:
        return urlsplit(origin).netloc == request.get_host()
    except ValueError:  # no address at all, such as "http://["
        return False


class ExplainMethod:
    """Middleware: who opens the address of a button gets a page, not an empty answer."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code != 405 or request.method != "GET" or getattr(response, "content", b""):
            return response
        page = HttpResponse(render_to_string("405.html"), status=405)
        page["Allow"] = response.get("Allow", "POST")
        return page


class RefuseOversize:
    """Middleware: a request far beyond the limit for one file gets its page before anything is stored.

    A file a little too large reaches its form, which says so beside the field. The body is read to its
    end, up to ten times the limit, because a browser shows no page while it is still sending.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        limit = settings.UPLOAD_MAX_BYTES
        if int(request.META.get("CONTENT_LENGTH") or 0) <= 2 * limit:
            return self.get_response(request)
        for _ in range(10 * limit // CHUNK):
            if not request.read(CHUNK):
                break
        page = render_to_string("413.html", {"limit_mb": limit // 1024**2})
        return HttpResponse(page, status=413)
