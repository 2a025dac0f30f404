"""Units through time: the names they bore, their mergers, splits, renamings and ends."""

from django.db.models import prefetch_related_objects
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import Permission, can, may, on
from accounts.pages import edit, press
from clusters import actions
from clusters.lineage_forms import FormerNameForm, RevertForm, UnitEventFactsForm, UnitEventForm
from clusters.lineage_text import done, event_lines, foreseen
from clusters.models import FormerName, Unit, UnitEvent
from clusters.views import trail

# --- names -------------------------------------------------------------------------------------------


@on(Unit, Permission.EDIT_UNIT)
def unit_name_add(request, unit):
    former = FormerName(unit=unit)
    form = FormerNameForm(request.POST or None, instance=former)
    return edit(
        request,
        form,
        lambda: actions.add_former_name(former, by=request.user),
        done="Đã ghi tên cũ của đơn vị.",
        to=trail.to_unit(unit, "ten"),
        title="Ghi tên cũ",
        lead="Dùng khi biết tên cũ mà chưa có văn bản đổi tên. Tên kế tiếp được dùng từ ngày hôm sau.",
        crumbs=trail.of_unit(unit),
        back_url=trail.to_unit(unit, "ten"),
    )


@on(FormerName, Permission.EDIT_UNIT)
def unit_name_edit(request, former):
    unit = former.unit
    form = FormerNameForm(request.POST or None, instance=former)
    return edit(
        request,
        form,
        lambda: actions.change_former_name(form.instance, by=request.user),
        done="Đã lưu tên cũ của đơn vị.",
        to=trail.to_unit(unit, "ten"),
        title="Sửa tên cũ",
        crumbs=trail.of_unit(unit),
        back_url=trail.to_unit(unit, "ten"),
    )


@require_POST
@on(FormerName, Permission.EDIT_UNIT)
def unit_name_remove(request, former):
    return press(
        request,
        lambda: actions.remove_former_name(former, by=request.user),
        done="Đã bỏ tên cũ của đơn vị.",
        to=trail.to_unit(former.unit, "ten"),
    )


# --- arrangements ------------------------------------------------------------------------------------


@on(Unit, Permission.EDIT_UNIT)
def unit_event_add(request, unit):
    """Typed, then previewed; only the button of the preview writes. “Sửa lại” shows the form as it was typed."""
    form = UnitEventForm(request.POST or None, unit=unit, user=request.user)
    step = request.POST.get("step", "preview") if request.method == "POST" else ""
    context = {
        "form": form,
        "unit": unit,
        "crumbs": trail.of_unit(unit),
        "back_url": trail.to_unit(unit),
        "sample": unit.authority.is_sample,
    }
    if step == "confirm":
        return edit(
            request,
            act=lambda: actions.record_event(form.arrangement, by=request.user, **form.facts()),
            done="Đã ghi nhận sắp xếp đơn vị.",
            to=to_event,
            template="clusters/unit_event_add.html",
            **context,
        )
    if step == "preview" and form.is_valid():
        kind = UnitEvent.Kind(form.arrangement.kind)
        context |= {"changes": foreseen(form.effects), "arrangement": form.arrangement, "kind": kind.label}
        return render(request, "clusters/unit_event_preview.html", context)
    return render(request, "clusters/unit_event_add.html", context, status=422 if step == "preview" else 200)


@on(UnitEvent, Permission.VIEW)
def unit_event_detail(request, event):
    prefetch_related_objects([event], "parts__unit")
    (line,) = event_lines([event], request.user)
    context = {
        "event": event,
        "line": line,
        "changes": done(event, request.user, can(request.user, Permission.EDIT_UNIT, event)),
        "crumbs": [*trail.of_units(), _first_open(line)],
        "may": may(request.user, event),
        "has_come": event.effective_on <= timezone.localdate(),
        "sample": event.authority.is_sample,
    }
    return render(request, "clusters/unit_event_detail.html", context)


@on(UnitEvent, Permission.EDIT_UNIT)
def unit_event_edit(request, event):
    form = UnitEventFactsForm(request.POST or None, instance=event, user=request.user)
    return edit(
        request,
        form,
        lambda: actions.change_event(form.instance, by=request.user),
        done="Đã lưu thông tin sắp xếp đơn vị.",
        to=to_event(event),
        title="Sửa thông tin sắp xếp",
        lead="Đơn vị và ngày có hiệu lực không sửa được ở đây; nếu ghi nhầm thì hủy lần ghi nhận này rồi ghi lại.",
        crumbs=of_event(event),
        back_url=to_event(event),
    )


@on(UnitEvent, Permission.EDIT_UNIT)
def unit_event_revert(request, event):
    form = RevertForm(request.POST or None)
    unit = event.side("before")[0]
    return edit(
        request,
        form,
        lambda: actions.revert_event(event, form.cleaned_data["reason"], by=request.user),
        done="Đã hủy ghi nhận sắp xếp; đơn vị, thành viên, nhiệm kỳ trở lại như trước.",
        to=trail.to_unit(unit),
        template="components/confirm_page.html",
        title="Hủy ghi nhận sắp xếp này?",
        lead=str(event),
        effects=REVERTED,
        crumbs=of_event(event),
        back_url=to_event(event),
        submit_label="Hủy ghi nhận",
        danger=True,
    )


REVERTED = [
    "Đơn vị, tên, tư cách thành viên, nhiệm kỳ và tài khoản trở lại như trước khi ghi nhận.",
    "Đơn vị được lập theo lần ghi nhận này bị xóa; nếu đã có hồ sơ riêng thì không hủy được.",
    "Nhật ký vẫn giữ cả lần ghi nhận và lần hủy.",
]


def _first_open(line):
    """The first unit of the event that this person may open; without any the event would be out of scope."""
    unit = next(one for one in (*line.before, *line.after) if one.unit_id)
    return unit.name, reverse("clusters:unit_detail", args=[unit.unit_id])


def to_event(event):
    return reverse("clusters:unit_event_detail", args=[event.pk])


def of_event(event):
    """The way leads over the first unit of the event; every event has one."""
    prefetch_related_objects([event], "parts__unit")
    return [*trail.of_unit(event.side("before")[0]), ("Sắp xếp đơn vị", to_event(event))]
