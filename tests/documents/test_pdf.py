"""Measured on the produced PDF, against Nghị định 30/2020/NĐ-CP, Phụ lục I."""

import io
import logging
import os
import socket
import subprocess
import sys
import threading
import unicodedata
from dataclasses import fields, is_dataclass, replace
from itertools import pairwise

import pdfplumber
import pikepdf
import pytest
from django.conf import settings

from documents import layout
from documents.layout import Item, Letterhead, SignatureBlock
from documents.pdf import OwnFontsOnly, render

from . import samples
from .measure import BOTTOM, LEFT, MM, RIGHT, TOP, face, length, pages, words_of

REGULAR, BOLD, ITALIC = "Liberation-Serif", "Liberation-Serif-Bold", "Liberation-Serif-Italic"
PAPERS = {
    "joint, before signing": samples.vusta,
    "one unit's, countersigned": samples.veterans,
    "signed before witnesses": samples.chuong_my,
    "seventeen units": lambda: samples.pledge(17),
    "proposal": samples.proposal,
}


@pytest.fixture(scope="module", params=PAPERS)
def content(request):
    return render(PAPERS[request.param]())


@pytest.fixture(scope="module")
def pledge_pages():
    return pages(render(samples.vusta()))


@pytest.fixture(scope="module")
def proposal_pages():
    return pages(render(samples.proposal(30)))


def values_of(paper):
    """Every text that a paper holds, however deep."""
    if isinstance(paper, str):
        yield paper
    elif isinstance(paper, tuple):
        for part in paper:
            yield from values_of(part)
    elif is_dataclass(paper):
        unused = {"fingerprint", "profile"}
        unused |= {"parties_heading"} if not getattr(paper, "parties", True) else set()
        unused |= {"witness_heading"} if not getattr(paper, "witnesses", True) else set()
        for field in fields(paper):
            if field.name not in unused:
                yield from values_of(getattr(paper, field.name))


# --- the page --------------------------------------------------------------------------------------


def test_every_page_is_a4(content):
    sizes = {tuple(sorted((round(page.width), round(page.height)))) for page in pages(content)}
    assert sizes == {(595, 842)}


def test_no_letter_of_the_body_stands_in_a_margin(content):
    for page in pages(content):
        right, bottom = page.width - 20 * MM, page.height - 20 * MM
        for word in page.words:
            is_page_number = word["bottom"] < TOP and abs(word["size"] - 14) < 0.1
            is_foot = word["top"] > bottom and word["size"] < 9
            inside = word["x0"] >= LEFT - 0.5 and word["x1"] <= right + 0.5
            assert inside, word["text"]
            assert is_page_number or is_foot or TOP - 1 <= word["top"] <= word["bottom"] <= bottom + 1, word[
                "text"
            ]


def test_pages_are_numbered_from_the_second_in_the_middle_of_the_top_margin(pledge_pages):
    numbers = [[word for word in page.words if word["bottom"] < TOP] for page in pledge_pages]
    assert [[word["text"] for word in found] for found in numbers] == [[], ["2"], ["3"], ["4"]]
    for (word,) in numbers[1:]:
        assert face([word]) == {(REGULAR, 14)}
        assert (word["x0"] + word["x1"]) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=2)


def test_the_appendix_is_numbered_on_its_own(proposal_pages):
    numbers = [[word["text"] for word in page.words if word["bottom"] < TOP] for page in proposal_pages]
    assert numbers[0] == []
    landscape = [
        found for found, page in zip(numbers, proposal_pages, strict=True) if page.width > page.height
    ]
    assert landscape == [[], ["2"], ["3"], ["4"], ["5"]][: len(landscape)]
    assert len(landscape) >= 2


def test_fonts_are_liberation_serif_only_embedded_and_cut_down(content):
    found = set()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for page in pdf.pages:
            for font in page.Resources.get("/Font", {}).values():
                tag, _, name = str(font.BaseFont).removeprefix("/").partition("+")
                descriptor = font.DescendantFonts[0].FontDescriptor
                assert len(tag) == 6
                assert "/FontFile2" in descriptor or "/FontFile3" in descriptor
                assert "/ToUnicode" in font
                found.add(name)
    assert found <= {REGULAR, BOLD, ITALIC, "Liberation-Serif-Bold-Italic"}
    assert {REGULAR, BOLD} <= found


