"""Sessions that vote, brought to every step through the actions."""

from datetime import date

from awards import actions
from awards.models import CouncilSession, Motion, Seat, VoteRule
from tests import factories as make
from tests.awards.dossiers import dossier


def vote_rule(**fields):
    return VoteRule.objects.create(
        **{
            "matter": "award",
            "threshold": "80",
            "base": "seats",
            "legal_ref": "Khoản 3 Điều 55 Nghị định số 152/2025/NĐ-CP",
            "effective_from": date(2024, 1, 1),
            **fields,
        }
    )


def session_of(cast, users=(), count=0, **fields):
    """Return a session in which the users sit, then ``count`` members without an account; all present."""
    row = actions.add_session(
        CouncilSession(
            **{
                "cluster_year": cast.year,
                "title": "Họp Hội đồng xét khen thưởng năm 2026",
                "held_on": date(2026, 3, 2),
                "venue": "Phòng họp số 1",
                **fields,
            }
        ),
        by=cast.secretary,
    )
    seats = [Seat(full_name=user.full_name, post="Ủy viên", user=user) for user in users]
    seats += [Seat(full_name=f"Ủy viên số {number}", post="Ban Thi đua") for number in range(1, count + 1)]
    if seats:
        actions.seat_members(row, seats, by=cast.secretary)
        attend(row, cast, "present")
    return row


def attend(session, cast, presence, *seats):
    chosen = seats or session.seats.all()
    actions.take_attendance(session, {seat.pk: presence for seat in chosen}, by=cast.secretary)


def award_motion(cast, session, way, nomination=None, is_open=True):
    nomination = nomination or dossier(cast, "appraised")
    (motion,) = actions.add_motions(session, [nomination], way, by=cast.secretary)
    if is_open:
        actions.open_voting(session, [motion], by=cast.secretary)
        motion.refresh_from_db()
    return motion


def election(cast, session, way, units, places=1, office="chair", is_open=True):
    year = cast.cluster.years.filter(year=2027).first() or make.make_year(cast.cluster, 2027)
    motion = actions.add_election(
        Motion(session=session, office=office, for_year=year, way=way, places=places),
        units,
        by=cast.secretary,
    )
    if is_open:
        actions.open_voting(session, [motion], by=cast.secretary)
        motion.refresh_from_db()
    return motion


def voters(number):
    return [make.make_user(f"uy-vien-{place}", f"Ủy viên {place:02}") for place in range(1, number + 1)]


def counted(motion, cast, votes_of=None, **numbers):
    asked = {"agree": 0, "against": 0, "abstain": 0} if not motion.is_election else {}
    actions.count_votes(motion, {**asked, **numbers}, votes_of, by=cast.secretary)
    return motion
