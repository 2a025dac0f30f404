"""What stands in the calendar ahead. The apps that know of meetings give them, the overview lists them."""

from dataclasses import dataclass
from datetime import date, time


@dataclass(frozen=True)
class Meeting:
    """One meeting: what it is, whose it is (the cluster), when, where ("" unknown), and its page."""

    label: str
    where: str
    url: str
    day: date
    at: time | None = None
    venue: str = ""
    is_sample: bool = False


PROVIDERS = []
SHOWN = 8


def provider(function):
    """Register a function ``(user, today) → [Meeting, …]`` of today and later: the nearest ``SHOWN`` that
    the person may see, with a constant number of queries."""
    PROVIDERS.append(function)
    return function


def meetings_ahead(user, today):
    """Return the ``SHOWN`` that are ahead, the nearest first."""
    found = [meeting for give in PROVIDERS for meeting in give(user, today)]
    return sorted(found, key=lambda meeting: (meeting.day, meeting.at or time.min, meeting.where))[:SHOWN]
