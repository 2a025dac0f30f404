"""What is printed on the blank of a bằng, a giấy khen: the name exactly as it was typed, never put in capitals."""

from awards.decision_papers import awarded
from documents import blanks
from documents.blanks import CROSS, Blank, BlankLine
from vietnamese.dates import long_date, short_date
from vietnamese.numbers import format_decimal


def _blank(printer):
    return Blank(printer.width, printer.height, printer.dx, printer.dy)


def certificates_of(decision, items):
    """Return (name, post, merit, place and day, number) of every award of an issued or drafted decision."""
    day = decision.dated_on
    town = decision.town or decision.authority.place_name
    found = []
    for item in awarded(items):
        row = item.nomination
        unit = row.unit.name_on(day or row.cluster_year.as_of())
        name = row.named_nominee or unit
        post = row.nominee_post or ("" if name == unit else unit)
        placed = f"{town}, {long_date(day)}" if town and day else long_date(day) if day else ""
        number = f"Quyết định số {decision.number} ngày {short_date(day)}" if decision.number and day else ""
        found.append((name, post, decision.merit_words, placed, number))
    return found


def print_certificates(papers, printer):
    """Return all certificates in one PDF, each on a sheet of the printer's blank."""
    looks = (
        ("name", 26, "bold"),
        ("post", 16, ""),
        ("reason", 16, ""),
        ("day", 14, "italic"),
        ("number", 12, ""),
    )
    tops = [getattr(printer, f"{name}_top") for name, *_ in looks]
    pages = []
    for texts in papers:
        lines = []
        for text, top, (_, size, look) in zip(texts, tops, looks, strict=True):
            below = [other for other in tops if other > top] or [printer.height]
            if text:
                lines.append(BlankLine(text, top, min(below) - top, size, look))
        pages.append(tuple(lines))
    return blanks.render(pages, _blank(printer))


def print_test_page(printer):
    """Return the sheet by which a printer's offset is measured."""
    words = (
        f"Tâm dấu thập phải cách mép trái {CROSS} mm và cách mép trên {CROSS} mm. Đo trên giấy đã in: lệch sang phải, "
        "xuống dưới bao nhiêu thì trừ bấy nhiêu vào độ dịch; lệch sang trái, lên trên bao nhiêu thì cộng bấy nhiêu. "
        f"Độ dịch đang dùng: sang phải {format_decimal(printer.dx)} mm, "
        f"xuống dưới {format_decimal(printer.dy)} mm."
    )
    return blanks.trial(_blank(printer), words)
