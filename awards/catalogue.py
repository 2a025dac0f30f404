"""The danh hiệu thi đua and hình thức khen thưởng of Luật số 06/2022/QH15.

Rows that are there already, edited or not, are left as they are. What was not read in the law itself
is marked as inferred; remarks stand in the note.
"""

from datetime import date

from audit.record import action, record
from audit.verbs import Verb
from awards.models import AwardForm
from documents.models import Certainty

Group, Subject, Level = AwardForm.Group, AwardForm.Subject, AwardForm.Level

IN_FORCE_FROM = date(2024, 1, 1)
LAW = "Luật Thi đua, khen thưởng (số 06/2022/QH15)"
MINISTRY_OR_PROVINCE = (
    "Bộ trưởng, thủ trưởng cơ quan ngang bộ, cơ quan thuộc Chính phủ, ban, ngành, đoàn thể trung ương và tương "
    "đương; Chủ tịch Ủy ban nhân dân tỉnh, thành phố"
)
BASE_HEADS = "Người đứng đầu cơ quan, tổ chức, đơn vị có tư cách pháp nhân; giám đốc sở và tương đương"
ENTERPRISE = "giám đốc doanh nghiệp, hợp tác xã"
COMMUNE = "Chủ tịch Ủy ban nhân dân cấp xã"
OWN_RULES = "Theo quy định của tổ chức"
HOUSEHOLD_CONDITIONS = "Có nhiều đóng góp về công sức, đất đai, tài sản cho địa phương, xã hội."
HOUSEHOLD_NOTE = "Phần dành cho hộ gia đình chưa đối chiếu với văn bản chính thức."
DISTRICT_NOTE = (
    "Đến hết ngày 30/6/2025 Chủ tịch Ủy ban nhân dân cấp huyện cũng có thẩm quyền này; việc chuyển thẩm quyền "
    "sau ngày đó cần đối chiếu với Nghị định số 152/2025/NĐ-CP."
)
FIVE_YEARS_NOTE = "Cá nhân chỉ cần 05 năm hoàn thành tốt nhiệm vụ trở lên; tập thể phải đạt mức xuất sắc."
FIVE_EXCELLENT_YEARS = (
    "05 năm tiếp theo trở lên liên tục hoàn thành xuất sắc nhiệm vụ hoặc đạt danh hiệu “Tập thể lao động xuất sắc”, "
    "“Đơn vị quyết thắng”"
)


def _title(code, name, subject, level, by_whom, conditions, articles, **more):
    return _row(Group.TITLE, code, name, subject, level, by_whom, conditions, articles, **more)


def _form(code, name, subject, level, by_whom, conditions, articles, **more):
    return _row(Group.FORM, code, name, subject, level, by_whom, conditions, articles, **more)


def _row(group, code, name, subject, level, by_whom, conditions, articles, **more):
    return {
        "group": group,
        "code": code,
        "name": name,
        "subject": subject,
        "level": level,
        "conferred_by": by_whom,
        "conditions": conditions,
        "legal_ref": f"{articles} {LAW}",
        "effective_from": IN_FORCE_FROM,
        **more,
    }


