"""The signing console: every touch counts once, is taken back with a reason, and needs its right."""

import json
import uuid
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from clusters.models import ClusterYear, Person, Post
from pledges import actions
from pledges.models import Content, Participant, Signature, SignatureScan, Touch
from pledges.touches import read_touch
from tests import factories as make
from tests.documents.test_uploads import pdf_bytes

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture
def ceremony(cast, agreed):
    return make.make_ceremony(cast.year, by=cast.secretary, starts_on=date(2026, 3, 2))


@pytest.fixture
def named(cast, agreed):
    """Every unit's signatory is known beforehand."""
    name_all(cast.year, cast.secretary)
    return agreed


def name_all(year, by):
    rows = {
        (row.unit_id, row.role): {"signatory": "Nguyễn Văn An", "post": "Chủ tịch"}
        for row in Signature.objects.filter(pledge__cluster_year=year)
    }
    actions.name_signatories(year, rows, by=by)


def address(name, *pks):
    return reverse(f"pledges:{name}", args=pks)


def place(pledge, unit, role="party"):
    return pledge.signatures.get(unit=unit, role=role)


def send(client, ceremony, kind, signature=None, key=None, **more):
    data = {"key": str(key or uuid.uuid4()), "kind": kind, "at": timezone.now().isoformat(), **more}
    if signature is not None:
        data["signature"] = signature.pk
    url = address("console_touch", ceremony.pk)
    return client.post(url, json.dumps(data), content_type="application/json")


def events(verb):
    return Event.objects.filter(verb=verb).count()


# --- one touch ---------------------------------------------------------------------------------------


def test_one_touch_signs_on_paper_at_the_conference(cast, sign_in, named, ceremony):
    row = place(named, cast.unit)
    answer = send(sign_in(cast.chair), ceremony, "signed", row).json()
    assert answer["accepted"] is True
    assert answer["outcome"] == "Hội thành viên C đã ký."
    row.refresh_from_db()
    assert (row.is_signed, row.signed_on, row.ceremony, row.means) == (
        True,
        date(2026, 3, 2),
        ceremony,
        "paper",
    )


def test_the_same_touch_sent_again_counts_once_and_answers_as_before(cast, sign_in, named, ceremony):
    key = uuid.uuid4()
    client = sign_in(cast.chair)
    answers = [send(client, ceremony, "signed", place(named, cast.unit), key).json() for _ in range(3)]
    assert answers[0] == answers[1] == answers[2]
    assert (Touch.objects.count(), events("signed")) == (1, 1)


def test_two_devices_count_once_and_the_second_reads_since_when(cast, sign_in, named, ceremony, frozen_day):
    send(sign_in(cast.chair), ceremony, "signed", place(named, cast.unit))
    frozen_day.shift(timedelta(minutes=12))
    second = Client()
    second.force_login(cast.secretary)
    answer = send(second, ceremony, "signed", place(named, cast.unit)).json()
    assert answer["accepted"] is False
    assert "Hội thành viên C đã ký lúc 09:00." in answer["outcome"]
    assert (Touch.objects.filter(accepted=False).count(), events("signed")) == (1, 1)


def test_key_of_another_person_is_refused(cast, sign_in, named, ceremony):
    key = uuid.uuid4()
    send(sign_in(cast.chair), ceremony, "signed", place(named, cast.unit), key)
    answer = send(sign_in(cast.secretary), ceremony, "signed", place(named, cast.other_unit), key)
    assert answer.status_code == 400
    assert not place(named, cast.other_unit).is_signed


def test_touch_that_waited_for_the_network_keeps_its_day(cast, sign_in, named, ceremony, frozen_day):
    touched = timezone.now().isoformat()
    frozen_day.shift(timedelta(hours=20))
    send(sign_in(cast.chair), ceremony, "signed", place(named, cast.unit), at=touched)
    row = place(named, cast.unit)
    assert (row.signed_on, row.ceremony) == (date(2026, 3, 2), ceremony)


