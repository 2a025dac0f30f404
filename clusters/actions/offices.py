"""What is done to the offices of a cluster: terms given, changed, ended, replaced."""

from audit.record import action, save_changed, save_new
from audit.verbs import Verb
from clusters.models import ClusterYear, OfficeTerm


@action
def give_office(term, *, by):
    """Record that a unit holds an office. Raises ValidationError for a second chair, a chair that is the
    vice-chair too, or a unit that is not a member on the first day (the database's own sentences)."""
    if term.office == OfficeTerm.Office.VICE_CHAIR:
        ClusterYear.objects.filter(pk=term.cluster_year_id).update(vice_chair_known="some")
    return save_new(term, Verb.OFFICE_GIVEN, by=by)


@action
def change_office(term, *, by):
    return save_changed(term, Verb.OFFICE_CHANGED, by=by)


@action
def end_office(term, on, note, *, by):
    """The term ends on a day (its last); the row stays, a successor gets a row of its own."""
    term.ends_on, term.are_days_known = on, True
    term.note = "\n".join(part for part in (term.note, note) if part)
    return save_changed(term, Verb.OFFICE_ENDED, by=by)
