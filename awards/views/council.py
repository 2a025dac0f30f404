"""Sessions that vote: the list, the session, its members, its conclusion."""

from django.core.paginator import Paginator
from django.db.models import Count
from django.forms import Form
from django.http import Http404
from django.shortcuts import get_object_or_404, render

from accounts.access import Permission, on, page
from accounts.pages import edit
from awards import actions
from awards.council_desk import (
    MOTION_COLUMNS,
    SEAT_COLUMNS,
    SESSION_COLUMNS,
    SESSION_TONES,
    SessionDesk,
    motions_of,
)
from awards.council_forms import (
    ApplyForm,
    AttendanceForm,
    ConcludeForm,
    CouncilFilter,
    SeatForm,
    SeatsForm,
    SessionForm,
)
from awards.models import CouncilSession, Seat
from awards.reading import years_to_hold_sessions_in
from awards.views import council_frame as to
from awards.views import frame
from clusters.context import working_year
from clusters.models import ClusterYear
from documents.xlsx import listing

P = Permission
CONFIRM = "components/confirm_page.html"


def _found(request):
    filters = CouncilFilter(request.GET, user=request.user, year=working_year(request))
    rows = filters.narrow(CouncilSession.objects.visible_to(request.user))
    counts = {"members": Count("seats", distinct=True), "questions": Count("motions", distinct=True)}
    rows = rows.annotate(**counts).select_related("cluster_year__cluster__authority")
    return filters, rows.order_by("-held_on", "-pk")


@page(P.VIEW)
def council_list(request):
    filters, rows = _found(request)
    page_obj = Paginator(rows, 25).get_page(request.GET.get("page"))
    for row in page_obj.object_list:
        row.state = (row.get_status_display(), *SESSION_TONES[row.status])
    context = {
        "tabs": frame.tabs(request.user, "council"),
        "filters": filters,
        "page_obj": page_obj,
        "open_years": years_to_hold_sessions_in(request.user, filters.year or working_year(request))[:20],
    }
    return render(request, "awards/council_list.html", context)


@page(P.VIEW)
def council_export(request):
    return listing("Danh sách phiên họp xét khen thưởng", SESSION_COLUMNS, _found(request)[1])


@on(ClusterYear, P.RUN_COUNCIL)
def council_add(request, year):
    start = {"title": f"Họp Hội đồng xét khen thưởng năm {year.year}"}
    form = SessionForm(request.POST or None, instance=CouncilSession(cluster_year=year), initial=start)
    return edit(
        request,
        form,
        lambda: actions.add_session(form.instance, by=request.user),
        done="Đã lập phiên họp. Tiếp theo, ghi danh sách thành viên.",
        to=to.session_url,
        **to.of_list(year),
        title="Lập phiên họp xét khen thưởng",
        lead=str(year),
        submit_label="Lập phiên họp",
    )


@on(CouncilSession, P.VIEW)
def council_detail(request, session):
    desk = SessionDesk(session, request.user)
    context = {**to.of_session(session), "session": session, "desk": desk, "year": session.cluster_year}
    context["crumbs"] = context["crumbs"][:-1]
    return render(request, "awards/council_detail.html", context)


@on(CouncilSession, P.RUN_COUNCIL)
def council_edit(request, session):
    form = SessionForm(request.POST or None, instance=session)
    return edit(
        request,
        form,
        lambda: actions.change_session(form.instance, by=request.user),
        done="Đã lưu thông tin phiên họp.",
        to=to.session_url(session),
        **to.of_session(session),
        title="Sửa thông tin phiên họp",
    )


# --- members --------------------------------------------------------------------------------------------


@on(CouncilSession, P.RUN_COUNCIL)
def seats_add(request, session):
    form = SeatsForm(request.POST or None, session=session)
    return edit(
        request,
        form,
        lambda: actions.seat_members(session, form.seats, by=request.user),
        done="Đã ghi thành viên phiên họp.",
        to=to.session_url(session, "#thanh-vien"),
        **to.of_session(session, "#thanh-vien"),
        title="Ghi thành viên phiên họp",
        lead="Danh sách này là tổng số thành viên khi tính tỷ lệ; không sửa được sau khi mở biểu quyết.",
        submit_label="Ghi vào danh sách",
    )


