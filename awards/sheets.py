"""A score table and its sheets, read from the database into the pure words of scoring and ranking."""

import hashlib
from collections import defaultdict
from functools import cached_property
from hashlib import sha256
from itertools import takewhile

from awards import scoring
from awards.models import ScoreEntry, ScoreTable
from awards.ranking import Candidate, ManualOrder, Tie, TieRule, rank
from vietnamese.listing import point_letter, roman
from vietnamese.numbers import format_decimal

Stage = ScoreEntry.Stage


def key_of(criterion):
    """Return the key under which a criterion stands in lines and entries."""
    return str(criterion.pk)


def mark_of(depth, number):
    """Return the mark of a line as a table prints it: I., 1., a), then a dash."""
    marks = (lambda: f"{roman(number)}.", lambda: f"{number}.", lambda: f"{point_letter(number)})")
    return marks[depth]() if depth < len(marks) else "–"


class Board:
    """One table with its criteria and the sheets asked for, in a constant number of queries.

    ``sheets`` is a queryset of sheets of the table, all of them unless told otherwise.
    """

    def __init__(self, table, sheets=None):
        self.table = table
        rows = table.sheets.all() if sheets is None else sheets
        self.sheets = list(
            rows.select_related("unit", "checker").prefetch_related("stops__stop", "manual_place")
        )
        for sheet in self.sheets:
            sheet.table = table  # its year's facts are read once

    @cached_property
    def criteria(self):
        """All criteria in order; each knows its ``children``, ``depth``, ``number`` (1.2.1) and ``mark`` (a)."""
        rows = self.table.criteria.all()
        if "criteria" not in getattr(self.table, "_prefetched_objects_cache", {}):
            rows = rows.prefetch_related("levels")
        by_parent = defaultdict(list)
        for row in rows:
            by_parent[row.parent_id].append(row)
        ordered = []

        def walk(parent_id, depth, prefix):
            for number, row in enumerate(by_parent[parent_id], start=1):
                row.depth, row.children, row.number = depth, by_parent[row.pk], f"{prefix}{number}"
                row.mark = mark_of(depth, number)
                ordered.append(row)
                walk(row.pk, depth + 1, f"{row.number}.")

        walk(None, 0, "")
        return ordered

    @cached_property
    def leaves(self):
        return [row for row in self.criteria if row.kind != row.Kind.GROUP]

    @cached_property
    def pure(self):
        """The scoring.Table."""
        tops = [row for row in self.criteria if row.depth == 0]
        return scoring.Table(
            tuple(_criterion(row) for row in tops),
            scoring.NotApplicable(self.table.not_applicable),
            self.table.ceiling,
            self.table.digits,
            tuple((row.least, row.name) for row in self.table.classes.all()),
            self.table.extras_in_class,
        )

    def faults(self):
        """Return what keeps the table from being used, a sentence each."""
        return scoring.faults_of_table(self.pure, self.table.whole)

    @cached_property
    def entries(self):
        """``{(sheet pk, stage): {criterion key: ScoreEntry}}``."""
        found = defaultdict(dict)
        rows = ScoreEntry.objects.filter(sheet__in=self.sheets).select_related("level", "entered_by")
        for row in rows:
            found[row.sheet_id, row.stage][str(row.criterion_id)] = row
        return found

    def given(self, sheet, stage):
        return {key: pure_entry(row) for key, row in self.entries[sheet.pk, stage].items()}

    def sum_of(self, sheet, stage=Stage.CHECK):
        """Return the scoring.Sum of one side of a sheet."""
        return self._sums[sheet.pk, stage]

    @cached_property
    def _sums(self):
        return {
            (sheet.pk, stage): scoring.add_up(self.pure, self.given(sheet, stage))
            for sheet in self.sheets
            for stage in Stage
        }

    def class_of(self, sheet):
        return scoring.class_of(self.pure, self.sum_of(sheet))

    @cached_property
    def candidates(self):
        return [self._candidate(sheet) for sheet in self.sheets]

    @cached_property
    def places(self):
        """The ranking.Places of all sheets by what the check gave, best first."""
        return rank(self.candidates, self.rules, manual=self.orders) if self.orders else self._unordered

    @cached_property
    def _unordered(self):
        return rank(self.candidates, self.rules)

    @cached_property
    def joint(self):
        """``{rank: sheet pks}`` of those that no rule tells apart, whatever order people gave them."""
        return _by_rank(self._unordered)

    @cached_property
    def voted(self):
        """``{rank: sheet pks}`` of those between which a vote decides, if the table asks for one."""
        ahead = list(takewhile(lambda rule: rule.what is not Tie.VOTES, self.rules))
        return {} if len(ahead) == len(self.rules) else _by_rank(rank(self.candidates, ahead))

    @cached_property
    def orders(self):
        """The ManualOrders that hold: of all those that still share a rank."""
        return [order for order in self._manual if set(order.keys) in self.joint.values()]

    @cached_property
    def stale_orders(self):
        """Orders that people gave to units which the points tell apart by now; they count no more."""
        return [order for order in self._manual if set(order.keys) not in self.joint.values()]

    @property
    def digest(self):
        """Short text that changes with any unit's total, rank, class or reason."""
        told = [
            f"{place.candidate.key}|{place.candidate.score.total}|{place.rank}|{place.is_joint}|{place.reason}"
            for place in self.places
        ]
        told += [f"{sheet.pk}|{self.class_of(sheet)}" for sheet in self.sheets]
        return hashlib.sha256("\n".join(told).encode()).hexdigest()[:32]

    def _candidate(self, sheet):
        own = self.sum_of(sheet, Stage.SELF)
        return Candidate(
            sheet.pk,
            sheet.unit_name,
            self.sum_of(sheet),
            tuple(f"{row.stop.text} ({row.ground})" for row in sheet.stops.all()),
            own.total if own.is_complete else None,
            sheet.votes,
        )

    @cached_property
    def rules(self):
        return [
            TieRule(
                Tie(row.what), str(row.criterion_id or ""), row.criterion.name if row.criterion_id else ""
            )
            for row in self.table.tie_breaks.select_related("criterion")
        ]

    @cached_property
    def _manual(self):
        groups = defaultdict(list)
        for sheet in self.sheets:
            if hasattr(sheet, "manual_place"):
                groups[sheet.manual_place.group].append(sheet.manual_place)
        orders = []
        for rows in groups.values():
            rows.sort(key=lambda row: row.position)
            orders.append(ManualOrder(tuple(row.sheet_id for row in rows), rows[0].reason))
        return orders


