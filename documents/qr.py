"""The QR code of a printed address, as one SVG path: black squares on the paper's own white."""

from dataclasses import dataclass
from functools import lru_cache

import segno


@dataclass(frozen=True)
class Qr:
    """``size`` modules in each direction; ``path`` draws the black ones, one unit each, without a quiet zone."""

    size: int
    path: str


@lru_cache(maxsize=64)
def qr_of(text: str) -> Qr:
    """Return the code of a text; about a seventh of it may be soiled and it still reads (level M or better)."""
    code = segno.make_qr(text, error="m", boost_error=True)
    runs = []
    for y, row in enumerate(code.matrix):
        start = None
        for x, module in enumerate([*row, 0]):
            if module and start is None:
                start = x
            elif not module and start is not None:
                runs.append(f"M{start} {y}h{x - start}v1h-{x - start}z")
                start = None
    return Qr(len(code.matrix), "".join(runs))
