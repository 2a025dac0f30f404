"""What a kind of data is: its columns, what is found in a row, what is written."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

from clusters.models import ImportBatch
from vietnamese.keys import search_key

KINDS = {}


def register(kind):
    """Add an instance of an ImportKind, as a decorator of its class."""
    KINDS[kind.name] = kind()
    return kind


def offered():
    """The kinds in the order in which a new installation needs them."""
    return [KINDS[name] for name in ImportBatch.Kind.values if name in KINDS]


@dataclass(frozen=True)
class Column:
    """One thing that a row says.

    ``spoken`` are other headings for it. ``form`` is "text", "day" or "number", for the template. A
    ``shared`` column may be given once for all rows that say nothing.
    """

    name: str
    label: str
    spoken: tuple = ()
    required: bool = False
    help: str = ""
    example: str = ""
    form: str = "text"
    shared: bool = False

    @property
    def keys(self):
        return [search_key(text) for text in (self.label, *self.spoken)]


class ImportKind(ABC):
    """A kind of data. ``makes`` are the models of the rows it writes, each after those it points to."""

    name = ""
    label = ""
    lead = ""  # one sentence for whoever chooses the kind
    columns = ()
    makes = ()
    main = None  # of these the one that a line is about

    @abstractmethod
    def shelf(self, batch):
        """Read, in a number of queries that the number of rows does not change, all that checking needs."""

    @abstractmethod
    def check(self, reading, shelf):
        """Fill a Reading with what the row says, or with what is wrong with it."""

    def clash(self, reading, earlier):
        """Say what is wrong with a reading beside earlier lines of the same key; "" for nothing."""
        return f"Dòng này trùng với dòng {earlier[0].number} của trang tính."

    @abstractmethod
    def write(self, booking, lines):
        """Book the new lines of a batch."""

    def wrote(self, booking, lines):  # noqa: B027  most kinds have nothing to add
        """Book what changed lines add beside their own row."""

    def unwrote(self, lines):  # noqa: B027
        """Mend what hung on the lines of a batch that was taken back."""

    @property
    def known_headings(self):
        return {key for column in self.columns for key in column.keys}

    def column(self, name):
        return next(column for column in self.columns if column.name == name)

    def guess(self, headings):
        """Return ``{column name: place}`` for the headings, the surest guesses first."""
        keys = [_keys_of(heading) for heading in headings]
        scores = [
            (_likeness(column, keys[place]), -order, -place, column.name, place)
            for order, column in enumerate(self.columns)
            for place in range(len(headings))
        ]
        found = {}
        for score, _, _, name, place in sorted(scores, reverse=True):
            if score and name not in found and place not in found.values():
                found[name] = place
        return found


def _keys_of(heading):
    """The key of the whole heading, then of its last part: "Thời gian – Từ ngày" is "từ ngày" too."""
    return [search_key(heading), search_key(heading.rpartition(" – ")[2])]


def _likeness(column, keys):
    whole, last = keys
    if whole in column.keys:
        return 100
    if last in column.keys:
        return 90
    words = set(whole.split())
    return max((len(key) for key in column.keys if key and set(key.split()) <= words), default=0)
