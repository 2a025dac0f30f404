"""What was taken out of a text, kept as plain data for as long as it can be put back.

It lies in the cache that all hosts share, not in the session: a session is written whole, and a request that read it
before the removal (another tab, the note of the last visit) would write it back without what was taken out.
"""

from dataclasses import asdict, dataclass, field
from decimal import Decimal

from django.core.cache import cache
from django.core.exceptions import ValidationError

from pledges.models import Content, Registration, Target
from pledges.tree import place_of

GONE = "Nội dung chứa điểm này không còn nữa nên chưa đưa lại được."
BACK = "Phần này đã được đưa lại."
KEPT = 12 * 60 * 60  # seconds: a day at work


@dataclass(frozen=True)
class Removed:
    """A content with its points, or a target with its registrations; ``position`` is its place among others, from 0."""

    kind: str
    values: dict
    position: int
    parent_id: int | None = None
    parts: list = field(default_factory=list)
    registered: str = ""

    def as_data(self):
        return asdict(self)

    @classmethod
    def of_content(cls, content):
        rows = list(content.pledge.contents.filter(parent=content.parent).order_by("position", "pk"))
        points = [{"text": point.text, "key": str(point.key)} for point in content.points.all()]
        values = {"text": content.text, "key": str(content.key)}
        return cls("content", values, place_of(content, rows), content.parent_id, points)

    @classmethod
    def of_target(cls, target):
        rows = list(target.registrations.select_related("unit"))
        parts = [{"unit_id": row.unit_id, "value": str(row.value), "note": row.note} for row in rows]
        values = {
            "kind": target.kind,
            "text": target.text,
            "population": target.population,
            "value": None if target.value is None else str(target.value),
            "measure": target.measure,
            "key": str(target.key),
        }
        registered = f"Các mức đã đăng ký: {'; '.join(map(str, rows))}." if rows else ""
        return cls("target", values, target.position, None, parts, registered)

    @property
    def label(self):
        text = self.values["text"]
        return text if len(text) <= 80 else f"{text[:80].rsplit(' ', 1)[0].rstrip(' ,;:')}…"

    def rows(self, pledge):
        """Yield the unsaved rows, each after the one before it was saved; the main one comes first.

        Raises ValidationError where the content of a point is gone, or the row is back already.
        """
        kind = Target if self.kind == "target" else Content
        if kind.objects.filter(pledge=pledge, key=self.values["key"]).exists():
            raise ValidationError(BACK)
        if self.kind == "target":
            value = self.values["value"]
            values = {**self.values, "value": None if value is None else Decimal(value)}
            yield (main := Target(**values, pledge=pledge, position=self.position))
            for part in self.parts:
                yield Registration(**{**part, "value": Decimal(part["value"])}, target=main)
            return
        parent = pledge.contents.filter(pk=self.parent_id, parent=None).first() if self.parent_id else None
        if self.parent_id and parent is None:
            raise ValidationError(GONE)
        yield (main := Content(**self.values, pledge=pledge, parent=parent))
        for place, part in enumerate(self.parts, start=1):
            yield Content(**part, pledge=pledge, parent=main, position=place)


def _place(pledge, user):
    return f"removed:{pledge.pk}:{user.pk}"


def keep(removed, pledge, user):
    """Keep what a person took out last of a pledge."""
    cache.set(_place(pledge, user), removed.as_data(), KEPT)


def last_of(pledge, user):
    """Return what the person took out last of the pledge; None where there is nothing (more) to put back."""
    found = cache.get(_place(pledge, user))
    return Removed(**found) if found else None


def forget(pledge, user):
    cache.delete(_place(pledge, user))
