"""Issuing a paper, and what becomes of it: shown, printed again, replaced, revoked."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.access import Permission, can, may, on, why_not
from accounts.pages import edit
from clusters import actions
from clusters.issuing import address_of, in_force_of, is_to_be_sealed, may_read, unsaid
from clusters.models import ClusterYear, IssuedPaper
from clusters.papers import kind_of, parted
from clusters.register import STATES, label_of, next_number, state_of, text_of
from clusters.register_forms import IssueForm, RevokeForm, SupersedeForm
from clusters.views import trail
from clusters.views.register import of_register, to_register
from documents.response import shown_response
from documents.stamp import spaced


def to_issued(paper):
    return reverse("clusters:issued_detail", args=[paper.pk])


def paper_of(year, key, pk):
    """Return (PaperKind, record) of a paper that the year can have. Raises Http404."""
    kind = kind_of(key)
    record = next((row for row in kind.records(year) if row.pk == pk), None) if kind else None
    if record is None:
        raise Http404
    return kind, record


@on(ClusterYear, Permission.ISSUE_PAPER)
def paper_issue(request, year, kind, record):
    kind, record = paper_of(year, kind, record)
    if not can(request.user, kind.permission, record):
        raise PermissionDenied(why_not(kind.permission, request.user, record.place()))
    standing = in_force_of(kind, record)
    form = IssueForm(request.POST or None, standing=standing)

    def act():
        data = form.cleaned_data
        reason = data.get("reason", "")
        return actions.issue_paper(
            kind, record, year, data["issued_on"], by=request.user, supersedes=standing, reason=reason
        )

    return edit(
        request,
        form,
        act,
        done="Đã phát hành. Văn bản được lưu nguyên vẹn; in lại luôn đúng từng trang.",
        to=to_issued,
        template="clusters/paper_issue.html",
        **_to_be_issued(kind, record, year, standing, request.user),
    )


def _to_be_issued(kind, record, year, standing, user):
    """What is to be known before the button is pressed."""
    cluster, today = year.cluster, timezone.localdate()
    coming = next_number(cluster, kind.symbol, today.year) if kind.symbol and cluster.symbol else None
    authority = cluster.authority
    found = parted(kind.check(record), user, year)
    return {
        "kind": kind,
        "record": record,
        "year": year,
        "cluster": cluster,
        "standing": standing,
        "title": f"Phát hành {kind.label[:1].lower()}{kind.label[1:]}",
        "subject": kind.title(record),
        "number": text_of(cluster, coming.number, kind.symbol) if coming else "",
        "last": coming,
        "signer": kind.signer(record),
        "parties": kind.parties(record),
        **found,
        "refusals": unsaid(kind, record, year, found["graves"]),
        "is_sealed": is_to_be_sealed(authority),
        "crumbs": trail.of_year(year),
        "back_url": kind.url(record),
        "sample": authority.is_sample,
    }


@on(IssuedPaper, Permission.VIEW)
def issued_detail(request, paper):
    year = paper.cluster_year
    context = {
        "paper": paper,
        "year": year,
        "cluster": year.cluster,
        "label": label_of(paper.kind),
        "state": STATES[state_of(paper)],
        "digest": spaced(paper.content_hash),
        "address": address_of(paper.code) if paper.code else "",
        "earlier": list(paper.supersedes.all()),
        "may_read": bool(paper.file) and may_read(request.user, paper),
        "may": may(request.user, paper),
        "register_url": to_register(year.cluster),
        "sample": year.cluster.authority.is_sample,
    }
    return render(request, "clusters/issued_detail.html", context)


@on(IssuedPaper, Permission.VIEW)
def issued_pdf(request, paper):
    """The stored file: the same bytes every time."""
    if not paper.file:
        raise Http404
    if not may_read(request.user, paper):
        raise PermissionDenied(why_not(kind_of(paper.kind).view_permission, request.user, paper.place()))
    return shown_response(paper.file.open("rb"), paper.file_name, "application/pdf")


@on(IssuedPaper, Permission.ISSUE_PAPER)
def paper_revoke(request, paper):
    form = RevokeForm(request.POST or None, initial={"revoked_on": timezone.localdate()})

    def act():
        data = form.cleaned_data
        return actions.revoke_paper(paper, data["revoked_on"], data["reason"], by=request.user)

    return edit(
        request,
        form,
        act,
        done="Đã ghi thu hồi văn bản.",
        to=to_issued(paper),
        template="components/confirm_page.html",
        title="Thu hồi văn bản?",
        lead=str(paper),
        effects=[
            "Trang tra cứu công khai ghi “Đã thu hồi” kèm ngày; không khôi phục được.",
            "Số đã cấp vẫn giữ trong sổ, không cấp lại cho văn bản khác.",
        ],
        submit_label="Thu hồi",
        danger=True,
        back_url=to_issued(paper),
        **of_register(paper.cluster_year),
    )


@on(IssuedPaper, Permission.ISSUE_PAPER)
def paper_supersede(request, paper):
    form = SupersedeForm(request.POST or None, paper=paper)

    def act():
        data = form.cleaned_data
        return actions.supersede_paper(paper, data["successor"], data["reason"], by=request.user)

    return edit(
        request,
        form,
        act,
        done="Đã ghi văn bản thay thế.",
        to=to_issued(paper),
        title="Ghi văn bản thay thế",
        lead=f"{paper}. Trang tra cứu công khai ghi “Đã được thay thế” và dẫn đến văn bản mới.",
        submit_label="Ghi nhận",
        back_url=to_issued(paper),
        **of_register(paper.cluster_year),
    )
