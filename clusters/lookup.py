"""What anybody may learn of a paper from the code at its foot, and who may ask how often."""

import hashlib
from dataclasses import dataclass
from itertools import product

from allauth.account.adapter import get_adapter
from django.core.cache import cache

from clusters.models import IssuedPaper
from clusters.papers import kind_of
from documents import seal

MISREAD = {"0": "QD", "O": "QD", "1": "LJ", "I": "LJ"}  # letters that no code has, and what they stand for
LENGTH = 12
MOST = 16  # readings of one typed code
WRONG_AN_HOUR = 60
HOUR = 60 * 60


def readings(typed):
    """Return the codes that a typed one may mean: small letters, spaces and dashes do not matter."""
    letters = [letter for letter in typed.upper() if letter.isascii() and letter.isalnum()]
    if len(letters) != LENGTH:
        return []
    ways = [MISREAD.get(letter, letter) for letter in letters]
    return ["".join(code) for code, _ in zip(product(*ways), range(MOST), strict=False)]


def found(typed):
    """Return the issued paper of a typed code, or None: also where it could mean two."""
    rows = IssuedPaper.objects.filter(code__in=readings(typed), is_old=False)
    rows = list(rows.select_related("cluster_year__cluster__authority", "superseded_by")[:2])
    return rows[0] if len(rows) == 1 else None


# --- how often --------------------------------------------------------------------------------------------


def _slots(request):
    """A wrong code takes one of so many places for an hour; ``add`` gives a place to one asker only, whichever host
    answers."""
    address = get_adapter(request).get_client_ip(request)
    digest = hashlib.sha256(str(address).encode()).hexdigest()
    return [f"lookup:{digest}:{number}" for number in range(WRONG_AN_HOUR)]


def asks_too_often(request):
    slots = _slots(request)
    return len(cache.get_many(slots)) >= len(slots)


def count_wrong(request):
    """Remember a wrong code for an hour, by address. Returns False where others took the last place meanwhile."""
    slots = _slots(request)
    taken = cache.get_many(slots)
    return any(cache.add(slot, 1, HOUR) for slot in slots if slot not in taken)


# --- what is told -----------------------------------------------------------------------------------------


def signatures_of(paper):
    """Return the SignatureLines of the paper's record as they stand today; none where it has none."""
    kind = kind_of(paper.kind)
    record = kind.model.objects.filter(pk=paper.subject_id).first() if kind else None
    return list(kind.signatures(record)) if record else []


def stored(paper):
    with paper.file.open("rb") as file:
        return file.read()


@dataclass(frozen=True)
class Comparison:
    """What a sent file is: the issued one, ``other`` issued paper, or neither."""

    name: str
    size: int
    is_same: bool
    other: IssuedPaper | None = None


def compare(paper, upload):
    """Compare a sent file with the stored one, byte for byte; nothing of it is kept."""
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    told = digest.hexdigest()
    other = IssuedPaper.objects.filter(file_sha256=told, is_old=False).exclude(pk=paper.pk).first()
    return Comparison(upload.name, upload.size, told == paper.file_sha256, other)


def seal_of(paper):
    return seal.check_seal(stored(paper)) if paper.is_sealed else None
