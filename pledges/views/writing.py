"""Writing a pledge: the page with the text beside its print, and what that page asks and sends while people type."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_POST

from accounts.access import Permission, on
from accounts.pages import press
from documents import pictures
from documents.layout import POINT_LETTERS
from pledges import actions, removed
from pledges.bursts import Meanwhile
from pledges.documents import pledge_paper
from pledges.models import Basis, Content, Pledge, Target
from pledges.tree import STEPS, place_of, siblings
from pledges.views import frame
from pledges.writing import Desk, Typed, documents_found

WIDTH = 900
GONE = (
    "Phần này vừa được người khác bỏ nên chưa lưu được. Chữ đã gõ vẫn còn ở đây: "
    "chọn “Thêm lại” để ghi thành phần mới."
)


@on(Pledge, Permission.WRITE_PLEDGE)
def pledge_write(request, pledge):
    """``?tim=`` searches for documents that may become a basis."""
    if pledge.is_frozen:
        return redirect(frame.pledge_url(pledge))
    desk = Desk(pledge)
    context = {
        **frame.of_pledge(pledge),
        "pledge": pledge,
        "year": pledge.cluster_year,
        "desk": desk,
        "state": desk.state(),
        "removed": removed.last_of(pledge, request.user),
        "search": request.GET.get("tim", ""),
        "letters": POINT_LETTERS,
        "found": documents_found(pledge, request.user, request.GET.get("tim", "")),
    }
    return render(request, "pledges/pledge_write.html", context)


@on(Pledge, Permission.WRITE_PLEDGE)
def pledge_state(request, pledge):
    """What others wrote meanwhile; 304 where nothing has changed. The token lets a page go on after a new sign-in."""
    state = Desk(pledge).state()
    etag = f'"{state["version"]}"'
    response = get_conditional_response(request, etag=etag, response=JsonResponse({"state": state}))
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    response["X-CSRFToken"] = get_token(request)
    return response


@require_POST
@on(Pledge, Permission.WRITE_PLEDGE)
def pledge_save(request, pledge):
    """One text as it is typed. 409 with both texts where somebody else wrote it, 410 where it is gone, 422 with
    sentences where it may not stand so."""
    typed = Typed(pledge, request.POST)
    if typed.row is None:
        return JsonResponse({"sentences": [GONE]}, status=410)
    if not typed.form.is_valid():
        return JsonResponse({"sentences": _sentences(typed.form)}, status=422)
    try:
        row = _written(typed, request.user)
    except Meanwhile as error:
        said = {"sentences": [error.sentence], **typed.conflict(error.stored)}
        return JsonResponse(said, status=409)
    except ValidationError as error:
        return JsonResponse({"sentences": error.messages}, status=422)
    return JsonResponse({"pk": row.pk, "revision": row.revision, **_news(pledge)})


def _written(typed, user):
    if not typed.is_new:
        values = typed.values
        return actions.type_text(
            typed.row, values, seen=typed.seen, base=typed.base, is_left=typed.is_left, by=user
        )
    if typed.part == "content":
        return actions.add_content(typed.form.instance, position=typed.position, by=user)
    return actions.add_target(typed.form.instance, by=user)


def _sentences(form):
    """Return the sentences of a refused form, each with the name of its box."""
    labels = {name: field.label for name, field in form.fields.items()}
    return [
        f"{labels[name].capitalize()}: {sentence}" if name in labels and len(labels) > 2 else sentence
        for name, sentences in form.errors.items()
        for sentence in sentences
    ]


def _news(pledge):
    now = timezone.localtime()
    fresh = Pledge.objects.select_related("cluster_year__cluster").get(pk=pledge.pk)
    return {"at": f"{now:%H:%M}", "state": Desk(fresh).state()}


def _does(request, pledge, act, *, done, anchor):
    """One button: for the page that sent it by script the new state, else the page it came from."""
    if "application/json" not in request.headers.get("Accept", ""):
        return press(request, act, done=done, to=frame.where_from(request, pledge, anchor))
    try:
        act()
    except ValidationError as error:
        return JsonResponse({"sentences": error.messages, **_news(pledge)}, status=422)
    last = removed.last_of(pledge, request.user)
    return JsonResponse({"done": done, "removed": last.label if last else "", **_news(pledge)})


# --- the tree ----------------------------------------------------------------------------------------


def _goal(content, posted):
    """Return (parent, position) from a step's name or from ``cha`` and ``vi_tri``."""
    if posted.get("huong") in STEPS:
        return STEPS[posted["huong"]](content)
    parent = None
    if posted.get("cha"):
        parent = next((row for row in siblings(content.pledge, None) if str(row.pk) == posted["cha"]), None)
        if parent is None or parent == content:
            raise ValidationError(
                "Nội dung được chọn không còn ở giao ước này. Tải lại trang để xem bản mới nhất."
            )
    place = posted.get("vi_tri", "")
    return parent, int(place) if place.isascii() and place.isdecimal() and len(place) < 6 else 10**6


