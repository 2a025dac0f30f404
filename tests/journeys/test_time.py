"""Time in a real browser: units merge, a year follows the last one, its chair hands over, an old list is brought in."""

import re
import subprocess
from datetime import date, datetime, timedelta
from zipfile import ZipFile

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font
from playwright.sync_api import expect

from clusters import actions
from clusters.models import Unit, UnitEvent, YearDocument
from documents.actions import add_document
from documents.models import OfficialDocument
from pledges import actions as pledge_actions
from pledges.models import FollowUp
from tests import factories as make
from tests.journeys.test_year import follow, press, says

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

YEAR = date.today().year
NAMES = ["Hội Kiến trúc sư", "Hội Xây dựng", "Hội Luật gia", "Hội Nhà báo"]


@pytest.fixture
def authority(db):
    authority = make.make_authority(name="Liên hiệp các Hội tỉnh Lâm Viên", place_name="Lâm Viên")
    make.assign(make.make_user("thuong-truc"), make.Role.SECRETARIAT, authority)
    return authority


@pytest.fixture
def units(authority):
    return [make.make_unit(authority, name=f"{name} tỉnh Lâm Viên", short_name=name) for name in NAMES]


@pytest.fixture
def cluster(authority, units):
    return make.make_cluster(authority, units, number="05", symbol="CTĐ05")


def main(page):
    return page.locator("main")


# --- units -------------------------------------------------------------------------------------------


