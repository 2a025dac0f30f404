"""Who is invited to a conference and who came: the sheet at the door, filled in by several people at once."""

import json
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Event
from clusters import actions as cluster_actions
from clusters.models import Person, Post
from pledges import actions
from pledges.models import Participant, UnitAttendance
from tests import factories as make
from tests.test_exports import column, export


def address(name, *pks):
    return reverse(f"pledges:{name}", args=pks)


def says(response, sentence):
    return sentence in response.content.decode()


@pytest.fixture
def ceremony(cast):
    return make.make_ceremony(cast.year, by=cast.secretary, starts_on=date(2026, 3, 12))


def head_of(unit, name, title="Chủ tịch", **fields):
    person = cluster_actions.add_person(Person(authority=unit.authority, full_name=name, **fields), by=None)
    cluster_actions.add_post(Post(person=person, title=title, unit=unit), by=None)
    return person


def sheet(client, ceremony):
    """Return what the page holds, as a browser would send it back."""
    form = client.get(address("attendance_edit", ceremony.pk)).context["form"]
    return {
        row[name].html_name: row[name].value() for row in [*form.units, *form.guests] for name in row.fields
    }


def tick(unit, **typed):
    return {f"don-vi-{unit.pk}-{name}": value for name, value in typed.items()}


def save(client, ceremony, *ticks):
    typed = ticks[0] | {key: value for tick in ticks[1:] for key, value in tick.items()}
    return client.post(address("attendance_edit", ceremony.pk), typed)


# --- who is invited ------------------------------------------------------------------------------------


def test_heads_of_units_are_invited_in_protocol_order_and_nobody_is_made_up(cast, sign_in, ceremony):
    cluster_actions.order_members(cast.cluster, [unit.pk for unit in reversed(cast.units)], by=cast.secretary)
    person = head_of(cast.unit, "Trần Thị Hoa", honorific="TS.")
    for name in ("Lê Văn Một", "Lê Văn Hai"):  # two hold the post: which one leads is not known
        head_of(cast.other_unit, name)
    sign_in(cast.chair).post(address("participant_heads", ceremony.pk))
    rows = list(ceremony.participants.order_by("position"))
    assert [str(row) for row in rows] == [
        "Chủ tịch Hội thành viên A",
        "Chủ tịch Hội thành viên B",
        "Chủ tịch Hội thành viên D",
        "TS. Trần Thị Hoa",
    ]
    assert (rows[3].person, rows[3].post) == (person, "Chủ tịch Hội thành viên C")
    assert [row.unit for row in rows] == [cast.chair_unit, cast.vice_unit, cast.other_unit, cast.unit]


def test_a_unit_that_has_somebody_is_not_invited_again(cast, ceremony):
    actions.add_participant(Participant(ceremony=ceremony, name="Ông A", unit=cast.unit), by=cast.secretary)
    assert len(actions.invite_heads(ceremony, by=cast.chair)) == 3
    with pytest.raises(ValidationError, match="đã có ít nhất một đại biểu"):
        actions.invite_heads(ceremony, by=cast.chair)
    assert ceremony.participants.count() == 4


# --- the sheet -----------------------------------------------------------------------------------------


def test_sheet_has_every_unit_and_every_guest_nobody_ticked_yet(cast, sign_in, ceremony):
    actions.add_participant(Participant(ceremony=ceremony, name="Bà Khách"), by=cast.secretary)
    actions.add_participant(Participant(ceremony=ceremony, name="Ông A", unit=cast.unit), by=cast.secretary)
    form = sign_in(cast.chair).get(address("attendance_edit", ceremony.pk)).context["form"]
    assert [row.label for row in form.units] == [f"Hội thành viên {letter}" for letter in "ABCD"]
    assert [row.label for row in form.guests] == ["Bà Khách"], "who comes for a unit is ticked with it"
    assert {row["state"].value() for row in form.units} == {"unknown"}


