"""Whether the nominees of a tờ trình have to be posted publicly, and whether that is over."""

from awards.figures import Figures
from awards.models import Holiday, LegalFigure
from awards.working_days import last_day
from vietnamese.dates import short_date

DAYS = LegalFigure.Kind.POSTING_DAYS


def rule_for(nominations, day, figures=None):
    """Return the LegalFigure with the longest posting that one of the awards needs on the day, or None."""
    figures = figures or Figures(DAYS)
    rows = [figures.closest(DAYS, nomination.award_now, day) for nomination in nominations]
    return max((row for row in rows if row), key=lambda row: row.amount, default=None)


def end_of(start, count):
    """Return (the last day of the period, the holidays that were left out of it)."""
    rows = list(Holiday.objects.filter(day__gt=start))
    closed = {row.day for row in rows if not row.is_worked}
    end = last_day(start, count, closed, {row.day for row in rows if row.is_worked})
    return end, [row for row in rows if row.day <= end and not row.is_worked and row.day.weekday() < 5]


def running(postings, day):
    """Return the posting that still runs on the day, or is still to begin; None where none does."""
    return next((row for row in postings if day <= row.ends_on), None)


def said(posting):
    """Return why nothing may be put further while the period runs."""
    ground = f" ({posting.legal_ref})" if posting.legal_ref else ""
    until = short_date(posting.ends_on)
    return f"Danh sách đang niêm yết, lấy ý kiến tại {posting.where} đến hết ngày {until}{ground}."
