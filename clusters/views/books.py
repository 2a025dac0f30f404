"""The book of a year and its files, for those who keep the year and for the unit that takes it over."""

from accounts.access import Permission, on
from clusters.book import Book
from clusters.bundle import bundle_of
from clusters.models import ClusterYear, Handover
from documents.response import file_response, pdf_response


def _book(request, year):
    book = Book(year, request.user)
    return pdf_response(book.pdf(), f"{book.title}.pdf")


def _zip(request, year):
    name = f"Hồ sơ năm thi đua {year.year} - {year.cluster}.zip"
    return file_response(bundle_of(Book(year, request.user)), name, "application/zip")


@on(ClusterYear, Permission.HISTORY)
def year_book_pdf(request, year):
    return _book(request, year)


@on(ClusterYear, Permission.HISTORY)
def year_zip(request, year):
    return _zip(request, year)


@on(Handover, Permission.TAKE_OVER)
def handover_book_pdf(request, handover):
    """The same for who takes over, from the day on which the handover is drawn up."""
    return _book(request, handover.cluster_year)


@on(Handover, Permission.TAKE_OVER)
def handover_zip(request, handover):
    return _zip(request, handover.cluster_year)
