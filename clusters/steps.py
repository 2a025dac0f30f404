"""The line of steps of a cluster's year, and who acts next.

Each app says what it knows of the steps: a provider takes the cluster-years and returns their steps,
with a constant number of queries however many years there are. The workspace shows one year's line,
the overview a board of many.
"""

import functools
import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date
from functools import reduce
from operator import or_
from urllib.parse import urlsplit

from django.urls import resolve
from django.utils import timezone

from accounts.access import Permission, can_somewhere
from accounts.addresses import reverse
from clusters.once import forget
from clusters.year_rows import plans_of, proposals_of, terms_of


@dataclass(frozen=True)
class State:
    """How a step stands. ``tone`` and ``icon`` dress it; the label says it in words."""

    label: str
    tone: str
    icon: str


DONE = State("Đã xong", "good", "check-circle")
NOW = State("Đang làm", "info", "hourglass-split")
AHEAD = State("Chưa làm", "muted", "circle")
LATE = State("Quá hạn", "bad", "exclamation-triangle")
UNKNOWN = State("Chưa rõ", "muted", "question-circle")
NONE = State("Không có", "muted", "dash-circle")


@dataclass(frozen=True)
class Step:
    """One step of a year: ``who`` acts next ("" when nobody has to), ``detail`` one sentence."""

    key: str
    label: str
    position: int
    state: State
    detail: str = ""
    who: str = ""
    deadline: date | None = None
    url: str = ""
    links: tuple = field(default_factory=tuple)  # (label, url) of further pages and papers
    is_current: bool = False

    @property
    def is_open(self):
        return self.state in (NOW, LATE, AHEAD)

    @property
    def tone(self):
        return self.state.tone

    @property
    def state_label(self):
        return self.state.label


PROVIDERS = []
DIGITS = re.compile(r"\d+")


def provider(function):
    """Register a function ``(list of ClusterYear, today) → {cluster_year id: [Step, …]}``."""
    PROVIDERS.append(function)
    return function


SIGNED, LATE_ONES = [], []


def signed_when(function):
    """Register a function ``today → Q`` over cluster-years: true of those whose signing step is done."""
    SIGNED.append(function)
    return function


def late_when(function):
    """Register a function ``today → Q`` over cluster-years: true of those with a step of this provider that is late.

    It says in SQL what the provider says of the years that it is given, so that thousands are counted at once.
    """
    LATE_ONES.append(function)
    return function


def tallies_of(cluster_years, today):
    """Return how many years there are, how many have signed, how many have a late step; three queries."""
    count = cluster_years.order_by()
    asked = {"signed": SIGNED, "late": LATE_ONES}
    found = {name: reduce(or_, (give(today) for give in gives)) for name, gives in asked.items()}
    return {"years": count.count()} | {name: count.filter(when).count() for name, when in found.items()}


def steps_of(cluster_years, today=None):
    """Return ``{cluster_year id: [Step, …]}`` in the order of the year, as the database has it now. What was read
    for it stays with the years, for who shows it too."""
    cluster_years = list(cluster_years)
    forget(cluster_years)
    today = today or timezone.localdate()
    lines = defaultdict(list)
    for give in PROVIDERS:
        for pk, steps in give(cluster_years, today).items():
            lines[pk].extend(steps)
    return {
        year.pk: _with_current(sorted(lines[year.pk], key=lambda step: step.position))
        for year in cluster_years
    }


def _with_current(line):
    """Mark the step at which the year stands: the first under way or late, else the first still to do after
    what is done (a plan never entered does not hold up a signed pledge), else the first still to do."""
    done = max((place for place, step in enumerate(line) if step.state is DONE), default=0)
    waiting = (
        [step for step in line if step.state in (NOW, LATE)]
        or [step for step in line[done:] if step.state is AHEAD]
        or [step for step in line if step.state is AHEAD]
    )
    return [replace(step, is_current=True) if step in waiting[:1] else step for step in line]


def with_open_links(line, user, permissions):
    """Return the line of one year with the links that its reader may follow; ``permissions`` are theirs on
    the year."""
    return [step if _opens(step.url, user, permissions) else replace(step, url="") for step in line]


def _opens(url, user, permissions):
    """The page itself says what it asks for: on a record of the year, or, as a list, anywhere at all."""
    if not url:
        return True
    view = _view_at(DIGITS.sub("0", urlsplit(url).path))
    if hasattr(view, "access_model"):
        return view.access in permissions
    return can_somewhere(user, view.access)


@functools.cache
def _view_at(path):
    """The addresses of the steps differ by numbers alone; to look one up costs more than a question."""
    return resolve(path).func