INDIVIDUAL_TITLES = [
    _title(
        "CSTD-TQ",
        "Chiến sĩ thi đua toàn quốc",
        Subject.INDIVIDUAL,
        Level.GOVERNMENT,
        "Thủ tướng Chính phủ",
        "Có 02 lần liên tục được tặng danh hiệu “Chiến sĩ thi đua Bộ, ban, ngành, tỉnh” và có sáng kiến hoặc đề tài "
        "có hiệu quả áp dụng, phạm vi ảnh hưởng toàn quốc.",
        "Điều 21, khoản 2 Điều 78",
    ),
    _title(
        "CSTD-BT",
        "Chiến sĩ thi đua Bộ, ban, ngành, tỉnh",
        Subject.INDIVIDUAL,
        Level.MINISTRY,
        MINISTRY_OR_PROVINCE,
        "Có 03 lần liên tục được tặng danh hiệu “Chiến sĩ thi đua cơ sở” và có sáng kiến hoặc đề tài có hiệu quả áp "
        "dụng, phạm vi ảnh hưởng trong bộ, ban, ngành, tỉnh.",
        "Điều 22, Điều 79",
    ),
    _title(
        "CSTD-CS",
        "Chiến sĩ thi đua cơ sở",
        Subject.INDIVIDUAL,
        Level.BASE,
        f"{BASE_HEADS}; {ENTERPRISE}; bộ trưởng và tương đương",
        "Đạt danh hiệu “Lao động tiên tiến” hoặc “Chiến sĩ tiên tiến” và hoàn thành xuất sắc nhiệm vụ, hoặc có sáng "
        "kiến được cơ sở công nhận, hoặc có đề tài được nghiệm thu.",
        "Điều 23, Điều 80",
        note="Tỷ lệ “Chiến sĩ thi đua cơ sở” do bộ, ban, ngành, tỉnh quy định. " + DISTRICT_NOTE,
    ),
    *(
        _title(
            code,
            name,
            Subject.INDIVIDUAL,
            Level.BASE,
            f"{BASE_HEADS}; {COMMUNE}; {ENTERPRISE}; bộ trưởng và tương đương",
            "Hoàn thành tốt nhiệm vụ trở lên; có tinh thần tự lực, đoàn kết, tích cực tham gia phong trào thi đua.",
            "Điều 24, Điều 80",
        )
        for code, name in (("LDTT", "Lao động tiên tiến"), ("CSTT", "Chiến sĩ tiên tiến"))
    ),
]

COLLECTIVE_TITLES = [
    _title(
        "CO-CP",
        "Cờ thi đua của Chính phủ",
        Subject.COLLECTIVE,
        Level.GOVERNMENT,
        "Chính phủ",
        "Một trong các trường hợp: tiêu biểu, xuất sắc nhất trong số các tập thể dẫn đầu cụm, khối thi đua do bộ, "
        "ban, ngành, tỉnh tổ chức; dẫn đầu cụm, khối thi đua do Hội đồng Thi đua - Khen thưởng Trung ương tổ chức; "
        "dẫn đầu phong trào thi đua theo chuyên đề do Thủ tướng Chính phủ phát động từ 05 năm trở lên.",
        "Điều 25, khoản 1 Điều 78",
        note="Thẩm quyền sau Nghị định số 152/2025/NĐ-CP (chuyển một phần sang Thủ tướng Chính phủ) cần xác minh.",
    ),
    _title(
        "CO-BT",
        "Cờ thi đua của Bộ, ban, ngành, tỉnh",
        Subject.COLLECTIVE,
        Level.MINISTRY,
        MINISTRY_OR_PROVINCE,
        "Hằng năm: dẫn đầu cụm, khối thi đua do bộ, ban, ngành, tỉnh tổ chức; hoàn thành vượt các chỉ tiêu, nhiệm "
        "vụ được giao; nội bộ đoàn kết, thực hành tiết kiệm, chống lãng phí, tham nhũng, tiêu cực. Hoặc dẫn đầu "
        "phong trào thi đua theo chuyên đề từ 03 năm trở lên.",
        "Điều 26, Điều 79",
    ),
    *(
        _title(
            code,
            name,
            Subject.COLLECTIVE,
            Level.MINISTRY,
            MINISTRY_OR_PROVINCE,
            "Hoàn thành xuất sắc nhiệm vụ; 100% cá nhân trong tập thể hoàn thành nhiệm vụ, ít nhất 70% đạt danh "
            "hiệu “Lao động tiên tiến” hoặc “Chiến sĩ tiên tiến”; có ít nhất 01 cá nhân đạt danh hiệu “Chiến sĩ thi "
            "đua cơ sở”; nội bộ đoàn kết.",
            "Điều 27, Điều 79",
        )
        for code, name in (("TTLDXS", "Tập thể lao động xuất sắc"), ("DVQT", "Đơn vị quyết thắng"))
    ),
    *(
        _title(
            code,
            name,
            Subject.COLLECTIVE,
            Level.BASE,
            f"{BASE_HEADS}; {ENTERPRISE}",
            "Hoàn thành tốt nhiệm vụ; ít nhất 70% cá nhân trong tập thể đạt danh hiệu “Lao động tiên tiến” hoặc "
            "“Chiến sĩ tiên tiến”; không có cá nhân bị kỷ luật từ cảnh cáo trở lên.",
            "Điều 28, Điều 80",
            note=DISTRICT_NOTE,
        )
        for code, name in (("TTLDTT", "Tập thể lao động tiên tiến"), ("DVTT", "Đơn vị tiên tiến"))
    ),
    _title(
        "XPTB",
        "Xã, phường, thị trấn tiêu biểu",
        Subject.COLLECTIVE,
        Level.MINISTRY,
        "Chủ tịch Ủy ban nhân dân tỉnh, thành phố",
        "Dẫn đầu phong trào thi đua trên địa bàn và đạt 05 tiêu chí theo luật.",
        "Điều 29, khoản 4 Điều 79",
        note="Từ ngày 01/7/2025 văn bản dùng “xã, phường, đặc khu”; tên gọi của danh hiệu và địa bàn xét (trước là "
        "cấp huyện) cần xác minh.",
    ),
    _title(
        "TTDPVH",
        "Thôn, tổ dân phố văn hóa",
        Subject.COLLECTIVE,
        Level.BASE,
        COMMUNE,
        "Đạt 05 tiêu chí theo luật.",
        "Điều 30, Điều 80",
        certainty=Certainty.INFERRED,
        note="Đến hết ngày 30/6/2025 thuộc thẩm quyền của Chủ tịch Ủy ban nhân dân cấp huyện; việc chuyển về cấp xã "
        "cần xác minh.",
    ),
]

