"""A unit scores itself, the chair changes one score and says why, the leader confirms and publishes, the unit reads."""

from datetime import date
from io import BytesIO

import pdfplumber
import pytest
from playwright.sync_api import expect

from tests import factories as make
from tests.awards.scores import bring, of, open_table, sheet_of
from tests.conftest import make_cast
from tests.journeys.test_year import follow, press, says

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

SOON = 12_000


@pytest.fixture
def table(db):
    """A year whose other units are scored and confirmed already."""
    cast, number = make_cast(), date.today().year
    year = cast.year
    if year.year != number:
        year = make.make_year(cast.cluster, number)
        make.make_term(year, cast.chair_unit, "chair")
    table = open_table(year, cast.secretary)
    table.cast = cast
    for unit, points in ((cast.chair_unit, 10), (cast.vice_unit, 9), (cast.other_unit, 5)):
        bring(sheet_of(table, unit), "confirmed", cast.secretary, report=points)
    return table


def box(page, table, name, field):
    return page.locator(f"[name=c{of(table, name).pk}-{field}]")


def test_from_the_own_score_to_the_published_result(table, as_person):
    sheet, year = sheet_of(table, table.cast.unit), table.cluster_year_id
    officer, chair, leader = as_person("officer"), as_person("chair"), as_person("leader")
    here = f"/phieu-cham-diem/{sheet.pk}/"

    # before publication the unit finds its own sheet and nobody's ranking
    officer.goto(f"/nam/{year}/xep-hang/")
    says(officer, "Kết quả chấm điểm chưa công bố")

    officer.goto(here)
    quantity = "Chỉ tiêu kết nạp hội viên"
    box(officer, table, quantity, "plan").fill("100")
    box(officer, table, quantity, "result").fill("95")
    box(officer, table, "Đoàn kết nội bộ", "level").select_option(index=1)
    box(officer, table, "Tổ chức phong trào", "points").fill("29,5")
    box(officer, table, "Chế độ báo cáo", "points").fill("10")
    box(officer, table, "Chế độ báo cáo", "points").press("Tab")
    expect(officer.locator("[data-out=tong_tu]").first).to_have_text("97,5 điểm", timeout=SOON)
    expect(officer.locator("[data-status]")).to_contain_text("Đã lưu", timeout=SOON)
    follow(officer, "Nộp phiếu")
    press(officer, "Nộp phiếu")
    says(officer, "đang thẩm định")

    # the chair agrees with all but one
    chair.goto(here)
    box(chair, table, "Chế độ báo cáo", "points").fill("8")
    box(chair, table, "Chế độ báo cáo", "note").fill("Báo cáo quý II gửi chậm.")
    box(chair, table, "Chế độ báo cáo", "note").press("Tab")
    expect(chair.locator("[data-status]")).to_contain_text("Đã lưu", timeout=SOON)
    press(chair, "Đồng ý tất cả điểm tự chấm còn lại")
    expect(chair.locator("[data-out=tong_tham]").first).to_have_text("95,5 điểm", timeout=SOON)
    follow(chair, "Hoàn thành thẩm định")
    press(chair, "Hoàn thành thẩm định")
    says(chair, "chờ xác nhận")

    # the leader confirms, reads what is to be published, and publishes it
    leader.goto(here)
    follow(leader, "Xác nhận điểm")
    press(leader, "Xác nhận")
    leader.goto(f"/nam/{year}/xep-hang/")
    follow(leader, "Công bố kết quả")
    says(leader, "Việc công bố không rút lại được")
    press(leader, "Công bố kết quả")
    says(leader, "Đã công bố kết quả chấm điểm")

    # the unit reads why it got what it got, and prints it
    officer.goto(f"/nam/{year}/xep-hang/")
    follow(officer, "Kết quả của đơn vị tôi")
    says(officer, "Tổng điểm 95,5, không có điểm thưởng, điểm trừ.")
    says(officer, "Xếp hạng 3 trong 4 đơn vị được xếp hạng.")
    says(officer, "Chế độ báo cáo: tự chấm 10, thẩm định 8. Lý do: Báo cáo quý II gửi chậm.")
    printed = officer.request.get(f"{here}ket-qua/pdf/")
    with pdfplumber.open(BytesIO(printed.body())) as pdf:
        text = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    assert "Báo cáo quý II gửi chậm" in text
    assert "DỰ THẢO" not in text
