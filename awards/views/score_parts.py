"""What stands beside the points of a sheet: questions with their answers, and evidence."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from accounts.access import Permission, on
from accounts.pages import edit, key_asked, press
from awards import actions
from awards.checking import REFUSED, may_check
from awards.leaves import pages_of
from awards.models import ScoreCriterion, ScoreEvidence, ScoreQuestion, ScoreSheet
from awards.score_desk import Desk
from awards.score_sheet_forms import AnswerForm, QuestionForm, ScoreEvidenceForm
from awards.views import score_frame as frame
from awards.views.files import file_of, page_of

P = Permission
SHOWN = 30  # of a PDF this many pages are shown in the page


def _criterion(sheet, key):
    """Return the criterion of the sheet's own table; 404 for a group and for one of another table."""
    return get_object_or_404(sheet.table.criteria.exclude(kind=ScoreCriterion.Kind.GROUP), pk=key)


# --- questions ----------------------------------------------------------------------------------------------


@on(ScoreSheet, P.VIEW)
def score_question_add(request, sheet):
    if not may_check(request.user, sheet):
        raise PermissionDenied(REFUSED)
    asked = request.GET.get("tieu-chi", "")
    criterion = _criterion(sheet, key_asked(asked)) if asked else None
    form = QuestionForm(request.POST or None, instance=ScoreQuestion(sheet=sheet, criterion=criterion))
    about = f", tiêu chí “{criterion.name}”" if criterion else ""
    return edit(
        request,
        form,
        lambda: actions.ask_question(form.instance, by=request.user),
        done="Đã gửi yêu cầu giải trình. Đơn vị thấy ngay trong phiếu và ở mục việc cần làm.",
        to=frame.sheet_url(sheet, frame.at(criterion and criterion.pk)),
        **frame.of_sheet(sheet),
        title="Yêu cầu đơn vị giải trình",
        lead=f"{sheet.unit_name}{about}.",
        submit_label="Gửi yêu cầu",
    )


@on(ScoreQuestion, P.SCORE_SELF)
def score_question_answer(request, question):
    sheet = question.sheet
    form = AnswerForm(request.POST or None, instance=question)
    return edit(
        request,
        form,
        lambda: actions.answer_question(form.instance, by=request.user),
        done="Đã gửi giải trình.",
        to=frame.sheet_url(sheet, frame.at(question.criterion_id)),
        **frame.of_sheet(sheet),
        title="Giải trình",
        lead=f"{question.criterion or sheet.unit_name}: {question.text}",
        submit_label="Gửi giải trình",
    )


# --- evidence -----------------------------------------------------------------------------------------------


@on(ScoreSheet, P.SCORE_SELF)
def score_evidence_add(request, sheet, criterion):
    criterion = _criterion(sheet, criterion)
    form = ScoreEvidenceForm(
        request.POST or None, request.FILES or None, instance=ScoreEvidence(sheet=sheet, criterion=criterion)
    )
    return edit(
        request,
        form,
        lambda: actions.add_score_evidence(form.instance, by=request.user),
        done="Đã thêm minh chứng.",
        to=frame.sheet_url(sheet, frame.at(criterion.pk)),
        **frame.of_sheet(sheet),
        title="Thêm minh chứng",
        lead=f"{sheet.unit_name}, tiêu chí “{criterion.name}”.",
        submit_label="Tải lên",
    )


@on(ScoreEvidence, P.VIEW)
def score_evidence(request, evidence):
    """A picture, or the first pages of a PDF, in the page; other files are only saved."""
    total = pages_of(evidence)
    context = {
        **frame.of_sheet(evidence.sheet, frame.at(evidence.criterion_id)),
        "evidence": evidence,
        "is_picture": evidence.extension in ("jpg", "png"),
        "pages": range(1, min(total, SHOWN) + 1),
        "total": total,
        "shown": SHOWN,
        "may_remove": Desk(evidence.sheet, request.user).may["detach"],
    }
    return render(request, "awards/score_evidence.html", context)


@on(ScoreEvidence, P.VIEW)
def score_evidence_file(request, evidence):
    return file_of(request, evidence)


@on(ScoreEvidence, P.VIEW)
def score_evidence_page(request, evidence, number):
    if number > SHOWN:
        raise Http404
    return page_of(request, evidence, number)


@require_POST
@on(ScoreEvidence, P.SCORE_SELF)
def score_evidence_remove(request, evidence):
    return press(
        request,
        lambda: actions.remove_score_evidence(evidence, by=request.user),
        done="Đã bỏ minh chứng.",
        to=frame.sheet_url(evidence.sheet, frame.at(evidence.criterion_id)),
    )
