"""The calendar file of a conference, read back as a calendar reads it (RFC 5545)."""

from datetime import date, time

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from pledges import actions
from pledges.calendar_file import _folded, _text, calendar_file
from tests import factories as make


def read(content):
    """Return ``[(name with parameters, value), …]`` of the event, unfolded and unescaped."""
    assert content.endswith(b"\r\n")
    raw = content.split(b"\r\n")
    assert all(len(line) <= 75 for line in raw)
    assert all(line.decode() is not None for line in raw), "no letter is cut in two"
    lines = content.replace(b"\r\n ", b"").decode().split("\r\n")
    event = lines[lines.index("BEGIN:VEVENT") + 1 : lines.index("END:VEVENT")]
    return dict(line.split(":", 1) for line in event)


def unescaped(value):
    found, letters = "", iter(value)
    for letter in letters:
        if letter == "\\":
            following = next(letters)
            letter = "\n" if following in "nN" else following
        found += letter
    return found


def event_of(cast, **fields):
    ceremony = make.make_ceremony(cast.year, by=cast.secretary, **fields)
    return ceremony, read(calendar_file(ceremony, "https://so.example/hoi-nghi/1/"))


def test_conference_with_both_hours(cast):
    ceremony, event = event_of(
        cast,
        starts_on=date(2026, 3, 12),
        starts_at=time(8),
        ends_at=time(11, 30),
        venue="Hội trường lớn, tầng 2; nhà A",
        invitation_note="Trang phục: lễ phục\nMang theo \\ tài liệu",
    )
    assert event["DTSTART;TZID=Asia/Ho_Chi_Minh"] == "20260312T080000"
    assert event["DTEND;TZID=Asia/Ho_Chi_Minh"] == "20260312T113000"
    assert unescaped(event["LOCATION"]) == ceremony.venue
    assert unescaped(event["DESCRIPTION"]).endswith(ceremony.invitation_note)
    assert unescaped(event["SUMMARY"]) == str(ceremony)
    assert event["STATUS"] == "CONFIRMED"


def test_hour_without_an_end_has_none(cast):
    _, event = event_of(cast, starts_on=date(2026, 3, 12), starts_at=time(8))
    assert not [name for name in event if name.startswith("DTEND")]


def test_unknown_hour_is_a_whole_day_with_its_half_in_words(cast):
    _, event = event_of(cast, starts_on=date(2026, 3, 12), session="morning")
    assert event["DTSTART;VALUE=DATE"] == "20260312"
    assert event["DTEND;VALUE=DATE"] == "20260313", "the end is the first day after"
    assert "Buổi sáng." in unescaped(event["DESCRIPTION"])


def test_several_days_last_to_the_end_of_the_last(cast):
    days = {"starts_on": date(2026, 3, 31), "ends_on": date(2026, 4, 1)}
    _, event = event_of(cast, **days, starts_at=time(8))
    assert (event["DTSTART;VALUE=DATE"], event["DTEND;VALUE=DATE"]) == ("20260331", "20260402")
    assert "Bắt đầu lúc 08:00." in unescaped(event["DESCRIPTION"])
    _, event = event_of(cast, **days, starts_at=time(8), ends_at=time(7, 30))
    assert event["DTEND;TZID=Asia/Ho_Chi_Minh"] == "20260401T073000", "an early end on the last day is one"


def test_a_day_that_is_inferred_is_tentative(cast):
    _, event = event_of(cast, starts_on=date(2026, 3, 12), date_certainty="inferred")
    assert event["STATUS"] == "TENTATIVE"
    assert "suy ra, cần xác minh" in event["DESCRIPTION"].replace("\\", "")


def test_a_changed_conference_is_a_newer_version_of_the_same_event(cast, frozen_day):
    ceremony, first = event_of(cast, starts_on=date(2026, 3, 12))
    assert (first["SEQUENCE"], first["LAST-MODIFIED"]) == ("0", "20260302T020000Z")
    frozen_day.shift(60)
    ceremony.venue = "Hội trường B"
    actions.change_ceremony(ceremony, by=cast.secretary)
    second = read(calendar_file(ceremony, "https://so.example/hoi-nghi/1/"))
    assert (second["SEQUENCE"], second["LAST-MODIFIED"]) == ("1", "20260302T020100Z")
    assert second["UID"] == first["UID"]


def test_conference_without_a_day_has_no_file_and_no_link(cast, sign_in):
    ceremony = make.make_ceremony(cast.year, by=cast.secretary, starts_on=None)
    client, url = sign_in(cast.viewer), reverse("pledges:ceremony_calendar", args=[ceremony.pk])
    assert client.get(url).status_code == 404
    page = client.get(reverse("pledges:ceremony_detail", args=[ceremony.pk]))
    assert url not in page.content.decode()


def test_file_is_saved_as_a_calendar_that_leads_back_to_the_page(cast, sign_in):
    ceremony = make.make_ceremony(cast.year, by=cast.secretary)
    client, url = sign_in(cast.viewer), reverse("pledges:ceremony_calendar", args=[ceremony.pk])
    page = reverse("pledges:ceremony_detail", args=[ceremony.pk])
    assert url in client.get(page).content.decode()
    response = client.get(url)
    assert response["Content-Type"].startswith("text/calendar")
    assert response["Content-Disposition"].startswith("attachment")
    assert read(response.content)["URL"] == f"http://testserver{page}"


LINES = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")) | st.just("\n"), max_size=300)


@given(LINES)
def test_any_text_comes_back_as_it_was(text):
    line = _folded(_text("SUMMARY", text)) if text else b""
    assert all(len(piece) <= 75 for piece in line.split(b"\r\n"))
    back = line.replace(b"\r\n ", b"").decode().removesuffix("\r\n").removeprefix("SUMMARY:")
    assert unescaped(back) == text.removesuffix("\n")


@pytest.mark.parametrize("letters", range(60, 80))
def test_no_letter_is_cut_at_the_end_of_a_line(letters):
    for piece in _folded("a" * letters + "ữ" * 40).split(b"\r\n"):
        piece.decode()
