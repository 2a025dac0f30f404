"""The footer of an issued paper: on every page, beside the text, to be read by a camera and by eye."""

import io
from dataclasses import replace
from datetime import date

import pypdfium2
import pytest
import segno

from documents.pdf import render
from documents.stamp import Stamp

from . import samples
from .measure import LEFT, MM, pages

URL = "https://thidua.example.vn/tra-cuu/ABCDEFGHJKLM/"
STAMP = Stamp("07/TTr-CTĐ02", date(2026, 3, 2), "ABCD-EFGH-JKLM", URL, samples.FINGERPRINT)
PAPERS = {
    "portrait": samples.vusta,
    "with an appendix on its side": lambda: samples.proposal(30),
    "seventeen units": lambda: samples.pledge(17, fingerprint=samples.FINGERPRINT),
}


@pytest.fixture(scope="module", params=PAPERS)
def paper(request):
    return PAPERS[request.param]()


@pytest.fixture(scope="module")
def content(paper):
    return render(replace(paper, stamp=STAMP))


def test_every_page_names_code_place_digest_and_its_count(content):
    found = pages(content)
    for number, page in enumerate(found, start=1):
        for words in ("Mã tra cứu: ABCD-EFGH-JKLM", "Tra cứu tại: thidua.example.vn/tra-cuu/"):
            page.find(words)
        page.find("Mã đối chiếu văn bản: 9f86 d081 884c 7d65")
        page.find(f"Trang {number}/{len(found)}")


def test_the_pages_break_as_those_of_the_draft(paper, content):
    def bodies(printed):
        return [
            sorted((round(word["top"]), round(word["x0"]), word["text"]) for word in page.body)
            for page in pages(printed)
        ]

    assert bodies(content) == bodies(render(paper))


def test_the_footer_stands_below_the_text_and_above_the_edge_of_printing(content):
    for page in pages(content):
        bottom = page.height - 20 * MM
        foot = [word for word in page.words if word["top"] > bottom - 1]
        assert foot
        assert max(word["bottom"] for word in foot) < page.height - 4.2 * MM
        assert max(word["x1"] for word in foot) <= page.width - 20 * MM + 1
        assert not [word for word in page.words if word["top"] < bottom - 1 and word["bottom"] > bottom + 1]


def test_the_squares_are_large_enough_and_are_the_code_of_the_address(content):
    wanted = [list(map(bool, row)) for row in segno.make_qr(URL, error="m", boost_error=True).matrix]
    size, dots = len(wanted), 300 / 72
    pdf = pypdfium2.PdfDocument(io.BytesIO(content))
    for page in pdf:
        picture = page.render(scale=dots, grayscale=True).to_pil()
        side = 16 * MM * dots
        assert side / dots >= 15 * MM
        right, bottom = LEFT * dots - 3 * MM * dots, picture.height - 4.5 * MM * dots
        module = side / size

        def dark(x, y, left=right - side, top=bottom - side, module=module, picture=picture):
            return picture.getpixel((round(left + (x + 0.5) * module), round(top + (y + 0.5) * module))) < 128

        assert [[dark(x, y) for x in range(size)] for y in range(size)] == wanted
        assert not any(dark(x, y) for x in range(-4, 0) for y in range(size))  # the quiet zone
        assert not any(dark(size + x, y) for x in range(4) for y in range(size))


def test_the_same_paper_gives_the_same_bytes(paper, content):
    assert render(replace(paper, stamp=STAMP)) == content


def test_a_draft_has_no_footer():
    first = pages(render(samples.proposal()))[0]
    assert "tra" not in {word["text"] for word in first.words if word["top"] > first.height - 20 * MM}
