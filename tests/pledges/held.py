"""A conference of which everything is recorded, for the tests of its papers."""

from datetime import date, time

from pledges import actions
from pledges.models import AgendaItem, Attending, Ceremony, FollowUp, Participant, Photo, Remark
from tests import factories as make

TOLD = {
    "starts_on": date(2026, 2, 27),
    "starts_at": time(8, 0),
    "opened_at": time(8, 5),
    "closed_at": time(10, 50),
    "venue": "Hội trường tầng 3",
    "town": "Mẫu Sơn",
    "invitation_note": "Trang phục: áo dài, com lê.",
    "reply_by": date(2026, 2, 20),
    "contact": "Văn phòng, điện thoại 024 3333 4444",
}
AGENDA = (
    (time(8, 0), "Khai mạc, giới thiệu đại biểu", ""),
    (time(8, 20), "Thông qua nội dung giao ước", "Dự thảo giao ước\nBiểu chỉ tiêu"),
    (time(9, 0), "Các đơn vị ký giao ước", ""),
)


def make_conference(cast, kind="signing", **fields):
    """Presided over by the chair's head, with a secretary, a witness, remarks, tasks, a photo and attendance."""
    by = cast.secretary
    fields = TOLD | {"kind": kind, "signing_year": cast.year if kind == "signing" else None} | fields
    row = actions.add_ceremony(Ceremony(cluster_year=cast.year, **fields), by=by)

    def take_part(name, post, **more):
        return actions.add_participant(Participant(ceremony=row, name=name, post=post, **more), by=by)

    presiding = take_part("Trần Văn Chủ", "Chủ tịch", unit=cast.chair_unit, is_presiding=True)
    guest = take_part("Lê Thị Khách", "Phó Chủ tịch Liên hiệp các Hội", is_witness=True, is_concluding=True)
    take_part("Phạm Văn Ghi", "Chánh Văn phòng", is_secretary=True)
    for hour, text, papers in AGENDA:
        item = AgendaItem(ceremony=row, starts_at=hour, text=text, papers=papers, presenter=presiding)
        actions.add_agenda_item(item, by=by)
    for what, who, text in (
        (Remark.Kind.DIRECTIVE, guest, "Giữ vững đoàn kết trong cụm"),
        (Remark.Kind.DISCUSSION, None, "Nhất trí với các chỉ tiêu"),
        (Remark.Kind.CONCLUSION, guest, "Các đơn vị triển khai ngay sau hội nghị"),
    ):
        actions.add_remark(Remark(ceremony=row, kind=what, speaker=who, text=text), by=by)
    for text, due, owner in (
        ("Gửi giao ước đã ký", date(2026, 3, 15), cast.unit),
        ("Gửi danh sách thư ký", date(2026, 3, 1), cast.vice_unit),
    ):
        actions.add_follow_up(FollowUp(ceremony=row, text=text, due_on=due, owner=owner), by=by)
    actions.add_photo(Photo(ceremony=row, caption="Lễ ký giao ước", credit="Văn phòng"), by=by)
    units = {
        unit.pk: {"state": Attending.PRESENT, "representative": f"Người của {unit.name}", "post": "Chủ tịch"}
        for unit in cast.units[:3]
    }
    units[cast.other_unit.pk] = {"state": Attending.ABSENT, "reason": "bận công tác cơ sở"}
    actions.record_attendance(row, units, {}, by=by)
    return row


def make_signed(cast, row):
    """The joint pledge of the year, signed at the conference by all."""
    pledge = make.make_agreed_pledge(cast.year, by=cast.secretary)
    make.sign_all(pledge, by=cast.secretary, on=row.starts_on, ceremony=row)
    return pledge
