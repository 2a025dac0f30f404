"""A person's data: given to them, erased where the law lets it; neither public pages nor logs show any."""

import ast
import json
import re
from datetime import date
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts import actions, outbox, privacy
from accounts.models import Mail, MailKind, User
from audit.models import Event
from audit.record import PRIVATE_VALUE
from audit.verify import verify
from awards import actions as award_actions
from awards.models import Review
from clusters.models import IssuedPaper
from tests import factories as make
from tests.accounts.people import invitation_to, signed_in_by_form
from tests.awards.dossiers import dossier
from tests.clusters.papers import issue, test_kinds

ADDRESS, PHONE = "an.nguyen@coquan.example.vn", "0912 345 678"


@pytest.fixture
def person(cast):
    """Somebody whose work at the unit ended yesterday, with an address, a telephone and a letter."""
    user = make.make_user("an.nguyen")
    user.email, user.phone = ADDRESS, PHONE
    actions.change_profile(user, by=user)
    row = make.assign(user, make.Role.OFFICER, cast.unit)
    type(row).objects.filter(pk=row.pk).update(starts_on=date(2026, 1, 1), ends_on=date(2026, 3, 1))
    outbox.queue(MailKind.REMINDER, to=ADDRESS, subject="Nhắc việc", text="Nội dung", user=user)
    EmailAddress.objects.create(user=user, email=ADDRESS)
    return User.objects.get(pk=user.pk)


def unpacked(content):
    with ZipFile(BytesIO(content)) as file:
        found = json.loads(file.read("du-lieu-ca-nhan.json"))
        return found, file.read("du-lieu-ca-nhan.html").decode()


# --- given -------------------------------------------------------------------------------------------


def test_a_person_takes_along_what_is_kept_about_them_and_nothing_of_others(cast, person, sign_in):
    response = sign_in(person).get(reverse("documents:personal_data"))
    found, page = unpacked(response.content)
    assert found["Tài khoản"][0]["Thư điện tử"] == ADDRESS
    assert found["Phân công"][0]["Đến hết ngày"] == "01/03/2026"
    assert [row["Tiêu đề"] for row in found["Thư điện tử đã gửi"]] == ["Nhắc việc"]
    assert [row["Việc"] for row in found["Nhật ký"]] == ["Sửa hồ sơ cá nhân"]
    assert found["Địa chỉ, cách xác thực đã lưu"] == [
        {"Loại": "Địa chỉ thư điện tử đã xác nhận", "Số dòng đang lưu": "1"}
    ]
    assert found["Phiên đăng nhập"] == []
    assert PHONE in page
    whole = json.dumps(found, ensure_ascii=False) + page
    assert person.password not in whole
    assert not [user for user in cast.users.values() if user.full_name in whole]
    event = Event.objects.get(verb="personal_data_exported")
    assert (event.actor, event.subject_id) == (person, str(person.pk))


def test_where_a_person_is_signed_in_is_among_it(cast):
    signed_in_by_form("officer")
    found, page = unpacked(privacy.archive(cast.officer))
    (session,) = found["Phiên đăng nhập"]
    assert session["Thiết bị"] == "Firefox trên máy tính Windows"
    assert session["Địa chỉ mạng"] == "127.0.0.1"
    assert session["Đăng nhập lúc"] == "09:00 02/03/2026"
    assert found["Địa chỉ, cách xác thực đã lưu"] == []
    assert page.count("Phiên đăng nhập") == 1  # listed, and counted nowhere else


def test_records_that_name_a_person_are_listed(cast):
    review = Review(nomination=dossier(cast, "appraised"), opinion="agree")
    award_actions.review(review, by=cast.leader)
    assert {
        "Loại": "Ý kiến xét",
        "Vai trò": "người xét",
        "Hồ sơ": f"{cast.leader.full_name}: đồng ý (số {review.pk})",
        "Nơi": str(cast.year),
    } in privacy.about(cast.leader)["Hồ sơ có ghi tên"]


