"""The minutes of a handover, measured on the produced PDF."""

from dataclasses import replace

import pytest

from documents.layout import SignatureBlock
from documents.papers import HandoverPaper, HandoverParty, HandoverRow, MinutesHead
from documents.pdf import render

from .measure import LEFT, MM, RIGHT, face, pages

LONG = "Hội Bảo vệ quyền trẻ em, Người khuyết tật, Nạn nhân chất độc da cam và Bảo trợ xã hội tỉnh Mẫu cùng "
LONG += "các tổ chức trực thuộc trên địa bàn các xã"
BOLD = "Liberation-Serif-Bold"


def paper(files=60, tasks=2, outgoing=LONG, **facts):
    sides = {"unit": outgoing, "post": "Chủ tịch", "name": "Nguyễn Văn An"}
    return HandoverPaper(
        letterhead=MinutesHead(
            superior="Liên hiệp các Hội tỉnh Mẫu", issuer="Cụm thi đua số 01", number="/BB-CTĐ01"
        ),
        subject="Hồ sơ, nhiệm vụ cụm trưởng năm 2026",
        opening="Hôm nay, ngày 20 tháng 12 năm 2026, tại Hội trường tỉnh, hai bên gồm:",
        parties=(
            HandoverParty("Bên giao", outgoing, "cụm trưởng năm 2026", "Nguyễn Văn An", "Chủ tịch"),
            HandoverParty("Bên nhận", "Hội thành viên B", "cụm trưởng kế nhiệm"),
        ),
        groups=tuple(
            (
                heading,
                tuple(HandoverRow(f"{LONG} mục{number}.", "Đã giao đủ") for number in range(1, count + 1)),
            )
            for heading, count in (("Hồ sơ, văn bản", files), ("Việc đang làm, chuyển tiếp", tasks))
            if count
        ),
        outgoing=SignatureBlock(**sides),
        incoming=SignatureBlock(unit="Hội thành viên B", post="Chủ tịch"),
        closing=("Biên bản được lập thành 03 bản có giá trị như nhau, mỗi bên giữ 01 bản.",),
        **facts,
    )


@pytest.fixture(scope="module")
def found():
    return pages(render(paper()))


def text_of(found):
    return " ".join(word["text"] for page in found for word in page.words)


def holds(page, phrase):
    try:
        return page.find(phrase)
    except AssertionError:
        return []


def test_the_title_says_what_is_handed_over(found):
    assert face(found[0].find("BIÊN BẢN BÀN GIAO")) == {(BOLD, 14)}
    assert found[0].find("Số: /BB-CTĐ01")


def test_time_and_place_stand_in_the_text_and_not_in_the_head(found):
    assert found[0].find("ngày 20 tháng 12 năm 2026,")
    assert text_of(found[:1]).count("tháng") == 1


def test_the_header_of_the_table_stands_on_every_page_with_items(found):
    with_items = [page for page in found if any(word["text"].startswith("mục") for word in page.words)]
    assert len(with_items) > 5
    for page in with_items:
        assert face(holds(page, "Tình trạng Ghi chú")) == {(BOLD, 13)}


def test_sixty_items_are_all_printed_and_numbered_through_both_lists(found):
    text = text_of(found)
    for number in range(1, 61):
        assert f"mục{number}." in text
    assert any(row[0]["text"] == "62" for page in found for row in page.lines)


def test_no_letter_stands_in_a_margin(found):
    for page in found:
        for word in page.body:
            assert word["x0"] >= LEFT - 0.5
            assert word["x1"] <= RIGHT + 0.5
            assert word["bottom"] <= page.height - 20 * MM + 1


@pytest.mark.parametrize("files", range(3, 13))
def test_the_signatures_never_stand_alone_on_a_page(files):
    """Wherever the text ends, its last sentence and both blocks are on one page."""
    *_, last = pages(render(paper(files, 0, "Hội thành viên A")))
    assert last.find("Biên bản được lập thành")
    assert last.find("ĐẠI DIỆN BÊN GIAO ĐẠI DIỆN BÊN NHẬN")
    assert last.find("Nguyễn Văn An")


def test_both_sides_sign_by_hand_side_by_side(found):
    last = found[-1]
    left, right = last.find("ĐẠI DIỆN BÊN GIAO"), last.find("ĐẠI DIỆN BÊN NHẬN")
    assert left[-1]["x1"] < right[0]["x0"]
    assert round(left[0]["bottom"]) == round(right[0]["bottom"])
    name = last.find("Nguyễn Văn An")
    assert name[0]["top"] - last.find("CHỦ TỊCH")[0]["bottom"] > 30 * MM


def test_an_unnamed_representative_leaves_room_to_write(found):
    assert "Đại diện: …" in text_of(found)


def test_who_has_signed_is_said_under_the_post():
    signed = SignatureBlock(unit="Hội A", name="Nguyễn Văn An", is_signed=True)
    last = pages(render(replace(paper(3, 0, "Hội A"), outgoing=signed)))[-1]
    assert last.find("Đã ký (chưa rõ ngày)")


def test_an_empty_list_prints_without_a_table():
    text = text_of(pages(render(paper(0, 0, "Hội A", other=("Không có nội dung khác.",)))))
    assert "I. NỘI DUNG KHÁC" in text
    assert "Tình trạng" not in text
