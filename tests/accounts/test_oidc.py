"""The organisation's own sign-on: it opens accounts that exist, by a verified address, and makes none."""

from contextlib import contextmanager
from datetime import date
from urllib.parse import urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client, override_settings
from django.urls import reverse

from accounts import actions
from accounts.models import User
from audit.models import Event
from tests.accounts.identity_server import (
    CLIENT_ID,
    CLIENT_SECRET,
    asked_of,
    certificate_in,
    identity_server,
)
from tests.accounts.people import OVERVIEW, code_now, give_application, is_in, page_of

ADDRESS = "canbo@don-vi.example"
LOGIN = ("openid_connect_login", ["co-quan"])


@pytest.fixture(scope="module")
def running():
    with identity_server() as server:
        yield server


@contextmanager
def used(server):
    """Let the program know this server; the person C is signed in there."""
    app = {
        "provider_id": "co-quan",
        "name": "tài khoản của cơ quan",
        "client_id": CLIENT_ID,
        "secret": CLIENT_SECRET,
        "settings": {"server_url": server.url},
    }
    server.person = {"sub": "tinh-0042", "email": ADDRESS, "email_verified": True, "name": "Cán bộ C"}
    server.audience = CLIENT_ID
    with override_settings(
        SOCIALACCOUNT_PROVIDERS={"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APP": app}}
    ):
        yield server


@pytest.fixture
def server(running):
    with used(running):
        yield running


@pytest.fixture
def officer(cast):
    cast.officer.email = ADDRESS
    cast.officer.save()
    return cast.officer


def come(server, client=None, **changed):
    """Go to the other server and back; return the client and the last answer."""
    client = client or Client()
    sent = client.get(reverse(LOGIN[0], args=LOGIN[1]))
    asked = asked_of(sent.url) | changed
    back = urlsplit(server.give_code(asked))
    return client, client.get(f"{back.path}?{back.query}")


def test_without_settings_there_is_no_button_and_no_address(cast):
    assert "Đăng nhập bằng" not in page_of(Client().get(reverse("account_login")))
    assert Client().get(reverse(LOGIN[0], args=LOGIN[1])).status_code == 404


def test_the_button_names_it_and_asks_with_state_and_challenge(cast, server):
    assert "Đăng nhập bằng tài khoản của cơ quan" in page_of(Client().get(reverse("account_login")))
    sent = Client().get(reverse(LOGIN[0], args=LOGIN[1]))
    asked = asked_of(sent.url)
    assert sent.url.startswith(f"{server.url}/authorize?")
    assert asked["code_challenge_method"] == "S256"
    assert asked["state"]


def test_a_verified_address_opens_the_one_account_that_has_it(officer, server):
    client, response = come(server)
    assert response.url == reverse(OVERVIEW)
    assert is_in(client)
    link = SocialAccount.objects.get()
    assert (link.user, link.uid, link.extra_data) == (officer, "tinh-0042", {})
    told = Event.objects.filter(verb__in=["own_sign_on_linked", "signed_in"]).order_by("pk")
    assert [(event.verb, event.actor) for event in told] == [
        ("own_sign_on_linked", officer),
        ("signed_in", officer),
    ]


def test_the_link_holds_when_the_address_changes(officer, server):
    come(server)
    server.person |= {"email": "dia-chi-moi@don-vi.example", "email_verified": False}
    client, _ = come(server)
    assert is_in(client)
    assert SocialAccount.objects.count() == 1


def nobody_came(server, reason):
    before = User.objects.count()
    client, response = come(server)
    assert response.status_code == 403
    assert reason in page_of(response)
    assert "không tài khoản nào được lập" in page_of(response)
    assert not is_in(client)
    assert (User.objects.count(), SocialAccount.objects.count()) == (before, 0)


def test_an_unknown_address_makes_no_account(cast, server):
    nobody_came(server, "Chưa có tài khoản nào")


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_an_address_that_is_not_verified_opens_nothing(officer, server, verified):
    server.person["email_verified"] = verified
    nobody_came(server, "chưa xác nhận địa chỉ")


def test_an_address_of_two_accounts_opens_neither(officer, cast, server):
    cast.chair.email = ADDRESS.upper()
    cast.chair.save()
    nobody_came(server, "có ở nhiều tài khoản")


def test_an_account_whose_day_is_over_or_that_is_shut_stays_closed(officer, cast, server):
    actions.record_leaving(officer, date(2026, 3, 1), "Nghỉ hưu", by=cast.administrator)
    nobody_came(server, "Chưa có tài khoản nào")


