"""A dossier moves, alone or with others: submitted, received, sent back, withdrawn, closed, decided."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import Permission, on, page
from accounts.pages import edit, key_asked, press, way_back
from awards import actions
from awards.flow_forms import AwardRecordForm, MoveForm
from awards.forms import DecideForm, LowerForm
from awards.models import Nomination
from awards.moves import Move
from awards.progress import is_in_draft_proposal
from awards.views import frame
from awards.views.nominations import RELATED
from clusters.models import ClusterYear
from pledges.forms import ReasonForm

CONFIRM = "components/confirm_page.html"
AT_ONCE = 100


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


def _chosen(request, given):
    """Return those of the dossiers named in the request that this person moves, in the order of the list."""
    named = {key_asked(text.partition(":")[0]) for text in (*given.getlist("ho_so"), *given.getlist("hang"))}
    rows = Nomination.objects.handled_by(request.user).filter(pk__in=named - {None})
    return list(rows.select_related(*RELATED)[:AT_ONCE])


@page(Permission.RECEIVE)
def nominations_move(request):
    """``?ho_so=…&buoc=…``: which of the chosen dossiers may take the step; confirmed, all of those or none."""
    given = request.POST if request.method == "POST" else request.GET
    back = way_back(request, given.get("next", ""), reverse("awards:nomination_list"))
    rows, asked = _chosen(request, given), given.get("buoc", "")
    if request.method == "POST" and not rows:
        messages.warning(request, "Chưa chọn hồ sơ nào.")
        return redirect(back)
    move = Move(asked) if asked in Move.values else Move.RECEIVE
    form = MoveForm(request.POST or None, rows=rows, move=move, today=timezone.localdate())
    words = move.of(len(form.ready))
    return edit(
        request,
        form,
        lambda: actions.move_many(*form.arguments(), by=request.user),
        done=f"Đã {words[0].lower()}{words[1:]}.",
        to=back,
        template="awards/nominations_move.html",
        title=f"{words}?" if form.ready else "Chưa có hồ sơ nào chuyển bước được",
        submit_label=words,
        move=move,
        back_url=back,
        crumbs=[("Bình xét và khen thưởng", reverse("awards:nomination_list"))],
    )


@on(ClusterYear, Permission.RECORD_PAST)
def award_record(request, year):
    """An award that is decided already, in one form and one step."""
    form = AwardRecordForm(
        request.POST or None,
        instance=Nomination(cluster_year=year),
        user=request.user,
        units=year.place().unit_ids,
    )
    return edit(
        request,
        form,
        lambda: actions.record_award(*form.arguments(), by=request.user),
        done="Đã ghi nhận khen thưởng theo quyết định đã có.",
        to=frame.nomination_url,
        **frame.of_year(year),
        title="Ghi nhận khen thưởng đã có quyết định",
        lead=f"{year}. Ghi theo quyết định đã ban hành; hồ sơ được đánh dấu là ghi nhận sau và không sửa được nữa.",
        submit_label="Ghi nhận",
    )


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
