"""What the pages of a session show to one person, and what they may do there. A constant number of queries each."""

from functools import cached_property

from django.db.models import Count, Prefetch

from accounts.access import Permission, permissions_on
from audit.models import Event
from awards import votes
from awards.models import Candidate, CouncilSession, Motion, Nomination, Seat
from awards.reading import told
from clusters import papers
from documents.xlsx import Column
from vietnamese.listing import join_names

P, Status, Way = Permission, Motion.Status, Motion.Way
MOTION_TONES = {
    Status.DRAFT: ("neutral", "circle"),
    Status.OPEN: ("info", "hourglass-split"),
    Status.VOID: ("muted", "x-circle"),
}
SESSION_TONES = {
    CouncilSession.Status.PLANNED: ("neutral", "calendar-event"),
    CouncilSession.Status.OPEN: ("info", "hourglass-split"),
    CouncilSession.Status.CLOSED: ("good", "check-circle"),
}
RELATED = (
    "nomination__award",
    "nomination__lowered_to",
    "nomination__unit",
    "nomination__person",
    "nomination__cluster_year",
    "for_year__cluster",
)


def motions_of(session):
    """Return the motions with all that their lines tell, the session itself as their session."""
    rows = list(
        session.motions.select_related(*RELATED)
        .annotate(cast=Count("turnout"))
        .prefetch_related(Prefetch("candidates", Candidate.objects.select_related("unit")), "reruns")
        .order_by("position", "pk")  # counting drops the order of the model
    )
    for row in rows:
        row.session = session
        for candidate in row.candidates.all():
            candidate.motion = row
    return rows


def state_of(motion):
    """Return (label, tone, icon)."""
    if motion.status == Status.CLOSED:
        if motion.is_election:
            return (
                ("Đã bầu xong", "good", "check-circle")
                if motion.passed
                else ("Chưa chọn đủ", "warn", "arrow-repeat")
            )
        return ("Đạt", "good", "check-circle") if motion.passed else ("Không đạt", "bad", "x-circle")
    return (motion.get_status_display(), *MOTION_TONES[motion.status])


class Line:
    """One motion in the list of a session, for one person."""

    def __init__(self, motion, seat, voted, aside):
        self.motion, self.state = motion, state_of(motion)
        is_voting = seat is not None and motion.is_electronic and motion.status == Status.OPEN
        self.has_voted = motion.pk in voted
        self.is_aside = motion.pk in aside
        is_there = seat is not None and seat.presence == Seat.Presence.PRESENT
        self.may_vote = is_voting and is_there and not self.has_voted and not self.is_aside


