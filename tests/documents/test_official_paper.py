"""Papers made of blocks, and the Party's header profile: measured as printed."""

import dataclasses
from io import BytesIO
from itertools import pairwise

import pdfplumber
import pytest

from documents.layout import SIGNER_WIDTH, Letterhead, SignatureBlock, balanced, number_text, parted_post
from documents.pdf import render
from documents.profiles import dressed
from tests.documents import samples
from tests.documents.blocks_samples import meeting, talk
from tests.documents.measure import BOTTOM, LEFT, MM, RIGHT, TOP, face, length, pages

HANG = 2  # points by which WeasyPrint lets a justified line of two faces run over
REGULAR, BOLD = "Liberation-Serif", "Liberation-Serif-Bold"


def of_the_party(paper):
    return dataclasses.replace(paper, letterhead=dataclasses.replace(paper.letterhead, profile="party"))


@pytest.fixture(scope="module")
def state():
    return pages(render(meeting(parts=14)))


@pytest.fixture(scope="module")
def party():
    return pages(render(meeting("party", parts=14)))


@pytest.fixture(scope="module")
def minutes():
    return pages(render(talk()))


# --- numbers ----------------------------------------------------------------------------------------


def test_a_number_is_written_as_the_profile_has_it():
    assert number_text("state", 5, "GM", "CTĐ02") == "05/GM-CTĐ02"
    assert number_text("mass", 127, "KH", "CTĐ02") == "127/KH-CTĐ02"
    assert number_text("party", 127, "QĐ", "TW") == "127-QĐ/TW"
    assert number_text("state", None, "BB", "") == "/BB"
    assert number_text("state", 12, "", "CTĐ02") == "12/CTĐ02"
    assert number_text("state", 3, "", "") == "03"


def test_the_number_follows_so_with_a_colon_and_for_the_party_without():
    assert Letterhead("A", number="05/GM-CTĐ02").number_line == "Số: 05/GM-CTĐ02"
    assert Letterhead("A", number="05-GM/CTĐ02", profile="party").number_line == "Số 05-GM/CTĐ02"
    for profile, number in (("state", "/GM"), ("party", "-GM")):
        line = Letterhead("A", number=number, profile=profile).number_line
        assert line.count("\N{NO-BREAK SPACE}") == 8, "no room to write the number in"


# --- papers of blocks -------------------------------------------------------------------------------


def test_title_and_subject_are_bold_capitals_and_bold_with_a_rule(state):
    title = state[0].find("GIẤY MỜI")
    subject = state[0].find("Dự hội nghị ký kết giao ước thi đua năm 2024")
    assert face(title) == face(subject) == {(BOLD, 14)}
    start, end = state[0].rule_under(subject)["x0"], state[0].rule_under(subject)["x1"]
    assert 1 / 3 <= (end - start) / length(subject) <= 1 / 2
    middle = (title[0]["x0"] + title[-1]["x1"]) / 2
    assert middle == pytest.approx((LEFT + RIGHT) / 2, abs=1)


def test_every_word_stands_between_the_margins(state, minutes):
    for page in (*state, *minutes):
        for word in page.body:
            assert word["x0"] >= LEFT - 0.5
            assert word["x1"] <= RIGHT + HANG
            assert word["bottom"] <= BOTTOM + 0.5


def test_the_rows_of_a_table_are_as_high_and_its_columns_as_wide_as_asked(state):
    rows = [
        row for row in state[0].lines if row[0]["text"] in ("1", "2", "3") and row[0]["x0"] < LEFT + 10 * MM
    ]
    assert len(rows) == 3
    assert all(after[0]["top"] - before[0]["top"] >= 12 * MM - 1 for before, after in pairwise(rows))
    time = state[0].find("08 giờ 00")
    assert time[0]["x0"] >= LEFT + 10 * MM
    assert time[-1]["x1"] <= LEFT + 40 * MM


