"""The book of a year and the ZIP of its files: what is in them, for whom, and what they stand."""

import hashlib
import unicodedata
from datetime import date
from io import BytesIO
from types import SimpleNamespace
from zipfile import ZipFile

import pdfplumber
import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from awards import actions as award_actions
from awards.models import Evidence
from clusters import actions
from clusters.actions import Choice
from clusters.book import CHAPTERS, Book
from clusters.bundle import LONGEST, MISSING, bundle_of, safe_name
from clusters.models import ClusterYear, Handover, Membership, Plan, Theme, YearDocument
from documents import actions as document_actions
from documents.models import OfficialDocument
from pledges import actions as pledge_actions
from pledges.models import FollowUp, Participant, Photo, Remark, Target
from tests import factories as make

LONG = "Hội Bảo vệ quyền trẻ em, Người khuyết tật, Nạn nhân chất độc da cam và Bảo trợ xã hội tỉnh Hải Dương và các "
LONG += "tổ chức trực thuộc trên địa bàn: số"


def text_of(content):
    with pdfplumber.open(BytesIO(content)) as pdf:
        text = " ".join(page.extract_text() for page in pdf.pages)
    return " ".join(unicodedata.normalize("NFC", text).split())


def book_text(year, user):
    """The text of the book itself, without what is bound behind."""
    from documents import pdf

    return text_of(pdf.render(Book(year, user).paper()))


def zip_of(client, name, record):
    response = client.get(reverse(name, args=[record.pk]))
    assert response.status_code == 200
    return ZipFile(BytesIO(b"".join(response.streaming_content)))


def rows_of(archive, path):
    page = load_workbook(BytesIO(archive.read(path))).active
    return [list(row) for row in page.iter_rows(min_row=4, values_only=True)]


def dossier(cast, unit, by, award, *, submitted=True, file=b"%PDF-1.4 minh chung"):
    row = make.make_nomination(cast.year, unit, award, by=by)
    evidence = Evidence(
        nomination=row,
        title="Báo cáo",
        file=ContentFile(file, name="bao-cao.pdf"),
        file_name="Báo cáo: thành tích?.pdf",
        extension="pdf",
        content_type="application/pdf",
        size=len(file),
        sha256=hashlib.sha256(file).hexdigest(),
    )
    award_actions.add_evidence(evidence, by=by)
    if submitted:
        award_actions.submit(row, by=by)
    return row


def in_use(cast, title="Quy chế của cụm", content=b"%PDF-1.4 quy che"):
    document = document_actions.add_document(
        OfficialDocument(
            kind="QC",
            title=title,
            authority=cast.authority,
            file=ContentFile(content, name="quy-che.pdf"),
            file_name="quy chế.pdf",
            file_type="application/pdf",
            file_size=len(content),
            file_sha256=hashlib.sha256(content).hexdigest(),
        ),
        by=cast.secretary,
    )
    YearDocument.objects.create(cluster_year=cast.year, document=document, role="rules")
    return document


@pytest.fixture
def full(cast):
    """A year in which something of every kind has happened."""
    by = cast.secretary
    actions.add_theme(Theme(cluster_year=cast.year, text="Đoàn kết, sáng tạo"), by=by)
    in_use(cast)
    meeting = make.make_ceremony(cast.year, by=by, venue="Hội trường lớn")
    guest = pledge_actions.add_participant(Participant(ceremony=meeting, name="Trần Thị Bình"), by=by)
    pledge_actions.add_remark(
        Remark(ceremony=meeting, speaker=guest, kind="conclusion", text="Nhất trí cao."), by=by
    )
    pledge_actions.record_attendance(meeting, {cast.unit.pk: {"state": "present"}}, {}, by=by)
    photo = Photo(ceremony=meeting, caption="Lễ ký giao ước")
    pledge_actions.add_photo(photo, make.make_photo_upload(), by=by)
    pledge_actions.add_photo(Photo(ceremony=meeting, caption="Toàn cảnh"), by=by)
    pledge_actions.add_follow_up(
        FollowUp(ceremony=meeting, text="Gửi biên bản", owner=cast.unit, due_on=date(2026, 3, 20)), by=by
    )
    pledge = make.make_pledge(cast.year, by=by)
    target = pledge_actions.add_target(Target(pledge=pledge, kind="registered", text="Số tập thể"), by=by)
    pledge_actions.register(cast.unit, {target: 7}, by=by)
    make.agree(pledge, by=by)
    make.sign_all(pledge, by, ceremony=meeting)
    cast.award = make.make_award()
    cast.submitted = dossier(cast, cast.unit, cast.representative, cast.award)
    return cast


