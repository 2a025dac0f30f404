"""One step for the pledges of all units of a year at once; what is refused is named with the reason."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.access import Permission, on
from accounts.pages import edit
from clusters.models import ClusterYear
from documents.pdf import bind
from documents.response import pdf_response
from pledges import actions
from pledges.checks import contradicted_of_set
from pledges.consent_forms import ConsentOfAllForm, SendForm
from pledges.documents import pledge_paper
from pledges.models import Pledge
from pledges.views import frame

Status = Pledge.Status
NONE_THERE = "Không có bản giao ước nào ở bước này."


def set_url(year):
    return reverse("pledges:pledge_list") + f"?nam={year.year}&cum={year.cluster_id}"


def for_each(request, year, states, act):
    """Do it to every unit's own pledge in one of the states, each with an event of its own.

    A refusal of some is a message each; raises ValidationError where nothing was done, with one sentence
    where all were refused for the same reason.
    """
    pledges = list(
        year.pledges.current().filter(unit__isnull=False, status__in=states).select_related("unit")
    )
    refused = []
    for pledge in pledges:
        try:
            act(pledge)
        except ValidationError as error:
            refused.append((pledge.unit_name, " ".join(error.messages)))
    sentences = [reason if reason.startswith(unit) else f"{unit}: {reason}" for unit, reason in refused]
    if len(refused) == len(pledges):
        reasons = {reason for _, reason in refused}
        raise ValidationError(sentences if len(reasons) > 1 else (reasons or {NONE_THERE}).pop())
    for sentence in sentences:
        messages.error(request, sentence)


@on(ClusterYear, Permission.MOVE_PLEDGE)
def pledges_send(request, year):
    form = SendForm(request.POST or None)

    def send(pledge):
        due_on, note = form.cleaned_data["comments_due_on"], form.cleaned_data["note"]
        actions.send_for_comments(pledge, due_on, note, by=request.user)

    return edit(
        request,
        form,
        lambda: for_each(request, year, [Status.DRAFT], send),
        done="Đã gửi lấy ý kiến các bản dự thảo.",
        to=set_url(year),
        **frame.of_year(year) | {"back_url": set_url(year)},
        title="Gửi lấy ý kiến các bản dự thảo",
        lead=str(year),
        submit_label="Gửi lấy ý kiến",
    )


@on(ClusterYear, Permission.MOVE_PLEDGE)
def pledges_agree(request, year):
    form = ConsentOfAllForm(request.POST if request.method == "POST" else None)
    open_states = [Status.DRAFT, Status.COMMENTING]

    def agree(pledge):
        kind = form.cleaned_data["others"]
        actions.agree(pledge, by=request.user, consents={pledge.unit_id: kind} if kind else {})

    return edit(
        request,
        form,
        lambda: for_each(request, year, open_states, agree),
        done="Đã thống nhất các bản giao ước.",
        to=set_url(year),
        template="components/confirm_page.html",
        **frame.of_year(year) | {"back_url": set_url(year)},
        title="Thống nhất các bản giao ước?",
        lead=str(year),
        effects=[
            "Bản nào có ý kiến thống nhất của đơn vị thì được thống nhất; văn bản giữ nguyên từ lúc này.",
            "Bản nào chưa thống nhất được thì hiện rõ lý do, các bản khác vẫn được thống nhất.",
        ],
        submit_label="Thống nhất các bản",
    )


@on(ClusterYear, Permission.VIEW)
def pledges_print_check(request, year):
    """What to look at before the drafts of all units are printed."""
    context = {
        **frame.of_year(year),
        "year": year,
        "found": contradicted_of_set(year),
        "print_url": reverse("pledges:pledges_pdf", args=[year.pk]) + "?da-xem=1",
        "back_url": set_url(year),
    }
    return render(request, "pledges/pledges_print_check.html", context)


@on(ClusterYear, Permission.VIEW)
def pledges_pdf(request, year):
    """The units' own pledges in one file, in the order of the cluster's list: to be printed in one go."""
    if "da-xem" not in request.GET and contradicted_of_set(year):
        return redirect("pledges:pledges_print_check", year.pk)
    order = {membership.unit_id: place for place, membership in enumerate(year.members())}
    pledges = (
        year.pledges.current()
        .filter(unit__isnull=False)
        .select_related("unit", "cluster_year__cluster__authority")
    )
    pledges = sorted(pledges, key=lambda pledge: order.get(pledge.unit_id, len(order)))
    if not pledges:
        raise Http404("Năm này không có giao ước riêng của các đơn vị.")
    return pdf_response(bind(map(pledge_paper, pledges)), f"Giao ước các đơn vị {year}.pdf")
