import pytest

from pledges.outline import PasteError, parse_contents


def test_every_line_is_a_content():
    assert parse_contents("Thi đua yêu nước\n\nKhen thưởng kịp thời\n") == [
        ("Thi đua yêu nước", []),
        ("Khen thưởng kịp thời", []),
    ]


@pytest.mark.parametrize("mark", ["a) ", "đ) ", "- ", "– ", "+ ", "• ", "\uf0b7\t", "-"])
def test_marked_line_is_a_point_of_the_content_above(mark):
    assert parse_contents(f"Thi đua\n{mark}Xây dựng kế hoạch") == [("Thi đua", ["Xây dựng kế hoạch"])]


@pytest.mark.parametrize("number", ["1. ", "12) ", "IV. ", "Nội dung 3: ", "1."])
def test_number_before_a_content_is_taken_off(number):
    assert parse_contents(f"{number}Đổi mới hoạt động của Cụm") == [("Đổi mới hoạt động của Cụm", [])]


@pytest.mark.parametrize(
    "text", ["100% đơn vị hoàn thành", "1.500 mô hình", "Vì môi trường", "2024 là năm bản lề"]
)
def test_words_that_look_like_a_mark_stay(text):
    assert parse_contents(text) == [(text, [])]


def test_text_from_word_is_normalised():
    decomposed = (
        "1.\u00a0Thi \u0111ua ye\u0302u nu\u031bo\u031b\u0301c\u200b\r\na) \u0110iê\u0309m m\u00f4\u0323t"
    )
    assert parse_contents(decomposed) == [("Thi đua yêu nước", ["Điểm một"])]


def test_point_without_a_content_is_refused_in_words():
    with pytest.raises(PasteError, match="Dòng đầu “a\\) Xây dựng” là điểm nhỏ"):
        parse_contents("a) Xây dựng\nThi đua")


def test_lines_without_words_make_nothing():
    assert parse_contents(" \n---\n…\n") == []
