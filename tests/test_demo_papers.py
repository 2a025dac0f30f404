"""The papers of the five real clusters: each comes out complete, in PDF and in Word, with its facts and no others."""

import os
import re
import subprocess

import pytest

from clusters import papers
from clusters.models import Authority, ClusterYear
from documents.official import DOTS
from documents.pdf import render
from documents.word import word_of
from tests.documents import measure
from tests.documents.word_text import text_of, words, words_of_pdf
from tests.test_demo import REAL, demo_data, reader  # noqa: F401  fixtures

pytestmark = pytest.mark.slow
TORTURE = os.environ.get("HYPOTHESIS_PROFILE") == "torture"

OF_A_CONFERENCE = {"giay-moi", "chuong-trinh", "danh-sach-dai-bieu", "bien-ban", "tin-hoi-nghi"}
OF_A_SEASON = {"phieu-cham-diem", "bang-xep-hang", "bien-ban-hop-hoi-dong"}
PACKETS = {
    ("A", 2023): {"thong-bao-cum-truong", "ky-yeu"},
    ("A", 2024): {"ke-hoach", "giao-uoc", "ky-yeu"} | OF_A_CONFERENCE | OF_A_SEASON,
    ("B", 2023): {"thong-bao-cum-truong", "ky-yeu"} | OF_A_CONFERENCE | OF_A_SEASON,
    ("B", 2024): {"giao-uoc", "ky-yeu"},
    ("C", 2024): {"ke-hoach", "giao-uoc", "ky-yeu"} | OF_A_CONFERENCE,
    ("D", 2024): {"ke-hoach", "giao-uoc", "viec-sau-hoi-nghi", "ky-yeu"} | OF_A_CONFERENCE,
    ("E", 2021): {"ke-hoach", "giao-uoc", "viec-sau-hoi-nghi", "ky-yeu"} | OF_A_CONFERENCE,
}

# What the reports say, in the paper in which one looks for it.
FACTS = [
    ("A", 2024, "ke-hoach", "Số: 38/KH-CTĐ02"),
    ("A", 2023, "thong-bao-cum-truong", "Cụm trưởng, cụm phó năm 2024"),
    ("B", 2023, "bien-ban", "ngày 23 và 24 tháng 11 năm 2023 (suy ra, cần xác minh)"),
    ("B", 2023, "bien-ban", "Suy tôn Hội CCB tỉnh Yên Bái làm cụm trưởng năm 2024"),
    ("B", 2023, "bien-ban", "Hội Cựu chiến binh tỉnh Phú Thọ ký công nhận 05 bản"),
    ("B", 2023, "bien-ban", "Hoàn thành chỉ tiêu phát triển hội viên và tập huấn (nguồn không nêu số liệu)"),
    ("B", 2023, "thong-bao-cum-truong", "Suy tôn"),
    ("C", 2024, "bien-ban", "buổi sáng ngày 20 tháng 02 năm 2024"),
    ("C", 2024, "bien-ban", "chứng kiến của: Ban Thường trực Ủy ban MTTQ Việt Nam huyện Chương Mỹ"),
    ("C", 2024, "bien-ban", "Đã ký giao ước thi đua năm 2024: 08 trên tổng số 08 đơn vị."),
    ("C", 2024, "ke-hoach", "Đại hội MTTQ các xã nhiệm kỳ 2024-2029"),
    ("C", 2024, "ke-hoach", "IV. SỰ KIỆN HƯỚNG TỚI"),
    ("C", 2024, "giay-moi", "Địa điểm: chưa rõ."),
    ("C", 2024, "tin-hoi-nghi", "Đã có 8 đơn vị ký giao ước thi đua năm 2024"),
    ("D", 2024, "ke-hoach", "Nội dung của kế hoạch: chưa rõ."),
    ("E", 2021, "bien-ban", "Chủ trì: Nguyễn Lan Hương"),
    ("E", 2021, "viec-sau-hoi-nghi", "Danh mục gồm 04 việc."),
    ("E", 2021, "tin-hoi-nghi", "Buổi chiều ngày 04 tháng 3 năm 2021"),
]


def year_of(letter, number):
    authority = Authority.objects.get(name=REAL[letter].AUTHORITY)
    return ClusterYear.objects.select_related("cluster__authority").get(
        cluster__authority=authority, year=number
    )


def made_of(letter, number, key):
    kind = papers.kind_of(key)
    return [kind.build(record, None) for record in kind.records(year_of(letter, number))]


@pytest.fixture(scope="module")
def made_once():
    """What was printed already, for all tests: kind, record → paper, PDF, Word file."""
    return {}


