"""Printed pages as pictures, for a look at a paper beside the form that writes it."""

from hashlib import sha256
from io import BytesIO
from threading import Lock

import pypdfium2
from django.core.cache import cache

from documents.pdf import render

WIDEST = 2000
COLOURS = 64  # black on white, and the red of a seal; a third of the size
KEPT = 10 * 60  # seconds

_one_at_a_time = Lock()  # PDFium may not be entered by two threads at once


def proof(paper) -> bytes:
    """Return a paper as PDF for a look at it; the same paper is printed once in ten minutes."""
    key = f"proof:{type(paper).__name__}:{sha256(repr(paper).encode()).hexdigest()}"
    printed = cache.get(key)
    if printed is None:
        printed = render(paper)
        cache.set(key, printed, KEPT)
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
    drawn = cache.get(key)
    if drawn is None:
        drawn = _drawn(pdf, page, width)
        cache.set(key, drawn, KEPT)
    return drawn


def _drawn(pdf, page, width):
    with _one_at_a_time:
        document = pypdfium2.PdfDocument(pdf)
        try:
            if not 1 <= page <= len(document):
                raise IndexError(f"the paper has {len(document)} pages, no page {page}")
            leaf = document[page - 1]
            image = leaf.render(scale=width / leaf.get_width()).to_pil()
        finally:
            document.close()
    sink = BytesIO()
    image.quantize(COLOURS).save(sink, "PNG")
    return sink.getvalue()