@require_POST
@on(Content, Permission.WRITE_PLEDGE)
def content_move(request, content):
    """POST ``huong``: "len", "xuong", "vao" (a point of the content above) or "ra" (a content of its own); or
    ``cha`` (the content that it becomes a point of, or empty) and ``vi_tri``, counted from 0."""
    return _does(
        request,
        content.pledge,
        lambda: actions.move_content(content, *_goal(content, request.POST), by=request.user),
        done="Đã chuyển vị trí nội dung.",
        anchor="#noi-dung",
    )


@require_POST
@on(Content, Permission.WRITE_PLEDGE)
def content_merge(request, content):
    return _does(
        request,
        content.pledge,
        lambda: actions.merge_content(content, by=request.user),
        done="Đã gộp với nội dung ở trên.",
        anchor="#noi-dung",
    )


@require_POST
@on(Content, Permission.WRITE_PLEDGE)
def content_remove(request, content):
    return _does(
        request,
        content.pledge,
        lambda: removed.keep(actions.remove_content(content, by=request.user), content.pledge, request.user),
        done="Đã bỏ nội dung. Bỏ nhầm thì chọn “Hoàn tác” ở trang soạn.",
        anchor="#noi-dung",
    )


@require_POST
@on(Target, Permission.WRITE_PLEDGE)
def target_remove(request, target):
    return _does(
        request,
        target.pledge,
        lambda: removed.keep(actions.remove_target(target, by=request.user), target.pledge, request.user),
        done="Đã bỏ chỉ tiêu. Bỏ nhầm thì chọn “Hoàn tác” ở trang soạn.",
        anchor="#chi-tieu",
    )


@require_POST
@on(Pledge, Permission.WRITE_PLEDGE)
def pledge_put_back(request, pledge):
    """Undo this person's last removal."""

    def undo():
        last = removed.last_of(pledge, request.user)
        if last is None:
            raise ValidationError("Không còn gì để hoàn tác.")
        actions.put_back(pledge, last, by=request.user)
        removed.forget(pledge, request.user)

    return _does(request, pledge, undo, done="Đã đưa lại phần vừa bỏ.", anchor="#noi-dung")


@require_POST
@on(Target, Permission.WRITE_PLEDGE)
def target_move(request, target):
    """POST ``huong`` ("len" or "xuong") or ``vi_tri``, counted from 0."""

    def act():
        place = _place(target, target.pledge.targets.all(), request.POST)
        actions.move_target(target, place, by=request.user)

    return _does(request, target.pledge, act, done="Đã chuyển vị trí chỉ tiêu.", anchor="#chi-tieu")


@require_POST
@on(Basis, Permission.WRITE_PLEDGE)
def basis_move(request, basis):
    """POST as for target_move."""

    def act():
        place = _place(basis, basis.pledge.bases.all(), request.POST)
        actions.move_basis(basis, place, by=request.user)

    return _does(request, basis.pledge, act, done="Đã chuyển vị trí căn cứ.", anchor="#can-cu")


def _place(row, rows, posted):
    here = place_of(row, list(rows))
    step = {"len": here - 1, "xuong": here + 1}
    if posted.get("huong") in step:
        return max(0, step[posted["huong"]])
    place = posted.get("vi_tri", "")
    return int(place) if place.isascii() and place.isdecimal() and len(place) < 6 else here


# --- the print ---------------------------------------------------------------------------------------


@on(Pledge, Permission.VIEW)
def pledge_pages(request, pledge):
    """How many pages the print has."""
    printed = pictures.proof(pledge_paper(pledge))
    response = JsonResponse({"pages": pictures.page_pictures(printed), "paper": pictures.mark_of(printed)})
    response["Cache-Control"] = "private, no-store"
    return response


@on(Pledge, Permission.VIEW)
def pledge_page(request, pledge, number):
    """One page of the print as a picture; asked again, it is sent again only when the print has changed."""
    printed = pictures.proof(pledge_paper(pledge))
    etag = f'"{pictures.mark_of(printed)}-{number}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        try:
            response = HttpResponse(pictures.picture(printed, number, WIDTH), content_type="image/png")
        except IndexError as error:
            raise Http404 from error
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response
