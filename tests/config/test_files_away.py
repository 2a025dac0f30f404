"""A storage that is away when the deed is done, or while a worker looks for work, stops neither."""

import signal

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.test import override_settings
from django.urls import reverse

from awards.models import Evidence
from tests.awards.dossiers import dossier, evidence
from tests.awards.test_evidence import pdf


@pytest.mark.django_db(transaction=True)
def test_what_is_removed_is_removed_though_its_file_stays_for_the_sweep(bucket, cast, sign_in):
    row = evidence(dossier(cast), cast.officer, pdf())
    bucket.stop()
    answer = sign_in(cast.officer).post(reverse("awards:evidence_remove", args=[row.pk]), {"confirm": "1"})
    assert answer.status_code == 302
    assert not Evidence.objects.exists()
    bucket.start()
    assert default_storage.exists(row.file.name)


@pytest.fixture
def keeping(bucket, settings, tmp_path):
    """Pages are kept, as in an installation (clusters/kept.py)."""
    own = {name: {**settings.CACHES[name], "LOCATION": str(tmp_path / name)} for name in ("answers", "pages")}
    with override_settings(ANSWERS_KEPT=600, CACHES={**settings.CACHES, **own}):
        yield


def test_a_page_without_its_files_is_not_kept(bucket, keeping, cast, sign_in):
    row = dossier(cast, "appraised")
    file = evidence(row, cast.officer, pdf()).file
    client, address = sign_in(cast.leader), reverse("awards:nomination_review", args=[row.pk])
    with file.storage.open(file.name) as stored:
        content = stored.read()
    bucket.stop()
    assert client.get(address).status_code == 503
    bucket.start()
    file.storage.delete(file.name)
    assert "Hiện chưa đọc được các trang của tệp này" in client.get(address).content.decode()
    file.storage.save(file.name, ContentFile(content))
    assert 'class="leaf-pages"' in client.get(address).content.decode()


@pytest.fixture
def own_signals():
    """A worker listens to the signals of its process, which here is that of the tests."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.mark.django_db(transaction=True)
def test_a_worker_stays_while_the_storage_is_away(bucket, own_signals, caplog):
    bucket.stop()
    call_command("worker", once=True)
    assert "the storage of the files did not answer; trying again" in caplog.text
