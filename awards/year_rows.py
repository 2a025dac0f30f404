"""The score tables of cluster-years, for their lines of steps and their workspaces; read once."""

from django.db.models import Count, Q

from awards.models import ScoreSheet, ScoreTable
from clusters.once import by_year, once


@once
def tables_of(cluster_years):
    """The table of each year with ``sheet_counts`` by status, None where there is none."""
    counts = {
        f"sheets_{status}": Count("sheets", filter=Q(sheets__status=status))
        for status in ScoreSheet.Status.values
    }
    rows = ScoreTable.objects.filter(cluster_year__in=[year.pk for year in cluster_years])
    found = {}
    for pk, tables in by_year(cluster_years, rows.annotate(**counts)).items():
        for table in tables:
            told = {status: getattr(table, f"sheets_{status}") for status in ScoreSheet.Status.values}
            table.sheet_counts = {status: number for status, number in told.items() if number}
        found[pk] = next(iter(tables), None)
    return found
