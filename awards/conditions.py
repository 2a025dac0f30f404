"""Conditions for an award, judged on facts: met, not met or unknown, each with its sentence. Nothing is read here.

What nobody has said is unknown, never missing: that an award does not stand in the system proves nothing, a year
without a rating was not a bad year.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

RATED_YEARS, AWARDS_BEFORE, YEARS_OF_AWARD = "rated_years", "awards_before", "years_of_award"
LEADS_CLUSTER, STATED = "leads_cluster", "stated"
RATINGS = ("failed", "done", "good", "excellent")  # from the lowest
RATED_AS = {
    "excellent": "hoàn thành xuất sắc nhiệm vụ",
    "good": "hoàn thành tốt nhiệm vụ trở lên",
    "done": "hoàn thành nhiệm vụ trở lên",
    "failed": "được đánh giá",
}


class State(Enum):
    MET = "Đạt"
    NOT_MET = "Không đạt"
    UNKNOWN = "Chưa rõ"


YES, NO, UNCLEAR = "có", "không", "chưa rõ"


@dataclass(frozen=True)
class Condition:
    """One condition. Those of one route hold together, one route is enough; route 0 holds in every case."""

    key: int
    kind: str
    words: str
    route: int = 0
    years: int | None = None
    count: int | None = None
    years_before: int | None = None
    rating: str = ""
    codes: tuple = ()
    is_blocking: bool = False
    legal_ref: str = ""
    certainty: str = "stated"
    note: str = ""


@dataclass(frozen=True)
class Won:
    """An award that was conferred. ``remark`` says of whom, where it was not the nominee under today's name."""

    code: str
    year: int
    name: str = ""
    remark: str = ""


@dataclass(frozen=True)
class Facts:
    """What is known of the nominee. ``rank`` is the place of the unit in the published scores of the year."""

    year: int
    ratings: Mapping[int, str] = field(default_factory=dict)
    won: tuple[Won, ...] = ()
    refused: frozenset = frozenset()  # of (code, year)
    rank: int | None = None
    ranked: int = 0
    noun: str = "cụm"


@dataclass(frozen=True)
class Finding:
    """What a person said of a condition, with the reason."""

    holds: bool
    reason: str
    who: str = ""
    at: object = None


@dataclass(frozen=True)
class Verdict:
    condition: Condition
    state: State
    sentence: str
    finding: Finding | None = None  # of who appraises: it decides
    explanation: Finding | None = None  # of the unit: it does not decide

    @property
    def blocks(self):
        return self.condition.is_blocking and self.state is State.NOT_MET


@dataclass(frozen=True)
class Route:
    number: int
    verdicts: tuple[Verdict, ...]

    @property
    def state(self):
        return _together(verdict.state for verdict in self.verdicts)

    @property
    def blocking(self):
        return [verdict for verdict in self.verdicts if verdict.blocks]


@dataclass(frozen=True)
class Judgement:
    """All conditions of one dossier. ``warns_only``: conditions of another kind of merit, that stop nothing."""

    common: tuple[Verdict, ...]
    routes: tuple[Route, ...]
    warns_only: bool = False

    @property
    def verdicts(self):
        return [*self.common, *(verdict for route in self.routes for verdict in route.verdicts)]

    @property
    def state(self):
        states = [verdict.state for verdict in self.common]
        if self.routes:
            found = [route.state for route in self.routes]
            best = (
                State.MET
                if State.MET in found
                else State.UNKNOWN
                if State.UNKNOWN in found
                else State.NOT_MET
            )
            states.append(best)
        return _together(states)

    @property
    def blocking(self):
        """Verdicts that stop the dossier: of route 0 each one, of the others only where every route is barred."""
        if self.warns_only:
            return []
        found = [verdict for verdict in self.common if verdict.blocks]
        if all(route.blocking for route in self.routes):
            found += [verdict for route in self.routes for verdict in route.blocking]
        return found

    @property
    def unexplained(self):
        """Those of ``blocking`` that the unit has not given a reason for; one route explained is enough."""
        if self.warns_only:
            return []
        found = [verdict for verdict in self.common if verdict.blocks and not verdict.explanation]
        left = [[verdict for verdict in route.blocking if not verdict.explanation] for route in self.routes]
        if all(left):
            found += [verdict for verdicts in left for verdict in verdicts]
        return found

    @property
    def warnings(self):
        """What is not settled and stops nothing."""
        stopping = self.blocking
        if self.routes and any(route.state is State.MET for route in self.routes):
            rest = list(self.common)
        else:
            rest = self.verdicts
        return [verdict for verdict in rest if verdict.state is not State.MET and verdict not in stopping]


def _together(states):
    """Return the state of several conditions that all have to hold."""
    states = list(states)
    if State.NOT_MET in states:
        return State.NOT_MET
    return State.UNKNOWN if State.UNKNOWN in states else State.MET


