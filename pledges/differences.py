"""What became of a pledge's text: the contents, targets, bases and parties that stayed, went, came or moved.

Texts are what ``fingerprint.text_of`` makes of a pledge: of a draft, of a round of comments, of another year
or of another cluster. Lines belong together by their key, else by equal, else by similar wording.
No Django here.
"""

from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from pledges.wording import ADDED, REMOVED, WORD, word_diff
from vietnamese.listing import point_letter

SIMILAR = 0.55
QUOTED = 3
"""As many changed places of one line are quoted in its sentence; more are only counted."""
LONGEST_QUOTE = 80

CONTENTS, TARGETS, BASES, PARTIES = "contents", "targets", "bases", "parties"
LISTS = {CONTENTS: "Nội dung", TARGETS: "Chỉ tiêu", BASES: "Căn cứ", PARTIES: "Các bên ký"}
SINGLE = {
    "title": "Tên giao ước",
    "themes": "Chủ đề",
    "horizon": "Thời gian thực hiện",
    "opening": "Phần mở đầu",
    "closing": "Phần tổ chức thực hiện, cam kết",
    "originals": "Số bản chính",
}
FACTS = {"population": "đối tượng tính", "measure": "đơn vị tính", "level": "mức"}


@dataclass(frozen=True)
class Item:
    """One line of a text. ``place`` is its index, of a point the index of its content and its own;
    ``facts`` are what a target says beside its wording."""

    place: tuple[int, ...]
    text: str
    key: str = ""
    facts: tuple[tuple[str, str], ...] = ()

    @property
    def number(self):
        """As it is printed: "3", of a point "3 b)"."""
        top, *point = self.place
        return f"{top + 1} {point_letter(point[0] + 1)})" if point else str(top + 1)


@dataclass(frozen=True)
class Row:
    """One line before and after; None on the side where it is not."""

    part: str
    before: Item | None
    after: Item | None
    is_moved: bool = False
    is_within: bool = False
    """It came or went together with the content that it is a point of."""

    @property
    def state(self):
        """Return "added", "removed", "changed", "moved" or "same"; what is changed may have moved as well."""
        if self.before is None:
            return "added"
        if self.after is None:
            return "removed"
        if self.is_changed:
            return "changed"
        return "moved" if self.is_moved else "same"

    @property
    def is_changed(self):
        return (self.before.text, self.before.facts) != (self.after.text, self.after.facts)

    @cached_property
    def segments(self):
        """Return the words that stayed, went and came."""
        return word_diff(self.before.text if self.before else "", self.after.text if self.after else "")

    @property
    def facts(self):
        """Return ``[(label, before, after), …]`` of the facts that differ."""
        before, after = (dict(side.facts) if side else {} for side in (self.before, self.after))
        return [
            (FACTS[name], before.get(name, ""), after.get(name, ""))
            for name in FACTS
            if before.get(name, "") != after.get(name, "")
        ]

    @property
    def sentences(self):
        """Return what happened to the line, in words; a line that is as it was gives none."""
        if self.is_within or self.state == "same":
            return []
        name = _noun(self.part, self.after or self.before)
        if self.before is None:
            return [_about(f"Thêm {_small(name)}", self)]
        if self.after is None:
            return [_about(f"Bỏ {_small(name)}", self)]
        said = [self._said_of_move()] if self.is_moved else []
        if self.is_changed:
            said.append(f"{self._name_of_changed(name)} được sửa{self._what_changed()}.")
        return said

    def _name_of_changed(self, name):
        stood = _noun(self.part, self.before)
        return name if stood == name or self.is_moved else f"{name} (trước là {_small(stood)})"

    def _said_of_move(self):
        name, stood = _noun(self.part, self.after), _noun(self.part, self.before)
        if self.part in (BASES, PARTIES):
            name = f"{LISTS[self.part]} “{_cut(self.after.text)}”" if self.part == BASES else self.after.text
        if len(self.before.place) != len(self.after.place):
            return f"{stood} chuyển thành {_small(name)}."
        if self.before.place[:-1] != self.after.place[:-1] and len(self.after.place) > 1:
            return f"{stood} chuyển thành {_small(name)}."
        old, new = self.before.place[-1], self.after.place[-1]
        if old == new:
            return f"{name} đổi thứ tự với các dòng bên cạnh."
        where = "lên" if new < old else "xuống"
        if len(self.after.place) > 1:
            return f"{stood} chuyển {where} thành {_small(name)}."
        return f"{name} chuyển từ vị trí {old + 1} {where} vị trí {new + 1}."

    def _what_changed(self):
        places = [*_replaced(self.segments), *self.facts]
        if not places:
            return ""
        shown = []
        for label, before, after in places:
            if len(before) > LONGEST_QUOTE or len(after) > LONGEST_QUOTE:
                return f" {len(places)} chỗ" if len(places) > 1 else ""
            shown.append(_replacement(label, before, after))
        return ": " + "; ".join(shown) if len(shown) <= QUOTED else f" {len(shown)} chỗ"


