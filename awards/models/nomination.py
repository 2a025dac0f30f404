import secrets

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from accounts.access import Place
from accounts.models import OF_UNIT, User
from awards.models.catalogue import AwardForm
from awards.models.proposal import Proposal, years_chaired_by
from awards.models.rules import ChecklistItem
from clusters.models import Authority, ClusterYear, Person, Unit
from clusters.models.year import OfYearQuerySet, year_of
from pledges.models.naming import BearsUnit
from vietnamese.fields import DayField, KeyField, LineField, NumberField, ProseField
from vietnamese.keys import name_key, search_key


class NominationQuerySet(OfYearQuerySet):
    def visible_to(self, user):
        """One's own unit's dossiers; all of a year for its current chair, and for the authority except
        drafts that no unit has submitted yet. Whoever only views sees none."""
        reach = user.reach()
        if reach.is_administrator:
            return self
        drafts = Q(status=Nomination.Status.DRAFT, submitted_at=None)
        of_authority = Q(cluster_year__cluster__authority__in=reach.authorities_without_viewing())
        return self.filter(
            (
                of_authority
                & (~drafts | Q(cluster_year__cluster__authority__in=reach.authority_ids("secretariat")))
            )
            | Q(unit__in=reach.reading_ids(*OF_UNIT))
            | (Q(cluster_year__in=years_chaired_by(user)) & ~drafts)
        )

    def matching(self, text):
        ways = self.ways(search_key(text))
        return self.filter(Q(*ways, _connector=Q.OR)) if search_key(text) else self

    @staticmethod
    def ways(key):
        """How dossiers are found by a search key: each way alone is one that an index answers."""
        return [
            Q(search_text__contains=key),
            Q(unit__search_text__contains=key),
            Q(award__search_text__contains=key),
            Q(lowered_to__search_text__contains=key),
        ]

    def asking_now(self):
        """With ``asked_now``: the key of the award that is asked for at present, as ``award_now`` of one row."""
        return self.annotate(asked_now=Coalesce("lowered_to_id", "award_id"))

    def handled_by(self, user, today=None):
        """Dossiers that this person receives and moves on: of the secretariat, of years that one's unit chairs."""
        reach = user.reach(today)
        return self.filter(
            Q(cluster_year__cluster__authority__in=reach.authority_ids("secretariat"))
            | Q(cluster_year__in=years_chaired_by(user, today))
        )

    def to_move_on_by(self, user, today=None):
        """What waits for whoever receives: to be received, appraised, put into a tờ trình."""
        Status = Nomination.Status
        waiting = self.filter(status__in=(Status.SUBMITTED, Status.RECEIVED, Status.REVIEWED))
        return waiting.handled_by(user, today)

    def under_review_by(self, user):
        """Appraised dossiers that this leader may review, own units' left out."""
        reach = user.reach()
        return self.filter(
            status=Nomination.Status.APPRAISED,
            cluster_year__cluster__authority__in=reach.authority_ids("leader"),
        ).exclude(unit__in=reach.reading_ids())

    def in_force(self):
        """Awards that were granted and never taken back (Điều 93): what counts in histories and statistics."""
        return self.filter(IN_FORCE)

    def to_confer_by(self, user, today=None):
        """Awards in force whose giving this person writes down: of the secretariat's clusters, of years one's
        unit chairs."""
        reach = user.reach(today)
        return self.in_force().filter(
            Q(cluster_year__cluster__authority__in=reach.authority_ids("secretariat"))
            | Q(cluster_year__in=years_chaired_by(user, today))
        )

    def awaiting_decision(self):
        """Dossiers that an issued tờ trình has put to a body, and that no drafted decision holds yet."""
        return self.filter(
            status=Nomination.Status.PROPOSED,
            proposal__status=Proposal.Status.ISSUED,
            decision_item=None,
        )

    def awaiting_review_by(self, user):
        """... and has neither reviewed yet nor stepped aside from."""
        rows = self.under_review_by(user).exclude(reviews__reviewer=user)
        return rows.exclude(recusals__reviewer=user)


