"""The pages for what goes wrong outside a view. Each says what happened, what was kept, what to do next."""

from urllib.parse import urlsplit

from django.http import HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string

from accounts import resubmit
from accounts.access import public


@public
def bad_request(request, exception=None):
    return render(request, "400.html", status=400)


@public
def forbidden(request, exception=None):
    """The reason comes from access.py; Django's own exceptions carry none."""
    return render(request, "403.html", {"reason": str(exception or "")}, status=403)


@public
def not_found(request, exception=None):
    return render(request, "404.html", status=404)


@public
def server_error(request):
    """Ask nothing of the request: the database may be what failed."""
    return HttpResponseServerError(render_to_string("500.html"))


@public
def csrf_failure(request, reason=""):
    """The form's token was too old. What was typed is kept, but only when it came from our own pages."""
    origin = request.headers.get("Origin") or request.headers.get("Referer", "")
    is_ours = urlsplit(origin).netloc == request.get_host()
    if is_ours and request.method == "POST":
        resubmit.keep(request)
    return render(request, "403_csrf.html", {"is_kept": is_ours}, status=403)
