"""The day of signing in two browsers: a phone at the table and the screen in the hall, with a network that fails."""

import re
from datetime import date
from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from audit.models import Event
from pledges import actions
from pledges.models import Signature, Touch
from tests import factories as make

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

LONG = [
    "Sở Nông nghiệp và Phát triển nông thôn tỉnh Bà Rịa – Vũng Tàu",
    "Ủy ban Mặt trận Tổ quốc Việt Nam thành phố Hà Nội",
    "Liên hiệp các Hội Khoa học và Kỹ thuật tỉnh Thừa Thiên Huế",
    "Ban Quản lý các khu kinh tế và khu công nghiệp tỉnh Quảng Ninh",
]
PHONE = {"width": 390, "height": 844}
HALL = {"width": 1920, "height": 1080}


@pytest.fixture
def stage(db):
    """A cluster of 17 units with long names, its pledge agreed, its signatories prepared but for one."""
    by = make.make_user("thuong-truc")
    authority = make.make_authority(name="Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Lâm Viên")
    make.assign(by, make.Role.SECRETARIAT, authority)
    names = [f"{LONG[number % 4]} ({number + 1})" for number in range(17)]
    units = [make.make_unit(authority, name=name) for name in names]
    cluster = make.make_cluster(authority, units, number="02")
    year = make.make_year(cluster, date.today().year)
    make.make_term(year, units[0])
    pledge = make.make_agreed_pledge(year, by=by)
    rows = {
        (unit.pk, "party"): {"signatory": "Nguyễn Thị Ký", "post": "Giám đốc", "authority": "own"}
        for unit in units[:-1]
    }
    actions.name_signatories(year, rows, by=by)
    ceremony = make.make_ceremony(year, by=by, starts_on=date.today())
    places = list(pledge.signatures.order_by("position"))
    return SimpleNamespace(ceremony=ceremony, pledge=pledge, places=places, year=year)


@pytest.fixture
def phone(as_person, stage):
    page = as_person("thuong-truc")
    page.set_viewport_size(PHONE)
    page.goto(f"/hoi-nghi/{stage.ceremony.pk}/ban-ky/")
    return page


@pytest.fixture
def hall(browser, browser_context_args, phone):
    """The screen, opened from the console, in a browser of its own where nobody is signed in."""
    phone.get_by_role("button", name="Mở màn hình hội trường").click()
    url = phone.locator("#dia-chi-man-hinh").get_attribute("href")
    context = browser.new_context(**{**browser_context_args, "viewport": HALL})
    page = context.new_page()
    page.on("console", lambda message: refuse_violation(message.text))
    page.goto(url)
    yield page
    context.close()


def refuse_violation(text):
    assert "Content Security Policy" not in text, text


def key(page, place, word="da-ky"):
    return page.locator(f"#{word}-{place.pk}")


def all_sent(page):
    expect(page.locator("#duong-truyen")).to_have_attribute("data-waiting", "0", timeout=20_000)


def counted_once(stage, *places):
    """Each place is signed, by one accepted touch and one event."""
    for place in places:
        place.refresh_from_db()
        assert place.is_signed
        assert Touch.objects.filter(signature=place, kind="signed", accepted=True).count() == 1
    assert Event.objects.filter(verb="signed").count() == Signature.objects.filter(is_signed=True).count()


def test_hall_follows_the_console_within_two_seconds(stage, phone, hall):
    first, second = stage.places[:2]
    key(phone, first, "moi").click()
    expect(hall.locator(".hall-name")).to_have_text(LONG[0] + " (1)", timeout=2_000)
    key(phone, first).click()
    expect(hall.locator("[data-count]")).to_have_text("1/17", timeout=2_000)
    expect(hall.locator(".hall-unit.is-signed")).to_have_count(1)
    key(phone, second).dblclick()  # a nervous finger
    expect(hall.locator("[data-count]")).to_have_text("2/17", timeout=3_000)
    all_sent(phone)
    counted_once(stage, first, second)

    # undone with a reason, and the hall follows back
    key(phone, first, "hoan-tac").click()
    phone.fill("#ly-do", "Chạm nhầm")
    phone.locator("#hoi-ly-do").get_by_role("button", name="Hoàn tác").click()
    expect(hall.locator("[data-count]")).to_have_text("1/17", timeout=3_000)


def test_touches_without_network_are_kept_and_count_once(stage, phone, hall):
    three = stage.places[:3]
    phone.context.set_offline(True)
    for place in three:
        key(phone, place).click()
        expect(phone.locator(f"#cho-{place.pk}")).to_contain_text("Đã chạm, đang gửi")
    expect(phone.locator("#duong-truyen")).to_contain_text("3 lần chạm được giữ trên máy này")
    assert not Signature.objects.filter(is_signed=True).exists()
    phone.context.set_offline(False)
    all_sent(phone)
    expect(hall.locator("[data-count]")).to_have_text("3/17", timeout=4_000)
    counted_once(stage, *three)
    assert Touch.objects.count() == 3


def test_answer_that_is_lost_on_the_way_counts_once(stage, phone):
    lost = []

    def swallow(route):
        if len(lost) < 2:  # the server has heard it, the console never learns
            lost.append(route.fetch().json()["key"])
            route.abort()
        else:
            route.continue_()

    phone.route("**/cham/", swallow)
    key(phone, stage.places[0]).click()
    expect(phone.locator("#duong-truyen")).to_have_attribute("data-waiting", "1")
    all_sent(phone)
    assert len(lost) == 2
    assert lost[0] == lost[1]
    counted_once(stage, stage.places[0])
    assert Touch.objects.count() == 1


