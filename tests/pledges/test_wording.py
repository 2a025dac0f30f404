"""Two wordings compared word by word."""

from hypothesis import given
from hypothesis import strategies as st

from pledges.wording import ADDED, REMOVED, SAME, Segment, merged, word_diff

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


def test_changes_of_two_people_are_put_together():
    base = "Tổ chức tốt phong trào thi đua"
    mine, theirs = "Tổ chức thật tốt phong trào thi đua", "Tổ chức tốt phong trào thi đua yêu nước"
    assert merged(base, mine, theirs) == "Tổ chức thật tốt phong trào thi đua yêu nước"


def test_where_two_changed_the_same_words_both_stay():
    assert merged("Tổ chức 5 lớp", "Tổ chức 7 lớp", "Tổ chức 6 lớp") == "Tổ chức 6 7 lớp"


@given(WORDS, WORDS)
def test_with_one_writer_putting_together_gives_that_writers_text(base, mine):
    base, mine = " ".join(base), " ".join(mine)
    assert merged(base, mine, base) == mine
    assert merged(base, base, mine) == mine
