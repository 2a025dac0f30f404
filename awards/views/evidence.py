"""The files that support a dossier."""

from django.http import Http404
from django.views.decorators.http import require_POST

from accounts.access import Permission, on
from accounts.pages import edit, press
from awards import actions
from awards.forms import EvidenceForm
from awards.models import Evidence, Nomination
from awards.views import frame
from documents.response import file_response, shown_response

TABLE = "#minh-chung"


@on(Nomination, Permission.NOMINATE)
def evidence_add(request, nomination):
    evidence = Evidence(nomination=nomination)
    asked = {"item": request.GET.get("giay-to")}
    form = EvidenceForm(request.POST or None, request.FILES or None, instance=evidence, initial=asked)
    return edit(
        request,
        form,
        lambda: actions.add_evidence(form.instance, by=request.user),
        done="Đã thêm tài liệu minh chứng.",
        to=frame.nomination_url(nomination, TABLE),
        **frame.of_nomination(nomination, TABLE),
        title="Thêm tài liệu minh chứng",
        lead=f"{nomination.nominee_name}: đề nghị {nomination.award_now.name}.",
        submit_label="Tải lên",
    )


@on(Evidence, Permission.VIEW_NOMINATION)
def evidence_file(request, evidence):
    """To be read in the browser where that is safe; ``?tai=1`` asks for the file itself."""
    serve = file_response if request.GET.get("tai") else shown_response
    try:
        content = evidence.file.open("rb")
    except FileNotFoundError:
        raise Http404("Tệp này không còn trong kho lưu trữ.") from None
    return serve(content, evidence.file_name, evidence.content_type)


@require_POST
@on(Evidence, Permission.NOMINATE)
def evidence_remove(request, evidence):
    return press(
        request,
        lambda: actions.remove_evidence(evidence, by=request.user),
        done="Đã bỏ tài liệu minh chứng.",
        to=frame.nomination_url(evidence.nomination, TABLE),
    )
