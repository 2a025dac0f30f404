"""One score sheet as a person has it before them: both sides' points, what is missing, what they may do."""

import re
from collections import defaultdict
from functools import cached_property

from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.access import Permission, can
from awards import actions, scoring
from awards.checking import checkable
from awards.models import ScoreEntry, ScoreSheet
from awards.score_sheet_forms import EntryForm
from awards.sheets import Board, key_of, pure_entry, stamp_of
from vietnamese.numbers import format_decimal

P, Stage, Status, Kind = Permission, ScoreEntry.Stage, ScoreSheet.Status, scoring.Kind
NOT_YET, ABSENT = "Chưa chấm", "Không áp dụng"
GONE = "Bảng điểm vừa được điều chỉnh, có tiêu chí không còn. Tải lại trang để xem bảng điểm mới nhất."
BASE = re.compile(r"c([0-9]{1,18})-base")


def points_text(value):
    """Return points that were counted as fractions, as they are read."""
    return format_decimal(scoring.rounded(value))


def text_of(line, entry):
    """Return what one side gives for a line of the sheet, in words."""
    if not line.applies:
        return ABSENT
    if line.criterion.kind is Kind.EXTRA and (entry is None or pure_entry(entry) == scoring.NOTHING):
        return "Không có"
    return NOT_YET if line.points is None else f"{points_text(line.points)} điểm"


def basis_of(criterion, entry):
    """Return on what a side's points rest: plan and result, the level, how many times."""
    if entry is None or not entry.applies:
        return ""
    said = []
    for name, value in (("kế hoạch", entry.plan), ("kết quả", entry.result)):
        if value is not None:
            said.append(f"{name} {format_decimal(value)} {criterion.measure}".strip())
    if entry.level_id:
        said.append(f"mức {entry.level.label}")
    if entry.times is not None:
        said.append(f"{entry.times} lần")
    return ", ".join(said)


def rule_of(criterion):
    """Return in sentences how the points of a criterion come about."""
    kind, levels, said = Kind(criterion.kind), list(criterion.levels.all()), []
    if kind is Kind.QUANTITY:
        said.append(_scale_of(criterion, levels))
        if criterion.lower_is_better:
            said.append("Kế hoạch là mức không được vượt.")
    elif levels:
        said.append(
            "; ".join(f"{level.label}: {format_decimal(level.points)} điểm" for level in levels) + "."
        )
    elif kind is Kind.EXTRA:
        said.append(_times_of(criterion))
    if criterion.step:
        said.append(f"Bước điểm {format_decimal(criterion.step)}.")
    return " ".join(said)


def _scale_of(criterion, levels):
    if criterion.scale == criterion.Scale.PER_PERCENT:
        return f"Mỗi phần trăm chưa đạt kế hoạch trừ {format_decimal(criterion.rate)} điểm."
    if criterion.scale == criterion.Scale.BANDS:
        bands = [
            f"từ {format_decimal(level.percent)}%: {format_decimal(level.points)} điểm"
            for level in levels
            if level.percent is not None
        ]
        return f"Theo tỷ lệ hoàn thành kế hoạch: {'; '.join(bands)}."
    return "Điểm tính theo tỷ lệ hoàn thành kế hoạch."


def _times_of(criterion):
    most = ""
    if criterion.cap is not None:
        most = f"tối đa {format_decimal(abs(criterion.cap))} điểm"
    if not criterion.each:
        return f"{'Trừ' if (criterion.cap or 0) < 0 else 'Cộng'} {most}."
    does = "cộng" if criterion.each > 0 else "trừ"
    return f"Mỗi lần {does} {format_decimal(abs(criterion.each))} điểm{', ' + most if most else ''}."


