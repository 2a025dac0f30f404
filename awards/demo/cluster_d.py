"""D. Cụm kinh tế, tổ chức thành viên Ủy ban Trung ương MTTQ Việt Nam, 2024."""

from datetime import date

from clusters.models import Authority, OfficeTerm, Plan
from documents.models import OfficialDocument
from pledges.models import Ceremony, Pledge, Remark

AUTHORITY = "Ủy ban Trung ương Mặt trận Tổ quốc Việt Nam"
CHAIR = "Hiệp hội của Thương binh và Người khuyết tật Việt Nam"
VICE_CHAIR = "Hội Mỹ nghệ Kim hoàn Đá quý Việt Nam"
OTHERS = (
    "Hội Làm vườn Việt Nam",
    "Hội Sinh vật cảnh Việt Nam",
    "Liên minh Hợp tác xã Việt Nam",
    "Hiệp hội Làng nghề Việt Nam",
    "Hiệp hội Doanh nghiệp nhỏ và vừa Việt Nam",
    "Hội Thủy sản Việt Nam",
    "Liên đoàn Thương mại và Công nghiệp Việt Nam",
)
AS_OF = "theo báo cáo năm 2024"
SOURCE = "Báo cáo đã công bố về hội nghị (tác giả: Quốc An)."
SIGNED_ON = date(2024, 2, 27)
COMMITTEE_MEMBER = "Ủy viên Ủy ban Trung ương MTTQ Việt Nam"
RULES = "Thi đua, khen thưởng của Ủy ban Trung ương MTTQ Việt Nam (nhiệm kỳ 2019-2024)"


