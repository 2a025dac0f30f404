"""The papers of a conference: each fact in the PDF and in the Word file, nothing that the record does not hold."""

import io
import unicodedata
from dataclasses import replace
from datetime import date, time

import pdfplumber
import pytest

from clusters import papers
from clusters.models import ClusterYear
from documents.pdf import render
from documents.stamp import Stamp
from documents.word import word_of
from pledges import actions
from pledges.models import Ceremony, Participant, Pledge
from pledges.papers.conference import _at
from tests import factories as make
from tests.documents import measure
from tests.documents.word_text import text_of
from tests.pledges.held import make_conference, make_signed

STAMP = Stamp(
    "05/GM-CTĐ01", date(2026, 2, 10), "ABCD-EFGH-JKLM", "https://so.vn/tra-cuu/ABCDEFGHJKLM/", "a" * 64
)


def paper(cast, key, stamp=None, subject=None):
    """The paper as the product makes it, from rows that are read anew."""
    kind, year = papers.kind_of(key), ClusterYear.objects.get(pk=cast.year.pk)
    rows = kind.records(year)
    record = next(row for row in rows if subject is None or row.pk == subject.pk)
    return kind.build(record, stamp)


def flat(text):
    return " ".join(unicodedata.normalize("NFC", text).split())


def said(made):
    """What the PDF and the Word file say, each as one line of text; of the PDF the cells of tables once more."""
    content = render(made)
    text = [word["text"] for page in measure.pages(content) for word in page.words]
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        tables = [table for page in pdf.pages for table in page.extract_tables()]
    cells = [cell or "" for table in tables for row in table for cell in row]
    return flat(" ".join([*text, "|", *cells])), flat(text_of(word_of(made)))


def in_both(made, *facts):
    for text in said(made):
        for fact in facts:
            assert flat(fact).casefold() in text.casefold(), fact


@pytest.fixture
def held(cast):
    row = make_conference(cast)
    make_signed(cast, row)
    return row


# --- invitation, programme, list ------------------------------------------------------------------------


def test_an_invitation_says_who_to_what_when_and_where(cast, held):
    in_both(
        paper(cast, "giay-moi"),
        "Giấy mời",
        "Dự hội nghị ký kết giao ước thi đua năm 2026",
        "Cụm thi đua số 01 trân trọng kính mời:",
        "- Lê Thị Khách, Phó Chủ tịch Liên hiệp các Hội;",
        "- Đại diện lãnh đạo Hội thành viên B;",
        "Chủ trì: Trần Văn Chủ, Chủ tịch.",
        "Thời gian: 08 giờ 00 phút, ngày 27 tháng 02 năm 2026 (thứ Sáu).",
        "Địa điểm: Hội trường tầng 3.",
        "- Thông qua nội dung giao ước;",
        "Trang phục: áo dài, com lê.",
        "Đề nghị xác nhận dự hội nghị trước ngày 20 tháng 02 năm 2026.",
        "Đầu mối liên hệ: Văn phòng, điện thoại 024 3333 4444.",
        "nêu trên./.",
        "Cụm trưởng",
    )


def test_units_that_a_body_speaks_for_are_not_invited_once_more(cast):
    row = make.make_ceremony(cast.year, by=cast.secretary)
    body = Participant(ceremony=row, name="Lãnh đạo các đơn vị thành viên", is_body=True)
    actions.add_participant(body, by=cast.secretary)
    assert paper(cast, "giay-moi").guests == ("Lãnh đạo các đơn vị thành viên.",)


def test_the_host_is_not_invited_and_everybody_named_for_a_unit_is(cast, held):
    for name in ("Hoàng Thị Một", "Vũ Văn Hai"):
        person = Participant(ceremony=held, name=name, post="Ủy viên", unit=cast.vice_unit)
        actions.add_participant(person, by=cast.secretary)
    guests = paper(cast, "giay-moi").guests
    assert [line for line in guests if "Ủy viên" in line] == [
        "Hoàng Thị Một, Ủy viên;",
        "Vũ Văn Hai, Ủy viên;",
    ]
    assert not [line for line in guests if "Trần Văn Chủ" in line or cast.chair_unit.name in line]
    assert guests[-1] == "Đại diện lãnh đạo Hội thành viên D."


