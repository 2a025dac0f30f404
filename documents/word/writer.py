"""Writes a paper's blocks as a Word file by the same measures as documents/paper.css.

The same steps write a paper and its master: where a text is the name of a field, what would be left out or
repeated is put between the signs that a template understands.
"""

from io import BytesIO

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_ALIGN_VERTICAL, WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from documents.blocks import listed
from documents.word import ooxml
from documents.word.fields import DRAFT, SAMPLE, NamedLetterhead, Rows, clean, footer_of, names_in

CENTRE, JUSTIFY, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY, WD_ALIGN_PARAGRAPH.LEFT
RIGHT = WD_ALIGN_PARAGRAPH.RIGHT
GREY = RGBColor(0x76, 0x76, 0x76)
INDENT, COUNT, ROOM = 12.7, 10, 30
STATE = {
    "body": 14,
    "line": 18.2,
    "title": 14,
    "subject": 14,
    "signature": 14,
    "nation": 13,
    "recipients": 11,
}
PARTY = {
    "body": 15,
    "line": 20,
    "title": 16,
    "subject": 15,
    "signature": 14,
    "nation": 15,
    "recipients": 12,
}


class Writer:
    """Writes one paper; ``paper`` may hold texts, or names of fields in their place."""

    def __init__(self, paper):
        self.paper = paper
        self.head = paper.letterhead
        self.is_party = self.head.is_party
        self.is_wide = getattr(paper, "is_wide", False)
        self.is_master = isinstance(self.head, NamedLetterhead)
        self.sizes = PARTY if self.is_party else STATE
        self.width = 237 if self.is_wide else 165 if self.is_party else 160
        self.document = Document()
        self._styles()

    # --- the file ---

    def file(self):
        """Return the paper as the bytes of a Word file."""
        self._page()
        self._margins()
        if getattr(self.paper, "is_annex", False):
            self.annex_title()
        elif getattr(self.paper, "has_letterhead", True):
            self.form_number()
            self.letterhead()
            self.title()
        elif getattr(self.paper, "title", ""):  # an annex has a title of its own, but no head
            self.title()
        self.blocks(self.document, self.paper.blocks())
        self.small(self.document)
        return self.bytes()

    def bytes(self):
        facts = self.document.core_properties
        facts.author = "" if self.is_master else clean(self.head.issuer)[:255]
        facts.title = "" if self.is_master else clean(self.paper.head_title)[:255]
        facts.language, facts.comments, facts.last_modified_by = "vi-VN", "", ""
        facts.created = facts.modified = ooxml.THE_DAY
        made = BytesIO()
        self.document.save(made)
        return ooxml.repacked(made.getvalue())

    def _styles(self):
        styles = self.document.styles
        for name, size in (("Normal", "body"), ("Heading 1", "title"), ("Heading 2", "body")):
            style = styles[name]
            properties = style.element.get_or_add_rPr()
            ooxml.set_face(properties)
            style.font.size, style.font.color.rgb = Pt(self.sizes[size]), RGBColor(0, 0, 0)
            style.font.bold = name != "Normal"
            spacing = style.paragraph_format
            spacing.space_before = spacing.space_after = Pt(0)
            spacing.line_spacing = 1
            spacing.widow_control = True
        normal = styles["Normal"].element.get_or_add_rPr()
        normal.append(ooxml.element("lang", val="vi-VN", eastAsia="vi-VN"))

    def _page(self):
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin = section.bottom_margin = section.right_margin = Mm(20)
        section.left_margin = Mm(30)
        if self.is_wide:
            section.orientation = WD_ORIENT.LANDSCAPE
            section.page_width, section.page_height, self.width = Mm(297), Mm(210), 247
        elif self.is_party:
            section.right_margin = Mm(15)
            ooxml.mirror_margins(self.document)
        section.header_distance = Mm(10 if self.is_party else 8)
        section.footer_distance = Mm(8)
        section.different_first_page_header_footer = True

    def _margins(self):
        """What stands in the margins: sample at the left, page number in the middle, draft at the right."""
        section = self.document.sections[0]
        marks = ("{{ dau_mau }}", "{{ dau_du_thao }}")
        if not self.is_master:
            marks = (SAMPLE if self.paper.is_sample else "", DRAFT if self.paper.is_draft else "")
        for header, is_numbered in ((section.first_page_header, False), (section.header, True)):
            paragraph = header.paragraphs[0]
            stops = paragraph.paragraph_format.tab_stops
            for stop in list(paragraph.style.paragraph_format.tab_stops):
                stops.add_tab_stop(stop.position, WD_TAB_ALIGNMENT.CLEAR)
            stops.add_tab_stop(Mm(self.width / 2), WD_TAB_ALIGNMENT.CENTER)
            stops.add_tab_stop(Mm(self.width), WD_TAB_ALIGNMENT.RIGHT)
            self.run(paragraph, marks[0] + "\t", 10, bold=True)
            if is_numbered:
                ooxml.add_field(paragraph, "PAGE")
            self.run(paragraph, "\t" + marks[1], 10, bold=True)
        line = "{{ chan_trang }}" if self.is_master else footer_of(self.paper)
        for footer in (section.first_page_footer, section.footer):
            self.run(footer.paragraphs[0], line, 8.5)

    # --- the smallest parts ---

    def run(self, paragraph, text, size=None, *, bold=False, italic=False, caps=False, underline=False):
        run = paragraph.add_run(clean(text))
        run.font.size = Pt(size) if size else None
        run.bold, run.italic, run.underline = bold or None, italic or None, underline or None
        run.font.all_caps = caps or None
        return run

    def line(self, container, text, size=None, *, align=CENTRE, before=0, line=None, keep=False, **looks):
        """Add a paragraph of one run without indent."""
        paragraph = container.add_paragraph()
        layout = paragraph.paragraph_format
        layout.alignment, layout.space_before, layout.space_after = align, Pt(before), Pt(0)
        layout.line_spacing = line or 1
        layout.keep_with_next = keep or None
        self.run(paragraph, text, size, **looks)
        return paragraph

    def small(self, container, height=1, *, keep=False):
        """Add an empty paragraph, ``height`` points high, where the format wants one."""
        paragraph = container.add_paragraph()
        layout = paragraph.paragraph_format
        layout.space_before = layout.space_after = Pt(0)
        layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(height)
        layout.keep_with_next = keep or None
        return paragraph

    def hold(self, container):
        """Let the last two paragraphs, or the last row of a table, go wherever the signatures go."""
        if self.is_master:
            return
        found = [part for part in container.element.body if part.tag != qn("w:sectPr")][-2:]
        for part in found:
            held = [part]
            if part.tag == qn("w:tbl"):
                held = list(part.findall(qn("w:tr"))[-1].iter(qn("w:p")))
            for paragraph in held:
                Paragraph(paragraph, container).paragraph_format.keep_with_next = True

    def rule(self, container, width, room, *, before=1):
        """Add a rule of ``width`` mm in the middle of ``room`` mm."""
        paragraph = self.small(container, 3)
        layout = paragraph.paragraph_format
        layout.space_before = Pt(before)
        layout.left_indent = layout.right_indent = Mm(max(0, (room - width) / 2))
        ooxml.border_top(paragraph)

    def sign(self, container, text):
        """Add what only a template knows: the paragraph that begins or ends a part of it."""
        paragraph = container.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        paragraph.add_run(text).font.color.rgb = GREY
        paragraph.runs[0].font.size = Pt(9)

    def when(self, container, value, write, other=None):
        """Write the part if the value is there; where it is a field's name, leave that to the template."""
        if not (names := names_in(value)):
            chosen = write if value else other
            if chosen:
                chosen()
            return
        self.sign(container, f"{{%p if {' or '.join(names)} %}}")
        write()
        if other:
            self.sign(container, "{%p else %}")
            other()
        self.sign(container, "{%p endif %}")

    def each(self, container, rows, write):
        if isinstance(rows, Rows):
            self.sign(container, f"{{%p for {rows.each} in {rows.source} %}}")
            write(rows[0])
            self.sign(container, "{%p endfor %}")
        else:
            for row in rows:
                write(row)

    def table(self, container, widths, *, borders=False, margins=(0, 0)):
        table = container.add_table(0, len(widths))
        if isinstance(container, _Cell):  # behind a table in a cell stands an empty paragraph
            container._tc.remove(container.paragraphs[-1]._p)
        ooxml.dress_table(table, widths, borders=borders, margins=margins)
        return table

    def cells(self, table, *, is_header=False):
        """Add a row that no page break runs through; return its cells, each without a paragraph."""
        row = table.add_row()
        ooxml.keep_row(row, is_header=is_header)
        for cell in row.cells:
            cell._tc.remove(cell.paragraphs[0]._p)
        return row.cells

    # --- the head ---

    def form_number(self):
        text = getattr(self.paper, "form_number", "")
        self.when(self.document, text, lambda: self.line(self.document, text, 13, align=RIGHT, bold=True))

    def annex_title(self):
        """Phụ lục, the name of the list, the paper that it belongs to (Mẫu 2.1)."""
        self.line(self.document, "Phụ lục", 14, bold=True, keep=True)
        heading = self.line(self.document, self.paper.title, 14, before=2, bold=True, caps=True, keep=True)
        heading.style = self.document.styles["Heading 1"]
        self.line(self.document, self.paper.source, 14, before=2, italic=True, keep=True)
        self.small(self.document, 4)

    def letterhead(self):
        room = (round(self.width * 0.375, 1), round(self.width * 0.625, 1))
        left, right = self.cells(table := self.table(self.document, room))
        self.when(
            left, self.head.superior_lines, lambda: self.line(left, self.head.superior_lines, 13, caps=True)
        )
        self.line(left, self.head.issuer_lines, 13, bold=True, caps=True)
        if self.is_party:
            self.line(left, "*", 13)
            self._motto(right, "ĐẢNG CỘNG SẢN VIỆT NAM", 15, room[1])
        else:
            longest = max(ooxml.width_of(line.upper(), 13) for line in self.head.issuer_lines.split("\n"))
            self.rule(left, 20 if self.is_master else 0.42 * longest, room[0], before=2)
            self.line(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13, bold=True)
            self._motto(right, "Độc lập - Tự do - Hạnh phúc", 14, room[1])
        left, right = self.cells(table)
        self.line(left, self.head.number_line, 13, before=8)
        self.line(right, self.head.place_line, 14, before=8, italic=True)

    def _motto(self, cell, text, size, room):
        self.line(cell, text, size, bold=True)
        self.rule(cell, ooxml.width_of(text, size), room)

    def title(self):
        lines = getattr(self.paper, "title_lines", (getattr(self.paper, "subject", ""),))
        heading = self.line(
            self.document, self.paper.title, self.sizes["title"], before=18, bold=True, caps=True, keep=True
        )
        heading.style = self.document.styles["Heading 1"]
        for text in lines:
            self.when(
                self.document,
                text,
                lambda text=text: self.line(
                    self.document, text, self.sizes["subject"], before=2, bold=True, keep=True
                ),
            )
        self.when(
            self.document,
            next((text for text in lines if text), ""),
            lambda: self._title_rule([text for text in lines if text]),
        )
        self.small(self.document, 8)

    def _title_rule(self, lines):
        if self.is_party:
            self.line(self.document, "-----", self.sizes["subject"], bold=True)
        else:
            longest = min(self.width, max(ooxml.width_of(text, self.sizes["subject"]) for text in lines))
            self.rule(self.document, 35 if self.is_master else 0.42 * longest, self.width, before=3)

    # --- the blocks ---

    def blocks(self, container, blocks, *, is_last=True):
        kinds = [block.kind for block in blocks]
        for number, block in enumerate(blocks):
            ends = is_last and any(kind in ("signers", "drawn") for kind in kinds[number + 1 : number + 4])
            getattr(self, f"_{block.kind}")(container, block, ends)

    def _para(self, container, block, ends):
        paragraph = container.add_paragraph()
        layout = paragraph.paragraph_format
        layout.space_before = Pt(6)
        layout.alignment = {"centre": CENTRE, "source": CENTRE, "filled": LEFT}.get(block.style, JUSTIFY)
        layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.AT_LEAST, Pt(self.sizes["line"])
        layout.first_line_indent = (
            None if block.style in ("plain", "centre", "source", "note") else Mm(INDENT)
        )
        layout.keep_with_next = block.style == "lead" or ends or None
        is_basis, is_note = block.style == "basis", block.style == "note"
        if block.marker:
            self.run(paragraph, f"{block.marker} ")
        if block.title:
            self._bold(paragraph, block.title)
        if is_basis and self.is_party:
            self.run(paragraph, "- ")
        self.run(
            paragraph,
            block.text,
            12 if is_note else None,
            italic=is_note or block.style == "source" or (is_basis and not self.is_party),
        )

    def _bold(self, paragraph, title):
        names = names_in(title)
        shown = f"{{% if {names[0]} %}}{title} {{% endif %}}" if names else f"{title} "
        self.run(paragraph, shown, bold=True)

    def _heading(self, container, block, ends):
        paragraph = container.add_paragraph(style=self.document.styles["Heading 2"])
        layout = paragraph.paragraph_format
        layout.space_before, layout.first_line_indent = Pt(10), Mm(INDENT)
        layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.AT_LEAST, Pt(self.sizes["line"])
        layout.keep_with_next = True
        self.run(paragraph, block.text, bold=True, caps=True)

    def _each(self, container, block, ends):
        self.each(
            container,
            block.rows,
            lambda row: self.blocks(container, listed(block.block(row)), is_last=False),
        )

    def _when(self, container, block, ends):
        self.when(container, block.value, lambda: self.blocks(container, block.blocks, is_last=False))

    def _table(self, container, block, ends):
        size = getattr(self.paper, "table_size", 13)
        self.when(container, block.rows, lambda: self.data(container, block, size))

    def _drawn(self, container, block, ends):
        if isinstance(block.value, str):
            self.sign(container, block.value)
        elif block.value is not None:
            block.value.write(self, container)

    def data(self, container, block, size=13):
        """Add a table of the text, its letters ``size`` points high."""
        fixed = sum(column.width for column in block.columns) + COUNT * block.is_numbered
        shared = [column for column in block.columns if not column.width]
        rest = max(10, (self.width - fixed) / len(shared)) if shared else 0
        widths = [COUNT] * block.is_numbered + [column.width or rest for column in block.columns]
        self.small(container, 8, keep=True)
        table = self.table(container, widths, borders=True, margins=(4, 2.5))
        headings = ["TT"] * block.is_numbered + [column.heading for column in block.columns]
        for cell, heading in zip(self.cells(table, is_header=True), headings, strict=True):
            self.line(cell, heading, size, bold=True, keep=True)
            cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
        if isinstance(block.rows, Rows):
            self._sign_row(table, f"{{%tr for {block.rows.each} in {block.rows.source} %}}")
            self._data_row(table, block, block.rows[0], "{{ loop.index }}", size)
            self._sign_row(table, "{%tr endfor %}")
        else:
            for number, row in enumerate(block.rows, 1):
                self._data_row(table, block, row, str(number), size)

    def _sign_row(self, table, text):
        cells = self.cells(table)
        for cell in cells:
            cell.add_paragraph()
        widest = max(range(len(cells)), key=lambda number: table.columns[number].width)
        cells[widest].paragraphs[0].add_run(text).font.size = Pt(9)

    def _data_row(self, table, block, row, number, size):
        cells = list(self.cells(table))
        if block.row_height:
            table.rows[-1].height, table.rows[-1].height_rule = (
                Mm(block.row_height),
                WD_ROW_HEIGHT_RULE.AT_LEAST,
            )
        if block.is_numbered:
            self._data_cell(cells.pop(0), number, CENTRE, block, size)
        for cell, text, column in zip(cells, block.cells(row), block.columns, strict=True):
            self._data_cell(cell, text, CENTRE if column.is_centred else LEFT, block, size)

    def _data_cell(self, cell, text, align, block, size):
        self.line(cell, text, size, align=align)
        cell.vertical_alignment = (
            WD_ALIGN_VERTICAL.CENTER if block.row_height or align == CENTRE else WD_ALIGN_VERTICAL.TOP
        )

    # --- who signs ---

    def _signers(self, container, block, ends):
        cells = block.cells
        if not cells:
            return
        self.hold(container)
        self.small(container, 14, keep=True)
        if len(cells) == 1:
            table = self.table(container, (self.width * 0.44, self.width * 0.56), margins=(5, 0))
            left, right = self.cells(table)
            self._recipients(left, block)
            self.signature(right, cells[0], self.sizes["signature"], ROOM)
            return
        table = self.table(container, [self.width / len(cells)] * len(cells), margins=(5, 0))
        for cell, signer in zip(self.cells(table), cells, strict=True):
            self.signature_head(cell, signer, self.sizes["signature"])
            self.small(cell, 1, keep=True)
        for cell, signer in zip(self.cells(table), cells, strict=True):
            self.signature_hand(cell, signer, self.sizes["signature"], ROOM)
            cell.vertical_alignment = WD_ALIGN_VERTICAL.BOTTOM
        if block.recipients:
            for cell in table.rows[-1].cells:
                for paragraph in cell.paragraphs:
                    paragraph.paragraph_format.keep_with_next = True
            first, *others = self.cells(table)
            self._recipients(first, block)
            for cell in others:
                self.small(cell)

    def _recipients(self, cell, block):
        def write():
            size, looks = 12, {"bold": True, "italic": True}
            if self.is_party:
                size, looks = 14, {"underline": True}
            self.line(cell, "Nơi nhận:", size, align=LEFT, **looks)
            if isinstance(block.recipients, Rows):
                self.each(cell, block.recipients, lambda text: self._recipient(cell, f"- {text};"))
                self._recipient(cell, f"- Lưu: {block.archive}.")
            else:
                for text in block.recipient_lines:
                    self._recipient(cell, text)

        self.when(cell, block.recipients, write)
        self.small(cell)

    def _recipient(self, cell, text):
        self.line(cell, text, self.sizes["recipients"], align=LEFT)

    def signature(self, cell, block, size, room):
        self.signature_head(cell, block, size)
        self.signature_hand(cell, block, size, room)

    def signature_head(self, cell, block, size):
        for text, bold in (
            (block.role, True),
            (block.unit, True),
            (block.authority, True),
            (block.post, not self.is_party),
        ):
            self.when(
                cell,
                text,
                lambda text=text, bold=bold: self.line(cell, text, size, bold=bold, caps=True, keep=True),
            )

    def signature_hand(self, cell, block, size, room):
        """Leave ``room`` mm for the hand and the seal, less where it is already signed."""

        def signed():
            self.line(cell, block.signed_line, 11, before=11, italic=True, keep=True)

        def noted():
            self.line(cell, block.note, 11, before=4, italic=True, keep=True)

        def left(height):
            return lambda: self.small(cell, height, keep=True)

        self.when(cell, block.signed_line, signed)
        self.when(cell, block.note, noted)
        self.when(cell, block.signed_line, left(16), left(room * 72 / 25.4))
        self.when(
            cell,
            block.own_post,
            lambda: self.line(cell, block.own_post, size, bold=True, caps=True, keep=True),
        )
        self.when(
            cell,
            block.name_line,
            lambda: self.line(cell, block.name_line, size, bold=True),
            lambda: self.line(cell, "………………………", size),
        )
        self.small(cell)
