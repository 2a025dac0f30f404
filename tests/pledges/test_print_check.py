"""Bases that are not in force on the paper's day: said on the page, and once more before printing."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from clusters import actions as cluster_actions
from clusters.models import Plan
from documents import actions as document_actions
from documents.models import OfficialDocument
from pledges import actions
from pledges.models import Basis, Pledge
from pledges.validity import day_of, validity_of
from tests import factories as make

TODAY = date(2026, 3, 2)
SAID = "Nghị định số 98/2023/NĐ-CP hết hiệu lực từ ngày 01/07/2025; được thay thế bởi Nghị định số"


def url(name, *pks):
    return reverse(f"pledges:{name}", args=pks)


def words(response):
    return " ".join(response.content.decode().split())


def document(number, **fields):
    fields = {"kind": "ND", "number": number, "title": "quy định chi tiết", **fields}
    return document_actions.add_document(OfficialDocument(**fields), by=None)


@pytest.fixture
def old(db):
    new = document("152/2025/NĐ-CP", effective_from=date(2025, 7, 1))
    return document("98/2023/NĐ-CP", effective_from=date(2024, 1, 1), replaced_by=new)


@pytest.fixture
def warned(draft, cast, old):
    """The draft with a basis that ended on 30 June 2025."""
    actions.add_basis(Basis(pledge=draft, document=old), by=cast.secretary)
    return draft


# --- the day


def test_a_draft_is_measured_by_its_conference_and_by_today_before_there_is_one(cast, draft):
    assert day_of(draft, TODAY) == TODAY
    make.make_ceremony(cast.year, by=cast.secretary, starts_on=None, date_certainty="unknown")
    assert day_of(draft, TODAY) == TODAY
    make.make_ceremony(cast.year, by=cast.secretary, starts_on=date(2026, 4, 10))
    assert day_of(draft, TODAY) == date(2026, 4, 10)


def test_a_signed_pledge_is_measured_by_the_day_of_its_last_signature(cast, agreed):
    make.make_ceremony(cast.year, by=cast.secretary, starts_on=date(2026, 4, 10))
    make.sign_all(agreed, cast.secretary, on=date(2026, 2, 27))
    assert day_of(agreed, TODAY) == date(2026, 2, 27)


def test_today_does_not_stand_in_for_the_unknown_day_of_a_past_year(cast, past_year, old):
    pledge = make.make_pledge(past_year, by=cast.secretary, text_state="partial")
    actions.add_basis(Basis(pledge=pledge, document=old), by=cast.secretary)
    assert day_of(pledge, TODAY) is None
    assert validity_of(pledge, TODAY) is None


def test_a_conference_on_an_earlier_day_makes_the_basis_good(cast, past_year, old):
    pledge = make.make_pledge(past_year, by=cast.secretary, text_state="partial")
    actions.add_basis(Basis(pledge=pledge, document=old), by=cast.secretary)
    make.make_ceremony(past_year, by=cast.secretary, starts_on=date(2024, 3, 1))
    assert validity_of(pledge, TODAY).warnings == []


# --- the pledge's page


def test_the_page_warns_and_leads_to_the_bases_whoever_may_write(cast, sign_in, warned):
    page = words(sign_in(cast.secretary).get(url("pledge_detail", warned.pk)))
    assert SAID in page
    assert '<a href="#can-cu">Sửa căn cứ</a>' in page
    page = words(sign_in(cast.viewer).get(url("pledge_detail", warned.pk)))
    assert SAID in page
    assert "Sửa căn cứ" not in page


def test_bases_in_force_and_unknown_ones_give_no_warning(cast, sign_in, draft):
    actions.add_basis(Basis(pledge=draft, document=document("39")), by=cast.secretary)
    page = words(sign_in(cast.viewer).get(url("pledge_detail", draft.pk)))
    assert "note-warn" not in page
    assert "Chưa rõ hiệu lực vào ngày 02/03/2026: Nghị định số 39." in page
    assert sign_in(cast.viewer).get(url("pledge_pdf", draft.pk)).status_code == 200


def test_a_past_year_s_text_has_a_note_and_no_warning(cast, sign_in, past_year, old):
    pledge = make.make_pledge(past_year, by=cast.secretary, text_state="full")
    actions.add_basis(Basis(pledge=pledge, document=old), by=cast.secretary)
    make.make_ceremony(past_year, by=cast.secretary, starts_on=date(2025, 8, 1))
    page = words(sign_in(cast.viewer).get(url("pledge_detail", pledge.pk)))
    assert SAID in page
    assert "note-warn" not in page
    assert sign_in(cast.viewer).get(url("pledge_pdf", pledge.pk)).status_code == 200


def test_the_page_asks_as_often_for_many_bases_as_for_one(cast, sign_in, warned):
    client, counts = sign_in(cast.viewer), []
    for number in (0, 5):
        for each in range(number):
            later = document(f"{each}/2025/NĐ-CP", effective_from=date(2025, 7, 1))
            ended = document(f"{each}/2020/NĐ-CP", replaced_by=later)
            actions.add_basis(Basis(pledge=warned, document=ended), by=cast.secretary)
        with CaptureQueriesContext(connection) as queries:
            page = words(client.get(url("pledge_detail", warned.pk)))
        counts.append(len(queries))
    assert page.count("hết hiệu lực từ ngày") == 6
    assert counts[0] == counts[1]


# --- before printing


@pytest.mark.parametrize("query", ["", "?tai=1"])
def test_printing_a_warned_draft_asks_first_and_prints_the_same_paper_then(cast, sign_in, warned, query):
    client = sign_in(cast.secretary)
    answer = client.get(url("pledge_pdf", warned.pk) + query)
    assert (answer.status_code, answer.url) == (302, url("pledge_print_check", warned.pk) + query)
    page = client.get(answer.url)
    assert "Trước khi in" in words(page)
    assert SAID in words(page)
    assert url("pledge_detail", warned.pk) + "#can-cu" in words(page)
    print_url = page.context["print_url"]
    assert f'href="{escape(print_url)}"' in words(page)
    paper = client.get(print_url)
    assert paper["Content-Type"] == "application/pdf"
    assert paper["Content-Disposition"].startswith("attachment" if query else "inline")


def test_whoever_may_not_write_reads_who_mends_the_bases(cast, sign_in, warned):
    page = words(sign_in(cast.viewer).get(url("pledge_print_check", warned.pk)))
    assert "Người soạn giao ước sửa các điểm này." in page
    assert "#can-cu" not in page
    assert "In dù có cảnh báo" in page


def test_an_agreed_text_is_printed_without_asking(cast, sign_in, warned):
    make.agree(warned, by=cast.secretary)
    client = sign_in(cast.viewer)
    assert client.get(url("pledge_pdf", warned.pk))["Content-Type"] == "application/pdf"
    assert SAID in words(client.get(url("pledge_detail", warned.pk)))


def test_with_nothing_to_warn_of_the_page_before_printing_says_so(cast, sign_in, draft):
    client = sign_in(cast.viewer)
    assert "Không có căn cứ nào" in words(client.get(url("pledge_print_check", draft.pk)))
    basis = Basis(pledge=Pledge.objects.get(), document=document("152/2025/NĐ-CP", effective_from=TODAY))
    actions.add_basis(basis, by=cast.secretary)
    page = words(client.get(url("pledge_print_check", draft.pk)))
    assert "Các căn cứ đều còn hiệu lực vào ngày 02/03/2026." in page


# --- the year's plan


def test_the_plan_is_measured_by_its_day_of_issue_or_by_today(cast, sign_in, old):
    plan = cluster_actions.save_plan(Plan(cluster_year=cast.year), [old], by=cast.secretary)
    client, address = sign_in(cast.secretary), reverse("clusters:year_detail", args=[cast.year.pk])
    page = words(client.get(address))
    assert SAID in page
    assert reverse("clusters:plan_edit", args=[cast.year.pk]) + '">Sửa căn cứ</a>' in page
    plan.issued_on = date(2025, 6, 30)
    cluster_actions.save_plan(plan, by=cast.secretary)
    assert SAID not in words(client.get(address))


def test_a_past_year_s_plan_without_a_day_is_not_measured(cast, sign_in, past_year, old):
    cluster_actions.save_plan(Plan(cluster_year=past_year, status="unknown"), [old], by=cast.secretary)
    page = words(sign_in(cast.secretary).get(reverse("clusters:year_detail", args=[past_year.pk])))
    assert SAID not in page


# --- all units at once


def test_all_drafts_are_printed_only_after_a_look_at_their_warnings(cast, sign_in, old):
    drafts = make.make_pledge(cast.year, shape="per_unit")
    for draft in drafts[:2]:
        actions.add_basis(Basis(pledge=draft, document=old), by=cast.secretary)
    client = sign_in(cast.secretary)
    stopped = client.get(url("pledges_pdf", cast.year.pk))
    assert stopped.url == url("pledges_print_check", cast.year.pk)
    page = words(client.get(stopped.url))
    assert page.count(escape(SAID)) == 2
    assert [unit.name in page for unit in cast.units] == [True, True, False, False]
    printed = client.get(url("pledges_pdf", cast.year.pk) + "?da-xem=1")
    assert printed["Content-Type"] == "application/pdf"


def test_drafts_without_a_warning_are_printed_at_once(cast, sign_in):
    make.make_pledge(cast.year, shape="per_unit")
    answer = sign_in(cast.secretary).get(url("pledges_pdf", cast.year.pk))
    assert answer["Content-Type"] == "application/pdf"
