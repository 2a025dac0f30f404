import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings
from fontTools.ttLib import TTFont

from documents import fonts
from documents.checks import document_font


@pytest.fixture(autouse=True)
def _look_again():
    yield
    fonts.font_dir.cache_clear()


def test_this_machine_has_the_font():
    assert document_font(None) == []


def test_a_machine_without_the_font_is_told_what_to_install(tmp_path):
    with override_settings(DOCUMENT_FONT_DIR=str(tmp_path)):
        (error,) = document_font(None)
    assert error.id == "documents.E001"
    assert "fonts-liberation2" in error.hint
    assert str(tmp_path) in error.msg


def test_a_font_of_the_right_name_without_vietnamese_letters_is_refused(tmp_path):
    for face in fonts.FACES:
        with TTFont(fonts.face_path(fonts.font_dir(), face)) as font:
            for table in font["cmap"].tables:
                table.cmap.pop(ord("ệ"), None)
            font.save(fonts.face_path(tmp_path, face))
    assert fonts.missing_letters(fonts.face_path(tmp_path, "Regular")) == {"ệ"}
    fonts.font_dir.cache_clear()
    with override_settings(DOCUMENT_FONT_DIR=str(tmp_path)), pytest.raises(ImproperlyConfigured):
        fonts.font_dir()


def test_all_vietnamese_letters_are_looked_for():
    assert len({letter for letter in fonts.LETTERS if letter.isalpha()}) == 12 * 6 * 2 + 2
