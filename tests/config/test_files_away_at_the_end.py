"""A storage that goes away after the deed is done does not undo it, nor say that it failed."""

import pytest
from django.core.files.storage import default_storage
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
