"""The sample: a fictitious authority with one cluster, in the running year and the year before it.

Everything here is made up and marked “dữ liệu mẫu” through the authority. It gives every demo account
something to do: a draft out for comments, a conference ahead, dossiers to receive, to review, to propose.
"""

from datetime import date, time, timedelta
from decimal import Decimal

from awards import actions as awards
from awards.demo.clerk import Clerk
from awards.demo.council import Council
from awards.demo.files import picture, report
from awards.demo.scores import Scores
from awards.models import (
    AwardCondition,
    AwardForm,
    AwardQuota,
    ChecklistItem,
    ConditionFinding,
    Evidence,
    Nomination,
    Proposal,
    Review,
)
from clusters import actions as clusters
from clusters.carry import Carry, offers
from clusters.lineage import Arrangement, NewUnit
from clusters.models import (
    Authority,
    Cluster,
    ClusterYear,
    Handover,
    HandoverItem,
    Membership,
    OfficeTerm,
    Plan,
    PlanItem,
    Theme,
    UnitEvent,
    YearDocument,
)
from documents import actions as documents
from documents.models import OfficialDocument
from pledges import actions as pledges
from pledges.models import Ceremony, Comment, Consent, Remark, Signature, Target

AUTHORITY = "Liên hiệp Hội mẫu"
UNITS = tuple(f"Đơn vị mẫu số {number}" for number in range(1, 7))
HEADS = tuple(f"Nhân sự mẫu số {number}" for number in range(1, 7))
RENAMED, OLD_NAME = (
    3,
    "Hội mẫu số 4",
)  # the unit at this place in UNITS, and its name until the middle of last year
CLUSTER = "Cụm thi đua mẫu số 01"
TOWN = "Tỉnh Mẫu"
CONFERRER = "Ủy ban nhân dân tỉnh Mẫu"
# The law, its decrees and circulars: those in force on its first day are a year's bases.
INSTRUMENTS = ("06/2022/QH15", "98/2023/NĐ-CP", "152/2025/NĐ-CP", "01/2024/TT-BNV", "15/2025/TT-BNV")
Rating = AwardCondition.Rating
FLAG, CERTIFICATE, PERSONAL_CERTIFICATE = "CO-BT", "BK-BT-TT", "BK-BT-CN"  # codes of the catalogue
THEME = "Đoàn kết, sáng tạo, thi đua hoàn thành tốt nhiệm vụ năm {year}"
CONTENTS = (
    (
        "Thi đua hoàn thành các chỉ tiêu, nhiệm vụ chuyên môn được giao",
        (
            "Xây dựng kế hoạch cụ thể từ đầu năm, phân công rõ người, rõ việc, rõ thời hạn",
            "Báo cáo kết quả đúng thời gian và đúng mẫu quy định",
        ),
    ),
    (
        "Đẩy mạnh tư vấn, phản biện và phổ biến kiến thức",
        ("Tổ chức tọa đàm, hội thảo theo chuyên đề", "Nâng cao chất lượng các báo cáo tư vấn, phản biện"),
    ),
    ("Phát hiện, bồi dưỡng và nhân rộng điển hình tiên tiến", ()),
    ("Xây dựng tổ chức vững mạnh, đổi mới nội dung và phương thức hoạt động", ()),
    ("Thực hiện khen thưởng kịp thời, công khai, đúng đối tượng", ()),
)
OPENING = (
    "Thực hiện kế hoạch công tác thi đua, khen thưởng năm {year}, các đơn vị trong Cụm thi đua mẫu số 01 thống "
    "nhất ký kết giao ước thi đua với các nội dung sau."
)
CLOSING = (
    "Các đơn vị cam kết thực hiện nghiêm túc giao ước này; cụm trưởng đôn đốc, kiểm tra và tổng hợp kết quả "
    "báo cáo tại hội nghị tổng kết."
)
TARGETS = (
    {
        "kind": Target.Kind.PERCENT,
        "text": "100% đơn vị hoàn thành tốt nhiệm vụ trở lên",
        "population": "đơn vị thành viên",
        "value": 100,
    },
    {
        "kind": Target.Kind.ZERO,
        "text": "Không có đơn vị yếu kém, không có cán bộ bị kỷ luật",
        "population": "đơn vị, cán bộ",
    },
    {
        "kind": Target.Kind.REGISTERED,
        "text": "Số tập thể, cá nhân được khen thưởng bằng hoặc vượt số đăng ký",
        "population": "tập thể, cá nhân",
    },
    {
        "kind": Target.Kind.QUANTITY,
        "text": "Mỗi đơn vị tổ chức ít nhất hai hội thảo, tọa đàm theo chuyên đề",
        "value": 2,
        "measure": "hội thảo, tọa đàm",
    },
)
ACHIEVEMENT = (
    "{unit} hoàn thành toàn bộ chỉ tiêu đã đăng ký trong giao ước thi đua năm {year}.\n"
    "Tổ chức các hội thảo, tọa đàm theo chuyên đề; các báo cáo tư vấn, phản biện được cơ quan đặt hàng tiếp thu.\n"
    "Nội bộ đoàn kết; thực hiện đúng chế độ báo cáo, không có đơn thư khiếu nại."
)


