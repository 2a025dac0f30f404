"""One line of a file as it is checked: what its cells say, what is wrong with them, what is to be written."""

import datetime
import re
from decimal import Decimal

from django.core.exceptions import ValidationError

from audit.record import readable
from clusters.models import ImportLine
from documents.workbook import column_letter
from vietnamese.dates import parse_date
from vietnamese.keys import search_key
from vietnamese.numbers import parse_decimal
from vietnamese.text import clean_line

State = ImportLine.State
A_DAY = "Cần ghi ngày/tháng/năm, ví dụ 28/02/2024."
A_DAY_OR_YEAR = "Cần ghi ngày/tháng/năm, ví dụ 28/02/2024, hoặc chỉ ghi năm nếu chưa rõ ngày."
FIRST_SERIAL, LAST_SERIAL = 367, 109_574  # the days 1901 to 2199 as Excel counts them
EXCEL_ZERO = datetime.date(1899, 12, 30)
YEAR = re.compile(r"(?:năm\s+)?(\d{4})(?:,0+)?", re.IGNORECASE | re.ASCII)
SERIAL = re.compile(r"(\d{3,6})(?:,\d+)?", re.ASCII)
TIME = re.compile(r"[ T]\d{1,2}:\d{2}(?::\d{2})?$", re.ASCII)


class Wrong(ValueError):
    """What is wrong with a text, and what would be right."""

    def __init__(self, what, right):
        super().__init__(what)
        self.what, self.right = what, right


class Reading:
    """Reads the cells of a line for its kind and gathers what comes of it; ``finish`` puts it on the line."""

    def __init__(self, line, batch, kind):
        self.line, self.batch, self.kind = line, batch, kind
        self.key = self.label = ""
        self.problems, self.remarks, self.shown, self.changed = [], [], [], []
        self.data = {}
        self.target_id = None
        self.adds_something = self.alters_something = False

    # --- what the cells say --------------------------------------------------------------------------

    def text(self, name):
        """The text of a column, or the one given for all rows."""
        place = self.batch.mapping.get(name)
        cells = self.line.cells
        text = clean_line(cells[place]) if place is not None and place < len(cells) else ""
        return text or self.batch.options.get(name, "")

    def take(self, name, parse, *more):
        """Return ``parse(text)``, or None for an empty cell and for one that is wrong, which is noted."""
        text = self.text(name)
        if not text:
            if self.kind.column(name).required:
                self.wrong(name, "Ô này trống.", f"Cần ghi {self._noun(name)}.")
            return None
        try:
            return parse(text, *more)
        except Wrong as error:
            self.wrong(name, error.what, error.right)
            return None

    def needed(self, name):
        return self.take(name, str)

    def day(self, name, *, or_year=False, last=False):
        """Return (day, whether it is known to the day). A year alone is its first or ``last`` day."""
        found = self.take(name, read_day, or_year, last)
        return found or (None, True)

    def year(self, name, before):
        return self.take(name, read_year, before)

    def whole(self, name):
        return self.take(name, read_whole)

    def choice(self, name, words):
        """``words`` are {search key: value}; what would be right is said in the words of the column's help."""

        def parse(text):
            key = search_key(text)
            if key not in words:
                raise Wrong(f"“{text}” không có trong danh mục.", self.kind.column(name).help)
            return words[key]

        return self.take(name, parse)

    def wrong(self, name, what, right):
        place = self.batch.mapping.get(name)
        headings = self.batch.headings
        heading = headings[place] if place is not None and place < len(headings) else ""
        letter = column_letter(place) if place is not None else ""
        self.problems.append([heading or self.kind.column(name).label, letter, what, right, name])

    def _noun(self, name):
        label = self.kind.column(name).label
        return label[:1].lower() + label[1:]

    # --- what comes of it ----------------------------------------------------------------------------

    def adds(self, instance, columns):
        """A row to be written: ``columns`` are {field: column of the file}. Its fields are checked and shown."""
        self.adds_something = True
        for name in columns:
            field = instance._meta.get_field(name)
            self._check(field, instance, columns[name])
            if text := readable(field, instance):
                self._show(field, "", text)

    def alters(self, instance, values, columns=None):
        """What is to be changed in a row: those of ``values`` that say something and say it differently."""
        before, after = {}, {}
        for name, value in values.items():
            field = instance._meta.get_field(name)
            if value in (None, "") or getattr(instance, field.attname) == value:
                continue
            old = readable(field, instance)
            before[name] = plain(getattr(instance, field.attname))
            setattr(instance, field.attname, value)
            self._check(field, instance, (columns or {}).get(name))
            self._show(field, old, readable(field, instance))
            after[name] = plain(getattr(instance, field.attname))
        if after:
            self.alters_something = True
            self.changed.append([instance._meta.label_lower, instance.pk, before, after])

    def says(self, label, text, before=""):
        """Show one more thing that will be written."""
        self.shown.append([label, before, text])

    def _show(self, field, before, after):
        label = str(field.verbose_name)
        self.shown.append([label[:1].upper() + label[1:], before, after])

    def _check(self, field, instance, column):
        try:
            if not field.is_relation:
                field.clean(getattr(instance, field.attname), instance)
        except ValidationError as error:
            if column is None:
                raise
            self.wrong(column, " ".join(error.messages), "Cần ghi lại cho đúng.")

    def finish(self):
        line = self.line
        line.key, line.label = self.key[:300], self.label[:300]
        line.problems, line.remarks, line.shown = self.problems, self.remarks, self.shown
        line.data, line.changed, line.target_id = self.data, self.changed, self.target_id
        if self.problems:
            line.state = State.WRONG
        elif self.adds_something:
            line.state = State.NEW
        else:
            line.state = State.CHANGED if self.alters_something else State.UNCHANGED


