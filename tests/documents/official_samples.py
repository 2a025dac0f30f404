"""Every paper of a cluster's year, as long as asked for, with unit names as long as asked for."""

from documents import official
from documents.layout import Letterhead, SignatureBlock
from documents.papers import MinutesHead

from . import samples, test_handover_paper

SHORT = "Liên hiệp Hội tỉnh {}"
LONG = (
    "Hội Bảo vệ quyền trẻ em, Người khuyết tật, Nạn nhân chất độc da cam, Bảo trợ xã hội, Cựu giáo chức và "
    "Khuyến học, Khuyến tài các cấp trên địa bàn tỉnh {}"
)
"""Some 150 letters with the place."""
SIGNED_BY = "Trần Người-Ký"
WHEN = "08 giờ 00 phút, ngày 27 tháng 02 năm 2026 (thứ Sáu)"
VENUE = "Hội trường tầng 3, Trung tâm Hội nghị tỉnh Phú Thọ"
RECIPIENTS = ("Liên hiệp các Hội Khoa học và Kỹ thuật Việt Nam", "Các đơn vị thành viên cụm")


def units(count, name=SHORT):
    return tuple(name.format(place) for place in samples.PLACES[:count])


def common(symbol, profile, head=Letterhead):
    number = f"-{symbol}/CTĐ02" if profile == "party" else f"/{symbol}-CTĐ02"
    return {
        "letterhead": head(
            superior="Liên hiệp các Hội Khoa học và Kỹ thuật Việt Nam",
            issuer="Cụm thi đua số 02",
            number=number if symbol else None,
            place="Phú Thọ",
            year=2026,
            profile=profile,
        ),
        "subject": "Dự hội nghị tổng kết năm 2025 và ký kết giao ước thi đua năm 2026",
    }


def of_the_chair(name):
    signature = SignatureBlock(
        authority="TM. Cụm thi đua số 02",
        post="Cụm trưởng",
        own_post=f"Chủ tịch {name.format('Phú Thọ')}",
        name=SIGNED_BY,
    )
    return {"signature": signature, "recipients": RECIPIENTS}


def sentences(count):
    return tuple(f"{number}. {samples.SENTENCE}" for number in range(1, count + 1))


def tasks(count, name):
    return tuple(
        official.TaskRow(samples.SENTENCE, unit, "15/03/2026", "Quá hạn, chưa xong")
        for unit in units(count, name)
    )


def offices(name):
    rows = (("Cụm trưởng", "Phú Thọ"), ("Cụm phó", "Yên Bái"))
    return tuple(
        official.OfficeRow(office, name.format(place), "Luân phiên", "Từ ngày 01/01/2026")
        for office, place in rows
    )


def invitation(count, name, profile):
    return official.InvitationPaper(
        **common("GM", profile),
        **of_the_chair(name),
        inviter="Cụm thi đua số 02",
        guests=tuple(f"Đại diện lãnh đạo {unit};" for unit in units(count, name)),
        occasion="Hội nghị tổng kết năm 2025 và ký kết giao ước thi đua năm 2026",
        theme="“Đoàn kết, sáng tạo, thi đua hoàn thành tốt nhiệm vụ năm 2026”",
        presiding="Trần Văn Chủ, Chủ tịch",
        when=WHEN,
        venue=VENUE,
        programme=("Thông qua nội dung giao ước;", "Các đơn vị ký giao ước."),
        notes=("Trang phục: áo dài, com lê.",),
        reply="Đề nghị xác nhận dự hội nghị trước ngày 20 tháng 02 năm 2026.",
        contact="Văn phòng, điện thoại 024 3333 4444",
        closing="Trân trọng kính mời dự hội nghị đúng thời gian, địa điểm nêu trên",
    )


def programme(count, name, profile):
    rows = tuple(
        official.ProgrammeRow("08:00", f"Tham luận. {samples.SENTENCE}", f"Trần Văn Chủ, Chủ tịch {unit}")
        for unit in units(count, name)
    )
    return official.ProgrammePaper(
        **common("", profile),
        **of_the_chair(name),
        when=WHEN,
        venue=VENUE,
        presiding="Trần Văn Chủ, Chủ tịch",
        secretary="Phạm Văn Ghi, Chánh Văn phòng",
        rows=rows,
    )


def attendance(count, name, profile):
    rows = tuple(official.AttendanceRow("", unit) for unit in units(count, name))
    return official.AttendancePaper(
        **common("", profile),
        when=WHEN,
        venue=VENUE,
        rows=rows,
        total=f"Danh sách gồm {count:02} mục.",
        signature=SignatureBlock(post="Thư ký hội nghị", name=SIGNED_BY),
    )


