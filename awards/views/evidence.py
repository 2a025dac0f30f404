"""The files that support a dossier."""

from django.http import Http404, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_POST
from pypdfium2 import PdfiumError

from accounts.access import Permission, on
from accounts.pages import edit, press
from awards import actions
from awards.forms import EvidenceForm
from awards.leaves import WIDTH
from awards.models import Evidence, Nomination
from awards.views import frame
from documents import pictures
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


@on(Evidence, Permission.VIEW_NOMINATION)
def evidence_page(request, evidence, number):
    """One page of a PDF as a picture."""
    if evidence.extension != "pdf":
        raise Http404
    etag = f'"{evidence.sha256[:16]}-{number}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        try:
            drawn = pictures.stored_picture(evidence.file.path, evidence.sha256, number, WIDTH)
        except (IndexError, PdfiumError, FileNotFoundError) as error:
            raise Http404("Trang này không có hoặc không vẽ được.") from error
        response = HttpResponse(drawn, content_type="image/png")
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response


@require_POST
@on(Evidence, Permission.NOMINATE)
def evidence_remove(request, evidence):
    return press(
        request,
        lambda: actions.remove_evidence(evidence, by=request.user),
        done="Đã bỏ tài liệu minh chứng.",
        to=frame.nomination_url(evidence.nomination, TABLE),
    )
