"""One new cluster's whole year in a real browser, through forms only: from its creation to the decision."""

import re
import subprocess
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from accounts.models import User
from pledges.models import Pledge, Signature
from tests import factories as make

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

YEAR = date.today().year
NEW_UNITS = ["Hội Nữ trí thức tỉnh Lâm Viên", "Hội Luật gia tỉnh Lâm Viên", "Hội Nhà báo tỉnh Lâm Viên"]
CONTENTS = [
    "Tổ chức tốt các phong trào thi đua yêu nước",
    "Nâng cao chất lượng công tác khen thưởng",
    "Đổi mới hoạt động của Cụm",
]


@pytest.fixture
def people(db):
    """An authority with two units, and the people who act: nothing of the cluster itself."""
    authority = make.make_authority(name="Liên hiệp các Hội tỉnh Lâm Viên", place_name="Lâm Viên")
    chair_unit = make.make_unit(authority, name="Hội Khoa học lịch sử tỉnh Lâm Viên")
    unit = make.make_unit(authority, name="Hội Kiến trúc sư tỉnh Lâm Viên")
    make.make_award(name="Cờ thi đua của tỉnh")
    roles = {
        "thuong-truc": (make.Role.SECRETARIAT, authority),
        "cum-truong": (make.Role.REPRESENTATIVE, chair_unit),
        "don-vi": (make.Role.OFFICER, unit),
        "lanh-dao": (make.Role.LEADER, authority),
    }
    for username, (role, place) in roles.items():
        make.assign(make.make_user(username), role, place)
    return SimpleNamespace(authority=authority, chair_unit=chair_unit, unit=unit)


@pytest.fixture
def as_person(browser, base_url, browser_context_args):
    """Return a function that gives each person a browser of their own, signed in (the form has its own journeys)."""
    contexts = {}

    def open_as(username):
        if username not in contexts:
            contexts[username] = browser.new_context(**browser_context_args)
            contexts[username].set_default_timeout(30_000)
            client = Client()
            client.force_login(User.objects.get(username=username))
            key = client.cookies[settings.SESSION_COOKIE_NAME].value
            contexts[username].add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": base_url}]
            )
            page = contexts[username].new_page()
            page.on("console", lambda message: fail_on_error(message))
            page.goto("/")
        return contexts[username].pages[0]

    def fail_on_error(message):
        """A refused script or style is a hole in the page, not a remark in a log."""
        assert "Content Security Policy" not in message.text, message.text

    yield open_as
    for context in contexts.values():
        context.close()


def press(page, name, **kwargs):
    page.get_by_role("button", name=name, exact=True, **kwargs).click()


def follow(page, name, **kwargs):
    page.get_by_role("link", name=name, exact=True, **kwargs).first.click()


def says(page, text):
    expect(page.get_by_text(text).first).to_be_visible()


