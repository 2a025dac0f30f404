"""The packet of a year: one line a paper, how it stands, what is missing; its pages, PDF and Word file."""

from datetime import date, time
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document

from clusters import actions, papers
from clusters.actions import Choice
from clusters.models import ClusterYear, Handover, Membership, Plan, PlanItem
from documents import actions as document_actions
from documents.models import OfficialDocument
from documents.pdf import render
from pledges import actions as pledge_actions
from pledges.models import AgendaItem, Participant
from tests import factories as make
from tests.documents import measure
from tests.pledges.test_papers import in_both

TODAY = date(2026, 3, 2)


def url(name, *args):
    return reverse(f"clusters:{name}", args=args)


def words(response):
    return " ".join(response.content.decode().split())


def fresh(year):
    return ClusterYear.objects.get(pk=year.pk)


def build(year, key, stamp=None):
    year = fresh(year)
    (record,) = papers.kind_of(key).records(year)
    return papers.kind_of(key).build(record, stamp)


def texts(year, key, grave=None):
    year = fresh(year)
    found = [row for record in papers.kind_of(key).records(year) for row in papers.kind_of(key).check(record)]
    return [row.text for row in found if grave is None or row.is_grave is grave]


def make_plan(year, by, bases=(), **fields):
    plan = actions.save_plan(Plan(cluster_year=year, **fields), list(bases), by=by)
    for kind, lines in (
        (PlanItem.Kind.WORK_AREA, ["Phát động các phong trào thi đua", "Nhân rộng điển hình tiên tiến"]),
        (PlanItem.Kind.TARGET, ["100% đơn vị hoàn thành tốt nhiệm vụ"]),
        (PlanItem.Kind.EVENT, ["Kỷ niệm 80 năm ngày truyền thống"]),
    ):
        actions.add_plan_items(plan, kind, lines, by=by)
    return plan


@pytest.fixture
def invited(cast):
    """A conference that is still to come, with all that its invitation needs."""
    by = cast.secretary
    row = make.make_ceremony(
        cast.year, by=by, starts_on=date(2026, 3, 20), starts_at=time(8), venue="Hội trường"
    )
    chair = Participant(ceremony=row, name="Trần Văn Chủ", post="Chủ tịch", is_presiding=True)
    pledge_actions.add_participant(chair, by=by)
    pledge_actions.add_agenda_item(AgendaItem(ceremony=row, text="Ký giao ước"), by=by)
    return row


# --- plan, announcement, handover -----------------------------------------------------------------------


def test_a_plan_prints_what_its_record_holds_and_numbers_the_parts_it_has(cast):
    law = document_actions.add_document(
        OfficialDocument(kind="ND", number="152/2025/NĐ-CP", title="x", effective_from=date(2025, 7, 1)),
        by=None,
    )
    make_plan(cast.year, cast.secretary, [law], title="Kế hoạch công tác thi đua năm 2026")
    made = build(cast.year, "ke-hoach")
    in_both(
        made,
        "Kế hoạch",
        "Công tác thi đua năm 2026",
        "Căn cứ Nghị định số 152/2025/NĐ-CP",
        "I. Nội dung trọng tâm",
        "2. Nhân rộng điển hình tiên tiến.",
        "II. Chỉ tiêu",
        "III. Sự kiện hướng tới",
        "của Cụm thi đua số 01./.",
        "TM. Cụm thi đua số 01",
        "Chủ tịch Hội thành viên A",
    )
    assert made.is_draft
    assert made.tasks == made.titles == ()
    assert texts(cast.year, "ke-hoach", grave=True) == []


def test_a_plan_without_contents_is_not_issued_and_one_issued_before_keeps_its_number(cast):
    plan = actions.save_plan(Plan(cluster_year=cast.year), by=cast.secretary)
    assert texts(cast.year, "ke-hoach", grave=True) == ["Chưa ghi nội dung của kế hoạch."]
    plan.status, plan.number, plan.issued_on = "issued", "38/KH-CTĐ01", date(2026, 2, 5)
    actions.save_plan(plan, by=cast.secretary)
    head = build(cast.year, "ke-hoach").letterhead
    assert (head.number_line, head.place_line) == ("Số: 38/KH-CTĐ01", "Mẫu Sơn, ngày 05 tháng 02 năm 2026")
    assert papers.kind_of("ke-hoach").can_issue(plan) == "Kế hoạch đã ban hành, số 38/KH-CTĐ01."


