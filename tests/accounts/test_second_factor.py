"""The second factor: set up, asked for, required of roles, lost and given back."""

from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client, override_settings
from django.urls import reverse

from accounts import actions, sealed
from accounts.models import Mail
from audit.models import Event
from tests import factories as make
from tests.accounts.people import (
    OVERVIEW,
    SECRET,
    code_now,
    give_application,
    is_in,
    page_of,
    refusal,
    sign_in_by_form,
    signed_in_by_form,
)
from tests.accounts.test_sign_in import settings_as_written

REQUIRED = override_settings(SECOND_FACTOR_ROLES=["secretariat"])


def confirm(client, address="account_reauthenticate", **data):
    return client.post(reverse(address), data or {"password": make.PASSWORD})


def set_up(client):
    """Add an application on the pages; return its secret."""
    confirm(client)
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    assert 'src="data:image/svg+xml;base64,' in page_of(page)
    response = client.post(reverse("mfa_activate_totp"), {"code": code_now(secret)})
    assert response.url == reverse("mfa_view_recovery_codes")
    return secret


def give_code(client, code):
    return client.post(reverse("mfa_authenticate"), {"code": code})


# --- one has it -----------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_an_application_is_set_up_told_and_asked_for_at_the_next_sign_in(cast):
    cast.secretary.email = "thuky@co-quan.example"
    cast.secretary.save()
    secret = set_up(signed_in_by_form())
    client = Client()
    assert sign_in_by_form(client).url == reverse("mfa_authenticate")
    assert not is_in(client)
    assert refusal(give_code(client, "000000")) == [
        "Mã hoặc khóa bảo mật không đúng. Kiểm tra lại rồi làm lại."
    ]
    assert give_code(client, code_now(secret)).url == reverse(OVERVIEW)
    assert is_in(client)
    assert Mail.objects.filter(subject="Sổ thi đua: đã thêm ứng dụng xác thực").count() == 1
    told = Event.objects.filter(verb__startswith="second_factor").values_list("verb", "note")
    assert list(told) == [("second_factor_added", "Ứng dụng xác thực")]
    assert Event.objects.filter(verb="sign_in_refused").count() == 1


def test_a_code_is_good_for_its_half_minutes_only(cast, frozen_day):
    give_application(cast.secretary)
    client, code = Client(), code_now()
    sign_in_by_form(client)
    frozen_day.shift(timedelta(minutes=2))
    give_code(client, code)
    assert not is_in(client)


def test_a_recovery_code_works_once(cast):
    give_application(cast.secretary)
    codes = Authenticator.objects.get(user=cast.secretary, type="recovery_codes").wrap()
    code = codes.get_unused_codes()[0]
    for expected in (True, False):
        client = Client()
        sign_in_by_form(client)
        give_code(client, code)
        assert is_in(client) is expected


def test_the_codes_are_shown_after_confirming_and_come_as_a_file(cast):
    give_application(cast.secretary)
    client = signed_in_by_form()
    give_code(client, code_now())
    wanted = reverse("mfa_download_recovery_codes")
    assert client.get(wanted).url.startswith(reverse("account_reauthenticate"))
    confirm(client)
    response = client.get(wanted)
    assert response["Content-Disposition"] == 'attachment; filename="ma-du-phong.txt"'
    assert page_of(response).startswith("Sổ thi đua – mã dự phòng của tài khoản secretary")
    assert len(page_of(response).strip().splitlines()) == 3 + 10


def test_codes_cannot_be_tried_out(cast):
    give_application(cast.secretary)
    cache.clear()
    with override_settings(ACCOUNT_RATE_LIMITS=settings_as_written().ACCOUNT_RATE_LIMITS):
        client = signed_in_by_form()
        for _ in range(5):
            give_code(client, "000000")
        assert "5 phút" in refusal(give_code(client, code_now()))[0]
    cache.clear()
    assert not is_in(client)