def test_ticks_of_units_and_guests_are_one_event(cast, sign_in, ceremony):
    guest = actions.add_participant(Participant(ceremony=ceremony, name="Bà Khách"), by=cast.secretary)
    client = sign_in(cast.chair)
    absent = tick(cast.unit, state="absent", reason="Đi công tác")
    there = tick(cast.vice_unit, state="present", representative="Lê Văn Bình", post="Phó Chủ tịch")
    guest_away = {
        f"khach-{guest.pk}-attendance": "stand_in",
        f"khach-{guest.pk}-stand_in": "Ông Thay",
        f"khach-{guest.pk}-absence_reason": "Họp đột xuất",
    }
    response = save(client, ceremony, sheet(client, ceremony), absent, there, guest_away)
    assert response.status_code == 302
    row = UnitAttendance.objects.get(unit=cast.vice_unit)
    assert (row.state, row.representative, row.post) == ("present", "Lê Văn Bình", "Phó Chủ tịch")
    guest.refresh_from_db()
    assert (guest.attendance, guest.stand_in) == ("stand_in", "Ông Thay")
    event = Event.objects.latest("pk")
    assert event.verb == "attendance_recorded"
    assert ["Hội thành viên C: điểm danh", "Chưa điểm danh", "Vắng mặt"] in event.changes
    assert UnitAttendance.objects.count() == 2, "nobody said anything of the others"
    page = client.get(address("ceremony_detail", ceremony.pk))
    assert says(page, "Đơn vị: có mặt 1/4, vắng 1, chưa điểm danh 2.")
    assert says(page, "Lý do: Đi công tác")


def test_nothing_changed_writes_nothing(cast, sign_in, ceremony):
    client, before = sign_in(cast.chair), Event.objects.count()
    assert save(client, ceremony, sheet(client, ceremony)).status_code == 302
    assert (UnitAttendance.objects.count(), Event.objects.count()) == (0, before)


def test_what_somebody_else_ticked_meanwhile_stays(cast, sign_in, ceremony):
    client = sign_in(cast.chair)
    opened = sheet(client, ceremony)
    actions.record_attendance(ceremony, {cast.unit.pk: {"state": "present"}}, {}, by=cast.secretary)
    save(
        client,
        ceremony,
        opened,
        tick(cast.unit, representative="Bà Hoa"),
        tick(cast.vice_unit, state="absent"),
    )
    row = UnitAttendance.objects.get(unit=cast.unit)
    assert (row.state, row.representative) == ("present", "Bà Hoa"), "two fields of one row, two people"
    assert UnitAttendance.objects.get(unit=cast.vice_unit).state == "absent"


def test_two_answers_for_one_field_are_shown_not_overwritten(cast, sign_in, ceremony):
    client = sign_in(cast.chair)
    opened = sheet(client, ceremony)
    actions.record_attendance(
        ceremony,
        {cast.unit.pk: {"state": "absent"}, cast.other_unit.pk: {"state": "present"}},
        {},
        by=cast.secretary,
    )
    response = save(client, ceremony, opened, tick(cast.unit, state="present"))
    assert response.status_code == 422
    assert says(response, "người khác đã ghi “Vắng mặt”")
    assert UnitAttendance.objects.get(unit=cast.unit).state == "absent"
    form = response.context["form"]
    again = {row[name].html_name: row[name].value() for row in form.units for name in row.fields}
    assert again[f"don-vi-{cast.unit.pk}-state"] == "present", "what was chosen is still chosen"
    assert save(client, ceremony, again).status_code == 302
    states = dict(UnitAttendance.objects.values_list("unit", "state"))
    assert states == {cast.unit.pk: "present", cast.other_unit.pk: "present"}


def test_a_reason_without_an_absence_is_refused_and_kept(cast, sign_in, ceremony):
    client = sign_in(cast.chair)
    typed = tick(cast.unit, state="present", reason="Đi công tác")
    response = save(client, ceremony, sheet(client, ceremony), typed)
    assert response.status_code == 422
    assert says(response, "Chỉ ghi lý do khi vắng mặt hoặc cử người dự thay.")
    assert says(response, 'value="Đi công tác"')
    assert not UnitAttendance.objects.exists()


