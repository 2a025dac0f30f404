"""Let the system rest for maintenance, and serve again."""

import time

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from audit.models import Source
from audit.record import entered_through
from config import actions, maintenance


class Command(BaseCommand):
    help = "Tạm dừng hệ thống để bảo trì (on), cho hoạt động lại (off), xem tình trạng (status)."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("what", choices=["on", "off", "status"], metavar="on|off|status")
        parser.add_argument("--reason", default="", help="lý do, hiện trên trang cho mọi người")
        parser.add_argument("--until", default="", metavar="HH:MM", help="giờ dự kiến hoạt động lại")

    def handle(self, *, what, reason, until, **options):
        with entered_through(Source.COMMAND):
            try:
                getattr(self, f"_{what}")(reason, until)
            except ValidationError as error:
                raise CommandError(" ".join(error.messages)) from error

    def _on(self, reason, until):
        if not reason.strip():
            raise CommandError('Nêu lý do: maintenance on --reason "Nâng cấp phiên bản" [--until 14:30]')
        try:
            moment = maintenance.moment_of(until) if until else None
        except ValueError as error:
            raise CommandError(f"Giờ “{until}” không đúng dạng; viết như 14:30.") from error
        actions.begin_maintenance(reason, moment, by=None)
        time.sleep(maintenance.FRESH)
        self.stdout.write("Hệ thống đã tạm dừng; mọi tiến trình trên mọi máy đều biết.")
        self._status("", "")

    def _off(self, reason, until):
        actions.end_maintenance(by=None)
        self.stdout.write("Hệ thống hoạt động trở lại.")

    def _status(self, reason, until):
        maintenance.forget()
        standing = maintenance.current()
        if standing is None:
            self.stdout.write("Hệ thống đang phục vụ bình thường.")
            return
        self.stdout.write(f"Tạm dừng từ {standing.began}. Lý do: {standing.reason}.")
        if standing.until_text:
            self.stdout.write(f"Dự kiến hoạt động lại lúc {standing.until_text}.")
