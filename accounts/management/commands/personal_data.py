from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts import actions, privacy
from accounts.models import User
from audit.models import Source
from audit.record import entered_through


class Command(BaseCommand):
    help = "Trích xuất hoặc xóa dữ liệu cá nhân của một người dùng."

    def add_arguments(self, parser):
        tasks = parser.add_subparsers(dest="task", required=True, metavar="việc")
        export = tasks.add_parser("export", help="ghi mọi dữ liệu về một người ra tệp ZIP")
        export.add_argument("username", metavar="TÊN_ĐĂNG_NHẬP")
        export.add_argument("--to", type=Path, metavar="TỆP", help="mặc định: trong thư mục hiện tại")
        erase = tasks.add_parser("erase", help="xem trước; thêm --yes để xóa thật")
        erase.add_argument("username", metavar="TÊN_ĐĂNG_NHẬP")
        erase.add_argument("--reason", default="", metavar="LÝ_DO")
        erase.add_argument("--yes", action="store_true", help="xóa thật")

    def handle(self, *args, task, username, **options):
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"Không có tài khoản nào có tên đăng nhập “{username}”.")
        with entered_through(Source.COMMAND):
            if task == "export":
                self.export(user, options["to"] or Path(privacy.archive_name(user)))
            else:
                self.erase(user, options["reason"], options["yes"])

    def export(self, user, path):
        if path.exists():
            raise CommandError(f"Đã có tệp {path}, chưa ghi gì. Chọn tên khác bằng --to.")
        path.touch(mode=0o600)
        path.write_bytes(privacy.archive(user))
        actions.note_personal_export(user, by=None)
        self.stdout.write(
            f"Đã ghi dữ liệu cá nhân của {user.full_name} ra tệp {path}. Chỉ giao cho chính người đó."
        )

    def erase(self, user, reason, is_meant):
        for what, now in privacy.erasable(user):
            self.stdout.write(f"Xóa: {what}: {now}")
        for what, why in privacy.kept(user):
            self.stdout.write(f"Giữ: {what}. {why}")
        if not is_meant:
            self.stdout.write("Chưa xóa gì. Chạy lại với --reason và --yes để xóa.")
            return
        try:
            actions.erase_personal_data(user, reason, by=None)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write("Đã xóa dữ liệu cá nhân.")
