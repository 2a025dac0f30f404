"""Tra cứu văn bản: the public pages behind the code at the foot of an issued paper. Nobody signs in here."""

from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_protect

from accounts.access import public
from clusters.lookup import asks_too_often, compare, count_wrong, found, seal_of, signatures_of
from clusters.lookup_forms import CodeForm, FileForm
from clusters.register import STATES, label_of, state_of
from documents.stamp import spaced

NO_INDEX = {"X-Robots-Tag": "noindex, nofollow", "Cache-Control": "no-store"}


def _show(request, template, context, status=200):
    response = render(request, template, context, status=status)
    for name, value in NO_INDEX.items():
        response[name] = value
    return response


@public
def paper_lookup(request):
    """Type the code of a paper."""
    form = CodeForm(request.GET if "ma" in request.GET else None)
    if form.is_valid():
        return redirect("clusters:paper_public", form.cleaned_data["ma"])
    status = 422 if form.is_bound else 200
    return _show(request, "clusters/paper_lookup.html", {"form": form}, status)


@public
@csrf_protect
def paper_public(request, code):
    """What the register says of one paper; a sent file is compared with the stored one."""
    if asks_too_often(request):
        return _show(request, "clusters/paper_wait.html", {}, 429)
    paper = found(code)
    if paper is None:
        if not count_wrong(request):
            return _show(request, "clusters/paper_wait.html", {}, 429)
        context = {"code": code, "form": CodeForm(initial={"ma": code})}
        return _show(request, "clusters/paper_unknown.html", context, 404)
    if code != paper.code and request.method == "GET":
        return redirect("clusters:paper_public", paper.code)
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    compared = compare(paper, form.cleaned_data["tep"]) if form.is_bound and form.is_valid() else None
    context = {**told(paper), "form": form, "compared": compared}
    status = 422 if form.is_bound and not form.is_valid() else 200
    return _show(request, "clusters/paper_public.html", context, status)


def told(paper):
    """All that the page says: no name of a person, nothing of the contents."""
    cluster = paper.cluster_year.cluster
    successor = paper.superseded_by
    return {
        "paper": paper,
        "cluster": cluster,
        "authority": cluster.authority,
        "label": label_of(paper.kind),
        "state": STATES[state_of(paper)],
        "successor": successor,
        "signatures": signatures_of(paper),
        "seal": seal_of(paper),
        "digest": spaced(paper.content_hash),
        "sample": cluster.authority.is_sample,
    }