@pytest.mark.parametrize(
    "at", ["2019-01-01T08:00:00Z", "2031-01-01T08:00:00Z", "0001-01-01T00:00:00+14:00", "x"]
)
def test_clock_that_is_wrong_is_not_believed(cast, sign_in, named, ceremony, at):
    send(sign_in(cast.chair), ceremony, "signed", place(named, cast.unit), at=at)
    assert place(named, cast.unit).signed_on == date(2026, 3, 2)


def test_touch_after_the_conference_signs_outside_of_it(cast, sign_in, named, ceremony, frozen_day):
    frozen_day.move_to(datetime(2026, 3, 9, 9, tzinfo=HANOI))
    send(sign_in(cast.chair), ceremony, "signed", place(named, cast.unit))
    row = place(named, cast.unit)
    assert (row.signed_on, row.ceremony) == (date(2026, 3, 9), None)


def test_nobody_signs_before_the_day_of_the_conference(cast, sign_in, named, ceremony, frozen_day):
    frozen_day.move_to(datetime(2026, 3, 1, 9, tzinfo=HANOI))
    answer = send(sign_in(cast.chair), ceremony, "signed", place(named, cast.unit)).json()
    assert "chưa đến ngày" in answer["outcome"]
    assert not place(named, cast.unit).is_signed


def test_touch_without_a_signatory_is_refused_and_kept(cast, sign_in, agreed, ceremony):
    answer = send(sign_in(cast.chair), ceremony, "signed", place(agreed, cast.unit)).json()
    assert answer == {"key": answer["key"], "accepted": False, "outcome": "Ghi họ và tên người ký."}
    assert Touch.objects.get().outcome == "Ghi họ và tên người ký."


def test_touch_brings_the_signatory_that_the_console_asked_for(cast, sign_in, agreed, ceremony):
    who = {"signatory": "Trần Thị Bê", "post": "Phó Chủ tịch", "authority": "KT.", "on_behalf_of": "Chủ tịch"}
    send(sign_in(cast.chair), ceremony, "signed", place(agreed, cast.unit), named=who)
    row = place(agreed, cast.unit)
    assert (row.is_signed, row.signatory, row.authority, row.on_behalf_of) == (
        True,
        "Trần Thị Bê",
        "KT.",
        "Chủ tịch",
    )


@pytest.mark.parametrize(
    "body",
    [b"x", b"[]", b'{"key": "1", "kind": "signed"}', b'{"key": 7, "kind": []}', b"\xff\xfe"],
)
def test_what_is_no_touch_is_refused_in_words(cast, sign_in, ceremony, body):
    url = address("console_touch", ceremony.pk)
    response = sign_in(cast.chair).post(url, body, content_type="application/json")
    assert response.status_code == 400
    assert "không đọc được" in response.json()["outcome"]


def test_place_of_another_year_is_not_signed_here(cast, sign_in, ceremony):
    year = make.make_year(make.make_cluster(cast.authority, cast.units, number="31"), 2026)
    make.make_term(year, cast.chair_unit)
    elsewhere = place(make.make_agreed_pledge(year, by=cast.secretary), cast.unit)
    assert send(sign_in(cast.secretary), ceremony, "signed", elsewhere).json()["accepted"] is False
    elsewhere.refresh_from_db()
    assert not elsewhere.is_signed


# --- who may -----------------------------------------------------------------------------------------


def test_secretary_of_the_cluster_runs_the_console_but_does_not_sign(cast, sign_in, named, ceremony):
    make.make_term(cast.year, cast.unit, "secretary")
    client = sign_in(cast.officer)
    assert send(client, ceremony, "called", place(named, cast.other_unit)).json()["accepted"] is True
    answer = send(client, ceremony, "signed", place(named, cast.other_unit)).json()
    assert answer["accepted"] is False
    assert "Ghi nhận việc ký giao ước" in answer["outcome"]
    page = client.get(address("console", ceremony.pk)).content.decode()
    assert 'data-kind="signed"' not in page
    assert "không ghi nhận chữ ký. Người ghi nhận: cụm trưởng năm 2026" in page


def test_representative_of_a_member_has_no_console(cast, sign_in, named, ceremony):
    client = sign_in(cast.representative)
    assert client.get(address("console", ceremony.pk)).status_code == 403
    assert send(client, ceremony, "signed", place(named, cast.unit)).status_code == 403
    assert not Touch.objects.exists()


