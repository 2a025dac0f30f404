"""Two people at one file in the same second, on real transactions."""

import pytest

from audit.models import Event
from clusters import actions
from clusters.models import ImportBatch, Unit
from tests.clusters.sheets import bring, workbook
from tests.test_same_second import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_file_is_written_once_though_two_press_together(cast, sign_in):
    rows = [["Tên đơn vị"], ["Hội Làm vườn"], ["Hội Sinh viên"]]
    batch = bring(sign_in(cast.secretary), "units", cast.authority, workbook(rows))

    def apply():
        return actions.apply_import(ImportBatch.objects.get(pk=batch.pk), by=cast.secretary)

    refusals = [answer for answer in at_once(apply, apply) if isinstance(answer, str)]
    assert len(refusals) == 1
    assert "“Đã nhập”" in refusals[0]
    assert Unit.objects.filter(name="Hội Làm vườn").count() == 1
    assert Event.objects.filter(verb="import_applied").count() == 1