class Nomination(BearsUnit, models.Model):
    """A đề nghị for one award to one nominee: a dossier that is judged, never an award by itself."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Đang lập"
        SUBMITTED = "submitted", "Đã nộp"
        RECEIVED = "received", "Đã tiếp nhận, đang thẩm định"
        APPRAISED = "appraised", "Đã thẩm định, đang xét"
        REVIEWED = "reviewed", "Hội đồng đã xét"
        PROPOSED = "proposed", "Đã trình"
        DECIDED = "decided", "Đã có quyết định"
        WITHDRAWN = "withdrawn", "Đã rút"

    class Merit(models.TextChoices):
        """The six kinds of commendation: Điều 8 Luật Thi đua, khen thưởng."""

        WORK = "work", "Khen thưởng công trạng"
        SUDDEN = "sudden", "Khen thưởng đột xuất"
        MOVEMENT = "movement", "Khen thưởng phong trào thi đua"
        SERVICE = "service", "Khen thưởng quá trình cống hiến"
        TENURE = "tenure", "Khen thưởng theo niên hạn"
        FOREIGN = "foreign", "Khen thưởng đối ngoại"

    class Sex(models.TextChoices):
        MALE = "male", "Nam"
        FEMALE = "female", "Nữ"

    class Standing(models.TextChoices):
        WORKER = "worker", "Người trực tiếp lao động, công tác"
        MANAGER = "manager", "Lãnh đạo, quản lý"

    class Outcome(models.TextChoices):
        GRANTED = "granted", "Được khen thưởng"
        LOWERED = "lowered", "Được khen thưởng ở mức thấp hơn"
        REFUSED = "refused", "Không khen thưởng"

    STEPS = {
        Status.DRAFT: {Status.SUBMITTED, Status.WITHDRAWN},
        Status.SUBMITTED: {Status.RECEIVED, Status.DRAFT, Status.WITHDRAWN},
        Status.RECEIVED: {Status.APPRAISED, Status.SUBMITTED, Status.WITHDRAWN},
        Status.APPRAISED: {Status.REVIEWED, Status.RECEIVED, Status.WITHDRAWN},
        Status.REVIEWED: {Status.PROPOSED, Status.APPRAISED, Status.WITHDRAWN},
        Status.PROPOSED: {Status.DECIDED, Status.REVIEWED, Status.WITHDRAWN},
        Status.DECIDED: set(),
        Status.WITHDRAWN: set(),
    }
    # One step back, with a reason.
    BACK = {
        Status.SUBMITTED: Status.DRAFT,
        Status.RECEIVED: Status.SUBMITTED,
        Status.APPRAISED: Status.RECEIVED,
        Status.REVIEWED: Status.APPRAISED,
        Status.PROPOSED: Status.REVIEWED,
    }

    # While those who review or put it forward may still ask for a lower award.
    LOWERED_IN = (Status.APPRAISED, Status.REVIEWED, Status.PROPOSED)

    cluster_year = models.ForeignKey(
        ClusterYear, verbose_name="năm thi đua", on_delete=models.PROTECT, related_name="nominations"
    )
    status = models.CharField(
        "tình trạng", max_length=12, choices=Status, default=Status.DRAFT, editable=False
    )
    award = models.ForeignKey(
        AwardForm,
        verbose_name="danh hiệu, hình thức đề nghị",
        on_delete=models.PROTECT,
        related_name="nominations",
    )
    unit = models.ForeignKey(
        Unit, verbose_name="đơn vị", on_delete=models.PROTECT, related_name="nominations"
    )
    nominee_kind = models.CharField(
        "đối tượng", max_length=12, choices=AwardForm.Subject, default=AwardForm.Subject.COLLECTIVE
    )
    nominee = LineField(
        "tên tập thể, họ và tên cá nhân",
        max_length=200,
        blank=True,
        help_text="Ghi đúng như sẽ in trên bằng. Để trống nếu đề nghị cho chính đơn vị.",
    )
    nominee_post = LineField("chức vụ, nơi công tác", max_length=300, blank=True)
    person = models.ForeignKey(
        Person,
        verbose_name="nhân sự",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="nominations",
        help_text="Chọn nếu cá nhân đã có trong danh sách nhân sự.",
    )
    sex = models.CharField(
        "giới tính", max_length=6, choices=Sex, blank=True, help_text="Để trống nếu chưa rõ hoặc là tập thể."
    )
    born_year = models.PositiveSmallIntegerField("năm sinh", null=True, blank=True)
    standing = models.CharField(
        "vị trí công tác", max_length=8, choices=Standing, blank=True, help_text="Để trống nếu chưa rõ."
    )
    merit = models.CharField("loại khen thưởng", max_length=10, choices=Merit, default=Merit.WORK)
    achievement = ProseField("tóm tắt thành tích", blank=True)
    background = ProseField(
        "sơ lược đặc điểm, tình hình (sơ lược lý lịch)",
        blank=True,
        help_text="Phần I của báo cáo thành tích.",
    )
    report = ProseField("thành tích đạt được", blank=True, help_text="Phần II của báo cáo thành tích.")
    put_to = models.ForeignKey(
        Authority,
        verbose_name="cơ quan nhận đề nghị (trong hệ thống)",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="nominations",
    )
    put_to_name = LineField("cơ quan nhận đề nghị (khác)", blank=True)
    proposal = models.ForeignKey(
        Proposal,
        verbose_name="tờ trình",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="nominations",
        editable=False,
    )
    received_on = DayField("ngày tiếp nhận", null=True, blank=True, editable=False)
    rules_kept = models.JSONField("quy định áp dụng khi tiếp nhận", default=list, blank=True, editable=False)
    lowered_to = models.ForeignKey(
        AwardForm,
        verbose_name="mức được hạ xuống",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="lowered_nominations",
        editable=False,
    )
    lowered_reason = ProseField("lý do hạ mức", blank=True, editable=False)
    outcome = models.CharField("kết quả", max_length=10, choices=Outcome, blank=True, editable=False)
    granted = models.ForeignKey(
        AwardForm,
        verbose_name="danh hiệu, hình thức được tặng",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="granted_nominations",
        editable=False,
    )
    decision_number = LineField("số quyết định", max_length=80, blank=True, editable=False)
    decided_on = DayField("ngày quyết định", null=True, blank=True, editable=False)
    decision_note = ProseField("ghi chú về quyết định", blank=True, editable=False)
    sent_back_reason = ProseField("lý do trả lại", blank=True, editable=False)
    created_by = models.ForeignKey(
        User, verbose_name="người lập", on_delete=models.PROTECT, related_name="nominations", editable=False
    )
    created_at = models.DateTimeField("lập lúc", auto_now_add=True)
    submitted_at = models.DateTimeField("nộp lúc", null=True, blank=True, editable=False)
    source_note = ProseField("nguồn thông tin", blank=True)
    search_text = KeyField(source="nominee_name", key="search")

    objects = NominationQuerySet.as_manager()

    class Meta:
        verbose_name = "hồ sơ đề nghị khen thưởng"
        verbose_name_plural = "hồ sơ đề nghị khen thưởng"
        ordering = ["-cluster_year__year", "award__position", "unit__sort_key", "pk"]
        constraints = [
            models.CheckConstraint(
                name="nomination_status_is_known",
                condition=Q(
                    status__in=[
                        "draft",
                        "submitted",
                        "received",
                        "appraised",
                        "reviewed",
                        "proposed",
                        "decided",
                        "withdrawn",
                    ]
                ),
                violation_error_message="Tình trạng này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="nominee_kind_is_known",
                condition=Q(nominee_kind__in=["collective", "individual", "household"]),
                violation_error_message="Đối tượng này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="nominated_individual_or_household_is_named",
                condition=Q(nominee_kind="collective") | ~Q(nominee="") | Q(person__isnull=False),
                violation_error_message="Ghi họ và tên cá nhân hoặc tên hộ gia đình được đề nghị.",
            ),
            models.CheckConstraint(
                name="nomination_is_put_to_one_body",
                condition=Q(put_to__isnull=False, put_to_name="") | (Q(put_to=None) & ~Q(put_to_name="")),
                violation_error_message="Ghi cơ quan nhận đề nghị: chọn trong hệ thống hoặc ghi tên cơ quan khác.",
            ),
            models.CheckConstraint(
                name="only_a_decided_nomination_has_an_outcome",
                condition=Q(status="decided", outcome__in=["granted", "lowered", "refused"])
                | (~Q(status="decided") & Q(outcome="", granted=None, decision_number="", decided_on=None)),
                violation_error_message="Chỉ hồ sơ đã có quyết định mới có kết quả khen thưởng.",
            ),
            models.CheckConstraint(
                name="granted_award_is_named",
                condition=Q(outcome__in=["", "refused"], granted=None)
                | Q(outcome__in=["granted", "lowered"], granted__isnull=False),
                violation_error_message="Được khen thưởng thì phải ghi danh hiệu, hình thức được tặng.",
            ),
            models.CheckConstraint(
                name="decision_has_number_and_day",
                condition=Q(outcome="") | (~Q(decision_number="") & Q(decided_on__isnull=False)),
                violation_error_message="Ghi số và ngày quyết định.",
            ),
            models.CheckConstraint(
                name="nomination_merit_is_known",
                condition=Q(merit__in=["work", "sudden", "movement", "service", "tenure", "foreign"]),
                violation_error_message="Loại khen thưởng này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="nominee_sex_is_known_or_empty",
                condition=Q(sex__in=["", "male", "female"]),
                violation_error_message="Giới tính này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="nominee_standing_is_known_or_empty",
                condition=Q(standing__in=["", "worker", "manager"]),
                violation_error_message="Vị trí công tác này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="lowered_nomination_says_why",
                condition=Q(lowered_to=None, lowered_reason="")
                | (Q(lowered_to__isnull=False) & ~Q(lowered_reason="")),
                violation_error_message="Ghi lý do hạ mức khen thưởng.",
            ),
            models.UniqueConstraint(
                name="unit_is_nominated_once_for_an_award_a_year",
                fields=["cluster_year", "award", "unit"],
                condition=Q(nominee_kind="collective", nominee="") & ~Q(status="withdrawn"),
                violation_error_message="Đơn vị đã có hồ sơ đề nghị danh hiệu, hình thức này trong năm.",
            ),
            models.UniqueConstraint(
                name="nominee_stands_once_for_an_award_a_year",
                fields=["cluster_year", "award", "unit", "nominee"],
                condition=~Q(nominee="") & ~Q(status="withdrawn"),
                violation_error_message="Trong năm đã có hồ sơ đề nghị danh hiệu, hình thức này cho đúng tên đó.",
            ),
        ]

    def __str__(self):
        return f"Đề nghị {self.award_now.name} cho {self.nominee_name}, năm {self.cluster_year.year}"

    def clean(self):
        if self.award_id and self.nominee_kind != self.award.subject:
            raise ValidationError(
                {
                    "award": f"“{self.award.name}” đã chọn dành cho {self.award.get_subject_display().lower()}, "
                    f"hồ sơ đề nghị cho {self.get_nominee_kind_display().lower()}. Chọn lại danh hiệu hoặc đối tượng."
                }
            )

    def named_on(self):
        return self.decided_on or self.cluster_year.as_of()

    @property
    def nominee_name(self):
        """The name for the certificate, exactly as typed; the unit's own where nothing was typed."""
        return self.named_nominee or self.unit_name

    @property
    def named_nominee(self):
        """The name as typed or of the person chosen, "" for the unit itself."""
        return self.nominee or (self.person.full_name if self.person_id else "")

    def lost_vote(self):
        """Return the last vote on what is asked for now, where it did not pass; None otherwise."""
        votes = self.motions.filter(status="closed").select_related("session")
        last = votes.filter(asked__startswith=f"{self.award_now.name} cho ").order_by("-pk").first()
        return last if last and not last.passed else None

    @property
    def award_now(self):
        """The award that is asked for at present: the one put in, or the lower one agreed on since."""
        return self.lowered_to or self.award

    def bears_name(self, full_name):
        """Whether the nominee is called so, but for marks and “ông”, “bà”: perhaps the same person, perhaps not."""
        if self.nominee_kind == AwardForm.Subject.COLLECTIVE:
            return False
        names = [self.nominee, self.person.full_name if self.person_id else ""]
        return name_key(full_name) in [name_key(name) for name in names if name]

    def others_of_nominee(self):
        """The nominee's other dossiers of the year that are not withdrawn."""
        same = Nomination.objects.filter(
            cluster_year=self.cluster_year_id,
            unit=self.unit_id,
            nominee_kind=self.nominee_kind,
            nominee=self.nominee,
            person=self.person_id,
        )
        return same.exclude(pk=self.pk).exclude(status=self.Status.WITHDRAWN)

    @property
    def put_to_body(self):
        return str(self.put_to or self.put_to_name)

    @property
    def is_entered_afterwards(self):
        """Entered as proposed or decided from a paper, a file or a source; it never went through the steps here."""
        return self.submitted_at is None and self.status in (self.Status.PROPOSED, self.Status.DECIDED)

    @property
    def is_editable(self):
        return self.status == self.Status.DRAFT

    def place(self):
        of_year = year_of(self).place()
        return Place(of_year.authority_id, self.cluster_year, self.unit_id, of_year.unit_ids)

    def audit_place(self):
        return self.cluster_year.audit_place()


