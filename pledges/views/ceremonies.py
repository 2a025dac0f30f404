from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render

from accounts.access import Permission, on, page
from accounts.pages import edit
from clusters.context import working_year
from clusters.models import ClusterYear
from documents.response import calendar_response
from documents.xlsx import Column, listing
from pledges import actions
from pledges.calendar_file import calendar_file
from pledges.conference import ConferenceReading
from pledges.conference_forms import CeremonyForm
from pledges.filters import CeremonyFilter
from pledges.models import Ceremony
from pledges.views import frame

ROWS = 25
FORM = "pledges/ceremony_form.html"
COLUMNS = [
    Column("Hội nghị", 50, str),
    Column("Loại hội nghị", 28, "get_kind_display"),
    Column("Cụm, khối", 32, "cluster_year.cluster.title"),
    Column("Cơ quan", 32, "cluster_year.cluster.authority.name"),
    Column("Năm", 8, "cluster_year.year"),
    Column("Ký giao ước của năm", 12, "signing_year.year"),
    Column("Ngày bắt đầu", 14, "starts_on"),
    Column("Ngày kết thúc", 14, lambda row: row.ends_on or row.starts_on),
    Column("Buổi", 14, lambda row: row.get_session_display() if row.session != "unknown" else None),
    Column("Giờ bắt đầu", 10, "starts_at"),
    Column("Địa điểm", 32, "venue"),
    Column(
        "Mức tin cậy của ngày", 18, lambda row: row.get_date_certainty_display() if row.starts_on else None
    ),
]


def _found(request):
    filters = CeremonyFilter(request.GET, user=request.user, year=working_year(request))
    rows = filters.narrow(Ceremony.objects.visible_to(request.user))
    return filters, rows.select_related("cluster_year__cluster__authority", "signing_year")


@page(Permission.VIEW)
def ceremony_list(request):
    filters, rows = _found(request)
    page_obj = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    return render(request, "pledges/ceremony_list.html", {"filters": filters, "page_obj": page_obj})


@page(Permission.VIEW)
def ceremony_export(request):
    return listing("Danh sách hội nghị", COLUMNS, _found(request)[1])


@on(Ceremony, Permission.VIEW)
def ceremony_detail(request, ceremony):
    context = {
        **frame.of_conference(ceremony),
        "ceremony": ceremony,
        "year": ceremony.cluster_year,
        "reading": ConferenceReading(ceremony, request.user),
    }
    return render(request, "pledges/ceremony_detail.html", context)


@on(ClusterYear, Permission.RUN_CEREMONY)
def ceremony_add(request, year):
    form = CeremonyForm(request.POST or None, instance=Ceremony(cluster_year=year))
    return edit(
        request,
        form,
        lambda: actions.add_ceremony(form.instance, by=request.user),
        done="Đã lập hội nghị. Bước tiếp theo: thêm đại biểu và chương trình.",
        to=frame.conference_url,
        **frame.of_year(year),
        template=FORM,
        title="Lập hội nghị",
        lead=str(year),
        submit_label="Lập hội nghị",
    )


@on(Ceremony, Permission.RUN_CEREMONY)
def ceremony_edit(request, ceremony):
    form = CeremonyForm(request.POST or None, instance=ceremony)
    return edit(
        request,
        form,
        lambda: actions.change_ceremony(form.instance, by=request.user),
        done="Đã lưu hội nghị.",
        to=frame.conference_url(ceremony),
        **frame.of_conference(ceremony),
        template=FORM,
        title="Sửa thông tin hội nghị",
    )


@on(Ceremony, Permission.VIEW)
def ceremony_calendar(request, ceremony):
    """A conference whose day is not known has no file, and no link to one."""
    if ceremony.starts_on is None:
        raise Http404("Hội nghị chưa rõ ngày nên chưa có tệp lịch.")
    url = request.build_absolute_uri(frame.conference_url(ceremony))
    return calendar_response(calendar_file(ceremony, url), f"{ceremony}.ics")
