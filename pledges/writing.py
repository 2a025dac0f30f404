"""The page on which a pledge is written, as plain data, and one save of what is being typed there."""

import hashlib
import json
import uuid
from datetime import date, timedelta
from functools import cached_property

from django.db.models import Q
from django.forms import Textarea
from django.utils import timezone

from audit.models import Event
from pledges.forms import BasisForm, ContentForm, PledgeForm, TargetForm
from pledges.models import Basis, Content, Target
from pledges.validity import day_of
from pledges.wording import merged, word_diff
from vietnamese.dates import short_date
from vietnamese.keys import search_key
from vietnamese.listing import point_letter
from vietnamese.numbers import format_decimal

HEAD = (
    "title",
    "opening",
    "closing",
    "originals",
    "declared_contents",
    "registration_due_on",
    "text_state",
    "source_note",
)
FORMS = {"pledge": PledgeForm, "content": ContentForm, "target": TargetForm}
RECENT = timedelta(minutes=5)
FOUND = 8


class Desk:
    """A draft as its writers see it: rows with revisions, a constant number of queries."""

    def __init__(self, pledge):
        self.pledge = pledge

    @cached_property
    def contents(self):
        return list(self.pledge.contents.filter(parent=None).prefetch_related("points"))

    @property
    def tree(self):
        """Return ``[(number, Content, [(letter, point), …]), …]``."""
        return [
            (number, top, [(point_letter(place), point) for place, point in enumerate(top.points.all(), 1)])
            for number, top in enumerate(self.contents, 1)
        ]

    @cached_property
    def targets(self):
        return list(self.pledge.targets.all())

    @property
    def target_boxes(self):
        """Return ``[(Target, its form), …]``."""
        return [(row, boxes_of(row)) for row in self.targets]

    @property
    def new_target(self):
        return boxes_of(Target(pledge=self.pledge))

    @cached_property
    def head(self):
        return _bare(PledgeForm(instance=self.pledge, auto_id="dau-%s"))

    @cached_property
    def bases(self):
        """Return ``[(Basis, whether it is in force), …]``; None where that is unknown."""
        rows = list(self.pledge.bases.select_related("document__replaced_by"))
        return [(row, self.day and row.document.is_in_force_on(self.day)) for row in rows]

    @cached_property
    def day(self):
        return day_of(self.pledge, timezone.localdate())

    @cached_property
    def differ(self):
        """Return (declared, listed) where the declared number is not that of the list, else None."""
        declared = self.pledge.declared_contents
        return None if declared is None or declared == len(self.contents) else (declared, len(self.contents))

    def state(self):
        """Return everything that changes while people write, as data for the page."""
        pledge = self.pledge
        found = {
            "open": pledge.is_open,
            "pledge": {"revision": pledge.revision, "values": texts_of(pledge, "pledge")},
            "contents": [
                {**_part(top, "content"), "points": [_part(point, "content") for point in top.points.all()]}
                for top in self.contents
            ],
            "targets": [_part(target, "target") for target in self.targets],
            "differ": self.differ,
            "editors": self._editors(),
        }
        found["version"] = version_of(found)
        return found

    def _editors(self):
        """Return who touched which part in the last minutes: ``{"content-12": name}``."""
        parts = [("content", [row.pk for top in self.contents for row in (top, *top.points.all())])]
        parts += [("target", [row.pk for row in self.targets]), ("pledge", [self.pledge.pk])]
        wanted = Q(pk=None)
        for name, keys in parts:
            wanted |= Q(subject_type=f"pledges.{name}", subject_id__in=list(map(str, keys)))
        since = timezone.now() - RECENT
        events = Event.deeds.filter(wanted, at__gte=since).order_by("at", "pk")
        return {
            f"{kind.removeprefix('pledges.')}-{pk}": name
            for kind, pk, name in events.values_list("subject_type", "subject_id", "actor_name")
        }


def boxes_of(target):
    """Return the form of a target with boxes that stand in a line."""
    return _bare(TargetForm(instance=target, auto_id=f"chi-tieu-{target.pk or 'moi'}-%s"))


