"""Letters over a real mail server: what arrives, when it is tried again, what is kept while the server is away."""

import logging
import threading
from datetime import timedelta
from smtplib import SMTPAuthenticationError, SMTPNotSupportedError, SMTPSenderRefused

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone

from accounts import actions, sending
from accounts.models import Mail, MailKind, MailOutage, MailStatus, Rhythm
from accounts.notices import Notice, tell
from accounts.outbox import queue
from accounts.sending import LEASE, PAUSES, claim, send_waiting, state
from audit.models import Event
from pledges import actions as pledge_actions
from tests import factories as make
from tests.accounts.post import Catcher, catching, free_port, listening, silent, through

pytestmark = pytest.mark.django_db


@pytest.fixture
def catcher():
    with catching() as found:
        yield found


def letter(to="an@example.vn", kind=MailKind.SECURITY, subject="Đổi mật khẩu", text="Lúc 9 giờ.", **fields):
    return queue(kind, to=to, subject=subject, text=text, **fields)


def fresh(mail):
    return Mail.objects.get(pk=mail.pk)


# --- what arrives -----------------------------------------------------------------------------------------


def test_a_letter_arrives_as_it_was_written_with_the_headings_of_a_machine(catcher):
    row = letter(subject="Đổi mật khẩu: Đặng Thị Ngữ", text="Kính gửi: Đặng Thị Ngữ\n\nLúc 9 giờ.\n")
    assert send_waiting() == 1
    (arrived,) = catcher.letters
    assert arrived["Subject"] == "Đổi mật khẩu: Đặng Thị Ngữ"
    assert arrived["From"] == "Sổ thi đua <thidua@example.vn>"
    assert arrived.get_content().replace("\r\n", "\n") == "Kính gửi: Đặng Thị Ngữ\n\nLúc 9 giờ.\n"
    assert arrived["Message-ID"] == f"<thu-{row.pk}-20260302020000@thidua.example.vn>"
    assert arrived["Auto-Submitted"] == "auto-generated"
    assert arrived["Date"]
    assert "List-Unsubscribe" not in arrived
    assert catcher.raw[0].isascii()  # so that no server on the way has to understand more
    assert (fresh(row).status, fresh(row).ended_at) == (MailStatus.SENT, timezone.now())


def test_a_batch_goes_over_one_connection_and_each_letter_to_its_own_person_only(catcher):
    for name in ("an", "binh", "chi"):
        letter(to=f"{name}@example.vn", text=f"Chỉ dành cho {name}.")
    assert send_waiting() == 3
    assert catcher.connections == 1
    for name in ("an", "binh", "chi"):
        (arrived,) = catcher.to(f"{name}@example.vn")
        assert arrived.get_content().strip() == f"Chỉ dành cho {name}."


def test_a_name_with_line_breaks_adds_no_heading(catcher):
    row = letter(subject="Thông báo\r\nBcc: tat-ca@example.vn\nX-Khac: 1")
    broken = letter(to="binh@example.vn\nBcc: tat-ca@example.vn")
    send_waiting()
    (arrived,) = catcher.letters
    assert arrived["Subject"].strip() == "Thông báo Bcc: tat-ca@example.vn X-Khac: 1"
    assert "Bcc" not in arrived
    assert "X-Khac" not in arrived
    assert fresh(row).status == "sent"
    assert (fresh(broken).status, fresh(broken).last_error) == (
        "failed",
        "Địa chỉ hoặc tiêu đề thư không hợp lệ.",
    )


def test_whoever_wants_to_sign_in_does_not_wait_for_the_reminders_of_others(catcher):
    for number in range(3):
        letter(to=f"nguoi-{number}@example.vn", kind=MailKind.REMINDER)
    letter(to="moi@example.vn", kind=MailKind.INVITATION)
    send_waiting(limit=1)
    assert [arrived["To"] for arrived in catcher.letters] == ["moi@example.vn"]


