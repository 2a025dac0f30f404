"""How many of each award a cluster may nominate in a year."""

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.access import Permission, can, on
from accounts.pages import edit, press
from awards import actions
from awards.check_forms import QuotaForm
from awards.models import AwardQuota, Nomination
from awards.views import frame
from clusters.models import ClusterYear
from documents.xlsx import Column, listing

COLUMNS = [
    Column("Danh hiệu, hình thức", 40, "award.name"),
    Column("Đối tượng", 14, "award.get_subject_display"),
    Column("Số lượng tối đa", 14, "at_most"),
    Column("Số hồ sơ đã nộp", 14, "asked"),
    Column("Căn cứ", 40, "source"),
]


def _rows(year):
    """The quotas with the number of dossiers that the units have submitted, withdrawn ones left out."""
    asked = (
        Nomination.objects.filter(cluster_year=year, award=OuterRef("award"))
        .exclude(status__in=(Nomination.Status.DRAFT, Nomination.Status.WITHDRAWN))
        .order_by()
        .values("award")
        .annotate(number=Count("pk"))
        .values("number")
    )
    rows = AwardQuota.objects.filter(cluster_year=year).select_related("award")
    return rows.annotate(asked=Coalesce(Subquery(asked), 0))


def _url(year):
    return reverse("awards:quota_list", args=[year.pk])


def _frame(year):
    outer = frame.of_year(year)
    return {
        **outer,
        "crumbs": [*outer["crumbs"], ("Số lượng tối đa được đề nghị", _url(year))],
        "back_url": _url(year),
    }


@on(ClusterYear, Permission.VIEW)
def quota_list(request, year):
    context = {
        **frame.of_year(year),
        "year": year,
        "quotas": _rows(year),
        "may_edit": can(request.user, Permission.EDIT_YEAR, year),
        "export_url": reverse("awards:quota_export", args=[year.pk]),
    }
    return render(request, "awards/quota_list.html", context)


@on(ClusterYear, Permission.VIEW)
def quota_export(request, year):
    return listing(f"Số lượng tối đa được đề nghị, {year}", COLUMNS, _rows(year))


@on(ClusterYear, Permission.EDIT_YEAR)
def quota_add(request, year):
    form = QuotaForm(request.POST or None, instance=AwardQuota(cluster_year=year))
    return edit(
        request,
        form,
        lambda: actions.add_quota(form.instance, by=request.user),
        done="Đã ghi số lượng tối đa được đề nghị.",
        to=_url(year),
        **_frame(year),
        title="Ghi số lượng tối đa được đề nghị",
    )


@on(AwardQuota, Permission.EDIT_YEAR)
def quota_edit(request, quota):
    form = QuotaForm(request.POST or None, instance=quota)
    return edit(
        request,
        form,
        lambda: actions.change_quota(form.instance, by=request.user),
        done="Đã sửa số lượng tối đa được đề nghị.",
        to=_url(quota.cluster_year),
        **_frame(quota.cluster_year),
        title="Sửa số lượng tối đa được đề nghị",
    )


@require_POST
@on(AwardQuota, Permission.EDIT_YEAR)
def quota_remove(request, quota):
    return press(
        request,
        lambda: actions.remove_quota(quota, by=request.user),
        done="Đã bỏ số lượng tối đa được đề nghị.",
        to=_url(quota.cluster_year),
    )
