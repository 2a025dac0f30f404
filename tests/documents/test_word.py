"""The Word files of all papers: the same words as the PDF, the same bytes every time, a master that gives the same."""

import dataclasses
import inspect
import subprocess
import unicodedata
from collections import Counter
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from documents import official
from documents.book import BookPaper
from documents.layout import PledgePaper
from documents.papers import HandoverPaper
from documents.pdf import render
from documents.word import fields_of, master_of, word_of
from documents.word.shapes import shape_of
from tests.documents import (
    blocks_samples,
    measure,
    official_samples,
    samples,
    test_book_paper,
    test_every_paper,
    test_handover_paper,
)
from tests.documents.word_text import paragraphs, text_of, words, words_of_pdf


def of_the_party(paper):
    return dataclasses.replace(paper, letterhead=dataclasses.replace(paper.letterhead, profile="party"))


PAPERS = {
    "invitation": blocks_samples.meeting,
    "invitation of the Party": lambda: blocks_samples.meeting("party"),
    "invitation with nothing but a signer": lambda: blocks_samples.meeting(
        steps=0, parts=0, bases=(), recipients=()
    ),
    "draft of sample data": lambda: blocks_samples.meeting(
        contact="Văn phòng", is_draft=True, is_sample=True
    ),
    "minutes": blocks_samples.talk,
    "joint pledge": samples.vusta,
    "joint pledge of the Party": lambda: of_the_party(samples.vusta()),
    "pledge before witnesses": samples.chuong_my,
    "a unit's own pledge": samples.veterans,
    "pledge of seventeen": lambda: samples.pledge(count=17),
    "pledge of five before a body": lambda: test_every_paper.witnessed(5, official_samples.SHORT),
    "follow-up list": lambda: official_samples.follow_ups(5, official_samples.SHORT, "state"),
    "handover": lambda: test_handover_paper.paper(files=12),
    "handover of nothing": lambda: test_handover_paper.paper(files=0, tasks=0),
    "book": lambda: test_book_paper.paper(rows=12),
}
CLASSES = [
    *(found for _, found in inspect.getmembers(official, inspect.isclass) if hasattr(found, "blocks")),
    PledgePaper,
    HandoverPaper,
    BookPaper,
]
CLASSES = [found for found in CLASSES if found is not getattr(official, "OfficialPaper", None)]


@pytest.fixture(scope="module")
def made():
    return {name: (make(), word_of(make()), render(make())) for name, make in PAPERS.items()}


# --- the same in both -------------------------------------------------------------------------------


def without_numbers(found):
    return Counter({word: count for word, count in found.items() if not word.isdigit()})


def repeated(content):
    """Return the words of the tables' headers, which a PDF holds once for every page."""
    tables = Document(BytesIO(content)).tables
    return set(words(" ".join(cell.text for table in tables for cell in table.rows[0].cells)))


@pytest.mark.parametrize("name", PAPERS)
def test_the_word_file_says_what_the_pdf_says(made, name):
    paper, content, pdf = made[name]
    printed, written = words_of_pdf(pdf), words(text_of(content))
    if isinstance(paper, BookPaper):  # the pages in its contents are worked out by Word
        printed, written = (without_numbers(found) for found in (printed, written))
    assert not written - printed
    assert set(printed - written) <= repeated(content)


@pytest.mark.parametrize("name", PAPERS)
def test_the_master_filled_is_the_word_file(made, name):
    paper, content, _ = made[name]
    master = master_of(type(paper), paper.letterhead.profile)
    assert paragraphs(word_of(paper, master)) == paragraphs(content)


@pytest.mark.parametrize("name", PAPERS)
def test_the_same_paper_is_the_same_bytes(made, name):
    paper, content, _ = made[name]
    master = master_of(type(paper))
    assert word_of(paper) == content
    assert master_of(type(paper)) == master
    assert word_of(paper, master) == word_of(paper, master)


def test_letters_with_a_meaning_of_their_own_in_xml_stay_letters(made):
    paper, content, _ = made["invitation"]
    assert "Hội trường A & B <tầng 2>" in text_of(content)
    assert "Hội trường A & B <tầng 2>" in text_of(word_of(paper, master_of(type(paper))))


def test_signs_of_a_template_in_a_text_stay_text():
    paper = blocks_samples.meeting(venue="{{ lien_he }} {% if %}")
    assert "{{ lien_he }} {% if %}" in text_of(word_of(paper, master_of(type(paper))))


@pytest.mark.parametrize("paper_class", CLASSES, ids=lambda found: found.__name__)
def test_every_field_has_a_name_and_a_help_in_vietnamese(paper_class):
    def told(fields):
        for field in fields:
            yield field
            yield from told(field.parts)

    for field in told(fields_of(paper_class)):
        assert field.tag.isascii(), field
        assert field.tag.islower(), field
        assert field.help, field
        assert not field.help[0].islower(), field
        assert field.tag != field.name, field


