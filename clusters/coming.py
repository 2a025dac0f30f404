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


def provider(function):
    """Register a function ``(user, today) → [Meeting, …]`` of today and later, with a constant number of
    queries and no more than the person may see."""
    PROVIDERS.append(function)
    return function


def meetings_ahead(user, today):
    """Return what is ahead, the nearest first."""
    found = [meeting for give in PROVIDERS for meeting in give(user, today)]
    return sorted(found, key=lambda meeting: (meeting.day, meeting.at or time.min, meeting.where))
