"""The pledges and conferences of cluster-years, for their lines of steps and their workspaces; each read once."""

from django.db.models import Q

from clusters.once import by_year, once
from pledges.models import Ceremony, Pledge

TEXTS = ("opening", "closing", "frozen")  # long, and shown on their own pages only


@once
def pledges_of(cluster_years):
    """All texts of each year, annexes and replaced ones too, in the order of the units."""
    rows = Pledge.objects.filter(cluster_year__in=[year.pk for year in cluster_years]).with_progress()
    rows = rows.select_related("unit", "superseded_by").order_by("unit__sort_key", "pk")
    return by_year(cluster_years, rows.defer(*TEXTS, *(f"superseded_by__{name}" for name in TEXTS)))


@once
def ceremonies_of(cluster_years):
    """The conferences held in each year, and those at which its pledge is signed; the latest first."""
    years = {year.pk: year for year in cluster_years}
    found = {pk: [] for pk in years}
    for row in Ceremony.objects.filter(Q(cluster_year__in=found) | Q(signing_year__in=found)):
        if row.cluster_year_id in years:
            row.cluster_year = years[row.cluster_year_id]
        if row.signing_year_id in years:
            row.signing_year = years[row.signing_year_id]
        for pk in {row.cluster_year_id, row.signing_year_id} & found.keys():
            found[pk].append(row)
    return found
