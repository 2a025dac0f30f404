"""All sheets of a year that a person may see, beside each other; as many queries for seventeen as for one."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from accounts.access import Permission, permissions_on
from accounts.models import OF_UNIT
from awards.checking import checkable
from awards.models import ScoreEntry, ScoreSheet
from awards.results import sees_all_sheets
from awards.score_desk import lateness, next_step
from awards.sheets import Board, units_without_sheet

P, Stage, Status = Permission, ScoreEntry.Stage, ScoreSheet.Status
TONES = {Status.SELF: "neutral", Status.SUBMITTED: "info", Status.CHECKED: "info", Status.CONFIRMED: "good"}


@dataclass(frozen=True)
class Row:
    sheet: ScoreSheet
    own: object  # scoring.Sum
    checked: object
    step: str
    who: str
    late: str
    may_check: bool
    questions: int

    @property
    def tone(self):
        return TONES[self.sheet.status]

    @property
    def difference(self):
        """Checked less own; None until both are complete."""
        both = self.own.is_complete and self.checked.is_complete
        totals = (self.checked.total, self.own.total)
        return totals[0] - totals[1] if both and None not in totals else None


class Overview:
    def __init__(self, table, year, user):
        self.table, self.year, self.user = table, year, user

    @cached_property
    def _rights(self):
        return permissions_on(self.user, self.year)

    @cached_property
    def board(self):
        if self.table is None or self.table.is_draft:
            return None
        self.table.cluster_year = self.year
        return Board(self.table, ScoreSheet.objects.visible_to(self.user).filter(table=self.table))

    @cached_property
    def rows(self):
        if self.board is None:
            return []
        sheets = self.board.sheets
        chairs = set(self.year.office_terms.chairs().values_list("unit_id", flat=True))
        checks = checkable(self.user, self.year, sheets)
        asked = Counter(
            ScoreSheet.objects.filter(pk__in=[sheet.pk for sheet in sheets], questions__answer="")
            .filter(questions__isnull=False)
            .order_by()
            .values_list("pk", flat=True)
        )
        return [
            Row(
                sheet,
                self.board.sum_of(sheet, Stage.SELF),
                self.board.sum_of(sheet, Stage.CHECK),
                *next_step(sheet, chairs),
                lateness(sheet),
                sheet.pk in checks and sheet.status == Status.SUBMITTED,
                asked[sheet.pk],
            )
            for sheet in sheets
        ]

    @property
    def counts(self):
        """How many sheets stand in each step, in the order of the steps."""
        found = Counter(row.sheet.status for row in self.rows)
        return [(label, found[value]) for value, label in Status.choices]

    @property
    def only_sheet(self):
        """The one sheet that is seen, where it is that of one's own unit."""
        if len(self.rows) != 1 or self.may_name:
            return None
        sheet = self.rows[0].sheet
        return sheet if sheet.unit_id in self.user.reach().reading_ids(*OF_UNIT) else None

    @property
    def is_live(self):
        return self.table is not None and self.table.is_open and self.year.closed_on is None

    @property
    def may_name(self):
        """Say who checks whose sheet."""
        return self.is_live and P.EDIT_SCORE_TABLE in self._rights

    @cached_property
    def newcomers(self):
        """Units without a sheet, for who may give them one."""
        return units_without_sheet(self.table) if self.may_name else []

    @property
    def may_confirm(self):
        return self.is_live and P.CONFIRM_SCORE in self._rights

    @property
    def may_rank(self):
        """The ranking is open to everybody once published, before that to who sees all sheets."""
        if self.table is None or self.table.is_draft:
            return False
        return self.table.is_published or sees_all_sheets(self.user, self.year)

    @property
    def confirmable(self):
        return {row.sheet.pk for row in self.rows if self.may_confirm and row.sheet.status == Status.CHECKED}
