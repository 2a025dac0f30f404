"""What is done in a session that votes, from its members to its conclusion. One transaction, one event each."""

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import timezone

from audit.record import action, insert, record, remove, save_changed, save_new
from audit.verbs import Verb
from awards import votes
from awards.actions.dossiers import _step
from awards.models import (
    Candidate,
    Choice,
    CouncilSession,
    Motion,
    NamedVote,
    Nomination,
    Recusal,
    Seat,
    Turnout,
    Urn,
)
from awards.urn import Unreadable, seal, unseal
from clusters import actions as cluster_actions
from clusters.models import OfficeTerm
from vietnamese.dates import short_date
from vietnamese.listing import join_names

Status, Way, Presence = Motion.Status, Motion.Way, Seat.Presence
BLANK = "blank"  # a ballot of an election that names nobody
LOST = (
    "Không mở được hòm phiếu điện tử: khóa mã hóa của hệ thống đã thay đổi từ khi mở biểu quyết, hoặc dữ liệu đã bị "
    "thay đổi. Số phiếu không kiểm được. Hủy nội dung này, ghi lý do, rồi cho bỏ phiếu lại."
)
BEGUN = (
    "Phiên họp đã biểu quyết theo danh sách thành viên này nên không sửa danh sách được nữa. "
    "Nếu danh sách sai, hủy các nội dung đã biểu quyết trước."
)


def _lock_session(session):
    row = CouncilSession.objects.select_for_update(of=("self",)).get(pk=session.pk)
    if row.is_closed:
        raise ValidationError("Phiên họp đã kết thúc nên không sửa được nữa.")
    return row


def _lock(motion):
    """Return the motion with the session as it was loaded, locked."""
    row = Motion.objects.select_for_update(of=("self",)).get(pk=motion.pk)
    row.session = CouncilSession.objects.select_related("cluster_year__cluster__authority").get(
        pk=row.session_id
    )
    return row


def _refuse_begun(session):
    if session.motions.filter(status__in=(Status.OPEN, Status.CLOSED)).exists():
        raise ValidationError(BEGUN)


# --- the session and its members ------------------------------------------------------------------------


@action
def add_session(session, *, by):
    session.cluster_year.refuse_if_closed()
    return save_new(session, Verb.COUNCIL_ADDED, by=by)


@action
def change_session(session, *, by):
    _lock_session(session)
    return save_changed(session, Verb.COUNCIL_CHANGED, by=by)


@action
def seat_members(session, seats, *, by):
    """Add members in the order given, all of them or none. Raises ValidationError once voting has begun."""
    row = _lock_session(session)
    _refuse_begun(row)
    if not seats:
        raise ValidationError("Chưa có thành viên nào để ghi. Mỗi dòng ghi một người.")
    last = row.seats.aggregate(last=Max("position"))["last"] or 0
    for number, seat in enumerate(seats, last + 1):
        seat.session, seat.position = row, number
        try:
            insert(seat)
        except ValidationError as error:
            raise ValidationError(
                f"{seat.full_name}: {' '.join(error.messages)} Chưa ghi thành viên nào."
            ) from error
    record(Verb.SEATS_ADDED, by=by, subject=row, note="\n".join(map(str, seats)))
    return seats


@action
def change_seat(seat, *, by):
    _refuse_begun(_lock_session(seat.session))
    return save_changed(seat, Verb.SEAT_CHANGED, by=by)


@action
def remove_seat(seat, *, by):
    _refuse_begun(_lock_session(seat.session))
    remove(seat, Verb.SEAT_REMOVED, by=by)


@action
def take_attendance(session, presences, *, by):
    """Write who is present: ``{seat pk: presence}``. While voting is open nobody becomes unknown again."""
    row = _lock_session(session)
    is_voting = row.motions.filter(status=Status.OPEN).exists()
    changes = []
    for seat in row.seats.select_for_update(of=("self",)):
        before, label = seat.presence, seat.get_presence_display()
        seat.presence = presences.get(seat.pk, before)
        if seat.presence == before:
            continue
        if is_voting and seat.presence == Presence.UNKNOWN:
            raise ValidationError(
                f"Đang biểu quyết nên không bỏ điểm danh của {seat.full_name} được. Chưa thay đổi điểm danh nào."
            )
        seat.full_clean(exclude=["session", "unit", "user"])
        seat.save(update_fields=["presence"])
        changes.append([seat.full_name, label, seat.get_presence_display()])
    if changes:
        record(Verb.COUNCIL_ATTENDED, by=by, subject=row, changes=changes)


