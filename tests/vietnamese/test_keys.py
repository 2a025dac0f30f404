import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnamese.keys import name_key, person_sort_key, search_key, sort_key

IN_ORDER = [
    "an ăn ân ba da dào db Dũng đa đào Đức",
    "ma mà mả mã má mạ",
    "a ă â b c d đ e ê f g h i j k l m n o ô ơ p q r s t u ư v w x y z",
    "a A à À ả ã á ạ ă Ă ằ â",
    "hoa Hoa HOA hòa Hòa hoan",
    "tu tú tụ tuần tư từ",
]


@pytest.mark.parametrize("words", IN_ORDER)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_sort_key_follows_the_vietnamese_alphabet(words, form):
    ordered = unicodedata.normalize(form, words).split()
    shuffled = random.Random(7).sample(ordered, len(ordered))
    assert sorted(shuffled, key=sort_key) == ordered


@pytest.mark.parametrize(
    "ordered",
    [
        ["Cụm số 2", "Cụm số 10", "Cụm số 100"],
        ["Cụm số 02", "Cụm số 3", "Cụm số 010"],
        ["Khối 1a", "Khối 1b", "Khối 12", "Khối A"],
        ["38/KH-CTĐ02", "222/QĐ-MTTW"],
        ["9" * 10, "1" + "0" * 11],
        ["an", "an ba", "ana"],  # a shorter word ends before any letter
        ["Hội Đông y", "Hội Luật gia", "Hội Người cao tuổi", "Liên minh Hợp tác xã"],
        ["mà b", "ma c"],  # a tone counts only where all letters agree
    ],
)
def test_sort_key_reads_numbers_and_whole_names(ordered):
    backwards = ordered[::-1]
    assert sorted(backwards, key=sort_key) == ordered


def test_sort_key_puts_other_scripts_after_z_and_other_marks_with_their_letter():
    words = ["z", "ü", "u", "v", "ƀ", "c", "北"]
    assert sorted(words, key=sort_key) == ["ƀ", "c", "u", "ü", "v", "z", "北"]


def test_dashes_and_quotation_marks_of_word_sort_like_typed_ones():
    assert sort_key("Hà Nội – “A”") == sort_key('Hà Nội - "A"')


@given(st.text())
def test_sort_key_is_ascii_without_nul(text):
    key = sort_key(text)
    assert key.isascii()
    assert "\0" not in key
    assert key.count("\x01") == 2


@given(st.text("aAáăĐđ 019-", max_size=8))
def test_different_spellings_have_different_sort_keys_unless_zeros_lead(text):
    other = text.swapcase()
    clean, other = " ".join(text.split()), " ".join(other.split())
    assert (sort_key(clean) == sort_key(other)) == (clean == other)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Ký kết giao ước", "ky ket giao uoc"),
        ("Đỗ Thị Bưởi", "do thi buoi"),
        ("hòa", "hoa"),
        ("hoà", "hoa"),
        ("Ủy ban", "uy ban"),
        ("Uỷ  ban", "uy ban"),
        ("38/KH-CTĐ02", "38 kh ctd02"),
        ("Giao ước – “Hoà Bình”, 2024.", "giao uoc hoa binh 2024"),
        ("\u00d0ảng bộ", "dang bo"),
        ("H'Hen Niê", "h hen nie"),
        ("Y Blô\u0306k ƀ", "y blok b"),
        ("m²", "m2"),
        (" – ", ""),
        ("", ""),
    ],
)
def test_search_key_folds_marks_case_and_punctuation(text, key):
    assert search_key(text) == key


@pytest.mark.parametrize("vowel", "aăâeêioôơuưy")
@pytest.mark.parametrize("tone", ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"])
def test_search_key_leaves_a_plain_letter_of_every_vowel(vowel, tone):
    plain = dict(zip("aăâeêioôơuưy", "aaaeeiooouuy", strict=True))[vowel]
    letter = unicodedata.normalize("NFC", vowel + tone)
    assert search_key(letter) == search_key(letter.upper()) == plain


@given(st.text())
def test_the_search_key_of_a_search_key_is_itself(text):
    key = search_key(text)
    assert search_key(key) == key


def test_people_stand_by_given_name_then_family_then_middle_names():
    people = [
        "Trần Thị An",
        "Lê Văn Bình",
        "Nguyễn Thị Dung",
        "Nguyễn Văn Dũng",
        "Bùi Văn Đức",
        "Trần Thị Hoa",
        "Lê Thị Hòa",
        "Lê Văn Hòa",
        "Nguyễn Hòa",
    ]
    backwards = people[::-1]
    assert sorted(backwards, key=person_sort_key) == people


def test_a_name_in_capitals_stands_where_the_name_stands():
    assert person_sort_key("NGUYỄN VĂN HOA") == person_sort_key("Nguyễn Văn Hoa")


def test_a_name_of_one_word_stands_before_the_longer_ones():
    assert person_sort_key("Hoa") < person_sort_key("An Hoa") < person_sort_key("Hoan")


def test_a_missing_name_has_a_key():
    assert person_sort_key(" ") < person_sort_key("An")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nguyễn Văn Hòa", "NGUYỄN VĂN HOÀ"),
        ("Nguyễn Văn Hòa", "ông Nguyễn Văn Hoà"),
        ("Lê Thị Thúy", "Đồng chí Lê Thị Thuý"),
        ("Lê Thị Thúy", "Đ/c Lê thị Thúy"),
        ("Bà Trần Thị An", "Trần Thị An"),
    ],
)
def test_two_spellings_of_a_name_have_one_key(one, other):
    assert name_key(one) == name_key(other)


def test_names_that_only_begin_like_an_honorific_are_kept_whole():
    assert name_key("Ông") == "ong"
    assert name_key("Đông Thị An") == "dong thi an"
