"""Whether the bases of a pledge are in force on the day of its paper."""

from documents.models import OfficialDocument
from documents.validity import validity_on
from pledges.models import Pledge


def day_of(pledge, today):
    """Return the day on which the bases have to be in force.

    Signed: the day of the last signature. Before: the day of the conference that is to sign it, else
    today. In a recorded year nothing stands in for a day that the source does not name: None.
    """
    signed = [row.signed_on for row in pledge.signatures.all() if row.signed_on]
    if pledge.status == Pledge.Status.SIGNED and signed:
        return max(signed)
    return conference_day(pledge.cluster_year) or (None if pledge.cluster_year.is_recorded else today)


def conference_day(year):
    """Return the first known day of the conference that signs the pledges of the year, or None."""
    conferences = year.signing_ceremonies.exclude(date_certainty="unknown")
    dated = conferences.filter(starts_on__isnull=False).order_by("starts_on", "pk")
    return dated.values_list("starts_on", flat=True).first()


def validity_of(pledge, today):
    """Return the Validity of the pledge's bases; None where it has none or its day is unknown."""
    documents = list(OfficialDocument.objects.filter(basis_of__pledge=pledge).order_by("basis_of__position"))
    day = day_of(pledge, today) if documents else None
    return validity_on(documents, day) if day else None