# --- what is voted on -----------------------------------------------------------------------------------


def _next_position(session):
    return (session.motions.aggregate(last=Max("position"))["last"] or 0) + 1


@action
def add_motions(session, nominations, way, *, by):
    """Put appraised dossiers of the year to the vote, all of them or none."""
    row = _lock_session(session)
    if not nominations:
        raise ValidationError("Chọn ít nhất một hồ sơ.")
    made, position = [], _next_position(row)
    for nomination in nominations:
        if nomination.cluster_year_id != row.cluster_year_id:
            raise ValidationError(f"{nomination}: hồ sơ thuộc năm khác.")
        _refuse_unless_appraised(nomination)
        motion = Motion(session=row, nomination=nomination, way=way, position=position)
        made.append(insert(motion))
        position += 1
    record(Verb.MOTIONS_ADDED, by=by, subject=row, note="\n".join(map(str, made)))
    return made


def _refuse_unless_appraised(nomination):
    """Of a year entered afterwards a source tells how a dossier was voted on that it reports as proposed."""
    if nomination.cluster_year.is_recorded and nomination.status == Nomination.Status.PROPOSED:
        return
    if nomination.status != Nomination.Status.APPRAISED:
        raise ValidationError(
            f"{nomination}: hồ sơ đang ở bước “{nomination.get_status_display()}”; chỉ biểu quyết hồ sơ đã thẩm định."
        )


@action
def add_election(motion, units, *, by):
    """Put an office of a coming year to the vote between units. Raises ValidationError for a year that has passed, of
    another cluster, or a unit that is not a member of it."""
    row = _lock_session(motion.session)
    has_passed = motion.for_year.is_recorded and not row.cluster_year.is_recorded
    if motion.for_year.cluster_id != row.cluster_year.cluster_id or has_passed:
        raise ValidationError({"for_year": "Chọn một năm chưa qua của chính cụm, khối này."})
    members = motion.for_year.place().unit_ids
    if away := [unit.name for unit in units if unit.pk not in members]:
        raise ValidationError(
            {"units": f"Không phải thành viên trong năm {motion.for_year.year}: {join_names(away)}."}
        )
    motion.session, motion.kind, motion.position = row, Motion.Kind.ELECTION, _next_position(row)
    insert(motion)
    _stand(motion, units)
    names = join_names([unit.name for unit in units])
    record(Verb.MOTIONS_ADDED, by=by, subject=row, note=f"{motion}: {names}")
    return motion


def _stand(motion, units):
    if len(units) < motion.places:
        raise ValidationError({"units": f"Chọn ít nhất {motion.places} đơn vị, bằng số đơn vị cần chọn."})
    for position, unit in enumerate(units, 1):
        insert(Candidate(motion=motion, unit=unit, position=position))


@action
def change_way(motion, *, by):
    """Vote in another way, while voting has not begun."""
    if _lock(motion).status != Status.DRAFT:
        raise ValidationError("Đã mở biểu quyết nên không đổi cách biểu quyết được nữa.")
    return save_changed(motion, Verb.MOTION_CHANGED, by=by)


@action
def remove_motion(motion, *, by):
    if _lock(motion).status != Status.DRAFT:
        raise ValidationError("Đã mở biểu quyết nên không bỏ được; nếu cần, hủy biểu quyết và ghi lý do.")
    remove(motion, Verb.MOTION_REMOVED, by=by)


# --- voting ---------------------------------------------------------------------------------------------


