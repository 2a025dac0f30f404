"""One's own choice of letters, the link that stops them, the administrator's outbox."""

from datetime import timedelta

import pytest
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from accounts import actions, sending
from accounts.models import Mail, MailChoice, MailKind, MailOutage, MailStatus, Rhythm, User
from accounts.outbox import queue
from accounts.unsubscribing import address_to_unsubscribe
from audit.models import Event
from tests import factories as make
from tests.test_exports import column, rows_of

LIST = "clusters:mail_list"


def text_of(response):
    return response.content.decode()


def letter(
    to="an@example.vn", kind=MailKind.REMINDER, subject="Việc cần làm", text="Nội dung thư.", **fields
):
    return queue(kind, to=to, subject=subject, text=text, **fields)


# --- one's own choice -------------------------------------------------------------------------------------


def test_everybody_is_reminded_until_they_say_otherwise(cast, sign_in):
    client = sign_in(cast.officer)
    profile, page = reverse("accounts:profile"), reverse("accounts:mail_choice")
    assert "Mỗi ngày làm việc, khi có việc đến hạn" in text_of(client.get(profile))
    assert client.post(page, {"rhythm": "weekly"}).url == profile
    assert "Mỗi tuần một lần" in text_of(client.get(profile))
    assert client.post(page, {"rhythm": "hourly"}).status_code == 422
    assert MailChoice.objects.get().rhythm == Rhythm.WEEKLY
    event = Event.objects.get(verb="mail_choice_changed")
    assert event.changes == [
        [
            "Thư nhắc việc",
            "Mỗi ngày làm việc, khi có việc đến hạn",
            "Mỗi tuần một lần, vào ngày làm việc đầu tuần",
        ]
    ]


def test_who_wants_none_any_more_is_not_sent_what_waits(cast):
    reminder = letter(user=cast.officer)
    security = letter(user=cast.officer, kind=MailKind.SECURITY)
    actions.choose_mail(cast.officer, Rhythm.NONE, by=cast.officer)
    assert [Mail.objects.get(pk=row.pk).status for row in (reminder, security)] == ["dropped", "waiting"]


# --- the link in a letter ---------------------------------------------------------------------------------


def path_of(user):
    return address_to_unsubscribe(user.pk, MailKind.REMINDER).partition("127.0.0.1:8000")[2]


def test_a_link_asks_first_and_stops_the_letters_without_signing_in(cast):
    client, path = Client(enforce_csrf_checks=True), path_of(cast.officer)
    assert "Thôi nhận thư nhắc việc</button>" in text_of(client.get(path))
    assert not MailChoice.objects.exists()  # a scanner that follows links changes nothing
    stopped = client.post(path, {"List-Unsubscribe": "One-Click"})  # as a mail program does it: no cookie
    assert "không còn được gửi" in text_of(stopped)
    assert MailChoice.objects.get().user == cast.officer
    event = Event.objects.get(verb="mail_choice_changed")
    assert (event.actor, event.note) == (cast.officer, "Qua đường dẫn trong thư.")
    assert client.post(path).status_code == 200
    assert Event.objects.filter(verb="mail_choice_changed").count() == 1


def test_the_link_of_an_erased_person_leads_nowhere(cast):
    """Nothing is written about them any more."""
    User.objects.filter(pk=cast.officer.pk).update(is_active=False, email="")
    assert Client().post(path_of(cast.officer)).status_code == 404
    assert not MailChoice.objects.exists()


def test_nobody_makes_a_link_for_somebody_else(cast):
    mine, theirs = path_of(cast.officer), path_of(cast.chair)
    signature = mine.rstrip("/").partition(".")[2]
    guesses = [
        mine.replace(f"{cast.officer.pk}-", f"{cast.chair.pk}-", 1),
        mine.replace("-reminder", "-security"),
        mine.replace(signature, signature[::-1]),
        f"/thoi-nhan-thu/{cast.chair.pk}-reminder/",
        f"/thoi-nhan-thu/{cast.chair.pk}-reminder./",
        f"/thoi-nhan-thu/{cast.chair.pk}/",
        address_to_unsubscribe(cast.officer.pk, MailKind.SECURITY).partition("127.0.0.1:8000")[2],
    ]
    assert theirs not in guesses
    assert [Client().post(path).status_code for path in guesses] == [404] * len(guesses)
    assert not MailChoice.objects.exists()


# --- the outbox -------------------------------------------------------------------------------------------