@dataclass(frozen=True)
class Board:
    """Years against steps: ``columns`` are labels, ``rows`` pairs of a year and its cells (a Step or None)."""

    columns: list
    rows: list

    @property
    def tallies(self):
        """As ``tallies_of`` the years that are shown."""
        lines = [[step for step in cells if step] for _, cells in self.rows]
        signed = sum(any(step.key == "sign" and step.state is DONE for step in line) for line in lines)
        late = sum(any(step.state is LATE for step in line) for line in lines)
        return {"years": len(lines), "signed": signed, "late": late}


def board_of(cluster_years, user, today=None):
    """Lay the lines of many years side by side. A step whose page asks for more than seeing the year leads
    to the year's workspace."""
    cluster_years = list(cluster_years)
    lines = steps_of(cluster_years, today)
    labels, places = {}, {}
    for step in (step for line in lines.values() for step in line):
        labels.setdefault(step.key, set()).add(step.label)
        places[step.key] = step.position
    keys = sorted(places, key=places.get)
    rows = []
    for year in cluster_years:
        workspace = reverse("clusters:year_detail", args=[year.pk])
        line = with_open_links(lines[year.pk], user, {Permission.VIEW})
        cells = {step.key: step if step.url else replace(step, url=workspace) for step in line}
        rows.append((year, [cells.get(key) for key in keys]))
    return Board([" / ".join(sorted(labels[key])) for key in keys], rows)


def absent(year):
    """What to call a thing that is not there: unknown in a past year, still to do in a running one."""
    return UNKNOWN if year.is_recorded else AHEAD


@provider
def offices_and_plan(cluster_years, today):
    terms, proposals, plans = terms_of(cluster_years), proposals_of(cluster_years), plans_of(cluster_years)
    return {
        year.pk: [_offices(year, terms[year.pk], proposals[year.pk]), _plan(year, plans[year.pk])]
        for year in cluster_years
    }


def _offices(year, terms, proposals):
    coming = next((row for row in proposals if row.office == "chair"), None)
    chair = [term for term in terms if term.office == "chair"]
    vice = [term for term in terms if term.office == "vice_chair"]
    noun = year.cluster.noun
    detail = f"{noun.capitalize()} trưởng: {chair[-1].unit_label}." if chair else ""
    if vice:
        detail += f" {noun.capitalize()} phó: {', '.join(term.unit_label for term in vice)}."
    elif chair and year.vice_chair_known == "none":
        detail += f" Không có {noun} phó."
    elif chair:
        detail += f" {noun.capitalize()} phó: chưa rõ." if year.is_recorded else f" Chưa có {noun} phó."
    if any(term.runs_until_handover for term in chair):
        detail += f" {noun.capitalize()} trưởng giữ vai trò đến khi bàn giao."
    if not chair and coming:
        status = "Đã xác nhận, chờ bàn giao" if coming.status == "awaiting" else "Dự kiến"
        detail = f"{status}: {coming.unit_name} làm {noun} trưởng."
    return Step(
        key="offices",
        label=f"{noun.capitalize()} trưởng, {noun} phó",
        position=10,
        state=DONE if chair else NOW if coming else absent(year),
        detail=detail,
        who="" if chair or year.is_recorded else "Thường trực cơ quan",
        url=reverse("clusters:year_detail", args=[year.pk]) + "#vai-tro",
    )


def _plan(year, plan):
    url = reverse("clusters:plan_edit", args=[year.pk])
    if plan is None:
        return Step(
            "plan",
            "Kế hoạch",
            20,
            absent(year),
            who="" if year.is_recorded else f"{year.cluster.noun.capitalize()} trưởng",
            url=url,
        )
    if plan.status == "issued" or plan.paper:
        number = plan.number or plan.paper_number
        detail = f"Số {number}." if number else "Đã ban hành, chưa rõ số."
        return Step(
            "plan",
            "Kế hoạch",
            20,
            DONE,
            detail,
            url=reverse("clusters:year_detail", args=[year.pk]) + "#ke-hoach",
        )
    if plan.status == "unknown" or year.is_recorded:
        return Step(
            "plan",
            "Kế hoạch",
            20,
            UNKNOWN,
            "Có kế hoạch, chưa rõ số và ngày ban hành.",
            url=reverse("clusters:year_detail", args=[year.pk]) + "#ke-hoach",
        )
    return Step(
        "plan",
        "Kế hoạch",
        20,
        NOW,
        "Đang dự thảo.",
        f"{year.cluster.noun.capitalize()} trưởng",
        url=reverse("clusters:year_detail", args=[year.pk]) + "#ke-hoach",
    )