@dataclass(frozen=True)
class Comparison:
    """Everything that leads from one text to another; ``rows`` has the lines that stayed too."""

    rows: dict[str, list[Row]]
    single: list[Row]

    @property
    def changes(self):
        found = [row for row in self.single if row.state != "same"]
        return found + [row for rows in self.rows.values() for row in rows if row.state != "same"]

    @property
    def sentences(self):
        return [sentence for row in self.changes for sentence in row.sentences]

    @property
    def is_equal(self):
        return not self.changes

    @property
    def counts(self):
        """Return ``{"added": …, "removed": …, "changed": …, "moved": …, "same": …}`` of contents and targets."""
        rows = [*self.rows[CONTENTS], *self.rows[TARGETS]]
        counted = Counter(row.state for row in rows)
        return {state: counted[state] for state in ("same", "changed", "moved", "added", "removed")}


def compare(before, after):
    """Return the Comparison of two texts; registered figures of units and official names are left aside."""
    rows = {part: _rows(part, _items(part, before), _items(part, after)) for part in LISTS}
    single = [
        Row(name, _single(name, before), _single(name, after))
        for name in SINGLE
        if _single(name, before) or _single(name, after)
    ]
    return Comparison(rows, single)


def wording_of(text):
    """Return what units agree to in a text: its wording, without figures that each registers for itself,
    names of units and how much of a source is known."""
    targets = [
        {name: target[name] for name in ("kind", "text", "population", "measure", "level")}
        for target in text["targets"]
    ]
    contents = [{"text": content["text"], "points": content["points"]} for content in text["contents"]]
    kept = ("title", "bases", "opening", "closing", "originals")
    return {**{name: text[name] for name in kept}, "contents": contents, "targets": targets}


def numbered(text):
    """Return ``{key: Item}`` of the contents and points of a text."""
    return {item.key: item for item in _items(CONTENTS, text) if item.key}


# --- lines ----------------------------------------------------------------------------------------------


def _items(part, text):
    if part == CONTENTS:
        return list(_contents(text))
    if part == TARGETS:
        return [
            Item((place,), row["text"], row.get("key", ""), tuple((name, row[name]) for name in FACTS))
            for place, row in enumerate(text["targets"])
        ]
    words = text["bases"] if part == BASES else [party["name"] for party in text["parties"]]
    return [Item((place,), line) for place, line in enumerate(words)]


def _contents(text):
    for place, content in enumerate(text["contents"]):
        yield Item((place,), content["text"], content.get("key", ""))
        keys = content.get("point_keys", ())
        for number, point in enumerate(content["points"]):
            key = keys[number] if number < len(keys) else ""
            yield Item((place, number), point, key)


def _single(name, text):
    value = text.get(name)
    if name == "themes":
        value = "; ".join(
            f"“{theme['text']}”" + (f" ({theme['issuer']})" if theme["issuer"] else "")
            for theme in value or []
        )
    return Item((0,), str(value)) if value not in (None, "") else None


# --- what belongs together ------------------------------------------------------------------------------


def _rows(part, olds, news):
    pairs = _matched(olds, news, similar=part in (CONTENTS, TARGETS))
    moved = _moved(pairs)
    found = {new: Row(part, old, new, (old, new) in moved) for old, new in pairs}
    kept = {old for old, _ in pairs}
    came = [new for new in news if new not in found]
    went = [old for old in olds if old not in kept]
    found |= {new: Row(part, None, new, is_within=_is_within(new, came)) for new in came}
    rows = [found[new] for new in news]
    for old in went:
        rows.insert(_after_neighbour(rows, old, olds), Row(part, old, None, is_within=_is_within(old, went)))
    return rows


def _is_within(item, items):
    """Whether it is a point of one of the items."""
    return len(item.place) > 1 and any(other.place == item.place[:1] for other in items)


