"""Decision, list, letters and certificates as printed: measured in the PDF, and the same words in Word."""

import io
from datetime import date
from decimal import Decimal

import pdfplumber
import pytest

from awards import actions
from awards.certificates import certificates_of, print_certificates, print_test_page
from awards.decision_check import items_of
from awards.decision_papers import annex_paper, decision_paper, letter_paper
from awards.models import Cancellation, PrinterOffset
from documents import pdf
from documents.pdf import render
from documents.word import master_of, word_of
from tests import factories as make
from tests.awards.decisions import decision_on, issued, put
from tests.awards.dossiers import dossier
from tests.documents.measure import BOTTOM, LEFT, MM, RIGHT, TOP, face, pages
from tests.documents.word_text import paragraphs, text_of, words, words_of_pdf

BOLD, ITALIC = "Liberation-Serif-Bold", "Liberation-Serif-Italic"
MERIT = "Đã có thành tích xuất sắc trong phong trào thi đua năm 2026."


def text_of_pdf(content):
    with pdfplumber.open(io.BytesIO(content)) as found:
        return " ".join(" ".join(page.extract_text() for page in found.pages).split())


def small(cast, **fields):
    fields = {"merit_words": MERIT, "body_name": "Chủ tịch Liên hiệp các Hội tỉnh Mẫu", **fields}
    return decision_on(cast, put(cast), **fields)


def long_one(cast):
    rows = [dossier(cast, "proposed", nominee=f"Chi hội {n:02}") for n in range(1, 12)]
    return decision_on(cast, rows, merit_words=MERIT)


# --- the decision ------------------------------------------------------------------------------------


def test_an_award_taken_back_is_marked_on_later_prints(cast):
    decision = issued(cast)
    assert decision_paper(decision, items_of(decision)).record_note == ""
    gone = items_of(decision)[1].nomination
    taken = {
        "number": "40/QĐ-LH",
        "dated_on": date(2026, 3, 2),
        "body": "Chủ tịch",
        "reason": "Khai sai thành tích",
    }
    actions.cancel_award(Cancellation(nomination=gone, **taken), by=cast.secretary)
    note = (
        "Ghi chú của hồ sơ: khen thưởng đã bị hủy bỏ đối với Phòng số 2 – "
        "theo Quyết định số 40/QĐ-LH ngày 02/03/2026."
    )
    items = items_of(decision)
    assert decision_paper(decision, items).record_note == note
    assert note[:60] in text_of_pdf(render(decision_paper(decision, items)))
    assert note[:60] in text_of_pdf(render(annex_paper(decision, items, always=True)))


def test_the_decision_says_what_its_record_says(cast):
    decision = small(cast)
    paper = decision_paper(decision, items_of(decision))
    assert paper.is_draft
    assert paper.letterhead.number_line == "Số: 12/QĐ-LH"
    assert paper.bases == (
        "Căn cứ Luật Thi đua, khen thưởng ngày 15 tháng 6 năm 2022;",
        "Theo đề nghị của Trưởng Ban Thi đua - Khen thưởng.",
    )
    assert paper.awards == (
        "Tặng Cờ thi đua của bộ, ban, ngành, tỉnh cho 02 tập thể đã có thành tích xuất sắc trong phong trào thi đua "
        "năm 2026, gồm:"
    )
    assert paper.names == (
        "1. Cờ thi đua của bộ, ban, ngành, tỉnh (02 tập thể):",
        "a) Phòng số 1, Hội thành viên C;",
        "b) Phòng số 2, Hội thành viên C.",
    )
    assert (paper.signature.authority, paper.signature.post) == ("", "Chủ tịch")
    actions.issue_decision(decision, by=cast.secretary)
    assert not decision_paper(decision, items_of(decision)).is_draft


def test_what_is_refused_stands_on_no_paper(cast):
    decision = small(cast)
    item = items_of(decision)[0]
    item.outcome, item.note = "refused", "Chưa đủ điều kiện."
    actions.change_decision_item(item, by=cast.secretary)
    items = items_of(decision)
    assert "Phòng số 1" not in text_of_pdf(render(decision_paper(decision, items)))
    assert [paper[0] for paper in certificates_of(decision, items)] == ["Phòng số 2"]


def test_a_title_is_given_as_such_and_a_flag_by_its_name(cast):
    title = make.make_award(code="CSTD", name="Chiến sĩ thi đua cơ sở", subject="individual")
    person = {"nominee_kind": "individual", "nominee": "H'Hen Niê", "nominee_post": "Kế toán trưởng"}
    rows = [dossier(cast, "proposed", award=title, **person), *put(cast, 1)]
    decision = decision_on(cast, rows)
    paper = decision_paper(decision, items_of(decision))
    assert "danh hiệu Chiến sĩ thi đua cơ sở" in paper.awards
    assert "danh hiệu Cờ" not in paper.awards
    assert "cho 01 tập thể, 01 cá nhân" in paper.awards
    assert any("H'Hen Niê, Kế toán trưởng" in line for line in paper.names)


