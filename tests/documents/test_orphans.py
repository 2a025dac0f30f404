"""Files without a row: found and thrown away, and nothing else is."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from documents import orphans
from tests.awards.dossiers import dossier, evidence
from tests.awards.test_evidence import pdf
from tests.config.bucket import Bucket


@pytest.fixture(params=["folder", "bucket"], autouse=True)
def place(request, settings, tmp_path):
    """Each test runs on either kind of storage, empty at first."""
    if request.param == "folder":
        settings.MEDIA_ROOT = tmp_path
        yield
        return
    bucket = Bucket()
    settings.STORAGES = {**settings.STORAGES, "default": bucket.settings}
    yield
    bucket.stop()


@pytest.fixture
def lost(real_hours):
    """A file that no row names."""
    return default_storage.save("uploads/ab/abcd.pdf", ContentFile(b"mot"))


@pytest.fixture
def real_hours(place, frozen_day):
    """A folder dates its files by the machine's clock: begin there, so that days can pass."""
    frozen_day.move_to(datetime.fromtimestamp(time_machine.escape_hatch.time.time(), UTC))
    return frozen_day


def let_a_day_pass(clock):
    clock.shift(orphans.YOUNG + timedelta(minutes=1))


@pytest.mark.django_db
def test_every_column_keeps_its_files_where_the_sweep_looks(place):
    class Row:
        extension = "pdf"

    for model, column in orphans.file_columns():
        path = column.generate_filename(Row(), "tep.pdf")
        top, folder, _ = path.split("/")
        assert (top in orphans.TOPS, len(folder)) == (True, 2), f"{model.__name__}.{column.name}: {path}"


def test_an_old_file_without_a_row_is_thrown_away_and_one_with_a_row_stays(cast, lost, real_hours):
    row = evidence(dossier(cast), cast.officer, pdf())
    let_a_day_pass(real_hours)
    assert orphans.find() == orphans.Found(total=2, orphans=[lost])
    assert orphans.sweep() == [lost]
    assert not default_storage.exists(lost)
    assert default_storage.exists(row.file.name)


@pytest.mark.django_db
def test_a_young_file_may_still_get_its_row(lost):
    assert orphans.find().orphans == []


def test_files_of_another_database_are_not_thrown_away(cast, real_hours):
    names = [
        default_storage.save(f"uploads/ab/{number}.pdf", ContentFile(b"mot"))
        for number in range(orphans.FEW + 1)
    ]
    let_a_day_pass(real_hours)
    with pytest.raises(orphans.TooMany):
        orphans.sweep()
    with pytest.raises(CommandError, match="chưa xóa tệp nào"):
        call_command("orphans", "--delete")
    assert all(map(default_storage.exists, names))


@pytest.mark.django_db
def test_the_workers_sweep_once_a_day_together(lost, real_hours):
    cache.delete(orphans.MARK)
    orphans.sweep_daily()
    let_a_day_pass(real_hours)
    cache.add(orphans.MARK, 1, 60)  # another worker was there
    orphans.sweep_daily()
    assert default_storage.exists(lost)
    cache.delete(orphans.MARK)
    orphans.sweep_daily()
    assert not default_storage.exists(lost)


@pytest.mark.django_db
def test_the_command_lists_and_deletes(lost, real_hours):
    let_a_day_pass(real_hours)
    said = StringIO()
    call_command("orphans", stdout=said)
    assert said.getvalue().splitlines() == [
        lost,
        "1 tệp không thuộc hồ sơ nào, trong tổng số 1 tệp đang lưu.",
    ]
    call_command("orphans", "--delete", stdout=said)
    assert said.getvalue().endswith("Đã xóa 1 tệp không thuộc hồ sơ nào.\n")
