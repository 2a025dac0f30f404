"""Pictures of a conference."""

from audit.record import action, remove, save_changed, save_new
from audit.verbs import Verb
from documents.uploads import delete_on_commit, refuse_one_too_many
from pledges.models import Photo
from pledges.moves import last_position
from pledges.ordering import move


@action
def add_photo(photo, upload=None, *, by):
    """Add a caption, with its picture if there is one already."""
    refuse_one_too_many(photo.ceremony.photos.all())
    photo.position = last_position(photo.ceremony.photos.all()) + 1
    return save_new(photo, Verb.PHOTO_ADDED, by=by, also=_put(photo, upload))


@action
def change_photo(photo, upload=None, drop=False, *, by):
    """Change caption and credit; a new picture takes the place of the old one, ``drop`` only takes it away."""
    stored = Photo.objects.select_for_update(of=("self",)).get(pk=photo.pk)
    old = stored.file
    for name in ("file", "file_name", "file_type", "file_size", "file_sha256", "position"):
        setattr(photo, name, getattr(stored, name))
    also = []
    if upload is not None or (drop and old):
        before = stored.file_name
        _put(photo, upload)
        also = [["Ảnh", before, photo.file_name]]
        delete_on_commit(old)
    return save_changed(photo, Verb.PHOTO_CHANGED, by=by, also=also)


@action
def move_photo(photo, up=None, place=None, *, by):
    return move(photo, photo.ceremony.photos.all(), Verb.PHOTO_CHANGED, by=by, up=up, place=place)


@action
def remove_photo(photo, *, by):
    delete_on_commit(photo.file)
    remove(photo, Verb.PHOTO_REMOVED, by=by)


def _put(photo, upload):
    """Give the row the picture of an upload, or none."""
    photo.file = upload or ""
    photo.file_name = upload.original_name if upload else ""
    photo.file_type = upload.checked.content_type if upload else ""
    photo.file_size = upload.checked.size if upload else None
    photo.file_sha256 = upload.checked.sha256 if upload else ""
    return [["Ảnh", "", photo.file_name]] if upload else []
