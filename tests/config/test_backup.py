"""The drill: fill, back up, destroy, restore, compare every row of every table and every file by its bytes."""

import itertools
import shutil
import stat
import threading
from datetime import UTC, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.db.migrations.recorder import MigrationRecorder

from audit import guards
from audit.models import Event
from awards.models import ScoreCriterion, ScoreTable
from clusters import actions
from clusters.models import Authority, ClusterYear, Person
from config.backup import BackupError, making
from config.backup.checking import check
from config.backup.restoring import restore
from config.backup.tables import lines_of, tables_of
from documents import actions as document_actions
from documents.models import OfficialDocument
from tests import factories as make
from tests.documents.test_documents_files import checked

from .archives import KEY, with_about

pytestmark = pytest.mark.django_db(transaction=True)
PUBLIC = [KEY.to_public()]
DECOMPOSED = "To\u0302\u0309 chức"  # as an older program wrote it, past the fields that clean


@pytest.fixture
def real_time():
    """Two backups of one second would have one name."""
    now = datetime.fromtimestamp(time_machine.escape_hatch.time.time(), UTC)
    with time_machine.travel(now, tick=True):
        yield


@pytest.fixture
def installation(cast, settings, tmp_path):
    """An authority at work, with whatever two databases may understand differently."""
    settings.MEDIA_ROOT = tmp_path / "files"
    pledge = make.make_agreed_pledge(cast.year, by=cast.secretary, contents=("Đoàn kết, sáng tạo", "Thi đua"))
    make.sign_all(pledge, by=cast.secretary)
    ceremony = make.make_ceremony(cast.year, by=cast.secretary)
    type(ceremony).objects.update(
        starts_at=time(8, 30), countdown_to=datetime(2026, 3, 1, 1, 2, 3, 456789, tzinfo=UTC)
    )
    document = OfficialDocument(authority=cast.authority, kind="HD", number="05/HD-LHH", title="về chấm điểm")
    document = document_actions.add_document(document, by=cast.secretary)
    document_actions.put_file(document, checked(name="Hướng dẫn.pdf"), by=cast.secretary)
    table = ScoreTable.objects.create(cluster_year=cast.year, whole=Decimal("100.50"), ceiling=None)
    ScoreCriterion.objects.create(table=table, name="Phong trào", maximum=Decimal("0.10"), step=None)
    odd = {"b": [1, 2.5, None, True, ""], "a": {"Đ": "dòng 1\ndòng 2 \u2028 “”", "1": 10**15}}
    ClusterYear.objects.update(carried=odd)
    Authority.objects.filter(pk=cast.other_authority.pk).update(place_name=DECOMPOSED)
    Person.objects.create(authority=cast.authority, full_name="Nguyễn Văn Số Cuối").delete()
    return cast


def everything():
    """Every row of every table, column by column, as the program reads it."""
    return {
        model._meta.label: {row["pk"]: row for row in model._base_manager.values("pk", *columns(model))}
        for model in tables_of(apps)
    }


def columns(model):
    return [field.attname for field in model._meta.local_concrete_fields]


def files_of(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def destroy(settings):
    guards.remove(connection)
    call_command("flush", interactive=False, verbosity=0)
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)


def without_events(rows, *verbs):
    """What is there but for the events that backup and restore themselves leave, and their places in a chain."""
    added = {pk for pk, row in rows["audit.Event"].items() if row["verb"] in verbs}
    return {
        label: {pk: row for pk, row in table.items() if not ({pk, row.get("event_id")} & added)}
        if label.startswith("audit.")
        else table
        for label, table in rows.items()
        if label != "audit.ChainHead"
    }


def test_everything_comes_back(installation, settings, tmp_path):
    rows, files = everything(), files_of(settings.MEDIA_ROOT)
    assert len(rows["pledges.Signature"]) == 4
    assert len(files) == 1
    made = making.make(tmp_path / "backups", PUBLIC)
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert check(made.path, [KEY]).rows == made.rows
    assert Event.objects.get(verb="backup_made").subject_label == "Hệ thống Sổ thi đua"
    last_person = Person.objects.create(authority=installation.authority, full_name="Sau khi sao lưu").pk

    destroy(settings)
    restore(made.path, [KEY])
    assert without_events(everything(), "restored") == without_events(rows)
    assert files_of(settings.MEDIA_ROOT) == files
    assert guards.missing(connection) == []
    told = Event.objects.get(verb="restored")
    assert ["Tệp", "", made.path.name] in told.changes
    # A number that stands in the history is not given to another row, though its own is long gone.
    again = Person.objects.create(authority=installation.authority, full_name="Nguyễn Văn Tiếp Theo")
    assert again.pk == last_person

    with pytest.raises(BackupError, match="đã có dữ liệu"):
        restore(made.path, [KEY])


