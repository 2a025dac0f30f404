"""Ballots and minutes of a session: 4 to 17 candidates with names of 150 letters, every page whole, Word as the PDF."""

from dataclasses import replace
from datetime import date

import pytest

from documents.layout import Letterhead, SignatureBlock
from documents.papers import MinutesHead
from documents.pdf import render
from documents.votes import (
    BallotRow,
    CandidateRow,
    CouncilMinutesPaper,
    CountMinutesPaper,
    CountRow,
    ElectionBallotPaper,
    SeatRow,
    VoteBallotPaper,
)
from documents.word import master_of, word_of
from documents.word.checking import check_template
from tests.documents.measure import BOTTOM, LEFT, MM, RIGHT, pages
from tests.documents.word_text import text_of, words, words_of_pdf

NAME = (
    "Hội Bảo vệ quyền lợi người tiêu dùng và Hợp tác khuyến khích phát triển nghề nghiệp, việc làm của người cao tuổi, "
    "phụ nữ nông thôn của tỉnh mẫu số "
)


def head(kind=Letterhead):
    return kind(
        issuer="Cụm thi đua số 01",
        superior="Liên hiệp các Hội tỉnh Mẫu",
        number="02/BB-CTĐ01",
        place="Mẫu Sơn",
        day=date(2026, 12, 20),
    )


def named(number):
    return f"{NAME}{number:02d}"


def election_ballot(count):
    return ElectionBallotPaper(
        letterhead=head(),
        subject="Cụm trưởng năm 2027",
        occasion="Hội nghị tổng kết năm 2026, ngày 20/12/2026, tại Mẫu Sơn",
        guide="Đánh dấu X vào ô “Chọn” của không quá 01 đơn vị.",
        rows=tuple(BallotRow(named(number)) for number in range(1, count + 1)),
    )


def vote_ballot(count):
    return VoteBallotPaper(
        letterhead=head(),
        subject="Về việc xét khen thưởng",
        occasion="Họp Hội đồng, ngày 20/12/2026",
        guide="Đánh dấu X vào một trong hai ô ở mỗi dòng.",
        rows=tuple(
            BallotRow(named(number), "Cờ thi đua của bộ, ban, ngành, tỉnh") for number in range(1, count + 1)
        ),
    )


def count_minutes(count=17):
    return CountMinutesPaper(
        letterhead=head(MinutesHead),
        subject="Họp Hội đồng xét khen thưởng năm 2026",
        occasion="Họp Hội đồng xét khen thưởng năm 2026, ngày 20/12/2026",
        present="Tổng số 15 thành viên; có mặt 15.",
        counters=("Lê Văn Tư, Chánh Văn phòng;", "Trần Thị Năm, chuyên viên."),
        rows=tuple(
            CountRow(named(number), "15", "15", "14", "1", "12", "2", "0", "Đạt")
            for number in range(1, count + 1)
        ),
        candidates=tuple(
            CandidateRow("Cụm trưởng năm 2027", named(number), "3", "Không được chọn")
            for number in range(1, 5)
        ),
        results=tuple(f"{number}. Đạt: 12/15 phiếu đồng ý." for number in range(1, count + 1)),
        closing="Biên bản được lập tại phiên họp",
        clerk=SignatureBlock(post="Thành viên tổ kiểm phiếu", name="Trần Thị Năm"),
        head=SignatureBlock(post="Tổ trưởng tổ kiểm phiếu", name="Lê Văn Tư"),
    )


def session_minutes(count=17):
    return CouncilMinutesPaper(
        letterhead=head(MinutesHead),
        subject="Họp Hội đồng xét khen thưởng năm 2026",
        begun="08 giờ 00, ngày 20 tháng 12 năm 2026",
        venue="Phòng họp số 1",
        presiding="Nguyễn Văn An, Chủ tịch",
        secretary="Trần Thị Bình",
        seats=tuple(SeatRow(named(number), "Ủy viên", "Có mặt") for number in range(1, count + 1)),
        present="Tổng số 17 thành viên; có mặt 17.",
        results_heading="I. Kết quả biểu quyết",
        results=tuple(
            f"{number}. {named(number)}. Đạt: 12/15 phiếu đồng ý." for number in range(1, count + 1)
        ),
        conclusion_heading="II. Kết luận của người chủ trì",
        conclusion=("Thống nhất.",),
        closing="Phiên họp kết thúc vào hồi 11 giờ 00, ngày 20 tháng 12 năm 2026",
        clerk=SignatureBlock(post="Thư ký", name="Trần Thị Bình"),
        chair=SignatureBlock(post="Chủ tọa", name="Nguyễn Văn An"),
        recipients=("Liên hiệp các Hội tỉnh Mẫu",),
    )


def text(found):
    return " ".join(word["text"] for page in found for word in page.words)


def within(found, right):
    for page in found:
        for word in page.body:
            assert word["x0"] >= LEFT - 0.5
            assert word["x1"] <= right(page) + 2
            assert word["bottom"] <= page.height - 20 * MM + 1


@pytest.mark.parametrize("count", [4, 8, 12, 17])
@pytest.mark.parametrize("ballot", [election_ballot, vote_ballot])
def test_a_ballot_names_every_candidate_whole_with_room_to_mark(ballot, count):
    found = pages(render(ballot(count)))
    told = text(found)
    for number in range(1, count + 1):
        assert f"số {number:02d}" in told
    within(found, lambda page: RIGHT)
    assert "Phiếu không ghi tên, không ký tên." in told


def test_four_candidates_fit_on_one_page():
    assert len(pages(render(election_ballot(4)))) == 1


def test_the_count_lies_on_its_side_and_both_sign():
    found = pages(render(count_minutes()))
    assert {(round(page.width), round(page.height)) for page in found} == {(842, 595)}
    within(found, lambda page: page.width - 20 * MM)
    member, leader = found[-1].find("THÀNH VIÊN TỔ KIỂM PHIẾU"), found[-1].find("TỔ TRƯỞNG TỔ KIỂM PHIẾU")
    assert member[0]["top"] == pytest.approx(leader[0]["top"], abs=1)
    assert member[-1]["x1"] < leader[0]["x0"]


def test_each_table_of_the_count_says_what_it_tells():
    said = text(pages(render(count_minutes(3))))
    assert "Kết quả kiểm phiếu:" in said
    assert "Số phiếu của từng đơn vị trong danh sách bầu:" in said
    alone = text(pages(render(replace(count_minutes(3), candidates=(), results=()))))
    assert "danh sách bầu" not in alone
    assert "Kết quả từng nội dung" not in alone


def test_the_secretary_signs_the_minutes_left_and_the_chair_right():
    found = pages(render(session_minutes()))
    within(found, lambda page: RIGHT)
    clerk, chair = found[-1].find("THƯ KÝ"), found[-1].find("CHỦ TỌA")
    assert clerk[-1]["x1"] < chair[0]["x0"]
    assert max(word["bottom"] for word in found[0].words) <= BOTTOM + 20 * MM


PAPERS = [election_ballot(4), vote_ballot(4), count_minutes(3), session_minutes(3)]


@pytest.mark.parametrize("paper", PAPERS, ids=["election", "vote", "count", "session"])
def test_word_says_what_the_pdf_says(paper):
    assert not words(text_of(word_of(paper))) - words_of_pdf(render(paper))


@pytest.mark.parametrize("paper", PAPERS, ids=["election", "vote", "count", "session"])
def test_an_authority_may_make_a_template_of_its_own_from_the_master(paper):
    master = master_of(type(paper))
    check_template(master, type(paper))
    assert words(text_of(word_of(paper))) == words(text_of(word_of(paper, master)))
