"""Criteria out of a spreadsheet: every line is checked as if it were typed, and each wrong cell is explained."""

import re
from dataclasses import dataclass, field

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError

from awards.models import ScoreCriterion
from awards.score_table_forms import ROWS, CriterionForm
from awards.score_table_reading import COLUMNS
from awards.sheets import Board, mark_of
from clusters.imports_forms import SheetField
from documents import workbook
from documents.xlsx import Column, listing
from vietnamese.keys import search_key

Kind, Scale = ScoreCriterion.Kind, ScoreCriterion.Scale
MOST = 300
SALT = "awards.score_table_import"
DAY = 24 * 60 * 60

# The columns that are read, each with the headings under which people have it.
HEADINGS = {
    "code": ("Mã", "Số thứ tự", "STT", "TT", "Mã số"),
    "name": ("Tên tiêu chí", "Tiêu chí", "Nội dung", "Nội dung tiêu chí"),
    "kind": ("Loại", "Loại tiêu chí"),
    "maximum": ("Điểm tối đa", "Điểm chuẩn", "Thang điểm"),
    "step": ("Bước điểm",),
    "each": ("Điểm một lần",),
    "cap": ("Mức tối đa cộng, trừ",),
    "levels": ("Mức điểm", "Các mức điểm"),
    "rate": ("Trừ mỗi phần trăm hụt",),
    "lower_is_better": ("Kế hoạch là mức không được vượt",),
    "measure": ("Đơn vị tính",),
    "needs_evidence": ("Phải có minh chứng",),
    "guidance": ("Cách chấm", "Hướng dẫn chấm"),
}
BY_KEY = {search_key(heading): name for name, headings in HEADINGS.items() for heading in headings}
KINDS = {
    **{search_key(label): value for value, label in Kind.choices},
    **dict.fromkeys(("nhom", "nhom tieu chi"), Kind.GROUP),
    "dinh luong": Kind.QUANTITY,
    **dict.fromkeys(("muc danh gia", "danh gia", "theo muc"), Kind.JUDGEMENT),
    **dict.fromkeys(("cham diem", "truc tiep"), Kind.POINTS),
    **dict.fromkeys(("diem thuong", "diem tru", "thuong", "tru"), Kind.EXTRA),
}
YES, NO = {"co", "x", "1", "phai"}, {"khong", "0", ""}
CODE = re.compile(r"[IVXLC]+|[0-9]+|[a-zđ]{1,2}", re.IGNORECASE)
BAND = re.compile(r"(?:từ\s+)?([0-9.,]+)\s*%", re.IGNORECASE)
DATE = re.compile(r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}")


@dataclass
class Line:
    """One line of the file: ``texts`` by column, what is wrong with them, and the criterion that comes of it."""

    number: int
    texts: dict
    code: tuple = ()
    parent: int | None = None  # the place of its group among the lines
    mark: str = ""
    faults: list = field(default_factory=list)
    criterion: ScoreCriterion | None = None
    levels: list = field(default_factory=list)

    @property
    def depth(self):
        return max(len(self.code) - 1, 0)


