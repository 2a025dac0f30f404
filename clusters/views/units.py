"""Units and the authorities that they belong to."""

from django.core.paginator import Paginator
from django.db.models import Count, Prefetch
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.access import Permission, can_somewhere, may, on, page
from accounts.pages import edit
from clusters import actions
from clusters.family import picture_of
from clusters.filters import AuthorityFilter, UnitFilter
from clusters.forms import UnitForm
from clusters.lineage import family_ids, life_events
from clusters.lineage_forms import NameOnForm
from clusters.lineage_text import event_lines
from clusters.models import Authority, Membership, OfficeTerm, Post, Unit
from clusters.unit_names import found_as, name_sentence, names_of
from clusters.views import trail
from clusters.workspace import sections_of_unit
from documents.xlsx import Column, listing


def _clusters_now(row):
    return "; ".join(membership.cluster.title for membership in row.memberships_now)


COLUMNS = [
    Column("Đơn vị", 50, str),
    Column("Tên gọn", 24, lambda row: row.names_on(timezone.localdate())[1]),
    Column("Thuộc hệ thống của", 40, "authority.name"),
    Column("Cụm, khối hiện nay", 40, _clusters_now),
    Column("Chức vụ người đứng đầu", 20, "head_post"),
    Column("Thành lập", 14, "founded_on"),
    Column("Kết thúc hoạt động", 14, "ended_on"),
]
OF_AUTHORITY = [
    Column("Cơ quan", 50, "name"),
    Column("Tên viết tắt", 20, "short_name"),
    Column("Cấp", 24, "get_level_display"),
    Column("Cơ quan cấp trên", 40, "parent.name"),
    Column("Địa danh trên văn bản", 20, "place_name"),
    Column("Số cụm, khối", 12, "cluster_count"),
    Column("Số đơn vị", 12, "unit_count"),
    Column("Kết thúc hoạt động", 14, "ended_on"),
]


def _found(request):
    """Return the filters and the units found, each with its clusters of today."""
    filters, today = UnitFilter(request.GET, user=request.user), timezone.localdate()
    memberships = Membership.objects.visible_to(request.user).during(today, today).select_related("cluster")
    return filters, (
        filters.narrow(Unit.objects.visible_to(request.user))
        .select_related("authority")
        .prefetch_related(Prefetch("memberships", memberships, to_attr="memberships_now"))
    )


@page(Permission.VIEW)
def unit_list(request):
    filters, rows = _found(request)
    page_obj, today = Paginator(rows, 25).get_page(request.GET.get("page")), timezone.localdate()
    for unit in page_obj:
        unit.found_as = found_as(unit, filters.chosen("q"), today)
    context = {
        "page_obj": page_obj,
        "filters": filters,
        "export_url": reverse("clusters:unit_export"),
        "may_add": can_somewhere(request.user, Permission.EDIT_UNIT),
        "may_import": can_somewhere(request.user, Permission.IMPORT),
    }
    return render(request, "clusters/unit_list.html", context)


@page(Permission.VIEW)
def unit_export(request):
    return listing("Danh sách đơn vị", COLUMNS, _found(request)[1])


@page(Permission.EDIT_UNIT)
def unit_add(request):
    form = UnitForm(request.POST or None, user=request.user)
    return edit(
        request,
        form,
        lambda: actions.add_unit(form.instance, by=request.user),
        done="Đã thêm đơn vị.",
        to=trail.to_unit,
        title="Thêm đơn vị",
        lead="Nhiều đơn vị của một cụm, khối thì thêm cùng một lúc ở trang của cụm, khối đó.",
        crumbs=trail.of_units(),
        back_url=trail.of_units()[-1][1],
    )


