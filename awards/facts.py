"""What the system knows of a nominee across years, names and mergers: ratings, awards, place in the scores."""

from collections import defaultdict
from functools import cached_property

from django.db.models import Count, Q

from awards.conditions import Facts, Won
from awards.models import Nomination, ScoreSheet, ScoreTable, YearRating
from awards.models.dossier import name_key
from clusters.lineage import family_ids

Status, Outcome = Nomination.Status, Nomination.Outcome
RELATED = ("award", "granted", "unit", "person", "cluster_year__cluster")


def same_nominee(rows, unit_ids, nominee, person_id=None):
    """Narrow nominations to one nominee of a family of units; the unit itself where nobody is named."""
    if not nominee and not person_id:
        return rows.filter(unit__in=unit_ids, nominee="", person=None)
    words = Q(unit__in=unit_ids, search_text__contains=name_key(nominee))
    return rows.filter(words | Q(person=person_id) if person_id else words)


class Record:
    """The record of the nominee of one dossier."""

    def __init__(self, nomination):
        self.nomination = nomination
        self.unit_ids = family_ids(nomination.unit)
        self.key = name_key(nomination.named_nominee)

    @cached_property
    def nominations(self):
        """The nominee's other dossiers that have come to an end, the latest first."""
        own = self.nomination
        rows = same_nominee(Nomination.objects.all(), self.unit_ids, own.named_nominee, own.person_id)
        rows = rows.exclude(pk=own.pk).filter(status=Status.DECIDED, nominee_kind=own.nominee_kind)
        rows = rows.select_related(*RELATED).order_by("-cluster_year__year", "award__position", "pk")
        return [row for row in rows if self._is_the_same(row)]

    def _is_the_same(self, row):
        person = self.nomination.person_id
        return name_key(row.named_nominee) == self.key or (person is not None and row.person_id == person)

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
