"""The handover of a year: drawn up, checked line by line, signed by both sides, printed."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.access import Permission, may, on
from accounts.pages import edit, press
from audit.verbs import Verb
from clusters import actions
from clusters.documents import handover_filename, handover_paper
from clusters.handover_forms import (
    CheckForm,
    HandoverForm,
    HandoverItemForm,
    SignForm,
    UnsignForm,
    draft_of,
    in_order,
)
from clusters.handovers import parties_of
from clusters.models import ClusterYear, Handover, HandoverItem
from clusters.views import trail
from documents import pdf
from documents.response import pdf_response
from vietnamese.dates import short_date

LIST = "danh-muc"
SIDES = {"outgoing": "bên giao", "incoming": "bên nhận"}


def to_handover(handover, anchor=""):
    return reverse("clusters:handover_detail", args=[handover.pk]) + (f"#{anchor}" if anchor else "")


def of_handover(handover):
    """What the form pages under a handover share."""
    year = handover.cluster_year
    return {
        "crumbs": [*trail.of_year(year), ("Bàn giao", to_handover(handover))],
        "back_url": to_handover(handover),
        "sample": year.cluster.authority.is_sample,
    }


@on(ClusterYear, Permission.HAND_OVER)
def handover_add(request, year):
    if there := Handover.objects.filter(cluster_year=year).first():
        messages.info(request, "Biên bản bàn giao của năm này đã được lập.")
        return redirect(to_handover(there))
    parties = parties_of([year])[year.pk]
    draft = Handover(cluster_year=year) if parties.obstacle else draft_of(parties)
    form = HandoverForm(request.POST or None, instance=draft)
    return edit(
        request,
        form,
        lambda: actions.add_handover(form.instance, by=request.user),
        done="Đã lập biên bản bàn giao cùng danh mục. Kiểm từng mục rồi hai bên ký.",
        to=to_handover,
        template="clusters/handover_add.html",
        parties=parties,
        title=f"Lập biên bản bàn giao năm {year.year}",
        crumbs=trail.of_year(year),
        back_url=trail.to_year(year, "ban-giao"),
        submit_label="Lập biên bản",
        sample=year.cluster.authority.is_sample,
    )


@on(Handover, Permission.VIEW)
def handover_detail(request, handover):
    year = handover.cluster_year
    items = in_order(handover.items.all())
    unchecked = sum(item.state == HandoverItem.State.OPEN for item in items)
    context = {
        "handover": handover,
        "year": year,
        "cluster": year.cluster,
        "items": items,
        "unchecked": unchecked,
        "is_open": handover.completed_on is None,
        "ready": not unchecked,
        "missing": sum(item.state == HandoverItem.State.MISSING for item in items),
        "is_signed": bool(handover.outgoing_signed_on or handover.incoming_signed_on),
        "followed": _followed(handover),
        "following": parties_of([year])[year.pk].following,
        "may": may(request.user, handover),
        "sample": year.cluster.authority.is_sample,
        "year_label": f"Năm {year.year}",
        "working_year": year.year,
    }
    return render(request, "clusters/handover_detail.html", context)


def _followed(handover):
    """What the second signature brought about, as the history has it: ``[(label, before, after), …]``."""
    if not handover.completed_on:
        return []
    last = handover.cluster_year.history().filter(
        subject_type="clusters.handover", subject_id=str(handover.pk), verb=Verb.HANDOVER_SIGNED
    )
    event = last.order_by("-at", "-pk").first()
    return event.changes[1:] if event else []


@on(Handover, Permission.HAND_OVER)
def handover_edit(request, handover):
    form = HandoverForm(request.POST or None, instance=handover)
    return edit(
        request,
        form,
        lambda: actions.change_handover(form.instance, by=request.user),
        done="Đã lưu biên bản bàn giao.",
        to=to_handover(handover),
        title="Sửa biên bản bàn giao",
        lead="Bên giao, bên nhận theo vai trò đã ghi nhận, đã xác nhận; khi lưu thì được đối chiếu lại.",
        **of_handover(handover),
    )


# --- the checklist --------------------------------------------------------------------------------------


@on(Handover, Permission.HAND_OVER)
def handover_check(request, handover):
    form = CheckForm(request.POST or None, handover=handover)
    return edit(
        request,
        form,
        lambda: actions.check_handover_items(handover, form.states(), by=request.user),
        done="Đã lưu kết quả kiểm danh mục.",
        to=to_handover(handover, LIST),
        template="clusters/handover_check.html",
        handover=handover,
        title="Kiểm danh mục bàn giao",
        **of_handover(handover),
    )


@on(Handover, Permission.HAND_OVER)
def handover_item_add(request, handover):
    form = HandoverItemForm(request.POST or None, instance=HandoverItem(handover=handover))
    return edit(
        request,
        form,
        lambda: actions.add_handover_item(form.instance, by=request.user),
        done="Đã thêm mục bàn giao.",
        to=to_handover(handover, LIST),
        title="Thêm mục bàn giao",
        **of_handover(handover),
    )


@on(HandoverItem, Permission.HAND_OVER)
def handover_item_edit(request, item):
    form = HandoverItemForm(request.POST or None, instance=item)
    return edit(
        request,
        form,
        lambda: actions.change_handover_item(form.instance, by=request.user),
        done="Đã lưu mục bàn giao.",
        to=to_handover(item.handover, LIST),
        title="Sửa mục bàn giao",
        **of_handover(item.handover),
    )


@require_POST
@on(HandoverItem, Permission.HAND_OVER)
def handover_item_remove(request, item):
    return press(
        request,
        lambda: actions.remove_handover_item(item, by=request.user),
        done="Đã bỏ mục bàn giao.",
        to=to_handover(item.handover, LIST),
    )


# --- the signatures -------------------------------------------------------------------------------------


@on(Handover, Permission.HAND_OVER)
def handover_sign_out(request, handover):
    return _sign(request, handover, "outgoing", "incoming")


@on(Handover, Permission.TAKE_OVER)
def handover_sign_in(request, handover):
    return _sign(request, handover, "incoming", "outgoing")


def _sign(request, handover, side, other):
    if day := getattr(handover, f"{side}_signed_on"):
        messages.info(request, f"{SIDES[side].capitalize()} đã ký ngày {short_date(day)}.")
        return redirect(to_handover(handover))
    form = SignForm(request.POST or None, handover=handover, side=side)

    def act():
        return actions.sign_handover(handover, side, by=request.user, **form.cleaned_data)

    return edit(
        request,
        form,
        act,
        done=f"Đã ghi nhận {SIDES[side]} đã ký.",
        to=to_handover,
        template="components/confirm_page.html",
        title=f"Ghi nhận {SIDES[side]} đã ký",
        lead=f"{getattr(handover, f'{side}_name')}, {handover.cluster_year}.",
        effects=_effects(handover, other),
        submit_label="Đã ký",
        **of_handover(handover),
    )


def _effects(handover, other):
    """What the signature brings about; the second one completes the handover."""
    noun, year = handover.cluster_year.cluster.noun, handover.cluster_year.year
    if not getattr(handover, f"{other}_signed_on"):
        return [
            "Danh mục và biên bản không sửa được nữa, trừ khi rút ghi nhận.",
            f"Còn chờ {SIDES[other]} ký.",
        ]
    return [
        "Hai bên đã ký đủ; bàn giao hoàn thành, không rút và không sửa được nữa.",
        f"{handover.incoming_name} giữ vai trò {noun} trưởng từ ngày {short_date(handover.takes_over_on)}.",
        f"Việc chưa xong chuyển sang năm sau; hồ sơ năm {year} được khép.",
    ]


@on(Handover, Permission.HAND_OVER)
def handover_unsign_out(request, handover):
    return _unsign(request, handover, "outgoing")


@on(Handover, Permission.TAKE_OVER)
def handover_unsign_in(request, handover):
    return _unsign(request, handover, "incoming")


def _unsign(request, handover, side):
    form = UnsignForm(request.POST or None)

    def act():
        reason = form.cleaned_data["reason"]
        return actions.withdraw_handover_signature(handover, side, reason, by=request.user)

    return edit(
        request,
        form,
        act,
        done=f"Đã rút ghi nhận {SIDES[side]} đã ký.",
        to=to_handover(handover),
        template="components/confirm_page.html",
        title=f"Rút ghi nhận {SIDES[side]} đã ký?",
        effects=["Danh mục và biên bản sửa được trở lại.", "Việc rút và lý do được ghi vào nhật ký."],
        submit_label="Rút ghi nhận",
        danger=True,
        **of_handover(handover),
    )


@on(Handover, Permission.VIEW)
def handover_pdf(request, handover):
    return pdf_response(pdf.render(handover_paper(handover)), handover_filename(handover))
