import io
import re
import zipfile
from datetime import date, datetime

import openpyxl
import pikepdf
import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from PIL import Image

from documents import workbook
from documents.workbook import Header, Refused, column_letter, find_header, read

KNOWN = {"ten don vi", "ky hieu", "ghi chu", "cum truong", "tu ngay", "den ngay", "so luong"}


def xlsx(*rows, **more):
    """Return a workbook of one sheet; ``more`` names further sheets and their rows."""
    book = openpyxl.Workbook()
    book.active.title = "Danh sách"
    for name, lines in {"Danh sách": rows, **more}.items():
        page = book[name] if name in book.sheetnames else book.create_sheet(name)
        for line in lines:
            page.append(line)
    return book


def content_of(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read_book(book, name="Danh sách.xlsx"):
    return read(SimpleUploadedFile(name, content_of(book)), name, known=KNOWN)


def read_sheet(book):
    return read_book(book).sheets[0]


def read_csv(content, name="Danh sách.csv"):
    content = content.encode() if isinstance(content, str) else content
    return read(io.BytesIO(content), name, known=KNOWN).sheets[0]


def cells_of(sheet):
    return [row.cells for row in sheet.rows]


def rewritten(content, changes):
    """Return an archive with some of its parts replaced (bytes), changed (a function) or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in [*old.namelist(), *(name for name in changes if name not in old.namelist())]:
            part = changes.get(name, lambda data: data)
            new.writestr(name, part(old.read(name)) if callable(part) else part)
    return out.getvalue()


def zipped(**parts):
    return rewritten(b"PK\x05\x06" + bytes(18), parts)


def refusal(content, name="Danh sách.xlsx", **options):
    file = io.BytesIO(content)
    with pytest.raises(Refused) as refused:
        read(file, name, **options)
    assert file.tell() == 0
    return refused.value


def shared(*rows):
    """Return a workbook whose texts stand in a part of their own, as Excel writes them."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet("Danh sách")
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return out.getvalue()


ROWS = ["TT", "Tên đơn vị"], [1, "Hội A"]
PLAIN = content_of(xlsx(*ROWS))
WITH_SHARED_TEXTS = shared(*ROWS)


# --- what is refused ---------------------------------------------------------------------------------


def ole(*names):
    return workbook.OLE + bytes(504) + b"".join(name.encode("utf-16-le").ljust(64, b"\0") for name in names)


def pdf_bytes():
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out)
    return out.getvalue()


def picture_bytes():
    out = io.BytesIO()
    Image.effect_noise((20, 10), 80).save(out, "PNG")
    return out.getvalue()


