"""Nothing typed is lost: what was sent without a valid session is kept and offered for sending again."""

KEY = "resubmit"
WAITING = "resubmit_waits"  # set where what is kept could not be offered at once; pages point to it
LARGEST = 200_000  # characters; the session row has to carry it
NEVER = {"csrfmiddlewaretoken", "password", "oldpassword", "password1", "password2", "ballot"}


def keep(request):
    """Keep the fields of a POST in the session and return whether there was room; files cannot be kept, passwords
    and ballots must not be."""
    fields = [(name, value) for name, values in request.POST.lists() for value in values if name not in NEVER]
    if sum(len(name) + len(value) for name, value in fields) > LARGEST:
        return False
    request.session[KEY] = {
        "path": request.get_full_path(),
        "fields": fields,
        "had_files": bool(request.FILES),
    }
    return True


def kept(request):
    """Return what was kept last, or None; it stays until the session ends, so a reload loses nothing."""
    return request.session.get(KEY)


def texts_of(found):
    """Return the values that a person recognises: texts of several words, not numbers of records and choices."""
    return [value for _, value in found["fields"] if len(value.split()) > 1]
