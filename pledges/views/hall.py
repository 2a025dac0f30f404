"""The screen in the hall: public by an address that nobody guesses, and nothing on it to press."""

from hashlib import sha256

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from accounts.access import public
from pledges.console import Hall
from pledges.models import Ceremony


def _screen(key):
    rows = Ceremony.objects.select_related("signing_year__cluster__authority", "cluster_year")
    # A conference that was changed meanwhile to one without signing has nothing to show.
    hall = Hall(get_object_or_404(rows.filter(signing_year__isnull=False), hall_key=key))
    html = render_to_string("pledges/_hall.html", {"hall": hall})
    return hall, html, f'"{sha256(html.encode()).hexdigest()[:32]}"'


def _shown(response, mark):
    response["ETag"] = mark
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


@public
@require_safe
def hall(request, key):
    shown, html, mark = _screen(key)
    page = render_to_string("pledges/hall.html", {"hall": shown, "screen": html, "mark": mark, "key": key})
    return _shown(HttpResponse(page), mark)


@public
@require_safe
def hall_state(request, key):
    """The screen as it stands now; 304 while nothing has changed."""
    _, html, mark = _screen(key)
    if request.headers.get("If-None-Match") == mark:
        return _shown(HttpResponse(status=304), mark)
    return _shown(HttpResponse(html), mark)
