"""What makes an issued paper this one paper: number, day, code, and the digest of what it says."""

import hashlib
import json
import unicodedata
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal

from documents.qr import Qr, qr_of

SHORT = 16  # letters of the digest that are printed: 64 bits, to be compared by eye


@dataclass(frozen=True)
class Stamp:
    """What a paper gets when it is issued: ``number_text`` "05/GM-CTĐ02" ("" for a paper without a number), its
    day, the code of the public page ("ABCD-EFGH-JKLM"), that page's whole address, the SHA-256 of what it says.

    Every paper has a field ``stamp``, None on a draft; its footer is printed on every page.
    """

    number_text: str
    day: date
    code: str = ""
    url: str = ""
    content_hash: str = ""

    @property
    def qr(self) -> Qr:
        return qr_of(self.url)

    @property
    def where(self) -> str:
        """The address at which the code can be typed: that of the public page without its last part."""
        return self.url.rstrip("/").rpartition("/")[0].partition("://")[2] + "/"

    @property
    def short_hash(self) -> str:
        return spaced(self.content_hash[:SHORT])


def spaced(digest):
    """Return "9f86 d081 884c 7d65"."""
    return " ".join(digest[start : start + 4] for start in range(0, len(digest), 4))


def content_hash(paper):
    """Return the SHA-256, in hexadecimal, of everything a paper says; its stamp is not part of what it says."""
    told = json.dumps(_plain(paper), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(unicodedata.normalize("NFC", told).encode()).hexdigest()


def _plain(value):
    """Return the value as JSON knows it. Raises TypeError for a value that has no one way to be written."""
    if is_dataclass(value):
        told = {
            field.name: _plain(getattr(value, field.name)) for field in fields(value) if field.name != "stamp"
        }
        return {"": type(value).__name__, **told}
    match value:
        case None | bool() | int() | str():
            return value
        case date() | datetime() | time():
            return value.isoformat()
        case Decimal():
            return str(value)
        case tuple() | list():
            return [_plain(part) for part in value]
        case dict():
            return {str(key): _plain(part) for key, part in value.items()}
    raise TypeError(f"{type(value).__name__} cannot be part of a paper")
