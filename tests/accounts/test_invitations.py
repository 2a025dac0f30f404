"""Inviting people: whom one may invite, the letter, the account that comes of it, and attempts to get more."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts import actions
from accounts.models import Assignment, Invitation, Mail, User
from audit.models import Event
from tests import factories as make
from tests.accounts.people import invitation_to, is_in, letter, link_in, page_of, refusal, sign_in_by_form
from tests.test_exports import export

ADD = "clusters:invitation_add"
OWN = "tu-dat-mat-khau-2026"


def typed(**fields):
    return {
        "full_name": "Trần Thị Bình",
        "email": "binh@don-vi.example",
        "username": "tran.binh",
        "role": "officer",
        "starts_on": "02/03/2026",
        "ends_on": "",
    } | fields


def accept(path, password=OWN, client=None):
    return (client or Client()).post(path, {"password1": password, "password2": password}, follow=True)


# --- the way through ----------------------------------------------------------------------------------------


def test_an_invitation_becomes_a_letter_and_the_letter_an_account(cast, sign_in):
    client = sign_in(cast.secretary)
    data = typed(unit=cast.unit.pk, ends_on="31/12/2026")
    assert client.post(reverse(ADD), data).url == reverse("clusters:invitation_list")
    mail = letter(kind="invitation")
    assert (mail.address, mail.subject) == ("binh@don-vi.example", "Lời mời dùng Sổ thi đua")
    assert mail.text.startswith("Kính gửi: Trần Thị Bình\n\nNgười dùng secretary mời ông (bà)")
    assert "Vai trò: Cán bộ đơn vị, Hội thành viên C\nTên đăng nhập: tran.binh" in mail.text
    assert f"{settings.PUBLIC_URL}/loi-moi/" in mail.text

    assert "Kính chào Trần Thị Bình" in page_of(Client().get(link_in(mail)))
    assert "Đã lập tài khoản “tran.binh”" in page_of(accept(link_in(mail)))
    user = User.objects.get(username="tran.binh")
    role = Assignment.objects.get(user=user)
    assert (role.role, role.unit, role.starts_on, role.ends_on) == (
        "officer",
        cast.unit,
        date(2026, 3, 2),
        date(2026, 12, 31),
    )
    newcomer = Client()
    sign_in_by_form(newcomer, "tran.binh", OWN)
    assert is_in(newcomer)
    told = Event.objects.filter(subject_type="accounts.invitation").order_by("pk")
    assert list(told.values_list("verb", "actor_name")) == [
        ("person_invited", "Người dùng secretary"),
        ("invitation_accepted", "Trần Thị Bình"),
    ]


def test_the_link_is_kept_nowhere_but_in_the_letter(cast):
    invitation = invitation_to(cast.unit, by=cast.secretary)
    token = link_in(letter()).strip("/").split("/")[-1]
    assert len(token) >= 43
    assert token not in str(Invitation.objects.filter(pk=invitation.pk).values())
    assert not [event for event in Event.objects.all() if token in f"{event.changes}{event.note}"]


def test_the_link_works_once(cast):
    invitation_to(cast.unit, by=cast.secretary)
    path = link_in(letter())
    accept(path)
    again = accept(path, "mat-khau-cua-ke-khac")
    assert again.status_code == 404
    assert "Lời mời không còn hiệu lực" in page_of(again)
    assert User.objects.get(username="tran.binh").check_password(OWN)


def test_the_link_holds_for_seven_days(cast, frozen_day):
    invitation_to(cast.unit, by=cast.secretary)
    path = link_in(letter())
    assert letter().expires_at == Invitation.objects.get().expires_at
    frozen_day.shift(timedelta(days=7) - timedelta(seconds=1))
    assert Client().get(path).status_code == 200
    frozen_day.shift(timedelta(seconds=1))
    assert accept(path).status_code == 404
    assert not User.objects.filter(username="tran.binh").exists()


def test_a_new_letter_makes_the_earlier_link_void(cast, sign_in, frozen_day):
    invitation = invitation_to(cast.unit, by=cast.secretary)
    first = link_in(letter())
    frozen_day.shift(timedelta(days=8))
    sign_in(cast.secretary).post(reverse("clusters:invitation_renew", args=[invitation.pk]))
    assert Mail.objects.count() == 2
    assert Client().get(first).status_code == 404
    assert Client().get(link_in(letter())).status_code == 200


def test_a_cancelled_invitation_opens_nothing(cast, sign_in):
    invitation = invitation_to(cast.unit, by=cast.secretary)
    link = link_in(letter())
    sign_in(cast.secretary).post(reverse("clusters:invitation_cancel", args=[invitation.pk]))
    assert (letter().status, letter().text) == ("dropped", "")  # where it had not left yet, it never does
    assert accept(link).status_code == 404
    with pytest.raises(ValidationError, match="không còn chờ nhận lời"):
        actions.invite_again(invitation, by=cast.secretary)


@pytest.mark.parametrize("password", ["ngan", "1234567890123", "tran.binh1"])
def test_a_weak_password_is_refused_and_the_invitation_stays_open(cast, password):
    invitation_to(cast.unit, by=cast.secretary)
    response = Client().post(link_in(letter()), {"password1": password, "password2": password})
    assert response.status_code == 422
    assert refusal(response)
    assert Invitation.objects.get().is_open()


def test_a_username_is_taken_once_whatever_its_letters(cast):
    for name in ("secretary", "Secretary"):
        with pytest.raises(ValidationError):
            invitation_to(cast.unit, by=cast.secretary, username=name)
    invitation_to(cast.unit, by=cast.secretary)
    with pytest.raises(ValidationError, match="đang có trong một lời mời khác"):
        invitation_to(cast.unit, by=cast.secretary)


# --- getting more than one may ------------------------------------------------------------------------------


def beyond(cast):
    return {
        "administrator": {"role": "administrator"},
        "secretariat here": {"role": "secretariat", "authority": cast.authority.pk},
        "leader here": {"role": "leader", "authority": cast.authority.pk},
        "viewer of all": {"role": "viewer", "authority": cast.authority.pk},
        "secretariat at a unit": {"role": "secretariat", "unit": cast.unit.pk},
        "unit of another authority": {"role": "officer", "unit": make.make_unit(cast.other_authority).pk},
        "both": {
            "role": "viewer",
            "unit": cast.unit.pk,
            "authority": cast.other_authority.pk,
            "x": "refused",
        },
    }


def test_the_secretariat_gives_no_role_beyond_its_units(cast, sign_in):
    client = sign_in(cast.secretary)
    for number, (what, fields) in enumerate(beyond(cast).items()):
        response = client.post(reverse(ADD), typed(username=f"ke-moi-{number}", **fields))
        found = Invitation.objects.filter(username=f"ke-moi-{number}").values_list(
            "role", "unit", "authority"
        )
        if what == "both":  # the authority is no field of this form: it is not read
            assert list(found) == [("viewer", cast.unit.pk, None)]
        else:
            assert (what, response.status_code, list(found)) == (what, 422, [])


def test_the_action_refuses_whatever_form_it_came_through(cast):
    abroad = make.make_unit(cast.other_authority)
    for role, unit, authority in (
        ("administrator", None, None),
        ("secretariat", None, cast.authority),
        ("leader", None, cast.authority),
        ("viewer", None, cast.authority),
        ("officer", abroad, None),
    ):
        with pytest.raises(ValidationError):
            invitation_to(unit, by=cast.secretary, role=role, authority=authority)
    for person in (cast.leader, cast.chair, cast.representative, cast.viewer, cast.nobody):
        with pytest.raises(ValidationError):
            invitation_to(cast.unit, by=person)
    assert not Invitation.objects.exists()
    assert not Mail.objects.exists()


def test_whoever_lost_the_right_renews_nothing(cast, frozen_day):
    invitation = invitation_to(cast.unit, by=cast.secretary)
    cast.secretary.assignments.update(ends_on=date(2026, 3, 2))
    frozen_day.shift(timedelta(days=1))
    with pytest.raises(ValidationError):
        actions.invite_again(invitation, by=cast.secretary)


def test_the_administrator_invites_for_every_role(cast, sign_in):
    client = sign_in(cast.administrator)
    places = {
        "administrator": {},
        "secretariat": {"authority": cast.authority.pk},
        "leader": {"authority": cast.other_authority.pk},
        "representative": {"unit": cast.unit.pk},
    }
    for role, place in places.items():
        response = client.post(reverse(ADD), typed(role=role, username=f"moi-{role}", **place))
        assert response.status_code == 302
    assert Invitation.objects.count() == len(places)


# --- the lists ------------------------------------------------------------------------------------------------


def test_the_secretariat_sees_its_own_people_and_their_roles_there(cast, sign_in):
    make.assign(cast.officer, make.Role.LEADER, cast.other_authority)
    text = page_of(sign_in(cast.secretary).get(reverse("clusters:user_list")))
    assert "Người dùng officer" in text
    assert "Cán bộ đơn vị, Hội thành viên C" in text
    assert "Hội Khác Trung ương" not in text
    assert "Người dùng outsider" not in text
    detail = page_of(sign_in(cast.secretary).get(reverse("clusters:user_detail", args=[cast.officer.pk])))
    assert "Hội Khác Trung ương" not in detail
    assert "Phiên đăng nhập" not in detail


def test_the_way_to_reach_a_person_is_shown_as_long_as_a_role_runs_here(cast, sign_in, frozen_day):
    type(cast.officer).objects.filter(pk=cast.officer.pk).update(phone="0912 345 678")
    cast.officer.assignments.update(ends_on=date(2026, 3, 2))
    detail = reverse("clusters:user_detail", args=[cast.officer.pk])
    assert "0912 345 678" in page_of(sign_in(cast.secretary).get(detail))
    frozen_day.shift(timedelta(days=1))
    page = page_of(sign_in(cast.secretary).get(detail))
    assert "Người dùng officer" in page
    assert "0912 345 678" not in page
    assert "0912 345 678" in page_of(sign_in(cast.administrator).get(detail))


@pytest.mark.parametrize("name", ["clusters:user_list", "clusters:invitation_list"])
def test_a_list_asks_as_much_for_one_row_as_for_thirty(cast, sign_in, name, django_assert_num_queries):
    client = sign_in(cast.secretary)
    queries = {"clusters:user_list": 18, "clusters:invitation_list": 17}[name]
    for rows in (1, 29):
        for number in range(rows):
            user = make.make_user(f"nguoi-{rows}-{number}")
            make.assign(user, make.Role.OFFICER, cast.unit)
            invitation_to(cast.unit, by=cast.secretary, username=f"moi-{rows}-{number}")
        with django_assert_num_queries(queries):
            client.get(reverse(name))


def test_the_lists_come_as_sheets_with_what_the_page_shows(cast, sign_in):
    client = sign_in(cast.secretary)
    invitation_to(cast.unit, by=cast.secretary)
    actions.record_leaving(cast.officer, date(2026, 3, 1), "Nghỉ hưu", by=cast.administrator)
    (invited,) = export(client, "clusters:invitation_export")
    assert (invited["Tên đăng nhập"], invited["Nơi giữ vai trò"], invited["Tình trạng"]) == (
        "tran.binh",
        "Hội thành viên C",
        "Chờ nhận lời",
    )
    left = export(client, "clusters:user_export", tinh_trang="het")
    assert [(row["Tên đăng nhập"], row["Tình trạng"], row["Vai trò hiện nay"]) for row in left] == [
        ("officer", "Đã thôi sử dụng", None)
    ]
    names = {row["Tên đăng nhập"] for row in export(client, "clusters:user_export")}
    assert names == {
        "secretary", "leader", "viewer", "chair", "vice", "officer", "representative", "other_officer"
    }  # fmt: skip