def plan(count, name, profile):
    return official.PlanPaper(
        **common("KH", profile),
        **of_the_chair(name),
        bases=(f"{samples.LAW};", "Căn cứ Quy chế tổ chức và hoạt động của Cụm thi đua số 02."),
        opening="Cụm thi đua số 02 ban hành kế hoạch thi đua năm 2026 với các nội dung sau đây.",
        purpose_heading="I. Mục đích, yêu cầu",
        purpose=(samples.SENTENCE,),
        areas_heading="II. Nội dung trọng tâm",
        areas=sentences(count),
        events_heading="III. Sự kiện hướng tới",
        events=("1. Đại hội các đơn vị.",),
        closing="Trên đây là kế hoạch thi đua năm 2026 của Cụm thi đua số 02",
    )


def minutes(count, name, profile):
    return official.MinutesPaper(
        **common("BB", profile, MinutesHead),
        begun="08 giờ 05 phút, ngày 27 tháng 02 năm 2026",
        venue=VENUE,
        presiding="Trần Văn Chủ, Chủ tịch",
        secretary="Phạm Văn Ghi, Chánh Văn phòng",
        guests=("Lê Thị Khách, Phó Chủ tịch Liên hiệp các Hội (chứng kiến).",),
        units=tuple(
            official.UnitRow(unit, "Nguyễn Văn An, Chủ tịch", "Có mặt") for unit in units(count, name)
        ),
        present=f"Đơn vị thành viên: tổng số {count:02}; có mặt {count:02}; vắng mặt 00.",
        programme_heading="I. Nội dung hội nghị",
        programme=sentences(3),
        signing_heading="II. Kết quả ký kết giao ước thi đua",
        signing=tuple(
            official.SigningRow(unit, "Nguyễn Văn An, Chủ tịch", "Đã ký ngày 27/02/2026")
            for unit in units(count, name)
        ),
        signed=f"Đã ký giao ước thi đua năm 2026: {count:02} trên tổng số {count:02} đơn vị.",
        offices_heading="III. Cụm trưởng, cụm phó năm 2026",
        offices=offices(name),
        tasks_heading="IV. Việc thực hiện sau hội nghị",
        tasks=tasks(2, name),
        closing="Hội nghị kết thúc vào hồi 10 giờ 50 phút, ngày 27 tháng 02 năm 2026",
        clerk=SignatureBlock(post="Thư ký", name="Phạm Văn Ghi"),
        chair=SignatureBlock(post="Chủ tọa", name=SIGNED_BY),
        recipients=RECIPIENTS,
    )


def announcement(count, name, profile):
    return official.NextChairPaper(
        **common("TB", profile),
        **of_the_chair(name),
        basis="Căn cứ kết quả hội nghị tổng kết năm 2025.",
        opening="Cụm thi đua số 02 thông báo cụm trưởng, cụm phó năm 2026 như sau:",
        offices=offices(name),
        handover=samples.SENTENCE,
        closing="Cụm thi đua số 02 thông báo để các đơn vị thành viên biết, phối hợp thực hiện nhiệm vụ năm 2026",
    )


def follow_ups(count, name, profile):
    return official.FollowUpPaper(
        **common("", profile),
        **of_the_chair(name),
        as_of="Tình trạng tính đến ngày 02 tháng 3 năm 2026:",
        tasks=tasks(count, name),
        total=f"Danh mục gồm {count:02} việc.",
    )


def press(count, name, profile):
    return official.PressPaper(
        **common("", profile),
        paragraphs=(
            f"Ngày 27 tháng 02 năm 2026, tại {VENUE}, Cụm thi đua số 02 tổ chức hội nghị.",
            *sentences(count),
        ),
        captions=("Lễ ký giao ước (ảnh: Văn phòng).",),
        signature=SignatureBlock(post="Người cung cấp tin", name=SIGNED_BY),
    )


def handover(count, name, profile):
    paper = test_handover_paper.paper(files=count)
    head = common("BB", profile, MinutesHead)["letterhead"]
    return test_handover_paper.replace(
        paper, letterhead=head, incoming=test_handover_paper.replace(paper.incoming, name=SIGNED_BY)
    )


PAPERS = {
    "giay-moi": invitation,
    "chuong-trinh": programme,
    "danh-sach-dai-bieu": attendance,
    "ke-hoach": plan,
    "bien-ban": minutes,
    "thong-bao-cum-truong": announcement,
    "viec-sau-hoi-nghi": follow_ups,
    "tin-hoi-nghi": press,
    "ban-giao": handover,
}
