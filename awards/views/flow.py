"""A dossier moves: submitted, received, sent back, withdrawn, closed, decided."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import Permission, on, page
from accounts.pages import edit, key_asked, press, way_back
from awards import actions
from awards.forms import DecideForm, LowerForm
from awards.models import Nomination
from awards.progress import is_in_draft_proposal
from awards.views import frame
from pledges.forms import ReasonForm

CONFIRM = "components/confirm_page.html"


@require_POST
@on(Nomination, Permission.NOMINATE)
def nomination_submit(request, nomination):
    return press(
        request,
        lambda: actions.submit(nomination, by=request.user),
        done="Đã nộp hồ sơ. Hồ sơ chờ được tiếp nhận.",
        to=frame.nomination_url(nomination),
    )


@require_POST
@on(Nomination, Permission.RECEIVE)
def nomination_receive(request, nomination):
    return press(
        request,
        lambda: actions.receive(nomination, by=request.user),
        done="Đã tiếp nhận hồ sơ. Thẩm định xong thì chuyển xét.",
        to=frame.nomination_url(nomination),
    )


@require_POST
@on(Nomination, Permission.RECEIVE)
def nomination_appraise(request, nomination):
    return press(
        request,
        lambda: actions.appraise(nomination, by=request.user),
        done="Đã thẩm định xong. Hồ sơ vào danh sách xét của lãnh đạo.",
        to=frame.nomination_url(nomination),
    )


@require_POST
@page(Permission.RECEIVE)
def nominations_receive(request):
    """POST ``ho_so``: ids of submitted dossiers; those that one does not receive are passed over."""
    chosen = [key for key in map(key_asked, request.POST.getlist("ho_so")) if key is not None]
    waiting = Nomination.objects.awaiting_receipt_by(request.user).filter(pk__in=chosen)
    received = 0
    for nomination in waiting:
        try:
            actions.receive(nomination, by=request.user)
            received += 1
        except ValidationError as error:
            messages.error(request, f"{nomination}: {' '.join(error.messages)}")
    if received:
        messages.success(request, f"Đã tiếp nhận {received} hồ sơ.")
    elif not chosen:
        messages.warning(request, "Chưa chọn hồ sơ nào để tiếp nhận.")
    return redirect(way_back(request, request.POST.get("next", ""), reverse("awards:nomination_list")))


def _effects_of_sending_back(nomination, to, back):
    effects = [
        f"Hồ sơ lùi một bước, về bước {to}.",
        "Lý do hiện ở đầu hồ sơ để bên nhận lại biết cần làm gì.",
    ]
    if nomination.lowered_to_id and back not in Nomination.LOWERED_IN:
        effects.append(f"Việc hạ mức hết hiệu lực: hồ sơ trở lại đề nghị {nomination.award.name}.")
    return effects


@on(Nomination, Permission.RECEIVE)
def nomination_send_back(request, nomination):
    form = ReasonForm(request.POST or None)
    back = Nomination.BACK.get(nomination.status)
    to = f"“{Nomination.Status(back).label}”" if back else "trước"
    return edit(
        request,
        form,
        lambda: actions.send_back(nomination, form.cleaned_data["reason"], by=request.user),
        done="Đã trả lại hồ sơ.",
        to=frame.nomination_url(nomination),
        template=CONFIRM,
        **frame.of_nomination(nomination),
        title="Trả lại hồ sơ?",
        effects=_effects_of_sending_back(nomination, to, back),
        submit_label="Trả lại hồ sơ",
    )


def _effect_on_proposal(nomination):
    if is_in_draft_proposal(nomination):
        yield "Hồ sơ được đưa ra khỏi dự thảo tờ trình."
    elif nomination.proposal_id:
        yield "Tờ trình đã ban hành không đổi: hồ sơ vẫn có tên trong tờ trình, kèm ghi chú đã rút."


@on(Nomination, Permission.NOMINATE)
def nomination_withdraw(request, nomination):
    form = ReasonForm(request.POST or None)
    return edit(
        request,
        form,
        lambda: actions.withdraw(nomination, form.cleaned_data["reason"], by=request.user),
        done="Đã rút hồ sơ.",
        to=frame.nomination_url(nomination),
        template=CONFIRM,
        **frame.of_nomination(nomination),
        title="Rút hồ sơ đề nghị?",
        effects=[
            "Hồ sơ không được xét nữa và không mở lại được.",
            "Vẫn lập được hồ sơ mới cho cùng đối tượng.",
            *_effect_on_proposal(nomination),
        ],
        submit_label="Rút hồ sơ",
        danger=True,
    )


@on(Nomination, Permission.RECEIVE)
def nomination_lower(request, nomination):
    form = LowerForm(request.POST or None, nomination=nomination, today=timezone.localdate())
    effects = [f"Hồ sơ đang đề nghị {nomination.award_now.name}; từ nay đề nghị mức được chọn dưới đây."]
    if nomination.lowered_to_id:
        effects.append(f"Chọn “{nomination.award.name}” để trở lại mức đề nghị ban đầu.")
    return edit(
        request,
        form,
        lambda: actions.lower(nomination, *form.cleaned_data.values(), by=request.user),
        done="Đã đổi mức đề nghị.",
        to=frame.nomination_url(nomination),
        template=CONFIRM,
        **frame.of_nomination(nomination),
        title="Hạ mức đề nghị khen thưởng?",
        effects=[
            *effects,
            "Danh sách, tờ trình và kết quả tính theo mức mới; mức ban đầu vẫn được giữ trong hồ sơ.",
            "Trả hồ sơ về trước bước xét thì việc hạ mức hết hiệu lực.",
        ],
        submit_label="Hạ mức",
    )


@require_POST
@on(Nomination, Permission.RECEIVE)
def nomination_close_review(request, nomination):
    return press(
        request,
        lambda: actions.close_review(nomination, by=request.user),
        done="Đã kết thúc xét. Hồ sơ chờ đưa vào tờ trình.",
        to=frame.nomination_url(nomination),
    )


@on(Nomination, Permission.DECIDE)
def nomination_decide(request, nomination):
    form = DecideForm(request.POST or None, nomination=nomination)
    return edit(
        request,
        form,
        lambda: actions.decide(nomination, *form.arguments(), by=request.user),
        done="Đã ghi nhận kết quả khen thưởng.",
        to=frame.nomination_url(nomination),
        **frame.of_nomination(nomination),
        title="Ghi nhận kết quả khen thưởng",
        lead=f"{nomination.nominee_name}: đề nghị {nomination.award_now.name}. Ghi theo quyết định của "
        f"{nomination.put_to_body}; ghi xong không sửa được nữa.",
        submit_label="Ghi nhận kết quả",
    )