def enter(clerk):
    front = clerk.authority(name=AUTHORITY, level=Authority.Level.CENTRAL)
    chair_unit = clerk.unit(front, CHAIR, head_post="Chủ tịch")
    vice_unit = clerk.unit(front, VICE_CHAIR, head_post="Chủ tịch")
    units = [chair_unit, vice_unit, *(clerk.unit(front, name) for name in OTHERS)]
    tien = clerk.person(
        front,
        "Vũ Văn Tiến",
        ("Ủy viên Ủy ban Trung ương", front),
        ("Trưởng Ban Tuyên giáo", front),
        honorific="TS.",
        as_of=AS_OF,
    )
    thanh = clerk.person(
        front,
        "Nguyễn Văn Thanh",
        ("Ủy viên Đảng đoàn", front),
        ("Ủy viên Ủy ban Trung ương", front),
        ("Trưởng ban Tổ chức - Cán bộ", front),
        as_of=AS_OF,
    )
    quang = clerk.person(
        front,
        "Trần Hồng Quảng",
        ("Chủ tịch", chair_unit),
        ("Ủy viên Ủy ban Trung ương", front),
        honorific="Anh hùng Lao động",
        as_of=AS_OF,
    )
    dung = clerk.person(
        front,
        "Lê Ngọc Dũng",
        ("Chủ tịch", vice_unit),
        ("Ủy viên Ủy ban Trung ương", front),
        honorific="TS.",
        as_of=AS_OF,
    )
    decision = clerk.document(
        kind=OfficialDocument.Kind.DECISION,
        number="222/QĐ-MTTW",
        issued_on=date(2020, 2, 27),
        title=f"ban hành Quy chế {RULES}",
        authority=front,
    )
    clerk.document(kind=OfficialDocument.Kind.REGULATION, title=RULES, issued_with=decision, authority=front)
    guide = clerk.document(
        kind=OfficialDocument.Kind.GUIDE,
        number="116/HD-MTTW-BTT",
        issued_on=date(2018, 6, 21),
        title="về hoạt động của cụm thi đua các tổ chức thành viên",
        authority=front,
        note="Ban hành trước Quy chế kèm theo Quyết định số 222/QĐ-MTTW (năm 2018, trước năm 2020).",
    )

    cluster = clerk.cluster(
        front,
        name="kinh tế",
        title="Cụm kinh tế, tổ chức thành viên Ủy ban Trung ương MTTQ Việt Nam",
        note="Cụm gọi theo lĩnh vực, không có số.",
    )
    clerk.members(cluster, units, since=date(2024, 1, 1))
    year = clerk.year(cluster, 2024, is_recorded=True, declared_units=9, source_note=SOURCE)
    assigned = {"method": OfficeTerm.Method.ASSIGNMENT, "note": "Được cơ quan tổ chức phân công."}
    clerk.chair(year, chair_unit, person=quang, **assigned)
    clerk.vice_chair(year, vice_unit, person=dung, **assigned)
    clerk.plan(year, status=Plan.Status.DRAFT, title="Thi đua năm 2024")

    meeting = clerk.ceremony(
        year,
        kind=Ceremony.Kind.SIGNING,
        signing_year=year,
        starts_on=SIGNED_ON,
        session=Ceremony.Session.MORNING,
        venue="Cung trí thức TP. Hà Nội",
        town="Hà Nội",
        source_note=f"{SOURCE} Có năm ảnh kèm chú thích; hồ sơ này mới ghi được ảnh chân dung và ảnh chụp chung, "
        "chưa có tệp ảnh. Không nêu người chứng kiến.",
    )
    for what in ("Ảnh chân dung", "Ảnh chụp chung"):
        clerk.photo(meeting, f"{what} (ghi theo nguồn, chưa có nguyên văn chú thích)", credit="Quốc An")
    opener = clerk.attends(meeting, tien, f"{COMMITTEE_MEMBER}, Trưởng Ban Tuyên giáo")
    clerk.attends(meeting, thanh, f"Ủy viên Đảng đoàn, {COMMITTEE_MEMBER}, Trưởng ban Tổ chức - Cán bộ")
    chair = clerk.attends(
        meeting,
        quang,
        f"{COMMITTEE_MEMBER}, Chủ tịch {CHAIR}, cụm trưởng",
        unit=chair_unit,
        is_concluding=True,
    )
    vice_chair = clerk.attends(
        meeting, dung, f"{COMMITTEE_MEMBER}, Chủ tịch {VICE_CHAIR}, cụm phó", unit=vice_unit
    )
    clerk.attends(meeting, "Lãnh đạo Ban Tuyên giáo")
    clerk.agenda(meeting, "Công bố, triển khai công tác thi đua, khen thưởng năm 2024", presenter=opener)
    clerk.agenda(
        meeting,
        "Trình bày dự thảo Kế hoạch thi đua năm 2024",
        presenter=vice_chair,
        papers=["Dự thảo Kế hoạch thi đua năm 2024"],
    )
    clerk.agenda(
        meeting,
        "Lãnh đạo Ban Tuyên giáo và các đơn vị góp ý vào dự thảo kế hoạch và nội dung giao ước thi đua",
    )
    clerk.agenda(meeting, "Tất cả các đơn vị thống nhất ký giao ước thi đua năm 2024")
    clerk.agenda(meeting, "Chụp ảnh chung")
    clerk.agenda(meeting, "Cụm trưởng kết luận, bế mạc hội nghị", presenter=chair)
    clerk.remark(
        meeting,
        Remark.Kind.DIRECTIVE,
        "Thi đua thực hiện Nghị quyết Đại hội XIII, kế hoạch giai đoạn 2021-2025; hướng tới Đại hội MTTQ các cấp "
        "và Đại hội lần thứ X.",
        speaker=opener,
    )
    clerk.remark(
        meeting,
        Remark.Kind.CONCLUSION,
        "Đánh giá cao, cơ bản thống nhất (nguồn không nêu chi tiết).",
        speaker=chair,
    )
    for text in (
        "Các đơn vị xây dựng chuyên đề thi đua riêng theo điều kiện của đơn vị",
        "Theo dõi, đánh giá, chia sẻ mô hình",
        "Bình xét, biểu dương, đề nghị khen thưởng",
    ):
        clerk.follow_up(meeting, text)

    (pledge,) = clerk.pledges(
        year,
        bases=[decision, guide],
        title="Giao ước thi đua năm 2024",
        text_state=Pledge.TextState.UNKNOWN,
        source_note=f"{SOURCE} Không nêu nội dung, số lượng nội dung của giao ước và họ tên người ký.",
    )
    clerk.signed(pledge, ceremony=meeting, signed_on=SIGNED_ON)
