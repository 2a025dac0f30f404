"""Whether the bases of a pledge are in force on the day of its paper."""

from documents.models import OfficialDocument
from documents.validity import validity_on
from pledges.models import Pledge


def day_of(pledge, today):
    """Return the day on which the bases have to be in force.

    Signed: the day of the last signature. Before: the day of the conference that is to sign it, else
    today. In a recorded year nothing stands in for a day that the source does not name: None.
    """
    if pledge.status == Pledge.Status.SIGNED:
        days = pledge.signatures.filter(signed_on__isnull=False).order_by("-signed_on")
        if last := days.values_list("signed_on", flat=True).first():
            return last
    conferences = pledge.cluster_year.signing_ceremonies.exclude(date_certainty="unknown")
    dated = conferences.filter(starts_on__isnull=False).order_by("starts_on", "pk")
    if day := dated.values_list("starts_on", flat=True).first():
        return day
    return None if pledge.cluster_year.is_recorded else today


def validity_of(pledge, today):
    """Return the Validity of the pledge's bases; None where it has none or its day is unknown."""
    documents = list(OfficialDocument.objects.filter(basis_of__pledge=pledge).order_by("basis_of__position"))
    day = day_of(pledge, today) if documents else None
    return validity_on(documents, day) if day else None


def warnings_of_set(year, today):
    """Return ``[(pledge, Validity), …]`` of the units' drafts whose bases are not in force; a constant number
    of queries however many units there are."""
    if year.is_recorded:
        return []
    drafts = year.pledges.filter(unit__isnull=False, status__in=Pledge.OPEN).select_related(
        "unit", "cluster_year"
    )
    drafts = list(drafts.order_by("unit__sort_key").prefetch_related("bases__document__replaced_by"))
    day = day_of(drafts[0], today) if drafts else None
    found = [(draft, validity_on([basis.document for basis in draft.bases.all()], day)) for draft in drafts]
    return [(draft, validity) for draft, validity in found if validity.warnings]


def warns_before_printing(pledge, today):
    """Return whether a text that may still be written refers to what is not in force on its day.

    A past year is entered as its papers have it, so there is nothing to warn of.
    """
    if not pledge.is_open or pledge.cluster_year.is_recorded:
        return False
    validity = validity_of(pledge, today)
    return bool(validity and validity.warnings)