# --- the book ------------------------------------------------------------------------------------------


def test_the_book_tells_the_year_in_all_its_parts(full):
    text = book_text(full.year, full.secretary)
    for expected in (
        "KỶ YẾU",
        "“Đoàn kết, sáng tạo”",
        "Hội thành viên A",
        "Quy chế Quy chế của cụm",
        "Tổ chức tốt các phong trào thi đua",
        "Hội trường lớn",
        "Trần Thị Bình",
        "Nhất trí cao.",
        "Gửi biên bản",
        "20/03/2026",
        "Cờ thi đua",
    ):
        assert expected in text


def test_the_signed_pledge_is_bound_behind_with_its_own_page_numbers(full, sign_in):
    response = sign_in(full.chair).get(reverse("clusters:year_book_pdf", args=[full.year.pk]))
    assert response["Content-Type"] == "application/pdf"
    with pdfplumber.open(BytesIO(response.content)) as pdf:
        pages = [page.extract_text() for page in pdf.pages]
    first = next(place for place, page in enumerate(pages) if "CỘNG HÒA XÃ HỘI" in page)
    assert "PHỤ LỤC. CÁC BẢN IN ĐÓNG KÈM" in unicodedata.normalize("NFC", pages[first - 1])
    assert "GIAO ƯỚC THI ĐUA" in unicodedata.normalize("NFC", pages[first])


def test_a_draft_is_not_bound_behind(cast):
    make.make_pledge(cast.year, by=cast.chair)
    assert Book(cast.year, cast.chair).paper().annexes == ()


def test_a_year_with_nothing_in_it_prints_a_book(cast):
    year = make.make_year(make.make_cluster(cast.authority), 2026)
    text = book_text(year, cast.secretary)
    assert "Chưa ghi nhận đơn vị thành viên." in text
    assert "Chưa ghi nhận hội nghị." in text


def test_what_a_past_year_does_not_tell_is_unknown_and_not_none(cast):
    past = make.make_year(cast.cluster, 2022, is_recorded=True)
    text = book_text(past, cast.secretary)
    assert "Giao ước: chưa rõ." in text
    assert "Kế hoạch: chưa rõ." in text
    assert "Chưa ghi nhận" not in text


def test_a_draft_plan_has_no_number_yet_and_an_issued_one_may_have_an_unknown_one(cast):
    Plan.objects.create(cluster_year=cast.year, status="draft", title="Công tác thi đua")
    plan = ("Số, ký hiệu", "chưa rõ")
    assert plan not in facts_of(cast.year, cast.secretary)
    Plan.objects.update(status="issued")
    assert plan in facts_of(cast.year, cast.secretary)


def facts_of(year, user):
    year = ClusterYear.objects.get(pk=year.pk)
    chapters = Book(year, user).paper().chapters
    return [
        row for chapter in chapters for block in chapter.blocks if block.kind == "facts" for row in block.rows
    ]


def test_names_in_the_book_are_those_of_the_year(cast):
    past = make.make_year(cast.cluster, 2024)
    from clusters.models import FormerName

    actions.add_former_name(
        FormerName(unit=cast.unit, name="Hội mang tên cũ", until=date(2025, 6, 30)), by=cast.secretary
    )
    assert "Hội mang tên cũ" in book_text(past, cast.secretary)


def test_seventeen_units_with_long_names_fill_a_book(cast):
    for number in range(13):
        unit = make.make_unit(cast.authority, name=f"{LONG} {number:02}")
        actions.add_member(Membership(cluster=cast.cluster, unit=unit, starts_on=date(2025, 1, 1)), by=None)
    make.make_pledge(cast.year, by=cast.secretary, shape="per_unit")
    book = Book(cast.year, cast.secretary)
    assert len(book.paper().chapters[2].blocks[0].rows) == 17
    with bundle_of(book) as packed:
        names = ZipFile(packed).namelist()
    assert len([name for name in names if name.startswith("01 Giao ước/")]) == 17
    assert max(len(part) for name in names for part in name.split("/")) <= 120


