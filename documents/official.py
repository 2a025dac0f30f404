"""The papers of a cluster's year, each a frozen value that says all it prints; page, PDF and Word only place it.

The builders (clusters/year_papers.py, pledges/papers/) decide and count; here texts are only put in their places,
because the Word master is made by the same ``blocks()`` (documents/blocks.py).
"""

from dataclasses import dataclass
from typing import ClassVar

from documents.blocks import Column, Each, Heading, Para, Signers, Table, When, text
from documents.layout import Letterhead, SignatureBlock
from documents.papers import MinutesHead
from documents.stamp import Stamp

DOTS = "…" * 20  # a line to be filled in by hand
BLANK = DOTS[:6]  # … in a cell of a table
RECIPIENTS = "Nơi nhận, mỗi nơi một dòng"
SIGNER = "Người ký: thẩm quyền, chức vụ, họ và tên"


@dataclass(frozen=True, kw_only=True)
class OfficialPaper:
    """What every paper of the year has. ``record_note`` is the remark on a paper made again from a past year's
    record; it is empty on all others."""

    template: ClassVar[str] = "documents/official.html"
    title: ClassVar[str] = ""

    letterhead: Letterhead
    subject: str = text("trich_yeu", "Trích yếu nội dung")
    record_note: str = text("ghi_chu_ho_so", "Ghi chú của bản lập lại từ hồ sơ năm đã qua", default="")
    is_draft: bool = False
    is_sample: bool = False
    stamp: Stamp | None = None

    @property
    def head_title(self) -> str:
        return f"{self.title} {self.subject} - {self.letterhead.issuer}"

    @property
    def remark(self) -> When:
        return When(self.record_note, (Para(self.record_note, "note"),))


@dataclass(frozen=True, kw_only=True)
class InvitationPaper(OfficialPaper):
    """Giấy mời (Mẫu 1.7)."""

    title: ClassVar[str] = "Giấy mời"

    inviter: str = text("ben_moi", "Tên cụm, khối mời")
    guests: tuple[str, ...] = text("khach_moi", "Những người, đơn vị được mời, mỗi dòng một mục")
    occasion: str = text("hoi_nghi", "Tên hội nghị")
    theme: str = text("chu_de", "Chủ đề của năm, trong ngoặc kép", default="")
    presiding: str = text("chu_tri", "Người chủ trì")
    when: str = text("thoi_gian", "Giờ, ngày diễn ra")
    venue: str = text("dia_diem", "Địa điểm")
    programme: tuple[str, ...] = text("noi_dung", "Nội dung chính của hội nghị", default=())
    notes: tuple[str, ...] = text("luu_y", "Nội dung ghi thêm trong giấy mời", default=())
    reply: str = text("han_xac_nhan", "Câu đề nghị xác nhận dự họp", default="")
    contact: str = text("dau_moi", "Đầu mối liên hệ", default="")
    closing: str = text("ket", "Câu kết")
    signature: SignatureBlock = text("nguoi_ky", SIGNER)
    recipients: tuple[str, ...] = text("noi_nhan", RECIPIENTS)

    def blocks(self):
        return (
            self.remark,
            Para(f"{self.inviter} trân trọng kính mời:", "lead"),
            Each(self.guests, lambda guest: Para(f"- {guest}")),
            Para(f"{self.occasion}.", title="Tới dự:"),
            When(self.theme, (Para(f"{self.theme}.", title="Chủ đề:"),)),
            Para(f"{self.presiding}.", title="Chủ trì:"),
            Para(f"{self.when}.", title="Thời gian:"),
            Para(f"{self.venue}.", title="Địa điểm:"),
            When(
                self.programme,
                (
                    Para("", "lead", title="Nội dung:"),
                    Each(self.programme, lambda line: Para(f"- {line}")),
                ),
            ),
            Each(self.notes, lambda line: Para(line)),
            When(self.reply, (Para(self.reply),)),
            When(self.contact, (Para(f"{self.contact}.", title="Đầu mối liên hệ:"),)),
            Para(f"{self.closing}{self.letterhead.end_mark}"),
            Signers((self.signature,), self.recipients),
        )


