"""The chains that tie the history together: whoever changes, removes or swaps an event breaks the chain behind it.

Every event stands in the chain of its authority (0: of the installation) under a number without gaps; its link keeps
the SHA-256 of the event's columns, its place and the digest before it. ``ChainHead`` keeps the last number and
digest of each chain, so that a tail cannot be cut off unseen. Why beside the rows: docs/decisions/0018.
"""

import hashlib
import json
from collections import defaultdict
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC

from django.db import transaction

from audit.models import ChainHead, Link

INSTALLATION = 0
BATCH = 1000
# What a digest covers. A column added later joins only where it is not empty, or no older digest would hold.
COLUMNS = (
    "id",
    "at",
    "actor_id",
    "actor_name",
    "verb",
    "source",
    "subject_type",
    "subject_id",
    "subject_label",
    "authority_id",
    "cluster_year_id",
    "changes",
    "note",
)
_waiting = ContextVar("waiting", default=None)


def digest_of(event, chain, number, previous):
    """Return the digest of an event (a mapping of COLUMNS) at its place, the same on every database."""
    told = {name: event[name] for name in COLUMNS}
    told["at"] = told["at"].astimezone(UTC).isoformat(timespec="microseconds")
    whole = {"chain": chain, "number": number, "previous": previous, "event": told}
    text = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def columns_of(event):
    return {name: getattr(event, name) for name in COLUMNS}


def chain_of(event):
    """Return the number of the chain an event belongs to: its authority's, also by its cluster-year."""
    if event.authority_id or not event.cluster_year_id:
        return event.authority_id or INSTALLATION
    return event.cluster_year.cluster.authority_id


@contextmanager
def linking():
    """Within this block events wait; at its end they are linked together. Stands inside a transaction.

    The heads are locked for the last moment only and in one order, so that nobody waits long and no two wait for
    each other. What a block inside recorded is forgotten where its savepoint is taken back. Several actions in one
    transaction stand in such a block, too: else the first would hold the head while the next waits for its rows.
    """
    outer, mine = _waiting.get(), []
    token = _waiting.set(mine)
    try:
        yield
    finally:
        _waiting.reset(token)
    if transaction.get_rollback():
        return
    if outer is None:
        link_many(mine)
    else:
        outer.extend(mine)


def link(event):
    """Link an event that was just written: at the end of the block that it is in, or at once."""
    waiting = _waiting.get()
    if waiting is None:
        link_many([event])
    else:
        waiting.append(event)


def link_many(events):
    """Link events that are saved and stand in no chain yet, in their order; for whoever writes in bulk, too."""
    by_chain = defaultdict(list)
    for event in events:
        by_chain[chain_of(event)].append(event)
    if not by_chain:
        return
    with transaction.atomic(savepoint=False):
        for head in _locked_heads(sorted(by_chain)):
            links = [_next(head, event.pk, columns_of(event)) for event in by_chain[head.chain]]
            Link.objects.bulk_create(links, batch_size=BATCH)
            head.save(update_fields=["number", "digest"])


def _locked_heads(chains):
    heads = ChainHead.objects.select_for_update().filter(chain__in=chains).order_by("chain")
    found = list(heads)
    if len(found) < len(chains):
        # Of two that begin a chain at once the second waits here until the first has committed.
        ChainHead.objects.bulk_create([ChainHead(chain=chain) for chain in chains], ignore_conflicts=True)
        found = list(heads.all())
    return found


def _next(head, event_id, columns):
    previous = head.digest
    head.number += 1
    head.digest = digest_of(columns, head.chain, head.number, previous)
    return Link(
        event_id=event_id, chain=head.chain, number=head.number, previous=previous, digest=head.digest
    )
