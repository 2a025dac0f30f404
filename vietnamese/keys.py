"""Keys to store beside a text, so that SQLite and PostgreSQL search and sort Vietnamese alike.

The sort order is that of ICU's ``vi`` with numbers read as numbers. A key compares by its bytes:
in PostgreSQL its column needs the collation "C" (``vietnamese.fields.KeyField`` sees to it).
"""

import re
import unicodedata
from itertools import count

from .text import clean_line

ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
ORDER = " _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$0123456789" + ALPHABET
PRIMARY = dict(zip(ORDER, map(chr, count(ord(" "))), strict=False))
BEYOND_Z = "~"  # greater than every character in PRIMARY's values
TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}  # huyền hỏi ngã sắc nặng
FOREIGN_MARK = "6"
# NFKD splits ă into a and its breve, but leaves these whole.
UNDIVIDED = str.maketrans({"đ": "d", "ð": "d", "ƀ": "b", "ł": "l", "ø": "o"})
# Dashes and quotation marks that Word puts in by itself.
PLAIN = str.maketrans({"–": "-", "—": "-", "‑": "-", "−": "-", "‘": "'", "’": "'", "“": '"', "”": '"'})
LEVEL = "\x01"  # between the levels of a key: lower than what it separates; PostgreSQL refuses NUL

TOKEN = re.compile("[0-9]+|.[\u0300-\u036f]*", re.DOTALL)


def search_key(text):
    """Return lower-case words without marks: "Giao ước – Hoà Bình" gives "giao uoc hoa binh".

    What the person types into the search box goes through this function too.
    """
    folded = unicodedata.normalize("NFKD", clean_line(text)).casefold()
    folded = unicodedata.normalize("NFKD", folded).translate(UNDIVIDED)
    letters = (char for char in folded if not unicodedata.category(char).startswith("M"))
    return " ".join("".join(char if char.isalnum() else " " for char in letters).split())


def name_key(name):
    """Return the key by which two spellings of a name are one: no tone marks, no “ông”, “bà”, “đồng chí”."""
    words = search_key(name).split()
    if words[:2] == ["dong", "chi"] or words[:2] == ["d", "c"]:
        words = words[2:]
    elif len(words) > 1 and words[0] in {"ong", "ba", "anh", "chi", "dc"}:
        words = words[1:]
    return " ".join(words)


def sort_key(text):
    """Return an ASCII string in three levels: letters and numbers, then tones, then capitals."""
    plain = unicodedata.normalize("NFKD", clean_line(text).translate(PLAIN))
    weights = [_weigh(token) for token in TOKEN.findall(plain)]
    letters, tones, capitals = ("".join(level) for level in zip(("", "", ""), *weights, strict=True))
    return LEVEL.join([letters, tones.rstrip("0"), capitals.rstrip("0")])


def person_sort_key(full_name):
    """Return a key by given name (the last word), then family and middle names; capitals do not count.

    The last word is not the given name of everybody (H'Hen Niê, Y Thông): keep a sorting name that
    can be edited, and pass that.
    """
    *rest, given = clean_line(full_name).lower().split(" ")
    return sort_key(given) + LEVEL + sort_key(" ".join(rest))


def _weigh(token):
    if token.isascii() and token.isdecimal():
        digits = token.lstrip("0") or "0"
        # The number of digits first, so that 2 stands before 10.
        return "".join(PRIMARY[digit] for digit in f"{min(len(digits), 99):02}{digits}"), "0", "0"
    base, marks = token[0], list(token[1:])
    letter = base.lower()
    for mark in marks:
        quality = unicodedata.normalize("NFC", letter + mark)
        if quality in ALPHABET:
            letter = quality
            marks.remove(mark)
            break
    tone = max((TONES.get(mark, FOREIGN_MARK) for mark in marks), default="0")
    primary = PRIMARY.get(letter) or PRIMARY.get(letter.translate(UNDIVIDED)) or f"{BEYOND_Z}{ord(base):06x}"
    return primary, tone, "0" if base == base.lower() else "1"
