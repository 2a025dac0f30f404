"""What makes an issued paper this one paper: number, day, code, and the digest of what it says."""

from dataclasses import dataclass
from datetime import date


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
