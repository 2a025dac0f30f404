"""A pledge is written by two people at once, by keys, by dragging, without a network and after a lost session."""

import re
from datetime import date

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from audit.models import Event
from pledges import actions
from pledges.models import Content
from tests import factories as make
from tests.conftest import make_cast

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

TEXTS = ["Tổ chức tốt phong trào thi đua", "Khen thưởng kịp thời", "Đổi mới hoạt động của Cụm"]
SOON = 12_000


@pytest.fixture
def pledge(db):
    cast = make_cast()
    year = (
        make.make_year(cast.cluster, date.today().year) if cast.year.year != date.today().year else cast.year
    )
    if year != cast.year:
        make.make_term(year, cast.chair_unit, "chair")
    return make.make_pledge(year, by=cast.secretary, contents=TEXTS)


def open_desk(as_person, username, pledge):
    page = as_person(username)
    page.goto(f"/giao-uoc/{pledge.pk}/soan/")
    expect(page.locator(".writing.is-live")).to_be_visible()
    return page


def row(page, content):
    return page.locator(f"[data-part=content][data-pk='{content.pk}'] > .writing-line textarea")


def boxes(page):
    """The texts in reading order."""
    return page.locator("#noi-dung textarea").evaluate_all("all => all.map(one => one.value)")


def saved(page):
    expect(page.locator("[data-status]")).to_contain_text("Đã lưu lúc", timeout=SOON)


def texts(pledge):
    return [
        (top.text, [point.text for point in top.points.all()]) for top in pledge.contents.filter(parent=None)
    ]


def test_two_people_write_at_once_and_nothing_is_lost(pledge, as_person):
    first, second, _ = pledge.contents.all()
    chair = open_desk(as_person, "chair", pledge)
    secretary = open_desk(as_person, "secretary", pledge)

    # different contents: each sees the other's, what is being typed stays
    row(chair, first).fill("Tổ chức tốt phong trào thi đua yêu nước")
    row(secretary, second).fill("Khen thưởng kịp thời, đúng người")
    expect(row(secretary, first)).to_have_value("Tổ chức tốt phong trào thi đua yêu nước", timeout=SOON)
    expect(row(chair, second)).to_have_value("Khen thưởng kịp thời, đúng người", timeout=SOON)

    # the same content: the second one is shown both, nothing is overwritten
    row(chair, first).fill("Tổ chức thật tốt phong trào thi đua yêu nước")
    row(secretary, first).fill("Tổ chức tốt phong trào thi đua yêu nước trong toàn Cụm")
    met = re.compile("vừa sửa nội dung này lúc")
    for _ in range(60):
        if any(page.get_by_text(met).count() for page in (chair, secretary)):
            break
        chair.wait_for_timeout(200)
    late = secretary if secretary.get_by_text(met).count() else chair
    late.get_by_role("button", name="Ghép hai bản", exact=True).click()
    whole = "Tổ chức thật tốt phong trào thi đua yêu nước trong toàn Cụm"
    for page in (chair, secretary):
        expect(row(page, first)).to_have_value(whole, timeout=SOON)
    saved(late)
    first.refresh_from_db()
    assert first.text == whole


def test_keys_and_dragging_change_the_tree(pledge, as_person):
    first, second, third = pledge.contents.all()
    chair = open_desk(as_person, "chair", pledge)
    before = Event.objects.count()

    row(chair, third).press("Alt+ArrowUp")
    expect(chair.locator("#noi-dung textarea").nth(1)).to_have_value(TEXTS[2])
    expect(row(chair, third)).to_be_focused()
    row(chair, third).press("Alt+ArrowRight")
    expect(chair.locator("#noi-dung .tree .tree textarea")).to_have_value(TEXTS[2])
    assert texts(pledge) == [(TEXTS[0], [TEXTS[2]]), (TEXTS[1], [])]

    row(chair, second).press("End")
    row(chair, second).press("Enter")
    chair.keyboard.type("Giữ gìn đoàn kết")
    chair.keyboard.press("Control+Enter")
    saved(chair)
    expect(chair.locator("#noi-dung [data-part][data-pk='']")).to_have_count(0)
    assert [text for text, _ in texts(pledge)] == [TEXTS[0], TEXTS[1], "Giữ gìn đoàn kết"]
    assert Event.objects.count() == before + 3

    # the last content is dragged to the top
    grip = (
        chair.locator("#noi-dung [data-part=content]", has=chair.locator("textarea"))
        .last.locator(".writing-grip")
        .first
    )
    grip.hover()  # waits until the row stands still
    start, goal = grip.bounding_box(), row(chair, first).bounding_box()
    chair.mouse.move(start["x"] + 8, start["y"] + 12)
    chair.mouse.down()
    chair.wait_for_timeout(200)
    for part in range(1, 13):
        chair.mouse.move(goal["x"] + 20, start["y"] + (goal["y"] - 6 - start["y"]) * part / 12)
        chair.wait_for_timeout(30)
    chair.wait_for_timeout(200)
    chair.mouse.up()
    expect(chair.locator("#noi-dung textarea").first).to_have_value("Giữ gìn đoàn kết")
    dragged = ["Giữ gìn đoàn kết", TEXTS[0], TEXTS[1]]
    for _ in range(60):
        if [text for text, _ in texts(pledge)] == dragged:
            break
        chair.wait_for_timeout(200)
    assert [text for text, _ in texts(pledge)] == dragged

    # taken out and put back, with its point
    sessions = list(Session.objects.all())
    chair.locator(f"[data-pk='{first.pk}'] > .writing-line summary").click()
    chair.locator(f"[data-pk='{first.pk}'] > .writing-line").get_by_role(
        "button", name="Bỏ", exact=True
    ).click()
    expect(chair.get_by_role("button", name="Hoàn tác")).to_be_visible()
    assert Content.objects.count() == 2
    # ... over a reload too, though another request has written the session back as it was before
    Session.objects.bulk_update(sessions, ["session_data"])
    chair.reload()
    expect(chair.get_by_text(f"Vừa bỏ: “{TEXTS[0][:20]}")).to_be_visible()
    chair.get_by_role("button", name="Hoàn tác").click()
    expect(chair.locator("#noi-dung .tree .tree textarea")).to_have_value(TEXTS[2])
    assert texts(pledge) == [("Giữ gìn đoàn kết", []), (TEXTS[0], [TEXTS[2]]), (TEXTS[1], [])]


