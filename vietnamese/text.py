"""Clean text that was typed, pasted from Word or read from a file."""

import re
import unicodedata

# Old converters write Eth and African D where Đ is meant: the capitals look the same and compare unequal.
LOOKALIKES = {"\u00d0": "Đ", "\u0189": "Đ", "\u00f0": "đ"}
LINE_BREAKS = re.compile(
    "\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]"
)  # \v is Word's line break inside a paragraph


def clean_line(text):
    """Return one line in NFC: visible characters and single spaces only.

    Where the tone mark stands (hòa, hoà) stays as it was typed.
    """
    return _squeeze(LINE_BREAKS.sub(" ", text))


def clean_text(text):
    """Return ``text`` with each line cleaned, and at most one blank line between two paragraphs."""
    lines = "\n".join(_squeeze(line) for line in LINE_BREAKS.split(text))
    return re.sub("\n{3,}", "\n\n", lines).strip("\n")


def _squeeze(line):
    visible = unicodedata.normalize("NFC", "".join(map(_visible, line)))
    return re.sub(" +", " ", visible).strip(" ")


def _visible(char):
    category = unicodedata.category(char)
    if char == "\t" or category == "Zs":
        return " "
    # Control characters; zero-width, soft-hyphen and direction marks; half characters that UTF-8 refuses.
    if category in {"Cc", "Cf", "Cs"}:
        return ""
    return LOOKALIKES.get(char, char)
