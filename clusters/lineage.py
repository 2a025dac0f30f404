"""What an arrangement of units (merger, split, renaming, dissolution) changes: worked out before it is done.

``effects_of`` reads and refuses; the page shows its answer as the preview, ``actions.record_event`` does
exactly that. Nothing here writes, but ``refresh_derived``, which keeps the columns that follow from it.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db.models import Q

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
from vietnamese.dates import short_date

Kind = UnitEvent.Kind


@dataclass(frozen=True)
class NewUnit:
    """A unit that an arrangement makes."""

    name: str
    short_name: str = ""
    head_post: str = ""


@dataclass(frozen=True)
class Arrangement:
    """What was decided, as typed.

    ``before`` are the units concerned; ``goes_on`` is the one of them, or another existing unit, that
    receives a merger or remains after a split; ``made`` are the units that come into being. Of a
    renaming ``made`` holds the one new name. ``others`` names units outside the system.
    """

    authority: Authority
    kind: str
    effective_on: date
    before: tuple[Unit, ...]
    made: tuple[NewUnit, ...] = ()
    goes_on: Unit | None = None
    others: str = ""
    keeps_places: bool = True  # the new unit is a member where the old ones were
    keeps_offices: bool = False  # ... and holds on to their offices
    moves_accounts: bool = True  # people who work for the old units work for the new one

    @property
    def last_day(self):
        return self.effective_on - timedelta(days=1)

    @property
    def ending(self):
        """The units that end on the day before."""
        if self.kind == Kind.RENAME:
            return ()
        return tuple(unit for unit in self.before if unit != self.goes_on)

    @property
    def after(self):
        """Names of what is there afterwards, the unit that goes on first."""
        kept = [self.goes_on.name_on(self.effective_on)] if self.goes_on else []
        return kept + [unit.name for unit in self.made]


@dataclass
class Effects:
    """What will change. Units that are still to be made stand as their place in ``arrangement.made``."""

    arrangement: Arrangement
    ends: list = field(default_factory=list)  # units
    names: list = field(default_factory=list)  # (old name, new name), from the day on
    memberships_end: list = field(default_factory=list)  # Membership
    places: list = field(default_factory=list)  # (Cluster, position): who follows takes this place
    terms_end: list = field(default_factory=list)  # OfficeTerm
    terms_start: list = field(default_factory=list)  # OfficeTerm that the unit that follows goes on with
    vacant: list = field(default_factory=list)  # OfficeTerm left without a holder
    proposals_move: list = field(default_factory=list)  # ProposedTerm that the unit that follows takes over
    proposals_drop: list = field(default_factory=list)  # ProposedTerm that falls away
    accounts: list = field(default_factory=list)  # accounts.Assignment that move

    @property
    def heir_name(self):
        """The name of the one unit that follows; "" where there is none or there are several."""
        return self.arrangement.after[0] if len(self.arrangement.after) == 1 else ""


def effects_of(arrangement):
    """Return the Effects. Raises ValidationError for what cannot be: a unit merged with itself, one that
    does not exist on the day, an office or a membership that begins afterwards."""
    _refuse(arrangement)
    effects = Effects(arrangement)
    if arrangement.kind == Kind.RENAME:
        (unit,), (new,) = arrangement.before, arrangement.made
        effects.names.append((unit.name_on(arrangement.last_day), new.name))
        return effects
    effects.ends = list(arrangement.ending)
    effects.memberships_end = list(
        _running(Membership.objects, arrangement).select_related("cluster", "unit")
    )
    _refuse_later(arrangement)
    if arrangement.keeps_places and arrangement.after:
        effects.places = _places(arrangement, effects.memberships_end)
    _offices(arrangement, effects)
    _proposals(arrangement, effects)
    if arrangement.moves_accounts and len(arrangement.after) == 1:
        effects.accounts = _accounts(arrangement)
    return effects


def _refuse(arrangement):
    kind, before, made, goes_on = (
        arrangement.kind,
        arrangement.before,
        arrangement.made,
        arrangement.goes_on,
    )
    sources = len(set(before) | ({goes_on} if goes_on else set())) + bool(arrangement.others)
    if not before:
        raise ValidationError({"before": "Chọn ít nhất một đơn vị."})
    if kind == Kind.MERGER and sources < 2:
        raise ValidationError(
            {"before": "Hợp nhất, sáp nhập phải có từ hai đơn vị trở lên: chọn thêm đơn vị, hoặc ghi đơn vị khác "
             "cùng tham gia nếu đơn vị đó không có trong hệ thống."}
        )  # fmt: skip
    if kind == Kind.MERGER and (goes_on is not None) == bool(made):
        raise ValidationError({"names": "Ghi tên đơn vị mới hoặc chọn đơn vị tiếp nhận, chỉ một trong hai."})
    if kind == Kind.MERGER and len(made) > 1:
        raise ValidationError({"names": "Hợp nhất, sáp nhập chỉ thành một đơn vị; ghi một tên."})
    if kind == Kind.SPLIT and (len(before) != 1 or goes_on not in (None, *before)):
        raise ValidationError({"before": "Chia, tách từng đơn vị một; bỏ chọn các đơn vị khác."})
    if kind == Kind.SPLIT and len(made) + bool(goes_on) < 2:
        raise ValidationError({"names": "Ghi tên các đơn vị sau khi chia, tách; mỗi đơn vị một dòng."})
    if kind == Kind.RENAME and (len(before) != 1 or len(made) != 1):
        raise ValidationError({"names": "Ghi tên mới của đơn vị."})
    if kind == Kind.RENAME and made[0].name == before[0].name_on(arrangement.last_day):
        raise ValidationError({"names": "Tên mới giống tên hiện nay của đơn vị."})
    if kind == Kind.DISSOLUTION and (made or goes_on):
        raise ValidationError(
            {"names": "Giải thể thì không có đơn vị tiếp nhận; nếu có, chọn hợp nhất, sáp nhập."}
        )
    for unit in {*before, *([goes_on] if goes_on else [])}:
        _refuse_absent(unit, arrangement)
    _refuse_ended(arrangement)


def _refuse_ended(arrangement):
    """A unit ends once; this is also what the second click on the same button reads."""
    ends = (
        UnitEventPart.objects.filter(side="before", unit__in=arrangement.ending)
        .exclude(event__kind=Kind.RENAME)
        .select_related("event", "unit")
        .prefetch_related("event__parts__unit")
    )
    for part in ends:
        if part.unit not in part.event.side("after"):
            raise ValidationError(
                f"Đã ghi nhận {part.unit} kết thúc hoạt động: {part.event}, có hiệu lực từ ngày "
                f"{short_date(part.event.effective_on)}. Ghi nhầm thì hủy ghi nhận đó rồi ghi lại."
            )


def _refuse_absent(unit, arrangement):
    day = arrangement.effective_on
    if unit.founded_on and unit.founded_on >= day:
        raise ValidationError(
            {"effective_on": f"{unit.name} thành lập ngày {short_date(unit.founded_on)}, không trước ngày "
             f"sắp xếp {short_date(day)}. Sửa ngày có hiệu lực hoặc chọn đơn vị khác."}
        )  # fmt: skip
    if unit.ended_on and unit.ended_on < arrangement.last_day:
        raise ValidationError(
            {"effective_on": f"{unit.name} đã kết thúc hoạt động ngày {short_date(unit.ended_on)}, trước ngày "
             f"sắp xếp {short_date(day)}. Sửa ngày có hiệu lực hoặc chọn đơn vị khác."}
        )  # fmt: skip
    if unit == arrangement.goes_on and unit.ended_on and unit.ended_on < day:
        raise ValidationError(
            {"goes_on": f"{unit.name} đã kết thúc hoạt động ngày {short_date(unit.ended_on)} nên không tiếp "
             "nhận được. Chọn đơn vị khác."}
        )  # fmt: skip


def _running(rows, arrangement):
    """Rows of the ending units (memberships, terms) that hold on the last day and would hold after it."""
    return rows.filter(
        Q(ends_on=None) | Q(ends_on__gt=arrangement.last_day),
        unit__in=arrangement.ending,
        starts_on__lte=arrangement.last_day,
    )


def _refuse_later(arrangement):
    for rows, what in ((OfficeTerm.objects, "nhiệm kỳ"), (Membership.objects, "tư cách thành viên")):
        row = rows.filter(unit__in=arrangement.ending, starts_on__gt=arrangement.last_day).first()
        if row:
            raise ValidationError(
                f"{row.unit} đã được ghi {what} bắt đầu từ ngày {short_date(row.starts_on)}, sau ngày sắp xếp. "
                f"Sửa {what} đó rồi ghi nhận sắp xếp."
            )


def _places(arrangement, memberships):
    """In each cluster the first place of the ending units, unless the unit that goes on is a member already."""
    places = {}
    for row in sorted(memberships, key=lambda row: (row.cluster_id, row.position, row.pk)):
        places.setdefault(row.cluster_id, (row.cluster, row.position))
    if arrangement.goes_on:
        present = Membership.objects.filter(unit=arrangement.goes_on).during(
            arrangement.effective_on, arrangement.effective_on
        )
        for cluster_id in present.values_list("cluster_id", flat=True):
            places.pop(cluster_id, None)
    if arrangement.kind == Kind.SPLIT and arrangement.goes_on:
        # the part that is split off stands beside the unit that goes on
        for row in (
            Membership.objects.filter(unit=arrangement.goes_on)
            .during(arrangement.effective_on, arrangement.effective_on)
            .select_related("cluster")
        ):
            places[row.cluster_id] = (row.cluster, row.position)
    return list(places.values())


def _offices(arrangement, effects):
    """Terms that end; of two offices that come together in one unit the higher one goes on."""
    rows = _running(OfficeTerm.objects, arrangement).select_related("cluster_year__cluster", "unit")
    effects.terms_end = sorted(rows, key=lambda term: (term.cluster_year.cluster_id, term.office, term.pk))
    taken = set()
    if arrangement.goes_on:
        held = OfficeTerm.objects.filter(unit=arrangement.goes_on).on_day(arrangement.effective_on)
        taken = {(term.cluster_year.cluster_id) for term in held.select_related("cluster_year")}
    clusters = {cluster.pk for cluster, _ in effects.places} | taken
    if arrangement.goes_on:
        clusters |= set(
            Membership.objects.filter(unit=arrangement.goes_on)
            .during(arrangement.effective_on, arrangement.effective_on)
            .values_list("cluster_id", flat=True)
        )
    for term in effects.terms_end:
        cluster = term.cluster_year.cluster_id
        follows = arrangement.keeps_offices and len(arrangement.after) == 1 and cluster in clusters
        if follows and cluster not in taken:
            effects.terms_start.append(term)
            taken.add(cluster)
        else:
            effects.vacant.append(term)


def _proposals(arrangement, effects):
    """Plans for years that begin after the day: the one unit that follows takes the turn over, once a year."""
    rows = ProposedTerm.objects.filter(
        unit__in=arrangement.ending, cluster_year__starts_on__gt=arrangement.last_day
    ).select_related("cluster_year__cluster", "unit")
    taken = set()
    if arrangement.goes_on:
        own = ProposedTerm.objects.filter(unit=arrangement.goes_on)
        taken = set(own.values_list("cluster_year_id", flat=True))
    for row in sorted(rows, key=lambda row: (row.cluster_year_id, row.office, row.pk)):
        if len(arrangement.after) == 1 and row.cluster_year_id not in taken:
            effects.proposals_move.append(row)
            taken.add(row.cluster_year_id)
        else:
            effects.proposals_drop.append(row)


def _accounts(arrangement):
    """Assignments of people to the ending units; read through the relation, accounts stand below."""
    rows = []
    for unit in arrangement.ending:
        rows += list(
            unit.assignments.filter(
                Q(ends_on=None) | Q(ends_on__gt=arrangement.last_day), starts_on__lte=arrangement.last_day
            ).select_related("user")
        )
    return rows


# --- reading -----------------------------------------------------------------------------------------


def relatives(unit):
    """Return the events by which the unit came to be and went on, and those of everything before and after
    it: ``[UnitEvent, …]`` in the order of time, with parts and units. Queries grow with generations only."""
    found, units, asked = {}, {unit.pk}, set()
    while units - asked:
        fresh = units - asked
        asked |= fresh
        events = (
            UnitEvent.objects.filter(parts__unit__in=fresh)
            .exclude(kind=Kind.RENAME)
            .prefetch_related("parts__unit")
            .select_related("document")
            .distinct()
        )
        for event in events:
            found[event.pk] = event
            units |= {part.unit_id for part in event.parts.all()}
    return sorted(found.values(), key=lambda event: (event.effective_on, event.pk))


def life_events(unit):
    """Return the ``relatives`` of a unit together with the renamings of all of them, in the order of time."""
    events = relatives(unit)
    units = {unit.pk} | {part.unit_id for event in events for part in event.parts.all()}
    renamings = (
        UnitEvent.objects.filter(kind=Kind.RENAME, parts__unit__in=units)
        .prefetch_related("parts__unit")
        .select_related("document")
        .distinct()
    )
    return sorted([*events, *renamings], key=lambda event: (event.effective_on, event.pk))


def family_ids(unit):
    """The unit itself and everything that went into it."""
    return [unit.pk, *unit.ancestor_ids]


def refresh_derived(units):
    """Write anew what follows from names and events: past names, ancestors (also of what came after), keys."""
    pks = set(_descendants({unit.pk for unit in units}))
    parents = _parents()
    rows = Unit.objects.filter(pk__in=pks).prefetch_related("former_names")
    for unit in rows:
        unit.past_names = [
            [row.until.isoformat(), row.name, row.short_name]
            for row in sorted(unit.former_names.all(), key=lambda row: row.until)
        ]
        unit.ancestor_ids = sorted(_reach(unit.pk, parents) - {unit.pk})
        unit.save(update_fields=["past_names", "ancestor_ids", "sort_key", "search_text"])
    for unit in units:
        unit.refresh_from_db()


def _pairs():
    """Yield (unit before, unit after) of all events; a table of some dozens of rows."""
    sides = defaultdict(lambda: {"before": [], "after": []})
    for event, side, unit in UnitEventPart.objects.values_list("event_id", "side", "unit_id"):
        sides[event][side].append(unit)
    for event in sides.values():
        for before in event["before"]:
            for after in event["after"]:
                if before != after:
                    yield before, after


def _parents():
    parents = defaultdict(set)
    for before, after in _pairs():
        parents[after].add(before)
    return parents


def _descendants(pks):
    children = defaultdict(set)
    for before, after in _pairs():
        children[before].add(after)
    return set().union(*(_reach(pk, children) for pk in pks)) | pks


def _reach(pk, edges):
    found, fresh = set(), {pk}
    while fresh:
        found |= fresh
        fresh = set().union(*(edges.get(one, set()) for one in fresh)) - found
    return found


__all__ = [
    "Arrangement",
    "Effects",
    "FormerName",
    "NewUnit",
    "effects_of",
    "family_ids",
    "life_events",
    "refresh_derived",
    "relatives",
]
