"""The files that support a dossier."""

from django.views.decorators.http import require_POST

from accounts.access import Permission, on
from accounts.pages import edit, press
from awards import actions
from awards.forms import EvidenceForm
from awards.models import Evidence, Nomination
from awards.views import frame
from awards.views.files import file_of, page_of

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
    return file_of(request, evidence)


@on(Evidence, Permission.VIEW_NOMINATION)
def evidence_page(request, evidence, number):
    return page_of(request, evidence, number)


@require_POST
@on(Evidence, Permission.NOMINATE)
def evidence_remove(request, evidence):
    return press(
        request,
        lambda: actions.remove_evidence(evidence, by=request.user),
        done="Đã bỏ tài liệu minh chứng.",
        to=frame.nomination_url(evidence.nomination, TABLE),
    )
