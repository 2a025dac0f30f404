"""Tờ trình: from reviewed dossiers to the paper that goes to the body that decides."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.forms import Form
from django.shortcuts import redirect, render

from accounts.access import Permission, on, page, permissions_on
from accounts.pages import edit, key_asked
from audit.models import Event
from awards import actions
from awards.documents import list_filename, proposal_filename, proposal_paper, proposed_signature
from awards.filters import ProposalFilter
from awards.forms import NewProposalForm, ProposalForm
from awards.models import Nomination, Proposal
from awards.proposing import bundles_of
from awards.reading import told, years_to_propose_in
from awards.views import frame
from awards.views.conferrals import postings_of
from awards.views.decisions import decide_url
from awards.views.nominations import COLUMNS as OF_NOMINATION
from awards.views.nominations import RELATED
from clusters.context import working_year
from clusters.models import ClusterYear
from documents import pdf
from documents.response import pdf_response, word_response
from documents.word import word_of
from documents.word.stored import template_for
from documents.xlsx import Column, listing

COLUMNS = [
    Column("Số, ký hiệu", 22, "number"),
    Column("Ngày ký", 14, "dated_on"),
    Column("Trích yếu", 50, "summary"),
    Column("Kính gửi", 36, "put_to"),
    Column("Cụm, khối", 32, "cluster_year.cluster.title"),
    Column("Năm", 8, "cluster_year.year"),
    Column("Số hồ sơ", 10, "dossiers"),
    Column("Tình trạng", 16, "get_status_display"),
    Column("Người ký", 28, "signatory"),
    Column("Đơn vị ký", 36, "signer_name"),
]


def _found(request):
    filters = ProposalFilter(request.GET, user=request.user, year=working_year(request))
    rows = filters.narrow(Proposal.objects.visible_to(request.user)).annotate(dossiers=Count("nominations"))
    related = ("cluster_year__cluster__authority", "addressee", "signer_unit")
    return filters, rows.select_related(*related).order_by("-cluster_year__year", "-dated_on", "-pk")


@page(Permission.VIEW_NOMINATION)
def proposal_list(request):
    filters, rows = _found(request)
    context = {
        "tabs": frame.tabs(request.user, "proposals"),
        "filters": filters,
        "page_obj": Paginator(rows, 25).get_page(request.GET.get("page")),
        "open_years": years_to_propose_in(request.user)[:20],
    }
    return render(request, "awards/proposal_list.html", context)


@page(Permission.VIEW_NOMINATION)
def proposal_export(request):
    return listing("Danh sách tờ trình đề nghị khen thưởng", COLUMNS, _found(request)[1])


@on(Proposal, Permission.VIEW_NOMINATION)
def proposal_nominations_export(request, proposal):
    """The dossiers of one tờ trình, with what the whole list of dossiers tells of each."""
    rows = proposal.nominations.select_related(*RELATED)
    title = f"Hồ sơ trong {frame.proposal_name(proposal)} - {proposal.cluster_year}"
    return listing(title, OF_NOMINATION, rows)


def _bundles(year):
    """Return the year's reviewed dossiers, and in which bundles they may be put up."""
    reviewed = year.nominations.filter(status=Nomination.Status.REVIEWED)
    reviewed = reviewed.select_related("award", "lowered_to", "unit", "person", "put_to", "cluster_year")
    return reviewed, bundles_of(reviewed)


@on(ClusterYear, Permission.PROPOSE)
def proposal_add(request, year):
    reviewed, bundles = _bundles(year)
    chosen = next((row for row in bundles if row.holds(key_asked(request.GET.get("cung", "")))), None)
    context = {**frame.of_year(year), "title": "Lập tờ trình đề nghị khen thưởng", "lead": str(year)}
    if request.method == "GET" and len(bundles) > 1 and chosen is None:
        return render(request, "awards/proposal_bundles.html", {**context, "year": year, "bundles": bundles})
    offered = reviewed.filter(pk__in=[row.pk for row in chosen.nominations]) if chosen else reviewed
    form = NewProposalForm(
        request.POST or None,
        instance=Proposal(cluster_year=year),
        initial=proposed_signature(year),
        reviewed=offered,
    )
    return edit(
        request,
        form,
        lambda: actions.add_proposal(form.instance, form.cleaned_data["nominations"], by=request.user),
        done="Đã lập tờ trình. Xem bản in, bổ sung số, ngày ký rồi ban hành.",
        to=frame.proposal_url,
        template="awards/proposal_add.html",
        **context,
        submit_label="Lập tờ trình",
        nothing=not bundles,
        bundle=chosen or (bundles[0] if bundles else None),
    )


