"""Made-up points for a real cluster whose report names none: a whole table, its sheets, the published ranking.

Every table says so itself (``source_note``); the ranking agrees with what the report does say.
"""

from decimal import Decimal

from audit.record import save_new
from audit.verbs import Verb
from awards import actions
from awards.models import (
    CouncilSession,
    HardStop,
    Motion,
    ResultClass,
    ScoreCriterion,
    ScoreEntry,
    ScoreTable,
    Seat,
    TieBreak,
    VoteRule,
)
from documents.models import Certainty

Kind, Stage, D = ScoreCriterion.Kind, ScoreEntry.Stage, Decimal

NOTE = (
    "Số liệu mẫu, đặt ra để minh họa; báo cáo của cụm không nêu bảng điểm, điểm số và phiếu bầu. "
    "Không dùng làm số liệu của đơn vị."
)
WORK, BODY, MOVEMENT = "Thực hiện nhiệm vụ được giao", "Xây dựng tổ chức", "Công tác thi đua, khen thưởng"
POINTS = (  # group, criterion, maximum
    (WORK, "Thực hiện các nội dung, chỉ tiêu của giao ước thi đua", 40),
    (WORK, "Tuyên truyền, vận động hội viên", 20),
    (BODY, "Đoàn kết nội bộ, chấp hành điều lệ và quy chế", 10),
    (BODY, "Phát triển tổ chức, hội viên", 10),
    (MOVEMENT, "Tổ chức phong trào thi đua, nhân rộng điển hình tiên tiến", 12),
    (MOVEMENT, "Chế độ thông tin, báo cáo", 8),
)
NEW_MODEL, LATE = "Mô hình mới được cấp có thẩm quyền công nhận", "Gửi báo cáo sau hạn"
CLASSES = (
    ("Hoàn thành xuất sắc nhiệm vụ", 90),
    ("Hoàn thành tốt nhiệm vụ", 80),
    ("Hoàn thành nhiệm vụ", 65),
)


def score(clerk, year, results):
    """Score a past year and publish it; return the table.

    ``results`` maps the name of each unit to (its six points in the order of ``POINTS``, new models or None, late
    reports or None, {place in ``POINTS``: (points of the check, reason)}).
    """
    table = _table(clerk, year)
    actions.open_scoring(table, by=clerk.by, today=year.ends_on)
    rows = {row.name: row for row in table.criteria.all()}
    for sheet in table.sheets.select_related("table__cluster_year__cluster__authority", "unit"):
        own, models, late, changed = results[sheet.unit.name]
        extras = [ScoreEntry(criterion=rows[NEW_MODEL], times=models)]
        given = [
            ScoreEntry(criterion=rows[name], points=D(points))
            for (_, name, _), points in zip(POINTS, own, strict=True)
        ]
        actions.score(sheet, Stage.SELF, [*given, *extras], by=clerk.by)
        actions.submit_sheet(sheet, by=clerk.by)
        actions.score(sheet, Stage.CHECK, _checked(rows, own, models, late, changed), by=clerk.by)
        actions.finish_check(sheet, by=clerk.by)
        actions.confirm_sheet(sheet, by=clerk.by)
    actions.publish_scores(table, by=clerk.by)
    return table


def _checked(rows, own, models, late, changed):
    for place, ((_, name, _), points) in enumerate(zip(POINTS, own, strict=True)):
        points, reason = changed.get(place, (points, ""))
        yield ScoreEntry(criterion=rows[name], points=D(points), note=reason)
    yield ScoreEntry(criterion=rows[NEW_MODEL], times=models)
    if late:
        yield ScoreEntry(criterion=rows[LATE], times=late, note="Báo cáo 6 tháng gửi sau hạn.")


def _table(clerk, year):
    table = ScoreTable(cluster_year=year, whole=D(100), source_note=NOTE)
    actions.save_score_table(table, by=clerk.by)
    groups = {}
    for name in (WORK, BODY, MOVEMENT):
        whole = sum(maximum for group, _, maximum in POINTS if group == name)
        groups[name] = _criterion(clerk, table, name, Kind.GROUP, whole)
    for group, name, maximum in POINTS:
        _criterion(clerk, table, name, Kind.POINTS, maximum, groups[group], step=D("0.5"))
    _criterion(clerk, table, NEW_MODEL, Kind.EXTRA, each=D(2), cap=D(4))
    _criterion(clerk, table, LATE, Kind.EXTRA, each=D(-1), cap=D(-5))
    rules = [ResultClass(table=table, name=name, least=D(least)) for name, least in CLASSES]
    rules += [
        TieBreak(table=table, what="group", criterion=groups[WORK]),
        TieBreak(table=table, what="fewer_penalties"),
        HardStop(table=table, text="Lãnh đạo đơn vị bị kỷ luật trong năm"),
    ]
    for rule in rules:
        actions.add_score_rule(rule, by=clerk.by)
    return table


def _criterion(clerk, table, name, kind, maximum=0, parent=None, **fields):
    row = ScoreCriterion(table=table, parent=parent, name=name, kind=kind, maximum=D(maximum), **fields)
    return actions.add_criterion(row, [], by=clerk.by)


# --- the votes -------------------------------------------------------------------------------------------


def vote_rule(clerk, award, year):
    """The threshold by which a made-up vote of a past year is counted: a row of that year and award alone."""
    rule = VoteRule(
        award_code=award.code,
        threshold=D(50),
        is_strict=True,
        base=VoteRule.Base.PRESENT,
        legal_ref="chưa rõ",
        effective_from=year.starts_on,
        effective_to=year.ends_on,
        certainty=Certainty.UNKNOWN,
        note=NOTE,
    )
    return save_new(rule, Verb.ROW_ADDED, by=clerk.by)


def vote(clerk, year, held_on, title, nominations, agreed=None, election=None):
    """Hold the conference's vote, one seat a unit, all present: hands for the dossiers, acclaim for ``election``.

    ``agreed`` maps the key of a dossier to the hands for it, all of them where it is not named; ``election`` is an
    election with its one unit. Who sat there is not known: a seat bears the name of its unit.
    """
    session = CouncilSession(
        cluster_year=year,
        kind=CouncilSession.Kind.CONFERENCE,
        title=title,
        held_on=held_on,
    )
    actions.add_session(session, by=clerk.by)
    members = [row.unit for row in year.members()]
    seats = [Seat(full_name=f"Đại diện {unit.name}", unit=unit) for unit in members]
    actions.seat_members(session, seats, by=clerk.by)
    present = {seat.pk: Seat.Presence.PRESENT for seat in session.seats.all()}
    actions.take_attendance(session, present, by=clerk.by)
    motions = actions.add_motions(session, nominations, Motion.Way.HANDS, by=clerk.by) if nominations else []
    if election:
        motion, unit = election
        motion.session = session
        motions.append(actions.add_election(motion, [unit], by=clerk.by))
    actions.open_voting(session, motions, by=clerk.by)
    for motion in motions:
        motion.refresh_from_db()
        if not motion.is_election:
            voters = len(members) - motion.recusals.count()
            agree = (agreed or {}).get(motion.nomination_id, voters)
            numbers = {"agree": agree, "against": voters - agree, "abstain": 0}
            actions.count_votes(motion, numbers, by=clerk.by)
        actions.close_voting(motion, by=clerk.by)
    actions.conclude_session(session, NOTE, by=clerk.by)
