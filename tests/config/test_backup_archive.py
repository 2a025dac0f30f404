"""The file of a backup: nothing of it can be changed, cut off or exchanged without being noticed."""

import base64
import os
import resource
import stat
from contextlib import contextmanager, suppress

import pyrage
import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from config.backup import BackupError, keys, making
from config.backup.archive import Tar, encrypt
from config.backup.checking import check
from config.backup.restoring import _files
from config.backup.tables import LEFT_OUT, columns_of, tables_of

from .archives import KEY, lock, members_of, small

TABLE = "tables/clusters.Unit/000001.jsonl.gz"
FILE = "files/uploads/ab/1.pdf"


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    return small(tmp_path_factory.mktemp("archive") / "a.age")


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


def test_a_sound_backup_is_read_to_its_end(archive):
    report = check(archive, [KEY])
    assert (report.rows, report.files, report.missing) == (3, 1, [])


def test_other_programs_can_open_it(archive):
    names = list(members_of(archive))
    assert names == ["about.json", TABLE, FILE, "index/000001.jsonl", "manifest.json"]


def test_more_members_than_one_index_holds(tmp_path):
    files = [(f"uploads/{number}.pdf", b"%d" % number) for number in range(1200)]
    path = small(tmp_path / "many.age", files=files)
    assert check(path, [KEY]).files == 1200
    assert [name for name in members_of(path) if name.startswith("index/")] == [
        "index/000001.jsonl",
        "index/000002.jsonl",
    ]


# --- damage ------------------------------------------------------------------------------------------


@given(data=st.data())
def test_no_byte_can_be_changed(archive, data, tmp_path_factory):
    content = bytearray(archive.read_bytes())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    path = tmp_path_factory.getbasetemp() / "changed.age"
    path.write_bytes(content)
    with pytest.raises(BackupError, match=r"hỏng|không mở được"):
        check(path, [KEY])


@given(data=st.data())
def test_no_end_can_be_cut_off_or_added(archive, data, tmp_path_factory):
    content = archive.read_bytes()
    cut = content[: data.draw(st.integers(0, len(content) - 1))]
    path = tmp_path_factory.getbasetemp() / "cut.age"
    for wrong in (cut, content + data.draw(st.binary(min_size=1, max_size=40))):
        path.write_bytes(wrong)
        with pytest.raises(BackupError, match=r"hỏng|không mở được"):
            check(path, [KEY])


def swapped(members):
    names = list(members)
    names[1], names[2] = names[2], names[1]
    return [(name, members[name]) for name in names]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda members: [item for item in members.items() if item[0] != FILE], "không khớp với danh mục"),
        (lambda members: [(name, b"x" if name == FILE else data) for name, data in members.items()], FILE),
        (lambda members: [(name, b"x" if name == TABLE else data) for name, data in members.items()], TABLE),
        (swapped, "không khớp với danh mục"),
        (lambda members: list(members.items())[:-1], "thiếu phần cuối"),
        (lambda members: [*members.items(), ("files/x", b"")], "sau phần cuối"),
        (
            lambda members: [item for item in members.items() if not item[0].startswith("index/")],
            "số phần không khớp",
        ),
        (
            lambda members: [
                (name, data.replace(b'"rows": 3', b'"rows": 2')) for name, data in members.items()
            ],
            "bảng clusters.Unit không khớp",
        ),
        (
            lambda members: [
                (name, data.replace(b'"files": 1', b'"files": 2')) for name, data in members.items()
            ],
            "số tệp không khớp",
        ),
        (lambda members: [*list(members.items())[1:]], "không phải bản sao lưu"),
        (
            lambda members: [
                (name, data.replace(b'"format": 1', b'"format": 2')) for name, data in members.items()
            ],
            "phiên bản mới hơn",
        ),
        (
            lambda members: [
                (name, b"{" if name == "manifest.json" else data) for name, data in members.items()
            ],
            "không đọc được cấu trúc",
        ),
    ],
)
def test_what_was_put_together_again_by_somebody_with_the_public_key_is_refused(
    archive, tmp_path, change, says
):
    path = lock(change(members_of(archive)), tmp_path / "forged.age")
    with pytest.raises(BackupError, match=says):
        check(path, [KEY])


# --- keys --------------------------------------------------------------------------------------------


def test_a_key_is_made_once_and_readable_by_its_owner_only(tmp_path, capsys):
    path = tmp_path / "khoa.txt"
    call_command("backup", "keygen", str(path))
    public = str(keys.identities(path)[0].to_public())
    assert f"Khóa công khai: {public}" in capsys.readouterr().out
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_bytes()
    with pytest.raises(CommandError, match="khóa cũ vẫn được giữ nguyên"):
        call_command("backup", "keygen", str(path))
    assert path.read_bytes() == before


