"""Bundles made by real workers, processes of their own that are killed in the middle: nothing lost, nothing twice.

`make torture` asks for more papers and kills more often.
"""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZipFile

import hypothesis
import pytest
import time_machine
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from clusters import actions, bulk, papers
from clusters.models import PaperJob, Plan
from tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True)
TORTURE = hypothesis.settings.get_current_profile_name() == "torture"
PAPERS, KILLS = (60, 6) if TORTURE else (10, 1)
PATIENCE = 300  # seconds until a test gives up


@pytest.fixture
def real_time():
    """The workers live in the time of the machine; so does what the test asks of them."""
    now = datetime.fromtimestamp(time_machine.escape_hatch.time.time(), UTC)
    with time_machine.travel(now, tick=True):
        yield


@pytest.fixture
def job(cast, real_time):
    """A bundle of the plans of many clusters."""
    year = timezone.localdate().year
    for number in range(PAPERS):
        cluster = make.make_cluster(cast.authority, cast.units, number=str(100 + number))
        cluster_year = make.make_year(cluster, year)
        plan = Plan(cluster_year=cluster_year, title=f"Kế hoạch của {cluster}")
        actions.save_plan(plan, by=cast.secretary)
    kind = papers.kind_of("ke-hoach")
    wanted = bulk.of_authority(cast.authority, year, kind, cast.secretary)
    assert len(wanted) == PAPERS
    return actions.bundle_papers(
        PaperJob(title="Kế hoạch của các cụm", authority=cast.authority), wanted, by=cast.secretary
    )


def start():
    """Start a worker on the database and the files of this test; it leaves when nothing waits any more."""
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{found['NAME']}"
    else:
        url = f"postgres://{found['USER']}@{found['HOST']}:{found['PORT']}/{found['NAME']}"
    scope = {**os.environ, "DATABASE_URL": url, "MEDIA_ROOT": str(settings.MEDIA_ROOT)}
    command = [sys.executable, "manage.py", "worker", "--once"]
    return subprocess.Popen(command, cwd=settings.BASE_DIR, env=scope, stderr=subprocess.PIPE)


def wait_until(true):
    limit = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < limit, "the workers take too long"
        time.sleep(0.02)


def finish(*workers):
    for worker in workers:
        _, said = worker.communicate(timeout=PATIENCE)
        assert (worker.returncode, said.decode()) == (0, "")


def let_leases_end(job):
    """What the clock does in three minutes."""
    job.items.filter(state="claimed").update(claimed_until=timezone.now())


def papers_in_the_zip(job):
    """Return the folders of the papers, one for each cluster, as often as they lie in the ZIP."""
    job.refresh_from_db()
    with job.file.open() as stored, ZipFile(BytesIO(stored.read())) as archive:
        assert archive.testzip() is None
        return sorted(name.split("/")[0] for name in archive.namelist() if name.endswith(".pdf"))


def test_no_paper_is_lost_or_made_twice_when_workers_are_killed(job):
    for kill in range(1, KILLS + 1):
        worker = start()
        done = PAPERS * kill // (KILLS + 1)
        held = job.items.filter(state="claimed")
        wait_until(
            lambda done=done, held=held: job.items.filter(state="done").count() >= done and held.exists()
        )
        worker.send_signal(signal.SIGKILL)
        worker.communicate()
        assert worker.returncode == -signal.SIGKILL
        job.refresh_from_db()
        assert job.state == "running"
        let_leases_end(job)
    finish(start())
    assert papers_in_the_zip(job) == sorted(job.items.values_list("folder", flat=True))
    assert job.state == "done"
    attempts = list(job.items.values_list("attempts", flat=True))
    assert PAPERS <= sum(attempts) <= PAPERS + KILLS
    assert not default_storage.exists(bulk.folder_of(job.pk))


def test_two_workers_share_a_bundle_and_make_each_paper_once(job):
    finish(*[start(), start()])
    assert papers_in_the_zip(job) == sorted(job.items.values_list("folder", flat=True))
    assert job.state == "done"
    assert set(job.items.values_list("attempts", flat=True)) == {1}


def test_a_worker_that_is_asked_to_leave_finishes_what_it_holds(job):
    worker = start()
    wait_until(lambda: job.items.filter(state="claimed").exists())
    worker.send_signal(signal.SIGTERM)
    finish(worker)
    assert not job.items.filter(state="claimed").exists()
    finish(start())
    assert papers_in_the_zip(job) == sorted(job.items.values_list("folder", flat=True))
    assert set(job.items.values_list("attempts", flat=True)) == {1}