def test_closed_year_takes_no_touch(cast, sign_in, named, ceremony):
    ClusterYear.objects.filter(pk=cast.year.pk).update(closed_on=date(2026, 3, 1))
    for kind in ("signed", "called", "present"):
        answer = send(sign_in(cast.secretary), ceremony, kind, place(named, cast.unit)).json()
        assert "đã khép" in answer["outcome"]
    assert not place(named, cast.unit).is_signed


# --- undoing, confirming -----------------------------------------------------------------------------


def test_undo_needs_a_reason_and_keeps_who_signs(cast, sign_in, named, ceremony):
    client = sign_in(cast.chair)
    send(client, ceremony, "signed", place(named, cast.unit))
    assert (
        send(client, ceremony, "undone", place(named, cast.unit)).json()["outcome"] == "Ghi lý do hoàn tác."
    )
    assert send(client, ceremony, "undone", place(named, cast.unit), reason="Chạm nhầm").json()["accepted"]
    row = place(named, cast.unit)
    assert (row.is_signed, row.signed_on, row.signatory) == (False, None, "Nguyễn Văn An")
    assert "Chạm nhầm" in Event.objects.get(verb="signature_withdrawn").note
    assert send(client, ceremony, "signed", row).json()["accepted"] is True


def touch_all(client, ceremony, pledge):
    for row in pledge.signatures.order_by("position"):
        send(client, ceremony, "signed", row)
    pledge.refresh_from_db()


def test_last_touch_waits_for_the_confirmation(cast, sign_in, named, ceremony):
    client = sign_in(cast.chair)
    touch_all(client, ceremony, named)
    assert (named.status, named.signatures.filter(is_signed=True).count()) == ("agreed", 4)
    page = client.get(address("console", ceremony.pk)).content.decode()
    assert "Đã đủ chữ ký, chờ xác nhận." in page
    assert send(client, ceremony, "undone", place(named, cast.unit), reason="Ký nhầm chỗ").json()["accepted"]


def test_confirmation_makes_the_pledge_signed_for_good(cast, sign_in, named, ceremony):
    client = sign_in(cast.chair)
    touch_all(client, ceremony, named)
    client.post(address("signing_complete", cast.year.pk))
    named.refresh_from_db()
    assert (named.status, events("signing_completed")) == ("signed", 1)
    assert (
        send(client, ceremony, "undone", place(named, cast.unit), reason="Muộn").json()["accepted"] is False
    )


def test_confirmation_is_refused_while_a_signature_is_missing(cast, sign_in, named, ceremony):
    client = sign_in(cast.chair)
    send(client, ceremony, "signed", place(named, cast.unit))
    page = client.post(address("signing_complete", cast.year.pk), follow=True).content.decode()
    assert "Chưa có giao ước nào đủ chữ ký" in page
    named.refresh_from_db()
    assert named.status == "agreed"


def test_full_set_is_a_task_of_the_chair_and_a_word_of_the_step(cast, sign_in, named, ceremony):
    client = sign_in(cast.chair)
    touch_all(client, ceremony, named)
    assert "Xác nhận đã ký đủ giao ước" in client.get("/").content.decode()
    year_page = client.get(reverse("clusters:year_detail", args=[cast.year.pk])).content.decode()
    assert "Đã đủ chữ ký, chờ xác nhận." in year_page
    assert "Xác nhận đã ký đủ giao ước" in sign_in(cast.secretary).get("/").content.decode()
    assert "Xác nhận đã ký đủ giao ước" not in sign_in(cast.representative).get("/").content.decode()


# --- a text for each unit ----------------------------------------------------------------------------


