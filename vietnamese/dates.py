"""Dates as Nghị định 30/2020/NĐ-CP writes them: a zero before days under 10 and months 1 and 2 only."""

import re
from datetime import date, timedelta

from .text import clean_line

TYPED = [
    re.compile(
        r"(?P<day>\d{1,2})\s?(?P<mark>[/. -])\s?(?P<month>\d{1,2})\s?(?P=mark)\s?(?P<year>\d+)", re.ASCII
    ),
    re.compile(r"(?P<day>\d{2})(?P<month>\d{2})(?P<year>\d{4})", re.ASCII),  # a phone's number pad has no "/"
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})", re.ASCII),
    re.compile(r"ngày (?P<day>\d{1,2}) tháng (?P<month>\d{1,2}) năm (?P<year>\d+)", re.ASCII | re.IGNORECASE),
]


def long_date(day):
    return f"ngày {day.day:02} {_month(day)} năm {day.year}"


def short_date(day):
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def date_range(start, end=None):
    """Return the days of an event as running text; no ``end`` means one day.

    Raises ValueError with a sentence for the person who typed if ``end`` comes first.
    """
    end = end or start
    if end < start:
        raise ValueError("Ngày kết thúc không được trước ngày bắt đầu.")
    if start == end:
        return f"ngày {short_date(start)}"
    first, last = f"ngày {start.day:02}", long_date(end)
    if start.year != end.year:
        first = long_date(start)
    elif start.month != end.month:
        first += f" {_month(start)}"
    if end - start > timedelta(days=1):
        return f"từ {first} đến {last}"
    if start.month == end.month:
        return f"{first} và {last.removeprefix('ngày ')}"
    return f"{first} và {last}"


def parse_date(text):
    """Return the date written as 5/2/2024, 05-02-2024, 05.02.2024, 05022024, 2024-02-05 or in long form.

    Raises ValueError with a sentence for the person who typed.
    """
    typed = clean_line(text)
    match = next(filter(None, (form.fullmatch(typed) for form in TYPED)), None)
    if not match:
        raise ValueError(f"“{typed}” không phải là ngày hợp lệ. Cần ghi ngày/tháng/năm, ví dụ 05/02/2024.")
    if len(match["year"]) != 4:
        raise ValueError(f"Năm trong “{typed}” cần ghi đủ bốn chữ số, ví dụ 05/02/2024.")
    try:
        return date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        raise ValueError(f"Không có ngày “{typed}” trong lịch. Cần kiểm tra lại ngày và tháng.") from None


def _month(day):
    return f"tháng {day.month:02}" if day.month <= 2 else f"tháng {day.month}"
