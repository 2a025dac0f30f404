"""A leader clears a queue of twenty by keyboard alone, with the evidence open in the page."""

from datetime import date

import pytest
from playwright.sync_api import expect

from awards.models import Nomination, Review
from tests import factories as make
from tests.awards.dossiers import dossier, evidence, paper
from tests.conftest import make_cast
from tests.journeys.test_year import says

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

LENGTH = 20


@pytest.fixture
def queue(db):
    cast = make_cast()
    cast.year = make.make_year(cast.cluster, date.today().year) if date.today().year != 2026 else cast.year
    for number in range(LENGTH):
        row = dossier(cast, nominee=f"Phòng {number + 1:02}")
        if number == 0:
            evidence(row, cast.officer, paper(12), title="Báo cáo thành tích")
    Nomination.objects.update(status="submitted")
    Nomination.objects.update(status="appraised")
    return cast


def at(page, position):
    """Wait until the page of that place in the queue is there with its script."""
    says(page, f"Hồ sơ {position} trên {LENGTH}")
    page.wait_for_load_state("load")


def test_a_queue_of_twenty_is_cleared_by_keyboard_alone(queue, as_person):
    page = as_person("leader")
    page.goto("/xet/")
    page.get_by_role("link", name="Xét hồ sơ tiếp theo").focus()
    page.keyboard.press("Enter")
    at(page, 1)

    # the evidence is there to read, and the way back and forth
    leaf = page.get_by_alt_text("Trang 1 của Báo cáo thành tích", exact=True)
    leaf.scroll_into_view_if_needed()
    expect(leaf).to_be_visible()
    page.wait_for_function(
        "element => element.complete && element.naturalWidth === 1000", arg=leaf.element_handle()
    )
    says(page, "Trang 1–10 trên 12")
    page.keyboard.press("j")
    at(page, 2)
    page.keyboard.press("ArrowLeft")
    at(page, 1)

    # what is typed into a field is text, whatever its letters mean outside
    page.keyboard.press("2")
    page.keyboard.press("n")
    page.keyboard.type("kj12 Thiếu số liệu.")
    expect(page.locator("[name=comment]")).to_have_value("kj12 Thiếu số liệu.")
    expect(page.locator("[name=opinion][value=disagree]")).to_be_checked()
    at(page, 1)
    page.keyboard.press("Escape")
    page.keyboard.press("d")
    page.keyboard.type("0")
    page.keyboard.press("Control+Enter")

    for position in range(2, LENGTH + 1):
        at(page, position)
        page.keyboard.press("3" if position == 2 else "1")
        if position > 2:
            page.keyboard.press("d")
            page.keyboard.type("9,5")
        page.keyboard.press("Control+Enter")
    says(page, f"Đã cho ý kiến {LENGTH} trên {LENGTH} hồ sơ, còn 0 hồ sơ.")

    given = list(Review.objects.order_by("nomination__pk").values_list("opinion", "score", "comment"))
    assert [opinion for opinion, _, _ in given] == ["disagree", "abstain", *["agree"] * 18]
    assert (given[0][1], given[1][1], given[2][1]) == (0, None, 9.5)
    assert given[0][2] == "kj12 Thiếu số liệu."
