"""Ranking units by their official totals: the rules that part equals, joint ranks, and why – in words.

Pure: knows no model. Ranks follow the total as it is printed, so that nobody stands above another by a fraction that no
paper shows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from awards.scoring import ZERO, Kind, Line, Sum
from vietnamese.listing import join_names
from vietnamese.numbers import format_decimal


class Tie(Enum):
    """What decides between units of the same total."""

    GROUP = "group"  # more points in the criterion named beside it
    FEWER_PENALTIES = "fewer_penalties"
    SELF_SCORE = "self_score"  # the higher score that the unit gave itself
    VOTES = "votes"  # more voices in a vote held for it


@dataclass(frozen=True)
class TieRule:
    what: Tie
    key: str = ""
    name: str = ""


@dataclass(frozen=True)
class Candidate:
    """A unit to be ranked. ``stops`` say in words why it may not be ranked at all, whatever its points."""

    key: object
    name: str
    score: Sum
    stops: tuple[str, ...] = ()
    self_total: Decimal | None = None
    votes: int | None = None


@dataclass(frozen=True)
class Place:
    """``rank`` is None for a unit that is not ranked; ``is_joint``: others share the rank; ``reason`` in a sentence."""

    candidate: Candidate
    rank: int | None
    is_joint: bool = False
    reason: str = ""


@dataclass(frozen=True)
class ManualOrder:
    """Units that no rule told apart, put in order by people, and why."""

    keys: tuple
    reason: str


def rank(
    candidates: Iterable[Candidate], rules: Iterable[TieRule] = (), manual: Iterable[ManualOrder] = ()
) -> list[Place]:
    """Return the places, best first, then those without one: 1, 2, 2, 4.

    Only complete sheets are ranked. Units level in total and by every rule share a rank, unless people put them in
    order. Raises ValueError for a manual order without a reason, or of units that the rules do tell apart.
    """
    everybody, rules = list(candidates), tuple(rules)
    outside = [Place(one, None, reason=why) for one in everybody if (why := _why_not_ranked(one))]
    inside = sorted(
        (one for one in everybody if not _why_not_ranked(one)),
        key=lambda one: _standing(one, rules),
        reverse=True,
    )
    places: list[Place] = []
    orders = _orders(inside, rules, tuple(manual))
    for level in _levels(inside, rules):
        first = len(places) + 1
        keys = frozenset(one.key for one in level)
        if order := orders.get(keys):
            level.sort(key=lambda one: order.keys.index(one.key))
            places += [
                Place(one, first + index, reason=f"Xếp theo quyết định: {order.reason}")
                for index, one in enumerate(level)
            ]
        else:
            level.sort(key=lambda one: one.name)
            places += [Place(one, first, len(level) > 1, _why(one, level, inside, rules)) for one in level]
    return places + sorted(outside, key=lambda place: place.candidate.name)


def _why_not_ranked(one: Candidate) -> str:
    if one.stops:
        return f"Không xếp hạng: {'; '.join(one.stops)}."
    if not one.score.is_complete or one.score.total is None:
        return f"Chưa xếp hạng: đã chấm {one.score.scored}/{one.score.expected} tiêu chí."
    return ""


def _standing(one: Candidate, rules: tuple[TieRule, ...]) -> tuple:
    return (one.score.total, *(_by(one, rule) for rule in rules))


def _by(one: Candidate, rule: TieRule) -> Fraction:
    """More is better; what is not known stands behind everything that is."""
    unknown = Fraction(-(10**12))
    if rule.what is Tie.GROUP:
        line = one.score.lines.get(rule.key)
        return line.points if line and line.points is not None else unknown
    if rule.what is Tie.FEWER_PENALTIES:
        return sum((line.points for line in _penalties(one)), ZERO)
    value = one.self_total if rule.what is Tie.SELF_SCORE else one.votes
    return Fraction(value) if value is not None else unknown


def _penalties(one: Candidate) -> list[Line]:
    lines = one.score.lines.values()
    return [line for line in lines if line.criterion.kind is Kind.EXTRA and line.points and line.points < 0]


def _levels(inside: list[Candidate], rules: tuple[TieRule, ...]) -> list[list[Candidate]]:
    levels: list[list[Candidate]] = []
    for one in inside:
        if levels and _standing(levels[-1][0], rules) == _standing(one, rules):
            levels[-1].append(one)
        else:
            levels.append([one])
    return levels


def _orders(inside, rules, manual) -> dict[frozenset, ManualOrder]:
    levels = {frozenset(one.key for one in level) for level in _levels(inside, rules)}
    for order in manual:
        if not order.reason.strip():
            raise ValueError("Xếp thứ tự bằng tay phải nêu lý do.")
        if frozenset(order.keys) not in levels or len(set(order.keys)) != len(order.keys):
            raise ValueError("Chỉ xếp thứ tự bằng tay giữa tất cả các đơn vị cùng hạng.")
    return {frozenset(order.keys): order for order in manual}


def _why(one: Candidate, level: list[Candidate], inside: list[Candidate], rules: tuple[TieRule, ...]) -> str:
    """How a unit stands to those of the same total: shared, or by which rule before and behind."""
    total = format_decimal(one.score.total)
    others = sorted(other.name for other in level if other is not one)
    said = [f"Cùng {total} điểm và cùng hạng với {join_names(others)}."] if others else []
    for rule in rules:
        beaten = [other for other in inside if other not in level and _decided(one, other, rules) == rule]
        for ahead, word in ((True, "trên"), (False, "dưới")):
            names = sorted(other.name for other in beaten if (_by(one, rule) > _by(other, rule)) is ahead)
            if names:
                said.append(f"Cùng {total} điểm, xếp {word} {join_names(names)}: {_rule_text(rule, ahead)}.")
    return " ".join(said)


def _decided(one: Candidate, other: Candidate, rules: tuple[TieRule, ...]) -> TieRule | None:
    if one.score.total != other.score.total:
        return None
    return next((rule for rule in rules if _by(one, rule) != _by(other, rule)), None)


def _rule_text(rule: TieRule, ahead: bool) -> str:
    more = "cao hơn" if ahead else "thấp hơn"
    return {
        Tie.GROUP: f"điểm {rule.name or rule.key} {more}",
        Tie.FEWER_PENALTIES: f"bị trừ điểm {'ít' if ahead else 'nhiều'} hơn",
        Tie.SELF_SCORE: f"điểm tự chấm {more}",
        Tie.VOTES: f"được {'nhiều' if ahead else 'ít'} phiếu hơn",
    }[rule.what]
