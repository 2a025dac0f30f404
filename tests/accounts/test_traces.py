"""What leaves the program and who was turned away is in the history, though nobody wrote anything."""

from datetime import timedelta

from django.core.files.base import ContentFile
from django.db import connection
from django.urls import reverse

from accounts import actions
from accounts.actions.traces import MOST
from audit.guards import Guard
from audit.models import PASSED, Event
from audit.verify import verify
from documents.models import OfficialDocument
from tests import factories as make


def passed():
    return [
        (event.verb, event.actor.username, event.subject_label)
        for event in Event.objects.filter(verb__in=PASSED).order_by("pk")
    ]


# --- what leaves -------------------------------------------------------------------------------------


def test_a_printed_paper_is_in_the_history_of_its_authority_with_its_record(cast, sign_in):
    pledge = make.make_agreed_pledge(cast.year, by=cast.secretary)
    response = sign_in(cast.officer).get(reverse("pledges:pledge_pdf", args=[pledge.pk]))
    assert response.status_code == 200
    event = Event.objects.get(verb="paper_printed")
    assert (event.subject_type, event.subject_id) == ("pledges.pledge", str(pledge.pk))
    assert (event.actor, event.authority, event.cluster_year) == (cast.officer, cast.authority, cast.year)
    assert event.subject_label.endswith(".pdf")
    assert list(verify()) == []


def test_a_list_of_one_record_and_one_of_several_are_in_the_history(cast, sign_in):
    client = sign_in(cast.secretary)
    client.get(reverse("clusters:member_export", args=[cast.cluster.pk]))
    client.get(reverse("clusters:unit_export"))
    assert passed() == [
        ("list_exported", "secretary", f"Đơn vị thành viên của {cast.cluster}.xlsx"),
        ("list_exported", "secretary", "Danh sách đơn vị.xlsx"),
    ]
    assert [event.authority for event in Event.objects.filter(verb="list_exported")] == [cast.authority] * 2


def test_a_downloaded_file_is_in_the_history(cast, sign_in):
    document = OfficialDocument.objects.create(
        kind="KH",
        title="Kế hoạch",
        authority=cast.authority,
        file=ContentFile(b"%PDF-1.4", name="a.pdf"),
        file_name="Kế hoạch.pdf",
        file_type="application/pdf",
        file_size=8,
        file_sha256="0" * 64,
    )
    response = sign_in(cast.officer).get(reverse("documents:document_file", args=[document.pk]))
    assert response.getvalue() == b"%PDF-1.4"
    assert passed() == [("file_downloaded", "officer", "Kế hoạch.pdf")]


def test_pages_empty_forms_and_what_was_not_found_leave_nothing(cast, sign_in):
    client = sign_in(cast.secretary)
    for url in (
        reverse("clusters:unit_list"),
        reverse("clusters:import_template") + "?loai=units",
        reverse("pledges:pledge_pdf", args=[9999]),
    ):
        client.get(url)
    assert passed() == []


def test_the_history_of_the_year_tells_of_deeds_only(cast, sign_in):
    client = sign_in(cast.secretary)
    client.get(reverse("clusters:member_export", args=[cast.cluster.pk]))
    text = client.get(reverse("clusters:year_history", args=[cast.year.pk])).content.decode()
    assert "Thêm đơn vị thành viên" in text
    assert "Xuất danh sách ra Excel:" not in text


def test_a_file_whose_leaving_cannot_be_written_does_not_leave(cast, sign_in):
    full = Guard("history_is_full", "audit_event", ("insert",), "1 = 1", "Đầy.")
    with connection.cursor() as cursor:
        for statement in full.statements(connection.vendor):
            cursor.execute(statement)
    response = sign_in(cast.secretary).get(reverse("clusters:unit_export"))
    assert response.status_code == 503
    assert response["Content-Type"].startswith("text/html")
    assert "Chưa tải được tệp" in response.content.decode()
    assert not response.headers.get("Content-Disposition")


def test_a_print_costs_the_history_few_queries(cast, sign_in, django_assert_num_queries):
    """Savepoint, event, head, link, head, release; and the exported rows themselves."""
    client = sign_in(cast.secretary)
    url = reverse("clusters:member_export", args=[cast.cluster.pk])
    client.get(url)
    with django_assert_num_queries(12):
        client.get(url)


# --- who was turned away -------------------------------------------------------------------------------


def refused(client, cast):
    return client.get(reverse("clusters:year_edit", args=[cast.year.pk])).status_code


def test_a_refusal_is_recorded_with_its_reason_once_an_hour(cast, sign_in, frozen_day):
    client = sign_in(cast.officer)
    assert [refused(client, cast) for _ in range(3)] == [403] * 3
    url = reverse("clusters:year_edit", args=[cast.year.pk])
    assert passed() == [("access_refused", "officer", url)]
    event = Event.objects.get(verb="access_refused")
    assert event.note.startswith("Việc “Sửa chủ đề, kế hoạch của năm thi đua” dành cho:")
    assert (event.authority, event.cluster_year) == (cast.authority, cast.year)
    frozen_day.shift(timedelta(minutes=61))
    refused(client, cast)
    assert len(passed()) == 2


def test_nobody_floods_the_history_with_refusals(cast, sign_in):
    for number in range(MOST + 5):
        actions.note_refusal(f"/trang/{number}/", "Không được.", None, by=cast.officer)
    assert refused(sign_in(cast.officer), cast) == 403
    assert Event.objects.filter(actor=cast.officer, verb="access_refused").count() == MOST
    assert refused(sign_in(cast.other_officer), cast) == 403
    assert Event.objects.filter(actor=cast.other_officer, verb="access_refused").count() == 1


def test_a_stranger_and_what_does_not_exist_leave_no_refusal(cast, client, sign_in):
    assert refused(client, cast) == 302
    assert sign_in(cast.outsider).get(reverse("clusters:year_edit", args=[cast.year.pk])).status_code == 404
    assert passed() == []


def test_a_refusal_that_cannot_be_written_is_a_refusal(cast, sign_in):
    full = Guard("history_is_full", "audit_event", ("insert",), "1 = 1", "Đầy.")
    with connection.cursor() as cursor:
        for statement in full.statements(connection.vendor):
            cursor.execute(statement)
    assert refused(sign_in(cast.officer), cast) == 403
