"""Enumeration in Vietnamese documents: lettered points, Roman parts, names in a row."""

POINT_LETTERS = "abcdđeghiklmnopqrstuvxy"
ROMAN = [
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
]  # fmt: skip


def point_letter(number):
    """Return the letter of a point counted from 1: a, b, c, d, đ, e, g, … y, then aa, ab, …"""
    if number < 1:
        raise ValueError(f"point_letter({number}): points are counted from 1.")
    letters = ""
    while number:
        number, index = divmod(number - 1, len(POINT_LETTERS))
        letters = POINT_LETTERS[index] + letters
    return letters


def roman(number):
    if not 1 <= number <= 3999:
        raise ValueError(f"roman({number}): only 1 to 3999 can be written.")
    numeral = ""
    for value, letters in ROMAN:
        times, number = divmod(number, value)
        numeral += letters * times
    return numeral


def join_names(names):
    """Return "a, b và c"; an empty text for no names."""
    *others, last = list(names) or [""]
    return f"{', '.join(others)} và {last}" if others else last
