"""A. Cụm thi đua số 02, Liên hiệp các Hội Khoa học và Kỹ thuật Việt Nam (VUSTA), 2024."""

from datetime import date

from awards.demo import season
from awards.models import AwardForm
from clusters.models import Authority, ClusterYear, Plan, PlanItem
from documents.models import Certainty
from pledges.models import Ceremony, Pledge, Remark, Target

AUTHORITY = "Liên hiệp các Hội Khoa học và Kỹ thuật Việt Nam"
PLACES = ("Hà Nội", "Hải Phòng", "Hải Dương", "Hà Nam", "Bắc Ninh", "Nam Định", "Hưng Yên", "Thái Bình")
NAME = "Liên hiệp Hội {}"
AS_OF = "theo báo cáo năm 2024"
BLOCK = "khối thi đua các tổ chức xã hội, tổ chức xã hội - nghề nghiệp"
YEAR_IS_INFERRED = (
    "Nguồn nêu Hà Nội là cụm trưởng, Hải Phòng là cụm phó nhưng không ghi năm. Năm 2023 là suy ra từ việc "
    "năm 2024 Hải Phòng là cụm trưởng; cần xác minh."
)
PURPOSE = (
    "Nâng cao chất lượng công tác thi đua, khen thưởng; phát huy thành tích của khối thi đua các tổ chức "
    "xã hội, tổ chức xã hội - nghề nghiệp; đưa phong trào thi đua đi vào thực chất; nâng cao hiệu quả "
    "quản lý nhà nước về thi đua, khen thưởng."
)
MERGERS = (
    (("Hải Phòng", "Hải Dương"), "Hải Phòng", ""),
    (("Hà Nam", "Nam Định"), "Ninh Bình", "Liên hiệp Hội Ninh Bình"),
    (("Bắc Ninh",), "Bắc Ninh", "Liên hiệp Hội Bắc Giang"),
    (("Hưng Yên", "Thái Bình"), "Hưng Yên", ""),
)
MERGERS_ARE_INFERRED = (
    "Suy ra từ việc sắp xếp đơn vị hành chính cấp tỉnh theo Nghị quyết số 202/2025/QH15; việc sắp xếp tổ chức hội "
    "cần xác minh."
)
SUCCESSION = "Nguồn nêu cụm phó của năm trước làm cụm trưởng năm sau; phần còn lại là suy ra, cần xác minh."
WELL = "hoàn thành tốt nhiệm vụ trở lên"
NO_WEAK_UNIT = "Không có tổ chức, đơn vị yếu kém"
EVENTS = (
    "Đại hội Liên hiệp Hội các tỉnh, thành phố nhiệm kỳ 2025-2030",
    "Đại hội đại biểu toàn quốc lần thứ IX Liên hiệp Hội Việt Nam, nhiệm kỳ 2025-2030",
)
TARGETS = (
    {
        "kind": Target.Kind.PERCENT,
        "text": f"100% thành viên trong Cụm {WELL}",
        "population": "thành viên trong Cụm",
        "value": 100,
    },
    {"kind": Target.Kind.ZERO, "text": NO_WEAK_UNIT, "population": "tổ chức, đơn vị"},
    {
        "kind": Target.Kind.PERCENT,
        "text": f"100% cán bộ, công chức, người lao động, hội viên {WELL}",
        "population": "cán bộ, công chức, người lao động, hội viên",
        "value": 100,
    },
    {
        "kind": Target.Kind.REGISTERED,
        "text": "Số tập thể, cá nhân đạt từng hình thức khen thưởng bằng hoặc vượt chỉ tiêu đăng ký",
        "population": "tập thể, cá nhân",
    },
)

# Made up, see season.py: two units are level throughout and share a rank.
POINTS = {
    "Hà Nội": (("38.5", "19", "10", "9.5", "11.5", "8"), 1, None, {}),
    "Hải Phòng": (("39.5", "19.5", "10", "9.5", "11.5", "8"), 1, None, {}),
    "Hải Dương": (("38", "18.5", "10", "9.5", "11", "8"), None, None, {}),
    "Hà Nam": (("34.5", "16.5", "9.5", "8.5", "10", "8"), None, None, {}),
    "Bắc Ninh": (("38", "18.5", "10", "9.5", "11", "8"), None, None, {}),
    "Nam Định": (("37.5", "18", "10", "9", "11", "8"), None, 1, {}),
    "Hưng Yên": (("35", "17", "9.5", "9", "10", "7.5"), None, None, {}),
    "Thái Bình": (("38", "19", "10", "9", "11", "8"), 1, None, {0: ("37", "Một chỉ tiêu chỉ đạt 92%.")}),
}


