"""Remembers what leaves the program and who was turned away: the two things that nobody writes down by an action.

Whatever a response of documents/response.py hands out is recorded in the request that asked for it, before its first
byte is sent. Where that cannot be written the file is not handed out: an official paper leaves with a trace or not
at all. Strangers leave no trace: what they may read is public.
"""

import logging

from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.shortcuts import render

from accounts import actions

logger = logging.getLogger(__name__)


class RememberWhatLeaves:
    """Middleware, inside the one that knows the person."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        leaving = getattr(response, "leaving", None)
        if leaving is None or not request.user.is_authenticated:
            return response
        try:
            actions.note_leaving(*leaving, getattr(request, "record", None), by=request.user)
        except (DatabaseError, ValidationError):
            logger.exception("A file was not handed out: the history could not be written.")
            if file := getattr(response, "file_to_stream", None):
                file.close()
            return render(request, "leaving_unrecorded.html", status=503)
        return response


def remember_refusal(request, reason):
    """Record a refusal that is about to be shown. What cannot be recorded is refused all the same."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return
    try:
        actions.note_refusal(request.path, reason, getattr(request, "record", None), by=user)
    except (DatabaseError, ValidationError):
        logger.exception("A refusal could not be recorded.")
