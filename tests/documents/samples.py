"""Papers to measure: the shapes of three real clusters, and made-up text of any length."""

from datetime import date

from documents.layout import (
    AwardGroup,
    Item,
    Letterhead,
    Nominee,
    PledgePaper,
    ProposalPaper,
    Registrations,
    SignatureBlock,
    Target,
)

LAW = "Căn cứ Luật Thi đua, khen thưởng ngày 15 tháng 6 năm 2022"
FINGERPRINT = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
PLACES = [
    *(
        "Hải Phòng",
        "Hải Dương",
        "Hà Nội",
        "Hà Nam",
        "Bắc Ninh",
        "Nam Định",
        "Hưng Yên",
        "Thái Bình",
        "Lào Cai",
    ),
    *("Vĩnh Phúc", "Phú Thọ", "Tuyên Quang", "Yên Bái", "Hà Giang", "Quảng Ninh", "Lạng Sơn", "Cao Bằng"),
]
SENTENCE = (
    "Phát động và tổ chức sâu rộng các phong trào thi đua yêu nước, gắn với nhiệm vụ chính trị được giao, "
    "bảo đảm thiết thực, hiệu quả, đúng quy định."
)


def block(unit, **facts):
    return SignatureBlock(unit=unit, **{"authority": "TM. Ban Thường trực", "post": "Chủ tịch", **facts})


def pledge(count=8, paragraphs=6, unit="Liên hiệp Hội tỉnh {}", **facts):
    """A joint pledge of `count` units whose text is `paragraphs` contents long."""
    units = [unit.format(place) for place in PLACES[:count]]
    blocks = [block(name) for name in units]
    blocks[0] = block(units[0], role="Cụm trưởng")
    blocks[1] = block(units[1], role="Cụm phó")
    return PledgePaper(
        **{
            "letterhead": Letterhead(
                superior="Liên hiệp các Hội Khoa học và Kỹ thuật Việt Nam",
                issuer="Cụm thi đua số 02",
                place="Hải Phòng",
                year=2024,
            ),
            "subtitle": "Năm 2024",
            "bases": (LAW, "Căn cứ Kế hoạch số 38/KH-CTĐ02 của Cụm thi đua số 02;"),
            "parties": tuple(units),
            "contents": tuple(
                Item(SENTENCE, points=(Item(SENTENCE), Item(SENTENCE))) for _ in range(paragraphs)
            ),
            "closing": (
                f"Giao ước này được lập thành {count + 1:02d} bản có giá trị như nhau, mỗi đơn vị giữ "
                "01 bản, gửi Hội đồng Thi đua - Khen thưởng 01 bản.",
            ),
            "officers": tuple(blocks[:2]),
            "members": tuple(blocks[2:]),
            **facts,
        }
    )


def vusta():
    """Cluster A before signing: targets and registrations in tables."""
    targets = (
        Target("Hội thành viên hoàn thành tốt nhiệm vụ trở lên", "%", "100"),
        Target("Đơn vị yếu kém", "đơn vị", "0"),
        Target(
            "Cán bộ, công chức, viên chức, người lao động, hội viên hoàn thành tốt nhiệm vụ trở lên",
            "%",
            "100",
        ),
        Target(
            "Tập thể, cá nhân được tặng các hình thức khen thưởng",
            "tập thể, cá nhân",
            "bằng hoặc vượt số đăng ký",
        ),
    )
    rows = tuple((f"Liên hiệp Hội {place}", ("100", "0", "100", "")) for place in PLACES[:8])
    return pledge(
        targets=targets,
        registrations=Registrations(
            ("Chỉ tiêu 1 (%)", "Chỉ tiêu 2 (đơn vị)", "Chỉ tiêu 3 (%)", "Chỉ tiêu 4"), rows
        ),
        fingerprint=FINGERPRINT,
    )