def test_everything_is_black(content):
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        colours = {char["non_stroking_color"] for page in pdf.pages for char in page.chars}
    assert {tuple(round(part, 3) for part in colour) for colour in colours} <= {(0,), (0, 0, 0)}


def test_the_file_is_tagged_archival_and_says_what_it_is(content):
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert pdf.Root.Lang == "vi"
        assert "/StructTreeRoot" in pdf.Root
        assert pdf.Root.OutputIntents[0].S == "/GTS_PDFA1"
        with pdf.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
            assert metadata["dc:title"]


def test_qpdf_finds_no_fault(content, tmp_path):
    path = tmp_path / "paper.pdf"
    path.write_bytes(content)
    assert subprocess.run(["qpdf", "--check", path], capture_output=True, check=False).returncode == 0


# --- ô 1 to 5 --------------------------------------------------------------------------------------


def test_state_title_and_motto_have_their_size_weight_and_place(pledge_pages):
    first = pledge_pages[0]
    state = first.find("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    motto = first.find("Độc lập - Tự do - Hạnh phúc")
    assert face(state) == {(BOLD, 13)}
    assert face(motto) == {(BOLD, 14)}
    assert state[0]["x0"] > (LEFT + RIGHT) / 2 - 40 * MM
    assert (state[0]["x0"] + state[-1]["x1"]) / 2 == pytest.approx(
        (motto[0]["x0"] + motto[-1]["x1"]) / 2, abs=1
    )


def test_the_rule_under_the_motto_is_as_long_as_its_text(pledge_pages):
    motto = pledge_pages[0].find("Độc lập - Tự do - Hạnh phúc")
    rule = pledge_pages[0].rule_under(motto)
    assert rule["width"] == pytest.approx(length(motto), abs=2)
    assert rule["x0"] == pytest.approx(motto[0]["x0"], abs=1)


@pytest.mark.parametrize("phrase", ["CỤM THI ĐUA SỐ 02", "Năm 2024"])
def test_the_rule_under_issuer_and_subject_is_a_third_to_a_half(pledge_pages, phrase):
    words = pledge_pages[0].find(phrase)
    rule = pledge_pages[0].rule_under(words)
    assert 1 / 3 <= rule["width"] / length(words) <= 1 / 2
    assert (rule["x0"] + rule["x1"]) / 2 == pytest.approx((words[0]["x0"] + words[-1]["x1"]) / 2, abs=1)


def test_bodies_stand_at_the_left_the_superior_upright_and_the_issuer_bold(pledge_pages):
    first = pledge_pages[0]
    assert face(first.find("LIÊN HIỆP CÁC HỘI")) == {(REGULAR, 13)}
    assert face(first.find("CỤM THI ĐUA SỐ 02")) == {(BOLD, 13)}
    assert first.find("CỤM THI ĐUA SỐ 02")[-1]["x1"] < first.find("CỘNG HÒA")[0]["x0"]


def test_number_and_date_share_a_line(proposal_pages):
    first = proposal_pages[0]
    number = first.find("Số: 07/TTr-CTĐ02")
    day = first.find("Phú Thọ, ngày 24 tháng 11 năm 2023")
    assert face(number) == {(REGULAR, 13)}
    assert face(day) == {(ITALIC, 14)}
    assert number[0]["bottom"] == pytest.approx(day[0]["bottom"], abs=3)


def test_title_basis_and_body_have_their_faces(pledge_pages):
    first = pledge_pages[0]
    assert face(first.find("GIAO ƯỚC THI ĐUA")) == {(BOLD, 14)}
    assert face(first.find("Căn cứ Luật Thi đua, khen thưởng")) == {(ITALIC, 14)}
    assert face(first.find("I. NỘI DUNG THI ĐUA")) == {(BOLD, 14)}
    assert face(first.find("1. Phát động và tổ chức")) == {(REGULAR, 14)}


def test_paragraphs_are_indented_and_spaced(pledge_pages):
    first = pledge_pages[0]
    start = first.find("1. Phát động và tổ chức")[0]
    after = first.find("a) Phát động và tổ chức")[0]
    second = next(row for row in first.lines if row[0]["top"] > start["bottom"] - 5)
    assert start["x0"] - LEFT == pytest.approx(12.7 * MM, abs=1)
    assert second[0]["x0"] == pytest.approx(LEFT, abs=1)
    line = second[0]["top"] - start["top"]
    assert 1.149 * 14 <= line <= 1.5 * 1.149 * 14
    assert after["top"] - second[0]["top"] - line >= 6 - 0.1


# --- the text --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAPERS)
def test_every_word_of_the_paper_can_be_read_from_the_file(name, tmp_path):
    paper = PAPERS[name]()
    path = tmp_path / "paper.pdf"
    path.write_bytes(render(paper))
    text = subprocess.run(["pdftotext", path, "-"], capture_output=True, check=True).stdout.decode()
    found = {word.lower() for word in words_of(text)}
    expected = {word.lower() for value in values_of(paper) for word in words_of(value)}
    assert text == unicodedata.normalize("NFC", text)
    assert expected - found == set()


def test_decomposed_letters_are_printed_composed():
    paper = samples.pledge(closing=(unicodedata.normalize("NFD", "Các đơn vị thống nhất ký kết."),) * 2)
    assert pages(render(paper))[-2].find("Các đơn vị thống nhất ký kết.")


def test_the_fingerprint_stands_at_the_foot_of_every_page(pledge_pages):
    for number, page in enumerate(pledge_pages, 1):
        foot = " ".join(word["text"] for word in page.words if word["top"] > BOTTOM)
        assert foot.replace(" ", "") == (
            f"Mãđốichiếunộidung:{samples.FINGERPRINT}Trang{number}/{len(pledge_pages)}"
        )


def test_a_draft_says_so_on_every_page_and_an_agreed_text_does_not():
    for is_draft in (True, False):
        for page in pages(render(samples.pledge(is_draft=is_draft))):
            marks = [
                word["text"] for word in page.words if word["bottom"] < TOP and not word["text"].isdigit()
            ]
            assert marks == (["DỰ", "THẢO"] if is_draft else [])


def test_sample_data_say_so_on_every_page():
    for paper in (samples.pledge(is_sample=True), samples.proposal(is_sample=True)):
        for page in pages(render(paper)):
            assert page.find("DỮ LIỆU MẪU")[0]["bottom"] < TOP


def test_what_is_not_known_of_a_past_pledge_is_said():
    found = pages(render(samples.chuong_my()))
    text = " ".join(word["text"] for page in found for word in page.words)
    assert "Chưa rõ: nội dung thứ chín của giao ước; họ tên người ký của các đơn vị." in text
    assert text.count("(chưa rõ họ tên)") == 8
    assert text.count("Đã ký ngày 20/02/2024") == 10


def test_a_proposal_never_reads_like_an_award():
    text = " ".join(word["text"] for page in pages(render(samples.proposal())) for word in page.words)
    assert "DANH SÁCH TRÍCH NGANG TẬP THỂ, CÁ NHÂN ĐỀ NGHỊ KHEN THƯỞNG" in text
    assert "Hình thức đề nghị" in text
    assert "được tặng" not in text.lower()
    assert "quyết định tặng" not in text.lower()


def test_the_list_repeats_its_header_on_each_page(proposal_pages):
    appendix = [page for page in proposal_pages if page.width > page.height]
    for page in appendix:
        assert face(page.find("Tóm tắt thành tích")) == {(BOLD, 12)}


def test_an_achievement_longer_than_a_page_loses_nothing():
    story = " ".join(f"việc-{number}" for number in range(1200))
    text = " ".join(
        word["text"] for page in pages(render(samples.proposal(achievement=story))) for word in page.words
    )
    assert all(text.count(f"việc-{number} ") >= 3 for number in (0, 1, 500, 777, 1198))


# --- signatures ------------------------------------------------------------------------------------


def signed_paper(count, paragraphs, **facts):
    """A pledge whose blocks can be told apart by one word each: ĐƠN-VỊ-03 and Người-ký-03."""
    blocks = [
        SignatureBlock(
            unit=f"Đơn-vị-{number:02d}",
            authority="TM. Ban Thường trực",
            post="Chủ tịch",
            name=f"Người-ký-{number:02d}",
        )
        for number in range(1, count + 1)
    ]
    closing = ("Giao ước lập thành nhiều bản.",)
    return samples.pledge(
        count,
        paragraphs,
        **{
            "officers": tuple(blocks[:2]),
            "members": tuple(blocks[2:]),
            "closing": closing,
            "parties": (),
            **facts,
        },
    )


def placed(found, start):
    """Return {"03": (page, word)} of the words that begin so."""
    return {
        word["text"][-2:]: (number, word)
        for number, page in enumerate(found)
        for word in page.words
        if word["text"].startswith(start)
    }


# Of any number the rows are filled otherwise; `make torture` takes all.
COUNTS = [4, 5, 6, 7, 8, 9, 10, 12, 16, 17]


@pytest.mark.parametrize(
    "count", COUNTS if os.environ.get("HYPOTHESIS_PROFILE") == "torture" else COUNTS[::3]
)
def test_no_signature_block_is_broken_and_none_stands_without_text(count):
    witness = SignatureBlock(post="Phó Chủ tịch", name="Người-chứng")
    for paragraphs in range(1, 6):
        for extra in range(3):
            paper = signed_paper(
                count,
                paragraphs,
                witnesses=(witness, witness),
                bases=(samples.LAW,) * (1 + extra),
            )
            found = pages(render(paper))
            units, names = placed(found, "ĐƠN-VỊ-"), placed(found, "Người-ký-")
            assert len(units) == len(names) == count
            for key, (page, unit) in units.items():
                assert names[key][0] == page, "a block was broken"
                assert names[key][1]["top"] - unit["bottom"] > 30 * MM + 28, "no room to sign and seal"
            first_page = units["01"][0]
            top = min(unit["top"] for page, unit in units.values() if page == first_page)
            above = [
                row for row in found[first_page].lines if row[0]["top"] > TOP and row[-1]["bottom"] < top
            ]
            assert sum(face(row) == {(REGULAR, 14)} for row in above) >= 2, (
                "the first row of signatures stands without two lines of text"
            )
            last_page = names[f"{count:02d}"][0]
            assert found[last_page].find("CHỨNG KIẾN")
            assert [page for page, sheet in enumerate(found) if sheet.words][-1] == last_page


@pytest.mark.parametrize("count", [5, 8, 11, 12, 16, 17])
def test_names_of_a_row_stand_at_one_height_and_the_order_is_kept(count):
    names = placed(pages(render(signed_paper(count, 1))), "Người-ký-")
    order = sorted(names, key=lambda key: (names[key][0], round(names[key][1]["top"]), names[key][1]["x0"]))
    assert order == [f"{number:02d}" for number in range(1, count + 1)]


def test_long_unit_names_stay_inside_their_column():
    unit = "Hội Bảo vệ quyền trẻ em, Người khuyết tật, Nạn nhân chất độc da cam và Bảo trợ xã hội tỉnh {}"
    found = pages(render(samples.pledge(17, unit=unit + " và các đơn vị trực thuộc trên địa bàn")))
    for page in found:
        words = [word for word in page.body if word["text"].isupper() and word["size"] < 13.5]
        for first, second in ((a, b) for row in page.lines for a, b in pairwise(row)):
            assert second["x0"] >= first["x1"] - 0.5
        assert all(word["x1"] <= RIGHT + 0.5 for word in words)


def test_countersignature_and_unit_stand_side_by_side():
    last = pages(render(samples.veterans()))[-1]
    chair, unit = last.find("CỤM TRƯỞNG KÝ CÔNG NHẬN"), last.find("TỈNH HÀ GIANG")
    assert chair[-1]["x1"] < unit[0]["x0"]


def test_a_chair_without_vice_chair_signs_alone_in_the_middle():
    blocks = [samples.block(f"Đơn vị {number}", name=f"Người-ký-{number:02d}") for number in range(1, 7)]
    found = pages(render(samples.pledge(6, 1, officers=tuple(blocks[:1]), members=tuple(blocks[1:]))))
    names = placed(found, "Người-ký-")
    for key in ("01", "06"):
        word = names[key][1]
        assert (word["x0"] + word["x1"]) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=2)


