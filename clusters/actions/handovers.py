"""What is done at a handover: the checklist, the two signatures, and what follows from the second one."""

from datetime import timedelta

from django.core.exceptions import ValidationError

from audit.record import action, insert, record, remove, save_changed, save_new
from audit.verbs import Verb
from clusters.handovers import PASSING, items_of, parties_of
from clusters.models import ClusterYear, Handover, HandoverItem, OfficeTerm
from vietnamese.dates import short_date

SIDES = {"outgoing": "Bên giao", "incoming": "Bên nhận"}


@action
def add_handover(handover, *, by):
    """Draw up the handover of a year with its checklist. Raises ValidationError where the year has no chair,
    is only recorded, or where nobody is settled yet who takes over."""
    year = ClusterYear.objects.select_for_update(of=("self",)).get(pk=handover.cluster_year_id)
    parties = parties_of([year])[year.pk]
    if parties.obstacle:
        raise ValidationError(parties.obstacle)
    handover.outgoing, handover.incoming = parties.outgoing, parties.incoming
    items = items_of(year)
    save_new(handover, Verb.HANDOVER_ADDED, by=by, also=[["Danh mục", "", f"{len(items)} mục"]])
    for position, (kind, text) in enumerate(items, 1):
        insert(HandoverItem(handover=handover, kind=kind, text=text, position=position))
    return handover


def _refuse_signed(handover):
    """Raise ValidationError once a side has signed; locks the row."""
    row = Handover.objects.select_for_update(of=("self",)).get(pk=handover.pk)
    if row.completed_on:
        raise ValidationError("Bàn giao đã hoàn thành, hai bên đã ký; biên bản không sửa được nữa.")
    signed = [label for side, label in SIDES.items() if getattr(row, f"{side}_signed_on")]
    if signed:
        raise ValidationError(f"{signed[0]} đã ký. Rút ghi nhận đã ký trước khi sửa biên bản, danh mục.")
    return row


@action
def change_handover(handover, *, by):
    _refuse_signed(handover)
    return save_changed(handover, Verb.HANDOVER_CHANGED, by=by)


@action
def add_handover_item(item, *, by):
    _refuse_signed(item.handover)
    item.position = item.handover.items.count() + 1
    return save_new(item, Verb.HANDOVER_ITEM_ADDED, by=by)


@action
def change_handover_item(item, *, by):
    _refuse_signed(item.handover)
    return save_changed(item, Verb.HANDOVER_ITEM_CHANGED, by=by)


@action
def check_handover_items(handover, states, *, by):
    """Tick the checklist in one go; ``states`` is ``{item id: (state, note)}``. One event for all."""
    _refuse_signed(handover)
    changes = []
    for item in handover.items.select_for_update(of=("self",)):
        state, note = states.get(item.pk, (item.state, item.note))
        if (state, note) == (item.state, item.note):
            continue
        before = item.get_state_display()
        item.state, item.note = state, note
        item.full_clean()
        item.save(update_fields=["state", "note"])
        changes.append([item.text[:120], before, " – ".join(filter(None, [item.get_state_display(), note]))])
    if changes:
        record(Verb.HANDOVER_ITEM_CHANGED, by=by, subject=handover, changes=changes)
    return len(changes)


@action
def remove_handover_item(item, *, by):
    _refuse_signed(item.handover)
    remove(item, Verb.HANDOVER_ITEM_REMOVED, by=by)