@action
def open_voting(session, motions, *, by, today=None):
    """Draft → open, all of them or none: the rule is kept, members of the nominee's unit and the nominee step aside.

    Raises ValidationError before the day of the session, while a member's presence is unknown, without a rule,
    without a quorum, where the rule wants a secret ballot, and where a voter of an electronic vote has no account.
    """
    row = _lock_session(session)
    if not motions:
        raise ValidationError("Không còn nội dung nào chưa biểu quyết.")
    if row.held_on > (today or timezone.localdate()):
        raise ValidationError(
            f"Phiên họp ghi ngày {short_date(row.held_on)}, chưa đến ngày họp nên chưa mở biểu quyết được. Nếu họp "
            "sớm hơn, sửa ngày họp ở “Sửa thông tin”."
        )
    seats = list(row.seats.select_related("user", "unit"))  # read once: each account keeps what it may
    _refuse_unready(seats)
    for given in sorted(motions, key=lambda one: one.pk):
        motion = _lock(given)
        if motion.status != Status.DRAFT or motion.session_id != row.pk:
            raise ValidationError(f"{motion}: nội dung này đã mở biểu quyết. Tải lại trang để xem.")
        _open(motion, seats)
    if row.status == CouncilSession.Status.PLANNED:
        row.status = CouncilSession.Status.OPEN
        row.save(update_fields=["status"])
    session.status = row.status
    record(Verb.VOTING_OPENED, by=by, subject=row, note="\n".join(str(one) for one in motions))


def _refuse_unready(seats):
    if not seats:
        raise ValidationError("Phiên họp chưa có thành viên. Ghi danh sách thành viên trước khi biểu quyết.")
    unknown = [seat.full_name for seat in seats if seat.presence == Presence.UNKNOWN]
    if unknown:
        raise ValidationError(
            f"Chưa điểm danh {len(unknown)} thành viên: {join_names(unknown[:5])}{'…' if len(unknown) > 5 else ''}. "
            "Điểm danh trước khi mở biểu quyết."
        )


def _open(motion, seats):
    if not motion.is_election:
        _refuse_unless_appraised(motion.nomination)
    elif len(motion.candidates.all()) < motion.places:
        raise ValidationError(f"{motion}: số đơn vị trong danh sách ít hơn số đơn vị cần chọn.")
    if motion.way == Way.ACCLAIM:
        if len(motion.candidates.all()) != motion.places:
            raise ValidationError(
                f"{motion}: suy tôn thì chỉ nêu đúng số đơn vị cần chọn ({motion.places}). "
                "Có nhiều đơn vị thì chọn cách bỏ phiếu."
            )
    else:
        rule = votes.rule_for(motion)
        if rule is None:
            raise ValidationError(votes.no_rule(motion))
        if rule["is_secret"] and not motion.is_secret:
            raise ValidationError(
                f"{motion}: {rule['legal_ref']} quy định bỏ phiếu kín. Chọn phiếu giấy hoặc bỏ phiếu kín điện tử."
            )
        motion.rule = rule
    motion.status, motion.asked = Status.OPEN, motion.matter
    motion.full_clean(exclude=["session", "nomination", "for_year"])
    motion.save(update_fields=["status", "asked", "rule"])
    for seat in seats:
        if ground := motion.recused_by_law(seat):
            insert(Recusal(motion=motion, seat=seat, ground=ground))
    _refuse_without_quorum(motion)
    if motion.is_electronic:
        bare = [seat.full_name for seat in votes.voters_of(motion) if seat.user_id is None]
        if bare:
            raise ValidationError(
                f"{motion}: {join_names(bare)} chưa gắn với tài khoản nên không bỏ phiếu điện tử được. Gắn tài khoản ở "
                "danh sách thành viên, hoặc chọn cách biểu quyết khác."
            )
    if motion.way == Way.SECRET:
        insert(Urn(motion=motion, content=seal(motion.uuid, _empty(motion))))


def _refuse_without_quorum(motion):
    rule = motion.tally_rule()
    if rule is None or rule.written is votes.tally.Absent.AS_PRESENT:
        return
    met, sentence = votes.tally.quorum_of(rule, votes.body_of(motion))
    if not met:
        raise ValidationError(f"{motion}: chưa mở biểu quyết được. {sentence}")


def _empty(motion):
    if motion.is_election:
        return {BLANK: 0, **{str(row.pk): 0 for row in motion.candidates.all()}}
    return dict.fromkeys(Choice.values, 0)