IN_FORCE = Q(outcome__in=[Nomination.Outcome.GRANTED, Nomination.Outcome.LOWERED], cancellation=None)


class OfNominationQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(nomination__in=Nomination.objects.visible_to(user))


class ReviewQuerySet(OfNominationQuerySet):
    def visible_to(self, user):
        return self.read_by(user)

    def read_by(self, user):
        """One's own opinions, and others' that the secretariat and the leaders read: never on one's own unit, and
        while a dossier is under review as the year has it set; without a setting after one's own opinion."""
        reach, authority = user.reach(), "nomination__cluster_year__cluster__authority__in"
        sight = "nomination__cluster_year__review_setting__sight"
        given = Q(nomination__in=Review.objects.filter(reviewer=user).values("nomination"))
        aside = Q(nomination__recusals__reviewer=user)
        under_way = Q(nomination__status=Nomination.Status.APPRAISED)
        as_leader = Q(**{authority: reach.authority_ids("leader")}) & (
            ~under_way
            | (Q(**{sight: "always"}) & ~aside)
            | ((Q(**{sight: "after"}) | Q(**{f"{sight}__isnull": True})) & given)
        )
        rows = self.filter(
            Q(**{authority: reach.authority_ids("secretariat")}) | as_leader | Q(reviewer=user)
        )
        return rows.exclude(nomination__unit__in=reach.reading_ids())

    def of_ended_reviews(self):
        """What the administration pages show: an opinion once it can influence nobody any more."""
        return self.exclude(nomination__status=Nomination.Status.APPRAISED)