@action
def sign_handover(handover, side, signatory, post, on, *, by):
    """One side signs ("outgoing" gives, "incoming" takes). The second signature completes the handover: terms
    pass over, the year's books close, open work goes on.

    Raises ValidationError while an item is unchecked, or for a day before the handover's.
    """
    row = Handover.objects.select_for_update(of=("self",)).get(pk=handover.pk)
    if row.completed_on or getattr(row, f"{side}_signed_on"):
        raise ValidationError(f"{SIDES[side]} đã ký biên bản bàn giao này.")
    unchecked = row.items.filter(state=HandoverItem.State.OPEN).count()
    if unchecked:
        raise ValidationError(f"Còn {unchecked} mục chưa kiểm. Kiểm đủ danh mục rồi ký.")
    if on < row.held_on:
        raise ValidationError({"on": f"Ngày ký không được trước ngày bàn giao ({short_date(row.held_on)})."})
    setattr(row, f"{side}_signatory", signatory)
    setattr(row, f"{side}_post", post)
    setattr(row, f"{side}_signed_on", on)
    changes = [[SIDES[side], "", f"{signatory}, {post}, ký ngày {short_date(on)}".strip(", ")]]
    if row.outgoing_signed_on and row.incoming_signed_on:
        changes += _complete(row)
    row.full_clean()
    row.save()
    handover.refresh_from_db()
    record(Verb.HANDOVER_SIGNED, by=by, subject=handover, changes=changes)
    return handover


@action
def withdraw_handover_signature(handover, side, reason, *, by):
    """Take one side's signature back while the other has not signed. Raises ValidationError."""
    row = Handover.objects.select_for_update(of=("self",)).get(pk=handover.pk)
    if row.completed_on:
        raise ValidationError("Bàn giao đã hoàn thành, hai bên đã ký; không rút ghi nhận được nữa.")
    if not getattr(row, f"{side}_signed_on"):
        raise ValidationError(f"{SIDES[side]} chưa ký biên bản này.")
    signed_on = getattr(row, f"{side}_signed_on")
    setattr(row, f"{side}_signed_on", None)
    row.save(update_fields=[f"{side}_signed_on"])
    handover.refresh_from_db()
    changes = [[SIDES[side], f"Đã ký ngày {short_date(signed_on)}", "Chưa ký"]]
    record(Verb.HANDOVER_SIGNATURE_WITHDRAWN, by=by, subject=handover, changes=changes, note=reason)


def _complete(handover):
    """Return the changes that follow from both signatures."""
    year = handover.cluster_year
    parties, noun = parties_of([year])[year.pk], year.cluster.noun
    if parties.incoming is None or parties.incoming.pk != handover.incoming_id:
        raise ValidationError(
            f"{handover.incoming} không còn là {noun} trưởng đã xác nhận của năm sau. Sửa lại bên nhận hoặc xác "
            f"nhận lại {noun} trưởng rồi ký."
        )
    if parties.outgoing is None or parties.outgoing.pk != handover.outgoing_id:
        raise ValidationError(
            f"{handover.outgoing} không còn là {noun} trưởng năm {year.year} nên không phải bên giao. Rút chữ ký, "
            "lưu lại thông tin bàn giao để lấy đúng bên giao rồi ký."
        )
    changes = _end_terms(year, handover.takes_over_on) + _begin_terms(
        parties.following, handover.takes_over_on
    )
    for pass_on in PASSING:
        changes += pass_on(handover, parties.following)
    ClusterYear.objects.filter(pk=year.pk).update(closed_on=handover.held_on)
    handover.completed_on = max(handover.outgoing_signed_on, handover.incoming_signed_on)
    return [*changes, ["Hồ sơ năm thi đua", "", f"Khép ngày {short_date(handover.held_on)}"]]


def _end_terms(year, day):
    """The year's terms that run on the day, or have no end, end on the day before."""
    last, changes = day - timedelta(days=1), []
    for term in year.office_terms.on_day(day).filter(starts_on__lt=day).select_related("unit"):
        term.ends_on = last
        term.save(update_fields=["ends_on"])
        changes.append(
            [f"{term.office_label} năm {year.year}", "", f"Giữ vai trò đến hết ngày {short_date(last)}"]
        )
    return changes


def _begin_terms(year, day):
    """Those who wait for the handover take their office on the day; it runs until they hand over."""
    changes = []
    for row in year.proposed_terms.filter(status="awaiting").select_related("unit", "document"):
        insert(
            OfficeTerm(
                cluster_year=year,
                office=row.office,
                unit=row.unit,
                method=row.method,
                occasion=row.occasion,
                document=row.document,
                starts_on=day,
            )
        )
        changes.append([f"{row.office_label} năm {year.year}", "", f"{row.unit_name}, từ {short_date(day)}"])
        row.delete()
    return changes
