"""Signing in: what is remembered, what strangers learn, how guessing is slowed, how a password is set anew."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import reverse

from accounts.models import Mail
from audit.models import Event
from tests import factories as make
from tests.accounts.people import (
    give_application,
    is_in,
    letter,
    link_in,
    page_of,
    refusal,
    sign_in_by_form,
    signed_in_by_form,
)

NEW = "khoi-truong-nam-2027"


def events(*verbs):
    return list(
        Event.objects.filter(verb__in=verbs).order_by("pk").values_list("verb", "actor_name", "subject_label")
    )


@pytest.fixture
def limits():
    """The limits of tries as the product has them, counted from nothing."""
    cache.clear()
    with override_settings(ACCOUNT_RATE_LIMITS=settings_as_written().ACCOUNT_RATE_LIMITS):
        yield
    cache.clear()


def settings_as_written():
    from config import settings as written

    return written


# --- the history ------------------------------------------------------------------------------------------


def test_coming_and_going_and_being_refused_are_in_the_history(cast):
    client = signed_in_by_form()
    client.post(reverse("account_logout"))
    sign_in_by_form(client, password="sai-mat-khau")
    who = "Người dùng secretary"
    assert events("signed_in", "signed_out", "sign_in_refused") == [
        ("signed_in", who, f"{who} (secretary)"),
        ("signed_out", who, f"{who} (secretary)"),
        ("sign_in_refused", "Hệ thống", f"{who} (secretary)"),
    ]
    assert Event.objects.get(verb="signed_in").note == "Firefox trên máy tính Windows"


def test_a_name_that_nobody_has_and_every_password_stay_out_of_the_history(cast):
    sign_in_by_form(Client(), "ke-la-mat", "mat-khau-bi-lo")
    sign_in_by_form(Client(), "secretary", "mat-khau-bi-lo")
    told = [f"{event.subject_label} {event.note} {event.changes}" for event in Event.objects.all()]
    assert not [text for text in told if "ke-la-mat" in text or "mat-khau-bi-lo" in text]


# --- guessing ---------------------------------------------------------------------------------------------


def test_the_sixth_wrong_password_waits_five_minutes_even_if_it_is_right(cast, limits, frozen_day):
    for _ in range(5):
        assert refusal(sign_in_by_form(Client(), password="sai")) == [
            "Tên đăng nhập hoặc mật khẩu không đúng."
        ]
    client = Client()
    assert "5 phút" in refusal(sign_in_by_form(client))[0]
    assert not is_in(client)
    frozen_day.shift(timedelta(minutes=5, seconds=1))
    assert sign_in_by_form(client).status_code == 302
    assert is_in(client)


def test_one_address_may_not_try_many_names(cast, limits):
    for number in range(20):
        sign_in_by_form(Client(), f"ten-{number}", "sai")
    assert "5 phút" in refusal(sign_in_by_form(Client()))[0]


def test_who_asks_too_often_reads_how_long_to_wait(cast, limits):
    url = reverse("account_reset_password")
    codes = [Client().post(url, {"email": "secretary"}) for _ in range(4)]
    assert [response.status_code for response in codes] == [302, 302, 302, 429]
    assert codes[-1]["Retry-After"] == "300"
    assert "Đợi 5 phút" in page_of(codes[-1])


def test_no_limit_is_longer_than_the_pages_say():
    from allauth.core.internal.ratelimit import parse_rates

    rates = settings_as_written().ACCOUNT_RATE_LIMITS.values()
    assert max(rate.duration for text in rates for rate in parse_rates(text)) == 300


# --- a forgotten password -----------------------------------------------------------------------------------


@pytest.fixture
def secretary(cast):
    cast.secretary.email = "thuky@co-quan.example"
    cast.secretary.save()
    return cast.secretary


def ask(said):
    return Client().post(reverse("account_reset_password"), {"email": said}, follow=True)


@pytest.mark.parametrize("said", ["secretary", "SECRETARY", "thuky@co-quan.example", "ThuKy@Co-Quan.example"])
def test_a_letter_goes_to_the_address_of_the_account(secretary, said):
    ask(said)
    mail = Mail.objects.get()
    assert (mail.kind, mail.address, mail.user) == ("password_reset", "thuky@co-quan.example", secretary)
    assert mail.subject == "Đặt lại mật khẩu Sổ thi đua"
    assert mail.text.startswith("Kính gửi: Người dùng secretary")
    assert f"{settings.PUBLIC_URL}/dat-lai-mat-khau/" in mail.text
    assert mail.expires_at - mail.created_at == timedelta(hours=1)


def test_the_answer_never_tells_whether_an_account_exists(secretary, cast):
    cast.leader.email, cast.leader.is_active = "lanhdao@co-quan.example", False
    cast.leader.save()
    answers = {
        re.sub(r"[A-Za-z0-9]{64}", "", page_of(ask(said)))
        for said in ("secretary", "khong-co", "viewer", "lanhdao@co-quan.example")
    }
    assert sorted(answers)[0] == sorted(answers)[-1]
    assert Mail.objects.count() == 1
    assert events("password_reset_asked") == [
        ("password_reset_asked", "Hệ thống", "Người dùng secretary (secretary)")
    ]


def test_accounts_that_share_an_address_get_a_letter_each(secretary, cast):
    cast.officer.email = secretary.email
    cast.officer.save()
    ask(secretary.email)
    texts = [mail.text for mail in Mail.objects.order_by("user__username")]
    assert ["“officer”" in text for text in texts] == [True, False]
    assert ["“secretary”" in text for text in texts] == [False, True]


def reset(client, path, password=NEW):
    form = client.get(path, follow=True)
    url = form.redirect_chain[-1][0] if form.redirect_chain else path
    return client.post(url, {"password1": password, "password2": password}, follow=True)


def test_the_link_sets_a_password_once_and_ends_what_was_signed_in(secretary):
    elsewhere = signed_in_by_form()
    ask("secretary")
    path = link_in(letter())
    assert "Mật khẩu mới đã có hiệu lực" in page_of(reset(Client(), path))
    assert not is_in(elsewhere)
    assert sign_in_by_form(Client(), password=NEW).status_code == 302
    assert "Liên kết không còn dùng được" in page_of(Client().get(path, follow=True))
    assert events("password_changed") == [
        ("password_changed", "Người dùng secretary", "Người dùng secretary (secretary)")
    ]


def test_the_link_holds_for_an_hour(secretary, frozen_day):
    ask("secretary")
    frozen_day.shift(timedelta(hours=1, seconds=1))
    assert "Liên kết không còn dùng được" in page_of(Client().get(link_in(letter()), follow=True))


def test_a_weak_new_password_is_refused_in_words(secretary):
    ask("secretary")
    response = reset(Client(), link_in(letter()), "1234567890")
    assert any("chữ số" in sentence for sentence in refusal(response))
    assert sign_in_by_form(Client()).status_code == 302


# --- the words --------------------------------------------------------------------------------------------------


def labels(form):
    return [str(field.label) for field in form.fields.values() if not field.widget.is_hidden]


def test_every_label_at_the_door_is_vietnamese(cast):
    client = signed_in_by_form()
    confirm = {"password": make.PASSWORD}
    pages = [Client().get(reverse("account_login")), Client().get(reverse("account_reset_password"))]
    client.get(reverse("mfa_activate_totp"))
    pages.append(client.get(reverse("account_reauthenticate")))
    client.post(reverse("account_reauthenticate"), confirm)
    for name in ("mfa_activate_totp", "mfa_add_webauthn", "account_change_password"):
        pages.append(client.get(reverse(name)))
    give_application(cast.secretary)
    pages.append(client.get(reverse("mfa_reauthenticate")))
    newcomer = signed_in_by_form()
    pages.append(newcomer.get(reverse("mfa_authenticate")))
    read = [label for response in pages for label in labels(response.context["form"])]
    assert len(read) == 11
    assert [label for label in read if label.isascii()] == []
