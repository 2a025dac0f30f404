"""The sample: a fictitious authority with one cluster, in the running year and the year before it.

Everything here is made up and marked “dữ liệu mẫu” through the authority. It gives every demo account
something to do: a draft out for comments, a conference ahead, dossiers to receive, to review, to propose.
"""

from datetime import date, timedelta
from decimal import Decimal

from awards import actions as awards
from awards.demo.clerk import Clerk
from awards.demo.files import picture, report
from awards.models import AwardForm, Evidence, Nomination, Proposal, Review
from clusters import actions as clusters
from clusters.models import Authority, Cluster, Membership, OfficeTerm, Plan, PlanItem
from documents.models import OfficialDocument
from pledges import actions as pledges
from pledges.models import Ceremony, Comment, Signature, Target

AUTHORITY = "Liên hiệp Hội mẫu"
UNITS = tuple(f"Đơn vị mẫu số {number}" for number in range(1, 7))
HEADS = tuple(f"Nhân sự mẫu số {number}" for number in range(1, 7))
TOWN = "Tỉnh Mẫu"
CONFERRER = "Ủy ban nhân dân tỉnh Mẫu"
LAW = "06/2022/QH15"
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
        self.enter_last_year(self.today.year - 1)
        self.enter_running_year(self.today.year)

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
        self.units = [
            clerk.unit(self.authority, name, short_name=f"Mẫu số {number}", head_post="Chủ tịch")
            for number, name in enumerate(UNITS, start=1)
        ]
        self.heads = [
            clerk.person(self.authority, name, ("Chủ tịch", unit))
            for name, unit in zip(HEADS, self.units, strict=True)
        ]
        self.leader = clerk.person(self.authority, "Nhân sự mẫu số 7", ("Phó Chủ tịch", self.authority))
        self.cluster = clusters.add_cluster(
            Cluster(authority=self.authority, number="01", title="Cụm thi đua mẫu số 01", symbol="CTĐM01"),
            by=self.thuky,
        )
        since = date(self.today.year - 1, 1, 1)
        for unit in self.units:
            clusters.add_member(Membership(cluster=self.cluster, unit=unit, starts_on=since), by=self.thuky)

    def year(self, number, chair, vice_chair, ends_on):
        year = self.clerk.year(
            self.cluster, number, themes=[(THEME.format(year=number), AUTHORITY)], declared_units=6
        )
        days = {"starts_on": date(number, 1, 1), "ends_on": ends_on, "method": OfficeTerm.Method.ROTATION}
        self.clerk.chair(year, self.units[chair], person=self.heads[chair], **days)
        self.clerk.vice_chair(year, self.units[vice_chair], person=self.heads[vice_chair], **days)
        return year

    def pledge(self, year):
        (pledge,) = self.chairs_clerk.pledges(
            year,
            bases=[OfficialDocument.objects.get(number=LAW)],
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
            venue=f"Hội trường {UNITS[5]}",
        )
        self.attendance(signing, chair=5)
        pledge = self.pledge(year)
        for number_of_awards, unit in enumerate(self.units, start=1):
            self.register(pledge, unit, number_of_awards, 2 + number_of_awards % 3)
        pledges.agree(pledge, by=self.thuky)
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
        soon = self.today + timedelta(days=14)
        self.chairs_clerk.follow_up(
            wrap_up, "Hoàn thiện bảng tiêu chí chấm điểm của Cụm", owner=self.units[0], due_on=soon
        )
        self.chairs_clerk.follow_up(
            wrap_up, "Gửi bài học kinh nghiệm về tổ chức hội thảo chuyên đề", owner=self.units[1], due_on=soon
        )
        self.decide_last_year(year)

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
        clerk.agenda(meeting, "Khai mạc, giới thiệu đại biểu", presenter=presiding)
        if meeting.signs:
            clerk.agenda(meeting, "Thông qua nội dung giao ước thi đua", presenter=presiding)
            clerk.agenda(meeting, "Các đơn vị ký giao ước thi đua")
        else:
            clerk.agenda(
                meeting,
                "Báo cáo tổng kết công tác thi đua của Cụm",
                presenter=presiding,
                papers=["Báo cáo tổng kết năm", "Danh sách đề nghị khen thưởng"],
            )
        clerk.agenda(meeting, "Phát biểu chỉ đạo và bế mạc", presenter=guest)

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
            self.reviewed(year, self.units[5], flag, 95),
            self.reviewed(year, self.units[1], flag, 88),
            self.reviewed(year, self.units[2], certificate, 86),
        ]
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
        decision = ("01/QĐ-UBND", date(year.year, 12, 28))
        Outcome = Nomination.Outcome
        awards.decide(dossiers[0], Outcome.GRANTED, *decision, by=self.lanhdao, today=self.today)
        awards.decide(
            dossiers[1], Outcome.LOWERED, *decision, granted=certificate, by=self.lanhdao, today=self.today
        )
        awards.decide(dossiers[2], Outcome.REFUSED, *decision, by=self.lanhdao, today=self.today)

    # --- the running year: everything is under way

    def enter_running_year(self, number):
        year = self.year(number, chair=0, vice_chair=1, ends_on=None)
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
            venue=f"Hội trường {UNITS[0]}",
        )
        self.attendance(signing, chair=0)
        self.nominate(year)

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
        self.dossier(year, self.units[1], flag, by=self.donvi)
        waiting = self.dossier(year, self.units[2], flag)
        awards.submit(waiting, by=self.thuky)
        for unit in self.units[3:]:
            self.received(year, unit, certificate)
        self.received(
            year,
            self.units[1],
            personal,
            by=self.donvi,
            nominee_kind=AwardForm.Subject.INDIVIDUAL,
            nominee="Nhân sự mẫu số 8",
            nominee_post=f"Chuyên viên, {UNITS[1]}",
        )
        self.reviewed(year, self.units[0], certificate, 92)

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
        files = (
            ("Báo cáo thành tích", report(f"Báo cáo thành tích năm {year.year}", about)),
            ("Ảnh hội thảo chuyên đề", picture("Hội thảo chuyên đề", about)),
        )
        for title, (file, checked) in files:
            evidence = Evidence(
                nomination=nomination,
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

    def reviewed(self, year, unit, award, score):
        nomination = self.received(year, unit, award)
        opinion = Review(
            nomination=nomination,
            opinion=Review.Opinion.AGREE,
            score=score,
            comment="Hồ sơ đầy đủ, thành tích rõ.",
        )
        awards.review(opinion, by=self.lanhdao)
        awards.close_review(nomination, by=self.thuky)
        return nomination