def test_the_signer_stands_at_the_right_and_the_recipients_at_the_left(state):
    last = state[-1]
    post, label = last.find("CỤM TRƯỞNG"), last.find("Nơi nhận:")
    assert face(label) == {("Liberation-Serif-Bold-Italic", 12)}
    assert face(last.find("- Lưu: VT.")) == {(REGULAR, 11)}
    assert label[0]["x0"] == pytest.approx(LEFT, abs=1)
    assert post[0]["x0"] > (LEFT + RIGHT) / 2
    assert label[0]["top"] == pytest.approx(last.find("TM. CỤM THI ĐUA SỐ 02")[0]["top"], abs=3)


def test_thirty_millimetres_are_left_for_hand_and_seal(state):
    last = state[-1]
    assert last.find("CHỦ TỊCH LIÊN HIỆP HỘI")[0]["top"] - last.find("CỤM TRƯỞNG")[0]["bottom"] >= 30 * MM - 2


def test_of_two_signers_the_secretary_stands_left_and_the_names_on_one_line(minutes):
    secretary, chair = minutes[0].find("THƯ KÝ"), minutes[0].find("CHỦ TỌA")
    assert secretary[0]["top"] == pytest.approx(chair[0]["top"], abs=1)
    assert secretary[-1]["x1"] < chair[0]["x0"]
    name = minutes[0].find("Trần Thị Mẫu")
    dots = next(word for word in minutes[0].words if set(word["text"]) == {"…"})
    assert name[0]["bottom"] == pytest.approx(dots["bottom"], abs=2)
    assert minutes[0].find("- Lưu: VT, Hồ sơ.")[0]["top"] > name[0]["bottom"]


@pytest.mark.parametrize("lines", range(8, 26))
def test_the_signature_never_stands_alone_and_is_never_broken(lines):
    last = pages(render(talk(lines=lines)))[-1]
    assert last.find("cùng ngày.")
    assert last.find("CHỦ TỌA")
    assert last.find("- Lưu: VT, Hồ sơ.")


def test_what_is_empty_leaves_no_trace():
    (page,) = pages(render(meeting(steps=0, parts=0, bases=(), recipients=())))
    text = " ".join(word["text"] for word in page.words)
    assert "CHƯƠNG TRÌNH" not in text
    assert "Thời gian" not in text
    assert "Nơi nhận" not in text


# --- the Party --------------------------------------------------------------------------------------


def test_the_party_stands_where_the_state_stands_with_a_rule_as_long_as_its_name(party):
    name = party[0].find("ĐẢNG CỘNG SẢN VIỆT NAM")
    assert face(name) == {(BOLD, 15)}
    rule = party[0].rule_under(name)
    assert rule["x1"] - rule["x0"] == pytest.approx(length(name), abs=2)
    text = " ".join(word["text"] for word in party[0].words)
    assert "CỘNG HÒA" not in text
    assert "Độc lập" not in text


def test_a_star_stands_under_the_body_above_the_number(party):
    issuer, star = party[0].find("CỤM THI ĐUA SỐ 02"), party[0].find("*")
    number = party[0].find("Số 05-GM/CTĐ02")
    assert issuer[0]["bottom"] <= star[0]["top"] + 3
    assert star[0]["top"] < number[0]["top"]
    with pytest.raises(ValueError, match="empty"):
        party[0].rule_under(issuer, within=6)


def test_title_subject_and_body_have_the_partys_sizes(party):
    assert face(party[0].find("GIẤY MỜI")) == {(BOLD, 16)}
    assert face(party[0].find("Dự hội nghị ký kết giao ước thi đua năm 2024")) == {(BOLD, 15)}
    assert face(party[0].find("-----")) <= {(BOLD, 15), (BOLD, 16), (REGULAR, 15)}
    basis = party[0].find("- Căn cứ Kế hoạch số 38/KH-CTĐ02")
    assert face(basis) == {(REGULAR, 15)}


def test_lines_are_18_to_22_points_apart(party):
    rows = [row[0] for row in party[1].lines if row[0]["size"] == 15]
    steps = [after["top"] - before["top"] for before, after in pairwise(rows)]
    assert 18 <= min(steps) <= 22


