"""The doctor finds what is broken, and says how to mend it. Each thing is broken for real."""

import json
import os
import re
import shutil
import socketserver
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings as product
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from audit import record
from audit.verbs import Verb
from config import beats, doctor
from config.doctor import State, data, examine, files, outside, running, setting
from config.models import Maintenance, WorkerBeat
from documents.certificates import make_test_seal


def real_now():
    return datetime.fromtimestamp(time_machine.escape_hatch.time.time(), UTC)


SMTP = "django.core.mail.backends.smtp.EmailBackend"


def worst(function):
    """Return (state, what was seen) of the worst finding of one check."""
    found = list(examine([("", function)]))
    finding = max(found, key=lambda finding: list(State).index(finding.state))
    assert finding.state is State.GOOD or finding.advice
    return finding.state, finding.seen


@pytest.fixture
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.MEDIA_ROOT.mkdir(mode=0o750)
    return settings.MEDIA_ROOT


def test_a_sound_installation_has_nothing_broken_but_its_missing_worker(db, own_files, settings, capsys):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with pytest.raises(SystemExit) as left:
        call_command("doctor")
    said = capsys.readouterr().out
    assert left.value.code == 1
    if connection.vendor == "postgresql":  # whose clock is not the test's
        said = re.sub(r"(?m)^Hỏng     Đồng hồ: Đồng hồ máy này và máy cơ sở dữ liệu lệch nhau .*$", "", said)
    assert [line for line in said.splitlines() if line.startswith("Hỏng")] == [
        "Hỏng     Tiến trình nền: Không có tiến trình nền nào đang chạy."
    ]
    WorkerBeat.objects.create(worker="a", host="may-1", seen_at=timezone.now())
    with time_machine.travel(real_now(), tick=True):
        WorkerBeat.objects.update(seen_at=timezone.now())
        call_command("doctor", json=True)
    found = json.loads(capsys.readouterr().out)
    assert {finding["state"] for finding in found} == {"good", "look"}
    assert {finding["label"] for finding in found} == {"Đạt", "Cần xem"}


def test_every_check_says_what_it_looks_at():
    abouts = [about for about, _ in doctor.CHECKS]
    assert len(set(abouts)) == len(abouts) == 19


def test_what_a_check_raises_is_a_finding_without_secrets(settings):
    def raises():
        yield doctor.good("so far")
        raise RuntimeError(f"the key {settings.SECRET_KEY} is no good")

    ((state, seen),) = [(finding.state, finding.seen) for finding in examine([("", raises)])]
    assert state is State.BROKEN
    assert settings.SECRET_KEY not in seen


# --- data ---------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away(unreachable_database):
    state, seen = worst(data.reach)
    assert state is State.BROKEN
    assert seen.startswith("Không kết nối được")


def test_a_migration_and_a_guard_that_are_missing(db):
    assert (worst(data.migrations)[0], worst(data.guards_stand)[0]) == (State.GOOD, State.GOOD)
    MigrationRecorder(connection).migration_qs.filter(app="installation").order_by("-id").first().delete()
    with connection.cursor() as cursor:
        table = " ON audit_event" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER guard_events_are_write_once_delete{table}")
    assert worst(data.migrations)[0] is State.BROKEN
    assert worst(data.guards_stand) == (
        State.BROKEN,
        "Thiếu 1 ràng buộc trong cơ sở dữ liệu, ví dụ guard_events_are_write_once_delete.",
    )


def test_a_role_that_may_change_the_history_is_told(db):
    if connection.vendor == "sqlite":
        assert worst(data.rights_on_the_history)[0] is State.GOOD
        return
    assert worst(data.rights_on_the_history)[0] is State.LOOK  # the test's role owns everything
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE ROLE clerk; GRANT SELECT, INSERT ON audit_event TO clerk; SET LOCAL ROLE clerk"
        )
        assert worst(data.rights_on_the_history)[0] is State.GOOD
        cursor.execute("RESET ROLE")


def test_a_cache_without_its_table_or_folder(db, settings, tmp_path):
    (tmp_path / "file").touch()
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": tmp_path / "file",
        }
    }
    assert worst(data.cache)[0] is State.BROKEN


# --- files --------------------------------------------------------------------------------------------


def test_a_storage_that_is_away_and_one_that_everybody_reads(own_files, settings):
    assert worst(files.storage)[0] is State.GOOD
    own_files.chmod(0o755)
    assert worst(files.storage)[0] is State.LOOK
    settings.STATIC_ROOT = own_files.parent
    assert worst(files.storage)[0] is State.BROKEN
    shutil.rmtree(own_files)
    own_files.touch()
    assert worst(files.storage)[0] is State.BROKEN


def test_files_in_a_bucket_have_no_folder_to_look_at(bucket):
    assert worst(files.storage) == (State.GOOD, "Ghi, đọc và xóa thử một tệp: được.")
    bucket.stop()
    assert worst(files.storage)[0] is State.BROKEN