@action
def recuse(recusal, *, by):
    """Write that a member does not vote on one question. Raises ValidationError after they have voted."""
    row = _lock(recusal.motion)
    if row.status not in (Status.DRAFT, Status.OPEN):
        votes.refuse_unless_open(row)
    if recusal.seat.session_id != row.session_id:
        raise ValidationError({"seat": "Chọn một thành viên của chính phiên họp này."})
    return save_new(recusal, Verb.RECUSAL_RECORDED, by=by)


@action
def lift_recusal(recusal, reason, *, by):
    """Let a member vote again: one who asked to step aside, or who only bears the nominee's name."""
    _lock(recusal.motion)
    if recusal.ground == Recusal.Ground.UNIT:
        raise ValidationError("Người của đơn vị được xét không tham gia biểu quyết nội dung này.")
    if not reason.strip():
        raise ValidationError({"reason": "Ghi lý do cho tham gia biểu quyết lại."})
    remove(recusal, Verb.RECUSAL_LIFTED, by=by, note=reason.strip())


@action
def vote(motion, chosen, *, by):
    """Cast one electronic ballot: a Choice, or for an election the keys of the candidates chosen, possibly none.

    The event says that the member voted, never what they chose: votes by name are told when voting has ended.
    """
    row = _lock(motion)
    seat = votes.seat_to_vote(row, by)
    marks = _marks(row, chosen)
    insert(Turnout(motion=row, seat=seat))
    if row.way == Way.NAMED:
        insert(NamedVote(motion=row, seat=seat, choice=chosen))
    else:
        _drop(row, marks)
    record(Verb.VOTED, by=by, subject=row)


def _marks(motion, chosen):
    """Return the keys of the totals that one ballot raises."""
    if not motion.is_election:
        if chosen not in Choice.values:
            raise ValidationError("Chọn một ý kiến rồi gửi phiếu.")
        return [chosen]
    known = {str(row.pk) for row in motion.candidates.all()}
    marks = {str(pk) for pk in chosen}
    if not marks <= known:
        raise ValidationError("Danh sách bầu không có đơn vị vừa chọn. Tải lại trang rồi chọn lại.")
    if len(marks) > motion.places:
        raise ValidationError(
            f"Chọn {len(marks)} đơn vị, nhiều hơn {motion.places} đơn vị cần chọn. Phiếu chưa gửi; bỏ bớt rồi gửi lại."
        )
    return sorted(marks) or [BLANK]


def _drop(motion, marks):
    """Put one ballot into the urn: the text is read, raised and written anew; the row is locked meanwhile."""
    urn = Urn.objects.select_for_update(of=("self",)).get(motion=motion)
    totals = _unsealed(motion, urn)
    for mark in marks:
        totals[mark] += 1
    urn.content = seal(motion.uuid, totals)
    urn.save(update_fields=["content"])


def _unsealed(motion, urn):
    try:
        return unseal(motion.uuid, urn.content)
    except Unreadable as error:
        raise ValidationError(LOST) from error


@action
def write_opinion(opinion, *, by):
    """Write down what an absent member sent, where voting is not secret."""
    row = _lock(opinion.motion)
    votes.refuse_unless_open(row)
    if row.is_secret:
        raise ValidationError(
            "Bỏ phiếu kín thì ý kiến bằng văn bản chỉ ghi thành số lượng, ở phần kiểm phiếu, không ghi tên."
        )
    return save_new(opinion, Verb.OPINION_WRITTEN, by=by)


# --- the result -----------------------------------------------------------------------------------------


@action
def count_votes(motion, numbers, votes_of=None, counters="", *, by):
    """Write what the counting team counted; it may be corrected until voting is closed.

    ``numbers`` are fields of the motion, ``votes_of`` the votes by candidate key. Raises ValidationError for numbers
    that contradict each other, with every contradiction.
    """
    row = _lock(motion)
    votes.refuse_unless_open(row)
    before = {name: getattr(row, name) for name in numbers}
    changes = [
        [str(row._meta.get_field(name).verbose_name).capitalize(), _told(before[name]), _told(value)]
        for name, value in numbers.items()
        if before[name] != value
    ]
    for name, value in numbers.items():
        setattr(row, name, value)
    for candidate in row.candidates.all():
        value = (votes_of or {}).get(candidate.pk, candidate.votes)
        if value != candidate.votes:
            changes.append([candidate.unit_name, _told(candidate.votes), _told(value)])
            candidate.votes = value
            candidate.save(update_fields=["votes"])
    _add_written(row)
    if wrong := votes.faults_of(row):
        raise ValidationError(wrong)
    row.counters = counters
    row.save(update_fields=[*numbers, "counters"])
    if changes:
        record(Verb.VOTES_COUNTED, by=by, subject=row, changes=changes, note=counters)


