"""C. Cụm thi đua số 2, Ủy ban MTTQ Việt Nam huyện Chương Mỹ, 2024."""

from datetime import date

from clusters import actions as clusters
from clusters.models import Authority, Plan, PlanItem
from documents.models import Certainty, OfficialDocument
from pledges.models import Ceremony, Pledge, Remark, Target

AUTHORITY = "Ủy ban MTTQ Việt Nam huyện Chương Mỹ"
COMMUNES = (
    "Tốt Động",
    "Hữu Văn",
    "Mỹ Lương",
    "Trần Phú",
    "Đồng Lạc",
    "Hoàng Văn Thụ",
    "Tân Tiến",
    "Nam Phương Tiến",
)
AS_OF = "theo báo cáo năm 2024"
SOURCE = "Bài đăng ngày 20/02/2024, 15:37 (tác giả: Lê Hân)."
NO_MORE_DISTRICTS = "Cấp huyện kết thúc hoạt động từ ngày 01/7/2025."
WHAT_BECAME_OF_THEM = (
    "Cấp huyện kết thúc hoạt động từ ngày 01/7/2025 nên cụm do Ủy ban MTTQ Việt Nam huyện tổ chức kết thúc theo. "
    "Nguồn không nêu Ủy ban MTTQ Việt Nam từng xã được sắp xếp, đổi tên ra sao: chưa rõ."
)
STANDING_BOARD = f"Ban Thường trực {AUTHORITY}"
CLOSED_ON = date(2025, 6, 30)  # the last day of the district level
SIGNED_ON = date(2024, 2, 20)
TARGET = "100% Ủy ban MTTQ Việt Nam các xã hoàn thành tốt nhiệm vụ trở lên"
WORK_AREAS = (
    "Phát động, tổ chức thực hiện các phong trào thi đua",
    "Nâng cao chất lượng công tác khen thưởng; tuyên truyền, nhân rộng điển hình tiên tiến",
    "Tăng cường sự lãnh đạo và công tác quản lý nhà nước về thi đua",
    "Đổi mới, nâng cao chất lượng hoạt động của Cụm",
)
THEMATIC_TITLE = (
    "Nâng cao hiệu quả hoạt động của MTTQ cơ sở, củng cố khối đại đoàn kết, tổ chức thành công Đại hội MTTQ "
    "các xã nhiệm kỳ 2024-2029"
)
EVENTS = (
    "Kỷ niệm 94 năm Ngày truyền thống MTTQ Việt Nam",
    "Ngày hội Đại đoàn kết năm 2024",
    "Đại hội MTTQ các xã nhiệm kỳ 2024-2029",
)
CONTENTS = (
    "Tổ chức các phong trào thi đua yêu nước sáng tạo, hiệu quả, gắn với nhiệm vụ kinh tế - xã hội, quốc phòng, "
    "an ninh",
    "Tổ chức các đợt thi đua chào mừng các ngày lễ lớn, sự kiện chính trị",
    "Thực hiện các phong trào, các cuộc vận động trong chương trình phối hợp năm 2024",
    "Giám sát, phản biện xã hội; phòng, chống tham nhũng, lãng phí, xây dựng Đảng, xây dựng Nhà nước",
    "Thực hiện công tác đối ngoại nhân dân",
    "Nâng cao hiệu quả hoạt động của Mặt trận",
    "Xây dựng hệ thống chính trị gắn với kế hoạch 39 của Thành ủy; kỷ niệm 94 năm Ngày truyền thống MTTQ Việt "
    "Nam và Ngày hội Đại đoàn kết",
    "Nâng cao chất lượng công tác khen thưởng, nhân rộng điển hình tiên tiến",
)


