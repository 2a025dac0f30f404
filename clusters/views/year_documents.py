"""The documents by which a cluster works in a year: added, taken out, carried from an earlier year."""

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.access import Permission, on
from accounts.pages import edit, press
from clusters import actions
from clusters.models import ClusterYear, YearDocument
from clusters.opening_forms import CarryForm, SourceForm, YearDocumentForm
from clusters.views import trail
from vietnamese.dates import short_date

ANCHOR = "van-ban"


def _why_none(year, source):
    """Return why nothing may be carried into the year; "" where something may."""
    if year.closed_on:
        return (
            f"Hồ sơ năm {year.year} đã khép ngày {short_date(year.closed_on)} khi bàn giao nên không chuyển tiếp "
            "vào năm này được nữa. Chuyển tiếp sang năm đang mở."
        )
    return "" if source else f"{year.cluster} không có năm nào trước năm {year.year} để chuyển tiếp."


@on(ClusterYear, Permission.EDIT_YEAR)
def year_carry(request, year):
    """Take documents over from any earlier year into a year that is open already."""
    back, asked = trail.to_year(year, ANCHOR), SourceForm(request.GET or None, year=year)
    source = asked.source()
    if why := _why_none(year, source):
        messages.error(request, why)
        return redirect(back)
    typed = request.POST if request.method == "POST" else None
    form = CarryForm(typed, source=source, year=year)
    return edit(
        request,
        form,
        lambda: actions.carry_documents(year, form.chosen(), by=request.user),
        done="Đã chuyển tiếp văn bản.",
        to=back,
        template="clusters/year_carry.html",
        title=f"Chuyển tiếp văn bản từ năm {source.year} sang năm {year.year}",
        crumbs=trail.of_year(year),
        back_url=back,
        submit_label="Chuyển tiếp",
        asked=asked,
        source=source,
        year=year,
    )


@on(ClusterYear, Permission.EDIT_YEAR)
def year_document_add(request, year):
    form = YearDocumentForm(request.POST or None, instance=YearDocument(cluster_year=year), user=request.user)
    return edit(
        request,
        form,
        lambda: actions.add_year_document(form.instance, by=request.user),
        done="Đã thêm văn bản của năm.",
        to=trail.to_year(year, ANCHOR),
        title=f"Thêm văn bản của năm {year.year}",
        crumbs=trail.of_year(year),
        back_url=trail.to_year(year, ANCHOR),
        submit_label="Thêm",
    )


@require_POST
@on(YearDocument, Permission.EDIT_YEAR)
def year_document_remove(request, row):
    return press(
        request,
        lambda: actions.remove_year_document(row, by=request.user),
        done="Đã bỏ văn bản khỏi danh sách của năm. Văn bản vẫn còn ở mục Văn bản.",
        to=trail.to_year(row.cluster_year, ANCHOR),
    )
