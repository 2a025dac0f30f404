import hashlib
import io
import zipfile
import zlib

import pikepdf
import pytest
import xlsxwriter
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from PIL import Image

from documents import uploads
from documents.uploads import Checked, EvidenceField, inspect_upload, original_name, storage_path


def pdf_bytes(**options):
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out, **options)
    return out.getvalue()


def picture_bytes(kind, size=(20, 10)):
    out = io.BytesIO()
    Image.effect_noise(size, 80).save(out, kind)
    return out.getvalue()


def xlsx_bytes():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet().write(0, 0, "Cụm thi đua")
    return out.getvalue()


def zip_bytes(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def docx_bytes(types="<Types/>", **more):
    return zip_bytes(**{"[Content_Types].xml": types, "word/document.xml": "<w:document/>", **more})


GOOD = {
    "Báo cáo.pdf": ("pdf", "application/pdf", pdf_bytes),
    "Ảnh.JPG": ("jpg", "image/jpeg", lambda: picture_bytes("JPEG")),
    "Ảnh.jpeg": ("jpg", "image/jpeg", lambda: picture_bytes("JPEG")),
    "Ảnh.png": ("png", "image/png", lambda: picture_bytes("PNG")),
    "Tờ trình.docx": ("docx", uploads.TYPES["docx"], docx_bytes),
    "Danh sách.xlsx": ("xlsx", uploads.TYPES["xlsx"], xlsx_bytes),
}


def refusal(name, content):
    with pytest.raises(ValidationError) as refused:
        inspect_upload(SimpleUploadedFile(name, content))
    return refused.value.message


@pytest.mark.parametrize("name", GOOD)
def test_a_sound_file_is_accepted_with_its_facts_and_left_rewound(name):
    extension, content_type, make = GOOD[name]
    content = make()
    file = SimpleUploadedFile(name, content)
    assert inspect_upload(file) == Checked(
        content_type, extension, hashlib.sha256(content).hexdigest(), len(content)
    )
    assert file.read() == content


@pytest.mark.parametrize("name", GOOD)
def test_a_name_that_belies_the_content_is_refused(name):
    other = "tệp.png" if GOOD[name][0] == "pdf" else "tệp.pdf"
    assert refusal(other, GOOD[name][2]()).startswith("Nội dung của tệp không đúng với đuôi")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("chạy.exe", b"MZ" + b"\0" * 100),
        ("trang.html", b"<script>alert(1)</script>"),
        ("hình.svg", b"<svg onload='alert(1)'/>"),
        ("macro.docm", docx_bytes()),
        ("không đuôi", pdf_bytes()),
    ],
)
def test_other_kinds_are_refused(name, content):
    assert refusal(name, content) == uploads.NOT_ALLOWED


def test_a_page_dressed_as_a_picture_is_refused():
    assert "không đúng với đuôi" in refusal("ảnh.png", b"<html><script>alert(1)</script>")


def test_an_empty_file_is_refused():
    assert refusal("trống.pdf", b"") == "Tệp này trống, không có nội dung."


def test_a_file_over_the_limit_is_refused_before_it_is_opened():
    with override_settings(UPLOAD_MAX_BYTES=10):
        assert "vượt mức cho phép" in refusal("lớn.pdf", b"x" * 11)


