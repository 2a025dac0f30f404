from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import Permission, can, on, page
from accounts.pages import edit, press
from clusters.context import working_year
from clusters.kept import kept_page
from clusters.models import ClusterYear
from clusters.models.year import year_of
from clusters.papers import parted
from documents import pdf
from documents.response import pdf_response
from documents.xlsx import Column, listing
from pledges import actions
from pledges.bursts import typed_in
from pledges.checks import check_pledge, contradicted
from pledges.documents import pledge_filename, pledge_paper
from pledges.filters import PledgeFilter
from pledges.forms import PledgeAddForm, PledgeForm
from pledges.models import Pledge
from pledges.reading import PledgeReading
from pledges.sets import PledgeSet, years_without_pledge
from pledges.validity import validity_of
from pledges.views import frame

ROWS = 25

COLUMNS = [
    Column("Giao ước", 40, lambda row: f"{row.title} của {row.unit_name}" if row.unit_id else row.title),
    Column("Cụm, khối", 40, "cluster_year.cluster.title"),
    Column("Cơ quan", 40, "cluster_year.cluster.authority.name"),
    Column("Năm", 8, "cluster_year.year"),
    Column("Tình trạng", of="standing"),
    Column("Hạn góp ý", 14, "comments_due_on"),
    Column("Đã ký", 10, lambda row: row.signed if row.is_frozen else None),
    Column("Số chữ ký", 10, lambda row: row.parties if row.is_frozen else None),
]


def _found(request):
    filters = PledgeFilter(request.GET, user=request.user, year=working_year(request))
    rows = filters.narrow(Pledge.objects.visible_to(request.user)).with_progress()
    return filters, rows.select_related("cluster_year__cluster__authority", "unit", "superseded_by")


@page(Permission.VIEW)
def pledge_list(request):
    filters, rows = _found(request)
    context = {
        "filters": filters,
        "page_obj": Paginator(rows, ROWS).get_page(request.GET.get("page")),
        "set": PledgeSet.chosen(filters, request.user),
        "without": years_without_pledge(request.user, filters),
    }
    return render(request, "pledges/pledge_list.html", context)


@page(Permission.VIEW)
def pledge_export(request):
    return listing("Danh sách giao ước thi đua", COLUMNS, _found(request)[1])


@on(Pledge, Permission.VIEW)
@kept_page(mark=typed_in)
def pledge_detail(request, pledge):
    year = year_of(pledge)
    context = {
        **frame.of_pledge(pledge),
        "pledge": pledge,
        "year": year,
        "reading": PledgeReading(pledge, request.user, timezone.localdate()),
    }
    return render(request, "pledges/pledge_detail.html", context)


@on(ClusterYear, Permission.WRITE_PLEDGE)
def pledge_add(request, year):
    form = PledgeAddForm(request.POST or None, instance=Pledge(cluster_year=year))
    return edit(
        request,
        form,
        lambda: actions.add_pledges(form.instance, by=request.user),
        done="Đã lập giao ước. Bước tiếp theo: thêm nội dung.",
        to=lambda made: frame.pledge_url(made[0]),
        **frame.of_year(year),
        title=f"Lập giao ước năm {year.year}",
        lead=str(year.cluster),
        submit_label="Lập giao ước",
    )


@on(Pledge, Permission.WRITE_PLEDGE)
def pledge_edit(request, pledge):
    form = PledgeForm(request.POST or None, instance=pledge)
    return edit(
        request,
        form,
        lambda: form.written(lambda seen: actions.change_pledge(form.instance, seen=seen, by=request.user)),
        done="Đã lưu giao ước.",
        to=frame.where_from(request, pledge),
        **frame.of_pledge(pledge),
        title="Sửa tên, phần mở đầu, phần kết",
    )


@require_POST
@on(Pledge, Permission.MOVE_PLEDGE)
def pledge_copy_text(request, pledge):
    return press(
        request,
        lambda: actions.copy_text(pledge, by=request.user),
        done="Đã chép nội dung sang các bản dự thảo còn trống.",
        to=frame.pledge_url(pledge),
    )


@on(Pledge, Permission.VIEW)
def pledge_print_check(request, pledge):
    """What to look at before a draft is printed; ``?tai=1`` is kept for the printing."""
    query = "?da-xem=1&tai=1" if "tai" in request.GET else "?da-xem=1"
    may_write = pledge.is_open and can(request.user, Permission.WRITE_PLEDGE, pledge)
    context = {
        **frame.of_pledge(pledge),
        "pledge": pledge,
        "validity": validity_of(pledge, timezone.localdate()),
        **parted(check_pledge(pledge), request.user, pledge),
        "print_url": reverse("pledges:pledge_pdf", args=[pledge.pk]) + query,
        "may_write": may_write,
        "unlinked": not may_write,
    }
    return render(request, "pledges/pledge_print_check.html", context)


@on(Pledge, Permission.VIEW)
def pledge_pdf(request, pledge):
    """The paper; of a draft that contradicts itself only after a look at what is wrong (``?da-xem=1``)."""
    if "da-xem" not in request.GET and contradicted(pledge):
        query = "?tai=1" if "tai" in request.GET else ""
        return redirect(reverse("pledges:pledge_print_check", args=[pledge.pk]) + query)
    content = pdf.render(pledge_paper(pledge))
    return pdf_response(content, pledge_filename(pledge), inline="tai" not in request.GET)
