"""Bundles of papers: asked for here, made in the background, found again and taken home by who asked."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import Permission, on, page
from accounts.pages import edit, press
from clusters import actions, bulk
from clusters.bulk_forms import AuthorityBundleForm, YearBundleForm
from clusters.models import Authority, ClusterYear, PaperJob
from clusters.views import trail
from documents.response import file_response

CRUMBS = [("Bộ văn bản", "clusters:bundle_list")]
PATIENCE = timedelta(minutes=1)
REQUESTED = "Đã nhận yêu cầu. Các văn bản đang được lập; có thể rời trang này và trở lại sau."


def _to(job):
    return reverse("clusters:bundle_detail", args=[job.pk])


def _held(job):
    """Refuse where the owner may no longer see what the bundle holds."""
    if not bulk.are_rights_held(job):
        raise PermissionDenied(
            "Tài khoản không còn quyền xem một số văn bản trong bộ này nên bộ không mở được nữa. "
            "Các văn bản vẫn còn trong hồ sơ của năm; có thể yêu cầu một bộ mới gồm những văn bản được xem."
        )
    return job


@page(Permission.VIEW)
def bundle_list(request):
    rows = (
        PaperJob.objects.visible_to(request.user)
        .annotate(total=Count("items"), made=Count("items", filter=Q(items__state="done")))
        .order_by("-created_at", "-pk")
    )
    context = {"page_obj": Paginator(rows, 25).get_page(request.GET.get("page")), "kept_days": bulk.KEPT_DAYS}
    return render(request, "clusters/bundle_list.html", context)


@on(PaperJob, Permission.VIEW)
def bundle_detail(request, job):
    """How far it is; the page asks again by itself while papers are being made."""
    _held(job)
    now = timezone.now()
    context = {
        "job": job,
        "progress": bulk.progress(job),
        "failed": job.items.filter(state="failed"),
        "is_open": job.state in bulk.OPEN,
        "is_left_waiting": job.state == PaperJob.State.WAITING and job.created_at < now - PATIENCE,
        "kept_until": timezone.localdate(job.created_at) + timedelta(days=bulk.KEPT_DAYS),
    }
    return render(request, "clusters/bundle_detail.html", context)


@on(PaperJob, Permission.VIEW)
def bundle_download(request, job):
    if not _held(job).file:
        raise Http404
    return file_response(job.file.open(), f"{job.title}.zip", "application/zip")


@require_POST
@on(PaperJob, Permission.VIEW)
def bundle_stop(request, job):
    return press(
        request,
        lambda: actions.stop_bundle(job, by=request.user),
        done="Đã dừng lập bộ văn bản. Các văn bản trong hồ sơ của năm không thay đổi.",
        to=_to(job),
    )


@on(ClusterYear, Permission.VIEW)
def year_bundle_add(request, year):
    """The whole packet of a year."""
    form = YearBundleForm(request.POST or None)
    wanted = bulk.of_year(year, request.user)
    job = PaperJob(title=bulk.title_of_year(year), cluster_year=year)

    def act():
        job.with_word = form.cleaned_data["with_word"]
        return actions.bundle_papers(job, wanted, by=request.user)

    return edit(
        request,
        form,
        act,
        done=REQUESTED,
        to=_to,
        template="clusters/bundle_add.html",
        title=f"Tải cả bộ văn bản năm {year.year}",
        crumbs=trail.of_year(year),
        wanted=wanted,
        back_url=trail.to_year(year),
        submit_label="Lập bộ văn bản",
    )


@on(Authority, Permission.VIEW)
def authority_bundle_add(request, authority):
    """One kind of paper of all clusters of an authority in a year."""
    form = AuthorityBundleForm(request.POST or None, authority=authority, user=request.user)

    def act():
        number, kind = form.chosen()
        title = bulk.title_of_authority(authority, number, kind)
        job = PaperJob(title=title, authority=authority, with_word=form.cleaned_data["with_word"])
        wanted = bulk.of_authority(authority, number, kind, request.user)
        return actions.bundle_papers(job, wanted, by=request.user)

    return edit(
        request,
        form,
        act,
        done=REQUESTED,
        to=_to,
        template="clusters/bundle_add.html",
        title="Tải một loại văn bản của các cụm, khối",
        crumbs=[(str(authority), reverse("clusters:authority_detail", args=[authority.pk]))],
        back_url=reverse("clusters:authority_detail", args=[authority.pk]),
        submit_label="Lập bộ văn bản",
    )