class Sample:
    """The sample's own bodies, and the accounts that act on them."""

    def __init__(self, people, today):
        self.today = today
        self.thuky, self.cumtruong, self.donvi, self.lanhdao = (
            people[username] for username in ("thuky", "cumtruong", "donvi", "lanhdao")
        )
        self.clerk = Clerk(self.thuky)
        self.chairs_clerk = Clerk(self.cumtruong)

    def fill(self):
        """Enter both years; by now the accounts have their roles at the sample's bodies."""
        last = self.enter_last_year(self.today.year - 1)
        running = self.enter_running_year(self.today.year, last)
        self.hand_over(last, running)

    # --- what stays from year to year

    def lay_down(self):
        clerk = self.clerk
        self.authority = clerk.authority(
            name=AUTHORITY,
            level=Authority.Level.PROVINCE,
            council_name=f"Hội đồng Thi đua - Khen thưởng {AUTHORITY}",
            place_name=TOWN,
            is_sample=True,
            note="Cơ quan không có thật, dùng để làm thử.",
        )
        names = [OLD_NAME if place == RENAMED else name for place, name in enumerate(UNITS)]
        self.units = [
            clerk.unit(self.authority, name, short_name=f"Mẫu số {number}", head_post="Chủ tịch")
            for number, name in enumerate(names, start=1)
        ]
        self.rename(self.units[RENAMED], UNITS[RENAMED])
        self.heads = [
            clerk.person(self.authority, name, ("Chủ tịch", unit))
            for name, unit in zip(HEADS, self.units, strict=True)
        ]
        self.leader = clerk.person(self.authority, "Nhân sự mẫu số 7", ("Phó Chủ tịch", self.authority))
        self.cluster = clusters.add_cluster(
            Cluster(authority=self.authority, number="01", title=CLUSTER, symbol="CTĐM01"),
            by=self.thuky,
        )
        since = date(self.today.year - 1, 1, 1)
        for unit in self.units:
            clusters.add_member(Membership(cluster=self.cluster, unit=unit, starts_on=since), by=self.thuky)
        self.lay_down_rules()
        clerk.rotation(self.cluster, document=self.rules)

    def rename(self, unit, name):
        last = self.today.year - 1
        decision = self.clerk.document(
            kind=OfficialDocument.Kind.DECISION,
            number="12/QĐ-LHHM",
            issuer=AUTHORITY,
            issued_on=date(last, 6, 20),
            title=f"về việc đổi tên {unit.name} thành {name}",
            effective_from=date(last, 7, 1),
            authority=self.authority,
        )
        new = (NewUnit(name, unit.short_name),)
        arrangement = Arrangement(self.authority, UnitEvent.Kind.RENAME, date(last, 7, 1), (unit,), new)
        clusters.record_event(arrangement, document=decision, by=self.thuky)
        unit.refresh_from_db()

    def lay_down_rules(self):
        """The cluster's own documents: rules with their file, the earlier ones they replace, a form."""
        last = self.today.year - 1
        self.rules = self.own_document(
            OfficialDocument.Kind.REGULATION,
            "02/QC-CTĐM01",
            date(last, 12, 15),
            "về tổ chức và hoạt động của Cụm",
            effective_from=date(last + 1, 1, 1),
            with_file=True,
        )
        self.earlier_rules = self.own_document(
            OfficialDocument.Kind.REGULATION,
            "01/QC-CTĐM01",
            date(last, 1, 3),
            "về tổ chức và hoạt động của Cụm",
            replaced_by=self.rules,
        )
        self.form = self.own_document(
            OfficialDocument.Kind.GUIDE,
            "01/HD-CTĐM01",
            date(last, 1, 3),
            "về mẫu báo cáo tổng kết công tác thi đua, khen thưởng của đơn vị",
        )

    def own_document(self, kind, number, day, title, *, with_file=False, **facts):
        facts = {"effective_from": day, "issuer": CLUSTER, "authority": self.authority, **facts}
        document = OfficialDocument(kind=kind, number=number, issued_on=day, title=title, **facts)
        if with_file:
            file, file.checked = report(f"Quy chế số {number}", CLUSTER)
            file.name = file.original_name = "quy-che-hoat-dong.pdf"
            document.carry(file)
        return documents.add_document(document, by=self.thuky)

    def year(self, number, chair, vice_chair, ends_on, carry=None):
        year = clusters.open_year(
            ClusterYear(cluster=self.cluster, year=number, declared_units=6), carry=carry, by=self.thuky
        )
        theme = Theme(cluster_year=year, text=THEME.format(year=number), issuer=AUTHORITY)
        clusters.add_theme(theme, by=self.thuky)
        year.refresh_from_db()
        days = {"starts_on": date(number, 1, 1), "ends_on": ends_on, "method": OfficeTerm.Method.ROTATION}
        self.clerk.chair(year, self.units[chair], person=self.heads[chair], **days)
        self.clerk.vice_chair(year, self.units[vice_chair], person=self.heads[vice_chair], **days)
        return year

    def pledge(self, year):
        (pledge,) = self.chairs_clerk.pledges(
            year,
            title="Giao ước thi đua",
            opening=OPENING.format(year=year.year),
            closing=CLOSING,
            contents=CONTENTS,
            targets=TARGETS,
            originals=7,
        )
        return pledge

    def register(self, pledge, unit, awards_planned, seminars):
        of_kind = {target.kind: target for target in pledge.targets.all()}
        values = {Target.Kind.REGISTERED: awards_planned, Target.Kind.QUANTITY: seminars}
        pledges.register(
            unit,
            {of_kind[kind]: Decimal(value) for kind, value in values.items() if value is not None},
            by=self.cumtruong,
        )

    def plan_items(self):
        return {
            PlanItem.Kind.WORK_AREA: [text for text, _ in CONTENTS[:4]],
            PlanItem.Kind.TARGET: [target["text"] for target in TARGETS],
        }

    def conference(self, year, **facts):
        return self.chairs_clerk.ceremony(year, town=TOWN, **facts)

    # --- last year: the whole way to the decisions

    def enter_last_year(self, number):
        year = self.year(number, chair=5, vice_chair=0, ends_on=date(number, 12, 31))
        self.work_by(year)
        self.clerk.plan(
            year,
            items=self.plan_items(),
            status=Plan.Status.ISSUED,
            number="03/KH-CTĐM01",
            issued_on=date(number, 2, 5),
            title=f"Công tác thi đua, khen thưởng năm {number}",
        )
        signed_on = date(number, 2, 20)
        signing = self.conference(
            year,
            kind=Ceremony.Kind.SIGNING,
            signing_year=year,
            starts_on=signed_on,
            session=Ceremony.Session.MORNING,
            starts_at=time(8),
            ends_at=time(11),
            opened_at=time(8, 5),
            closed_at=time(10, 50),
            venue=f"Hội trường {UNITS[5]}",
        )
        self.attendance(signing, chair=5)
        self.tick(signing)
        pledge = self.pledge(year)
        for number_of_awards, unit in enumerate(self.units, start=1):
            self.register(pledge, unit, number_of_awards, 2 + number_of_awards % 3)
        consents = {unit.pk: Consent.Kind.AT_MEETING for unit in self.units}
        pledges.agree(pledge, by=self.thuky, consents=consents)
        for signature in pledge.signatures.order_by("position"):
            self.sign(signature, signing, signed_on)
        wrap_up = self.conference(
            year,
            kind=Ceremony.Kind.WRAP_UP,
            starts_on=date(number, 12, 15),
            session=Ceremony.Session.ALL_DAY,
            venue=f"Hội trường {UNITS[5]}",
        )
        self.attendance(wrap_up, chair=5)
        self.tick(wrap_up, away=3)
        self.keep_what_was_said(wrap_up)
        soon = self.today + timedelta(days=14)
        self.chairs_clerk.follow_up(
            wrap_up, "Hoàn thiện bảng tiêu chí chấm điểm của Cụm", owner=self.units[0], due_on=soon
        )
        self.chairs_clerk.follow_up(
            wrap_up, "Gửi bài học kinh nghiệm về tổ chức hội thảo chuyên đề", owner=self.units[1], due_on=soon
        )
        self.decide_last_year(year)
        self.last_scores = Scores(self).publish(year)
        return year

    def work_by(self, year):
        Role = YearDocument.Role
        of_the_law = OfficialDocument.objects.in_force_on(year.starts_on).filter(number__in=INSTRUMENTS)
        in_order = sorted(of_the_law, key=lambda document: INSTRUMENTS.index(document.number))
        uses = [(Role.BASIS, document) for document in in_order]
        for role, document in [*uses, (Role.RULES, self.earlier_rules), (Role.TEMPLATE, self.form)]:
            row = YearDocument(cluster_year=year, role=role, document=document)
            clusters.add_year_document(row, by=self.thuky)

    def attendance(self, meeting, chair):
        clerk = self.chairs_clerk
        unit = self.units[chair]
        presiding = clerk.attends(
            meeting, self.heads[chair], f"Chủ tịch {unit}, cụm trưởng", unit=unit, is_presiding=True
        )
        guest = clerk.attends(
            meeting, self.leader, f"Phó Chủ tịch {AUTHORITY}", is_witness=meeting.signs, is_concluding=True
        )
        clerk.attends(meeting, "Đại diện lãnh đạo các đơn vị thành viên")
        clerk.agenda(meeting, "Khai mạc, giới thiệu đại biểu", presenter=presiding, starts_at=time(8))
        if meeting.signs:
            clerk.agenda(
                meeting, "Thông qua nội dung giao ước thi đua", presenter=presiding, starts_at=time(8, 15)
            )
            clerk.agenda(meeting, "Các đơn vị ký giao ước thi đua", starts_at=time(9, 30))
        else:
            clerk.agenda(
                meeting,
                "Báo cáo tổng kết công tác thi đua của Cụm",
                presenter=presiding,
                papers=["Báo cáo tổng kết năm", "Danh sách đề nghị khen thưởng"],
                starts_at=time(8, 15),
            )
        clerk.agenda(meeting, "Phát biểu chỉ đạo và bế mạc", presenter=guest, starts_at=time(10, 30))

    def tick(self, meeting, away=None):
        """Who came; the unit at the place ``away`` sent nobody."""
        units = {}
        for place, unit in enumerate(self.units):
            units[unit.pk] = {"state": "present", "representative": HEADS[place], "post": "Chủ tịch"}
            if place == away:
                units[unit.pk] = {"state": "absent", "reason": "Bận công tác đột xuất, đã báo cáo cụm trưởng"}
        invited = meeting.participants.filter(unit=None).values_list("pk", flat=True)
        guests = {pk: {"attendance": "present"} for pk in invited}
        pledges.record_attendance(meeting, units, guests, by=self.cumtruong)

    def keep_what_was_said(self, meeting):
        clerk, Kind = self.chairs_clerk, Remark.Kind
        guest = meeting.participants.get(is_concluding=True)
        clerk.remark(
            meeting, Kind.DIRECTIVE, "Đổi mới nội dung, hình thức tổ chức các phong trào thi đua", guest
        )
        clerk.remark(meeting, Kind.DISCUSSION, "Tiêu chí chấm điểm cần phù hợp điều kiện của từng đơn vị")
        clerk.remark(meeting, Kind.CONCLUSION, "Thống nhất kết quả thi đua của năm", guest)
        drawn, checked = picture("Toàn cảnh hội nghị tổng kết", CLUSTER)
        drawn.checked, drawn.original_name = checked, "toan-canh-hoi-nghi.png"
        clerk.photo(meeting, "Toàn cảnh hội nghị tổng kết (ảnh mẫu)", credit="Dữ liệu mẫu", upload=drawn)

    def sign(self, signature, meeting, day):
        signature.signatory = self.heads[self.units.index(signature.unit)].full_name
        signature.post = "Chủ tịch"
        signature.authority = Signature.Authority.TM
        signature.on_behalf_of = "Ban Thường vụ"
        signature.signed_on, signature.ceremony = day, meeting
        pledges.sign(signature, by=self.thuky)

    def decide_last_year(self, year):
        flag, certificate = self.award(FLAG), self.award(CERTIFICATE)
        dossiers = [
            self.appraised(year, self.units[5], flag),
            self.appraised(year, self.units[1], flag),
            self.appraised(year, self.units[2], certificate),
        ]
        council = Council(self)
        council.settle(year, dossiers, agreed=(6, 6, 5))
        proposal = Proposal(
            cluster_year=year,
            number="07/TTr-CTĐM01",
            dated_on=date(year.year, 12, 20),
            town=TOWN,
            addressee_name=CONFERRER,
            summary=f"Về việc đề nghị khen thưởng năm {year.year}",
            body=f"Căn cứ kết quả bình xét thi đua năm {year.year}, Cụm thi đua mẫu số 01 kính đề nghị xem xét, khen "
            "thưởng các tập thể có thành tích trong phong trào thi đua.",
            signer_unit=self.units[5],
            signatory=HEADS[5],
            post="Chủ tịch",
        )
        awards.add_proposal(proposal, dossiers, by=self.thuky)
        awards.issue_proposal(proposal, by=self.thuky, today=self.today)
        council.record(year, dossiers, certificate, CONFERRER, self.today)

    # --- the running year: everything is under way

    def enter_running_year(self, number, last):
        year = self.year(number, chair=0, vice_chair=1, ends_on=None, carry=self.carried(last, number))
        self.clerk.plan(
            year,
            items=self.plan_items(),
            status=Plan.Status.DRAFT,
            title=f"Công tác thi đua, khen thưởng năm {number}",
        )
        pledge = self.pledge(year)
        self.register(pledge, self.units[0], 5, 3)
        self.register(pledge, self.units[2], 4, 2)
        self.register(pledge, self.units[4], 0, None)
        pledges.send_for_comments(
            pledge, self.today + timedelta(days=10), by=self.cumtruong, today=self.today
        )
        self.comment_on(pledge)
        signing = self.conference(
            year,
            kind=Ceremony.Kind.SIGNING,
            signing_year=year,
            starts_on=self.today + timedelta(days=21),
            session=Ceremony.Session.MORNING,
            starts_at=time(8),
            ends_at=time(11),
            reply_by=self.today + timedelta(days=16),
            contact=f"Văn phòng {UNITS[0]}",
            venue=f"Hội trường {UNITS[0]}",
        )
        self.attendance(signing, chair=0)
        self.chairs_clerk.issue("giay-moi", signing, self.today)
        self.nominate(year)
        Scores(self).begin(year, self.last_scores, self.today)
        return year

    def carried(self, last, number):
        """What last year worked by; for what is no longer in force, the document that replaces it."""
        day, chosen = date(number, 1, 1), []
        for offer in offers(last, day):
            lapsed = offer.in_force is False and offer.document.replaced_by
            chosen.append((offer.role, lapsed or offer.document))
        return Carry(last, tuple(dict.fromkeys(chosen)))

    def hand_over(self, last, running):
        """Last year's chair gives files, registers and open tasks to this year's; the books of the year close."""
        day = date(last.year, 12, 30)
        handover = Handover(
            cluster_year=last, held_on=day, takes_over_on=running.starts_on, venue=f"Hội trường {UNITS[5]}"
        )
        clusters.add_handover(handover, by=self.thuky)
        Kind, State = HandoverItem.Kind, HandoverItem.State
        states = {item.pk: (State.GIVEN, "") for item in handover.items.all()}
        states[handover.items.filter(kind=Kind.OTHER).latest("position").pk] = (State.NONE, "")
        register = handover.items.filter(kind=Kind.REGISTER, text__startswith="Sổ").get()
        states[register.pk] = (State.MISSING, f"Thiếu tháng 12; bổ sung trước ngày 31/01/{running.year}")
        clusters.check_handover_items(handover, states, by=self.thuky)
        for side, place, by in (("outgoing", 5, self.thuky), ("incoming", 0, self.cumtruong)):
            clusters.sign_handover(handover, side, HEADS[place], "Chủ tịch", day, by=by)

    def comment_on(self, pledge):
        contents = pledge.contents.filter(parent=None).order_by("position")
        for content, text in (
            (
                contents[1],
                "Đề nghị ghi rõ trách nhiệm của từng đơn vị khi phối hợp tổ chức hội thảo, tọa đàm của Cụm.",
            ),
            (contents[2], "Đề nghị bổ sung việc giới thiệu điển hình tiên tiến tại hội nghị sơ kết của Cụm."),
        ):
            suggestion = Comment(
                pledge=pledge,
                unit=self.units[0],
                content=content,
                stance=Comment.Stance.SUGGESTS,
                text=text,
            )
            pledges.comment(suggestion, by=self.cumtruong)

    def nominate(self, year):
        flag, certificate = self.award(FLAG), self.award(CERTIFICATE)
        personal = self.award(PERSONAL_CERTIFICATE)
        quota = AwardQuota(cluster_year=year, award=flag, at_most=1, source="Văn bản giao chỉ tiêu (mẫu)")
        awards.add_quota(quota, by=self.thuky)
        for unit in self.units:
            ratings = {year.year - 1: (Rating.EXCELLENT, "Thông báo kết quả đánh giá (mẫu)")}
            awards.save_ratings(unit, "", ratings, by=self.thuky)
        self.dossier(year, self.units[1], flag, by=self.donvi)
        waiting = self.dossier(year, self.units[2], flag)
        awards.submit(waiting, by=self.thuky)
        for unit in self.units[3:]:
            self.appraised(year, unit, certificate)
        self.appraised(
            year,
            self.units[1],
            personal,
            by=self.donvi,
            nominee_kind=AwardForm.Subject.INDIVIDUAL,
            nominee="Nhân sự mẫu số 8",
            nominee_post=f"Chuyên viên, {UNITS[1]}",
        )
        self.reviewed(year, self.units[0], certificate, 92)
        Council(self).prepare(year, self.today)

    # --- dossiers

    def award(self, code):
        return AwardForm.objects.valid_on(self.today).get(code=code)

    def dossier(self, year, unit, award, by=None, **facts):
        by = by or self.thuky
        about = facts.get("nominee") or unit.name
        nomination = awards.add_nomination(
            Nomination(
                cluster_year=year,
                unit=unit,
                award=award,
                put_to_name=CONFERRER,
                achievement=ACHIEVEMENT.format(unit=about, year=year.year),
                **facts,
            ),
            by=by,
        )
        items = ChecklistItem.objects.valid_on(self.today).about(award).filter(is_required=True)
        files = (
            *((item, item.name, report(f"{item.name} năm {year.year}", about)) for item in items),
            (None, "Ảnh hội thảo chuyên đề", picture("Hội thảo chuyên đề", about)),
        )
        for item, title, (file, checked) in files:
            evidence = Evidence(
                nomination=nomination,
                item=item,
                title=title,
                file=file,
                file_name=file.name,
                extension=checked.extension,
                content_type=checked.content_type,
                size=checked.size,
                sha256=checked.sha256,
            )
            awards.add_evidence(evidence, by=by)
        return nomination

    def received(self, *args, **facts):
        nomination = self.dossier(*args, **facts)
        awards.submit(nomination, by=facts.get("by") or self.thuky)
        awards.receive(nomination, by=self.cumtruong)
        return nomination

    def find(self, nomination):
        """The chair's conclusion on what only a person can see."""
        conditions = AwardCondition.objects.valid_on(self.today).about(nomination.award)
        for condition in conditions.filter(kind=AwardCondition.Kind.STATED, route=0):
            finding = ConditionFinding(
                nomination=nomination,
                condition=condition,
                side=ConditionFinding.Side.APPRAISER,
                holds=True,
                reason="Đã đối chiếu với hồ sơ của đơn vị.",
            )
            awards.find_condition(finding, by=self.cumtruong)

    def appraised(self, *args, **facts):
        nomination = self.received(*args, **facts)
        self.find(nomination)
        awards.appraise(nomination, by=self.cumtruong)
        return nomination

    def reviewed(self, year, unit, award, score):
        nomination = self.appraised(year, unit, award)
        opinion = Review(
            nomination=nomination,
            opinion=Review.Opinion.AGREE,
            score=score,
            comment="Hồ sơ đầy đủ, thành tích rõ.",
        )
        awards.review(opinion, by=self.lanhdao)
        awards.close_review(nomination, by=self.thuky)
        return nomination