def test_nothing_is_sent_before_its_time_nor_after(catcher, frozen_day):
    later = letter(send_after=timezone.now() + timedelta(hours=2))
    late = letter(kind=MailKind.INVITATION, expires_at=timezone.now() + timedelta(hours=1), text="bí mật")
    Mail.objects.filter(pk=late.pk).update(send_after=timezone.now() + timedelta(hours=3))
    assert send_waiting() == 0
    frozen_day.shift(timedelta(hours=2))
    assert send_waiting() == 1
    assert fresh(later).status == "sent"
    dropped = fresh(late)
    assert (dropped.status, dropped.text, dropped.last_error) == ("dropped", "", "Đã quá thời hạn gửi.")


# --- secrets ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [MailKind.INVITATION, MailKind.PASSWORD_RESET])
@pytest.mark.parametrize("code", ["250 OK", "550 Khong co hop thu"])
def test_a_secret_address_is_forgotten_with_the_end_of_its_letter(catcher, kind, code):
    catcher.on_rcpt = {} if code.startswith("2") else {"": code}
    row = letter(kind=kind, text="https://thidua.example.vn/bi-mat/")
    send_waiting()
    ended = fresh(row)
    assert (ended.status != "waiting", ended.text) == (True, "")
    with pytest.raises(ValidationError, match="địa chỉ bí mật"):
        actions.resend_mail(ended, by=make.make_user("quan-tri"))


def test_the_database_keeps_no_secret_of_an_ended_letter():
    row = letter(kind=MailKind.INVITATION)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mail.objects.filter(pk=row.pk).update(status="sent", ended_at=timezone.now())


# --- answers of the server --------------------------------------------------------------------------------


def test_a_final_answer_ends_one_letter_and_no_other(catcher):
    catcher.on_rcpt = {"khong-co@example.vn": "550 No such user"}
    bad, good = letter(to="khong-co@example.vn"), letter()
    assert send_waiting() == 1
    assert (fresh(bad).status, fresh(bad).last_error) == (
        "failed",
        "Máy chủ thư trả lời: 550 No such user",
    )
    assert fresh(good).status == "sent"
    assert not MailOutage.objects.exists()


def test_a_refused_content_is_final_too(catcher):
    catcher.on_data = {"": "554 Spam"}
    row = letter()
    send_waiting()
    assert (fresh(row).status, fresh(row).last_error) == ("failed", "Máy chủ thư trả lời: 554 Spam")


def test_a_passing_answer_is_tried_again_with_growing_pauses_and_given_up_at_last(catcher, frozen_day):
    catcher.on_rcpt = {"": "451 Hay thu lai sau"}
    row, waited = letter(), []
    for _ in range(len(PAUSES)):
        send_waiting()
        waited.append(fresh(row).send_after - timezone.now())
        frozen_day.move_to(fresh(row).send_after - timedelta(seconds=1))
        assert send_waiting() == 0
        frozen_day.shift(timedelta(seconds=1))
    assert waited == PAUSES
    assert fresh(row).status == "waiting"
    send_waiting()
    assert (fresh(row).status, fresh(row).tries) == ("failed", len(PAUSES) + 1)


def test_a_letter_that_was_refused_for_now_arrives_later(catcher, frozen_day):
    catcher.on_rcpt = {"": "451 Hay thu lai sau"}
    row = letter()
    send_waiting()
    catcher.on_rcpt = {}
    frozen_day.shift(PAUSES[0])
    assert send_waiting() == 1
    assert (fresh(row).tries, fresh(row).last_error) == (2, "")


# --- the server is away -----------------------------------------------------------------------------------


def test_letters_wait_while_the_server_is_away_and_leave_when_it_is_back(frozen_day, caplog):
    catcher, port = Catcher(), free_port()
    rows = [letter(to=f"nguoi-{number}@example.vn") for number in range(3)]
    with through(port), caplog.at_level(logging.WARNING, "accounts"):
        for _ in range(20):  # a whole day
            assert send_waiting() == 0
            frozen_day.shift(timedelta(minutes=72))
        assert {(row.status, row.tries) for row in map(fresh, rows)} == {("waiting", 0)}
        said = state()
        assert said.tone == "bad"
        assert said.sentence.startswith(
            "Máy chủ thư không nhận thư từ 09:00 ngày 02/03/2026. Máy chủ thư không nhận kết nối."
        )
        with listening(catcher, port):
            assert send_waiting() == 3
        assert len(catcher.letters) == 3
        assert state().tone == "good"
    assert "takes no letters since 2026-03-02T02:00:00+00:00" in caplog.text
    assert "takes letters again" in caplog.text
    assert "@example.vn" not in caplog.text  # nobody's address in the log