@pytest.mark.parametrize("paper_class", CLASSES, ids=lambda found: found.__name__)
def test_a_master_names_every_field_of_its_paper(paper_class):
    text = text_of(master_of(paper_class))
    own = [field for field in fields_of(shape_of(paper_class)) if field.name]
    missing = [field.tag for field in own if field.tag not in text]
    assert not [tag for tag in missing if tag not in NOT_IN_THE_TEXT], missing


NOT_IN_THE_TEXT = {"ten_day_du", "ma_doi_chieu", "nam", "chu_de", "thoi_diem"}
"""In the file's facts, at the foot of the pages, or drawn with the cover."""


# --- how it is laid out -----------------------------------------------------------------------------


def section_of(content):
    return Document(BytesIO(content)).sections[0]


def test_the_margins_are_those_of_the_pdf(made):
    section = section_of(made["invitation"][1])
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(margin.mm) for margin in margins] == [20, 20, 30, 20]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)


def test_a_paper_of_the_party_has_mirrored_margins(made):
    content = made["invitation of the Party"][1]
    section = section_of(content)
    assert [round(section.left_margin.mm), round(section.right_margin.mm)] == [30, 15]
    assert Document(BytesIO(content)).settings.element.find(qn("w:mirrorMargins")) is not None
    assert section.header_distance == pytest.approx(Mm(10), abs=1000)


def test_pages_are_numbered_from_the_second_on(made):
    section = section_of(made["invitation"][1])
    assert "PAGE" in section.header._element.xml
    assert "PAGE" not in section.first_page_header._element.xml


def test_draft_and_sample_are_said_on_every_page(made):
    section = section_of(made["draft of sample data"][1])
    for header in (section.header, section.first_page_header):
        text = "".join(node.text or "" for node in header._element.iter(qn("w:t")))
        assert "DỰ THẢO" in text
        assert "DỮ LIỆU MẪU" in text


def test_the_header_of_a_table_is_repeated_and_no_row_is_broken(made):
    table = Document(BytesIO(made["invitation"][1])).tables[1]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_the_letters_are_those_of_the_pdf(made):
    document = Document(BytesIO(made["invitation"][1]))
    assert document.styles["Normal"].font.name == "Times New Roman"
    assert document.styles["Normal"].font.size == Pt(14)


def test_what_precedes_the_signatures_goes_where_they_go(made):
    body = Document(BytesIO(made["minutes"][1])).element.body
    last = [part for part in body if part.tag == qn("w:p") and "".join(part.itertext()).strip()][-1]
    assert last.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None


# --- opened by another program ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def converted(made, tmp_path_factory):
    """All Word files as LibreOffice prints them, in one go."""
    folder = tmp_path_factory.mktemp("word")
    names = dict(enumerate(PAPERS))
    for number, name in names.items():
        (folder / f"{number}.docx").write_bytes(made[name][1])
    command = [
        "soffice",
        f"-env:UserInstallation=file://{folder}/profile",
        "--headless",
        "--convert-to",
        "pdf",
    ]
    files = [str(folder / f"{number}.docx") for number in names]
    subprocess.run([*command, "--outdir", str(folder), *files], check=True, capture_output=True, timeout=180)
    return {name: (folder / f"{number}.pdf").read_bytes() for number, name in names.items()}


@pytest.mark.parametrize("name", PAPERS)
def test_libreoffice_prints_as_many_pages_with_the_same_words(made, converted, name):
    pdf = made[name][2]
    ours, theirs = measure.pages(pdf), measure.pages(converted[name])
    assert abs(len(theirs) - len(ours)) <= 1
    printed = {unicodedata.normalize("NFC", word).casefold() for word in words_of_pdf(pdf)}
    shown = " ".join(word["text"] for page in theirs for word in page.words)
    assert printed - set(words(shown)) == set()


@pytest.mark.parametrize("name", PAPERS)
def test_libreoffice_puts_no_signature_alone_on_a_page(converted, name):
    last = measure.pages(converted[name])[-1]
    assert len(last.body) > 6


def test_libreoffice_keeps_witnesses_with_the_last_signatures_and_a_row_with_the_signature(converted):
    last = measure.pages(converted["pledge of five before a body"])[-1]
    assert last.find("Người-ký-05")[0]["top"] < last.find("CHỨNG KIẾN")[0]["top"]
    last = measure.pages(converted["follow-up list"])[-1]
    assert last.find("TT Việc cần làm")
    assert last.find("Liên hiệp Hội tỉnh")[0]["top"] < last.find("TM. CỤM THI ĐUA SỐ 02")[0]["top"]
