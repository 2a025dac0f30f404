"""Text that saves itself while it is typed: nobody overwrites somebody else, and the history stays readable.

docs/decisions/0010-autosave-and-history.md says why.
"""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone

from audit.models import Event
from audit.record import differences, record, snapshot

BURST = timedelta(minutes=10)
TOLD_AGAIN = timedelta(minutes=5)


class Meanwhile(ValidationError):
    """Somebody else has changed the row since it was read; nothing was written.

    ``stored`` is the row as it stands, ``who`` and ``at`` the person and the moment of the last event about
    it ("" and None where the history has none).
    """

    def __init__(self, stored):
        self.stored = stored
        event = last_event(stored)
        self.who = event.actor_name if event else ""
        self.at = timezone.localtime(event.at) if event else None
        super().__init__(f"{self.sentence} Bản đó chưa bị ghi đè; phần vừa gõ vẫn còn ở đây.")

    @property
    def sentence(self):
        """Say who changed what, and when."""
        what = {"pledge": "phần này", "target": "chỉ tiêu này"}.get(
            self.stored._meta.model_name, "nội dung này"
        )
        who = self.who or "Người khác"
        when = f" lúc {self.at:%H:%M}" if self.at else ""
        return f"{who} vừa sửa {what}{when}."


def events_about(row):
    return Event.deeds.filter(subject_type=row._meta.label_lower, subject_id=str(row.pk))


def last_event(row):
    return events_about(row).order_by("-at", "-pk").first()


def save_typed(row, verb, *, by, seen=None, base=None, is_left=True):
    """Check the whole row, update it, count its revision up; record it once a burst and when the row is left.

    ``seen`` is the revision that the writer had before them. Where the row has gone on since, Meanwhile is
    raised, unless each field that the writer changes still reads as in ``base`` ({field: text}). The
    pledge must be locked. Returns the row.
    """
    stored = type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
    before = snapshot(stored)
    if seen is not None and seen != stored.revision and not _untouched(row, before, base):
        raise Meanwhile(stored)
    row.full_clean()
    now = differences(before, row)
    row.revision = stored.revision + bool(now)
    if now:
        row.save()
    changes = _to_tell(row, before, now, by, is_left)
    if changes:
        record(verb, by=by, subject=row, changes=changes)
    return row


def typed_in(pledge):
    """Return what changes in a pledge with everything typed there, told or not told yet; one question."""
    parts = [part.order_by().values_list("pk", "revision") for part in (pledge.contents, pledge.targets)]
    return pledge.revision, sorted(parts[0].union(parts[1], all=True))


def _untouched(row, before, base):
    """Whether the row says already what the writer wants, or what they change still reads as they read it."""
    after = snapshot(row)
    changed = [name for name in after if after[name] != before[name]]
    return all(base is not None and before[name] == base.get(name) for name in changed)


def _to_tell(row, before, now, by, is_left):
    """Return the changes that an event has to tell now; empty while a burst of the same person goes on."""
    since = timezone.now() - BURST
    recent = list(events_about(row).filter(at__gte=since).order_by("at", "pk"))
    if not recent:
        return now
    last = recent[-1]
    told = _told(row, recent, before)
    if last.actor_id != by.pk:
        # The last person's typing went on after their event, and they did not leave the row in good order.
        late = [
            [f"{label} ({last.actor_name} sửa tiếp)", was, became]
            for label, was, became in _between(row, told, before)
        ]
        return [*late, *now] if now else []
    if not is_left and last.at > timezone.now() - TOLD_AGAIN:
        return []
    return differences(told, row)


def _told(row, events, before):
    """Return ``before`` with the values that the history gave last."""
    labels = {_label(field): field.name for field in row._meta.concrete_fields}
    told = dict(before)
    for event in events:
        for label, _, after in event.changes:
            if label in labels:
                told[labels[label]] = after
    return told


def _label(field):
    name = str(field.verbose_name)
    return name[:1].upper() + name[1:]


def _between(row, told, before):
    return [
        [_label(field), told[field.name], before[field.name]]
        for field in row._meta.concrete_fields
        if field.name in before and told[field.name] != before[field.name]
    ]
