"""Who is a member in which year, and what became of whom."""

from collections import defaultdict


class Roll:
    def __init__(self, members):
        self.rows = sorted(members, key=lambda row: (row.first_year, row.position, row.unit))
        self.latest = {row.unit: row for row in self.rows}
        self.heirs, self.predecessors, self.years = defaultdict(list), defaultdict(frozenset), {}
        for row in self.rows:
            self.heirs[row.unit] += row.heirs
            self.predecessors[row.unit] |= row.predecessors - {row.unit}

    def in_year(self, year):
        """Return {unit: row} of the members on the first day of the year, in the members' order."""
        if year not in self.years:
            rows = [row for row in self.rows if row.first_year <= year <= (row.last_year or year)]
            rows.sort(key=lambda row: (row.position, row.unit))
            self.years[year] = {row.unit: row for row in rows}
        return self.years[year]

    def carriers(self, unit, year):
        """Return the members of the year into which the unit has gone, the first heir first; a member is its own."""
        found, seen, line = [], set(), [unit]
        while line:
            one = line.pop(0)
            if one in seen:
                continue
            seen.add(one)
            if one in self.in_year(year):
                found.append(one)
            else:
                line[:0] = self.heirs.get(one, ())
        return found

    def heir(self, unit, year):
        return next(iter(self.carriers(unit, year)), None)

    def goes_into(self, unit, other):
        """Whether the unit ends, ever, in the other."""
        seen, line = set(), [unit]
        while line:
            one = line.pop()
            if one not in seen:
                seen.add(one)
                line += self.heirs.get(one, ())
        return other in seen

    def place(self, unit):
        row = self.latest[unit]
        return row.position, row.unit

    def label(self, unit):
        """The name; with “(cũ)” where an heir bears the same one."""
        row = self.latest[unit]
        namesakes = (other for other in self.latest.values() if other.name == row.name)
        is_old = any(unit in self.predecessors[other.unit] for other in namesakes)
        return f"{row.name} (cũ)" if is_old else row.name
