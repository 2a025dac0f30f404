import os

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from awards import demo
from awards.demo import accounts


class Command(BaseCommand):
    help = "Nạp dữ liệu ban đầu: năm cụm thi đua thật, một cụm mẫu và các tài khoản mẫu."

    def add_arguments(self, parser):
        parser.add_argument(
            "--if-empty", action="store_true", help="Không nạp gì nếu đã có tài khoản trong cơ sở dữ liệu."
        )

    def handle(self, *args, if_empty, **options):
        if settings.PRODUCTION:
            raise CommandError(
                "Không nạp dữ liệu mẫu và tài khoản mẫu vào hệ thống đang vận hành. Chưa ghi gì."
            )
        given = os.environ.get("DEMO_PASSWORD", "")
        if if_empty and User.objects.exists():
            if given:
                accounts.change_passwords(given)
            self.stdout.write(
                "Đã có dữ liệu nên giữ nguyên. Đặt lại mật khẩu các tài khoản mẫu: DEMO_PASSWORD=…"
            )
            return
        password = given or accounts.make_up_password()
        try:
            made = demo.enter(timezone.localdate(), password)
        except demo.NamesTaken as error:
            raise CommandError(
                f"Đã có tài khoản không do lệnh này tạo: {error}. Chưa ghi gì; đổi tên đăng nhập rồi chạy lại."
            ) from None
        if given:
            accounts.change_passwords(given)
        self.stdout.write("\n".join(self.table(made, password, given)))

    def table(self, made, password, given):
        width = max(map(len, accounts.NAMES))
        yield "Tài khoản mẫu:"
        for username, name in accounts.NAMES.items():
            yield f"  {username:{width}}  {name}"
        if given or len(made) == len(accounts.NAMES):
            yield f"Mật khẩu chung: {password}"
        elif made:
            yield f"Mật khẩu của {', '.join(made)}: {password}"
        else:
            yield "Mật khẩu giữ nguyên như trước. Đặt lại: DEMO_PASSWORD=… khi chạy lệnh này."