def test_touches_survive_the_end_of_the_page_and_of_the_session(stage, phone):
    phone.route("**/cham/", lambda route: route.abort())
    key(phone, stage.places[0]).click()
    expect(phone.locator("#duong-truyen")).to_have_attribute("data-waiting", "1")
    phone.on("dialog", lambda dialog: dialog.accept())
    phone.reload()
    expect(phone.locator(f"#cho-{stage.places[0].pk}")).to_contain_text("Đã chạm, đang gửi")
    phone.context.clear_cookies()
    phone.unroute("**/cham/")
    expect(phone.locator("#duong-truyen")).to_contain_text(
        "Phiên làm việc đã hết hạn; 1 lần chạm", timeout=20_000
    )
    phone.get_by_role("link", name="Đăng nhập lại").click()
    phone.fill("[name=login]", "thuong-truc")
    phone.fill("[name=password]", make.PASSWORD)
    phone.get_by_role("button", name="Đăng nhập").click()
    phone.wait_for_url(re.compile("/ban-ky/"))
    all_sent(phone)
    expect(key(phone, stage.places[0], "hoan-tac")).to_be_visible()
    counted_once(stage, stage.places[0])


def test_unit_without_a_signatory_is_asked_for_before_the_touch(stage, phone):
    last = stage.places[-1]
    key(phone, last).click()
    dialog = phone.locator("#hoi-nguoi-ky")
    dialog.get_by_role("button", name="Đã ký").click()
    expect(dialog).to_contain_text("Ghi họ và tên người ký.")
    phone.fill("#ho-ten", "Trần Văn Muộn")
    phone.fill("#chuc-vu", "Phó Giám đốc")
    phone.select_option("#tham-quyen", "KT.")
    phone.fill("#thay-mat", "Giám đốc")
    dialog.get_by_role("button", name="Đã ký").click()
    all_sent(phone)
    last.refresh_from_db()
    assert (last.is_signed, last.signatory, last.authority) == (True, "Trần Văn Muộn", "KT.")


def test_last_touch_waits_for_the_confirmation(stage, phone, hall):
    for place in stage.places[:-1]:
        key(phone, place).click()
    test_unit_without_a_signatory_is_asked_for_before_the_touch(stage, phone)
    expect(hall.locator(".hall-name")).to_have_text("Các đơn vị đã ký đủ", timeout=4_000)
    stage.pledge.refresh_from_db()
    assert stage.pledge.status == "agreed"
    phone.get_by_role("link", name="Xác nhận đã ký đủ").click()
    phone.get_by_role("button", name="Xác nhận đã ký đủ").click()
    expect(phone.get_by_text("Đã xác nhận đủ chữ ký.").first).to_be_visible()
    stage.pledge.refresh_from_db()
    assert stage.pledge.status == "signed"


def test_keys_are_large_and_nothing_is_wider_than_the_phone(stage, phone):
    for place in stage.places[:3]:
        assert key(phone, place).bounding_box()["height"] >= 56
    small = phone.eval_on_selector_all(
        "#ban-ky button", "found => found.filter((one) => one.offsetParent && one.offsetHeight < 44).length"
    )
    assert small == 0
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_console_and_screen_can_be_read_by_everybody(stage, phone, hall):
    key(phone, stage.places[0], "moi").click()
    expect(hall.locator(".hall-now")).to_have_class(re.compile("is-calling"), timeout=3_000)
    key(phone, stage.places[1]).click()
    all_sent(phone)
    found = [fault["id"] for page in (phone, hall) for fault in Axe().run(page).response["violations"]]
    phone.goto(f"/hoi-nghi/{stage.ceremony.pk}/nguoi-ky/")
    found += [fault["id"] for fault in Axe().run(phone).response["violations"]]
    assert found == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_screen_is_read_from_far_and_shows_every_unit_whole(stage, phone, hall):
    key(phone, stage.places[3], "moi").click()
    expect(hall.locator(".hall-now")).to_have_class(re.compile("is-calling"), timeout=2_000)
    sizes = hall.evaluate(
        "Object.fromEntries(['.hall-name', '.hall-unit-name', '.hall-state', 'h1', '.hall-count strong'].map("
        "(part) => [part, parseFloat(getComputedStyle(document.querySelector(part)).fontSize)]))"
    )
    assert sizes[".hall-name"] >= 60
    assert sizes[".hall-count strong"] >= 60
    assert sizes["h1"] >= 40
    assert sizes[".hall-unit-name"] >= 30
    assert sizes[".hall-state"] >= 25
    cut = hall.evaluate(
        "[...document.querySelectorAll('.hall-unit')].filter((one) => one.scrollHeight > one.clientHeight + 1 "
        "|| one.getBoundingClientRect().bottom > innerHeight).length"
    )
    assert (hall.locator(".hall-unit").count(), cut) == (17, 0)
    assert hall.evaluate("document.documentElement.scrollHeight") <= HALL["height"]


def test_screen_asks_once_a_second_and_one_at_a_time(stage, hall):
    asked, under_way, most = [], set(), []

    def started(request):
        if request.url.endswith("/trang-thai/"):
            asked.append(request)
            under_way.add(request)
            most.append(len(under_way))

    hall.on("request", started)
    hall.on("response", lambda answer: under_way.discard(answer.request))
    hall.wait_for_timeout(6_000)
    assert 3 <= len(asked) <= 8
    assert max(most) == 1
    assert "cookie" not in asked[-1].all_headers()


def test_screen_says_calmly_that_it_reconnects_and_comes_back(stage, phone, hall):
    hall.context.set_offline(True)
    expect(hall.locator("#dang-noi")).to_be_visible(timeout=15_000)
    key(phone, stage.places[0]).click()
    all_sent(phone)
    hall.context.set_offline(False)
    expect(hall.locator("[data-count]")).to_have_text("1/17", timeout=10_000)
    expect(hall.locator("#dang-noi")).to_be_hidden()