class Found:
    """What was found in a file. ``rows`` are [line number, {column: text}], ``letters`` {column: its letter}."""

    def __init__(self, table, rows, letters):
        self.table, self.rows, self.letters = table, rows, letters
        self.lines = [Line(number, texts) for number, texts in rows]
        self._read_codes()
        board = Board(table, table.sheets.none())
        for place, line in enumerate(self.lines):
            self._read(line, board, place in self.groups)

    @property
    def is_right(self):
        return not any(line.faults for line in self.lines)

    @property
    def wrong(self):
        return [line for line in self.lines if line.faults]

    @property
    def payload(self):
        """What was read, signed, to come back with the confirmation: the file itself is not kept."""
        return signing.dumps([self.rows, self.letters], salt=SALT, compress=True)

    @property
    def written(self):
        """(criterion, place of its group or None, levels) of each line, as the action wants them."""
        return [(line.criterion, line.parent, line.levels) for line in self.lines]

    def _fault(self, line, column, said):
        letter = self.letters.get(column)
        where = f"Ô {letter}{line.number}" if letter else f"Dòng {line.number}"
        line.faults.append(f"{where} ({HEADINGS[column][0]}): {said}")

    # --- numbering -----------------------------------------------------------------------------------

    def _read_codes(self):
        places, counts = {}, {}
        for place, line in enumerate(self.lines):
            text = line.texts.get("code", "")
            if fault := self._read_code(line, text):
                self._fault(line, "code", fault)
                continue
            if line.code in places:
                self._fault(
                    line,
                    "code",
                    f"mã “{text}” đã có ở dòng {self.lines[places[line.code]].number}. {AS_TEXT}",
                )
                continue
            places[line.code] = place
            above = line.code[:-1]
            if above and above not in places:
                self._fault(line, "code", f"chưa có dòng “{'.'.join(above)}” ở phía trên.")
                continue
            line.parent = places.get(above)
            counts[above] = counts.get(above, 0) + 1
            line.mark = mark_of(line.depth, counts[above])
        self.groups = {line.parent for line in self.lines if line.parent is not None}

    @staticmethod
    def _read_code(line, text):
        if not text:
            return "chưa ghi mã. Ghi 1, 1.1, 1.2… để biết dòng nào nằm trong nhóm nào."
        if DATE.fullmatch(text):
            return f"Excel đã đổi mã thành ngày “{text}”. {AS_TEXT}"
        parts = [part.strip() for part in re.split(r"[.,]", text.strip().rstrip(".)").strip())]
        if not all(CODE.fullmatch(part) for part in parts):
            return f"“{text}” không phải là mã như 1, 1.2, I.1."
        line.code = tuple(part.upper() for part in parts)
        return ""

    # --- one line ------------------------------------------------------------------------------------

    def _read(self, line, board, is_group):
        kind = self._kind(line, is_group)
        if kind is None:
            return
        typed = {"kind": kind, "scale": Scale.PROPORTIONAL}
        for name in ("name", "maximum", "step", "each", "cap", "rate", "measure", "guidance"):
            typed[name] = line.texts.get(name, "")
        for name in ("lower_is_better", "needs_evidence"):
            if answer := self._yes(line, name):
                typed[name] = answer
        self._read_levels(line, kind, typed)
        if kind == Kind.QUANTITY and line.texts.get("rate") and typed["scale"] == Scale.PROPORTIONAL:
            typed["scale"] = Scale.PER_PERCENT
        form = CriterionForm(typed, instance=ScoreCriterion(table=self.table), board=board)
        if form.is_valid():
            line.criterion, line.levels = form.instance, form.given_levels
        for name, errors in form.errors.items():
            column = name if name in HEADINGS else "levels" if "_" in name else "name"
            for error in errors:
                self._fault(line, column, error)

    def _kind(self, line, is_group):
        text = line.texts.get("kind", "")
        if not text:
            if is_group:
                return Kind.GROUP
            if line.texts.get("levels"):
                return Kind.QUANTITY if BAND.match(line.texts["levels"]) else Kind.JUDGEMENT
            return Kind.EXTRA if line.texts.get("each") else Kind.POINTS
        kind = KINDS.get(search_key(text))
        if kind is None:
            labels = "; ".join(label for _, label in Kind.choices)
            self._fault(line, "kind", f"không có loại “{text}”. Các loại: {labels}.")
        elif is_group and kind != Kind.GROUP:
            self._fault(line, "kind", "có dòng nằm bên trong nên phải là nhóm tiêu chí.")
            return None
        return kind

    def _yes(self, line, name):
        key = search_key(line.texts.get(name, ""))
        if key not in YES | NO:
            self._fault(line, name, f"ghi “Có” hoặc “Không”, không nhận “{line.texts[name]}”.")
        return "on" if key in YES else ""

    def _read_levels(self, line, kind, typed):
        """“Tốt: 20; Khá: 14”, or “từ 100%: 20; từ 90%: 18” of a quantity."""
        texts = [part.strip() for part in re.split(r"[;\n]", line.texts.get("levels", "")) if part.strip()]
        if len(texts) > ROWS:
            self._fault(line, "levels", f"nhiều nhất {ROWS} mức.")
        for place, text in enumerate(texts[:ROWS], start=1):
            what, colon, points = text.rpartition(":")
            points = points.strip().removesuffix("điểm").strip()
            if not colon or not points:
                self._fault(line, "levels", f"“{text}” chưa đúng cách ghi. Ghi như: Tốt: 20; Khá: 14.")
                continue
            name = "label"
            if kind == Kind.QUANTITY:
                band = BAND.fullmatch(what.strip())
                if band is None:
                    self._fault(
                        line, "levels", f"“{text}” chưa đúng cách ghi. Ghi như: từ 100%: 20; từ 90%: 18."
                    )
                    continue
                name, what, typed["scale"] = "percent", band[1], Scale.BANDS
            typed |= {f"{name}_{place}": what.strip(), f"{name}_points_{place}": points}


