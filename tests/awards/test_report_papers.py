"""Báo cáo thành tích: the dossier's own words, the decided awards of the same nominee, lines where nothing is known."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from awards.documents import proposal_paper
from awards.facts import Record
from awards.models import LegalFigure
from awards.past_awards import past_awards
from awards.reports import TO_WRITE, report_paper
from clusters.models import Person
from documents.layout import DOTS
from documents.official import BLANK
from tests import factories as make
from tests.awards.dossiers import award_of, dossier, proposal_of


def person_award():
    return award_of(code="CSTD", name="Chiến sĩ thi đua cơ sở", subject="individual")


def figure(paper, number, start=date(2020, 1, 1), end=None):
    return LegalFigure.objects.create(
        kind="form_number",
        paper=paper,
        text=number,
        legal_ref="Nghị định",
        effective_from=start,
        effective_to=end,
    )


def test_a_collective_reports_in_its_own_words(cast):
    row = dossier(cast, "submitted")
    paper = report_paper(row)
    assert paper.letterhead.issuer == "Hội thành viên C"
    assert paper.subject == "Đề nghị tặng Cờ thi đua của bộ, ban, ngành, tỉnh cho Hội thành viên C"
    assert paper.background_heading == "I. Sơ lược đặc điểm, tình hình"
    assert paper.report[0].startswith(row.achievement.splitlines()[0].rstrip("."))
    assert (paper.signature.post, paper.confirmation.role) == (
        row.unit.head_post,
        "Xác nhận của cấp trên trực tiếp",
    )
    assert not paper.is_draft


def test_background_and_report_are_printed_as_written(cast):
    row = dossier(cast, background="Thành lập năm 1989.", report="Vượt chỉ tiêu.\nXây 03 nhà.")
    paper = report_paper(row)
    assert paper.background == ("Thành lập năm 1989.",)
    assert paper.report == ("Vượt chỉ tiêu.", "Xây 03 nhà.")
    assert paper.is_draft


def test_what_is_not_known_stays_a_line_to_be_filled_in(cast):
    row = dossier(
        cast, award=person_award(), nominee="Trần Thị Bình", nominee_kind="individual", achievement=""
    )
    paper = report_paper(row)
    assert (paper.background, paper.report) == (TO_WRITE, TO_WRITE)
    assert paper.facts[0] == "- Họ và tên: Trần Thị Bình"
    assert all(line.endswith("…") for line in paper.facts[1:4])
    assert paper.titles == paper.forms
    assert (paper.forms[0].year, paper.forms[0].award) == (DOTS, BLANK)
    assert paper.signature.name == "Trần Thị Bình"


def test_the_form_number_is_that_of_the_day_and_of_the_kind(cast):
    figure("individual", "Mẫu số 03")
    figure("collective", "Mẫu số 01", end=date(2023, 12, 31))
    figure("collective", "Mẫu số 02", start=date(2024, 1, 1))
    person = dossier(cast, award=person_award(), nominee="Trần Thị Bình", nominee_kind="individual")
    assert report_paper(person).form_number == "Mẫu số 03"
    assert report_paper(dossier(cast)).form_number == "Mẫu số 02"


def test_without_a_known_form_number_none_is_printed(cast):
    assert report_paper(dossier(cast)).form_number == ""


def test_the_proposal_has_the_form_number_of_its_day(cast):
    figure("proposal", "Mẫu số 01", end=date(2025, 12, 31))
    row = dossier(cast, "reviewed")
    figure("proposal", "Mẫu số 09", start=date(2026, 1, 1))
    paper = proposal_paper(proposal_of(cast, [row]))
    assert paper.form_number == "Mẫu số 09"
    assert paper.bases == (f"Căn cứ {row.award.legal_ref}",)


def test_decided_awards_of_the_nominee_and_of_former_units_are_told(cast):
    first = dossier(cast, "decided", unit=cast.other_unit)
    cast.unit.ancestor_ids = [cast.other_unit.pk]
    cast.unit.save(update_fields=["ancestor_ids"])
    form = award_of(code="BK", name="Bằng khen", group="form")
    row = dossier(cast, award=form)
    (past,) = report_paper(row).titles
    assert (past.year, past.award) == (str(cast.year.year), first.granted.name)
    assert past.decision == "Quyết định số 12/QĐ-UBND ngày 02/03/2026"
    elsewhere = dossier(cast, award=form, unit=cast.other_unit)
    assert past_awards([elsewhere])[elsewhere.pk] == [first]
    vice = dossier(cast, award=form, unit=cast.vice_unit)
    assert past_awards([vice])[vice.pk] == []


def test_people_of_a_unit_do_not_inherit_what_the_unit_or_others_were_given(cast):
    dossier(cast, "decided")
    given = dossier(cast, "decided", award=person_award(), nominee="Trần Thị Bình", nominee_kind="individual")
    again = award_of(code="BK-CN", name="Bằng khen", subject="individual", group="form")
    same = dossier(cast, award=again, nominee="trần thị  bình", nominee_kind="individual")
    other = dossier(cast, award=again, nominee="Trần Văn Bính", nominee_kind="individual")
    found = past_awards([same, other])
    assert found == {same.pk: [given], other.pk: []}


def test_the_paper_and_the_page_of_a_dossier_find_the_same_awards(cast):
    """A person of the list of staff is that person; a namesake of the unit is somebody else."""
    binh, namesake = (
        Person.objects.create(authority=cast.authority, full_name="Trần Thị Bình") for _ in range(2)
    )
    given = dossier(cast, "decided", award=person_award(), person=binh, nominee_kind="individual")
    again = award_of(code="BK-CN", name="Bằng khen", subject="individual", group="form")
    more = {"award": again, "nominee_kind": "individual"}
    rows = [
        dossier(cast, person=binh, **more),
        dossier(cast, person=namesake, **more),
        dossier(cast, nominee="Bà Tran Thi Binh", **more),
        dossier(cast, nominee="Trần Thị Bình An", **more),
    ]
    assert list(past_awards(rows).values()) == [[given], [], [given], []]
    assert [Record(row).won for row in rows] == [[given], [], [given], []]


def test_a_long_record_is_read_as_fast_as_a_short_one(cast):
    row, counts = dossier(cast), []
    for numbers in (range(1), range(1, 6)):
        for number in numbers:
            award = award_of(code=f"P{number}", name=f"Hình thức {number}")
            dossier(cast, "decided", award=award)
        record = Record(row)
        with CaptureQueriesContext(connection) as queries:
            won = record.won
        counts.append((len(won), len(queries)))
    assert counts == [(1, 1), (6, 1)]


def test_past_awards_cost_as_much_for_thirty_nominees_as_for_one(cast):
    dossier(cast, "decided")
    rows, counts = [], []
    for numbers in (range(1), range(1, 30)):
        rows += [
            dossier(cast, award=make.make_award(code=f"P{number}", name=f"Hình thức {number}"))
            for number in numbers
        ]
        with CaptureQueriesContext(connection) as queries:
            past_awards(rows)
        counts.append(len(queries))
    assert counts == [2, 2]


@pytest.mark.parametrize(("name", "kind"), [("report_pdf", "pdf"), ("report_word", "wordprocessingml")])
def test_the_dossier_offers_its_report(cast, sign_in, name, kind):
    row = dossier(cast, background="Thành lập năm 1989.", report="Xây 03 nhà.")
    client = sign_in(cast.officer)
    address = reverse(f"awards:{name}", args=[row.pk])
    page = client.get(reverse("awards:nomination_detail", args=[row.pk])).content.decode()
    assert f'href="{address}"' in page
    assert page.count("<h2>Báo cáo thành tích</h2>") == 1
    assert f"{report_paper(row).background_heading}</h3>" in page
    response = client.get(address)
    assert response.status_code == 200
    assert kind in response["Content-Type"]
