"""Photos of a conference: what is kept of them, who sees them, captions without a picture."""

from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from audit.models import Event
from pledges import actions
from pledges.models import Photo
from tests import factories as make

CAPTION = "Các đơn vị ký kết giao ước thi đua năm 2026"


def address(name, *pks):
    return reverse(f"pledges:{name}", args=pks)


@pytest.fixture
def ceremony(cast):
    return make.make_ceremony(cast.year, by=cast.secretary)


@pytest.fixture
def photo(cast, ceremony):
    row = Photo(ceremony=ceremony, caption=CAPTION)
    return actions.add_photo(row, make.make_photo_upload(), by=cast.secretary)


def stored(photo):
    with photo.file.open("rb") as file:
        return file.read()


def from_a_phone(size=(3000, 2000)):
    """A JPEG that says where and with what it was taken, and is to be turned by a quarter."""
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation
    exif[0x010F] = "Phone"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (21.0, 2.0, 3.0)
    content = BytesIO()
    Image.new("RGB", size, "red").save(content, "JPEG", exif=exif, comment=b"secret")
    return SimpleUploadedFile("IMG_0001.JPG", content.getvalue())


def test_a_photo_is_kept_small_upright_and_says_nothing_of_where_it_was_taken(cast, sign_in, ceremony):
    typed = {"caption": CAPTION, "credit": "Kim Anh", "upload": from_a_phone()}
    sign_in(cast.chair).post(address("photo_add", ceremony.pk), typed)
    row = Photo.objects.get()
    content = stored(row)
    with Image.open(BytesIO(content)) as kept:
        assert kept.size == (1600, 2400)
        assert not kept.getexif()
        assert not {"exif", "comment"} & kept.info.keys()
    assert b"Phone" not in content
    assert (row.file_name, row.file_type, row.file_size) == ("IMG_0001.JPG", "image/jpeg", len(content))


def test_a_transparent_picture_stays_a_png(cast, sign_in, ceremony):
    content = BytesIO()
    Image.new("RGBA", (30, 20), (0, 0, 0, 0)).save(content, "PNG")
    upload = SimpleUploadedFile("dấu.png", content.getvalue())
    sign_in(cast.chair).post(address("photo_add", ceremony.pk), {"caption": CAPTION, "upload": upload})
    photo = Photo.objects.get()
    assert photo.file_type == "image/png"
    preview = sign_in(cast.viewer).get(address("photo_preview", photo.pk)).content
    with Image.open(BytesIO(preview)) as small:
        assert small.getpixel((0, 0)) == (255, 255, 255)


def test_a_caption_alone_is_kept_and_says_that_there_is_no_picture(cast, sign_in, ceremony):
    client = sign_in(cast.chair)
    assert client.post(address("photo_add", ceremony.pk), {"caption": CAPTION}).status_code == 302
    photo = Photo.objects.get()
    page = client.get(address("ceremony_detail", ceremony.pk)).content.decode()
    assert "Chưa có ảnh, chỉ có chú thích" in page
    assert address("photo_preview", photo.pk) not in page
    assert client.get(address("photo_file", photo.pk)).status_code == 404


def test_a_picture_without_a_caption_is_refused(cast, sign_in, ceremony):
    response = sign_in(cast.chair).post(address("photo_add", ceremony.pk), {"upload": from_a_phone((30, 20))})
    assert response.status_code == 422
    assert not Photo.objects.exists()


def test_only_pictures_are_taken(cast, sign_in, ceremony):
    upload = SimpleUploadedFile("anh.jpg", b"%PDF-1.4 not a picture")
    response = sign_in(cast.chair).post(
        address("photo_add", ceremony.pk), {"caption": CAPTION, "upload": upload}
    )
    assert response.status_code == 422
    assert "không đúng với đuôi" in response.content.decode()


def test_page_shows_the_preview_with_its_caption_as_text(cast, sign_in, photo):
    client = sign_in(cast.viewer)
    page = client.get(address("ceremony_detail", photo.ceremony_id)).content.decode()
    assert f'<img src="{address("photo_preview", photo.pk)}" alt="{CAPTION}"' in page
    preview = client.get(address("photo_preview", photo.pk))
    assert (preview["Content-Type"], preview.status_code) == ("image/jpeg", 200)
    assert preview["Content-Security-Policy"].startswith("sandbox")
    whole = client.get(address("photo_file", photo.pk))
    assert b"".join(whole.streaming_content) == stored(photo)
    assert whole["Content-Disposition"].startswith("inline")


@pytest.mark.parametrize("name", ["photo_file", "photo_preview"])
def test_a_photo_of_another_authority_is_not_there(cast, sign_in, photo, name):
    assert sign_in(cast.outsider).get(address(name, photo.pk)).status_code == 404


@pytest.mark.parametrize("name", ["photo_file", "photo_preview"])
def test_a_file_that_is_gone_is_not_found(cast, sign_in, photo, name):
    default_storage.delete(photo.file.name)
    assert sign_in(cast.viewer).get(address(name, photo.pk)).status_code == 404


def test_a_new_picture_takes_the_place_of_the_old_one(
    cast, sign_in, photo, django_capture_on_commit_callbacks
):
    old = photo.file.name
    with django_capture_on_commit_callbacks(execute=True):
        sign_in(cast.chair).post(
            address("photo_edit", photo.pk), {"caption": "Toàn cảnh", "upload": from_a_phone((30, 20))}
        )
    photo.refresh_from_db()
    assert (photo.caption, photo.file_name) == ("Toàn cảnh", "IMG_0001.JPG")
    assert not default_storage.exists(old)
    assert ["Ảnh", "lễ ký.jpg", "IMG_0001.JPG"] in Event.objects.latest("pk").changes


def test_changing_the_caption_keeps_the_picture(cast, sign_in, photo):
    sign_in(cast.chair).post(address("photo_edit", photo.pk), {"caption": "Toàn cảnh"})
    name = photo.file.name
    photo.refresh_from_db()
    assert (photo.caption, photo.file.name) == ("Toàn cảnh", name)
    assert default_storage.exists(name)


def test_the_picture_is_dropped_and_the_caption_stays(
    cast, sign_in, photo, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        sign_in(cast.chair).post(address("photo_edit", photo.pk), {"caption": CAPTION, "drop": "on"})
    old = photo.file.name
    photo.refresh_from_db()
    assert (photo.caption, bool(photo.file), photo.file_size) == (CAPTION, False, None)
    assert not default_storage.exists(old)


def test_a_removed_photo_leaves_no_file(cast, sign_in, photo, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        sign_in(cast.chair).post(address("photo_remove", photo.pk))
    assert not Photo.objects.exists()
    assert not default_storage.exists(photo.file.name)


def test_the_history_holds_the_name_of_a_file_not_its_place(cast, photo):
    event = Event.objects.latest("pk")
    assert ["Ảnh", "", "lễ ký.jpg"] in event.changes
    assert photo.file.name not in str(event.changes)
