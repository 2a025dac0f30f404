"""A year that is over is entered from a report, through forms only, with what the report does not say."""

import re

import pytest
from playwright.sync_api import expect

from pledges.models import Pledge
from tests import factories as make

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
UNITS = ["Hội Văn nghệ tỉnh Lâm Viên", "Hội Làm vườn tỉnh Lâm Viên", "Hội Đông y tỉnh Lâm Viên"]


def test_a_past_year_is_entered_with_its_gaps(page, db):
    authority = make.make_authority(name="Ủy ban MTTQ Việt Nam tỉnh Lâm Viên")
    make.assign(make.make_user("thuong-truc"), make.Role.SECRETARIAT, authority)
    page.set_default_timeout(30_000)

    def press(name):
        page.get_by_role("button", name=name, exact=True).click()

    page.goto("/")
    page.fill("[name=login]", "thuong-truc")
    page.fill("[name=password]", make.PASSWORD)
    press("Đăng nhập")
    page.goto("/cum/them/")
    page.fill("[name=name]", "các hội đặc thù")
    press("Lưu")
    page.get_by_role("link", name="Thêm đơn vị").first.click()
    page.fill("[name=names]", "\n".join(UNITS))
    page.fill("[name=starts_on]", "01/01/2022")
    page.uncheck("[name=is_start_known]")
    press("Thêm")
    cluster = re.sub(r"^https?://[^/]+", "", page.url.split("#")[0])
    page.goto(cluster + "nam/them/")
    page.fill("#id_year", "2022")
    page.check("[name=is_recorded]")
    press("Mở năm thi đua")
    workspace = re.sub(r"^https?://[^/]+", "", page.url.split("#")[0])
    expect(page.locator("main")).to_contain_text("chưa rõ")

    page.goto(workspace + "giao-uoc/them/")
    page.select_option("[name=text_state]", "unknown")
    press("Lập giao ước")
    page.get_by_role("link", name="Ghi nhận đã ký").click()
    press("Ghi nhận đã ký")
    pledge = Pledge.objects.get()
    assert (pledge.status, pledge.signatures.filter(is_signed=True).count()) == ("signed", 3)
    assert set(pledge.signatures.values_list("signatory", "signed_on")) == {("", None)}
    expect(page.locator("#chu-ky")).to_contain_text("chưa rõ")
