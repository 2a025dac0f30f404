"""Files of a dossier: what is taken, who may read it, how it leaves."""

from io import BytesIO

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from awards.models import Evidence
from tests.awards.dossiers import dossier, evidence, picture


def add_url(nomination):
    return reverse("awards:evidence_add", args=[nomination.pk])


def file_url(row):
    return reverse("awards:evidence_file", args=[row.pk])


def pdf(name="bao-cao.pdf"):
    content = BytesIO()
    document = pikepdf.new()
    document.add_blank_page()
    document.save(content)
    return SimpleUploadedFile(name, content.getvalue())


def errors(response):
    assert response.status_code == 422
    return response.context["form"].errors


def test_a_picture_is_kept_with_its_name_kind_and_fingerprint(cast, sign_in):
    nomination = dossier(cast)
    sign_in(cast.officer).post(add_url(nomination), {"title": "", "file": picture("Ảnh hội nghị.PNG")})
    row = Evidence.objects.get()
    assert (row.title, row.file_name, row.extension) == ("Ảnh hội nghị", "Ảnh hội nghị.PNG", "png")
    assert (row.content_type, len(row.sha256), row.uploaded_by) == ("image/png", 64, cast.officer)
    assert "hội nghị" not in row.file.name


def test_no_file_is_said_beside_the_box(cast, sign_in):
    page = sign_in(cast.officer).post(add_url(dossier(cast)), {"title": "Báo cáo"})
    assert errors(page) == {"file": ["Cần chọn một tệp."]}
    assert 'value="Báo cáo"' in page.content.decode()


def test_an_empty_file_is_refused(cast, sign_in):
    page = sign_in(cast.officer).post(
        add_url(dossier(cast)), {"title": "x", "file": SimpleUploadedFile("a.pdf", b"")}
    )
    assert errors(page) == {"file": ["Tệp này trống, không có nội dung."]}


def test_a_file_a_little_too_large_is_refused_beside_the_box(cast, sign_in, settings):
    settings.UPLOAD_MAX_BYTES = 2000
    large = SimpleUploadedFile("anh.png", picture().read().ljust(2500))
    page = sign_in(cast.officer).post(add_url(dossier(cast)), {"title": "x", "file": large})
    assert "vượt mức cho phép" in errors(page)["file"][0]
    assert not Evidence.objects.exists()


def test_an_oversize_file_gets_a_page_that_says_so(cast, sign_in, settings):
    settings.UPLOAD_MAX_BYTES = 50
    page = sign_in(cast.officer).post(add_url(dossier(cast)), {"title": "x", "file": picture()})
    assert page.status_code == 413
    assert not Evidence.objects.exists()


def test_an_ending_that_lies_is_refused(cast, sign_in):
    page = sign_in(cast.officer).post(add_url(dossier(cast)), {"title": "x", "file": picture("bao-cao.pdf")})
    assert "không đúng với đuôi “.pdf”" in errors(page)["file"][0]
    page = sign_in(cast.officer).post(
        add_url(dossier(cast, unit=cast.unit, nominee="Ban A")),
        {"title": "x", "file": SimpleUploadedFile("a.html", b"<script>")},
    )
    assert "không thuộc loại được nhận" in errors(page)["file"][0]


def test_the_same_file_twice_is_refused_beside_the_box(cast, sign_in):
    nomination = dossier(cast)
    client = sign_in(cast.officer)
    client.post(add_url(nomination), {"title": "Một", "file": picture()})
    page = client.post(add_url(nomination), {"title": "Hai", "file": picture("khac.png")})
    assert errors(page) == {"file": ["Tệp này đã có trong hồ sơ."]}
    assert Evidence.objects.count() == 1


def test_a_decided_dossier_takes_no_more_files(cast, sign_in):
    page = sign_in(cast.officer).post(add_url(dossier(cast, "decided")), {"title": "x", "file": picture()})
    assert page.status_code == 422
    assert "nên không thêm tài liệu được nữa" in page.content.decode()


def test_pictures_and_pdfs_are_read_in_the_browser_and_kept_from_running(cast, sign_in):
    nomination = dossier(cast)
    client = sign_in(cast.officer)
    for file, kind in ((picture(), "image/png"), (pdf(), "application/pdf")):
        row = evidence(nomination, cast.officer, file)
        response = client.get(file_url(row))
        assert response["Content-Type"] == kind
        assert response["Content-Disposition"].startswith("inline")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in response["Content-Security-Policy"]
        response.getvalue()
        response = client.get(file_url(row), {"tai": "1"})
        assert response["Content-Disposition"].startswith("attachment")
        response.getvalue()


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("officer", 200),
        ("secretary", 200),
        ("leader", 200),
        ("chair", 200),
        ("other_officer", 404),
        ("viewer", 404),
    ],
)
def test_files_are_read_by_whoever_reads_the_dossier(cast, sign_in, who, status):
    row = evidence(dossier(cast), cast.officer)
    from awards import actions

    actions.submit(row.nomination, by=cast.officer)
    response = sign_in(cast.users[who]).get(file_url(row))
    assert response.status_code == status
    if status == 200:
        response.getvalue()


def test_a_file_lost_from_the_store_is_not_found(cast, sign_in):
    row = evidence(dossier(cast), cast.officer)
    row.file.storage.delete(row.file.name)
    assert sign_in(cast.officer).get(file_url(row)).status_code == 404


def test_a_file_leaves_a_draft_and_the_store(cast, sign_in, django_capture_on_commit_callbacks):
    row = evidence(dossier(cast), cast.officer)
    address = reverse("awards:evidence_remove", args=[row.pk])
    client = sign_in(cast.officer)
    assert client.get(address).status_code == 405
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address)
    assert not Evidence.objects.exists()
    assert not row.file.storage.exists(row.file.name)


def test_a_file_of_a_submitted_dossier_stays(cast, sign_in):
    nomination = dossier(cast)
    row = evidence(nomination, cast.officer)
    client = sign_in(cast.officer)
    client.post(reverse("awards:nomination_submit", args=[nomination.pk]))
    page = client.post(reverse("awards:evidence_remove", args=[row.pk]), follow=True)
    assert "nên không sửa được" in page.content.decode()
    assert Evidence.objects.exists()


def test_the_page_shows_pictures_and_links_to_papers(cast, sign_in):
    nomination = dossier(cast)
    shown, linked = evidence(nomination, cast.officer), evidence(nomination, cast.officer, pdf())
    page = (
        sign_in(cast.officer).get(reverse("awards:nomination_detail", args=[nomination.pk])).content.decode()
    )
    assert f'src="{file_url(shown)}"' in page
    assert f'src="{file_url(linked)}"' not in page
    assert f'href="{file_url(linked)}"' in page
