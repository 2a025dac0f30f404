"""What was typed, when the system cannot take it: the page that says so carries it, to be copied or sent again.

The page needs no session and no database for that: it holds the fields itself, with the token that came with them.
"""

from dataclasses import dataclass

from accounts.resubmit import NEVER, texts_of

TOKEN = "csrfmiddlewaretoken"  # noqa: S105  the name of the field


@dataclass(frozen=True)
class Typed:
    """The fields of a POST. ``is_whole``: nothing was left out, so the same can be sent again from the page."""

    path: str
    fields: list
    token: str
    texts: list
    had_files: bool
    is_whole: bool


def typed_of(request):
    """Return what was typed; None where nothing was sent, or where it did not arrive in one piece."""
    if request.method != "POST":
        return None
    try:
        post, had_files = request.POST, bool(request.FILES)
    except Exception:  # the body broke off, or the disk that takes files is full: nothing to show
        return None
    kept = [(name, value) for name, values in post.lists() for value in values if name not in NEVER]
    secret = set(post) & (NEVER - {TOKEN})
    return Typed(
        path=request.get_full_path(),
        fields=kept,
        token=post.get(TOKEN, ""),
        texts=texts_of({"fields": kept}),
        had_files=had_files,
        is_whole=not secret and bool(post.get(TOKEN)),
    )


def wants_data(request):
    """Return whether a script asks, which can do nothing with a page."""
    return (
        "json" in request.headers.get("Accept", "")
        or request.headers.get("X-Requested-With") == "XMLHttpRequest"
    )