@dataclass(frozen=True)
class ProgrammeRow:
    time: str = text("gio", "Giờ")
    matter: str = text("noi_dung", "Nội dung, kèm tài liệu trình bày")
    presenter: str = text("nguoi_trinh_bay", "Người trình bày, thực hiện")


@dataclass(frozen=True, kw_only=True)
class ProgrammePaper(OfficialPaper):
    """Chương trình hội nghị: an enclosure of the invitation, without a number."""

    title: ClassVar[str] = "Chương trình"

    when: str = text("thoi_gian", "Giờ, ngày diễn ra")
    venue: str = text("dia_diem", "Địa điểm")
    presiding: str = text("chu_tri", "Người chủ trì")
    secretary: str = text("thu_ky", "Thư ký hội nghị")
    rows: tuple[ProgrammeRow, ...] = text("chuong_trinh", "Các nội dung của chương trình")
    signature: SignatureBlock = text("nguoi_ky", SIGNER)
    recipients: tuple[str, ...] = text("noi_nhan", RECIPIENTS)

    def blocks(self):
        columns = (
            Column("Thời gian", 24, True),
            Column("Nội dung"),
            Column("Người thực hiện", 46),
        )
        return (
            self.remark,
            Para(f"{self.when}.", title="Thời gian:"),
            Para(f"{self.venue}.", title="Địa điểm:"),
            Para(f"{self.presiding}.", title="Chủ trì:"),
            Para(f"{self.secretary}.", title="Thư ký:"),
            Table(columns, self.rows, lambda row: (row.time, row.matter, row.presenter)),
            Signers((self.signature,), self.recipients),
        )


@dataclass(frozen=True)
class AttendanceRow:
    name: str = text("ho_ten", "Họ và tên, hoặc tên tập thể")
    post: str = text("chuc_vu", "Chức vụ, đơn vị")


@dataclass(frozen=True, kw_only=True)
class AttendancePaper(OfficialPaper):
    """The list of those who come, with room for each one's signature."""

    title: ClassVar[str] = "Danh sách đại biểu"

    when: str = text("thoi_gian", "Giờ, ngày diễn ra")
    venue: str = text("dia_diem", "Địa điểm")
    rows: tuple[AttendanceRow, ...] = text("dai_bieu", "Đại biểu trong danh sách")
    total: str = text("tong_so", "Câu ghi tổng số đại biểu trong danh sách")
    signature: SignatureBlock = text("nguoi_lap", "Thư ký hội nghị, người lập danh sách")

    def blocks(self):
        columns = (Column("Họ và tên"), Column("Chức vụ, đơn vị", 62), Column("Chữ ký", 34))
        return (
            self.remark,
            Para(f"{self.when}.", title="Thời gian:"),
            Para(f"{self.venue}.", title="Địa điểm:"),
            Table(columns, self.rows, lambda row: (row.name, row.post, ""), row_height=12),
            Para(self.total),
            Signers((self.signature,)),
        )