def _bare(form):
    for name, field in form.fields.items():
        is_choice = hasattr(field, "choices")
        field.widget.attrs["class"] = "form-select" if is_choice else "form-control"
        field.widget.attrs.pop("data-draft-key", None)  # the page keeps what is typed by itself
        if isinstance(field.widget, Textarea):
            field.widget.attrs["rows"] = 1
        field.widget.attrs["autocomplete"] = "off"
        if name == "seen":
            field.widget.attrs.pop("class")
    return form


def version_of(found):
    told = json.dumps({key: value for key, value in found.items() if key != "editors"}, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _part(row, part):
    return {
        "pk": row.pk,
        "key": str(row.key),
        "revision": row.revision,
        "values": texts_of(row, part),
    }


def texts_of(row, part):
    """Return the values as they stand in the boxes of the page."""
    match part:
        case "content":
            return {"text": row.text}
        case "target":
            value = "" if row.value is None else format_decimal(row.value)
            return {
                "kind": row.kind,
                "text": row.text,
                "population": row.population,
                "value": value,
                "measure": row.measure,
            }
        case _:
            return {name: _typed_as(getattr(row, name)) for name in HEAD}


def _typed_as(value):
    if value is None:
        return ""
    return short_date(value) if isinstance(value, date) else str(value)


class Typed:
    """One save, as the page sends it: which row, what was changed, from which revision on.

    ``row`` is None where somebody has taken the row out meanwhile; a row without ``pk`` is a new one.
    """

    def __init__(self, pledge, posted):
        self.pledge, self.posted = pledge, posted
        self.part = posted.get("part") if posted.get("part") in FORMS else "content"
        self.is_new = self.part != "pledge" and not posted.get("pk")
        self.row = self._row()
        self.is_left = posted.get("left") == "1"
        self.base = {name[5:]: value for name, value in posted.items() if name.startswith("base_")}

    def _row(self):
        if self.part == "pledge":
            return self.pledge
        rows = self.pledge.contents if self.part == "content" else self.pledge.targets
        if not self.is_new:
            return rows.filter(pk=_number(self.posted.get("pk"))).first()
        key = _uuid(self.posted.get("key"))
        if self.part == "target":
            return Target(pledge=self.pledge, **({"key": key} if key else {}))
        parent = None
        if self.posted.get("cha"):
            parent = rows.filter(pk=_number(self.posted["cha"]), parent=None).first()
            if parent is None:
                return None
        return Content(pledge=self.pledge, parent=parent, **({"key": key} if key else {}))

    @cached_property
    def form(self):
        """The ordinary form, with what the page did not send as it is stored."""
        blank = FORMS[self.part](instance=self.row)
        stored = {name: blank[name].value() for name in blank.fields}
        sent = {name: self.posted[name] for name in blank.fields if name in self.posted}
        return FORMS[self.part](
            {name: value for name, value in {**stored, **sent}.items() if value is not None},
            instance=self.row,
        )

    @property
    def values(self):
        names = [name for name in self.form.fields if name in self.posted and name != "seen"]
        return {name: self.form.cleaned_data[name] for name in names}

    @property
    def seen(self):
        return _number(self.posted.get("seen"))

    @property
    def position(self):
        return _number(self.posted.get("vi_tri"))

    def conflict(self, stored):
        """Return both texts of what two people wrote at once, compared, for the page to let a person choose."""
        theirs, mine = texts_of(stored, self.part), self.posted
        name = next(
            (
                name
                for name in theirs
                if name in mine and mine[name] != theirs[name] and name not in ("kind", "value")
            ),
            "text" if "text" in theirs else "title",
        )
        text = mine.get(name, "")
        base = self.base.get(name, theirs[name])
        return {
            "revision": stored.revision,
            "field": name,
            "values": theirs,
            "theirs": theirs[name],
            "merged": merged(base, text, theirs[name]),
            "segments": [{"state": part.state, "text": part.text} for part in word_diff(theirs[name], text)],
        }


def _number(text):
    text = str(text or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 12 else None


def _uuid(text):
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return None


def documents_found(pledge, user, text):
    """Return ``[(document, whether it is in force), …]`` that may become a basis and match what is searched."""
    if not search_key(text):
        return []
    day = day_of(pledge, timezone.localdate())
    offered = BasisForm(instance=Basis(pledge=pledge), user=user).fields["document"].queryset
    rows = offered.matching(text).select_related("replaced_by")[:FOUND]
    return [(row, day and row.is_in_force_on(day)) for row in rows]
