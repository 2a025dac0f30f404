"""A session that votes: who sits in it, what is voted on, how each question ended.

A secret ballot has no row that names both a member and a choice: Turnout says who has voted, the Urn holds the running
totals and nothing else (decision 0016).
"""

import uuid
from fractions import Fraction

from django.db import models
from django.db.models import Q

from accounts.models import OF_UNIT, User
from awards import tally
from awards.models.nomination import Nomination
from awards.models.proposal import years_chaired_by
from clusters.models import ClusterYear, OfficeTerm, Unit
from clusters.models.office import office_label
from vietnamese.fields import DayField, LineField, ProseField
from vietnamese.keys import search_key


class CouncilSessionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those who receive, review or decide, the year's current chair, and whoever sits in it or whose unit does."""
        reach = user.reach()
        if reach.is_administrator:
            return self
        seats = Seat.objects.filter(session=models.OuterRef("pk"))
        return self.filter(
            Q(cluster_year__cluster__authority__in=reach.authorities_without_viewing())
            | Q(cluster_year__in=years_chaired_by(user))
            | models.Exists(seats.filter(Q(user=user) | Q(unit__in=reach.unit_ids(*OF_UNIT))))
        )


class CouncilSession(models.Model):
    """A meeting of the council, or a conference of the cluster, that votes."""

    class Kind(models.TextChoices):
        COUNCIL = "council", "Họp Hội đồng Thi đua - Khen thưởng"
        CONFERENCE = "conference", "Hội nghị bình xét của cụm, khối"

    class Status(models.TextChoices):
        PLANNED = "planned", "Đang chuẩn bị"
        OPEN = "open", "Đang họp"
        CLOSED = "closed", "Đã kết thúc"

    cluster_year = models.ForeignKey(
        ClusterYear, verbose_name="năm thi đua", on_delete=models.PROTECT, related_name="council_sessions"
    )
    kind = models.CharField("loại phiên họp", max_length=12, choices=Kind, default=Kind.COUNCIL)
    title = LineField(
        "tên phiên họp", max_length=300, help_text="Ví dụ: Họp Hội đồng xét khen thưởng năm 2026."
    )
    held_on = DayField("ngày họp")
    begins = LineField("bắt đầu lúc", max_length=60, blank=True, help_text="Ví dụ: 08 giờ 00.")
    ends = LineField("kết thúc lúc", max_length=60, blank=True, help_text="Ghi khi phiên họp kết thúc.")
    venue = LineField("địa điểm", max_length=300, blank=True)
    chair_name = LineField("người chủ trì", max_length=200, blank=True, help_text="Họ và tên, chức vụ.")
    secretary_name = LineField("thư ký", max_length=200, blank=True, help_text="Họ và tên, chức vụ.")
    status = models.CharField(
        "tình trạng", max_length=10, choices=Status, default=Status.PLANNED, editable=False
    )
    conclusions = ProseField("kết luận", blank=True)

    objects = CouncilSessionQuerySet.as_manager()

    class Meta:
        verbose_name = "phiên họp xét khen thưởng"
        verbose_name_plural = "phiên họp xét khen thưởng"
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="council_kind_is_known",
                condition=Q(kind__in=["council", "conference"]),
                violation_error_message="Loại phiên họp này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="council_status_is_known",
                condition=Q(status__in=["planned", "open", "closed"]),
                violation_error_message="Tình trạng này không có trong danh mục.",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def is_closed(self):
        return self.status == self.Status.CLOSED

    @property
    def body(self):
        """Who votes, in words."""
        return "Hội đồng" if self.kind == self.Kind.COUNCIL else "Hội nghị"

    def place(self):
        return self.cluster_year.place()

    def audit_place(self):
        return self.cluster_year.audit_place()


class OfSessionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(session__in=CouncilSession.objects.visible_to(user))