def test_the_command_writes_the_same_file_once(person, tmp_path):
    path, out = tmp_path / "du-lieu.zip", StringIO()
    call_command("personal_data", "export", person.username, "--to", str(path), stdout=out)
    assert unpacked(path.read_bytes())[0]["Tài khoản"][0]["Điện thoại"] == PHONE
    assert path.stat().st_mode & 0o077 == 0
    assert Event.objects.get(verb="personal_data_exported").source == "command"
    with pytest.raises(CommandError, match="chưa ghi gì"):
        call_command("personal_data", "export", person.username, "--to", str(path))
    with pytest.raises(CommandError, match="Không có tài khoản"):
        call_command("personal_data", "export", "khong.co")


# --- erased ------------------------------------------------------------------------------------------


def test_an_erasure_takes_what_signing_in_needed_and_keeps_the_records(cast, person):
    actions.erase_personal_data(person, "Theo đơn ngày 01/3/2026.", by=cast.administrator)
    row = User.objects.get(pk=person.pk)
    assert (row.username, row.email, row.phone) == (f"da-xoa-{row.pk}", "", "")
    assert (row.is_active, row.has_usable_password()) == (False, False)
    assert row.full_name == person.full_name  # the history tells of what this person did
    assert not Mail.objects.filter(user=row).exists()
    assert not EmailAddress.objects.exists()
    assert row.assignments.count() == 1
    event = Event.objects.get(verb="personal_data_erased")
    assert event.note == "Theo đơn ngày 01/3/2026."
    assert ADDRESS not in "".join(f"{event.changes}{event.subject_label}" for event in Event.objects.all())
    assert list(verify()) == []


def test_who_never_did_anything_loses_the_name_too(cast):
    user = make.make_user("chua.lam.gi")
    actions.erase_personal_data(user, "Lập nhầm.", by=cast.administrator)
    assert User.objects.get(pk=user.pk).full_name == "Người đã xóa dữ liệu"


def test_the_invitation_forgets_whom_it_was_for(cast):
    invitation = invitation_to(cast.unit, by=cast.secretary)
    actions.accept_invitation(invitation, "mot mat khau dai", by=None)
    invitation.refresh_from_db()
    invitation.user.assignments.update(starts_on=date(2026, 2, 1), ends_on=date(2026, 3, 1))
    actions.erase_personal_data(invitation.user, "Theo đơn.", by=cast.administrator)
    invitation.refresh_from_db()
    assert (invitation.email, invitation.username) == ("", f"da-xoa-{invitation.user_id}")


def test_the_letter_of_the_invitation_is_given_and_erased_too_and_the_history_never_had_the_address(cast):
    invitation = invitation_to(cast.unit, by=cast.secretary)
    address = invitation.email
    actions.invite_again(invitation, by=cast.secretary)
    other = invitation_to(cast.unit, by=cast.secretary, username="nguoi.khac", email="khac@coquan.example.vn")
    actions.accept_invitation(invitation, "mot mat khau dai", by=None)
    invitation.refresh_from_db()
    sent = privacy.about(invitation.user)["Thư điện tử đã gửi"]
    assert [row["Đến"] for row in sent] == [address] * 2
    invitation.user.assignments.update(starts_on=date(2026, 2, 1), ends_on=date(2026, 3, 1))
    actions.erase_personal_data(invitation.user, "Theo đơn.", by=cast.administrator)
    assert [mail.address for mail in Mail.objects.all()] == [other.email]
    assert address not in "".join(
        f"{row.changes}{row.subject_label}{row.note}" for row in Event.objects.all()
    )


def test_an_erased_person_is_signed_out_and_cannot_come_back(cast, person):
    client = Client()
    client.force_login(person)
    actions.erase_personal_data(person, "Theo đơn.", by=cast.administrator)
    assert client.get(reverse("clusters:overview")).status_code == 302


@pytest.mark.parametrize("ends_on", [None, date(2026, 3, 2), date(2026, 12, 31)])
def test_nobody_is_erased_while_an_assignment_runs(cast, person, ends_on):
    person.assignments.update(ends_on=ends_on)
    with pytest.raises(ValidationError, match="còn phân công “Cán bộ đơn vị”"):
        actions.erase_personal_data(person, "Theo đơn.", by=cast.administrator)
    assert User.objects.get(pk=person.pk).email == ADDRESS