@pytest.mark.parametrize(
    ("count", "sizes"),
    [
        (5, [2, 2, 1]),
        (8, [2, 2, 2, 2]),
        (9, [3, 3, 3]),
        (10, [3, 3, 2, 2]),
        (11, [3, 3, 3, 2]),
        (15, [3] * 5),
    ],
)
def test_members_are_set_in_rows_without_gaps(count, sizes):
    rows = layout.grid_rows(tuple(SignatureBlock(unit=str(number)) for number in range(count)))
    assert [len(row.blocks) for row in rows] == sizes


def test_the_proposal_is_signed_for_the_cluster_with_the_own_post_above_the_name(proposal_pages):
    page = next(page for page in proposal_pages if any(word["text"] == "Đại" for word in page.words))
    chair, own, name = page.find("CỤM TRƯỞNG"), page.find("TỈNH PHÚ THỌ"), page.find("Lê Quang Đại")
    assert chair[0]["bottom"] + 30 * MM < own[0]["top"] < name[0]["top"]
    assert face(chair) == face(name) == {(BOLD, 14)}
    label = page.find("Nơi nhận:")
    assert face(label) == {("Liberation-Serif-Bold-Italic", 12)}
    assert face(page.find("- Như trên;")) == face(page.find("- Lưu: VT.")) == {(REGULAR, 11)}
    assert label[0]["top"] < chair[-1]["bottom"]