@on(Proposal, Permission.VIEW_NOMINATION)
def proposal_detail(request, proposal):
    permissions = permissions_on(request.user, proposal)
    is_draft = proposal.status == Proposal.Status.DRAFT
    events = Event.deeds.filter(subject_type="awards.proposal", subject_id=str(proposal.pk))
    context = {
        **frame.of_year(proposal.cluster_year),
        "proposal": proposal,
        "name": frame.proposal_name(proposal),
        "year": proposal.cluster_year,
        "nominations": proposal.nominations.select_related(
            "award", "lowered_to", "unit", "person", "granted", "cancellation", "cluster_year"
        ),
        "may_change": is_draft and Permission.PROPOSE in permissions,
        "may_decide": not is_draft and Permission.DECIDE in permissions,
        **postings_of(proposal, permissions),
        "decide_url": decide_url(proposal, permissions),
        "events": told(events),
    }
    return render(request, "awards/proposal_detail.html", context)


@on(Proposal, Permission.PROPOSE)
def proposal_edit(request, proposal):
    form = ProposalForm(request.POST or None, instance=proposal)
    return edit(
        request,
        form,
        lambda: actions.change_proposal(form.instance, by=request.user),
        done="Đã lưu tờ trình.",
        to=frame.proposal_url(proposal),
        **frame.of_proposal(proposal),
        title="Sửa tờ trình",
        lead=f"Kính gửi: {proposal.put_to}",
    )


@on(Proposal, Permission.PROPOSE)
def proposal_issue(request, proposal):
    form = Form(request.POST if request.method == "POST" else None)
    return edit(
        request,
        form,
        lambda: actions.issue_proposal(proposal, by=request.user),
        done="Đã ban hành tờ trình.",
        to=frame.proposal_url(proposal),
        template="components/confirm_page.html",
        **frame.of_proposal(proposal),
        title="Ban hành tờ trình?",
        effects=[
            "Số, ngày, người ký và danh sách không sửa được nữa.",
            "Hồ sơ trong tờ trình chờ quyết định; không trả lại được nữa.",
        ],
        submit_label="Ban hành",
    )


def _printed(request, proposal, answer):
    """A draft from which every dossier was sent back has nothing to print."""
    if proposal.nominations.exists():
        return answer(proposal_paper(proposal))
    messages.error(request, "Tờ trình không còn hồ sơ nào nên chưa có bản in.")
    return redirect(frame.proposal_url(proposal))


def _template(proposal, key):
    return template_for(proposal.cluster_year.cluster.authority, key)


@on(Proposal, Permission.VIEW_NOMINATION)
def proposal_pdf(request, proposal):
    name = proposal_filename(proposal)
    return _printed(request, proposal, lambda paper: pdf_response(pdf.render(paper), name))


@on(Proposal, Permission.VIEW_NOMINATION)
def proposal_word(request, proposal):
    name, own = proposal_filename(proposal, "docx"), _template(proposal, "to-trinh")
    return _printed(request, proposal, lambda paper: word_response(word_of(paper, own), name))


@on(Proposal, Permission.VIEW_NOMINATION)
def proposal_list_pdf(request, proposal):
    name = list_filename(proposal)
    return _printed(request, proposal, lambda paper: pdf_response(pdf.render(paper.annex), name))


@on(Proposal, Permission.VIEW_NOMINATION)
def proposal_list_word(request, proposal):
    name, own = list_filename(proposal, "docx"), _template(proposal, "danh-sach-trich-ngang")
    return _printed(request, proposal, lambda paper: word_response(word_of(paper.annex, own), name))
