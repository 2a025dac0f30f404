"""What a new year takes over from the last one: the list that is offered, and what was carried.

Each app tells which documents a year worked by; the plan's bases are known here.
"""

from dataclasses import dataclass, field

from clusters.models import ClusterYear, Membership, YearDocument
from documents.models import OfficialDocument

PROVIDERS = []


def provider(function):
    """Register ``(cluster_year) → [(YearDocument.Role, OfficialDocument), …]`` of what the year worked by."""
    PROVIDERS.append(function)
    return function


@dataclass(frozen=True)
class Offer:
    """A document that may be carried, and whether it is in force on the first day of the new year."""

    role: str
    document: OfficialDocument
    in_force: bool | None

    @property
    def key(self):
        return f"{self.role}-{self.document.pk}"


@dataclass(frozen=True)
class Carry:
    """What was chosen: documents with their use, and members who leave, each with a reason."""

    source: ClusterYear
    documents: tuple[tuple[str, OfficialDocument], ...] = ()
    leaving: tuple[tuple[Membership, str], ...] = field(default_factory=tuple)


def offers(source, day):
    """Return what the year worked by, each once, as Offer; ``day`` is the first of the new year."""
    found = {(row.role, row.document_id): row.document for row in _of_year(source)}
    for give in PROVIDERS:
        for role, document in give(source):
            found.setdefault((role, document.pk), document)
    order = list(YearDocument.Role.values)
    rows = [Offer(role, document, document.is_in_force_on(day)) for (role, _), document in found.items()]
    return sorted(rows, key=lambda offer: order.index(offer.role))


def _of_year(source):
    return source.documents.select_related("document__replaced_by")


@provider
def bases_of_the_plan(cluster_year):
    plan = getattr(cluster_year, "plan", None)
    if plan is None:
        return []
    return [
        (YearDocument.Role.BASIS, document) for document in plan.bases.select_related("replaced_by").all()
    ]
