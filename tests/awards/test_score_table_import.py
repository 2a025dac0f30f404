"""Criteria out of a spreadsheet: each wrong cell explained, written whole or not at all; Excel out and in again."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from audit.models import Event
from awards import actions
from awards.models import ScoreCriterion, ScoreLevel, ScoreTable
from awards.score_table_reading import Reading
from tests import factories as make
from tests.awards.scores import criterion, draft_table, of

D, Kind = Decimal, ScoreCriterion.Kind
HEADINGS = ["Mã", "Tên tiêu chí", "Loại", "Điểm tối đa", "Bước điểm", "Điểm một lần", "Mức điểm", "Cách chấm"]


def url(name, row):
    return reverse(f"awards:{name}", args=[row.pk])


def words(response):
    return " ".join(response.content.decode().split())


def sheet(*rows, headings=HEADINGS):
    book = Workbook()
    book.active.append(headings)
    for row in rows:
        book.active.append(row)
    content = BytesIO()
    book.save(content)
    return upload(content.getvalue())


def upload(content, name="bảng điểm.xlsx"):
    return SimpleUploadedFile(name, content)


@pytest.fixture
def empty(cast):
    """A table without criteria, in the next year."""
    year = make.make_year(cast.cluster, 2027)
    return actions.save_score_table(ScoreTable(cluster_year=year, whole=D(100)), by=cast.secretary)


def send(client, table, *rows, **fields):
    return client.post(url("score_table_import", table), {"file": sheet(*rows, **fields)})


def confirm(client, table, page):
    return client.post(
        url("score_table_import", table), {"payload": page.context["form"].found.payload}, follow=True
    )


RIGHT = [
    ["1", "Nhiệm vụ chuyên môn", None, 60, None, None, None, None],
    ["1.1", "Kết nạp hội viên", "Định lượng", 40, None, None, "từ 100%: 40; từ 90%: 32,5", "Theo kế hoạch"],
    ["1.2", "Đoàn kết nội bộ", None, 20, None, None, "Tốt: 20; Khá: 14", None],
    ["2", "Tổ chức phong trào", None, 40, 0.5, None, None, None],
    ["3", "Chậm báo cáo", "Điểm trừ", None, None, -1, None, None],
]


def test_a_right_file_is_shown_first_and_written_when_confirmed(cast, sign_in, empty):
    client = sign_in(cast.secretary)
    page = send(client, empty, *RIGHT)
    assert page.status_code == 200
    assert "Đọc được 5 dòng, không có ô nào sai" in words(page)
    assert not empty.criteria.exists()
    page = confirm(client, empty, page)
    assert "Đã nhập 5 dòng vào bảng điểm." in words(page)
    rows = Reading(empty).rows
    assert [(row.mark, row.name, row.kind, row.maximum) for row in rows] == [
        ("I.", "Nhiệm vụ chuyên môn", Kind.GROUP, D(60)),
        ("1.", "Kết nạp hội viên", Kind.QUANTITY, D(40)),
        ("2.", "Đoàn kết nội bộ", Kind.JUDGEMENT, D(20)),
        ("II.", "Tổ chức phong trào", Kind.POINTS, D(40)),
        ("III.", "Chậm báo cáo", Kind.EXTRA, D(0)),
    ]
    assert (rows[1].scale, rows[1].levels.last().points, rows[1].guidance) == (
        "bands",
        D("32.5"),
        "Theo kế hoạch",
    )
    assert (rows[3].step, rows[4].each) == (D("0.5"), D(-1))
    assert Reading(empty).faults == []
    assert Event.objects.first().note == "Nhập từ tệp bảng tính."


def test_each_wrong_cell_is_explained_and_nothing_is_written(cast, sign_in, empty):
    page = send(
        sign_in(cast.secretary),
        empty,
        ["1", "Nhóm", None, 60, None, None, None, None],
        ["1.1", "Điểm sai", None, "1.000", None, None, None, None],
        ["1.1", "Lặp mã", None, 10, None, None, None, None],
        ["2.1", "Không có nhóm", None, 10, None, None, None, None],
        ["", "Không có mã", None, 10, None, None, None, None],
        ["3", "Loại lạ", "Ngôi sao", 10, None, None, None, None],
        ["4", "Mức sai", None, 10, None, None, "Tốt 20", None],
        ["5", "Mức vượt", None, 10, None, None, "Tốt: 20", None],
        ["6", "", None, 10, 0, None, None, None],
        ["7 bis", "Mã sai", None, 10, None, None, None, None],
    )
    assert page.status_code == 422
    text = words(page)
    for said in (
        "Ô D3 (Điểm tối đa): Chưa rõ “1.000” là 1000 hay 1,000.",
        "Ô A4 (Mã): mã “1.1” đã có ở dòng 3.",
        "Ô A5 (Mã): chưa có dòng “2” ở phía trên.",
        "Ô A6 (Mã): chưa ghi mã.",
        "Ô C7 (Loại): không có loại “Ngôi sao”.",
        "Ô G8 (Mức điểm): “Tốt 20” chưa đúng cách ghi.",
        "Ô G9 (Mức điểm): Điểm của một mức không vượt quá 10.",
        "Ô B10 (Tên tiêu chí):",
        "Ô A11 (Mã): “7 bis” không phải là mã",
    ):
        assert said in text, said
    assert "Nhập vào bảng điểm" not in text
    assert not empty.criteria.exists()


def test_a_code_that_excel_made_a_number_or_a_day_is_read_or_explained(cast, sign_in, empty):
    import datetime

    client = sign_in(cast.secretary)
    rows = [["1", "Nhóm", None, 10], [1.1, "Một", None, 10], [datetime.date(2026, 2, 1), "Hai", None, 10]]
    text = words(send(client, empty, *rows, headings=HEADINGS[:4]))
    assert "Excel đã đổi mã thành ngày “01/02/2026”" in text
    page = send(client, empty, *rows[:2], headings=HEADINGS[:4])
    assert [line.mark for line in page.context["form"].found.lines] == ["I.", "1."]


def test_a_file_without_the_columns_or_of_another_kind_is_refused_in_words(cast, sign_in, empty):
    client = sign_in(cast.secretary)
    page = send(client, empty, ["1", "Một"], headings=["Cột A", "Cột B"])
    assert "Tệp không có cột “Mã”, “Tên tiêu chí”" in words(page)
    page = client.post(url("score_table_import", empty), {"file": upload(b"%PDF-1.4", "bảng.xlsx")})
    assert page.status_code == 422
    assert "không phải bảng tính" in words(page)
    assert client.post(url("score_table_import", empty)).status_code == 422


@pytest.mark.parametrize("payload", ["", "giả mạo", "abc:def:ghi"])
def test_a_crafted_confirmation_writes_nothing(cast, sign_in, empty, payload):
    page = sign_in(cast.secretary).post(url("score_table_import", empty), {"payload": payload}, follow=True)
    assert "Gửi lại tệp." in words(page)
    assert not empty.criteria.exists()


def test_a_table_with_criteria_takes_no_file(cast, sign_in, empty):
    client = sign_in(cast.secretary)
    page = send(client, empty, *RIGHT)
    confirm(client, empty, page)
    page = confirm(client, empty, page)  # pressed twice
    assert "chưa có tiêu chí nào" in words(page)
    assert empty.criteria.count() == 5


def test_what_goes_out_comes_in_again(cast, sign_in, empty):
    table = draft_table(cast.year, cast.secretary)
    group = of(table, "Thực hiện nhiệm vụ")
    bands = [ScoreLevel(percent=D("99.5"), points=D(5)), ScoreLevel(percent=D(80), points=D(3))]
    criterion(table, "Theo khung", cast.secretary, Kind.QUANTITY, D(5), group, bands, scale="bands")
    criterion(
        table,
        "Số vụ việc",
        cast.secretary,
        Kind.QUANTITY,
        D(5),
        group,
        scale="per_percent",
        rate=D("0.5"),
        lower_is_better=True,
        needs_evidence=True,
    )
    client = sign_in(cast.secretary)
    content = client.get(url("score_table_export", table)).content
    page = client.post(url("score_table_import", empty), {"file": upload(content)})
    assert [line.faults for line in page.context["form"].found.wrong] == []
    confirm(client, empty, page)

    def told(table):
        return [
            (
                row.number,
                row.name,
                row.kind,
                row.maximum,
                row.step,
                row.each,
                row.cap,
                row.how,
                row.needs_evidence,
            )
            for row in Reading(table).rows
        ]

    assert told(empty) == told(table)


def test_the_file_to_fill_in_is_itself_right(cast, sign_in, empty):
    client = sign_in(cast.secretary)
    content = client.get(url("score_table_import", empty), {"mau": "1"}).content
    page = client.post(url("score_table_import", empty), {"file": upload(content)})
    found = page.context["form"].found
    assert (found.is_right, len(found.lines)) == (True, 7)
