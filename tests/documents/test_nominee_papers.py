"""Tờ trình, danh sách trích ngang and báo cáo thành tích as printed, with many nominees and long names."""

from dataclasses import replace
from functools import cache
from io import BytesIO

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT

from documents.layout import DOTS, AwardGroup, Nominee, SignatureBlock
from documents.official import BLANK
from documents.pdf import render
from documents.reports import PastAward, ReportPaper
from documents.word import master_of, word_of
from documents.word.checking import check_template
from tests.documents import samples
from tests.documents.measure import BOTTOM, LEFT, MM, RIGHT, face, pages
from tests.documents.word_text import text_of, words, words_of_pdf

LONG = (
    "Hội Bảo vệ quyền trẻ em, Người khuyết tật, Nạn nhân chất độc da cam và Bảo trợ xã hội tỉnh Hải Dương cùng các "
    "tổ chức trực thuộc trên địa bàn tỉnh, số"
)
BEFORE = "- Bằng khen của Hội Cựu chiến binh Việt Nam, năm 2023 (Quyết định số 12/QĐ-CCB ngày 24/11/2023)"
STORY = "Hoàn thành xuất sắc nhiệm vụ năm 2023; vận động hội viên đóng góp xây dựng nông thôn mới. " * 2
BOLD = "Liberation-Serif-Bold"
COUNTS = (1, 17, 60)
EDGE = 20 * MM


@cache
def annex(count):
    """Collectives, people and households, each as many as asked for, with names of 150 letters."""
    assert len(LONG) >= 145
    groups = tuple(
        Nominee(f"{LONG} {n}", achievement=STORY, before=BEFORE if n % 2 else "") for n in range(1, count + 1)
    )
    people = tuple(
        Nominee(
            f"Nguyễn Thị Mẫu {n}",
            "Chủ tịch",
            STORY,
            place=f"Chủ tịch\n{LONG} {n}",
            sex=("female", "male", "")[n % 3],
            born="1975" if n % 5 else "",
        )
        for n in range(1, count + 1)
    )
    award = AwardGroup("Bằng khen của Hội Cựu chiến binh Việt Nam", groups, people, groups)
    return samples.proposal(groups=(award,)).annex


@cache
def printed(count):
    return pages(render(annex(count)))


def text(found):
    return " ".join(word["text"] for page in found for word in page.words)


def top_of_rows(page):
    """Return the tops of the rows whose first cell holds a number."""
    left = LEFT + 10 * MM
    return [row[0] for row in page.lines if row[0]["x1"] < left and row[0]["text"].isdigit()]


@pytest.mark.parametrize("count", COUNTS)
def test_the_list_lies_on_its_side_between_its_margins(count):
    for page in printed(count):
        assert (round(page.width), round(page.height)) == (842, 595)
        for word in page.body:
            assert LEFT - 0.5 <= word["x0"] <= word["x1"] <= page.width - EDGE + 2, word["text"]
            assert word["bottom"] <= page.height - EDGE + 1, word["text"]
            assert word["size"] >= 11.9


@pytest.mark.parametrize("count", COUNTS)
def test_every_page_of_the_list_has_the_heading_of_its_table(count):
    for page in printed(count):
        assert face(page.find("Tóm tắt thành tích")) == {(BOLD, 12)}
        assert page.find("TT")


@pytest.mark.parametrize("count", COUNTS)
def test_every_nominee_is_named_once_in_each_group_and_no_row_is_broken(count):
    found = printed(count)
    told = text(found)
    for number in range(1, count + 1):
        assert told.count(f"tỉnh, số {number} ") >= 3 or told.count(f"số {number} ") >= 3
    numbers = [int(word["text"]) for page in found for word in top_of_rows(page)]
    assert numbers == [*range(1, count + 1)] * 3
    for page in found:
        first = min(word["top"] for word in page.body if word["x0"] > LEFT + 12 * MM)
        assert first < page.height / 2
    assert text(found[-1:]).count(f"{count:02d} tập thể, {count:02d} cá nhân, {count:02d} hộ gia đình.") == 1


def test_a_year_of_birth_stands_under_the_sex_or_under_the_name_while_that_is_unknown():
    people = dict(enumerate(annex(17).persons, 1))
    assert [(people[n].male, people[n].female) for n in (1, 2, 3)] == [("1975", ""), ("", ""), ("", "1975")]
    assert [(people[n].male, people[n].female) for n in (10, 15)] == [(DOTS, ""), ("", DOTS)]
    assert people[2].name == "Nguyễn Thị Mẫu 2\n(sinh năm 1975)"
    assert people[3].name == "Nguyễn Thị Mẫu 3"


def test_what_was_given_before_and_is_not_known_stays_a_line_to_fill_in():
    first, second = annex(17).collectives[:2]
    assert (first.before, second.before) == (BEFORE, BLANK)