def test_chair_countersigns_after_the_unit_and_is_undone_first(cast, sign_in):
    for pledge in make.make_pledge(cast.year, by=cast.secretary, shape="per_unit"):
        make.agree(pledge, by=cast.secretary)
    ceremony = make.make_ceremony(cast.year, by=cast.secretary, starts_on=date(2026, 3, 2))
    name_all(cast.year, cast.secretary)
    pledge = cast.year.pledges.get(unit=cast.unit)
    counter, own = place(pledge, cast.chair_unit, "countersign"), place(pledge, cast.unit)
    client = sign_in(cast.chair)
    assert "Đơn vị ký trước" in send(client, ceremony, "signed", counter).json()["outcome"]
    assert send(client, ceremony, "signed", own).json()["accepted"] is True
    assert send(client, ceremony, "signed", counter).json()["accepted"] is True
    refused = send(client, ceremony, "undone", own, reason="Nhầm").json()
    assert "Rút ghi nhận ký công nhận trước." in refused["outcome"]
    pledge.refresh_from_db()
    assert pledge.status == "agreed"
    client.post(address("signing_complete", cast.year.pk))
    assert [row.status for row in cast.year.pledges.all()].count("signed") == 1


def test_card_of_a_unit_carries_the_countersignature_after_it(cast, sign_in):
    for pledge in make.make_pledge(cast.year, by=cast.secretary, shape="per_unit"):
        make.agree(pledge, by=cast.secretary)
    ceremony = make.make_ceremony(cast.year, by=cast.secretary, starts_on=date(2026, 3, 2))
    name_all(cast.year, cast.secretary)
    client = sign_in(cast.chair)
    for pledge in cast.year.pledges.all():
        send(client, ceremony, "signed", pledge.signatures.get(role="party"))
    page = client.get(address("console", ceremony.pk)).content.decode()
    assert page.count('<li class="console-card') == 4
    assert page.count("Ký công nhận:") == 4
    assert "Ký công nhận tất cả (4 bản)" in page


def test_annex_is_signed_without_the_pledge_that_is_signed_already(cast, sign_in, agreed, ceremony):
    make.sign_all(agreed, cast.secretary)
    annex = actions.add_annex(agreed, by=cast.secretary)
    actions.add_content(Content(pledge=annex, text="Bổ sung phong trào"), by=cast.secretary)
    make.agree(annex, by=cast.secretary)
    page = sign_in(cast.chair).get(address("console", ceremony.pk)).content.decode()
    assert "0/4" in page
    assert f"<h2>{annex.title}</h2>" in page
    assert f"<h2>{agreed.title}</h2>" not in page


# --- the hall before and after the signature -----------------------------------------------------------


def test_presence_and_reason_are_kept_and_absent_units_are_not_called_next(cast, sign_in, named, ceremony):
    client = sign_in(cast.chair)
    send(client, ceremony, "absent", place(named, cast.chair_unit), reason="Đi công tác")
    row = place(named, cast.chair_unit)
    assert (row.presence, row.absence_reason) == ("absent", "Đi công tác")
    page = client.get(address("console", ceremony.pk)).content.decode()
    assert "Tiếp theo: <strong>Hội thành viên B</strong>" in page
    send(client, ceremony, "present", row)
    row.refresh_from_db()
    assert (row.presence, row.absence_reason) == ("present", "")


def test_attendance_is_one_fact_on_the_sheet_and_at_the_table(cast, sign_in, named, ceremony):
    sheet = {
        cast.unit.pk: {"state": "absent", "reason": "Đi công tác"},
        cast.vice_unit.pk: {"state": "stand_in", "representative": "Lê Văn Thay"},
    }
    actions.record_attendance(ceremony, sheet, {}, by=cast.secretary)
    client = sign_in(cast.chair)
    cards = client.get(address("console_state", ceremony.pk)).json()["html"]
    assert '<span class="muted">Đi công tác</span>' in cards
    assert cards.count("Có mặt, chưa ký") == 1

    send(client, ceremony, "present", place(named, cast.unit))
    send(client, ceremony, "present", place(named, cast.vice_unit))
    send(client, ceremony, "absent", place(named, cast.other_unit), reason="Bị ốm")
    found = {row.unit_id: (row.state, row.reason) for row in ceremony.attendances.all()}
    assert found == {
        cast.unit.pk: ("present", ""),
        cast.vice_unit.pk: ("stand_in", ""),
        cast.other_unit.pk: ("absent", "Bị ốm"),
    }


