"""No paper, of whatever kind, fetches anything: every text on it is hostile, and a listener counts who comes."""

import io
import logging
import os
import socket
import zipfile
from dataclasses import fields, is_dataclass, replace

import pikepdf
import pytest

from documents import blanks
from documents.blanks import Blank, BlankLine
from documents.pdf import render
from documents.word import word_of
from tests.documents import official_samples as official
from tests.documents import samples
from tests.documents import season_samples as season
from tests.documents import test_book_paper as book
from tests.documents import test_handover_paper as handover
from tests.documents import test_rotation_paper as rotation

PAPERS = {
    key: lambda make=make: make(4, official.SHORT, "state")
    for key, make in (official.PAPERS | season.PAPERS).items()
} | {
    "giao-uoc": lambda: samples.pledge(4),
    "to-trinh-cu": samples.proposal,
    "ky-yeu": lambda: book.paper(3),
    "ban-giao": lambda: handover.paper(3, 1),
    "luan-phien": lambda: rotation.paper(3, 3),
}


# One paper of every template; `make torture` takes all papers.
OF_EVERY_TEMPLATE = (
    "giao-uoc",
    "to-trinh-cu",
    "ky-yeu",
    "ban-giao",
    "luan-phien",
    "giay-moi",
    "danh-sach-duoc-khen",
)
TAKEN = PAPERS if os.environ.get("HYPOTHESIS_PROFILE") == "torture" else OF_EVERY_TEMPLATE


@pytest.fixture
def listener():
    """A server to which every hostile text points."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.01)
        yield server


def evil_text(server):
    to = f"http://127.0.0.1:{server.getsockname()[1]}"
    return (
        f'<img src="{to}/a"><svg><image href="{to}/b"/><use href="file:///etc/passwd"/></svg>'
        f"<style>@import url({to}/c);*{{background:url({to}/d)}}</style>"
        f'<link rel=attachment href="file:///etc/passwd"><object data="{to}/e"></object>{{{{ secret }}}}'
    )


def visited(server):
    try:
        server.accept()[0].close()
    except TimeoutError:
        return False
    return True


def spoiled(value, evil):
    """The same paper with hostile text behind every text that a person writes; words of the program stay."""
    if isinstance(value, str):
        return value + evil if " " in value.strip() else value
    if isinstance(value, tuple | list):
        return type(value)(spoiled(part, evil) for part in value) if not hasattr(value, "_fields") else value
    if is_dataclass(value):
        told = {
            field.name: spoiled(getattr(value, field.name), evil) for field in fields(value) if field.init
        }
        return replace(value, **told)
    return value


@pytest.mark.parametrize("key", TAKEN)
def test_no_paper_fetches_anything(key, listener, caplog):
    paper = PAPERS[key]()
    hostile = spoiled(paper, evil_text(listener))
    assert repr(hostile).count("/etc/passwd") > 2
    with caplog.at_level(logging.WARNING, "weasyprint"):
        content = render(hostile)
    assert not visited(listener)
    assert caplog.records == []
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert len(pdf.attachments) == 0


def test_no_certificate_fetches_anything(listener, caplog):
    lines = tuple(BlankLine(evil_text(listener), top, 20, 14) for top in (40, 80))
    with caplog.at_level(logging.WARNING, "weasyprint"):
        blanks.render([lines], Blank(297, 210, 0, 0))
    assert not visited(listener)
    assert caplog.records == []


@pytest.mark.parametrize("key", ["giay-moi", "quyet-dinh"])
def test_no_word_file_names_anything_outside_itself(key, listener):
    content = word_of(spoiled(PAPERS[key](), evil_text(listener)))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if name.endswith((".rels", ".xml"))}
    assert [name for name, part in parts.items() if name.endswith(".rels") and b'"External"' in part] == []
    assert b"&lt;img src=" in parts["word/document.xml"]
    assert not visited(listener)
