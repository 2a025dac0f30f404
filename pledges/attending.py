"""Who is to attend a conference: its units in order, their people, and what an attendance sheet changes."""

from dataclasses import dataclass

from clusters.models import Post
from pledges.fingerprint import offices_of
from pledges.models import Attending, Participant, UnitAttendance

RANK = {"chair": 0, "vice_chair": 1}
OF_UNIT = ("state", "representative", "post", "reason")
OF_GUEST = ("attendance", "stand_in", "absence_reason")


def attending_units(ceremony):
    """The member units of the conference's day: chair, vice-chairs, then the cluster's order.

    Where the day is not known, or is no day of the year, all members of the year.
    """
    year, day = ceremony.cluster_year, ceremony.starts_on
    if day is not None and not year.starts_on <= day <= year.ends_on:
        day = None
    members = [row.unit for row in year.members_on(day)]
    rank = {unit_id: RANK[term.office] for unit_id, term in offices_of(year).items()}
    return sorted(members, key=lambda unit: rank.get(unit.pk, 2))


def attendance_sheet(ceremony):
    """One row for each unit in order, stored or not yet; a unit that was ticked and has left comes last."""
    stored = {row.unit_id: row for row in ceremony.attendances.select_related("unit")}
    rows = []
    for unit in attending_units(ceremony):
        row = stored.pop(unit.pk, None) or UnitAttendance(ceremony=ceremony, unit=unit)
        row.ceremony = ceremony
        rows.append(row)
    return [*rows, *stored.values()]


def guests_of(participants):
    """Those who do not come for a member unit; these are ticked unit by unit."""
    return [row for row in participants if row.unit_id is None]


def people_of(ceremony, units):
    """Return ``{unit id: [(person, title), …]}`` of the posts held at the units on the conference's day."""
    posts = Post.objects.filter(unit__in=[unit.pk for unit in units]).on_day(ceremony.named_on())
    found = {unit.pk: [] for unit in units}
    for post in posts.select_related("person").order_by("person__sort_key", "pk"):
        found[post.unit_id].append((post.person, post.title))
    return found


def heads_to_invite(ceremony):
    """Return a new participant for the head of every unit for which nobody takes part yet.

    The head is the one person who holds the unit's first post on that day; where no such person is
    entered, or several are, the post itself stands in the list and no name is made up.
    """
    units = attending_units(ceremony)
    taken = set(ceremony.participants.exclude(unit=None).values_list("unit_id", flat=True))
    people, day = people_of(ceremony, units), ceremony.named_on()
    rows = []
    for unit in units:
        if unit.pk in taken:
            continue
        name = unit.name_on(day)
        heads = [person for person, title in people[unit.pk] if unit.head_post and title == unit.head_post]
        row = Participant(ceremony=ceremony, unit=unit)
        if len(heads) == 1:
            row.person, row.post = heads[0], f"{unit.head_post} {name}"
        else:
            row.name = f"{unit.head_post or 'Đại diện lãnh đạo'} {name}"
        rows.append(row)
    return rows


@dataclass(frozen=True)
class Tally:
    """How many are there; ``unknown`` are those whom nobody has ticked yet."""

    present: int
    absent: int
    unknown: int

    @classmethod
    def of(cls, states):
        states = list(states)
        there = sum(state in (Attending.PRESENT, Attending.STAND_IN) for state in states)
        absent = states.count(Attending.ABSENT)
        return cls(there, absent, len(states) - there - absent)

    @property
    def total(self):
        return self.present + self.absent + self.unknown