@dataclass(frozen=True, kw_only=True)
class PlanPaper(OfficialPaper):
    """Kế hoạch: only what the record of the plan holds; each part with its own numbered heading."""

    title: ClassVar[str] = "Kế hoạch"

    bases: tuple[str, ...] = text("can_cu", "Các căn cứ, mỗi căn cứ một dòng", default=())
    opening: str = text("mo_dau", "Câu mở đầu")
    theme: str = text("chu_de", "Chủ đề của năm, trong ngoặc kép", default="")
    purpose_heading: str = text("muc_dich_tieu_de", "Tiêu đề phần mục đích, yêu cầu", default="")
    purpose: tuple[str, ...] = text("muc_dich", "Mục đích, yêu cầu", default=())
    areas_heading: str = text("trong_tam_tieu_de", "Tiêu đề phần nội dung trọng tâm", default="")
    areas: tuple[str, ...] = text("trong_tam", "Nội dung trọng tâm", default=())
    targets_heading: str = text("chi_tieu_tieu_de", "Tiêu đề phần chỉ tiêu", default="")
    targets: tuple[str, ...] = text("chi_tieu", "Chỉ tiêu", default=())
    titles_heading: str = text("danh_hieu_tieu_de", "Tiêu đề phần danh hiệu chuyên đề đăng ký", default="")
    titles: tuple[str, ...] = text("danh_hieu", "Danh hiệu chuyên đề đăng ký", default=())
    events_heading: str = text("su_kien_tieu_de", "Tiêu đề phần sự kiện hướng tới", default="")
    events: tuple[str, ...] = text("su_kien", "Sự kiện hướng tới", default=())
    tasks_heading: str = text("dot_xuat_tieu_de", "Tiêu đề phần nhiệm vụ đột xuất", default="")
    tasks: tuple[str, ...] = text("dot_xuat", "Nhiệm vụ đột xuất", default=())
    unknown: str = text("chua_ro", "Câu ghi phần nội dung mà hồ sơ không nêu", default="")
    closing: str = text("ket", "Câu kết")
    signature: SignatureBlock = text("nguoi_ky", SIGNER)
    recipients: tuple[str, ...] = text("noi_nhan", RECIPIENTS)

    def blocks(self):
        def part(heading, lines):
            return When(lines, (Heading(heading), Each(lines, lambda line: Para(line))))

        return (
            self.remark,
            Each(self.bases, lambda basis: Para(basis, "basis")),
            Para(self.opening),
            When(self.theme, (Para(f"{self.theme}.", title="Chủ đề:"),)),
            part(self.purpose_heading, self.purpose),
            part(self.areas_heading, self.areas),
            part(self.targets_heading, self.targets),
            part(self.titles_heading, self.titles),
            part(self.events_heading, self.events),
            part(self.tasks_heading, self.tasks),
            When(self.unknown, (Para(self.unknown),)),
            Para(f"{self.closing}{self.letterhead.end_mark}"),
            Signers((self.signature,), self.recipients),
        )


@dataclass(frozen=True)
class UnitRow:
    """How a member unit was represented."""

    unit: str = text("don_vi", "Tên đơn vị")
    represented: str = text("dai_dien", "Người đại diện, chức vụ")
    state: str = text("co_mat", "Có mặt, dự thay, vắng mặt và lý do")


@dataclass(frozen=True)
class SigningRow:
    unit: str = text("don_vi", "Tên đơn vị")
    signatory: str = text("nguoi_ky", "Người ký, chức vụ")
    result: str = text("ket_qua", "Đã ký ngày nào, ký công nhận, chưa ký")


@dataclass(frozen=True)
class OfficeRow:
    office: str = text("vai_tro", "Cụm trưởng, cụm phó")
    unit: str = text("don_vi", "Đơn vị")
    method: str = text("cach_xac_dinh", "Cách xác định: luân phiên, suy tôn, bầu, phân công")
    since: str = text("tu_ngay", "Thời gian giữ vai trò")


@dataclass(frozen=True)
class TaskRow:
    task: str = text("viec", "Việc cần làm")
    owner: str = text("don_vi", "Đơn vị thực hiện")
    due: str = text("han", "Hạn")
    state: str = text("tinh_trang", "Tình trạng")


