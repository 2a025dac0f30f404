"""From draft to agreement: comments, answers, sending, reopening, agreeing; and years gone by."""

from django.forms import Form
from django.utils import timezone

from accounts.access import Permission, on
from accounts.pages import edit
from pledges import actions
from pledges.forms import AnswerForm, CommentForm, ReasonForm, RecordForm, SendForm
from pledges.models import Comment, Pledge
from pledges.reading import PledgeReading
from pledges.views import frame

COMMENTS = "#gop-y"


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
    form = AnswerForm(request.POST or None, initial={"answer": comment.answer})
    return edit(
        request,
        form,
        lambda: actions.answer(comment, form.cleaned_data["answer"], by=request.user),
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
        lambda: actions.send_for_comments(pledge, form.cleaned_data["comments_due_on"], by=request.user),
        done="Đã gửi lấy ý kiến. Các đơn vị thấy việc này trong danh sách việc cần làm.",
        to=frame.pledge_url(pledge, COMMENTS),
        **frame.of_pledge(pledge),
        title="Gửi dự thảo lấy ý kiến",
        lead="Trong thời gian góp ý vẫn sửa được nội dung.",
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
    form = Form(request.POST if request.method == "POST" else None)
    return edit(
        request,
        form,
        lambda: actions.agree(pledge, by=request.user),
        done="Đã thống nhất nội dung. Danh sách ký đã lập theo thứ tự.",
        to=frame.pledge_url(pledge, "#chu-ky"),
        template="pledges/pledge_agree.html",
        **frame.of_pledge(pledge),
        title="Thống nhất nội dung giao ước?",
        effects=[
            "Văn bản giữ nguyên từ lúc này: không sửa được nội dung, chỉ tiêu, mức đăng ký, căn cứ.",
            "Văn bản được cấp mã đối chiếu nội dung; danh sách ký được lập theo thứ tự.",
            "Khi chưa có đơn vị nào ký, vẫn có thể đưa về dự thảo kèm lý do.",
        ],
        submit_label="Thống nhất nội dung",
        reading=PledgeReading(pledge, request.user, timezone.localdate()),
    )


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