@pytest.mark.parametrize(
    ("signs_as", "post", "organ", "over"),
    [
        ("own", "Chủ tịch", "", ""),
        ("KT.", "Phó Chủ tịch", "", "KT. Chủ tịch"),
        ("TL.", "Trưởng Ban Tổ chức", "Chủ tịch Liên hiệp các Hội", "TL. Chủ tịch"),
        ("TUQ.", "Chánh Văn phòng", "", "TUQ. Thủ trưởng"),
        ("TM.", "Chủ tịch", "", "TM. Liên hiệp các Hội tỉnh Mẫu"),
    ],
)
def test_who_signs_for_the_head_names_the_heads_post(cast, signs_as, post, organ, over):
    decision = small(cast, signs_as=signs_as, post=post, body_name=organ)
    assert decision_paper(decision, items_of(decision)).signature.authority == over


def test_the_decision_is_laid_out_as_the_decree_has_it(cast):
    decision = small(cast)
    (page,) = pages(render(decision_paper(decision, items_of(decision))))
    for word in page.words:
        assert LEFT - 0.5 <= word["x0"] <= word["x1"] <= RIGHT + 1.5, word["text"]
    middle = (LEFT + RIGHT) / 2
    for phrase in ("QUYẾT ĐỊNH", "CHỦ TỊCH LIÊN HIỆP CÁC HỘI TỈNH MẪU", "QUYẾT ĐỊNH:"):
        found = page.find(phrase)
        assert face(found) == {(BOLD, 14)}
        assert (found[0]["x0"] + found[-1]["x1"]) / 2 == pytest.approx(middle, abs=2)
    assert face(page.find("Căn cứ Luật Thi đua,")) == {(ITALIC, 14)}
    order = [
        page.find(phrase)[0]["top"] for phrase in ("Căn cứ", "QUYẾT ĐỊNH:", "Điều 1.", "Điều 2.", "Điều 3.")
    ]
    assert order == sorted(order)
    signer, name = page.find("CHỦ TỊCH"), page.find("Trần Văn Bình")
    post = [row for row in page.lines if [word["text"] for word in row][-2:] == ["CHỦ", "TỊCH"]][-1]
    assert name[0]["top"] - post[-1]["bottom"] >= 27 * MM
    assert signer


def test_a_long_name_of_who_decides_breaks_in_the_middle(cast):
    decision = small(cast, body_name="Chủ tịch Liên hiệp các Hội Khoa học và Kỹ thuật tỉnh Bà Rịa - Vũng Tàu")
    paper = decision_paper(decision, items_of(decision))
    page = pages(render(paper))[0]
    first, last = page.find("CHỦ TỊCH LIÊN HIỆP CÁC HỘI"), page.find("TỈNH BÀ RỊA - VŨNG TÀU")
    assert last[0]["top"] > first[0]["top"]
    assert paper.organ.replace("\n", " ") == decision.body_name.upper()


def test_the_line_that_ties_the_list_to_its_decision_is_italic(cast):
    decision = long_one(cast)
    annex = annex_paper(decision, items_of(decision))
    assert face(pages(render(annex))[0].find("(Kèm theo Quyết định")) == {(ITALIC, 14)}


def test_a_long_list_goes_with_the_decision_and_its_numbers_run_through(cast):
    decision = long_one(cast)
    items = items_of(decision)
    paper, annex = decision_paper(decision, items), annex_paper(decision, items)
    assert paper.names == ()
    assert paper.awards.endswith(", có danh sách kèm theo.")
    assert annex.source == (
        "(Kèm theo Quyết định số 12/QĐ-LH ngày 02 tháng 3 năm 2026 của Liên hiệp các Hội tỉnh Mẫu)"
    )
    assert annex.total == "Danh sách này gồm 11 tập thể."
    content = pdf.bind([paper, annex])
    text = text_of_pdf(content)
    assert text.count("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM") == 1
    assert all(f"Chi hội {n:02}" in text for n in range(1, 12))
    for page in pages(content):
        assert all(word["top"] >= TOP - 1 and word["bottom"] <= BOTTOM + 1 for word in page.body)
    assert annex_paper(decision, items[:10]) is None


def papers_of(cast):
    decision = small(cast)
    actions.issue_decision(decision, by=cast.secretary)
    letters = actions.draft_letters(decision, ["result", "transfer"], by=cast.secretary)
    items = items_of(decision)
    decision_and_list = [decision_paper(decision, items), annex_paper(decision, items, always=True)]
    return [*decision_and_list, *map(letter_paper, letters)]


def test_word_says_what_the_pdf_says_and_so_does_its_filled_master(cast):
    for paper in papers_of(cast):
        content = word_of(paper)
        printed, written = words_of_pdf(render(paper)), words(text_of(content))
        assert printed == written, type(paper).__name__
        assert paragraphs(word_of(paper, master_of(type(paper)))) == paragraphs(content)


