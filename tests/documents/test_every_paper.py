"""Every paper of the year and its awards, every grid of signatures, of any length, by Nghị định 30/2020/NĐ-CP."""

import os
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise

import pytest

from documents.layout import SignatureBlock
from documents.pdf import render
from documents.stamp import Stamp
from documents.word import word_of

from . import official_samples as official
from . import samples
from . import season_samples as season
from .measure import BOTTOM, LEFT, MM, RIGHT, TOP, face, length, pages
from .word_text import text_of, words, words_of_pdf

REGULAR, BOLD = "Liberation-Serif", "Liberation-Serif-Bold"
TORTURE = os.environ.get("HYPOTHESIS_PROFILE") == "torture"
COUNTS = [4, 5, 7, 8, 10, 12, 17] if TORTURE else [5, 8, 17]
LENGTHS = [(4, "short"), (8, "long"), (17, "long")] if TORTURE else [(4, "short"), (17, "long")]
CODE = Stamp(
    "05/GM-CTĐ02", date(2026, 2, 10), "ABCD-EFGH-JKLM", "https://so.vn/tra-cuu/ABCDEFGHJKLM/", "a" * 64
)
PAPERS = official.PAPERS | season.PAPERS
STATE = [(key, count, name) for key in (*official.PAPERS, *season.SIGNED) for count, name in LENGTHS]
NAMES = {"short": official.SHORT, "long": official.LONG}


@cache
def printed(key, count, name, profile="state"):
    return pages(render(PAPERS[key](count, NAMES[name], profile)))


@pytest.fixture(params=STATE, ids=lambda row: "-".join(map(str, row)))
def found(request):
    return printed(*request.param)


def has(page, phrase):
    try:
        return page.find(phrase)
    except AssertionError:
        return []


def rows_of(page):
    return [row for row in page.lines if TOP - 1 < row[0]["top"] < BOTTOM]


def begins_with_table(page):
    """Whether the first thing between the margins of a page is a border across it."""
    first = min(word["top"] for word in page.body)
    across = [line for line in page.borders if TOP - 2 < line["top"] < first]
    return sum(line["width"] for line in across) > 100 * MM


def numbers_of(page):
    """The numbers in the first column of the tables of a page."""
    return [row[0] for row in rows_of(page) if row[0]["x1"] < LEFT + 10 * MM and row[0]["text"].isdigit()]


# --- papers of the year -------------------------------------------------------------------------------


def test_the_text_stays_between_the_margins(found):
    for page in found:
        assert (round(page.width), round(page.height)) == (595, 842)
        for word in page.words:
            assert LEFT - 0.5 <= word["x0"] <= word["x1"] <= RIGHT + 1.5, word["text"]
            is_mark = word["bottom"] < TOP
            assert is_mark or TOP - 1 <= word["top"] <= word["bottom"] <= BOTTOM + 1, word["text"]


