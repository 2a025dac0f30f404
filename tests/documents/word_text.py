"""What a Word file says, part by part."""

import re
import unicodedata
from collections import Counter
from io import BytesIO

from docx import Document
from docx.oxml.ns import qn

from tests.documents import measure


def text_of(content):
    """Return the text of a Word file's body, a line for every paragraph and every break of one."""
    body = Document(BytesIO(content)).element.body
    lines = []
    for paragraph in body.iter(qn("w:p")):
        parts = []
        for node in paragraph.iter(qn("w:t"), qn("w:br"), qn("w:tab")):
            parts.append(node.text or "" if node.tag == qn("w:t") else "\n")
        lines.append("".join(parts))
    return unicodedata.normalize("NFC", "\n".join(lines))


def words(text):
    """Count the words of a text, whatever the case; lines of dots and rules between parts are none."""
    return Counter(re.findall(r"\w+", unicodedata.normalize("NFC", text).casefold()))


def words_of_pdf(content):
    """Count the words between the margins of a PDF."""
    return words(" ".join(word["text"] for page in measure.pages(content) for word in page.body))


def paragraphs(content):
    return [line for line in text_of(content).split("\n") if line.strip()]
