from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnamese.numbers import AmbiguousNumber, count_words, format_decimal, parse_decimal


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("9,5", "9.5"),
        ("9.5", "9.5"),
        ("0", "0"),
        ("10", "10"),
        ("1234", "1234"),
        ("1.234,5", "1234.5"),
        ("1.234.567", "1234567"),
        ("1 234,5", "1234.5"),
        ("1\u00a0234", "1234"),
        ("9,125", "9.125"),
        ("0.125", "0.125"),
        ("1234.567", "1234.567"),
        ("12.3456", "12.3456"),
        ("-3", "-3"),
        ("−3", "-3"),
        ("–1.234,5", "-1234.5"),
        ("+3", "3"),
        (" 7 ", "7"),
    ],
)
def test_numbers_are_read_as_they_are_typed_in_vietnam(typed, number):
    assert parse_decimal(typed) == Decimal(number)


def test_minus_nothing_is_nothing():
    assert str(parse_decimal("-0")) == "0"


def test_a_dot_before_three_digits_is_asked_about():
    with pytest.raises(AmbiguousNumber) as caught:
        parse_decimal("1.234")
    assert str(caught.value) == "Chưa rõ “1.234” là 1234 hay 1,234. Cần ghi 1234 hoặc 1,234."


@pytest.mark.parametrize("typed", ["-1.234", "+12.500", "999.000"])
def test_a_sign_does_not_make_it_clear(typed):
    with pytest.raises(AmbiguousNumber):
        parse_decimal(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "-",
        ",5",
        "9.",
        "9,",
        "1,2,3",
        "1,234,567",
        "1,234.5",
        "1.23.456",
        "0.123.456",
        "1 23",
        "1. 5",
        "--3",
        "- 3",
        "NaN",
        "Infinity",
        "1e3",
        "٣",
        "chín",
        "70%",
        "0x1F",
        "1_000",
    ],
)
def test_anything_else_is_refused_with_a_sentence(typed):
    with pytest.raises(ValueError, match="không phải là số hợp lệ") as caught:
        parse_decimal(typed)
    assert not isinstance(caught.value, AmbiguousNumber)


@pytest.mark.parametrize(
    ("number", "printed"),
    [
        ("1234.5", "1.234,5"),
        ("1234567", "1.234.567"),
        ("9.50", "9,5"),
        ("100.00", "100"),
        ("100", "100"),
        ("0.00", "0"),
        ("-0.0", "0"),
        ("-1234.25", "-1.234,25"),
        ("1E+3", "1.000"),
        ("1E-7", "0,0000001"),
    ],
)
def test_numbers_are_printed_with_a_decimal_comma(number, printed):
    assert format_decimal(Decimal(number)) == printed


def test_whole_numbers_are_printed_too():
    assert format_decimal(12000) == "12.000"


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=4))
def test_what_is_written_without_grouping_is_read_back(number):
    assert parse_decimal(format_decimal(number, grouping=False)) == number


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (8, "tám"),
        (10, "mười"),
        (11, "mười một"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (24, "hai mươi bốn"),
        (55, "năm mươi lăm"),
        (99, "chín mươi chín"),
    ],
)
def test_counts_are_spelled(number, words):
    assert count_words(number) == words


@pytest.mark.parametrize("number", [-1, 100])
def test_counts_without_words_are_refused(number):
    with pytest.raises(ValueError, match="only 0 to 99"):
        count_words(number)
