"""The doctor: examines an installation and says in Vietnamese what is wrong and how to mend it.

A check is a function that yields findings; it is registered with ``@check("what it looks at")``. What it raises is a
finding, too: the doctor comes to where things are broken.
"""

from dataclasses import asdict, dataclass
from enum import Enum

from config.scrub import scrub


class State(Enum):
    GOOD = "Đạt"
    LOOK = "Cần xem"
    BROKEN = "Hỏng"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: how it stands, what was seen, what to do about it."""

    state: State
    seen: str
    advice: str = ""
    about: str = ""

    def as_data(self):
        return {**asdict(self), "state": self.state.name.lower(), "label": self.state.value}


def good(seen):
    return Finding(State.GOOD, seen)


def look(seen, advice):
    return Finding(State.LOOK, seen, advice)


def broken(seen, advice):
    return Finding(State.BROKEN, seen, advice)


CHECKS = []  # (what it looks at, the function), in the order in which one reads


def check(about):
    def register(function):
        CHECKS.append((about, function))
        return function

    return register


def examine(checks=None):
    """Yield a Finding for everything that was looked at."""
    for about, function in CHECKS if checks is None else checks:
        for finding in _found(function):
            yield Finding(finding.state, scrub(finding.seen), finding.advice, about)


def _found(function):
    try:
        return list(function())
    except Exception as error:  # whatever is broken, the other checks are made
        seen = f"Không kiểm tra được: {type(error).__name__}: {error}".strip().splitlines()[0]
        return [broken(seen, "Xem các mục hỏng ở trên trước; nếu chỉ còn mục này, xem nhật ký của hệ thống.")]


# The modules of checks register themselves, in the order of the report.
from config.doctor import setting, data, files, running, outside  # noqa: E402, F401, I001
