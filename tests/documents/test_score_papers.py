"""Score sheet and ranking as printed, with many units and long names."""

import dataclasses
from datetime import date
from io import BytesIO

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT

from documents.layout import Letterhead, SignatureBlock
from documents.pdf import render
from documents.scores import RankingPaper, RankingRow, ScoreRow, ScoreSheetPaper
from documents.stamp import Stamp
from documents.word import master_of, word_of
from documents.word.checking import check_template
from tests.documents.measure import BOTTOM, LEFT, MM, RIGHT, face, pages
from tests.documents.word_text import text_of, words, words_of_pdf

LONG = "Hội Bảo vệ quyền trẻ em, Người khuyết tật, Nạn nhân chất độc da cam và Bảo trợ xã hội tỉnh Hải Dương "
LONG += "cùng các tổ chức trực thuộc trên địa bàn tỉnh số"
BOLD = "Liberation-Serif-Bold"
UNITS = 17


def common(profile="state"):
    return {
        "letterhead": Letterhead(
            superior="Liên hiệp các Hội tỉnh Mẫu",
            issuer="Cụm thi đua số 01",
            place="Mẫu Sơn",
            year=2026,
            profile=profile,
        ),
        "recipients": ("Liên hiệp các Hội tỉnh Mẫu", "Các đơn vị thành viên cụm"),
        "signature": SignatureBlock(authority="TM. Cụm thi đua số 01", post="Cụm trưởng", name="Lê Văn Mẫu"),
    }


def ranking(units=UNITS, **facts):
    rows = [
        RankingRow(
            str(place),
            f"{LONG} {place}",
            "I: 558,25; II: 180; III: 150,75; IV: 40",
            "1.029",
            "Hoàn thành xuất sắc nhiệm vụ",
            f"Cùng 1.029 điểm, xếp trên {LONG} {place + 1}: điểm Thực hiện nhiệm vụ cao hơn."
            if place == 3
            else "",
        )
        for place in range(1, units)
    ]
    rows.append(
        RankingRow("", f"{LONG} {units}", "I: 300", "900", "", "Không xếp hạng: lãnh đạo bị kỷ luật.")
    )
    return RankingPaper(
        **common(),
        subject="Năm 2026 của Cụm thi đua số 01",
        basis="Kết quả chấm điểm theo bảng tiêu chí chấm điểm thi đua năm 2026:",
        rows=tuple(rows),
        total="Bảng này gồm 17 đơn vị; 16 đơn vị được xếp hạng, 01 đơn vị không xếp hạng.",
        groups="I. Thực hiện nhiệm vụ (600 điểm); II. Xây dựng tổ chức (200 điểm)",
        classes="Hoàn thành xuất sắc nhiệm vụ: từ 900 điểm",
        ties="xét lần lượt 1) đơn vị có điểm “Thực hiện nhiệm vụ” cao hơn xếp trên. Vẫn bằng nhau thì cùng hạng",
        **facts,
    )


def sheet(profile="state", lines=60, **facts):
    rows = [ScoreRow("I", "THỰC HIỆN NHIỆM VỤ CHUYÊN MÔN", "1.000", "985,25", "chưa đủ")]
    rows += [
        ScoreRow(
            str(n), f"Tiêu chí {n}: {LONG}" if n % 7 == 0 else f"Tiêu chí {n}", "20", "18,5", "chưa chấm"
        )
        for n in range(1, lines)
    ]
    return ScoreSheetPaper(
        **common(profile),
        subject=f"Năm 2026 của {LONG}",
        unit=LONG,
        table_name="Bảng tiêu chí chấm điểm thi đua năm 2026",
        rows=tuple(rows),
        result_heading="I. Kết quả",
        result=("1. Tổng điểm 92,5.", "2. Xếp hạng 2."),
        reasons_heading="II. Điểm thẩm định khác điểm tự chấm",
        reasons=("1. “Tiêu chí 3”: tự chấm 20, thẩm định 18,5. Lý do: báo cáo gửi chậm.",),
        unit_signature=SignatureBlock(role="Đại diện đơn vị", post="Chủ tịch"),
        **facts,
    )