def test_a_merger_is_entered_previewed_and_found_again(cluster, units, as_person):
    earlier, last = (make.make_year(cluster, YEAR - back) for back in (2, 1))
    make.make_term(last, units[0], "chair")
    officer = make.make_user("can-bo", "Đỗ Thị Cán Bộ")
    make.assign(officer, make.Role.OFFICER, units[1])
    new = "Hội Kiến trúc và Xây dựng tỉnh Lâm Viên"
    page = as_person("thuong-truc")

    page.goto("/don-vi/")
    follow(page, units[0].name)
    follow(page, "Ghi nhận sắp xếp")
    page.get_by_label("Hợp nhất, sáp nhập", exact=True).check()
    page.fill("[name=effective_on]", f"01/07/{YEAR - 1}")
    page.get_by_label(units[1].name).check()
    page.fill("[name=names]", f"{new} | Hội KTXD")
    page.fill("[name=note]", "Theo chủ trương sắp xếp các hội.")
    press(page, "Xem trước thay đổi")

    for text in (
        f"{units[0].name}: hết ngày 30/06/{YEAR - 1}",
        f"{units[1].name}, {cluster}: hết ngày 30/06/{YEAR - 1}",
        f"{new} (tên gọn: Hội KTXD): từ ngày 01/07/{YEAR - 1}",
        "Vai trò chưa có đơn vị giữ",
        f"Cụm trưởng năm {YEAR - 1} của {cluster}, {units[0].name}: từ ngày 01/07/{YEAR - 1}",
        f"{officer.full_name} (",
    ):
        says(page, text)
    assert not UnitEvent.objects.exists()

    press(page, "Sửa lại")
    expect(page.get_by_label("Hợp nhất, sáp nhập", exact=True)).to_be_checked()
    expect(page.get_by_label(units[1].name)).to_be_checked()
    expect(page.locator("[name=effective_on]")).to_have_value(f"01/07/{YEAR - 1}")
    expect(page.locator("[name=names]")).to_have_value(f"{new} | Hội KTXD")
    expect(page.locator("[name=note]")).to_have_value("Theo chủ trương sắp xếp các hội.")
    press(page, "Xem trước thay đổi")
    press(page, "Ghi nhận sắp xếp")
    says(page, "Đã ghi nhận sắp xếp đơn vị.")

    page.goto(f"/cum/{cluster.pk}/")
    present = page.locator("#thanh-vien > ol")
    expect(present).to_contain_text(new)
    expect(present).not_to_contain_text(units[0].name)
    follow(page, f"Năm {earlier.year}")
    expect(page.locator("#thanh-vien")).to_contain_text(units[0].name)
    expect(page.locator("#thanh-vien")).to_contain_text(units[1].name)
    expect(main(page)).not_to_contain_text(new)

    page.fill("#site-search", "hoi xay dung")
    page.press("#site-search", "Enter")
    follow(page, units[1].name)
    says(page, f"Kết thúc hoạt động ngày 30/06/{YEAR - 1}")
    page.locator("#hinh-thanh").get_by_role("link", name=new, exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(new)
    picture = page.get_by_role("img", name=f"Quá trình hình thành {new}")
    expect(picture).to_be_visible()
    for name in NAMES[:2]:
        expect(picture).to_contain_text(name)


# --- years -------------------------------------------------------------------------------------------


def document(authority, number, day, **facts):
    facts = {"issuer": authority.name, "authority": authority, "effective_from": day, **facts}
    row = OfficialDocument(kind="QC", number=number, issued_on=day, title="về hoạt động của Cụm", **facts)
    return add_document(row, by=None)


def test_a_year_is_opened_from_the_last_one_planned_and_confirmed(authority, cluster, units, as_person):
    vice, third, leaving = units[1], units[2], units[3]
    year = make.make_year(cluster, YEAR)
    make.make_term(year, units[0], "chair")
    make.make_term(year, vice, "vice_chair")
    rules = document(authority, "02/QC-LHH", date(YEAR + 1, 1, 1))
    old = document(authority, "01/QC-LHH", date(YEAR - 1, 1, 1), replaced_by=rules)
    actions.add_year_document(YearDocument(cluster_year=year, role="rules", document=old), by=None)
    page = as_person("thuong-truc")

    page.goto(f"/cum/{cluster.pk}/")
    follow(page, "Mở năm khác")
    expect(page.locator("#id_year")).to_have_value(f"{YEAR + 1}")
    expect(page.get_by_label(re.compile(old.number))).not_to_be_checked()
    expect(page.get_by_label(re.compile(rules.number))).to_be_checked()
    page.get_by_label(leaving.name, exact=True).uncheck()
    press(page, "Mở năm thi đua")
    says(page, "Ghi lý do thôi là thành viên")
    expect(page.get_by_label(leaving.name, exact=True)).not_to_be_checked()
    page.get_by_label("Lý do thôi là thành viên").and_(page.locator(":visible")).fill("Chuyển sang cụm khác")
    press(page, "Mở năm thi đua")
    carried = page.locator("#chuyen-tiep")
    for text in (f"năm {YEAR}", rules.number, f"{leaving.name} (Chuyển sang cụm khác)"):
        expect(carried).to_contain_text(text)
    expect(carried).not_to_contain_text(old.number)
    expect(page.locator("#thanh-vien")).not_to_contain_text(leaving.name)
    workspace = page.url.split("#")[0]

    page.goto(f"/cum/{cluster.pk}/luan-phien/")
    planned = page.get_by_role("row").filter(has=page.get_by_role("link", name=f"{YEAR + 1}", exact=True))
    expect(planned.get_by_role("cell").nth(0)).to_contain_text(vice.name)
    expect(planned.get_by_role("cell").nth(1)).to_contain_text(third.name)
    planned.get_by_role("button", name=re.compile("^Đưa ra dự kiến")).click()
    says(page, f"Đã đưa ra dự kiến cho năm {YEAR + 1}.")

    page.goto(workspace)
    expect(page.locator("#vai-tro")).to_contain_text(f"Dự kiến cụm trưởng: {vice.name}")
    follow(page, "Xác nhận cụm trưởng, cụm phó")
    expect(page.locator("[name=chair_unit] option:checked")).to_have_text(vice.name)
    page.select_option("[name=vice_1_unit]", label=units[0].name)
    press(page, "Lưu")
    says(page, f"Theo dự kiến luân phiên là {third.name}.")
    page.select_option("[name=vice_1_method]", "acclaim")
    page.fill("[name=occasion]", f"Hội nghị tổng kết năm {YEAR}")
    press(page, "Lưu")
    says(page, f"Đã xác nhận cụm trưởng, cụm phó năm {YEAR + 1}.")
    offices = page.locator("#vai-tro").get_by_role("listitem")
    for place, words in enumerate(
        (("Cụm trưởng:", vice.name, "Luân phiên"), ("Cụm phó:", units[0].name, "Suy tôn"))
    ):
        for word in words:
            expect(offices.nth(place)).to_contain_text(word)


# --- handover ------------------------------------------------------------------------------------------


def downloaded(page, link, path):
    """Save what a link leads to, where the browser would rather show it."""
    with page.expect_download() as download:
        page.get_by_role("link", name=link, exact=True).evaluate(
            "link => { link.download = ''; link.click() }"
        )
    download.value.save_as(path)
    return path


def test_a_chair_hands_over_and_the_next_one_takes_the_open_tasks(cluster, units, as_person, tmp_path):
    last, year = (make.make_year(cluster, number) for number in (YEAR - 1, YEAR))
    make.make_term(last, units[0], "chair", ends_on=None)
    pledge = make.make_agreed_pledge(last, make.make_user("nguoi-ghi"))
    make.sign_all(pledge, None, on=date(YEAR - 1, 3, 1))
    meeting = make.make_ceremony(last)
    due = date.today() + timedelta(days=30)
    task = FollowUp(ceremony=meeting, text="Hoàn thiện quy chế của Cụm.", owner=units[0], due_on=due)
    pledge_actions.add_follow_up(task, by=None)
    choices = [actions.Choice("chair", units[1]), actions.Choice("vice_chair", units[2])]
    actions.confirm_offices(year, choices, by=None)
    for username, unit in (("cum-truong", units[0]), ("cum-truong-moi", units[1])):
        make.assign(make.make_user(username), make.Role.REPRESENTATIVE, unit)
    old, new = as_person("cum-truong"), as_person("cum-truong-moi")

    # --- before: the chair of last year is chair until the handover
    new.goto(f"/nam/{year.pk}/")
    expect(new.get_by_role("link", name="Ghi kế hoạch")).to_have_count(0)
    old.goto(f"/nam/{last.pk}/")
    expect(old.get_by_role("link", name="Sửa thông tin năm")).to_be_visible()

    # --- the outgoing side draws the handover up, checks the list and signs
    old.goto("/")
    old.get_by_role("link", name=re.compile("^Lập biên bản bàn giao")).first.click()
    press(old, "Lập biên bản")
    expect(old.get_by_role("link", name=re.compile("^Ghi nhận đã ký"))).to_have_count(0)
    follow(old, "Kiểm danh mục")
    lines = old.locator("main tbody tr")
    for given in lines.get_by_label("Đã giao đủ").all():
        given.check()
    register = lines.filter(has_text="Sổ đăng ký văn bản đi, đến")
    register.get_by_label("Còn thiếu").check()
    press(old, "Lưu danh mục")
    says(old, "Ghi rõ thiếu gì, bổ sung khi nào.")
    expect(lines.get_by_label("Đã giao đủ").first).to_be_checked()
    register.get_by_role("textbox").fill("Thiếu quý IV, bổ sung trong tháng sau")
    press(old, "Lưu danh mục")
    old.get_by_role("link", name=re.compile("^Ghi nhận đã ký.*bên giao")).click()
    old.fill("[name=signatory]", "Nguyễn Văn Giao")
    press(old, "Đã ký")
    says(old, "Bên giao đã ký, chờ bên nhận ký.")

    # --- the incoming side signs for itself alone, which completes it
    new.goto("/")
    new.get_by_role("link", name=re.compile("^Ký nhận bàn giao")).first.click()
    expect(new.get_by_role("link", name=re.compile("bên giao"))).to_have_count(0)
    new.get_by_role("link", name=re.compile("^Ghi nhận đã ký.*bên nhận")).click()
    new.fill("[name=signatory]", "Trần Thị Nhận")
    press(new, "Đã ký")
    says(new, "Hai bên đã ký; bàn giao hoàn thành")

    # --- the year goes with it, as a book and as files
    book = downloaded(new, "Kỷ yếu năm", tmp_path / "ky-yeu.pdf")
    read = subprocess.run(["pdftotext", str(book), "-"], capture_output=True, text=True, check=True).stdout
    words = " ".join(read.split())
    for text in (f"{cluster}", "Hoàn thiện quy chế của Cụm", "Nguyễn Văn Giao", "Trần Thị Nhận"):
        assert text.lower() in words.lower()
    with ZipFile(downloaded(new, "Hồ sơ năm (ZIP)", tmp_path / "ho-so.zip")) as files:
        assert files.testzip() is None
        assert {name.partition("/")[0] for name in files.namelist()} >= {
            "00 Kỷ yếu.pdf",
            "01 Giao ước",
            "Mục lục.xlsx",
        }
        (pledge_paper,) = [name for name in files.namelist() if name.startswith("01 Giao ước/")]
        assert files.read(pledge_paper).startswith(b"%PDF-")

    # --- after: office, rights and open tasks have passed on
    follow(new, f"Sang năm thi đua {YEAR}")
    expect(new.get_by_role("link", name="Ghi kế hoạch")).to_be_visible()
    tasks = new.locator("#viec-chuyen-tiep")
    for text in (task.text, units[1].name, due.strftime("%d/%m/%Y")):
        expect(tasks).to_contain_text(text)
    old.goto(f"/nam/{last.pk}/")
    expect(old.get_by_role("link", name="Sửa thông tin năm")).to_have_count(0)


# --- files of data -----------------------------------------------------------------------------------


def old_list(path):
    """A list as it is kept for years: titles, two rows of headings, numbers, one column in an old font, a total."""
    book = Workbook()
    sheet = book.active
    sheet["A1"] = "LIÊN HIỆP CÁC HỘI TỈNH LÂM VIÊN"
    sheet["A2"] = "DANH SÁCH CÁC HỘI THÀNH VIÊN"
    for cell, text in {"A4": "TT", "B4": "Tên đơn vị", "C4": "Tên gọn", "D4": "Thời gian"}.items():
        sheet[cell] = text
    sheet["D5"], sheet["E5"] = "Ngày thành lập", "Ngày kết thúc"
    for columns in ("A4:A5", "B4:B5", "C4:C5", "D4:E4"):
        sheet.merge_cells(columns)
    rows = [
        (1, "Hội Đông y tỉnh Lâm Viên", "Héi §«ng y", "12/05/1990"),
        (2, "Hội Làm vườn tỉnh Lâm Viên", "Héi Lµm v\u00adên", "31/02/1995"),
        (3, "Hội Khuyến học tỉnh Lâm Viên", "Héi KhuyÕn häc", date(1996, 10, 2)),
        (4, "Hội Đông y tỉnh Lâm Viên", "Héi §«ng y", "12/05/1990"),
    ]
    for number, row in enumerate(rows, start=6):
        for column, value in enumerate(row, start=1):
            sheet.cell(number, column, value)
        sheet.cell(number, 3).font = Font(name=".VnTime")
    sheet["B10"] = "Tổng cộng: 04 đơn vị"
    book.save(path)
    return path


def test_a_bad_workbook_is_corrected_in_its_preview_brought_in_and_taken_back(authority, as_person, tmp_path):
    page = as_person("thuong-truc")
    page.clock.install()
    page.goto("/nhap-du-lieu/")
    follow(page, "Nhập từ tệp")
    letter = tmp_path / "cong-van.xlsx"
    letter.write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n")
    page.get_by_label("Đơn vị", exact=True).check()
    page.set_input_files("[name=file]", letter)
    press(page, "Gửi tệp")
    says(page, "Tệp này là PDF, không phải bảng tính.")
    expect(page.get_by_label("Đơn vị", exact=True)).to_be_checked()

    page.set_input_files("[name=file]", old_list(tmp_path / "danh-sach-cu.xlsx"))
    press(page, "Gửi tệp")
    says(page, "Đã nhận tệp.")
    for column, letter in {"name": "B", "short_name": "C", "founded_on": "D", "ended_on": "E"}.items():
        expect(page.locator(f"[name=cot_{column}] option:checked")).to_contain_text(f"Cột {letter} – ")
    page.clock.pause_at(datetime.now() + timedelta(hours=1))  # the page does not send itself on
    press(page, "Lưu")
    says(page, "Đang kiểm tra: 0 trên 4 dòng")
    expect(page.get_by_role("progressbar")).to_have_attribute("max", "4")
    page.clock.resume()
    says(page, "Còn 2 dòng có lỗi")

    wrong = page.locator("#dong-7")
    expect(wrong).to_contain_text("31/02/1995")
    wrong.get_by_role("link", name="Sửa dòng 7").click()
    page.fill("[name=o_3]", "28/02/1995")
    press(page, "Lưu và kiểm tra lại")
    page.locator("#dong-9").get_by_role("button", name="Bỏ dòng này").click()
    says(page, "Sẵn sàng nhập 3 dòng")
    press(page, "Nhập 3 dòng")
    says(page, "Đã nhập toàn bộ dữ liệu của tệp.")
    batch = page.url
    page.goto("/don-vi/")
    for name in ("Hội Đông y", "Hội Làm vườn", "Hội Khuyến học"):
        says(page, f"{name} tỉnh Lâm Viên")
    assert set(Unit.objects.values_list("short_name", "founded_on")) == {
        ("Hội Đông y", date(1990, 5, 12)),
        ("Hội Làm vườn", date(1995, 2, 28)),
        ("Hội Khuyến học", date(1996, 10, 2)),
    }

    page.goto(batch)
    follow(page, "Hoàn tác")
    page.fill("[name=reason]", "Nhập nhầm tệp của năm trước.")
    press(page, "Hoàn tác")
    says(page, "Dữ liệu trở lại như trước khi nhập.")
    page.goto("/don-vi/")
    expect(main(page)).not_to_contain_text("Hội Đông y")
