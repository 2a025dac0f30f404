"""Tờ trình and decisions in the packet of their year: printed there, numbered on their own pages."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from awards import actions
from clusters.bulk import of_year
from clusters.papers import packet_of
from documents.pdf import render
from tests import factories as make
from tests.awards.decisions import decision_on, issued
from tests.awards.dossiers import dossier, proposal_of
from tests.documents.measure import pages

KEYS = ("to-trinh", "danh-sach-trich-ngang", "quyet-dinh-khen-thuong", "danh-sach-khen-thuong")


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def kinds_of(cast):
    return {kind.key: (kind, record) for kind, record in packet_of(fresh(cast.year)) if kind.key in KEYS}


def words(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def put_forward(cast):
    return proposal_of(cast, [dossier(cast, "reviewed")])


def test_a_proposal_is_in_the_packet_with_its_list_and_says_how_it_stands(cast, sign_in, put_forward):
    assert set(kinds_of(cast)) == {"to-trinh", "danh-sach-trich-ngang"}
    kind, record = kinds_of(cast)["to-trinh"]
    assert len(pages(render(kind.build(record, None)))) == 1, "its list is a paper of its own here"
    client = sign_in(cast.secretary)
    page = words(client.get(reverse("clusters:year_papers", args=[cast.year.pk])))
    assert "Số, ngày và việc ban hành được ghi ở trang của tờ trình." in page
    actions.issue_proposal(put_forward, by=cast.secretary)
    page = words(client.get(reverse("clusters:year_papers", args=[cast.year.pk])))
    assert "Số 01/TTr-CTĐ01, ngày 01/03/2026" in page
    assert "Số, ngày và việc ban hành" not in page


def test_an_issued_decision_is_in_the_packet_and_a_draft_is_not(cast, put_forward):
    decision = decision_on(cast, [put_forward.nominations.get()])
    assert "quyet-dinh-khen-thuong" not in kinds_of(cast)
    actions.issue_proposal(put_forward, by=cast.secretary)
    actions.issue_decision(decision, by=cast.secretary)
    kind, record = kinds_of(cast)["quyet-dinh-khen-thuong"]
    assert kind.issued_elsewhere(record) == "Số 12/QĐ-LH, ngày 02/03/2026"
    assert not kind.build(record, None).is_draft
    assert "danh-sach-khen-thuong" not in kinds_of(cast)


def test_a_long_decision_brings_its_list(cast):
    rows = [dossier(cast, "proposed", nominee=f"Chi hội {n:02}") for n in range(1, 12)]
    issued(cast, rows)
    kind, record = kinds_of(cast)["danh-sach-khen-thuong"]
    assert len(kind.build(record, None).rows) == 11


@pytest.mark.parametrize("key", KEYS)
def test_they_open_for_who_reads_dossiers_and_go_into_the_bundle(cast, sign_in, key):
    rows = [dossier(cast, "proposed", nominee=f"Chi hội {n:02}") for n in range(1, 12)]
    issued(cast, rows)
    _, record = kinds_of(cast)[key]
    for user, code in (
        (cast.secretary, 200),
        (cast.chair, 200),
        (cast.representative, 403),
        (cast.viewer, 403),
    ):
        for name in ("paper_detail", "paper_pdf", "paper_word"):
            address = reverse(f"clusters:{name}", args=[cast.year.pk, key, record.pk])
            assert sign_in(user).get(address).status_code == code, (user, name)
    assert key in {wanted.kind.key for wanted in of_year(fresh(cast.year), cast.secretary)}
    assert key not in {wanted.kind.key for wanted in of_year(fresh(cast.year), cast.viewer)}


def test_they_are_never_numbered_by_the_register(cast, sign_in, put_forward):
    client = sign_in(cast.secretary)
    for key in ("to-trinh", "danh-sach-trich-ngang"):
        address = reverse("clusters:paper_issue", args=[cast.year.pk, key, put_forward.pk])
        client.post(address, {"issued_on": "01/03/2026"})
        page = words(client.get(reverse("clusters:paper_detail", args=[cast.year.pk, key, put_forward.pk])))
        assert "Mã tra cứu" not in page
    assert not cast.year.issued_papers.exists()


def test_the_packet_asks_as_often_for_thirty_proposals_as_for_one(cast, sign_in):
    client, counts = sign_in(cast.secretary), []
    address = reverse("clusters:year_papers", args=[cast.year.pk])
    for numbers in (range(1), range(1, 30)):
        for number in numbers:
            award = make.make_award(code=f"P{number}", name=f"Hình thức {number}")
            proposal_of(cast, [dossier(cast, "reviewed", award=award)])
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1]
