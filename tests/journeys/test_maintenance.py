"""Somebody types a long text, the system goes to rest, they send it, it comes back: the text is there."""

import pytest
from playwright.sync_api import expect

from config import actions, maintenance
from documents.models import OfficialDocument

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

LONG = "về việc tổ chức phong trào thi đua lập thành tích chào mừng đại hội các cấp. " * 12


@pytest.fixture
def ordinary_times():
    yield
    maintenance._Seen.standing, maintenance._Seen.at = None, 0


def test_a_long_text_outlives_the_maintenance_that_began_while_it_was_typed(cast, as_person, ordinary_times):
    page = as_person("secretary")
    page.goto("/van-ban/them/")
    page.select_option("[name=kind]", "KH")
    page.select_option("[name=authority]", str(cast.authority.pk))
    page.fill("textarea[name=title]", LONG)
    actions.begin_maintenance("Nâng cấp phiên bản", maintenance.moment_of("23:59"), by=None)
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hệ thống tạm dừng để bảo trì")
    expect(page.locator("textarea[readonly]")).to_have_value(LONG)

    page.goto("/")  # a page that is only looked at waits by itself
    expect(page.locator("main")).to_contain_text("trang tự mở lại")
    actions.end_maintenance(by=None)
    page.goto("/")
    page.get_by_role("link", name="Xem và gửi tiếp").click()
    expect(page.locator("main")).to_contain_text(LONG.strip())
    page.get_by_role("button", name="Gửi tiếp").click()
    expect(page.locator("main")).to_contain_text("Đã thêm văn bản.")
    assert OfficialDocument.objects.get().title == LONG.strip()