def test_a_server_that_is_away_is_not_asked_all_the_time(frozen_day):
    letter()
    with through(free_port()):
        send_waiting()
        first = MailOutage.objects.get()
        assert first.next_try_at - timezone.now() == timedelta(minutes=1)
        send_waiting()
        assert MailOutage.objects.get().tries == 1
        frozen_day.shift(timedelta(minutes=1))
        send_waiting()
        second = MailOutage.objects.get()
    assert (second.tries, second.since) == (2, first.since)
    assert second.next_try_at - timezone.now() == timedelta(minutes=2)


def test_a_server_that_hangs_holds_nobody_up_for_long():
    row, port = letter(), free_port()
    with silent(port), through(port, EMAIL_TIMEOUT=0.2):
        assert send_waiting() == 0
    assert fresh(row).status == "waiting"
    assert MailOutage.objects.get().error == "Máy chủ thư ngắt kết nối hoặc không trả lời."


def test_a_server_that_takes_leave_in_the_middle_costs_one_letter_a_try(catcher):
    catcher.on_data = {"": "421 Den gio nghi"}
    first, second = letter(), letter(to="binh@example.vn")
    assert send_waiting() == 0
    assert (fresh(first).tries, fresh(second).tries) == (1, 0)
    assert MailOutage.objects.exists()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (
            SMTPAuthenticationError(535, b"no"),
            "Máy chủ thư không nhận tên đăng nhập hoặc mật khẩu đã khai báo.",
        ),
        (
            SMTPSenderRefused(550, b"no", "a@b.vn"),
            "Máy chủ thư không nhận địa chỉ gửi đã khai báo. Máy chủ thư trả lời: 550 no",
        ),
        (SMTPNotSupportedError("x"), "Máy chủ thư không hỗ trợ cách mã hóa hoặc đăng nhập đã khai báo."),
    ],
)
def test_what_is_wrong_with_the_settings_ends_no_letter(error, words):
    verdict = sending.verdict_on(error)
    assert (verdict.text, verdict.is_final, verdict.is_of_all) == (words, False, True)


def test_without_a_mail_server_letters_wait_and_the_state_says_so():
    row = letter()
    with through(1, EMAIL_HOST=""):
        assert send_waiting() == 0
        assert state().sentence.startswith("Chưa khai báo máy chủ thư.")
    assert (fresh(row).status, fresh(row).tries) == ("waiting", 0)


def test_letters_that_nobody_sends_are_noticed(frozen_day):
    letter()
    assert state().tone == "good"
    frozen_day.shift(timedelta(minutes=16))
    assert "worker" in state().sentence


# --- crashes and several workers --------------------------------------------------------------------------


def test_a_letter_whose_worker_vanished_is_sent_by_another_after_the_lease(catcher, frozen_day):
    row = letter()
    assert claim() == row  # and this worker is never heard of again
    frozen_day.shift(LEASE - timedelta(seconds=1))
    assert send_waiting() == 0
    frozen_day.shift(timedelta(seconds=1))
    assert send_waiting() == 1


def test_a_letter_sent_twice_for_a_crash_is_one_letter_to_its_receiver(catcher, frozen_day):
    row = letter()
    with sending.Post() as post:
        claim()
        post.open()
        post.send(row)  # and the worker is killed before it wrote that down
    frozen_day.shift(LEASE)
    assert send_waiting() == 1
    assert len({arrived["Message-ID"] for arrived in catcher.letters}) == 1
    assert len(catcher.letters) == 2


