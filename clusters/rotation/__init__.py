"""Who chairs a cluster next: years ahead planned from the ledger, the rule, the skips and what became of units.

The plan walks through the years from the ledger's first to the last one asked for, and carries for every unit
since when it has waited. When units merge, split, join or leave, the waiting goes with them:

- a unit has the years of all its predecessors, and waits as long as the one of them that waited longest;
- in the members' order it stands at the best of its own and its predecessors' places until it has served;
- a turn already held (of a vice-chair, or kept when skipped) passes to the first heir alone.

A recorded year stands as it is; the rule speaks only about the others. Unit ids tell units apart, names
never do: Bắc Ninh of 2024 and Bắc Ninh of 2026 are two.
"""

from clusters.rotation.facts import (
    CHAIR,
    VICE_CHAIR,
    Member,
    Pick,
    Plan,
    PlannedYear,
    Rule,
    Served,
    Skip,
    Turn,
    UnitStanding,
)
from clusters.rotation.roll import Roll
from clusters.rotation.walk import Walk


def plan(rule, members, served, skips, first_year, years, noun="cụm"):
    """Return the Plan of ``years`` years from ``first_year``; ``noun`` is "cụm" or "khối".

    Without skips, and from the first year on in which nobody joins, leaves, merges or splits any more and the
    ledger is silent, each of n members chairs once within n years: the vice-chair at hand comes first, then
    always the one that has waited longest, and whoever has chaired since then waits less than all who have not.
    Without ``never_repeat`` it takes 2n years at most: before a unit comes round in the order, any other serves
    once at its own place and once at most at a place that it inherited and that the order had not yet reached.
    """
    served, skips = tuple(served), tuple(skips)
    last_year = first_year + years - 1
    walk = Walk(rule, Roll(members), served, skips, noun)
    known = [entry.year for entry in (*served, *skips)]
    for year in range(min([first_year - 1, *known]), last_year + 1):
        walk.go_through(year, is_asked=year >= first_year)
    return Plan(tuple(walk.rows), walk.standing(last_year), tuple(walk.changes))


__all__ = [
    "CHAIR",
    "VICE_CHAIR",
    "Member",
    "Pick",
    "Plan",
    "PlannedYear",
    "Rule",
    "Served",
    "Skip",
    "Turn",
    "UnitStanding",
    "plan",
]
