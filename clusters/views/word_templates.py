"""The Word templates of an authority: the master of each paper, and what a secretariat has made of it."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from accounts.access import Permission, on
from accounts.pages import edit, press
from clusters.models import Authority
from clusters.papers import kind_of, kinds
from documents import actions
from documents.forms import WordTemplateForm
from documents.models import WordTemplate
from documents.response import word_response
from documents.word import fields_of, master_of
from documents.word.stored import template_for


def _kind(key):
    kind = kind_of(key)
    if kind is None or kind.paper is None:
        raise Http404
    return kind


def _url(authority, key=""):
    if key:
        return reverse("clusters:word_template_detail", args=[authority.pk, key])
    return reverse("clusters:word_template_list", args=[authority.pk])


def _crumbs(authority, kind=None):
    found = [
        ("Cơ quan", reverse("clusters:authority_list")),
        (str(authority), reverse("clusters:authority_detail", args=[authority.pk])),
    ]
    if kind is None:
        return found
    found.append(("Mẫu Word", _url(authority)))
    return [*found, (kind.label, _url(authority, kind.key))]


def _stored(authority, kind):
    return (
        WordTemplate.objects.filter(authority=authority, paper=kind.key).select_related("uploaded_by").first()
    )


@on(Authority, Permission.EDIT_DOCUMENT)
def word_template_list(request, authority):
    """Every paper of the year that has a Word file, and whose template it is made in."""
    own = {row.paper: row for row in WordTemplate.objects.filter(authority=authority)}
    context = {
        "authority": authority,
        "crumbs": _crumbs(authority),
        "rows": [(kind, own.get(kind.key)) for kind in kinds() if kind.paper],
        "sample": authority.is_sample,
    }
    return render(request, "clusters/word_template_list.html", context)


@on(Authority, Permission.EDIT_DOCUMENT)
def word_template_detail(request, authority, key):
    kind = _kind(key)
    form = WordTemplateForm(request.POST or None, request.FILES or None, paper=kind.paper)
    return edit(
        request,
        form,
        lambda: actions.save_word_template(authority, key, form.cleaned_data["file"], by=request.user),
        done="Đã nhận mẫu Word. Từ nay, tệp Word của văn bản này được tạo theo mẫu mới.",
        to=_url(authority, key),
        template="clusters/word_template_detail.html",
        authority=authority,
        kind=kind,
        stored=_stored(authority, kind),
        fields=fields_of(kind.paper),
        crumbs=_crumbs(authority, kind)[:-1],
        sample=authority.is_sample,
    )


@on(Authority, Permission.EDIT_DOCUMENT)
def word_template_master(request, authority, key):
    """The master, with the authority's header profile."""
    kind = _kind(key)
    content = master_of(kind.paper, authority.header_profile)
    return word_response(content, f"Mẫu gốc - {kind.label}.docx")


@on(Authority, Permission.EDIT_DOCUMENT)
def word_template_file(request, authority, key):
    """The authority's own file, as it was sent."""
    stored = _stored(authority, _kind(key))
    if stored is None:
        raise Http404
    return word_response(template_for(authority, key), stored.file_name)


@on(Authority, Permission.EDIT_DOCUMENT)
def word_template_remove(request, authority, key):
    kind = _kind(key)
    stored = _stored(authority, kind)
    if stored is None:
        raise Http404
    if request.method == "POST":
        return press(
            request,
            lambda: actions.remove_word_template(stored, by=request.user),
            done="Đã trở lại mẫu gốc.",
            to=_url(authority, key),
        )
    context = {
        "title": "Trở lại mẫu gốc?",
        "effects": [
            f"Mẫu riêng “{stored.file_name}” của cơ quan bị bỏ; cần giữ thì tải về trước khi xác nhận.",
            f"Tệp Word của văn bản “{kind.label}” được tạo theo mẫu gốc; tệp PDF không thay đổi.",
        ],
        "crumbs": _crumbs(authority, kind),
        "back_url": _url(authority, key),
        "submit_label": "Trở lại mẫu gốc",
        "danger": True,
    }
    return render(request, "components/confirm_page.html", context)
