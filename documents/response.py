"""The one place that sets the headers of a file that leaves the program, and says what leaves (accounts/traces.py)."""

import unicodedata
from os.path import splitext
from urllib.parse import quote

from django.http import FileResponse, HttpResponse

from audit.verbs import Verb
from vietnamese.text import clean_line

LONGEST = 120
FORBIDDEN = str.maketrans('/\\:*?"<>|', "-" * 9)
SANDBOX = "sandbox; default-src 'none'"
OWN_PAPER = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'"
"""A browser's own PDF viewer styles its page inline; nothing else is allowed to it."""


def ascii_name(filename):
    """Return "Giao uoc 2024.pdf" for "Giao ước 2024.pdf": letters without marks, anything else "_"."""
    plain = unicodedata.normalize("NFKD", filename.translate(str.maketrans("đĐ", "dD")))
    letters = (char for char in plain if not unicodedata.combining(char))
    return "".join(
        char if char.isascii() and (char.isalnum() or char in " .-_()") else "_" for char in letters
    )


def fitting_name(filename):
    """Return the name as every file system takes it: no separators, at most ``LONGEST`` letters, cut between
    words, its ending kept."""
    stem, ending = splitext(clean_line(filename).translate(FORBIDDEN))
    if len(stem) > LONGEST:
        stem = stem[:LONGEST].rsplit(" ", 1)[0].rstrip(" -,;")
    return stem + ending


def disposition(filename, *, inline):
    """Return Content-Disposition with the Vietnamese name (RFC 5987) and an ASCII one for old programs."""
    name = fitting_name(filename)
    kind = "inline" if inline else "attachment"
    return f"{kind}; filename=\"{ascii_name(name)}\"; filename*=UTF-8''{quote(name, safe='')}"


def _with_headers(response, filename, *, inline, policy):
    response["Content-Disposition"] = disposition(filename, inline=inline)
    response["Content-Security-Policy"] = policy
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _leaving(response, verb, filename):
    """Say which event the history gets when this response is sent."""
    response.leaving = (verb, fitting_name(filename))
    return response


def pdf_response(content, filename, *, inline=True):
    """Serve a paper of our own making, from bytes; `inline` opens it in the browser."""
    response = HttpResponse(content, content_type="application/pdf")
    _leaving(response, Verb.PAPER_PRINTED, filename)
    return _with_headers(response, filename, inline=inline, policy=OWN_PAPER)


def sheet_response(content, filename):
    """Serve an Excel list of our own making, from bytes."""
    return _leaving(form_response(content, filename), Verb.LIST_EXPORTED, filename)


def form_response(content, filename):
    """Serve an empty Excel form to be filled in, from bytes."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _with_headers(HttpResponse(content, content_type=kind), filename, inline=False, policy=SANDBOX)


def calendar_response(content, filename):
    """Serve a calendar file of our own making, from bytes."""
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    return _with_headers(response, filename, inline=False, policy=SANDBOX)


def preview_response(content):
    """Serve a small picture of our own drawing, from bytes, to stand in a page."""
    response = HttpResponse(content, content_type="image/jpeg")
    _with_headers(response, "anh.jpg", inline=True, policy=SANDBOX)
    response["Cache-Control"] = "private, max-age=3600"
    return response


def word_response(content, filename):
    """Serve a Word file of our own making, from bytes."""
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    response = _leaving(HttpResponse(content, content_type=kind), Verb.PAPER_PRINTED, filename)
    return _with_headers(response, filename, inline=False, policy=SANDBOX)


def personal_response(content, filename):
    """Serve what is kept about a person to that person, a ZIP file from bytes."""
    response = HttpResponse(content, content_type="application/zip")
    _leaving(response, Verb.PERSONAL_DATA_EXPORTED, filename)
    return _with_headers(response, filename, inline=False, policy=SANDBOX)


def file_response(file, filename, content_type):
    """Serve what somebody uploaded: always to be saved, never shown by the browser as part of this site."""
    response = _leaving(FileResponse(file, content_type=content_type), Verb.FILE_DOWNLOADED, filename)
    return _with_headers(response, filename, inline=False, policy=SANDBOX)


def shown_response(file, filename, content_type):
    """Serve an uploaded PDF or picture to be read in the browser; any other kind is only ever saved.

    Its kind was read from its bytes when it came in, and the browser is told not to guess another one. A picture
    stands in pages and is no download.
    """
    policies = {"application/pdf": OWN_PAPER, "image/jpeg": SANDBOX, "image/png": SANDBOX}
    if content_type not in policies:
        return file_response(file, filename, content_type)
    response = FileResponse(file, content_type=content_type)
    if content_type == "application/pdf":
        _leaving(response, Verb.FILE_DOWNLOADED, filename)
    return _with_headers(response, filename, inline=True, policy=policies[content_type])
