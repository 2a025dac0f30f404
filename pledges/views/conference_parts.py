"""The parts of a conference's record: participants, programme, remarks, follow-ups."""

from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import Permission, on
from accounts.pages import edit, press
from pledges import actions
from pledges.conference_forms import AgendaForm, FollowUpForm, ParticipantForm, RemarkForm
from pledges.models import AgendaItem, Ceremony, FollowUp, Participant, Remark
from pledges.ordering import asked
from pledges.views import frame

PEOPLE, PROGRAMME, REMARKS, FOLLOW_UPS = "#dai-bieu", "#chuong-trinh", "#y-kien", frame.FOLLOW_UPS


@on(Ceremony, Permission.RUN_CEREMONY)
def participant_add(request, ceremony):
    form = ParticipantForm(request.POST or None, instance=Participant(ceremony=ceremony), user=request.user)
    return edit(
        request,
        form,
        lambda: actions.add_participant(form.instance, by=request.user),
        done="Đã thêm đại biểu.",
        to=frame.conference_url(ceremony, PEOPLE),
        **frame.of_conference(ceremony, PEOPLE),
        title="Thêm đại biểu",
    )


@on(Participant, Permission.RUN_CEREMONY)
def participant_edit(request, participant):
    form = ParticipantForm(request.POST or None, instance=participant, user=request.user)
    return edit(
        request,
        form,
        lambda: actions.change_participant(form.instance, by=request.user),
        done="Đã lưu đại biểu.",
        to=frame.conference_url(participant.ceremony, PEOPLE),
        **frame.of_conference(participant.ceremony, PEOPLE),
        title="Sửa đại biểu",
    )


@require_POST
@on(Participant, Permission.RUN_CEREMONY)
def participant_remove(request, participant):
    return press(
        request,
        lambda: actions.remove_participant(participant, by=request.user),
        done="Đã bỏ đại biểu.",
        to=frame.conference_url(participant.ceremony, PEOPLE),
    )


@require_POST
@on(Participant, Permission.RUN_CEREMONY)
def participant_move(request, participant):
    return press(
        request,
        lambda: actions.move_participant(participant, **asked(request.POST), by=request.user),
        done="Đã chuyển vị trí đại biểu.",
        to=frame.conference_url(participant.ceremony, PEOPLE),
    )


@require_POST
@on(Ceremony, Permission.RUN_CEREMONY)
def participant_heads(request, ceremony):
    """The button “Thêm lãnh đạo các đơn vị thành viên”."""
    return press(
        request,
        lambda: actions.invite_heads(ceremony, by=request.user),
        done="Đã thêm lãnh đạo các đơn vị thành viên chưa có đại biểu.",
        to=frame.conference_url(ceremony, PEOPLE),
    )


@on(Ceremony, Permission.RUN_CEREMONY)
def agenda_add(request, ceremony):
    form = AgendaForm(request.POST or None, instance=AgendaItem(ceremony=ceremony))
    return edit(
        request,
        form,
        lambda: actions.add_agenda_item(form.instance, by=request.user),
        done="Đã thêm nội dung chương trình.",
        to=frame.conference_url(ceremony, PROGRAMME),
        **frame.of_conference(ceremony, PROGRAMME),
        title="Thêm nội dung chương trình",
    )


@on(AgendaItem, Permission.RUN_CEREMONY)
def agenda_edit(request, item):
    form = AgendaForm(request.POST or None, instance=item)
    return edit(
        request,
        form,
        lambda: actions.change_agenda_item(form.instance, by=request.user),
        done="Đã lưu nội dung chương trình.",
        to=frame.conference_url(item.ceremony, PROGRAMME),
        **frame.of_conference(item.ceremony, PROGRAMME),
        title="Sửa nội dung chương trình",
    )


@require_POST
@on(AgendaItem, Permission.RUN_CEREMONY)
def agenda_remove(request, item):
    return press(
        request,
        lambda: actions.remove_agenda_item(item, by=request.user),
        done="Đã bỏ nội dung chương trình.",
        to=frame.conference_url(item.ceremony, PROGRAMME),
    )


