"""What this app shows on the page of a year through the registry: what was carried over, the year's documents,
its book."""

from accounts.access import Permission, can, permissions_on
from accounts.addresses import reverse
from clusters.models import Handover, YearDocument
from clusters.workspace import Section, section
from clusters.year_rows import other_years_of

P = Permission


@section
def carried_over(year, user, today):
    """What was taken over from an earlier year when this one was opened."""
    if not year.carried:
        return None
    source, *lines = year.carried if year.carried[0][0] == "Chuyển tiếp từ" else [None, *year.carried]
    title = f"Đã chuyển tiếp từ {source[1]}" if source else "Đã chuyển tiếp từ năm trước"
    parts = [(label, _entries(text)) for label, text in lines]
    return Section("chuyen-tiep", title, "clusters/_year_carried.html", {"lines": parts}, 28)


def _entries(text):
    """Take a list apart again: names and documents begin with a capital, what follows a semicolon inside one
    does not."""
    entries = []
    for piece in text.split("; "):
        if entries and not piece[:1].isupper():
            entries[-1] += f"; {piece}"
        else:
            entries.append(piece)
    return entries


@section
def documents_of_the_year(year, user, today):
    rows = list(year.documents.select_related("document__replaced_by"))
    may_edit = P.EDIT_YEAR in permissions_on(user, year) and not year.closed_on
    day = year.as_of(today)
    groups = [
        (role.label, [(row, row.document.is_in_force_on(day)) for row in rows if row.role == role])
        for role in YearDocument.Role
    ]
    context = {
        "groups": [(label, found) for label, found in groups if found],
        "may_edit": may_edit,
        "day": day,
        "year": year,
    }
    links = tuple(_document_links(year)) if may_edit else ()
    return Section("van-ban", "Văn bản của năm", "clusters/_year_documents.html", context, 25, links)


def _document_links(year):
    yield "Thêm văn bản", reverse("clusters:year_document_add", args=[year.pk])
    if not year.is_recorded and any(other.year < year.year for other in other_years_of([year])[year.pk]):
        yield "Chuyển tiếp từ năm trước", reverse("clusters:year_carry", args=[year.pk])


@section
def papers_of_the_year(year, user, today):
    """The way to the packet: every paper of the year, what is missing in it, its PDF and Word file."""
    links = (("Xem, in, phát hành", reverse("clusters:year_papers", args=[year.pk])),)
    return Section(
        "giay-to", "In và phát hành văn bản", "clusters/_year_packet.html", {"year": year}, 96, links
    )


@section
def book_of_the_year(year, user, today):
    """For who keeps the year, and for who takes it over once the handover is drawn up."""
    if P.HISTORY in permissions_on(user, year):
        links = _book_links("clusters:year_book_pdf", "clusters:year_zip", year)
    else:
        handover = Handover.objects.filter(cluster_year=year).select_related("cluster_year__cluster").first()
        if handover is None or not can(user, P.TAKE_OVER, handover):
            return None
        links = _book_links("clusters:handover_book_pdf", "clusters:handover_zip", handover)
    return Section("ky-yeu", "Kỷ yếu và hồ sơ năm", "clusters/_year_book.html", {}, 97, links)


def _book_links(book, bundle, record):
    return (
        ("Kỷ yếu (PDF)", reverse(book, args=[record.pk])),
        ("Tải hồ sơ năm (ZIP)", reverse(bundle, args=[record.pk])),
    )
