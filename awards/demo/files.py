"""Evidence for the sample's dossiers: one page or picture that says it is a sample, drawn here."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

from documents.fonts import face_path, font_dir
from documents.uploads import inspect_upload

PAGE = (620, 877)  # A4 at 75 dots an inch
PHOTO = (640, 400)


def report(title, about):
    """Return a one-page PDF and what was found out about it, as the upload form does."""
    return _checked(_drawn(PAGE, title, about), "bao-cao-thanh-tich.pdf", "PDF")


def picture(title, about):
    return _checked(_drawn(PHOTO, title, about), "anh-hoi-thao.png", "PNG")


def _drawn(size, *lines):
    image = Image.new("P", size, 0)
    image.putpalette([255, 255, 255, 40, 36, 33, 143, 26, 31])  # paper, ink, the house's red
    draw = ImageDraw.Draw(image)
    draw.fontmode = "1"
    folder = font_dir()
    heading = ImageFont.truetype(face_path(folder, "Bold"), 26)
    body = ImageFont.truetype(face_path(folder, "Regular"), 22)
    draw.rectangle((16, 16, size[0] - 17, size[1] - 17), outline=2, width=2)
    middle = size[0] / 2
    draw.text((middle, 90), "DỮ LIỆU MẪU", font=heading, fill=2, anchor="mm")
    for number, line in enumerate(lines):
        draw.text((middle, 150 + 40 * number), line, font=body, fill=1, anchor="mm")
    return image


def _checked(image, name, kind):
    content = BytesIO()
    image.save(content, kind)
    file = SimpleUploadedFile(name, content.getvalue())
    return file, inspect_upload(file)
