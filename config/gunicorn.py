"""How the web server process runs: ``gunicorn config.wsgi -c config/gunicorn.py --bind …``."""

import os
import signal

workers = int(
    os.environ.get("WEB_CONCURRENCY", "2")
)  # processes; pages are bound by the processor, not by waiting
timeout = 120  # seconds; a long pledge as a PDF takes a few
control_socket_disable = True
loglevel = "warning"


def post_worker_init(worker):
    """Let requests finish when the server is stopped with Ctrl-C, as they do with SIGTERM.

    The terminal sends Ctrl-C to every process at once, and a worker would drop what it is doing. Here the
    parent alone answers it; the SIGQUIT that it then sends is taken as "finish and leave".
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGQUIT, worker.handle_exit)
