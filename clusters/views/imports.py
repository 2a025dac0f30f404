"""Files of data on their way into the books: received, mapped, checked, corrected, written, taken back."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.access import Permission, on, page
from accounts.pages import edit, press
from audit.models import Event
from clusters import actions
from clusters.imports import preview
from clusters.imports.checking import check_some
from clusters.imports.kinds import KINDS, offered
from clusters.imports.templates import template
from clusters.imports_forms import ImportFilter, ImportForm, LineForm, MapForm, UndoForm, best_sheet
from clusters.models import ImportBatch, ImportLine
from documents.response import form_response

CRUMBS = [("Nhập dữ liệu", "clusters:import_list")]


def _crumbs(batch=None):
    crumbs = [(label, reverse(name)) for label, name in CRUMBS]
    return [*crumbs, (batch.file_name, _to(batch))] if batch else crumbs


def _to(batch):
    return reverse("clusters:import_detail", args=[batch.pk])


def _back(request, batch):
    """The preview as it was left: the same results, the same page."""
    kept = {name: request.GET[name] for name in ("ket_qua", "page") if request.GET.get(name)}
    return _to(batch) + (f"?{urlencode(kept)}" if kept else "")


@page(Permission.IMPORT)
def import_list(request):
    filters = ImportFilter(request.GET, user=request.user)
    rows = filters.narrow(ImportBatch.objects.visible_to(request.user))
    context = {
        "page_obj": Paginator(rows.select_related("authority", "created_by"), 25).get_page(
            request.GET.get("page")
        ),
        "filters": filters,
        "kinds": offered(),
    }
    return render(request, "clusters/import_list.html", context)


@page(Permission.IMPORT)
def import_template(request):
    """The file to fill in for a kind of data (``?loai=``); without one, that for units."""
    kind = KINDS.get(request.GET.get("loai", ImportBatch.Kind.UNITS))
    if kind is None:
        raise Http404
    return form_response(template(kind), f"Mẫu nhập {kind.label.lower()}.xlsx")


@page(Permission.IMPORT)
def import_add(request):
    start = {"kind": request.GET.get("loai")}
    form = ImportForm(request.POST or None, request.FILES or None, user=request.user, initial=start)
    return edit(
        request,
        form,
        lambda: actions.receive_import(form.batch(), form.received, by=request.user),
        done="Đã nhận tệp. Tiếp theo: chọn cột của tệp cho từng mục.",
        to=lambda batch: reverse("clusters:import_map", args=[batch.pk]),
        template="clusters/import_add.html",
        title="Nhập dữ liệu từ tệp",
        crumbs=_crumbs(),
        back_url=reverse("clusters:import_list"),
        submit_label="Gửi tệp",
        kinds=offered(),
    )


@on(ImportBatch, Permission.IMPORT)
def import_map(request, batch):
    if not batch.is_open:
        return redirect(_to(batch))
    asked = request.GET.get("trang") or batch.sheet or best_sheet(batch)
    sheet = next((row for row in batch.sheets if row["name"] == asked), batch.sheets[0])
    form = MapForm(request.POST or None, batch=batch, sheet=sheet)

    def act():
        hidden = form.cleaned_data.get("take_hidden", False)
        actions.map_import(batch, sheet["name"], form.mapping(), form.options(), hidden, by=request.user)

    return edit(
        request,
        form,
        act,
        done="Đã ghép cột. Các dòng đang được kiểm tra.",
        to=_to(batch),
        template="clusters/import_map.html",
        title="Ghép cột của tệp",
        crumbs=_crumbs(batch),
        batch=batch,
        sheet=sheet,
        back_url=_to(batch),
    )


@require_POST
@on(ImportBatch, Permission.IMPORT)
def import_check(request, batch):
    """Check as many lines as fit in a moment; the page sends itself here again while lines wait."""
    if batch.status == ImportBatch.Status.CHECKING:
        actions.keep_checks(batch, check_some(batch), by=request.user)
    return redirect(_to(batch))


@on(ImportBatch, Permission.IMPORT)
def import_detail(request, batch):
    state = preview.chosen_state(batch, request.GET.get("ket_qua", ""))
    lines = batch.own_lines().filter(state=state) if state else batch.own_lines()
    page_obj = Paginator(lines, 50).get_page(request.GET.get("page"))
    events = Event.deeds.filter(subject_type=batch._meta.label_lower, subject_id=str(batch.pk))
    context = {
        "batch": batch,
        "tabs": preview.tabs(batch, state),
        "page_obj": page_obj,
        "lines": [preview.shown(line, batch) for line in page_obj],
        "events": [preview.event(event) for event in events[:20]],
        "to_write": batch.count("new", "changed"),
        "to_mend": batch.count("wrong", "waiting"),
        "hidden_lines": preview.hidden_rows(batch),
        "has_hidden_out": batch.is_open
        and batch.own_lines().filter(is_hidden=True, state="left_out").exists(),
        "may_undo": batch.status == ImportBatch.Status.APPLIED,
    }
    return render(request, "clusters/import_detail.html", context)


@on(ImportLine, Permission.IMPORT)
def import_line_edit(request, line):
    batch = line.batch
    form = LineForm(request.POST or None, line=line)
    return edit(
        request,
        form,
        lambda: actions.change_import_line(line, form.cells(), by=request.user),
        done=f"Đã sửa và kiểm tra lại dòng {line.number}.",
        to=_back(request, batch),
        title=f"Sửa dòng {line.number}",
        lead=f"Trang tính “{line.sheet}” của tệp “{batch.file_name}”. Tệp gốc không thay đổi.",
        crumbs=_crumbs(batch),
        back_url=_back(request, batch),
        submit_label="Lưu và kiểm tra lại",
    )


@require_POST
@on(ImportLine, Permission.IMPORT)
def import_line_leave_out(request, line):
    return press(
        request,
        lambda: actions.leave_out_line(line, by=request.user),
        done=f"Dòng {line.number} sẽ không được nhập.",
        to=_back(request, line.batch),
    )


@require_POST
@on(ImportLine, Permission.IMPORT)
def import_line_take_in(request, line):
    return press(
        request,
        lambda: actions.take_in_line(line, by=request.user),
        done=f"Dòng {line.number} được kiểm tra lại để nhập.",
        to=_back(request, line.batch),
    )


@require_POST
@on(ImportBatch, Permission.IMPORT)
def import_wrong_leave_out(request, batch):
    return press(
        request,
        lambda: actions.leave_out_wrong_lines(batch, by=request.user),
        done="Các dòng còn lỗi sẽ không được nhập.",
        to=_to(batch),
    )


@require_POST
@on(ImportBatch, Permission.IMPORT)
def import_hidden(request, batch):
    """Take in the rows that are hidden in the file (``lay=1``), or leave them out."""
    take_in = request.POST.get("lay") == "1"
    return press(
        request,
        lambda: actions.take_hidden_lines(batch, take_in, by=request.user),
        done="Các dòng bị ẩn được kiểm tra để nhập." if take_in else "Các dòng bị ẩn sẽ không được nhập.",
        to=_to(batch),
    )


@require_POST
@on(ImportBatch, Permission.IMPORT)
def import_apply(request, batch):
    return press(
        request,
        lambda: actions.apply_import(batch, by=request.user),
        done="Đã nhập toàn bộ dữ liệu của tệp.",
        to=_to(batch),
    )


@on(ImportBatch, Permission.IMPORT)
def import_undo(request, batch):
    form = UndoForm(request.POST or None)
    return edit(
        request,
        form,
        lambda: actions.undo_import(batch, form.cleaned_data["reason"], by=request.user),
        done="Đã hoàn tác lần nhập. Dữ liệu trở lại như trước khi nhập.",
        to=_to(batch),
        template="components/confirm_page.html",
        title="Hoàn tác lần nhập dữ liệu?",
        effects=preview.effects_of_undoing(batch),
        crumbs=_crumbs(batch),
        back_url=_to(batch),
        submit_label="Hoàn tác",
        danger=True,
    )


@require_POST
@on(ImportBatch, Permission.IMPORT)
def import_drop(request, batch):
    return press(
        request,
        lambda: actions.drop_import(batch, by=request.user),
        done="Đã bỏ tệp. Không ghi gì vào hồ sơ.",
        to=reverse("clusters:import_list"),
    )
