"""Clusters and their member units."""

from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Prefetch, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.access import Permission, can_somewhere, may, on, page
from accounts.pages import edit
from clusters import actions
from clusters.context import working_year
from clusters.filters import ClusterFilter
from clusters.forms import ClusterForm, MemberOrderForm, MembersForm, MembershipForm
from clusters.kept import kept_page
from clusters.models import Cluster, ClusterYear, Membership, OfficeTerm
from clusters.views import trail
from documents.xlsx import Column, listing


def _chairs(row):
    return "; ".join(term.unit_name for opened in row.of_year for term in opened.chairs)


COLUMNS = [
    Column("Cụm, khối", 40, "title"),
    Column("Ký hiệu", 14, "symbol"),
    Column("Cơ quan tổ chức", 40, "authority.name"),
    Column("Đơn vị hiện nay", 12, "members_now"),
    Column("Cụm trưởng, khối trưởng", 40, _chairs),
]


def _found(request, year):
    """Return the filters and the clusters found, each with its members of today and its chairs of the year."""
    filters, today = ClusterFilter(request.GET, user=request.user), timezone.localdate()
    chairs = Prefetch("office_terms", OfficeTerm.objects.chairs().select_related("unit"), to_attr="chairs")
    return filters, (
        filters.narrow(Cluster.objects.visible_to(request.user))
        .select_related("authority")
        .annotate(members_now=Coalesce(Subquery(_members_on(today)), 0))
        .order_by("authority__sort_key", "sort_key", "pk")
        .prefetch_related(
            Prefetch("years", ClusterYear.objects.of_year(year).prefetch_related(chairs), to_attr="of_year")
        )
    )


def _members_on(day):
    """How many members a cluster has on the day, counted for the rows that are shown."""
    rows = Membership.objects.during(day, day).filter(cluster=OuterRef("pk")).order_by()
    return rows.values("cluster").annotate(number=Count("pk")).values("number")


@page(Permission.VIEW)
@kept_page
def cluster_list(request):
    year = working_year(request)
    filters, rows = _found(request, year)
    context = {
        "page_obj": Paginator(rows, 25).get_page(request.GET.get("page")),
        "filters": filters,
        "export_url": reverse("clusters:cluster_export"),
        "year": year,
        "may_add": can_somewhere(request.user, Permission.EDIT_CLUSTER),
        "may_import": can_somewhere(request.user, Permission.IMPORT),
    }
    return render(request, "clusters/cluster_list.html", context)


@page(Permission.VIEW)
def cluster_export(request):
    year = working_year(request)
    return listing(f"Danh sách cụm, khối thi đua năm {year}", COLUMNS, _found(request, year)[1])


@page(Permission.EDIT_CLUSTER)
def cluster_add(request):
    form = ClusterForm(request.POST or None, user=request.user)
    return edit(
        request,
        form,
        lambda: actions.add_cluster(form.instance, by=request.user),
        done="Đã lập cụm, khối thi đua. Tiếp theo: thêm đơn vị thành viên.",
        to=trail.to_cluster,
        title="Lập cụm, khối thi đua",
        crumbs=trail.of_clusters(),
        back_url=trail.of_clusters()[0][1],
    )


@on(Cluster, Permission.VIEW)
def cluster_detail(request, cluster):
    today = timezone.localdate()
    memberships = list(cluster.memberships.select_related("unit").order_by("position", "pk"))
    years = list(cluster.years.prefetch_related("office_terms__unit"))
    context = {
        "cluster": cluster,
        "members": [row for row in memberships if _holds(row, today)],
        "coming_members": [row for row in memberships if row.starts_on > today],
        "past_members": [row for row in memberships if row.ends_on and row.ends_on < today],
        "terms": _ledger(cluster),
        "has_ended": cluster.ended_on is not None and cluster.ended_on < today,
        "own_years": years,
        "year": next((row for row in years if row.year == working_year(request)), None),
        "may": may(request.user, cluster),
        "sample": cluster.authority.is_sample,
    }
    return render(request, "clusters/cluster_detail.html", context)


def _holds(membership, day):
    return membership.starts_on <= day and (membership.ends_on is None or membership.ends_on >= day)


def _ledger(cluster):
    """Every office term of the cluster, the latest first, the chair before the vice-chair."""
    terms = OfficeTerm.objects.filter(cluster_year__cluster=cluster)
    return terms.select_related("unit", "person", "cluster_year__cluster").order_by(
        "-cluster_year__year", "-starts_on", "office", "pk"
    )


@on(Cluster, Permission.EDIT_CLUSTER)
def cluster_edit(request, cluster):
    form = ClusterForm(request.POST or None, instance=cluster, user=request.user)
    return edit(
        request,
        form,
        lambda: actions.change_cluster(form.instance, by=request.user),
        done="Đã lưu thông tin cụm, khối.",
        to=trail.to_cluster(cluster),
        title="Sửa thông tin",
        crumbs=trail.of_cluster(cluster),
        back_url=trail.to_cluster(cluster),
    )


@on(Cluster, Permission.EDIT_CLUSTER)
def member_add(request, cluster):
    start = {"starts_on": timezone.localdate().replace(month=1, day=1)}
    form = MembersForm(request.POST or None, cluster=cluster, user=request.user, initial=start)

    def act():
        typed = form.cleaned_data
        return actions.add_members(
            cluster,
            typed.get("units", []),
            typed["names"],
            typed["starts_on"],
            typed["is_start_known"],
            by=request.user,
        )

    return edit(
        request,
        form,
        act,
        done="Đã thêm đơn vị thành viên.",
        to=trail.to_cluster(cluster),
        title="Thêm đơn vị thành viên",
        crumbs=trail.of_cluster(cluster),
        back_url=trail.to_cluster(cluster),
        submit_label="Thêm",
    )


@on(Membership, Permission.EDIT_CLUSTER)
def member_edit(request, membership):
    form = MembershipForm(request.POST or None, instance=membership)
    return edit(
        request,
        form,
        lambda: actions.change_member(form.instance, by=request.user),
        done="Đã lưu tư cách thành viên.",
        to=trail.to_cluster(membership.cluster),
        title=f"Tư cách thành viên: {membership.unit}",
        lead="Đơn vị thôi là thành viên: ghi ngày cuối cùng và lý do. Các năm trước vẫn giữ tên đơn vị.",
        crumbs=trail.of_cluster(membership.cluster),
        back_url=trail.to_cluster(membership.cluster),
    )


@on(Cluster, Permission.EDIT_CLUSTER)
def member_order(request, cluster):
    today = timezone.localdate()
    members = cluster.memberships.during(today, today).select_related("unit").order_by("position", "pk")
    form = MemberOrderForm(request.POST or None, members=members)
    return edit(
        request,
        form,
        lambda: actions.order_members(cluster, form.unit_ids(), by=request.user),
        done="Đã lưu thứ tự đơn vị thành viên.",
        to=trail.to_cluster(cluster),
        template="clusters/member_order.html",
        cluster=cluster,
        sample=cluster.authority.is_sample,
    )
