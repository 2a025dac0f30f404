"""Addresses for machines: /health/live, /health/ready, /metrics. They stand before everything that is for people:
no session, no cookie, no redirect to HTTPS, and any host name, because who watches asks for a machine."""

from django.http import HttpResponse, HttpResponseNotAllowed, HttpResponseNotFound, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST

from config import numbers
from config.probes import readiness


def live(request):
    """The process answers; nothing else is asked."""
    return JsonResponse({"status": "ok"})


def ready(request):
    """What the program needs is there; 503 names what is not."""
    checks = readiness()
    is_ready = set(checks.values()) == {"ok"}
    answer = {"status": "ok" if is_ready else "failed", "checks": checks}
    return JsonResponse(answer, status=200 if is_ready else 503)


def metrics(request):
    """The numbers, for whom they are meant; for everybody else the address does not exist."""
    if not numbers.may_read(request):
        return HttpResponseNotFound()
    return HttpResponse(numbers.text(), content_type=CONTENT_TYPE_LATEST)


ADDRESSES = {"/metrics": metrics, "/health/live": live, "/health/ready": ready}


class ForMachines:
    """Middleware, before all that are for people."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        view = ADDRESSES.get(request.path_info)
        if view is None:
            return self.get_response(request)
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        answer = view(request)
        answer["Cache-Control"] = "no-store"
        answer._has_been_logged = True  # Django would log every answer that is not good; who asks knows
        return answer
