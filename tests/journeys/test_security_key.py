"""A security key in a real browser: added after the password, asked for at the next sign-in."""

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import expect

from audit.models import Event
from tests import factories as make

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def key(page):
    """Chromium's own virtual authenticator, which touches itself."""
    refused = []
    page.on("console", lambda line: refused.append(line.text) if "Content Security" in line.text else None)
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "usb",
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    yield tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    assert refused == []


def enter(page):
    page.goto("/dang-nhap/")
    page.fill("[name=login]", "thuky")
    page.fill("[name=password]", make.PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()


def test_a_security_key_is_added_and_opens_the_door(page, key, cast):
    user = make.make_user("thuky", "Trần Thu Hà")
    make.assign(user, make.Role.SECRETARIAT, cast.authority)
    enter(page)
    page.goto("/xac-thuc/")
    page.get_by_role("link", name="Thêm khóa").click()
    page.fill("[name=password]", make.PASSWORD)
    page.get_by_role("button", name="Xác nhận").click()
    page.get_by_label("Tên khóa").fill("Khóa USB ở cơ quan")
    page.get_by_role("button", name="Thêm khóa").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mã dự phòng")
    expect(page.locator(".codes li")).to_have_count(10)
    assert Authenticator.objects.get(type="webauthn").wrap().name == "Khóa USB ở cơ quan"

    page.context.clear_cookies()
    enter(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Xác thực lớp thứ hai")
    page.get_by_role("button", name="Dùng khóa bảo mật").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Tổng quan")
    assert (
        Event.objects.filter(verb="second_factor_added", note="Khóa bảo mật: Khóa USB ở cơ quan").count() == 1
    )
    assert Event.objects.filter(verb="signed_in").count() == 2
