"""Evidence to be read in the page: pictures as they are, a PDF page by page, ten pages at a time."""

from dataclasses import dataclass

from awards.models import Evidence
from documents import pictures

WIDTH, WINDOW = 1000, 10


@dataclass(frozen=True)
class Leaf:
    """One file; ``pages`` are the numbers of those in sight, none for what is only saved."""

    evidence: Evidence
    is_picture: bool
    is_open: bool
    total: int = 0
    first: int = 1

    @property
    def is_unread(self):
        """A PDF without a page to show: its file is missing or cannot be read, at this moment at least."""
        return self.evidence.extension == "pdf" and not self.total

    @property
    def pages(self):
        return range(self.first, min(self.first + WINDOW, self.total + 1))

    @property
    def last(self):
        return min(self.first + WINDOW - 1, self.total)

    @property
    def previous(self):
        return max(1, self.first - WINDOW) if self.first > 1 else 0

    @property
    def following(self):
        return self.last + 1 if self.last < self.total else 0


def pages_of(evidence):
    """Return how many pages of a file there are to show, 0 where it has none or cannot be drawn."""
    if evidence.extension != "pdf":
        return 0
    try:
        return pictures.stored_pages(evidence.file, evidence.sha256)
    except FileNotFoundError:
        return 0


def leaves_of(files, key, page):
    """Return the files as leaves: open is the one asked for, else the first; ``page`` is the one to begin with."""
    files = list(files)
    opened = key if key in {evidence.pk for evidence in files} else next((row.pk for row in files), None)
    found = []
    for evidence in files:
        total = pages_of(evidence)
        first = min(max(page or 1, 1), max(total, 1)) if evidence.pk == key else 1
        is_picture = evidence.extension in ("jpg", "png")
        found.append(Leaf(evidence, is_picture, evidence.pk == opened, total, first))
    return found
