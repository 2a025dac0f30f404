"""Looking at lines: what each says, what is wrong with it, what would be written. Nothing is written here."""

from collections import defaultdict
from time import monotonic

from clusters.imports.kinds import KINDS
from clusters.imports.reading import Reading
from clusters.models import ImportLine

State = ImportLine.State
CHUNK = 400
SECONDS = 1.5
RESULT = ["cells", "state", "key", "label", "problems", "remarks", "shown", "data", "changed", "target_id"]
BESIDE = "Cần sửa hoặc bỏ một trong hai dòng."


class Checker:
    """Checks lines of one batch, as many calls of ``check`` as it takes; what the books hold is read once."""

    def __init__(self, batch):
        self.batch, self.kind = batch, KINDS[batch.kind]
        self.shelf = self.kind.shelf(batch)
        self.seen = defaultdict(list)  # lines checked here, by key

    def check(self, lines):
        """Fill the lines with what comes of them, in the order of the sheet.

        A line is compared with those of its key that stand before it and were checked.
        """
        readings = [
            Reading(line, self.batch, self.kind) for line in sorted(lines, key=lambda row: row.number)
        ]
        for reading in readings:
            self.kind.check(reading, self.shelf)
        stored = self._stored(readings)
        for reading in readings:
            line = reading.line
            beside = sorted([*stored[reading.key], *self.seen[reading.key]], key=lambda row: row.number)
            earlier = [other for other in beside if other.number < line.number]
            if reading.key and earlier and (sentence := self.kind.clash(reading, earlier)):
                reading.wrong(self.kind.columns[0].name, sentence, BESIDE)
            reading.finish()
            self.seen[reading.key].append(line)
        return [reading.line for reading in readings]

    def _stored(self, readings):
        """Return the lines of the batch that were checked before, by key."""
        found = defaultdict(list)
        here = {reading.line.pk for reading in readings}
        here |= {line.pk for lines in self.seen.values() for line in lines}
        keys = {reading.key for reading in readings if reading.key}
        rows = self.batch.own_lines().exclude(state__in=[State.WAITING, State.LEFT_OUT])
        for line in rows.filter(key__in=keys).only("batch", "number", "key", "data"):
            if line.pk not in here:
                found[line.key].append(line)
        return found


def check_some(batch, seconds=SECONDS):
    """Check as many waiting lines as fit into the time, once what they need is read, and return them."""
    checker = Checker(batch)
    stop, checked, last = monotonic() + seconds, [], -1
    waiting = batch.own_lines().filter(state=State.WAITING)
    while not checked or monotonic() < stop:
        lines = list(waiting.filter(number__gt=last)[:CHUNK])
        if not lines:
            break
        last = lines[-1].number
        checked += checker.check(lines)
    return checked


def check_again(batch, line, old_key):
    """Check a changed line, and those that stood or stand beside it. Returns them all."""
    checker = Checker(batch)
    new_key = checker.check([line])[0].key
    rows = batch.own_lines().filter(key__in={old_key, new_key} - {""}).exclude(pk=line.pk)
    others = list(rows.exclude(state__in=[State.WAITING, State.LEFT_OUT])[:CHUNK])
    return Checker(batch).check([line, *others]) if others else [line]
