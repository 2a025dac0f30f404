"""What a session votes on: put to the vote, opened, voted, counted, closed."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts.access import Permission, on
from accounts.pages import edit, press
from awards import actions, votes
from awards.council_desk import MotionDesk, SessionDesk
from awards.council_forms import (
    BallotForm,
    CountForm,
    ElectionForm,
    MotionsForm,
    OpeningForm,
    OpinionForm,
    RecusalForm,
    WayForm,
)
from awards.models import CouncilSession, Motion, Recusal, WrittenOpinion
from awards.views import council_frame as to
from awards.views.council import CONFIRM
from pledges.forms import ReasonForm

P = Permission
VOTING = "#bieu-quyet"


@on(CouncilSession, P.RUN_COUNCIL)
def motions_add(request, session):
    form = MotionsForm(request.POST or None, session=session, initial={"way": Motion.Way.HANDS})
    return edit(
        request,
        form,
        lambda: actions.add_motions(
            session, form.cleaned_data["nominations"], form.cleaned_data["way"], by=request.user
        ),
        done="Đã đưa hồ sơ vào nội dung biểu quyết.",
        to=to.session_url(session, VOTING),
        template="awards/motions_add.html",
        **to.of_session(session, VOTING),
        title="Đưa hồ sơ ra biểu quyết",
        lead=f"{session.title}. Chỉ có hồ sơ đã thẩm định, chưa đưa vào phiên họp này.",
        submit_label="Đưa vào biểu quyết",
    )


@on(CouncilSession, P.RUN_COUNCIL)
def election_add(request, session):
    start = {"for_year": session.cluster_year.next(), "way": Motion.Way.PAPER}
    form = ElectionForm(request.POST or None, instance=Motion(session=session), initial=start)
    return edit(
        request,
        form,
        lambda: actions.add_election(form.instance, form.cleaned_data["units"], by=request.user),
        done="Đã đưa việc chọn đơn vị vào nội dung biểu quyết.",
        to=to.session_url(session, VOTING),
        **to.of_session(session, VOTING),
        title=f"Chọn trưởng, phó của {session.cluster_year.cluster.noun}",
        lead="Suy tôn: nêu đúng số đơn vị cần chọn. Bỏ phiếu: nêu các đơn vị ứng cử, được đề cử.",
        submit_label="Đưa vào biểu quyết",
    )


@on(CouncilSession, P.RUN_COUNCIL)
def voting_open(request, session):
    form = OpeningForm(request.POST or None, session=session, rows=SessionDesk(session, request.user).drafts)
    return edit(
        request,
        form,
        lambda: actions.open_voting(session, list(form.cleaned_data["motions"]), by=request.user),
        done="Đã mở biểu quyết.",
        to=to.session_url(session, VOTING),
        template=CONFIRM,
        **to.of_session(session, VOTING),
        title="Mở biểu quyết?",
        effects=[
            "Danh sách thành viên và cách biểu quyết không đổi được nữa.",
            "Người của đơn vị được xét và chính người được xét tự động không tham gia biểu quyết.",
            "Quy tắc biểu quyết đang áp dụng được giữ lại cho nội dung này.",
        ],
        submit_label="Mở biểu quyết",
    )


@on(Motion, P.VIEW)
def motion_detail(request, motion):
    desk = MotionDesk(motion, request.user)
    context = {**to.of_motion(motion), "motion": motion, "desk": desk, "session": motion.session}
    context["crumbs"] = context["crumbs"][:-1]
    return render(request, "awards/motion_detail.html", context)


@on(Motion, P.RUN_COUNCIL)
def motion_way(request, motion):
    form = WayForm(request.POST or None, instance=motion)
    return edit(
        request,
        form,
        lambda: actions.change_way(form.instance, by=request.user),
        done="Đã đổi cách biểu quyết.",
        to=to.motion_url(motion),
        **to.of_motion(motion),
        title="Đổi cách biểu quyết",
        lead=str(motion),
    )


@require_POST
@on(Motion, P.RUN_COUNCIL)
def motion_remove(request, motion):
    return press(
        request,
        lambda: actions.remove_motion(motion, by=request.user),
        done="Đã bỏ nội dung khỏi phiên họp.",
        to=to.session_url(motion.session, VOTING),
    )


@never_cache
@sensitive_post_parameters("ballot")
@on(Motion, P.VOTE)
def motion_vote(request, motion):
    """The ballot of whoever is signed in; without a vote to cast, the question's page says why."""
    try:
        seat = votes.seat_to_vote(motion, request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(to.motion_url(motion))
    form = BallotForm(request.POST if request.method == "POST" else None, motion=motion)
    return edit(
        request,
        form,
        lambda: actions.vote(motion, form.cleaned_data["ballot"], by=request.user),
        done="Đã ghi nhận phiếu. Phiếu không xem lại, không sửa được.",
        to=to.session_url(motion.session, VOTING),
        template="awards/motion_vote.html",
        **to.of_ballot(motion),
        motion=motion,
        seat=seat,
        title=str(motion),
    )


@on(Motion, P.RUN_COUNCIL)
def recusal_add(request, motion):
    form = RecusalForm(request.POST or None, instance=Recusal(motion=motion))
    return edit(
        request,
        form,
        lambda: actions.recuse(form.instance, by=request.user),
        done="Đã ghi thành viên không tham gia biểu quyết.",
        to=to.motion_url(motion),
        **to.of_motion(motion),
        title="Ghi thành viên không tham gia biểu quyết",
        lead=str(motion),
    )


@on(Recusal, P.RUN_COUNCIL)
def recusal_lift(request, recusal):
    form = ReasonForm(request.POST or None)
    return edit(
        request,
        form,
        lambda: actions.lift_recusal(recusal, form.cleaned_data["reason"], by=request.user),
        done="Thành viên được tham gia biểu quyết.",
        to=to.motion_url(recusal.motion),
        template=CONFIRM,
        **to.of_motion(recusal.motion),
        title="Cho thành viên tham gia biểu quyết?",
        lead=str(recusal),
        submit_label="Cho tham gia biểu quyết",
    )


@on(Motion, P.RUN_COUNCIL)
def opinion_add(request, motion):
    form = OpinionForm(request.POST or None, instance=WrittenOpinion(motion=motion))
    return edit(
        request,
        form,
        lambda: actions.write_opinion(form.instance, by=request.user),
        done="Đã ghi ý kiến bằng văn bản.",
        to=to.motion_url(motion),
        **to.of_motion(motion),
        title="Ghi ý kiến bằng văn bản của thành viên vắng mặt",
        lead=str(motion),
    )


# --- the result -----------------------------------------------------------------------------------------


@on(Motion, P.RUN_COUNCIL)
def motion_count(request, motion):
    form = CountForm(request.POST or None, motion=motion)
    body = votes.body_of(motion)
    return edit(
        request,
        form,
        lambda: form.count(by=request.user),
        done="Đã ghi kết quả kiểm phiếu. Xem lại rồi kết thúc biểu quyết.",
        to=to.motion_url(motion),
        **to.of_motion(motion),
        title="Ghi kết quả kiểm phiếu",
        lead=f"{motion}. Tổng số {body.seats} thành viên, có mặt {body.present}, "
        f"được biểu quyết {body.present - body.recused_present}.",
        submit_label="Lưu kết quả kiểm phiếu",
    )


@on(Motion, P.RUN_COUNCIL)
def motion_close(request, motion):
    desk = MotionDesk(motion, request.user)
    form = Form(request.POST if request.method == "POST" else None)
    effects = ["Kết quả được ghi lại và không sửa được nữa."]
    if desk.expected:
        effects.insert(0, f"Kết quả theo số đã ghi: {desk.expected}")
    if desk.missing:
        effects.insert(
            0, f"Còn {len(desk.missing)} thành viên có mặt chưa bỏ phiếu; sau đó không bỏ phiếu được nữa."
        )
    return edit(
        request,
        form,
        lambda: actions.close_voting(motion, by=request.user),
        done="Đã kết thúc biểu quyết.",
        to=to.motion_url(motion),
        template=CONFIRM,
        **to.of_motion(motion),
        title="Kết thúc biểu quyết?",
        lead=str(motion),
        effects=effects,
        submit_label="Kết thúc biểu quyết",
    )


@on(Motion, P.RUN_COUNCIL)
def motion_void(request, motion):
    form = ReasonForm(request.POST or None)
    return edit(
        request,
        form,
        lambda: actions.void_voting(motion, form.cleaned_data["reason"], by=request.user),
        done="Đã hủy biểu quyết. Có thể đưa ra biểu quyết lại.",
        to=to.motion_url(motion),
        template=CONFIRM,
        **to.of_motion(motion),
        title="Hủy biểu quyết?",
        lead=str(motion),
        effects=["Các phiếu đã bỏ không được tính.", "Nội dung này có thể đưa ra biểu quyết lại từ đầu."],
        submit_label="Hủy biểu quyết",
        danger=True,
    )


@require_POST
@on(Motion, P.RUN_COUNCIL)
def motion_again(request, motion):
    return press(
        request,
        lambda: actions.vote_again(motion, by=request.user),
        done="Đã đưa ra biểu quyết lại. Xem cách biểu quyết rồi mở biểu quyết.",
        to=to.session_url(motion.session, VOTING),
    )
