from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from config.backup import BackupError, keys
from config.backup.about import advice
from config.backup.restoring import restore
from config.management.commands.backup import moment
from vietnamese.numbers import format_decimal


class Command(BaseCommand):
    help = "Khôi phục một bản sao lưu vào một hệ thống còn trống, trên SQLite hoặc PostgreSQL."
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", type=Path, help="bản sao lưu")
        parser.add_argument("--identity", type=Path, help="tệp khóa bí mật")
        parser.add_argument("--passphrase-file", type=Path, help="tệp chứa cụm mật khẩu của tệp khóa bí mật")

    def handle(self, *, file, identity, passphrase_file, **options):
        if file is None or identity is None:
            raise CommandError("Cách gọi: manage.py restore TỆP --identity TỆP_KHÓA")
        try:
            report = restore(file, keys.identities(identity, passphrase_file))
        except BackupError as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            raise CommandError(
                f"Cơ sở dữ liệu không trả lời: {str(error).strip()}. Chưa khôi phục gì."
            ) from error
        except OSError as error:
            raise CommandError(f"Không đọc, ghi được trên máy này: {error}. Chưa khôi phục gì.") from error
        self.stdout.write(
            f"Đã khôi phục {format_decimal(report.rows)} dòng dữ liệu và {format_decimal(report.files)} tệp từ "
            f"bản sao lưu lập lúc {moment(report.about['at'])}; mọi dòng và mọi tệp giống với bản sao lưu."
        )
        self.stdout.write("Việc cần làm tiếp:")
        for text in self.next_steps(report):
            self.stdout.write(f"- {text}")

    def next_steps(self, report):
        yield from advice(report.about)
        if report.missing:
            yield (
                f"{len(report.missing)} tệp đã thiếu từ khi sao lưu; chạy “manage.py backup verify” để xem tên "
                "các tệp đó."
            )
        yield "Những gì ghi sau lúc sao lưu không có ở đây; báo cho người dùng biết thời điểm nêu trên để nhập lại."
        yield "Khởi động lại máy chủ và tiến trình làm việc nền, đăng nhập và mở thử một văn bản đã phát hành."
