import unicodedata
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnamese.dates import date_range, long_date, parse_date, short_date

DAYS = st.dates(min_value=date(1000, 1, 1))


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2024, 2, 5), "ngày 05 tháng 02 năm 2024"),
        (date(2024, 1, 10), "ngày 10 tháng 01 năm 2024"),
        (date(2021, 3, 4), "ngày 04 tháng 3 năm 2021"),
        (date(2023, 9, 9), "ngày 09 tháng 9 năm 2023"),
        (date(2023, 11, 23), "ngày 23 tháng 11 năm 2023"),
    ],
)
def test_only_days_under_ten_and_months_one_and_two_take_a_zero(day, text):
    assert long_date(day) == text


def test_short_dates_have_two_digits_each():
    assert short_date(date(2024, 2, 5)) == "05/02/2024"


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (date(2024, 2, 20), date(2024, 2, 20), "ngày 20/02/2024"),
        (date(2024, 2, 20), None, "ngày 20/02/2024"),
        (date(2023, 11, 23), date(2023, 11, 24), "ngày 23 và 24 tháng 11 năm 2023"),
        (date(2024, 2, 8), date(2024, 2, 9), "ngày 08 và 09 tháng 02 năm 2024"),
        (date(2023, 11, 23), date(2023, 11, 25), "từ ngày 23 đến ngày 25 tháng 11 năm 2023"),
        (date(2023, 11, 30), date(2023, 12, 1), "ngày 30 tháng 11 và ngày 01 tháng 12 năm 2023"),
        (date(2023, 11, 30), date(2023, 12, 2), "từ ngày 30 tháng 11 đến ngày 02 tháng 12 năm 2023"),
        (date(2023, 12, 31), date(2024, 1, 1), "ngày 31 tháng 12 năm 2023 và ngày 01 tháng 01 năm 2024"),
        (
            date(2023, 12, 30),
            date(2024, 1, 2),
            "từ ngày 30 tháng 12 năm 2023 đến ngày 02 tháng 01 năm 2024",
        ),
        (date(2023, 5, 4), date(2024, 5, 4), "từ ngày 04 tháng 5 năm 2023 đến ngày 04 tháng 5 năm 2024"),
    ],
)
def test_the_days_of_an_event_read_as_text(start, end, text):
    assert date_range(start, end) == text


def test_an_event_does_not_end_before_it_begins():
    with pytest.raises(ValueError, match="Ngày kết thúc không được trước ngày bắt đầu"):
        date_range(date(2024, 2, 20), date(2024, 2, 20) - timedelta(days=1))


@pytest.mark.parametrize(
    "typed",
    [
        "5/2/2024",
        "05/02/2024",
        "05-02-2024",
        "05.02.2024",
        "2024-02-05",
        "2024-2-5",
        "05022024",
        "5 / 2 / 2024",
        "5 2 2024",
        " 5/2/2024\u00a0",
        "Ngày 5 tháng 2 năm 2024",
        unicodedata.normalize("NFD", "ngày 05 tháng 02 năm 2024"),
    ],
)
def test_days_are_read_as_they_are_typed(typed):
    assert parse_date(typed) == date(2024, 2, 5)


@pytest.mark.parametrize("typed", ["5/2/24", "ngày 5 tháng 2 năm 24", "5/2/20244", "5-2-024"])
def test_a_year_has_four_digits(typed):
    with pytest.raises(ValueError, match="cần ghi đủ bốn chữ số, ví dụ 05/02/2024"):
        parse_date(typed)


@pytest.mark.parametrize(
    "typed", ["31/02/2024", "29/02/2023", "2/20/2024", "00/01/2024", "2024-13-01", "01/01/0000"]
)
def test_a_day_outside_the_calendar_is_refused(typed):
    with pytest.raises(ValueError, match=f"Không có ngày “{typed}” trong lịch"):
        parse_date(typed)


@pytest.mark.parametrize("typed", ["", "hôm nay", "5/2", "5/2-2024", "2024/02/05", "٥/٢/٢٠٢٤", "5//2/2024"])
def test_anything_else_is_refused_with_a_sentence(typed):
    with pytest.raises(ValueError, match="không phải là ngày hợp lệ"):
        parse_date(typed)


@given(DAYS)
def test_what_is_written_is_read_back(day):
    assert parse_date(short_date(day)) == parse_date(long_date(day)) == parse_date(day.isoformat()) == day
