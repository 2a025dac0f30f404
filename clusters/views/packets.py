"""The packet of a year: all its papers with what is missing, each to look at, as PDF and as Word."""

from os.path import splitext

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response

from accounts.access import Permission, can, on, why_not
from clusters.issuing import in_force_of, unsaid
from clusters.models import ClusterYear
from clusters.packet import Packet, has_changed, paper_now, print_of
from clusters.papers import parted
from clusters.views import trail
from clusters.views.issuing import paper_of
from documents import pictures
from documents.response import pdf_response, word_response
from documents.word import word_of
from documents.word.stored import template_for

WIDTH = 1000


def to_packet(year):
    return reverse("clusters:year_papers", args=[year.pk])


def _asked(request, year, key, pk):
    """Return (PaperKind, record) of a paper that this person may see. Raises Http404, PermissionDenied."""
    kind, record = paper_of(year, key, pk)
    needed = kind.view_permission
    if needed is not Permission.VIEW and not can(request.user, needed, year):
        raise PermissionDenied(why_not(needed, request.user, year.place()))
    return kind, record


@on(ClusterYear, Permission.VIEW)
def year_papers(request, year):
    packet = Packet(year, request.user)
    context = {
        "year": year,
        "cluster": year.cluster,
        "packet": packet,
        "year_label": f"Năm {year.year}",
        "sample": year.cluster.authority.is_sample,
        "working_year": year.year,
    }
    return render(request, "clusters/year_papers.html", context)


@on(ClusterYear, Permission.VIEW)
def paper_detail(request, year, kind, record):
    """What is to be looked at before printing, and the pages as they come out."""
    kind, record = _asked(request, year, kind, record)
    content, issued = print_of(kind, record)
    found = parted(kind.check(record), request.user, year)
    context = {
        "year": year,
        "kind": kind,
        "record": record,
        "title": kind.title(record),
        "source_url": kind.url(record),
        "issued": issued,
        "issued_elsewhere": kind.issued_elsewhere(record),
        "has_changed": has_changed(kind, record, issued),
        **found,
        "refusals": unsaid(kind, record, year, found["graves"]),
        "may_issue": can(request.user, kind.permission, record),
        "pages": range(1, pictures.page_pictures(content) + 1),
        "mark": pictures.mark_of(content),
        "crumbs": [*trail.of_year(year), ("In và phát hành văn bản", to_packet(year))],
        "sample": year.cluster.authority.is_sample,
        "working_year": year.year,
    }
    return render(request, "clusters/paper_detail.html", context)


@on(ClusterYear, Permission.VIEW)
def paper_page(request, year, kind, record, number):
    """One page as a picture; asked again, it is sent again only when the print has changed."""
    content, _ = print_of(*_asked(request, year, kind, record))
    etag = f'"{pictures.mark_of(content)}-{number}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        try:
            response = HttpResponse(pictures.picture(content, number, WIDTH), content_type="image/png")
        except IndexError as error:
            raise Http404 from error
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response


@on(ClusterYear, Permission.VIEW)
def paper_pdf(request, year, kind, record):
    """The stored file once it is issued, byte for byte; before that a print of today (``?tai=1``: to be saved)."""
    kind, record = _asked(request, year, kind, record)
    content, issued = print_of(kind, record)
    name = issued.file_name if issued else kind.filename(record)
    return pdf_response(content, name, inline="tai" not in request.GET)


@on(ClusterYear, Permission.VIEW)
def paper_word(request, year, kind, record):
    """The same paper as a Word file, in the authority's own template where it has one."""
    kind, record = _asked(request, year, kind, record)
    paper = paper_now(kind, record, in_force_of(kind, record))
    content = word_of(paper, template_for(year.cluster.authority, kind.key))
    return word_response(content, f"{splitext(kind.filename(record))[0]}.docx")