@on(Seat, P.RUN_COUNCIL)
def seat_edit(request, seat):
    form = SeatForm(request.POST or None, instance=seat)
    return edit(
        request,
        form,
        lambda: actions.change_seat(form.instance, by=request.user),
        done="Đã lưu thông tin thành viên.",
        to=to.session_url(seat.session, "#thanh-vien"),
        **to.of_session(seat.session, "#thanh-vien"),
        title="Sửa thông tin thành viên",
    )


@on(Seat, P.RUN_COUNCIL)
def seat_remove(request, seat):
    return edit(
        request,
        Form(request.POST if request.method == "POST" else None),
        lambda: actions.remove_seat(seat, by=request.user),
        done="Đã bỏ thành viên khỏi danh sách.",
        to=to.session_url(seat.session, "#thanh-vien"),
        template=CONFIRM,
        **to.of_session(seat.session, "#thanh-vien"),
        title="Bỏ thành viên khỏi danh sách?",
        lead=str(seat),
        effects=["Tổng số thành viên của phiên họp giảm đi một."],
        submit_label="Bỏ khỏi danh sách",
        danger=True,
    )


@on(CouncilSession, P.RUN_COUNCIL)
def council_attendance(request, session):
    form = AttendanceForm(request.POST or None, session=session)
    return edit(
        request,
        form,
        lambda: actions.take_attendance(session, form.presences, by=request.user),
        done="Đã ghi điểm danh.",
        to=to.session_url(session, "#thanh-vien"),
        template="awards/council_attendance.html",
        **to.of_session(session, "#thanh-vien"),
        title="Điểm danh phiên họp",
        lead="Chưa điểm danh không có nghĩa là vắng mặt. Biểu quyết chỉ mở khi đã điểm danh đủ.",
        submit_label="Lưu điểm danh",
    )


@on(CouncilSession, P.VIEW)
def seat_export(request, session):
    rows = session.seats.select_related("unit", "user", "session")
    return listing(f"Thành viên phiên họp - {session.title}", SEAT_COLUMNS, rows)


@on(CouncilSession, P.VIEW)
def motion_export(request, session):
    return listing(f"Kết quả biểu quyết - {session.title}", MOTION_COLUMNS, motions_of(session))


# --- the end --------------------------------------------------------------------------------------------


@on(CouncilSession, P.RUN_COUNCIL)
def council_conclude(request, session):
    form = ConcludeForm(
        request.POST or None, initial={"ends": session.ends, "conclusions": session.conclusions}
    )
    return edit(
        request,
        form,
        lambda: actions.conclude_session(
            session, form.cleaned_data["conclusions"], form.cleaned_data["ends"], by=request.user
        ),
        done="Đã kết thúc phiên họp. Có thể in biên bản.",
        to=to.session_url(session),
        template=CONFIRM,
        **to.of_session(session),
        title="Kết thúc phiên họp?",
        lead="Kiểm tra kết quả từng nội dung trước khi kết thúc.",
        effects=[
            "Hồ sơ đạt chuyển sang bước “Hội đồng đã xét”.",
            "Hồ sơ không đạt giữ nguyên ở bước đang xét, kèm kết quả biểu quyết; thư ký xem xét trả lại hoặc hạ mức.",
            "Danh sách, điểm danh và kết quả của phiên họp không sửa được nữa.",
        ],
        submit_label="Kết thúc phiên họp",
    )


@on(CouncilSession, P.APPOINT)
def council_apply(request, session, number):
    year = get_object_or_404(session.cluster_year.cluster.years, year=number)
    desk = SessionDesk(session, request.user)
    if year not in desk.years_to_fill:
        raise Http404
    form = ApplyForm(request.POST or None, initial={"starts_on": year.starts_on})
    chosen = ". ".join(desk.chosen_for(year))
    return edit(
        request,
        form,
        lambda: actions.apply_election(session, year, by=request.user, starts_on=form.first_day),
        done=f"Đã ghi trưởng, phó năm {year.year} theo kết quả phiên họp.",
        to=to.session_url(session),
        **to.of_session(session),
        title=f"Ghi nhận trưởng, phó năm {year.year}",
        lead=f"{chosen}. Đơn vị được chọn có quyền của trưởng, phó từ ngày bắt đầu; quyền của đơn vị trước hết vào "
        "ngày trước đó.",
        submit_label="Ghi nhận",
    )
