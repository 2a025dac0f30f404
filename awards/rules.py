"""The rules that a dossier is judged by: those of the day until it is received, those of that day from then on."""

from collections import defaultdict
from dataclasses import asdict, dataclass, field, replace
from datetime import date

from awards.conditions import Condition
from awards.models import AwardCondition, ChecklistItem, LegalFigure, Nomination, VoteRule
from awards.models.rules import most_particular
from documents.models import Certainty
from vietnamese.numbers import format_decimal

FIGURE, VOTE, PAPER, CONDITION = "figure", "vote", "paper", "condition"
NOT_RECEIVED = (Nomination.Status.DRAFT, Nomination.Status.SUBMITTED)


@dataclass(frozen=True)
class Rule:
    """One row of the law as it stood: what it says in words, where it stands, how sure the source is."""

    of: str
    pk: int
    label: str
    words: str
    legal_ref: str
    effective_from: str
    effective_to: str
    certainty: str
    note: str = ""
    data: dict = field(default_factory=dict)

    @property
    def starts_on(self):
        return date.fromisoformat(self.effective_from)

    @property
    def ends_on(self):
        return date.fromisoformat(self.effective_to) if self.effective_to else None

    @property
    def is_sure(self):
        return self.certainty == Certainty.STATED

    @property
    def certainty_label(self):
        return str(Certainty(self.certainty).label)


@dataclass(frozen=True)
class RuleBook:
    """All rules of one dossier. ``kept_since`` is the day of receipt, None while the rules of the day stand."""

    rules: tuple
    kept_since: date | None = None

    def _of(self, kind):
        return [rule for rule in self.rules if rule.of == kind]

    @property
    def figures(self):
        return self._of(FIGURE)

    @property
    def votes(self):
        return self._of(VOTE)

    @property
    def papers(self):
        return self._of(PAPER)

    @property
    def conditions_by_route(self):
        """``[(route, rules), …]``, route 0 first."""
        routes = defaultdict(list)
        for rule in self._of(CONDITION):
            routes[rule.data["route"]].append(rule)
        return sorted(routes.items())

    @property
    def shared_notes(self):
        """Notes that several conditions carry, to be said once."""
        notes = [rule.note for rule in self._of(CONDITION) if rule.note]
        return sorted({note for note in notes if notes.count(note) > 1})

    @property
    def conditions(self):
        return [
            Condition(
                key=rule.pk,
                words=rule.words,
                legal_ref=rule.legal_ref,
                certainty=rule.certainty,
                note=rule.note,
                **{**rule.data, "codes": tuple(rule.data["codes"])},
            )
            for rule in self._of(CONDITION)
        ]


def rules_on(award, day):
    """Return the Rules for an award on a day, from four queries."""
    return (
        *_figures(award, day),
        *_votes(award, day),
        *(_rule(PAPER, row, "Giấy tờ của hồ sơ", row.name, is_required=row.is_required) for row in
          ChecklistItem.objects.valid_on(day).about(award)),
        *(_condition(row) for row in AwardCondition.objects.valid_on(day).about(award)),
    )  # fmt: skip


def book_of(nomination, today):
    """Return the RuleBook of a dossier."""
    if nomination.status in NOT_RECEIVED:
        return RuleBook(rules_on(nomination.award, today))
    if nomination.received_on is None:  # a past year, entered as a source reports it
        return RuleBook(rules_on(nomination.award, nomination.cluster_year.as_of(today)))
    return RuleBook(tuple(Rule(**row) for row in nomination.rules_kept), nomination.received_on)


def kept(award, day):
    """Return the rules of a day as the dossier keeps them."""
    return [asdict(rule) for rule in rules_on(award, day)]


def _rule(of, row, label, words, **data):
    return Rule(
        of=of,
        pk=row.pk,
        label=str(label),
        words=words,
        legal_ref=row.legal_ref,
        effective_from=row.effective_from.isoformat(),
        effective_to=row.effective_to.isoformat() if row.effective_to else "",
        certainty=str(row.certainty),
        note=row.note,
        data=data,
    )


def _figures(award, day):
    groups = defaultdict(list)
    for row in LegalFigure.objects.valid_on(day).about(award):
        groups[row.kind, row.paper].append(row)
    for rows in groups.values():
        row = most_particular(rows)
        amount = None if row.amount is None else str(row.amount)
        yield _rule(
            FIGURE, row, row.get_kind_display().partition(" (")[0], figure_in_words(row),
            kind=str(row.kind), amount=amount, paper=str(row.paper),
        )  # fmt: skip


def figure_in_words(row):
    Kind = LegalFigure.Kind
    amount = "" if row.amount is None else format_decimal(row.amount.normalize())
    match row.kind:
        case Kind.BASE_PAY:
            return f"{amount} đồng"
        case Kind.PRIZE:
            return f"{amount} lần lương cơ sở"
        case Kind.QUOTA_SHARE:
            return f"không quá {amount}%"
        case Kind.DEADLINE:
            after = {0: "của năm thi đua", 1: "năm sau"}.get(row.years_after, f"sau {row.years_after} năm")
            return (
                f"ngày {row.day:02} tháng {row.month:02} {after}"
                if row.month < 3
                else (f"ngày {row.day:02} tháng {row.month} {after}")
            )
        case Kind.FORM_NUMBER:
            return f"{row.get_paper_display()}: {row.text}"
        case _:
            return f"{amount} ngày làm việc"


def _votes(award, day):
    row = most_particular(VoteRule.objects.valid_on(day).about(award).filter(matter=VoteRule.Matter.AWARD))
    if row is not None:
        secret = ", bỏ phiếu kín" if row.is_secret else ""
        yield replace(_rule(VOTE, row, "Biểu quyết", f"{row.in_words}{secret}"), data=row.kept())


def _condition(row):
    return _rule(
        CONDITION,
        row,
        row.get_kind_display(),
        row.words,
        kind=str(row.kind),
        route=row.route,
        years=row.years,
        count=row.count,
        years_before=row.years_before,
        rating=str(row.rating),
        codes=row.counted_codes,
        is_blocking=row.is_blocking,
    )