def evidence_path(instance, filename):
    """A random name; what the file was called is kept as text beside it."""
    token = secrets.token_hex(16)
    return f"evidence/{token[:2]}/{token}.{instance.extension}"


class Evidence(models.Model):
    """A file that supports a nomination; its type was read from its bytes when it came in."""

    nomination = models.ForeignKey(
        Nomination, verbose_name="hồ sơ", on_delete=models.PROTECT, related_name="evidence"
    )
    item = models.ForeignKey(
        ChecklistItem,
        verbose_name="giấy tờ của hồ sơ",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="evidence",
        help_text="Chọn nếu tệp là một trong các giấy tờ hồ sơ phải có.",
    )
    title = LineField("tên tài liệu", max_length=200)
    file = models.FileField("tệp", upload_to=evidence_path, max_length=200)
    file_name = LineField("tên tệp gốc", max_length=200, editable=False)
    extension = models.CharField("đuôi tệp", max_length=10, editable=False)
    content_type = models.CharField("loại tệp", max_length=100, editable=False)
    size = models.PositiveIntegerField("dung lượng (byte)", editable=False)
    sha256 = models.CharField("mã đối chiếu tệp", max_length=64, editable=False)
    uploaded_by = models.ForeignKey(
        User, verbose_name="người tải lên", on_delete=models.PROTECT, related_name="evidence", editable=False
    )
    uploaded_at = models.DateTimeField("tải lên lúc", auto_now_add=True)

    objects = OfNominationQuerySet.as_manager()

    class Meta:
        verbose_name = "tài liệu minh chứng"
        verbose_name_plural = "tài liệu minh chứng"
        ordering = ["nomination_id", "uploaded_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="file_stands_once_in_a_dossier",
                fields=["nomination", "sha256"],
                violation_error_message="Tệp này đã có trong hồ sơ.",
            ),
        ]

    def __str__(self):
        return self.title

    def place(self):
        return self.nomination.place()

    def audit_place(self):
        return self.nomination.audit_place()