def _after_neighbour(rows, old, olds):
    """Return where a line that went is shown: after the line that stood before it."""
    stood = {row.before: place for place, row in enumerate(rows) if row.before}
    for earlier in reversed(olds[: olds.index(old)]):
        if earlier in stood:
            return stood[earlier] + 1
    return 0


def _matched(olds, news, similar):
    """Return the pairs of lines that are one line: of one key, else of equal words, else of similar ones."""
    pairs, left, right = [], list(olds), list(news)

    def take(old, new):
        pairs.append((old, new))
        left.remove(old)
        right.remove(new)

    for same in (lambda old, new: old.key and old.key == new.key, lambda old, new: old.text == new.text):
        for old in list(left):
            new = next((new for new in right if same(old, new)), None)
            if new:
                take(old, new)
    if similar:
        likely = [(_likeness(old.text, new.text), old, new) for old in left for new in right]
        likely = [row for row in likely if row[0] >= SIMILAR]
        for _, old, new in sorted(likely, key=lambda row: (-row[0], row[1].place, row[2].place)):
            if old in left and new in right:
                take(old, new)
    return pairs


def _likeness(before, after):
    old, new = (
        [word for word in WORD.findall(text.lower()) if not word.isspace()] for text in (before, after)
    )
    return SequenceMatcher(None, old, new, autojunk=False).ratio()


def _moved(pairs):
    """Return the pairs that changed their place among those beside them; what only got another number because
    a line came or went before it did not move."""
    tops = {old.place: new.place for old, new in pairs if len(old.place) == len(new.place) == 1}
    groups, moved = {}, set()
    for old, new in pairs:
        if len(old.place) == len(new.place) and (
            len(old.place) == 1 or tops.get(old.place[:1]) == new.place[:1]
        ):
            groups.setdefault(new.place[:-1], []).append((old, new))
        else:
            moved.add((old, new))
    for rows in groups.values():
        rows.sort(key=lambda row: row[1].place)
        moved |= set(rows) - _longest_rising(rows)
    return moved


def _longest_rising(rows):
    """Return as many of the pairs as possible that kept their order."""
    best = []
    for place, (old, _) in enumerate(rows):
        earlier = [best[before] for before in range(place) if rows[before][0].place < old.place]
        best.append([*max(earlier, key=len, default=[]), place])
    return {rows[place] for place in max(best, key=len, default=[])}


# --- words ----------------------------------------------------------------------------------------------


def _noun(part, item):
    if part == CONTENTS:
        return f"{'Điểm' if len(item.place) > 1 else 'Nội dung'} {item.number}"
    if part == TARGETS:
        return f"Chỉ tiêu {item.number}"
    if part == PARTIES:
        return "Bên ký"
    return "Căn cứ" if part == BASES else SINGLE[part]


def _small(name):
    return name[:1].lower() + name[1:]


def _about(sentence, row):
    """Short lines are quoted in full, contents and targets by their beginning."""
    item = row.after or row.before
    if row.part in ("opening", "closing"):
        return f"{sentence}."
    said = f"{sentence}: {_cut(item.text, LONGEST_QUOTE if row.part in (CONTENTS, TARGETS) else 160)}"
    return said if said.endswith("…") else f"{said}."


def _cut(text, letters=LONGEST_QUOTE):
    text = " ".join(text.split()).rstrip(".;:…")
    return text if len(text) <= letters else f"{text[:letters].rsplit(' ', 1)[0].rstrip(' ,;:')}…"


def _replaced(segments):
    """Return ``[("", before, after), …]`` of the places where the wording differs."""
    found, place = [], 0
    while place < len(segments):
        segment = segments[place]
        following = segments[place + 1] if place + 1 < len(segments) else None
        if segment.state == REMOVED and following and following.state == ADDED:
            found.append(("", segment.text.strip(), following.text.strip()))
            place += 1
        elif segment.state == REMOVED:
            found.append(("", segment.text.strip(), ""))
        elif segment.state == ADDED:
            found.append(("", "", segment.text.strip()))
        place += 1
    return [row for row in found if row[1] or row[2]]


def _replacement(label, before, after):
    label = f"{label} " if label else ""
    if not before:
        return f"{label}thêm “{after}”"
    if not after:
        return f"{label}bỏ “{before}”"
    return f"{label}“{before}” đổi thành “{after}”"