class Row:
    """One line of the sheet: a group, or a criterion with what both sides gave and, in its turn, the boxes of one."""

    def __init__(self, desk, criterion):
        self.criterion, key = criterion, key_of(criterion)
        self.is_group = criterion.kind == criterion.Kind.GROUP
        self.is_extra = criterion.kind == criterion.Kind.EXTRA
        self.own_entry, self.check_entry = desk.stored(Stage.SELF).get(key), desk.stored(Stage.CHECK).get(key)
        self.own_line, self.check_line = desk.own.lines[key], desk.checked.lines[key]
        self.own, self.check = (
            text_of(self.own_line, self.own_entry),
            text_of(self.check_line, self.check_entry),
        )
        if not self.is_group and desk.is_passed_over(criterion):
            self.check = NOT_YET
        self.own_basis, self.check_basis = (
            basis_of(criterion, self.own_entry),
            basis_of(criterion, self.check_entry),
        )
        self.rule = "" if self.is_group else rule_of(criterion)
        self.evidence, self.questions = desk.evidence[criterion.pk], desk.questions[criterion.pk]
        self.form = None if self.is_group else desk.form_of(criterion)

    @property
    def level(self):
        """The heading level of a group."""
        return min(self.criterion.depth + 2, 4)

    @property
    def notes(self):
        return self.own_line.note if self.is_group and self.own_line.applies else ""

    @property
    def check_notes(self):
        return self.check_line.note if self.is_group and self.check_line.applies else ""

    @property
    def difference(self):
        """How far the check lies from the unit's own points, in words; "" where it does not or is not given yet."""
        if self.own_line.applies != self.check_line.applies and self.check_entry is not None:
            return "Khác đơn vị tự chấm"
        own, check = self.own_line.points, self.check_line.points
        if own is None or check is None or own == check or (self.is_extra and self.check_entry is None):
            return ""
        return f"{'Cao' if check > own else 'Thấp'} hơn điểm tự chấm {points_text(abs(check - own))} điểm"

    @property
    def base(self):
        """The stamp of what this person had before them when they began to type."""
        typed = self.form.data.get(self.form.add_prefix("base")) if self.form.is_bound else None
        stored = stamp_of(self.form.stored)
        return stored if typed is None or self.form.is_overtaken else typed

    def texts(self):
        pk = self.criterion.pk
        return {
            f"tu-{pk}": self.own,
            f"tham-{pk}": self.check,
            f"khac-{pk}": self.difference,
            f"ghi-tu-{pk}": self.notes,
            f"ghi-tham-{pk}": self.check_notes,
        }


