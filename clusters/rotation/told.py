"""What the walk says of its picks, and of what became of units, in sentences."""

from clusters.rotation.facts import CHAIR, NEVER, Pick
from vietnamese.listing import join_names


class Told:
    """The sentences of a Walk; it reads the walk's state and changes nothing of it."""

    def _label(self, unit):
        if unit in self.roll.latest:
            return self.roll.label(unit)
        return next(entry.name for entry in self.served if entry.unit == unit)

    def _labels(self, units):
        return join_names(map(self._label, units))

    def _pick(self, unit, year, claims):
        if unit in claims:
            why, origins, reason = self._by_claim(unit, claims[unit])
        elif self.rule.never_repeat:
            why, origins, reason = self._by_wait(unit, year)
        else:
            why, origins, reason = self._by_order(unit, year)
        if origins and why != "order":
            reason = f"Kế thừa lượt của {self._labels(origins)}, {reason[0].lower()}{reason[1:]}"
        reason += self._also_served(unit, why)
        name = self.roll.in_year(year)[unit].name
        return Pick(unit, name, why, reason, inherited_from=tuple(map(self._label, origins)))

    def _by_claim(self, unit, claim):
        origins = () if claim.unit == unit else (claim.unit,)
        vice = f"{self.noun.capitalize()} phó năm {claim.year}"
        reason = {
            "vice_follows": f"{vice}." if origins else f"{vice} làm {self.noun} trưởng năm {claim.year + 1}.",
            "kept_turn": f"Đã lùi lượt năm {claim.year} và được giữ lượt.",
            "gave_way": f"{vice}, đã nhường lượt năm {claim.year + 1} cho đơn vị được giữ lượt.",
        }
        return claim.why, origins, reason[claim.why]

    def _by_wait(self, unit, year):
        history = self.history[unit]
        if history.since == NEVER:
            return "never_yet", history.through, f"Chưa làm {self.noun} trưởng lần nào."
        rest = (self.history[other].since for other in self.roll.in_year(year))
        reason = f"Kế tiếp trong thứ tự chờ lượt (lần gần nhất làm {self.noun} trưởng: năm {history.since})."
        if history.since == min(rest):
            reason = f"Lâu nhất chưa làm lại {self.noun} trưởng (lần gần nhất: năm {history.since})."
        return "longest_ago", history.through, reason

    def _by_order(self, unit, year):
        place = self._next_place(unit, year)[1]
        origins = () if place[1] == unit else (place[1],)
        order = f"Theo thứ tự của {self._labels(origins)}" if origins else "Theo thứ tự thành viên"
        after = "" if self.last is None else f", đến lượt sau {self._label(self.last)}"
        return "order", origins, f"{order}{after}."

    def _also_served(self, unit, why):
        """What the reason does not tell: the unit served more recently, itself or as another predecessor."""
        history = self.history[unit]
        told = history.since if why == "longest_ago" else NEVER
        turn = max(history.turns, default=None)
        if turn is None or turn.year <= told:
            return ""
        did = "dự kiến làm" if turn.is_planned else "làm"
        if turn.unit != unit:
            return f" Đơn vị tiền thân {self._label(turn.unit)} {did} {self.noun} trưởng năm {turn.year}."
        if why in ("never_yet", "longest_ago"):
            return f" Chính đơn vị {did} {self.noun} trưởng năm {turn.year}."
        return ""

    def _notes_before(self, year, chairs):
        """What leads to the year's chair, told with the books as they were before it."""
        members = self.roll.in_year(year)
        notes = [
            f"{self._label(skip.unit)} lùi lượt năm {year}: {skip.reason.rstrip('.')}."
            for skip in sorted(self.skips, key=lambda skip: (skip.unit, skip.reason))
            if skip.year == year and skip.unit in members
        ]
        if self.ledger[CHAIR, year]:
            return notes + self._note_of_several(year, chairs)
        notes += self._notes_of_vices(year)
        if not members:
            return [f"Năm {year} {self.noun} không có đơn vị thành viên."]
        if not chairs:
            return [*notes, self._why_nobody(year)]
        outrun_by = self._outrun_by(chairs[0].unit, year) if chairs[0].is_repeat else 0
        if outrun_by:
            notes.append(
                f"{self._label(chairs[0].unit)} làm lại {self.noun} trưởng (lần gần nhất: năm "
                f"{self.history[chairs[0].unit].newest}) trong khi còn {outrun_by} đơn vị khác chưa làm "
                f"hoặc đã làm từ lâu hơn."
            )
        return notes

    def _note_of_several(self, year, chairs):
        if len(chairs) < 2:
            return []
        names = join_names(self._label(pick.unit) for pick in chairs)
        return [f"Trong năm {year}, các đơn vị lần lượt làm {self.noun} trưởng: {names}."]

    def _notes_of_vices(self, year):
        """Why the vice-chair of the year before does not follow: nobody wrote it down, or it is gone."""
        if not self.rule.vice_follows:
            return []
        is_unknown = not (self.rows and self.rows[-1].is_planned)
        if not self.vices and self.rule.vice_chairs and is_unknown and self.roll.in_year(year - 1):
            return [
                f"Chưa ghi nhận {self.noun} phó năm {year - 1} nên {self.noun} trưởng năm {year} được xác định "
                f"theo thứ tự luân phiên."
            ]
        return [
            f"{self._label(unit)}, {self.noun} phó năm {year - 1}, không còn là thành viên và không có đơn vị "
            f"kế thừa trong {self.noun}."
            for unit in self.vices
            if self.roll.heir(unit, year) is None
        ]

    def _why_nobody(self, year):
        if all(self._is_skipped(unit, year) for unit in self.roll.in_year(year)):
            return f"Tất cả các đơn vị đều lùi lượt nên chưa xác định được {self.noun} trưởng năm {year}."
        return f"Không còn đơn vị nào có thể làm {self.noun} trưởng năm {year}."

    def _notes_after(self, year, chairs, vices):
        missing = self.rule.vice_chairs - len(vices)
        notes = []
        if self.ledger[CHAIR, year]:
            notes += [f"Chưa ghi nhận {self.noun} phó năm {year}."] if missing and not vices else []
        elif missing > 0 and self.roll.in_year(year):
            notes.append(f"Còn thiếu {missing} {self.noun} phó vì không đủ đơn vị.")
        units = dict.fromkeys(pick.unit for pick in (*chairs, *vices))
        return notes + [self._note_of_end(unit, year) for unit in units if self._ends_in(unit, year)]

    def _ends_in(self, unit, year):
        return unit in self.roll.in_year(year) and unit not in self.roll.in_year(year + 1)

    def _note_of_end(self, unit, year):
        heirs = self.roll.carriers(unit, year + 1)
        start = f"{self._label(unit)} là thành viên đến năm {year};"
        if not heirs:
            return f"{start} không có đơn vị kế thừa trong {self.noun}."
        turn = f" Lượt đang chờ thuộc về {self._label(heirs[0])}." if len(heirs) > 1 else ""
        return f"{start} đơn vị kế thừa: {self._labels(heirs)}.{turn}"

    def _tell_changes(self, year, came, claims, queue):
        before, members = self.roll.in_year(year - 1), self.roll.in_year(year)
        if not before:
            return []
        told = [
            f"Từ năm {year}, {self._tell_coming(unit, year, came.get(unit, ()))}: {self._tell_past(unit)}"
            f"{self._tell_turn(unit, claims, queue)}."
            for unit in members
            if unit not in before or came.get(unit)
        ]
        for unit in before:
            if unit not in members:
                told += self._tell_going(unit, year)
        return told

    def _tell_coming(self, unit, year, parts):
        before, members = self.roll.in_year(year - 1), self.roll.in_year(year)
        label, names = self._label(unit), self._labels(parts)
        if any(part in members for part in parts):
            return f"{label} tách từ {names}"
        if parts:
            return f"{label} thay {'cả ' if unit in before else ''}{names} trong thứ tự luân phiên"
        is_back = any(row.unit == unit and row.first_year < year for row in self.roll.rows)
        return f"{label} {'trở lại làm thành viên' if is_back else 'là thành viên mới'}"

    def _tell_past(self, unit):
        turns = self.history[unit].turns
        served = join_names(self._tell_year(turn, unit) for turn in turns if not turn.is_planned)
        planned = join_names(self._tell_year(turn, unit) for turn in turns if turn.is_planned)
        if not turns:
            return f"chưa làm {self.noun} trưởng lần nào"
        told = [f"đã làm {self.noun} trưởng {served}"] if served else []
        return " và ".join([*told, f"dự kiến làm {self.noun} trưởng {planned}"] if planned else told)

    def _tell_year(self, turn, unit):
        is_plain = turn.unit == unit and turn.name == self.roll.latest[unit].name
        return f"năm {turn.year}" if is_plain else f"năm {turn.year} ({turn.name})"

    def _tell_turn(self, unit, claims, queue):
        if unit in claims:
            holder = claims[unit].unit
            return f", nhận lượt đang chờ của {self._label(holder)}" if holder != unit else ", còn giữ lượt"
        place = queue.index(unit) + 1
        if place == 1:
            return ", xếp đầu thứ tự chờ lượt"
        if place < len(queue):
            return f", xếp thứ {place} trong {len(queue)} đơn vị chờ lượt"
        if self.rule.never_repeat and self.history[unit].since:
            return ", không có lượt đang chờ nên xếp cuối"
        return ", xếp cuối thứ tự chờ lượt"

    def _tell_going(self, unit, year):
        heirs = self.roll.carriers(unit, year)
        if len(heirs) > 1:
            return [
                f"Từ năm {year}, {self._labels(heirs)} thay {self._label(unit)}; lượt đang chờ của "
                f"{self._label(unit)}, nếu có, thuộc về {self._label(heirs[0])}."
            ]
        if heirs:
            return []
        has_turn = unit in self.vices or unit in {claim.unit for claim in self.owed}
        turn = "; lượt của đơn vị này chuyển cho đơn vị kế tiếp" if has_turn else ""
        return [f"Từ năm {year}, {self._label(unit)} không còn là thành viên của {self.noun}{turn}."]
