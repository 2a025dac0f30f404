"""Báo cáo thành tích of a dossier, printed from what the dossier holds."""

from accounts.access import Permission, on
from awards.models import Nomination
from awards.reports import report_filename, report_paper
from documents import pdf
from documents.response import pdf_response, word_response
from documents.word import word_of


@on(Nomination, Permission.VIEW_NOMINATION)
def report_pdf(request, nomination):
    return pdf_response(pdf.render(report_paper(nomination)), report_filename(nomination, "pdf"))


@on(Nomination, Permission.VIEW_NOMINATION)
def report_word(request, nomination):
    return word_response(word_of(report_paper(nomination)), report_filename(nomination, "docx"))
