"""The sheets of a year beside each other, and one sheet: to read, to fill in, to save while somebody types."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import Permission, on, why_not
from accounts.pages import press
from awards import actions
from awards.checking import REFUSED
from awards.models import ScoreEntry, ScoreSheet, ScoreTable
from awards.score_board import Overview
from awards.score_desk import Desk, agreed, lateness, next_step
from awards.views import score_frame as frame
from clusters.models import ClusterYear

P, Stage = Permission, ScoreEntry.Stage
NOTHING_SENT = "Chưa nhận được tiêu chí nào để lưu. Tải lại trang rồi lưu lại."


@on(ClusterYear, P.VIEW)
def score_board(request, year):
    """Who sees no more than the sheet of their own unit is led to it."""
    table = ScoreTable.objects.filter(cluster_year=year).first()
    overview = Overview(table, year, request.user)
    if overview.only_sheet:
        return redirect(frame.sheet_url(overview.only_sheet))
    context = {**frame.of_year(year), "overview": overview, "table": table}
    return render(request, "awards/score_board.html", context)


@on(ScoreSheet, P.VIEW)
def score_sheet(request, sheet):
    desk = Desk(sheet, request.user, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        _refuse_strangers(desk)
        if desk.take():
            messages.success(request, f"Đã lưu phiếu chấm điểm. {_told(sheet, request.user)}")
            return redirect(frame.sheet_url(sheet))
    chairs = set(desk.year.office_terms.chairs().values_list("unit_id", flat=True))
    step, who = next_step(desk.sheet, chairs)
    context = {
        **frame.of_board(desk.year),
        "desk": desk,
        "sheet": desk.sheet,
        "table": desk.table,
        "step": step,
        "who": who,
        "late": lateness(desk.sheet),
    }
    return render(request, "awards/score_sheet.html", context, status=422 if desk.is_refused else 200)


def _refuse_strangers(desk):
    if not (desk.may_self or desk.may_check):
        raise PermissionDenied(f"{why_not(P.SCORE_SELF, desk.user, desk.sheet.place())} {REFUSED}")


def _told(sheet, user):
    """Return the sum after saving."""
    desk = Desk(sheet, user)
    found = desk.checked if desk.stage == Stage.CHECK else desk.own
    return f"Hiện {desk.done_text(found)}, {desk.sum_text(found).lower()}."


@require_POST
@on(ScoreSheet, P.VIEW)
def score_save(request, sheet):
    """What is typed of a criterion, saved by itself: the new sums, or 422 with sentences by criterion."""
    desk = Desk(sheet, request.user, request.POST)
    _refuse_strangers(desk)
    if not desk.typed and desk.stage is not None:
        desk.errors.append(NOTHING_SENT)
    if desk.errors or not desk.take():
        wrong = {form.criterion.pk: form.sentences for form in desk.typed if form.errors}
        bases = {row.criterion.pk: row.base for row in desk.rows if row.form and row.form.is_bound}
        return JsonResponse({"sentences": desk.errors, "wrong": wrong, "bases": bases}, status=422)
    saved = {form.criterion.pk for form in desk.typed}
    fresh = Desk(sheet, request.user)
    return JsonResponse(
        {
            "at": f"{timezone.localtime():%H:%M}",
            "texts": fresh.texts(),
            "bases": {
                row.criterion.pk: row.base for row in fresh.rows if row.form and row.criterion.pk in saved
            },
        }
    )


@require_POST
@on(ScoreSheet, P.VIEW)
def score_agree(request, sheet):
    """The checker takes over the unit's own points wherever nothing was given yet."""
    desk = Desk(sheet, request.user)
    if not desk.may_check:
        raise PermissionDenied(REFUSED)
    entries, seen = agreed(desk)
    return press(
        request,
        lambda: actions.score(sheet, Stage.CHECK, entries, by=request.user, seen=seen),
        done=f"Đã ghi điểm thẩm định bằng điểm tự chấm cho {len(entries)} tiêu chí còn lại."
        if entries
        else "Không còn tiêu chí nào chưa thẩm định.",
        to=frame.sheet_url(sheet),
    )
