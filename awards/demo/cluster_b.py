"""B. Cụm Công tác thi đua số 2, Hội Cựu chiến binh Việt Nam: tổng kết 2023, ký kết 2024."""

from datetime import date

from awards.demo import season
from awards.models import AwardForm, Motion
from clusters.models import Authority, ClusterYear, OfficeTerm
from documents.models import Certainty
from pledges.models import Ceremony, Pledge

AUTHORITY = "Hội Cựu chiến binh Việt Nam"
PROVINCES = ("Hà Giang", "Tuyên Quang", "Vĩnh Phúc", "Yên Bái", "Phú Thọ")
NAME = "Hội Cựu chiến binh tỉnh {}"
AS_OF = "theo báo cáo năm 2023"
SOURCE = "Bài đăng ngày 28/11/2023 (nguồn: QK2; bài và ảnh: Kiều Tuấn)."
THEME_2023 = "Đoàn kết, gương mẫu, trách nhiệm, sáng tạo, hiệu quả"
THEME_2024 = "Gương mẫu – Sáng tạo – Chung sức đồng lòng"
OPENING = (
    "Phát huy bản chất “Bộ đội Cụ Hồ”, truyền thống “Trung thành – Đoàn kết – Gương mẫu – Đổi mới” của "
    "Hội Cựu chiến binh Việt Nam."
)
RESULTS_2023 = (
    "Các đơn vị ban hành đầy đủ hệ thống kế hoạch, hướng dẫn; tuyên truyền, nêu gương người tốt; chăm lo đời "
    "sống hội viên; phối hợp với Mặt trận Tổ quốc.\n"
    "Phong trào “Cựu chiến binh gương mẫu” gắn với các cuộc vận động.\n"
    "Hoàn thành chỉ tiêu phát triển hội viên và tập huấn (nguồn không nêu số liệu)."
)
MERGERS = (
    (("Tuyên Quang", "Hà Giang"), "Tuyên Quang", ""),
    (("Phú Thọ", "Vĩnh Phúc"), "Phú Thọ", "Hội Cựu chiến binh tỉnh Hòa Bình"),
    (("Yên Bái",), "Lào Cai", "Hội Cựu chiến binh tỉnh Lào Cai"),
)
MERGERS_ARE_INFERRED = (
    "Suy ra từ việc sắp xếp đơn vị hành chính cấp tỉnh theo Nghị quyết số 202/2025/QH15; việc sắp xếp tổ chức hội "
    "cần xác minh."
)
# Made up, see season.py; only the order of the first three follows from what the conference proposed.
POINTS = {
    "Phú Thọ": (("39.5", "19.5", "10", "9.5", "11.5", "8"), 1, None, {}),
    "Hà Giang": (("38.5", "19", "10", "9.5", "11", "8"), None, None, {}),
    "Yên Bái": (
        ("38", "19", "10", "9.5", "11", "8"),
        1,
        None,
        {3: ("9", "Một huyện hội chưa đạt chỉ tiêu.")},
    ),
    "Tuyên Quang": (("35.5", "17", "9.5", "8.5", "10.5", "8"), None, None, {}),
    "Vĩnh Phúc": (("34.5", "17", "9.5", "8.5", "10", "7.5"), None, 1, {}),
}
# The source names the award and who is asked to confer it, not the law or the rule behind it.
AS_THE_SOURCE_SAYS = {
    "subject": AwardForm.Subject.COLLECTIVE,
    "level": AwardForm.Level.OTHER,
    "conferred_by": AUTHORITY,
    "legal_ref": "chưa rõ",
    "effective_from": date(2023, 1, 1),
    "effective_to": date(2023, 12, 31),
    "certainty": Certainty.UNKNOWN,
    "note": "Ghi theo nguồn năm 2023, để nhập các đề nghị của năm đó; cấp, điều kiện và căn cứ chưa rõ.",
}