def _told(number):
    return "" if number is None else str(number)


def _add_written(row):
    """Opinions by name are counted from their rows; those on a secret question were typed as numbers."""
    if not row.is_secret and not row.is_election:
        for name, number in votes.voices_by_name(row.written_opinions.all(), "written_").items():
            setattr(row, name, number)


@action
def close_voting(motion, *, by):
    """Open → closed: the electronic votes are counted, the urn is emptied, the result stands."""
    row = _lock(motion)
    votes.refuse_unless_open(row)
    _count_electronic(row)
    _add_written(row)
    if row.way != Way.ACCLAIM and not votes.is_counted(row):
        raise ValidationError("Chưa ghi kết quả kiểm phiếu. Ghi số phiếu rồi mới kết thúc biểu quyết.")
    try:
        outcome = votes.outcome_of(row)
    except ValueError as error:
        raise ValidationError(str(error)) from error
    body = votes.body_of(row)
    for name in Motion.BODY:
        setattr(row, name, getattr(body, name))
    chosen = {one.pk for one in outcome.elected}
    for candidate in row.candidates.all():
        candidate.is_elected = candidate.pk in chosen
        candidate.save(update_fields=["is_elected", "votes"])
    row.status, row.passed, row.result = Status.CLOSED, outcome.passed, outcome.sentence
    row.full_clean(exclude=["session", "nomination", "for_year", "rerun_of"])
    row.save()
    motion.refresh_from_db()
    by_name = [
        [one.seat.full_name, "", one.get_choice_display()] for one in row.named_votes.select_related("seat")
    ]
    record(Verb.VOTING_CLOSED, by=by, subject=row, changes=[["Kết quả", "", outcome.sentence], *by_name])
    return outcome


def _count_electronic(row):
    if row.way == Way.NAMED:
        for name, number in votes.voices_by_name(row.named_votes.all()).items():
            setattr(row, name, number)
        row.invalid = 0
    if row.way == Way.SECRET:
        _empty_urn(row)


def _empty_urn(row):
    urn = Urn.objects.select_for_update(of=("self",)).get(motion=row)
    totals = _unsealed(row, urn)
    cast = row.turnout.count()
    row.issued, row.returned = len(votes.voters_of(row)), cast
    if row.is_election:
        row.invalid = totals.pop(BLANK)
        candidates = list(row.candidates.all())
        for candidate in candidates:
            candidate.votes = totals[str(candidate.pk)]
            candidate.save(update_fields=["votes"])
    else:
        if sum(totals.values()) != cast:
            raise ValidationError(LOST)
        row.invalid = 0
        for choice, number in totals.items():
            setattr(row, choice, number)
    urn.content = ""
    urn.save(update_fields=["content"])


@action
def void_voting(motion, reason, *, by):
    """Open → void, with a reason; the question may be put to the vote anew."""
    if not reason.strip():
        raise ValidationError({"reason": "Ghi lý do hủy biểu quyết."})
    row = _lock(motion)
    votes.refuse_unless_open(row)
    Urn.objects.filter(motion=row).update(content="")
    row.status, row.void_reason = Status.VOID, reason.strip()
    row.save(update_fields=["status", "void_reason"])
    motion.refresh_from_db()
    record(Verb.VOTING_VOIDED, by=by, subject=row, note=reason.strip())


