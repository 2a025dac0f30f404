"""Numbers as they are typed and printed in Vietnam: dots between thousands, a decimal comma."""

import re
from decimal import Decimal

from .text import clean_line

PLAIN = re.compile(r"[0-9]+(?:[.,][0-9]+)?")
GROUPED_BY_DOTS = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?")
GROUPED_BY_SPACES = re.compile(r"[1-9][0-9]{0,2}(?: [0-9]{3})+(?:,[0-9]+)?")
MINUS_SIGNS = ("-", "−", "–")  # Word turns a hyphen into the others

UNITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]


class AmbiguousNumber(ValueError):
    """Raised for "1.234", which is 1234 to one reader and 1,234 to another."""


def parse_decimal(text):
    """Return the Decimal written as 9,5 or 9.5 or 1.234,5 or 1 234,5.

    Raises AmbiguousNumber or ValueError, each with a sentence for the person who typed.
    """
    typed = clean_line(text)
    negative = typed.startswith(MINUS_SIGNS)
    digits = typed[1:] if negative or typed.startswith("+") else typed
    if re.fullmatch(r"[1-9][0-9]{0,2}\.[0-9]{3}", digits):
        whole, decimal = typed.replace(".", ""), typed.replace(".", ",")
        raise AmbiguousNumber(f"Chưa rõ “{typed}” là {whole} hay {decimal}. Cần ghi {whole} hoặc {decimal}.")
    if GROUPED_BY_DOTS.fullmatch(digits) or GROUPED_BY_SPACES.fullmatch(digits):
        digits = digits.replace(".", "").replace(" ", "")
    elif not PLAIN.fullmatch(digits):
        raise ValueError(f"“{typed}” không phải là số hợp lệ. Cần ghi như 9,5 hoặc 1.234,5.")
    number = Decimal(digits.replace(",", "."))
    return number.copy_negate() if negative and number else number


def format_decimal(number, grouping=True):
    """Return "1.234,5", without trailing zeros.

    ``grouping=False`` gives "1234,5", which parse_decimal always reads back; "1.234" it would refuse.
    """
    text = f"{Decimal(number):,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if text == "-0":
        text = "0"
    return text.translate(str.maketrans({",": "." if grouping else "", ".": ","}))


def count_words(number):
    """Return a count from 0 to 99 in words: "tám", "mười lăm", "hai mươi mốt"."""
    if not 0 <= number <= 99:
        raise ValueError(f"count_words({number}): only 0 to 99 have words here.")
    tens, unit = divmod(number, 10)
    if tens == 0:
        return UNITS[unit]
    words = ["mười"] if tens == 1 else [UNITS[tens], "mươi"]
    if unit == 5:
        words.append("lăm")
    elif unit == 1 and tens > 1:
        words.append("mốt")
    elif unit:
        words.append(UNITS[unit])
    return " ".join(words)
