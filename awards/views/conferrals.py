"""Around a decision: public posting, the giving of awards, prize money, the printing of certificates."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.access import Permission as P
from accounts.access import can_somewhere, on, page
from accounts.pages import edit, key_asked
from awards import actions
from awards.batches import give_all
from awards.certificates import certificates_of, print_certificates, print_test_page
from awards.decision_check import items_of
from awards.decision_forms import (
    ConferralFilter,
    ConferralForm,
    GivenTogetherForm,
    ObjectionsForm,
    PostingForm,
    PrinterForm,
    PrizeFilter,
)
from awards.models import Conferral, Decision, Nomination, Posting, PrinterOffset, Proposal
from awards.postings import rule_for
from awards.prizes import Sum, prizes_of, sums_by_unit
from awards.views import frame
from clusters.context import working_year
from clusters.models import Authority
from documents.response import pdf_response
from documents.xlsx import Column, listing

RELATED = (
    "award",
    "unit",
    "person",
    "granted",
    "cluster_year__cluster__authority",
    "conferral__ceremony__cluster_year",
)
TONES = {"given": "good", "not_yet": "warn", "unknown": "muted"}
CONFERRALS = [
    Column("Tập thể, cá nhân", 36, "nominee_name"),
    Column("Đối tượng", 14, "get_nominee_kind_display"),
    Column("Đơn vị", 32, "unit_name"),
    Column("Cụm, khối", 28, "cluster_year.cluster.title"),
    Column("Năm", 8, "cluster_year.year"),
    Column("Danh hiệu, hình thức", 40, "granted.name"),
    Column("Số quyết định", 20, "decision_number"),
    Column("Ngày quyết định", 14, "decided_on"),
    Column("Việc trao tặng", 16, lambda row: _given(row, "get_status_display")),
    Column("Ngày trao", 14, lambda row: _given(row, "given_on")),
    Column("Người nhận", 28, lambda row: _given(row, "received_by")),
    Column("Hội nghị", 36, lambda row: _given(row, "ceremony")),
    Column("Ghi chú", 36, lambda row: _given(row, "note")),
]
PRIZES = [
    Column("Đơn vị", 32, "nomination.unit_name"),
    Column("Tập thể, cá nhân", 36, "nomination.nominee_name"),
    Column("Đối tượng", 14, "nomination.get_nominee_kind_display"),
    Column("Danh hiệu, hình thức", 40, "nomination.granted.name"),
    Column("Số quyết định", 20, "nomination.decision_number"),
    Column("Ngày quyết định", 14, "nomination.decided_on"),
    Column("Mức (lần lương cơ sở)", 14, "multiple.amount"),
    Column("Lương cơ sở (đồng)", 16, "base.amount"),
    Column("Tiền thưởng (đồng)", 18, "amount"),
    Column("Cách tính, căn cứ", 60, "ground"),
]


def _given(row, name):
    conferral = getattr(row, "conferral", None)
    value = getattr(conferral, name, None)
    value = value() if callable(value) else value
    return str(value) if name == "ceremony" and value else value


# --- posting -----------------------------------------------------------------------------------------


@on(Proposal, P.PROPOSE)
def posting_add(request, proposal):
    form = PostingForm(request.POST or None, instance=Posting(proposal=proposal))
    return edit(
        request,
        form,
        lambda: actions.add_posting(form.instance, by=request.user),
        done="Đã ghi nhận việc niêm yết. Hết thời hạn thì ghi ý kiến nhận được.",
        to=frame.proposal_url(proposal),
        **frame.of_proposal(proposal),
        title="Ghi nhận niêm yết, lấy ý kiến",
        lead="Ngày cuối được tính theo ngày làm việc, kể từ ngày làm việc tiếp theo ngày niêm yết; trừ thứ Bảy, Chủ "
        "nhật và ngày nghỉ lễ đã ghi trong danh mục ngày nghỉ.",
    )


@on(Posting, P.PROPOSE)
def posting_edit(request, posting):
    form = ObjectionsForm(request.POST or None, instance=posting)
    return edit(
        request,
        form,
        lambda: actions.change_posting(form.instance, by=request.user),
        done="Đã lưu ý kiến nhận được.",
        to=frame.proposal_url(posting.proposal),
        **frame.of_proposal(posting.proposal),
        title="Ý kiến nhận được qua niêm yết",
        lead=str(posting),
    )


def postings_of(proposal, permissions):
    """What the page of a tờ trình tells of the public posting."""
    rows = list(proposal.nominations.select_related("award", "lowered_to"))
    return {
        "postings": proposal.postings.all(),
        "posting_rule": rule_for(rows, timezone.localdate()),
        "may_post": P.PROPOSE in permissions,
        "today": timezone.localdate(),
    }


# --- the giving --------------------------------------------------------------------------------------


def _awards(request, filter_class):
    filters = filter_class(request.GET, user=request.user, year=working_year(request))
    rows = filters.narrow(Nomination.objects.visible_to(request.user).in_force())
    return filters, rows.select_related(*RELATED).order_by("unit__sort_key", "award__position", "pk")


@page(P.VIEW_NOMINATION)
def conferral_list(request):
    filters, rows = _awards(request, ConferralFilter)
    context = {
        "tabs": frame.tabs(request.user, "conferrals"),
        "filters": filters,
        "page_obj": Paginator(rows, 25).get_page(request.GET.get("page")),
        "may_confer": can_somewhere(request.user, P.CONFER),
        "tones": TONES,
    }
    return render(request, "awards/conferral_list.html", context)


@page(P.VIEW_NOMINATION)
def conferral_export(request):
    return listing("Danh sách trao tặng", CONFERRALS, _awards(request, ConferralFilter)[1])


@on(Nomination, P.CONFER)
def conferral_edit(request, nomination):
    there = Conferral.objects.filter(nomination=nomination).first()
    form = ConferralForm(
        request.POST or None, instance=there or Conferral(nomination=nomination), user=request.user
    )
    return edit(
        request,
        form,
        lambda: actions.confer(form.instance, by=request.user),
        done="Đã ghi việc trao tặng.",
        to=frame.nomination_url(nomination, "#trao-tang"),
        **frame.of_nomination(nomination, "#trao-tang"),
        title="Việc trao tặng",
        lead=str(nomination),
    )


def _chosen(request):
    """Awards in force that were ticked and that this person sees; whether they may be given is asked of each."""
    given = request.POST if request.method == "POST" else request.GET
    keys = [key for key in map(key_asked, given.getlist("ho_so")) if key is not None]
    rows = Nomination.objects.visible_to(request.user).in_force().filter(pk__in=keys)
    return list(rows.filter(pk__in=rows.to_confer_by(request.user)).select_related(*RELATED).order_by("pk"))


@page(P.CONFER)
def conferrals_give(request):
    """Several awards given on one occasion: the page names them and asks for the day."""
    rows = _chosen(request)
    if not rows:
        messages.warning(
            request, "Chưa chọn khen thưởng nào, hoặc các khen thưởng đã chọn không thuộc phạm vi được giao."
        )
        return redirect("awards:conferral_list")
    clusters = {row.cluster_year.cluster_id for row in rows}
    form = GivenTogetherForm(
        request.POST if "given_on" in request.POST else None, user=request.user, clusters=clusters
    )
    if form.is_valid() and _give(request, rows, form):
        return redirect("awards:conferral_list")
    context = {
        "form": form,
        "rows": rows,
        "title": "Ghi nhận đã trao",
        "crumbs": [("Trao tặng", reverse("awards:conferral_list"))],
        "back_url": reverse("awards:conferral_list"),
        "submit_label": "Ghi nhận đã trao",
    }
    return render(request, "awards/conferrals_give.html", context, status=422 if form.is_bound else 200)


def _give(request, rows, form):
    """Write all givings or none; return whether they were written, the refusals standing above the form."""
    data = {"given_on": form.cleaned_data["given_on"], "ceremony": form.cleaned_data["ceremony"]}
    if refusals := give_all(rows, by=request.user, **data):
        form.add_error(None, ["Chưa ghi việc trao nào.", *refusals])
        return False
    messages.success(request, f"Đã ghi nhận trao {len(rows):02d} khen thưởng.")
    return True


# --- prize money -------------------------------------------------------------------------------------


@page(P.VIEW_NOMINATION)
def prize_list(request):
    filters, rows = _awards(request, PrizeFilter)
    prizes = prizes_of(rows)
    context = {
        "tabs": frame.tabs(request.user, "prizes"),
        "filters": filters,
        "page_obj": Paginator(prizes, 50).get_page(request.GET.get("page")),
        "sums": sums_by_unit(prizes),
        "kinds": _by_kind(prizes),
        "total": Sum("Tổng số", tuple(prizes)),
    }
    return render(request, "awards/prize_list.html", context)


def _by_kind(prizes):
    kinds = {}
    for prize in prizes:
        kinds.setdefault(prize.nomination.get_nominee_kind_display(), []).append(prize)
    return [Sum(label, tuple(found)) for label, found in kinds.items()]


@page(P.VIEW_NOMINATION)
def prize_export(request):
    return listing("Tiền thưởng", PRIZES, prizes_of(_awards(request, PrizeFilter)[1]))


# --- certificates ------------------------------------------------------------------------------------


@on(Authority, P.ISSUE_DECISION)
def printer_list(request, authority):
    context = {
        "authority": authority,
        "printers": authority.printers.all(),
        "sample": authority.is_sample,
        "crumbs": [("Quyết định", reverse("awards:decision_list"))],
    }
    return render(request, "awards/printer_list.html", context)


PRINTERS = [
    Column("Tên máy in, loại phôi", 36, "name"),
    Column("Dịch sang phải (mm)", 14, "dx"),
    Column("Dịch xuống dưới (mm)", 14, "dy"),
    Column("Chiều rộng phôi (mm)", 14, "width"),
    Column("Chiều cao phôi (mm)", 14, "height"),
]


@on(Authority, P.ISSUE_DECISION)
def printer_export(request, authority):
    return listing("Máy in bằng, giấy khen", PRINTERS, authority.printers.all())


def _of_printer(authority):
    url = reverse("awards:printer_list", args=[authority.pk])
    return {
        "crumbs": [("Quyết định", reverse("awards:decision_list")), ("Máy in bằng, giấy khen", url)],
        "back_url": url,
        "sample": authority.is_sample,
        "lead": "In trang thử có dấu thập, đo khoảng lệch so với chỗ đã ghi trên trang rồi điền vào hai ô dịch.",
    }


@on(Authority, P.ISSUE_DECISION)
def printer_add(request, authority):
    form = PrinterForm(request.POST or None, instance=PrinterOffset(authority=authority))
    return edit(
        request,
        form,
        lambda: actions.add_printer(form.instance, by=request.user),
        done="Đã thêm máy in. In trang thử để đo độ lệch.",
        to=reverse("awards:printer_list", args=[authority.pk]),
        **_of_printer(authority),
        title="Thêm máy in bằng, giấy khen",
    )


@on(PrinterOffset, P.ISSUE_DECISION)
def printer_edit(request, printer):
    form = PrinterForm(request.POST or None, instance=printer)
    return edit(
        request,
        form,
        lambda: actions.change_printer(form.instance, by=request.user),
        done="Đã lưu máy in.",
        to=reverse("awards:printer_list", args=[printer.authority_id]),
        **_of_printer(printer.authority),
        title="Sửa máy in bằng, giấy khen",
    )


@on(PrinterOffset, P.ISSUE_DECISION)
def printer_test(request, printer):
    return pdf_response(print_test_page(printer), f"Trang in thử - {printer}.pdf")


@on(Decision, P.ISSUE_DECISION)
def decision_certificates(request, decision):
    """All certificates of a decision in one file, for the printer that is asked for, else the authority's first."""
    printers = decision.authority.printers.all()
    asked = key_asked(request.GET.get("may_in", ""))
    printer = printers.filter(pk=asked).first() or printers.first()
    papers = certificates_of(decision, items_of(decision))
    if printer is None or not papers:
        missing = (
            "Chưa khai báo máy in bằng, giấy khen."
            if papers
            else "Quyết định không có trường hợp nào được khen thưởng."
        )
        messages.error(request, missing)
        return redirect(frame.decision_url(decision))
    return pdf_response(print_certificates(papers, printer), f"Bằng, giấy khen theo {decision}.pdf")