def test_the_chair_of_the_year_that_ends_records_what_is_signed_at_its_wrap_up(cast, sign_in):
    coming = make.make_year(cast.cluster, 2027)
    make.make_term(coming, cast.vice_unit)
    pledge = make.make_agreed_pledge(coming, by=cast.secretary)
    name_all(coming, cast.secretary)
    day = date(2026, 3, 2)
    wrap_up = make.make_ceremony(
        cast.year, by=cast.secretary, kind="both", signing_year=coming, starts_on=day
    )
    client = sign_in(cast.chair)
    row = place(pledge, cast.unit)
    assert f'id="da-ky-{row.pk}"' in client.get(address("console", wrap_up.pk)).content.decode()
    assert send(client, wrap_up, "signed", row).json()["accepted"] is True

    # at a conference of the coming year it is the coming chair's business
    later = make.make_ceremony(coming, by=cast.secretary, starts_on=day)
    body = {"key": str(uuid.uuid4()), "kind": "signed", "signature": place(pledge, cast.vice_unit).pk}
    touched = actions.touch(later, read_touch(json.dumps(body)), by=cast.chair)
    assert touched.accepted is False


def test_call_ends_with_the_signature(cast, sign_in, named, ceremony):
    client = sign_in(cast.chair)
    send(client, ceremony, "called", place(named, cast.unit))
    ceremony.refresh_from_db()
    assert ceremony.calling == place(named, cast.unit)
    send(client, ceremony, "signed", place(named, cast.unit))
    ceremony.refresh_from_db()
    assert ceremony.calling is None
    send(client, ceremony, "called", place(named, cast.other_unit))
    send(client, ceremony, "called")
    ceremony.refresh_from_db()
    assert ceremony.calling is None


def test_witness_is_touched_once_and_taken_back_with_a_reason(cast, sign_in, named, ceremony):
    witness = actions.add_participant(
        Participant(
            ceremony=ceremony, name="Ban Thường trực Ủy ban MTTQ tỉnh", is_body=True, is_witness=True
        ),
        by=cast.secretary,
    )
    client = sign_in(cast.chair)
    assert send(client, ceremony, "witnessed", participant=witness.pk).json()["accepted"] is True
    assert send(client, ceremony, "witnessed", participant=witness.pk).json()["accepted"] is False
    witness.refresh_from_db()
    assert (witness.witnessed_on, events("witnessed")) == (date(2026, 3, 2), 1)
    url = address("witness_withdraw", witness.pk)
    assert client.post(url, {"reason": ""}).status_code == 422
    client.post(url, {"reason": "Chưa ký"})
    witness.refresh_from_db()
    assert witness.witnessed_on is None


# --- before the day: who signs ---------------------------------------------------------------------------


def test_signatories_are_prepared_with_what_is_known_of_the_unit(cast, sign_in, agreed, ceremony):
    person = Person.objects.create(authority=cast.authority, full_name="Lê Văn Cường")
    Post.objects.create(person=person, title="Phó Chủ tịch", unit=cast.unit)
    client = sign_in(cast.chair)
    url = address("console_signatories", ceremony.pk)
    page = client.get(url).content.decode()
    assert "Lê Văn Cường" in page
    typed = {}
    for unit in cast.units:
        typed |= {f"party-{unit.pk}-authority": "own", f"party-{unit.pk}-means": "paper"}
    typed |= {
        f"party-{cast.unit.pk}-signatory": "Lê Văn Cường",
        f"party-{cast.unit.pk}-post": "Phó Chủ tịch",
        f"party-{cast.unit.pk}-authority": "TUQ.",
        f"party-{cast.unit.pk}-on_behalf_of": "Chủ tịch",
    }
    assert client.post(url, typed).status_code == 302
    row = place(agreed, cast.unit)
    assert (row.signatory, row.authority, row.is_signed) == ("Lê Văn Cường", "TUQ.", False)
    assert events("signatory_named") == 1
    client.post(url, typed)
    assert events("signatory_named") == 1
    assert 'data-ready="1"' in client.get(address("console", ceremony.pk)).content.decode()


