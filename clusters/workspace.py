"""What other apps show on the pages of a year and of a unit, without being imported here.

A provider returns sections; each is a panel of its own with the provider's template inside. The
template finds what the provider put in ``context`` under the name ``part``, and the panel's buttons
come from ``links``.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Section:
    """One panel of a page: ``key`` is its anchor, ``position`` its place (the plan of a year has 20).

    ``links`` are ``(label, url)`` of what this person may do here; the provider asks for the right.
    """

    key: str
    title: str
    template: str
    context: dict = field(default_factory=dict)
    position: int = 50
    links: tuple = ()


OF_YEAR = []
OF_UNIT = []


def section(function):
    """Register ``(cluster_year, user, today) → Section, list of them, or None`` for the workspace."""
    OF_YEAR.append(function)
    return function


def unit_section(function):
    """Register ``(unit_ids, user, today) → Section, list of them, or None`` for a unit's page: one unit, or it
    and those that went into it, whose lines then say which unit they are of."""
    OF_UNIT.append(function)
    return function


def _sections(providers, record, user, today):
    found = []
    for give in providers:
        given = give(record, user, today)
        found += given if isinstance(given, list) else [given]
    return sorted((part for part in found if part is not None), key=lambda part: part.position)


def sections_of_year(cluster_year, user, today):
    return _sections(OF_YEAR, cluster_year, user, today)


def sections_of_unit(unit_ids, user, today):
    return _sections(OF_UNIT, unit_ids, user, today)
