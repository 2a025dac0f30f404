"""The book of a year, measured on the produced PDF."""

import pytest

from documents.book import BookPaper, Chapter, Col, Facts, Grid, Heading, Lead, Lines
from documents.layout import Letterhead
from documents.pdf import render

from .measure import LEFT, MM, RIGHT, face, pages

LONG = "Hội Bảo vệ quyền trẻ em, Người khuyết tật, Nạn nhân chất độc da cam và Bảo trợ xã hội tỉnh Hải Dương "
LONG += "cùng các tổ chức trực thuộc trên địa bàn tỉnh số"
BOLD = "Liberation-Serif-Bold"


def paper(rows=60, **fields):
    grid = Grid(
        (Col("Đơn vị"), Col("Vai trò", "middle"), Col("Từ ngày", "narrow", True)),
        tuple((f"{LONG} {number}", "Cụm trưởng", "01/01/2026") for number in range(1, rows + 1)),
    )
    chapters = (
        Chapter("Thông tin chung", (Facts((("Chủ đề", "chưa rõ"),)), Lines(("Đoạn thứ nhất.",)))),
        Chapter("Đơn vị thành viên", (Heading("Danh sách"), grid)),
        Chapter("Hội nghị", (Lines(("Chưa ghi nhận hội nghị nào.",), is_note=True),)),
    )
    facts = {
        "letterhead": Letterhead("Cụm thi đua số 01", "Liên hiệp các Hội tỉnh Mẫu", place="Mẫu Sơn"),
        "year": 2026,
        "chapters": chapters,
        "annexes": ("Giao ước thi đua năm 2026",),
    }
    return BookPaper(**facts | fields)


@pytest.fixture(scope="module")
def found():
    return pages(render(paper()))


def page_with(found, phrase):
    for number, page in enumerate(found, 1):
        try:
            return number, page.find(phrase)
        except AssertionError:
            continue
    raise AssertionError(f"{phrase!r} is on no page")


def test_the_cover_names_authority_cluster_year_and_place(found):
    cover = found[0]
    assert face(cover.find("KỶ YẾU")) == {(BOLD, 38)}
    assert cover.find("LIÊN HIỆP CÁC HỘI TỈNH MẪU")[0]["top"] < cover.find("CỤM THI ĐUA SỐ 01")[0]["top"]
    assert cover.find("NĂM THI ĐUA 2026")
    assert cover.find("Mẫu Sơn, năm 2026")[0]["top"] > cover.height - 40 * MM


def test_the_cover_bears_no_page_number(found):
    assert not [word for word in found[0].words if word["text"] == "1"]


def test_the_cover_of_sample_data_says_so():
    assert pages(render(paper(rows=1, is_sample=True)))[0].find("DỮ LIỆU MẪU")


def test_a_line_that_announces_a_list_stays_with_it():
    for filling in range(30, 34):
        blocks = (
            Lines(tuple(f"Dòng {number}." for number in range(filling))),
            Lead("Chương trình:"),
            Lines(("- Khai mạc",)),
        )
        found = pages(render(paper(chapters=(Chapter("Hội nghị", blocks),), annexes=())))
        assert page_with(found, "Chương trình:")[0] == page_with(found, "- Khai mạc")[0]


def test_remarks_that_follow_one_another_stand_on_one_page():
    for filling in range(30, 34):
        blocks = (
            Lines(tuple(f"Dòng {number}." for number in range(filling))),
            Lines(("Nhận xét một.",), is_note=True),
            Lines(("Nhận xét hai.",), is_note=True),
        )
        found = pages(render(paper(chapters=(Chapter("Khen thưởng", blocks),), annexes=())))
        assert page_with(found, "Nhận xét một.")[0] == page_with(found, "Nhận xét hai.")[0]


def test_the_contents_give_the_page_on_which_a_chapter_begins(found):
    contents = found[1]
    for number, title in enumerate(("THÔNG TIN CHUNG", "ĐƠN VỊ THÀNH VIÊN", "HỘI NGHỊ")):
        roman = ("I.", "II.", "III.")[number]
        row = next(row for row in contents.lines if row[0]["text"] == roman)
        on_page = next(
            place
            for place, page in enumerate(found, 1)
            if place > 2
            and any([word["text"] for word in line[:2]] == [roman, title.split()[0]] for line in page.lines)
        )
        assert row[-1]["text"].rpartition(".")[2] == str(on_page)


def test_the_header_of_a_long_table_stands_on_each_of_its_pages(found):
    with_rows = [page for page in found if "khuyết" in [word["text"] for word in page.words]]
    assert len(with_rows) >= 3
    for page in with_rows:
        assert face(page.find("Vai trò")) == {(BOLD, 12)}


def test_long_names_wrap_and_lose_nothing(found):
    text = " ".join(word["text"] for page in found for word in page.words)
    assert text.count("khuyết") == 60


def test_no_letter_stands_in_a_margin(found):
    for page in found:
        for word in page.body:
            assert word["x0"] >= LEFT - 0.5
            assert word["x1"] <= RIGHT + 0.5


def test_what_is_bound_behind_is_named_on_the_last_page(found):
    assert found[-1].find("1. Giao ước thi đua năm 2026")


def test_a_book_with_nothing_in_it_is_a_book():
    empty = pages(
        render(paper(chapters=(Chapter("Thông tin chung"),), annexes=(), letterhead=Letterhead("Khối")))
    )
    assert len(empty) == 3
    assert empty[0].find("Năm 2026")


def test_long_names_on_the_cover_stay_inside_its_frame():
    head = Letterhead(f"Cụm thi đua {LONG} 01", f"Liên hiệp {LONG} 02", place="Hà Nội")
    cover = pages(render(paper(rows=1, letterhead=head, theme=f"“{LONG}”")))[0]
    assert max(word["x1"] for word in cover.words) <= RIGHT
    issuer = [word for word in cover.words if word["size"] < 16 and word["top"] < 96 * MM]
    assert max(word["bottom"] for word in issuer) < cover.find("KỶ YẾU")[0]["top"]


def test_a_row_that_misses_a_cell_is_refused():
    with pytest.raises(ValueError, match="one text per column"):
        Grid((Col("A"), Col("B")), (("một",),))
