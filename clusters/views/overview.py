"""The first page, the switch of the working year, the search."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import Permission, can_somewhere, page
from accounts.pages import way_back
from clusters import context as frame
from clusters.coming import meetings_ahead
from clusters.kept import kept_for, kept_page
from clusters.models import ClusterYear
from clusters.search import search as find
from clusters.steps import board_of, tallies_of
from clusters.todo import tasks_of
from clusters.views import trail

SHOWN = 25  # years on a page
MANY = 500  # years; the numbers of more are some minutes old
NUMBERS_LAST = 5 * 60  # seconds


@page(Permission.OVERVIEW)
@kept_page
def overview(request):
    """What to do, how the clusters of the working year stand, what is ahead."""
    user, today = request.user, timezone.localdate()
    year, tasks = frame.working_year(request), tasks_of(user, today)
    years = (
        ClusterYear.objects.visible_to(user).of_year(year).select_related("cluster__authority")
    ).order_by("cluster__authority__sort_key", "cluster__sort_key", "pk")
    page_obj = Paginator(years, SHOWN).get_page(request.GET.get("page"))
    board = board_of(page_obj.object_list, user, today)
    context = {
        "tasks": [(task, task.is_late(today)) for task in tasks],
        "todo_count": len(tasks),
        "board": board,
        "page_obj": page_obj,
        **_tallies(user, years, year, today, page_obj.paginator, board),
        "meetings": meetings_ahead(user, today),
        "year": year,
        "has_role": can_somewhere(user, Permission.VIEW),
        "may_open": can_somewhere(user, Permission.OPEN_YEAR),
        "may_administer": can_somewhere(user, Permission.ADMINISTER),
    }
    return render(request, "clusters/overview.html", context)


def _tallies(user, years, year, today, paginator, board):
    """The numbers of a whole land take a second to count: those of some minutes ago will do, with their time. Where
    the board shows all years, they are counted there."""
    if paginator.num_pages == 1:
        return {"tallies": board.tallies}
    if paginator.count <= MANY or not user.reach().is_administrator:
        return {"tallies": tallies_of(years, today)}
    tallies, at = kept_for(NUMBERS_LAST, "tallies", lambda: tallies_of(years, today), year)
    return {"tallies": tallies, "counted_at": at}


@require_POST
@page(Permission.OVERVIEW)
def working_year(request):
    """Change the year in which one works and stay where one is, in that year."""
    typed, here = request.POST.get("year", ""), request.POST.get("next", "")
    year = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) == 4 else None
    if year is not None:
        request.session[frame.KEY] = year
    here = way_back(request, here, reverse("clusters:overview"))
    return redirect(here if year is None else _in_year(request, here, year))


def _in_year(request, here, number):
    """Return the same page for another year: the cluster's own workspace of that year, a list without
    its old year and page, any other page as it is."""
    address = urlsplit(here)
    try:
        match = resolve(address.path)
    except Resolver404:
        return reverse("clusters:overview")
    if match.view_name in ("clusters:year_detail", "clusters:year_history"):
        return _workspace(request, match, number) or here
    kept = [(name, value) for name, value in parse_qsl(address.query) if name not in ("nam", "page")]
    return urlunsplit(("", "", address.path, urlencode(kept), ""))


def _workspace(request, match, number):
    visible = ClusterYear.objects.visible_to(request.user).select_related("cluster")
    now = visible.filter(pk=match.kwargs["pk"]).first()
    if now is None:
        return None
    then = visible.filter(cluster=now.cluster_id, year=number).first()
    if then is not None:
        return reverse(match.view_name, args=[then.pk])
    messages.info(request, f"{now.cluster} chưa có năm thi đua {number}.")
    return trail.to_cluster(now.cluster)


@page(Permission.VIEW)
@kept_page
def search(request):
    text = request.GET.get("q", "")[:200]
    groups = find(request.user, text)
    context = {"q": text.strip(), "groups": groups, "total": sum(group.total for group in groups)}
    context["has_more"] = any(group.has_more for group in groups)
    return render(request, "clusters/search.html", context)