@on(Unit, Permission.VIEW)
def unit_detail(request, unit):
    """One unit; with ``?gom=1`` what belongs to it stands together with what belonged to its predecessors."""
    user, today = request.user, timezone.localdate()
    together = bool(unit.ancestor_ids) and request.GET.get("gom") == "1"
    units = family_ids(unit) if together else [unit.pk]
    memberships = Membership.objects.visible_to(user).filter(unit__in=units)
    terms = OfficeTerm.objects.visible_to(user).filter(unit__in=units)
    posts = unit.posts.visible_to(user).select_related("person")
    context = {
        "unit": unit,
        "together": together,
        "memberships": memberships.select_related("cluster__authority", "unit").order_by("-starts_on", "pk"),
        "terms": terms.select_related("cluster_year__cluster", "person", "unit").order_by(
            "-cluster_year__year", "office", "pk"
        ),
        "posts": posts.order_by("person__sort_key", "pk"),
        "sections": sections_of_unit(units, user, today),
        "may": may(user, unit),
        "sample": unit.authority.is_sample,
        **_past(request, unit),
    }
    return render(request, "clusters/unit_detail.html", context)


def _past(request, unit):
    """How the unit came to be: the picture, the same as a table, its names, the answer to “Tên vào ngày …”."""
    events, form = life_events(unit), NameOnForm(request.GET if "ngay" in request.GET else None)
    picture, names = picture_of(unit, events), names_of(unit, events)
    return {
        "picture": picture if len(picture.boxes) > 1 else None,
        "events": event_lines(events, request.user),
        "names": names,
        "name_form": form,
        "name_answer": name_sentence(unit, form.cleaned_data["ngay"]) if form.is_valid() else "",
    }


@on(Unit, Permission.EDIT_UNIT)
def unit_edit(request, unit):
    form = UnitForm(request.POST or None, instance=unit, user=request.user)
    return edit(
        request,
        form,
        lambda: actions.change_unit(form.instance, by=request.user),
        done="Đã lưu thông tin đơn vị.",
        to=trail.to_unit(unit),
        title="Sửa đơn vị",
        lead="Sửa ở đây những gì ghi chưa đúng. Đơn vị hợp nhất, chia tách, đổi tên hoặc giải thể thì ghi sắp xếp "
        "ở trang của đơn vị, để tên cũ và hồ sơ cũ còn nguyên.",
        crumbs=trail.of_unit(unit),
        back_url=trail.to_unit(unit),
    )


def _authorities(request):
    filters = AuthorityFilter(request.GET, user=request.user)
    return filters, (
        filters.narrow(Authority.objects.visible_to(request.user))
        .select_related("parent")
        .annotate(
            cluster_count=Count("clusters", distinct=True),
            unit_count=Count("units", distinct=True),
        )
        .order_by("sort_key", "pk")
    )


@page(Permission.VIEW)
def authority_list(request):
    filters, rows = _authorities(request)
    context = {
        "page_obj": Paginator(rows, 25).get_page(request.GET.get("page")),
        "filters": filters,
        "export_url": reverse("clusters:authority_export"),
        "may_administer": can_somewhere(request.user, Permission.ADMINISTER),
    }
    return render(request, "clusters/authority_list.html", context)


@page(Permission.VIEW)
def authority_export(request):
    return listing("Danh sách cơ quan", OF_AUTHORITY, _authorities(request)[1])


@on(Authority, Permission.VIEW)
def authority_detail(request, authority):
    """Only what this person may see of the authority's clusters, units and people."""
    user = request.user
    posts = Post.objects.visible_to(user).filter(authority=authority)
    context = {
        "authority": authority,
        "clusters": authority.clusters.visible_to(user).order_by("sort_key", "pk"),
        "units": authority.units.visible_to(user),
        "posts": posts.select_related("person").order_by("person__sort_key", "pk"),
        "children": authority.children.visible_to(user),
        "may_administer": can_somewhere(user, Permission.ADMINISTER),
        "may": may(user, authority),
        "sample": authority.is_sample,
    }
    return render(request, "clusters/authority_detail.html", context)