class Review(models.Model):
    """One leader's opinion on one nomination. No score is not the score 0."""

    class Opinion(models.TextChoices):
        AGREE = "agree", "Đồng ý"
        DISAGREE = "disagree", "Không đồng ý"
        ABSTAIN = "abstain", "Không biểu quyết"
        COMMENT = "comment", "Chỉ cho ý kiến"

    nomination = models.ForeignKey(
        Nomination, verbose_name="hồ sơ", on_delete=models.PROTECT, related_name="reviews"
    )
    reviewer = models.ForeignKey(
        User, verbose_name="người xét", on_delete=models.PROTECT, related_name="reviews", editable=False
    )
    opinion = models.CharField("ý kiến", max_length=10, choices=Opinion)
    score = NumberField(
        "điểm (0 đến 100)",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Không chấm thì để trống; 0 là một mức điểm.",
    )
    comment = ProseField("nhận xét", blank=True)
    reviewed_at = models.DateTimeField("xét lúc", auto_now=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = "ý kiến xét"
        verbose_name_plural = "ý kiến xét"
        ordering = ["nomination_id", "reviewer__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="leader_reviews_a_nomination_once",
                fields=["nomination", "reviewer"],
                violation_error_message="Hồ sơ này đã có ý kiến của người xét.",
            ),
            models.CheckConstraint(
                name="review_opinion_is_known",
                condition=Q(opinion__in=["agree", "disagree", "abstain", "comment"]),
                violation_error_message="Ý kiến này không có trong danh mục.",
            ),
            models.CheckConstraint(
                name="review_score_is_between_0_and_100",
                condition=Q(score=None) | Q(score__gte=0, score__lte=100),
                violation_error_message="Điểm phải từ 0 đến 100.",
            ),
            models.CheckConstraint(
                name="comment_only_review_says_something",
                condition=~Q(opinion__in=["comment", "disagree"]) | ~Q(comment=""),
                violation_error_message="Ghi nhận xét khi không đồng ý hoặc chỉ cho ý kiến.",
            ),
        ]

    def __str__(self):
        return f"{self.reviewer.full_name}: {self.get_opinion_display().lower()}"

    def place(self):
        return self.nomination.place()

    def audit_place(self):
        return self.nomination.audit_place()
