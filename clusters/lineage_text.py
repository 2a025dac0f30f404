"""What an arrangement of units changes, in words: before it is confirmed and after it is done."""

from dataclasses import dataclass

from clusters.lineage import Kind
from clusters.models import ClusterYear, Membership, OfficeTerm, ProposedTerm, Unit
from clusters.models.office import office_label
from documents.models import OfficialDocument
from vietnamese.dates import short_date


@dataclass(frozen=True)
class Change:
    """One kind of change and the records it concerns."""

    heading: str
    lines: tuple


def _changes(*pairs):
    return [Change(heading, tuple(lines)) for heading, lines in pairs if lines]


def foreseen(effects):
    """Return the Changes that ``lineage.effects_of`` foresees, in the order in which they are read."""
    plan, heir = effects.arrangement, effects.heir_name
    last, day = short_date(plan.last_day), short_date(plan.effective_on)
    joining = [unit.name for unit in plan.made] if plan.kind == Kind.SPLIT else plan.after
    return _changes(
        (
            "Đơn vị kết thúc hoạt động",
            [f"{one.name_on(plan.last_day)}: hết ngày {last}" for one in effects.ends],
        ),
        ("Tên mới", [f"{old} → {new}: từ ngày {day}" for old, new in effects.names]),
        ("Đơn vị mới", [f"{_described(unit)}: từ ngày {day}" for unit in plan.made if not effects.names]),
        ("Đơn vị tiếp tục hoạt động", _going_on(plan)),
        (
            "Thôi là thành viên",
            [
                f"{one.unit.name_on(plan.last_day)}, {one.cluster}: hết ngày {last}"
                for one in effects.memberships_end
            ],
        ),
        (
            "Là thành viên, đúng vị trí cũ",
            [
                f"{name}, {cluster}: từ ngày {day}, thứ tự {position}"
                for cluster, position in effects.places
                for name in joining
            ],
        ),
        ("Nhiệm kỳ kết thúc", [f"{_office(term)}: hết ngày {last}" for term in effects.terms_end]),
        (
            "Vai trò được giữ tiếp",
            [f"{_office(term)} → {heir}: từ ngày {day}" for term in effects.terms_start],
        ),
        ("Vai trò chưa có đơn vị giữ", [f"{_office(term)}: từ ngày {day}" for term in effects.vacant]),
        ("Dự kiến luân phiên được tiếp nhận", [f"{row} → {heir}" for row in effects.proposals_move]),
        ("Dự kiến luân phiên không còn", [str(row) for row in effects.proposals_drop]),
        (
            "Tài khoản chuyển sang đơn vị kế thừa",
            [
                f"{row.user.full_name} ({row.get_role_display()}): {row.unit} → {heir}"
                for row in effects.accounts
            ],
        ),
    )


def _described(unit):
    return f"{unit.name} (tên gọn: {unit.short_name})" if unit.short_name else unit.name


def _going_on(plan):
    return [plan.goes_on.name_on(plan.effective_on)] if plan.goes_on else []


def _office(term):
    year = term.cluster_year
    return f"{term.office_label} năm {year.year} của {year.cluster}, {term.unit_name}"


def done(event, user, with_people):
    """Return the Changes that an event has made, as far as this person may see the records."""
    kept = event.effects
    memberships = Membership.objects.visible_to(user).select_related("cluster", "unit")
    terms = OfficeTerm.objects.visible_to(user).select_related("cluster_year__cluster", "unit")
    proposals = ProposedTerm.objects.visible_to(user).select_related("cluster_year__cluster", "unit")
    ended, begun = _rows(memberships, kept, "memberships_ended"), _rows(memberships, kept, "memberships_made")
    return _changes(
        ("Đơn vị kết thúc hoạt động", _names(event, kept.get("units_ended", []), event.last_day)),
        ("Đơn vị mới", _names(event, kept.get("units_made", []), event.effective_on)),
        ("Thôi là thành viên", [f"{row.unit_name}, {row.cluster}" for row in ended]),
        ("Là thành viên", [f"{row.unit.name_on(event.effective_on)}, {row.cluster}" for row in begun]),
        ("Nhiệm kỳ kết thúc", [_office(row) for row in _rows(terms, kept, "terms_ended")]),
        ("Vai trò được giữ tiếp", [_office(row) for row in _rows(terms, kept, "terms_made")]),
        (
            "Dự kiến luân phiên được tiếp nhận",
            [str(row) for row in _rows(proposals, kept, "proposals_moved")],
        ),
        ("Dự kiến luân phiên không còn", _dropped(kept, user)),
        ("Tài khoản chuyển sang đơn vị kế thừa", _people(event, kept) if with_people else []),
    )


def _rows(rows, kept, key):
    pks = [row[0] for row in kept.get(key, [])]
    return list(rows.filter(pk__in=pks)) if pks else []


def _names(event, rows, day):
    pks = {row[0] for row in rows}
    units = {part.unit_id: part.unit for part in event.parts.all()}
    return [unit.name_on(day) for pk, unit in units.items() if pk in pks]


def _dropped(kept, user):
    rows = kept.get("proposals_dropped", [])
    if not rows:
        return []
    years = ClusterYear.objects.visible_to(user).select_related("cluster").in_bulk([row[0] for row in rows])
    return [
        f"{office_label(office, years[year].cluster)} năm {years[year].year} của {years[year].cluster}"
        for year, office, *_ in rows
        if year in years
    ]


def _people(event, kept):
    assignments = Unit._meta.get_field("assignments").related_model
    rows = _rows(assignments.objects.select_related("user"), kept, "accounts_ended")
    return [f"{row.user.full_name} ({row.get_role_display()})" for row in rows]


# --- events as lines of a table ----------------------------------------------------------------------


@dataclass(frozen=True)
class Named:
    """A unit under its name of the time; without an address for who may not open it, or outside the system."""

    name: str
    unit_id: int | None = None


@dataclass(frozen=True)
class EventLine:
    """An event with the names of both sides; ``document`` only where this person may open it."""

    event: object
    before: tuple
    after: tuple
    document: OfficialDocument | None


def event_lines(events, user):
    """Return an EventLine for each event. Two queries, whatever the number of events."""
    parts = [part for event in events for part in event.parts.all()]
    units = Unit.objects.visible_to(user).filter(pk__in={part.unit_id for part in parts})
    documents = OfficialDocument.objects.visible_to(user)
    documents = documents.filter(pk__in={event.document_id for event in events if event.document_id})
    seen, papers = set(units.values_list("pk", flat=True)), set(documents.values_list("pk", flat=True))

    def named(units, day):
        return [Named(unit.name_on(day), unit.pk if unit.pk in seen else None) for unit in units]

    return [
        EventLine(
            event,
            (*named(event.side("before"), event.last_day), *map(Named, event.outside())),
            tuple(named(event.side("after"), event.effective_on)),
            event.document if event.document_id in papers else None,
        )
        for event in events
    ]