@dataclass(frozen=True, kw_only=True)
class MinutesPaper(OfficialPaper):
    """Biên bản hội nghị (Mẫu 1.9), of any kind of conference: parts that it does not have are left out."""

    title: ClassVar[str] = "Biên bản"

    letterhead: MinutesHead
    begun: str = text("bat_dau", "Thời gian bắt đầu")
    venue: str = text("dia_diem", "Địa điểm")
    presiding: str = text("chu_tri", "Chủ trì (chủ tọa)")
    secretary: str = text("thu_ky", "Thư ký")
    guests: tuple[str, ...] = text("dai_bieu", "Đại biểu dự, mỗi người hoặc tập thể một dòng", default=())
    units: tuple[UnitRow, ...] = text("don_vi_du", "Các đơn vị thành viên dự, vắng", default=())
    present: str = text("tong_so_du", "Câu ghi số đơn vị có mặt, vắng mặt")
    programme_heading: str = text("chuong_trinh_tieu_de", "Tiêu đề phần chương trình", default="")
    programme: tuple[str, ...] = text("chuong_trinh", "Các nội dung đã tiến hành", default=())
    results_heading: str = text("ket_qua_nam_tieu_de", "Tiêu đề phần kết quả năm", default="")
    results: tuple[str, ...] = text("ket_qua_nam", "Kết quả của năm được tổng kết", default=())
    directives_heading: str = text("chi_dao_tieu_de", "Tiêu đề phần ý kiến chỉ đạo", default="")
    directives: tuple[str, ...] = text("chi_dao", "Ý kiến chỉ đạo", default=())
    discussion_heading: str = text("thao_luan_tieu_de", "Tiêu đề phần thảo luận", default="")
    discussion: tuple[str, ...] = text("thao_luan", "Ý kiến thảo luận", default=())
    signing_heading: str = text("ky_ket_tieu_de", "Tiêu đề phần ký kết giao ước", default="")
    signing: tuple[SigningRow, ...] = text("ky_ket", "Kết quả ký kết của từng đơn vị", default=())
    signed: str = text("ky_ket_tong", "Câu ghi số đơn vị đã ký", default="")
    witnesses: str = text("chung_kien", "Câu ghi người chứng kiến", default="")
    offices_heading: str = text("truong_pho_tieu_de", "Tiêu đề phần trưởng, phó năm sau", default="")
    offices: tuple[OfficeRow, ...] = text("truong_pho", "Trưởng, phó của năm sau", default=())
    conclusion_heading: str = text("ket_luan_tieu_de", "Tiêu đề phần kết luận", default="")
    conclusion: tuple[str, ...] = text("ket_luan", "Kết luận", default=())
    tasks_heading: str = text("viec_tieu_de", "Tiêu đề phần việc sau hội nghị", default="")
    tasks: tuple[TaskRow, ...] = text("viec_sau", "Việc sau hội nghị", default=())
    closing: str = text("ket_thuc", "Câu ghi giờ, ngày kết thúc")
    clerk: SignatureBlock = text("ky_thu_ky", "Thư ký ký ở bên trái")
    chair: SignatureBlock = text("ky_chu_toa", "Chủ tọa ký ở bên phải")
    recipients: tuple[str, ...] = text("noi_nhan", RECIPIENTS)

    def blocks(self):
        def said(heading, lines):
            return When(lines, (Heading(heading), Each(lines, lambda line: Para(line))))

        units = (Column("Đơn vị"), Column("Người đại diện, chức vụ", 56), Column("Điểm danh", 40))
        signing = (Column("Đơn vị"), Column("Người ký, chức vụ", 55), Column("Kết quả", 47))
        return (
            self.remark,
            Para(f"{self.begun}.", title="Thời gian bắt đầu:"),
            Para(f"{self.venue}.", title="Địa điểm:"),
            Para(f"{self.presiding}.", title="Chủ trì:"),
            Para(f"{self.secretary}.", title="Thư ký:"),
            Para("", "lead", title="Thành phần tham dự:"),
            Each(self.guests, lambda guest: Para(f"- {guest}")),
            When(
                self.units,
                (Table(units, self.units, lambda row: (row.unit, row.represented, row.state)),),
            ),
            Para(self.present),
            said(self.programme_heading, self.programme),
            said(self.results_heading, self.results),
            said(self.directives_heading, self.directives),
            said(self.discussion_heading, self.discussion),
            When(
                self.signing,
                (
                    Heading(self.signing_heading),
                    Table(signing, self.signing, lambda row: (row.unit, row.signatory, row.result)),
                    Para(self.signed),
                ),
            ),
            When(self.witnesses, (Para(self.witnesses),)),
            When(self.offices, (Heading(self.offices_heading), _offices(self.offices))),
            said(self.conclusion_heading, self.conclusion),
            When(self.tasks, (Heading(self.tasks_heading), _tasks(self.tasks))),
            Para(f"{self.closing}{self.letterhead.end_mark}"),
            Signers((self.clerk, self.chair), self.recipients, "VT, hồ sơ hội nghị"),
        )