def test_the_database_alone_shows_no_secret(cast):
    give_application(cast.secretary)
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert SECRET not in stored
    assert sealed.unseal(Authenticator.objects.get(type="totp").data["secret"]) == SECRET
    with override_settings(SECRET_KEY="another" * 8):
        assert sealed.unseal(Authenticator.objects.get(type="totp").data["secret"]) != SECRET
        client = signed_in_by_form()
        give_code(client, code_now())
        assert not is_in(client)


def test_taking_the_factor_away_ends_the_other_sessions(cast):
    give_application(cast.secretary)
    here, there = signed_in_by_form(), signed_in_by_form()
    give_code(here, code_now())
    give_code(there, code_now())
    confirm(here)
    assert here.post(reverse("mfa_deactivate_totp")).url == reverse("mfa_index")
    assert (is_in(here), is_in(there)) == (True, False)
    assert not Authenticator.objects.filter(user=cast.secretary).exists()


# --- one must have it -------------------------------------------------------------------------------------------


@REQUIRED
def test_who_must_have_one_sets_it_up_before_anything_else(cast, sign_in):
    client = sign_in(cast.secretary)
    asked = client.get(reverse("clusters:cluster_list"))
    assert asked.url == reverse("mfa_index")
    assert "cần xác thực lớp thứ hai" in page_of(client.get(asked.url))
    set_up(client)
    assert client.get(reverse("clusters:cluster_list")).status_code == 200


@REQUIRED
def test_what_was_being_sent_is_kept(cast, sign_in):
    client = sign_in(cast.secretary)
    client.post(reverse("accounts:profile"), {"full_name": "Tên vừa sửa dở"})
    set_up(client)
    assert "Tên vừa sửa dở" in page_of(client.get(reverse("accounts:resubmit")))


@REQUIRED
def test_other_roles_and_strangers_are_not_asked(cast, sign_in):
    assert is_in(sign_in(cast.officer))
    assert Client().get(reverse("clusters:paper_lookup")).status_code == 200


@REQUIRED
def test_the_requirement_follows_the_day_of_the_role(cast, sign_in):
    cast.officer.assignments.all().delete()
    make.assign(cast.officer, make.Role.SECRETARIAT, cast.authority, starts_on=date(2026, 3, 2))
    client = sign_in(cast.officer)
    assert not is_in(client)
    cast.officer.assignments.update(starts_on=date(2026, 3, 3))
    assert is_in(client)


@REQUIRED
def test_the_last_factor_of_who_must_have_one_stays(cast, sign_in):
    give_application(cast.secretary)
    client = sign_in(cast.secretary)
    confirm(client)
    response = client.post(reverse("mfa_deactivate_totp"))
    assert "Thêm cách khác trước" in refusal(response)[0]
    assert Authenticator.objects.filter(user=cast.secretary, type="totp").exists()


# --- one has lost it ----------------------------------------------------------------------------------------------


def test_the_administrator_takes_a_lost_factor_away_with_a_reason(cast, sign_in):
    cast.secretary.email = "thuky@co-quan.example"
    cast.secretary.save()
    give_application(cast.secretary)
    elsewhere = signed_in_by_form()
    give_code(elsewhere, code_now())
    admin, url = sign_in(cast.administrator), reverse("clusters:user_factor_reset", args=[cast.secretary.pk])
    assert admin.post(url, {"reason": ""}).status_code == 422
    assert admin.post(url, {"reason": "Mất điện thoại"}).status_code == 302
    assert not is_in(elsewhere)
    assert sign_in_by_form(Client()).url == reverse(OVERVIEW)
    event = Event.objects.get(verb="second_factor_reset")
    assert (event.actor, event.note) == (cast.administrator, "Mất điện thoại")
    assert Mail.objects.filter(subject="Sổ thi đua: đã gỡ xác thực lớp thứ hai").count() == 1


def test_there_is_nothing_to_take_away_where_nothing_is(cast):
    with pytest.raises(ValidationError, match="chưa có xác thực lớp thứ hai"):
        actions.reset_second_factor(cast.secretary, "Mất máy", by=cast.administrator)
