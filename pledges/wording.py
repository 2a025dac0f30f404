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


def merged(base, mine, theirs):
    """Return one wording with the changes of both, made from the wording that both began with.

    Where both changed the same words, theirs stand first, then mine: nothing that was typed is left out.
    """
    words = WORD.findall(base)
    edits = sorted(
        (*edit, whose)
        for whose, text in enumerate((theirs, mine))
        for edit in _edits(words, WORD.findall(text))
    )
    result, place = [], 0
    while edits:
        start, end, *_ = edits[0]
        region = [edits.pop(0)]
        while edits and (edits[0][0] < end or edits[0][0] == start):
            end = max(end, edits[0][1])
            region.append(edits.pop(0))
        result += ["".join(words[place:start]), _both(words, start, end, region)]
        place = end
    return "".join([*result, *words[place:]])


def _edits(old, new):
    """Yield (first word, word after the last, what stands there now) for each change."""
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield i1, i2, "".join(new[j1:j2])


def _both(words, start, end, region):
    """Return what stands from ``start`` to ``end`` after the changes of two people, which may be at odds there."""
    texts = []
    for whose in (0, 1):
        place, text = start, ""
        for first, last, became, _ in (edit for edit in region if edit[3] == whose):
            text += "".join(words[place:first]) + became
            place = last
        text += "".join(words[place:end])
        if any(edit[3] == whose for edit in region) and text not in texts:
            texts.append(text)
    if len(texts) < 2:
        return "".join(texts)
    lead = texts[0][: len(texts[0]) - len(texts[0].lstrip())]
    return lead + " ".join(text.strip() for text in texts if text.strip())