def _offices(rows):
    columns = (
        Column("Vai trò", 28),
        Column("Đơn vị"),
        Column("Cách xác định", 32),
        Column("Thời gian", 41),
    )
    return Table(columns, rows, lambda row: (row.office, row.unit, row.method, row.since))


def _tasks(rows):
    columns = (
        Column("Việc cần làm"),
        Column("Đơn vị thực hiện", 42),
        Column("Hạn", 25, True),
        Column("Tình trạng", 28),
    )
    return Table(columns, rows, lambda row: (row.task, row.owner, row.due, row.state))


@dataclass(frozen=True, kw_only=True)
class NextChairPaper(OfficialPaper):
    """Thông báo: which units chair the cluster in the year after."""

    title: ClassVar[str] = "Thông báo"

    basis: str = text("can_cu", "Căn cứ: hội nghị, văn bản đã xác định", default="")
    opening: str = text("mo_dau", "Câu mở đầu")
    offices: tuple[OfficeRow, ...] = text("truong_pho", "Trưởng, phó của năm sau")
    handover: str = text("ban_giao", "Câu nêu việc bàn giao", default="")
    closing: str = text("ket", "Câu kết")
    signature: SignatureBlock = text("nguoi_ky", SIGNER)
    recipients: tuple[str, ...] = text("noi_nhan", RECIPIENTS)

    def blocks(self):
        return (
            self.remark,
            When(self.basis, (Para(self.basis),)),
            Para(self.opening, "lead"),
            _offices(self.offices),
            When(self.handover, (Para(self.handover),)),
            Para(f"{self.closing}{self.letterhead.end_mark}"),
            Signers((self.signature,), self.recipients),
        )


@dataclass(frozen=True, kw_only=True)
class FollowUpPaper(OfficialPaper):
    """The list of what a conference left to be done."""

    title: ClassVar[str] = "Danh mục việc sau hội nghị"

    as_of: str = text("tinh_den", "Câu ghi ngày chốt tình trạng")
    tasks: tuple[TaskRow, ...] = text("viec_sau", "Việc sau hội nghị")
    total: str = text("tong_so", "Câu ghi tổng số việc")
    signature: SignatureBlock = text("nguoi_ky", SIGNER)
    recipients: tuple[str, ...] = text("noi_nhan", RECIPIENTS)

    def blocks(self):
        return (
            self.remark,
            Para(self.as_of, "lead"),
            _tasks(self.tasks),
            Para(self.total),
            Signers((self.signature,), self.recipients),
        )


@dataclass(frozen=True, kw_only=True)
class PressPaper(OfficialPaper):
    """A news item on a conference: as somebody wrote it, or put together from what was recorded."""

    title: ClassVar[str] = "Tin hội nghị"

    paragraphs: tuple[str, ...] = text("noi_dung", "Nội dung tin, mỗi đoạn một dòng")
    captions: tuple[str, ...] = text("anh", "Chú thích ảnh, người chụp", default=())
    signature: SignatureBlock = text("nguoi_cung_cap", "Nơi cung cấp tin")

    def blocks(self):
        return (
            self.remark,
            Each(self.paragraphs, lambda line: Para(line)),
            When(
                self.captions,
                (Para("", "lead", title="Ảnh:"), Each(self.captions, lambda line: Para(f"- {line}"))),
            ),
            Signers((self.signature,)),
        )


PAPERS = (
    InvitationPaper,
    ProgrammePaper,
    AttendancePaper,
    PlanPaper,
    MinutesPaper,
    NextChairPaper,
    FollowUpPaper,
    PressPaper,
)