def test_the_announcement_names_the_offices_of_the_next_year(cast):
    following = make.make_year(cast.cluster, 2027)
    actions.propose_offices(following, [Choice("chair", cast.vice_unit)], by=cast.secretary)
    kind = papers.kind_of("thong-bao-cum-truong")
    assert "mới là dự kiến" in kind.can_issue(fresh(cast.year))
    make.make_term(
        following, cast.vice_unit, "chair", method="acclaim", occasion="Hội nghị tổng kết năm 2026"
    )
    in_both(
        build(cast.year, "thong-bao-cum-truong"),
        "Cụm trưởng năm 2027 của Cụm thi đua số 01",
        "Căn cứ kết quả hội nghị tổng kết năm 2026.",
        "Hội thành viên B",
        "Suy tôn",
        "từ ngày 01/01/2027",
    )
    assert kind.can_issue(fresh(cast.year)) == ""
    assert texts(cast.year, "thong-bao-cum-truong") == [
        "Chưa ghi cụm phó năm 2027.",
        "Chưa ghi họ tên người đại diện cụm trưởng ký văn bản.",
    ]


def test_nobody_chairs_next_so_nothing_is_announced(cast):
    make.make_year(cast.cluster, 2027)
    assert papers.kind_of("thong-bao-cum-truong").records(fresh(cast.year)) == []


def test_an_unchecked_list_keeps_the_handover_from_being_issued(cast):
    handover = Handover(
        cluster_year=cast.year,
        outgoing=cast.chair_unit,
        incoming=cast.vice_unit,
        held_on=TODAY,
        takes_over_on=date(2026, 3, 3),
    )
    handover.save()
    handover.items.create(text="Sổ công văn")
    assert "Còn 1 mục của danh mục chưa kiểm." in texts(cast.year, "ban-giao", grave=True)


# --- the page -------------------------------------------------------------------------------------------


def test_the_packet_lists_every_paper_with_its_state_and_what_is_missing(cast, sign_in, invited):
    page = words(sign_in(cast.secretary).get(url("year_papers", cast.year.pk)))
    for label in ("Giấy mời", "Chương trình hội nghị", "Danh sách đại biểu", "Biên bản hội nghị", "Kỷ yếu"):
        assert label in page
    assert "Giấy mời dự hội nghị ký kết giao ước thi đua năm 2026" in page
    assert "Hội nghị chưa diễn ra, dự kiến ngày 20/03/2026." in page
    assert "1 điểm nên xem lại" in page
    assert url("paper_issue", cast.year.pk, "giay-moi", invited.pk) in page
    assert url("paper_issue", cast.year.pk, "bien-ban", invited.pk) not in page


def test_whoever_may_not_issue_is_offered_no_issuing(cast, sign_in, invited):
    client = sign_in(cast.officer)
    page = words(client.get(url("year_papers", cast.year.pk)))
    assert "phat-hanh" not in page
    assert url("paper_pdf", cast.year.pk, "giay-moi", invited.pk) in page
    assert "phat-hanh" not in words(client.get(url("paper_detail", cast.year.pk, "giay-moi", invited.pk)))


def test_what_is_missing_leads_only_whoever_may_mend_it_to_the_place(cast, sign_in):
    row = make.make_ceremony(cast.year, by=cast.secretary, starts_on=date(2026, 3, 20), venue="")
    mend = f'href="{reverse("pledges:ceremony_edit", args=[row.pk])}'
    for who, is_led in ((cast.secretary, True), (cast.leader, False)):
        page = words(sign_in(who).get(url("paper_detail", cast.year.pk, "giay-moi", row.pk)))
        assert "Chưa ghi địa điểm hội nghị." in page
        assert (mend in page) is is_led


def test_the_book_holds_nominations_and_is_for_who_may_see_those(cast, sign_in):
    address = url("paper_pdf", cast.year.pk, "ky-yeu", cast.year.pk)
    assert sign_in(cast.leader).get(address).status_code == 200
    client = sign_in(cast.officer)
    assert client.get(address).status_code == 403
    page = client.get(url("year_papers", cast.year.pk))
    assert "Năm này chưa có văn bản nào để in" in words(page)


def test_a_paper_of_another_year_or_kind_is_not_found(cast, sign_in, invited):
    other = make.make_year(cast.cluster, 2027)
    client = sign_in(cast.secretary)
    for args in ((other.pk, "giay-moi", invited.pk), (cast.year.pk, "khong-co", invited.pk)):
        assert client.get(url("paper_detail", *args)).status_code == 404
    assert client.get(url("paper_page", cast.year.pk, "giay-moi", invited.pk, 9)).status_code == 404