def plain(value):
    """Return a value as JSON keeps it."""
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def read_day(text, or_year=False, last=False):
    """Return (day, whether it is known to the day). Raises Wrong.

    Takes a day as it is typed or printed, with or without a time, Excel's count of days, and a year alone
    where that will do.
    """
    right = A_DAY_OR_YEAR if or_year else A_DAY
    if match := YEAR.fullmatch(text):
        year = int(match[1])
        if or_year and 1900 <= year <= 2200:
            return datetime.date(year, 12, 31) if last else datetime.date(year, 1, 1), False
        if year < FIRST_SERIAL or 1900 <= year <= 2200:
            raise Wrong(f"“{text}” chỉ là năm, chưa có ngày và tháng.", right)
    if (match := SERIAL.fullmatch(text)) and FIRST_SERIAL <= int(match[1]) <= LAST_SERIAL:
        return EXCEL_ZERO + datetime.timedelta(days=int(match[1])), True
    try:
        return parse_date(TIME.sub("", text)), True
    except ValueError as error:
        if "lịch" in str(error):
            raise Wrong(f"“{text}” không có trong lịch.", right) from None
        if "bốn chữ số" in str(error):
            raise Wrong(f"Năm trong “{text}” chưa đủ bốn chữ số.", right) from None
        raise Wrong(f"“{text}” không phải là ngày.", right) from None


def read_year(text, before):
    """Return a year of the past; ``before`` is the running one. Raises Wrong."""
    match = YEAR.fullmatch(text)
    if not match or not 1948 <= int(match[1]) <= 2200:
        raise Wrong(f"“{text}” không phải là năm.", "Cần ghi năm bằng bốn chữ số, ví dụ 2023.")
    if int(match[1]) >= before:
        raise Wrong(
            f"Năm {match[1]} chưa kết thúc.",
            f"Chỉ nhập từ tệp các năm đã qua, đến năm {before - 1}; năm đang diễn ra ghi ở trang của năm.",
        )
    return int(match[1])


def read_whole(text):
    try:
        number = parse_decimal(text)
    except ValueError:
        raise Wrong(f"“{text}” không phải là số.", "Cần ghi số nguyên, ví dụ 12.") from None
    if number != number.to_integral_value() or not 0 <= number <= 32_767:
        raise Wrong(f"“{text}” không phải là số thứ tự.", "Cần ghi số nguyên từ 0 đến 32767.")
    return int(number)
