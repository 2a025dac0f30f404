"""Which events of a year one person may read; each app takes out what it shows to some only."""

SIEVES = []


def sieve(function):
    """Register a function ``(events, cluster_year, user) → events`` that leaves out what the person may not read."""
    SIEVES.append(function)
    return function


def events_of_year(cluster_year, user):
    events = cluster_year.history()
    for take_out in SIEVES:
        events = take_out(events, cluster_year, user)
    return events
