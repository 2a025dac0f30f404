"""The papers of a session that votes: ballots, the minutes of the count, the minutes of the session.

Built in awards/council_papers.py.
"""

from dataclasses import dataclass
from typing import ClassVar

from documents.blocks import Column, Each, Heading, Para, Signers, Table, When, text
from documents.layout import SignatureBlock
from documents.official import RECIPIENTS, OfficialPaper
from documents.papers import MinutesHead


@dataclass(frozen=True)
class BallotRow:
    name: str = text("ten", "Tập thể, cá nhân được đề nghị; đơn vị trong danh sách bầu")
    award: str = text("danh_hieu", "Danh hiệu, hình thức đề nghị; trống khi bầu", default="")


@dataclass(frozen=True, kw_only=True)
class VoteBallotPaper(OfficialPaper):
    """Phiếu biểu quyết: the nominations of a session, each to be marked; nobody signs it."""

    title: ClassVar[str] = "Phiếu biểu quyết"

    occasion: str = text("phien_hop", "Tên, ngày phiên họp")
    guide: str = text("huong_dan", "Cách đánh dấu")
    rows: tuple[BallotRow, ...] = text("noi_dung", "Các đề nghị được biểu quyết")

    def blocks(self):
        columns = (
            Column("Tập thể, cá nhân được đề nghị"),
            Column("Danh hiệu, hình thức", 48),
            Column("Đồng ý", 18, True),
            Column("Không đồng ý", 18, True),
        )
        return (
            self.remark,
            Para(f"{self.occasion}.", "lead"),
            Para(self.guide, "lead"),
            Table(columns, self.rows, lambda row: (row.name, row.award, "", ""), row_height=10),
            Para("Phiếu không ghi tên, không ký tên.", "note"),
        )


@dataclass(frozen=True, kw_only=True)
class ElectionBallotPaper(OfficialPaper):
    """Phiếu bầu: the units that stand, in the order of the list."""

    title: ClassVar[str] = "Phiếu bầu"

    occasion: str = text("phien_hop", "Tên, ngày phiên họp")
    guide: str = text("huong_dan", "Cách đánh dấu, số đơn vị được chọn")
    rows: tuple[BallotRow, ...] = text("danh_sach", "Các đơn vị trong danh sách bầu")

    def blocks(self):
        columns = (Column("Đơn vị"), Column("Chọn", 24, True))
        return (
            self.remark,
            Para(f"{self.occasion}.", "lead"),
            Para(self.guide, "lead"),
            Table(columns, self.rows, lambda row: (row.name, ""), row_height=10),
            Para("Phiếu không ghi tên, không ký tên.", "note"),
        )


@dataclass(frozen=True)
class CountRow:
    matter: str = text("noi_dung", "Nội dung biểu quyết")
    issued: str = text("phat_ra", "Số phiếu phát ra")
    returned: str = text("thu_ve", "Số phiếu thu về")
    valid: str = text("hop_le", "Số phiếu hợp lệ")
    invalid: str = text("khong_hop_le", "Số phiếu không hợp lệ")
    agree: str = text("dong_y", "Đồng ý")
    against: str = text("khong_dong_y", "Không đồng ý")
    abstain: str = text("khong_y_kien", "Không có ý kiến")
    result: str = text("ket_qua", "Kết quả")


@dataclass(frozen=True)
class CandidateRow:
    office: str = text("vai_tro", "Vai trò, năm")
    unit: str = text("don_vi", "Đơn vị")
    votes: str = text("so_phieu", "Số phiếu")
    result: str = text("trung", "Được chọn hay không")


