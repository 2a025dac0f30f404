"""Who chairs a cluster and who is its vice-chair, year by year."""

from django.utils import timezone

from accounts.access import Permission, on
from accounts.pages import edit
from clusters import actions
from clusters.forms import OfficeEndForm, OfficeForm
from clusters.models import ClusterYear, OfficeTerm
from clusters.views import trail

ANCHOR = "vai-tro"


@on(ClusterYear, Permission.APPOINT)
def office_add(request, year):
    noun = year.cluster.noun
    term = OfficeTerm(cluster_year=year, starts_on=year.starts_on, ends_on=year.ends_on)
    if year.office_terms.chairs().exists():
        term.office = OfficeTerm.Office.VICE_CHAIR
    form = OfficeForm(request.POST or None, instance=term, user=request.user)
    return edit(
        request,
        form,
        lambda: actions.give_office(form.instance, by=request.user),
        done=f"Đã ghi nhận {form.instance.office_label.lower()}.",
        to=trail.to_year(year, ANCHOR),
        title=f"Ghi nhận {noun} trưởng, {noun} phó",
        lead="Trong năm có bàn giao thì kết thúc nhiệm kỳ trước rồi ghi nhiệm kỳ mới.",
        crumbs=trail.of_year(year),
        back_url=trail.to_year(year, ANCHOR),
    )


@on(OfficeTerm, Permission.APPOINT)
def office_edit(request, term):
    year = term.cluster_year
    form = OfficeForm(request.POST or None, instance=term, user=request.user)
    return edit(
        request,
        form,
        lambda: actions.change_office(form.instance, by=request.user),
        done="Đã lưu nhiệm kỳ.",
        to=trail.to_year(year, ANCHOR),
        title=f"Sửa nhiệm kỳ {term.office_label.lower()}",
        crumbs=trail.of_year(year),
        back_url=trail.to_year(year, ANCHOR),
    )


@on(OfficeTerm, Permission.APPOINT)
def office_end(request, term):
    year, today = term.cluster_year, timezone.localdate()
    form = OfficeEndForm(request.POST or None, initial={"on": min(today, term.ends_on or today)})

    def act():
        return actions.end_office(term, form.cleaned_data["on"], form.cleaned_data["note"], by=request.user)

    return edit(
        request,
        form,
        act,
        done="Đã kết thúc nhiệm kỳ.",
        to=trail.to_year(year, ANCHOR),
        template="components/confirm_page.html",
        title=f"Kết thúc nhiệm kỳ {term.office_label.lower()}",
        lead=f"{term.unit}, {year}",
        effects=[
            f"Sau ngày ghi dưới đây, đơn vị không còn quyền của {term.office_label.lower()}.",
            "Nhiệm kỳ vẫn được lưu; đơn vị kế nhiệm được ghi thành nhiệm kỳ mới.",
        ],
        crumbs=trail.of_year(year),
        back_url=trail.to_year(year, ANCHOR),
        submit_label="Kết thúc nhiệm kỳ",
    )
