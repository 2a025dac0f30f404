"""Words of the law that papers carry, as the dated rows have them on the day."""

from awards.models import LegalFigure


def form_number(paper, award, day):
    """Return "Mẫu số 01": the number that the law gives to the form of a paper on the day, "" where none is known."""
    rows = LegalFigure.objects.filter(kind=LegalFigure.Kind.FORM_NUMBER, paper=paper)
    found = rows.closest(award, day)
    return found.text if found else ""


__all__ = ["form_number"]