def test_the_outbox_says_how_sending_stands(cast, sign_in):
    client, url = sign_in(cast.administrator), reverse(LIST)
    assert "Việc gửi thư hoạt động bình thường." in text_of(client.get(url))
    MailOutage.objects.create(
        pk=1, error="Máy chủ thư không trả lời.", next_try_at=timezone.now() + timedelta(minutes=5)
    )
    text = text_of(client.get(url))
    assert "Máy chủ thư không nhận thư từ 09:00 ngày 02/03/2026. Máy chủ thư không trả lời." in text
    assert "lần thử tiếp theo lúc 09:05 ngày 02/03/2026" in text


def test_the_outbox_is_searched_filtered_and_taken_away_with_its_filters(cast, sign_in):
    letter(user=cast.officer, subject="Việc của cán bộ")
    failed = letter(to="binh@example.vn", kind=MailKind.INVITATION, subject="Thư mời")
    sending.end(Mail.objects.filter(pk=failed.pk), MailStatus.FAILED, "Máy chủ thư trả lời: 550 no")
    client, url = sign_in(cast.administrator), reverse(LIST)
    for asked, found in [
        ({}, {"Thư mời", "Việc của cán bộ"}),
        ({"q": "nguoi dung officer"}, {"Việc của cán bộ"}),
        ({"q": "binh@"}, {"Thư mời"}),
        ({"loai": "invitation"}, {"Thư mời"}),
        ({"tinh_trang": "waiting"}, {"Việc của cán bộ"}),
        ({"tinh_trang": "sent"}, set()),
    ]:
        page = client.get(url, asked)
        assert {row.subject for row in page.context["page_obj"]} == found
        assert set(column(export(client, "clusters:mail_export", **asked), "Tiêu đề")) == found
    (row,) = export(client, "clusters:mail_export", tinh_trang="failed")
    assert (row["Trạng thái"], row["Lý do, lỗi"]) == ("Không gửi được", "Máy chủ thư trả lời: 550 no")


def export(client, name, **asked):
    return rows_of(client.get(reverse(name), asked))[1]


def test_secrets_are_shown_nowhere(cast, sign_in):
    row = letter(kind=MailKind.PASSWORD_RESET, text="https://127.0.0.1/bi-mat-123/", user=cast.officer)
    client = sign_in(cast.administrator)
    pages = [reverse(LIST), reverse("clusters:mail_detail", args=[row.pk])]
    assert all("bi-mat-123" not in text_of(client.get(page)) for page in pages)
    assert "nội dung không hiển thị" in text_of(client.get(pages[1]))
    plain = letter()
    assert "Nội dung thư." in text_of(client.get(reverse("clusters:mail_detail", args=[plain.pk])))


def test_letters_are_sent_again_and_stopped_by_a_button(cast, sign_in):
    row, client = letter(), sign_in(cast.administrator)
    page = client.post(reverse("clusters:mail_stop", args=[row.pk]), follow=True)
    assert "Thư này không gửi nữa." in text_of(page)
    page = client.post(reverse("clusters:mail_resend", args=[row.pk]), follow=True)
    assert "Thư được xếp lại để gửi ngay." in text_of(page)
    assert Mail.objects.get().is_waiting


def test_an_administrator_sends_a_letter_to_themselves(cast, sign_in):
    client, url = sign_in(cast.administrator), reverse("clusters:mail_try")
    assert "chưa có địa chỉ thư điện tử" in text_of(client.post(url, follow=True))
    cast.administrator.email = "quan-tri@example.vn"
    cast.administrator.save()
    client.post(url)
    assert Mail.objects.get().address == "quan-tri@example.vn"


def test_samples_show_each_kind_as_its_reader_gets_it(cast, sign_in):
    text = text_of(sign_in(cast.administrator).get(reverse("clusters:mail_samples")))
    for kind in MailKind:
        assert f"<h2>{kind.label}</h2>" in text
    assert "ĐÃ QUÁ HẠN" in text
    assert not Mail.objects.exists()


@pytest.mark.parametrize(("name", "queries"), [(LIST, 9), ("clusters:mail_export", 10)])
def test_thirty_letters_ask_no_more_than_one(cast, sign_in, django_assert_num_queries, name, queries):
    client, url = sign_in(cast.administrator), reverse(name)
    letter(user=cast.officer)
    client.get(url)
    with django_assert_num_queries(queries):
        client.get(url)
    for number in range(30):
        letter(to=f"nguoi-{number}@example.vn", user=make.make_user(f"nguoi-{number}"))
    with django_assert_num_queries(queries):
        client.get(url)


@override_settings(EMAIL_BACKEND="django.core.mail.backends.filebased.EmailBackend")
def test_a_trial_installation_says_that_nothing_leaves(cast):
    assert "không gửi ra ngoài" in sending.state().sentence