def enter(clerk):
    district = clerk.authority(name=AUTHORITY, level=Authority.Level.DISTRICT)
    units = [
        clerk.unit(
            district,
            f"Ủy ban MTTQ Việt Nam xã {commune}",
            short_name=f"Xã {commune}",
            head_post="Chủ tịch",
            ended_on=CLOSED_ON,
            ended_note=NO_MORE_DISTRICTS,
        )
        for commune in COMMUNES
    ]
    deputies = [
        clerk.person(district, name, ("Phó Chủ tịch", district), as_of=AS_OF)
        for name in ("Trần Trọng Phú", "Nguyễn Văn Linh")
    ]
    clerk.document(
        kind=OfficialDocument.Kind.PLAN,
        number="39",
        issuer="Thành ủy",
        title="(nguồn không nêu ký hiệu, ngày ban hành, trích yếu)",
        authority=district,
        note="Được nhắc trong một nội dung giao ước năm 2024 của Cụm thi đua số 2; số, ký hiệu chưa đầy đủ.",
    )

    cluster = clerk.cluster(
        district,
        number="2",
        title="Cụm thi đua số 2",
        ended_on=CLOSED_ON,
        ended_note=NO_MORE_DISTRICTS,
    )
    clerk.members(cluster, units, since=date(2024, 1, 1), ends_on=CLOSED_ON, end_reason=NO_MORE_DISTRICTS)
    year = clerk.year(cluster, 2024, is_recorded=True, declared_units=8, source_note=SOURCE)
    clerk.plan(
        year,
        status=Plan.Status.UNKNOWN,
        title="Công tác thi đua, khen thưởng năm 2024",
        items={
            PlanItem.Kind.WORK_AREA: WORK_AREAS,
            PlanItem.Kind.TARGET: [TARGET],
            PlanItem.Kind.TITLE: [THEMATIC_TITLE],
            PlanItem.Kind.EVENT: EVENTS,
        },
    )

    meeting = clerk.ceremony(
        year,
        kind=Ceremony.Kind.SIGNING,
        signing_year=year,
        title="Hội nghị ký giao ước thi đua năm 2024",
        starts_on=SIGNED_ON,
        session=Ceremony.Session.MORNING,
        source_note=f"{SOURCE} Không nêu địa điểm, cụm trưởng, cụm phó. Nguồn có ảnh kèm chú thích; chưa có "
        "tệp ảnh.",
    )
    clerk.photo(
        meeting,
        f"Lễ ký giao ước thi đua trước sự chứng kiến của các đồng chí {STANDING_BOARD}",
        credit="Lê Hân",
    )
    for person in deputies:
        clerk.attends(meeting, person, f"Phó Chủ tịch {AUTHORITY}")
    clerk.attends(meeting, STANDING_BOARD, is_witness=True)
    clerk.attends(meeting, "Lãnh đạo xã Tốt Động")
    clerk.attends(meeting, "Chủ tịch, Phó Chủ tịch Ủy ban MTTQ Việt Nam 8 xã")
    clerk.agenda(meeting, "Triển khai kế hoạch công tác thi đua, khen thưởng năm 2024")
    clerk.agenda(meeting, "Thông qua 9 nội dung giao ước thi đua")
    clerk.agenda(meeting, "Thảo luận")
    clerk.agenda(
        meeting,
        "Chủ tịch Ủy ban MTTQ Việt Nam 8 xã ký giao ước thi đua trước sự chứng kiến của Ban Thường trực Ủy ban "
        "MTTQ Việt Nam huyện",
    )
    clerk.remark(
        meeting,
        Remark.Kind.DISCUSSION,
        "Công tác thi đua; hội nghị đại biểu nhân dân; rà soát nhà ở của hộ nghèo, hộ cận nghèo, hộ có hoàn cảnh "
        "đặc biệt; việc tiến tới đại hội.",
    )

    (pledge,) = clerk.pledges(
        year,
        title="Giao ước thi đua năm 2024",
        contents=CONTENTS,
        targets=[
            {
                "kind": Target.Kind.PERCENT,
                "text": TARGET,
                "population": "Ủy ban MTTQ Việt Nam các xã",
                "value": 100,
            }
        ],
        declared_contents=9,
        text_state=Pledge.TextState.PARTIAL,
        source_note=(
            f"{SOURCE} Hội nghị thông qua 9 nội dung; nguồn nêu tiêu biểu tám nhóm, cách tách nhóm là của người "
            "nhập. Nguồn ghi chức vụ người ký, không ghi họ tên."
        ),
    )
    clerk.signed(pledge, ceremony=meeting, post="Chủ tịch", signed_on=SIGNED_ON)
    clerk.end(district, units, certainty=Certainty.UNKNOWN, note=WHAT_BECAME_OF_THEM)
    clusters.end_authority(district, CLOSED_ON, NO_MORE_DISTRICTS, by=clerk.by)
