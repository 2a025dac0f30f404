"""Prize money: a multiple of the base pay in force on the day of the decision, in whole đồng; unknown is never 0."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from awards.figures import Figures
from awards.models import LegalFigure, Nomination
from vietnamese.dates import short_date
from vietnamese.numbers import format_decimal

Kind = LegalFigure.Kind


@dataclass(frozen=True)
class Prize:
    """What belongs to one award, with the two numbers it comes from and where they stand."""

    nomination: Nomination
    multiple: LegalFigure | None
    base: LegalFigure | None

    @property
    def amount(self) -> int | None:
        """In đồng; None where a rule is not known."""
        if self.multiple is None or self.base is None:
            return None
        return int((self.multiple.amount * self.base.amount).quantize(Decimal(1), ROUND_HALF_UP))

    @property
    def amount_text(self) -> str:
        return "" if self.amount is None else format_decimal(self.amount)

    @property
    def ground(self) -> str:
        """How it was computed and by what article; or what is not known."""
        day = short_date(self.nomination.decided_on)
        missing = [
            words
            for row, words in ((self.multiple, "mức tiền thưởng"), (self.base, "mức lương cơ sở"))
            if row is None
        ]
        if missing:
            return f"Chưa có {' và '.join(missing)} áp dụng vào ngày {day}."
        times, base = format_decimal(self.multiple.amount), format_decimal(self.base.amount)
        return f"{times} × {base} đồng ({self.multiple.legal_ref}; {self.base.legal_ref})"


def prizes_of(nominations: Iterable[Nomination]) -> list[Prize]:
    """Return the Prize of every award, by the base pay of its decision's day; ``granted`` has to be loaded."""
    figures = Figures(Kind.BASE_PAY, Kind.PRIZE)
    return [
        Prize(
            row,
            figures.closest(Kind.PRIZE, row.granted, row.decided_on),
            figures.closest(Kind.BASE_PAY, row.granted, row.decided_on),
        )
        for row in nominations
    ]


@dataclass(frozen=True)
class Sum:
    """The prizes of one unit: what is known adds up, what is unknown is counted apart."""

    label: str
    prizes: tuple[Prize, ...]

    @property
    def known(self) -> int:
        return sum(prize.amount for prize in self.prizes if prize.amount is not None)

    @property
    def unknown(self) -> int:
        return sum(prize.amount is None for prize in self.prizes)

    @property
    def text(self) -> str:
        """ "28.080.000 đồng", "28.080.000 đồng, chưa kể 01 khoản chưa rõ", "chưa rõ"."""
        if self.unknown == len(self.prizes):
            return "chưa rõ" if self.prizes else "0 đồng"
        rest = f", chưa kể {self.unknown:02d} khoản chưa rõ" if self.unknown else ""
        return f"{format_decimal(self.known)} đồng{rest}"


def sums_by_unit(prizes) -> list[Sum]:
    """Return one Sum per unit in the order of the list, under the name that the unit bore at its first award."""
    units = {}
    for prize in prizes:
        units.setdefault(prize.nomination.unit_id, []).append(prize)
    return [Sum(found[0].nomination.unit_name, tuple(found)) for found in units.values()]
