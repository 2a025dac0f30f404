"""Which workers live: each writes its row at the beginning of a round and around every task, seldom enough."""

import socket
import threading
import time
from datetime import timedelta

from django.utils import timezone

from config.models import WorkerBeat

EVERY = 15  # seconds between two writings of one worker
ALIVE = timedelta(minutes=5)  # longer than the longest task
FORGOTTEN = timedelta(days=2)

_own = threading.local()  # the worker of this process: its id, when it was written last


def beat(worker_id):
    """Write that the worker lives, at most every EVERY seconds."""
    written = getattr(_own, "written", None)
    if getattr(_own, "worker", None) == worker_id and time.monotonic() - written < EVERY:
        return
    now = timezone.now()
    WorkerBeat.objects.update_or_create(
        worker=worker_id,
        defaults={"seen_at": now, "host": socket.gethostname()[:100]},
    )
    WorkerBeat.objects.filter(seen_at__lt=now - FORGOTTEN).delete()
    _own.worker, _own.written = worker_id, time.monotonic()


def beat_again():
    """Between two tasks of a long round: the worker of this process lives."""
    if getattr(_own, "worker", None):
        beat(_own.worker)


def leave(worker_id):
    """Take the row along."""
    WorkerBeat.objects.filter(worker=worker_id).delete()
    _own.worker = None


def alive():
    """Return the workers that were seen lately."""
    return WorkerBeat.objects.filter(seen_at__gt=timezone.now() - ALIVE)