def test_signatory_of_last_year_is_offered_but_not_assumed(cast, sign_in, agreed, ceremony, past_year):
    year = make.make_year(cast.cluster, 2025, is_recorded=True)
    before = make.make_pledge(year, by=cast.secretary)
    known = {cast.unit.pk: {"signatory": "Phạm Thị Dung", "post": "Chủ tịch"}}
    actions.record_signed(before, known, by=cast.secretary)
    page = sign_in(cast.chair).get(address("console_signatories", ceremony.pk)).content.decode()
    assert "Phạm Thị Dung" in page
    assert "ký năm 2025" in page
    assert place(agreed, cast.unit).signatory == ""


# --- late signers, scans ---------------------------------------------------------------------------------


def test_late_unit_gets_a_link_a_message_and_a_reminder(cast, sign_in, named, ceremony):
    client = sign_in(cast.chair)
    row = place(named, cast.unit)
    page = client.get(address("console", ceremony.pk)).content.decode()
    assert f"http://testserver{address('signature_sign', row.pk)}" in page
    client.post(address("signature_remind", row.pk))
    row.refresh_from_db()
    assert row.reminded_on == date(2026, 3, 2)
    assert "Đã nhắc ngày 02/03/2026" in client.get(address("console", ceremony.pk)).content.decode()
    assert "được nhắc ngày 02/03/2026" in sign_in(cast.representative).get("/").content.decode()


def test_scan_comes_after_the_pledge_is_signed(cast, sign_in, named, ceremony):
    make.sign_all(named, cast.secretary)
    row = place(named, cast.unit)
    client = sign_in(cast.representative)
    url = address("scan_add", row.pk)
    assert client.post(url, {"file": pdf_file()}).status_code == 302
    scan = SignatureScan.objects.get()
    assert (scan.file_type, scan.added_by) == ("application/pdf", cast.representative)
    assert client.post(url, {"file": pdf_file()}).status_code == 422
    pledge_page = client.get(address("pledge_detail", named.pk)).content.decode()
    assert address("scan_file", scan.pk) in pledge_page
    assert url in pledge_page
    shown = client.get(address("scan_file", scan.pk))
    assert shown["Content-Type"] == "application/pdf"
    assert b"".join(shown.streaming_content)


def test_scan_is_a_picture_or_a_pdf_of_a_signed_place(cast, sign_in, named, ceremony):
    client = sign_in(cast.chair)
    url = address("scan_add", place(named, cast.unit).pk)
    assert "chưa được ghi nhận đã ký" in client.post(url, {"file": pdf_file()}).content.decode()
    text = SimpleUploadedFile("trang-ky.txt", b"chu ky")
    assert client.post(url, {"file": text}).status_code == 422


def pdf_file():
    return SimpleUploadedFile("trang ký.pdf", pdf_bytes(), content_type="application/pdf")


# --- what other consoles see -------------------------------------------------------------------------------


def test_state_is_unchanged_until_somebody_touches(cast, sign_in, named, ceremony):
    client = sign_in(cast.chair)
    url = address("console_state", ceremony.pk)
    first = client.get(url)
    assert first.json()["user"] == cast.chair.pk
    again = client.get(url, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    send(client, ceremony, "signed", place(named, cast.unit))
    changed = client.get(url, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert "1/4" in changed.json()["html"]


def test_queries_do_not_grow_with_the_units(cast, sign_in, django_assert_max_num_queries):
    client = sign_in(cast.chair)
    for number, count in (("41", 4), ("42", 12)):
        units = [cast.chair_unit, *(make.make_unit(cast.authority) for _ in range(count - 1))]
        year = make.make_year(make.make_cluster(cast.authority, units, number=number), 2026)
        make.make_term(year, cast.chair_unit)
        for pledge in make.make_pledge(year, by=cast.secretary, shape="per_unit"):
            make.agree(pledge, by=cast.secretary)
        ceremony = make.make_ceremony(year, by=cast.secretary, starts_on=date(2026, 3, 2))
        actions.open_hall(ceremony, by=cast.secretary)
        ceremony.refresh_from_db()
        with django_assert_max_num_queries(26):
            client.get(address("console_state", ceremony.pk))
        with django_assert_max_num_queries(10):
            Client().get(address("hall_state", ceremony.hall_key))