class SessionDesk:
    def __init__(self, session, user):
        self.session, self.user = session, user
        self.permissions = permissions_on(user, session)
        self.may_run = P.RUN_COUNCIL in self.permissions and not session.is_closed
        self.may_apply = P.APPOINT in self.permissions

    @property
    def state(self):
        return (self.session.get_status_display(), *SESSION_TONES[self.session.status])

    @cached_property
    def seats(self):
        return list(self.session.seats.select_related("unit", "user"))

    @cached_property
    def motions(self):
        return motions_of(self.session)

    @cached_property
    def seat(self):
        return next((seat for seat in self.seats if seat.user_id == self.user.pk), None)

    @cached_property
    def lines(self):
        voted = set(self.seat.turnout.values_list("motion", flat=True)) if self.seat else set()
        aside = set(self.seat.recusals.values_list("motion", flat=True)) if self.seat else set()
        return [Line(motion, self.seat, voted, aside) for motion in self.motions]

    @property
    def counts(self):
        """(label, number) of the members by presence."""
        return [
            (label, sum(seat.presence == value for seat in self.seats))
            for value, label in Seat.Presence.choices
        ]

    @cached_property
    def has_begun(self):
        return any(row.status in (Status.OPEN, Status.CLOSED) for row in self.motions)

    @cached_property
    def drafts(self):
        return [row for row in self.motions if row.status == Status.DRAFT]

    @property
    def awaits_attendance(self):
        """Voting opens once everybody is marked present or absent."""
        return bool(self.drafts) and any(seat.presence == Seat.Presence.UNKNOWN for seat in self.seats)

    @property
    def may_propose(self):
        """Whether a dossier that passed here waits for its tờ trình."""
        passed = [row.nomination for row in self.motions if row.passed and not row.is_election]
        return (
            P.PROPOSE in self.permissions
            and self.session.is_closed
            and any(dossier.status == Nomination.Status.REVIEWED for dossier in passed)
        )

    @property
    def is_settled(self):
        settled = [row.status for row in self.motions]
        return Status.CLOSED in settled and not {Status.DRAFT, Status.OPEN} & set(settled)

    @cached_property
    def years_to_fill(self):
        """Years for which a chair was chosen here and that have none yet."""
        if not self.may_apply or not self.session.is_closed:
            return []
        chosen = {
            row.for_year for row in self.motions if row.is_election and row.office == "chair" and row.passed
        }
        return [
            year
            for year in sorted(chosen, key=lambda one: one.year)
            if not year.office_terms.chairs().exists()
            and not year.proposed_terms.filter(status="awaiting").exists()
        ]

    def chosen_for(self, year):
        """“Cụm trưởng: …” for every office of the year that was filled here."""
        for row in self.motions:
            elected = [one.unit_name for one in row.candidates.all() if one.is_elected]
            if elected and row.for_year == year and row.status == Status.CLOSED:
                yield f"{row.office_name.capitalize()}: {join_names(elected)}"

    @cached_property
    def papers(self):
        """(label, kind's key, record's key, title) of what can be printed."""
        if P.VIEW_NOMINATION not in self.permissions:
            return []
        year = self.session.cluster_year
        return [
            (kind.label, kind.key, record.pk, kind.title(record))
            for kind in papers.kinds()
            if kind.key in ("phieu-bieu-quyet", "phieu-bau", "bien-ban-kiem-phieu", "bien-ban-hop-hoi-dong")
            for record in kind.records(year)
            if getattr(record, "session_id", record.pk) == self.session.pk
        ]

    @property
    def events(self):
        rows = Event.deeds.filter(subject_type="awards.councilsession", subject_id=str(self.session.pk))
        return told(rows)


class MotionDesk:
    """One motion. Nobody sees numbers of an electronic vote before it is closed, and of a secret one never names."""

    def __init__(self, motion, user):
        self.motion, self.user = motion, user
        self.permissions = permissions_on(user, motion)
        may_run = P.RUN_COUNCIL in self.permissions and not motion.session.is_closed
        self.may_prepare = may_run and motion.status == Status.DRAFT
        self.is_open = motion.status == Status.OPEN
        self.may_run = may_run and self.is_open
        self.may_recuse = may_run and motion.status in (Status.DRAFT, Status.OPEN)
        self.may_count = self.may_run and (motion.is_counted_by_hand or self.takes_written_numbers)
        self.may_write = self.may_run and not motion.is_secret and not motion.is_election

    @property
    def takes_written_numbers(self):
        """Of a secret vote the absent send theirs on paper; with nobody absent there is nothing to enter."""
        return (
            self.motion.way == Way.SECRET
            and not self.motion.is_election
            and self.body.present < self.body.seats
        )

    @property
    def state(self):
        return state_of(self.motion)

    @cached_property
    def body(self):
        return votes.body_of(self.motion)

    @cached_property
    def recusals(self):
        return list(self.motion.recusals.select_related("seat"))

    @cached_property
    def opinions(self):
        return [] if self.motion.is_secret else list(self.motion.written_opinions.select_related("seat"))

    @cached_property
    def voted(self):
        return set(self.motion.turnout.values_list("seat", flat=True))

    @cached_property
    def voters(self):
        """(seat, whether it has voted), in the order of the list, for an electronic vote."""
        if not self.motion.is_electronic or self.motion.status == Status.DRAFT:
            return []
        return [(seat, seat.pk in self.voted) for seat in votes.voters_of(self.motion)]

    @cached_property
    def missing(self):
        return [seat for seat, has_voted in self.voters if not has_voted]

    @cached_property
    def own_seat(self):
        return self.motion.session.seats.filter(user=self.user).first()

    @property
    def may_vote(self):
        seat = self.own_seat
        if seat is None or not self.is_open or not self.motion.is_electronic:
            return False
        return seat in self.missing

    @property
    def has_voted(self):
        return self.own_seat is not None and self.own_seat.pk in self.voted

    @cached_property
    def candidates(self):
        return list(self.motion.candidates.select_related("unit", "motion__session"))

    @cached_property
    def named_votes(self):
        """Who chose what, of a vote that was not secret, once it is closed."""
        if self.motion.way != Way.NAMED or self.motion.status != Status.CLOSED:
            return []
        return list(self.motion.named_votes.select_related("seat"))

    @cached_property
    def numbers(self):
        """(label, number) of what was counted; nothing of an electronic vote that is still open."""
        row = self.motion
        if row.status not in (Status.OPEN, Status.CLOSED):
            return []
        names = (*Motion.BALLOTS, *Motion.VOICES)
        given = [(row._meta.get_field(name), getattr(row, name)) for name in names]
        return [
            (field.verbose_name[:1].upper() + field.verbose_name[1:], value)
            for field, value in given
            if value is not None and (value or not field.name.startswith("written"))
        ]

    @cached_property
    def reads_dossier(self):
        row = self.motion.nomination_id
        return row is not None and Nomination.objects.visible_to(self.user).filter(pk=row).exists()

    @property
    def may_vote_again(self):
        row = self.motion
        if P.RUN_COUNCIL not in self.permissions or row.session.is_closed:
            return False
        if row.reruns.exclude(status=Status.VOID).exists():
            return False
        return row.status == Status.VOID or (
            row.is_election and row.status == Status.CLOSED and not row.passed
        )

    @cached_property
    def expected(self):
        """The result as it would be with the numbers entered, or why it cannot be told yet."""
        row = self.motion
        if not self.is_open or row.is_electronic:
            return ""
        if row.way != Way.ACCLAIM and not votes.is_counted(row):
            return ""
        try:
            return votes.outcome_of(row).sentence
        except ValueError as error:
            return str(error)

    @cached_property
    def events(self):
        return told(Event.deeds.filter(subject_type="awards.motion", subject_id=str(self.motion.pk)))