def printed(made_once, kind, record):
    key = kind.key, record.pk
    if key not in made_once:
        made = kind.build(record, None)
        made_once[key] = made, render(made), word_of(made)
    return made_once[key]


def flat(text):
    return " ".join(text.split())


@pytest.mark.parametrize(("letter", "number"), PACKETS)
def test_the_packet_of_each_real_year_is_whole(reader, letter, number):  # noqa: F811
    found = papers.packet_of(year_of(letter, number))
    assert {kind.key for kind, _ in found} == PACKETS[letter, number]
    for kind, record in found:
        assert kind.title(record)
        assert kind.filename(record).endswith(".pdf")
        assert not any(row.is_grave for row in kind.check(record))
        assert all(row.text and row.url for row in kind.check(record))


@pytest.mark.parametrize(
    ("letter", "number"), PACKETS if TORTURE else [("A", 2024), ("B", 2023), ("E", 2021)]
)
def test_each_paper_says_the_same_in_pdf_and_word_and_says_what_is_unknown(reader, made_once, letter, number):  # noqa: F811
    for kind, record in papers.packet_of(year_of(letter, number)):
        made, pdf, word = printed(made_once, kind, record)
        missing = words(text_of(word)) - words_of_pdf(pdf)
        assert not missing, (kind.key, missing)
        if hasattr(made, "blocks"):
            assert DOTS not in text_of(word), kind.key  # nothing of a past year waits to be filled in
            assert made.record_note, kind.key
            assert not made.is_draft, kind.key
        for page in measure.pages(pdf):
            for item in page.body:
                right = page.width - 20 * measure.MM
                assert measure.LEFT - 2 <= item["x0"] <= item["x1"] <= right + 2, (
                    kind.key,
                    item["text"],
                )


@pytest.mark.parametrize(("letter", "number", "key", "fact"), FACTS)
def test_a_fact_of_the_reports_stands_in_its_paper(reader, letter, number, key, fact):  # noqa: F811
    (made,) = made_of(letter, number, key)
    pdf = flat(" ".join(word["text"] for page in measure.pages(render(made)) for word in page.words))
    for text in (pdf, flat(text_of(word_of(made)))):
        assert fact.casefold() in text.casefold()


def test_libreoffice_prints_the_word_files_of_every_year_as_the_pdfs(reader, made_once, tmp_path):  # noqa: F811
    """Word files of the demo, those of the sample too, opened in one go: as many pages, give or take one, with the same
    words. `make torture` opens all of them, `make test` the first of each kind."""
    pdfs, kinds = {}, set()
    for year in ClusterYear.objects.select_related("cluster__authority"):
        for kind, record in papers.packet_of(year):
            if kind.key in kinds and not TORTURE:
                continue
            kinds.add(kind.key)
            _, pdf, word = printed(made_once, kind, record)
            name = f"{kind.key}-{record.pk}"
            (tmp_path / f"{name}.docx").write_bytes(word)
            pdfs[name] = pdf
    assert len(pdfs) > (60 if TORTURE else 15)
    command = [
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "pdf",
    ]
    files = [str(tmp_path / f"{name}.docx") for name in pdfs]
    subprocess.run(
        [*command, "--outdir", str(tmp_path), *files], check=True, capture_output=True, timeout=600
    )
    for name, content in pdfs.items():
        ours, theirs = measure.pages(content), measure.pages((tmp_path / f"{name}.pdf").read_bytes())
        assert abs(len(theirs) - len(ours)) <= 1, name
        shown = words(" ".join(word["text"] for page in theirs for word in page.words))
        told = words(" ".join(word["text"] for page in ours for word in page.words))
        pages = {word for word in told if word.isdigit()} if name.startswith("ky-yeu") else set()
        assert set(words_of_pdf(content)) - pages <= set(shown), name  # a book's contents name its pages
        assert set(shown) - pages <= set(told), name
        assert len(theirs[-1].body) > 6, f"{name}: a signature stands alone"


def test_no_name_stands_in_a_paper_that_no_report_gives(reader):  # noqa: F811
    """Nobody is known to have kept the minutes of the real conferences, so nobody signs them as secretary."""
    for letter, number in (("A", 2024), ("B", 2023), ("C", 2024), ("D", 2024), ("E", 2021)):
        (made,) = made_of(letter, number, "bien-ban")
        assert made.clerk.name == "(chưa rõ họ tên)"
        assert made.secretary == "chưa rõ"
        assert not re.search(r"(?<!\d)\d{1,2} giờ", made.closing)
