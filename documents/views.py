"""Official documents: laws, decisions, rules and guides that plans and pledges refer to."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.access import Permission, can_somewhere, may, on, page
from accounts.pages import edit
from documents import actions
from documents.filters import DocumentFilter
from documents.forms import DocumentForm
from documents.models import OfficialDocument
from documents.response import sheet_response
from documents.xlsx import Column, sheet

COLUMNS = [
    Column("Loại", 16),
    Column("Số, ký hiệu", 22),
    Column("Cơ quan ban hành", 28),
    Column("Ngày ban hành", 14),
    Column("Trích yếu", 60),
    Column("Có hiệu lực từ", 14),
    Column("Hết hiệu lực sau", 14),
    Column("Ghi chú", 40),
]


def _found(request):
    filters = DocumentFilter(request.GET)
    rows = filters.narrow(OfficialDocument.objects.visible_to(request.user))
    return filters, rows.select_related("authority", "issued_with")


@page(Permission.VIEW)
def document_list(request):
    filters, rows = _found(request)
    page_obj = Paginator(rows, 25).get_page(request.GET.get("page"))
    day = filters.chosen.get("ngay") or timezone.localdate()
    context = {
        "filters": filters,
        "page_obj": page_obj,
        "rows": [(document, document.is_in_force_on(day)) for document in page_obj],
        "day": day,
        "may_add": can_somewhere(request.user, Permission.EDIT_DOCUMENT),
        "export_url": reverse("documents:document_export"),
    }
    return render(request, "documents/document_list.html", context)


@page(Permission.VIEW)
def document_export(request):
    """The list as the filters leave it, as an Excel file."""
    _, rows = _found(request)
    lines = (
        (
            row.get_kind_display(),
            row.number,
            row.issuer,
            row.issued_on,
            row.title,
            row.effective_from,
            row.effective_to,
            row.note,
        )
        for row in rows
    )
    return sheet_response(sheet("Danh sách văn bản", COLUMNS, lines), "Danh sách văn bản.xlsx")


@on(OfficialDocument, Permission.VIEW)
def document_detail(request, document):
    user, today = request.user, timezone.localdate()
    context = {
        "document": document,
        "in_force": document.is_in_force_on(today),
        "attachments": document.attachments.visible_to(user),
        "plans": document.plans.visible_to(user).select_related("cluster_year__cluster"),
        "bases": document.basis_of.visible_to(user).select_related(
            "pledge__cluster_year__cluster", "pledge__unit"
        ),
        "may": may(user, document),
        "sample": document.authority is not None and document.authority.is_sample,
    }
    return render(request, "documents/document_detail.html", context)


@page(Permission.EDIT_DOCUMENT)
def document_add(request):
    form = DocumentForm(request.POST or None, user=request.user)
    return edit(
        request,
        form,
        lambda: actions.add_document(form.instance, by=request.user),
        done="Đã thêm văn bản.",
        to=lambda made: reverse("documents:document_detail", args=[made.pk]),
        title="Thêm văn bản",
        lead="Điều chưa rõ thì để trống; số, ký hiệu ghi đúng như nguồn.",
        crumbs=[("Văn bản", reverse("documents:document_list"))],
        back_url=reverse("documents:document_list"),
    )


@on(OfficialDocument, Permission.EDIT_DOCUMENT)
def document_edit(request, document):
    form = DocumentForm(request.POST or None, instance=document, user=request.user)
    url = reverse("documents:document_detail", args=[document.pk])
    return edit(
        request,
        form,
        lambda: actions.change_document(form.instance, by=request.user),
        done="Đã lưu văn bản.",
        to=url,
        title="Sửa văn bản",
        lead=document.described,
        crumbs=[
            ("Văn bản", reverse("documents:document_list")),
            (document.short_name, url),
        ],
        back_url=url,
    )