def test_broken_files_are_refused():
    jpeg, png = picture_bytes("JPEG", (600, 600)), picture_bytes("PNG", (600, 600))
    assert "hỏng" in refusal("a.pdf", b"%PDF-1.7\n" + b"rubbish" * 50)
    assert "hỏng" in refusal("a.jpg", jpeg[: len(jpeg) // 2])
    assert "hỏng" in refusal("a.png", png[: len(png) // 2])


def test_a_cut_office_file_is_refused():
    content = xlsx_bytes()
    assert refusal("a.xlsx", content[: len(content) // 2])


def test_a_damaged_part_of_an_office_file_is_refused():
    content = bytearray(docx_bytes(**{"word/media.bin": bytes(range(256)) * 20}))
    spot = content.index(b"word/media.bin") + 40
    content[spot : spot + 8] = b"\xff" * 8
    assert "hỏng" in refusal("a.docx", bytes(content))


def test_a_locked_pdf_is_refused():
    locked = pdf_bytes(encryption=pikepdf.Encryption(owner="a", user="b"))
    assert "mật khẩu" in refusal("a.pdf", locked)


def test_macros_are_refused():
    assert "macro" in refusal("a.docx", docx_bytes(**{"word/vbaProject.bin": "x"}))
    assert "macro" in refusal(
        "a.docx", docx_bytes(types="<Types>application/vnd.ms-word.macroEnabled</Types>")
    )


@pytest.mark.parametrize("before", [b"", b"%PDF-1.4 ", b" " * (64 * 1024 - 20)])
def test_the_test_string_of_virus_scanners_is_refused_by_content_whatever_the_name(before):
    content = before + uploads.VIRUS_TEST
    for name in ("báo cáo.pdf", "ảnh.png", "tệp.txt"):
        with pytest.raises(ValidationError, match="mã độc"):
            inspect_upload(SimpleUploadedFile(name, content))


def test_the_test_string_is_found_inside_an_office_file():
    out = io.BytesIO(xlsx_bytes())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/anh.bin", uploads.VIRUS_TEST)
    with pytest.raises(ValidationError, match="mã độc"):
        inspect_upload(SimpleUploadedFile("bang.xlsx", out.getvalue()))


def test_a_name_that_speaks_of_a_virus_is_no_reason_to_refuse():
    assert inspect_upload(SimpleUploadedFile("EICAR-STANDARD-ANTIVIRUS.pdf", pdf_bytes())).extension == "pdf"


def test_three_hundred_pages_are_taken():
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        for _ in range(300):
            pdf.add_blank_page()
        pdf.save(out)
    assert inspect_upload(SimpleUploadedFile("quet.pdf", out.getvalue())).content_type == "application/pdf"


def test_an_archive_that_grows_too_much_is_refused():
    assert "quá lớn" in refusal("a.docx", docx_bytes(**{"word/media.bin": b"\0" * 8_000_000}))


def test_a_picture_of_too_many_dots_is_refused_without_decoding_it():
    def chunk(kind, data):
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    side = (20_000).to_bytes(4, "big")
    content = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", side + side + b"\x08\x02\0\0\0") + chunk(b"IEND", b"")
    assert "điểm ảnh" in refusal("a.png", content)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Báo cáo.pdf", "Báo cáo.pdf"),
        ("C:\\Users\\an\\Báo cáo.pdf", "Báo cáo.pdf"),
        ("../../etc/passwd", "passwd"),
        ("ba\u0301o\u200b\u202e ca\u0301o\n.pdf", "báo cáo .pdf"),
        ("a" * 300 + ".pdf", "a" * 146 + ".pdf"),
        (".pdf", "tệp.pdf"),
        ("", "tệp"),
    ],
)
def test_the_original_name_is_kept_clean(typed, kept):
    assert original_name(typed) == kept


def test_the_storage_path_is_random_and_holds_nothing_typed():
    first, second = storage_path(None, "../Mật.JPEG"), storage_path(None, "../Mật.JPEG")
    assert first != second
    assert first.startswith("uploads/")
    assert first.endswith(".jpg")
    assert "M" not in first
    with pytest.raises(ValidationError):
        storage_path(None, "a.exe")


class EvidenceForm(forms.Form):
    file = EvidenceField(label="Minh chứng")


def test_the_field_hands_on_what_was_found():
    form = EvidenceForm(files={"file": SimpleUploadedFile("Báo cáo.pdf", pdf_bytes())})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["file"].checked.extension == "pdf"
    assert form.cleaned_data["file"].original_name == "Báo cáo.pdf"


def test_the_field_says_in_words_what_is_wrong():
    assert EvidenceForm(files={}).errors["file"] == ["Cần chọn một tệp."]
    wrong = EvidenceForm(files={"file": SimpleUploadedFile("a.exe", b"MZ")})
    assert wrong.errors["file"] == [uploads.NOT_ALLOWED]


def test_the_field_offers_only_what_is_received():
    assert 'accept=".pdf,.jpg,.jpeg,.png,.docx,.xlsx"' in str(EvidenceForm()["file"])