AS_TEXT = "Định dạng cột mã là văn bản (Text) trong Excel rồi ghi lại."


# --- reading a file --------------------------------------------------------------------------------------


def read_file(table, file):
    """Return the Found of an uploaded file. Raises ValidationError in words for a file that holds no criteria."""
    book = workbook.read(file, file.name, known=BY_KEY)
    sheet = max(book.sheets, key=lambda sheet: len(_columns(sheet)))
    columns = _columns(sheet)
    if missing := [HEADINGS[name][0] for name in ("code", "name") if name not in columns]:
        raise workbook.Refused(
            f"Tệp không có cột “{'”, “'.join(missing)}”. Tải tệp mẫu để xem các cột.", code="no_columns"
        )
    if len(sheet.rows) > MOST:
        raise workbook.Refused(
            f"Tệp có {len(sheet.rows)} dòng; bảng điểm nhận nhiều nhất {MOST} dòng.", code="too_many"
        )
    if not sheet.rows:
        raise workbook.Refused("Tệp không có dòng nào dưới dòng tiêu đề.", code="no_data")
    rows = [
        [row.number, {name: row.cells[place].strip() for name, place in columns.items() if row.cells[place]}]
        for row in sheet.rows
    ]
    return Found(table, rows, {name: workbook.column_letter(place) for name, place in columns.items()})


def _columns(sheet):
    """Return {column: its place} by the headings; the first of two that say the same counts."""
    found = {}
    for place, heading in enumerate(sheet.headings):
        name = BY_KEY.get(search_key(heading))
        if name:
            found.setdefault(name, place)
    return found


class CriteriaFileForm(forms.Form):
    """``found`` is what was read of the file, once the form is valid."""

    file = SheetField(
        label="Tệp",
        help_text="Bảng tính .xlsx hoặc .csv.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def __init__(self, *args, table, **kwargs):
        super().__init__(*args, **kwargs)
        self.table, self.found = table, None

    def clean_file(self):
        try:
            self.found = read_file(self.table, self.cleaned_data["file"])
        except ValidationError as error:
            raise forms.ValidationError(error.messages) from None
        return self.cleaned_data["file"]


def read_payload(table, payload):
    """Return the Found that a confirmation brings back, None for one that is too old or not ours."""
    try:
        rows, letters = signing.loads(payload, salt=SALT, max_age=DAY)
    except signing.BadSignature:
        return None
    return Found(table, rows, letters)


# --- the file to fill in ---------------------------------------------------------------------------------

SAMPLE = [
    {"code": "1", "name": "Thực hiện nhiệm vụ chuyên môn", "kind": "Nhóm tiêu chí", "maximum": 60},
    {
        "code": "1.1",
        "name": "Phát triển hội viên",
        "kind": "Định lượng (theo kế hoạch và kết quả)",
        "maximum": 40,
        "levels": "từ 100%: 40; từ 90%: 35; từ 80%: 30",
        "measure": "hội viên",
        "needs_evidence": "Có",
    },
    {
        "code": "1.2",
        "name": "Đoàn kết nội bộ",
        "kind": "Theo mức đánh giá",
        "maximum": 20,
        "levels": "Tốt: 20; Khá: 15; Trung bình: 10",
    },
    {"code": "2", "name": "Công tác thi đua, khen thưởng", "kind": "Nhóm tiêu chí", "maximum": 40},
    {
        "code": "2.1",
        "name": "Tổ chức phong trào thi đua",
        "kind": "Chấm điểm trực tiếp",
        "maximum": 40,
        "step": 0.5,
    },
    {"code": "3", "name": "Mô hình mới", "kind": "Điểm thưởng, điểm trừ", "each": 2, "cap": 4},
    {"code": "4", "name": "Chậm báo cáo", "kind": "Điểm thưởng, điểm trừ", "each": -1},
]
FORWARD = dict(zip([column.heading for column in COLUMNS], [column.width for column in COLUMNS], strict=True))


def template():
    """Return the file to fill in, with lines that show how."""
    columns = [
        Column(headings[0], FORWARD.get(headings[0], 20), lambda row, name=name: row.get(name))
        for name, headings in HEADINGS.items()
    ]
    return listing("Mẫu nhập bảng điểm", columns, SAMPLE)