def test_somebody_of_the_unit_is_offered_and_brings_the_post(cast, sign_in, ceremony):
    head_of(cast.unit, "Trần Thị Hoa", honorific="TS.")
    client = sign_in(cast.chair)
    page = client.get(address("attendance_edit", ceremony.pk))
    assert says(page, '<option value="Trần Thị Hoa">Chủ tịch</option>')
    save(client, ceremony, sheet(client, ceremony), tick(cast.unit, representative="trần thị hoa"))
    row = UnitAttendance.objects.get()
    assert (row.post, row.state) == ("Chủ tịch", "unknown")


@pytest.mark.parametrize("seen", ["", "[", "[1]", '"x"', "[" * 5000, json.dumps([None] * 4)])
def test_a_broken_mark_of_what_was_seen_breaks_nothing(cast, sign_in, ceremony, seen):
    client = sign_in(cast.chair)
    typed = tick(cast.unit, state="present", seen=seen)
    assert save(client, ceremony, sheet(client, ceremony), typed).status_code in (302, 422)


def test_a_guest_whom_somebody_took_out_meanwhile_is_told(cast, ceremony):
    guest = actions.add_participant(Participant(ceremony=ceremony, name="Bà Khách"), by=cast.secretary)
    key = guest.pk
    actions.remove_participant(guest, by=cast.secretary)
    with pytest.raises(ValidationError, match="vừa được người khác bỏ"):
        actions.record_attendance(
            ceremony, {cast.unit.pk: {"state": "present"}}, {key: {"attendance": "present"}}, by=cast.chair
        )
    assert not UnitAttendance.objects.exists()


def test_attendance_of_a_past_year_is_unknown_not_missing(cast, sign_in, past_year):
    ceremony = make.make_ceremony(past_year, by=cast.secretary)
    page = sign_in(cast.viewer).get(address("ceremony_detail", ceremony.pk)).content.decode()
    assert "Điểm danh: " in page
    assert "Chưa điểm danh" not in page


def test_attendance_list_leaves_empty_what_nobody_said(cast, sign_in, ceremony):
    actions.record_attendance(
        ceremony, {cast.unit.pk: {"state": "absent", "reason": "=Ốm"}}, {}, by=cast.secretary
    )
    rows = export(sign_in(cast.viewer), "pledges:attendance_export", ceremony.pk)
    assert column(rows, "Điểm danh") == [None, None, "Vắng mặt", None]
    assert rows[2]["Lý do vắng"] == "=Ốm"


def test_sheet_and_page_cost_the_same_for_four_units_and_for_nine(cast, sign_in):
    units = [*cast.units, *(make.make_unit(cast.authority) for _ in range(5))]
    costs = {}
    for some in (cast.units, units):
        year = make.make_year(make.make_cluster(cast.authority, some), 2026)
        make.make_term(year, some[0])
        ceremony = make.make_ceremony(year, by=cast.secretary)
        actions.invite_heads(ceremony, by=cast.secretary)
        for unit in some:
            head_of(unit, "Nguyễn Văn Người")
            actions.add_participant(Participant(ceremony=ceremony, name="Khách"), by=cast.secretary)
        actions.record_attendance(
            ceremony, {unit.pk: {"state": "present"} for unit in some}, {}, by=cast.secretary
        )
        client = sign_in(cast.secretary)
        for name in ("attendance_edit", "ceremony_detail", "attendance_export"):
            client.get(address(name, ceremony.pk))
            with CaptureQueriesContext(connection) as found:
                assert client.get(address(name, ceremony.pk)).status_code == 200
            costs.setdefault(name, []).append(len(found))
    assert {name: pair for name, pair in costs.items() if pair[0] != pair[1]} == {}
