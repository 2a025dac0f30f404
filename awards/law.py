"""The numbers, papers and conditions of the law for the awards of the catalogue, as dated rows.

What was read in a text of the law is stated; what is known only at second hand or from practice is marked, and
the note says what is to be compared. Of what the sources do not give there is no row: it stays unknown.
"""

from datetime import date
from decimal import Decimal

from awards.catalogue import AWARDS, IN_FORCE_FROM, LAW
from awards.models import AwardCondition, AwardForm, ChecklistItem, LegalFigure, VoteRule
from documents.models import Certainty

Kind, Rating, Paper = AwardCondition.Kind, AwardCondition.Rating, LegalFigure.Paper
Level, Subject = AwardForm.Level, AwardForm.Subject

DECREE_91 = "Nghị định số 91/2017/NĐ-CP"
DECREE_98 = "Nghị định số 98/2023/NĐ-CP"
DECREE_152 = "Nghị định số 152/2025/NĐ-CP"
FROM_91, UNTIL_91 = date(2017, 10, 1), date(2023, 12, 31)
FROM_98, UNTIL_98 = IN_FORCE_FROM, date(2025, 6, 30)
FROM_152 = date(2025, 7, 1)

SECOND_HAND = "Lấy từ bản tổng hợp đã công bố; cần đối chiếu với toàn văn."
TO_COMPARE = "Chưa đối chiếu với văn bản chính thức; cần xác minh trước khi áp dụng."
NEW_LAW = "Luật số 06/2026/QH16 có hiệu lực từ ngày 01/10/2026; nội dung sửa đổi cần đối chiếu với văn bản chính thức."

# --- figures ---------------------------------------------------------------------------------------------

BASE_PAY = [
    {
        "amount": Decimal(2_340_000),
        "legal_ref": "Nghị định số 73/2024/NĐ-CP",
        "effective_from": date(2024, 7, 1),
        "effective_to": date(2026, 6, 30),
        "certainty": Certainty.INFERRED,
        "note": "Số nghị định và ngày bắt đầu chưa đối chiếu với văn bản chính thức.",
    },
    {
        "amount": Decimal(2_530_000),
        "legal_ref": "Nghị định số 161/2026/NĐ-CP ngày 15/5/2026",
        "effective_from": date(2026, 7, 1),
        "certainty": Certainty.INFERRED,
        "note": "Lấy từ nguồn thứ cấp; cần đối chiếu với văn bản chính thức.",
    },
]

MULTIPLES = {
    "CSTD-TQ": "4.5",
    "CSTD-BT": "3",
    "CSTD-CS": "1",
    "LDTT": "0.3",
    "CSTT": "0.3",
    "TTLDXS": "1.5",
    "DVQT": "1.5",
    "TTLDTT": "0.8",
    "DVTT": "0.8",
    "XPTB": "2",
    "TTDPVH": "1.5",
    "CO-CP": "12",
    "CO-BT": "8",
}
UNREAD_MULTIPLES = {"BK-TTG-CN": "3.5", "BK-TTG-TT": "7"}
PERIODS = ((DECREE_98, FROM_98, UNTIL_98), (DECREE_152, FROM_152, None))


def _prizes():
    for decree, start, end in PERIODS:
        for multiples, certainty, note in (
            (MULTIPLES, Certainty.STATED, SECOND_HAND),
            (UNREAD_MULTIPLES, Certainty.INFERRED, TO_COMPARE),
        ):
            for code, times in multiples.items():
                yield {
                    "kind": LegalFigure.Kind.PRIZE,
                    "award_code": code,
                    "amount": Decimal(times),
                    "legal_ref": f"Điều 54 {decree}",
                    "effective_from": start,
                    "effective_to": end,
                    "certainty": certainty,
                    "note": note,
                }


