"""What a Word template may name of a paper, and the paper on which every text is such a name.

A text stands in a template as ``{{ dia_diem }}``; the rows of a list are told by ``{%p for muc in chuong_trinh %}``
or, in a table, by ``{%tr for … %}``; ``{%p if lien_he %}`` leaves paragraphs out.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Union, get_args, get_origin, get_type_hints

from documents.layout import CELL_WIDTHS, SIGNER_WIDTH, Letterhead, SignatureBlock
from documents.word.shapes import shape_of

NAMES = re.compile(r"\{\{ ([\w.]+) \}\}")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
LOOP_NAMES = ("muc", "muc_con", "muc_nho")
BARE = {"letterhead", "is_draft", "is_sample", "is_wide", "stamp"}
DRAFT, SAMPLE = "DỰ THẢO", "DỮ LIỆU MẪU"


@dataclass(frozen=True)
class Drawing:
    """A part that no sentence can hold, such as a grid of signatures: ``write(writer, container)`` draws it."""

    write: Callable


@dataclass(frozen=True)
class WordField:
    """``kind`` is "text", "flag", "texts", "rows", "signature" or "drawing"; ``parts`` are the fields of a row."""

    tag: str
    help: str
    kind: str = "text"
    parts: tuple["WordField", ...] = ()
    name: str = ""


GENERAL = (
    WordField("co_quan_cap_tren", "Tên cơ quan chủ quản, đã chia dòng cho phần đầu văn bản"),
    WordField("co_quan", "Tên cơ quan, cụm, khối ban hành, đã chia dòng cho phần đầu văn bản"),
    WordField("ten_co_quan_cap_tren", "Tên cơ quan chủ quản, viết liền một dòng"),
    WordField("ten_co_quan", "Tên cơ quan, cụm, khối ban hành, viết liền một dòng"),
    WordField("so_ky_hieu", "Số, ký hiệu như in ở phần đầu văn bản"),
    WordField("dia_danh", "Địa danh"),
    WordField("dia_danh_ngay", "Địa danh và ngày, tháng, năm ban hành"),
    WordField("dau_du_thao", f"Chữ “{DRAFT}” khi văn bản còn là dự thảo, nếu không thì để trống"),
    WordField("dau_mau", f"Chữ “{SAMPLE}” khi dữ liệu là dữ liệu mẫu, nếu không thì để trống"),
    WordField("chan_trang", "Dòng cuối trang: mã đối chiếu hoặc mã tra cứu, nếu có"),
)
SIGNATURE = (
    WordField("vai_tro", "Vai trò tại hội nghị hoặc trong cụm, khối", name="role"),
    WordField("don_vi", "Đơn vị của người ký", name="unit"),
    WordField("quyen_han", "Quyền hạn: TM., KT., TL., TUQ.", name="authority"),
    WordField("chuc_vu", "Chức vụ của người ký", name="post"),
    WordField("ky_ngay", "Dòng “Đã ký ngày …”; chưa ký thì để trống", name="signed_line"),
    WordField("ghi_chu_ky", "Ghi chú về việc ký", name="note"),
    WordField("chuc_vu_rieng", "Chức vụ tại cơ quan, đơn vị của người ký, ghi trên họ tên", name="own_post"),
    WordField("ho_ten", "Họ và tên người ký", name="name_line"),
)


@cache
def fields_of(paper_class):
    """Return the fields of a paper's template as a tuple of WordField: its own first, then those of every paper."""
    return (*own_fields(shape_of(paper_class)), *GENERAL)


def own_fields(row_class):
    hints = get_type_hints(row_class)
    return tuple(
        _field(field, hints[field.name])
        for field in fields(row_class)
        if field.name not in BARE and field.init
    )


def _field(field, hint):
    tag, help_text = field.metadata.get("tag", field.name), field.metadata.get("help", "")
    hint = _without_none(hint)
    if hint is str:
        return WordField(tag, help_text, "text", name=field.name)
    if hint is bool:
        return WordField(tag, help_text, "flag", name=field.name)
    if hint is Drawing:
        return WordField(tag, help_text, "drawing", name=field.name)
    if hint is SignatureBlock:
        return WordField(tag, help_text, "signature", SIGNATURE, field.name)
    if get_origin(hint) is tuple:
        inner = get_args(hint)[0]
        if inner is str:
            return WordField(tag, help_text, "texts", name=field.name)
        if is_dataclass(inner):
            return WordField(tag, help_text, "rows", own_fields(inner), field.name)
    raise TypeError(f"{field.name}: a Word template has no field of the kind {hint}")


def _without_none(hint):
    if get_origin(hint) in (Union, UnionType):
        (hint,) = (part for part in get_args(hint) if part is not type(None))
    return hint


