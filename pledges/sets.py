"""All pledges of one cluster-year together, where each unit has its own; and years that have none yet."""

from dataclasses import dataclass

from accounts.access import Permission, can
from clusters.models import ClusterYear
from pledges.models import Pledge

SHOWN = 12


@dataclass(frozen=True)
class PledgeSet:
    """The units' own pledges of one year: how far they are, and what this person may do to all of them."""

    year: ClusterYear
    pledges: list
    may_move: bool

    @classmethod
    def of(cls, year, user):
        """Return the set, or None where the year has no units' own pledges."""
        rows = list(
            year.pledges.current()
            .filter(shape=Pledge.Shape.PER_UNIT)
            .with_progress()
            .select_related("unit", "cluster_year__cluster")
        )
        return cls(year, rows, can(user, Permission.MOVE_PLEDGE, year)) if rows else None

    @classmethod
    def chosen(cls, filters, user):
        """Return the set of the cluster and the year that the filters name, or None."""
        if not (filters.cluster and filters.year):
            return None
        years = ClusterYear.objects.visible_to(user).select_related("cluster__authority")
        year = years.filter(cluster=filters.cluster, year=filters.year).first()
        return cls.of(year, user) if year else None

    def in_state(self, *states):
        return [pledge for pledge in self.pledges if pledge.status in states]

    @property
    def drafts(self):
        return self.in_state(Pledge.Status.DRAFT)

    @property
    def open_ones(self):
        return self.in_state(Pledge.Status.DRAFT, Pledge.Status.COMMENTING)

    @property
    def signed(self):
        return self.in_state(Pledge.Status.SIGNED)

    @property
    def progress(self):
        """Return ``[(label, count), …]`` of the states that occur."""
        counted = ((state.label, len(self.in_state(state))) for state in Pledge.Status)
        return [(label, count) for label, count in counted if count]


def years_without_pledge(user, filters):
    """Return cluster-years of the chosen year that have no pledge, the first of them."""
    if not filters.year or filters.is_narrowed:
        return []
    years = ClusterYear.objects.visible_to(user).of_year(filters.year).filter(pledges=None)
    if filters.cluster:
        years = years.filter(cluster=filters.cluster)
    return list(years.select_related("cluster")[:SHOWN])