FORM_NUMBERS = (
    (DECREE_91, FROM_91, UNTIL_91, {Paper.COLLECTIVE_REPORT: "01", Paper.INDIVIDUAL_REPORT: "02"},
     Certainty.STATED, "Ngày bắt đầu áp dụng ghi theo hiểu biết chung, cần đối chiếu."),
    (DECREE_98, FROM_98, UNTIL_98,
     {Paper.PROPOSAL: "01", Paper.COLLECTIVE_REPORT: "02", Paper.INDIVIDUAL_REPORT: "03"},
     Certainty.STATED, SECOND_HAND),
    (DECREE_152, FROM_152, None,
     {Paper.PROPOSAL: "01", Paper.COLLECTIVE_REPORT: "02", Paper.INDIVIDUAL_REPORT: "03"},
     Certainty.UNKNOWN, f"Ghi tạm theo số mẫu của {DECREE_98}; số mẫu của {DECREE_152} chưa đối chiếu."),
)  # fmt: skip


def _form_numbers():
    for decree, start, end, numbers, certainty, note in FORM_NUMBERS:
        for paper, number in numbers.items():
            yield {
                "kind": LegalFigure.Kind.FORM_NUMBER,
                "paper": paper,
                "text": f"Mẫu số {number}",
                "legal_ref": f"Phụ lục {decree}",
                "effective_from": start,
                "effective_to": end,
                "certainty": certainty,
                "note": note,
            }


OTHER_FIGURES = [
    {
        "kind": LegalFigure.Kind.QUOTA_SHARE,
        "award_code": "CO-CP",
        "amount": Decimal(20),
        "legal_ref": f"Điều 11 {DECREE_91}; các nghị định thay thế",
        "effective_from": IN_FORCE_FROM,
        "certainty": Certainty.INFERRED,
        "note": "Tính trên số đơn vị đạt tiêu chuẩn tặng cờ thi đua của bộ, ban, ngành, tỉnh. Tỷ lệ này có trong "
        f"{DECREE_91}; việc giữ nguyên trong {DECREE_98} và {DECREE_152} cần đối chiếu.",
    },
    {
        "kind": LegalFigure.Kind.DEADLINE,
        "award_code": "CO-CP",
        "day": 31,
        "month": 3,
        "years_after": 1,
        "legal_ref": "Thông lệ gửi hồ sơ trình cấp trung ương",
        "effective_from": IN_FORCE_FROM,
        "certainty": Certainty.INFERRED,
        "note": "Cụm, khối thi đua do Hội đồng Thi đua - Khen thưởng Trung ương tổ chức thường gửi trước ngày 28/02. "
        + TO_COMPARE,
    },
    {
        "kind": LegalFigure.Kind.DEADLINE,
        "award_code": "CSTD-TQ",
        "day": 31,
        "month": 10,
        "years_after": 1,
        "legal_ref": f"Điều 48 {DECREE_91}; các nghị định thay thế",
        "effective_from": IN_FORCE_FROM,
        "certainty": Certainty.INFERRED,
        "note": f"Hạn này có trong {DECREE_91}; việc giữ nguyên trong các nghị định thay thế cần đối chiếu.",
    },
    {
        "kind": LegalFigure.Kind.POSTING_DAYS,
        "level": Level.STATE,
        "amount": Decimal(10),
        "legal_ref": f"Khoản 5 Điều 84 {LAW}; {DECREE_152}",
        "effective_from": FROM_152,
        "certainty": Certainty.STATED,
        "note": "Đăng tải trên cổng thông tin điện tử trước khi trình huân chương, danh hiệu vinh dự nhà nước. "
        "Số ngày " + SECOND_HAND[0].lower() + SECOND_HAND[1:],
    },
    {
        "kind": LegalFigure.Kind.APPRAISAL_DAYS,
        "award_code": "CO-BT",
        "amount": Decimal(25),
        "legal_ref": "Quyết định số 987/QĐ-BVHTTDL năm 2024",
        "effective_from": IN_FORCE_FROM,
        "certainty": Certainty.INFERRED,
        "note": "Thủ tục riêng của Bộ Văn hóa, Thể thao và Du lịch. Bộ, ban, ngành, tỉnh khác có quy định riêng thì "
        "sửa dòng này.",
    },
]