def test_a_new_row_is_moved_before_it_is_saved(pledge, as_person):
    chair = open_desk(as_person, "chair", pledge)
    row(chair, pledge.contents.last()).press("End")
    chair.keyboard.press("Enter")
    chair.keyboard.type("Tổ chức hội thảo chuyên đề")
    chair.keyboard.press("Alt+ArrowRight")
    expect(chair.locator("#noi-dung .tree .tree textarea")).to_have_value("Tổ chức hội thảo chuyên đề")
    assert texts(pledge)[2] == (TEXTS[2], ["Tổ chức hội thảo chuyên đề"])


def test_what_is_typed_without_a_network_or_a_session_is_saved_later(pledge, as_person):
    first, second, _ = pledge.contents.all()
    chair = open_desk(as_person, "chair", pledge)
    status = chair.locator("[data-status]")

    chair.context.set_offline(True)
    row(chair, first).fill("Gõ khi mất mạng")
    expect(status).to_contain_text("Mất kết nối mạng; phần đã gõ còn giữ trên máy này", timeout=SOON)
    first.refresh_from_db()
    assert first.text == TEXTS[0]
    chair.context.set_offline(False)
    saved(chair)
    first.refresh_from_db()
    assert first.text == "Gõ khi mất mạng"

    chair.context.clear_cookies()
    row(chair, second).fill("Gõ khi phiên đã hết")
    chair.get_by_role("link", name="Đăng nhập lại").click(timeout=SOON)
    chair.fill("[name=login]", "chair")
    chair.fill("[name=password]", make.PASSWORD)
    chair.get_by_role("button", name="Đăng nhập").click()
    chair.wait_for_url(f"**/giao-uoc/{pledge.pk}/soan/")
    saved(chair)
    second.refresh_from_db()
    assert second.text == "Gõ khi phiên đã hết"


def test_the_bar_does_not_say_saved_of_a_row_that_is_not(pledge, as_person):
    chair = open_desk(as_person, "chair", pledge)
    chair.get_by_role("link", name="Thêm chỉ tiêu").click()
    target = chair.locator("#chi-tieu [data-part=target]").last
    target.locator("[name=text]").fill("Số hội thảo")
    target.locator("[name=kind]").select_option("quantity")
    chair.keyboard.press("Control+Enter")
    expect(target.locator("[data-said]")).to_contain_text("Ghi mức của chỉ tiêu.", timeout=SOON)
    row(chair, pledge.contents.first()).fill("Đã sửa nội dung")
    expect(chair.locator("[data-status]")).to_contain_text("còn 1 dòng chưa lưu", timeout=SOON)


def test_lines_pasted_into_an_empty_row_become_contents_and_points(pledge, as_person):
    chair = open_desk(as_person, "chair", pledge)
    chair.get_by_role("link", name="Thêm nội dung").click()
    chair.evaluate(
        """text => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/plain", text);
            const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
            document.activeElement.dispatchEvent(event);
        }""",
        "4. Đoàn kết, giúp nhau\r\na) Thăm hỏi\r\nb) Chia sẻ\r\n5. Thông tin kịp thời",
    )
    expect(chair.locator("#noi-dung textarea")).to_have_count(7)
    expect(chair.locator("#noi-dung [data-part][data-pk='']")).to_have_count(0, timeout=SOON)
    assert texts(pledge)[3:] == [("Đoàn kết, giúp nhau", ["Thăm hỏi", "Chia sẻ"]), ("Thông tin kịp thời", [])]


def test_the_print_follows_the_text(pledge, as_person):
    chair = open_desk(as_person, "chair", pledge)
    pages = chair.locator(".writing-page")
    expect(chair.locator("[data-pages-told]")).to_contain_text("trang", timeout=SOON)
    before = pages.first.get_attribute("src")
    actions.add_content(Content(pledge=pledge, text="Thêm từ nơi khác " * 40), by=None)
    for _ in range(60):
        if pages.first.get_attribute("src") != before:
            break
        chair.wait_for_timeout(200)
    assert pages.first.get_attribute("src") != before
    chair.wait_for_function(
        "[...document.querySelectorAll('.writing-page')].every(page => page.naturalWidth === 900)"
    )
