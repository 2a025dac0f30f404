"""What the system knows of a nominee across years, names and mergers: ratings, awards, place in the scores."""

from collections import defaultdict
from functools import cached_property

from django.db.models import Count

from awards.conditions import Facts, Won
from awards.models import Nomination, ScoreSheet, ScoreTable, YearRating
from awards.past_awards import of_the_same_nominees
from clusters.lineage import family_ids
from vietnamese.keys import name_key

Status, Outcome = Nomination.Status, Nomination.Outcome
RELATED = ("award", "granted", "unit", "person", "cluster_year__cluster", "cancellation")


class Record:
    """The record of the nominee of one dossier."""

    def __init__(self, nomination):
        self.nomination = nomination
        self.unit_ids = family_ids(nomination.unit)
        self.key = name_key(nomination.named_nominee)

    @cached_property
    def nominations(self):
        """The nominee's other dossiers that have come to an end, the latest first."""
        rows = Nomination.objects.filter(status=Status.DECIDED).select_related(*RELATED)
        rows = rows.order_by("-cluster_year__year", "award__position", "pk")
        return of_the_same_nominees([self.nomination], rows)[self.nomination.pk]

    @cached_property
    def won(self):
        """Nominations by which the nominee was given something that was not taken back."""
        return [row for row in self.nominations if row.granted_id and not hasattr(row, "cancellation")]

    @cached_property
    def ratings(self):
        """``{year: YearRating}``: the unit's own row; of predecessors only where they agree."""
        rows = YearRating.objects.filter(unit__in=self.unit_ids, name_key=self.key).select_related("unit")
        found = defaultdict(list)
        for row in rows:
            found[row.year].append(row)
        chosen = {}
        for year, of_year in found.items():
            own = [row for row in of_year if row.unit_id == self.nomination.unit_id]
            if own or len({row.rating for row in of_year}) == 1:
                chosen[year] = (own or of_year)[0]
        return chosen

    @cached_property
    def place(self):
        """Return (rank, units ranked) in the published scores of the year; of a unit only, not of its teams."""
        own = self.nomination
        if own.named_nominee or own.nominee_kind != "collective":
            return None, 0
        rows = ScoreSheet.objects.filter(
            table__cluster_year=own.cluster_year_id, table__status=ScoreTable.Status.PUBLISHED
        )
        counted = rows.aggregate(ranked=Count("rank"))["ranked"]
        rank = rows.filter(unit=own.unit_id).values_list("rank", flat=True).first()
        return rank, counted

    def facts(self):
        rank, ranked = self.place
        year = self.nomination.cluster_year
        refused = {
            (row.award.code, row.cluster_year.year)
            for row in self.nominations
            if row.outcome in (Outcome.REFUSED, Outcome.LOWERED)
        }
        return Facts(
            year=year.year,
            ratings={year: row.rating for year, row in self.ratings.items()},
            won=tuple(
                Won(row.granted.code, row.cluster_year.year, row.granted.name, self._remark(row))
                for row in self.won
            ),
            refused=frozenset(refused),
            rank=rank,
            ranked=ranked,
            noun=year.cluster.noun,
        )

    def _remark(self, row):
        """The name under which it was won, where that is another."""
        told = []
        if row.unit_id != self.nomination.unit_id or row.unit_name != self.nomination.unit_name:
            told.append(row.unit_name)
        if row.merit != Nomination.Merit.WORK:
            told.append(row.get_merit_display().lower())
        return ", ".join(told)
