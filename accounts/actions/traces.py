"""What the history keeps of those who only read: what they took out of the program, where they were turned away."""

from datetime import timedelta

from django.utils import timezone

from audit.models import Event
from audit.record import action, record
from audit.verbs import Verb

WINDOW = timedelta(hours=1)
MOST = 60  # refusals of one person in an hour; more would tell nothing new and flood the history


@action
def note_leaving(verb, name, about, *, by):
    """Record that a file called ``name`` leaves; ``about`` is its record, or None for a list of several."""
    subject, place = (by, _only_authority(by)) if about is None else (about, None)
    return record(verb, by=by, subject=subject, label=name, authority=place)


@action
def note_refusal(path, reason, about, *, by):
    """Record that a person was turned away at an address, with the reason they read; once an hour and address."""
    since = timezone.now() - WINDOW
    told = Event.objects.filter(actor=by, verb=Verb.ACCESS_REFUSED, at__gt=since)
    paths = list(told.values_list("subject_label", flat=True)[:MOST])
    if path[:500] in paths or len(paths) == MOST:
        return None
    place = about.audit_place() if hasattr(about, "audit_place") else (None, None)
    return record(
        Verb.ACCESS_REFUSED,
        by=by,
        subject=by,
        label=path,
        note=reason,
        authority=place[0] or _only_authority(by),
        cluster_year=place[1],
    )


def _only_authority(user):
    """Return the one authority that a person works for, in whose history stands what belongs to no record; or None."""
    from django.apps import apps

    ids = user.reach().authority_ids()
    return apps.get_model("clusters", "Authority").objects.get(pk=ids[0]) if len(ids) == 1 else None
