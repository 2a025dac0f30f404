"""A file that was handed in, of a dossier or of a score sheet, to be saved or read page by page."""

from django.http import Http404, HttpResponse
from django.utils.cache import get_conditional_response
from pypdfium2 import PdfiumError

from awards.leaves import WIDTH
from documents import pictures
from documents.response import file_response, shown_response


def file_of(request, evidence):
    """To be read in the browser where that is safe; ``?tai=1`` asks for the file itself."""
    serve = file_response if request.GET.get("tai") else shown_response
    try:
        content = evidence.file.open("rb")
    except FileNotFoundError:
        raise Http404("Tệp này không còn trong kho lưu trữ.") from None
    return serve(content, evidence.file_name, evidence.content_type)


def page_of(request, evidence, number):
    """One page of a PDF as a picture."""
    if evidence.extension != "pdf":
        raise Http404
    etag = f'"{evidence.sha256[:16]}-{number}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        try:
            drawn = pictures.stored_picture(evidence.file, evidence.sha256, number, WIDTH)
        except (IndexError, PdfiumError, FileNotFoundError) as error:
            raise Http404("Trang này không có hoặc không vẽ được.") from error
        response = HttpResponse(drawn, content_type="image/png")
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response