def enter(clerk):
    vusta = clerk.authority(
        name=AUTHORITY,
        short_name="VUSTA",
        level=Authority.Level.CENTRAL,
        council_name=f"Hội đồng Thi đua - Khen thưởng {AUTHORITY}",
        note="Nguồn còn gọi là Liên hiệp Hội Việt Nam (Vusta).",
    )
    units = {
        place: clerk.unit(
            vusta,
            NAME.format(place),
            short_name=place,
            head_post="Chủ tịch" if place == "Hải Phòng" else "",
        )
        for place in PLACES
    }
    ha_noi, hai_phong, hai_duong, *_ = units.values()
    tung = clerk.person(vusta, "Bùi Thanh Tùng", ("Chủ tịch", hai_phong), as_of=AS_OF)
    yen = clerk.person(
        vusta, "Nguyễn Hồng Yến", ("Thường trực Hội đồng Thi đua - Khen thưởng", vusta), as_of=AS_OF
    )

    cluster = clerk.cluster(
        vusta,
        number="02",
        title="Cụm thi đua số 02",
        symbol="CTĐ02",
        parent_block=BLOCK,
        note="Nguồn viết cả “Cụm Thi đua số 2” và “số 02”.",
    )
    # Of the year before, only the two units in office are known to have been members.
    clerk.members(cluster, [ha_noi, hai_phong], since=date(2023, 1, 1))
    clerk.members(cluster, list(units.values())[2:], since=date(2024, 1, 1))

    earlier = clerk.year(
        cluster,
        2023,
        is_recorded=True,
        source_note=(
            "Mở để ghi cụm trưởng, cụm phó trước năm 2024; năm 2023 là suy ra. Nguồn không nêu danh sách đơn vị và "
            "hoạt động của năm này."
        ),
    )
    inferred = {"certainty": Certainty.INFERRED, "note": YEAR_IS_INFERRED}
    clerk.chair(earlier, ha_noi, **inferred)
    clerk.vice_chair(earlier, hai_phong, **inferred)

    year = clerk.year(
        cluster,
        2024,
        is_recorded=True,
        declared_units=8,
        horizon="năm 2024 và 6 tháng đầu năm 2025",
        purpose=PURPOSE,
        source_note="Báo cáo đã công bố về hội nghị ký kết; không nêu ngày, địa điểm, người ký của từng đơn vị.",
    )
    clerk.chair(
        year,
        hai_phong,
        note="Cụm phó của năm trước làm cụm trưởng năm sau; nguồn không gọi tên cách xác định.",
    )
    clerk.vice_chair(year, hai_duong)
    clerk.plan(
        year,
        status=Plan.Status.ISSUED,
        number="38/KH-CTĐ02",
        title="Công tác thi đua, khen thưởng của Cụm năm 2024",
        items={
            PlanItem.Kind.TARGET: [target["text"] for target in TARGETS],
            PlanItem.Kind.EVENT: EVENTS,
        },
    )

    meeting = clerk.ceremony(
        year,
        kind=Ceremony.Kind.SIGNING,
        signing_year=year,
        date_certainty=Certainty.UNKNOWN,
        source_note=(
            "Nguồn không nêu ngày, địa điểm, người chứng kiến và thứ tự chương trình. Nguồn có ảnh kèm chú "
            "thích; chưa có tệp ảnh."
        ),
    )
    clerk.photo(meeting, "Các đơn vị ký kết giao ước thi đua năm 2024")
    clerk.photo(
        meeting,
        "Đồng chí Bùi Thanh Tùng, Chủ tịch Liên hiệp Hội thành phố Hải Phòng, triển khai một số nội dung hoạt động "
        "năm 2024",
    )
    speaker = clerk.attends(meeting, tung, "Chủ tịch Liên hiệp Hội thành phố Hải Phòng", unit=hai_phong)
    council = clerk.attends(meeting, yen, f"Thường trực Hội đồng Thi đua - Khen thưởng {AUTHORITY}")
    clerk.agenda(meeting, "Triển khai một số nội dung hoạt động năm 2024 của Cụm", presenter=speaker)
    clerk.agenda(meeting, "Các đơn vị ký kết giao ước thi đua năm 2024")
    clerk.remark(
        meeting,
        Remark.Kind.DIRECTIVE,
        "Tổ chức thi đua bằng nhiều hình thức phong phú, đa dạng, phù hợp (nguồn chỉ trích một phần).",
        speaker=council,
    )

    (pledge,) = clerk.pledges(
        year,
        title="Giao ước thi đua năm 2024",
        opening=PURPOSE,
        text_state=Pledge.TextState.PARTIAL,
        targets=TARGETS,
        source_note=(
            "Nguồn nêu mục đích và chỉ tiêu, không nêu số lượng và lời văn các nội dung; danh mục hình thức khen "
            "thưởng trong chỉ tiêu cuối bị lược bớt. Không nêu ngày ký, người ký của từng đơn vị."
        ),
    )
    clerk.signed(pledge, ceremony=meeting)

    clerk.rotation(cluster, vice_follows=True, never_repeat=True, vice_chairs=1, note=SUCCESSION)
    for places, name, others in MERGERS:
        clerk.merges(
            vusta,
            [units[place] for place in places],
            f"Liên hiệp Hội {name}",
            short_name=name,
            others=others,
            note=MERGERS_ARE_INFERRED,
        )


def score(clerk):
    """The season of 2024, made up where the report is silent."""
    year = ClusterYear.objects.get(cluster__authority__name=AUTHORITY, year=2024)
    season.score(clerk, year, {NAME.format(place): points for place, points in POINTS.items()})
    flag = AwardForm.objects.get(code="CO-BT")
    hai_phong = year.members().get(unit__name=NAME.format("Hải Phòng")).unit
    put_up = clerk.proposed(year, hai_phong, flag, put_to=year.cluster.authority, source_note=season.NOTE)
    season.vote_rule(clerk, flag, year)
    season.vote(
        clerk,
        year,
        date(2024, 12, 20),
        "Bình xét thi đua năm 2024 (số liệu mẫu)",
        [put_up],
        agreed={put_up.pk: 6},
    )