def test_the_chapters_cost_the_same_for_four_units_and_for_ten(cast):
    make.make_pledge(cast.year, by=cast.secretary, shape="per_unit")

    def queries():
        year = ClusterYear.objects.select_related("cluster__authority").get(pk=cast.year.pk)
        with CaptureQueriesContext(connection) as found:
            for give in CHAPTERS:
                give(year, cast.secretary)
        return len(found)

    def one_more(unit):
        year = ClusterYear.objects.get(pk=cast.year.pk)  # its place is read once per object
        dossier(SimpleNamespace(year=year), unit, cast.secretary, make.make_award(code=unit.name))
        make.make_ceremony(year)

    one_more(cast.unit)
    queries()
    four = queries()
    for _ in range(6):
        unit = make.make_unit(cast.authority)
        actions.add_member(Membership(cluster=cast.cluster, unit=unit, starts_on=date(2025, 1, 1)), by=None)
        one_more(unit)
    assert queries() == four


# --- who reads what ------------------------------------------------------------------------------------


def test_dossiers_are_in_the_book_as_its_reader_sees_them(full):
    assert "Cờ thi đua" in book_text(full.year, full.chair)
    text = book_text(full.year, full.vice)
    assert "Cờ thi đua" not in text
    assert "Không có hồ sơ nào đã nộp trong phạm vi được xem." in text


def test_a_draft_of_a_dossier_is_in_nobodys_book(cast):
    award = make.make_award()
    dossier(cast, cast.unit, cast.representative, award, submitted=False)
    for reader in (cast.secretary, cast.administrator):
        book = Book(cast.year, reader)
        assert not [row for row in book.files if row.folder.startswith("03")]
        assert "Cờ thi đua" not in text_of_chapters(book)


def text_of_chapters(book):
    return str(book.paper().chapters)


def test_the_history_in_the_zip_is_for_those_who_read_it(full, sign_in):
    following = make.make_year(full.cluster, 2027)
    actions.confirm_offices(following, [Choice("chair", full.unit, "acclaim")], by=full.secretary)
    handover = actions.add_handover(
        Handover(cluster_year=full.year, held_on=date(2026, 12, 20), takes_over_on=date(2026, 12, 21)),
        by=full.chair,
    )
    own = zip_of(sign_in(full.chair), "clusters:year_zip", full.year).namelist()
    taken = zip_of(sign_in(full.representative), "clusters:handover_zip", handover).namelist()
    assert "05 Danh sách/Nhật ký.xlsx" in own
    assert "05 Danh sách/Nhật ký.xlsx" not in taken
    assert any(name.startswith("06 Bàn giao/") for name in taken)


def test_the_incoming_unit_finds_book_and_zip_on_the_year_once_the_handover_is_drawn_up(cast, sign_in):
    page = reverse("clusters:year_detail", args=[cast.year.pk])
    assert "Kỷ yếu (PDF)" not in sign_in(cast.representative).get(page).content.decode()
    following = make.make_year(cast.cluster, 2027)
    actions.confirm_offices(following, [Choice("chair", cast.unit, "acclaim")], by=cast.secretary)
    handover = actions.add_handover(
        Handover(cluster_year=cast.year, held_on=date(2026, 12, 20), takes_over_on=date(2026, 12, 21)),
        by=cast.chair,
    )
    text = sign_in(cast.representative).get(page).content.decode()
    assert reverse("clusters:handover_zip", args=[handover.pk]) in text
    assert "Kỷ yếu (PDF)" not in sign_in(cast.other_officer).get(page).content.decode()


# --- the ZIP -------------------------------------------------------------------------------------------