def test_a_whole_day_is_named_once(cast):
    make.make_ceremony(cast.year, by=cast.secretary, starts_on=date(2026, 2, 27), session="all_day")
    assert paper(cast, "giay-moi").when == "cả ngày 27 tháng 02 năm 2026 (thứ Sáu)"


@pytest.mark.parametrize(
    ("post", "unit", "line"),
    [
        ("Chủ tịch", "Hội thành viên B", "Chủ tịch, Hội thành viên B"),
        ("Chủ tịch Hội thành viên B, cụm phó", "Hội thành viên B", "Chủ tịch Hội thành viên B, cụm phó"),
        ("Chủ tịch Hội CCB tỉnh Mẫu Sơn", "Hội Cựu chiến binh tỉnh Mẫu Sơn", "Chủ tịch Hội CCB tỉnh Mẫu Sơn"),
        ("", "Hội thành viên B", "Hội thành viên B"),
    ],
)
def test_a_post_that_names_its_unit_is_not_followed_by_it(post, unit, line):
    assert _at(post, unit) == line


def test_a_draft_leaves_room_for_the_number_and_a_stamp_fills_it(cast, held):
    draft, issued = paper(cast, "giay-moi"), paper(cast, "giay-moi", STAMP)
    assert draft.is_draft
    assert not issued.is_draft
    assert draft.letterhead.number == "/GM-CTĐ01"
    in_both(issued, "Số: 05/GM-CTĐ01", "Mẫu Sơn, ngày 10 tháng 02 năm 2026")


def test_a_party_authority_has_its_papers_in_the_form_of_the_party(cast, held):
    cast.authority.header_profile = "party"
    cast.authority.save()
    head = paper(cast, "giay-moi").letterhead
    assert (head.profile, head.number) == ("party", "-GM/CTĐ01")


def test_a_programme_says_when_what_by_whom_with_which_papers(cast, held):
    in_both(
        paper(cast, "chuong-trinh"),
        "08:20",
        "Thông qua nội dung giao ước",
        "Tài liệu: Dự thảo giao ước; Biểu chỉ tiêu.",
        "Trần Văn Chủ, Chủ tịch",
        "Thư ký: Phạm Văn Ghi, Chánh Văn phòng.",
    )
    assert paper(cast, "chuong-trinh").letterhead.number is None


def test_the_list_leaves_twelve_millimetres_for_each_signature(cast, held):
    made = paper(cast, "danh-sach-dai-bieu")
    in_both(
        made, "Lê Thị Khách", "Người của Hội thành viên B", "Chủ tịch, Hội thành viên B", "Chữ ký", "07 mục"
    )
    names = [word for page in measure.pages(render(made)) for word in page.words if word["text"] == "Khách"]
    after = [word for page in measure.pages(render(made)) for word in page.words if word["text"] == "Ghi"]
    assert after[0]["top"] - names[0]["top"] >= 12 * measure.MM - 0.5


def test_a_unit_of_which_nobody_is_named_has_an_empty_line(cast):
    make.make_ceremony(cast.year, by=cast.secretary)
    assert [(row.name, row.post) for row in paper(cast, "danh-sach-dai-bieu").rows] == [
        ("", unit.name) for unit in cast.units
    ]


# --- minutes --------------------------------------------------------------------------------------------


def test_the_minutes_of_a_signing_tell_its_whole_course(cast, held):
    in_both(
        paper(cast, "bien-ban"),
        "Thời gian bắt đầu: 08 giờ 05 phút, ngày 27 tháng 02 năm 2026.",
        "Địa điểm: Hội trường tầng 3.",
        "Chủ trì: Trần Văn Chủ, Chủ tịch.",
        "Thư ký: Phạm Văn Ghi, Chánh Văn phòng.",
        "Lê Thị Khách, Phó Chủ tịch Liên hiệp các Hội (chứng kiến; kết luận)",
        "Người của Hội thành viên C, Chủ tịch",
        "Vắng mặt: bận công tác cơ sở",
        "tổng số 04; có mặt 03; vắng mặt 01.",
        "I. Nội dung hội nghị",
        "2. 08 giờ 20 phút: Thông qua nội dung giao ước.",
        "II. Ý kiến chỉ đạo",
        "Giữ vững đoàn kết trong cụm.",
        "III. Thảo luận",
        "1. Nhất trí với các chỉ tiêu.",
        "IV. Kết quả ký kết giao ước thi đua",
        "Nguyễn Văn An, Chủ tịch",
        "Đã ký ngày 27/02/2026",
        "năm 2026: 04 trên tổng số 04 đơn vị.",
        "sự chứng kiến của: Lê Thị Khách",
        "V. Kết luận",
        "VI. Việc thực hiện sau hội nghị",
        "Gửi giao ước đã ký",
        "15/03/2026",
        "Hội nghị kết thúc vào hồi 10 giờ 50 phút, ngày 27 tháng 02 năm 2026./.",
        "Thư ký",
        "Chủ tọa",
    )