class Desk:
    """``posted`` is what was sent, None for a look only."""

    def __init__(self, sheet, user, posted=None):
        self.user, self.posted, self.errors = user, posted, []
        self.board = Board(sheet.table, ScoreSheet.objects.filter(pk=sheet.pk))
        (self.sheet,) = self.board.sheets
        self.table, self.year = sheet.table, sheet.table.cluster_year
        self.own = self.board.sum_of(self.sheet, Stage.SELF)
        self.checked = self.board.sum_of(self.sheet, Stage.CHECK)

    # --- what this person may do ---

    @cached_property
    def may_self(self):
        return can(self.user, P.SCORE_SELF, self.sheet)

    @cached_property
    def may_check(self):
        return bool(checkable(self.user, self.year, [self.sheet]))

    @cached_property
    def may_confirm(self):
        return can(self.user, P.CONFIRM_SCORE, self.sheet)

    @cached_property
    def is_open(self):
        return self.table.is_open and self.year.closed_on is None

    @cached_property
    def stage(self):
        """The side whose boxes this person has before them; None to look only."""
        if not self.is_open:
            return None
        if self.sheet.status == Status.SELF and self.may_self:
            return Stage.SELF
        return Stage.CHECK if self.sheet.status == Status.SUBMITTED and self.may_check else None

    @cached_property
    def may(self):
        """What the page offers now."""
        status, is_open = self.sheet.status, self.is_open
        explains = is_open and self.may_self and status == Status.SUBMITTED and not self.may_check
        return {
            "submit": self.stage == Stage.SELF,
            "check": self.stage == Stage.CHECK,
            # The secretariat, who may do both, checks here and explains for nobody.
            "attach": self.stage == Stage.SELF or explains,
            "detach": self.stage == Stage.SELF,
            "answer": explains,
            "confirm": is_open and self.may_confirm and status == Status.CHECKED,
            "send_back": is_open and may_send_back(self),
        }

    # --- the lines ---

    def stored(self, stage):
        return self.board.entries[self.sheet.pk, stage]

    @cached_property
    def evidence(self):
        found = defaultdict(list)
        for row in self.sheet.evidence.all():
            found[row.criterion_id].append(row)
        return found

    @cached_property
    def questions(self):
        found = defaultdict(list)
        for row in self.sheet.questions.select_related("asked_by", "answered_by"):
            found[row.criterion_id].append(row)
        return found

    @property
    def general_questions(self):
        return self.questions[None]

    @property
    def open_questions(self):
        return sum(not row.answer for rows in self.questions.values() for row in rows)

    def form_of(self, criterion):
        if self.stage is None:
            return None
        data = self.posted if self.posted and f"c{criterion.pk}-base" in self.posted else None
        return EntryForm(criterion, self.stored(self.stage).get(key_of(criterion)), self.stage, data)

    @cached_property
    def rows(self):
        return [Row(self, criterion) for criterion in self.board.criteria]

    def missing(self, stage):
        """The leaves of which one side gave nothing yet."""
        lines = (self.own if stage == Stage.SELF else self.checked).lines
        return [
            row
            for row in self.board.leaves
            if not lines[key_of(row)].is_complete or (stage == Stage.CHECK and self.is_passed_over(row))
        ]

    def is_passed_over(self, leaf):
        """Whether the unit claims a bonus or penalty of which the check says nothing yet."""
        if leaf.kind != leaf.Kind.EXTRA or not self.own.lines[key_of(leaf)].extra:
            return False
        entry = self.stored(Stage.CHECK).get(key_of(leaf))
        return entry is None or pure_entry(entry) == scoring.NOTHING

    def unproved(self):
        """The leaves with points for which the evidence that is asked for is not there."""
        lines = self.own.lines
        return [
            row
            for row in self.board.leaves
            if row.needs_evidence and not self.evidence[row.pk] and lines[key_of(row)].points
        ]

    def differing(self):
        return [row for row in self.rows if not row.is_group and row.difference]

    # --- sums in words ---

    def sum_text(self, found):
        return NOT_YET if found.total is None else f"{format_decimal(found.total)} điểm"

    def done_text(self, found):
        return f"đã chấm {found.scored}/{found.expected} tiêu chí"

    @property
    def totals(self):
        return {
            "tong_tu": self.sum_text(self.own),
            "tong_tham": self.sum_text(self.checked),
            "du_tu": self.done_text(self.own),
            "du_tham": self.done_text(self.checked),
        }

    def texts(self):
        """Every word on the page that changes with the points, by the key of its place."""
        words = dict(self.totals)
        for row in self.rows:
            words |= row.texts()
        return words

    # --- saving ---

    @property
    def typed(self):
        return [row.form for row in self.rows if row.form and row.form.is_bound]

    def take(self):
        """Save what was typed, all or nothing; return whether it is saved. What is wrong stands with its criterion."""
        known = {str(leaf.pk) for leaf in self.board.leaves}
        if any(match[1] not in known for match in map(BASE.fullmatch, self.posted) if match):
            self.errors.append(GONE)
        if self.stage is None:
            step = self.sheet.get_status_display()
            self.errors.append(
                f"Phiếu đang ở bước “{step}” nên chưa lưu được. Phần vừa gõ được chép lại dưới đây."
            )
        forms = self.typed
        if self.errors or any(form.errors for form in forms):
            return False
        entries, seen = [], {}
        for form in forms:
            entry, base = form.entry(), form.data[form.add_prefix("base")]
            if stamp_of(entry) != base:
                entries.append(entry)
                seen[key_of(form.criterion)] = base
        return self._write(entries, seen)

    def _write(self, entries, seen):
        try:
            actions.score(self.sheet, self.stage, entries, by=self.user, seen=seen)
        except ValidationError as error:
            by_key = {key_of(form.criterion): form for form in self.typed}
            for name, sentences in getattr(error, "message_dict", {"": error.messages}).items():
                if name in by_key:
                    by_key[name].refuse(sentences)
                else:
                    self.errors += sentences
            return False
        return True

    @property
    def leftover(self):
        """What was typed for a sheet that is not in one's hands any more: (criterion, words)."""
        if self.stage is not None or not self.posted:
            return []
        found = []
        for leaf in self.board.leaves:
            names = ("plan", "result", "times", "points", "note")
            words = [self.posted.get(f"c{leaf.pk}-{name}", "").strip() for name in names]
            if any(words):
                found.append((leaf, "; ".join(word for word in words if word)))
        return found

    @property
    def is_refused(self):
        return bool(self.errors) or any(form.errors for form in self.typed)


