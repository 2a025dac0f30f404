"""The sample's council, its decisions and what follows from them, all made up."""

from datetime import date, timedelta

from awards import actions
from awards.models import (
    Conferral,
    CouncilSession,
    Decision,
    DecisionItem,
    Letter,
    Motion,
    Nomination,
    Review,
    Seat,
)

Way, Presence, Outcome = Motion.Way, Seat.Presence, Nomination.Outcome
COUNTERS = "Nhân sự mẫu số 12 (Tổ trưởng)\nNhân sự mẫu số 13\nNhân sự mẫu số 14"
MEMBERS = (  # full name, post, role
    ("Nhân sự mẫu số 7", "Phó Chủ tịch cơ quan", Seat.Role.CHAIR),
    ("Nhân sự mẫu số 9", "Trưởng Ban Thi đua - Khen thưởng", Seat.Role.DEPUTY),
    ("Nhân sự mẫu số 10", "Trưởng Ban Tổ chức", Seat.Role.MEMBER),
    ("Nhân sự mẫu số 11", "Chánh Văn phòng", Seat.Role.MEMBER),
    ("Nhân sự mẫu số 15", "Trưởng Ban Kiểm tra", Seat.Role.MEMBER),
    ("Nhân sự mẫu số 16", "Trưởng Ban Tuyên truyền", Seat.Role.MEMBER),
    ("Nhân sự mẫu số 17", "Chuyên viên Ban Thi đua - Khen thưởng", Seat.Role.SECRETARY),
)


class Council:
    """Holds sessions and issues decisions through the actions, by the sample's accounts."""

    def __init__(self, sample):
        self.sample, self.by, self.leader = sample, sample.thuky, sample.lanhdao

    def session(self, year, held_on, **fields):
        session = CouncilSession(
            cluster_year=year,
            title=f"Họp Hội đồng xét khen thưởng năm {year.year}",
            held_on=held_on,
            begins="08 giờ 00",
            venue="Phòng họp số 1",
            chair_name=f"{MEMBERS[0][0]}, {MEMBERS[0][1]}",
            secretary_name=f"{MEMBERS[-1][0]}, {MEMBERS[-1][1]}",
            **fields,
        )
        actions.add_session(session, by=self.by)
        accounts = {MEMBERS[0][0]: self.leader, MEMBERS[-1][0]: self.by}
        seats = [
            Seat(full_name=name, post=post, role=role, user=accounts.get(name))
            for name, post, role in MEMBERS
        ]
        actions.seat_members(session, seats, by=self.by)
        return session

    def settle(self, year, dossiers, agreed):
        """Last year's session: paper ballots, one member absent, every dossier passed."""
        for dossier, score in zip(dossiers, (95, 88, 86), strict=True):
            opinion = Review(
                nomination=dossier,
                opinion=Review.Opinion.AGREE,
                score=score,
                comment="Hồ sơ đầy đủ, thành tích rõ.",
            )
            actions.review(opinion, by=self.leader)
        session = self.session(year, date(year.year, 12, 18))
        seats = list(session.seats.all())
        presences = {seat.pk: Presence.PRESENT for seat in seats} | {seats[4].pk: Presence.ABSENT}
        actions.take_attendance(session, presences, by=self.by)
        motions = actions.add_motions(session, dossiers, Way.PAPER, by=self.by)
        actions.open_voting(session, motions, by=self.by)
        for motion, agree in zip(motions, agreed, strict=True):
            numbers = {
                "issued": 6,
                "returned": 6,
                "agree": agree,
                "against": 6 - agree,
                "abstain": 0,
                "invalid": 0,
                "written_agree": 1,
                "written_against": 0,
                "written_abstain": 0,
            }
            motion.refresh_from_db()
            actions.count_votes(motion, numbers, counters=COUNTERS, by=self.by)
            actions.close_voting(motion, by=self.by)
        conclusions = (
            "Hội đồng thống nhất trình cấp có thẩm quyền xem xét, khen thưởng theo kết quả bỏ phiếu."
        )
        actions.conclude_session(session, conclusions, "10 giờ 30", by=self.by)
        return session

    def prepare(self, year, today):
        """The running year's session, two weeks ahead: the dossiers under review stand on its list."""
        session = self.session(year, today + timedelta(days=14))
        waiting = list(year.nominations.filter(status=Nomination.Status.APPRAISED).order_by("pk"))
        actions.add_motions(session, waiting, Way.PAPER, by=self.by)

    def record(self, year, dossiers, lowered, body, today):
        """Enter the decision of another body, tell the units, note what was handed over."""
        decision = Decision(
            authority=self.sample.authority,
            kind=Decision.Kind.RECORDED,
            body_name=body,
            number="01/QĐ-UBND",
            dated_on=date(year.year, 12, 28),
            summary=f"Về việc khen thưởng thành tích trong phong trào thi đua năm {year.year}",
            source_note="Dữ liệu mẫu.",
        )
        actions.add_decision(decision, dossiers, by=self.by)
        for place, outcome, granted in ((1, Outcome.LOWERED, lowered), (2, Outcome.REFUSED, None)):
            item = DecisionItem.objects.get(nomination=dossiers[place])
            item.outcome, item.granted = outcome, granted
            actions.change_decision_item(item, by=self.by)
        actions.issue_decision(decision, by=self.leader, today=today)
        kinds = (Letter.Kind.RESULT, Letter.Kind.REFUSAL)
        letters = actions.draft_letters(decision, kinds, by=self.by)
        for letter in letters[:-1]:
            actions.read_letter(letter, by=self.leader)
            actions.release_letter(letter, by=self.by)
        given = Conferral(
            nomination=dossiers[0],
            status=Conferral.Status.GIVEN,
            given_on=date(year.year, 12, 30),
            received_by=self.sample.heads[5].full_name,
        )
        actions.confer(given, by=self.by, today=today)
        waits = Conferral(
            nomination=dossiers[1], status=Conferral.Status.NOT_YET, note="Trao tại hội nghị ký kết."
        )
        actions.confer(waits, by=self.by, today=today)
