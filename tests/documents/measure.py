"""What a produced PDF really holds: words with their places, faces and sizes in points, and rules."""

import io
import re
import unicodedata
from dataclasses import dataclass

import pdfplumber

MM = 72 / 25.4
LEFT, RIGHT, TOP, BOTTOM = 30 * MM, 190 * MM, 20 * MM, 277 * MM
"""Edges of the body on a portrait page, from the page's top left corner."""


@dataclass
class Page:
    width: float
    height: float
    words: list
    rules: list
    borders: list  # of the cells of tables, the horizontal ones

    @property
    def lines(self):
        """Words that share a baseline, from top to bottom."""
        rows = {}
        for word in self.words:
            rows.setdefault(round(word["bottom"]), []).append(word)
        return [sorted(rows[key], key=lambda word: word["x0"]) for key in sorted(rows)]

    @property
    def body(self):
        return [word for word in self.words if TOP - 1 < word["top"] < self.height - 20 * MM]

    def find(self, phrase):
        """Return the words of the first place where the phrase stands on one line."""
        wanted = phrase.split()
        for row in self.lines:
            texts = [word["text"] for word in row]
            for start in range(len(texts) - len(wanted) + 1):
                if texts[start : start + len(wanted)] == wanted:
                    return row[start : start + len(wanted)]
        raise AssertionError(f"{phrase!r} is not on this page")

    def rule_under(self, words, within=12):
        """Return the first horizontal rule below the words: (x0, x1)."""
        bottom = max(word["bottom"] for word in words)
        middle = (words[0]["x0"] + words[-1]["x1"]) / 2
        found = [
            rule
            for rule in self.rules
            if -4 < rule["top"] - bottom < within and rule["x0"] - 1 <= middle <= rule["x1"] + 1
        ]
        return min(found, key=lambda rule: rule["top"])


def pages(content):
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        return [
            Page(
                float(page.width),
                float(page.height),
                page.extract_words(extra_attrs=["fontname", "size"], keep_blank_chars=False),
                [rect for rect in page.rects if rect["height"] < 1.5 and rect["width"] > 5],
                [line for line in page.lines if line["height"] < 0.1 and line["width"] > 5],
            )
            for page in pdf.pages
        ]


def words_of(text):
    return re.findall(r"\w+", unicodedata.normalize("NFC", text))


def length(words):
    return words[-1]["x1"] - words[0]["x0"]


def face(words):
    """Return the set of (typeface, size) among the words: {("Liberation-Serif-Bold", 13)}."""
    return {(word["fontname"].partition("+")[2], round(word["size"], 1)) for word in words}