# --- lists ----------------------------------------------------------------------------------------------

SESSION_COLUMNS = [
    Column("Phiên họp", 50, "title"),
    Column("Loại", 36, "get_kind_display"),
    Column("Ngày họp", 14, "held_on"),
    Column("Địa điểm", 30, "venue"),
    Column("Cụm, khối", 32, "cluster_year.cluster.title"),
    Column("Năm", 8, "cluster_year.year"),
    Column("Số thành viên", 12, "members"),
    Column("Số nội dung", 12, "questions"),
    Column("Tình trạng", 18, "get_status_display"),
]
SEAT_COLUMNS = [
    Column("Họ và tên", 30, "full_name"),
    Column("Chức vụ, đơn vị", 50, "post"),
    Column("Vai trò", 18, "get_role_display"),
    Column(
        "Đại diện đơn vị", 40, lambda seat: seat.unit.name_on(seat.session.held_on) if seat.unit_id else ""
    ),
    Column("Tài khoản", 20, lambda seat: seat.user.username if seat.user_id else ""),
    Column("Điểm danh", 16, "get_presence_display"),
]
MOTION_COLUMNS = [
    Column("Nội dung", 60, str),
    Column("Cách biểu quyết", 26, "get_way_display"),
    Column("Tình trạng", 18, lambda motion: state_of(motion)[0]),
    Column("Tổng số thành viên", 12, "seats"),
    Column("Có mặt", 10, "present"),
    Column("Không tham gia biểu quyết", 14, "recused"),
    Column("Phát ra", 10, "issued"),
    Column("Thu về", 10, "returned"),
    Column("Đồng ý", 10, "agree"),
    Column("Không đồng ý", 10, "against"),
    Column("Không có ý kiến", 10, "abstain"),
    Column("Không hợp lệ", 10, "invalid"),
    Column(
        "Phiếu bầu từng đơn vị",
        50,
        lambda motion: "; ".join(
            f"{row.unit_name}: {row.votes}" for row in motion.candidates.all() if row.votes is not None
        ),
    ),
    Column("Kết quả", 80, "result"),
]
