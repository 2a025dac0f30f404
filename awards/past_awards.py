"""What nominees were given already: decided awards of the same nominee, also of the units that became its unit."""

from django.db.models import Q

from awards.models import AwardForm, Nomination
from clusters.models import Unit
from vietnamese.dates import short_date
from vietnamese.keys import search_key


def families_of(unit_ids):
    """Return ``{unit id: ids of the unit and of those that became it}``."""
    rows = Unit.objects.filter(pk__in=unit_ids).values_list("pk", "ancestor_ids")
    return {pk: frozenset([pk, *ancestors]) for pk, ancestors in rows}


def past_awards(nominations, until=None):
    """Return ``{nomination pk: [decided Nomination, …]}``, the earliest decision first, in a fixed number of queries.

    Only decisions up to the day ``until`` count, where one is given; a nomination is never its own past.
    """
    nominations = list(nominations)
    families = families_of({row.unit_id for row in nominations})
    units = frozenset().union(*families.values())
    people = {row.person_id for row in nominations if row.person_id}
    rows = Nomination.objects.in_force().filter(Q(unit__in=units) | Q(person__in=people))
    if until:
        rows = rows.filter(decided_on__lte=until)
    rows = rows.select_related("granted", "person", "unit", "cluster_year").order_by("decided_on", "pk")
    rows = list(rows)
    return {
        row.pk: [past for past in rows if past.pk != row.pk and _is_same(row, past, families[row.unit_id])]
        for row in nominations
    }


def _is_same(row, past, family):
    if past.nominee_kind != row.nominee_kind:
        return False
    if row.person_id and past.person_id:
        return row.person_id == past.person_id
    if past.unit_id not in family:
        return False
    return search_key(row.named_nominee) == search_key(past.named_nominee)


def decision_text(past):
    """Return "Quyết định số 12/QĐ-UBND ngày 02/3/2026"."""
    return f"Quyết định số {past.decision_number} ngày {short_date(past.decided_on)}"


def told_in_lines(rows):
    """Return the past awards in lines for a cell of a table, "" where none is known."""
    return "\n".join(
        f"- {row.granted.name}, năm {row.cluster_year.year} ({decision_text(row)})" for row in rows
    )


def is_title(row):
    return row.granted.group == AwardForm.Group.TITLE


__all__ = ["decision_text", "families_of", "is_title", "past_awards", "told_in_lines"]
