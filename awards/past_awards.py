"""What nominees were given already: decided awards of the same nominee, also of the units that became its unit."""

from django.db.models import Q, prefetch_related_objects

from awards.models import AwardForm, Nomination
from clusters.lineage import family_ids
from vietnamese.dates import short_date
from vietnamese.keys import name_key


def past_awards(nominations, until=None):
    """Return ``{nomination pk: [decided Nomination, …]}``, the earliest decision first, in a fixed number of queries.

    Only decisions up to the day ``until`` count, where one is given.
    """
    rows = Nomination.objects.in_force()
    if until:
        rows = rows.filter(decided_on__lte=until)
    rows = rows.select_related("granted", "person", "unit", "cluster_year").order_by("decided_on", "pk")
    return of_the_same_nominees(nominations, rows)


def of_the_same_nominees(nominations, rows):
    """Return ``{nomination pk: [the rows of its nominee]}``; a nomination is never its own past."""
    nominations = list(nominations)
    prefetch_related_objects(nominations, "unit")
    families = {row.pk: frozenset(family_ids(row.unit)) for row in nominations}
    units = frozenset().union(*families.values())
    people = {row.person_id for row in nominations if row.person_id}
    rows = list(rows.filter(Q(unit__in=units) | Q(person__in=people)))
    return {
        row.pk: [past for past in rows if past.pk != row.pk and _is_same(row, past, families[row.pk])]
        for row in nominations
    }


def _is_same(row, past, family):
    """One person of the list of staff is that person in every unit; other names count within the unit's family."""
    if past.nominee_kind != row.nominee_kind:
        return False
    if row.person_id and past.person_id:
        return row.person_id == past.person_id
    return past.unit_id in family and name_key(row.named_nominee) == name_key(past.named_nominee)


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


__all__ = ["decision_text", "is_title", "of_the_same_nominees", "past_awards", "told_in_lines"]
