"""From PostgreSQL into a new SQLite file and back: the way to grow, and the way to look at a backup anywhere.

`make torture` does it with the whole demo.
"""

import os
import subprocess
import sys
from datetime import date

import hypothesis
import pytest
from django.conf import settings as django_settings

from awards import demo
from config.backup import making
from config.backup.checking import check
from config.backup.restoring import restore

from .archives import KEY, with_about
from .test_backup import PUBLIC, destroy, everything, files_of, installation, without_events

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
__all__ = ["installation"]
TORTURE = hypothesis.settings.get_current_profile_name() == "torture"
LATER = ["admin", "0003_logentry_add_action_flag_choices"]  # nothing builds on it, and no column is new in it


def manage(folder, *arguments):
    """Run a command in an installation of its own, which has nothing but a folder."""
    environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment |= {"VAR_DIR": str(folder), "BACKUP_RECIPIENT": str(PUBLIC[0])}
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=django_settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_backup_goes_to_the_other_database_and_comes_back(installation, settings, tmp_path):
    if TORTURE:
        demo.enter(date(2026, 3, 2), "giao-uoc-thi-dua-2026")
    key = tmp_path / "khoa"
    key.write_text(f"{KEY}\n")
    rows, files = everything(), files_of(settings.MEDIA_ROOT)
    made = making.make(tmp_path / "backups", PUBLIC)

    # The second installation is empty, without a table; the backup says it is of an older version.
    told = check(made.path, [KEY]).about
    older = [row for row in told["migrations"] if row != LATER]
    path = with_about(made.path, tmp_path / "older.age", migrations=older)
    second = tmp_path / "second"
    second.mkdir()
    assert "giống với bản sao lưu" in manage(second, "restore", str(path), "--identity", str(key))
    assert files_of(second / "files") == files
    manage(second, "backup")  # which refuses tables that are not those of today
    (back,) = making.archives_in(second / "backups")
    assert check(back, [KEY]).about["database"] == "sqlite"
    assert b"Li\xc3\xaan hi\xe1\xbb\x87p" not in back.read_bytes()

    destroy(settings)
    restore(back, [KEY])
    assert without_events(everything(), "restored") == without_events(rows)
    assert files_of(settings.MEDIA_ROOT) == files
