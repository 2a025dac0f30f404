"""Where somebody is signed in: in plain words, ended one by one or all at once, at the next click."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import actions
from accounts.models import Mail
from accounts.sessions import device
from audit.models import Event
from clusters.management.commands.worker import forget_ended_sessions
from tests import factories as make
from tests.accounts.people import OVERVIEW, is_in, page_of, signed_in_by_form

LIST = "accounts:session_list"


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/142.0 Safari/537.36", "Chrome trên máy tính Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/142.0 Safari/537.36 Edg/142.0", "Microsoft Edge trên máy tính Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) coc_coc_browser/130 Chrome/130 Safari/537.36", "Cốc Cốc trên máy tính Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1", "Safari trên điện thoại iPhone"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/142.0 Mobile Safari/537.36", "Chrome trên thiết bị Android"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Firefox/145.0", "Firefox trên máy tính Linux"),
        ("curl/8.5", "Trình duyệt khác trên thiết bị chưa rõ"),
        ("", "Trình duyệt khác trên thiết bị chưa rõ"),
    ],
)  # fmt: skip
def test_a_browser_is_named_in_plain_words(sent, read):
    assert device(sent) == read


def other_session(here):
    return UserSession.objects.exclude(session_key=here.session.session_key).get()


def test_one_session_is_ended_and_the_other_stays(cast):
    here, there = signed_in_by_form(), signed_in_by_form()
    text = page_of(here.get(reverse(LIST)))
    assert text.count("Firefox trên máy tính Windows") == 3  # twice listed, once on the button
    assert text.count("Máy đang dùng") == 1
    here.post(reverse("accounts:session_end", args=[other_session(here).pk]))
    assert (is_in(here), is_in(there)) == (True, False)
    assert Event.objects.filter(verb="session_ended", actor=cast.secretary).count() == 1


def test_a_sign_in_from_another_kind_of_machine_is_told_and_the_first_is_not(cast):
    cast.secretary.email = "thuky@co-quan.example"
    cast.secretary.save()
    signed_in_by_form()
    signed_in_by_form()
    assert not Mail.objects.exists()
    stranger = Client(HTTP_USER_AGENT="Mozilla/5.0 (Linux; Android 14) Chrome/142.0 Mobile Safari/537.36")
    stranger.post(reverse("account_login"), {"login": "secretary", "password": make.PASSWORD})
    assert "loại máy hoặc trình duyệt chưa từng dùng" in Mail.objects.get().text


def test_ending_the_other_sessions_is_told(cast):
    cast.secretary.email = "thuky@co-quan.example"
    cast.secretary.save()
    signed_in_by_form().post(reverse("accounts:sessions_end"))
    assert "trên những máy khác đã được kết thúc" in Mail.objects.get().text


def test_what_was_being_sent_in_an_ended_session_is_kept(cast):
    here, there = signed_in_by_form(), signed_in_by_form()
    here.post(reverse("accounts:session_end", args=[other_session(here).pk]))
    typed = {"full_name": "Tên vừa sửa dở", "email": "", "phone": ""}
    refused = there.post(reverse("accounts:profile"), typed)
    assert refused.url.startswith(reverse("account_login"))
    there.post(reverse("account_login"), {"login": "secretary", "password": make.PASSWORD})
    assert "Tên vừa sửa dở" in page_of(there.get(reverse("accounts:resubmit")))


def test_all_other_sessions_end_and_this_one_stays(cast, sign_in):
    here, there, unlisted = signed_in_by_form(), signed_in_by_form(), sign_in(cast.secretary)
    assert here.post(reverse("accounts:sessions_end")).status_code == 302
    assert [is_in(client) for client in (here, there, unlisted)] == [True, False, False]
    assert UserSession.objects.count() == 1


def test_nobody_ends_the_session_of_somebody_else_but_the_administrator(cast, sign_in):
    theirs = signed_in_by_form("officer")
    url = reverse("accounts:session_end", args=[UserSession.objects.get().pk])
    assert sign_in(cast.secretary).post(url).status_code == 404
    assert is_in(theirs)
    back = reverse("clusters:user_detail", args=[cast.officer.pk])
    assert sign_in(cast.administrator).post(url, {"next": back}).url == back
    assert not is_in(theirs)


def test_the_administrator_ends_all_sessions_of_an_account(cast, sign_in):
    one, two = signed_in_by_form("officer"), signed_in_by_form("officer")
    sign_in(cast.administrator).post(reverse("clusters:user_sessions_end", args=[cast.officer.pk]))
    assert [is_in(one), is_in(two)] == [False, False]


def test_a_changed_password_ends_the_other_sessions(cast):
    here, there = signed_in_by_form(), signed_in_by_form()
    new = "khoi-truong-nam-2027"
    data = {"oldpassword": make.PASSWORD, "password1": new, "password2": new}
    here.post(reverse("account_change_password"), data)
    assert (is_in(here), is_in(there)) == (True, False)
    assert page_of(here.get(reverse(LIST))).count("Máy đang dùng") == 1


def test_a_shut_account_is_out_at_once_and_its_old_sessions_stay_ended(cast, sign_in):
    theirs = signed_in_by_form("officer")
    admin, url = sign_in(cast.administrator), reverse("admin:accounts_user_change", args=[cast.officer.pk])
    inline = {"assignments-TOTAL_FORMS": "0", "assignments-INITIAL_FORMS": "0"}
    data = {"username": "officer", "full_name": "Người dùng officer", **inline}
    assert admin.post(url, data).status_code == 302
    assert not is_in(theirs)
    assert admin.post(url, {**data, "is_active": "on"}).status_code == 302
    assert not is_in(theirs)


def test_the_last_visit_is_written_down_every_five_minutes_at_most(cast, frozen_day):
    client = signed_in_by_form()
    came = UserSession.objects.get().last_seen_at
    frozen_day.shift(timedelta(minutes=4))
    client.get(reverse(OVERVIEW))
    assert UserSession.objects.get().last_seen_at == came
    frozen_day.shift(timedelta(minutes=2))
    client.get(reverse(OVERVIEW))
    assert UserSession.objects.get().last_seen_at == came + timedelta(minutes=6)


def test_a_session_in_use_goes_on_and_one_left_alone_ends_after_twelve_hours(cast, frozen_day):
    used, left = signed_in_by_form(), signed_in_by_form("officer")
    for _ in range(4):
        frozen_day.shift(timedelta(hours=11, minutes=59))
        assert is_in(used)
    assert not is_in(left)
    frozen_day.shift(timedelta(hours=12, minutes=1))
    assert not is_in(used)


def test_ending_what_has_ended_is_no_failure(cast, sign_in):
    client = sign_in(cast.administrator)
    assert client.post(reverse("accounts:session_end", args=[10**6])).status_code == 404
    actions.end_sessions(cast.officer, by=cast.administrator)
    actions.end_sessions(cast.officer, by=cast.administrator)


def test_rows_of_sessions_that_ran_out_are_thrown_away(db):
    for key, days in (("over", -1), ("running", 1)):
        Session.objects.create(
            session_key=key, session_data="", expire_date=timezone.now() + timedelta(days=days)
        )
    forget_ended_sessions()
    assert [row.session_key for row in Session.objects.all()] == ["running"]
