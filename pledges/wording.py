"""What became of a wording, word by word: the words that stayed, went and came."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, REMOVED, ADDED = "same", "removed", "added"
WORD = re.compile(r"\s+|\w+|[^\w\s]")
SHORT = 2
"""As few words that stayed between two changes are told as changed with them: so a phrase reads as a phrase."""


@dataclass(frozen=True)
class Segment:
    """A run of words; ``state`` is "same", "removed" or "added"."""

    state: str
    text: str


def word_diff(before, after):
    """Return the Segments that lead from one text to the other, in reading order.

    Joined without the added ones they give ``before``, without the removed ones ``after``, to the letter.
    """
    old, new = WORD.findall(before), WORD.findall(after)
    changes = _joined(SequenceMatcher(None, old, new, autojunk=False).get_opcodes(), old)
    found = []
    for is_same, i1, i2, j1, j2 in changes:
        if is_same:
            found.append(Segment(SAME, "".join(old[i1:i2])))
            continue
        found += [
            Segment(state, text)
            for state, text in ((REMOVED, "".join(old[i1:i2])), (ADDED, "".join(new[j1:j2])))
            if text
        ]
    return found


def _joined(opcodes, old):
    """Merge changes that only a space or a word or two keep apart."""
    merged = []
    for place, (tag, *span) in enumerate(opcodes):
        is_same = tag == "equal"
        if is_same and 0 < place < len(opcodes) - 1:
            words = [word for word in old[span[0] : span[1]] if not word.isspace()]
            is_same = len(words) > SHORT
        if merged and merged[-1][0] == is_same:
            merged[-1] = (is_same, merged[-1][1], span[1], merged[-1][3], span[3])
        else:
            merged.append((is_same, *span))
    return merged
