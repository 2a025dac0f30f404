"""A conference in a real browser: its programme put in order by hand, its units ticked at the door with a phone."""

from datetime import date

import pytest
from playwright.sync_api import expect

from pledges import actions
from pledges.models import AgendaItem, UnitAttendance
from tests import factories as make

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def ceremony(db):
    authority = make.make_authority(name="Liên hiệp các Hội tỉnh Lâm Viên", place_name="Lâm Viên")
    make.assign(make.make_user("thuong-truc"), make.Role.SECRETARIAT, authority)
    make.assign(make.make_user("thu-hai"), make.Role.SECRETARIAT, authority)
    units = [make.make_unit(authority, name=f"Hội thành viên {letter}") for letter in "ABC"]
    year = make.make_year(make.make_cluster(authority, units), date.today().year)
    make.make_term(year, units[0])
    ceremony = make.make_ceremony(year, starts_on=date.today())
    for text in ("Khai mạc", "Ký kết", "Bế mạc"):
        actions.add_agenda_item(AgendaItem(ceremony=ceremony, text=text), by=None)
    return ceremony


def drag(page, first, last):
    grips = page.locator("#chuong-trinh .grip")
    start, end = grips.nth(first).bounding_box(), grips.nth(last).bounding_box()
    page.mouse.move(start["x"] + 20, start["y"] + 20)
    page.mouse.down()
    page.mouse.move(end["x"] + 20, end["y"] + 20, steps=10)
    page.mouse.move(end["x"] + 20, end["y"] + 40, steps=5)
    page.mouse.up()


def test_programme_is_put_in_order_by_dragging_and_by_buttons(ceremony, as_person):
    page = as_person("thuong-truc")
    page.goto(f"/hoi-nghi/{ceremony.pk}/")
    texts = page.locator("#chuong-trinh .tree-text")
    with page.expect_response("**/chuyen/"):
        drag(page, 0, 1)
    expect(texts).to_have_text(["Ký kết", "Khai mạc", "Bế mạc"])
    expect(page.locator("#chuong-trinh .tree-mark")).to_have_text(["1.", "2.", "3."])
    page.reload()
    expect(texts).to_have_text(["Ký kết", "Khai mạc", "Bế mạc"])
    page.get_by_text("Thao tác với nội dung chương trình").nth(2).locator("..").click()
    page.get_by_role("button", name="Chuyển lên").click()
    expect(texts).to_have_text(["Ký kết", "Bế mạc", "Khai mạc"])


def test_two_people_at_the_door_do_not_undo_each_other(ceremony, as_person):
    first, second = as_person("thuong-truc"), as_person("thu-hai")
    for page in (first, second):
        page.set_viewport_size({"width": 360, "height": 740})
        page.goto(f"/hoi-nghi/{ceremony.pk}/diem-danh/")
    rows = [page.locator(".attendance-row") for page in (first, second)]
    rows[0].nth(0).get_by_text("Có mặt").click()
    rows[0].nth(0).get_by_label("Người đại diện dự").fill("Trần Thị Hoa")
    rows[1].nth(1).get_by_text("Vắng mặt").click()
    expect(second.locator("[data-tally]")).to_have_text("Có mặt 0, vắng 1, chưa điểm danh 2")
    for page in (first, second):
        page.get_by_role("button", name="Lưu điểm danh").click()
        expect(page.locator(".js-saved")).to_be_visible()
    found = UnitAttendance.objects.order_by("pk").values_list("unit__name", "state", "representative")
    assert list(found) == [
        ("Hội thành viên A", "present", "Trần Thị Hoa"),
        ("Hội thành viên B", "absent", ""),
    ]