FIGURES = [
    *({"kind": LegalFigure.Kind.BASE_PAY, **row} for row in BASE_PAY),
    *_prizes(),
    *OTHER_FIGURES,
    *_form_numbers(),
]

# --- votes -----------------------------------------------------------------------------------------------

QUORUM_NOTE = "Mức dự họp tối thiểu 2/3 chưa đối chiếu với văn bản chính thức."
TWO_THIRDS = {"quorum_over": 2, "quorum_under": 3}
EIGHTY = {"threshold": Decimal(80), "is_secret": True, **TWO_THIRDS}
NINETY = {"threshold": Decimal(90), "is_secret": True, **TWO_THIRDS}
PRIME_MINISTER = ("BK-TTG-TT", "BK-TTG-CN", "BK-TTG-HGD")

VOTES = [
    *(
        {
            **EIGHTY,
            "award_code": code,
            "legal_ref": DECREE_98,
            "effective_from": FROM_98,
            "effective_to": UNTIL_98,
            "certainty": Certainty.STATED,
            "note": "Theo thủ tục hành chính đã công bố; tính trên tổng số thành viên hội đồng, người vắng gửi ý "
            "kiến bằng văn bản. " + QUORUM_NOTE,
        }
        for code in PRIME_MINISTER
    ),
    *(
        {
            **EIGHTY,
            "award_code": code,
            "legal_ref": DECREE_152,
            "effective_from": FROM_152,
            "certainty": Certainty.INFERRED,
            "note": f"Ghi tiếp theo quy định của {DECREE_98}. " + TO_COMPARE,
        }
        for code in PRIME_MINISTER
    ),
    *(
        {
            **EIGHTY,
            **scope,
            "legal_ref": f"{DECREE_98}; {DECREE_152}",
            "effective_from": IN_FORCE_FROM,
            "certainty": Certainty.INFERRED,
            "note": TO_COMPARE,
        }
        for scope in ({"level": Level.STATE}, {"award_code": "CO-CP"})
    ),
    *(
        {
            **NINETY,
            "award_code": code,
            "legal_ref": f"Khoản 8 Điều 45 {DECREE_91}",
            "effective_from": IN_FORCE_FROM,
            "certainty": Certainty.UNKNOWN,
            "note": f"Tỷ lệ 90% có trong {DECREE_91}; theo {DECREE_98} và {DECREE_152} các nguồn nêu khác nhau (80% "
            "hoặc 90%). Đối chiếu với văn bản chính thức trước khi bỏ phiếu.",
        }
        for code in ("CSTD-BT", "CSTD-TQ")
    ),
    {
        "threshold": Decimal(80),
        **TWO_THIRDS,
        "legal_ref": f"{DECREE_98}; {DECREE_152}",
        "effective_from": IN_FORCE_FROM,
        "certainty": Certainty.UNKNOWN,
        "note": "Tỷ lệ chung khi không có quy định riêng; hình thức biểu quyết theo quy chế của hội đồng. "
        + TO_COMPARE,
    },
    {
        "matter": VoteRule.Matter.ELECTION,
        "threshold": Decimal(50),
        "is_strict": True,
        "base": VoteRule.Base.PRESENT,
        "written": VoteRule.Written.HEARD,
        "legal_ref": "Thông lệ; pháp luật không quy định",
        "effective_from": IN_FORCE_FROM,
        "certainty": Certainty.UNKNOWN,
        "note": "Quy chế của cụm, khối có quy định khác thì sửa dòng này.",
    },
]

# --- papers of a dossier ---------------------------------------------------------------------------------

INITIATIVE = "Giấy chứng nhận hoặc xác nhận sáng kiến, đề tài của cấp có thẩm quyền"
OPINION = "Ý kiến bằng văn bản của cơ quan trung ương có liên quan hoặc Ủy ban nhân dân tỉnh, thành phố"
OWN_DOSSIER = {"TTDPVH", "GDVH", "KNC"}  # their papers are set elsewhere than in Điều 84
CENTRAL = {"CO-CP", "CSTD-TQ", *PRIME_MINISTER}