def test_minutes_bear_no_place_and_day_at_the_head_and_the_secretary_signs_at_the_left(cast, held):
    (first, *_, last) = measure.pages(render(paper(cast, "bien-ban"))) * 2
    with pytest.raises(AssertionError):
        first.find("Mẫu Sơn,")
    last = measure.pages(render(paper(cast, "bien-ban")))[-1]
    clerk, chair = last.find("THƯ KÝ"), last.find("CHỦ TỌA")
    assert clerk[0]["x1"] < 105 * measure.MM < chair[0]["x0"]


@pytest.mark.parametrize(("kind", "has"), [("mid_year", False), ("wrap_up", True)])
def test_only_a_wrap_up_names_who_chairs_next(cast, kind, has):
    following = make.make_year(cast.cluster, 2027)
    make.make_term(following, cast.vice_unit, "chair", method="rotation")
    make_conference(cast, kind)
    made = paper(cast, "bien-ban")
    assert bool(made.offices) is has
    assert made.signing == ()
    if has:
        in_both(made, "Cụm trưởng năm 2027", "Hội thành viên B", "Luân phiên", "từ ngày 01/01/2027")


def test_two_in_one_wraps_up_one_year_and_signs_for_the_next(cast):
    following = make.make_year(cast.cluster, 2027, earlier_results="Hoàn thành 12 chỉ tiêu")
    row = make_conference(cast, "both", signing_year=following, starts_on=date(2026, 12, 20))
    pledge = make.make_agreed_pledge(following, by=cast.secretary)
    assert row.signing_year_id == pledge.cluster_year_id
    in_both(
        paper(cast, "bien-ban"),
        "Kết quả năm 2026",
        "Hoàn thành 12 chỉ tiêu.",
        "Đã ký giao ước thi đua năm 2027: 00 trên tổng số 04 đơn vị.",
    )


def test_what_nobody_recorded_is_left_to_be_filled_in_by_hand(cast):
    make.make_ceremony(cast.year, by=cast.secretary, starts_on=date(2026, 12, 1))
    made = paper(cast, "bien-ban")
    assert made.begun.startswith("…… giờ …… phút")
    assert set(made.venue) == {"…"}
    assert {row.state for row in made.units} == {"…" * 6}
    assert "chưa rõ" not in " ".join(said(made))


def test_of_a_past_year_what_the_record_does_not_tell_is_unknown(cast, past_year):
    make.make_ceremony(past_year, by=cast.secretary, starts_on=None, date_certainty="unknown")
    row = Ceremony.objects.get(cluster_year=past_year)
    kind = papers.kind_of("bien-ban")
    (record,) = kind.records(past_year)
    made = kind.build(record, None)
    assert record == row
    assert made.record_note
    in_both(made, "Địa điểm: chưa rõ.", "Chủ trì: chưa rõ.", "có mặt, vắng mặt: chưa rõ.")
    assert "…………" not in said(made)[0].replace("." * 3, "")


def test_each_unit_s_own_pledge_is_told_with_the_chair_s_countersignature(cast):
    row = make_conference(cast)
    for pledge in make.make_pledge(cast.year, by=cast.secretary, shape="per_unit"):
        make.agree(pledge, by=cast.secretary)
        make.sign_all(Pledge.objects.get(pk=pledge.pk), by=cast.secretary, on=row.starts_on, ceremony=row)
    made = paper(cast, "bien-ban")
    assert [line.result for line in made.signing] == ["Đã ký ngày 27/02/2026; đã ký công nhận"] * 4
    assert "Hội thành viên A ký công nhận 04 bản." in made.signed


# --- tasks and news -------------------------------------------------------------------------------------


