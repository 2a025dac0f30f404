"""The short form of tests/crashes: a few parts are killed while people work. ``make torture`` kills a hundred."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

KILLS = {"sqlite": "2", "postgresql": "4"}  # one of each kind
LONGEST = 600  # seconds


def address_of(found):
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    return f"postgres://{found['USER']}@{found['HOST']}:{found['PORT']}/{found['NAME']}"


@pytest.mark.django_db(transaction=True)
def test_nothing_acknowledged_is_lost_or_doubled_when_parts_are_killed():
    """On PostgreSQL the server of the database is among them, one of its own that waits for the disk."""
    scope = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "MEDIA_ROOT"}}
    command = [
        sys.executable,
        "-m",
        "tests.crashes",
        "--database",
        connection.vendor,
        "--kills",
        KILLS[connection.vendor],
    ]
    command += ["--schema", address_of(connection.settings_dict)]
    done = subprocess.run(
        command,
        cwd=settings.BASE_DIR,
        env=scope,
        capture_output=True,
        text=True,
        timeout=LONGEST,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "all there once" in done.stdout
