"""The typeface of official papers: Liberation Serif 2, which has the widths of Times New Roman.

Version 1 carries the same family name and lacks 92 Vietnamese letters, so the letters are
looked up and the name is not trusted.
"""

import unicodedata
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from fontTools.ttLib import TTFont, TTLibError

FACES = ("Regular", "Bold", "Italic", "BoldItalic")
FOLDERS = ("/usr/share/fonts/truetype/liberation2", "/usr/share/fonts/truetype/liberation")
HELP = "Cài gói fonts-liberation2 (apt-get install fonts-liberation2) hoặc đặt DOCUMENT_FONT_DIR."

TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
LETTERS = {
    unicodedata.normalize("NFC", case + tone)
    for vowel in "aăâeêioôơuưy"
    for case in (vowel, vowel.upper())
    for tone in TONES
} | set("đĐ“”–…₫")


def face_path(folder: Path, face: str) -> Path:
    return folder / f"LiberationSerif-{face}.ttf"


def missing_letters(path: Path) -> set[str]:
    """Return the Vietnamese letters and marks without a glyph; all of them if the file is no font."""
    try:
        with TTFont(path, lazy=True) as font:
            return {letter for letter in LETTERS if ord(letter) not in font.getBestCmap()}
    except (OSError, TTLibError):
        return set(LETTERS)


@cache
def font_dir() -> Path:
    """Return the folder that holds all four complete faces.

    Raises ImproperlyConfigured, naming the package to install, when there is none.
    """
    folders = [settings.DOCUMENT_FONT_DIR] if settings.DOCUMENT_FONT_DIR else FOLDERS
    for folder in map(Path, folders):
        if not any(missing_letters(face_path(folder, face)) for face in FACES):
            return folder
    places = ", ".join(map(str, folders))
    raise ImproperlyConfigured(f"Không tìm thấy phông Liberation Serif đủ chữ Việt trong: {places}. {HELP}")