def test_other_refusals_of_an_erasure(cast, person):
    with pytest.raises(ValidationError, match="Ghi lý do"):
        actions.erase_personal_data(person, " ", by=cast.administrator)
    with pytest.raises(ValidationError, match="chính tài khoản"):
        actions.erase_personal_data(cast.administrator, "Thử.", by=cast.administrator)
    actions.erase_personal_data(person, "Theo đơn.", by=cast.administrator)
    with pytest.raises(ValidationError, match="đã được xóa"):
        actions.erase_personal_data(person, "Theo đơn.", by=cast.administrator)


def test_the_administrator_sees_what_goes_and_what_stays_before_it_happens(cast, person, sign_in):
    client, url = sign_in(cast.administrator), reverse("accounts:person_erase", args=[person.pk])
    change = client.get(reverse("admin:accounts_user_change", args=[person.pk])).content.decode()
    assert f'href="{url}"' in change
    text = client.get(url).content.decode()
    assert all(words in text for words in (ADDRESS, PHONE, "1 thư", "Được giữ lại", "Chỉ ghi thêm"))
    refused = client.post(url, {"reason": ""})
    assert refused.status_code == 422
    assert client.post(url, {"reason": "Theo đơn."}).status_code == 302
    assert User.objects.get(pk=person.pk).email == ""


def test_the_command_shows_first_and_erases_when_it_is_meant(person):
    out = StringIO()
    call_command("personal_data", "erase", person.username, stdout=out)
    assert "Chưa xóa gì" in out.getvalue()
    assert User.objects.get(pk=person.pk).email == ADDRESS
    with pytest.raises(CommandError, match="Ghi lý do"):
        call_command("personal_data", "erase", person.username, "--yes", stdout=out)
    call_command("personal_data", "erase", person.username, "--yes", "--reason", "Theo đơn.", stdout=out)
    assert User.objects.get(pk=person.pk).email == ""


# --- shown to nobody ---------------------------------------------------------------------------------


def test_the_history_never_holds_an_address_or_a_telephone(person):
    event = Event.objects.get(verb="profile_changed")
    assert ["Thư điện tử", "", PRIVATE_VALUE] in event.changes
    assert ["Điện thoại", "", PRIVATE_VALUE] in event.changes


def test_public_pages_show_nothing_of_people_but_the_paper(cast):
    """The pages that need no sign-in, with a paper that was issued by somebody who has all of it."""
    for number, user in enumerate(cast.users.values()):
        names = {
            "username": f"tk.rieng{number}",
            "email": f"rieng{number}@a.vn",
            "phone": f"09123456{number:02}",
        }
        User.objects.filter(pk=user.pk).update(**names)
    with test_kinds() as (numbered, _):
        issue(numbered, cast.year, cast.secretary)
    paper, client = IssuedPaper.objects.get(), Client()
    pages = [
        reverse("clusters:paper_public", args=[paper.code]),
        reverse("clusters:paper_public", args=["KHONGCOMANAY"]),
        reverse("clusters:paper_lookup"),
        reverse("account_login"),
    ]
    for url in pages:
        text = client.get(url).content.decode()
        assert not re.search(r"tk\.rieng|rieng\d+@|[\w.]+@[\w.]+\.\w+|\b0\d{9}\b", text), url
        assert not [user for user in cast.users.values() if user.full_name in text], url


PERSONAL = {
    "email",
    "phone",
    "username",
    "full_name",
    "password",
    "POST",
    "body",
    "address",
    "user",
    "actor_name",
}


def test_no_log_line_of_ours_is_given_personal_data_or_secrets():
    """Every call of a logger is looked at: what it is given besides its own words names no person and no secret."""
    found, calls = [], 0
    for path in settings.BASE_DIR.glob("*/**/*.py"):
        if path.relative_to(settings.BASE_DIR).parts[0] not in {
            *privacy.OWN,
            "audit",
            "config",
            "vietnamese",
        }:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            is_log = isinstance(node, ast.Call) and ast.unparse(node.func).startswith(("logger.", "logging."))
            if not is_log or ast.unparse(node.func) == "logging.getLogger":
                continue
            calls += 1
            names = {part.attr for part in ast.walk(node) if isinstance(part, ast.Attribute)}
            names |= {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
            found += [f"{path.name}:{node.lineno} {name}" for name in sorted(names & PERSONAL)]
    assert found == []
    assert calls
