"""E. Cụm thi đua số 4, Mặt trận Tổ quốc và các đoàn thể chính trị - xã hội thành phố Hà Nội, 2021."""

from datetime import date

from clusters.models import Authority, Plan, PlanItem
from pledges.models import Ceremony, Pledge, Remark

AUTHORITY = "Thành phố Hà Nội"
NAME = "Mặt trận Tổ quốc và các đoàn thể chính trị - xã hội thành phố Hà Nội"
FRONT = "Ủy ban MTTQ Việt Nam thành phố Hà Nội"
LABOUR = "Liên đoàn Lao động thành phố Hà Nội"
UNITS = (
    FRONT,
    "Hội Cựu chiến binh thành phố Hà Nội",
    "Hội Liên hiệp Phụ nữ thành phố Hà Nội",
    "Đoàn TNCS Hồ Chí Minh thành phố Hà Nội",
    "Hội Nông dân thành phố Hà Nội",
    LABOUR,
)
AS_OF = "theo báo cáo năm 2021"
SOURCE = "Bài đăng ngày 04/3/2021, 22:20 (LĐTĐ; tác giả: P.Ngân)."
SIGNED_ON = date(2021, 3, 4)
CONTENTS = (
    (
        "Tổ chức thực hiện tốt các phong trào thi đua",
        (
            "Thực hiện các chỉ thị, nghị quyết, nhiệm vụ và chủ đề năm 2021 của Thành phố, thực hiện “mục tiêu "
            "kép”",
            "Thi đua chào mừng các ngày lễ lớn",
            "Cuộc vận động xây dựng nông thôn mới",
            "Xây dựng văn hóa công sở và nơi công cộng",
        ),
    ),
    ("Nâng cao chất lượng công tác khen thưởng, nhân rộng điển hình tiên tiến", ()),
    (
        "Tăng cường sự lãnh đạo, chỉ đạo của cấp ủy và công tác quản lý nhà nước về thi đua, khen thưởng",
        (),
    ),
    (
        "Đổi mới hoạt động của Cụm",
        (
            "Kiện toàn, sửa đổi quy chế",
            "Đổi mới tiêu chí đánh giá, bình xét, suy tôn",
            "Đổi mới quy trình đánh giá, bình xét, suy tôn",
        ),
    ),
)
PAPERS = (
    "Tóm tắt công tác thi đua, khen thưởng năm 2021",
    "Quy chế tổ chức, hoạt động và bình xét thi đua của Cụm thi đua số 4",
    "Quy chế Cụm MTTQ và các đoàn thể chính trị - xã hội khối dân vận Thành phố năm 2021",
)


def enter(clerk):
    city = clerk.authority(name=AUTHORITY, level=Authority.Level.PROVINCE, place_name="Hà Nội")
    units = {
        name: clerk.unit(city, name, head_post="Chủ tịch" if name in (FRONT, LABOUR) else "")
        for name in UNITS
    }
    front, labour = units[FRONT], units[LABOUR]
    lan_huong = clerk.person(
        city,
        "Nguyễn Lan Hương",
        ("Chủ tịch", front),
        ("Ủy viên Ban Thường vụ", "Thành ủy Hà Nội"),
        as_of=AS_OF,
    )
    thuong = clerk.person(
        city,
        "Nguyễn Phi Thường",
        ("Chủ tịch", labour),
        ("Thành ủy viên", "Thành ủy Hà Nội"),
        as_of=AS_OF,
    )
    hung = clerk.person(city, "Lê Đình Hùng", ("Phó Chủ tịch", labour), as_of=AS_OF)

    cluster = clerk.cluster(city, number="4", name=NAME, title=f"Cụm thi đua số 4, {NAME}")
    clerk.members(cluster, units.values(), since=date(2021, 1, 1))
    year = clerk.year(
        cluster,
        2021,
        is_recorded=True,
        declared_units=6,
        earlier_results=(
            "Năm 2020 Cụm có chủ đề, mục tiêu rõ; nhiều đơn vị nhận Cờ thi đua của Chính phủ và của Thành phố (nguồn "
            "không nêu số lượng và tên đơn vị)."
        ),
        source_note=SOURCE,
    )
    clerk.chair(year, labour, person=thuong)
    clerk.plan(
        year,
        status=Plan.Status.DRAFT,
        title="Thi đua, khen thưởng năm 2021",
        items={
            PlanItem.Kind.TASK: (
                "Phòng, chống dịch Covid-19; vì người nghèo; vì biển đảo",
                "Rà soát các phong trào thi đua",
            )
        },
    )

    meeting = clerk.ceremony(
        year,
        kind=Ceremony.Kind.SIGNING,
        signing_year=year,
        starts_on=SIGNED_ON,
        session=Ceremony.Session.AFTERNOON,
        source_note=f"{SOURCE} Không nêu địa điểm, cụm phó, người chứng kiến. Nguồn có ảnh kèm chú thích; chưa "
        "có tệp ảnh và nguyên văn chú thích.",
    )
    for what in ("Người phát biểu tại hội nghị", "Lễ ký giao ước thi đua", "Toàn cảnh hội nghị"):
        clerk.photo(meeting, what, credit="P.Ngân")
    presiding = clerk.attends(
        meeting,
        lan_huong,
        f"Ủy viên Ban Thường vụ Thành ủy, Chủ tịch {FRONT}",
        unit=front,
        is_presiding=True,
    )
    clerk.attends(
        meeting,
        thuong,
        f"Thành ủy viên, Chủ tịch {LABOUR}",
        unit=labour,
        is_presiding=True,
    )
    presenter = clerk.attends(meeting, hung, f"Phó Chủ tịch {LABOUR}", unit=labour)
    clerk.agenda(
        meeting,
        "Trình bày tóm tắt công tác thi đua, khen thưởng năm 2021 và các quy chế",
        presenter=presenter,
        papers=PAPERS,
    )
    clerk.agenda(meeting, "Thảo luận, bổ sung")
    clerk.agenda(meeting, "6 đơn vị ký giao ước thi đua với 4 nội dung")
    clerk.remark(
        meeting,
        Remark.Kind.DIRECTIVE,
        "Đồng tình với các nội dung thi đua của Cụm.",
        speaker=presiding,
    )
    for text in (
        "Thi đua thực hiện Nghị quyết Đại hội XVII Đảng bộ Thành phố, Nghị quyết Đại hội XIII của Đảng, Nghị quyết "
        "Đại hội thi đua yêu nước.",
        "Cụm thi đua số 4 cần có nét đặc thù so với Cụm khối dân vận.",
    ):
        clerk.remark(meeting, Remark.Kind.DIRECTIVE, text)
    for text in (
        "Hoàn thiện kế hoạch",
        "Hoàn thiện quy chế",
        "Hoàn thiện nguyên tắc chấm điểm",
        "Xây dựng chương trình đặc thù của Cụm",
    ):
        clerk.follow_up(meeting, text, owner=labour)

    (pledge,) = clerk.pledges(
        year,
        title="Giao ước thi đua năm 2021",
        contents=CONTENTS,
        declared_contents=4,
        text_state=Pledge.TextState.PARTIAL,
        source_note=f"{SOURCE} Danh mục phong trào, cuộc vận động trong nguồn bị lược bớt; không nêu họ tên người "
        "ký.",
    )
    clerk.signed(pledge, ceremony=meeting, signed_on=SIGNED_ON)