class Seat(models.Model):
    """A place in a session: a member of the council, or a unit's at a conference. Only a seat with an account votes
    electronically."""

    class Role(models.TextChoices):
        CHAIR = "chair", "Chủ tịch"
        DEPUTY = "deputy", "Phó Chủ tịch"
        MEMBER = "member", "Ủy viên"
        SECRETARY = "secretary", "Ủy viên thư ký"

    class Presence(models.TextChoices):
        UNKNOWN = "unknown", "Chưa điểm danh"
        PRESENT = "present", "Có mặt"
        ABSENT = "absent", "Vắng mặt"

    session = models.ForeignKey(
        CouncilSession, verbose_name="phiên họp", on_delete=models.PROTECT, related_name="seats"
    )
    position = models.PositiveSmallIntegerField("thứ tự", default=0, editable=False)
    full_name = LineField("họ và tên", max_length=120)
    post = LineField("chức vụ, đơn vị", max_length=300, blank=True)
    role = models.CharField("vai trò", max_length=10, choices=Role, default=Role.MEMBER)
    unit = models.ForeignKey(
        Unit,
        verbose_name="đơn vị",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="council_seats",
        help_text="Đơn vị mà thành viên đại diện; để trống nếu không đại diện đơn vị thành viên nào.",
    )
    user = models.ForeignKey(
        User,
        verbose_name="tài khoản",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="council_seats",
        help_text="Cần có để bỏ phiếu điện tử.",
    )
    presence = models.CharField("điểm danh", max_length=10, choices=Presence, default=Presence.UNKNOWN)

    objects = OfSessionQuerySet.as_manager()

    class Meta:
        verbose_name = "thành viên phiên họp"
        verbose_name_plural = "thành viên phiên họp"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="seat_role_is_known",
                condition=Q(role__in=["chair", "deputy", "member", "secretary"]),
                violation_error_message="Vai trò này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="seat_presence_is_known",
                condition=Q(presence__in=["unknown", "present", "absent"]),
                violation_error_message="Giá trị điểm danh này không có trong danh mục.",
            ),
            models.UniqueConstraint(
                name="account_has_one_seat_in_a_session",
                fields=["session", "user"],
                condition=Q(user__isnull=False),
                violation_error_message="Tài khoản này đã gắn với một thành viên khác của phiên họp.",
            ),
            models.UniqueConstraint(
                name="member_sits_once_in_a_session",
                fields=["session", "full_name", "post"],
                violation_error_message="Thành viên này đã có trong danh sách của phiên họp.",
            ),
        ]

    def __str__(self):
        return f"{self.full_name}, {self.post}" if self.post else self.full_name

    def place(self):
        return self.session.place()

    def audit_place(self):
        return self.session.audit_place()