@dataclass(frozen=True, kw_only=True)
class CountMinutesPaper(OfficialPaper):
    """Biên bản kiểm phiếu, on landscape pages: the count of every question, then of every candidate."""

    title: ClassVar[str] = "Biên bản kiểm phiếu"
    is_wide: ClassVar[bool] = True

    letterhead: MinutesHead
    occasion: str = text("phien_hop", "Tên, ngày, địa điểm phiên họp")
    present: str = text("thanh_phan", "Câu ghi tổng số, số có mặt, vắng mặt")
    counters: tuple[str, ...] = text("to_kiem_phieu", "Tổ kiểm phiếu, mỗi người một dòng", default=())
    rows: tuple[CountRow, ...] = text("ket_qua_kiem_phieu", "Kết quả kiểm phiếu từng nội dung", default=())
    candidates: tuple[CandidateRow, ...] = text("ket_qua_bau", "Số phiếu của từng đơn vị", default=())
    results: tuple[str, ...] = text("ket_luan", "Kết luận về từng nội dung", default=())
    closing: str = text("ket_thuc", "Câu kết thúc")
    clerk: SignatureBlock = text("ky_uy_vien", "Ủy viên tổ kiểm phiếu ký ở bên trái")
    head: SignatureBlock = text("ky_to_truong", "Tổ trưởng tổ kiểm phiếu ký ở bên phải")

    def blocks(self):
        counted = (
            Column("Nội dung"),
            Column("Phát ra", 17, True),
            Column("Thu về", 17, True),
            Column("Hợp lệ", 17, True),
            Column("Không hợp lệ", 20, True),
            Column("Đồng ý", 18, True),
            Column("Không đồng ý", 20, True),
            Column("Không có ý kiến", 22, True),
            Column("Kết quả", 24, True),
        )
        stood = (
            Column("Vai trò", 50),
            Column("Đơn vị"),
            Column("Số phiếu", 24, True),
            Column("Kết quả", 40, True),
        )
        return (
            self.remark,
            Para(f"{self.occasion}.", title="Phiên họp:"),
            Para(self.present),
            When(
                self.counters,
                (
                    Para("", "lead", title="Tổ kiểm phiếu:"),
                    Each(self.counters, lambda line: Para(f"- {line}")),
                ),
            ),
            When(
                self.rows,
                (
                    Para("", "lead", title="Kết quả kiểm phiếu:"),
                    Table(
                        counted,
                        self.rows,
                        lambda row: (
                            row.matter,
                            row.issued,
                            row.returned,
                            row.valid,
                            row.invalid,
                            row.agree,
                            row.against,
                            row.abstain,
                            row.result,
                        ),
                    ),
                ),
            ),
            When(
                self.candidates,
                (
                    Para("", "lead", title="Số phiếu của từng đơn vị trong danh sách bầu:"),
                    Table(stood, self.candidates, lambda row: (row.office, row.unit, row.votes, row.result)),
                ),
            ),
            When(
                self.results,
                (
                    Para("", "lead", title="Kết quả từng nội dung:"),
                    Each(self.results, lambda line: Para(line)),
                ),
            ),
            Para(f"{self.closing}{self.letterhead.end_mark}"),
            Signers((self.clerk, self.head)),
        )


@dataclass(frozen=True)
class SeatRow:
    name: str = text("ho_ten", "Họ và tên, chức vụ")
    role: str = text("vai_tro", "Vai trò trong phiên họp")
    state: str = text("co_mat", "Có mặt, vắng mặt")


@dataclass(frozen=True, kw_only=True)
class CouncilMinutesPaper(OfficialPaper):
    """Biên bản họp hội đồng, hội nghị bình xét (Mẫu 1.9 Nghị định 30/2020/NĐ-CP)."""

    title: ClassVar[str] = "Biên bản"

    letterhead: MinutesHead
    begun: str = text("bat_dau", "Thời gian bắt đầu")
    venue: str = text("dia_diem", "Địa điểm")
    presiding: str = text("chu_tri", "Chủ trì (chủ tọa)")
    secretary: str = text("thu_ky", "Thư ký")
    seats: tuple[SeatRow, ...] = text("thanh_vien", "Thành viên, vai trò, điểm danh")
    present: str = text("tong_so", "Câu ghi tổng số, số có mặt, vắng mặt")
    results_heading: str = text("bieu_quyet_tieu_de", "Tiêu đề phần kết quả biểu quyết", default="")
    results: tuple[str, ...] = text("bieu_quyet", "Kết quả biểu quyết từng nội dung", default=())
    aside_heading: str = text("khong_tham_gia_tieu_de", "Tiêu đề phần không tham gia biểu quyết", default="")
    aside: tuple[str, ...] = text("khong_tham_gia", "Thành viên không tham gia biểu quyết", default=())
    conclusion_heading: str = text("ket_luan_tieu_de", "Tiêu đề phần kết luận", default="")
    conclusion: tuple[str, ...] = text("ket_luan", "Kết luận của người chủ trì", default=())
    closing: str = text("ket_thuc", "Câu ghi giờ, ngày kết thúc")
    clerk: SignatureBlock = text("ky_thu_ky", "Thư ký ký ở bên trái")
    chair: SignatureBlock = text("ky_chu_toa", "Chủ tọa ký ở bên phải")
    recipients: tuple[str, ...] = text("noi_nhan", RECIPIENTS)

    def blocks(self):
        def part(heading, lines):
            return When(lines, (Heading(heading), Each(lines, lambda line: Para(line))))

        columns = (Column("Họ và tên, chức vụ"), Column("Vai trò", 34), Column("Điểm danh", 30))
        return (
            self.remark,
            Para(f"{self.begun}.", title="Thời gian bắt đầu:"),
            Para(f"{self.venue}.", title="Địa điểm:"),
            Para(f"{self.presiding}.", title="Chủ trì:"),
            Para(f"{self.secretary}.", title="Thư ký:"),
            Para("", "lead", title="Thành phần:"),
            Table(columns, self.seats, lambda row: (row.name, row.role, row.state)),
            Para(self.present),
            part(self.results_heading, self.results),
            part(self.aside_heading, self.aside),
            part(self.conclusion_heading, self.conclusion),
            Para(f"{self.closing}{self.letterhead.end_mark}"),
            Signers((self.clerk, self.chair), self.recipients, "VT, hồ sơ phiên họp"),
        )
