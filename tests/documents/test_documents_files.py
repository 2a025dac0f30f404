"""The file of a document: how it comes in, is replaced, leaves, and who reads it."""

from datetime import date
from io import BytesIO

import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from audit.models import Event
from documents import actions
from documents.models import OfficialDocument
from documents.uploads import EvidenceField

pytestmark = pytest.mark.django_db


def pdf(name="huong-dan.pdf", pages=1):
    content, paper = BytesIO(), pikepdf.new()
    for _ in range(pages):
        paper.add_blank_page()
    paper.save(content)
    return SimpleUploadedFile(name, content.getvalue())


def checked(**kwargs):
    return EvidenceField().clean(pdf(**kwargs))


def document(authority=None, **fields):
    fields = {"kind": "HD", "number": "05/HD-LHH", "title": "về chấm điểm", **fields}
    return actions.add_document(OfficialDocument(authority=authority, **fields), by=None)


def url(name, row):
    return reverse(f"documents:{name}", args=[row.pk])


def words(response):
    return " ".join(response.content.decode().split())


def test_a_document_is_entered_with_its_file_in_one_go(cast, sign_in):
    typed = {"kind": "HD", "title": "về chấm điểm", "certainty": "stated", "authority": cast.authority.pk}
    sign_in(cast.secretary).post(reverse("documents:document_add"), {**typed, "upload": pdf("Hướng dẫn.PDF")})
    row = OfficialDocument.objects.get()
    assert (row.file_name, row.file_type, len(row.file_sha256)) == ("Hướng dẫn.PDF", "application/pdf", 64)
    assert row.file_size == row.file.size
    assert "Hướng" not in row.file.name
    event = Event.objects.get(subject_type="documents.officialdocument")
    assert ["Tệp", "", "Hướng dẫn.PDF"] in event.changes


def test_the_file_leaves_as_an_attachment_that_no_browser_runs(cast, sign_in):
    row = actions.put_file(document(cast.authority), checked(name="Hướng dẫn.pdf"), by=cast.secretary)
    answer = sign_in(cast.officer).get(url("document_file", row))
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer.getvalue().startswith(b"%PDF")
    assert sign_in(cast.outsider).get(url("document_file", row)).status_code == 404


def test_no_file_and_a_lost_file_are_not_found(cast, sign_in):
    row, client = document(cast.authority), sign_in(cast.officer)
    assert client.get(url("document_file", row)).status_code == 404
    row = actions.put_file(row, checked(), by=cast.secretary)
    default_storage.delete(row.file.name)
    assert client.get(url("document_file", row)).status_code == 404


def test_a_replaced_file_is_deleted_only_when_the_change_stands(
    cast, sign_in, django_capture_on_commit_callbacks
):
    row = actions.put_file(document(cast.authority), checked(), by=cast.secretary)
    before = row.file.name
    with django_capture_on_commit_callbacks() as later:
        sign_in(cast.secretary).post(url("document_file_change", row), {"upload": pdf("moi.pdf", pages=2)})
        assert default_storage.exists(before)
    row.refresh_from_db()
    assert row.file_name == "moi.pdf"
    for callback in later:
        callback()
    assert not default_storage.exists(before)
    assert default_storage.exists(row.file.name)
    event = Event.objects.filter(verb="document_file_changed").latest("pk")
    assert event.changes == [["Tệp", "huong-dan.pdf", "moi.pdf"]]


def test_the_same_file_again_changes_nothing(cast):
    upload = checked()
    row = actions.put_file(document(cast.authority), upload, by=cast.secretary)
    again = actions.put_file(row, upload, by=cast.secretary)
    assert again.file.name == row.file.name
    assert Event.objects.filter(verb="document_file_changed").count() == 1


def test_removing_the_file_leaves_the_document(cast, sign_in, django_capture_on_commit_callbacks):
    row = actions.put_file(document(cast.authority), checked(), by=cast.secretary)
    with django_capture_on_commit_callbacks(execute=True):
        page = sign_in(cast.secretary).post(url("document_file_remove", row), follow=True)
    assert "Đã bỏ tệp của văn bản." in words(page)
    assert "Chưa có tệp." in words(page)
    assert not default_storage.exists(row.file.name)
    row.refresh_from_db()
    assert (row.file_name, row.file_size, row.file_sha256) == ("", None, "")


def test_a_deleted_document_takes_its_file_along(cast, sign_in, django_capture_on_commit_callbacks):
    row = actions.put_file(document(cast.authority), checked(), by=cast.secretary)
    with django_capture_on_commit_callbacks(execute=True):
        sign_in(cast.administrator).post(
            reverse("admin:documents_officialdocument_delete", args=[row.pk]), {"post": "yes"}
        )
    assert not OfficialDocument.objects.exists()
    assert not default_storage.exists(row.file.name)


def test_whoever_edits_the_words_does_not_undo_a_file_that_came_meanwhile(cast):
    row = document(cast.authority)
    read_before = OfficialDocument.objects.get(pk=row.pk)
    actions.put_file(row, checked(), by=cast.secretary)
    read_before.title = "về xếp hạng"
    actions.change_document(read_before, by=cast.secretary)
    row.refresh_from_db()
    assert (row.title, row.file_name) == ("về xếp hạng", "huong-dan.pdf")


def test_a_file_that_is_not_what_it_says_is_refused_and_the_old_one_kept(cast, sign_in):
    row = actions.put_file(document(cast.authority), checked(), by=cast.secretary)
    page = sign_in(cast.secretary).post(
        url("document_file_change", row), {"upload": SimpleUploadedFile("a.pdf", b"<script>")}
    )
    assert page.status_code == 422
    assert "không đúng với đuôi “.pdf”" in page.context["form"].errors["upload"][0]
    row.refresh_from_db()
    assert row.file_name == "huong-dan.pdf"


def test_the_page_tells_file_number_and_what_replaces_what(cast, sign_in):
    later = document(cast.authority, number="09/HD-LHH", effective_from=date(2026, 2, 1))
    row = document(cast.authority, number="39", replaced_by=later)
    actions.put_file(row, checked(), by=cast.secretary)
    page = words(sign_in(cast.officer).get(url("document_detail", row)))
    assert "Số, ký hiệu chưa đầy đủ" in page
    assert "Còn thiếu: ký hiệu, ngày ban hành, cơ quan ban hành." in page
    assert "Được thay thế bởi" in page
    assert url("document_detail", later) in page
    assert "Hết hiệu lực" in page
    assert "Sau ngày 31/01/2026" in page
    assert url("document_file", row) in page
    assert url("document_file_change", row) not in page
    page = words(sign_in(cast.officer).get(url("document_detail", later)))
    assert "Thay thế văn bản" in page
    assert url("document_detail", row) in page
