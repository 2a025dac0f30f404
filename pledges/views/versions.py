"""Rounds of comments: the versions that went out, what units said, and the differences between texts."""

from django.shortcuts import render
from django.utils import timezone

from accounts.access import Permission, on
from documents.xlsx import Column, listing
from pledges.comparing import CompareForm, comparison, sides
from pledges.differences import LISTS
from pledges.models import Pledge
from pledges.reading import PledgeReading
from pledges.views import frame


def _where(row):
    item = row[1]
    if item is None:
        return "Cả bản giao ước"
    return f"{'Điểm' if len(item.place) > 1 else 'Nội dung'} {item.number}: {item.text}"


def _of(path):
    column = Column("", of=path)
    return lambda row: column.value(row[0])


def _verdict(row):
    return row[0].get_verdict_display() if row[0].stance == "suggests" else None


COMMENTS = [
    Column("Lần", 8, lambda row: row[0].round or None),
    Column("Đơn vị góp ý", 36, _of("unit_name")),
    Column("Về nội dung", 50, _where),
    Column("Ý kiến", 20, _of("get_stance_display")),
    Column("Nội dung góp ý", 50, lambda row: row[0].text or None),
    Column("Góp ý lúc", 18, _of("created_at")),
    Column("Kết quả xem xét", 24, _verdict),
    Column("Ý kiến tiếp thu, giải trình", 50, lambda row: row[0].answer or None),
    Column("Người trả lời", 28, _of("answered_by.full_name")),
    Column("Trả lời lúc", 18, _of("answered_at")),
]


def _reading(request, pledge):
    return PledgeReading(pledge, request.user, timezone.localdate())


@on(Pledge, Permission.VIEW)
def comment_summary(request, pledge):
    """Who has answered in this round, whom to remind, and every comment with what became of it."""
    reading = _reading(request, pledge)
    context = {"pledge": pledge, "year": pledge.cluster_year, "reading": reading}
    return render(request, "pledges/comment_summary.html", frame.of_pledge(pledge) | context)


@on(Pledge, Permission.VIEW)
def comment_export(request, pledge):
    title = f"Bảng tổng hợp, tiếp thu, giải trình ý kiến - {pledge}"
    return listing(title, COMMENTS, _reading(request, pledge).said)


@on(Pledge, Permission.VIEW)
def version_list(request, pledge):
    """The numbered versions, what each round brought, and what changed between them."""
    reading = _reading(request, pledge)
    context = {"pledge": pledge, "rounds": reading.rounds, "reading": reading}
    return render(request, "pledges/version_list.html", frame.of_pledge(pledge) | context)


@on(Pledge, Permission.VIEW)
def pledge_compare(request, pledge):
    """``?voi=`` another pledge, ``?tu=`` and ``?den=`` rounds of this one: what became of the text."""
    before, after = sides(pledge, request.user, request.GET)
    found = comparison(before, after) if before else None
    labels = LISTS.items() if found else ()
    parts = [(part, label, found.rows[part]) for part, label in labels if found.rows[part]]
    context = {
        "pledge": pledge,
        "form": CompareForm(request.GET or None, pledge=pledge, user=request.user),
        "before": before,
        "after": after,
        "found": found,
        "parts": parts,
        "changed": {row.part for row in found.changes} if found else set(),
    }
    return render(request, "pledges/pledge_compare.html", frame.of_pledge(pledge) | context)
