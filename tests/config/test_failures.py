"""What fails outside the program fails for real here: databases stop, disks are full or read-only, folders are gone.

Each time: a page that says so, a line in the log, nothing half-written, what was typed still there, and recovery
without a restart.
"""

import errno
import json
import os
import resource
import shutil
import sqlite3
import subprocess
from contextlib import contextmanager
from io import BytesIO
from tempfile import TemporaryDirectory

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from clusters.models import Authority
from config import failures
from documents.models import OfficialDocument
from tests.servers import ask, serve, wait_for

PROFILE = {"full_name": "Nguyễn Thị Giữ Lại", "email": "", "phone": ""}
DOCUMENT = {"kind": "KH", "title": "về tổ chức phong trào thi đua", "certainty": "stated"}


@pytest.fixture
def patient():
    """A client that gets the page of a fault, as a browser does."""
    return Client(raise_request_exception=False)


def text_of(response):
    return response.content.decode()


# --- the database ---------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_keeps_what_was_typed_on_the_page(cast, patient, unreachable_database):
    answer = patient.post(reverse("accounts:profile"), {**PROFILE, "csrfmiddlewaretoken": "x" * 32})
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    said = text_of(answer)
    assert "Hệ thống tạm thời không kết nối được cơ sở dữ liệu." in said
    assert f">{PROFILE['full_name']}</textarea>" in said
    assert "Gửi lại nội dung này" in said
    assert f"Mã yêu cầu: <strong>{answer['X-Request-ID']}</strong>" in said
    data = patient.post(reverse("accounts:profile"), PROFILE, headers={"accept": "application/json"})
    assert (data.status_code, list(data.json())) == (503, ["sentences"])
    assert patient.get(reverse("account_login")).status_code in {200, 503}