HOUSEHOLD_TITLES = [
    _title(
        "GDVH",
        "Gia đình văn hóa",
        Subject.HOUSEHOLD,
        Level.BASE,
        COMMUNE,
        "Đạt 03 tiêu chí theo luật.",
        "Điều 31, khoản 3 Điều 80",
    ),
]

OWN_TITLES = [
    _title(
        f"DH-TC-{code}",
        "Danh hiệu thi đua của tổ chức chính trị - xã hội, hội, quân khu, đại học quốc gia, cơ sở giáo dục",
        subject,
        Level.OTHER,
        "Cơ quan trung ương của tổ chức, hội; đơn vị, cơ sở có quy định",
        f"{OWN_RULES}.",
        "Điều 32",
        note="Ghi tên cụ thể của danh hiệu theo quy chế thi đua, khen thưởng của tổ chức.",
    )
    for code, subject in (("TT", Subject.COLLECTIVE), ("CN", Subject.INDIVIDUAL))
]

# Of each class: what collectives need after the award below, and what individuals need.
LABOUR_ORDERS = [
    (
        "Nhất",
        1,
        42,
        f"Đã được tặng Huân chương Lao động hạng Nhì; {FIVE_EXCELLENT_YEARS}; "
        "có 02 Cờ thi đua của Chính phủ, hoặc 01 Cờ thi đua của Chính phủ và 02 cờ thi đua của bộ, ban, ngành, tỉnh, "
        "hoặc 04 cờ thi đua của bộ, ban, ngành, tỉnh, hoặc 04 bằng khen của bộ, ban, ngành, tỉnh (với tập thể không "
        "thuộc đối tượng tặng cờ).",
        "Đã được tặng Huân chương Lao động hạng Nhì; 05 năm tiếp theo trở lên liên tục hoàn thành tốt nhiệm vụ trở "
        "lên, trong đó ít nhất 03 năm hoàn thành xuất sắc nhiệm vụ; có 02 lần được tặng danh hiệu “Chiến sĩ thi đua "
        "Bộ, ban, ngành, tỉnh”.",
    ),
    (
        "Nhì",
        2,
        43,
        f"Đã được tặng Huân chương Lao động hạng Ba; {FIVE_EXCELLENT_YEARS}; có "
        "01 Cờ thi đua của Chính phủ và 01 cờ thi đua của bộ, ban, ngành, tỉnh, hoặc 03 cờ thi đua của bộ, ban, ngành, "
        "tỉnh, hoặc 03 bằng khen của bộ, ban, ngành, tỉnh (với tập thể không thuộc đối tượng tặng cờ).",
        "Đã được tặng Huân chương Lao động hạng Ba; 05 năm tiếp theo trở lên liên tục hoàn thành tốt nhiệm vụ trở lên, "
        "trong đó ít nhất 02 năm hoàn thành xuất sắc nhiệm vụ; có 01 lần được tặng danh hiệu “Chiến sĩ thi đua Bộ, "
        "ban, ngành, tỉnh”.",
    ),
    (
        "Ba",
        3,
        44,
        "Có quá trình xây dựng và phát triển từ 10 năm trở lên; đã được tặng Bằng khen của Thủ tướng Chính phủ; "
        f"{FIVE_EXCELLENT_YEARS}; có 01 Cờ thi đua của Chính phủ, hoặc 02 cờ thi đua "
        "của bộ, ban, ngành, tỉnh, hoặc 01 cờ và 01 bằng khen, hoặc 02 bằng khen của bộ, ban, ngành, tỉnh (với tập thể "
        "không thuộc đối tượng tặng cờ).",
        "Đã được tặng Bằng khen của Thủ tướng Chính phủ; 05 năm tiếp theo trở lên liên tục hoàn thành tốt nhiệm vụ trở "
        "lên, trong đó ít nhất 01 năm hoàn thành xuất sắc nhiệm vụ; có 03 lần được tặng danh hiệu “Chiến sĩ thi đua cơ "
        "sở”.",
    ),
]

