"""The instruments of law around emulation and commendation, each with how sure its source is.

Rows that are there already, edited or not, are left as they are. ``replaced_by`` is a number of the same
kind; whatever replaces stands before what it replaces.
"""

from datetime import date

from audit.record import action, record
from audit.verbs import Verb
from documents.models import Certainty, OfficialDocument

Kind = OfficialDocument.Kind

ASSEMBLY = "Quốc hội"
GOVERNMENT = "Chính phủ"
INTERIOR = "Bộ Nội vụ"
EDUCATION = "Bộ Giáo dục và Đào tạo"
SECONDARY = "Theo nguồn thứ cấp, cần đối chiếu với văn bản chính thức."
TITLE_TO_CHECK = "(trích yếu cần đối chiếu với văn bản chính thức)"


def _row(kind, number, issuer, issued_on, title, **more):
    return {
        "kind": kind,
        "number": number,
        "issuer": issuer,
        "issued_on": issued_on,
        "title": title,
        **more,
    }


def _inferred(*facts, note="", **more):
    return _row(*facts, certainty=Certainty.INFERRED, note=f"{note} {SECONDARY}".strip(), **more)


INSTRUMENTS = [
    _row(
        Kind.LAW,
        "06/2022/QH15",
        ASSEMBLY,
        date(2022, 6, 15),
        "Thi đua, khen thưởng",
        effective_from=date(2024, 1, 1),
        note="Ngày có hiệu lực theo Điều 94.",
    ),
    _inferred(
        Kind.LAW,
        "06/2026/QH16",
        ASSEMBLY,
        date(2026, 4, 23),
        "sửa đổi, bổ sung một số điều của Luật Thi đua, khen thưởng",
        effective_from=date(2026, 10, 1),
        note="Sửa đổi, bổ sung Luật số 06/2022/QH15, không thay thế luật này. Hồ sơ được tiếp nhận thẩm định trước "
        "ngày 01/10/2026 xét theo quy định cũ, trừ khi quy định mới có lợi hơn. Chưa đối chiếu nội dung.",
    ),
    _inferred(
        Kind.DECREE,
        "152/2025/NĐ-CP",
        GOVERNMENT,
        date(2025, 6, 14),
        "quy định về phân cấp, phân quyền trong lĩnh vực thi đua, khen thưởng; quy định chi tiết và hướng dẫn thi "
        "hành một số điều của Luật Thi đua, khen thưởng",
        effective_from=date(2025, 7, 1),
    ),
    _inferred(
        Kind.DECREE,
        "98/2023/NĐ-CP",
        GOVERNMENT,
        date(2023, 12, 31),
        "quy định chi tiết thi hành một số điều của Luật Thi đua, khen thưởng",
        effective_from=date(2024, 1, 1),
        effective_to=date(2025, 6, 30),
        replaced_by="152/2025/NĐ-CP",
    ),
    _inferred(
        Kind.DECREE,
        "91/2017/NĐ-CP",
        GOVERNMENT,
        None,
        "quy định chi tiết thi hành một số điều của Luật Thi đua, khen thưởng",
        effective_to=date(2023, 12, 31),
        replaced_by="98/2023/NĐ-CP",
    ),
    _inferred(
        Kind.CIRCULAR,
        "15/2025/TT-BNV",
        INTERIOR,
        date(2025, 8, 4),
        "hướng dẫn thi hành Luật Thi đua, khen thưởng và Nghị định số 152/2025/NĐ-CP",
        effective_from=date(2025, 8, 5),
        note="Trích yếu ghi tóm tắt.",
    ),
    _inferred(
        Kind.CIRCULAR,
        "01/2024/TT-BNV",
        INTERIOR,
        None,
        "quy định biện pháp thi hành Luật Thi đua, khen thưởng và Nghị định số 98/2023/NĐ-CP",
        effective_to=date(2025, 8, 4),
        replaced_by="15/2025/TT-BNV",
    ),
    _inferred(
        Kind.CIRCULAR,
        "12/2019/TT-BNV",
        INTERIOR,
        None,
        "quy định chi tiết thi hành một số điều của Nghị định số 91/2017/NĐ-CP",
        replaced_by="01/2024/TT-BNV",
    ),
    _inferred(
        Kind.CIRCULAR,
        "07/2026/TT-BGDĐT",
        EDUCATION,
        None,
        f"về công tác thi đua, khen thưởng ngành Giáo dục {TITLE_TO_CHECK}",
        effective_from=date(2026, 4, 2),
    ),
    _inferred(
        Kind.CIRCULAR,
        "29/2023/TT-BGDĐT",
        EDUCATION,
        None,
        "hướng dẫn công tác thi đua, khen thưởng ngành Giáo dục",
        replaced_by="07/2026/TT-BGDĐT",
    ),
    _row(
        Kind.CIRCULAR,
        "02/2023/TT-BNV",
        INTERIOR,
        None,
        "quy định chế độ báo cáo thống kê ngành Nội vụ",
        note="Có các biểu mẫu về thi đua, khen thưởng (mẫu 0601 đến mẫu 0605).",
    ),
    _inferred(
        Kind.DECREE,
        "161/2026/NĐ-CP",
        GOVERNMENT,
        date(2026, 5, 15),
        f"quy định mức lương cơ sở {TITLE_TO_CHECK}",
        effective_from=date(2026, 7, 1),
        note="Mức lương cơ sở là 2.530.000 đồng/tháng từ ngày 01/7/2026.",
    ),
    _row(
        Kind.DECREE,
        "30/2020/NĐ-CP",
        GOVERNMENT,
        date(2020, 3, 5),
        "về công tác văn thư",
        effective_from=date(2020, 3, 5),
    ),
    _row(
        Kind.RESOLUTION,
        "202/2025/QH15",
        ASSEMBLY,
        date(2025, 6, 12),
        "về việc sắp xếp đơn vị hành chính cấp tỉnh",
        note="Sau khi sắp xếp, cả nước có 34 đơn vị hành chính cấp tỉnh; cấp huyện kết thúc hoạt động từ ngày "
        "01/7/2025.",
    ),
]


def load(by=None):
    """Add the rows that are missing; return how many were added. Nothing missing: nothing is recorded."""
    return _load(by=by)


@action
def _load(*, by):
    added = [_add(dict(fields)) for fields in INSTRUMENTS if _of(fields["kind"], fields["number"]) is None]
    if added:
        record(
            Verb.INSTRUMENTS_LOADED,
            by=by,
            subject=OfficialDocument(kind=Kind.OTHER, title="pháp luật về thi đua, khen thưởng"),
            changes=[["Văn bản", "", str(document)] for document in added],
        )
    return len(added)


def _of(kind, number):
    return OfficialDocument.objects.filter(kind=kind, number=number).order_by("pk").first()


def _add(fields):
    later = fields.pop("replaced_by", None)
    document = OfficialDocument(**fields, replaced_by=_of(fields["kind"], later) if later else None)
    document.full_clean()
    document.save(force_insert=True)
    return document