def may_send_back(desk):
    """A submitted sheet goes back by whoever checks it, a later one by whoever confirms."""
    if desk.sheet.status == Status.SUBMITTED:
        return desk.may_check
    return desk.sheet.status in (Status.CHECKED, Status.CONFIRMED) and desk.may_confirm


def agreed(desk):
    """Return (entries, stamps) that take over the unit's own points wherever the check gave nothing yet."""
    entries, seen = [], {}
    own, check = desk.stored(Stage.SELF), desk.stored(Stage.CHECK)
    for leaf in desk.board.leaves:
        key = key_of(leaf)
        mine, theirs = check.get(key), own.get(key)
        if theirs is None or pure_entry(theirs) == scoring.NOTHING:
            continue
        if mine is not None and pure_entry(mine) != scoring.NOTHING:
            continue
        names = ("applies", "plan", "result", "level", "times", "points")
        given = {name: getattr(theirs, name) for name in names}
        entries.append(ScoreEntry(criterion=leaf, note=mine.note if mine else "", **given))
        seen[key] = stamp_of(mine)
    return entries, seen


# --- where a sheet stands ----------------------------------------------------------------------------------


def chair_word(year, office="trưởng"):
    return f"{year.cluster.noun.capitalize()} {office}"


def next_step(sheet, chairs=()):
    """Return (what comes next, who does it). ``chairs`` are the keys of the units that chair the year."""
    year = sheet.table.cluster_year
    if sheet.table.is_published:
        return "Đã công bố kết quả", ""
    if sheet.status == Status.SELF:
        return "Tự chấm, nộp phiếu", sheet.unit_label
    if sheet.status == Status.SUBMITTED:
        if sheet.checker_id:
            return "Thẩm định", sheet.checker.label_on(year.as_of())
        return "Thẩm định", chair_word(year, "phó" if sheet.unit_id in chairs else "trưởng")
    if sheet.status == Status.CHECKED:
        return "Xác nhận điểm", "Lãnh đạo, thường trực cơ quan"
    return "Chờ công bố kết quả", "Lãnh đạo, thường trực cơ quan"


def lateness(sheet, today=None):
    """Return in words that a sheet is late or came late; "" otherwise, and where no day was set."""
    due, today = sheet.table.self_due_on, today or timezone.localdate()
    if due is None:
        return ""
    if sheet.status == Status.SELF:
        return f"Quá hạn {(today - due).days} ngày" if today > due else ""
    sent = timezone.localtime(sheet.submitted_at).date() if sheet.submitted_at else None
    return f"Nộp chậm {(sent - due).days} ngày" if sent and sent > due else ""
