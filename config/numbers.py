"""Numbers about the running program for Prometheus, and who may read them.

What happens in a process is counted there; gunicorn's processes add up through files (PROMETHEUS_MULTIPROC_DIR, set by
config/gunicorn.py). What stands in the database is read from it when it is asked for, the same on every host.
"""

import hmac
import os
from ipaddress import ip_address

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from accounts.models import Mail, MailStatus
from clusters.models import IssuedPaper, PaperJobItem
from config.models import WorkerBeat

SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

REQUESTS = Histogram(
    "thidua_request_seconds",
    "How long requests took, by the name of the page, method and status.",
    ["view", "method", "status"],
    buckets=SECONDS,
    registry=None,
)
SIGN_IN_FAILURES = Counter(
    "thidua_sign_in_failures", "Sign-ins with a wrong name or password.", registry=None
)
METHODS = {"GET", "HEAD", "POST"}


def observe(request, response, seconds):
    """Count a request under the name of its page; an address that is none counts as such."""
    match = request.resolver_match
    method = request.method if request.method in METHODS else "other"
    REQUESTS.labels(match.view_name if match else "none", method, response.status_code).observe(seconds)


def count_failure(sender, **kwargs):
    SIGN_IN_FAILURES.inc()


class InTheDatabase(Collector):
    """What waits, what was made and who lives."""

    def collect(self):
        try:
            found = list(_gauges())
        except DatabaseError:
            yield GaugeMetricFamily("thidua_database_up", "1 while the database answers.", value=0)
            return
        yield GaugeMetricFamily("thidua_database_up", "1 while the database answers.", value=1)
        for name, says, value in found:
            yield GaugeMetricFamily(name, says, value=value)


def _gauges():
    now = timezone.now()
    ready = DBTaskResult.objects.ready()
    oldest = ready.order_by("enqueued_at").values_list("enqueued_at", flat=True).first()
    seen = WorkerBeat.objects.order_by("-seen_at").values_list("seen_at", flat=True).first()
    yield "thidua_queue_length", "Tasks that wait for a worker.", ready.order_by().count()
    yield "thidua_queue_oldest_seconds", "Age of the task that waits longest.", _age(oldest, now, 0)
    mails = Mail.objects.filter(status=MailStatus.WAITING, send_after__lte=now)
    yield "thidua_outbox_waiting", "Letters that are due and not sent.", mails.count()
    yield "thidua_worker_seen_seconds", "Since a worker was last seen; -1: never.", _age(seen, now, -1)
    issued = IssuedPaper.objects.filter(is_old=False).order_by().count()
    yield "thidua_papers_issued", "Papers with a number from the register.", issued
    made = PaperJobItem.objects.filter(state="done").order_by().count()
    yield "thidua_bundle_papers_made", "Papers made for the bundles that are still kept.", made


def _age(moment, now, otherwise):
    return (now - moment).total_seconds() if moment else otherwise


def text():
    """Return all numbers as Prometheus reads them."""
    registry = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)
    else:
        registry.register(REQUESTS)
        registry.register(SIGN_IN_FAILURES)
    registry.register(InTheDatabase())
    return generate_latest(registry)


# --- who may read them ----------------------------------------------------------------------------------


def asker(request):
    """Return the address that asks: the last one that the installation's own proxies name, else the connection's."""
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    named = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if proxies and named:
        return named[max(len(named) - proxies, 0)]
    return request.META.get("REMOTE_ADDR", "")


def may_read(request):
    """By the token, or from an address of METRICS_ALLOW; with neither set, nobody."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.METRICS_TOKEN and hmac.compare_digest(given.encode(), settings.METRICS_TOKEN.encode()):
        return True
    try:
        address = ip_address(asker(request))
    except ValueError:
        return False
    return any(address in network for network in settings.METRICS_ALLOW)
