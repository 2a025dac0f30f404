"""Mail by hand: for an installation without a worker, and to see whether sending works."""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils import timezone

from accounts import letters
from accounts.models import Mail, MailKind, MailOutage, MailStatus, User
from accounts.outbox import queue
from accounts.sending import is_paused, is_set_up, send_waiting
from clusters.reminders import expected, is_working, write_due
from vietnamese.dates import short_date

NOT_SET_UP = (
    "Chưa khai báo máy chủ thư nên không thư nào được gửi; các thư vẫn chờ trong hệ thống. Khai báo EMAIL_HOST, "
    "EMAIL_USER, EMAIL_PASSWORD, MAIL_FROM theo mục “Mail” của docs/operations.md rồi khởi động lại."
)


class Command(BaseCommand):
    help = "Gửi các thư điện tử đang chờ, lập thư nhắc việc trong ngày, hoặc gửi thư kiểm tra."

    def add_arguments(self, parser):
        does = parser.add_subparsers(dest="does", required=True, metavar="việc")
        does.add_parser("send", help="gửi hết các thư đang chờ rồi dừng")
        digest = does.add_parser("digest", help="lập thư nhắc việc của ngày hôm nay")
        digest.add_argument(
            "--day",
            type=date.fromisoformat,
            help="chỉ cho biết ai sẽ nhận thư vào ngày này, ví dụ 2026-03-02",
        )
        does.add_parser("test", help="gửi một thư kiểm tra").add_argument("address", metavar="địa chỉ")

    def handle(self, *, does, **options):
        getattr(self, f"_{does}")(options)

    def _send(self, options):
        self._refuse_if_not_set_up()
        sent = 0
        while Mail.objects.due(timezone.now()).exists() and not is_paused():
            sent += send_waiting()
        left = Mail.objects.waiting().count()
        self.stdout.write(f"Đã gửi {sent} thư, còn {left} thư chờ gửi.")
        self._say_outage()

    def _digest(self, options):
        day = options["day"]
        if day is not None:
            people = expected(day)
            self.stdout.write(f"Ngày {short_date(day)}: {len(people)} người sẽ nhận thư nhắc việc.")
            for user in people:
                self.stdout.write(f"- {user}")
            return
        today = timezone.localdate()
        if not is_working(today):
            self.stdout.write(
                f"Ngày {short_date(today)} không phải ngày làm việc nên không lập thư nhắc việc."
            )
        elif timezone.localtime().time() < settings.REMINDER_TIME:
            self.stdout.write(f"Thư nhắc việc được lập từ {settings.REMINDER_TIME:%H:%M} hằng ngày.")
        else:
            self.stdout.write(f"Đã lập {write_due()} thư nhắc việc.")

    def _test(self, options):
        address = options["address"]
        try:
            validate_email(address)
        except ValidationError as error:
            raise CommandError(f"“{address}” không phải là địa chỉ thư điện tử.") from error
        self._refuse_if_not_set_up()
        letter = letters.trial(User(full_name=address))
        row = queue(MailKind.TEST, to=address, subject=letter.subject, text=letter.text)
        MailOutage.objects.update(next_try_at=timezone.now())  # whoever asks wants the answer now
        while row.is_waiting and row.send_after <= timezone.now() and not is_paused():
            send_waiting()
            row.refresh_from_db()
        if row.status == MailStatus.SENT:
            self.stdout.write(f"Máy chủ thư đã nhận thư kiểm tra gửi đến {address}.")
        else:
            raise CommandError(f"Chưa gửi được thư kiểm tra. {row.last_error or 'Thư đang chờ gửi.'}")

    def _refuse_if_not_set_up(self):
        if not is_set_up():
            raise CommandError(NOT_SET_UP)

    def _say_outage(self):
        outage = MailOutage.objects.first()
        if outage is not None:
            since, again = timezone.localtime(outage.since), timezone.localtime(outage.next_try_at)
            raise CommandError(
                f"Không gửi được thư từ {since:%H:%M %d/%m/%Y}. {outage.error} Thử lại từ {again:%H:%M %d/%m/%Y}."
            )