def test_a_new_cluster_goes_through_its_year(people, as_person, tmp_path):
    secretary, chair, member = as_person("thuong-truc"), as_person("cum-truong"), as_person("don-vi")
    leader = as_person("lanh-dao")

    # --- the secretariat sets up the cluster, its members, its year and its offices
    secretary.goto("/cum/")
    follow(secretary, "Lập cụm, khối")
    secretary.fill("[name=number]", "05")
    secretary.fill("[name=symbol]", "CTĐ05")
    press(secretary, "Lưu")
    expect(secretary.get_by_role("heading", level=1)).to_contain_text("Cụm thi đua số 05")

    follow(secretary, "Thêm đơn vị")
    secretary.get_by_label(people.chair_unit.name).check()
    secretary.get_by_label(people.unit.name).check()
    secretary.fill("[name=names]", "\n".join(NEW_UNITS))
    secretary.fill("[name=starts_on]", f"1/1/{YEAR}")
    press(secretary, "Thêm")
    for name in [people.chair_unit.name, people.unit.name, *NEW_UNITS]:
        says(secretary, name)

    follow(secretary, f"Mở năm {YEAR}")
    press(secretary, "Mở năm thi đua")
    expect(secretary.get_by_role("heading", level=1)).to_contain_text(f"năm {YEAR}")
    workspace = re.sub(r"^https?://[^/]+", "", secretary.url)
    for office, unit in (("chair", people.chair_unit.name), ("vice_chair", NEW_UNITS[0])):
        secretary.goto(workspace + "vai-tro/them/")
        secretary.select_option("[name=office]", office)
        secretary.select_option("[name=unit]", label=unit)
        secretary.select_option("[name=method]", "acclaim")
        press(secretary, "Lưu")
    says(secretary, "Cụm trưởng:")

    # --- the chair writes the pledge and sends it round
    chair.goto(workspace + "giao-uoc/them/")
    press(chair, "Lập giao ước")
    follow(chair, "Dán nhiều nội dung")
    chair.fill("[name=text]", "\n".join(CONTENTS))
    press(chair, "Thêm các nội dung")
    follow(chair, "Thêm chỉ tiêu")
    chair.select_option("[name=kind]", "percent")
    chair.fill("[name=text]", "99,5% hội viên hoàn thành tốt nhiệm vụ trở lên")
    chair.fill("[name=value]", "99,5")
    press(chair, "Lưu")
    says(chair, "99,5%")
    pledge_page = re.sub(r"^https?://[^/]+", "", chair.url.split("#")[0])
    follow(chair, "Gửi lấy ý kiến")
    chair.fill("[name=comments_due_on]", (date.today() + timedelta(days=7)).strftime("%d/%m/%Y"))
    press(chair, "Gửi lấy ý kiến")

    # --- a member answers, the chair has it agreed
    member.goto("/")
    follow(member, "Góp ý dự thảo giao ước")
    press(member, "Nhất trí")
    chair.goto(pledge_page)
    says(chair, people.unit.name)
    follow(chair, "Thống nhất")
    chair.select_option("[name=others]", "meeting")
    press(chair, "Thống nhất nội dung")
    pledge = Pledge.objects.get()
    says(chair, "Mã đối chiếu nội dung")

    # --- the ceremony, and everybody signs
    chair.goto(workspace + "hoi-nghi/them/")
    chair.fill("[name=starts_on]", date.today().strftime("%d/%m/%Y"))
    chair.fill("[name=venue]", "Hội trường tỉnh Lâm Viên")
    chair.fill("[name=town]", "Lâm Viên")
    press(chair, "Lập hội nghị")
    ceremony_page = chair.url.split("#")[0]
    for number, signature in enumerate(Signature.objects.order_by("position"), start=1):
        chair.goto(ceremony_page)
        chair.locator(f"a[href='/chu-ky/{signature.pk}/ky/']").first.click()
        chair.fill("[name=signatory]", f"Nguyễn Thị Ký {number}")
        chair.fill("[name=post]", "Chủ tịch")
        press(chair, "Đã ký")
    pledge.refresh_from_db()
    assert pledge.status == Pledge.Status.SIGNED

    # --- the signed pledge on paper
    chair.goto(pledge_page)
    with chair.expect_download() as download:
        chair.evaluate("url => { window.location = url }", pledge_page + "pdf/?tai=1")
    file = tmp_path / "giao-uoc.pdf"
    download.value.save_as(file)
    read = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, text=True, check=True).stdout
    words = " ".join(read.split())
    for text in [*CONTENTS, "Nguyễn Thị Ký 5", "Đã ký ngày", people.unit.name.upper()]:
        assert text in words

    # --- a unit nominates, the chair receives, the leader reviews
    member.goto(workspace + "de-nghi/them/")
    member.select_option("[name=award]", label="Cờ thi đua của tỉnh (tập thể)")
    member.fill("[name=achievement]", "Hoàn thành xuất sắc nhiệm vụ; dẫn đầu phong trào của Cụm.")
    member.select_option("[name=put_to]", label=people.authority.name)
    press(member, "Lưu hồ sơ")
    press(member, "Nộp hồ sơ")
    dossier = re.sub(r"^https?://[^/]+", "", member.url.split("#")[0])
    says(member, "Đã nộp")
    chair.goto(dossier)
    press(chair, "Tiếp nhận")
    press(chair, "Thẩm định xong, chuyển xét")
    leader.goto("/")
    leader.get_by_role("link", name=re.compile("^Xét hồ sơ")).first.click()
    leader.get_by_label("Đồng ý", exact=True).check()
    leader.fill("[name=score]", "9,5")
    press(leader, "Lưu, sang hồ sơ tiếp")

    # --- the secretariat proposes, the leader enters the decision
    secretary.goto(dossier)
    press(secretary, "Kết thúc xét")
    secretary.goto(workspace + "to-trinh/them/")
    secretary.get_by_label(re.compile(people.unit.name)).check()
    secretary.fill("[name=number]", "01/TTr-CTĐ05")
    secretary.fill("[name=dated_on]", date.today().strftime("%d/%m/%Y"))
    secretary.fill("[name=signatory]", "Nguyễn Thị Ký 1")
    press(secretary, "Lập tờ trình")
    follow(secretary, "Ban hành")
    press(secretary, "Ban hành")
    leader.goto(dossier)
    follow(leader, "Ghi nhận kết quả")
    leader.get_by_label("Được khen thưởng", exact=True).check()
    leader.fill("[name=number]", "12/QĐ-LHH")
    leader.fill("[name=on]", date.today().strftime("%d/%m/%Y"))
    press(leader, "Ghi nhận kết quả")
    says(leader, "12/QĐ-LHH")
    member.goto(dossier)
    says(member, "Được khen thưởng")