def test_the_zip_holds_every_file_in_its_folder(full, sign_in):
    archive = zip_of(sign_in(full.chair), "clusters:year_zip", full.year)
    assert archive.testzip() is None
    names = archive.namelist()
    assert names[0] == "00 Kỷ yếu.pdf"
    assert "04 Văn bản/quy chế.pdf" in names
    assert "05 Danh sách/Mức đăng ký.xlsx" in names
    meeting = "02 Hội nghị/01 Hội nghị ký kết giao ước thi đua năm 2026"
    assert f"{meeting}/Danh sách đại biểu.xlsx" in names
    assert archive.read(f"{meeting}/Ảnh/lễ ký.jpg")[:3] == b"\xff\xd8\xff"
    assert rows_of(archive, f"{meeting}/Điểm danh các đơn vị.xlsx")[0][:2] == ["Hội thành viên C", "Có mặt"]
    folder = "03 Đề nghị khen thưởng/01 Hội thành viên C - Cờ thi đua của bộ, ban, ngành, tỉnh"
    assert archive.read(f"{folder}/Báo cáo- thành tích.pdf") == b"%PDF-1.4 minh chung"
    assert rows_of(archive, "05 Danh sách/Mức đăng ký.xlsx")[0][1:5:3] == ["Hội thành viên C", 7]


def test_the_index_names_every_file_with_its_fingerprint(full, sign_in):
    archive = zip_of(sign_in(full.chair), "clusters:year_zip", full.year)
    listed = {"/".join(filter(None, row[:2])): (row[2], row[3]) for row in rows_of(archive, "Mục lục.xlsx")}
    assert set(listed) == set(archive.namelist()) - {"Mục lục.xlsx"}
    for name, (size, digest) in listed.items():
        content = archive.read(name)
        assert (size, digest) == (len(content), hashlib.sha256(content).hexdigest())


def test_the_download_is_named_after_cluster_and_year(cast, sign_in):
    response = sign_in(cast.chair).get(reverse("clusters:year_zip", args=[cast.year.pk]))
    assert response["Content-Type"] == "application/zip"
    assert 'filename="Ho so nam thi dua 2026 - Cum thi dua so 01.zip"' in response["Content-Disposition"]
    assert b"".join(response.streaming_content)[:2] == b"PK"


def test_a_file_gone_from_the_server_is_listed_as_missing(full, sign_in):
    Evidence.objects.get().file.storage.delete(Evidence.objects.get().file.name)
    archive = zip_of(sign_in(full.chair), "clusters:year_zip", full.year)
    (missing,) = [row for row in rows_of(archive, "Mục lục.xlsx") if row[4]]
    assert (missing[1], missing[2], missing[4]) == ("Báo cáo- thành tích.pdf", None, MISSING)
    assert not [name for name in archive.namelist() if name.endswith("thành tích.pdf")]


def test_two_files_of_one_name_both_stand(full, sign_in):
    in_use(full, "Quy chế thứ hai", b"%PDF-1.4 quy che hai")
    names = zip_of(sign_in(full.chair), "clusters:year_zip", full.year).namelist()
    assert {"04 Văn bản/quy chế.pdf", "04 Văn bản/quy chế (2).pdf"} <= set(names)


def test_a_document_of_another_authority_is_not_given_away(full, sign_in):
    document = in_use(full, "Văn bản nội bộ", b"%PDF-1.4 noi bo")
    OfficialDocument.objects.filter(pk=document.pk).update(authority=full.other_authority)
    names = zip_of(sign_in(full.chair), "clusters:year_zip", full.year).namelist()
    assert len([name for name in names if name.startswith("04 Văn bản/")]) == 1


@pytest.mark.parametrize(
    ("typed", "safe"),
    [
        ("Hội nghị: tổng kết?.pdf", "Hội nghị- tổng kết.pdf"),
        ("a/b\\c*.xlsx", "a-b-c.xlsx"),
        ("Báo cáo..", "Báo cáo"),
        ("TS. Nguyễn Văn An", "TS. Nguyễn Văn An"),
        (unicodedata.normalize("NFD", "Kỷ yếu.pdf"), "Kỷ yếu.pdf"),
        ("...", "Không tên"),
        ("", "Không tên"),
    ],
)
def test_names_are_those_that_windows_takes(typed, safe):
    assert safe_name(typed) == safe


def test_a_long_name_is_cut_between_words_and_keeps_its_ending():
    name = safe_name("Hội " * 60 + ".pdf")
    assert len(name) <= LONGEST
    assert name.endswith("Hội.pdf")
    assert len(safe_name("x" * 300 + ".pdf")) <= LONGEST