OTHERS = {
    "empty": lambda: b"",
    "xls": lambda: ole("Root Entry", "Workbook"),
    "locked": lambda: ole("Root Entry", "EncryptionInfo", "EncryptedPackage"),
    "word": lambda: ole("Root Entry", "WordDocument"),
    "office": lambda: ole("Root Entry"),
    "xlsb": lambda: zipped(**{"[Content_Types].xml": b"<Types/>", "xl/workbook.bin": b"x"}),
    "ods": lambda: zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"),
    "slides": lambda: zipped(**{"ppt/presentation.xml": b"<p/>"}),
    "archive": lambda: zipped(**{"Danh sách.csv": b"TT;A"}),
    "markup": lambda: b"\xef\xbb\xbf<html><table><tr><td>TT</td></tr></table></html>",
    "pdf": pdf_bytes,
    "image": picture_bytes,
    "other": lambda: b"TT\x00\x01\x02",
    "strict": lambda: rewritten(
        PLAIN, {"xl/workbook.xml": b'<workbook xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"/>'}
    ),
    "macro": lambda: rewritten(PLAIN, {"xl/vbaProject.bin": b"x"}),
    "broken": lambda: PLAIN[: len(PLAIN) // 2],
    "no_data": lambda: content_of(xlsx(["TT", "Tên đơn vị"])),
}


@pytest.mark.parametrize("name", ["Danh sách.xlsx", "Danh sách.csv"])
@pytest.mark.parametrize("code", OTHERS)
def test_what_is_no_readable_spreadsheet_is_told_by_its_content_whatever_its_name(code, name):
    refused = refusal(OTHERS[code](), name)
    assert refused.code == code
    assert refused.message == workbook.REFUSALS[code]


def test_a_word_file_of_today_and_an_open_document_text_are_told_as_texts():
    assert refusal(zipped(**{"word/document.xml": b"<w/>"})).code == "word"
    assert refusal(zipped(mimetype=b"application/vnd.oasis.opendocument.text")).code == "word"


@pytest.mark.parametrize("sentence", workbook.REFUSALS.values())
def test_every_refusal_says_what_to_do_next(sentence):
    assert re.fullmatch(r"[^A-Z]*\S.*\. Cần .*\.", sentence)


def test_a_workbook_with_macros_is_refused_by_its_declared_type_too():
    types = {
        "[Content_Types].xml": lambda data: data.replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml")
    }
    assert refusal(rewritten(PLAIN, types)).code == "macro"


def test_a_file_over_the_limit_is_refused_with_both_sizes():
    refused = refusal(PLAIN, limit=1024)
    assert refused.code == "too_large"
    assert "vượt mức cho phép 1,0 KB" in refused.message.replace("\xa0", " ")


def test_an_archive_that_unpacks_too_far_is_refused_before_it_is_unpacked():
    assert refusal(rewritten(PLAIN, {"xl/worksheets/sheet9.xml": bytes(40_000_000)})).code == "bomb"
    assert refusal(rewritten(PLAIN, {"xl/styles.xml": bytes(workbook.MAX_PART_BYTES + 1)})).code == "bomb"


def test_a_row_without_end_is_refused():
    endless = b"<row>" + b"<c/>" * 20_000 + b"</row></sheetData>"
    part = {"xl/worksheets/sheet1.xml": lambda data: data.replace(b"</sheetData>", endless)}
    assert refusal(rewritten(PLAIN, part)).code == "bomb"


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
def test_xml_that_expands_itself_is_refused(part):
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    assert refusal(rewritten(WITH_SHARED_TEXTS, {part: bomb})).code == "broken"


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml"])
def test_a_workbook_with_a_broken_part_is_refused(part):
    assert refusal(rewritten(WITH_SHARED_TEXTS, {part: b"<a><b></a>"})).code == "broken"


def test_too_many_rows_columns_cells_and_sheets_are_refused(monkeypatch):
    rows = [["TT", "Tên đơn vị", "Ký hiệu"], *([number, "Hội", "x"] for number in range(1, 10))]
    content = content_of(xlsx(*rows))
    text = "\n".join(";".join(map(str, row)) for row in rows).encode()
    for limit, most in {"MAX_ROWS": 9, "MAX_COLUMNS": 2, "MAX_CELLS": 29}.items():
        with monkeypatch.context() as patch:
            patch.setattr(workbook, limit, most)
            assert refusal(content).code == "too_many"
            assert refusal(text).code == "too_many"
            patch.setattr(workbook, limit, most + 1)
            assert len(read(io.BytesIO(content), "a.xlsx").sheets[0].rows) == 9
            assert len(read(io.BytesIO(text), "a.csv").sheets[0].rows) == 9
    monkeypatch.setattr(workbook, "MAX_SHEETS", 1)
    assert refusal(content_of(xlsx(["TT", "A"], [1, 2], Khác=[]))).code == "too_many_sheets"


def test_a_refusal_over_the_limits_names_the_sheet():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet("Quá dài")
        page.write(60_000, 0, "x")
    assert refusal(out.getvalue()).message.startswith(
        "Trang tính “Quá dài” có dữ liệu ở dưới dòng 50.000, vượt mức cho phép."
    )


def test_a_real_list_of_two_thousand_like_rows_is_read_whole():
    rows = ([number, "Hội thành viên", "CTĐ01", "Hoàn thành xuất sắc nhiệm vụ"] for number in range(1, 2001))
    sheet = read_sheet(xlsx(["TT", "Tên đơn vị", "Ký hiệu", "Ghi chú"], *rows))
    assert len(sheet.rows) == 2000
    assert sheet.rows[-1].cells == ("2000", "Hội thành viên", "CTĐ01", "Hoàn thành xuất sắc nhiệm vụ")
    assert sheet.rows[-1].number == 2001


# --- cells -------------------------------------------------------------------------------------------


def test_cells_read_as_a_person_sees_them():
    book = xlsx(["TT", "Tên đơn vị"])
    page = book.active
    seen = [
        (45.0, "General", "45"),
        (9.5, "General", "9,5"),
        (0.1 + 0.2, "General", "0,3"),
        (1234567.25, "#,##0.00", "1234567,25"),
        (0.955, "0.0%", "95,5%"),
        (5, "00", "05"),
        (45000, "General", "45000"),
        (True, "General", "Có"),
        (False, "General", "Không"),
        (date(2026, 2, 5), "dd/mm/yyyy", "05/02/2026"),
        (datetime(2026, 2, 5), "d/m/yy", "05/02/2026"),
        (datetime(2026, 2, 5, 14, 30), "dd/mm/yyyy hh:mm", "05/02/2026 14:30"),
        ("05/02/2026", "@", "05/02/2026"),
        ("Hội\u00a0Nông dân\nthành phố \u200b", "General", "Hội Nông dân thành phố"),
        ("Ho\u0323\u0302i", "General", "Hội"),
        ("Dòng_x000D_\nhai", "General", "Dòng hai"),
        ("#REF!", "General", "#REF!"),
        ("#N/A", "General", "#N/A"),
    ]
    for number, (value, form, _) in enumerate(seen, 2):
        page.cell(number, 1, number)
        page.cell(number, 2, value).number_format = form
    assert [row.cells[1] for row in read_sheet(book).rows] == [text for _, _, text in seen]


def test_days_of_the_calendar_of_1904_are_the_right_days():
    book = xlsx(["TT", "Tên đơn vị"])
    book.epoch = CALENDAR_MAC_1904
    book.active.append([1, date(2026, 2, 5)])
    assert read_sheet(book).rows[0].cells == ("1", "05/02/2026")


def test_formulas_give_their_stored_results_and_an_empty_text_is_one():
    formulas = (
        b'<c r="C2"><f>1+1</f><v>2</v></c>',
        b'<c r="D2" t="str"><f>IF(TRUE,"","x")</f><v></v></c>',
        b'<c r="E2" t="e"><f>1/0</f><v>#DIV/0!</v></c>',
        b'<c r="F2" t="b"><f>TRUE()</f><v>1</v></c></row>',
    )
    part = {"xl/worksheets/sheet1.xml": lambda data: b"".join(formulas).join(data.rsplit(b"</row>", 1))}
    book = read(io.BytesIO(rewritten(PLAIN, part)), "a.xlsx")
    assert book.sheets[0].rows[0].cells == ("1", "Hội A", "2", "", "#DIV/0!", "Có")
    assert (book.formulas, book.formula_count) == ((), 0)


def test_formulas_without_a_stored_result_are_told_the_first_twenty_by_place():
    book = read_book(xlsx(["TT", "Tên đơn vị", "Số lượng"], *([n, "Hội", "=1+1"] for n in range(1, 31))))
    assert book.formulas[:2] == (("Danh sách", 2, "C"), ("Danh sách", 3, "C"))
    assert (len(book.formulas), book.formula_count) == (20, 30)
    assert book.sheets[0].rows[0].cells == ("1", "Hội", "")


def test_a_workbook_with_nothing_but_formulas_without_results_is_refused_for_that():
    assert refusal(content_of(xlsx(["=1", "=2"], ["=3", "=4"]))).code == "no_values"


# --- headings ----------------------------------------------------------------------------------------


def paper():
    """Return a list as offices lay it out: titles, headings in two rows, numbering, totals, signatures."""
    book = xlsx(
        ["LIÊN HIỆP CÁC HỘI", None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        [None, None, "Độc lập - Tự do - Hạnh phúc"],
        ["DANH SÁCH CỤM TRƯỞNG NĂM 2026"],
        [],
        ["TT", "Tên đơn vị", "Cụm trưởng", None, "Ghi chú"],
        [None, None, "Từ ngày", "Đến ngày", None],
        ["(1)", "(2)", "(3)", "(4)", "(5)"],
        [1, "Hội A", date(2026, 1, 1), date(2026, 12, 31), None],
        [],
        [2, "Hội B", date(2026, 1, 1), None, "x"],
        [3],
        ["Tổng cộng", None, 2],
        [None, None, "Mẫu Sơn, ngày 05 tháng 02 năm 2026"],
        [None, "NGƯỜI LẬP BIỂU", None, "TM. BAN THƯỜNG TRỰC"],
        [None, "Nguyễn Văn A", None, "Trần Thị B"],
    )
    for merged in ("A1:B1", "C1:E1", "A3:E3", "A5:A6", "B5:B6", "C5:D5", "E5:E6", "A12:B12", "C13:E13"):
        book.active.merge_cells(merged)
    return book


def test_a_paper_is_read_without_its_titles_numbering_totals_and_signatures():
    sheet = read_sheet(paper())
    assert sheet.name == "Danh sách"
    assert sheet.headings == (
        "TT",
        "Tên đơn vị",
        "Cụm trưởng – Từ ngày",
        "Cụm trưởng – Đến ngày",
        "Ghi chú",
    )
    assert sheet.header_rows == (5, 6)
    assert sheet.titles == (
        "LIÊN HIỆP CÁC HỘI – CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "DANH SÁCH CỤM TRƯỞNG NĂM 2026",
    )
    assert cells_of(sheet) == [
        ("1", "Hội A", "01/01/2026", "31/12/2026", ""),
        ("2", "Hội B", "01/01/2026", "", "x"),
    ]
    assert [row.number for row in sheet.rows] == [8, 10]


def test_every_line_that_is_left_out_is_told():
    assert [row.number for row in read_sheet(paper()).left_out] == [7, 11, 12, 13, 14, 15]


def test_headings_are_found_without_knowing_any():
    book = paper()
    book.active["A5"] = "Mã"
    sheet = read(io.BytesIO(content_of(book)), "a.xlsx").sheets[0]
    assert sheet.headings[:3] == ("Mã", "Tên đơn vị", "Cụm trưởng – Từ ngày")


@pytest.mark.parametrize(
    ("rows", "header"),
    [
        ([["TT", "Tên đơn vị"], ["1", "Hội A"]], Header(0, 1, ("TT", "Tên đơn vị"))),
        ([["Phụ lục", ""], ["Ký hiệu", "TÊN  ĐƠN VỊ"], ["a", "b"]], Header(1, 1, ("Ký hiệu", "TÊN  ĐƠN VỊ"))),
        (
            [["TT", "Tên", "Cụm trưởng", ""], ["", "", "Từ ngày", "Đến ngày"], ["1", "A", "x", "y"]],
            Header(0, 2, ("TT", "Tên", "Cụm trưởng – Từ ngày", "Cụm trưởng – Đến ngày")),
        ),
        (
            [
                ["TT", "Nhiệm kỳ", "Nhiệm kỳ"],
                ["TT", "Cụm trưởng", "Cụm trưởng"],
                ["TT", "Từ ngày", "Đến ngày"],
            ],
            Header(0, 3, ("TT", "Nhiệm kỳ – Cụm trưởng – Từ ngày", "Nhiệm kỳ – Cụm trưởng – Đến ngày")),
        ),
        ([["Hội A", "12"], ["Hội B", "13"]], Header(0, 1, ("Hội A", "12"))),
        ([["", ""], ["", ""]], None),
        ([["Tên đơn vị"], ["Hội A", "thêm"]], Header(0, 1, ("Tên đơn vị", ""))),
        ([], None),
    ],
)
def test_the_header_is_the_row_or_rows_with_the_known_headings(rows, header):
    assert find_header(rows, KNOWN) == header


def test_a_header_below_the_thirtieth_row_is_not_looked_for():
    rows = [["Lời dẫn", ""]] * 30 + [["TT", "Tên đơn vị"]]
    assert find_header(rows, KNOWN).first == 0


def test_a_first_line_of_data_that_reads_one_two_three_is_kept():
    sheet = read_sheet(xlsx(["TT", "Số lượng", "Ký hiệu"], [1, 2, 3], [2, 5, 6]))
    assert cells_of(sheet) == [("1", "2", "3"), ("2", "5", "6")]


@pytest.mark.parametrize(
    "line",
    [
        ["A", "B", 1, "2=1+1"],
        [1, 2, 3, 4],
        ["(1)", "(2)", None, "(3) = (1) + (2)"],
        ["(A)", "(B)", "(1)", "(2)"],
    ],
)
def test_a_numbering_of_the_columns_is_no_data(line):
    sheet = read_sheet(xlsx(["TT", "Tên đơn vị", "Số lượng", "Ghi chú"], line, [1, "Hội", 4]))
    assert cells_of(sheet) == [("1", "Hội", "4", "")]


@pytest.mark.parametrize("line", [[1, "A", 2, 3], ["A", 1], [1, "Hội", 2], [1, 3, 2]])
def test_data_that_only_resemble_a_numbering_are_kept(line):
    sheet = read_sheet(xlsx(["TT", "Tên đơn vị", "Số lượng", "Ghi chú"], line, [5, "Hội", 4]))
    assert len(sheet.rows) == 2


def test_a_total_at_the_top_or_between_and_units_called_tong_are_data():
    sheet = read_sheet(
        xlsx(
            ["TT", "Tên đơn vị", "Số lượng"],
            [None, "Tổng số", 9],
            ["I", "Khối Tổng hợp", None],
            [1, "Tổng công ty Mẫu", 4],
            [None, "Cộng", 4],
            [2, "Cộng đồng Mẫu", 5],
            [None, "Cộng", 5],
        )
    )
    assert [row.number for row in sheet.rows] == [2, 3, 4, 5, 6]
    assert [row.number for row in sheet.left_out] == [7]


def test_names_under_the_signatures_of_a_list_without_numbers_are_left_out():
    sheet = read_sheet(
        xlsx(
            ["Tên đơn vị", "Ghi chú"],
            ["Hội A", "họp ngày 05 tháng 02 năm 2026"],
            ["Hội B", "x"],
            ["Tổng cộng: 2 đơn vị", None],
            ["Người lập biểu", "TM. Ban Thường trực"],
            ["Nguyễn Văn A", "Trần Thị B"],
        )
    )
    assert [row.number for row in sheet.rows] == [2, 3]


def test_a_last_line_of_data_that_begins_like_a_signature_is_kept():
    sheet = read_sheet(
        xlsx(
            ["Tên đơn vị", "Ký hiệu", "Nội dung", "Ghi chú"],
            ["Hội A", "a", "x", "y"],
            ["Q. Mẫu", None, None, None],
            ["Ký kết giao ước", None, None, None],
        )
    )
    assert len(sheet.rows) == 3


# --- merged and hidden -------------------------------------------------------------------------------


def test_a_cell_merged_downwards_stands_on_each_of_its_rows_and_one_merged_across_only_once():
    book = xlsx(
        ["TT", "Tên đơn vị", "Ký hiệu", "Ghi chú"],
        [1, "Hội A", "a", None],
        [2, None, "b", None],
        [3, "Hội B", None, "c"],
        [4, None, "d", None],
    )
    book.active.merge_cells("B2:B3")
    book.active.merge_cells("B4:C4")
    assert cells_of(read_sheet(book)) == [
        ("1", "Hội A", "a", ""),
        ("2", "Hội A", "b", ""),
        ("3", "Hội B", "", "c"),
        ("4", "", "d", ""),
    ]


def test_hidden_rows_columns_and_sheets_are_read_and_marked():
    book = xlsx(["TT", "Tên đơn vị", "Ký hiệu"], [1, "A", "x"], [2, "B", "y"], Ẩn=[["TT", "B"], [1, "x"]])
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions["B"].hidden = True
    book["Ẩn"].sheet_state = "hidden"
    first, second = read_book(book).sheets
    assert [row.is_hidden for row in first.rows] == [False, True]
    assert (first.hidden_columns, first.is_hidden, second.is_hidden) == ((1,), False, True)


def test_every_sheet_with_something_in_it_is_read_and_empty_ones_are_not_told():
    book = read_book(xlsx(["TT", "A"], [1, "x"], Trống=[], Hai=[["TT", "B"], [1, "y"]]))
    assert [sheet.name for sheet in book.sheets] == ["Danh sách", "Hai"]
    assert book.sheets[1].rows[0].sheet == "Hai"


def test_a_wrong_size_told_by_the_file_cuts_nothing_off():
    def narrowed(data):
        return re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:A1"', data)

    content = rewritten(PLAIN, {"xl/worksheets/sheet1.xml": narrowed})
    assert cells_of(read(io.BytesIO(content), "a.xlsx").sheets[0]) == [("1", "Hội A")]


def test_cells_that_are_only_coloured_are_no_data():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["TT", "Tên đơn vị"])
        page.write_row(1, 0, [1, "Hội A"])
        page.write_blank(70_000, 150, None, book.add_format({"bg_color": "red"}))
    assert len(read(out, "a.xlsx").sheets[0].rows) == 1


def test_rows_of_nothing_that_can_be_seen_are_no_data():
    sheet = read_sheet(xlsx(["TT", "Tên đơn vị"], [1, "Hội A"], ["\u200b", "\u00a0"], ["\u200b", None]))
    assert [row.number for row in sheet.rows + sheet.left_out] == [2]
    assert refusal(content_of(xlsx(["\u200b"], ["\u200b"]))).code == "no_data"


# --- before Unicode ----------------------------------------------------------------------------------


def test_old_text_is_told_by_the_font_of_its_cell():
    book = xlsx(["TT", "Tªn ®¬n vÞ", "Ghi chú"], [1, "hép", "hép"], [2, "Hội", "céng"], [3, 12, None])
    for cell in ("B1", "B2", "B3", "B4"):
        book.active[cell].font = Font(name=".VnTime")
    book.active["C3"].font = Font(name=".VnTimeH")
    sheet = read_sheet(book)
    assert sheet.headings == ("TT", "Tên đơn vị", "Ghi chú")
    assert cells_of(sheet) == [("1", "hộp", "hép"), ("2", "Hội", "CỘNG"), ("3", "12", "")]
    assert [row.converted for row in sheet.rows] == [(1,), (2,), ()]
    assert sheet.rows[0].originals == ((1, "hép"),)


def test_old_text_without_a_telling_font_is_told_by_its_column():
    book = xlsx(
        ["TT", "Tên đơn vị", "Ghi chú"],
        [1, "Héi N«ng d©n", "Hà"],
        [2, "Héi Cùu chiÕn binh", "Lê"],
        [3, "\u00adu tó", None],
    )
    sheet = read_sheet(book)
    assert [row.cells[1:] for row in sheet.rows] == [
        ("Hội Nông dân", "Hà"),
        ("Hội Cựu chiến binh", "Lê"),
        ("ưu tú", ""),
    ]
    assert sheet.rows[2].originals == ((1, "\u00adu tó"),)


def test_proper_unicode_is_never_converted():
    sheet = read_sheet(xlsx(["TT", "Tên đơn vị"], [1, "Hội Nông dân"], [2, "Lê Thanh"], [3, "François"]))
    assert [row.converted for row in sheet.rows] == [(), (), ()]


# --- CSV ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1258"])
def test_csv_is_read_in_every_usual_encoding_and_separator(encoding, separator):
    text = f'TT{separator}Tên{separator}Ngày\r\n1{separator}"Nga{separator} Hà"{separator}"9\r\n5"\r\n'
    sheet = read_csv(text.encode(encoding))
    assert sheet.name == "Danh sách"
    assert sheet.headings == ("TT", "Tên", "Ngày")
    assert sheet.rows[0].cells == ("1", " ".join(f"Nga{separator} Hà".split()), "9 5")


def test_the_vietnamese_code_page_of_windows_is_read_with_its_tones_behind_the_letters():
    sheet = read_csv(b"TT;T\xean \xf0\xf5n vi\xf2\n1;H\xf4\xf2i N\xf4ng d\xe2n")
    assert sheet.headings == ("TT", "Tên đơn vị")
    assert cells_of(sheet) == [("1", "Hội Nông dân")]


@pytest.mark.parametrize(
    "line", ["1;Héi N«ng d©n;Hoµn thµnh xuÊt s¾c", "1;Hoäi Noâng daân;Hoaøn thaønh xuaát saéc"]
)
def test_bytes_of_an_old_program_are_read_as_what_they_stand_for(line):
    sheet = read_csv(f"TT;A;B\n{line}".encode("latin-1"))
    assert cells_of(sheet) == [("1", "Hội Nông dân", "Hoàn thành xuất sắc")]
    assert sheet.rows[0].converted == (1, 2)


def test_the_separator_is_the_one_that_cuts_all_lines_alike():
    sheet = read_csv("Danh sách, có tên, năm 2026\n\nTT;Tên;Điểm\n1;Hội A, B;9,5\n2;Hội C, D;8,5\n")
    assert sheet.headings == ("TT", "Tên", "Điểm")
    assert cells_of(sheet) == [("1", "Hội A, B", "9,5"), ("2", "Hội C, D", "8,5")]


def test_a_line_that_names_the_separator_is_obeyed_and_not_counted():
    sheet = read_csv("sep=|\r\nTT|Tên đơn vị\r\n1|A;B,C\r\n")
    assert (sheet.rows[0].number, sheet.rows[0].cells) == (2, ("1", "A;B,C"))


def test_rows_of_a_csv_are_counted_as_excel_counts_them_over_line_breaks_in_quotes():
    sheet = read_csv('TT;Tên\n1;"Hội\nA"\n\n2;Hội B\n')
    assert [(row.number, row.cells[1]) for row in sheet.rows] == [(2, "Hội A"), (4, "Hội B")]


def test_a_quote_that_swallows_the_file_is_told():
    assert refusal(b'TT;A\n1;"' + b"x" * 200_000).code == "quotes"


def test_a_csv_of_nothing_but_blanks_is_refused():
    assert refusal(b";;\n;;\n").code == "no_data"


@pytest.mark.parametrize(("index", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (99, "CV")])
def test_columns_have_the_letters_of_excel(index, letter):
    assert column_letter(index) == letter
