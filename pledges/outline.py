"""Contents pasted from Word, one a line, made into contents and their points. No Django here."""

import re

from vietnamese.keys import search_key
from vietnamese.text import clean_text

POINT = re.compile(r"(?:[a-zđ]{1,2}\)|[-–—+•·*\uf0b7])\s*(?=\S)", re.IGNORECASE)
NUMBER = re.compile(r"(?:nội dung\s+)?(?:\d{1,2}|[IVX]{1,5})\s*[.):]\s*(?=\S)(?!\d)", re.IGNORECASE)


class PasteError(ValueError):
    """The pasted lines do not make a tree; the sentence says which line and why."""


def parse_contents(text):
    """Return ``[(content, [point, …]), …]`` of pasted lines.

    A line that begins with "a)", "-" or "+" is a point of the content above it; "1.", "II.", "Nội dung 3:"
    before a content are taken off, since numbers follow from the place. Raises PasteError where the first
    line is a point.
    """
    contents = []
    for line in clean_text(text).splitlines():
        if not search_key(line):
            continue
        if mark := POINT.match(line):
            if not contents:
                raise PasteError(f"Dòng đầu “{line[:60]}” là điểm nhỏ; cần một nội dung đứng trước nó.")
            contents[-1][1].append(line[mark.end() :])
        else:
            mark = NUMBER.match(line)
            contents.append((line[mark.end() :] if mark else line, []))
    return contents
