from django.core.paginator import Paginator
from django.shortcuts import render

from accounts.access import Permission, on, page
from accounts.pages import edit
from clusters.context import working_year
from clusters.models import ClusterYear
from pledges import actions
from pledges.conference import ConferenceReading
from pledges.conference_forms import CeremonyForm
from pledges.filters import CeremonyFilter
from pledges.models import Ceremony
from pledges.views import frame

ROWS = 25


@page(Permission.VIEW)
def ceremony_list(request):
    filters = CeremonyFilter(request.GET, user=request.user, year=working_year(request))
    rows = filters.narrow(Ceremony.objects.visible_to(request.user))
    rows = rows.select_related("cluster_year__cluster__authority", "signing_year")
    page_obj = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    return render(request, "pledges/ceremony_list.html", {"filters": filters, "page_obj": page_obj})


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
        title="Sửa thông tin hội nghị",
    )
