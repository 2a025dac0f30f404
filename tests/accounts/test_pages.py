"""Signing in and out, the password, one's own profile, what was typed before the session was lost."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.views import BY_SIGN_ON
from audit.models import Event
from tests import factories as make

NEW = "khoi-truong-nam-2027"


def page_of(response):
    return response.content.decode()


def sign_in_by_form(client, username="secretary", password=make.PASSWORD, **more):
    return client.post(reverse("account_login"), {"login": username, "password": password, **more})


def test_signing_in_opens_the_first_page(cast):
    client = Client()
    assert sign_in_by_form(client).url == reverse("clusters:overview")
    assert "Người dùng secretary" in page_of(client.get(reverse("clusters:overview")))


def test_signing_in_opens_the_page_that_was_asked_for(cast):
    client, wanted = Client(), reverse("clusters:cluster_detail", args=[cast.cluster.pk])
    asked = client.get(wanted)
    assert asked.url.startswith(reverse("account_login"))
    assert "mở lại đúng trang vừa chọn" in page_of(client.get(asked.url))
    assert sign_in_by_form(client, next=wanted).url == wanted


def test_signing_in_never_leads_to_another_site(cast):
    assert sign_in_by_form(Client(), next="https://la.example/").url == reverse("clusters:overview")


@pytest.mark.parametrize(
    ("username", "password"), [("secretary", "sai-mat-khau"), ("khong-co", make.PASSWORD)]
)
def test_a_wrong_name_or_password_says_the_same(cast, username, password):
    response = sign_in_by_form(Client(), username, password)
    assert response.status_code == 200
    assert response.context["form"].non_field_errors() == ["Tên đăng nhập hoặc mật khẩu không đúng."]
    assert password not in page_of(response)


def test_an_account_out_of_use_does_not_get_in(cast):
    cast.secretary.is_active = False
    cast.secretary.save(update_fields=["is_active"])
    client = Client()
    sign_in_by_form(client)
    assert client.get(reverse("clusters:overview")).url.startswith(reverse("account_login"))


def test_signing_out_is_asked_and_then_done(cast, sign_in):
    client = sign_in(cast.secretary)
    assert "Đăng xuất khỏi Sổ thi đua" in page_of(client.get(reverse("account_logout")))
    assert client.get(reverse("clusters:overview")).status_code == 200
    assert client.post(reverse("account_logout")).url == reverse("account_login")
    assert client.get(reverse("clusters:overview")).status_code == 302


def test_nobody_makes_an_account_alone(db):
    assert "Không mở đăng ký tài khoản" in page_of(Client().get(reverse("account_signup")))


# --- the password ---------------------------------------------------------------------------------------


def change_password(client, old=make.PASSWORD, new=NEW, again=NEW):
    data = {"oldpassword": old, "password1": new, "password2": again}
    return client.post(reverse("account_change_password"), data)


def test_a_changed_password_is_remembered_as_a_fact_and_not_as_a_text(cast, sign_in):
    client = sign_in(cast.secretary)
    assert change_password(client).status_code == 302
    event = Event.objects.get(verb="password_changed")
    assert (event.actor, event.subject_id, event.changes) == (cast.secretary, str(cast.secretary.pk), [])
    assert client.get(reverse("clusters:overview")).status_code == 200  # the session goes on
    assert sign_in_by_form(Client(), password=make.PASSWORD).status_code == 200
    assert sign_in_by_form(Client(), password=NEW).status_code == 302


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"old": "sai-mat-khau"}, "oldpassword", "Mật khẩu hiện tại không đúng."),
        ({"again": "khac-mat-khau-moi"}, "password2", "Hai lần nhập mật khẩu không giống nhau."),
        (
            {"new": "9172635480192", "again": "9172635480192"},
            "password1",
            "Mật khẩu không được chỉ gồm chữ số.",
        ),
        ({"new": "secretary1", "again": "secretary1"}, "password1", "Mật khẩu quá giống tên đăng nhập."),
    ],
)
def test_a_refused_password_says_why_beside_its_field(cast, sign_in, typed, field, sentence):
    response = change_password(sign_in(cast.secretary), **typed)
    assert response.status_code == 200
    assert response.context["form"].errors == {field: [sentence]}
    assert not Event.objects.filter(verb="password_changed").exists()


# --- the profile ----------------------------------------------------------------------------------------


def test_a_person_corrects_their_own_contact(cast, sign_in):
    data = {"full_name": "Nguyễn  Thị\u00a0Bảo ", "email": "bao@example.vn", "phone": "0912 345 678"}
    response = sign_in(cast.secretary).post(reverse("accounts:profile"), data)
    assert response.url == reverse("accounts:profile")
    cast.secretary.refresh_from_db()
    assert (cast.secretary.full_name, cast.secretary.phone) == ("Nguyễn Thị Bảo", "0912 345 678")
    event = Event.objects.get(verb="profile_changed")
    assert ["Họ và tên", "Người dùng secretary", "Nguyễn Thị Bảo"] in event.changes


def test_a_wrong_profile_is_refused_and_kept_while_the_frame_keeps_the_saved_name(cast, sign_in):
    data = {"full_name": "Tên Chưa Lưu", "email": "không phải thư", "phone": ""}
    response = sign_in(cast.secretary).post(reverse("accounts:profile"), data)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["email"]
    assert 'value="Tên Chưa Lưu"' in page_of(response)
    assert "Người dùng secretary" in page_of(response).split("<main")[0]


def test_the_profile_shows_what_one_was_given_to_do(cast, sign_in):
    text = page_of(sign_in(cast.officer).get(reverse("accounts:profile")))
    assert "Cán bộ đơn vị" in text
    assert "Hội thành viên C" in text
    assert "Tài khoản chưa được giao nhiệm vụ nào" in page_of(
        sign_in(cast.nobody).get(reverse("accounts:profile"))
    )


# --- the lost session -------------------------------------------------------------------------------------


def test_a_form_of_a_cluster_survives_the_lost_session(cast):
    """Several values of one name, as ticked boxes send them, come back all."""
    cluster = make.make_cluster(cast.authority)
    url = reverse("clusters:member_add", args=[cluster.pk])
    data = {
        "units": [cast.unit.pk, cast.other_unit.pk],
        "names": "Hội mới một\nHội mới hai",
        "starts_on": "01/01/2026",
    }
    client = Client()
    lost = client.post(url, data)
    assert "Nội dung vừa gửi vẫn được giữ" in page_of(client.get(lost.url))
    sign_in_by_form(client, next=reverse("accounts:resubmit"))
    kept = client.get(reverse("accounts:resubmit")).context["kept"]
    again = {}
    for name, value in kept["fields"]:
        again.setdefault(name, []).append(value)
    assert kept["path"] == url
    assert client.post(kept["path"], again).status_code == 302
    assert cluster.memberships.count() == 4


def test_without_anything_kept_the_page_goes_on_to_the_overview(cast, sign_in):
    assert sign_in(cast.secretary).get(reverse("accounts:resubmit")).url == reverse("clusters:overview")


def test_lost_files_are_named_as_lost(cast):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = Client()
    client.post(reverse("accounts:profile"), {"full_name": "A", "tep": SimpleUploadedFile("a.pdf", b"x")})
    sign_in_by_form(client)
    assert "Tệp đính kèm không giữ lại được" in page_of(client.get(reverse("accounts:resubmit")))


def test_an_account_without_a_password_is_told_so_where_others_change_theirs(cast, sign_in):
    cast.officer.set_unusable_password()
    cast.officer.save(update_fields=["password"])
    client = sign_in(cast.officer)
    response = client.get(reverse("account_change_password"), follow=True)
    assert response.redirect_chain == [(reverse("accounts:profile"), 302)]
    assert BY_SIGN_ON in page_of(response)
    assert (
        client.post(reverse("account_change_password"), {"password1": NEW, "password2": NEW}).status_code
        == 302
    )
    cast.officer.refresh_from_db()
    assert not cast.officer.has_usable_password()


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("accounts:profile", 200),
        ("accounts:session_list", 200),
        ("mfa_index", 200),
        ("documents:personal_data", 200),
        ("account_reauthenticate", 403),  # there is nothing to confirm oneself by
        ("mfa_activate_totp", 200),
    ],
)
def test_no_own_page_breaks_for_an_account_without_a_password(cast, sign_in, name, status):
    cast.officer.set_unusable_password()
    cast.officer.save(update_fields=["password"])
    assert sign_in(cast.officer).get(reverse(name), follow=True).status_code == status
