"""The year of a cluster: opening it, its workspace, its themes, its history."""

from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import Permission, on, permissions_on
from accounts.pages import edit, press
from audit.models import Event
from clusters import actions
from clusters.context import working_year
from clusters.filters import HistoryFilter
from clusters.forms import ThemeForm, YearForm
from clusters.history import events_of_year
from clusters.kept import kept_page
from clusters.models import Cluster, ClusterYear, OfficeTerm, PlanItem, Theme
from clusters.opening_forms import OpeningForm
from clusters.steps import steps_of, with_open_links
from clusters.views import trail
from clusters.workspace import sections_of_year
from clusters.year_members import members_in
from clusters.year_rows import other_years_of, plans_of, proposals_of, terms_of


def _year_asked(request, cluster):
    """The year to open: the one asked for, the working year, or the next one where that is open already."""
    asked = request.GET.get("nam", "")
    if asked.isdecimal() and len(asked) == 4:
        return int(asked)
    opened = set(cluster.years.values_list("year", flat=True))
    year = working_year(request)
    return max(opened) + 1 if year in opened else year


@on(Cluster, Permission.OPEN_YEAR)
def year_add(request, cluster):
    form = OpeningForm(
        request.POST or None,
        instance=ClusterYear(cluster=cluster),
        initial={"year": _year_asked(request, cluster)},
    )
    return edit(
        request,
        form,
        lambda: actions.open_year(form.instance, carry=form.carry(), by=request.user),
        done="Đã mở năm thi đua.",
        to=trail.to_year,
        template="clusters/year_add.html",
        title="Mở năm thi đua",
        lead="Năm đang diễn ra: để trống ô “Nhập lại từ hồ sơ của năm đã qua”. Năm đã qua, chỉ còn hồ sơ hoặc "
        "báo cáo: đánh dấu ô đó.",
        crumbs=trail.of_cluster(cluster),
        back_url=trail.to_cluster(cluster),
        submit_label="Mở năm thi đua",
    )


@on(ClusterYear, Permission.VIEW)
@kept_page
def year_detail(request, year):
    """The workspace: the line of steps, and everything of this cluster and year one click away."""
    user, today = request.user, timezone.localdate()
    line, people = steps_of([year], today)[year.pk], _people(year)
    permissions = permissions_on(user, year)
    line = with_open_links(line, user, permissions)
    context = {
        "year": year,
        "cluster": year.cluster,
        "steps": line,
        "current": next((step for step in line if step.is_current), None),
        **people,
        **_plan(plans_of([year])[year.pk]),
        "proposals": proposals_of([year])[year.pk],
        "themes": year.themes.all(),
        "other_years": other_years_of([year])[year.pk],
        "sections": sections_of_year(year, user, today),
        "may": {permission.name.lower(): True for permission in _left_to_do(year, permissions)},
        "sample": year.cluster.authority.is_sample,
        "year_label": f"Năm {year.year}",
        "working_year": year.year,  # the switch in the frame stands on the year that one looks at
    }
    return render(request, "clusters/year_detail.html", context)


def _left_to_do(year, permissions):
    """Of a year whose books are closed nothing of the plan, the themes and the offices is offered for change."""
    closed = {Permission.EDIT_YEAR, Permission.APPOINT, Permission.PLAN_ROTATION} if year.closed_on else set()
    return permissions - closed


def _people(year):
    """The offices of the year (chairs, vice-chairs, secretaries, each in the order of time), and its members."""
    terms = sorted(terms_of([year])[year.pk], key=lambda term: OfficeTerm.Office.values.index(term.office))
    members = members_in(year, terms)
    year.stands_among([row.unit_id for row in members], terms)
    differ = year.differs_from([row.membership for row in members])
    return {"terms": terms, "held": {term.office for term in terms}, "members": members, "differ": differ}


def _plan(plan):
    """The plan, and ``[(kind in words, [item, …]), …]`` in the order of the kinds."""
    if plan is None:
        return {"plan": None, "plan_groups": []}
    prefetch_related_objects([plan], "items", "bases")
    items = plan.items.all()
    groups = [(kind.label, [item for item in items if item.kind == kind]) for kind in PlanItem.Kind]
    return {"plan": plan, "plan_groups": [(label, found) for label, found in groups if found]}


@on(ClusterYear, Permission.EDIT_YEAR)
def year_edit(request, year):
    form = YearForm(request.POST or None, instance=year, user=request.user)
    return edit(
        request,
        form,
        lambda: actions.change_year(form.instance, by=request.user),
        done="Đã lưu thông tin năm thi đua.",
        to=trail.to_year(year),
        title="Sửa thông tin năm thi đua",
        crumbs=trail.of_year(year),
        back_url=trail.to_year(year),
    )


@on(ClusterYear, Permission.EDIT_YEAR)
def theme_add(request, year):
    form = ThemeForm(request.POST or None, instance=Theme(cluster_year=year))
    return edit(
        request,
        form,
        lambda: actions.add_theme(form.instance, by=request.user),
        done="Đã thêm chủ đề.",
        to=trail.to_year(year),
        title="Thêm chủ đề",
        crumbs=trail.of_year(year),
        back_url=trail.to_year(year),
    )


@on(Theme, Permission.EDIT_YEAR)
def theme_edit(request, theme):
    form = ThemeForm(request.POST or None, instance=theme)
    return edit(
        request,
        form,
        lambda: actions.change_theme(form.instance, by=request.user),
        done="Đã lưu chủ đề.",
        to=trail.to_year(theme.cluster_year),
        title="Sửa chủ đề",
        crumbs=trail.of_year(theme.cluster_year),
        back_url=trail.to_year(theme.cluster_year),
    )


@require_POST
@on(Theme, Permission.EDIT_YEAR)
def theme_remove(request, theme):
    return press(
        request,
        lambda: actions.remove_theme(theme, by=request.user),
        done="Đã bỏ chủ đề.",
        to=trail.to_year(theme.cluster_year),
    )


@on(ClusterYear, Permission.HISTORY)
@kept_page
def year_history(request, year):
    """Who did what in this year of this cluster, the latest first."""
    filters = HistoryFilter(request.GET, user=request.user, events=events_of_year(year, request.user))
    page_obj = Paginator(filters.keys, 50).get_page(request.GET.get("page"))
    found = Event.objects.order_by().in_bulk(page_obj.object_list)
    context = {
        "year": year,
        "cluster": year.cluster,
        "filters": filters,
        "page_obj": page_obj,
        "events": [_line(found[key]) for key in page_obj],
        "sample": year.cluster.authority.is_sample,
        "year_label": f"Năm {year.year}",
        "working_year": year.year,
    }
    return render(request, "clusters/year_history.html", context)


def _line(event):
    """Return the event as components/timeline.html shows it."""
    return {
        "at": event.at,
        "who": event.actor_name
        if event.source == "web"
        else f"{event.actor_name} · {event.get_source_display()}",
        "title": str(event),
        "note": event.note,
        "changes": event.changes,
    }
