"""Who came: the attendance sheet of a conference, for the desk at the door."""

from accounts.access import Permission, on
from accounts.pages import edit
from pledges import actions
from pledges.attendance_forms import AttendanceForm
from pledges.models import Ceremony
from pledges.views import frame

SECTION = "#diem-danh"


@on(Ceremony, Permission.RUN_CEREMONY)
def attendance_edit(request, ceremony):
    form = AttendanceForm(request.POST or None, ceremony=ceremony)
    return edit(
        request,
        form,
        lambda: actions.record_attendance(ceremony, *form.changes(), by=request.user),
        done="Đã lưu điểm danh.",
        to=frame.conference_url(ceremony, SECTION),
        template="pledges/attendance.html",
        **frame.of_conference(ceremony, SECTION),
        title="Điểm danh hội nghị",
        lead=str(ceremony),
        submit_label="Lưu điểm danh",
    )