@action
def vote_again(motion, *, by):
    """Put a void question anew, or a run-off between candidates that are level. Returns the draft."""
    old = _lock(motion)
    row = _lock_session(old.session)
    if old.reruns.exclude(status=Status.VOID).exists():
        raise ValidationError("Nội dung này đã được đưa ra biểu quyết lại.")
    units, places = [one.unit for one in old.candidates.select_related("unit")], old.places
    if old.status == Status.CLOSED and old.is_election:
        units, places = _left_over(old)
    elif old.status != Status.VOID:
        raise ValidationError("Chỉ biểu quyết lại nội dung đã hủy, hoặc bầu lại khi chưa chọn đủ đơn vị.")
    again = Motion(
        session=row,
        kind=old.kind,
        nomination=old.nomination,
        office=old.office,
        for_year=old.for_year,
        places=places,
        way=old.way if old.way != Way.ACCLAIM else Way.PAPER,
        position=_next_position(row),
        round=old.round + 1,
        rerun_of=old,
    )
    insert(again)
    if again.is_election:
        _stand(again, units)
    record(Verb.MOTIONS_ADDED, by=by, subject=row, note=str(again))
    return again


def _left_over(old):
    """Return the units between whom a run-off is held, and for how many places."""
    outcome = votes.outcome_of(old)
    places = old.places - len(outcome.elected)
    if not places:
        raise ValidationError("Đã chọn đủ đơn vị nên không bầu lại.")
    chosen = {one.pk for one in outcome.elected}
    rest = outcome.tied or [one for one in old.candidates.all() if one.pk not in chosen]
    return [one.unit for one in rest], places


@action
def conclude_session(session, conclusions, ends="", *, by):
    """Open → closed. A dossier that passed goes on to “Hội đồng đã xét”; one that did not stays where it is.

    Raises ValidationError while a question is not settled.
    """
    row = _lock_session(session)
    motions = list(row.motions.select_related("nomination__award", "nomination__unit", "for_year__cluster"))
    waiting = [str(one) for one in motions if one.status in (Status.DRAFT, Status.OPEN)]
    if waiting:
        raise ValidationError(
            f"Còn {len(waiting)} nội dung chưa có kết quả: {join_names(waiting[:3])}{'…' if len(waiting) > 3 else ''}. "
            "Biểu quyết xong hoặc bỏ các nội dung này rồi kết thúc phiên họp."
        )
    if not any(one.status == Status.CLOSED for one in motions):
        raise ValidationError("Phiên họp chưa biểu quyết nội dung nào nên chưa kết thúc được.")
    changes = []
    for motion in motions:
        dossier = motion.nomination
        if motion.status != Status.CLOSED or dossier is None:
            continue
        told = "Đạt" if motion.passed else "Không đạt"
        if motion.passed and dossier.status == Nomination.Status.APPRAISED:
            (step,) = _step(dossier, Nomination.Status.REVIEWED)
            told += f"; {step[1]} → {step[2]}"
        changes.append([dossier.nominee_name, "", told])
    row.conclusions, row.ends = conclusions, ends or row.ends
    row.status = CouncilSession.Status.CLOSED
    row.full_clean(exclude=["cluster_year"])
    row.save()
    session.refresh_from_db()
    record(Verb.COUNCIL_CONCLUDED, by=by, subject=row, changes=changes, note=conclusions)


# --- the offices ----------------------------------------------------------------------------------------


@action
def apply_election(session, year, *, by, starts_on=None):
    """Write the units that a session chose for a year into the ledger of offices, from a day, or (None) with the
    handover: the event is that of the offices. Raises ValidationError where no chair was chosen."""
    terms = []
    motions = session.motions.filter(
        kind=Motion.Kind.ELECTION, for_year=year, status=Status.CLOSED
    ).prefetch_related("candidates__unit")
    for motion in motions:
        method = OfficeTerm.Method.ACCLAIM if motion.way == Way.ACCLAIM else OfficeTerm.Method.ELECTION
        terms += [
            cluster_actions.Choice(motion.office, one.unit, method)
            for one in motion.candidates.all()
            if one.is_elected
        ]
    if starts_on is not None and starts_on > year.ends_on:
        raise ValidationError({"starts_on": f"Ngày bắt đầu phải nằm trong năm thi đua {year.year}."})
    cluster_actions.confirm_offices(
        year,
        terms,
        by=by,
        occasion=f"{session.title}, ngày {short_date(session.held_on)}",
        starts_on=starts_on,
        ends_on=year.ends_on if starts_on else None,
    )
