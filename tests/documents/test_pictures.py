"""Pages as pictures."""

from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from threading import Thread

import pikepdf
import pytest
from django.core.files.storage import Storage, default_storage
from PIL import Image

from documents import pdf, pictures
from tests.documents import samples


@pytest.fixture(scope="module")
def paper():
    return pdf.render(samples.pledge())


def test_every_page_has_its_picture(paper):
    count = pictures.page_pictures(paper)
    drawn = [pictures.picture(paper, page, 400) for page in range(1, count + 1)]
    assert count > 1
    assert len(set(drawn)) == count
    for content in drawn:
        image = Image.open(BytesIO(content))
        assert (image.format, image.width) == ("PNG", 400)
        assert 1.38 < image.height / image.width < 1.44, "the shape of A4"


def test_picture_shows_ink_on_white(paper):
    image = Image.open(BytesIO(pictures.picture(paper, 1, 400))).convert("L")
    assert image.getextrema() == (0, 255) or image.getextrema()[0] < 60
    assert image.getpixel((2, 2)) == 255


def test_page_that_is_not_there_has_no_picture(paper):
    for page in (0, 99):
        with pytest.raises(IndexError):
            pictures.picture(paper, page)


def test_many_readers_at_once_get_the_same_pages(paper):
    found = []
    readers = [
        Thread(target=lambda n=n: found.append(pictures.picture(paper, 1, 300 + n % 3))) for n in range(9)
    ]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert len(found) == 9
    assert len(set(found)) == 3


# --- pages of a PDF on disk


@dataclass
class File:
    """What a FileField knows of its file."""

    path: Path
    storage: Storage = default_storage


@pytest.fixture
def stored(tmp_path, settings, paper):
    """A PDF on disk with its digest, and an empty folder for drawn pages."""
    settings.CACHES = {
        **settings.CACHES,
        "pages": {**settings.CACHES["pages"], "LOCATION": tmp_path / "pages"},
    }
    path = tmp_path / "giay.pdf"
    path.write_bytes(paper)
    return File(path), sha256(paper).hexdigest()


def test_a_page_is_drawn_once_and_kept_on_disk(stored):
    file, digest = stored
    assert pictures.stored_pages(file, digest) == pictures.page_pictures(file.path.read_bytes())
    first = pictures.stored_picture(file, digest, 1, 300)
    file.path.unlink()
    assert pictures.stored_picture(file, digest, 1, 300) == first
    with pytest.raises(FileNotFoundError):
        pictures.stored_picture(file, digest, 1, 301)


def test_a_folder_that_cannot_be_written_costs_only_the_drawing(stored, tmp_path, caplog):
    (tmp_path / "pages").write_text("một tệp")
    file, digest = stored
    assert pictures.stored_picture(file, digest, 1, 300).startswith(b"\x89PNG")
    assert "could not be kept" in caplog.text


def test_what_is_no_pdf_has_no_pages(stored, tmp_path):
    wrong = tmp_path / "hong.pdf"
    wrong.write_bytes(b"%PDF-1.4 h\xe1\xbb\x8fng")
    assert pictures.stored_pages(File(wrong), "0" * 64) == 0
    wrong.write_bytes(stored[0].path.read_bytes())
    assert pictures.stored_pages(File(wrong), "0" * 64) > 0, (
        "what could not be read a moment ago is tried anew"
    )


def test_a_long_strip_is_drawn_smaller_not_larger_than_memory(tmp_path):
    document = pikepdf.new()
    document.add_blank_page(page_size=(10, 14000))
    document.save(tmp_path / "dai.pdf")
    drawn = Image.open(BytesIO(pictures._drawn(tmp_path / "dai.pdf", 1, 1000)))
    assert drawn.height <= pictures.TALLEST + 1
