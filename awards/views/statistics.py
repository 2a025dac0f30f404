"""Báo cáo: what was proposed and granted, drawn and in tables, over the dossiers that a person sees."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from accounts.access import Permission, page
from awards.models import Nomination
from awards.statistics import facts_of, tables_of, workers_told
from awards.statistics_filters import StatisticsFilter
from clusters.context import working_year
from documents.xlsx import Column, listing


def _found(request):
    filters = StatisticsFilter(request.GET, user=request.user, year=working_year(request))
    return filters, facts_of(filters.narrow(Nomination.objects.visible_to(request.user)))


@page(Permission.READ_STATISTICS)
def statistics(request):
    filters, facts = _found(request)
    context = {
        "filters": filters,
        "tables": tables_of(facts),
        "proposed": len(facts),
        "granted": sum(fact.granted is not None for fact in facts),
        "workers": workers_told(facts),
        "sample": any(fact.is_sample for fact in facts),
        "export_url": reverse("awards:statistics_export"),
    }
    return render(request, "awards/statistics.html", context)


@page(Permission.READ_STATISTICS)
def statistics_export(request):
    """One table as an Excel file, named by ``bang``; the first one where none is named."""
    tables = {table.key: table for table in tables_of(_found(request)[1])}
    asked = request.GET.get("bang") or next(iter(tables))
    if asked not in tables:
        raise Http404
    table = tables[asked]
    columns = [
        Column(table.heading, 50, "label"),
        Column("Số hồ sơ đề nghị", 18, "proposed"),
        Column("Số được khen thưởng", 18, "granted"),
    ]
    return listing(f"Thống kê khen thưởng {table.title.lower()}", columns, table.rows)