def test_a_linked_account_that_is_shut_later_stays_closed(officer, server):
    come(server)
    User.objects.filter(pk=officer.pk).update(is_active=False)
    client, response = come(server)
    assert response.url == reverse("account_inactive")
    assert not is_in(client)


def test_a_second_person_with_the_same_address_does_not_take_the_account(officer, server):
    come(server)
    server.person["sub"] = "tinh-0043"
    _, response = come(server)
    assert "đã gắn với một tài khoản khác" in page_of(response)
    assert SocialAccount.objects.get().uid == "tinh-0042"


def test_the_second_factor_is_still_asked_for(officer, server):
    give_application(officer)
    client, response = come(server)
    assert response.url == reverse("mfa_authenticate")
    assert not is_in(client)
    client.post(response.url, {"code": code_now()})
    assert is_in(client)


def test_an_answer_that_was_not_asked_for_opens_nothing(officer, server):
    client = Client()
    _, response = come(server, client, state="cua-ke-khac")
    assert response.status_code == 401
    assert "Máy chủ đăng nhập của cơ quan" in page_of(response)
    assert not is_in(client)


def test_a_token_for_another_program_opens_nothing(officer, server):
    server.audience = "mot-ung-dung-khac"
    client, response = come(server)
    assert response.status_code == 401
    assert not is_in(client)


def test_who_is_signed_in_links_no_other_account(officer, cast, server, sign_in):
    client = sign_in(cast.secretary)
    _, response = come(server, client)
    assert response.status_code == 403
    assert not SocialAccount.objects.exists()


def test_a_server_that_is_away_is_told_in_words(cast, server):
    with override_settings(
        SOCIALACCOUNT_PROVIDERS={
            "openid_connect": {
                "APP": {
                    "provider_id": "co-quan",
                    "client_id": CLIENT_ID,
                    "secret": CLIENT_SECRET,
                    "settings": {"server_url": "http://127.0.0.1:9"},
                }
            }
        }
    ):
        response = Client().get(reverse(LOGIN[0], args=LOGIN[1]))
    assert response.status_code == 503
    assert "không trả lời" in page_of(response)


# --- where the program serves the public --------------------------------------------------------------

CLEAR = "dùng địa chỉ không mã hóa"


@pytest.fixture
def encrypted(tmp_path, monkeypatch, settings):
    """A server behind TLS, whose certificate this machine trusts, for a program in production."""
    certificate = certificate_in(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    settings.PRODUCTION = True
    with identity_server(certificate) as server, used(server):
        yield server


def test_in_production_people_come_in_over_tls(officer, encrypted):
    assert encrypted.url.startswith("https://")
    client, response = come(encrypted)
    assert (response.url, is_in(client)) == (reverse(OVERVIEW), True)


def test_a_server_whose_certificate_nobody_vouches_for_is_not_believed(officer, encrypted, monkeypatch):
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    response = Client().get(reverse(LOGIN[0], args=LOGIN[1]))
    assert (response.status_code, "không trả lời" in page_of(response)) == (503, True)


@pytest.mark.parametrize(
    "name", ["authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"]
)
def test_an_address_without_tls_is_refused_before_anybody_is_sent_there(cast, encrypted, caplog, name):
    encrypted.in_the_clear = {name}
    response = Client().get(reverse(LOGIN[0], args=LOGIN[1]))
    assert response.status_code == 503
    assert CLEAR in page_of(response)
    assert f"it names without https: {name}" in caplog.text


def test_an_address_without_tls_is_refused_on_the_way_back_too(officer, encrypted):
    client = Client()
    back = urlsplit(encrypted.give_code(asked_of(client.get(reverse(LOGIN[0], args=LOGIN[1])).url)))
    encrypted.in_the_clear = {"token_endpoint"}
    response = client.get(f"{back.path}?{back.query}")
    assert (response.status_code, CLEAR in page_of(response), is_in(client)) == (503, True, False)
    assert encrypted.codes, "the code and the secret stayed here"


def test_nobody_is_sent_on_to_plain_http_with_a_secret(officer, encrypted, running):
    encrypted.moved_to = f"{running.url}/token"
    running.heard.clear()
    client, response = come(encrypted)
    assert (response.status_code, is_in(client)) == (401, False)
    assert (encrypted.heard, running.heard) == (["/token"], [])


def test_a_server_without_tls_is_not_asked_in_production(cast, server, settings):
    settings.PRODUCTION = True
    response = Client().get(reverse(LOGIN[0], args=LOGIN[1]))
    assert (response.status_code, CLEAR in page_of(response)) == (503, True)