def chuong_my():
    """Cluster C, signed before witnesses, recorded years later with parts unknown."""
    communes = [
        *("Tốt Động", "Hữu Văn", "Mỹ Lương", "Trần Phú", "Đồng Lạc"),
        *("Hoàng Văn Thụ", "Tân Tiến", "Nam Phương Tiến"),
    ]
    signed = {"is_signed": True, "signed_on": date(2024, 2, 20)}
    return pledge(
        letterhead=Letterhead(
            superior="Ủy ban MTTQ Việt Nam huyện Chương Mỹ",
            issuer="Cụm thi đua số 2",
            place="Chương Mỹ",
            day=date(2024, 2, 20),
        ),
        bases=(),
        parties=tuple(f"Ủy ban MTTQ Việt Nam xã {name}" for name in communes),
        officers=(),
        members=tuple(
            block(f"Ủy ban MTTQ Việt Nam xã {name}", authority="TM. Ban Thường trực", **signed)
            for name in communes
        ),
        witnesses=(
            SignatureBlock(post="Phó Chủ tịch", name="Trần Trọng Phú", **signed),
            SignatureBlock(post="Phó Chủ tịch", name="Nguyễn Văn Linh", **signed),
        ),
        witness_heading="Chứng kiến của Ban Thường trực Ủy ban MTTQ Việt Nam huyện Chương Mỹ",
        unknown=("nội dung thứ chín của giao ước", "họ tên người ký của các đơn vị"),
        fingerprint=FINGERPRINT,
    )


def veterans():
    """Cluster B: a unit's own pledge, countersigned by the chair."""
    return pledge(
        count=2,
        letterhead=Letterhead(
            superior="Hội Cựu chiến binh Việt Nam",
            issuer="Hội Cựu chiến binh tỉnh Hà Giang",
            place="Hà Giang",
            year=2024,
        ),
        theme="Gương mẫu – Sáng tạo – Chung sức đồng lòng",
        parties=(),
        officers=(),
        members=(block("Hội Cựu chiến binh tỉnh Hà Giang", authority="TM. Ban Thường vụ"),),
        countersignature=block(
            "Hội Cựu chiến binh tỉnh Yên Bái",
            role="Cụm trưởng ký công nhận",
            authority="TM. Ban Thường vụ",
        ),
    )


def proposal(people=1, achievement="Dẫn đầu phong trào thi đua của Cụm năm 2023.", **facts):
    """Cluster B's tờ trình, with as many made-up people as asked for."""
    return ProposalPaper(
        **{
            "letterhead": Letterhead(
                superior="Hội Cựu chiến binh Việt Nam",
                issuer="Cụm Công tác thi đua số 2",
                number="07/TTr-CTĐ02",
                place="Phú Thọ",
                day=date(2023, 11, 24),
            ),
            "subject": "Về việc đề nghị xét tặng Cờ thi đua và Bằng khen năm 2023",
            "addressees": ("Hội Cựu chiến binh Việt Nam",),
            "bases": (LAW,),
            "opening": (
                "Cụm Công tác thi đua số 2 kính đề nghị Hội Cựu chiến binh Việt Nam xem xét, khen thưởng "
                "các tập thể, cá nhân có thành tích năm 2023, cụ thể như sau:",
            ),
            "groups": (
                AwardGroup(
                    "Cờ thi đua của Hội Cựu chiến binh Việt Nam",
                    collectives=(Nominee("Hội Cựu chiến binh tỉnh Phú Thọ", achievement=achievement),),
                ),
                AwardGroup(
                    "Bằng khen của Hội Cựu chiến binh Việt Nam",
                    collectives=(
                        Nominee("Hội Cựu chiến binh tỉnh Hà Giang", achievement=achievement),
                        Nominee("Hội Cựu chiến binh tỉnh Yên Bái", achievement=achievement),
                    ),
                    individuals=tuple(
                        Nominee(f"Nguyễn Văn Mẫu {number}", "Hội viên, Chi hội số 1", achievement)
                        for number in range(1, people + 1)
                    ),
                ),
            ),
            "closing": ("Kính trình Hội Cựu chiến binh Việt Nam xem xét, quyết định",),
            "recipients": ("Các đơn vị trong Cụm",),
            "signature": SignatureBlock(
                authority="TM. Cụm Công tác thi đua số 2",
                post="Cụm trưởng",
                own_post="Chủ tịch Hội Cựu chiến binh tỉnh Phú Thọ",
                name="Lê Quang Đại",
            ),
            **facts,
        }
    )