class Motion(models.Model):
    """One question put to the vote: a nomination, or who is to hold an office of a coming year.

    ``rule`` is the rule as it stood when voting was opened. The numbers below it are None until they are counted;
    ``seats`` to ``recused_present`` are the body as it was when voting ended.
    """

    class Kind(models.TextChoices):
        AWARD = "award", "Xét khen thưởng"
        ELECTION = "election", "Chọn trưởng, phó của cụm, khối"

    class Way(models.TextChoices):
        HANDS = "hands", "Giơ tay"
        PAPER = "paper", "Phiếu giấy (bỏ phiếu kín)"
        NAMED = "named", "Điện tử, ghi tên"
        SECRET = "secret", "Điện tử, bỏ phiếu kín"
        ACCLAIM = "acclaim", "Suy tôn"

    class Status(models.TextChoices):
        DRAFT = "draft", "Chưa biểu quyết"
        OPEN = "open", "Đang biểu quyết"
        CLOSED = "closed", "Đã có kết quả"
        VOID = "void", "Đã hủy"

    Office = OfficeTerm.Office
    OFFICES = [
        (Office.CHAIR.value, "Cụm trưởng, khối trưởng"),
        (Office.VICE_CHAIR.value, "Cụm phó, khối phó"),
    ]
    BODY = ("seats", "present", "recused", "recused_present")
    BALLOTS = ("issued", "returned")
    VOICES = ("agree", "against", "abstain", "invalid", "written_agree", "written_against", "written_abstain")

    session = models.ForeignKey(
        CouncilSession, verbose_name="phiên họp", on_delete=models.PROTECT, related_name="motions"
    )
    position = models.PositiveSmallIntegerField("thứ tự", default=0, editable=False)
    kind = models.CharField("việc", max_length=10, choices=Kind, default=Kind.AWARD)
    nomination = models.ForeignKey(
        Nomination,
        verbose_name="hồ sơ",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="motions",
    )
    office = models.CharField("vai trò", max_length=20, choices=OFFICES, blank=True)
    for_year = models.ForeignKey(
        ClusterYear,
        verbose_name="của năm",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="elections",
    )
    places = models.PositiveSmallIntegerField("số đơn vị được chọn", default=1)
    way = models.CharField("cách biểu quyết", max_length=10, choices=Way, default=Way.HANDS)
    status = models.CharField(
        "tình trạng", max_length=10, choices=Status, default=Status.DRAFT, editable=False
    )
    uuid = models.UUIDField("mã", default=uuid.uuid4, editable=False)
    asked = LineField("nội dung đã đưa ra biểu quyết", max_length=600, blank=True, editable=False)
    rule = models.JSONField("quy tắc khi mở biểu quyết", null=True, blank=True, editable=False)
    round = models.PositiveSmallIntegerField("lần", default=1, editable=False)
    rerun_of = models.ForeignKey(
        "self",
        verbose_name="biểu quyết lại của",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reruns",
        editable=False,
    )
    seats = models.PositiveSmallIntegerField("tổng số thành viên", null=True, blank=True, editable=False)
    present = models.PositiveSmallIntegerField("số có mặt", null=True, blank=True, editable=False)
    recused = models.PositiveSmallIntegerField(
        "số không tham gia biểu quyết", null=True, blank=True, editable=False
    )
    recused_present = models.PositiveSmallIntegerField(
        "trong đó có mặt", null=True, blank=True, editable=False
    )
    issued = models.PositiveSmallIntegerField("số phiếu phát ra", null=True, blank=True, editable=False)
    returned = models.PositiveSmallIntegerField("số phiếu thu về", null=True, blank=True, editable=False)
    agree = models.PositiveSmallIntegerField("đồng ý", null=True, blank=True, editable=False)
    against = models.PositiveSmallIntegerField("không đồng ý", null=True, blank=True, editable=False)
    abstain = models.PositiveSmallIntegerField("không có ý kiến", null=True, blank=True, editable=False)
    invalid = models.PositiveSmallIntegerField("phiếu không hợp lệ", null=True, blank=True, editable=False)
    written_agree = models.PositiveSmallIntegerField(
        "ý kiến bằng văn bản: đồng ý", null=True, blank=True, editable=False
    )
    written_against = models.PositiveSmallIntegerField(
        "ý kiến bằng văn bản: không đồng ý", null=True, blank=True, editable=False
    )
    written_abstain = models.PositiveSmallIntegerField(
        "ý kiến bằng văn bản: không có ý kiến", null=True, blank=True, editable=False
    )
    counters = ProseField("tổ kiểm phiếu", blank=True, editable=False)
    passed = models.BooleanField("đạt", null=True, blank=True, editable=False)
    result = ProseField("kết quả", blank=True, editable=False)
    void_reason = ProseField("lý do hủy", blank=True, editable=False)

    objects = OfSessionQuerySet.as_manager()

    class Meta:
        verbose_name = "nội dung biểu quyết"
        verbose_name_plural = "nội dung biểu quyết"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="motion_kind_is_known",
                condition=Q(kind__in=["award", "election"]),
                violation_error_message="Việc này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="motion_office_is_known_or_empty",
                condition=Q(office__in=["", "chair", "vice_chair"]),
                violation_error_message="Vai trò này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="motion_way_is_known",
                condition=Q(way__in=["hands", "paper", "named", "secret", "acclaim"]),
                violation_error_message="Cách biểu quyết này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="motion_status_is_known",
                condition=Q(status__in=["draft", "open", "closed", "void"]),
                violation_error_message="Tình trạng này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="motion_is_about_a_nomination_or_an_office",
                condition=Q(kind="award", nomination__isnull=False, office="", for_year=None)
                | (Q(kind="election", nomination=None, for_year__isnull=False) & ~Q(office="")),
                violation_error_message="Chọn hồ sơ được xét, hoặc vai trò và năm cần chọn đơn vị.",
            ),
            models.CheckConstraint(
                name="motion_way_fits_its_kind",
                condition=(Q(kind="award") & ~Q(way="acclaim")) | (Q(kind="election") & ~Q(way="named")),
                violation_error_message="Suy tôn chỉ dùng khi chọn trưởng, phó; bầu trưởng, phó bằng phiếu điện tử thì "
                "bỏ phiếu kín.",
            ),
            models.CheckConstraint(
                name="election_has_places",
                condition=Q(places__gte=1),
                violation_error_message="Số đơn vị được chọn ít nhất là 1.",
            ),
            models.CheckConstraint(
                name="open_motion_keeps_its_rule",
                condition=~Q(status__in=["open", "closed"]) | Q(way="acclaim") | Q(rule__isnull=False),
                violation_error_message="Biểu quyết mở theo một quy tắc đã ghi.",
            ),
            models.CheckConstraint(
                name="closed_motion_has_a_result",
                condition=(Q(status="closed", passed__isnull=False) & ~Q(result=""))
                | (~Q(status="closed") & Q(passed=None, result="")),
                violation_error_message="Nội dung đã biểu quyết xong phải có kết quả.",
            ),
            models.CheckConstraint(
                name="void_motion_says_why",
                condition=~Q(status="void") | ~Q(void_reason=""),
                violation_error_message="Ghi lý do hủy biểu quyết.",
            ),
            models.UniqueConstraint(
                name="nomination_is_voted_on_once_in_a_session",
                fields=["session", "nomination"],
                condition=Q(kind="award") & ~Q(status="void"),
                violation_error_message="Hồ sơ này đã có trong nội dung biểu quyết của phiên họp.",
            ),
        ]

    def __str__(self):
        return f"{self.matter}, biểu quyết lần {self.round}" if self.round > 1 else self.matter

    @property
    def matter(self):
        """What is voted on, in words; as it was asked once voting was opened, whatever changes afterwards."""
        if self.asked:
            return self.asked
        if self.kind == self.Kind.AWARD:
            return f"{self.nomination.award_now.name} cho {self.nomination.nominee_name}"
        return f"Chọn {self.office_name} năm {self.for_year.year}"

    @property
    def office_name(self):
        return office_label(self.office, self.for_year.cluster).lower()

    @property
    def is_election(self):
        return self.kind == self.Kind.ELECTION

    @property
    def is_secret(self):
        return self.way in (self.Way.PAPER, self.Way.SECRET)

    @property
    def is_electronic(self):
        return self.way in (self.Way.NAMED, self.Way.SECRET)

    @property
    def is_counted_by_hand(self):
        return self.way in (self.Way.HANDS, self.Way.PAPER)

    @property
    def has_ballots(self):
        """Whether papers are handed out and come back."""
        return self.way == self.Way.PAPER

    def tally_rule(self):
        """Return the kept rule as tally.py counts by it, None for an acclamation."""
        if self.rule is None:
            return None
        quorum = self.rule["quorum"]
        return tally.Rule(
            threshold=Fraction(self.rule["threshold"]) / 100,
            base=tally.Base[self.rule["base"].upper()],
            is_strict=self.rule["is_strict"],
            quorum=Fraction(*quorum) if quorum else None,
            written=tally.Absent(self.rule["written"]),
            recused_stay=self.rule["recused_stay"],
        )

    def recused_by_law(self, seat):
        """Return the ground on which a member steps aside by themselves, None where there is none. Who speaks for a
        unit speaks for those that went into it."""
        if self.is_election:
            return None
        row = self.nomination
        if seat.unit_id and row.unit_id in (seat.unit_id, *seat.unit.ancestor_ids):
            return Recusal.Ground.UNIT
        if seat.user_id and row.unit_id in seat.user.reach(self.session.held_on).reading_ids():
            return Recusal.Ground.UNIT
        named = search_key(row.named_nominee)
        if row.nominee_kind != "collective" and named and named == search_key(seat.full_name):
            return Recusal.Ground.PERSON
        return None

    def place(self):
        return self.session.place()

    def audit_place(self):
        return self.session.audit_place()


class OfMotionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(motion__session__in=CouncilSession.objects.visible_to(user))


class OfMotion(models.Model):
    """What hangs on one motion."""

    objects = OfMotionQuerySet.as_manager()

    class Meta:
        abstract = True

    def place(self):
        return self.motion.place()

    def audit_place(self):
        return self.motion.audit_place()


class Candidate(OfMotion):
    """A unit that stands for an office."""

    motion = models.ForeignKey(
        Motion, verbose_name="nội dung biểu quyết", on_delete=models.CASCADE, related_name="candidates"
    )
    unit = models.ForeignKey(
        Unit, verbose_name="đơn vị", on_delete=models.PROTECT, related_name="candidacies"
    )
    position = models.PositiveSmallIntegerField("thứ tự", default=0, editable=False)
    votes = models.PositiveSmallIntegerField("số phiếu", null=True, blank=True, editable=False)
    is_elected = models.BooleanField("trúng", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "đơn vị ứng cử, được đề cử"
        verbose_name_plural = "đơn vị ứng cử, được đề cử"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="unit_stands_once_in_an_election",
                fields=["motion", "unit"],
                violation_error_message="Đơn vị này đã có trong danh sách bầu.",
            ),
        ]

    def __str__(self):
        return self.unit_name

    @property
    def unit_name(self):
        return self.unit.name_on(self.motion.session.held_on)


