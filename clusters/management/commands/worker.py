"""The worker: does what waits in the background, and looks after what another worker left unfinished."""

import logging
import sys
import time
from importlib import import_module

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections
from django.utils.crypto import get_random_string
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, DEFAULT_TASK_QUEUE_NAME
from django_tasks_db.management.commands.db_worker import Worker

from accounts.sending import send_waiting
from clusters.bulk_work import clean_up, rescue
from clusters.reminders import write_due
from clusters.rounds import may_work, worker_left
from documents.orphans import sweep_daily
from documents.storage import FilesAway

logger = logging.getLogger(__name__)

CLEANING = 60 * 60  # seconds


def forget_ended_sessions():
    """Rows of sessions that ran out are of no use to anybody."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


class PatientWorker(Worker):
    """Does all that is ready, rests, and starts again; stays when the database or the files are away for a while."""

    trouble = ""  # what keeps it from working, while it lasts

    def run(self):
        cleaned = None
        while self.running:
            try:
                close_old_connections()
                if may_work(self.worker_id):
                    if cleaned is None or time.monotonic() - cleaned > CLEANING:
                        clean_up()
                        sweep_daily()
                        forget_ended_sessions()
                        cleaned = time.monotonic()
                    rescue()
                    self.do_mail()
                    super().run()
                self.trouble = ""
            except DatabaseError as error:
                self.tell("the database did not answer; trying again", error)
            except FilesAway as error:
                self.tell("the storage of the files did not answer; trying again", error)
            if self.is_single:
                return
            if self.running:
                time.sleep(self.interval)

    def tell(self, trouble, error):
        """Log a trouble when it begins, not at every round that it lasts."""
        if trouble != self.trouble:
            logger.error(trouble, exc_info=error)
        self.trouble = trouble

    def run_task(self, db_task_result):
        super().run_task(db_task_result)
        self.do_mail()  # a long bundle keeps nobody waiting for a letter

    def do_mail(self):
        """Write the reminders of the day, send what waits; asked to leave, finish the letter at hand."""
        self.running_task = True
        try:
            write_due(may_go_on=self.is_wanted, chunks=2)
            send_waiting(may_go_on=self.is_wanted)
        finally:
            self.running_task = False

    def is_wanted(self):
        return self.running

    def shutdown(self, signum, frame):
        """Leave when the task at hand is done; who cannot wait kills the process, and another one goes on."""
        self.running = False
        if not self.running_task:
            sys.exit(0)


class Command(BaseCommand):
    help = "Thực hiện các việc nền đang chờ: lập các bộ văn bản, gửi thư điện tử. Chạy thường trực bên cạnh máy chủ."

    def add_arguments(self, parser):
        parser.add_argument(
            "--interval", type=float, default=2, help="số giây nghỉ giữa hai lần xem việc chờ"
        )
        parser.add_argument("--once", action="store_true", help="làm hết việc đang chờ rồi dừng")

    def handle(self, *, interval, once, **options):
        logging.getLogger("django_tasks_db").setLevel(logging.ERROR)
        worker = PatientWorker(
            queue_names=[DEFAULT_TASK_QUEUE_NAME],
            interval=interval,
            batch=True,
            backend_name=DEFAULT_TASK_BACKEND_ALIAS,
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )
        worker.is_single = once
        worker.configure_signals()
        try:
            worker.run()
        finally:
            self._leave(worker)

    def _leave(self, worker):
        try:
            worker_left.send(None, worker_id=worker.worker_id)
        except DatabaseError:
            logger.exception("the database did not answer when worker %s left", worker.worker_id)
