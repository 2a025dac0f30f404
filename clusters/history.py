"""Which events one person may read, of a year or of an authority; each app takes out what it shows to some only."""

from audit import admin
from audit.models import Event

SIEVES = []
WIDE_SIEVES = []


def sieve(function):
    """Register a function ``(events, cluster_year, user) → events`` that leaves out what the person may not read."""
    SIEVES.append(function)
    return function


def events_of_year(cluster_year, user):
    events = cluster_year.history()
    for take_out in SIEVES:
        events = take_out(events, cluster_year, user)
    return events


def wide_sieve(function):
    """Register a function ``(events, user) → events`` for the search over all years, as strict as any year's own."""
    WIDE_SIEVES.append(function)
    return function


def events_for(user):
    """Return every event that a person may find and read, the latest first.

    What the administration does not show yet (opinions of a running review) is found by nobody.
    """
    events = Event.objects.visible_to(user)
    for take_out in admin.SIEVES:
        events = take_out(events)
    for take_out in WIDE_SIEVES:
        events = take_out(events, user)
    return events.select_related("authority", "cluster_year__cluster")