# --- hostile text, and the same bytes --------------------------------------------------------------


def test_the_same_paper_gives_the_same_bytes_in_another_process(tmp_path):
    program = (
        "import sys, hashlib, django; django.setup();"
        "from documents.pdf import render; from tests.documents import samples;"
        "print(hashlib.sha256(render(samples.chuong_my())).hexdigest())"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-W", "ignore", "-c", program],
            env={
                **os.environ,
                "PYTHONHASHSEED": seed,
                "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
            },
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1
    assert render(samples.chuong_my()) == render(samples.chuong_my())


def test_hostile_text_is_printed_and_fetches_nothing(caplog):
    visited = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/x.png"
        evil = (
            f'<img src="{address}"><link rel=attachment href="file:///etc/passwd">'
            f"<style>@import url({address});</style>{{{{ settings.SECRET_KEY }}}}{{% debug %}}]]>&lt;"
        )
        paper = samples.pledge(
            title=evil, subtitle=evil, theme=evil, bases=(evil,), closing=(evil,), unknown=(evil,),
            letterhead=Letterhead(evil, evil, evil, evil), contents=(Item(evil, evil, (Item(evil),)),),
            members=(SignatureBlock(evil, evil, evil, evil, evil, evil, True, None, evil),), fingerprint=evil,
        )  # fmt: skip
        with caplog.at_level(logging.WARNING, "weasyprint"):
            content = render(paper)
        try:
            server.accept()
            visited.set()
        except TimeoutError:
            pass
    assert not visited.is_set()
    assert caplog.records == []
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert len(pdf.attachments) == 0
    text = "".join(word["text"] for page in pages(content) for word in page.words)
    assert "file:///etc/passwd" in text
    assert settings.SECRET_KEY not in text


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "http://127.0.0.1/", "font:../../etc/passwd", "data:,x"]
)
def test_only_the_papers_own_fonts_are_fetched(url):
    with pytest.raises(ValueError, match="may not fetch"):
        OwnFontsOnly().fetch(url)


