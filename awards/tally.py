"""Counting votes: has it passed, who is elected, and why – in whole numbers and fractions, never rounded up.

Pure: knows no model. A Rule comes from a dated row of the law, a Count from minutes, ballots or seats.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from math import ceil, floor

from vietnamese.listing import join_names


class Base(Enum):
    """Of what the share is taken; the value is its name in a sentence."""

    SEATS = "tổng số thành viên hội đồng"
    PRESENT = "số thành viên có mặt"
    VALID = "số phiếu hợp lệ"


class Absent(Enum):
    """What the written opinion of an absent member counts for."""

    AS_VOTE = "as_vote"  # like a ballot, without making its writer present
    AS_PRESENT = "as_present"  # like a ballot, and its writer counts for the quorum
    HEARD = "heard"  # read out, not counted


@dataclass(frozen=True)
class Rule:
    """What a vote needs. ``threshold`` and ``quorum`` are shares of one (``Fraction(4, 5)`` for 80 %).

    ``is_strict``: more than the threshold ("quá nửa"), otherwise that or more. ``quorum`` is a share of all seats, None
    where the rule names none. ``recused_stay``: members who stepped aside still count among all seats.
    """

    threshold: Fraction
    base: Base = Base.SEATS
    is_strict: bool = False
    quorum: Fraction | None = None
    written: Absent = Absent.AS_VOTE
    recused_stay: bool = True

    def __post_init__(self):
        for share in (self.threshold, self.quorum):
            if share is not None and not 0 < share <= 1:
                raise ValueError(f"{share}: a share lies above 0 and not above 1.")


@dataclass(frozen=True)
class Attendance:
    """The body that votes: its seats, who is present, who of all seats stepped aside from this vote.

    ``present`` counts members in the room, those who stepped aside included; ``recused_present`` are those among them.
    """

    seats: int
    present: int
    recused: int = 0
    recused_present: int = 0


@dataclass(frozen=True)
class Count:
    """The voices on one question. ``written_*`` are opinions of absent members, beside the others."""

    agree: int
    against: int = 0
    abstain: int = 0
    invalid: int = 0
    written_agree: int = 0
    written_against: int = 0
    written_abstain: int = 0

    @property
    def cast(self) -> int:
        return self.agree + self.against + self.abstain + self.invalid

    @property
    def written(self) -> int:
        return self.written_agree + self.written_against + self.written_abstain


@dataclass(frozen=True)
class Ballots:
    """What the counting team writes down of paper ballots."""

    issued: int
    returned: int


@dataclass(frozen=True)
class Result:
    """``passed`` and why in a sentence: ``agree`` of ``base`` voices, ``needed`` at least; ``share`` is exact."""

    passed: bool
    sentence: str
    agree: int = 0
    base: int = 0
    needed: int = 0
    share: Fraction | None = None


def percent_text(share: Fraction) -> str:
    """Return "79,99%": cut off after two decimals, so that no share is shown as one that it does not reach."""
    whole, cents = divmod(floor(share * 10000), 100)
    return f"{whole},{cents:02d}".rstrip("0").rstrip(",") + "%"


def needed_of(threshold: Fraction, base: int, is_strict: bool = False) -> int:
    """Return the least number of voices out of ``base`` that meets the threshold."""
    exact = threshold * base
    return floor(exact) + 1 if is_strict else ceil(exact)


def faults(attendance: Attendance, count: Count, ballots: Ballots | None = None) -> list[str]:
    """Return what cannot be true of these numbers, a sentence each; none where they agree."""
    found = []
    numbers = (
        *vars(attendance).values(),
        *vars(count).values(),
        *(vars(ballots).values() if ballots else ()),
    )
    if min(numbers) < 0:
        found.append("Số thành viên và số phiếu không được âm.")
    if attendance.present > attendance.seats:
        found.append(
            f"Có mặt {attendance.present} thành viên, nhiều hơn tổng số {attendance.seats} thành viên hội đồng."
        )
    absent = attendance.seats - attendance.present
    if attendance.recused_present > min(attendance.recused, attendance.present):
        found.append(
            "Số thành viên có mặt mà không tham gia biểu quyết nhiều hơn số thành viên không tham gia."
        )
    if attendance.recused - attendance.recused_present > max(absent, 0):
        found.append("Số thành viên vắng mặt mà không tham gia biểu quyết nhiều hơn số thành viên vắng mặt.")
    voters = attendance.present - attendance.recused_present
    if count.cast > voters:
        found.append(
            f"Có {count.cast} phiếu của thành viên có mặt, nhiều hơn {voters} thành viên được biểu quyết."
        )
    writers = absent - (attendance.recused - attendance.recused_present)
    if count.written > writers:
        found.append(
            f"Có {count.written} ý kiến bằng văn bản, nhiều hơn {max(writers, 0)} thành viên vắng mặt."
        )
    if ballots:
        found += _faults_of_ballots(ballots, count, voters)
    return found


def _faults_of_ballots(ballots: Ballots, count: Count, voters: int) -> Iterable[str]:
    if ballots.issued > voters:
        yield f"Phát ra {ballots.issued} phiếu, nhiều hơn {voters} thành viên được biểu quyết."
    if ballots.returned > ballots.issued:
        yield f"Thu về {ballots.returned} phiếu, nhiều hơn {ballots.issued} phiếu phát ra."
    if count.cast != ballots.returned:
        yield f"Cộng các loại phiếu được {count.cast}, khác {ballots.returned} phiếu thu về."


def quorum_of(rule: Rule, attendance: Attendance, written: int = 0) -> tuple[bool, str]:
    """Return whether the session may vote, and the sentence that says so."""
    if rule.quorum is None:
        return True, "Không quy định số thành viên dự họp tối thiểu."
    there = attendance.present + (written if rule.written is Absent.AS_PRESENT else 0)
    least = needed_of(rule.quorum, attendance.seats)
    share = f"{rule.quorum.numerator}/{rule.quorum.denominator}"
    met = there >= least
    head = "Đủ" if met else "Không đủ"
    return met, (
        f"{head} số thành viên dự họp: {there}/{attendance.seats}, "
        f"cần ít nhất {least} ({share} {Base.SEATS.value})."
    )


def tally(rule: Rule, attendance: Attendance, count: Count) -> Result:
    """Return whether the question has passed.

    Raises ValueError where the numbers contradict each other: see ``faults``.
    """
    if wrong := faults(attendance, count):
        raise ValueError(" ".join(wrong))
    met, sentence = quorum_of(rule, attendance, count.written)
    if not met:
        return Result(False, f"Không biểu quyết được. {sentence}")
    is_counted = rule.written is not Absent.HEARD
    agree = count.agree + (count.written_agree if is_counted else 0)
    base = _base_of(rule, attendance, count, is_counted)
    if base == 0:
        return Result(False, f"Không đạt: {rule.base.value} là 0.")
    needed, share = needed_of(rule.threshold, base, rule.is_strict), Fraction(agree, base)
    passed = share > rule.threshold if rule.is_strict else share >= rule.threshold
    limit = percent_text(rule.threshold)
    wanted = f"trên {limit}" if rule.is_strict else f"từ {limit} trở lên"
    return Result(
        passed,
        f"{'Đạt' if passed else 'Không đạt'}: {agree}/{base} phiếu đồng ý, bằng {percent_text(share)} "
        f"{rule.base.value}; cần {wanted}, tức ít nhất {needed} phiếu.",
        agree,
        base,
        needed,
        share,
    )


def _base_of(rule: Rule, attendance: Attendance, count: Count, is_counted: bool) -> int:
    written = count.written if is_counted else 0
    if rule.base is Base.SEATS:
        return attendance.seats - (0 if rule.recused_stay else attendance.recused)
    if rule.base is Base.PRESENT:
        gone = 0 if rule.recused_stay else attendance.recused_present
        return attendance.present - gone + written
    return count.cast - count.invalid + written


# --- several candidates ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Choice:
    """Of an election: who is in, who is tied for the places left, and what is to be done, in a sentence."""

    elected: tuple
    tied: tuple
    places_left: int
    sentence: str

    @property
    def needs_run_off(self) -> bool:
        return bool(self.tied)


def elect(votes: Mapping, places: int, needed: int, names: Mapping | None = None) -> Choice:
    """Return who of the candidates takes the places.

    ``votes`` maps a candidate to the ballots that name it, ``needed`` is the least that elects (``needed_of`` of the
    base), ``names`` how candidates are called in the sentence. Whoever has more votes comes first; candidates that are
    level at the last place are not chosen between: they go into a run-off. Raises ValueError for no places or a
    negative number.
    """
    if places < 1 or needed < 0 or any(number < 0 for number in votes.values()):
        raise ValueError("An election has places, and votes that are not negative.")
    called = names or {candidate: str(candidate) for candidate in votes}
    ahead = sorted((one for one in votes if votes[one] >= needed), key=lambda one: (-votes[one], called[one]))
    if len(ahead) <= places:
        elected, tied = tuple(ahead), ()
    else:
        edge = votes[ahead[places - 1]]
        level = [one for one in ahead if votes[one] == edge]
        above = [one for one in ahead if votes[one] > edge]
        fits = len(above) + len(level) <= places
        elected, tied = tuple(above + level if fits else above), () if fits else tuple(level)
    left = places - len(elected)
    return Choice(elected, tied, left, _told(elected, tied, left, votes, called, needed))


def _told(elected, tied, left, votes, called, needed) -> str:
    def told_of(ones):
        return join_names([f"{called[one]} ({votes[one]} phiếu)" for one in ones])

    said = [f"Trúng: {told_of(elected)}." if elected else f"Chưa đơn vị nào đủ {needed} phiếu để trúng."]
    if tied:
        said = [f"Trúng: {told_of(elected)}."] if elected else []
        said.append(f"{told_of(tied)} bằng phiếu nhau; bỏ phiếu lại giữa các đơn vị này, chọn {left} đơn vị.")
    elif elected and left:
        said.append(f"Còn thiếu {left} đơn vị; các đơn vị khác chưa đủ {needed} phiếu.")
    return " ".join(said)
