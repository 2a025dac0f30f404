"""Files of data: each kind through its pages, from the file to the books and back."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from openpyxl.styles import Font

from audit.models import Event
from clusters import actions
from clusters.imports.kinds import KINDS
from clusters.models import ClusterYear, FormerName, ImportBatch, Membership, OfficeTerm, Person, Post, Unit
from tests import factories as make
from tests.clusters.sheets import (
    apply,
    bring,
    check,
    line,
    map_columns,
    page,
    preview,
    problems,
    results,
    undo,
    upload,
    workbook,
)

UNITS = ["TT", "Tên đơn vị", "Tên gọn", "Ngày thành lập", "Tên cũ", "Tên cũ dùng đến ngày"]


@pytest.fixture
def keeper(cast, sign_in):
    return sign_in(cast.secretary)


# --- units -------------------------------------------------------------------------------------------


def test_units_come_in_are_corrected_in_the_preview_and_go_again(cast, keeper):
    file = workbook(
        [
            UNITS,
            [1, "Hội Nông dân tỉnh Mẫu", "Hội Nông dân", "14.10.1980", "Hội Nông dân tập thể", "01/03/1988"],
            [2, "Hội thành viên A", "Hội A", None, None, None],
            [3, "Hội thành viên B", None, None, None, None],
            [4, "Hội Người cao tuổi", "Hội NCT", "31/02/2024", None, None],
            ["Tổng cộng", None, None, None, None, None],
        ]
    )
    batch = bring(keeper, "units", cast.authority, file)
    assert results(batch) == {2: "new", 3: "changed", 4: "unchanged", 5: "wrong"}
    shown = preview(keeper, batch)
    assert (
        "Trang tính “Sheet1”, dòng 5, cột D (Ngày thành lập): “31/02/2024” không có trong lịch. "
        "Cần ghi ngày/tháng/năm, ví dụ 28/02/2024." in shown
    )
    assert "Còn 1 dòng có lỗi" in apply(keeper, batch)
    assert Unit.objects.count() == 4

    edited = keeper.post(
        page("import_line_edit", line(batch, 5), ket_qua="wrong"),
        {"o_1": "Hội Người cao tuổi", "o_2": "Hội NCT", "o_3": "28/02/2024", "o_4": "", "o_5": ""},
    )
    assert edited.url.endswith("?ket_qua=wrong")
    assert results(batch)[5] == "new"
    assert "Đã nhập toàn bộ dữ liệu" in apply(keeper, batch)
    made = Unit.objects.get(name="Hội Nông dân tỉnh Mẫu")
    assert (made.short_name, made.founded_on) == ("Hội Nông dân", date(1980, 10, 14))
    assert made.name_on(date(1985, 1, 1)) == "Hội Nông dân tập thể"
    assert "hoi nong dan tap the" in made.search_text
    cast.chair_unit.refresh_from_db()
    assert (cast.chair_unit.short_name, "hoi a" in cast.chair_unit.search_text) == ("Hội A", True)
    assert Event.objects.filter(verb="import_applied").count() == 1

    assert "Đã hoàn tác" in undo(keeper, batch)
    assert set(Unit.objects.values_list("pk", flat=True)) == {unit.pk for unit in cast.units}
    cast.chair_unit.refresh_from_db()
    assert (cast.chair_unit.short_name, FormerName.objects.count()) == ("", 0)


def test_a_new_former_name_of_a_unit_that_is_there_is_written_and_goes_again(cast, keeper):
    file = workbook([UNITS, [1, "Hội thành viên C", None, None, "Ban vận động C", "31/12/1999"]])
    batch = bring(keeper, "units", cast.authority, file)
    assert results(batch) == {2: "changed"}
    apply(keeper, batch)
    cast.unit.refresh_from_db()
    assert cast.unit.name_on(date(1999, 1, 1)) == "Ban vận động C"
    undo(keeper, batch)
    cast.unit.refresh_from_db()
    assert cast.unit.past_names == []


def test_a_unit_spelled_otherwise_is_the_same_unit_and_the_line_says_so(cast, keeper):
    file = workbook([UNITS, [1, "HOI THANH VIEN A", "Hội A", None, None, None]])
    batch = bring(keeper, "units", cast.authority, file)
    assert results(batch) == {2: "changed"}
    assert "Khớp với đơn vị đã có “Hội thành viên A”" in preview(keeper, batch)
    apply(keeper, batch)
    cast.chair_unit.refresh_from_db()
    assert (cast.chair_unit.name, cast.chair_unit.short_name) == ("Hội thành viên A", "Hội A")


def test_an_empty_cell_changes_nothing(cast, keeper):
    cast.unit.short_name, cast.unit.founded_on = "Hội C", date(1990, 1, 1)
    actions.change_unit(cast.unit, by=cast.secretary)
    batch = bring(keeper, "units", cast.authority, workbook([UNITS, [1, "Hội thành viên C"] + [None] * 4]))
    assert results(batch) == {2: "unchanged"}
    assert "Không có dòng nào mới hoặc thay đổi" in apply(keeper, batch)


def test_a_unit_twice_in_the_file_is_found_and_leaving_one_out_mends_it(cast, keeper):
    rows = [UNITS, *([n, "Hội Làm vườn", None, None, None, None] for n in (1, 2))]
    batch = bring(keeper, "units", cast.authority, workbook(rows))
    assert results(batch) == {2: "new", 3: "wrong"}
    assert "trùng với dòng 2" in problems(batch)[0]
    keeper.post(page("import_line_leave_out", line(batch, 2)))
    check(keeper, batch)
    assert results(batch) == {2: "left_out", 3: "new"}
    keeper.post(page("import_line_take_in", line(batch, 2)))
    check(keeper, batch)
    keeper.post(page("import_wrong_leave_out", batch))
    apply(keeper, batch)
    assert Unit.objects.filter(name="Hội Làm vườn").count() == 1


def test_rows_hidden_in_the_file_are_left_out_until_they_are_taken_in(cast, keeper):
    rows = [UNITS, *([n, f"Hội mới {n}", None, None, None, None] for n in (1, 2, 3))]
    batch = bring(keeper, "units", cast.authority, workbook(rows, hidden=[3]))
    assert results(batch) == {2: "new", 3: "left_out", 4: "new"}
    assert "Bị ẩn trong tệp" in preview(keeper, batch, ket_qua="left_out")
    keeper.post(page("import_hidden", batch), {"lay": "1"})
    check(keeper, batch)
    assert results(batch)[3] == "new"
    keeper.post(page("import_hidden", batch), {"lay": "0"})
    check(keeper, batch)
    assert results(batch) == {2: "new", 3: "left_out", 4: "new"}


def test_old_letters_are_converted_and_shown_as_they_stood(cast, keeper):

    file = workbook([["Tên đơn vị"], ["Héi N«ng d©n tØnh"]])
    book = load_workbook(file)
    book.active["A2"].font = Font(name=".VnTime")
    file.seek(0)
    file.truncate()
    book.save(file)
    file.seek(0)
    batch = bring(keeper, "units", cast.authority, file)
    shown = preview(keeper, batch)
    assert "<del>Héi N«ng d©n tØnh</del>" in shown
    assert "<ins>Hội Nông dân tỉnh</ins>" in shown
    assert "phông chữ cũ" in shown


# --- members -----------------------------------------------------------------------------------------


def test_members_come_in_with_their_years_and_go_again(cast, keeper):
    new = make.make_unit(cast.authority, name="Hội Luật gia")
    rows = [
        ["DANH SÁCH THÀNH VIÊN", None, None, None, None],
        ["Cụm", "Tên đơn vị", "Từ ngày", "Đến ngày", "Lý do"],
        ["Cụm số 1", "Hội Luật gia", "2021", None, None],
        ["CTĐ01", "Hội thành viên D", None, "31/12/2025", "Chuyển cụm"],
        ["cụm 9", "Hội thành viên C", "2020", None, None],
        ["1", "Hội thành viên Z", "2020", None, None],
        ["01", "Hội Luật gia", "15/06/2022", None, None],
    ]
    batch = upload(keeper, "members", cast.authority, workbook(rows))
    map_columns(keeper, batch, chung_starts_on="01/01/2020")
    check(keeper, batch)
    assert results(batch) == {3: "new", 4: "changed", 5: "wrong", 6: "wrong", 7: "wrong"}
    told = problems(batch)
    assert "không có cụm, khối nào là “cụm 9”" in told[0]
    assert "Chưa có đơn vị nào tên “Hội thành viên Z”" in told[1]
    assert "dòng 3" in told[2]
    keeper.post(page("import_wrong_leave_out", batch))
    apply(keeper, batch)
    made = Membership.objects.get(unit=new)
    assert (made.starts_on, made.is_start_known, made.position) == (date(2021, 1, 1), False, 5)
    left = Membership.objects.get(unit=cast.other_unit)
    assert (left.ends_on, left.end_reason, left.starts_on) == (
        date(2025, 12, 31),
        "Chuyển cụm",
        date(2020, 1, 1),
    )
    undo(keeper, batch)
    left.refresh_from_db()
    assert (left.ends_on, left.end_reason) == (None, "")
    assert not Membership.objects.filter(unit=new).exists()


def test_a_unit_is_found_by_a_name_that_it_bore(cast, keeper):
    new = make.make_unit(cast.authority, name="Hội Sinh viên")
    actions.add_former_name(
        FormerName(unit=new, name="Hội Liên hiệp Sinh viên", until=date(2015, 5, 1)), by=cast.secretary
    )
    rows = [["Cụm", "Đơn vị", "Từ ngày"], ["1", "Hội Liên hiệp Sinh viên", "01/01/2026"]]
    batch = bring(keeper, "members", cast.authority, workbook(rows))
    assert results(batch) == {2: "new"}
    assert "là tên cũ của đơn vị “Hội Sinh viên”" in preview(keeper, batch)


# --- people ------------------------------------------------------------------------------------------

PEOPLE = ["Họ và tên", "Học vị", "Chức vụ", "Đơn vị công tác", "Từ ngày", "Đến ngày"]


def test_people_come_in_with_their_posts_and_go_again(cast, keeper):
    known = actions.add_person(Person(authority=cast.authority, full_name="Trần Thị Bình"), by=None)
    actions.add_post(Post(person=known, title="Phó Chủ tịch", unit=cast.unit), by=None)
    rows = [
        PEOPLE,
        ["Nguyễn Văn An", "TS.", "Chủ tịch", "Hội thành viên A", 44270, None],
        ["Nguyễn Văn An", "TS.", "Phó Chủ tịch", "Hội thành viên A", "2016", "2021"],
        ["Trần Thị Bình", "ThS.", "Phó Chủ tịch", "Hội thành viên C", None, None],
        ["Lê Văn Cường", None, "Hiệu trưởng", "Trường Đại học Mẫu", None, None],
        ["Phạm Thị Dung", None, "Chủ tịch", None, None, None],
        ["Nguyễn Văn An", "TS.", "Chủ tịch", "Hội thành viên A", 44270, None],
    ]
    batch = bring(keeper, "people", cast.authority, workbook(rows))
    assert results(batch) == {2: "new", 3: "new", 4: "changed", 5: "new", 6: "wrong", 7: "wrong"}
    assert "Cùng một người với dòng 2" in preview(keeper, batch, ket_qua="new")
    assert "ghi là tổ chức khác" in preview(keeper, batch, ket_qua="new")
    keeper.post(page("import_wrong_leave_out", batch))
    apply(keeper, batch)
    person = Person.objects.get(full_name="Nguyễn Văn An")
    posts = list(person.posts.order_by("pk").values_list("title", "unit", "starts_on", "as_of"))
    assert posts == [
        ("Chủ tịch", cast.chair_unit.pk, date(2021, 3, 15), ""),
        ("Phó Chủ tịch", cast.chair_unit.pk, None, "từ năm 2016 đến năm 2021"),
    ]
    known.refresh_from_db()
    assert known.honorific == "ThS."
    assert Post.objects.get(person__full_name="Lê Văn Cường").body == "Trường Đại học Mẫu"
    undo(keeper, batch)
    known.refresh_from_db()
    assert (Person.objects.count(), Post.objects.count(), known.honorific) == (1, 1, "")


def test_a_namesake_elsewhere_is_another_person_and_the_line_says_so(cast, keeper):
    known = actions.add_person(Person(authority=cast.authority, full_name="Trần Thị Bình"), by=None)
    actions.add_post(Post(person=known, title="Chủ tịch", unit=cast.unit), by=None)
    rows = [PEOPLE, ["Trần Thị Bình", None, "Chủ tịch", "Hội thành viên B", None, None]]
    batch = bring(keeper, "people", cast.authority, workbook(rows))
    assert "Đã có người cùng tên" in preview(keeper, batch)
    apply(keeper, batch)
    assert Person.objects.filter(full_name="Trần Thị Bình").count() == 2


# --- office terms ------------------------------------------------------------------------------------

TERMS = ["Cụm", "Năm", "Vai trò", "Đơn vị", "Từ ngày", "Đến ngày", "Cách xác định"]


def test_past_terms_open_the_years_that_are_missing_and_go_again(cast, keeper):
    rows = [
        TERMS,
        ["Cụm thi đua số 01", "2023", "Trưởng cụm", "Hội thành viên B", None, None, "Luân phiên"],
        ["Cụm thi đua số 01", "năm 2023", "Cụm phó", "Hội thành viên C", None, None, None],
        ["Cụm thi đua số 01", 2024, "Cụm trưởng", "Hội thành viên C", "01/01/2024", "30/06/2024", "suy tôn"],
        ["Cụm thi đua số 01", "2024", "khối trưởng", "Hội thành viên D", "01/06/2024", "31/12/2024", None],
        ["Cụm thi đua số 01", "2026", "Cụm trưởng", "Hội thành viên D", None, None, None],
        ["Cụm thi đua số 01", "2018", "Cụm trưởng", "Hội thành viên D", None, None, None],
    ]
    batch = bring(keeper, "terms", cast.authority, workbook(rows))
    assert results(batch) == {2: "new", 3: "new", 4: "new", 5: "wrong", 6: "wrong", 7: "wrong"}
    told = problems(batch)
    assert "đã có cụm trưởng, khối trưởng: dòng 4" in told[0]
    assert "Năm 2026 chưa kết thúc" in told[1]
    assert "không phải là thành viên của Cụm thi đua số 01 ngày 01/01/2018" in told[2]
    assert "được mở như năm nhập lại từ hồ sơ" in preview(keeper, batch, ket_qua="new")
    keeper.post(page("import_wrong_leave_out", batch))
    apply(keeper, batch)
    year = ClusterYear.objects.get(year=2023)
    assert (year.is_recorded, year.vice_chair_known) == (True, "some")
    assert "danh-sach.xlsx" in year.source_note
    chair = year.office_terms.chairs().get()
    assert (chair.unit, chair.method, chair.are_days_known) == (cast.vice_unit, "rotation", False)
    half = OfficeTerm.objects.get(cluster_year__year=2024)
    assert (half.ends_on, half.are_days_known, half.method) == (date(2024, 6, 30), True, "acclaim")
    undo(keeper, batch)
    assert list(ClusterYear.objects.values_list("year", flat=True)) == [2026]
    assert OfficeTerm.objects.count() == 2


def test_a_term_that_is_there_is_completed_not_doubled(cast, keeper):
    year = make.make_year(cast.cluster, 2024, is_recorded=True)
    make.make_term(year, cast.unit, are_days_known=False)
    actions.add_person(Person(authority=cast.authority, full_name="Lê Văn Cường"), by=None)
    rows = [
        [*TERMS, "Người đại diện"],
        ["1", "2024", "Cụm trưởng", "Hội thành viên C", None, None, "Bầu", "Lê Văn Cường"],
        ["1", "2024", "Phó cụm", "Hội thành viên D", None, None, None, None],
    ]
    batch = bring(keeper, "terms", cast.authority, workbook(rows))
    assert results(batch) == {2: "changed", 3: "new"}
    apply(keeper, batch)
    term, year = (
        OfficeTerm.objects.get(cluster_year=year, office="chair"),
        ClusterYear.objects.get(pk=year.pk),
    )
    assert (term.method, term.person.full_name, year.vice_chair_known) == ("election", "Lê Văn Cường", "some")
    undo(keeper, batch)
    term.refresh_from_db()
    year.refresh_from_db()
    assert (term.method, term.person, year.vice_chair_known) == ("unknown", None, "unknown")


# --- all or nothing, and back ------------------------------------------------------------------------


def units_file(*names, **more):
    return workbook([UNITS, *([n, name] + [None] * 4 for n, name in enumerate(names, 1))], **more)


def test_one_row_that_the_books_refuse_keeps_all_out_and_is_named(cast, keeper):
    names = [f"Hội mới {n}" for n in range(30)]
    batch = bring(keeper, "units", cast.authority, units_file(*names))
    make.make_unit(cast.authority, name="Hội mới 18")
    said = apply(keeper, batch)
    assert "Trang tính “Sheet1”, dòng 20: Đơn vị có tên này đã có trong hệ thống của cơ quan." in said
    assert (batch.status, Unit.objects.count()) == ("checked", 5)


def test_what_somebody_changed_since_the_check_is_not_written_over(cast, keeper):
    file = workbook([UNITS, [1, "Hội thành viên A", "Hội A", None, None, None]])
    batch = bring(keeper, "units", cast.authority, file)
    cast.chair_unit.short_name = "HA"
    actions.change_unit(cast.chair_unit, by=cast.secretary)
    assert "vừa được người khác sửa sau khi kiểm tra" in apply(keeper, batch)
    cast.chair_unit.refresh_from_db()
    assert cast.chair_unit.short_name == "HA"


def test_a_batch_that_something_depends_on_is_not_taken_back(cast, keeper):
    batch = bring(keeper, "units", cast.authority, units_file("Hội Làm vườn", "Hội Sinh viên"))
    apply(keeper, batch)
    garden = Unit.objects.get(name="Hội Làm vườn")
    actions.add_member(Membership(cluster=cast.cluster, unit=garden, starts_on=date(2026, 1, 1)), by=None)
    said = undo(keeper, batch)
    assert "“Hội Làm vườn” (dòng 2) đã được dùng ở đơn vị thành viên" in said
    assert (batch.status, Unit.objects.count()) == ("applied", 6)


def test_what_would_go_silently_with_a_row_blocks_the_way_back_too(cast, keeper):
    rows = [PEOPLE, ["Nguyễn Văn An", None, "Chủ tịch", "Hội thành viên A", None, None]]
    batch = bring(keeper, "people", cast.authority, workbook(rows))
    apply(keeper, batch)
    person = Person.objects.get()
    actions.add_post(Post(person=person, title="Ủy viên", unit=cast.unit), by=cast.secretary)
    assert "đã được dùng ở chức vụ" in undo(keeper, batch)
    assert Post.objects.count() == 2


def test_a_row_changed_by_people_blocks_the_way_back(cast, keeper):
    batch = bring(keeper, "units", cast.authority, units_file("Hội Làm vườn"))
    apply(keeper, batch)
    garden = Unit.objects.get(name="Hội Làm vườn")
    garden.head_post = "Chủ tịch"
    actions.change_unit(garden, by=cast.secretary)
    assert "“Hội Làm vườn” (dòng 2) đã được sửa sau khi nhập" in undo(keeper, batch)
    assert Unit.objects.filter(pk=garden.pk).exists()


def test_a_batch_is_taken_back_once(cast, keeper):
    batch = bring(keeper, "units", cast.authority, units_file("Hội Làm vườn"))
    apply(keeper, batch)
    undo(keeper, batch)
    assert "Đã hoàn tác" in undo(keeper, batch)
    assert Event.objects.filter(verb="import_undone").count() == 1


# --- the file ----------------------------------------------------------------------------------------


def test_a_file_sent_twice_in_a_moment_is_received_once(cast, keeper, frozen_day):
    content = units_file("Hội Làm vườn").read()
    first = upload(keeper, "units", cast.authority, SimpleUploadedFile("a.xlsx", content))
    assert upload(keeper, "units", cast.authority, SimpleUploadedFile("a.xlsx", content)) == first
    assert Event.objects.filter(verb="import_received").count() == 1
    frozen_day.shift(120)
    assert upload(keeper, "units", cast.authority, SimpleUploadedFile("a.xlsx", content)) != first


def test_a_file_that_was_imported_before_is_taken_with_a_warning(cast, keeper, frozen_day):
    content = units_file("Hội Làm vườn").read()

    batch = bring(keeper, "units", cast.authority, SimpleUploadedFile("a.xlsx", content))
    apply(keeper, batch)
    again = bring(keeper, "units", cast.authority, SimpleUploadedFile("b.xlsx", content))
    assert again != batch
    assert "Tệp này đã được nhập ngày 02/03/2026" in preview(keeper, again)
    assert results(again) == {2: "unchanged"}


def test_a_dropped_file_leaves_nothing_but_its_row(cast, keeper):
    batch = bring(keeper, "units", cast.authority, units_file("Hội Làm vườn"))
    keeper.post(page("import_drop", batch))
    batch.refresh_from_db()
    assert (batch.status, batch.lines.count(), Unit.objects.count()) == ("dropped", 0, 4)
    assert "không làm được việc này nữa" in apply(keeper, batch)


@pytest.mark.parametrize("kind", ["units", "members", "people", "terms", "awards"])
def test_the_template_of_a_kind_fits_its_own_columns(cast, keeper, kind):

    response = keeper.get(reverse("clusters:import_template"), {"loai": kind})
    book = load_workbook(BytesIO(response.content))
    headings = [cell.value for cell in book["Dữ liệu"][1]]
    names = [column.name for column in KINDS[kind].columns]
    assert KINDS[kind].guess(headings) == {name: place for place, name in enumerate(names)}
    assert book["Hướng dẫn"].max_row == len(names) + 3


def test_a_template_that_was_filled_in_is_read(cast, keeper):

    response = keeper.get(reverse("clusters:import_template"), {"loai": "units"})
    book = load_workbook(BytesIO(response.content))
    book["Dữ liệu"]["A2"], book["Dữ liệu"]["D2"] = "Hội Làm vườn", date(1986, 1, 20)
    content = BytesIO()
    book.save(content)
    batch = upload(keeper, "units", cast.authority, SimpleUploadedFile("mau.xlsx", content.getvalue()))
    assert [sheet["name"] for sheet in batch.sheets] == ["Dữ liệu"]
    map_columns(keeper, batch)
    check(keeper, batch)
    apply(keeper, batch)
    assert Unit.objects.get(name="Hội Làm vườn").founded_on == date(1986, 1, 20)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.4 x", "Tệp này là PDF, không phải bảng tính."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "Tệp này"),
        (b"PK\x03\x04 broken", "Bảng tính này hỏng"),
        (b"", "Tệp này trống"),
    ],
)
def test_what_is_no_spreadsheet_is_refused_in_words_and_nothing_is_kept(cast, keeper, content, said):

    response = keeper.post(
        reverse("clusters:import_add"),
        {"kind": "units", "authority": cast.authority.pk, "file": SimpleUploadedFile("a.xlsx", content)},
    )
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not ImportBatch.objects.exists()


def test_a_csv_with_semicolons_comes_in(cast, keeper):

    text = "\ufeffSTT;Tên đơn vị;Ngày thành lập\n1;Hội Làm vườn;20/1/1986\n"
    batch = bring(keeper, "units", cast.authority, SimpleUploadedFile("don-vi.csv", text.encode()))
    assert batch.sheet == "don-vi"
    apply(keeper, batch)
    assert Unit.objects.get(name="Hội Làm vườn").founded_on == date(1986, 1, 20)


# --- who, and at what price --------------------------------------------------------------------------


def test_a_file_of_another_authority_does_not_exist(cast, keeper, client):
    batch = bring(keeper, "units", cast.authority, units_file("Hội Làm vườn"))
    row = line(batch, 2)
    client.force_login(cast.outsider)
    for name in ("import_detail", "import_map", "import_undo"):
        assert client.get(page(name, batch)).status_code == 404
    for name in ("import_check", "import_apply", "import_drop"):
        assert client.post(page(name, batch)).status_code == 404
    assert client.get(page("import_line_edit", row)).status_code == 404
    assert "Hội Làm vườn" not in client.get(reverse("clusters:import_list")).content.decode()


def test_nobody_imports_into_the_books_of_another_authority(cast, sign_in):
    response = sign_in(cast.outsider).post(
        reverse("clusters:import_add"),
        {"kind": "units", "authority": cast.authority.pk, "file": units_file("Hội Làm vườn")},
    )
    assert response.status_code == 422
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize("kind", ["units", "members", "people", "terms", "awards"])
def test_the_price_of_a_check_does_not_grow_with_the_rows(cast, keeper, kind):
    make.make_award(code="CSTDCS", name="Chiến sĩ thi đua cơ sở", subject="individual")
    rows = {
        "units": lambda n: [f"Hội mới {n}", None],
        "members": lambda n: ["1", f"Hội thành viên {'ABCD'[n % 4]}", f"{1990 + n}"],
        "people": lambda n: [f"Nguyễn Văn {n}", "Chủ tịch", "Hội thành viên A"],
        "terms": lambda n: ["1", f"{1990 + n}", "Cụm trưởng", "Hội thành viên A"],
        "awards": lambda n: ["1", f"{1990 + n}", "Hội thành viên A", f"Người {n}", "Chiến sĩ thi đua cơ sở"],
    }[kind]
    headings = {
        "units": ["Tên đơn vị", "Tên gọn"],
        "members": ["Cụm", "Đơn vị", "Từ năm"],
        "people": ["Họ và tên", "Chức vụ", "Đơn vị"],
        "terms": ["Cụm", "Năm", "Vai trò", "Đơn vị"],
        "awards": ["Cụm", "Năm", "Đơn vị", "Họ và tên", "Hình thức khen thưởng"],
    }[kind]
    counts = []
    for number in (3, 30):
        file = workbook([headings, *map(rows, range(number))], name=f"{number}.xlsx")
        batch = upload(keeper, kind, cast.authority, file)
        map_columns(keeper, batch)
        with CaptureQueriesContext(connection) as queries:
            keeper.post(page("import_check", batch))
        counts.append(len(queries))
        batch.refresh_from_db()
        assert batch.done == number
    assert counts[0] == counts[1]


def test_the_list_names_files_and_their_steps_in_a_constant_number_of_queries(cast, keeper):
    counts = []
    for number in range(3):
        upload(keeper, "units", cast.authority, units_file("Hội Làm vườn", name=f"tep-{number}.xlsx"))
        with CaptureQueriesContext(connection) as queries:
            shown = keeper.get(reverse("clusters:import_list")).content.decode()
        counts.append(len(queries))
    assert "Chờ ghép cột" in shown
    assert counts[0] == counts[-1]


@pytest.mark.parametrize(
    ("name", "kind"), [("unit_list", "units"), ("person_list", "people"), ("cluster_list", "members")]
)
def test_the_lists_lead_whoever_may_to_the_import_of_their_kind(cast, keeper, client, name, kind):
    address = f"{reverse('clusters:import_add')}?loai={kind}"
    assert address in keeper.get(reverse(f"clusters:{name}")).content.decode()
    assert keeper.get(address).context["form"]["kind"].value() == kind
    client.force_login(cast.viewer)
    assert address not in client.get(reverse(f"clusters:{name}")).content.decode()


def test_the_price_of_writing_and_taking_back_does_not_grow_with_the_rows(cast, keeper):
    prices = []
    for number in (3, 30):
        names = [f"Hội {number} {n}" for n in range(number)]
        batch = bring(keeper, "units", cast.authority, units_file(*names, name=f"{number}.xlsx"))
        with CaptureQueriesContext(connection) as writing:
            actions.apply_import(batch, by=cast.secretary)
        with CaptureQueriesContext(connection) as undoing:
            actions.undo_import(batch, "Nhập nhầm", by=cast.secretary)
        # what is written back runs as one statement for all rows, which is counted row by row
        prices.append(
            [sum(not query["sql"].startswith("UPDATE") for query in log) for log in (writing, undoing)]
        )
    assert prices[0] == prices[1]
