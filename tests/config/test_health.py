"""What machines ask: does the process answer, has it what it needs. Each failure is a real one."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

from audit import guards
from config import beats, probes
from config.models import WorkerBeat

READY = dict.fromkeys(("database", "migrations", "guards", "storage", "worker", "disk"), "ok")


@pytest.fixture
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.MEDIA_ROOT.mkdir()
    return settings.MEDIA_ROOT


@pytest.fixture
def worker(db, own_files):
    return WorkerBeat.objects.create(worker="a" * 32, host="may-1", seen_at=timezone.now())


def ask():
    answer = Client().get("/health/ready")
    return answer.status_code, answer.json()["checks"]


def test_a_living_process_says_so_and_asks_nothing(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = Client().get("/health/live")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_what_has_everything_is_ready_and_leaves_nothing_behind(worker, own_files):
    answer = Client().get("/health/ready")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "checks": READY})
    assert [path for path in own_files.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
def test_machines_need_no_name_no_https_and_get_no_cookie(worker, settings, path):
    settings.SECURE_SSL_REDIRECT = True
    answer = Client(headers={"host": "10.0.0.7:8000"}).get(path)
    assert (answer.status_code, dict(answer.cookies)) == (200, {})
    assert answer["Cache-Control"] == "no-store"
    assert Client().post(path).status_code == 405


def test_a_migration_that_the_database_has_not_seen(worker):
    recorded = MigrationRecorder(connection).migration_qs.filter(app="installation").order_by("-id")
    last = recorded.first()
    last.delete()
    assert ask() == (503, {**READY, "migrations": "unapplied"})
    assert (last.app, last.name) in probes.unapplied()


def test_a_guard_that_was_taken_out(worker):
    name = "guard_events_are_write_once_update"
    with connection.cursor() as cursor:
        table = " ON audit_event" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER {name}{table}")
    assert guards.missing(connection) == [name]
    assert ask() == (503, {**READY, "guards": "missing"})


def test_files_that_cannot_be_written(worker, own_files, settings):
    own_files.rmdir()
    own_files.write_text("a file stands where the folder should be")
    code, checks = ask()
    assert (code, checks["storage"]) == (503, "failed")


def test_a_worker_that_fell_silent(worker):
    WorkerBeat.objects.update(seen_at=timezone.now() - beats.ALIVE - timedelta(seconds=1))
    assert ask() == (503, {**READY, "worker": "none seen"})


def test_a_disk_that_is_nearly_full(worker, monkeypatch):
    monkeypatch.setattr(probes, "LEAST_FREE", 1 << 62)
    assert ask() == (503, {**READY, "disk": "nearly full"})


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away(own_files, unreachable_database):
    code, checks = ask()
    assert code == 503
    assert {name: checks[name] for name in ("database", "storage", "disk")} == {
        "database": "failed",
        "storage": "ok",
        "disk": "ok",
    }
    assert Client().get("/health/live").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_worker_is_seen_while_it_runs_and_not_when_it_left(monkeypatch):
    seen = []
    monkeypatch.setattr(
        "clusters.management.commands.worker.rescue", lambda: seen.append(WorkerBeat.objects.count())
    )
    monkeypatch.setattr(
        "clusters.management.commands.worker.PatientWorker.configure_signals", lambda self: None
    )
    call_command("worker", once=True)
    assert (seen, WorkerBeat.objects.count()) == ([1], 0)


def test_a_worker_writes_seldom_and_forgets_the_dead(db):
    WorkerBeat.objects.create(worker="gone", host="may-0", seen_at=timezone.now() - beats.FORGOTTEN * 2)
    beats.beat("living")
    first = WorkerBeat.objects.get()
    WorkerBeat.objects.update(seen_at=timezone.now() - timedelta(hours=1))
    beats.beat("living")  # the same quarter of a minute
    assert WorkerBeat.objects.get().seen_at < first.seen_at
    beats.leave("living")
    beats.beat("living")
    assert WorkerBeat.objects.get().seen_at >= first.seen_at
    beats.leave("living")