def _by_rank(places):
    found = defaultdict(set)
    for place in places:
        if place.is_joint:
            found[place.rank].add(place.candidate.key)
    return dict(found)


def _criterion(row):
    levels = list(row.levels.all())
    return scoring.Criterion(
        key_of(row),
        row.name,
        scoring.Kind(row.kind),
        row.maximum,
        row.step,
        tuple(_criterion(child) for child in row.children),
        row.cap,
        row.each,
        scoring.Scale(row.scale),
        row.rate,
        tuple((level.percent, level.points) for level in levels if level.percent is not None),
        tuple((level.label, level.points) for level in levels if level.label),
        row.lower_is_better,
    )


def pure_entry(row):
    """Return the scoring.Entry of a ScoreEntry."""
    return scoring.Entry(
        row.points,
        row.plan,
        row.result,
        row.times,
        row.level.label if row.level_id else "",
        row.applies,
    )


def stamp_of(entry):
    """Return a short mark of what an entry says; two people who write at once are told apart by it."""
    if entry is None:
        entry = ScoreEntry()
    numbers = (entry.plan, entry.result, entry.points)
    said = [
        entry.applies,
        *("" if number is None else format_decimal(number) for number in numbers),
        entry.level_id,
        entry.times,
        entry.note,
    ]
    return sha256(repr(said).encode()).hexdigest()[:16]


def units_without_sheet(table):
    """Return the member units of the year that came after scoring was opened and have no sheet yet."""
    have = set(table.sheets.values_list("unit_id", flat=True))
    return [member.unit for member in table.cluster_year.members() if member.unit_id not in have]


def is_locked(table):
    """Return whether a unit has submitted its sheet: from then on a change of the table is an amendment."""
    return (
        table.status != ScoreTable.Status.DRAFT and table.sheets.filter(submitted_at__isnull=False).exists()
    )
