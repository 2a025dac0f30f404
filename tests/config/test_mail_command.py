"""`manage.py mail`: sending without a worker, writing the reminders, trying whether sending works."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Mail
from accounts.outbox import queue
from pledges import actions as pledge_actions
from tests import factories as make
from tests.accounts.post import catching, free_port, through

pytestmark = pytest.mark.django_db


def run(*words):
    said = StringIO()
    call_command("mail", *words, stdout=said)
    return said.getvalue()


def letters(number):
    for place in range(number):
        queue("security", to=f"nguoi-{place}@example.vn", subject="Tin", text="Tin")


def test_send_empties_the_outbox_and_stops():
    letters(60)  # more than one batch
    with catching() as catcher:
        assert run("send") == "Đã gửi 60 thư, còn 0 thư chờ gửi.\n"
    assert len(catcher.letters) == 60


def test_send_says_since_when_the_server_is_away():
    letters(2)
    with through(free_port()), pytest.raises(CommandError) as refused:
        run("send")
    assert str(refused.value) == (
        "Không gửi được thư từ 09:00 02/03/2026. Máy chủ thư không nhận kết nối. Thử lại từ 09:01 02/03/2026."
    )
    assert Mail.objects.waiting().count() == 2


def test_without_a_mail_server_the_command_says_what_to_set():
    letters(1)
    for words in (["send"], ["test", "an@example.vn"]):
        with through(1, EMAIL_HOST=""), pytest.raises(CommandError, match="Chưa khai báo máy chủ thư"):
            run(*words)
    assert Mail.objects.count() == 1


def test_a_trial_letter_says_whether_it_arrived():
    with catching() as catcher:
        assert run("test", "an@example.vn") == "Máy chủ thư đã nhận thư kiểm tra gửi đến an@example.vn.\n"
        catcher.on_rcpt = {"": "550 No such user"}
        with pytest.raises(CommandError, match="550 No such user"):
            run("test", "binh@example.vn")
    with pytest.raises(CommandError, match="không phải là địa chỉ thư điện tử"):
        run("test", "an tại cơ quan")


def test_digest_writes_todays_reminders_and_shows_who_gets_one_on_another_day(cast, frozen_day):
    cast.officer.email = "can-bo@example.vn"
    cast.officer.save()
    pledge = make.make_pledge(cast.year, by=cast.secretary)
    pledge_actions.send_for_comments(pledge, date(2026, 3, 3), by=cast.secretary)
    assert run("digest", "--day", "2026-03-03") == (
        "Ngày 03/03/2026: 1 người sẽ nhận thư nhắc việc.\n- Người dùng officer (officer)\n"
    )
    assert run("digest", "--day", "2026-03-07") == "Ngày 07/03/2026: 0 người sẽ nhận thư nhắc việc.\n"
    assert not Mail.objects.exists()
    assert run("digest") == "Đã lập 1 thư nhắc việc.\n"
    assert run("digest") == "Đã lập 0 thư nhắc việc.\n"
