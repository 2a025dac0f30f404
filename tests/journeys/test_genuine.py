"""Genuine on paper: what is printed at the foot of an issued paper leads a stranger to what the register says of it."""

import re
import subprocess
from datetime import date

import pytest
from playwright.sync_api import expect

from clusters.models import IssuedPaper
from documents.certificates import make_test_seal
from tests import factories as make

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

YEAR = date.today().year


@pytest.fixture
def pledge(db):
    """An agreed pledge of a running year; the first of its units has signed."""
    authority = make.make_authority(name="Liên hiệp các Hội tỉnh Lâm Viên", place_name="Lâm Viên")
    secretary = make.make_user("thuong-truc")
    make.assign(secretary, make.Role.SECRETARIAT, authority)
    units = [make.make_unit(authority, name=f"Hội {name} tỉnh Lâm Viên") for name in ("Luật gia", "Nhà báo")]
    year = make.make_year(make.make_cluster(authority, units, number="05", symbol="CTĐ05"), YEAR)
    make.make_term(year, units[0], "chair")
    return make.make_agreed_pledge(year, by=secretary)


def test_a_printed_code_is_looked_up_and_a_changed_file_is_refused(
    pledge, as_person, browser, tmp_path, settings
):
    settings.SEALS_FILE = str(make_test_seal(tmp_path / "seals"))
    page = as_person("thuong-truc")
    page.set_default_timeout(60_000)  # the first paper of a process loads typeface and certificate
    year = pledge.cluster_year
    page.goto(f"/nam/{year.pk}/van-ban/giao-uoc/{pledge.pk}/phat-hanh/")
    page.get_by_role("button", name="Phát hành", exact=True).click()
    expect(page.locator("main")).to_contain_text("Đã phát hành.", timeout=60_000)
    paper = IssuedPaper.objects.get()
    printed = page.request.get(
        page.get_by_role("link", name="Mở bản đã phát hành").get_attribute("href")
    ).body()
    again = page.request.get(f"/so-van-ban/{paper.pk}/ban-in/").body()
    assert printed == again

    genuine, changed = tmp_path / "giao-uoc.pdf", tmp_path / "sua.pdf"
    genuine.write_bytes(printed)
    changed.write_bytes(printed[:-1] + b" ")
    text = subprocess.run(["pdftotext", genuine, "-"], check=True, capture_output=True, text=True).stdout
    codes = re.findall(r"Mã tra cứu: ([2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4})", text)
    assert set(codes) == {paper.spaced_code}
    assert len(codes) == paper.pages

    stranger = browser.new_context(viewport={"width": 360, "height": 800}, locale="vi-VN").new_page()
    stranger.set_default_timeout(30_000)
    stranger.goto(page.url.split("/so-van-ban/")[0] + "/tra-cuu/")
    stranger.get_by_label("Mã tra cứu").fill(codes[0].lower())
    stranger.get_by_role("button", name="Tra cứu").click()
    main = stranger.locator("main")
    for words in (
        "Còn hiệu lực",
        str(year.cluster),
        "Hội Nhà báo tỉnh Lâm Viên",
        "Ký bằng chứng thư thử nghiệm",
    ):
        expect(main).to_contain_text(words)
    assert stranger.evaluate("document.documentElement.scrollWidth") <= 360

    for file, words in ((genuine, "Trùng khớp hoàn toàn"), (changed, "Không trùng khớp")):
        stranger.set_input_files("[name=tep]", file)
        stranger.get_by_role("button", name="Đối chiếu").click()
        expect(main).to_contain_text(words)
        expect(main).to_contain_text(file.name)

    page.goto(f"/so-van-ban/{paper.pk}/thu-hoi/")
    page.get_by_label("Lý do thu hồi").fill("Sai tên đơn vị")
    page.get_by_role("button", name="Thu hồi", exact=True).click()
    stranger.goto(stranger.url.split("#")[0])
    expect(main).to_contain_text("Đã thu hồi")
    expect(main).not_to_contain_text("Sai tên đơn vị")
    stranger.context.close()
