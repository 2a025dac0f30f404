"""Servers of the product as processes of their own, on the database and the files of a test."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from django.conf import settings
from django.db import connection

PATIENCE = 60  # seconds


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def database_url(**other):
    """Return the address of the test's database as DATABASE_URL says it."""
    found = {**connection.settings_dict, **other}
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    return f"postgres://{found['USER']}@{found['HOST']}:{found['PORT']}/{found['NAME']}"


def wait_for(true, says="it takes too long"):
    limit = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < limit, says
        time.sleep(0.05)


def ask(url, timeout=20, **headers):
    """Return (status, text); (0, "") where nobody answers."""
    request = urllib.request.Request(url, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return 0, ""


@contextlib.contextmanager
def serve(log, limits=None, **environment):
    """Run gunicorn with the product's own configuration and yield its address; what it says goes to the file."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "config.wsgi",
        "-c",
        "config/gunicorn.py",
        "-b",
        f"127.0.0.1:{port}",
    ]
    scope = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
        "DJANGO_SETTINGS_MODULE": "tests.served_settings",
        "WEB_CONCURRENCY": "2",
        **environment,
    }
    with Path(log).open("wb") as said:
        process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=scope, stderr=said, preexec_fn=limits)
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(lambda: ask(f"{address}/health/live")[0] == 200 or process.poll() is not None)
        assert process.poll() is None, Path(log).read_text()
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