# As `age -p` writes it, with so little work that a test does not wait.
LOCKED = """
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCBqZWl2dnNpUlVzd1BvWjI2bkhXZGFBIDEwCmFRWWhHWUVld1pQTlRoSXlZ
SnZtakVHYUZvNFpRS3ZhcVE3NE5WWFRnazQKLS0tIDdiZjBTN3QrRHpnc2IxZm5ndjdoMDdxTzh5WUJmWjJaNlFDL1VlRFpjMHcK
lPmXnCmX/TX76VocbSFz61yVqmdQsOKy2kQgtqyW/bUOZ1McmIa32BN/uE8f40KsmcTdE/En23T27mxYSGC0ISE1eAYULICGWOPc
eXxArJNWEK7AnecvD2ndkH9tqKG6OzqowDRQU/VDe03ImO8NCBVMfHkZMQuHTtQ/svWNG7JYe2cVn2zWhOZfwtIzbsjgnUndo5Eb
OExAw6IwfgiutZi5BzYnxztRJEXlq/yzQgHC9AZD6EbWOw==
"""
ITS_PUBLIC = "age1fwfwq7gc06dl7vatwxvuw7503spptqefuufvk7yswlxurk7mwfcquez399"


def test_a_key_may_be_locked_with_a_passphrase(tmp_path):
    secret, wrong, empty = tmp_path / "mat-khau", tmp_path / "sai", tmp_path / "trong"
    secret.write_text("bảy chữ dễ nhớ mà khó đoán\n")
    wrong.write_text("một cụm khác\n")
    empty.touch()
    path = tmp_path / "khoa.txt"
    path.write_bytes(base64.b64decode(LOCKED))
    assert str(keys.identities(path, secret)[0].to_public()) == ITS_PUBLIC
    with pytest.raises(BackupError, match="Cụm mật khẩu không đúng"):
        keys.identities(path, wrong)
    with pytest.raises(BackupError, match="--passphrase-file"):
        keys.identities(path)
    with pytest.raises(BackupError, match="không có cụm mật khẩu"):
        keys.identities(path, empty)


def test_a_locked_key_asks_for_no_more_work_than_the_machine_can_do(tmp_path):
    secret, path = tmp_path / "mat-khau", tmp_path / "khoa.txt"
    secret.write_text("bảy chữ dễ nhớ mà khó đoán\n")
    path.write_bytes(base64.b64decode(LOCKED).replace(b" 10\n", b" 40\n"))
    with pytest.raises(BackupError, match="quá bận"):
        keys.identities(path, secret)


def test_keygen_locks_with_a_passphrase(tmp_path):
    path = tmp_path / "khoa.txt"
    keys.make(path, "bảy chữ dễ nhớ mà khó đoán")
    assert path.read_bytes().startswith(keys.LOCKED)
    assert b"AGE-SECRET-KEY" not in path.read_bytes()


