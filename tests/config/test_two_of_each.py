"""Two web servers and two workers, as on two hosts: they share a PostgreSQL and an S3 storage, and nothing else.

Whoever works there does not notice which of them answers, nor that one of each is killed. `make torture` kills more.
"""

import hashlib
import uuid
from collections import Counter
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZipFile

import hypothesis
import pytest
import requests
import time_machine
from django.db import connection
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from awards.models import Evidence
from clusters.lookup import WRONG_AN_HOUR
from clusters.models import PaperJob, PaperJobItem
from pledges.models import Signature, Touch
from tests import factories as make
from tests.awards.dossiers import dossier
from tests.awards.test_evidence import pdf
from tests.config.test_crashes import address_of
from tests.crashes.parts import Web, Worker, wait_for
from tests.crashes.people import TOKEN, Desk
from tests.crashes.stage import signing

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
TORTURE = hypothesis.settings.get_current_profile_name() == "torture"
ROUNDS = 10 if TORTURE else 1
STRONG = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.PBKDF2PasswordHasher"])


@pytest.fixture
def real_time():
    """The servers live in the time of the machine; so does what the test asks of them."""
    now = datetime.fromtimestamp(time_machine.escape_hatch.time.time(), UTC)
    with time_machine.travel(now, tick=True):
        yield


@pytest.fixture
def hosts(real_time, bucket, tmp_path):
    """Two hosts: (web server, worker) each, with a folder of their own."""
    found = []
    for name in ("mot", "hai"):
        folder = tmp_path / name
        folder.mkdir()
        shared = {
            "DATABASE_URL": address_of(connection.settings_dict),
            "SECRET_KEY": "k7Jq2VbX9s4LrTz8Wm" * 3,
        }
        environment = {**shared, **bucket.environment, "VAR_DIR": str(folder), "WEB_CONCURRENCY": "1"}
        found.append((Web(environment, folder / "web.log"), Worker(environment, folder / "worker.log")))
    parts = [part for host in found for part in host]
    for part in parts:
        part.start()
    for web, _ in found:
        web.wait()
    yield found
    for part in parts:
        part.stop()


@pytest.fixture
def desk(hosts, cast):
    """The browser of the secretary, who signs in at the first host; each click goes to the other one in turn."""
    with STRONG:
        cast.secretary.set_password(make.PASSWORD)
        cast.secretary.save()
    (first, _), (second, _) = hosts
    data = {"login": "secretary", "password": make.PASSWORD, "csrfmiddlewaretoken": TOKEN}
    answer = requests.post(
        f"{first.address}/dang-nhap/",
        data,
        cookies={"csrftoken": TOKEN},
        allow_redirects=False,
        timeout=60,
    )
    assert answer.status_code == 302, answer.text
    return Desk([second.address, first.address], answer.cookies["sessionid"])


def sign(desk, cast):
    """The same touch arrives at both hosts."""
    ceremony = signing(cast)
    place = Signature.objects.get(unit=cast.unit)
    touch = {"key": str(uuid.uuid4()), "kind": "signed", "signature": place.pk}
    touch["at"] = timezone.now().isoformat()
    path = reverse("pledges:console_touch", args=[ceremony.pk])
    answers = [desk.ask("POST", path, json=touch).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert answers[0]["accepted"] is True
    assert (Touch.objects.count(), Event.objects.filter(verb="signed").count()) == (1, 1)


def hand_in(desk, cast):
    """A file that comes in at one host leaves from the other."""
    nomination = dossier(cast)
    content = pdf().read()
    sent = desk.post(
        reverse("awards:evidence_add", args=[nomination.pk]),
        {"title": "Báo cáo"},
        files={"file": ("bao-cao.pdf", content)},
    )
    assert sent.status_code == 302, sent.text
    row = Evidence.objects.get()
    for _ in range(2):
        saved = desk.ask("GET", reverse("awards:evidence_file", args=[row.pk]) + "?tai=1")
        assert hashlib.sha256(saved.content).hexdigest() == row.sha256
        page = desk.ask("GET", reverse("awards:evidence_page", args=[row.pk, 1]))
        assert page.headers["Content-Type"] == "image/png"


def guess(hosts):
    """Wrong codes are counted together."""
    answers = Counter()
    for number in range(WRONG_AN_HOUR + 4):
        web = hosts[number % 2][0]
        path = reverse("clusters:paper_public", args=["AAAABBBBCCCC"])
        answers[requests.get(web.address + path, timeout=60).status_code] += 1
    assert answers == {404: WRONG_AN_HOUR, 429: 4}


def bundle(desk, cast, hosts, number):
    """A bundle is made while one web server and the worker that holds a paper are killed."""
    asked = desk.post(reverse("clusters:year_bundle_add", args=[cast.year.pk]))
    assert asked.status_code == 302, asked.text
    job = PaperJob.objects.latest("pk")
    held = job.items.filter(state="claimed")
    wait_for(held.exists, "a worker takes a paper")
    web = hosts[number % 2][0]
    web.kill()
    holders = {int(name.split(":")[1]) for name in held.values_list("claimed_by", flat=True)}
    victim = next((worker for _, worker in hosts if worker.process.pid in holders), hosts[0][1])
    victim.kill()
    # What the clock does in three minutes.
    PaperJobItem.objects.filter(job=job, claimed_until__gt=timezone.now()).update(
        claimed_until=timezone.now()
    )

    def is_made():
        job.refresh_from_db()
        return job.state == PaperJob.State.DONE

    wait_for(is_made, "the other worker makes the bundle")
    download = desk.ask("GET", reverse("clusters:bundle_download", args=[job.pk]))
    with ZipFile(BytesIO(download.content)) as archive:
        assert archive.testzip() is None
        made = [name for name in archive.namelist() if name.endswith(".pdf")]
    assert len(made) == job.items.count() == len(set(made))
    web.start()
    victim.start()
    web.wait()


def test_people_notice_neither_which_host_answers_nor_that_one_is_killed(hosts, desk, cast, bucket):
    assert [desk.ask("GET", "/").status_code for _ in range(2)] == [200, 200]
    sign(desk, cast)
    hand_in(desk, cast)
    guess(hosts)
    for number in range(ROUNDS):
        bundle(desk, cast, hosts, number)
    assert [desk.ask("GET", "/").status_code for _ in range(2)] == [200, 200]
    kept = {row.file.name for row in PaperJob.objects.all()} | {Evidence.objects.get().file.name}
    assert set(bucket.names()) == kept, "nothing lies there that no row names"
