"""Quyết định: what waits is gathered, checked and issued together; what is taken back afterwards."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.forms import Form
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.access import Permission as P
from accounts.access import on, page, permissions_on
from accounts.pages import edit, key_asked, press
from audit.models import Event
from awards import actions
from awards.decision_check import findings, items_of
from awards.decision_forms import (
    CancellationForm,
    DecisionFilter,
    DecisionForm,
    DecisionItemForm,
    MoreDossiersForm,
    NewDecisionForm,
    NewRecordedDecisionForm,
    RecordedDecisionForm,
    RecoveryForm,
    first_values,
    waiting_for,
)
from awards.decision_papers import annex_paper, decision_filename, decision_paper
from awards.models import Cancellation, Decision, DecisionItem, Nomination
from awards.reading import told
from awards.views import frame
from clusters.models import Authority
from clusters.papers import parted
from documents import pdf
from documents.response import pdf_response, word_response
from documents.word import word_of
from documents.word.stored import template_for
from documents.xlsx import Column, listing

CONFIRM = "components/confirm_page.html"
COLUMNS = [
    Column("Số, ký hiệu", 22, "number"),
    Column("Ngày ký", 14, "dated_on"),
    Column("Cơ quan, người ban hành", 40, "issuer"),
    Column("Trích yếu", 50, "summary"),
    Column("Loại quyết định", 28, "get_kind_display"),
    Column("Số hồ sơ", 10, "dossiers"),
    Column("Tình trạng", 16, "get_status_display"),
    Column("Người ký", 28, "signatory"),
    Column("Cơ quan quản lý", 36, "authority.name"),
]
OF_ITEM = [
    Column("Tập thể, cá nhân", 36, "nomination.nominee_name"),
    Column("Đối tượng", 14, "nomination.get_nominee_kind_display"),
    Column("Chức vụ, nơi công tác", 36, "nomination.nominee_post"),
    Column("Đơn vị", 32, "nomination.unit_name"),
    Column("Cụm, khối", 28, "nomination.cluster_year.cluster.title"),
    Column("Năm", 8, "nomination.cluster_year.year"),
    Column("Đề nghị", 36, "nomination.award_now.name"),
    Column("Kết quả", 28, "get_outcome_display"),
    Column("Được tặng", 36, "award.name"),
    Column("Ghi chú", 36, "note"),
]


def _found(request):
    filters = DecisionFilter(request.GET, user=request.user)
    rows = filters.narrow(Decision.objects.visible_to(request.user)).annotate(dossiers=Count("items"))
    return filters, rows.select_related("authority").order_by("-dated_on", "-pk")


@page(P.VIEW_NOMINATION)
def decision_list(request):
    filters, rows = _found(request)
    issues_for = request.user.reach().authorities_without_viewing()
    authorities = list(Authority.objects.filter(pk__in=issues_for))
    waiting = Nomination.objects.awaiting_decision().filter(
        cluster_year__cluster__authority__in=[row.pk for row in authorities]
    )
    context = {
        "tabs": frame.tabs(request.user, "decisions"),
        "filters": filters,
        "page_obj": Paginator(rows, 25).get_page(request.GET.get("page")),
        "authorities": authorities,
        "waiting": waiting.count(),
    }
    return render(request, "awards/decision_list.html", context)


@page(P.VIEW_NOMINATION)
def decision_export(request):
    return listing("Danh sách quyết định khen thưởng", COLUMNS, _found(request)[1])


def _chosen(request, waiting):
    """(dossiers to tick, the body that they are put to) of the tờ trình from whose page one comes; (None, "") where
    one comes from elsewhere."""
    proposal = key_asked(request.GET.get("to_trinh", ""))
    if proposal is None:
        return None, ""
    rows = list(waiting.filter(proposal=proposal))
    return [row.pk for row in rows], rows[0].put_to_body if rows else ""


def decide_url(proposal, permissions):
    """Where a decision on the dossiers of an issued tờ trình is drawn up or entered; "" without any."""
    waiting = proposal.nominations.awaiting_decision()
    if P.ISSUE_DECISION not in permissions or not waiting.exists():
        return ""
    authority = proposal.cluster_year.cluster.authority_id
    name = "awards:decision_add" if proposal.addressee_id == authority else "awards:decision_record"
    return f"{reverse(name, args=[authority])}?to_trinh={proposal.pk}"


def _add(request, authority, form_class, kind, **context):
    own = kind == Decision.Kind.OWN
    waiting = waiting_for(authority, own=own)
    chosen, body = _chosen(request, waiting)
    form = form_class(
        request.POST or None,
        instance=Decision(authority=authority, kind=kind),
        initial=first_values(authority) if own else {"body_name": body},
        waiting=waiting,
        chosen=chosen,
    )
    return edit(
        request,
        form,
        lambda: actions.add_decision(form.instance, form.cleaned_data["nominations"], by=request.user),
        done="Đã lập dự thảo quyết định. Xem phần kiểm tra trước khi ban hành.",
        to=frame.decision_url,
        template="awards/decision_add.html",
        crumbs=[("Quyết định", reverse("awards:decision_list"))],
        back_url=reverse("awards:decision_list"),
        sample=authority.is_sample,
        lead=str(authority),
        nothing=not waiting.exists(),
        own=own,
        **context,
    )


@on(Authority, P.ISSUE_DECISION)
def decision_add(request, authority):
    return _add(
        request,
        authority,
        NewDecisionForm,
        Decision.Kind.OWN,
        title="Lập quyết định khen thưởng",
        submit_label="Lập dự thảo",
    )


@on(Authority, P.ISSUE_DECISION)
def decision_record(request, authority):
    return _add(
        request,
        authority,
        NewRecordedDecisionForm,
        Decision.Kind.RECORDED,
        title="Ghi nhận quyết định của cơ quan khác",
        submit_label="Lập và kiểm tra",
    )


@on(Decision, P.VIEW_NOMINATION)
def decision_detail(request, decision):
    held = permissions_on(request.user, decision)
    items = items_of(decision)
    may_issue = P.ISSUE_DECISION in held
    events = Event.deeds.filter(subject_type="awards.decision", subject_id=str(decision.pk))
    context = {
        **frame.of_decision(decision),
        "decision": decision,
        "items": items,
        "may_change": may_issue and decision.is_draft,
        "may_write": may_issue and not decision.is_draft,
        "letters": decision.letters.visible_to(request.user).select_related("unit"),
        "events": told(events),
        "has_annex": annex_paper(decision, items) is not None,
        "printers": decision.authority.printers.all() if may_issue else [],
    }
    if decision.is_draft:
        context |= parted(findings(decision, items), request.user, decision)
    return render(request, "awards/decision_detail.html", context)


@on(Decision, P.VIEW_NOMINATION)
def decision_items_export(request, decision):
    return listing(f"Danh sách trong {decision}", OF_ITEM, items_of(decision))


@on(Decision, P.ISSUE_DECISION)
def decision_edit(request, decision):
    form_class = DecisionForm if decision.is_own else RecordedDecisionForm
    form = form_class(request.POST or None, instance=decision)
    return edit(
        request,
        form,
        lambda: actions.change_decision(form.instance, by=request.user),
        done="Đã lưu quyết định.",
        to=frame.decision_url(decision),
        **frame.of_decision(decision),
        title="Sửa quyết định",
        lead=decision.issuer,
    )


@on(Decision, P.ISSUE_DECISION)
def decision_item_add(request, decision):
    waiting = waiting_for(decision.authority, own=decision.is_own)
    form = MoreDossiersForm(request.POST or None, waiting=waiting)
    return edit(
        request,
        form,
        lambda: actions.add_decision_items(decision, form.cleaned_data["nominations"], by=request.user),
        done="Đã thêm hồ sơ vào quyết định.",
        to=frame.decision_url(decision, "#ho-so"),
        template="awards/decision_add.html",
        **frame.of_decision(decision),
        title="Thêm hồ sơ vào quyết định",
        submit_label="Thêm vào quyết định",
        nothing=not waiting.exists(),
        own=decision.is_own,
    )


@on(DecisionItem, P.ISSUE_DECISION)
def decision_item_edit(request, item):
    form = DecisionItemForm(request.POST or None, instance=item)
    row = item.nomination
    return edit(
        request,
        form,
        lambda: actions.change_decision_item(form.instance, by=request.user),
        done="Đã lưu kết quả trong dự thảo.",
        to=frame.decision_url(item.decision, "#ho-so"),
        **frame.of_decision(item.decision),
        title="Kết quả trong quyết định",
        lead=f"{row.nominee_name}: đề nghị {row.award_now.name}",
    )


@require_POST
@on(DecisionItem, P.ISSUE_DECISION)
def decision_item_remove(request, item):
    return press(
        request,
        lambda: actions.remove_decision_item(item, by=request.user),
        done="Đã bỏ hồ sơ khỏi quyết định; hồ sơ lại chờ quyết định.",
        to=frame.decision_url(item.decision, "#ho-so"),
    )


@on(Decision, P.ISSUE_DECISION)
def decision_drop(request, decision):
    form = Form(request.POST if request.method == "POST" else None)
    return edit(
        request,
        form,
        lambda: actions.drop_decision(decision, by=request.user),
        done="Đã bỏ dự thảo quyết định; các hồ sơ lại chờ quyết định.",
        to=reverse("awards:decision_list"),
        template=CONFIRM,
        **frame.of_decision(decision),
        title="Bỏ dự thảo quyết định?",
        effects=["Dự thảo bị xóa, nhật ký vẫn giữ.", "Hồ sơ trong dự thảo lại chờ quyết định."],
        submit_label="Bỏ dự thảo",
        danger=True,
    )


@on(Decision, P.ISSUE_DECISION)
def decision_issue(request, decision):
    form = Form(request.POST if request.method == "POST" else None)
    items = decision.items.count()
    what = "Ban hành" if decision.is_own else "Ghi nhận"
    return edit(
        request,
        form,
        lambda: actions.issue_decision(decision, by=request.user),
        done=f"Đã {what.lower()} quyết định. Bước tiếp theo: lập thư, thông báo kết quả.",
        to=frame.decision_url(decision),
        template=CONFIRM,
        **frame.of_decision(decision),
        title=f"{what} quyết định?",
        effects=[
            f"Kết quả của {items:02d} hồ sơ được ghi cùng một lúc; nếu một hồ sơ chưa ghi được thì chưa ghi hồ sơ nào.",
            "Số, ngày, người ký và danh sách không sửa được nữa.",
        ],
        submit_label=what,
    )


def _not_ours(request, decision):
    """Another body's decision is printed by that body; ``None`` where the paper is the authority's own."""
    if decision.is_own and decision.items.exists():
        return None
    messages.error(
        request,
        "Dự thảo chưa có hồ sơ nào nên chưa có bản in."
        if decision.is_own
        else "Quyết định do cơ quan khác ban hành; bản in là bản của cơ quan đó.",
    )
    return redirect(frame.decision_url(decision))


@on(Decision, P.VIEW_NOMINATION)
def decision_pdf(request, decision):
    """The decision, and behind it the list that goes with it where it is long."""
    if refused := _not_ours(request, decision):
        return refused
    items = items_of(decision)
    papers = [decision_paper(decision, items), annex_paper(decision, items)]
    return pdf_response(pdf.bind([paper for paper in papers if paper]), decision_filename(decision, "pdf"))


@on(Decision, P.VIEW_NOMINATION)
def decision_word(request, decision):
    if refused := _not_ours(request, decision):
        return refused
    own = template_for(decision.authority, "quyet-dinh-khen-thuong")
    content = word_of(decision_paper(decision, items_of(decision)), own)
    return word_response(content, decision_filename(decision, "docx"))


@on(Decision, P.VIEW_NOMINATION)
def decision_annex_word(request, decision):
    if refused := _not_ours(request, decision):
        return refused
    own = template_for(decision.authority, "danh-sach-khen-thuong")
    content = word_of(annex_paper(decision, items_of(decision), always=True), own)
    return word_response(content, "Danh sách kèm " + decision_filename(decision, "docx"))


# --- taken back --------------------------------------------------------------------------------------


@on(Nomination, P.ISSUE_DECISION)
def award_cancel(request, nomination):
    form = CancellationForm(
        request.POST or None,
        instance=Cancellation(nomination=nomination, entered_by=request.user),
        initial={"body": nomination.put_to_body},
    )
    return edit(
        request,
        form,
        lambda: actions.cancel_award(form.instance, by=request.user),
        done="Đã ghi nhận việc hủy bỏ.",
        to=frame.nomination_url(nomination),
        **frame.of_nomination(nomination),
        title="Ghi nhận hủy bỏ quyết định khen thưởng",
        lead="Chỉ ghi khi đã có quyết định hủy bỏ của người có thẩm quyền (Điều 93 Luật Thi đua, khen thưởng). Hồ sơ "
        "và quyết định khen thưởng vẫn được lưu; khen thưởng này không còn được tính.",
        submit_label="Ghi nhận hủy bỏ",
        danger=True,
    )


@on(Cancellation, P.ISSUE_DECISION)
def recovery_edit(request, cancellation):
    form = RecoveryForm(request.POST or None, instance=cancellation)
    return edit(
        request,
        form,
        lambda: actions.change_recovery(form.instance, by=request.user),
        done="Đã ghi việc thu hồi.",
        to=frame.nomination_url(cancellation.nomination),
        **frame.of_nomination(cancellation.nomination),
        title="Việc thu hồi hiện vật, tiền thưởng",
        lead=str(cancellation),
    )
