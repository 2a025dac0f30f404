"""The printed rotation, measured on the produced PDF."""

import pytest

from documents.layout import Letterhead, RotationPaper, RotationUnit, RotationYear, SignatureBlock
from documents.pdf import render

from .measure import LEFT, MM, face, pages

LONG = "Hội Bảo vệ quyền trẻ em, Người khuyết tật, Nạn nhân chất độc da cam và Bảo trợ xã hội tỉnh Hải Dương "
LONG += "cùng các tổ chức trực thuộc trên địa bàn tỉnh số"
BOLD = "Liberation-Serif-Bold"


def paper(units=12, years=12, name=f"{LONG} {{}}", noun="cụm"):
    names = [name.format(number) for number in range(1, units + 1)]
    return RotationPaper(
        letterhead=Letterhead(
            superior="Liên hiệp các Hội tỉnh Mẫu", issuer="Cụm thi đua số 01", place="Mẫu Sơn", year=2026
        ),
        noun=noun,
        period=f"2026 - {2025 + years}",
        rule="Cụm phó năm trước làm cụm trưởng năm sau; mỗi năm 01 cụm phó.",
        years=tuple(
            RotationYear(
                str(2026 + place),
                names[place % units],
                (names[(place + 1) % units],),
                "Cụm phó năm trước làm cụm trưởng.",
                ("Lặp lại.",) if place else (),
            )
            for place in range(years)
        ),
        units=tuple(RotationUnit(one, "Chưa lần nào", "0", "năm 2027") for one in names),
        known="Tính theo các nhiệm kỳ đã ghi nhận từ năm 2026; các năm trước đó chưa rõ.",
        signature=SignatureBlock(authority="TM. Cụm thi đua số 01", post="Cụm trưởng"),
        changes=(f"Từ năm 2026, {LONG} là thành viên mới: chưa làm cụm trưởng lần nào.",),
    )


@pytest.fixture(scope="module")
def found():
    return pages(render(paper()))


def test_every_page_lies_on_its_side(found):
    assert {(round(page.width), round(page.height)) for page in found} == {(842, 595)}


def test_no_letter_stands_in_a_margin(found):
    for page in found:
        for word in page.body:
            assert word["x0"] >= LEFT - 0.5
            assert word["x1"] <= page.width - 20 * MM + 0.5
            assert word["bottom"] <= page.height - 20 * MM + 1


def test_the_title_names_offices_and_period(found):
    assert face(found[0].find("DỰ KIẾN LUÂN PHIÊN CỤM TRƯỞNG, CỤM PHÓ")) == {(BOLD, 14)}
    assert face(found[0].find("GIAI ĐOẠN 2026 - 2037")) == {(BOLD, 14)}


def test_the_header_stands_on_every_page_that_has_years_of_the_table(found):
    with_years = [
        page
        for page in found
        if any(
            row[0]["text"].isdigit() and row[1:2] and row[1]["text"].startswith("20") for row in page.lines
        )
    ]
    assert len(with_years) >= 2
    for page in with_years:
        assert face(page.find("Căn cứ")) == {(BOLD, 12)}


def test_long_names_wrap_and_lose_nothing(found):
    text = " ".join(word["text"] for page in found for word in page.words)
    assert text.count("khuyết") >= 12 * 3
    for number in range(1, 13):
        assert f"số {number} " in text


def test_the_chair_signs_by_hand_and_the_block_stays_in_one_piece(found):
    last = found[-1]
    heading = last.find("TM. CỤM THI ĐUA SỐ 01")
    dots = next(word for word in last.words if word["text"].startswith("…………"))
    assert dots["top"] - heading[0]["bottom"] > 30 * MM
    assert heading[0]["x0"] > last.width / 2


def test_place_and_date_are_left_open_by_the_year(found):
    assert found[0].find("Mẫu Sơn, ngày …… tháng …… năm 2026")


def test_cells_are_set_in_one_size(found):
    sizes = {round(word["size"]) for word in found[1].body}
    assert sizes == {12}


def test_a_khoi_prints_as_a_khoi():
    first = pages(render(paper(4, 4, "Hội {}", noun="khối")))[0]
    assert first.find("DỰ KIẾN LUÂN PHIÊN KHỐI TRƯỞNG, KHỐI PHÓ")
    assert face(first.find("Khối trưởng")) == {(BOLD, 12)}