class Recusal(OfMotion):
    """A member does not vote on one question."""

    class Ground(models.TextChoices):
        UNIT = "unit", "Là người của đơn vị được xét"
        PERSON = "person", "Là người được xét (trùng họ và tên)"
        DECLARED = "declared", "Tự đề nghị không tham gia"

    motion = models.ForeignKey(
        Motion, verbose_name="nội dung biểu quyết", on_delete=models.PROTECT, related_name="recusals"
    )
    seat = models.ForeignKey(
        Seat, verbose_name="thành viên", on_delete=models.PROTECT, related_name="recusals"
    )
    ground = models.CharField("căn cứ", max_length=10, choices=Ground, default=Ground.DECLARED)
    reason = LineField("lý do", max_length=300, blank=True)

    class Meta:
        verbose_name = "thành viên không tham gia biểu quyết"
        verbose_name_plural = "thành viên không tham gia biểu quyết"
        ordering = ["motion", "seat__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="member_steps_aside_once",
                fields=["motion", "seat"],
                violation_error_message="Thành viên này đã được ghi là không tham gia biểu quyết.",
            ),
            models.CheckConstraint(
                name="recusal_ground_is_known",
                condition=Q(ground__in=["unit", "person", "declared"]),
                violation_error_message="Căn cứ này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="declared_recusal_says_why",
                condition=~Q(ground="declared") | ~Q(reason=""),
                violation_error_message="Ghi lý do không tham gia biểu quyết.",
            ),
        ]

    def __str__(self):
        return f"{self.seat.full_name}: {(self.reason or self.get_ground_display()).lower()}"


