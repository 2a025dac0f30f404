"""What is done to the offices of a cluster: planned, confirmed, given, replaced, ended."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import ValidationError

from audit.record import action, insert, record, remove, save_changed, save_new
from audit.verbs import Verb
from clusters.models import ClusterYear, OfficeTerm, Person, ProposedTerm, Unit
from clusters.models.office import office_label
from vietnamese.dates import short_date

Office = OfficeTerm.Office


@dataclass(frozen=True)
class Choice:
    """Who is to hold an office, and how that was settled."""

    office: str
    unit: Unit
    method: str = OfficeTerm.Method.ROTATION
    reason: str = ""
    person: Person | None = None


@action
def give_office(term, *, by):
    """Record that a unit holds an office. Raises ValidationError for a second chair, a chair that is the
    vice-chair too, or a unit that is not a member on the first day (the database's own sentences)."""
    term.cluster_year.refuse_if_closed()
    _know_vice_chair(term.cluster_year, [term.office])
    return save_new(term, Verb.OFFICE_GIVEN, by=by)


def _know_vice_chair(cluster_year, offices):
    if Office.VICE_CHAIR in offices:
        ClusterYear.objects.filter(pk=cluster_year.pk).update(vice_chair_known="some")


@action
def change_office(term, *, by):
    term.cluster_year.refuse_if_closed()
    return save_changed(term, Verb.OFFICE_CHANGED, by=by)


@action
def end_office(term, on, note, *, by):
    """The term ends on a day (its last); the row stays, a successor gets a row of its own."""
    term.cluster_year.refuse_if_closed()
    term.ends_on, term.are_days_known = on, True
    term.note = "\n".join(part for part in (term.note, note) if part)
    return save_changed(term, Verb.OFFICE_ENDED, by=by)


@action
def replace_office(term, successor, *, by):
    """Replace the unit, or the person who acts for it, in the middle of a term: the old row ends on the day
    before ``successor`` (unsaved, same year and office) begins. Returns the new row.

    Raises ValidationError where the day does not lie within the term.
    """
    term.cluster_year.refuse_if_closed()
    stored = OfficeTerm.objects.select_for_update(of=("self",)).get(pk=term.pk)
    if successor.starts_on <= stored.starts_on or (stored.ends_on and successor.starts_on > stored.ends_on):
        raise ValidationError(
            {"starts_on": "Ngày thay phải sau ngày bắt đầu và không sau ngày cuối của nhiệm kỳ đang giữ."}
        )
    successor.cluster_year, successor.office, successor.ends_on = (
        stored.cluster_year,
        stored.office,
        stored.ends_on,
    )
    stored.ends_on = successor.starts_on - timedelta(days=1)
    stored.save(update_fields=["ends_on"])
    insert(successor)
    record(
        Verb.OFFICE_REPLACED,
        by=by,
        subject=successor,
        changes=[
            [stored.office_label, _holder(stored), _holder(successor)],
            ["Từ ngày", "", short_date(successor.starts_on)],
        ],
        note=successor.note,
    )
    return successor


def _holder(term):
    return ", ".join(filter(None, [term.unit.name_on(term.starts_on), str(term.person or "")]))


# --- the rotation ------------------------------------------------------------------------------------


@action
def save_rotation_rule(rule, *, by):
    write = save_changed if rule.pk else save_new
    return write(rule, Verb.ROTATION_RULE_SAVED, by=by)


@action
def skip_unit(skip, *, by):
    return save_new(skip, Verb.ROTATION_SKIPPED, by=by)


@action
def remove_skip(skip, *, by):
    remove(skip, Verb.ROTATION_SKIP_REMOVED, by=by)


@action
def propose_offices(cluster_year, choices, *, by):
    """Put a planned year before the wrap-up conference; what was proposed before is replaced.

    Raises ValidationError for a year that is over or has its chair already.
    """
    year = ClusterYear.objects.select_for_update(of=("self",)).get(pk=cluster_year.pk)
    _refuse_settled(year)
    if not choices:
        raise ValidationError(
            "Dự kiến luân phiên chưa nêu được đơn vị nào cho năm này. "
            "Xem lại danh sách thành viên và đơn vị lùi lượt."
        )
    old = list(year.proposed_terms.select_related("unit"))
    before = "; ".join(map(str, old))
    year.proposed_terms.all().delete()
    made = [
        insert(
            ProposedTerm(
                cluster_year=year,
                office=choice.office,
                unit=choice.unit,
                method=choice.method,
                reason=choice.reason,
            )
        )
        for choice in choices
    ]
    changes = [["Dự kiến", before, "; ".join(f"{row.office_label}: {row.unit_name}" for row in made)]]
    record(Verb.OFFICES_PROPOSED, by=by, subject=year, changes=changes)
    return made


def _refuse_settled(year):
    if year.is_recorded or year.closed_on:
        raise ValidationError(f"Năm {year.year} đã qua hoặc đã khép hồ sơ nên không dự kiến vai trò được.")
    if year.office_terms.chairs().exists():
        noun = year.cluster.noun
        raise ValidationError(
            f"Năm {year.year} đã có {noun} trưởng. Muốn thay giữa nhiệm kỳ thì dùng mục “Thay giữa nhiệm kỳ”."
        )


@action
def remove_proposal(proposal, *, by):
    remove(proposal, Verb.OFFICE_PROPOSAL_REMOVED, by=by)


@action
def confirm_offices(cluster_year, choices, *, by, occasion="", document=None, starts_on=None, ends_on=None):
    """Settle the offices of a year as the conference or the authority decided, planned or otherwise.

    ``choices`` are Choice, the chair among them. With ``starts_on`` the terms are written; a chair who
    still waits for somebody to take over ends on the day before. Without, they begin on the day of the
    handover: the proposals wait for it. Raises ValidationError.
    """
    year = ClusterYear.objects.select_for_update(of=("self",)).get(pk=cluster_year.pk)
    _refuse_settled(year)
    noun = year.cluster.noun
    if [choice.office for choice in choices].count(Office.CHAIR) != 1:
        raise ValidationError(f"Chọn một đơn vị làm {noun} trưởng.")
    if len({choice.unit.pk for choice in choices}) != len(choices):
        raise ValidationError("Mỗi đơn vị chỉ giữ một vai trò trong năm.")
    year.proposed_terms.all().delete()
    facts = {"occasion": occasion, "document": document}
    changes = [["Bắt đầu", "", short_date(starts_on) if starts_on else "khi bàn giao"]]
    if starts_on:
        changes += _end_waiting(year.cluster, starts_on)
        for choice in choices:
            insert(_term(year, choice, starts_on, ends_on, facts))
    else:
        for choice in choices:
            insert(
                ProposedTerm(
                    cluster_year=year,
                    office=choice.office,
                    unit=choice.unit,
                    method=choice.method,
                    reason=choice.reason,
                    status=ProposedTerm.Status.AWAITING,
                    **facts,
                )
            )
    _know_vice_chair(year, [choice.office for choice in choices])
    for choice in choices:
        method = OfficeTerm.Method(choice.method).label.lower()
        label = office_label(choice.office, year.cluster)
        changes.append([label, "", f"{choice.unit.name_on(year.as_of(starts_on))} ({method})"])
    record(Verb.OFFICES_CONFIRMED, by=by, subject=year, changes=changes, note=occasion)


def _term(year, choice, starts_on, ends_on, facts):
    return OfficeTerm(
        cluster_year=year,
        office=choice.office,
        unit=choice.unit,
        person=choice.person,
        method=choice.method,
        note=choice.reason if choice.method == OfficeTerm.Method.ASSIGNMENT else "",
        starts_on=starts_on,
        ends_on=ends_on,
        **facts,
    )


def _end_waiting(cluster, starts_on):
    """Open ends of earlier terms close on the day before. Returns the changes."""
    changes = []
    waiting = OfficeTerm.objects.filter(
        cluster_year__cluster=cluster, ends_on=None, starts_on__lt=starts_on
    ).select_related("cluster_year__cluster", "unit")
    for term in waiting:
        term.ends_on = starts_on - timedelta(days=1)
        term.save(update_fields=["ends_on"])
        changes.append([f"{term.office_label} trước thôi giữ vai trò", "", f"{term.unit_name}"])
    return changes