def test_a_paper_is_shown_page_by_page_and_given_as_pdf_and_word(cast, sign_in, invited):
    client, args = sign_in(cast.viewer), (cast.year.pk, "giay-moi", invited.pk)
    page = words(client.get(url("paper_detail", *args)))
    assert url("paper_page", *args, 1) in page
    assert "Chưa ghi họ tên người đại diện cụm trưởng ký văn bản." in page
    picture = client.get(url("paper_page", *args, 1))
    assert picture["Content-Type"] == "image/png"
    again = client.get(url("paper_page", *args, 1), headers={"If-None-Match": picture["ETag"]})
    assert again.status_code == 304
    pdf = client.get(url("paper_pdf", *args))
    assert pdf.content == render(build(cast.year, "giay-moi"))
    assert pdf["Content-Disposition"].startswith("inline")
    assert client.get(url("paper_pdf", *args) + "?tai=1")["Content-Disposition"].startswith("attachment")
    word = client.get(url("paper_word", *args))
    text = "\n".join(row.text for row in Document(BytesIO(word.content)).paragraphs)
    assert "Cụm thi đua số 01 trân trọng kính mời:" in text


def test_the_year_leads_to_its_packet_which_stands_under_documents(cast, sign_in):
    client = sign_in(cast.viewer)
    assert url("year_papers", cast.year.pk) in words(client.get(url("year_detail", cast.year.pk)))
    nav = client.get(url("year_papers", cast.year.pk)).context["nav"]
    assert [item["label"] for item in nav if item["is_active"]] == ["Văn bản"]


# --- issued ---------------------------------------------------------------------------------------------


def issue(cast, record):
    kind = papers.kind_of("giay-moi")
    year = fresh(cast.year)
    (row,) = [row for row in kind.records(year) if row.pk == record.pk]
    return actions.issue_paper(kind, row, year, TODAY, by=cast.secretary)


def test_an_issued_paper_is_given_as_it_was_stored_byte_for_byte(cast, sign_in, invited):
    paper = issue(cast, invited)
    client, args = sign_in(cast.secretary), (cast.year.pk, "giay-moi", invited.pk)
    with paper.file.open("rb") as file:
        stored = file.read()
    assert client.get(url("paper_pdf", *args)).content == stored
    page = words(client.get(url("year_papers", cast.year.pk)))
    assert f"Số {paper.number_text}, ngày 02/03/2026" in page
    assert url("paper_issue", *args) not in page
    text = " ".join(word["text"] for word in measure.pages(stored)[0].words)
    assert f"Số: {paper.number_text}" in text
    word = Document(BytesIO(client.get(url("paper_word", *args)).content))
    cells = " ".join(cell.text for table in word.tables for row in table.rows for cell in row.cells)
    assert paper.number_text in cells


def test_what_changed_after_issuing_is_said_and_the_stored_file_stays(cast, sign_in, invited):
    paper = issue(cast, invited)
    invited.refresh_from_db()
    invited.venue = "Phòng họp số 2"
    pledge_actions.change_ceremony(invited, by=cast.secretary)
    client, args = sign_in(cast.secretary), (cast.year.pk, "giay-moi", invited.pk)
    page = words(client.get(url("paper_detail", *args)))
    assert "Hồ sơ đã thay đổi sau khi phát hành" in page
    with paper.file.open("rb") as file:
        assert client.get(url("paper_pdf", *args)).content == file.read()
    word = Document(BytesIO(client.get(url("paper_word", *args)).content))
    assert "Phòng họp số 2" in " ".join(row.text for row in word.paragraphs)
    cells = " ".join(cell.text for table in word.tables for row in table.rows for cell in row.cells)
    assert paper.number_text not in cells


# --- speed ----------------------------------------------------------------------------------------------


def test_the_packet_asks_as_often_for_many_units_as_for_few(cast, sign_in):
    counts = []
    for extra in (0, 5):
        for _ in range(extra):
            unit = make.make_unit(cast.authority)
            member = Membership(cluster=cast.cluster, unit=unit, starts_on=date(2020, 1, 1))
            actions.add_member(member, by=None)
        year = make.make_year(cast.cluster, 2027 + extra)
        make.make_term(year, cast.chair_unit, "chair")
        make.make_pledge(year, by=cast.secretary, shape="per_unit")
        make.make_ceremony(year, by=cast.secretary)
        client = sign_in(cast.secretary)
        client.get(url("year_papers", year.pk))
        with CaptureQueriesContext(connection) as queries:
            page = words(client.get(url("year_papers", year.pk)))
        counts.append(len(queries))
        assert page.count('<th scope="row">') == 4 + extra + 5
    assert counts[0] == counts[1]
