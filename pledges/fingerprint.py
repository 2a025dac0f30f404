"""The text of a pledge as it was agreed: one value, kept whole, and its fingerprint.

Units get new names and documents are corrected; what was agreed must read as it did. So the text is
taken once, when it is agreed, with every name as printed, and the paper is made from that value.
"""

import hashlib
import json

from vietnamese.dates import date_range
from vietnamese.numbers import format_decimal


def text_of(pledge):
    """Return the pledge's text as plain data: what the paper prints, apart from signatures and days.

    ``parties`` are the units that sign, in the order of signing: chair, vice-chairs, then the members
    in the cluster's order, each with the office it holds that year; of a unit's own pledge that unit alone.
    ``key`` of a line stays with it from year to year. What an annex extends and what a pledge takes the place
    of stands under "extends" and "replaces".
    """
    year = pledge.cluster_year
    offices, held = offices_of(year), signing_day(year)
    parties = [pledge.unit] if pledge.unit_id else _in_order(year, offices, held)
    is_later = pledge.annex_of_id or pledge.supersedes_id  # than the conference of the year
    day = year.as_of() if is_later else held or year.ends_on
    targets = list(pledge.targets.prefetch_related("registrations__unit"))
    return {
        "authority": year.cluster.authority.name,
        "cluster": year.cluster.title,
        "year": year.year,
        "title": pledge.title,
        "themes": [{"text": theme.text, "issuer": theme.issuer} for theme in year.themes.all()],
        "horizon": year.horizon,
        "text_state": pledge.text_state,
        "declared_contents": pledge.declared_contents,
        "bases": [basis.document.described for basis in pledge.bases.select_related("document")],
        "opening": pledge.opening,
        "contents": [
            {
                "key": str(content.key),
                "text": content.text,
                "points": [point.text for point in content.points.all()],
                "point_keys": [str(point.key) for point in content.points.all()],
            }
            for content in pledge.contents.filter(parent=None).prefetch_related("points")
        ],
        "targets": [
            {
                "key": str(target.key),
                "kind": target.kind,
                "text": target.text,
                "population": target.population,
                "measure": target.unit_of_measure,
                "level": target.level,
                "registrations": [
                    {"unit": row.unit_id, "value": format_decimal(row.value), "note": row.note}
                    for row in sorted(target.registrations.all(), key=lambda row: row.unit_id)
                ],
            }
            for target in targets
        ],
        "closing": pledge.closing,
        "originals": pledge.originals,
        "parties": [
            {
                "unit": unit.pk,
                "name": unit.name_on(day),
                "head_post": unit.head_post,
                "office": offices[unit.pk].office_label if unit.pk in offices else "",
            }
            for unit in parties
        ],
    } | _ties(pledge)


def _ties(pledge):
    """Return what the text says of an earlier signed pledge; nothing for a pledge that stands alone."""
    earlier = {"extends": pledge.annex_of, "replaces": pledge.supersedes}
    return {
        tie: {"title": other.title, "signed_on": signed_words(other)}
        for tie, other in earlier.items()
        if other
    }


def signed_words(pledge):
    """Return the day or days on which a signed pledge was signed, as printed; "" where no source names one."""
    days = sorted({row.signed_on for row in pledge.signatures.all() if row.signed_on})
    return date_range(days[0], days[-1]) if days else ""


def parties_of(pledge):
    """Return the units that sign, in the order of signing."""
    if pledge.unit_id:
        return [pledge.unit]
    return signing_order(pledge.cluster_year)


def signing_day(cluster_year):
    """Return the day whose members and names stand in the pledge: the first known day of its conference, else
    today within the year; None for a past year of which no such day is known (all its members then)."""
    meetings = cluster_year.signing_ceremonies.exclude(date_certainty="unknown")
    held = meetings.order_by("starts_on", "pk").values_list("starts_on", flat=True).first()
    if held is None and cluster_year.is_recorded:
        return None
    return cluster_year.as_of(held)


def signing_order(cluster_year):
    """Chair, vice-chairs, then the other members in the cluster's order."""
    return _in_order(cluster_year, offices_of(cluster_year), signing_day(cluster_year))


def _in_order(cluster_year, offices, day):
    rank = {"chair": 0, "vice_chair": 1}
    members = [membership.unit for membership in cluster_year.members_on(day)]
    order = {unit.pk: place for place, unit in enumerate(members)}

    def place_of(unit):
        return (rank[offices[unit.pk].office] if unit.pk in offices else 2), order[unit.pk]

    return sorted(members, key=place_of)


def offices_of(cluster_year):
    """Return ``{unit id: OfficeTerm}``, of each unit the last term of the year as chair or vice-chair."""
    terms = cluster_year.office_terms.exclude(office="secretary")
    terms = terms.order_by("starts_on", "pk")
    return {term.unit_id: term for term in terms}


def fingerprint_of(text):
    """Return the SHA-256 of the text, 64 hexadecimal digits; equal texts give equal fingerprints."""
    canonical = json.dumps(text, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def is_intact(pledge):
    """Return whether the kept text still has the fingerprint that was taken of it; None before agreement."""
    return fingerprint_of(pledge.frozen) == pledge.fingerprint if pledge.frozen else None