def _papers(award):
    """Yield (name, required, which clause of Điều 84, note) for an award of the catalogue."""
    is_title, code = award["group"] == AwardForm.Group.TITLE, award["code"]
    clause = "Khoản 1" if is_title else "Khoản 2"
    minutes = "Biên bản bình xét thi đua" if is_title else "Biên bản xét khen thưởng"
    yield "Tờ trình của đơn vị", True, clause, ""
    yield "Báo cáo thành tích", True, clause, ""
    yield minutes, True, clause, ""
    if code in ("CSTD-TQ", "CSTD-BT"):
        yield INITIATIVE, True, clause, ""
    elif code == "CSTD-CS":
        yield INITIATIVE, False, clause, "Chỉ cần khi xét theo sáng kiến, đề tài."
    elif not is_title:
        name = "Chứng nhận thành tích đặc biệt xuất sắc, công trình, sáng chế"
        yield name, False, clause, "Chỉ cần khi đề nghị khen thưởng về thành tích này."
    if award["level"] == Level.STATE or code in CENTRAL:
        yield OPINION, False, "Khoản 3", "Cơ quan trình lấy ý kiến trước khi trình cấp trên."


def _checklist():
    for award in AWARDS:
        if award["level"] == Level.OTHER or award["code"] in OWN_DOSSIER:
            continue
        for position, (name, is_required, clause, note) in enumerate(_papers(award), start=1):
            yield {
                "award_code": award["code"],
                "name": name,
                "is_required": is_required,
                "position": position,
                "legal_ref": f"{clause} Điều 84 {LAW}",
                "effective_from": IN_FORCE_FROM,
                "note": note,
            }


# --- conditions ------------------------------------------------------------------------------------------

BEST_TEAM = "TTLDXS, DVQT"
FLAG, GOVERNMENT_FLAG = "CO-BT", "CO-CP"


def _said(words, route=0, **more):
    return {"kind": Kind.STATED, "words": words, "route": route, **more}


def _rated(years, rating, words, route=0, **more):
    return {
        "kind": Kind.RATED_YEARS,
        "years": years,
        "rating": rating,
        "words": words,
        "route": route,
        "is_blocking": True,
        **more,
    }


def _won(codes, count, words, route=0, **more):
    return {
        "kind": Kind.AWARDS_BEFORE,
        "codes": codes,
        "count": count,
        "words": words,
        "route": route,
        "is_blocking": True,
        **more,
    }


def _in_a_row(codes, years, words, route=0):
    return {
        "kind": Kind.YEARS_OF_AWARD,
        "codes": codes,
        "years": years,
        "words": words,
        "route": route,
        "is_blocking": True,
    }


def _leads(words, route):
    return {"kind": Kind.LEADS_CLUSTER, "words": words, "route": route, "is_blocking": True}


def _before(code, words):
    """The award that comes first, and the five years after it."""
    return _won(code, 1, words, years_before=5)


FIVE_EXCELLENT = _rated(
    5,
    Rating.EXCELLENT,
    "05 năm tiếp theo trở lên liên tục hoàn thành xuất sắc nhiệm vụ hoặc đạt danh hiệu “Tập thể lao động xuất sắc”, "
    "“Đơn vị quyết thắng”",
    codes=BEST_TEAM,
)
FIVE_GOOD = _rated(5, Rating.GOOD, "05 năm tiếp theo trở lên liên tục hoàn thành tốt nhiệm vụ trở lên")
NO_FLAGS = "Tập thể không thuộc đối tượng tặng cờ thi đua"
MOVEMENT = "Có thành tích xuất sắc được bình xét trong phong trào thi đua"
SUDDEN = "Lập được thành tích đột xuất"
CONTRIBUTION = "Có đóng góp cho bộ, ban, ngành, địa phương"
GOOD_TEAM_SHARE = "Ít nhất 70% cá nhân đạt danh hiệu “Lao động tiên tiến” hoặc “Chiến sĩ tiên tiến”"