@require_POST
@on(AgendaItem, Permission.RUN_CEREMONY)
def agenda_move(request, item):
    return press(
        request,
        lambda: actions.move_agenda_item(item, **asked(request.POST), by=request.user),
        done="Đã chuyển vị trí nội dung chương trình.",
        to=frame.conference_url(item.ceremony, PROGRAMME),
    )


@on(Ceremony, Permission.RUN_CEREMONY)
def remark_add(request, ceremony):
    form = RemarkForm(request.POST or None, instance=Remark(ceremony=ceremony))
    return edit(
        request,
        form,
        lambda: actions.add_remark(form.instance, by=request.user),
        done="Đã thêm ý kiến.",
        to=frame.conference_url(ceremony, REMARKS),
        **frame.of_conference(ceremony, REMARKS),
        title="Thêm ý kiến tại hội nghị",
    )


@on(Remark, Permission.RUN_CEREMONY)
def remark_edit(request, remark):
    form = RemarkForm(request.POST or None, instance=remark)
    return edit(
        request,
        form,
        lambda: actions.change_remark(form.instance, by=request.user),
        done="Đã lưu ý kiến.",
        to=frame.conference_url(remark.ceremony, REMARKS),
        **frame.of_conference(remark.ceremony, REMARKS),
        title="Sửa ý kiến tại hội nghị",
    )


@require_POST
@on(Remark, Permission.RUN_CEREMONY)
def remark_remove(request, remark):
    return press(
        request,
        lambda: actions.remove_remark(remark, by=request.user),
        done="Đã bỏ ý kiến.",
        to=frame.conference_url(remark.ceremony, REMARKS),
    )


@require_POST
@on(Remark, Permission.RUN_CEREMONY)
def remark_move(request, remark):
    return press(
        request,
        lambda: actions.move_remark(remark, **asked(request.POST), by=request.user),
        done="Đã chuyển vị trí ý kiến.",
        to=frame.conference_url(remark.ceremony, REMARKS),
    )


@on(Ceremony, Permission.RUN_CEREMONY)
def follow_up_add(request, ceremony):
    form = FollowUpForm(request.POST or None, instance=FollowUp(ceremony=ceremony))
    return edit(
        request,
        form,
        lambda: actions.add_follow_up(form.instance, by=request.user),
        done="Đã thêm việc sau hội nghị.",
        to=frame.conference_url(ceremony, FOLLOW_UPS),
        **frame.of_conference(ceremony, FOLLOW_UPS),
        title="Thêm việc sau hội nghị",
    )


@on(FollowUp, Permission.RUN_CEREMONY)
def follow_up_edit(request, follow_up):
    form = FollowUpForm(request.POST or None, instance=follow_up)
    return edit(
        request,
        form,
        lambda: actions.change_follow_up(form.instance, by=request.user),
        done="Đã lưu việc sau hội nghị.",
        to=frame.of_follow_up(follow_up)["back_url"],
        **frame.of_follow_up(follow_up),
        title="Sửa việc sau hội nghị",
    )


@require_POST
@on(FollowUp, Permission.RUN_CEREMONY)
def follow_up_finish(request, follow_up):
    """The button “Đã xong”: done today."""
    return press(
        request,
        lambda: actions.finish_follow_up(follow_up, timezone.localdate(), by=request.user),
        done="Đã ghi là xong hôm nay. Xong ngày khác thì sửa ngày ở việc đó.",
        to=frame.of_follow_up(follow_up)["back_url"],
    )


@require_POST
@on(FollowUp, Permission.RUN_CEREMONY)
def follow_up_remove(request, follow_up):
    return press(
        request,
        lambda: actions.remove_follow_up(follow_up, by=request.user),
        done="Đã bỏ việc sau hội nghị.",
        to=frame.of_follow_up(follow_up)["back_url"],
    )