def judge_all(conditions, facts, findings=None, explanations=None, *, warns_only=False):
    """Return the Judgement. ``findings`` and ``explanations`` are ``{condition key: Finding}``."""
    findings, explanations = findings or {}, explanations or {}
    verdicts = [judge(one, facts, findings.get(one.key), explanations.get(one.key)) for one in conditions]
    numbers = sorted({verdict.condition.route for verdict in verdicts} - {0})
    return Judgement(
        tuple(verdict for verdict in verdicts if verdict.condition.route == 0),
        tuple(
            Route(number, tuple(verdict for verdict in verdicts if verdict.condition.route == number))
            for number in numbers
        ),
        warns_only,
    )


def judge(condition, facts, finding=None, explanation=None):
    """Return the Verdict on one condition; a finding decides whatever the facts say."""
    state, sentence = JUDGES[condition.kind](condition, facts)
    if finding is not None:
        state = State.MET if finding.holds else State.NOT_MET
    return Verdict(condition, state, sentence, finding, explanation)


# --- each kind -------------------------------------------------------------------------------------------


def _window(condition, facts):
    """The years up to the one of the dossier."""
    length = condition.years or 1
    return range(facts.year - length + 1, facts.year + 1)


def _year_by_year(answers):
    return ", ".join(f"{year} {said}" for year, said in answers.items())


def _rated_years(condition, facts):
    answers = {year: _rated(condition, facts, year) for year in _window(condition, facts)}
    said, wanted = list(answers.values()), RATED_AS[condition.rating]
    if condition.count:
        need = f"Cần ít nhất {condition.count:02} trong {len(said):02} năm {wanted}"
    elif len(said) == 1:
        need = f"Cần {wanted} trong năm"
    else:
        need = f"Cần {len(said):02} năm liên tục {wanted}"
    number = condition.count or len(said)
    yes, unclear = said.count(YES), said.count(UNCLEAR)
    state = State.MET if yes >= number else State.UNKNOWN if yes + unclear >= number else State.NOT_MET
    return state, f"{need}: {_year_by_year(answers)}."


def _rated(condition, facts, year):
    if any(won.year == year and won.code in condition.codes for won in facts.won):
        return YES
    rating = facts.ratings.get(year)
    if rating is None:
        return UNCLEAR
    return YES if RATINGS.index(rating) >= RATINGS.index(condition.rating) else NO


def _years_of_award(condition, facts):
    answers = {year: _won_in(condition, facts, year) for year in _window(condition, facts)}
    said = list(answers.values())
    need = "Cần được tặng trong năm" if len(said) == 1 else f"Cần được tặng {len(said):02} năm liên tục"
    return _of_answers(said), f"{need}: {_year_by_year(answers)}."


def _of_answers(said):
    if NO in said:
        return State.NOT_MET
    return State.UNKNOWN if UNCLEAR in said else State.MET


def _won_in(condition, facts, year):
    if any(won.year == year and won.code in condition.codes for won in facts.won):
        return YES
    return NO if any((code, year) in facts.refused for code in condition.codes) else UNCLEAR


def _awards_before(condition, facts):
    won = [one for one in facts.won if one.code in condition.codes and one.year <= facts.year]
    if condition.years:
        won = [one for one in won if one.year > facts.year - condition.years]
    early = won
    if condition.years_before:
        early = [one for one in won if one.year <= facts.year - condition.years_before]
    within = (
        f" trong {condition.years:02} năm {facts.year - condition.years + 1} - {facts.year}"
        if condition.years
        else ""
    )
    before = f" từ năm {facts.year - condition.years_before} trở về trước" if condition.years_before else ""
    need = f"Cần {condition.count:02} lần được tặng{within}{before}"
    if len(early) >= condition.count:
        return State.MET, f"{need}: có {len(early):02} lần ({_listed(early)})."
    if early:
        return State.UNKNOWN, f"{need}: hệ thống mới ghi nhận {len(early):02} lần ({_listed(early)})."
    if won:
        return (
            State.UNKNOWN,
            f"{need}: hệ thống chỉ ghi nhận lần được tặng sau thời điểm đó ({_listed(won)}).",
        )
    return State.UNKNOWN, f"{need}: hệ thống chưa ghi nhận lần nào."


def _listed(won):
    return "; ".join(
        f"năm {one.year}{f', {one.remark}' if one.remark else ''}"
        for one in sorted(won, key=lambda one: one.year)
    )


def _leads_cluster(condition, facts):
    if facts.rank is None:
        return (
            State.UNKNOWN,
            f"Kết quả chấm điểm năm {facts.year} của {facts.noun} chưa công bố hoặc không có.",
        )
    said = f"Kết quả chấm điểm năm {facts.year} đã công bố: xếp thứ {facts.rank} trong {facts.ranked} đơn vị"
    return (State.MET if facts.rank == 1 else State.NOT_MET), f"{said} của {facts.noun}."


def _stated(condition, facts):
    return State.UNKNOWN, "Người thẩm định xem hồ sơ và ghi kết luận."


JUDGES = {
    RATED_YEARS: _rated_years,
    AWARDS_BEFORE: _awards_before,
    YEARS_OF_AWARD: _years_of_award,
    LEADS_CLUSTER: _leads_cluster,
    STATED: _stated,
}
