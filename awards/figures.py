"""Numbers of the law for many awards at once: the rows are read once, then asked for each award on its day."""

from awards.models import LegalFigure


class Figures:
    """The rows of some kinds of LegalFigure; ``closest`` chooses as RuleQuerySet.closest does."""

    def __init__(self, *kinds):
        self.rows = list(LegalFigure.objects.filter(kind__in=kinds))

    def closest(self, kind, award, day):
        """Return the row for the award on the day; None where no rule is known."""
        return max(
            (row for row in self.rows if row.kind == kind and _holds(row, award, day)),
            key=lambda row: (bool(row.award_code), bool(row.level) + bool(row.subject), row.effective_from),
            default=None,
        )


def _holds(row, award, day):
    in_force = row.effective_from <= day and (row.effective_to is None or row.effective_to >= day)
    return (
        in_force
        and row.award_code in ("", award.code)
        and row.level in ("", award.level)
        and row.subject in ("", award.subject)
    )
