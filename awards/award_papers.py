"""The papers by which awards are asked for and given, in the packet of a year: tờ trình, decision, their lists.

They are numbered and issued on their own pages; from the packet they are printed, and go into its bundle.
"""

from dataclasses import replace

from django.db.models import Count, Q
from django.urls import reverse

from accounts.access import Permission
from awards.decision_check import items_of
from awards.decision_papers import annex_paper, decision_filename, decision_paper
from awards.documents import list_filename, proposal_filename, proposal_paper
from awards.models import Decision, Nomination, Proposal
from clusters import papers
from clusters.papers import Finding, PaperKind
from documents.decisions import AwardedListPaper, DecisionPaper
from documents.layout import NAMED_IN_BODY, ProposalPaper
from documents.nominees import TITLE, NomineeListPaper
from vietnamese.dates import short_date
from vietnamese.listing import join_names

ON_ITS_PAGE = "Số, ngày và việc ban hành được ghi ở trang của {}."


def _proposals(year):
    """Those that still have a dossier; a draft from which all were sent back has nothing to print."""
    rows = Proposal.objects.filter(cluster_year=year, nominations__isnull=False).distinct()
    rows = list(rows.select_related("addressee", "signer_unit").order_by("dated_on", "pk"))
    for row in rows:
        row.cluster_year = year
    return rows


def _decisions(year):
    """The authority's own, once they are issued; what another body decided is that body's paper."""
    rows = Decision.objects.filter(cluster_year=year, kind=Decision.Kind.OWN, status=Decision.Status.ISSUED)
    granted = Count("items", filter=~Q(items__outcome=Nomination.Outcome.REFUSED))
    rows = list(rows.annotate(granted=granted).select_related("authority__parent").order_by("dated_on", "pk"))
    for row in rows:
        row.cluster_year = year
    return rows


def _long_decisions(year):
    return [row for row in _decisions(year) if row.granted > NAMED_IN_BODY]


def _numbered(row):
    is_issued = row.status != type(row).Status.DRAFT
    return f"Số {row.number}, ngày {short_date(row.dated_on)}" if is_issued else ""


def _check(proposal):
    labels = {"town": "địa danh", "signatory": "người ký"}
    missing = [label for name, label in labels.items() if not getattr(proposal, name)]
    if missing:
        yield Finding(
            f"Chưa ghi {join_names(missing)} của tờ trình.",
            reverse("awards:proposal_edit", args=[proposal.pk]) if not _numbered(proposal) else "",
        )


def _annex(decision, stamp):
    return annex_paper(decision, items_of(decision), always=True)


OF_PROPOSAL = {
    "model": Proposal,
    "records": _proposals,
    "url": lambda proposal: reverse("awards:proposal_detail", args=[proposal.pk]),
    "check": lambda proposal: list(_check(proposal)),
    "can_issue": lambda proposal: ON_ITS_PAGE.format("tờ trình"),
    "issued_elsewhere": _numbered,
    "signer": lambda proposal: proposal.signatory,
    "permission": Permission.PROPOSE,
    "view_permission": Permission.VIEW_NOMINATION,
}
OF_DECISION = {
    "model": Decision,
    "url": lambda decision: reverse("awards:decision_detail", args=[decision.pk]),
    "can_issue": lambda decision: ON_ITS_PAGE.format("quyết định"),
    "issued_elsewhere": _numbered,
    "signer": lambda decision: decision.signatory,
    "permission": Permission.ISSUE_DECISION,
    "view_permission": Permission.VIEW_NOMINATION,
}

papers.register(
    PaperKind(
        key="to-trinh",
        paper=ProposalPaper,
        label="Tờ trình đề nghị khen thưởng",
        position=74,
        build=lambda proposal, stamp: replace(proposal_paper(proposal), is_bound=False),
        title=lambda proposal: f"{proposal}: {proposal.summary}",
        filename=proposal_filename,
        **OF_PROPOSAL,
    )
)

papers.register(
    PaperKind(
        key="danh-sach-trich-ngang",
        paper=NomineeListPaper,
        label=TITLE,
        position=75,
        build=lambda proposal, stamp: proposal_paper(proposal).annex,
        title=lambda proposal: f"{TITLE} kèm {str(proposal)[:1].lower()}{str(proposal)[1:]}",
        filename=list_filename,
        **OF_PROPOSAL,
    )
)

papers.register(
    PaperKind(
        key="quyet-dinh-khen-thuong",
        paper=DecisionPaper,
        label="Quyết định khen thưởng",
        position=76,
        records=_decisions,
        build=lambda decision, stamp: decision_paper(decision, items_of(decision)),
        title=lambda decision: f"{decision}: {decision.summary}",
        filename=lambda decision: decision_filename(decision, "pdf"),
        **OF_DECISION,
    )
)

papers.register(
    PaperKind(
        key="danh-sach-khen-thuong",
        paper=AwardedListPaper,
        label="Danh sách kèm theo quyết định khen thưởng",
        position=77,
        records=_long_decisions,
        build=_annex,
        title=lambda decision: f"Danh sách kèm theo {str(decision)[:1].lower()}{str(decision)[1:]}",
        filename=lambda decision: f"Danh sách kèm theo {decision_filename(decision, 'pdf')}",
        **OF_DECISION,
    )
)
