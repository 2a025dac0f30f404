"""From the rows of a session to tally.py and back: the rule, the body, the count, the result."""

from dataclasses import dataclass
from fractions import Fraction

from django.core.exceptions import ValidationError

from awards import tally
from awards.models import Choice, Motion, Seat, VoteRule
from awards.rules import book_of
from vietnamese.dates import short_date
from vietnamese.listing import join_names

Way, Presence = Motion.Way, Seat.Presence
NOTHING_KNOWN = (
    "Chưa có quy tắc biểu quyết áp dụng cho “{matter}” vào ngày {day}. Quản trị hệ thống ghi tỷ lệ cần đạt và căn cứ "
    "tại mục “Quy tắc biểu quyết” của trang quản trị; nội dung chưa mở, chưa mất gì."
)


@dataclass(frozen=True)
class Outcome:
    """``elected`` and ``tied`` are Candidates; ``figures`` the exact Result of a question about an award."""

    passed: bool
    sentence: str
    elected: tuple = ()
    tied: tuple = ()
    figures: tally.Result | None = None


def refuse_unless_open(row):
    """Raise ValidationError, saying in which step the question is."""
    told = {
        Motion.Status.DRAFT: "Biểu quyết chưa mở.",
        Motion.Status.CLOSED: "Biểu quyết đã kết thúc; kết quả đã ghi và không nhận thêm phiếu.",
        Motion.Status.VOID: "Nội dung biểu quyết này đã hủy.",
    }
    if row.status != Motion.Status.OPEN:
        raise ValidationError(told[row.status])


def seat_to_vote(motion, user):
    """Return the seat in which a person votes on an open motion. Raises ValidationError, saying why they do not."""
    refuse_unless_open(motion)
    if not motion.is_electronic:
        raise ValidationError(
            f"Nội dung này biểu quyết bằng cách “{motion.get_way_display().lower()}” nên không bỏ phiếu tại đây."
        )
    seat = motion.session.seats.filter(user=user).first()
    if seat is None:
        raise ValidationError(
            "Tài khoản này không gắn với thành viên nào của phiên họp nên không bỏ phiếu được."
        )
    aside = motion.recusals.filter(seat=seat).first()
    if aside:
        why = (aside.reason or aside.get_ground_display()).rstrip(".")
        raise ValidationError(
            f"{seat.full_name} không tham gia biểu quyết nội dung này: {why[:1].lower()}{why[1:]}."
        )
    if seat.presence != Presence.PRESENT:
        raise ValidationError(
            f"{seat.full_name} chưa được điểm danh có mặt nên không bỏ phiếu được. Báo thư ký phiên họp điểm danh."
        )
    if motion.turnout.filter(seat=seat).exists():
        raise ValidationError(
            f"{seat.full_name} đã bỏ phiếu nội dung này. Phiếu đã bỏ được giữ nguyên, không tính thêm phiếu nào."
        )
    return seat


def rule_for(motion):
    """Return what a motion keeps of the rule in force; None where no rule is known.

    Of an award it is the rule that its dossier keeps since the day it was received, of a lowered one the rule of that
    day for the lower award, of an election that of the day of the session.
    """
    day, row = motion.session.held_on, None
    rules = VoteRule.objects.filter(matter=motion.kind)
    if motion.is_election:
        general = rules.valid_on(day).filter(award_code="", level="", subject="")
        row = general.order_by("-effective_from", "-pk").first()
    elif motion.nomination.rules_kept and not motion.nomination.lowered_to_id:
        found = book_of(motion.nomination, day).votes
        return found[0].data if found else None
    else:
        row = rules.closest(motion.nomination.award_now, motion.nomination.received_on or day)
    return row and row.kept()


def no_rule(motion):
    day = motion.session.held_on if motion.is_election else motion.nomination.received_on
    return NOTHING_KNOWN.format(matter=motion.matter, day=short_date(day or motion.session.held_on))


def body_of(motion):
    """Return the tally.Attendance as the rows have it now; as it was kept once voting has ended."""
    if motion.seats is not None:
        return tally.Attendance(*(getattr(motion, name) for name in Motion.BODY))
    seats = list(motion.session.seats.all())
    aside = {row.seat_id for row in motion.recusals.all()}
    present = [seat for seat in seats if seat.presence == Presence.PRESENT]
    return tally.Attendance(len(seats), len(present), len(aside), sum(seat.pk in aside for seat in present))


