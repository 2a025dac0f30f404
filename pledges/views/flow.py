"""From draft to agreement: comments, answers, sending, reopening, agreeing; and years gone by."""

from django.utils import timezone

from accounts.access import Permission, on
from accounts.pages import edit
from pledges import actions
from pledges.consent_forms import AnswerForm, ConsentForm, SendForm
from pledges.forms import CommentForm, ReasonForm, RecordForm
from pledges.models import Comment, Pledge
from pledges.reading import PledgeReading
from pledges.views import frame

COMMENTS = "#gop-y"
CONSENTS_KEPT = "Đã ghi nhận ý kiến thống nhất. Chưa thống nhất nội dung."
AGREED_EFFECTS = [
    "Văn bản giữ nguyên từ lúc này: không sửa được nội dung, chỉ tiêu, mức đăng ký, căn cứ.",
    "Văn bản được cấp mã đối chiếu nội dung; danh sách ký được lập theo thứ tự.",
    "Cách thống nhất của từng đơn vị và người ghi nhận được lưu lại cùng văn bản.",
    "Khi chưa có đơn vị nào ký, vẫn có thể đưa về dự thảo kèm lý do.",
]


@on(Pledge, Permission.COMMENT_PLEDGE)
def comment_add(request, pledge):
    form = CommentForm(request.POST or None, instance=Comment(pledge=pledge), user=request.user)
    return edit(
        request,
        form,
        lambda: actions.comment(form.instance, by=request.user),
        done="Đã ghi nhận ý kiến.",
        to=frame.pledge_url(pledge, COMMENTS),
        **frame.of_pledge(pledge, COMMENTS),
        title="Góp ý dự thảo giao ước",
        submit_label="Gửi góp ý",
    )


@on(Comment, Permission.MOVE_PLEDGE)
def comment_answer(request, comment):
    known = {"answer": comment.answer, "verdict": comment.verdict}
    form = AnswerForm(request.POST or None, initial=known)
    return edit(
        request,
        form,
        lambda: actions.answer(
            comment, form.cleaned_data["answer"], form.cleaned_data["verdict"], by=request.user
        ),
        done="Đã lưu trả lời.",
        to=frame.pledge_url(comment.pledge, COMMENTS),
        **frame.of_pledge(comment.pledge, COMMENTS),
        title="Trả lời góp ý",
        lead=f"{comment.unit_name}: {comment.text or comment.get_stance_display()}",
    )


@on(Pledge, Permission.MOVE_PLEDGE)
def pledge_send(request, pledge):
    form = SendForm(request.POST or None)
    return edit(
        request,
        form,
        lambda: actions.send_for_comments(
            pledge, form.cleaned_data["comments_due_on"], form.cleaned_data["note"], by=request.user
        ),
        done="Đã gửi lấy ý kiến. Các đơn vị thấy việc này trong danh sách việc cần làm.",
        to=frame.pledge_url(pledge, COMMENTS),
        **frame.of_pledge(pledge),
        title="Gửi dự thảo lấy ý kiến",
        lead=f"Lần {pledge.round + 1}. Văn bản như hiện nay được giữ lại làm bản lấy ý kiến lần {pledge.round + 1}.",
        submit_label="Gửi lấy ý kiến",
    )


@on(Pledge, Permission.MOVE_PLEDGE)
def pledge_reopen(request, pledge):
    form = ReasonForm(request.POST or None)
    return edit(
        request,
        form,
        lambda: actions.reopen(pledge, form.cleaned_data["reason"], by=request.user),
        done="Đã đưa giao ước về dự thảo.",
        to=frame.pledge_url(pledge),
        template="components/confirm_page.html",
        **frame.of_pledge(pledge),
        title="Đưa giao ước về dự thảo?",
        effects=[
            "Nội dung được mở lại để sửa.",
            "Mã đối chiếu và danh sách chờ ký, nếu có, được bỏ; lập lại khi thống nhất.",
        ],
        submit_label="Đưa về dự thảo",
    )


@on(Pledge, Permission.MOVE_PLEDGE)
def pledge_agree(request, pledge):
    """The units' consents and the agreement; ``luu`` in the POST keeps the consents and agrees to nothing yet."""
    today = timezone.localdate()
    reading = PledgeReading(pledge, request.user, today)
    data = request.POST if request.method == "POST" else None
    form = ConsentForm(data, answers=reading.answers, user=request.user, today=today)
    is_kept = "luu" in request.POST
    act = actions.record_consents if is_kept else _agree
    return edit(
        request,
        form,
        lambda: act(pledge, form.consents(), by=request.user),
        done=CONSENTS_KEPT if is_kept else "Đã thống nhất nội dung. Danh sách ký đã lập theo thứ tự.",
        to=request.path if is_kept else frame.pledge_url(pledge, "#chu-ky"),
        template="pledges/pledge_agree.html",
        **frame.of_pledge(pledge),
        title="Thống nhất nội dung giao ước?",
        effects=AGREED_EFFECTS,
        submit_label="Thống nhất nội dung",
        reading=reading,
    )


def _agree(pledge, consents, *, by):
    actions.agree(pledge, by=by, consents=consents)


@on(Pledge, Permission.RECORD_PAST)
def pledge_record(request, pledge):
    form = RecordForm(request.POST or None, pledge=pledge)

    def record():
        chair = form.cleaned_data.get("countersigned_by")
        actions.record_signed(pledge, form.signatures(), chair, by=request.user)

    return edit(
        request,
        form,
        record,
        done="Đã ghi nhận giao ước đã ký.",
        to=frame.pledge_url(pledge, "#chu-ky"),
        template="pledges/pledge_record.html",
        **frame.of_pledge(pledge),
        title="Ghi nhận giao ước đã ký",
        pledge=pledge,
    )
