"""How far the record has come: a mark that changes with everything that anybody writes."""

from django.db.models import Max, Q, Sum

from audit.chain import INSTALLATION
from audit.models import ChainHead


def version_of_record():
    """Return the number of events that stand in the chains and the digest of the installation's own, one query.

    Every write with a name leaves an event, and its chain moves on in the same transaction; so what was read while
    this stood still is as it was. Heads never go back. A restored backup does, and may come to a number that was
    there before; its first event, the restoring, gives the installation's chain a digest that never was.
    """
    own = Q(chain=INSTALLATION)
    found = ChainHead.objects.aggregate(number=Sum("number"), digest=Max("digest", filter=own))
    return found["number"] or 0, found["digest"] or ""
