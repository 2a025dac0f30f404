"""Counting working days: weekends and days of the calendar of holidays are left out. Pure."""

from datetime import timedelta

WEEKEND = (5, 6)


def is_working(day, closed, worked):
    """``closed`` holidays, ``worked`` weekend days that are worked in exchange: sets of days."""
    if day in worked:
        return True
    return day.weekday() not in WEEKEND and day not in closed


def last_day(start, count, closed=frozenset(), worked=frozenset()):
    """Return the ``count``-th working day after ``start``; the first day itself is not counted (Điều 147 Bộ luật
    Dân sự 2015). Raises ValueError for a count below 1."""
    if count < 1:
        raise ValueError("a period has at least one working day")
    day = start
    while count:
        day += timedelta(days=1)
        count -= is_working(day, closed, worked)
    return day