@pytest.fixture(scope="module")
def ranked():
    return pages(render(ranking()))


@pytest.fixture(scope="module")
def scored():
    return pages(render(sheet()))


def text(found):
    return " ".join(word["text"] for page in found for word in page.words)


def test_the_ranking_lies_on_its_side_within_its_margins(ranked):
    assert {(round(page.width), round(page.height)) for page in ranked} == {(842, 595)}
    for page in ranked:
        for word in page.body:
            assert word["x0"] >= LEFT - 0.5
            assert word["x1"] <= page.width - 20 * MM + 2
            assert word["bottom"] <= page.height - 20 * MM + 1


def test_seventeen_long_names_are_whole_and_readable(ranked):
    assert len(ranked) <= 6
    for number in range(1, UNITS + 1):
        assert f"tỉnh số {number} " in text(ranked)
    assert min(word["size"] for page in ranked[1:] for word in page.body) >= 10.9


def test_the_heading_of_the_ranking_stands_on_every_page_of_the_table(ranked):
    with_rows = [page for page in ranked if "khuyết" in text([page]) and "Hạng" in text([page])]
    assert len(with_rows) >= 3
    for page in with_rows:
        assert {font for font, _ in face(page.find("Xếp loại"))} == {BOLD}


def test_the_chair_signs_the_ranking_in_one_piece(ranked):
    last = ranked[-1]
    assert last.find("TM. CỤM THI ĐUA SỐ 01")[0]["x0"] > last.width / 2
    assert last.find("Lê Văn Mẫu")
    assert last.find("- Lưu: VT.")


def test_the_sheet_keeps_to_its_margins_and_repeats_its_heading(scored):
    assert len(scored) >= 3
    for page in scored:
        for word in page.body:
            assert word["x0"] >= LEFT - 0.5
            assert word["x1"] <= RIGHT + 2
            assert word["bottom"] <= BOTTOM + 0.5
    assert {font for font, _ in face(scored[1].find("Nhóm, tiêu chí"))} == {BOLD}


def test_unit_and_cluster_sign_the_sheet_side_by_side(scored):
    last = scored[-1]
    unit, chair = last.find("ĐẠI DIỆN ĐƠN VỊ"), last.find("TM. CỤM THI ĐUA SỐ 01")
    assert unit[0]["top"] == pytest.approx(chair[0]["top"], abs=1)
    assert unit[-1]["x1"] < chair[0]["x0"]
    assert last.find("- Lưu: VT, hồ sơ thi đua.")


@pytest.mark.parametrize("profile", ["state", "party"])
def test_word_says_what_the_pdf_says(profile):
    for paper in (ranking(), sheet(profile, lines=12)):
        missing = words(text_of(word_of(paper))) - words_of_pdf(render(paper))
        assert not missing


def test_a_draft_is_marked_and_an_issued_ranking_keeps_its_side():
    assert "DỰ THẢO" in text(pages(render(sheet(lines=5, is_draft=True))))
    stamp = Stamp("", date(2026, 12, 20), "ABCD-EFGH-JKLM", "https://a.vn/tra-cuu/ABCD-EFGH-JKLM/", "0" * 64)
    issued = pages(render(dataclasses.replace(ranking(4), stamp=stamp)))
    assert {(round(page.width), round(page.height)) for page in issued} == {(842, 595)}


@pytest.mark.parametrize("paper", [ranking(3), sheet(lines=5)], ids=["ranking", "sheet"])
def test_an_authority_may_make_a_template_of_its_own_from_the_master(paper):
    master = master_of(type(paper))
    check_template(master, type(paper))
    assert words(text_of(word_of(paper))) == words(text_of(word_of(paper, master)))


def test_the_ranking_lies_on_its_side_in_word():
    section = Document(BytesIO(word_of(ranking(3)))).sections[0]
    assert section.orientation == WD_ORIENT.LANDSCAPE
    assert section.page_width > section.page_height
