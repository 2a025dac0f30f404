"""The rows of cluster-years that both their line of steps and their workspace show; each read once."""

from collections import defaultdict

from clusters.models import ClusterYear, OfficeTerm, Plan, ProposedTerm
from clusters.once import by_year, once


def _of(model, cluster_years):
    return model.objects.filter(cluster_year__in=[year.pk for year in cluster_years])


@once
def terms_of(cluster_years):
    """The offices of each year, the earliest first."""
    rows = _of(OfficeTerm, cluster_years).select_related("unit", "person", "document")
    return by_year(cluster_years, rows.order_by("starts_on", "pk"))


@once
def proposals_of(cluster_years):
    """What is planned for the offices of each year."""
    rows = _of(ProposedTerm, cluster_years).select_related("unit")
    return by_year(cluster_years, rows.order_by("office", "pk"))


@once
def plans_of(cluster_years):
    """The plan of each year with its issued paper, None where there is none."""
    rows = by_year(cluster_years, _of(Plan, cluster_years).with_paper())
    return {pk: next(iter(found), None) for pk, found in rows.items()}


@once
def other_years_of(cluster_years):
    """The other years of each one's cluster, the latest first."""
    return _beside(cluster_years, ClusterYear.objects.all(), lambda year, other: other.pk != year.pk)


@once
def later_years_of(cluster_years):
    """The years after each one in its cluster, the latest first; of many at once no others are read."""
    if len(cluster_years) == 1:
        (year,) = cluster_years
        return {year.pk: [other for other in other_years_of([year])[year.pk] if other.year > year.year]}
    first = min((year.year for year in cluster_years), default=0)
    rows = ClusterYear.objects.filter(year__gt=first)
    return _beside(cluster_years, rows, lambda year, other: other.year > year.year)


def _beside(cluster_years, rows, is_meant):
    """The objects of the clusters are those of the years that are shown."""
    clusters = {year.cluster_id: year.cluster for year in cluster_years}
    found = defaultdict(list)
    for row in rows.filter(cluster__in=clusters).order_by("-year"):
        row.cluster = clusters[row.cluster_id]
        found[row.cluster_id].append(row)
    return {
        year.pk: [other for other in found[year.cluster_id] if is_meant(year, other)]
        for year in cluster_years
    }
