"""The last day of an account and of a role, to the day and across midnight in Hà Nội; names stay in the history."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts import actions
from accounts.access import Permission, can
from audit.models import Event
from tests import factories as make
from tests.accounts.people import is_in, letter, page_of, sign_in_by_form, signed_in_by_form

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
LAST = date(2026, 3, 2)
BEFORE_MIDNIGHT = datetime(2026, 3, 2, 23, 59, 59, tzinfo=HANOI)
MIDNIGHT = datetime(2026, 3, 3, tzinfo=HANOI)


def leave(cast, day=LAST):
    return actions.record_leaving(cast.officer, day, "Nghỉ hưu", by=cast.administrator)


def test_the_account_works_until_the_last_second_of_its_day(cast, frozen_day):
    leave(cast)
    frozen_day.move_to(datetime(2026, 3, 2, 20, tzinfo=HANOI))
    client = signed_in_by_form("officer")
    frozen_day.move_to(BEFORE_MIDNIGHT)
    assert is_in(client)
    frozen_day.move_to(MIDNIGHT)
    assert not is_in(client)
    response = sign_in_by_form(Client(), "officer")
    assert response.url == reverse("account_inactive")


def test_rights_end_with_the_day_of_the_account_and_of_the_role(cast, frozen_day):
    leave(cast)
    cast.representative.assignments.update(ends_on=LAST)
    frozen_day.move_to(BEFORE_MIDNIGHT)
    for person in (cast.officer, cast.representative):
        fresh = type(person).objects.get(pk=person.pk)
        assert can(fresh, Permission.VIEW, cast.year)
    frozen_day.move_to(MIDNIGHT)
    for person in (cast.officer, cast.representative):
        fresh = type(person).objects.get(pk=person.pk)
        assert not can(fresh, Permission.VIEW, cast.year)


def test_who_holds_a_role_is_asked_with_the_last_day_in_mind(cast, frozen_day):
    held = leave(cast).assignments
    assert held.on_day(LAST).exists()
    assert not held.on_day(date(2026, 3, 3)).exists()
    assert held.get().last_day == LAST
    assert held.get().ends_on is None  # opened again, the role goes on


def test_no_letter_lets_somebody_in_who_has_left(cast, frozen_day):
    cast.officer.email = "canbo@don-vi.example"
    cast.officer.save()
    leave(cast)
    frozen_day.move_to(MIDNIGHT)
    Client().post(reverse("account_reset_password"), {"email": "officer"})
    assert letter() is None


def test_a_day_in_the_past_ends_the_sessions_at_once_and_opening_again_brings_none_back(cast):
    client = signed_in_by_form("officer")
    leave(cast, date(2026, 3, 1))
    assert not is_in(client)
    actions.undo_leaving(cast.officer, "Ghi nhầm người", by=cast.administrator)
    assert not is_in(client)
    assert is_in(signed_in_by_form("officer"))
    assert can(type(cast.officer).objects.get(pk=cast.officer.pk), Permission.VIEW, cast.year)


def test_the_history_keeps_the_name_and_says_why(cast, sign_in, frozen_day):
    actions.change_profile(cast.officer, by=cast.officer)
    signed_in_by_form("officer")
    leave(cast)
    frozen_day.move_to(MIDNIGHT)
    assert Event.objects.get(verb="signed_in").actor_name == "Người dùng officer"
    event = Event.objects.get(verb="leaving_recorded")
    assert (event.changes, event.note) == ([["Sử dụng đến hết ngày", "", "02/03/2026"]], "Nghỉ hưu")
    page = page_of(sign_in(cast.administrator).get(reverse("clusters:user_detail", args=[cast.officer.pk])))
    assert "Đã thôi sử dụng" in page
    assert "Cán bộ đơn vị" in page
    assert "đến 02/03/2026" in page


def test_leaving_is_entered_and_taken_back_on_the_pages(cast, sign_in):
    client = sign_in(cast.administrator)
    url = reverse("clusters:user_leave", args=[cast.officer.pk])
    assert client.post(url, {"leaves_on": "31/03/2026", "reason": ""}).status_code == 422
    assert client.post(url, {"leaves_on": "31/03/2026", "reason": "Chuyển công tác"}).status_code == 302
    assert type(cast.officer).objects.get(pk=cast.officer.pk).leaves_on == date(2026, 3, 31)
    back = reverse("clusters:user_return", args=[cast.officer.pk])
    assert client.post(back, {"reason": "Ở lại"}).status_code == 302
    assert type(cast.officer).objects.get(pk=cast.officer.pk).leaves_on is None


def test_nobody_ends_their_own_account(cast):
    with pytest.raises(ValidationError, match="của chính mình"):
        actions.record_leaving(cast.administrator, LAST, "Nghỉ", by=cast.administrator)
    assert make.User.objects.get(username="administrator").leaves_on is None
