"""What a copied pledge made of its source: which lines are kept, changed or new, which were left out, and
which still speak of the source's year."""

import re
from dataclasses import dataclass

from pledges.models import Content, Target

KEPT, CHANGED, NEW = "kept", "changed", "new"
LABELS = {KEPT: "Giữ nguyên", CHANGED: "Có sửa", NEW: "Mới"}
TONES = {KEPT: "neutral", CHANGED: "warn", NEW: "info"}
OF_TARGET = ("kind", "text", "population", "value", "measure")


@dataclass(frozen=True)
class Origins:
    """``marks`` is ``{key: "kept" | "changed" | "new"}``; ``left_out`` are the source's rows without a copy."""

    marks: dict
    left_out: list


def origins_of(pledge):
    """Return ``{key: "kept" | "changed" | "new"}`` of every content, point and target, compared with what the
    pledge was copied from; empty for a pledge that was copied from none. A constant number of queries."""
    return origins(pledge).marks


def origins(pledge):
    """Return the Origins of a pledge."""
    if not pledge.source_id:
        return Origins({}, [])
    marks, left_out = {}, []
    for model, said in ((Content, _said_of_content), (Target, _said_of_target)):
        rows = list(model.objects.filter(pledge__in=[pledge.pk, pledge.source_id]).order_by("position", "pk"))
        source = {row.key: row for row in rows if row.pledge_id == pledge.source_id}
        own = {row.key: row for row in rows if row.pledge_id == pledge.pk}
        for key, row in own.items():
            before = source.get(key)
            marks[key] = NEW if before is None else KEPT if said(before) == said(row) else CHANGED
        left_out += [row for key, row in source.items() if key not in own]
    return Origins(marks, left_out)


def _said_of_content(row):
    return row.text


def _said_of_target(row):
    return [getattr(row, name) for name in OF_TARGET]


def years_left(pledge, text):
    """Return ``[(where, wording), …]`` of the lines that still name the year of the pledge's source."""
    source = pledge.source
    if source is None or source.cluster_year.year == pledge.cluster_year.year:
        return []
    return naming_year(text, source.cluster_year.year)


def naming_year(text, year):
    """Return ``[(where, wording), …]`` of the lines of a text that name a year, alone and not in a span of years."""
    named = re.compile(rf"(?<![\d\-–/]){year}(?![\d\-–])")
    lines = [("Tên giao ước", text["title"]), ("Phần mở đầu", text["opening"])]
    for number, content in enumerate(text["contents"], start=1):
        lines.append((f"Nội dung {number}", "\n".join([content["text"], *content["points"]])))
    for number, target in enumerate(text["targets"], start=1):
        lines.append((f"Chỉ tiêu {number}", target["text"]))
    lines.append(("Phần kết", text["closing"]))
    return [(where, wording) for where, wording in lines if named.search(wording)]