def test_static_files_that_were_not_collected(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    backend = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": backend}}
    assert worst(files.static_files)[0] is State.BROKEN


def test_certificates_that_end_and_passphrases_that_do_not_open(settings, tmp_path, frozen_day):
    settings.SEALS_FILE = ""
    assert worst(files.seals)[0] is State.LOOK
    settings.SEALS_FILE = str(make_test_seal(tmp_path / "seals"))
    assert worst(files.seals) == (State.GOOD, "*: CHỨNG THƯ THỬ NGHIỆM, có hiệu lực đến 28/02/2031.")
    frozen_day.shift(timedelta(days=5 * 365 - 10))
    assert worst(files.seals)[0] is State.LOOK
    frozen_day.shift(timedelta(days=10))
    assert worst(files.seals)[0] is State.BROKEN
    passphrase = tmp_path / "seals" / "mat-khau"
    passphrase.write_text("sai")
    (tmp_path / "seals" / "con-dau.p12").touch()
    os.utime(tmp_path / "seals" / "con-dau.p12", ns=(1, 1))
    assert worst(files.seals)[0] is State.BROKEN
    (tmp_path / "seals" / "seals.toml").write_text("[[seal")
    assert worst(files.seals)[0] is State.BROKEN


# --- what runs ----------------------------------------------------------------------------------------


def test_workers_that_are_silent(db):
    assert worst(running.workers)[0] is State.BROKEN
    row = WorkerBeat.objects.create(worker="a", host="may-1", seen_at=timezone.now())
    assert worst(running.workers) == (State.GOOD, "Đang chạy: 1, trên may-1.")
    WorkerBeat.objects.create(worker="b", host="may-2", seen_at=timezone.now() - timedelta(hours=1))
    assert worst(running.workers) == (State.LOOK, "Tiến trình nền trên may-2 không báo từ 08:00 02/03/2026.")
    row.seen_at = timezone.now() - beats.ALIVE
    row.save()
    assert worst(running.workers)[0] is State.BROKEN


@pytest.mark.parametrize(
    ("age", "state"),
    [
        (None, State.LOOK),
        (timedelta(hours=3), State.GOOD),
        (timedelta(hours=30), State.LOOK),
        (timedelta(8), State.BROKEN),
    ],
)
def test_backups_that_are_old(cast, frozen_day, age, state):
    if age is not None:
        record.record(Verb.BACKUP_MADE, by=None, subject=cast.authority)
        frozen_day.shift(age)
    assert worst(running.backups)[0] is state


def test_a_maintenance_that_was_forgotten(db):
    assert worst(running.maintenance)[0] is State.GOOD
    Maintenance.objects.create(reason="Nâng cấp")
    assert worst(running.maintenance) == (State.LOOK, "Hệ thống đang tạm dừng từ 09:00 02/03/2026: Nâng cấp.")


# --- outside, settings --------------------------------------------------------------------------------


class Greets(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(b"220 mail\r\n")
        for line in self.rfile:
            self.wfile.write(b"250 ok\r\n" if not line.upper().startswith(b"QUIT") else b"221 bye\r\n")
            if line.upper().startswith(b"QUIT"):
                return


def test_a_mail_server_that_does_not_answer(settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.locmem.EmailBackend", "127.0.0.1"
    assert worst(outside.mail)[0] is State.LOOK
    settings.EMAIL_BACKEND, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = SMTP, 1, False
    assert worst(outside.mail)[0] is State.BROKEN
    with socketserver.TCPServer(("127.0.0.1", 0), Greets) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        settings.EMAIL_PORT = server.server_address[1]
        assert worst(outside.mail)[0] is State.GOOD


def test_production_over_plain_http_and_papers_without_https(settings):
    assert worst(setting.https)[0] is State.LOOK
    settings.PRODUCTION, settings.SECURE_SSL_REDIRECT, settings.ALLAUTH_TRUSTED_PROXY_COUNT = True, True, 1
    settings.PUBLIC_URL = "https://thidua.example.vn"
    assert worst(setting.https)[0] is State.GOOD
    settings.SECURE_SSL_REDIRECT = False
    assert worst(setting.https)[0] is State.LOOK
    settings.PUBLIC_URL = "http://thidua.example.vn"
    assert worst(setting.https)[0] is State.BROKEN


def test_a_missing_font_and_a_library_of_another_version(settings, tmp_path):
    assert (worst(setting.document_fonts)[0], worst(setting.versions)[0]) == (State.GOOD, State.GOOD)
    settings.DOCUMENT_FONT_DIR = str(tmp_path)
    assert worst(setting.document_fonts)[0] is State.BROKEN
    settings.DOCUMENT_FONT_DIR = ""
    assert worst(setting.document_fonts)[0] is State.GOOD
    settings.BASE_DIR = tmp_path
    (tmp_path / "requirements.txt").write_text("django==1.0 \\\n    --hash=sha256:0\nkhong-co==1 \\\n")
    state, seen = worst(setting.versions)
    assert state is State.BROKEN
    assert "2 thư viện khác" in seen


def test_the_doctor_comes_where_the_database_is_gone(tmp_path):
    """In a process of its own, as an administrator runs it: it finishes, and says so."""
    keep = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    nowhere = {"DATABASE_URL": "postgres://thidua:mat-khau-kin@127.0.0.1:1/thidua", "VAR_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "manage.py", "doctor"],
        cwd=product.BASE_DIR,
        env={**keep, **nowhere},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Hỏng     Cơ sở dữ liệu: Không kết nối được" in done.stdout
    assert "Đạt      Phông chữ văn bản" in done.stdout
    assert "mat-khau-kin" not in done.stdout + done.stderr
