"""Conferences and their parts."""

from django.core.exceptions import ValidationError

from audit.record import action, remove, save_changed, save_new
from audit.verbs import Verb
from pledges.models import FollowUp
from pledges.moves import last_position
from pledges.ordering import move
from vietnamese.dates import short_date


@action
def add_ceremony(ceremony, *, by):
    ceremony.clean()
    return save_new(ceremony, Verb.CEREMONY_ADDED, by=by)


@action
def change_ceremony(ceremony, *, by):
    return save_changed(ceremony, Verb.CEREMONY_CHANGED, by=by)


def _add_part(part, rows, verb, by):
    part.position = last_position(rows) + 1
    return save_new(part, verb, by=by)


@action
def add_participant(participant, *, by):
    """Add a person or a body; the first witness makes the conference one with witnesses."""
    _note_witness(participant)
    return _add_part(participant, participant.ceremony.participants.all(), Verb.PARTICIPANT_ADDED, by)


def _note_witness(participant):
    ceremony = participant.ceremony
    if participant.is_witness and ceremony.witnesses_known != "some":
        ceremony.witnesses_known = "some"
        ceremony.save(update_fields=["witnesses_known"])


@action
def change_participant(participant, *, by):
    _note_witness(participant)
    return save_changed(participant, Verb.PARTICIPANT_CHANGED, by=by)


@action
def move_participant(participant, up=None, place=None, *, by):
    rows = participant.ceremony.participants.all()
    return move(participant, rows, Verb.PARTICIPANT_MOVED, by=by, up=up, place=place)


@action
def remove_participant(participant, *, by):
    remove(participant, Verb.PARTICIPANT_REMOVED, by=by)


@action
def add_agenda_item(item, *, by):
    return _add_part(item, item.ceremony.agenda.all(), Verb.AGENDA_ADDED, by)


@action
def change_agenda_item(item, *, by):
    return save_changed(item, Verb.AGENDA_CHANGED, by=by)


@action
def move_agenda_item(item, up=None, place=None, *, by):
    rows = item.ceremony.agenda.all()
    return move(item, rows, Verb.AGENDA_MOVED, by=by, up=up, place=place)


@action
def remove_agenda_item(item, *, by):
    remove(item, Verb.AGENDA_REMOVED, by=by)


@action
def add_remark(remark, *, by):
    return _add_part(remark, remark.ceremony.remarks.all(), Verb.REMARK_ADDED, by)


@action
def change_remark(remark, *, by):
    return save_changed(remark, Verb.REMARK_CHANGED, by=by)


@action
def move_remark(remark, up=None, place=None, *, by):
    """Remarks stand by kind; one moves among those of its kind."""
    rows = remark.ceremony.remarks.filter(kind=remark.kind)
    return move(remark, rows, Verb.REMARK_CHANGED, by=by, up=up, place=place)


@action
def remove_remark(remark, *, by):
    remove(remark, Verb.REMARK_REMOVED, by=by)


@action
def add_follow_up(follow_up, *, by):
    return _add_part(follow_up, follow_up.ceremony.follow_ups.all(), Verb.FOLLOW_UP_ADDED, by)


@action
def change_follow_up(follow_up, *, by):
    return save_changed(follow_up, Verb.FOLLOW_UP_CHANGED, by=by)


@action
def remove_follow_up(follow_up, *, by):
    remove(follow_up, Verb.FOLLOW_UP_REMOVED, by=by)


@action
def finish_follow_up(follow_up, day, *, by):
    """Say that a task was done on the day. One that somebody has already finished keeps its day."""
    stored = FollowUp.objects.select_for_update(of=("self",)).get(pk=follow_up.pk)
    if stored.done_on:
        raise ValidationError(f"Việc này đã được ghi là xong ngày {short_date(stored.done_on)}.")
    stored.done_on = day
    return save_changed(stored, Verb.FOLLOW_UP_CHANGED, by=by)