def test_only_several_groups_are_numbered():
    assert annex(1).persons_heading == "II. cá nhân"
    alone = AwardGroup("Bằng khen", individuals=(Nominee("Lê Văn Cả"),))
    assert samples.proposal(groups=(alone,)).annex.persons_heading == "cá nhân"


def test_the_list_says_to_which_proposal_it_belongs():
    assert printed(1)[0].find("(Kèm theo Tờ trình số 07/TTr-CTĐ02 ngày 24 tháng 11 năm 2023 của Cụm")
    assert text(printed(1)).count("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM") == 0


def test_the_form_number_stands_over_the_head():
    for number in ("", "Mẫu số 01"):
        paper = samples.proposal(form_number=number)
        assert ("Mẫu số 01" in text(pages(render(paper))[:1])) == bool(number)
        assert ("Mẫu số 01" in text_of(word_of(paper))) == bool(number)
    first = pages(render(paper))[0]
    assert first.find("Mẫu số 01")[0]["top"] < first.find("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")[0]["top"]


# --- reports ----------------------------------------------------------------------------------------------


def report(lines=20, profile="state", **facts):
    head = samples.proposal().letterhead
    return ReportPaper(
        **{
            "letterhead": replace(head, number=None, profile=profile),
            "subject": f"Đề nghị tặng Bằng khen cho {LONG} 1",
            "form_number": "Mẫu số 02",
            "facts": (f"Tên tập thể: {LONG} 1",),
            "background_heading": "I. Sơ lược đặc điểm, tình hình",
            "background": ("Thành lập năm 1989.",),
            "report": (STORY,) * lines,
            "titles": (PastAward("2023", "Tập thể lao động xuất sắc", "Quyết định số 12/QĐ-CCB"),),
            "forms": (PastAward(BLANK, BLANK, BLANK),),
            "confirmation": SignatureBlock(role="Xác nhận của cấp trên trực tiếp"),
            "signature": SignatureBlock(role="Thủ trưởng đơn vị", post="Chủ tịch", name="Trần Người-Ký"),
            **facts,
        }
    )


def test_the_report_keeps_to_its_margins_and_ends_with_both_signatures():
    for lines in (1, 9, 40):
        found = pages(render(report(lines)))
        for page in found:
            for word in page.body:
                assert LEFT - 0.5 <= word["x0"] <= word["x1"] <= RIGHT + 2
                assert word["bottom"] <= BOTTOM + 0.5
        left = found[-1].find("XÁC NHẬN CỦA")
        right = found[-1].find("THỦ TRƯỞNG")
        assert left[0]["top"] == pytest.approx(right[0]["top"], abs=1)
        assert left[-1]["x1"] < right[0]["x0"]


def test_the_parts_of_the_report_stand_in_the_order_of_the_form():
    told = text(pages(render(report())))
    parts = ["SƠ LƯỢC ĐẶC ĐIỂM", "THÀNH TÍCH ĐẠT ĐƯỢC", "CÁC HÌNH THỨC ĐÃ ĐƯỢC KHEN THƯỞNG"]
    places = [told.index(part) for part in parts]
    assert places == sorted(places)


# --- Word -------------------------------------------------------------------------------------------------

PAPERS = {
    "proposal": lambda: samples.proposal(2, form_number="Mẫu số 01"),
    "list": lambda: annex(3),
    "report": lambda: report(3),
}


@pytest.mark.parametrize("key", PAPERS)
def test_word_says_what_the_pdf_says(key):
    paper = PAPERS[key]()
    whole = words_of_pdf(render(paper)) + words("phụ lục")
    assert not words(text_of(word_of(paper))) - whole


@pytest.mark.parametrize("key", PAPERS)
def test_an_authority_may_make_a_template_of_its_own_from_the_master(key):
    paper = PAPERS[key]()
    master = master_of(type(paper))
    check_template(master, type(paper))
    assert words(text_of(word_of(paper))) == words(text_of(word_of(paper, master)))


def test_the_list_lies_on_its_side_in_word_and_repeats_its_heading():
    made = Document(BytesIO(word_of(annex(3))))
    assert made.sections[0].orientation == WD_ORIENT.LANDSCAPE
    assert len(made.tables) == 3
    for table in made.tables:
        properties = table.rows[0]._tr.trPr.xml
        assert "tblHeader" in properties
        assert all("cantSplit" in row._tr.trPr.xml for row in table.rows)


@pytest.mark.parametrize("profile", ["state", "party"])
def test_a_report_of_the_party_has_its_own_head(profile):
    head = text(pages(render(report(1, profile)))[:1])
    assert ("ĐẢNG CỘNG SẢN VIỆT NAM" in head) == (profile == "party")
