"""What is done when units merge, split, change their name or end."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError

from audit.record import action, insert, record, remove, save_changed, save_new
from audit.verbs import Verb
from clusters.lineage import effects_of, refresh_derived
from clusters.models import (
    Authority,
    FormerName,
    Membership,
    OfficeTerm,
    ProposedTerm,
    Unit,
    UnitEvent,
    UnitEventPart,
)
from clusters.provinces import NOTE, merger_of, plan_of, renaming_of, resolution
from documents.models import Certainty
from vietnamese.dates import short_date

Kind = UnitEvent.Kind


@action
def record_event(arrangement, *, by, document=None, certainty=Certainty.STATED, note=""):
    """Do what ``lineage.effects_of(arrangement)`` says, and keep it with the event. Returns the UnitEvent.

    Raises ValidationError for an arrangement that cannot be, or that the database refuses.
    """
    event, changes = _write_event(arrangement, document, certainty, note)
    record(Verb.UNIT_EVENT_RECORDED, by=by, subject=event, changes=changes, note=note)
    return event


def _write_event(arrangement, document, certainty, note):
    """Write an event and all that it changes. Returns (UnitEvent, changes as people read them)."""
    units = [*arrangement.before, *([arrangement.goes_on] if arrangement.goes_on else [])]
    list(
        Unit.objects.select_for_update(of=("self",)).filter(pk__in=[unit.pk for unit in units]).order_by("pk")
    )
    effects = effects_of(arrangement)
    event = insert(
        UnitEvent(
            authority=arrangement.authority,
            kind=arrangement.kind,
            effective_on=arrangement.effective_on,
            last_day=arrangement.last_day,
            document=document,
            others=arrangement.others,
            certainty=certainty,
            note=note,
        )
    )
    for place, unit in enumerate(arrangement.before, 1):
        insert(UnitEventPart(event=event, unit=unit, side="before", position=place))
    done = _Done(arrangement, event)
    if arrangement.kind == Kind.RENAME:
        done.rename()
        after = list(arrangement.before)
    else:
        done.end(effects)
        after = done.begin(effects)
    for place, unit in enumerate(after, 1):
        insert(UnitEventPart(event=event, unit=unit, side="after", position=place))
    event.effects = done.kept
    event.save(update_fields=["effects"])
    refresh_derived([*units, *(unit for unit in after if unit not in units)])
    return event, done.changes


class _Done:
    """Writes the parts of an arrangement; ``kept`` is what undoing needs, ``changes`` what people read."""

    def __init__(self, arrangement, event):
        self.arrangement, self.event = arrangement, event
        self.changes = [["Có hiệu lực từ ngày", "", short_date(arrangement.effective_on)]]
        self.kept = {}

    def _keep(self, key, *row):
        self.kept.setdefault(key, []).append(list(row))

    def rename(self):
        """The new name holds from the day until the next one that is on record, or for good."""
        (unit,), (new,) = self.arrangement.before, self.arrangement.made
        old, old_short = unit.names_on(self.arrangement.last_day)
        covering = unit.former_names.filter(until__gt=self.arrangement.last_day).order_by("until").first()
        target = covering or unit
        self._keep("renamed", target._meta.model_name, target.pk, target.name, target.short_name)
        target.name, target.short_name = new.name, new.short_name
        target.full_clean()
        target.save()
        former = FormerName(
            unit=unit, name=old, short_name=old_short, until=self.arrangement.last_day, event=self.event
        )
        insert(former)
        self._keep("former_names", former.pk)
        self.changes.append(["Tên đơn vị", old, new.name])

    def end(self, effects):
        last_day, reason = self.arrangement.last_day, self._reason()
        for term in effects.terms_end:
            self._keep("terms_ended", term.pk, _iso(term.ends_on), term.are_days_known)
            term.ends_on = last_day
            term.save(update_fields=["ends_on"])
            self.changes.append(["Nhiệm kỳ kết thúc", "", f"{term.office_label}: {term.unit_name}"])
        for membership in effects.memberships_end:
            self._keep("memberships_ended", membership.pk, _iso(membership.ends_on), membership.end_reason)
            membership.ends_on, membership.end_reason = last_day, reason
            membership.save(update_fields=["ends_on", "end_reason"])
            self.changes.append(["Thôi là thành viên", "", f"{membership.unit_name}, {membership.cluster}"])
        for unit in effects.ends:
            self._keep("units_ended", unit.pk, _iso(unit.ended_on), unit.ended_note)
            unit.ended_on, unit.ended_note = last_day, unit.ended_note or reason
            unit.full_clean()
            unit.save(update_fields=["ended_on", "ended_note"])
            self.changes.append(["Đơn vị kết thúc hoạt động", "", unit.name])

    def begin(self, effects):
        """Make the units, give them places, offices, turns and people. Returns the units of the day after."""
        arrangement, day = self.arrangement, self.arrangement.effective_on
        made = []
        for new in arrangement.made:
            unit = Unit(
                authority=arrangement.authority,
                name=new.name,
                short_name=new.short_name,
                head_post=new.head_post,
                founded_on=day,
            )
            made.append(insert(unit))
            self._keep("units_made", unit.pk)
            self.changes.append(["Đơn vị mới", "", unit.name])
        after = [*([arrangement.goes_on] if arrangement.goes_on else []), *made]
        joining = made if arrangement.kind == Kind.SPLIT else after
        for cluster, position in effects.places:
            for unit in joining:
                row = Membership(
                    cluster=cluster,
                    unit=unit,
                    position=position,
                    starts_on=day,
                    is_start_known=self.event.certainty == Certainty.STATED,
                )
                insert(row)
                self._keep("memberships_made", row.pk)
                self.changes.append(["Là thành viên", "", f"{unit.name}, {cluster}"])
        if len(after) == 1:
            self._pass_on(effects, after[0])
        for proposal in effects.proposals_drop:
            self._keep("proposals_dropped", proposal.cluster_year_id, proposal.office, proposal.unit_id,
                       proposal.status, proposal.method, proposal.reason)  # fmt: skip
            self.changes.append(["Dự kiến không còn", str(proposal), ""])
            proposal.delete()
        return after

    def _pass_on(self, effects, heir):
        day = self.arrangement.effective_on
        for term in effects.terms_start:
            ended = next(row for row in self.kept["terms_ended"] if row[0] == term.pk)
            follower = OfficeTerm(
                cluster_year=term.cluster_year,
                office=term.office,
                unit=heir,
                starts_on=day,
                ends_on=date.fromisoformat(ended[1]) if ended[1] else None,
                method=OfficeTerm.Method.SUCCESSION,
                certainty=term.certainty,
            )
            insert(follower)
            self._keep("terms_made", follower.pk)
            self.changes.append(["Tiếp tục vai trò", "", f"{follower.office_label}: {heir.name}"])
        for proposal in effects.proposals_move:
            self._keep("proposals_moved", proposal.pk, proposal.unit_id)
            proposal.unit = heir
            proposal.save(update_fields=["unit"])
            self.changes.append(["Tiếp nhận dự kiến", "", str(proposal)])
        for assignment in effects.accounts:
            self._keep("accounts_ended", assignment.pk, _iso(assignment.ends_on))
            ends_on, assignment.ends_on = assignment.ends_on, self.arrangement.last_day
            assignment.save(update_fields=["ends_on"])
            same = heir.assignments.filter(user=assignment.user, role=assignment.role, starts_on=day)
            if not same.exists():
                new = insert(
                    type(assignment)(
                        user=assignment.user, role=assignment.role, unit=heir, starts_on=day, ends_on=ends_on
                    )
                )
                self._keep("accounts_made", new.pk)
            self.changes.append(["Tài khoản chuyển sang đơn vị kế thừa", "", assignment.user.full_name])

    def _reason(self):
        kind, after = self.arrangement.kind, ", ".join(self.arrangement.after)
        if kind == Kind.MERGER:
            return f"Hợp nhất, sáp nhập thành {after}."
        if kind == Kind.SPLIT:
            return f"Chia, tách thành {after}."
        return "Giải thể, kết thúc hoạt động."


def _iso(day):
    return day.isoformat() if day else None


def _day(text):
    return date.fromisoformat(text) if text else None


@action
def change_event(event, *, by):
    """Correct what the event says of itself: the document, who else took part, how sure it is, the note."""
    return save_changed(event, Verb.UNIT_EVENT_CHANGED, by=by)


@action
def revert_event(event, reason, *, by):
    """Undo an event entered by mistake: everything stands as before. Raises ValidationError where the units
    it made have records of their own by now, or a later event stands on them."""
    kept, changes = event.effects, [["Sắp xếp đơn vị", str(event), ""]]
    units = [part.unit for part in event.parts.select_related("unit")]
    later = (
        UnitEvent.objects.filter(parts__unit__in=units, effective_on__gte=event.effective_on)
        .exclude(pk=event.pk)
        .first()
    )
    if later:
        raise ValidationError(
            f"Các đơn vị này còn có lần sắp xếp sau đó: {later}. Hủy ghi nhận lần sau rồi hủy lần này."
        )
    made = [pk for (pk,) in kept.get("units_made", [])]
    record(Verb.UNIT_EVENT_REVERTED, by=by, subject=event, changes=changes, note=reason)
    try:
        _delete(OfficeTerm, kept.get("terms_made", []))
        for pk, unit_id in kept.get("proposals_moved", []):
            ProposedTerm.objects.filter(pk=pk).update(unit=unit_id)
        _delete(Membership, kept.get("memberships_made", []))
        _delete(_assignments(), kept.get("accounts_made", []))
        event.former_names.all().delete()
        event.delete()
        Unit.objects.filter(pk__in=made).delete()
    except IntegrityError as error:
        rows = ", ".join(
            sorted({str(row._meta.verbose_name) for row in getattr(error, "protected_objects", [])})
        )
        what = f" ({rows})" if rows else ""
        raise ValidationError(
            f"Đơn vị mới đã có hồ sơ{what} nên không hủy được. Xóa hoặc sửa các hồ sơ đó rồi hủy lại."
        ) from error
    _restore(kept)
    refresh_derived([unit for unit in units if unit.pk not in made])


def _assignments():
    return Unit._meta.get_field("assignments").related_model


def _delete(model, rows):
    model.objects.filter(pk__in=[pk for (pk,) in rows]).delete()


def _restore(kept):
    for pk, ended_on, note in kept.get("units_ended", []):
        unit = Unit.objects.get(pk=pk)
        unit.ended_on, unit.ended_note = _day(ended_on), note
        unit.full_clean()
        unit.save(update_fields=["ended_on", "ended_note"])
    for pk, ends_on, reason in kept.get("memberships_ended", []):
        Membership.objects.filter(pk=pk).update(ends_on=_day(ends_on), end_reason=reason)
    for pk, ends_on, known in kept.get("terms_ended", []):
        OfficeTerm.objects.filter(pk=pk).update(ends_on=_day(ends_on), are_days_known=known)
    for pk, ends_on in kept.get("accounts_ended", []):
        _assignments().objects.filter(pk=pk).update(ends_on=_day(ends_on))
    for year, office, unit, status, method, reason in kept.get("proposals_dropped", []):
        ProposedTerm.objects.create(
            cluster_year_id=year, office=office, unit_id=unit, status=status, method=method, reason=reason
        )
    for model, pk, name, short_name in kept.get("renamed", []):
        row = (Unit if model == "unit" else FormerName).objects.get(pk=pk)
        row.name, row.short_name = name, short_name
        row.save()


@action
def add_former_name(former, *, by):
    """Record a name that the unit bore until a day, without a decision at hand."""
    saved = save_new(former, Verb.FORMER_NAME_ADDED, by=by)
    refresh_derived([former.unit])
    return saved


@action
def change_former_name(former, *, by):
    saved = save_changed(former, Verb.FORMER_NAME_CHANGED, by=by)
    refresh_derived([former.unit])
    return saved


@action
def remove_former_name(former, *, by):
    """Take back a former name; one that an arrangement made goes with the arrangement."""
    if former.event_id:
        raise ValidationError("Tên cũ này do một lần sắp xếp đơn vị ghi. Hủy lần sắp xếp đó nếu ghi nhầm.")
    unit = former.unit
    remove(former, Verb.FORMER_NAME_REMOVED, by=by)
    refresh_derived([unit])


@action
def add_province_units(order, *, by):
    """Make the units of a ``provinces.Order``, with their mergers where it asks for both sets; what is there
    under the same name stays as it is. One event for all. Returns the units that stand at the end.

    Raises ValidationError where all of them are there already.
    """
    Authority.objects.select_for_update(of=("self",)).get(pk=order.authority.pk)
    document, made, changes = resolution(), [], []
    for line in plan_of(order):
        for unit in line.units:
            changes.append(["Đơn vị mới", "", insert(unit).name])
        after, events = list(line.units), []
        if line.merged_into:
            events.append((merger_of(order, line), document))
        if line.renamed_to:
            events.append((renaming_of(order, line), None))
        for arrangement, basis in events:
            event, _ = _write_event(arrangement, basis, Certainty.INFERRED, NOTE)
            changes.append(["Sắp xếp đơn vị", "", str(event)])
            after = event.side("after")
        made += after
    if not made:
        raise ValidationError("Các đơn vị này đều đã có trong hệ thống của cơ quan nên không lập thêm.")
    record(Verb.UNITS_ADDED, by=by, subject=order.authority, changes=changes)
    return made