@contextmanager
def second_server(folder):
    """A copy of the test's database on a server of its own, which may be stopped; yields (its address, stop, start)."""
    binaries = subprocess.run(
        ["bash", "-c", "ls -d /usr/lib/postgresql/*/bin"], capture_output=True, text=True
    )
    found = binaries.stdout.split()[-1]
    source, port = connection.settings_dict, _free_port()
    as_server = []
    if os.getuid() == 0:  # the server refuses to run as root
        as_server = ["runuser", "-u", "postgres", "--"]
        shutil.chown(folder, "postgres")

    def run(program, *arguments):
        done = subprocess.run(
            [*as_server, f"{found}/{program}", *arguments],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr

    def start():
        run(
            "pg_ctl",
            "-D",
            f"{folder}/data",
            "-s",
            "-w",
            "-l",
            f"{folder}/server.log",
            "-o",
            f"-p {port} -c unix_socket_directories= -c listen_addresses=127.0.0.1 -c fsync=off",
            "start",
        )

    def stop():
        run("pg_ctl", "-D", f"{folder}/data", "-s", "-w", "-m", "immediate", "stop")

    run(
        "initdb",
        "-D",
        f"{folder}/data",
        "-U",
        "postgres",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
    )
    start()
    try:
        run("createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "postgres", "thidua")
        target = f"postgres://postgres@127.0.0.1:{port}/thidua"
        origin = f"postgres://{source['USER']}@{source['HOST']}:{source['PORT']}/{source['NAME']}"
        run("pg_dump", "-Fc", "-f", f"{folder}/copy", origin)
        run("pg_restore", "--no-owner", "-d", target, f"{folder}/copy")
        yield target, stop, start
    finally:
        subprocess.run(
            [*as_server, f"{found}/pg_ctl", "-D", f"{folder}/data", "-s", "-m", "immediate", "stop"],
            cwd=folder,
        )


def _free_port():
    from tests.servers import free_port

    return free_port()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_database_that_stops_and_comes_back_needs_no_restart(cast, tmp_path):
    """A real PostgreSQL is killed under a running server with open connections, and started again."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no server that could stop")
    with (
        TemporaryDirectory(prefix="so-thi-dua-second.", ignore_cleanup_errors=True) as folder,
        second_server(folder) as (url, stop, start),
        serve(tmp_path / "log", DATABASE_URL=url) as address,
    ):
        assert {ask(f"{address}/dang-nhap/")[0] for _ in range(6)} == {200}

        def page():
            """The first page, for a session that the database has to look up."""
            return ask(f"{address}/", cookie="sessionid=k3y0fas3ssionk3y0fas3ssion123456")

        assert page()[0] == 200
        stop()
        said = [page() for _ in range(6)]
        assert {status for status, _ in said} == {503}
        assert all("không kết nối được cơ sở dữ liệu" in text for _, text in said)
        assert json.loads(ask(f"{address}/health/ready")[1])["checks"]["database"] == "failed"
        assert ask(f"{address}/health/live")[0] == 200
        start()
        wait_for(lambda: page()[0] == 200)
        assert {page()[0] for _ in range(6)} == {200}
    assert "thidua.trouble: database away" in (tmp_path / "log").read_text()


def test_a_full_database_disk_has_its_page_and_writes_nothing(cast, sign_in, patient):
    """SQLite is told that its disk ends here; PostgreSQL says 53100 in that case."""
    if connection.vendor != "sqlite":
        pytest.skip("the disk of a shared server is not filled")
    patient.force_login(cast.secretary)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        (pages,) = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        try:
            answer = patient.post(
                reverse("accounts:profile"), {**PROFILE, "phone": "1", "full_name": "Đ" * 100}
            )
            tries = 0
            while answer.status_code != 507 and tries < 300:
                tries += 1
                answer = patient.post(
                    reverse("accounts:profile"), {**PROFILE, "full_name": f"{tries} " + "Đ" * 100}
                )
        finally:
            cursor.execute("PRAGMA max_page_count = 1073741823")
    assert answer.status_code == 507
    assert "Ổ đĩa của máy chủ đã đầy" in text_of(answer)
    assert "Đ" * 100 in text_of(answer)


# --- the disk -------------------------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path, settings):
    """A disk of one megabyte as the place of the files; where none may be mounted, the test cannot be made."""
    place = tmp_path / "small"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", place], capture_output=True)
    if mounted.returncode:
        pytest.skip("this machine lets nobody mount a disk")
    settings.MEDIA_ROOT = place
    yield place
    subprocess.run(["umount", place], check=True)


def upload(client, size):
    """Enter a document with a PDF of about this size."""
    content, paper = BytesIO(), pikepdf.new()
    paper.add_blank_page()
    paper.Root.Rest = paper.make_stream(os.urandom(size))
    paper.save(content)
    sent = {**DOCUMENT, "authority": Authority.objects.get(name="Liên hiệp các Hội tỉnh Mẫu").pk}
    file = SimpleUploadedFile("ke-hoach.pdf", content.getvalue())
    return client.post(reverse("documents:document_add"), {**sent, "upload": file})


def test_a_full_disk_has_its_page_and_serves_again_when_there_is_room(cast, patient, small_disk):
    patient.force_login(cast.secretary)
    answer = upload(patient, 1_500_000)
    assert answer.status_code == 507
    assert "Ổ đĩa của máy chủ đã đầy" in text_of(answer)
    assert DOCUMENT["title"] in text_of(answer)
    assert not OfficialDocument.objects.filter(title=DOCUMENT["title"]).exists()
    for left in small_disk.rglob("*"):
        if left.is_file():
            left.unlink()
    assert upload(patient, 1000).status_code == 302
    assert OfficialDocument.objects.get(title=DOCUMENT["title"]).file.size > 1000


def test_a_read_only_disk_has_its_page_and_serves_again(cast, patient, small_disk):
    patient.force_login(cast.secretary)
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    answer = upload(patient, 1000)
    assert (answer.status_code, answer["Retry-After"]) == (503, "300")
    assert "đang không cho ghi" in text_of(answer)
    assert not OfficialDocument.objects.filter(title=DOCUMENT["title"]).exists()
    assert patient.get(reverse("documents:document_list")).status_code == 200
    subprocess.run(["mount", "-o", "remount,rw", small_disk], check=True)
    assert upload(patient, 1000).status_code == 302


def test_a_file_that_grows_beyond_its_limit_has_the_page_of_a_full_disk(cast, patient, settings, tmp_path):
    """As a quota does, whoever runs the tests: files of this process end at 100 kB."""
    if connection.vendor == "sqlite":
        pytest.skip("the limit would hold for the database's own file")
    settings.MEDIA_ROOT = tmp_path / "files"
    patient.force_login(cast.secretary)
    kept = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, kept[1]))
    try:
        answer = upload(patient, 300_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, kept)
    assert answer.status_code == 507
    assert not OfficialDocument.objects.filter(title=DOCUMENT["title"]).exists()
    assert upload(patient, 300_000).status_code == 302


def test_a_place_of_files_that_is_gone_has_its_page_and_comes_back(cast, patient, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.MEDIA_ROOT.mkdir()
    patient.force_login(cast.secretary)
    assert upload(patient, 1000).status_code == 302
    document = OfficialDocument.objects.get(title=DOCUMENT["title"])
    stored = settings.MEDIA_ROOT.rename(tmp_path / "unplugged")
    settings.MEDIA_ROOT.touch()
    for answer in (
        upload(patient, 1000),
        patient.get(reverse("documents:document_file", args=[document.pk])),
    ):
        assert answer.status_code == 503
        assert "không kết nối được nơi lưu tệp" in text_of(answer)
    assert patient.get(reverse("documents:document_detail", args=[document.pk])).status_code == 200
    settings.MEDIA_ROOT.unlink()
    stored.rename(settings.MEDIA_ROOT)
    served = patient.get(reverse("documents:document_file", args=[document.pk]))
    assert served.status_code == 200
    assert b"".join(served.streaming_content).startswith(b"%PDF")
    served.close()


# --- reading the signs ----------------------------------------------------------------------------------


def raised(error, cause=None):
    try:
        raise error from cause
    except Exception as caught:
        return caught


class Said(Exception):
    def __init__(self, sqlstate):
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (raised(OperationalError("x"), Said("53100")), failures.DISK_FULL),
        (raised(OperationalError("x"), Said("25006")), failures.READ_ONLY),
        (raised(OperationalError("x"), Said("57P01")), failures.DATABASE_AWAY),
        (raised(OperationalError("x"), Said("08006")), failures.DATABASE_AWAY),
        (raised(OperationalError("x"), Said("40P01")), failures.DATABASE_BUSY),
        (raised(OperationalError("x"), Said("42P01")), None),
        (OSError(errno.ENOSPC, "x"), failures.DISK_FULL),
        (OSError(errno.EROFS, "x"), failures.READ_ONLY),
        (OSError(errno.EIO, "x"), failures.STORAGE_AWAY),
        (raised(RuntimeError("in a view"), OSError(errno.EDQUOT, "x")), failures.DISK_FULL),
        (BrokenPipeError(), None),
        (FileNotFoundError("a template"), None),
        (ValueError("a fault of ours"), None),
    ],
)
def test_the_trouble_is_read_from_the_exception(error, trouble):
    assert failures.trouble_of(error) is trouble


def test_a_database_that_somebody_else_is_writing_is_busy(tmp_path):
    path = tmp_path / "x.sqlite3"
    first, second = sqlite3.connect(path), sqlite3.connect(path, timeout=0)
    first.execute("CREATE TABLE t (x)")
    first.execute("BEGIN IMMEDIATE")
    with pytest.raises(sqlite3.OperationalError) as locked:
        second.execute("BEGIN IMMEDIATE")
    assert failures.trouble_of(raised(OperationalError("x"), locked.value)) is failures.DATABASE_BUSY
    first.close()
    second.close()
    gone = tmp_path / "none" / "x.sqlite3"
    with pytest.raises(sqlite3.OperationalError) as away:
        sqlite3.connect(gone)
    assert failures.trouble_of(raised(OperationalError("x"), away.value)) is failures.DATABASE_AWAY
