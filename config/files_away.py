"""What people see while the storage of the files does not answer."""

import logging

from django.shortcuts import render

from accounts import resubmit
from documents.storage import FilesAway

logger = logging.getLogger(__name__)

SECONDS = "60"  # until another try makes sense


class ExplainFilesAway:
    """Middleware: the page that says so. What was to be written is rolled back as a whole; what was typed is kept."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, FilesAway):
            return None
        logger.error("%s %s: %s", request.method, request.path, exception)
        is_sent = request.method == "POST" and request.user.is_authenticated
        is_kept = is_sent and resubmit.keep(request)
        if is_kept:
            request.session.save()  # the middleware saves no session with an answer of 500 and above
        page = render(request, "503_files.html", {"is_kept": is_kept}, status=503)
        page["Retry-After"] = SECONDS
        return page
