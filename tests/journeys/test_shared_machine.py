"""On a machine that several people use: after signing out, "back" shows nothing of anybody."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests import factories as make
from tests.conftest import make_cast

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_back_after_signing_out_leads_to_the_sign_in_page(page):
    cast = make_cast()
    page.goto(reverse("account_login"))
    page.fill("[name=login]", "secretary")
    page.fill("[name=password]", make.PASSWORD)
    page.click("main form button[type=submit]")
    page.goto(reverse("clusters:unit_detail", args=[cast.unit.pk]))
    expect(page.locator("h1")).to_contain_text(cast.unit.name)
    page.click(".account-menu summary")
    page.click(".account-menu button")
    expect(page.locator("[name=login]")).to_be_visible()
    for _ in range(3):
        page.go_back()
        page.wait_for_load_state()
        assert cast.unit.name not in page.content()
