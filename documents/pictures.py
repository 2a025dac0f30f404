"""Printed pages as pictures, for a look at a paper beside the form that writes it."""

import logging
from hashlib import sha256
from io import BytesIO
from threading import Lock

import pypdfium2
from django.core.cache import caches
from django.core.cache.backends.base import DEFAULT_TIMEOUT

from documents.pdf import render
from documents.storage import local_path

logger = logging.getLogger(__name__)
WIDEST = 2000
TALLEST = 6000  # a strip of paper is drawn smaller instead
COLOURS = 64  # black on white, and the red of a seal; a third of the size
KEPT = 10 * 60  # seconds

_one_at_a_time = Lock()  # PDFium may not be entered by two threads at once


def proof(paper) -> bytes:
    """Return a paper as PDF for a look at it; the same paper is printed once in ten minutes."""
    key = f"proof:{type(paper).__name__}:{sha256(repr(paper).encode()).hexdigest()}"
    printed = kept(key)
    if printed is None:
        printed = render(paper)
        keep(key, printed, KEPT)
    return printed


def page_pictures(pdf: bytes) -> int:
    """Return how many pages, and so how many pictures, a PDF has."""
    with _one_at_a_time:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return len(document)
        finally:
            document.close()


def mark_of(pdf: bytes) -> str:
    """Return a short mark that changes when the print changes."""
    return sha256(pdf).hexdigest()[:16]


def picture(pdf: bytes, page: int, width: int = 800) -> bytes:
    """Return page ``page`` (the first is 1) as PNG, ``width`` pixels wide.

    The same page in the same width is drawn once in ten minutes. Raises IndexError for a page that is not there.
    """
    width = max(1, min(width, WIDEST))
    key = f"picture:{sha256(pdf).hexdigest()}:{page}:{width}"
    drawn = kept(key)
    if drawn is None:
        drawn = _drawn(pdf, page, width)
        keep(key, drawn, KEPT)
    return drawn


def stored_pages(stored, digest) -> int:
    """Return how many pages a stored PDF has, 0 for one that cannot be drawn, which is tried anew each time: a disk
    that could not be read and a damaged file look alike.

    ``stored`` is the file of a FileField, ``digest`` its SHA-256.
    """
    key = f"pages:{digest}"
    total = kept(key)
    if total is None:
        try:
            with local_path(stored) as path:
                total = page_pictures(path)
        except pypdfium2.PdfiumError:
            return 0
        keep(key, total)
    return total


def stored_picture(stored, digest, page: int, width: int = 800) -> bytes:
    """Return one page of a stored PDF as PNG. Only what the page needs is read, however long the file is;
    a page that was drawn is kept on disk.

    Raises IndexError for a page that is not there, PdfiumError for a file that cannot be drawn.
    """
    width = max(1, min(width, WIDEST))
    key = f"page:{digest}:{page}:{width}"
    drawn = kept(key)
    if drawn is None:
        with local_path(stored) as path:
            drawn = _drawn(path, page, width)
        keep(key, drawn)
    return drawn


def kept(key):
    """Return what this host has drawn before, or None."""
    try:
        return caches["pages"].get(key)
    except OSError:
        return None  # said once, when the page is to be kept


def keep(key, value, seconds=DEFAULT_TIMEOUT):
    """Remember on this host's disk what can be drawn again."""
    try:
        caches["pages"].set(key, value, seconds)
    except OSError:
        logger.warning(
            "A drawn page could not be kept on disk; it is drawn again the next time.", exc_info=True
        )


def _drawn(pdf, page, width):
    with _one_at_a_time:
        document = pypdfium2.PdfDocument(pdf)
        try:
            if not 1 <= page <= len(document):
                raise IndexError(f"the paper has {len(document)} pages, no page {page}")
            leaf = document[page - 1]
            scale = min(width / leaf.get_width(), TALLEST / leaf.get_height())
            image = leaf.render(scale=scale).to_pil()
        finally:
            document.close()
    sink = BytesIO()
    image.quantize(COLOURS).save(sink, "PNG")
    return sink.getvalue()