def test_a_damaged_or_foreign_backup_leaves_the_installation_empty(installation, settings, tmp_path):
    made = making.make(tmp_path / "backups", PUBLIC)
    content = bytearray(made.path.read_bytes())
    content[-9] ^= 1
    damaged = tmp_path / "damaged.age"
    damaged.write_bytes(content)
    older = with_about(made.path, tmp_path / "older.age", migrations=[["audit", "0001_initial"]])
    newer = with_about(made.path, tmp_path / "newer.age", version="9.0", migrations=[["audit", "0999_later"]])

    destroy(settings)
    before = everything()
    for path, says in [(damaged, "đã hỏng"), (older, "theo một phiên bản khác"), (newer, "phiên bản 9.0")]:
        with pytest.raises(BackupError, match=says):
            restore(path, [KEY])
        assert everything() == before
        assert files_of(settings.MEDIA_ROOT) == {}
    guards.install(connection)
    restore(made.path, [KEY])


def test_tables_of_another_version_are_not_backed_up(installation, tmp_path):
    MigrationRecorder(connection).record_unapplied("admin", "0003_logentry_add_action_flag_choices")
    try:
        with pytest.raises(BackupError, match="chưa được chuyển sang phiên bản đang cài đặt"):
            making.make(tmp_path, PUBLIC)
    finally:
        MigrationRecorder(connection).record_applied("admin", "0003_logentry_add_action_flag_choices")
    assert list(tmp_path.glob("*.age*")) == []


def test_people_work_on_and_the_backup_is_one_moment(installation, settings, tmp_path, real_time):
    """Each action writes two rows: at every moment there are as many of the one as of the other."""
    stop, done, failures = threading.Event(), itertools.count(), []

    def work():
        try:
            while not stop.is_set():
                person = Person(authority=installation.authority, full_name=f"Người thứ {next(done)}")
                actions.add_person(person, by=installation.secretary)
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    worker = threading.Thread(target=work)
    worker.start()
    try:
        with making.one_moment():
            first = count_of_two()
            before = next(done)
            while next(done) < before + 30 and worker.is_alive():
                stop.wait(0.01)
            assert count_of_two() == first
        made = making.make(tmp_path / "backups", PUBLIC)
    finally:
        stop.set()
        worker.join()
    assert failures == []
    destroy(settings)
    restore(made.path, [KEY])
    people, events = count_of_two()
    assert people == events >= first[0]


def count_of_two():
    people = sum(b"\xc6\xb0\xe1\xbb\x9di th" in line for line in lines_of(Person))
    events = sum(b'"person_added"' in line for line in lines_of(Event))
    return people, events


def test_a_missing_file_is_named_and_keeps_nobody_from_restoring(installation, settings, tmp_path, capsys):
    settings.BACKUP_FOLDER, settings.BACKUP_RECIPIENTS = tmp_path / "backups", [str(PUBLIC[0])]
    key = tmp_path / "khoa"
    key.write_text(f"{KEY}\n")
    name = OfficialDocument.objects.exclude(file="").get().file.name
    (Path(settings.MEDIA_ROOT) / name).unlink()

    call_command("backup")
    said = capsys.readouterr()
    assert "Đã lập bản sao lưu" in said.out
    assert name in said.err
    assert ["Số tệp không còn trong kho", "", "1"] in Event.objects.get(verb="backup_made").changes
    call_command("backup", "list")
    (path,) = making.archives_in(settings.BACKUP_FOLDER)
    assert str(path) in capsys.readouterr().out
    call_command("backup", "verify", str(path), "--identity", str(key))
    said = capsys.readouterr()
    assert "nguyên vẹn" in said.out
    assert name in said.err

    destroy(settings)
    settings.SECRET_KEY, settings.PUBLIC_URL = "mot-khoa-khac" * 5, "https://moi.example.vn"
    call_command("restore", str(path), "--identity", str(key))
    said = capsys.readouterr().out
    for words in ("SECRET_KEY khác", "Mã QR", "1 tệp đã thiếu từ khi sao lưu", "Khởi động lại"):
        assert words in said
    with pytest.raises(CommandError, match="đã có dữ liệu"):
        call_command("restore", str(path), "--identity", str(key))
