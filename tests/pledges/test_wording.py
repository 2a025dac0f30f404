"""Two wordings compared word by word."""

from hypothesis import given
from hypothesis import strategies as st

from pledges.wording import ADDED, REMOVED, SAME, Segment, word_diff

WORDS = st.lists(
    st.sampled_from(["thi đua", "yêu nước", "5", "phong", "trào,", "và", "\n", "–"]), max_size=14
)


def test_one_word_more_is_the_only_change():
    assert word_diff("Tổ chức tốt phong trào", "Tổ chức thật tốt phong trào") == [
        Segment(SAME, "Tổ chức"),
        Segment(ADDED, " thật"),
        Segment(SAME, " tốt phong trào"),
    ]


def test_a_changed_phrase_reads_as_one_phrase():
    states = [
        row.state for row in word_diff("Tổ chức ít nhất 5 phong trào mới", "Tổ chức ít nhất 7 phong trào hay")
    ]
    assert states == [SAME, REMOVED, ADDED]


def test_equal_texts_show_no_change():
    assert word_diff("Thi đua", "Thi đua") == [Segment(SAME, "Thi đua")]
    assert word_diff("", "") == []


@given(WORDS, WORDS)
def test_both_wordings_come_out_to_the_letter(before, after):
    before, after = " ".join(before), " ".join(after)
    found = word_diff(before, after)
    assert "".join(row.text for row in found if row.state != ADDED) == before
    assert "".join(row.text for row in found if row.state != REMOVED) == after