def test_the_wrong_key_is_told_from_damage(archive):
    with pytest.raises(BackupError, match="Khóa này không mở được bản sao lưu"):
        check(archive, [pyrage.x25519.Identity.generate()])


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["make"], "Chưa có khóa công khai"),
        (["make", "--recipient", "age1sai"], "không phải là khóa công khai"),
        (["make", "--keep", "0"], "--keep phải là một số nguyên từ 1"),
        (["make", "--keep", "hai"], "--keep phải là một số nguyên từ 1"),
        (["verify", "a.age"], "Cách gọi"),
        (["verify", "a.age", "--identity", "khong-co"], "Không đọc được tệp khong-co"),
        (["verify", "khong-co.age", "--identity", "{key}"], "Không mở được tệp khong-co.age"),
        (["verify", "a.age", "--identity", "{archive}"], "không phải là tệp khóa bí mật"),
        (["sao"], "Không có việc “sao”"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(settings, tmp_path, arguments, says):
    settings.BACKUP_RECIPIENTS, settings.BACKUP_FOLDER = [], tmp_path
    key, other = tmp_path / "khoa", tmp_path / "khac"
    key.write_text(f"{KEY}\n")
    other.write_text("AGE\n")
    named = {"{key}": str(key), "{archive}": str(other)}
    with pytest.raises(CommandError, match=says):
        call_command("backup", *[named.get(argument, argument) for argument in arguments])


def test_restoring_asks_for_file_and_key():
    with pytest.raises(CommandError, match="Cách gọi"):
        call_command("restore", "a.age")


def test_no_row_of_a_backup_points_to_a_table_that_is_left_out():
    left_out = {model for model in apps.get_models() if model._meta.label in LEFT_OUT}
    assert len(left_out) >= 4
    pointing = [
        str(field)
        for model in tables_of(apps)
        for field in columns_of(model)
        if field.related_model in left_out
    ]
    assert pointing == []


# --- the folder --------------------------------------------------------------------------------------


def test_old_backups_go_and_nothing_else(tmp_path):
    names = [f"so-thi-dua-2026030{day}-020000.age" for day in range(1, 6)]
    for name in [*names, "so-thi-dua-cu.age", "khac.txt"]:
        (tmp_path / name).touch()
    gone = making.remove_old(tmp_path, 2)
    assert sorted(path.name for path in gone) == names[:3]
    assert {path.name for path in tmp_path.iterdir()} == {*names[3:], "so-thi-dua-cu.age", "khac.txt"}


def test_what_a_killed_backup_left_goes_the_day_after(tmp_path):
    now = timezone.now()
    for name, hours in [
        ("so-thi-dua-20260301-013000.age.part", 30),
        ("so-thi-dua-20260302-013000.age.part", 2),
    ]:
        (tmp_path / name).touch()
        os.utime(tmp_path / name, times=(now.timestamp() - hours * 3600,) * 2)
    making._clear_unfinished(tmp_path, now)
    assert [path.name for path in tmp_path.iterdir()] == ["so-thi-dua-20260302-013000.age.part"]


@contextmanager
def disk_of(size):
    """The system refuses to let any file of this process grow beyond."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_leaves_no_half_backup(tmp_path):
    path = tmp_path / "so-thi-dua-20260302-090000.age"
    with pytest.raises(BackupError, match="đã hết chỗ"), disk_of(3_000_000), making._new_file(path) as file:
        encrypt((bytes(65536) for _ in range(1000)), file, [KEY.to_public()])
    assert list(tmp_path.iterdir()) == []


def test_a_failure_while_rows_are_read_leaves_no_half_backup(tmp_path):
    def broken():
        yield bytes(1_000_000)
        raise BackupError("Tệp thay đổi")

    path = tmp_path / "so-thi-dua-20260302-090000.age"
    with pytest.raises(BackupError, match="Tệp thay đổi"), making._new_file(path) as file:
        encrypt(broken(), file, [KEY.to_public()])
    assert list(tmp_path.iterdir()) == []


def test_a_backup_that_is_there_is_not_written_over(tmp_path):
    path = tmp_path / "so-thi-dua-20260302-090000.age"
    path.write_bytes(b"cu")
    with pytest.raises(BackupError, match="được giữ nguyên"), making._new_file(path):
        raise AssertionError("nothing is written")
    assert path.read_bytes() == b"cu"


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "tep").touch()
    with (
        pytest.raises(BackupError, match="Không đọc, ghi được"),
        making._new_file(tmp_path / "tep" / "a.age"),
    ):
        raise AssertionError("nothing is written")


# --- files that come back ----------------------------------------------------------------------------


class Given:
    """A member of an archive as far as files go."""

    def __init__(self, content, digest):
        self.rest, self.digest = content, digest

    def read(self, size):
        given, self.rest = self.rest[:size], self.rest[size:]
        return given


HELLO = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"


def test_a_file_comes_back_under_its_name(media):
    with _files() as files:
        files.put("uploads/ab/1.pdf", Given(b"hello", HELLO))
    assert (media / "uploads/ab/1.pdf").read_bytes() == b"hello"


def test_a_store_that_takes_no_file_is_named(media):
    media.mkdir()
    (media / "uploads").touch()  # where a folder should be
    with pytest.raises(BackupError, match=r"Không ghi được tệp “uploads/1.pdf”"), _files() as files:
        files.put("uploads/1.pdf", Given(b"hello", HELLO))


def test_a_store_that_cannot_be_read_stops_the_backup(media):
    (media / "uploads" / "1.pdf").mkdir(parents=True)  # where a file should be
    made = making.Made(media, timezone.now())
    with pytest.raises(BackupError, match=r"Không đọc được tệp “uploads/1.pdf” trong kho tệp"):
        list(making._file(Tar(made.at), "uploads/1.pdf", made))


def test_a_file_that_is_there_already_has_to_be_the_same(media):
    default_storage.save("1.pdf", ContentFile(b"hello"))
    with _files() as files:
        files.put("1.pdf", Given(b"hello", HELLO))
    (media / "1.pdf").write_bytes(b"khac")
    with pytest.raises(BackupError, match="đã có một tệp khác"), _files() as files:
        files.put("1.pdf", Given(b"hello", HELLO))
    assert (media / "1.pdf").read_bytes() == b"khac"


@pytest.mark.parametrize("name", ["../ngoai.pdf", "/ngoai.pdf", "a/../../ngoai.pdf"])
def test_no_file_comes_back_outside_of_the_store(media, tmp_path, name):
    with pytest.raises(BackupError, match="Không ghi được tệp"), _files() as files:
        files.put(name, Given(b"hello", HELLO))
    assert not list(tmp_path.rglob("ngoai.pdf"))


def test_files_go_again_when_the_rows_do_not_come(media):
    with suppress(KeyboardInterrupt), _files() as files:
        files.put("uploads/1.pdf", Given(b"hello", HELLO))
        assert (media / "uploads/1.pdf").exists()
        raise KeyboardInterrupt
    assert not (media / "uploads/1.pdf").exists()