def test_the_head_has_two_columns_and_the_title_is_bold_in_the_middle(found):
    first = found[0]
    state, motto = first.find("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), first.find("Độc lập - Tự do - Hạnh phúc")
    superior, issuer = first.find("LIÊN HIỆP CÁC HỘI"), first.find("CỤM THI ĐUA SỐ 02")
    assert (face(state), face(motto)) == ({(BOLD, 13)}, {(BOLD, 14)})
    assert (face(superior), face(issuer)) == ({(REGULAR, 13)}, {(BOLD, 13)})
    assert superior[-1]["x1"] < state[0]["x0"]
    assert superior[0]["top"] < issuer[0]["top"]
    assert first.rule_under(motto)["width"] == pytest.approx(length(motto), abs=2)
    assert 1 / 3 <= first.rule_under(issuer)["width"] / length(issuer) <= 1 / 2
    below = [row for row in first.lines if row[0]["top"] > issuer[0]["bottom"] + 20]
    title = next(row for row in below if face(row) == {(BOLD, 14)})
    assert (title[0]["x0"] + title[-1]["x1"]) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=2)
    assert not any(has(page, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM") for page in found[1:])


def test_pages_are_numbered_in_the_middle_of_the_top_margin_from_the_second(found):
    for number, page in enumerate(found, 1):
        above = [word for word in page.words if word["bottom"] < TOP]
        assert [word["text"] for word in above] == ([str(number)] if number > 1 else [])
        for word in above:
            assert face([word]) == {(REGULAR, 14)}
            assert (word["x0"] + word["x1"]) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=2)


def test_a_table_has_its_header_on_every_page_and_no_row_alone(found):
    for page in found[1:]:
        if not begins_with_table(page):
            continue
        head = rows_of(page)[0]
        assert {"TT", "Năm"} & {word["text"] for row in rows_of(page)[:2] for word in row}
        assert face(head) == {(BOLD, 13)}
        numbers = numbers_of(page)
        end = next((n for n, word in enumerate(numbers) if n and word["text"] == "1"), len(numbers))
        assert end > 1 or page is not found[-1], "one row of a table stands alone"


HEADS = (
    *("CỤM TRƯỞNG", "CHỦ TỌA", "THƯ KÝ HỘI NGHỊ", "NGƯỜI CUNG CẤP TIN", "HỘI THÀNH VIÊN B"),
    *("TM. BAN CHẤP HÀNH", "KT. CHỦ TỊCH", "THỦ TRƯỞNG ĐƠN VỊ"),
)


def test_the_signature_is_whole_leaves_30_mm_and_never_stands_alone(found):
    assert [page for page in found if has(page, "Người-Ký")] == [found[-1]]
    page = found[-1]
    name = page.find("Trần Người-Ký")
    right = [word for word in page.words if word["x0"] > 95 * MM and word["size"] > 12.5]
    starts = [has(page, head) for head in HEADS]
    head = max(
        (words for words in starts if words and words[0]["x0"] > 90 * MM), key=lambda row: row[0]["top"]
    )
    below = [word["top"] for word in right if word["top"] > head[0]["bottom"] + 20]
    assert min(below) - head[0]["bottom"] >= 30 * MM - 3, "no room to sign and seal"
    assert min(below) <= name[0]["top"]
    begin = (has(page, "TM. CỤM THI ĐUA") or head)[0]["top"]
    text = [row for row in rows_of(page) if row[-1]["bottom"] < begin]
    assert len(text) >= 2, "the signature stands alone"
    if recipients := has(page, "Nơi nhận:"):
        assert face(recipients) == {("Liberation-Serif-Bold-Italic", 12)}


@pytest.mark.parametrize("count", [4, 17])
def test_each_line_of_the_attendance_sheet_is_twelve_millimetres_high(count):
    for page in printed("danh-sach-dai-bieu", count, "long" if count > 4 else "short"):
        borders = sorted({round(line["top"], 1) for line in page.borders})
        for number in numbers_of(page):
            over = max(top for top in borders if top < number["top"])
            under = min(top for top in borders if top > number["top"])
            assert under - over >= 12 * MM - 0.5


@pytest.mark.parametrize("key", [*official.PAPERS, *season.SIGNED])
def test_a_paper_of_the_party_keeps_its_margins_and_its_head(key):
    found = printed(key, 8, "long", "party")
    assert face(found[0].find("ĐẢNG CỘNG SẢN VIỆT NAM")) == {(BOLD, 15)}
    for number, page in enumerate(found, 1):
        left, right = (30, 195) if number % 2 else (15, 180)
        for word in page.body:
            assert left * MM - 0.5 <= word["x0"] <= word["x1"] <= right * MM + 5, word["text"]
    assert has(found[-1], "Người-Ký")


@pytest.mark.parametrize("key", [*official.PAPERS, *season.NUMBERED])
def test_issuing_a_paper_does_not_change_where_its_pages_break(key):
    draft = PAPERS[key](8, official.LONG, "state")
    issued = pages(render(replace(draft, stamp=CODE)))
    assert [[word["text"] for word in page.body] for page in issued] == [
        [word["text"] for word in page.body] for page in printed(key, 8, "long")
    ]
    for page in issued:
        assert has(page, "Mã tra cứu: ABCD-EFGH-JKLM")


def test_what_runs_over_a_page_by_a_little_is_taken_in():
    """An invitation that wants a few lines more than a page fits on it in single line spacing, still 6 pt apart."""
    made = [official.invitation(count, official.SHORT, "state") for count in range(1, 9)]
    found = [pages(render(paper)) for paper in made]
    spacing = {len(sheets): [] for sheets in found}
    for sheets in found:
        dashes = [
            row[0]["top"] for row in rows_of(sheets[0]) if row[0]["text"] == "-" and row[0]["size"] > 13
        ]
        spacing[len(sheets)].append(round(dashes[1] - dashes[0], 1) if len(dashes) > 1 else None)
    assert set(spacing[1][1:]) >= {24.2, 22.1}
    assert min(step for steps in spacing.values() for step in steps if step) >= 14 * 1.149 + 6 - 0.1


# --- papers of the awards -----------------------------------------------------------------------------

LISTS = [key for key in season.PAPERS if key not in season.SIGNED]


@pytest.mark.parametrize("profile", ["state", "mass", "party"])
@pytest.mark.parametrize("key", LISTS)
def test_lists_and_ballots_keep_to_their_margins_and_repeat_their_heading(key, profile):
    found = printed(key, 17, "long", profile)
    for number, page in enumerate(found, 1):
        is_wide = page.width > page.height
        turned = profile == "party" and not is_wide and number % 2 == 0
        left, right = (15, 180) if turned else (30, page.width / MM - (15 if profile == "party" else 20))
        for word in page.body:
            assert left * MM - 0.5 <= word["x0"] <= word["x1"] <= right * MM + 5, word["text"]
            assert word["bottom"] <= page.height - 20 * MM + 1, word["text"]
        if number > 1 and begins_with_table(page):
            first = {word["text"] for row in rows_of(page)[:3] for word in row}
            assert {"TT", "Hạng"} & first
            assert {font for font, _ in face(rows_of(page)[0])} == {BOLD}


def test_sixty_names_stand_in_the_list_of_a_decision_each_once():
    found = printed("danh-sach-duoc-khen", 60, "long")
    told = " ".join(word["text"] for page in found for word in page.words)
    for number in range(1, 61):
        assert told.count(f"đơn vị số {number} ") == 1


@pytest.mark.parametrize("key", season.PAPERS)
def test_a_draft_and_sample_data_carry_their_marks_on_every_page(key):
    found = pages(render(season.drafted(season.PAPERS[key](8, official.SHORT, "state"))))
    for page in found:
        assert page.find("DỰ THẢO")
        assert page.find("DỮ LIỆU MẪU")


@pytest.mark.parametrize("profile", ["state", "party"])
@pytest.mark.parametrize("key", season.PAPERS)
def test_word_says_what_the_print_says(key, profile):
    """The tờ trình has its list in a Word file of its own."""
    paper = season.PAPERS[key](5, official.SHORT, profile)
    written = words(text_of(word_of(paper)))
    if key == "to-trinh":
        written += words(text_of(word_of(paper.annex)))
    assert not written - words_of_pdf(render(paper)) - words("phụ lục")


# --- grids of signatures ------------------------------------------------------------------------------


def signed_by(count, name):
    return [
        SignatureBlock(
            unit=f"{name.format(place)} ĐV-{number:02d}",
            role={1: "Cụm trưởng", 2: "Cụm phó"}.get(number, ""),
            authority="TM. Ban Thường trực",
            post="Chủ tịch",
            name=f"Người-ký-{number:02d}",
        )
        for number, place in enumerate(samples.PLACES[:count], 1)
    ]


def pledge(count, name, **facts):
    blocks = signed_by(count, name)
    return samples.pledge(
        count,
        3,
        unit=name,
        **{"officers": tuple(blocks[:2]), "members": tuple(blocks[2:]), "fingerprint": samples.FINGERPRINT}
        | facts,
    )


def annex(count, name):
    title = "Phụ lục số 01 của Giao ước thi đua năm 2026"
    return pledge(
        count,
        name,
        title=title,
        subtitle="Năm 2026, ký ngày 27 tháng 02 năm 2026",
        contents=samples.pledge(paragraphs=1).contents,
        closing=(),
    )


def of_the_party(count, name):
    paper = pledge(count, name)
    return replace(paper, letterhead=replace(paper.letterhead, profile="party"))


def witnessed(count, name):
    block = SignatureBlock(
        unit="Ban Thường trực Ủy ban MTTQ Việt Nam tỉnh Phú Thọ", note="chứng kiến việc ký kết"
    )
    return pledge(count, name, witnesses=(block,))


GRIDS = {"pledge": pledge, "annex": annex, "of the Party": of_the_party, "before witnesses": witnessed}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("form", GRIDS)
def test_every_grid_keeps_its_blocks_whole_between_the_margins_and_with_text(form, count, name):
    is_party = form == "of the Party"
    found = pages(render(GRIDS[form](count, NAMES[name])))
    units, names = {}, {}
    for number, page in enumerate(found, 1):
        left, right = (30, 195 if is_party else 190) if number % 2 or not is_party else (15, 180)
        for word in page.body:
            assert left * MM - 0.5 <= word["x0"] <= word["x1"] <= right * MM + 5, word["text"]
            if word["text"].startswith("ĐV-"):
                units[word["text"][-2:]] = number, word
            if word["text"].startswith("Người-ký-"):
                names[word["text"][-2:]] = number, word
    assert sorted(units) == sorted(names) == [f"{number:02d}" for number in range(1, count + 1)]
    for key, (page, unit) in units.items():
        assert names[key][0] == page, "a block is broken"
        # authority and post stand between the unit's name and the 30 mm for signature and seal
        assert names[key][1]["top"] - unit["bottom"] >= 30 * MM + 2 * 13
    first = min(page for page, _ in units.values())
    heads = found[first - 1].find("CỤM TRƯỞNG")
    text = [row for row in rows_of(found[first - 1]) if row[-1]["bottom"] < heads[0]["top"]]
    assert len(text) >= 2, "the signatures stand alone"
    assert max(page for page, _ in names.values()) == len(found)


@pytest.mark.parametrize("count", COUNTS)
def test_neighbours_of_a_grid_do_not_touch(count):
    for page in pages(render(pledge(count, official.LONG))):
        for row in page.lines:
            for one, other in pairwise(row):
                assert other["x0"] >= one["x1"] - 0.5, (one["text"], other["text"])
