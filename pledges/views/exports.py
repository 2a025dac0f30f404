"""The lists on the pages of one pledge and of one conference, as Excel files."""

from django.utils import timezone

from accounts.access import Permission, on
from documents.xlsx import Column, listing
from pledges.attending import attendance_sheet
from pledges.conference import ConferenceReading
from pledges.models import Attending, Ceremony, Pledge, Signature
from pledges.reading import PledgeReading

UNKNOWN_AUTHORITY = Signature.Authority.UNKNOWN


def _state(row):
    """In words, of a place to sign; of a past signing the source may not say whether a unit signed."""
    if row.signature.is_signed:
        return "Đã ký"
    return None if row.signature.pledge.status == Pledge.Status.SIGNED else "Chưa ký"


def _authority(row):
    known = row.signature.is_signed and row.signature.authority != UNKNOWN_AUTHORITY
    return row.signature.get_authority_display() if known else None


def _ticked(row, name):
    """Nobody has said yet whether they came: the cell is empty."""
    return None if getattr(row, name) == Attending.UNKNOWN else Attending(getattr(row, name)).label


def _signed(path):
    """Before a unit has signed, its place holds only what is proposed."""
    column = Column("", of=path)
    return lambda row: column.value(row) if row.signature.is_signed else None


OF_PLACE = [
    Column("Đơn vị", 40, "name"),
    Column("Vai trò ký", 18, "signature.get_role_display"),
    Column("Người ký", 28, _signed("signature.signatory")),
    Column("Chức vụ", 28, _signed("signature.post")),
    Column("Thẩm quyền ký", 28, _authority),
    Column("Thay mặt, ký thay, thừa lệnh của", 28, _signed("signature.on_behalf_of")),
    Column("Ngày ký", 14, "signature.signed_on"),
    Column("Ký tại", 28, "signature.ceremony.get_kind_display"),
    Column("Tình trạng", 14, _state),
]
PARTICIPANTS = [
    Column("Đại biểu", 36, "display_name"),
    Column("Đối tượng", 12, lambda row: "Tập thể" if row.is_body else "Cá nhân"),
    Column("Chức vụ khi dự", 40, "post"),
    Column("Đại diện đơn vị", 36, "unit_name"),
    Column("Vai trò", 24, lambda row: "; ".join(row.roles)),
    Column("Điểm danh", 18, lambda row: _ticked(row, "attendance")),
    Column("Người dự thay", 28, "stand_in"),
    Column("Lý do vắng", 32, "absence_reason"),
]
ATTENDANCE = [
    Column("Đơn vị", 40, "unit_name"),
    Column("Điểm danh", 18, lambda row: _ticked(row, "state")),
    Column("Người đại diện dự", 28, "representative"),
    Column("Chức vụ", 32, "post"),
    Column("Lý do vắng", 36, "reason"),
]
AGENDA = [
    Column("Giờ", 10, "starts_at"),
    Column("Nội dung", 60, "text"),
    Column("Người trình bày", 32, "presenter.display_name"),
    Column("Chức vụ", 36, "presenter.post"),
    Column("Tài liệu trình bày", 40, "papers"),
]
REMARKS = [
    Column("Loại", 18, "get_kind_display"),
    Column("Người phát biểu", 30, "speaker.display_name"),
    Column("Nội dung", 60, "text"),
]
PHOTOS = [
    Column("Chú thích", 60, "caption"),
    Column("Người chụp, nguồn", 32, "credit"),
    Column("Tệp ảnh", 28, "file_name"),
]
FOLLOW_UPS = [
    Column("Việc cần làm", 60, "text"),
    Column("Đơn vị thực hiện", 36, "owner_name"),
    Column("Hạn", 14, "due_on"),
    Column("Xong ngày", 14, "done_on"),
    Column("Chuyển tiếp sang năm", 14, "passed_to.year"),
]


@on(Pledge, Permission.VIEW)
def registration_export(request, pledge):
    """Units against targets; where a unit has registered no figure the cell is empty."""
    reading = PledgeReading(pledge, request.user, timezone.localdate())
    targets = pledge.targets.prefetch_related("registrations")
    columns = [Column("Đơn vị", 40, lambda party: party["name"])]
    for number, target in enumerate(targets, start=1):
        if target.takes_registrations:
            measure = f" ({target.measure})" if target.measure else ""
            columns.append(Column(f"Chỉ tiêu {number}. {target.text}{measure}", 20, _figure(target)))
    return listing(f"Mức đăng ký - {pledge}", columns, reading.text["parties"])


def _figure(target):
    figures = {row.unit_id: row.value for row in target.registrations.all()}
    return lambda party: figures.get(party["unit"])


@on(Pledge, Permission.VIEW)
def signature_export(request, pledge):
    reading = PledgeReading(pledge, request.user, timezone.localdate())
    columns = [Column("Thứ tự ký", 10, "signature.position"), *OF_PLACE]
    return listing(f"Danh sách ký - {pledge}", columns, reading.signing_rows)


@on(Ceremony, Permission.VIEW)
def signing_export(request, ceremony):
    """Every place to sign at the conference in protocol order, of each unit's own pledge too."""
    columns = [*OF_PLACE, Column("Giao ước của đơn vị", 36, "pledge.unit_name")]
    return listing(
        f"Danh sách ký kết - {ceremony}", columns, ConferenceReading(ceremony, request.user).places
    )


@on(Ceremony, Permission.VIEW)
def participant_export(request, ceremony):
    rows = ConferenceReading(ceremony, request.user).participants
    return listing(f"Danh sách đại biểu - {ceremony}", PARTICIPANTS, rows)


@on(Ceremony, Permission.VIEW)
def follow_up_export(request, ceremony):
    rows = ceremony.follow_ups.select_related("owner", "passed_to")
    return listing(f"Việc sau hội nghị - {ceremony}", FOLLOW_UPS, rows)


@on(Ceremony, Permission.VIEW)
def attendance_export(request, ceremony):
    """Every member unit, also those that nobody has ticked yet."""
    return listing(f"Điểm danh các đơn vị - {ceremony}", ATTENDANCE, attendance_sheet(ceremony))


@on(Ceremony, Permission.VIEW)
def agenda_export(request, ceremony):
    rows = ceremony.agenda.select_related("presenter__person")
    return listing(f"Chương trình - {ceremony}", AGENDA, rows)


@on(Ceremony, Permission.VIEW)
def remark_export(request, ceremony):
    rows = ceremony.remarks.select_related("speaker__person")
    return listing(f"Ý kiến tại hội nghị - {ceremony}", REMARKS, rows)


@on(Ceremony, Permission.VIEW)
def photo_export(request, ceremony):
    return listing(f"Ảnh hội nghị - {ceremony}", PHOTOS, ceremony.photos.all())
