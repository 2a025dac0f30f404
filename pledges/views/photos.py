"""Pictures of a conference: shown only to those who see the conference."""

from django.http import Http404
from django.views.decorators.http import require_POST

from accounts.access import Permission, on
from accounts.pages import edit, press
from documents.photos import preview
from documents.response import file_response, preview_response, shown_response
from pledges import actions
from pledges.conference_forms import PhotoForm
from pledges.models import Ceremony, Photo
from pledges.ordering import asked
from pledges.views import frame

SECTION = "#anh"
SMALL = 640  # pixels


@on(Ceremony, Permission.RUN_CEREMONY)
def photo_add(request, ceremony):
    form = PhotoForm(request.POST or None, request.FILES or None, instance=Photo(ceremony=ceremony))
    return edit(
        request,
        form,
        lambda: actions.add_photo(form.instance, form.cleaned_data["upload"], by=request.user),
        done="Đã thêm ảnh.",
        to=frame.conference_url(ceremony, SECTION),
        **frame.of_conference(ceremony, SECTION),
        title="Thêm ảnh hội nghị",
    )


@on(Photo, Permission.RUN_CEREMONY)
def photo_edit(request, photo):
    form = PhotoForm(request.POST or None, request.FILES or None, instance=photo)

    def save():
        new, drop = form.cleaned_data["upload"], form.cleaned_data.get("drop", False)
        return actions.change_photo(form.instance, new, drop, by=request.user)

    return edit(
        request,
        form,
        save,
        done="Đã lưu ảnh.",
        to=frame.conference_url(photo.ceremony, SECTION),
        **frame.of_conference(photo.ceremony, SECTION),
        title="Sửa ảnh hội nghị",
    )


@require_POST
@on(Photo, Permission.RUN_CEREMONY)
def photo_move(request, photo):
    return press(
        request,
        lambda: actions.move_photo(photo, **asked(request.POST), by=request.user),
        done="Đã chuyển vị trí ảnh.",
        to=frame.conference_url(photo.ceremony, SECTION),
    )


@require_POST
@on(Photo, Permission.RUN_CEREMONY)
def photo_remove(request, photo):
    return press(
        request,
        lambda: actions.remove_photo(photo, by=request.user),
        done="Đã bỏ ảnh.",
        to=frame.conference_url(photo.ceremony, SECTION),
    )


def _opened(photo):
    if not photo.file:
        raise Http404("Chú thích này chưa có ảnh.")
    try:
        return photo.file.open("rb")
    except FileNotFoundError:
        raise Http404("Ảnh này không còn trong kho lưu trữ.") from None


@on(Photo, Permission.VIEW)
def photo_file(request, photo):
    """The whole picture in the browser; ``?tai=1`` asks for the file itself."""
    serve = file_response if request.GET.get("tai") else shown_response
    return serve(_opened(photo), photo.file_name, photo.file_type)


@on(Photo, Permission.VIEW)
def photo_preview(request, photo):
    with _opened(photo) as file:
        return preview_response(preview(file.read(), SMALL))
