"""Numbers of the law for many awards at once: the rows are read once, then asked for each award on its day."""

from awards.models import LegalFigure
from awards.models.rules import most_particular


class Figures:
    """The rows of some kinds of LegalFigure; ``closest`` chooses as RuleQuerySet.closest does."""

    def __init__(self, *kinds):
        self.rows = list(LegalFigure.objects.filter(kind__in=kinds))

    def closest(self, kind, award, day):
        """Return the row for the award on the day; None where no rule is known."""
        return most_particular(row for row in self.rows if row.kind == kind and row.holds(award, day))