def _excellent_among_five(number):
    return _rated(
        5, Rating.EXCELLENT, f"Trong đó ít nhất {number:02} năm hoàn thành xuất sắc nhiệm vụ", count=number
    )


def _flags(*routes):
    """Alternatives of awards within the five years: each is a list of (codes, number, words)."""
    for route, parts in enumerate(routes, start=1):
        for codes, number, words in parts:
            yield _won(codes, number, f"{number:02} {words}", route, years=5)
        if {codes for codes, *_ in parts} == {"BK-BT-TT"}:
            yield _said(NO_FLAGS, route)


OF_GOVERNMENT = "Cờ thi đua của Chính phủ"
OF_MINISTRY = "cờ thi đua của bộ, ban, ngành, tỉnh"
CERTIFICATE = "bằng khen của bộ, ban, ngành, tỉnh"

CONDITIONS_OF = {
    ("CSTD-TQ",): (21, [
        _in_a_row("CSTD-BT", 2, "02 lần liên tục được tặng “Chiến sĩ thi đua Bộ, ban, ngành, tỉnh”"),
        _said("Có sáng kiến hoặc đề tài có hiệu quả áp dụng, phạm vi ảnh hưởng toàn quốc"),
    ]),
    ("CSTD-BT",): (22, [
        _in_a_row("CSTD-CS", 3, "03 lần liên tục được tặng “Chiến sĩ thi đua cơ sở”"),
        _said("Có sáng kiến hoặc đề tài có hiệu quả áp dụng, phạm vi ảnh hưởng trong bộ, ban, ngành, tỉnh"),
    ]),
    ("CSTD-CS",): (23, [
        _in_a_row("LDTT, CSTT", 1, "Đạt danh hiệu “Lao động tiên tiến” hoặc “Chiến sĩ tiên tiến”"),
        _rated(1, Rating.EXCELLENT, "Hoàn thành xuất sắc nhiệm vụ", 1),
        _said("Có sáng kiến được cơ sở công nhận", 2),
        _said("Có đề tài khoa học, đề án khoa học, công trình khoa học được nghiệm thu", 3),
    ]),
    ("LDTT", "CSTT"): (24, [
        _rated(1, Rating.GOOD, "Hoàn thành tốt nhiệm vụ trở lên"),
        _said("Có tinh thần tự lực, đoàn kết, tích cực tham gia phong trào thi đua"),
    ]),
    ("CO-CP",): (25, [
        _leads("Dẫn đầu cụm, khối thi đua do bộ, ban, ngành, tỉnh tổ chức", 1),
        _said("Tiêu biểu, xuất sắc nhất trong số các tập thể dẫn đầu cụm, khối thi đua do bộ, ban, ngành, tỉnh tổ "
              "chức", 1),
        _leads("Dẫn đầu cụm, khối thi đua do Hội đồng Thi đua - Khen thưởng Trung ương tổ chức", 2),
        _said("Cụm, khối thi đua do Hội đồng Thi đua - Khen thưởng Trung ương tổ chức", 2),
        _said("Dẫn đầu phong trào thi đua theo chuyên đề do Thủ tướng Chính phủ phát động từ 05 năm trở lên", 3),
    ]),
    ("CO-BT",): (26, [
        _leads("Dẫn đầu cụm, khối thi đua do bộ, ban, ngành, tỉnh tổ chức", 1),
        _said("Hoàn thành vượt các chỉ tiêu, nhiệm vụ được giao trong năm", 1),
        _said("Nội bộ đoàn kết; thực hành tiết kiệm, chống lãng phí, tham nhũng, tiêu cực", 1),
        _said("Dẫn đầu phong trào thi đua theo chuyên đề từ 03 năm trở lên", 2),
    ]),
    ("TTLDXS", "DVQT"): (27, [
        _rated(1, Rating.EXCELLENT, "Hoàn thành xuất sắc nhiệm vụ"),
        _said("100% cá nhân trong tập thể hoàn thành nhiệm vụ"),
        _said(GOOD_TEAM_SHARE),
        _said("Có ít nhất 01 cá nhân đạt danh hiệu “Chiến sĩ thi đua cơ sở”"),
        _said("Nội bộ đoàn kết"),
    ]),
    ("TTLDTT", "DVTT"): (28, [
        _rated(1, Rating.GOOD, "Hoàn thành tốt nhiệm vụ"),
        _said(GOOD_TEAM_SHARE),
        _said("Không có cá nhân bị kỷ luật từ cảnh cáo trở lên"),
    ]),
    ("XPTB",): (29, [
        _said("Dẫn đầu phong trào thi đua trên địa bàn"),
        _said("Đạt 05 tiêu chí theo luật"),
    ]),
    ("HCLD-1-TT",): (42, [
        _before("HCLD-2-TT", "Đã được tặng Huân chương Lao động hạng Nhì"),
        FIVE_EXCELLENT,
        *_flags(
            [(GOVERNMENT_FLAG, 2, OF_GOVERNMENT)],
            [(GOVERNMENT_FLAG, 1, OF_GOVERNMENT), (FLAG, 2, OF_MINISTRY)],
            [(FLAG, 4, OF_MINISTRY)],
            [("BK-BT-TT", 4, CERTIFICATE)],
        ),
    ]),
    ("HCLD-2-TT",): (43, [
        _before("HCLD-3-TT", "Đã được tặng Huân chương Lao động hạng Ba"),
        FIVE_EXCELLENT,
        *_flags(
            [(GOVERNMENT_FLAG, 1, OF_GOVERNMENT), (FLAG, 1, OF_MINISTRY)],
            [(FLAG, 3, OF_MINISTRY)],
            [("BK-BT-TT", 3, CERTIFICATE)],
        ),
    ]),
    ("HCLD-3-TT",): (44, [
        _said("Có quá trình xây dựng và phát triển từ 10 năm trở lên"),
        _before("BK-TTG-TT", "Đã được tặng Bằng khen của Thủ tướng Chính phủ"),
        FIVE_EXCELLENT,
        *_flags(
            [(GOVERNMENT_FLAG, 1, OF_GOVERNMENT)],
            [(FLAG, 2, OF_MINISTRY)],
            [(FLAG, 1, OF_MINISTRY), ("BK-BT-TT", 1, CERTIFICATE)],
            [("BK-BT-TT", 2, CERTIFICATE)],
        ),
    ]),
    ("HCLD-1-CN",): (42, [
        _before("HCLD-2-CN", "Đã được tặng Huân chương Lao động hạng Nhì"),
        FIVE_GOOD,
        _excellent_among_five(3),
        _won("CSTD-BT", 2, "02 lần được tặng “Chiến sĩ thi đua Bộ, ban, ngành, tỉnh”", years=5),
    ]),
    ("HCLD-2-CN",): (43, [
        _before("HCLD-3-CN", "Đã được tặng Huân chương Lao động hạng Ba"),
        FIVE_GOOD,
        _excellent_among_five(2),
        _won("CSTD-BT", 1, "01 lần được tặng “Chiến sĩ thi đua Bộ, ban, ngành, tỉnh”", years=5),
    ]),
    ("HCLD-3-CN",): (44, [
        _before("BK-TTG-CN", "Đã được tặng Bằng khen của Thủ tướng Chính phủ"),
        FIVE_GOOD,
        _excellent_among_five(1),
        _won("CSTD-CS", 3, "03 lần được tặng “Chiến sĩ thi đua cơ sở”", years=5),
    ]),
    ("BK-TTG-TT",): (73, [
        *(
            {**row, "route": route}
            for route, of_years in (
                (1, _won(FLAG, 1, "01 cờ thi đua của bộ, ban, ngành, tỉnh", years=5)),
                (2, _won("BK-BT-TT", 2, "02 bằng khen của bộ, ban, ngành, tỉnh", years=5)),
            )
            for row in (
                _before("BK-BT-TT", "Đã được tặng bằng khen của bộ, ban, ngành, tỉnh"),
                FIVE_EXCELLENT,
                of_years,
            )
        ),
        _said("Được bình xét trong cụm, khối thi đua do Hội đồng Thi đua - Khen thưởng Trung ương tổ chức", 3),
        _said("Có thành tích xuất sắc được bình xét trong phong trào thi đua từ 03 năm trở lên", 4),
    ]),
    ("BK-TTG-CN",): (73, [
        _before("BK-BT-CN", "Đã được tặng bằng khen của bộ, ban, ngành, tỉnh"),
        FIVE_GOOD,
        _won("CSTD-CS", 3, "03 lần được tặng “Chiến sĩ thi đua cơ sở”", years=5),
    ]),
    ("BK-BT-TT",): (74, [
        _rated(2, Rating.EXCELLENT, "02 năm liên tục hoàn thành xuất sắc nhiệm vụ hoặc đạt danh hiệu “Tập thể lao "
               "động xuất sắc”, “Đơn vị quyết thắng”", 1, codes=BEST_TEAM),
        _said(MOVEMENT, 2),
        _said(SUDDEN, 3),
        _said(CONTRIBUTION, 4),
    ]),
    ("BK-BT-CN",): (74, [
        _in_a_row("CSTD-CS", 2, "02 lần liên tục được tặng “Chiến sĩ thi đua cơ sở”", 1),
        _rated(2, Rating.EXCELLENT, "02 năm liên tục trở lên hoàn thành xuất sắc nhiệm vụ", 2),
        _said("Có 02 sáng kiến được công nhận hoặc đề tài được nghiệm thu", 2,
              note="Theo giải đáp của cơ quan có thẩm quyền, sáng kiến đã dùng để xét “Chiến sĩ thi đua cơ sở” không "
              "được tính lại."),
        _said(MOVEMENT, 3),
        _said(SUDDEN, 4),
        _said(CONTRIBUTION, 5),
    ]),
}  # fmt: skip

