"""Files in an S3 storage that several hosts share: everything that reads or writes one works, or says that it waits."""

import hashlib
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image

from audit.models import Event
from awards.models import Evidence
from clusters import actions, bulk, papers
from clusters.bulk_work import work_on
from clusters.models import IssuedPaper, PaperJob
from documents import storage
from documents.storage import FilesAway
from tests.awards.dossiers import dossier, evidence
from tests.awards.test_evidence import add_url, file_url, pdf
from tests.clusters.papers import issue, test_kinds


@pytest.fixture(autouse=True)
def own_pictures(settings, tmp_path):
    settings.CACHES = {
        **settings.CACHES,
        "pages": {**settings.CACHES["pages"], "LOCATION": tmp_path / "pages"},
    }


@pytest.fixture
def numbered():
    with test_kinds() as (kind, _):
        yield kind


def test_a_kept_file_comes_back_and_nothing_is_written_over(bucket):
    first = default_storage.save("uploads/ab/tep.pdf", ContentFile(b"mot"))
    second = default_storage.save("uploads/ab/tep.pdf", ContentFile(b"hai"))
    assert first != second
    with default_storage.open(first) as one, default_storage.open(second) as two:
        assert (one.read(), two.read()) == (b"mot", b"hai")
    assert bucket.names() == sorted([first, second])


def test_a_file_is_open_to_nobody_by_an_address_of_its_own(bucket):
    name = default_storage.save("uploads/ab/tep.pdf", ContentFile(b"mot"))
    grants = bucket.client.get_object_acl(Bucket=bucket.name, Key=name)["Grants"]
    assert [row["Grantee"]["Type"] for row in grants] == ["CanonicalUser"], "the owner alone"
    with pytest.raises(ValueError, match="guarded views"):
        default_storage.url(name)


def test_a_file_that_is_not_there_is_told_from_a_storage_that_is_away(bucket):
    with pytest.raises(FileNotFoundError):
        default_storage.open("uploads/ab/khong-co.pdf")
    bucket.stop()
    for ask in (default_storage.open, default_storage.exists, default_storage.size, default_storage.delete):
        with pytest.raises(FilesAway):
            ask("uploads/ab/khong-co.pdf")


def test_a_library_that_needs_a_path_gets_a_copy_that_is_gone_afterwards(bucket, cast):
    row = evidence(dossier(cast), cast.officer, pdf())
    with storage.local_path(row.file) as path, open(path, "rb") as copy:
        assert hashlib.sha256(copy.read()).hexdigest() == row.sha256
    with pytest.raises(FileNotFoundError):
        open(path, "rb").close()


def test_evidence_is_sent_read_page_by_page_and_saved(bucket, cast, sign_in):
    client = sign_in(cast.officer)
    nomination = dossier(cast)
    assert client.post(add_url(nomination), {"title": "Báo cáo", "file": pdf()}).status_code == 302
    row = Evidence.objects.get()
    assert bucket.names() == [row.file.name]
    saved = client.get(file_url(row), {"tai": "1"})
    assert hashlib.sha256(saved.getvalue()).hexdigest() == row.sha256
    page = client.get(reverse("awards:evidence_page", args=[row.pk, 1]))
    assert Image.open(BytesIO(page.content)).format == "PNG"
    bucket.client.delete_object(Bucket=bucket.name, Key=row.file.name)
    assert client.get(file_url(row)).status_code == 404


def test_a_paper_is_issued_and_shown_to_the_public(bucket, cast, client, numbered):
    paper = issue(numbered, cast.year, cast.secretary)
    assert bucket.names() == [paper.file.name]
    with paper.file.open() as file:
        assert hashlib.sha256(file.read()).hexdigest() == paper.file_sha256
    page = client.get(reverse("clusters:paper_public", args=[paper.code]))
    assert page.status_code == 200


def finish(job):
    for _ in range(5):
        work_on(job.pk, 8)
    job.refresh_from_db()
    return job


def ask(cast):
    wanted = bulk.of_authority(cast.authority, 2026, papers.kind_of("ky-yeu"), cast.secretary)
    return actions.bundle_papers(
        PaperJob(title="Kỷ yếu", authority=cast.authority), wanted, by=cast.secretary
    )


def test_a_bundle_is_made_and_its_single_files_are_gone(bucket, cast):
    job = finish(ask(cast))
    assert job.state == "done"
    with job.file.open() as file, ZipFile(BytesIO(file.read())) as archive:
        assert archive.testzip() is None
    assert bucket.names() == [job.file.name]


# --- away -------------------------------------------------------------------------------------------------


def test_while_the_storage_is_away_a_page_says_so_and_nothing_is_half_done(bucket, cast, sign_in):
    client = sign_in(cast.officer)
    nomination = dossier(cast)
    before = Event.objects.count()
    bucket.stop()
    sent = client.post(add_url(nomination), {"title": "Báo cáo tổng kết", "file": pdf()})
    assert (sent.status_code, sent["Retry-After"]) == (503, "60")
    text = sent.content.decode()
    assert "Kho tệp tạm thời không truy cập được" in text
    assert "Nội dung vừa gửi được giữ lại" in text
    assert not Evidence.objects.exists()
    assert Event.objects.count() == before
    assert "Báo cáo tổng kết" in client.get(reverse("accounts:resubmit")).content.decode()

    bucket.start()
    assert client.post(add_url(nomination), {"title": "Báo cáo", "file": pdf()}).status_code == 302
    row = Evidence.objects.get()
    assert client.get(file_url(row), {"tai": "1"}).getvalue()
    bucket.stop()
    assert client.get(file_url(row)).status_code == 503
    bucket.start()
    assert client.get(file_url(row)).getvalue()


def test_a_paper_that_cannot_be_kept_takes_no_number(bucket, cast, numbered):
    bucket.stop()
    with pytest.raises(FilesAway):
        issue(numbered, cast.year, cast.secretary)
    assert not IssuedPaper.objects.exists()
    bucket.start()
    assert issue(numbered, cast.year, cast.secretary).number == 1


def test_a_bundle_waits_until_the_storage_is_back(bucket, cast, frozen_day):
    job = ask(cast)
    bucket.stop()
    for _ in range(4):  # more often than a paper that is itself at fault would be tried
        with pytest.raises(FilesAway):
            work_on(job.pk, 8)
        frozen_day.shift(61)
    bucket.start()
    assert finish(job).state == "done"
