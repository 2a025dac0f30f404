"""Official documents: laws, decisions, rules and guides that plans and pledges refer to."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts import privacy
from accounts.access import Permission, can_somewhere, may, on, page
from accounts.pages import edit, press
from documents import actions
from documents.filters import DocumentFilter
from documents.forms import DocumentForm, FileForm
from documents.models import OfficialDocument
from documents.response import file_response, personal_response, sheet_response
from documents.xlsx import Column, sheet

COLUMNS = [
    Column("Loại", 16),
    Column("Số, ký hiệu", 22),
    Column("Số", 10),
    Column("Ký hiệu", 14),
    Column("Cơ quan ban hành", 28),
    Column("Ngày ban hành", 14),
    Column("Trích yếu", 60),
    Column("Có hiệu lực từ", 14),
    Column("Hết hiệu lực sau", 14),
    Column("Được thay thế bởi", 28),
    Column("Ban hành kèm theo", 28),
    Column("Cơ quan sử dụng", 28),
    Column("Mức tin cậy", 20),
    Column("Tệp", 24),
    Column("Ghi chú", 40),
]
FILE = "#tep"


def _found(request):
    filters = DocumentFilter(request.GET, user=request.user)
    rows = filters.narrow(OfficialDocument.objects.visible_to(request.user))
    return filters, rows.select_related("authority", "issued_with", "replaced_by")


def _crumbs(document):
    return [
        ("Văn bản", reverse("documents:document_list")),
        (document.short_name, _url(document)),
    ]


def _url(document, anchor=""):
    return reverse("documents:document_detail", args=[document.pk]) + anchor


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
            row.bare_number,
            row.symbol,
            row.issuer,
            row.issued_on,
            row.title,
            row.effective_from,
            row.last_day,
            row.replaced_by.name if row.replaced_by else "",
            row.issued_with.name if row.issued_with else "",
            row.authority.name if row.authority else "Mọi cơ quan",
            row.get_certainty_display(),
            row.file_name,
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
        "replaces": document.replaces.visible_to(user),
        "plans": document.plans.visible_to(user).select_related("cluster_year__cluster"),
        "bases": document.basis_of.visible_to(user).select_related(
            "pledge__cluster_year__cluster", "pledge__unit"
        ),
        "uses": document.years.visible_to(user).select_related("cluster_year__cluster"),
        "may": may(user, document),
        "sample": document.authority is not None and document.authority.is_sample,
    }
    return render(request, "documents/document_detail.html", context)


@page(Permission.EDIT_DOCUMENT)
def document_add(request):
    form = DocumentForm(request.POST or None, request.FILES or None, user=request.user)
    return edit(
        request,
        form,
        lambda: actions.add_document(form.instance, by=request.user),
        done="Đã thêm văn bản.",
        to=_url,
        title="Thêm văn bản",
        lead="Điều chưa rõ thì để trống; số, ký hiệu ghi đúng như nguồn.",
        crumbs=[("Văn bản", reverse("documents:document_list"))],
        back_url=reverse("documents:document_list"),
    )


@on(OfficialDocument, Permission.EDIT_DOCUMENT)
def document_edit(request, document):
    form = DocumentForm(request.POST or None, instance=document, user=request.user)
    return edit(
        request,
        form,
        lambda: actions.change_document(form.instance, by=request.user),
        done="Đã lưu văn bản.",
        to=_url(document),
        title="Sửa văn bản",
        lead=document.described,
        crumbs=_crumbs(document),
        back_url=_url(document),
    )


@on(OfficialDocument, Permission.VIEW)
def document_file(request, document):
    if not document.file:
        raise Http404("Văn bản này không có tệp.")
    try:
        content = document.file.open("rb")
    except FileNotFoundError:
        raise Http404("Tệp này không còn trong kho lưu trữ.") from None
    return file_response(content, document.file_name, document.file_type)


@on(OfficialDocument, Permission.EDIT_DOCUMENT)
def document_file_change(request, document):
    """Give the document its file, or another one in place of it."""
    form = FileForm(request.POST or None, request.FILES or None)
    return edit(
        request,
        form,
        lambda: actions.put_file(document, form.cleaned_data["upload"], by=request.user),
        done="Đã lưu tệp của văn bản.",
        to=_url(document, FILE),
        title="Thay tệp của văn bản" if document.file else "Thêm tệp của văn bản",
        lead=f"{document.name}. Tệp mới thay tệp đang lưu: {document.file_name}."
        if document.file
        else document.name,
        crumbs=_crumbs(document),
        back_url=_url(document, FILE),
        submit_label="Tải lên",
    )


@require_POST
@on(OfficialDocument, Permission.EDIT_DOCUMENT)
def document_file_remove(request, document):
    return press(
        request,
        lambda: actions.remove_file(document, by=request.user),
        done="Đã bỏ tệp của văn bản.",
        to=_url(document, FILE),
    )


@page(Permission.OVERVIEW)
def personal_data(request):
    """Everything the installation keeps about the person who asks."""
    return personal_response(privacy.archive(request.user), privacy.archive_name(request.user))