UNDER_INVESTIGATION = {
    **_said(
        "Không trong thời gian bị xem xét kỷ luật, điều tra, thanh tra, kiểm tra, kiểm toán khi có dấu hiệu vi phạm, "
        "hoặc có khiếu nại, tố cáo đang được xác minh",
        is_blocking=True,
    ),
    "legal_ref": DECREE_152,
    "effective_from": FROM_152,
    "certainty": Certainty.STATED,
    "note": SECOND_HAND,
}


def _conditions():
    yield UNDER_INVESTIGATION
    for codes, (article, rows) in CONDITIONS_OF.items():
        for code in codes:
            for row in rows:
                yield {
                    "award_code": code,
                    "legal_ref": f"Điều {article} {LAW}",
                    "effective_from": IN_FORCE_FROM,
                    "note": NEW_LAW,
                    **row,
                }


# Rows that agree in these columns are one set: where it has any row already, somebody keeps it, and nothing is added.
SETS = {
    LegalFigure: ("kind", "award_code", "level", "subject", "paper", "effective_from"),
    VoteRule: ("matter", "award_code", "level", "subject", "effective_from"),
    ChecklistItem: ("award_code", "level", "subject", "effective_from"),
    AwardCondition: ("award_code", "level", "subject", "effective_from"),
}
OF_MODEL = {
    LegalFigure: FIGURES,
    VoteRule: VOTES,
    ChecklistItem: list(_checklist()),
    AwardCondition: list(_conditions()),
}


def missing():
    """Return the rows, not saved, of sets that are not there yet."""
    found = []
    for model, columns in SETS.items():
        present = set(model.objects.values_list(*columns))
        made = [model(**fields) for fields in OF_MODEL[model]]
        found += [row for row in made if tuple(getattr(row, name) for name in columns) not in present]
    return found