def test_the_margins_are_mirrored_on_the_back(party):
    right, left = party[0], party[1]
    lines = [row for page in (right, left) for row in page.lines]
    assert lines
    assert min(word["x0"] for word in right.body) == pytest.approx(30 * MM, abs=1)
    assert max(word["x1"] for word in right.body) <= (210 - 15) * MM + HANG
    assert max(word["x1"] for word in right.body) > (210 - 20) * MM
    assert min(word["x0"] for word in left.body) == pytest.approx(15 * MM, abs=1)
    assert max(word["x1"] for word in left.body) <= (210 - 30) * MM + HANG


def test_the_page_number_is_14_points_and_10_mm_from_the_top(party):
    number = next(word for word in party[1].words if word["top"] < TOP - 1)
    assert (number["text"], round(number["size"], 1)) == ("2", 14)
    assert number["top"] == pytest.approx(10 * MM, abs=3)


def test_authority_post_and_recipients_are_written_the_partys_way(party):
    last = party[-1]
    assert face(last.find("T/M CỤM THI ĐUA SỐ 02")) == {(BOLD, 14)}
    assert face(last.find("CỤM TRƯỞNG")) == {(REGULAR, 14)}
    label = last.find("Nơi nhận:")
    assert face(label) == {(REGULAR, 14)}
    assert face(last.find("- Lưu: VT.")) == {(REGULAR, 12)}


def test_the_partys_recipients_are_underlined():
    with pdfplumber.open(BytesIO(render(meeting("party", parts=14)))) as pdf:
        last = pdf.pages[-1]
        label = next(word for word in last.extract_words() if word["text"] == "Nơi")
        (line,) = last.lines
    assert line["x0"] == pytest.approx(label["x0"], abs=1)
    assert 0 < line["top"] - label["top"] < 16


def test_a_paper_of_the_party_ends_in_a_full_stop(party, state):
    assert party[-1].find("đến dự.")
    assert state[-1].find("đến dự./.")


def test_every_authority_of_a_paper_of_the_party_is_written_with_a_stroke():
    pledge = of_the_party(samples.veterans())
    assert {block.authority for row in dressed(pledge).grid for block in row.blocks} == {"T/M Ban Thường vụ"}
    one = of_the_party(
        samples.proposal(signature=SignatureBlock(authority="KT. Chủ tịch", post="Phó Chủ tịch"))
    )
    assert dressed(one).signature.authority == "K/T Chủ tịch"
    assert dressed(samples.proposal()) == samples.proposal()


def test_a_mass_organisation_prints_as_the_state():
    mass = meeting(letterhead=dataclasses.replace(meeting().letterhead, profile="mass"))
    assert render(mass) == render(meeting())


def test_the_signatures_of_a_pledge_of_the_party_are_whole():
    found = pages(render(of_the_party(samples.pledge(count=12))))
    assert sum(" ".join(word["text"] for word in page.words).count("T/M BAN") for page in found) == 12


@pytest.mark.parametrize(
    ("post", "lines"),
    [
        ("Chủ tịch Liên hiệp Hội Hải Phòng", "Chủ tịch\nLiên hiệp Hội Hải Phòng"),
        ("Chủ tịch Liên đoàn Lao động thành phố Hà Nội", "Chủ tịch Liên đoàn Lao động\nthành phố Hà Nội"),
        ("Chủ tịch Hội mẫu", "Chủ tịch Hội mẫu"),
    ],
)
def test_a_post_stands_apart_from_its_body_where_that_takes_no_more_lines(post, lines):
    assert parted_post(post, SIGNER_WIDTH) == lines


def test_no_line_of_a_name_begins_with_a_dash():
    lines = balanced("CỤM CÁC TỈNH, THÀNH PHỐ ĐÀ NẴNG, THỪA THIÊN - BẮC HẢI", 20).split("\n")
    assert len(lines) > 2
    assert not any(line.startswith("-") for line in lines)


def test_a_name_does_not_break_at_its_hyphen():
    lines = balanced("Mặt trận Tổ quốc và các đoàn thể chính trị - xã hội thành phố Hà Nội", SIGNER_WIDTH)
    assert "chính trị - xã hội" in lines
