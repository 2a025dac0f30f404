"""The register of numbers of a cluster: papers issued here, old ones known by their number, and numbers that stand
in other records. Each app tells the numbers that its own records carry."""

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from clusters.models import IssuedPaper, Plan
from clusters.papers import kind_of
from documents.layout import number_text
from vietnamese.keys import search_key

TYPES = {
    "KH": "Kế hoạch",
    "GM": "Giấy mời",
    "BB": "Biên bản",
    "TB": "Thông báo",
    "BC": "Báo cáo",
    "TTr": "Tờ trình",
    "CV": "Công văn",
    "CTr": "Chương trình",
    "HD": "Hướng dẫn",
    "QC": "Quy chế",
    "QĐ": "Quyết định",
    "NQ": "Nghị quyết",
    "KHAC": "Văn bản khác",
}
"""Types of papers by their abbreviation (Nghị định 30/2020, Phụ lục III), for lines of papers not issued here."""

WITHOUT_SYMBOL = {"CV", "KHAC"}  # a công văn has no abbreviation in its number
TYPED = re.compile(r"(?:số:?\s*)?0*(?P<number>\d{1,5})(?:\s*[/-]\s*(?P<symbol>[^\W\d_]+))?", re.IGNORECASE)


@dataclass(frozen=True)
class Carried:
    """A number that a record of its own carries; ``title`` and ``url`` are "" for whom it may not be shown."""

    number_text: str
    symbol: str
    day: date | None
    year: int
    title: str = ""
    url: str = ""

    @property
    def number(self):
        return parsed(self.number_text)[0]


CARRIERS = []


def carrier(function):
    """Register ``(cluster, user) → [Carried, …]``: every number, told in full to whoever may see it.

    ``user`` None asks for the numbers only.
    """
    CARRIERS.append(function)
    return function


def parsed(text):
    """Return (number, abbreviation) of "38/KH-CTĐ02" or "38-KH/CTĐ02"; None and "" for what is not there."""
    match = TYPED.match(text.strip())
    return (int(match["number"]), match["symbol"] or "") if match else (None, "")


def carried(cluster, user=None):
    """Return the numbers of other records that no line of the register has."""
    kept = set(
        IssuedPaper.objects.filter(cluster_year__cluster=cluster).values_list("number_text", flat=True)
    )
    found = [row for give in CARRIERS for row in give(cluster, user)]
    return [row for row in found if row.number_text not in kept]


@carrier
def plans(cluster, user):
    rows = (
        Plan.objects.filter(cluster_year__cluster=cluster).exclude(number="").select_related("cluster_year")
    )
    for row in rows:
        year = row.cluster_year
        yield Carried(
            row.number,
            "KH",
            row.issued_on,
            row.issued_on.year if row.issued_on else year.year,
            row.title or f"Kế hoạch năm {year.year}",
            reverse("clusters:year_detail", args=[year.pk]) + "#ke-hoach",
        )


# --- what comes next --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Next:
    """The number that comes next in a book, and the day and number after which its paper is dated."""

    number: int
    last_day: date | None = None
    last_text: str = ""


def next_number(cluster, symbol, year):
    """Return what comes after every number known for this type of paper in this calendar year."""
    papers = IssuedPaper.objects.filter(
        book__cluster=cluster, book__symbol=symbol, book__year=year, number__isnull=False
    )
    known = [(row.number, row.issued_on, row.number_text) for row in papers.select_related("book")]
    known += [
        (row.number, row.day, row.number_text)
        for row in carried(cluster)
        if row.number and row.symbol.casefold() == symbol.casefold() and row.year == year
    ]
    dated = max(((day, number, text) for number, day, text in known if day), default=(None, 0, ""))
    last = max([number for number, _, _ in known], default=0)
    book = cluster.number_books.filter(symbol=symbol, year=year).values_list("last", flat=True).first()
    return Next(max(last, book or 0) + 1, dated[0], dated[2])


def text_of(cluster, number, symbol):
    return number_text(cluster.authority.header_profile, number, symbol, cluster.symbol)


# --- the page ---------------------------------------------------------------------------------------------

STATES = {
    "gap": ("Chưa ghi vào sổ", "muted"),
    "carried": ("Ghi ở hồ sơ", "muted"),
    "old": ("Văn bản cũ", "muted"),
    "valid": ("Còn hiệu lực", "good"),
    "superseded": ("Đã được thay thế", "warn"),
    "revoked": ("Đã thu hồi", "bad"),
}


@dataclass(frozen=True)
class Line:
    """One line of the register. ``paper`` is the IssuedPaper, None for a gap and for a number of another record."""

    year: int
    type_label: str
    number: int | None
    number_text: str
    state: str
    title: str = ""
    day: date | None = None
    signer: str = ""
    url: str = ""
    paper: IssuedPaper | None = None

    @property
    def state_label(self):
        return STATES[self.state][0]

    @property
    def tone(self):
        return STATES[self.state][1]

    @property
    def is_gap(self):
        return self.state == "gap"

    @property
    def order(self):
        return (-self.year, self.type_label, self.number or 0, self.number_text)

    def matches(self, text):
        return search_key(text) in search_key(f"{self.number_text} {self.title} {self.signer}")


def lines_of(cluster, user):
    """Return the whole register of a cluster in its order, gaps between known numbers included."""
    papers = IssuedPaper.objects.filter(cluster_year__cluster=cluster)
    lines = [_line(row) for row in papers.select_related("book", "cluster_year")]
    lines += [
        Line(
            row.year,
            TYPES.get(row.symbol, "Văn bản khác"),
            row.number,
            row.number_text,
            "carried",
            row.title,
            row.day,
            url=row.url,
        )
        for row in carried(cluster, user)
    ]
    return sorted([*lines, *_gaps(lines)], key=lambda line: line.order)


def state_of(paper):
    if paper.revoked_on:
        return "revoked"
    if paper.superseded_by_id:
        return "superseded"
    return "old" if paper.is_old else "valid"


def label_of(key):
    """Return the name of a kind of paper, or of a type of an old one."""
    kind = kind_of(key)
    return kind.label if kind else TYPES.get(key, TYPES["KHAC"])


def _line(paper):
    day, book = paper.issued_on, paper.book
    year = book.year if book else day.year if day else paper.cluster_year.year
    label = TYPES.get(book.symbol) if book else None
    together = f"{len(paper.parties)} bên cùng ký" if len(paper.parties) > 1 else ""
    return Line(
        year,
        label or label_of(paper.kind),
        paper.number,
        paper.number_text,
        state_of(paper),
        paper.title,
        day,
        paper.signer or together,
        reverse("clusters:issued_detail", args=[paper.pk]),
        paper,
    )


def _gaps(lines):
    """Numbers below the highest known one that no line has: runs of them, one line each."""
    series = defaultdict(set)
    for line in lines:
        if line.number:
            series[line.year, line.type_label].add(line.number)
    for (year, label), numbers in series.items():
        start = None
        for number in range(1, max(numbers) + 1):
            if number not in numbers:
                start = start or number
            elif start:
                last = number - 1
                text = f"{start:02d}" if start == last else f"{start:02d} đến {last:02d}"
                yield Line(year, label, start, text, "gap")
                start = None