ORDERS = [
    _form(
        f"HCLD-{number}-{code}",
        f"Huân chương Lao động hạng {rank}",
        subject,
        Level.STATE,
        "Chủ tịch nước",
        conditions,
        f"Điều {article}",
        note=FIVE_YEARS_NOTE,
    )
    for rank, number, article, of_collectives, of_individuals in LABOUR_ORDERS
    for code, subject, conditions in (
        ("TT", Subject.COLLECTIVE, of_collectives),
        ("CN", Subject.INDIVIDUAL, of_individuals),
    )
]

COMMENDATIONS = [
    _form(
        "BK-TTG-TT",
        "Bằng khen của Thủ tướng Chính phủ",
        Subject.COLLECTIVE,
        Level.GOVERNMENT,
        "Thủ tướng Chính phủ",
        f"Đã được tặng bằng khen của bộ, ban, ngành, tỉnh; {FIVE_EXCELLENT_YEARS}; "
        "có 01 cờ thi đua hoặc 02 bằng khen của bộ, ban, ngành, tỉnh. Hoặc được bình xét trong cụm, khối thi đua "
        "do Hội đồng Thi đua - Khen thưởng Trung ương tổ chức; hoặc có thành tích xuất sắc được bình xét trong phong "
        "trào thi đua từ 03 năm trở lên.",
        "Điều 73, Điều 78",
    ),
    _form(
        "BK-TTG-CN",
        "Bằng khen của Thủ tướng Chính phủ",
        Subject.INDIVIDUAL,
        Level.GOVERNMENT,
        "Thủ tướng Chính phủ",
        "Đã được tặng bằng khen của bộ, ban, ngành, tỉnh; 05 năm tiếp theo trở lên liên tục hoàn thành tốt nhiệm vụ "
        "trở lên; có 03 lần được tặng danh hiệu “Chiến sĩ thi đua cơ sở”.",
        "Điều 73, Điều 78",
        note=FIVE_YEARS_NOTE,
    ),
    _form(
        "BK-TTG-HGD",
        "Bằng khen của Thủ tướng Chính phủ",
        Subject.HOUSEHOLD,
        Level.GOVERNMENT,
        "Thủ tướng Chính phủ",
        HOUSEHOLD_CONDITIONS,
        "Điều 73, Điều 78",
        certainty=Certainty.INFERRED,
        note=HOUSEHOLD_NOTE,
    ),
    _form(
        "BK-BT-TT",
        "Bằng khen của Bộ, ban, ngành, tỉnh",
        Subject.COLLECTIVE,
        Level.MINISTRY,
        MINISTRY_OR_PROVINCE,
        "Có 02 năm liên tục hoàn thành xuất sắc nhiệm vụ hoặc đạt danh hiệu “Tập thể lao động xuất sắc”, “Đơn vị quyết "
        "thắng”; hoặc có thành tích xuất sắc được bình xét trong phong trào thi đua; hoặc lập thành tích đột xuất, có "
        "đóng góp cho bộ, ban, ngành, địa phương.",
        "Điều 74, Điều 79",
    ),
    _form(
        "BK-BT-CN",
        "Bằng khen của Bộ, ban, ngành, tỉnh",
        Subject.INDIVIDUAL,
        Level.MINISTRY,
        MINISTRY_OR_PROVINCE,
        "Có 02 lần liên tục được tặng danh hiệu “Chiến sĩ thi đua cơ sở”; hoặc có 02 năm liên tục trở lên hoàn thành "
        "xuất sắc nhiệm vụ và 02 sáng kiến hoặc đề tài; hoặc có thành tích xuất sắc được bình xét trong phong trào thi "
        "đua; hoặc lập thành tích đột xuất, có đóng góp cho bộ, ban, ngành, địa phương.",
        "Điều 74, Điều 79",
        note="Theo giải đáp của cơ quan có thẩm quyền, sáng kiến đã dùng để xét “Chiến sĩ thi đua cơ sở” không được "
        "tính lại; cần đối chiếu khi xét.",
    ),
    _form(
        "BK-BT-HGD",
        "Bằng khen của Bộ, ban, ngành, tỉnh",
        Subject.HOUSEHOLD,
        Level.MINISTRY,
        MINISTRY_OR_PROVINCE,
        HOUSEHOLD_CONDITIONS,
        "Điều 74, Điều 79",
        certainty=Certainty.INFERRED,
        note=HOUSEHOLD_NOTE,
    ),
    *(
        _form(
            f"BK-TC-{code}",
            "Bằng khen của tổ chức chính trị, tổ chức chính trị - xã hội cấp tỉnh, quân khu, đại học quốc gia",
            subject,
            Level.OTHER,
            "Người đứng đầu tổ chức, đơn vị có quy định",
            f"{OWN_RULES}.",
            "Điều 76",
        )
        for code, subject in (("TT", Subject.COLLECTIVE), ("CN", Subject.INDIVIDUAL))
    ),
    *(
        _form(
            f"GK-{code}",
            "Giấy khen",
            subject,
            Level.BASE,
            f"{BASE_HEADS}; {COMMUNE}; {ENTERPRISE}",
            conditions,
            "Điều 75, Điều 80",
            certainty=certainty,
            note=note,
        )
        for code, subject, conditions, certainty, note in (
            ("TT", Subject.COLLECTIVE, "Do bộ, ban, ngành, tỉnh quy định.", Certainty.STATED, DISTRICT_NOTE),
            ("CN", Subject.INDIVIDUAL, "Do bộ, ban, ngành, tỉnh quy định.", Certainty.STATED, DISTRICT_NOTE),
            ("HGD", Subject.HOUSEHOLD, HOUSEHOLD_CONDITIONS, Certainty.INFERRED, HOUSEHOLD_NOTE),
        )
    ),
    _form(
        "KNC",
        "Kỷ niệm chương",
        Subject.INDIVIDUAL,
        Level.MINISTRY,
        "Ủy ban Thường vụ Quốc hội; bộ trưởng và tương đương; Chủ tịch Ủy ban nhân dân tỉnh, thành phố; người đứng đầu "
        "cơ quan trung ương của tổ chức",
        "Có công lao, đóng góp cho bộ, ban, ngành, tổ chức, địa phương.",
        "Điều 71, Điều 79",
    ),
]

