"""The history of an authority, or of the whole installation: to search, to take along, to check one event."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.access import Permission, can, page
from audit.verify import standing_of
from clusters.filters import EventFilter
from clusters.history import events_for
from clusters.views.exports import HISTORY
from documents.xlsx import Column, listing
from vietnamese.numbers import format_decimal

MOST = 20_000
COLUMNS = [
    *HISTORY,
    Column("Cơ quan", 40, "authority.name"),
    Column("Năm thi đua", 40, "cluster_year"),
]


def _found(request):
    filters = EventFilter(request.GET, user=request.user, today=timezone.localdate())
    return filters, filters.narrow(events_for(request.user))


@page(Permission.SEARCH_HISTORY)
def event_list(request):
    """Who did what, came in, was turned away or took something out; the latest first."""
    filters, rows = _found(request)
    context = {
        "filters": filters,
        "page_obj": Paginator(rows, 50).get_page(request.GET.get("page")),
        "export_url": reverse("clusters:event_export"),
    }
    return render(request, "clusters/event_list.html", context)


@page(Permission.SEARCH_HISTORY)
def event_export(request):
    """What the page shows under these filters, on one sheet; more rows than anybody reads are refused."""
    rows = _found(request)[1]
    count = rows.count()
    if count > MOST:
        messages.error(
            request,
            f"Có {format_decimal(count)} sự kiện; một tệp Excel chỉ nhận {format_decimal(MOST)} sự kiện nên chưa xuất. "
            "Thu hẹp điều kiện lọc, ví dụ theo ngày, rồi xuất lại.",
        )
        return redirect(f"{reverse('clusters:event_list')}?{request.GET.urlencode()}")
    return listing("Nhật ký", COLUMNS, rows)


@page(Permission.SEARCH_HISTORY)
def event_detail(request, pk):
    event = get_object_or_404(events_for(request.user), pk=pk)
    year = event.cluster_year
    context = {
        "event": event,
        "standing": standing_of(event),
        "year": year if year and can(request.user, Permission.HISTORY, year) else None,
    }
    return render(request, "clusters/event_detail.html", context)