def voters_of(motion):
    """Return the seats that may vote in the room."""
    aside = {row.seat_id for row in motion.recusals.all()}
    return [
        seat
        for seat in motion.session.seats.all()
        if seat.presence == Presence.PRESENT and seat.pk not in aside
    ]


def count_of(motion):
    """Return the tally.Count of the numbers on the motion; what was not asked for counts as none."""
    return tally.Count(**{name: getattr(motion, name) or 0 for name in Motion.VOICES})


def ballots_of(motion):
    if motion.issued is None or motion.returned is None:
        return None
    return tally.Ballots(motion.issued, motion.returned)


def is_counted(motion):
    """Whether what people count by hand is there."""
    if motion.is_election:
        return all(row.votes is not None for row in motion.candidates.all())
    return motion.agree is not None


def voices_by_name(rows, prefix=""):
    """Return ``{"agree": 3, …}`` of named votes or written opinions."""
    rows = list(rows)
    return {f"{prefix}{choice}": sum(row.choice == choice for row in rows) for choice in Choice.values}


def faults_of(motion):
    """What contradicts itself in the numbers on the motion, a sentence each."""
    body = body_of(motion)
    if not motion.is_election:
        return tally.faults(body, count_of(motion), ballots_of(motion))
    return _faults_of_election(motion, body)


def _faults_of_election(motion, body):
    voters = body.present - body.recused_present
    candidates = list(motion.candidates.all())
    found, most = [], voters
    if motion.returned is not None:
        invalid = motion.invalid or 0
        if invalid > motion.returned:
            found.append(f"Có {invalid} phiếu không hợp lệ, nhiều hơn {motion.returned} phiếu thu về.")
        most = max(motion.returned - invalid, 0)
        found += tally.faults(body, tally.Count(most, invalid=motion.returned - most), ballots_of(motion))
    said = "phiếu hợp lệ" if motion.returned is not None else "thành viên được biểu quyết"
    found += [
        f"{row.unit_name}: {row.votes} phiếu, nhiều hơn {most} {said}."
        for row in candidates
        if (row.votes or 0) > most
    ]
    given = sum(row.votes or 0 for row in candidates)
    if given > most * motion.places:
        found.append(
            f"Cộng phiếu của các đơn vị được {given}, nhiều hơn {most * motion.places} "
            f"({most} {said}, mỗi người chọn không quá {motion.places} đơn vị)."
        )
    return found


def outcome_of(motion):
    """Return the Outcome of numbers that hold. Raises ValueError where they contradict each other."""
    if motion.way == Way.ACCLAIM:
        chosen = tuple(motion.candidates.all())
        names = join_names([row.unit_name for row in chosen])
        return Outcome(
            True,
            f"{motion.session.body} suy tôn {names} làm {motion.office_name} năm {motion.for_year.year}.",
            chosen,
        )
    if wrong := faults_of(motion):
        raise ValueError(" ".join(wrong))
    if motion.is_election:
        return _elected(motion)
    found = tally.tally(motion.tally_rule(), body_of(motion), count_of(motion))
    return Outcome(found.passed, found.sentence, figures=found)


def _elected(motion):
    rule, body = motion.tally_rule(), body_of(motion)
    met, sentence = tally.quorum_of(rule, body)
    if not met:
        return Outcome(False, f"Không bầu được. {sentence}")
    base = _base(motion, rule, body)
    if not base:
        return Outcome(False, f"Không bầu được: {rule.base.value} là 0.")
    needed = tally.needed_of(rule.threshold, base, rule.is_strict)
    candidates = {row.pk: row for row in motion.candidates.all()}
    found = tally.elect(
        {pk: row.votes or 0 for pk, row in candidates.items()},
        motion.places,
        needed,
        {pk: row.unit_name for pk, row in candidates.items()},
    )
    share = tally.percent_text(Fraction(rule.threshold))
    of = f"{share} {rule.base.value} ({base})"
    wanted = f"trên {of}" if rule.is_strict else f"từ {of} trở lên"
    told = f"{found.sentence} Cần {wanted}, tức ít nhất {needed} phiếu."
    return Outcome(
        bool(found.elected) and not found.tied and not found.places_left,
        told,
        tuple(candidates[pk] for pk in found.elected),
        tuple(candidates[pk] for pk in found.tied),
    )


def _base(motion, rule, body):
    if rule.base is tally.Base.SEATS:
        return body.seats - (0 if rule.recused_stay else body.recused)
    if rule.base is tally.Base.PRESENT or motion.returned is None:
        return body.present - (0 if rule.recused_stay else body.recused_present)
    return motion.returned - (motion.invalid or 0)
