"""The demo: each fact of the five real clusters on a page or in a paper, and nothing beside them."""

import html
import io
import re
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pdfplumber
import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.models import Role, User
from audit.models import Event
from awards import demo
from awards.demo import cluster_a, cluster_b, cluster_c, cluster_d, cluster_e, sample, scores, season
from awards.models import CouncilSession, Motion, Nomination, ScoreEvidence, ScoreQuestion, ScoreSheet
from clusters.models import (
    Authority,
    Cluster,
    ClusterYear,
    Handover,
    IssuedPaper,
    OfficeTerm,
    Person,
    Post,
    Unit,
    UnitEvent,
)
from clusters.todo import tasks_of
from documents.models import OfficialDocument
from pledges.models import Ceremony, FollowUp, Participant, Pledge, Registration, Signature, Target
from tests.entered_once import entered_once

PASSWORD = "giao-uoc-thi-dua-2026"
TODAY = datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
REAL = {"A": cluster_a, "B": cluster_b, "C": cluster_c, "D": cluster_d, "E": cluster_e}
UNKNOWN = "chưa rõ"


# --- reading -----------------------------------------------------------------------------------------


class Reader:
    """Somebody who is signed in and reads pages and papers; each is fetched once."""

    def __init__(self, user):
        self.client = Client()
        self.client.force_login(user)
        self.seen = {}

    def read(self, page):
        if page not in self.seen:
            letter, _, what = page.partition(" ")
            answer = self.client.get(address(letter, what))
            assert answer.status_code == 200, page
            self.seen[page] = text_of(answer)
        return self.seen[page]


def text_of(answer):
    if answer["Content-Type"] == "application/pdf":
        content = b"".join(answer) if answer.streaming else answer.content
        with pdfplumber.open(io.BytesIO(content)) as pdf:
            text = " ".join(page.extract_text() for page in pdf.pages)
    else:
        main = re.search(r"<main.*?</main>", answer.content.decode(), re.DOTALL)[0]
        text = html.unescape(re.sub(r"<[^>]+>", " ", main))
    return re.sub(r" ([.,;:])", r"\1", " ".join(text.split()))


def address(letter, what):
    """The address of a page: "2024", "pledge", "paper Hà Giang", "person Lê Quang Đại", …"""
    authority = Authority.objects.get(name=REAL[letter].AUTHORITY)
    cluster = authority.clusters.get()
    kind, _, name = what.partition(" ")
    pledges = Pledge.objects.filter(cluster_year__cluster=cluster)
    match kind:
        case "authority":
            return reverse("clusters:authority_detail", args=[authority.pk])
        case "cluster":
            return reverse("clusters:cluster_detail", args=[cluster.pk])
        case "unit":
            return reverse("clusters:unit_detail", args=[authority.units.filter(name=name).earliest("pk").pk])
        case "person":
            return reverse("clusters:person_detail", args=[authority.people.get(full_name=name).pk])
        case "document":
            return reverse("documents:document_detail", args=[authority.documents.get(number=name).pk])
        case "rules":
            return reverse("documents:document_detail", args=[authority.documents.get(kind="QC").pk])
        case "pledge" | "paper":
            view = "pledges:pledge_detail" if kind == "pledge" else "pledges:pledge_pdf"
            own = pledges.get(unit__name__endswith=name) if name else pledges.get()
            return reverse(view, args=[own.pk])
        case "ranking":
            return reverse("awards:score_ranking", args=[cluster.years.get(year=name).pk])
        case "session":
            session = CouncilSession.objects.get(cluster_year__cluster=cluster)
            return reverse("awards:council_detail", args=[session.pk])
        case "ceremony":
            ceremony = Ceremony.objects.get(cluster_year__cluster=cluster)
            return reverse("pledges:ceremony_detail", args=[ceremony.pk])
        case "nominations":
            return reverse("awards:nomination_list") + f"?nam={name}"
        case "nomination":
            row = Nomination.objects.get(cluster_year__cluster=cluster, unit__name__endswith=name)
            return reverse("awards:nomination_detail", args=[row.pk])
        case year:
            return reverse("clusters:year_detail", args=[cluster.years.get(year=year).pk])


