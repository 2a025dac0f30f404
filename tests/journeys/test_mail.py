"""Letters to a newcomer, over a real mail server: the invitation, the reminder of the day, and how they end."""

import re
from datetime import date, time, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import override_settings
from playwright.sync_api import expect

from awards.models import Holiday
from pledges import actions
from pledges.models import FollowUp
from tests import factories as make
from tests.accounts.post import catching
from tests.conftest import make_cast
from tests.journeys.test_year import follow, press, says
from vietnamese.dates import short_date

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

NAME, ADDRESS, OWN = "Trần Thị Bình", "binh@don-vi.example", "tu-dat-mat-khau-2026"
TODAY = date.today()
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def cast(db):
    """The cast, with something that the officers of ``cast.unit`` have to do in three days; the days are worked."""
    cast = make_cast()
    ceremony = make.make_ceremony(cast.year, by=cast.secretary)
    task = FollowUp(ceremony=ceremony, text="Gửi báo cáo tổng hợp", owner=cast.unit)
    task.due_on = TODAY + timedelta(days=3)
    actions.add_follow_up(task, by=cast.secretary)
    for day in (TODAY, TOMORROW):
        Holiday.objects.create(day=day, name="Ngày làm việc", is_worked=True)
    return cast


@pytest.fixture
def catcher(base_url):
    """The links in what arrives lead to the server of this test."""
    with catching() as found, override_settings(PUBLIC_URL=base_url, REMINDER_TIME=time(0)):
        yield found


def mail(*does):
    said = StringIO()
    call_command("mail", *does, stdout=said)
    return said.getvalue()


def words(letter):
    return letter.get_content().replace("\r\n", "\n")


def link(letter, before):
    """The address that stands after some words of a letter."""
    return re.search(rf"{re.escape(before)}\s+(http\S+)", words(letter))[1]


def test_a_newcomer_is_invited_reminded_and_left_in_peace(cast, catcher, as_person, page):
    secretary = as_person("secretary")
    secretary.goto("/nguoi-dung/moi/")
    secretary.fill("[name=full_name]", NAME)
    secretary.fill("[name=email]", ADDRESS)
    secretary.fill("[name=username]", "tran.binh")
    secretary.select_option("[name=role]", "officer")
    secretary.select_option("[name=unit]", label=cast.unit.name)
    press(secretary, "Gửi thư mời")
    says(secretary, "Đã lập thư mời.")

    assert "Đã gửi 1 thư" in mail("send")
    (invitation,) = catcher.to(ADDRESS)
    assert invitation["Subject"] == "Lời mời dùng Sổ thi đua"
    assert words(invitation).startswith(f"Kính gửi: {NAME}\n\nNgười dùng secretary mời ông (bà)")
    assert "List-Unsubscribe" not in invitation

    page.goto(link(invitation, "trong 7 ngày:"))
    says(page, f"Kính chào {NAME}.")
    page.fill("[name=password1]", OWN)
    page.fill("[name=password2]", OWN)
    press(page, "Đặt mật khẩu, nhận lời mời")
    says(page, "Đã lập tài khoản “tran.binh”.")
    page.fill("[name=login]", "tran.binh")
    page.fill("[name=password]", OWN)
    press(page, "Đăng nhập")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Tổng quan")
    says(page, "Gửi báo cáo tổng hợp")

    # the reminder of the day comes once, however often it is asked for
    assert "Đã lập 1 thư nhắc việc." in mail("digest")
    assert "Đã gửi 1 thư" in mail("send")
    assert "Đã lập 0 thư nhắc việc." in mail("digest")
    assert "Đã gửi 0 thư" in mail("send")
    _, reminder = catcher.to(ADDRESS)
    assert reminder["Subject"].strip() == f"Sổ thi đua: việc cần làm, ngày {short_date(TODAY)}"
    assert "ĐẾN HẠN TRONG 3 NGÀY TỚI" in words(reminder)
    assert "Gửi báo cáo tổng hợp" in words(reminder)
    assert f"- {NAME}" in mail("digest", "--day", str(TOMORROW))

    # whoever holds the letter stops the next ones, without signing in
    page.context.clear_cookies()
    stop = link(reminder, "Thôi nhận thư nhắc việc:")
    assert reminder["List-Unsubscribe"].strip() == f"<{stop}>"
    page.goto(stop)
    press(page, "Thôi nhận thư nhắc việc")
    says(page, "Thư nhắc việc không còn được gửi đến địa chỉ này.")
    assert NAME not in mail("digest", "--day", str(TOMORROW))

    # and the person chooses anew on the page of their own
    page.goto(link(reminder, "Đổi cách nhận thư:"))
    page.fill("[name=login]", "tran.binh")
    page.fill("[name=password]", OWN)
    press(page, "Đăng nhập")
    expect(page.get_by_label("Không nhận")).to_be_checked()
    page.get_by_label("Mỗi ngày làm việc, khi có việc đến hạn").check()
    press(page, "Lưu")
    says(page, "Đã lưu cách nhận thư điện tử.")
    follow(page, "Đổi cách nhận thư")
    expect(page.get_by_label("Mỗi ngày làm việc, khi có việc đến hạn")).to_be_checked()
    assert f"- {NAME}" in mail("digest", "--day", str(TOMORROW))
