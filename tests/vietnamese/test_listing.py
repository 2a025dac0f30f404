import pytest

from vietnamese.listing import join_names, point_letter, roman


def test_points_follow_the_vietnamese_alphabet():
    letters = " ".join(point_letter(number) for number in range(1, 24))
    assert letters == "a b c d đ e g h i k l m n o p q r s t u v x y"


def test_points_go_on_with_two_letters():
    assert [point_letter(number) for number in (24, 25, 28, 46, 47)] == ["aa", "ab", "ađ", "ay", "ba"]


def test_points_are_counted_from_one():
    with pytest.raises(ValueError, match="counted from 1"):
        point_letter(0)


@pytest.mark.parametrize(
    ("number", "numeral"),
    [
        (1, "I"),
        (4, "IV"),
        (9, "IX"),
        (14, "XIV"),
        (40, "XL"),
        (90, "XC"),
        (1994, "MCMXCIV"),
        (3999, "MMMCMXCIX"),
    ],
)
def test_roman_numerals(number, numeral):
    assert roman(number) == numeral


@pytest.mark.parametrize("number", [0, -1, 4000])
def test_roman_numerals_have_limits(number):
    with pytest.raises(ValueError, match="only 1 to 3999"):
        roman(number)


@pytest.mark.parametrize(
    ("names", "text"),
    [
        ([], ""),
        (["Hải Phòng"], "Hải Phòng"),
        (["Hải Phòng", "Hải Dương"], "Hải Phòng và Hải Dương"),
        (["Hải Phòng", "Hải Dương", "Hà Nội"], "Hải Phòng, Hải Dương và Hà Nội"),
    ],
)
def test_names_are_joined_in_a_row(names, text):
    assert join_names(iter(names)) == text