@pytest.fixture(scope="module")
def demo_data(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demo, entered once for all who only read it; yields the secretary as a Reader."""
    with django_db_blocker.unblock(), transaction.atomic(), time_machine.travel(TODAY, tick=False):
        entered_once("demo", lambda: demo.enter(TODAY.date(), PASSWORD), tmp_path_factory)
        yield Reader(User.objects.get(username="thuky"))
        transaction.set_rollback(True)


@pytest.fixture
def reader(db, demo_data):
    return demo_data


# --- the facts, in the order and with the numbers of the reports' point-by-point reading ----------------

FACTS = [
    # A. Cụm thi đua số 02, Liên hiệp các Hội Khoa học và Kỹ thuật Việt Nam
    ("A.1 authority", "A authority", "Liên hiệp các Hội Khoa học và Kỹ thuật Việt Nam"),
    ("A.1 short name", "A authority", "VUSTA"),
    ("A.1 council", "A authority", "Hội đồng Thi đua - Khen thưởng Liên hiệp các Hội"),
    ("A.1 title", "A cluster", "Cụm thi đua số 02"),
    ("A.1 number", "A cluster", "Số 02"),
    ("A.1 other spelling", "A cluster", "Cụm Thi đua số 2"),
    *(("A.2 unit", "A 2024", f"Liên hiệp Hội {place}") for place in cluster_a.PLACES),
    ("A.2 eight units", "A 2024", "Đơn vị thành viên năm 2024 (8)"),
    ("A.2 as many as declared", "A 2024", "Khớp với số đơn vị theo nguồn (8)"),
    ("A.3 earlier chair", "A 2023", "Cụm trưởng: Liên hiệp Hội Hà Nội"),
    ("A.3 earlier vice-chair", "A 2023", "Cụm phó: Liên hiệp Hội Hải Phòng"),
    ("A.3 the year is inferred", "A 2023", "Suy ra, cần xác minh"),
    ("A.3 why", "A 2023", "không ghi năm"),
    ("A.4 chair", "A 2024", "Cụm trưởng: Liên hiệp Hội Hải Phòng"),
    ("A.4 vice-chair", "A 2024", "Cụm phó: Liên hiệp Hội Hải Dương"),
    ("A.4 succession", "A 2024", "Cụm phó của năm trước làm cụm trưởng năm sau"),
    ("A.4 method", "A 2024", "cách xác định: chưa rõ"),
    ("A.5 plan", "A 2024", "38/KH-CTĐ02"),
    ("A.5 plan issued", "A 2024", "Đã ban hành"),
    ("A.5 plan's subject", "A 2024", "Công tác thi đua, khen thưởng của Cụm năm 2024"),
    ("A.5 plan's date", "A 2024", "Ngày ban hành chưa rõ"),
    ("A.5 symbol", "A cluster", "CTĐ02"),
    ("A.6 horizon", "A 2024", "năm 2024 và 6 tháng đầu năm 2025"),
    ("A.6 horizon printed", "A paper", "Năm 2024 và 6 tháng đầu năm 2025"),
    ("A.7 provincial congresses", "A 2024", "Đại hội Liên hiệp Hội các tỉnh, thành phố nhiệm kỳ 2025-2030"),
    ("A.7 national congress", "A 2024", "Đại hội đại biểu toàn quốc lần thứ IX"),
    ("A.8 units", "A pledge", "100% thành viên trong Cụm hoàn thành tốt nhiệm vụ trở lên"),
    ("A.8 units printed", "A paper", "100% thành viên trong Cụm hoàn thành tốt"),
    ("A.8 no weak unit", "A pledge", "Không có tổ chức, đơn vị yếu kém"),
    ("A.8 in the plan too", "A 2024", "Không có tổ chức, đơn vị yếu kém"),
    ("A.9 people", "A pledge", "100% cán bộ, công chức, người lao động, hội viên hoàn thành tốt nhiệm vụ"),
    ("A.10 as registered", "A pledge", "bằng hoặc vượt chỉ tiêu đăng ký"),
    ("A.10 the list is cut", "A pledge", "danh mục hình thức khen thưởng trong chỉ tiêu cuối bị lược bớt"),
    ("A.10 registered numbers", "A pledge", "Liên hiệp Hội Hải Phòng chưa rõ"),
    ("A.11 photo", "A ceremony", "Chưa có ảnh, chỉ có chú thích Các đơn vị ký kết giao ước thi đua năm 2024"),
    (
        "A.12 photo",
        "A ceremony",
        "Liên hiệp Hội thành phố Hải Phòng, triển khai một số nội dung hoạt động năm 2024",
    ),
    ("A.12 person", "A person Bùi Thanh Tùng", "Chủ tịch Liên hiệp Hội Hải Phòng"),
    ("A.12 post at the event", "A ceremony", "Chủ tịch Liên hiệp Hội thành phố Hải Phòng"),
    (
        "A.12 presents",
        "A ceremony",
        "Triển khai một số nội dung hoạt động năm 2024 của Cụm Trình bày: Bùi Thanh Tùng",
    ),
    ("A.13 council member", "A authority", "Nguyễn Hồng Yến Thường trực Hội đồng Thi đua - Khen thưởng"),
    ("A.13 attends", "A ceremony", "Nguyễn Hồng Yến"),
    ("A.13 directive", "A ceremony", "nhiều hình thức phong phú, đa dạng, phù hợp"),
    ("A.14 signed at the conference", "A ceremony", "Đã ký 8/8"),
    ("A.14 conference", "A pledge", "Hội nghị ký kết giao ước thi đua năm 2024 của Cụm thi đua số 02"),
    ("A.14 signatories' names", "A paper", "(chưa rõ họ tên)"),
    ("A.15 purpose", "A 2024", "đưa phong trào thi đua đi vào thực chất"),
    ("A.15 purpose printed", "A paper", "Nâng cao chất lượng công tác thi đua, khen thưởng"),
    ("A.16 block", "A cluster", "khối thi đua các tổ chức xã hội, tổ chức xã hội - nghề nghiệp"),
    ("A date", "A ceremony", "Thời gian chưa rõ"),
    ("A venue", "A ceremony", "Địa điểm chưa rõ"),
    ("A witnesses", "A ceremony", "Chứng kiến chưa rõ"),
    ("A contents", "A pledge", "Nội dung: chưa rõ"),
    ("A theme", "A 2024", "Chủ đề chưa rõ"),
    # B. Cụm Công tác thi đua số 2, Hội Cựu chiến binh Việt Nam
    ("B.1 source", "B 2023", "Bài đăng ngày 28/11/2023 (nguồn: QK2; bài và ảnh: Kiều Tuấn)"),
    ("B.2 two days", "B ceremony", "Ngày 23 và 24 tháng 11 năm 2023"),
    ("B.2 the year is inferred", "B ceremony", "Suy ra, cần xác minh"),
    ("B.2 kind", "B ceremony", "Hội nghị tổng kết và ký kết giao ước"),
    ("B.3 authority", "B authority", "Hội Cựu chiến binh Việt Nam"),
    ("B.3 short name", "B authority", "Hội CCB Việt Nam"),
    ("B.3 title", "B cluster", "Cụm Công tác thi đua số 2"),
    *(("B.3 unit", "B 2024", f"Hội Cựu chiến binh tỉnh {province}") for province in cluster_b.PROVINCES),
    *(
        ("B.3 unit's short name", f"B unit Hội Cựu chiến binh tỉnh {province}", f"Hội CCB tỉnh {province}")
        for province in cluster_b.PROVINCES
    ),
    ("B.3 five listed", "B 2024", "Đơn vị thành viên năm 2024 (5)"),
    ("B.4 chair 2023", "B 2023", "Cụm trưởng: Hội Cựu chiến binh tỉnh Phú Thọ"),
    ("B.4 person", "B 2023", "Người đại diện: Thiếu tướng Lê Quang Đại"),
    ("B.4 post", "B person Lê Quang Đại", "Chủ tịch Hội Cựu chiến binh tỉnh Phú Thọ"),
    ("B.4 second post", "B person Lê Quang Đại", "Ủy viên Ban Thường vụ Trung ương Hội"),
    ("B.5 countersigned", "B pledge Hà Giang", "Cụm trưởng ký công nhận"),
    ("B.5 by whom", "B pledge Hà Giang", "Hội Cựu chiến binh tỉnh Phú Thọ"),
    ("B.5 each one", "B ceremony", "Đã ký 10/10"),
    (
        "B.5 caption",
        "B ceremony",
        "Cụm trưởng ký công nhận giao ước thi đua của các đơn vị trong Cụm Ảnh: Kiều Tuấn",
    ),
    *(("B.5 printed", f"B paper {province}", "CỤM TRƯỞNG KÝ CÔNG NHẬN") for province in cluster_b.PROVINCES),
    ("B.5 signatory printed", "B paper Yên Bái", "Lê Quang Đại"),
    ("B.6 theme 2023", "B 2023", "“Đoàn kết, gương mẫu, trách nhiệm, sáng tạo, hiệu quả”"),
    ("B.7 results", "B 2024", "ban hành đầy đủ hệ thống kế hoạch, hướng dẫn"),
    ("B.8 movement", "B 2024", "“Cựu chiến binh gương mẫu” gắn với các cuộc vận động"),
    ("B.9 target met", "B 2024", "Hoàn thành chỉ tiêu phát triển hội viên và tập huấn"),
    ("B.10 discussion", "B ceremony", "Thảo luận phương hướng, chỉ tiêu, nhiệm vụ, giải pháp"),
    ("B.10 signing after it", "B ceremony", "3. Các đơn vị ký kết giao ước thi đua năm 2024"),
    ("B.11 theme 2024", "B 2024", "“Gương mẫu – Sáng tạo – Chung sức đồng lòng”"),
    ("B.11 its issuer", "B 2024", "Trung ương Hội Cựu chiến binh Việt Nam"),
    ("B.11 printed", "B paper Phú Thọ", "“Gương mẫu – Sáng tạo – Chung sức đồng lòng”"),
    ("B.12 tradition", "B pledge Vĩnh Phúc", "“Trung thành – Đoàn kết – Gương mẫu – Đổi mới”"),
    ("B.12 printed", "B paper Vĩnh Phúc", "“Bộ đội Cụ Hồ”"),
    ("B.13 flag", "B nomination Phú Thọ", "Cờ thi đua"),
    ("B.13 put to", "B nomination Phú Thọ", "Hội Cựu chiến binh Việt Nam"),
    ("B.13 proposed, no award known", "B nomination Phú Thọ", "Đã đề nghị Kết quả: chưa rõ"),
    ("B.14 certificate", "B nomination Hà Giang", "Bằng khen"),
    ("B.14 certificate", "B nomination Yên Bái", "Bằng khen"),
    ("B.14 put to", "B nomination Yên Bái", "Hội Cựu chiến binh Việt Nam"),
    ("B.13 on the list", "B nominations 2023", "Hội Cựu chiến binh tỉnh Phú Thọ"),
    ("B.14 on the list", "B nominations 2023", "Hội Cựu chiến binh tỉnh Hà Giang"),
    ("B.15 chair 2024", "B 2024", "Cụm trưởng: Hội Cựu chiến binh tỉnh Yên Bái"),
    ("B.15 by acclaim", "B 2024", "Nhiệm kỳ năm 2024 (chưa rõ ngày) · Suy tôn"),
    ("B.15 not by rotation", "B 2024", "không theo thứ tự luân phiên"),
    ("B.15 vice-chair", "B 2024", "Cụm phó: chưa rõ"),
    ("B venue", "B ceremony", "Địa điểm chưa rõ"),
    ("B shape", "B pledge Hà Giang", "Mỗi đơn vị một bản, cụm trưởng ký công nhận"),
    ("B contents", "B pledge Hà Giang", "Nội dung: chưa rõ"),
    # C. Cụm thi đua số 2, Ủy ban MTTQ Việt Nam huyện Chương Mỹ
    ("C.1 title", "C ceremony", "Hội nghị ký giao ước thi đua năm 2024"),
    ("C.1 day", "C ceremony", "Ngày 20/02/2024"),
    ("C.1 morning", "C ceremony", "Buổi sáng"),
    ("C.1 source", "C 2024", "20/02/2024, 15:37"),
    ("C.2 deputy", "C ceremony", "Trần Trọng Phú Phó Chủ tịch Ủy ban MTTQ Việt Nam huyện Chương Mỹ"),
    ("C.2 deputy", "C ceremony", "Nguyễn Văn Linh Phó Chủ tịch Ủy ban MTTQ Việt Nam huyện Chương Mỹ"),
    ("C.2 posts", "C person Trần Trọng Phú", "Phó Chủ tịch"),
    ("C.3 commune's leaders", "C ceremony", "Lãnh đạo xã Tốt Động (tập thể)"),
    ("C.3 chairs and deputies", "C ceremony", "Chủ tịch, Phó Chủ tịch Ủy ban MTTQ Việt Nam 8 xã (tập thể)"),
    *(("C.4 unit", "C 2024", f"Ủy ban MTTQ Việt Nam xã {commune}") for commune in cluster_c.COMMUNES),
    ("C.4 eight units", "C 2024", "Đơn vị thành viên năm 2024 (8)"),
    ("C.4 as many as declared", "C 2024", "Khớp với số đơn vị theo nguồn (8)"),
    ("C.5 plan", "C 2024", "Công tác thi đua, khen thưởng năm 2024"),
    ("C.5 plan's number", "C 2024", "Số, ký hiệu chưa rõ"),
    ("C.5 presented", "C ceremony", "Triển khai kế hoạch công tác thi đua, khen thưởng năm 2024"),
    *(("C.6 work area", "C 2024", text) for text in cluster_c.WORK_AREAS),
    ("C.7 target", "C pledge", "100% Ủy ban MTTQ Việt Nam các xã hoàn thành tốt nhiệm vụ trở lên"),
    ("C.7 target of the plan", "C 2024", "100% Ủy ban MTTQ Việt Nam các xã hoàn thành tốt nhiệm vụ trở lên"),
    ("C.8 thematic title", "C 2024", f"Danh hiệu chuyên đề đăng ký 1. {cluster_c.THEMATIC_TITLE}"),
    ("C.9 nine adopted", "C ceremony", "Thông qua 9 nội dung giao ước thi đua"),
    ("C.9 nine against eight", "C paper", "số nội dung (nguồn nêu 9, ghi lại được 8)"),
    *(("C.10 content", "C pledge", text) for text in cluster_c.CONTENTS),
    ("C.10 how it was read", "C pledge", "nguồn nêu tiêu biểu tám nhóm"),
    ("C.10 printed", "C paper", "5. Thực hiện công tác đối ngoại nhân dân"),
    ("C.11 plan 39", "C document 39", "Thành ủy"),
    ("C.11 partial", "C document 39", "nguồn không nêu ký hiệu, ngày ban hành, trích yếu"),
    *(("C.12 event", "C 2024", text) for text in cluster_c.EVENTS),
    ("C.13 discussion", "C ceremony", "rà soát nhà ở của hộ nghèo, hộ cận nghèo"),
    ("C.14 signed by the chairs", "C pledge", "Ủy ban MTTQ Việt Nam xã Tốt Động chưa rõ Chủ tịch 20/02/2024"),
    ("C.14 all eight", "C pledge", "Đã ký 8/8"),
    ("C.14 printed", "C paper", "XÃ TÂN TIẾN"),
    ("C.15 witness", "C ceremony", "Chứng kiến Ban Thường trực Ủy ban MTTQ Việt Nam huyện Chương Mỹ"),
    ("C.15 printed", "C paper", "CHỨNG KIẾN"),
    ("C.15 who, printed", "C paper", "BAN THƯỜNG TRỰC ỦY BAN MTTQ VIỆT NAM HUYỆN CHƯƠNG MỸ"),
    ("C.15 caption", "C ceremony", f"trước sự chứng kiến của các đồng chí {cluster_c.STANDING_BOARD}"),
    ("C.16 author", "C 2024", "Lê Hân"),
    ("C.16 photo", "C ceremony", "Ảnh: Lê Hân"),
    ("C chair", "C 2024", "Cụm trưởng: chưa rõ"),
    ("C vice-chair", "C 2024", "Cụm phó: chưa rõ"),
    ("C authority ended", "C authority", "Kết thúc hoạt động ngày 30/06/2025"),
    ("C why", "C authority", "Cấp huyện kết thúc hoạt động từ ngày 01/7/2025"),
    ("C unit ended", "C unit Ủy ban MTTQ Việt Nam xã Hữu Văn", "Kết thúc hoạt động ngày 30/06/2025"),
    ("C history stays", "C unit Ủy ban MTTQ Việt Nam xã Hữu Văn", "Giao ước thi đua năm 2024"),
    ("C members of the past", "C cluster", "Thành viên trước đây"),
    # D. Cụm kinh tế, Ủy ban Trung ương Mặt trận Tổ quốc Việt Nam
    ("D.2 day", "D ceremony", "Ngày 27/02/2024"),
    ("D.2 morning", "D ceremony", "Buổi sáng"),
    ("D.2 venue", "D ceremony", "Cung trí thức TP. Hà Nội"),
    ("D.2 printed", "D paper", "Hà Nội, ngày 27 tháng 02 năm 2024"),
    ("D.3 authority", "D authority", "Ủy ban Trung ương Mặt trận Tổ quốc Việt Nam"),
    ("D.3 title", "D cluster", "Cụm kinh tế, tổ chức thành viên Ủy ban Trung ương MTTQ Việt Nam"),
    ("D.3 no number", "D cluster", "không có số"),
    ("D.4 person", "D person Vũ Văn Tiến", "Trưởng Ban Tuyên giáo"),
    ("D.4 honorific", "D person Vũ Văn Tiến", "TS. Vũ Văn Tiến"),
    ("D.4 at the event", "D ceremony", "Ủy viên Ủy ban Trung ương MTTQ Việt Nam, Trưởng Ban Tuyên giáo"),
    ("D.5 posts", "D person Nguyễn Văn Thanh", "Ủy viên Đảng đoàn"),
    ("D.5 at the event", "D ceremony", "Trưởng ban Tổ chức - Cán bộ"),
    *(("D.6 unit", "D 2024", name) for name in (cluster_d.CHAIR, cluster_d.VICE_CHAIR, *cluster_d.OTHERS)),
    ("D.6 nine units", "D 2024", "Đơn vị thành viên năm 2024 (9)"),
    ("D.6 as many as declared", "D 2024", "Khớp với số đơn vị theo nguồn (9)"),
    (
        "D.7 chair",
        "D 2024",
        f"Cụm trưởng: {cluster_d.CHAIR} Người đại diện: Anh hùng Lao động Trần Hồng Quảng",
    ),
    ("D.7 assigned", "D 2024", "Phân công Được cơ quan tổ chức phân công"),
    ("D.8 vice-chair", "D 2024", f"Cụm phó: {cluster_d.VICE_CHAIR} Người đại diện: TS. Lê Ngọc Dũng"),
    ("D.8 post", "D person Lê Ngọc Dũng", f"Chủ tịch {cluster_d.VICE_CHAIR}"),
    (
        "D.9 year's work",
        "D ceremony",
        "Công bố, triển khai công tác thi đua, khen thưởng năm 2024 Trình bày: TS. Vũ Văn Tiến",
    ),
    ("D.9 resolutions", "D ceremony", "Nghị quyết Đại hội XIII"),
    ("D.9 congress", "D ceremony", "Đại hội lần thứ X"),
    ("D.10 draft plan", "D 2024", "Dự thảo"),
    (
        "D.10 presented by the vice-chair",
        "D ceremony",
        "Trình bày dự thảo Kế hoạch thi đua năm 2024 Trình bày: TS. Lê Ngọc Dũng",
    ),
    (
        "D.11 own topics",
        "D ceremony",
        "Các đơn vị xây dựng chuyên đề thi đua riêng theo điều kiện của đơn vị",
    ),
    ("D.12 comments", "D ceremony", "góp ý vào dự thảo kế hoạch và nội dung giao ước thi đua"),
    ("D.13 all sign", "D ceremony", "Tất cả các đơn vị thống nhất ký giao ước thi đua năm 2024"),
    ("D.13 nine signatures", "D pledge", "Đã ký 9/9"),
    ("D.14 conclusion", "D ceremony", "Kết luận Đánh giá cao, cơ bản thống nhất"),
    ("D.14 chair closes", "D ceremony", "Cụm trưởng kết luận, bế mạc hội nghị"),
    ("D.14 person", "D person Trần Hồng Quảng", "Anh hùng Lao động Trần Hồng Quảng"),
    ("D.15 decision", "D document 222/QĐ-MTTW", "27/02/2020"),
    ("D.15 printed", "D paper", "Căn cứ Quyết định số 222/QĐ-MTTW ngày 27 tháng 02 năm 2020"),
    ("D.15 rules", "D rules", "Thi đua, khen thưởng của Ủy ban Trung ương MTTQ Việt Nam"),
    ("D.15 issued with", "D rules", "222/QĐ-MTTW"),
    ("D.15 term", "D rules", "nhiệm kỳ 2019-2024"),
    ("D.16 guide", "D document 116/HD-MTTW-BTT", "21/06/2018"),
    ("D.16 printed", "D paper", "Căn cứ Hướng dẫn số 116/HD-MTTW-BTT ngày 21 tháng 6 năm 2018"),
    ("D.16 older than the rules", "D document 116/HD-MTTW-BTT", "năm 2018, trước năm 2020"),
    ("D.17 group photo", "D ceremony", "Chụp ảnh chung"),
    ("D.17 author", "D 2024", "Quốc An"),
    ("D.17 five captions", "D ceremony", "Có năm ảnh kèm chú thích"),
    (
        "D.17 portrait",
        "D ceremony",
        "Ảnh chân dung (ghi theo nguồn, chưa có nguyên văn chú thích) Ảnh: Quốc An",
    ),
    ("D contents", "D pledge", "Nội dung: chưa rõ"),
    ("D theme", "D 2024", "Chủ đề chưa rõ"),
    # E. Cụm thi đua số 4, thành phố Hà Nội
    ("E.1 day", "E ceremony", "Ngày 04/03/2021"),
    ("E.1 afternoon", "E ceremony", "Buổi chiều"),
    ("E.1 source", "E 2021", "04/3/2021, 22:20 (LĐTĐ; tác giả: P.Ngân)"),
    ("E.2 number", "E cluster", "Số 4"),
    (
        "E.2 title",
        "E cluster",
        "Cụm thi đua số 4, Mặt trận Tổ quốc và các đoàn thể chính trị - xã hội thành phố Hà Nội",
    ),
    ("E.2 authority", "E authority", "Thành phố Hà Nội"),
    ("E.3 presiding", "E ceremony", "Chủ trì Nguyễn Lan Hương"),
    ("E.3 presiding too", "E ceremony", f"Nguyễn Phi Thường Thành ủy viên, Chủ tịch {cluster_e.LABOUR}"),
    ("E.3 post", "E ceremony", f"Ủy viên Ban Thường vụ Thành ủy, Chủ tịch {cluster_e.FRONT}"),
    ("E.3 person", "E person Nguyễn Lan Hương", f"Chủ tịch {cluster_e.FRONT}"),
    *(("E.4 unit", "E 2021", name) for name in cluster_e.UNITS),
    ("E.4 six units", "E 2021", "Đơn vị thành viên năm 2021 (6)"),
    ("E.4 as many as declared", "E 2021", "Khớp với số đơn vị theo nguồn (6)"),
    ("E.5 chair", "E 2021", f"Cụm trưởng: {cluster_e.LABOUR} Người đại diện: Nguyễn Phi Thường"),
    ("E.5 vice-chair", "E 2021", "Cụm phó: chưa rõ"),
    ("E.6 presenter", "E ceremony", "Trình bày: Lê Đình Hùng"),
    ("E.6 his post", "E person Lê Đình Hùng", f"Phó Chủ tịch {cluster_e.LABOUR}"),
    *(("E.6 paper", "E ceremony", text) for text in cluster_e.PAPERS),
    ("E.7 four contents", "E ceremony", "6 đơn vị ký giao ước thi đua với 4 nội dung"),
    ("E.7 after discussion", "E ceremony", "2. Thảo luận, bổ sung"),
    ("E.7 six signatures", "E pledge", "Đã ký 6/6"),
    *(
        (f"E.{8 if number == 1 else 9} content {number}", "E pledge", text)
        for number, (content, points) in enumerate(cluster_e.CONTENTS, start=1)
        for text in (content, *points)
    ),
    ("E.8 printed", "E paper", "“mục tiêu kép”"),
    ("E.8 the list is cut", "E pledge", "bị lược bớt"),
    ("E.10 earlier flags", "E 2021", "nhiều đơn vị nhận Cờ thi đua của Chính phủ và của Thành phố"),
    ("E.10 how many", "E 2021", "nguồn không nêu số lượng"),
    ("E.11 endorsed", "E ceremony", "Đồng tình với các nội dung thi đua của Cụm"),
    ("E.12 resolutions", "E ceremony", "Nghị quyết Đại hội XVII Đảng bộ Thành phố"),
    ("E.13 character of its own", "E ceremony", "Cụm thi đua số 4 cần có nét đặc thù"),
    ("E.14 tasks", "E 2021", "Nhiệm vụ đột xuất 1. Phòng, chống dịch Covid-19"),
    ("E.15 plan", "E ceremony", "Hoàn thiện kế hoạch"),
    ("E.15 rules", "E ceremony", "Hoàn thiện quy chế"),
    ("E.15 scoring", "E ceremony", "Hoàn thiện nguyên tắc chấm điểm"),
    ("E.15 programme", "E ceremony", "chương trình đặc thù"),
    ("E.16 speaker", "E ceremony", "Người phát biểu tại hội nghị Ảnh: P.Ngân"),
    ("E.16 signing", "E ceremony", "Lễ ký giao ước thi đua Ảnh: P.Ngân"),
    ("E.16 general view", "E ceremony", "Toàn cảnh hội nghị Ảnh: P.Ngân"),
    ("E attendance", "E ceremony", "Điểm danh: chưa rõ"),
    ("E venue", "E ceremony", "Địa điểm chưa rõ"),
    ("E witnesses", "E ceremony", "Chứng kiến chưa rõ"),
]


@pytest.mark.parametrize(
    ("where", "text"), [fact[1:] for fact in FACTS], ids=[f"{name}, {where}" for name, where, _ in FACTS]
)
def test_fact_stands_where_one_looks_for_it(reader, where, text):
    assert text in reader.read(where)


# --- nothing invented ----------------------------------------------------------------------------------

REAL_ONLY = {"cluster_year__cluster__authority__is_sample": False}


def test_only_people_of_the_reports_are_named(reader):
    assert set(Person.objects.filter(authority__is_sample=False).values_list("full_name", flat=True)) == {
        "Bùi Thanh Tùng",
        "Nguyễn Hồng Yến",
        "Lê Quang Đại",
        "Trần Trọng Phú",
        "Nguyễn Văn Linh",
        "Trần Hồng Quảng",
        "Lê Ngọc Dũng",
        "Vũ Văn Tiến",
        "Nguyễn Văn Thanh",
        "Nguyễn Lan Hương",
        "Nguyễn Phi Thường",
        "Lê Đình Hùng",
    }
    others = Participant.objects.filter(ceremony__cluster_year__cluster__authority__is_sample=False)
    assert not others.filter(person=None, is_body=False).exists()


def test_no_signatory_is_named_but_the_one_who_countersigned(reader):
    rows = Signature.objects.filter(pledge__cluster_year__cluster__authority__is_sample=False)
    named = rows.exclude(signatory="")
    assert {(row.role, row.signatory) for row in named} == {("countersign", "Lê Quang Đại")}
    assert named.count() == 5
    assert not rows.exclude(authority="unknown").exists()


def test_the_chair_of_the_wrap_up_countersigned_not_the_new_chair(reader):
    rows = Signature.objects.filter(role="countersign")
    assert {row.unit.name for row in rows} == {"Hội Cựu chiến binh tỉnh Phú Thọ"}
    assert {row.pledge.cluster_year.year for row in rows} == {2024}


def test_no_proposal_of_a_report_is_shown_as_an_award(reader):
    rows = Nomination.objects.filter(**REAL_ONLY).exclude(source_note=season.NOTE)
    assert {(row.unit.name, row.award.name, row.status, row.outcome, row.granted) for row in rows} == {
        ("Hội Cựu chiến binh tỉnh Phú Thọ", "Cờ thi đua", "proposed", "", None),
        ("Hội Cựu chiến binh tỉnh Hà Giang", "Bằng khen", "proposed", "", None),
        ("Hội Cựu chiến binh tỉnh Yên Bái", "Bằng khen", "proposed", "", None),
    }
    for row in rows:
        page = reader.read(f"B nomination {row.unit.short_name.removeprefix('Hội CCB tỉnh ')}")
        assert "Được khen thưởng" not in page
        assert "Được tặng" not in page


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("A ranking 2024", "Liên hiệp Hội Hải Phòng"),
        ("A ranking 2024", "4 đồng hạng"),
        ("A session", "6/8 phiếu đồng ý"),
        ("B ranking 2023", "Hội Cựu chiến binh tỉnh Phú Thọ"),
        ("B session", "Hội nghị suy tôn Hội Cựu chiến binh tỉnh Yên Bái làm cụm trưởng năm 2024"),
        ("B session", "Bằng khen cho Hội Cựu chiến binh tỉnh Hà Giang"),
    ],
)
def test_a_season_that_no_report_tells_says_that_it_is_made_up(reader, page, told):
    text = reader.read(page)
    assert told in text
    assert "Số liệu mẫu" in text


def test_the_made_up_season_agrees_with_what_the_reports_say(reader):
    motions = Motion.objects.filter(nomination__cluster_year__year=2023).select_related("nomination__unit")
    assert {row.nomination.unit.short_name: row.passed for row in motions} == {
        "Hội CCB tỉnh Phú Thọ": True,
        "Hội CCB tỉnh Hà Giang": True,
        "Hội CCB tỉnh Yên Bái": True,
    }
    assert {row.recused for row in motions} == {1}  # nobody votes on their own unit
    first = ScoreSheet.objects.get(unit__authority__name=cluster_b.AUTHORITY, rank=1)
    assert first.unit.short_name == "Hội CCB tỉnh Phú Thọ"
    chair = OfficeTerm.objects.get(cluster_year__year=2024, unit__authority__name=cluster_b.AUTHORITY)
    assert chair.method == OfficeTerm.Method.ACCLAIM


def test_no_figure_is_added_to_those_of_the_reports(reader):
    targets = Target.objects.filter(pledge__cluster_year__cluster__authority__is_sample=False)
    assert {row.value for row in targets} == {100, None}
    assert not Registration.objects.filter(
        target__pledge__cluster_year__cluster__authority__is_sample=False
    ).exists()


def test_days_that_no_report_gives_are_not_known(reader):
    assert not OfficeTerm.objects.filter(**REAL_ONLY, are_days_known=True).exists()
    assert not Post.objects.filter(person__authority__is_sample=False, starts_on__isnull=False).exists()
    real = Cluster.objects.filter(authority__is_sample=False)
    assert not real.filter(memberships__is_start_known=True).exists()
    signed = Signature.objects.filter(pledge__cluster_year__cluster__authority__is_sample=False)
    assert {row.signed_on for row in signed} == {None, date(2024, 2, 20), date(2024, 2, 27), date(2021, 3, 4)}


def test_offices_are_those_of_the_reports(reader):
    assert {
        (row.cluster_year.year, row.office, row.unit.name, row.method, row.certainty)
        for row in OfficeTerm.objects.filter(**REAL_ONLY)
    } == {
        (2023, "chair", "Liên hiệp Hội Hà Nội", "unknown", "inferred"),
        (2023, "vice_chair", "Liên hiệp Hội Hải Phòng", "unknown", "inferred"),
        (2024, "chair", "Liên hiệp Hội Hải Phòng", "unknown", "stated"),
        (2024, "vice_chair", "Liên hiệp Hội Hải Dương", "unknown", "stated"),
        (2023, "chair", "Hội Cựu chiến binh tỉnh Phú Thọ", "unknown", "stated"),
        (2024, "chair", "Hội Cựu chiến binh tỉnh Yên Bái", "acclaim", "stated"),
        (2024, "chair", cluster_d.CHAIR, "assignment", "stated"),
        (2024, "vice_chair", cluster_d.VICE_CHAIR, "assignment", "stated"),
        (2021, "chair", cluster_e.LABOUR, "unknown", "stated"),
    }


def test_every_real_year_is_marked_as_entered_afterwards_by_the_secretariat(reader):
    years = ClusterYear.objects.filter(cluster__authority__is_sample=False)
    assert years.count() == 7
    assert not years.filter(is_recorded=False).exists()
    events = Event.objects.filter(cluster_year__in=years)
    assert {event.source for event in events} == {"demo"}
    assert {event.actor.username for event in events} == {"thuky"}
    made_up = [event for event in events if demo.MADE_UP in event.note]
    assert all(demo.FROM_REPORTS in event.note for event in events if event not in made_up)
    assert {event.cluster_year.cluster.symbol or event.cluster_year.year for event in made_up} == {
        "CTĐ02",
        2023,
    }


# --- the sample ------------------------------------------------------------------------------------------


def test_the_sample_is_marked_and_nothing_else_is(reader):
    assert [row.name for row in Authority.objects.filter(is_sample=True)] == [sample.AUTHORITY]
    year = ClusterYear.objects.get(cluster__authority__is_sample=True, year=2026)
    page = reader.client.get(reverse("clusters:year_detail", args=[year.pk])).content.decode()
    assert "Dữ liệu mẫu" in page
    assert "Dữ liệu mẫu" not in reader.read("A 2024")


def test_the_sample_s_running_year_has_work_for_everybody(reader):
    year = ClusterYear.objects.get(cluster__authority__is_sample=True, year=2026)
    pledge = year.pledges.get()
    assert (pledge.status, pledge.comments.count()) == ("commenting", 2)
    assert pledge.comments_due_on > TODAY.date()
    assert year.ceremonies.get().starts_on > TODAY.date()
    assert 0 < Registration.objects.filter(target__pledge=pledge).count() < 12
    statuses = list(year.nominations.values_list("status", flat=True))
    assert {status: statuses.count(status) for status in statuses} == {
        "draft": 1,
        "submitted": 1,
        "appraised": 4,
        "reviewed": 1,
    }
    for username in ("thuky", "cumtruong", "donvi", "lanhdao"):
        assert tasks_of(User.objects.get(username=username), TODAY.date()), username
    leader = User.objects.get(username="lanhdao")
    assert Nomination.objects.awaiting_review_by(leader).count() == 4


def test_the_sample_s_invitation_is_issued_and_found_by_its_code(reader, client):
    paper = IssuedPaper.objects.get(is_old=False)
    assert (paper.kind, paper.number_text, paper.issued_on) == ("giay-moi", "01/GM-CTĐM01", TODAY.date())
    page = text_of(client.get(reverse("clusters:paper_public", args=[paper.code])))
    assert "01/GM-CTĐM01" in page
    assert "Dữ liệu mẫu" in page


def test_the_sample_s_last_year_went_all_the_way(reader):
    year = ClusterYear.objects.get(cluster__authority__is_sample=True, year=2025)
    assert year.pledges.get().status == "signed"
    assert year.proposals.get().status == "issued"
    assert {row.outcome for row in year.nominations.all()} == {"granted", "lowered", "refused"}


def sample_year(year):
    return ClusterYear.objects.get(cluster__authority__is_sample=True, year=year)


def test_the_sample_s_last_year_was_ranked_and_published(reader):
    table = sample_year(2025).score_table
    assert table.is_published
    found = {sheet.unit.name: (sheet.total, sheet.rank, sheet.result_class) for sheet in table.sheets.all()}
    best, good = "Hoàn thành xuất sắc nhiệm vụ", "Hoàn thành tốt nhiệm vụ"
    assert found == {
        "Đơn vị mẫu số 1": (Decimal(90), 4, best),
        "Đơn vị mẫu số 2": (Decimal(94), 2, best),
        "Đơn vị mẫu số 3": (Decimal(92), 3, best),
        "Đơn vị mẫu số 4": (Decimal(86), 5, good),
        "Đơn vị mẫu số 5": (Decimal(86), 6, good),
        "Đơn vị mẫu số 6": (Decimal(100), 1, best),
    }
    page = reader.client.get(reverse("awards:score_ranking", args=[table.cluster_year_id])).content.decode()
    assert f"Cùng 86 điểm, xếp trên {sample.UNITS[4]}: điểm {scores.WORK} cao hơn." in page


def test_the_sample_s_running_year_has_sheets_in_every_step(reader):
    table = sample_year(2026).score_table
    assert (table.is_open, table.copied_from) == (True, sample_year(2025).score_table)
    steps = [sheet.status for sheet in table.sheets.order_by("unit__name")]
    assert steps == ["submitted", "self", "submitted", "checked", "self", "confirmed"]
    question = ScoreQuestion.objects.get()
    assert (question.answer, question.sheet.unit.name) == ("", sample.UNITS[2])
    with ScoreEvidence.objects.get().file.open() as file:
        assert file.read(5) == b"%PDF-"


def test_the_sample_s_last_year_was_handed_over_with_what_is_missing(reader):
    last, handover = sample_year(2025), Handover.objects.get()
    assert (handover.cluster_year, handover.completed_on, last.closed_on) == (
        last,
        date(2025, 12, 30),
        date(2025, 12, 30),
    )
    missing = handover.items.get(state="missing")
    assert "bổ sung trước ngày 31/01/2026" in missing.note
    assert not handover.items.filter(state="open").exists()
    assert [str(term.unit) for term in sample_year(2026).office_terms.chairs()] == [str(handover.incoming)]


def test_the_sample_s_open_tasks_went_on_with_owner_and_day(reader):
    tasks = FollowUp.objects.filter(passed_to=sample_year(2026))
    assert {(str(task.owner), task.due_on, task.done_on) for task in tasks} == {
        ("Đơn vị mẫu số 1", date(2026, 3, 16), None),
        ("Đơn vị mẫu số 2", date(2026, 3, 16), None),
    }


def test_the_sample_s_running_year_took_over_what_is_in_force(reader):
    year = sample_year(2026)
    carried = [row.document for row in year.documents.select_related("document")]
    assert [row.number for row in carried] == [
        "06/2022/QH15",
        "152/2025/NĐ-CP",
        "15/2025/TT-BNV",
        "02/QC-CTĐM01",
        "01/HD-CTĐM01",
    ]
    assert all(row.is_in_force_on(year.starts_on) for row in carried)
    assert {row.document.number for row in sample_year(2025).documents.all()} == {
        "06/2022/QH15",
        "98/2023/NĐ-CP",
        "01/2024/TT-BNV",
        "01/QC-CTĐM01",
        "01/HD-CTĐM01",
    }
    assert ["Quy tắc luân phiên", year.cluster.rotation_rule.described] in year.carried


def test_the_sample_s_rules_open_and_replace_the_earlier_ones(reader):
    rules = OfficialDocument.objects.get(number="02/QC-CTĐM01")
    with rules.file.open() as file:
        assert file.read(5) == b"%PDF-"
    assert rules.replaces.get().last_day == date(2025, 12, 31)


def test_the_sample_s_renamed_unit_is_found_by_its_old_name_which_old_papers_keep(reader):
    (unit,) = Unit.objects.matching("hoi mau so 4")
    assert (unit.name, unit.name_on(date(2025, 6, 30))) == (sample.UNITS[sample.RENAMED], sample.OLD_NAME)
    pledge = sample_year(2025).pledges.get()
    paper = text_of(reader.client.get(reverse("pledges:pledge_pdf", args=[pledge.pk])))
    assert sample.OLD_NAME.upper() in paper
    assert unit.name.upper() not in paper


def test_evidence_of_the_sample_opens(reader):
    nomination = Nomination.objects.filter(status="appraised").first()
    assert {row.extension for row in nomination.evidence.all()} == {"pdf", "png"}
    for row in nomination.evidence.all():
        with row.file.open() as file:
            assert len(file.read()) == row.size


# --- what 2025 changed --------------------------------------------------------------------------


def members_of(letter, day):
    cluster = Authority.objects.get(name=REAL[letter].AUTHORITY).clusters.get()
    rows = cluster.memberships.during(day, day).order_by("position")
    return [row.unit.name_on(day) for row in rows.select_related("unit")]


@pytest.mark.parametrize(
    ("letter", "before", "after"),
    [
        ("A", 8, ["Hà Nội", "Hải Phòng", "Ninh Bình", "Bắc Ninh", "Hưng Yên"]),
        ("B", 5, ["Tuyên Quang", "Phú Thọ", "Lào Cai"]),
        ("C", 8, []),
    ],
)
def test_units_follow_the_new_provinces(reader, letter, before, after):
    assert len(members_of(letter, date(2025, 6, 30))) == before
    present = members_of(letter, date(2025, 7, 1))
    assert len(present) == len(after)
    assert all(any(name.endswith(place) for name in present) for place in after)


def test_that_associations_followed_the_provinces_is_inferred(reader):
    events = UnitEvent.objects.filter(kind="merger", authority__is_sample=False)
    assert {event.certainty for event in events} == {"inferred"}
    assert {event.document.number for event in events} == {"202/2025/QH15"}
    assert all("cần xác minh" in event.note for event in events)


def test_what_became_of_the_communes_is_not_known(reader):
    event = UnitEvent.objects.get(authority__name=cluster_c.AUTHORITY)
    assert (event.kind, event.certainty, event.parts.filter(side="after").count()) == (
        "dissolution",
        "unknown",
        0,
    )
    assert "chưa rõ" in event.note


def test_the_papers_of_2024_print_the_names_of_2024(reader):
    paper = reader.read("A paper")
    assert all(f"Liên hiệp Hội {place}" in paper for place in cluster_a.PLACES)
    assert "Ninh Bình" not in paper


def test_the_old_units_are_found_and_lead_to_the_new_ones(reader):
    old = Unit.objects.get(name="Liên hiệp Hội Hải Dương")
    (new,) = Unit.objects.filter(name="Liên hiệp Hội Hải Phòng", ended_on=None)
    assert old in Unit.objects.matching("hai duong")
    assert old.pk in new.ancestor_ids


# --- the accounts --------------------------------------------------------------------------


def test_the_accounts_hold_what_their_names_say(reader):
    held = {
        username: {
            (row.role, str(row.authority or row.unit or ""))
            for row in User.objects.get(username=username).assignments.all()
        }
        for username in demo.accounts.NAMES
    }
    everywhere = [module.AUTHORITY for module in (*REAL.values(), sample)]
    assert held == {
        "quantri": {(Role.ADMINISTRATOR, "")},
        "thuky": {(Role.SECRETARIAT, name) for name in everywhere},
        "lanhdao": {(Role.LEADER, name) for name in everywhere},
        "cumtruong": {
            (Role.REPRESENTATIVE, "Đơn vị mẫu số 1"),
            (Role.REPRESENTATIVE, "Liên hiệp Hội Hải Phòng"),
        },
        "donvi": {(Role.OFFICER, "Đơn vị mẫu số 2"), (Role.OFFICER, "Liên hiệp Hội Hưng Yên")},
    }
