"""Photographs as people send them from a phone: made smaller, and freed of what else they tell (place, device)."""

import hashlib
from io import BytesIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.template.defaultfilters import filesizeformat
from PIL import Image, ImageOps

from documents import pictures
from documents.uploads import TYPES, Checked, EvidenceField

LARGEST = 2400  # pixels of the longer side: enough for a page of A4 in print
QUALITY = 88
KEPT = 60 * 60  # seconds
ALLOWED = ("image/jpeg", "image/png")


def plain_photo(file, extension):
    """Return the picture alone: turned as it is to be looked at, at most LARGEST, without EXIF, GPS or comments."""
    file.seek(0)
    with Image.open(file) as image:
        picture = ImageOps.exif_transpose(image)
        picture.thumbnail((LARGEST, LARGEST))
        return _encoded(picture, extension)


def preview(content, width):
    """Return the picture as a JPEG of at most ``width`` pixels each way; drawn once an hour."""
    key = f"photo:{hashlib.sha256(content).hexdigest()}:{width}"
    drawn = pictures.kept(key)
    if drawn is None:
        with Image.open(BytesIO(content)) as image:
            image.thumbnail((width, width))
            drawn = _encoded(image, "jpg")
        pictures.keep(key, drawn, KEPT)
    return drawn


def _encoded(image, extension):
    """Draw the pixels anew, so that nothing but them is kept."""
    sink = BytesIO()
    if extension == "jpg":
        image = image.convert("RGBA") if image.mode in ("P", "LA", "PA") else image
        bare = Image.new("RGB", image.size, "white")
        bare.paste(image, mask=image.getchannel("A") if image.mode == "RGBA" else None)
        bare.save(sink, "JPEG", quality=QUALITY, optimize=True)
    else:
        bare = Image.new("RGBA", image.size)
        bare.paste(image.convert("RGBA"))
        bare.save(sink, "PNG", optimize=True)
    return sink.getvalue()


class PhotoField(EvidenceField):
    """A JPG or PNG; the cleaned file is the plain picture and carries `checked` and `original_name`."""

    def __init__(self, **kwargs):
        limit = filesizeformat(settings.UPLOAD_MAX_BYTES)
        text = f"Nhận ảnh JPG, PNG, mỗi ảnh không quá {limit}. Ảnh được thu nhỏ, bỏ vị trí chụp và thông tin máy ảnh."
        super().__init__(**{"help_text": text, **kwargs})

    def widget_attrs(self, widget):
        return {**super().widget_attrs(widget), "accept": ".jpg,.jpeg,.png"}

    def to_python(self, data):
        file = super().to_python(data)
        if file is None:
            return None
        if file.checked.content_type not in ALLOWED:
            raise ValidationError("Tệp này không phải là ảnh. Cần gửi ảnh JPG hoặc PNG.", code="type")
        content = plain_photo(file, file.checked.extension)
        made = ContentFile(content, name=f"anh.{file.checked.extension}")
        digest = hashlib.sha256(content).hexdigest()
        made.checked = Checked(TYPES[file.checked.extension], file.checked.extension, digest, len(content))
        made.original_name = file.original_name
        return made