class Turnout(OfMotion):
    """That a seat has voted; neither when nor how."""

    motion = models.ForeignKey(
        Motion, verbose_name="nội dung biểu quyết", on_delete=models.PROTECT, related_name="turnout"
    )
    seat = models.ForeignKey(
        Seat, verbose_name="thành viên", on_delete=models.PROTECT, related_name="turnout"
    )

    class Meta:
        verbose_name = "lượt bỏ phiếu"
        verbose_name_plural = "lượt bỏ phiếu"
        ordering = ["motion", "seat__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="seat_votes_once",
                fields=["motion", "seat"],
                violation_error_message="Thành viên này đã bỏ phiếu. Phiếu đã bỏ được giữ nguyên, "
                "không tính thêm phiếu nào.",
            ),
        ]

    def __str__(self):
        return f"{self.seat.full_name} đã bỏ phiếu"


class Choice(models.TextChoices):
    AGREE = "agree", "Đồng ý"
    AGAINST = "against", "Không đồng ý"
    ABSTAIN = "abstain", "Không có ý kiến"


class NamedVote(OfMotion):
    """What a member chose in a vote that is not secret."""

    motion = models.ForeignKey(
        Motion, verbose_name="nội dung biểu quyết", on_delete=models.PROTECT, related_name="named_votes"
    )
    seat = models.ForeignKey(
        Seat, verbose_name="thành viên", on_delete=models.PROTECT, related_name="named_votes"
    )
    choice = models.CharField("ý kiến", max_length=10, choices=Choice)

    class Meta:
        verbose_name = "phiếu ghi tên"
        verbose_name_plural = "phiếu ghi tên"
        ordering = ["motion", "seat__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="seat_has_one_named_vote",
                fields=["motion", "seat"],
                violation_error_message="Thành viên này đã bỏ phiếu. Phiếu đã bỏ được giữ nguyên.",
            ),
            models.CheckConstraint(
                name="named_choice_is_known",
                condition=Q(choice__in=["agree", "against", "abstain"]),
                violation_error_message="Ý kiến này không có trong danh mục.",
            ),
        ]

    def __str__(self):
        return f"{self.seat.full_name}: {self.get_choice_display().lower()}"


class WrittenOpinion(OfMotion):
    """What an absent member sent in writing on a question that is not voted on in secret."""

    motion = models.ForeignKey(
        Motion, verbose_name="nội dung biểu quyết", on_delete=models.PROTECT, related_name="written_opinions"
    )
    seat = models.ForeignKey(
        Seat, verbose_name="thành viên", on_delete=models.PROTECT, related_name="written_opinions"
    )
    choice = models.CharField("ý kiến", max_length=10, choices=Choice)
    note = ProseField("văn bản, nội dung ý kiến", blank=True)

    class Meta:
        verbose_name = "ý kiến bằng văn bản"
        verbose_name_plural = "ý kiến bằng văn bản"
        ordering = ["motion", "seat__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="absent_member_writes_once",
                fields=["motion", "seat"],
                violation_error_message="Đã ghi ý kiến bằng văn bản của thành viên này.",
            ),
            models.CheckConstraint(
                name="written_choice_is_known",
                condition=Q(choice__in=["agree", "against", "abstain"]),
                violation_error_message="Ý kiến này không có trong danh mục.",
            ),
        ]

    def __str__(self):
        return f"{self.seat.full_name} (bằng văn bản): {self.get_choice_display().lower()}"


class Urn(OfMotion):
    """The running totals of one secret electronic vote, encrypted: one text, written anew with every ballot."""

    motion = models.OneToOneField(
        Motion, verbose_name="nội dung biểu quyết", on_delete=models.PROTECT, related_name="urn"
    )
    content = models.TextField("nội dung đã mã hóa", blank=True, editable=False)

    class Meta:
        verbose_name = "hòm phiếu điện tử"
        verbose_name_plural = "hòm phiếu điện tử"

    def __str__(self):
        return f"Hòm phiếu: {self.motion}"


__all__ = [
    "Candidate",
    "Choice",
    "CouncilSession",
    "Motion",
    "NamedVote",
    "Recusal",
    "Seat",
    "Turnout",
    "Urn",
    "WrittenOpinion",
]
