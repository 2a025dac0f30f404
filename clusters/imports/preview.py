"""How a batch and its lines are shown: results with their counts, each problem as a sentence."""

from clusters.models import ImportLine
from documents.workbook import column_letter
from vietnamese.numbers import format_decimal

State = ImportLine.State
TONES = {
    State.WRONG: "bad",
    State.NEW: "good",
    State.CHANGED: "info",
    State.UNCHANGED: "neutral",
    State.LEFT_OUT: "muted",
    State.WAITING: "warn",
}
ALL = "tat-ca"


def chosen_state(batch, asked):
    """Return the state to show, "" for all: the one asked for, else the wrong lines while there are any."""
    if asked == ALL:
        return ""
    if asked in State.values:
        return asked
    return State.WRONG if batch.count(State.WRONG) else ""


def tabs(batch, state):
    """Return [(label, number of lines, value in the address, is shown)], all lines last."""
    shown = [
        (str(one.label), batch.counts[one], one.value, one == state) for one in TONES if batch.counts.get(one)
    ]
    return [*shown, ("Tất cả", batch.total, ALL, not state)]


def shown(line, batch):
    """Return a line as the preview shows it."""
    place = f"Trang tính “{line.sheet}”, dòng {line.number}"
    headings = batch.headings
    return {
        "line": line,
        "tone": TONES[line.state],
        "label": line.label or "; ".join(filter(None, line.cells))[:120],
        "problems": [
            f"{place}{f', cột {letter}' if letter else ''} ({heading}): {what} {right}"
            for heading, letter, what, right, _ in line.problems
        ],
        "converted": [
            (
                headings[column] if column < len(headings) else column_letter(column),
                before,
                line.cells[column],
            )
            for column, before in line.originals
            if column < len(line.cells)
        ],
    }


def hidden_rows(batch):
    """How many rows of the sheet are hidden in the file."""
    return next((sheet["hidden"] for sheet in batch.sheets if sheet["name"] == batch.sheet), 0)


def event(row):
    """Return an event of the history as components/timeline.html shows it."""
    return {
        "at": row.at,
        "who": row.actor_name,
        "title": row.get_verb_display(),
        "note": row.note,
        "changes": row.changes,
    }


def effects_of_undoing(batch):
    sentences = []
    if new := batch.count(State.NEW):
        sentences.append(f"Xóa dữ liệu do {format_decimal(new)} dòng mới thêm vào.")
    if changed := batch.count(State.CHANGED):
        sentences.append(f"Dữ liệu do {format_decimal(changed)} dòng sửa trở lại như trước khi nhập.")
    return [
        *sentences,
        "Nếu có dữ liệu đã được dùng hoặc sửa sau khi nhập thì chưa hoàn tác; dữ liệu đó được nêu rõ để xử lý trước.",
        "Lần nhập và các dòng của tệp vẫn được lưu để tra cứu.",
    ]
