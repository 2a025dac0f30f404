"""A sheet moves: submitted, sent back, checked, confirmed; who checks it; several at once."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from accounts.access import Permission, on, why_not
from accounts.pages import edit, key_asked, press
from awards import actions
from awards.checking import REFUSED
from awards.models import ScoreEntry, ScoreSheet, ScoreTable
from awards.score_desk import Desk, chair_word, may_send_back
from awards.score_sheet_forms import CheckersForm, ChosenForm, StepForm
from awards.sheets import Board
from awards.views import score_frame as frame
from clusters.models import ClusterYear
from pledges.forms import ReasonForm
from vietnamese.numbers import format_decimal

P, Stage = Permission, ScoreEntry.Stage
CONFIRM, STEP = "components/confirm_page.html", "awards/score_sheet_step.html"


@on(ScoreSheet, P.SCORE_SELF)
def score_submit(request, sheet):
    desk = Desk(sheet, request.user)
    return edit(
        request,
        StepForm(request.POST if request.method == "POST" else None),
        lambda: actions.submit_sheet(sheet, by=request.user),
        done="Đã nộp phiếu tự chấm. Phiếu chờ thẩm định.",
        to=frame.sheet_url(sheet),
        template=STEP,
        **frame.of_sheet(sheet),
        title="Nộp phiếu tự chấm điểm?",
        lead=f"{sheet.unit_name}: {desk.sum_text(desk.own)}, {desk.done_text(desk.own)}.",
        missing=desk.missing(Stage.SELF),
        unproved=desk.unproved(),
        effects=[
            "Phiếu được khóa phần tự chấm và chuyển sang bước thẩm định.",
            "Đơn vị vẫn giải trình và bổ sung minh chứng được cho đến khi thẩm định xong.",
        ],
        submit_label="Nộp phiếu",
    )


@on(ScoreSheet, P.VIEW)
def score_finish(request, sheet):
    desk = Desk(sheet, request.user)
    if not desk.may_check:
        raise PermissionDenied(REFUSED)
    return edit(
        request,
        StepForm(request.POST if request.method == "POST" else None),
        lambda: actions.finish_check(sheet, by=request.user),
        done="Đã hoàn thành thẩm định. Phiếu chờ xác nhận.",
        to=frame.sheet_url(sheet),
        template=STEP,
        **frame.of_sheet(sheet),
        title="Hoàn thành thẩm định?",
        lead=f"{sheet.unit_name}: thẩm định {desk.sum_text(desk.checked).lower()} ({desk.done_text(desk.checked)}); "
        f"đơn vị tự chấm {desk.sum_text(desk.own).lower()}.",
        missing=desk.missing(Stage.CHECK),
        differing=desk.differing(),
        open_questions=desk.open_questions,
        effects=[
            "Điểm thẩm định được khóa; phiếu chuyển sang bước xác nhận.",
            "Chỉ sửa lại được khi bên xác nhận trả phiếu lại một bước.",
        ],
        submit_label="Hoàn thành thẩm định",
    )


@on(ScoreSheet, P.CONFIRM_SCORE)
def score_confirm(request, sheet):
    desk = Desk(sheet, request.user)
    return edit(
        request,
        StepForm(request.POST if request.method == "POST" else None),
        lambda: actions.confirm_sheet(sheet, by=request.user),
        done="Đã xác nhận điểm.",
        to=frame.sheet_url(sheet),
        template=STEP,
        **frame.of_sheet(sheet),
        title="Xác nhận điểm?",
        lead=f"{sheet.unit_name}: {desk.sum_text(desk.checked)}.",
        missing=desk.missing(Stage.CHECK),
        differing=desk.differing(),
        effects=["Phiếu chờ công bố cùng các phiếu khác. Trước khi công bố vẫn trả lại được một bước."],
        submit_label="Xác nhận",
    )


def _refuse_who_may_not_send_back(desk):
    """At its first step nobody sends a sheet back: who might later is told so by the action."""
    at_first = desk.sheet.status == ScoreSheet.Status.SELF and (desk.may_check or desk.may_confirm)
    if not (at_first or may_send_back(desk)):
        raise PermissionDenied(why_not(P.CONFIRM_SCORE, desk.user, desk.sheet.place()))


@on(ScoreSheet, P.VIEW)
def score_send_back(request, sheet):
    desk, form = Desk(sheet, request.user), ReasonForm(request.POST or None)
    _refuse_who_may_not_send_back(desk)
    back = ScoreSheet.BACK.get(sheet.status)
    to = f"“{ScoreSheet.Status(back).label}”" if back else "trước"
    return edit(
        request,
        form,
        lambda: actions.send_sheet_back(sheet, form.cleaned_data["reason"], by=request.user),
        done="Đã trả lại phiếu.",
        to=frame.sheet_url(sheet),
        template=CONFIRM,
        **frame.of_sheet(sheet),
        title="Trả lại phiếu chấm điểm?",
        lead=sheet.unit_name,
        effects=[
            f"Phiếu lùi một bước, về bước {to}.",
            "Điểm đã chấm được giữ nguyên. Lý do hiện ở đầu phiếu.",
        ],
        submit_label="Trả lại phiếu",
    )


def _open_table(year):
    return get_object_or_404(
        ScoreTable.objects.select_related("cluster_year__cluster__authority"), cluster_year=year
    )


@on(ClusterYear, P.EDIT_SCORE_TABLE)
def score_checkers(request, year):
    table = _open_table(year)
    sheets = Board(table).sheets
    chairs = set(year.office_terms.chairs().values_list("unit_id", flat=True))
    form = CheckersForm(
        request.POST if request.method == "POST" else None,
        year=year,
        sheets=sheets,
        usual=lambda sheet: chair_word(year, "phó" if sheet.unit_id in chairs else "trưởng"),
    )
    noun = year.cluster.noun
    return edit(
        request,
        form,
        lambda: actions.name_checkers(table, form.pairs(), by=request.user),
        done="Đã lưu phân công chấm chéo.",
        to=frame.board_url(year),
        **frame.of_board(year),
        title="Phân công chấm chéo",
        lead=f"Với mỗi đơn vị, chọn đơn vị thẩm định phiếu của đơn vị đó. Không chọn thì {noun} trưởng thẩm định; "
        f"phiếu của {noun} trưởng do {noun} phó thẩm định. Chỉ phân công được khi phiếu chưa thẩm định xong.",
        submit_label="Lưu phân công",
    )


@require_POST
@on(ClusterYear, P.EDIT_SCORE_TABLE)
def score_sheets_add(request, year):
    return press(
        request,
        lambda: actions.add_sheets(_open_table(year), by=request.user),
        done="Đã thêm phiếu cho đơn vị mới. Đơn vị tự chấm được ngay.",
        to=frame.board_url(year),
    )


@on(ClusterYear, P.CONFIRM_SCORE)
def score_confirm_many(request, year):
    """``?phieu=…`` names the sheets that were chosen on the board; those that do not wait for it are told apart."""
    board = Board(_open_table(year))
    keys = {key_asked(text) for text in request.GET.getlist("phieu")}
    chosen = [sheet for sheet in board.sheets if sheet.pk in keys]
    form = ChosenForm(request.POST if request.method == "POST" else None, chosen)
    ready, others = form.ready, [sheet for sheet in chosen if sheet not in form.ready]
    effects = [f"{sheet.unit_name}: {format_decimal(board.sum_of(sheet).total or 0)} điểm" for sheet in ready]
    return edit(
        request,
        form,
        lambda: actions.confirm_sheets(form.chosen(), by=request.user),
        done=f"Đã xác nhận {len(ready)} phiếu.",
        to=frame.board_url(year),
        template=STEP,
        **frame.of_board(year),
        title=f"Xác nhận điểm của {len(ready)} đơn vị?" if ready else "Chưa chọn phiếu nào chờ xác nhận",
        left_out=others,
        effects=effects,
        submit_label="Xác nhận",
        is_empty=not ready,
    )
