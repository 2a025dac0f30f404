"""How the web server process runs: ``gunicorn config.wsgi -c config/gunicorn.py --bind …``."""

import gc
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

# The processes add up their numbers for /metrics in files of this run; the library looks for them when it is imported.
# After SIGHUP this file is read again and the folder is the same. Settings and libraries stay those of the start, so an
# upgrade restarts the server (thidua-web.socket keeps who comes meanwhile).
numbers = os.environ.get("PROMETHEUS_MULTIPROC_DIR") or tempfile.mkdtemp(prefix="so-thi-dua-numbers.")
os.environ["PROMETHEUS_MULTIPROC_DIR"] = numbers
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from django.conf import settings  # noqa: E402
from prometheus_client.multiprocess import mark_process_dead  # noqa: E402

workers = int(
    os.environ.get("WEB_CONCURRENCY", "2")
)  # processes; pages are bound by the processor, not by waiting
timeout = 120  # seconds; a long pledge as a PDF takes a few
control_socket_disable = True
loglevel = "warning"
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "config.logs.Lines" if settings.LOG_FORMAT == "json" else "config.logs.Readable"}
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"gunicorn.error": {"level": "WARNING", "propagate": True}},
}


def child_exit(server, worker):
    """What a process that is gone had counted stays in the sums."""
    mark_process_dead(worker.pid)


def on_exit(server):
    shutil.rmtree(numbers, ignore_errors=True)


def post_worker_init(worker):
    """Let requests finish when the server is stopped with Ctrl-C, as they do with SIGTERM; load what is lazy.

    The terminal sends Ctrl-C to every process at once, and a worker would drop what it is doing. Here the
    parent alone answers it; the SIGQUIT that it then sends is taken as "finish and leave".
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGQUIT, worker.handle_exit)
    if settings.PRODUCTION:
        from config import whole  # the apps are there by now

        whole.load()
    # What is there now stays: the collector of rubbish need not go through it during a request again and again.
    gc.collect()
    gc.freeze()
