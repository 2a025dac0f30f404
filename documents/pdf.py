"""Papers become PDF here and nowhere else: tagged, archival (PDF/A-3a), the same bytes for the same paper."""

import unicodedata
from functools import cache
from io import BytesIO
from pathlib import Path
from threading import Lock

import pikepdf
from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from documents.blocks import placed
from documents.fonts import FACES, face_path, font_dir
from documents.profiles import dressed

STYLESHEET = Path(__file__).with_name("paper.css")
PARTY_STYLESHEET = Path(__file__).with_name("party.css")
MEASURES = "".join(f".mm-{n}{{width:{n}mm}}.high-{n} td{{height:{n}mm}}" for n in range(5, 161))
"""Widths of columns and heights of rows, which a block gives in millimetres."""
TIGHT = (
    "html{line-height:1.15}.title{margin:14pt 0 10pt}.text>h2{margin-top:8pt}.signatures{margin-top:10pt}"
    ".ending{line-height:1.15}",
    "html{line-height:18pt}.title{margin:14pt 0 10pt}.signatures{margin-top:10pt}",
)
"""Single line spacing, the least that is allowed, of the state and of the Party: where it saves a page."""
SCHEME = "font:"

VARIANT = {"pdf_variant": "pdf/a-3a"}

_one_at_a_time = Lock()


class OwnFontsOnly(URLFetcher):
    """Gives out the four faces of the document font; any other address is refused."""

    def fetch(self, url, headers=None):
        face = url.removeprefix(SCHEME)
        if face not in FACES:
            raise ValueError(f"a paper may not fetch {url!r}")
        return URLFetcherResponse(url, face_path(font_dir(), face).read_bytes(), {"Content-Type": "font/ttf"})


@cache
def _press():
    """Return the shared (font configuration, parsed style sheet, what a paper of the Party has otherwise, and what
    brings the lines of either closer together).

    The configuration must be the one object that both the CSS and the PDF writer get: otherwise
    @font-face is dropped without a word. Parsing once halves the time of a paper.
    """
    fonts = FontConfiguration()
    fetcher = OwnFontsOnly()
    texts = (STYLESHEET.read_text("utf-8") + MEASURES, PARTY_STYLESHEET.read_text("utf-8"), *TIGHT)
    return fonts, *(CSS(string=text, font_config=fonts, url_fetcher=fetcher) for text in texts)


def render(paper) -> bytes:
    """Return the paper, a frozen dataclass that names its template, as PDF; lines that run over by a little are
    taken in, as a clerk would do.

    Raises ImproperlyConfigured when the document font is missing.
    """
    paper = dressed(paper)
    context = {"paper": paper, "blocks": placed(paper.blocks()) if hasattr(paper, "blocks") else []}
    markup = unicodedata.normalize("NFC", render_to_string(paper.template, context))
    font_dir()
    with _one_at_a_time:
        fonts, style, party, *tight = _press()
        is_party = paper.letterhead.is_party
        styles = [style, party] if is_party else [style]
        laid = _laid(markup, styles, fonts)
        if hasattr(paper, "blocks") and len(laid.pages) > 1:
            closer = _laid(markup, [*styles, tight[is_party]], fonts)
            laid = closer if len(closer.pages) < len(laid.pages) else laid
        return laid.write_pdf(**VARIANT)


def _laid(markup, styles, fonts):
    html = HTML(string=markup, base_url=None, url_fetcher=OwnFontsOnly())
    return html.render(stylesheets=styles, font_config=fonts, **VARIANT)


def print_mark(markup: str) -> bytes:
    """Return a small page of its own, the visible mark of a seal, as PDF."""
    with _one_at_a_time:
        fonts, style, *_ = _press()
        document = HTML(
            string=unicodedata.normalize("NFC", markup), base_url=None, url_fetcher=OwnFontsOnly()
        )
        return document.write_pdf(stylesheets=[style], font_config=fonts)


def on_blank(markup: str, css: str) -> bytes:
    """Return sheets that are printed on a blank: the faces of a paper, but only the places that ``css`` gives."""
    with _one_at_a_time:
        fonts, style, *_ = _press()
        own = CSS(string=css, font_config=fonts, url_fetcher=OwnFontsOnly())
        return _laid(markup, [style, own], fonts).write_pdf(**VARIANT)


def bind(papers) -> bytes:
    """Return the papers one after another in one file, each with its own page numbers."""
    return join(map(render, papers))


def join(contents) -> bytes:
    """Return what is printed already one after another in one file."""
    with pikepdf.new() as book:
        for content in contents:
            with pikepdf.open(BytesIO(content)) as part:
                book.add_pages_from(part)
        bound = BytesIO()
        book.save(bound, deterministic_id=True)
    return bound.getvalue()
