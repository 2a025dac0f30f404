"""The rounds of a worker, for whoever has to know of them: that it lives, that it should rest."""

from django.dispatch import Signal

REST = "rest"

# Sent with ``worker_id`` at the beginning of each round; a receiver that answers REST lets no task begin.
round_begins = Signal()
# Sent with ``worker_id`` when a worker leaves of its own accord.
worker_left = Signal()


def may_work(worker_id):
    """Announce a round and return whether tasks may be begun in it."""
    answers = round_begins.send(None, worker_id=worker_id)
    return all(answer != REST for _, answer in answers)
