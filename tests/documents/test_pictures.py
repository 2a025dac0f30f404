"""Pages as pictures."""

from io import BytesIO
from threading import Thread

import pytest
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
