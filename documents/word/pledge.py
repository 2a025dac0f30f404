"""The pledge in Word: its texts as fields, the table of what the units register and the signatures as drawings."""

from dataclasses import dataclass

from docx.enum.table import WD_ALIGN_VERTICAL

from documents.blocks import Column, Drawn, Each, Heading, Letterhead, Para, Table, When, text
from documents.layout import PledgePaper
from documents.stamp import Stamp
from documents.word.fields import Drawing
from documents.word.shapes import shape

SIGNED = 14


@dataclass(frozen=True)
class ContentLine:
    marker: str = text("ky_hieu", "Số hoặc chữ thứ tự: “1.”, “a)”, “-”")
    title: str = text("ten", "Tên nội dung, in đậm, nếu có")
    said: str = text("noi_dung", "Lời văn của nội dung")


@dataclass(frozen=True)
class TargetLine:
    label: str = text("chi_tieu", "Tên chỉ tiêu")
    measure: str = text("don_vi_tinh", "Đơn vị tính")
    level: str = text("muc", "Mức của chỉ tiêu")


@shape(PledgePaper)
@dataclass(frozen=True)
class PledgeInWord:
    letterhead: Letterhead
    head_title: str = text("ten_day_du", "Tên giao ước kèm năm và tên cụm, khối")
    title: str = text("ten_giao_uoc", "Tên của giao ước")
    subtitle: str = text("phu_de", "Dòng dưới tên giao ước: năm hoặc giai đoạn")
    theme_line: str = text("chu_de", "Chủ đề của năm, đặt trong dấu ngoặc kép")
    unknown: str = text("chua_ro", "Những điều nguồn không cho biết, với giao ước đã ký trước đây")
    bases: tuple[str, ...] = text("can_cu", "Các dòng căn cứ")
    opening: tuple[str, ...] = text("mo_dau", "Các đoạn mở đầu")
    parties_heading: str = text("dan_cac_don_vi", "Câu dẫn danh sách đơn vị ký kết")
    parties: tuple[str, ...] = text("cac_don_vi", "Các đơn vị ký kết, đã đánh số")
    contents_heading: str = text("de_muc_noi_dung", "Đề mục phần nội dung thi đua")
    contents: tuple[ContentLine, ...] = text("noi_dung", "Các nội dung thi đua, từng dòng một")
    targets_heading: str = text("de_muc_chi_tieu", "Đề mục phần chỉ tiêu thi đua")
    targets: tuple[TargetLine, ...] = text("chi_tieu", "Các chỉ tiêu thi đua")
    registrations_heading: str = text("de_muc_dang_ky", "Đề mục phần mức đăng ký của các đơn vị")
    registrations: Drawing | None = text("bang_dang_ky", "Bảng mức đăng ký của các đơn vị")
    closing_heading: str = text("de_muc_to_chuc", "Đề mục phần tổ chức thực hiện")
    closing: tuple[str, ...] = text("to_chuc_thuc_hien", "Các đoạn về tổ chức thực hiện")
    signatures: Drawing | None = text("chu_ky", "Phần ký của các đơn vị và người chứng kiến")
    fingerprint_line: str = text("ma_doi_chieu", "Mã đối chiếu nội dung của giao ước đã thống nhất")
    is_draft: bool = False
    is_sample: bool = False
    stamp: Stamp | None = None

    @classmethod
    def of(cls, paper):
        sections = paper.sections
        return cls(
            letterhead=paper.letterhead,
            head_title=paper.head_title,
            title=paper.title,
            subtitle=paper.subtitle,
            theme_line=paper.theme_line,
            unknown=paper.unknown_line if paper.unknown else "",
            bases=tuple(paper.bases_lines),
            opening=paper.opening,
            parties_heading=paper.parties_heading if paper.parties else "",
            parties=tuple(paper.party_lines),
            contents_heading=sections.get("contents", ""),
            contents=tuple(ContentLine(line.marker, line.title, line.text) for line in paper.content_lines),
            targets_heading=sections.get("targets", ""),
            targets=tuple(TargetLine(row.label, row.measure, row.level) for row in paper.targets),
            registrations_heading=sections.get("registrations", ""),
            registrations=_registrations(paper.registrations) if paper.registrations else None,
            closing_heading=sections.get("closing", ""),
            closing=paper.closing,
            signatures=_signatures(paper.grid, paper.attestations),
            fingerprint_line=paper.fingerprint_line,
            is_draft=paper.is_draft,
            is_sample=paper.is_sample,
            stamp=getattr(paper, "stamp", None),
        )

    @property
    def title_lines(self):
        return (self.subtitle, self.theme_line)

    def blocks(self):
        return (
            When(
                self.unknown,
                (Para(f"Bản ghi lại từ nguồn đã công bố. Chưa rõ: {self.unknown}", "note"),),
            ),
            Each(self.bases, lambda line: Para(line, "basis")),
            Each(self.opening, Para),
            When(self.parties, (Para(self.parties_heading, "lead"),)),
            Each(self.parties, Para),
            When(self.contents, (Heading(self.contents_heading),)),
            Each(self.contents, _content),
            When(self.targets, (Heading(self.targets_heading),)),
            Table(
                (Column("Chỉ tiêu"), Column("Đơn vị tính", 30, True), Column("Mức", 36, True)),
                self.targets,
                lambda row: (row.label, row.measure, row.level),
            ),
            When(self.registrations_heading, (Heading(self.registrations_heading),)),
            Drawn(self.registrations),
            When(self.closing, (Heading(self.closing_heading),)),
            Each(self.closing, Para),
            Drawn(self.signatures),
        )


def _content(line):
    return Para(line.said, title=line.title, marker=line.marker)


def _registrations(registrations):
    def write(writer, container):
        for part in registrations.tables:
            columns = (Column("Đơn vị", 52), *(Column(heading, is_centred=True) for heading in part.columns))
            writer.data(
                container,
                Table(columns, part.rows, lambda row: (row[0], *(level or "–" for level in row[1]))),
            )

    return Drawing(write)


def _signatures(grid, attestations):
    def write(writer, container):
        writer.hold(container)
        writer.small(container, 14, keep=True)
        for row in grid[:-1] if attestations else grid:
            _row(writer, container, row)
        if attestations:  # these and the last row never part: one cell that no page break runs through
            (cell,) = writer.cells(writer.table(container, (writer.width,)))
            for row in (*grid[-1:], *attestations):
                _row(writer, cell, row)

    return Drawing(write)


def _row(writer, container, row):
    """One row of blocks side by side, a table of its own."""
    if row.heading:
        writer.line(container, row.heading, 13, bold=True, caps=True, keep=True)
    count = len(row.blocks)
    table = writer.table(container, [writer.width / count] * count, margins=(5, 0))
    size = writer.sizes["signature"] if writer.is_party else 13
    for cell, block in zip(writer.cells(table), row.cells, strict=True):
        writer.signature(cell, block, size, 30 if row.is_open else SIGNED)
        cell.vertical_alignment = WD_ALIGN_VERTICAL.BOTTOM
    writer.small(container, 14)