def test_the_follow_up_list_says_what_is_overdue(cast, held):
    made = paper(cast, "viec-sau-hoi-nghi")
    assert [(row.owner, row.due, row.state) for row in made.tasks] == [
        ("Hội thành viên C", "15/03/2026", "Chưa xong"),
        ("Hội thành viên B", "01/03/2026", "Quá hạn, chưa xong"),
    ]
    in_both(made, "Tình trạng tính đến ngày 02 tháng 3 năm 2026:", "Gửi danh sách thư ký", "02 việc")


def test_a_conference_without_tasks_has_no_follow_up_list(cast):
    make.make_ceremony(cast.year, by=cast.secretary)
    assert papers.kind_of("viec-sau-hoi-nghi").records(ClusterYear.objects.get(pk=cast.year.pk)) == []


def test_the_news_are_put_together_from_what_was_recorded(cast, held):
    in_both(
        paper(cast, "tin-hoi-nghi"),
        "Lúc 08 giờ 00 phút, ngày 27 tháng 02 năm 2026, tại Hội trường tầng 3, Cụm thi đua số 01 tổ chức hội nghị ký "
        "kết giao ước thi đua năm 2026.",
        "Đã có 4 đơn vị ký giao ước thi đua năm 2026, trước sự chứng kiến của Lê Thị Khách",
        "Giữ vững đoàn kết trong cụm.",
        "Lễ ký giao ước (ảnh: Văn phòng).",
    )


def test_news_that_somebody_wrote_stand_as_they_are(cast, held):
    held.press_note = "Một dòng.\nDòng hai"
    actions.change_ceremony(held, by=cast.secretary)
    assert paper(cast, "tin-hoi-nghi").paragraphs == ("Một dòng.", "Dòng hai.")


def test_there_are_no_news_and_no_minutes_to_issue_of_what_has_not_happened(cast):
    make.make_ceremony(cast.year, by=cast.secretary, starts_on=date(2026, 4, 1))
    year = ClusterYear.objects.get(pk=cast.year.pk)
    assert papers.kind_of("tin-hoi-nghi").records(year) == []
    (record,) = papers.kind_of("bien-ban").records(year)
    assert papers.kind_of("bien-ban").can_issue(record) == "Hội nghị chưa diễn ra, dự kiến ngày 01/04/2026."
    assert papers.kind_of("giay-moi").can_issue(record) == ""


# --- layout ---------------------------------------------------------------------------------------------

KEYS = ["giay-moi", "chuong-trinh", "danh-sach-dai-bieu", "bien-ban", "viec-sau-hoi-nghi", "tin-hoi-nghi"]


@pytest.mark.parametrize("count", [4, 5, 7, 8, 10, 12, 17])
def test_long_names_of_any_number_of_units_stay_between_the_margins(cast, count):
    long = "Liên hiệp các Hội Khoa học và Kỹ thuật, Văn học nghệ thuật, Cựu giáo chức và Bảo trợ người khuyết tật, "
    units = [
        make.make_unit(cast.authority, name=f"{long}trẻ mồ côi tỉnh thành viên thứ {number:02}")
        for number in range(1, count + 1)
    ]
    cluster = make.make_cluster(cast.authority, units, name="có nhiều đơn vị", symbol="CTĐ09")
    year = make.make_year(cluster, 2026)
    make.make_term(year, units[0], "chair")
    row = make.make_ceremony(year, by=cast.secretary, starts_on=date(2026, 2, 27), starts_at=time(8))
    pledge = make.make_agreed_pledge(year, by=cast.secretary)
    make.sign_all(pledge, by=cast.secretary, on=row.starts_on, ceremony=row)
    for key in ("giay-moi", "danh-sach-dai-bieu", "bien-ban"):
        (record,) = papers.kind_of(key).records(year)
        pages = measure.pages(render(papers.kind_of(key).build(record, None)))
        for page in pages:
            for word in page.body:
                assert measure.LEFT - 1 <= word["x0"] <= word["x1"] <= measure.RIGHT + 1, (key, word["text"])
        last = " ".join(word["text"] for word in pages[-1].body)
        assert len(last.split()) > 12, key  # the signature does not stand alone
        text = " ".join(word["text"] for page in pages for word in page.words)
        assert all(f"thứ {number:02}" in text for number in range(1, count + 1)), key


def test_the_same_record_makes_the_same_bytes(cast, held):
    for key in KEYS:
        made = paper(cast, key)
        assert render(made) == render(paper(cast, key)), key
        assert replace(made) == paper(cast, key), key
