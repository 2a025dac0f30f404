"""What a person has to do now. Each app gives its own; the frame counts them, the overview lists them."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone


@dataclass(frozen=True)
class Task:
    """One thing to do: what, where (the cluster and year), by when, and the page on which it is done.

    ``is_closed``: the books of its year are handed over. It may still be done, but nobody is reminded of it.
    """

    label: str
    where: str
    url: str
    deadline: date | None = None
    is_closed: bool = False

    def is_late(self, today):
        return self.deadline is not None and self.deadline < today


PROVIDERS = []


def year_fields(path=""):
    """What a task says of its year, for ``only()``: the rest of the year and of its cluster is not read."""
    names = ("year", "starts_on", "ends_on", "closed_on", "cluster__title", "cluster__kind")
    return [f"{path}{name}" for name in names]


def provider(function):
    """Register a function ``(user, today) → [Task, …]`` with a constant number of queries."""
    PROVIDERS.append(function)
    return function


def tasks_of(user, today=None):
    """Return the person's tasks, those with the nearest deadline first."""
    today = today or timezone.localdate()
    found = [task for give in PROVIDERS for task in give(user, today)]
    return sorted(found, key=lambda task: (task.deadline or date.max, task.where))
