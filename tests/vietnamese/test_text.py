import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnamese.text import clean_line, clean_text

PASTED = st.text(
    st.one_of(st.characters(), st.sampled_from("a ề\u0301\u0323\n\r\t\v\u00a0\u200b\u00ad\ufeff\u202e"))
)


@pytest.mark.parametrize(
    ("pasted", "clean"),
    [
        (unicodedata.normalize("NFD", "Hội Cựu chiến binh"), "Hội Cựu chiến binh"),
        ("Liên\u00a0hiệp\u2009các\u3000hội", "Liên hiệp các hội"),
        ("  Cụm \t thi   đua  ", "Cụm thi đua"),
        ("Hội Nông dân\r\nthành phố", "Hội Nông dân thành phố"),
        ("Hội\u000bLuật gia\u2028Việt Nam", "Hội Luật gia Việt Nam"),
        ("thi\u200b đua\ufeff yêu\u2060 nước\u200d\u200c", "thi đua yêu nước"),
        ("khen\u00adthưởng", "khenthưởng"),
        ("\u200eSố\u202e 05\u2066\u2069\u061c", "Số 05"),
        ("giao\x00 ước\x07\x7f", "giao ước"),
        ("một nửa \ud83d ký tự", "một nửa ký tự"),
        ("\u00d0ảng \u00f0oàn \u0189oàn", "Đảng đoàn Đoàn"),
        ("\u200b\u00a0", ""),
    ],
)
def test_clean_line_leaves_only_what_can_be_seen(pasted, clean):
    assert clean_line(pasted) == clean


@pytest.mark.parametrize("clean", [clean_line, clean_text])
@pytest.mark.parametrize("word", ["hòa", "hoà", "thúy", "thuý", "Ủy", "Uỷ"])
def test_the_place_of_the_tone_mark_stays(clean, word):
    assert clean(word) == word


def test_a_zero_width_space_does_not_keep_a_mark_from_its_letter():
    assert clean_line("e\u200b\u0302\u0323") == "ệ"


@pytest.mark.parametrize(
    ("pasted", "clean"),
    [
        ("một\r\nhai\rba\vbốn", "một\nhai\nba\nbốn"),
        ("một \n \u00a0\n\n\t\n hai", "một\n\nhai"),
        ("\n\n một  hai \n\n", "một hai"),
        ("\n", ""),
    ],
)
def test_clean_text_keeps_lines_and_at_most_one_blank_line(pasted, clean):
    assert clean_text(pasted) == clean


@given(PASTED)
def test_cleaning_a_line_twice_changes_nothing(text):
    once = clean_line(text)
    assert clean_line(once) == once
    assert once == unicodedata.normalize("NFC", once)


@given(PASTED)
def test_cleaning_a_text_twice_changes_nothing(text):
    once = clean_text(text)
    assert clean_text(once) == once
    assert "\n\n\n" not in once


@given(PASTED)
def test_each_line_of_a_clean_text_is_a_clean_line(text):
    for line in clean_text(text).split("\n"):
        assert clean_line(line) == line