def test_a_letter_over_which_its_workers_die_is_given_up(catcher):
    row = letter()
    Mail.objects.filter(pk=row.pk).update(tries=len(PAUSES) + 1)
    assert send_waiting() == 0
    assert fresh(row).status == "failed"
    assert catcher.letters == []


def test_a_late_refusal_does_not_undo_what_another_worker_achieved():
    row = letter()
    mine = claim()
    Mail.objects.filter(pk=row.pk).update(status="sent", ended_at=timezone.now())
    sending.put_off(mine, sending.Verdict("Muộn", is_final=True))
    assert fresh(row).status == "sent"


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_letter_once(catcher):
    for number in range(16):
        letter(to=f"nguoi-{number}@example.vn")
    sent, start = [], threading.Barrier(2)

    def work():
        start.wait()
        sent.append(send_waiting())
        connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(sent) == 16
    assert sorted(arrived["To"] for arrived in catcher.letters) == sorted(
        f"nguoi-{number}@example.vn" for number in range(16)
    )
    if connection.vendor == "postgresql":
        assert min(sent) > 0  # neither waits for the other


@pytest.mark.django_db(transaction=True)
def test_the_worker_writes_the_reminders_and_sends_by_itself(cast, catcher):
    cast.officer.email = "can-bo@example.vn"
    cast.officer.save()
    pledge_actions.send_for_comments(
        make.make_pledge(cast.year, by=cast.secretary), timezone.localdate(), by=cast.secretary
    )
    call_command("worker", "--once")
    assert [arrived["To"] for arrived in catcher.letters] == ["can-bo@example.vn"]


def test_a_worker_that_is_asked_to_leave_begins_no_other_letter(catcher):
    letter(), letter(to="binh@example.vn")
    answers = iter([True, False])
    assert send_waiting(may_go_on=lambda: next(answers)) == 1
    assert len(catcher.letters) == 1


# --- what the administrator does --------------------------------------------------------------------------


def test_a_letter_that_failed_is_sent_again_and_the_history_says_so(cast, catcher):
    row = letter()
    sending.end(Mail.objects.filter(pk=row.pk), MailStatus.FAILED, "Máy chủ thư trả lời: 550 no")
    actions.resend_mail(fresh(row), by=cast.administrator)
    assert send_waiting() == 1
    assert Event.objects.get(verb="mail_resent").changes == [["Trạng thái", "Không gửi được", "Chờ gửi"]]


def test_a_stopped_letter_is_not_sent(cast, catcher):
    row = letter()
    actions.stop_mail(row, by=cast.administrator)
    assert send_waiting() == 0
    assert fresh(row).last_error == "Quản trị hệ thống cho thôi gửi."
    with pytest.raises(ValidationError, match="không còn chờ gửi"):
        actions.stop_mail(row, by=cast.administrator)


# --- notices ----------------------------------------------------------------------------------------------


def test_a_changed_password_is_told_to_its_owner_whoever_changed_it(cast, catcher):
    cast.officer.email = "can-bo@example.vn"
    cast.officer.save()
    actions.note_password_change(cast.officer, by=cast.officer)
    actions.set_password(cast.officer, "mat-khau-moi-2026", by=cast.administrator)
    actions.choose_mail(cast.officer, Rhythm.NONE, by=cast.officer)  # these cannot be turned off
    send_waiting()
    own, given = (arrived.get_content() for arrived in catcher.letters)
    assert "Lúc 09 giờ 00 phút, ngày 02/03/2026, mật khẩu của tài khoản đã được đổi." in own
    assert "quản trị hệ thống đã đặt mật khẩu mới" in given
    assert "mat-khau-moi-2026" not in given


def test_a_changed_address_is_told_to_the_former_one(cast):
    cast.officer.email = "cu@example.vn"
    cast.officer.save()
    cast.officer.email = "moi@example.vn"
    actions.change_profile(cast.officer, by=cast.officer)
    assert Mail.objects.get().address == "cu@example.vn"


def test_without_an_address_nobody_is_told(cast):
    assert tell(cast.officer, Notice.SESSIONS_ENDED) is None
    assert not Mail.objects.exists()
