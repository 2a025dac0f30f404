"""Tờ trình: from reviewed dossiers to the paper that goes to the body that decides."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.forms import Form
from django.shortcuts import redirect, render

from accounts.access import Permission, on, page, permissions_on
from accounts.pages import edit
from audit.models import Event
from awards import actions
from awards.documents import proposal_filename, proposal_paper, proposed_signature
from awards.filters import ProposalFilter
from awards.forms import NewProposalForm, ProposalForm
from awards.models import Nomination, Proposal
from awards.reading import told, years_to_propose_in
from awards.views import frame
from clusters.context import working_year
from clusters.models import ClusterYear
from documents import pdf
from documents.response import pdf_response


@page(Permission.VIEW_NOMINATION)
def proposal_list(request):
    filters = ProposalFilter(request.GET, user=request.user, year=working_year(request))
    rows = filters.narrow(Proposal.objects.visible_to(request.user)).annotate(dossiers=Count("nominations"))
    rows = rows.select_related("cluster_year__cluster__authority", "addressee").order_by(
        "-cluster_year__year", "-dated_on", "-pk"
    )
    context = {
        "tabs": frame.tabs(request.user, "proposals"),
        "filters": filters,
        "page_obj": Paginator(rows, 25).get_page(request.GET.get("page")),
        "open_years": years_to_propose_in(request.user)[:20],
    }
    return render(request, "awards/proposal_list.html", context)


@on(ClusterYear, Permission.PROPOSE)
def proposal_add(request, year):
    reviewed = year.nominations.filter(status=Nomination.Status.REVIEWED)
    form = NewProposalForm(
        request.POST or None,
        instance=Proposal(cluster_year=year),
        initial=proposed_signature(year),
        reviewed=reviewed.select_related("award", "unit", "person", "put_to", "cluster_year"),
    )
    return edit(
        request,
        form,
        lambda: actions.add_proposal(form.instance, form.cleaned_data["nominations"], by=request.user),
        done="Đã lập tờ trình. Xem bản in, bổ sung số, ngày ký rồi ban hành.",
        to=frame.proposal_url,
        template="awards/proposal_add.html",
        **frame.of_year(year),
        title="Lập tờ trình đề nghị khen thưởng",
        lead=str(year),
        submit_label="Lập tờ trình",
        nothing=not reviewed.exists(),
    )


@on(Proposal, Permission.VIEW_NOMINATION)
def proposal_detail(request, proposal):
    permissions = permissions_on(request.user, proposal)
    is_draft = proposal.status == Proposal.Status.DRAFT
    events = Event.objects.filter(subject_type="awards.proposal", subject_id=str(proposal.pk))
    context = {
        **frame.of_year(proposal.cluster_year),
        "proposal": proposal,
        "name": frame.proposal_name(proposal),
        "year": proposal.cluster_year,
        "nominations": proposal.nominations.select_related(
            "award", "unit", "person", "granted", "cluster_year"
        ),
        "may_change": is_draft and Permission.PROPOSE in permissions,
        "may_decide": not is_draft and Permission.DECIDE in permissions,
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


@on(Proposal, Permission.VIEW_NOMINATION)
def proposal_pdf(request, proposal):
    """A draft from which every dossier was sent back has nothing to print."""
    if not proposal.nominations.exists():
        messages.error(request, "Tờ trình không còn hồ sơ nào nên chưa có bản in.")
        return redirect(frame.proposal_url(proposal))
    return pdf_response(pdf.render(proposal_paper(proposal)), proposal_filename(proposal))