def enter(clerk):
    association = clerk.authority(
        name=AUTHORITY, short_name="Hội CCB Việt Nam", level=Authority.Level.CENTRAL
    )
    units = {
        province: clerk.unit(
            association,
            NAME.format(province),
            short_name=f"Hội CCB tỉnh {province}",
            head_post="Chủ tịch" if province == "Phú Thọ" else "",
        )
        for province in PROVINCES
    }
    phu_tho, yen_bai = units["Phú Thọ"], units["Yên Bái"]
    dai = clerk.person(
        association,
        "Lê Quang Đại",
        ("Chủ tịch", phu_tho),
        ("Ủy viên Ban Thường vụ Trung ương Hội", association),
        honorific="Thiếu tướng",
        as_of=AS_OF,
    )
    cluster = clerk.cluster(association, number="2", title="Cụm Công tác thi đua số 2")
    clerk.members(cluster, units.values(), since=date(2023, 1, 1))

    ending = clerk.year(cluster, 2023, themes=[(THEME_2023, "")], is_recorded=True, source_note=SOURCE)
    clerk.chair(ending, phu_tho, person=dai)
    year = clerk.year(
        cluster,
        2024,
        themes=[(THEME_2024, "Trung ương Hội Cựu chiến binh Việt Nam")],
        is_recorded=True,
        earlier_results=RESULTS_2023,
        source_note=SOURCE,
    )
    clerk.chair(
        year,
        yen_bai,
        method=OfficeTerm.Method.ACCLAIM,
        note="Suy tôn tại hội nghị tổng kết năm 2023, không theo thứ tự luân phiên.",
    )

    meeting = clerk.ceremony(
        ending,
        kind=Ceremony.Kind.WRAP_UP_AND_SIGNING,
        signing_year=year,
        starts_on=date(2023, 11, 23),
        ends_on=date(2023, 11, 24),
        date_certainty=Certainty.INFERRED,
        source_note=(
            f"{SOURCE} Nguồn ghi hội nghị diễn ra trong hai ngày 23 và 24/11, không ghi năm; năm 2023 suy ra từ "
            "ngày đăng bài. Không nêu địa điểm, người chứng kiến, số phiếu. Nguồn có ảnh kèm chú thích; chưa có "
            "tệp ảnh."
        ),
    )
    clerk.attends(
        meeting,
        dai,
        "Ủy viên Ban Thường vụ Trung ương Hội Cựu chiến binh Việt Nam, Chủ tịch Hội CCB tỉnh Phú Thọ, "
        "cụm trưởng năm 2023",
        unit=phu_tho,
    )
    clerk.photo(
        meeting, "Cụm trưởng ký công nhận giao ước thi đua của các đơn vị trong Cụm", credit="Kiều Tuấn"
    )
    for text in (
        "Tổng kết công tác thi đua năm 2023",
        "Thảo luận phương hướng, chỉ tiêu, nhiệm vụ, giải pháp",
        "Các đơn vị ký kết giao ước thi đua năm 2024; cụm trưởng ký công nhận giao ước thi đua của các đơn vị "
        "trong Cụm",
        "Thống nhất đề nghị Hội CCB Việt Nam tặng Cờ thi đua, Bằng khen năm 2023",
        "Suy tôn Hội CCB tỉnh Yên Bái làm cụm trưởng năm 2024",
    ):
        clerk.agenda(meeting, text)

    own_pledges = clerk.pledges(
        year,
        shape=Pledge.Shape.PER_UNIT,
        title="Giao ước thi đua năm 2024",
        opening=OPENING,
        text_state=Pledge.TextState.PARTIAL,
        source_note=f"{SOURCE} Không nêu nội dung, chỉ tiêu trong giao ước và người ký của từng đơn vị.",
    )
    for pledge in own_pledges:
        clerk.signed(
            pledge,
            ceremony=meeting,
            countersigned_by=phu_tho,
            countersignature={"signatory": "Lê Quang Đại", "post": "Chủ tịch", "ceremony": meeting},
        )

    flag = clerk.award(
        code="CCB-2023-CO", name="Cờ thi đua", group=AwardForm.Group.TITLE, **AS_THE_SOURCE_SAYS
    )
    certificate = clerk.award(
        code="CCB-2023-BK", name="Bằng khen", group=AwardForm.Group.FORM, **AS_THE_SOURCE_SAYS
    )
    for award, province in ((flag, "Phú Thọ"), (certificate, "Hà Giang"), (certificate, "Yên Bái")):
        clerk.proposed(
            ending,
            units[province],
            award,
            put_to=association,
            source_note=f"{SOURCE} Hội nghị thống nhất đề nghị; nguồn không nêu kết quả.",
        )

    for provinces, name, others in MERGERS:
        clerk.merges(
            association,
            [units[province] for province in provinces],
            f"Hội Cựu chiến binh tỉnh {name}",
            short_name=f"Hội CCB tỉnh {name}",
            others=others,
            note=MERGERS_ARE_INFERRED,
        )


def score(clerk):
    """The season of 2023, made up where the report is silent."""
    year = ClusterYear.objects.get(cluster__authority__name=AUTHORITY, year=2023)
    season.score(clerk, year, {NAME.format(province): points for province, points in POINTS.items()})
    put_up = list(year.nominations.select_related("award", "unit", "cluster_year__cluster").order_by("pk"))
    for award in {row.award.code: row.award for row in put_up}.values():
        season.vote_rule(clerk, award, year)
    next_year = ClusterYear.objects.get(cluster=year.cluster, year=2024)
    chosen = next_year.office_terms.get(office=OfficeTerm.Office.CHAIR).unit
    season.vote(
        clerk,
        year,
        date(2023, 11, 24),
        "Hội nghị tổng kết công tác thi đua năm 2023",
        put_up,
        election=(
            Motion(office=OfficeTerm.Office.CHAIR, for_year=next_year, way=Motion.Way.ACCLAIM),
            chosen,
        ),
    )