def test_a_letter_is_a_notice_or_a_dispatch_and_a_draft_until_it_went_out(cast):
    notice, dispatch = papers_of(cast)[2:]
    assert (notice.title, dispatch.title) == ("Thông báo", "Phiếu gửi")
    assert notice.is_draft
    text = text_of_pdf(render(notice))
    assert "phối hợp tổ chức trao tặng theo quy định./." in text
    assert "- Hội thành viên C;" in text


def test_the_same_decision_is_the_same_bytes(cast):
    decision = small(cast)
    paper = decision_paper(decision, items_of(decision))
    assert render(paper) == render(paper)
    assert word_of(paper) == word_of(paper)


# --- certificates ------------------------------------------------------------------------------------


def printer(cast, **fields):
    fields = {"name": f"Máy {PrinterOffset.objects.count()}", **fields}
    return actions.add_printer(PrinterOffset(authority=cast.authority, **fields), by=cast.secretary)


def cross_of(content):
    """Where the cross of the test page stands, in mm from the left and the upper edge."""
    with pdfplumber.open(io.BytesIO(content)) as found:
        (page,) = found.pages
        shapes = page.rects + page.lines
        wide = next(one for one in shapes if one["width"] > 10 * MM and one["height"] < 1 * MM)
        high = next(one for one in shapes if one["height"] > 10 * MM and one["width"] < 1 * MM)
        centre = (high["x0"] + high["x1"]) / 2, (wide["top"] + wide["bottom"]) / 2
        return tuple(float(edge) / MM for edge in centre)


@pytest.mark.parametrize(("dx", "dy"), [("0", "0"), ("1.5", "-2"), ("-3.2", "0.7")])
def test_the_cross_stands_where_the_offset_puts_it(cast, dx, dy):
    content = print_test_page(printer(cast, dx=Decimal(dx), dy=Decimal(dy)))
    across, down = cross_of(content)
    assert across == pytest.approx(50 + float(dx), abs=0.15)
    assert down == pytest.approx(50 + float(dy), abs=0.15)


def test_the_lines_of_a_certificate_move_by_the_offset_and_stand_in_the_middle(cast):
    decision = small(cast)
    papers = certificates_of(decision, items_of(decision))
    straight = pages(print_certificates(papers, printer(cast)))
    moved = pages(print_certificates(papers, printer(cast, dx=Decimal("1.5"), dy=Decimal("-2"))))
    assert len(straight) == len(moved) == 2
    for before, after in zip(straight, moved, strict=True):
        assert (round(before.width / MM), round(before.height / MM)) == (297, 210)
        for old, new in zip(before.words, after.words, strict=True):
            assert old["text"] == new["text"]
            assert (new["x0"] - old["x0"]) / MM == pytest.approx(1.5, abs=0.05)
            assert (new["top"] - old["top"]) / MM == pytest.approx(-2, abs=0.05)
        name = before.find("Phòng số")
        assert face(name) == {(BOLD, 26)}
        line = next(row for row in before.lines if row[0] in name)
        assert (line[0]["x0"] + line[-1]["x1"]) / 2 / MM == pytest.approx(148.5, abs=0.5)
        assert 88 - 1 <= line[0]["top"] / MM <= 88 + 4


def test_a_name_is_printed_exactly_as_typed(cast):
    name = "Y Wang Niê - K'Đăm, HTX “Hòa Bình” & Con"
    decision = decision_on(cast, [dossier(cast, "proposed", nominee=name)])
    content = print_certificates(certificates_of(decision, items_of(decision)), printer(cast))
    assert name in text_of_pdf(content)


def test_a_long_name_keeps_to_its_room(cast):
    name = "Hội Bảo vệ quyền trẻ em, Người khuyết tật, Nạn nhân chất độc da cam và Bảo trợ xã hội tỉnh Hải Dương cùng "
    name += "các tổ chức trực thuộc trên địa bàn toàn tỉnh và vùng phụ cận, năm 2026"
    decision = decision_on(cast, [dossier(cast, "proposed", nominee=name)], merit_words=MERIT)
    (page,) = pages(print_certificates(certificates_of(decision, items_of(decision)), printer(cast)))
    shown = [word for word in page.words if word["fontname"].endswith("Bold")]
    assert " ".join(word["text"] for word in shown) == name
    unit = page.find("Hội thành viên C")
    assert max(word["bottom"] for word in shown) <= unit[0]["top"] + 1
    assert all(word["x0"] >= 25 * MM - 1 and word["x1"] <= 272 * MM + 1 for word in page.words)


def test_all_certificates_of_an_issued_decision_are_one_file(cast, sign_in):
    from django.urls import reverse

    decision = issued(cast)
    client = sign_in(cast.secretary)
    address = reverse("awards:decision_certificates", args=[decision.pk])
    page = client.get(address, follow=True)
    assert "Chưa khai báo máy in bằng, giấy khen." in page.content.decode()
    found = printer(cast)
    content = client.get(address, {"may_in": found.pk}).content
    assert len(pages(content)) == 2