AWARDS = [*INDIVIDUAL_TITLES, *COLLECTIVE_TITLES, *HOUSEHOLD_TITLES, *OWN_TITLES, *ORDERS, *COMMENDATIONS]


def load(by=None):
    """Add the rows that are missing, of the awards and of the law about them (awards/law.py); return how many were
    added. Nothing missing: nothing is recorded."""
    return _load(by=by)


@action
def _load(*, by):
    from awards import law  # its rows are about the awards above

    awards = [
        AwardForm(**fields, position=position)
        for position, fields in enumerate(AWARDS, start=1)
        if not AwardForm.objects.filter(code=fields["code"], effective_from=fields["effective_from"]).exists()
    ]
    rules = law.missing()
    for row in awards:
        row.full_clean()
        row.save(force_insert=True)
    for row in rules:
        row.full_clean(validate_constraints=False)  # the database checks them as it takes the rows
        row.save(force_insert=True)
    changes = [
        [label, "", f"thêm {len(rows)} dòng"]
        for label, rows in (("Danh hiệu, hình thức khen thưởng", awards), ("Quy định của pháp luật", rules))
        if rows
    ]
    if changes:
        record(
            Verb.CATALOGUE_LOADED,
            by=by,
            subject=AwardForm(name="Danh mục danh hiệu, hình thức khen thưởng"),
            changes=changes,
        )
    return len(awards) + len(rules)