def test_unbroken_words_wrap_inside_the_margins():
    long = "Ư" * 400
    paper = samples.pledge(
        parties=(long,),
        contents=(Item(long, long),),
        targets=(layout.Target(long, long, long),),
        members=(samples.block(long, name=long),),
    )
    for page in pages(render(paper)):
        assert all(word["x1"] <= RIGHT + 0.5 for word in page.words)


def test_a_record_without_any_text_still_prints_its_units():
    blocks = tuple(SignatureBlock(unit=f"Đơn-vị-{number:02d}", is_signed=True) for number in range(1, 9))
    paper = layout.PledgePaper(
        letterhead=Letterhead("Cụm thi đua số 2"), members=blocks, unknown=("nội dung giao ước", "ngày ký")
    )
    (page,) = pages(render(paper))
    assert page.find("Chưa rõ: nội dung giao ước; ngày ký.")
    assert len(placed([page], "ĐƠN-VỊ-")) == 8
    assert len([word for word in page.words if word["text"] == "(chưa"]) == 16


def test_a_paper_that_makes_no_sense_is_refused():
    paper = samples.pledge()
    with pytest.raises(ValueError, match="vice-chair"):
        replace(paper, officers=paper.members[:3])
    with pytest.raises(ValueError, match="addressee"):
        replace(samples.proposal(), groups=())
    with pytest.raises(ValueError, match="one level per column"):
        layout.Registrations(("A", "B"), (("Đơn vị", ("1",)),))