# --- the paper on which every text is a name ------------------------------------------------------------


class Rows(tuple):
    """The one row that stands for all of a list; ``source`` is the list's name, ``each`` that of a row."""

    def __new__(cls, row, source, each):
        made = super().__new__(cls, (row,))
        made.source, made.each = source, each
        return made


class NamedLetterhead(Letterhead):
    """A letterhead whose lines are fields."""

    superior_lines = "{{ co_quan_cap_tren }}"
    issuer_lines = "{{ co_quan }}"
    number_line = "{{ so_ky_hieu }}"
    place_line = "{{ dia_danh_ngay }}"


class NamedSignature(SignatureBlock):
    """A signature whose lines are fields; nobody breaks a field's name into lines."""

    signed_line = name_line = ""

    def fitted(self, width):
        return self


def named_paper(paper_class, profile="state"):
    """Return the paper with its fields' names in place of texts."""
    head = NamedLetterhead(
        issuer="{{ ten_co_quan }}",
        superior="{{ ten_co_quan_cap_tren }}",
        number="",
        place="{{ dia_danh }}",
        profile=profile,
    )
    paper = _filled(paper_class, own_fields(paper_class), "", 0)
    return _set(paper, letterhead=head, is_draft=False, is_sample=False, stamp=None)


def _filled(row_class, found, prefix, depth):
    row = object.__new__(row_class)
    for field in found:
        _set(row, **{field.name: _named(field, row_class, prefix, depth)})
    return row


def _named(field, row_class, prefix, depth):
    source = f"{prefix}{field.tag}"
    if field.kind == "drawing":
        return f"{{{{p {source} }}}}"
    if field.kind == "signature":
        block = object.__new__(NamedSignature)
        names = {part.name: f"{{{{ {source}.{part.tag} }}}}" for part in SIGNATURE}
        return _set(block, **names, name=names["name_line"], is_signed=False, signed_on=None)
    each = LOOP_NAMES[depth]
    if field.kind == "texts":
        return Rows(f"{{{{ {each} }}}}", source, each)
    if field.kind == "rows":
        inner = get_args(get_type_hints(row_class)[field.name])[0]
        return Rows(_filled(inner, field.parts, f"{each}.", depth + 1), source, each)
    return f"{{{{ {source} }}}}"


def _set(row, **values):
    for name, value in values.items():
        object.__setattr__(row, name, value)
    return row


def names_in(value):
    """Return the fields that a text of such a paper names, or the list that its rows stand for."""
    if isinstance(value, Rows):
        return [value.source]
    return NAMES.findall(value) if isinstance(value, str) else []


# --- the values of one paper ----------------------------------------------------------------------------


def values_of(paper, drawn):
    """Return what a template of the paper is filled with; ``drawn(drawing)`` makes Word of a drawing."""
    head, found = paper.letterhead, own_fields(type(paper))
    is_one = sum(field.kind == "signature" for field in found) == 1
    width = SIGNER_WIDTH if is_one else CELL_WIDTHS[3]
    general = {
        "co_quan_cap_tren": head.superior_lines,
        "co_quan": head.issuer_lines,
        "ten_co_quan_cap_tren": head.superior,
        "ten_co_quan": head.issuer,
        "so_ky_hieu": head.number_line,
        "dia_danh": head.place,
        "dia_danh_ngay": head.place_line,
        "dau_du_thao": DRAFT if paper.is_draft else "",
        "dau_mau": SAMPLE if paper.is_sample else "",
        "chan_trang": footer_of(paper),
    }
    own = _values(paper, found, width, drawn)
    return {**own, **{tag: clean(text) for tag, text in general.items()}}


def _values(row, found, width, drawn):
    return {field.tag: _value(field, getattr(row, field.name), width, drawn) for field in found}


def _value(field, value, width, drawn):
    if field.kind == "drawing":
        return drawn(value) if value else ""
    if field.kind == "signature":
        lines = value.fitted(width) if value else SignatureBlock()
        return {part.tag: clean(getattr(lines, part.name)) for part in SIGNATURE}
    if field.kind == "texts":
        return [clean(text) for text in value]
    if field.kind == "rows":
        return [_values(row, field.parts, width, drawn) for row in value]
    return clean(value or "") if field.kind == "text" else value


def footer_of(paper):
    """Return the line at the foot: the code of an issued paper, else the fingerprint of an agreed text."""
    stamp = getattr(paper, "stamp", None)
    if stamp is not None and stamp.code:
        return f"Mã tra cứu: {stamp.code}"
    return getattr(paper, "fingerprint_line", "")


def clean(text):
    """Return the text without the letters that a Word file cannot hold."""
    return UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
