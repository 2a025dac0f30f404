from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from config.backup import BackupError, keys, making
from config.backup.checking import check
from vietnamese.dates import short_date
from vietnamese.numbers import format_decimal

SHOWN = 20  # names of missing files


class Command(BaseCommand):
    help = (
        "Sao lưu toàn bộ hệ thống (dữ liệu và tệp) vào một tệp được khóa, trong khi mọi người vẫn làm việc. "
        "Các việc: make (lập bản sao lưu, mặc định), verify TỆP (kiểm tra một bản), list (liệt kê), keygen (tạo khóa)."
    )

    def add_arguments(self, parser):
        parser.add_argument("step", nargs="?", default="make", help="make, verify, list hoặc keygen")
        parser.add_argument("file", nargs="?", type=Path, help="verify: bản sao lưu; keygen: tệp khóa mới")
        parser.add_argument("--to", type=Path, help="thư mục chứa các bản sao lưu (mặc định: BACKUP_FOLDER)")
        parser.add_argument(
            "--recipient",
            action="append",
            default=[],
            help="khóa công khai age1…; có thể ghi nhiều lần (mặc định: BACKUP_RECIPIENT)",
        )
        parser.add_argument("--keep", help="chỉ giữ lại từng này bản mới nhất trong thư mục")
        parser.add_argument("--identity", type=Path, help="verify: tệp khóa bí mật")
        parser.add_argument("--passphrase-file", type=Path, help="tệp chứa cụm mật khẩu của tệp khóa bí mật")

    def handle(self, *, step, **options):
        steps = {"make": self.make, "verify": self.verify, "list": self.list, "keygen": self.keygen}
        if step not in steps:
            raise CommandError(f"Không có việc “{step}”. Chọn một trong các việc: {', '.join(steps)}.")
        try:
            steps[step](**options)
        except BackupError as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            raise CommandError(
                f"Cơ sở dữ liệu không trả lời: {str(error).strip()}. Các bản sao lưu cũ vẫn giữ nguyên. "
                "Kiểm tra cơ sở dữ liệu rồi chạy lại lệnh."
            ) from error

    def make(self, *, to, recipient, keep, **options):
        if keep is not None and (not str(keep).isdecimal() or int(keep) < 1):
            raise CommandError("--keep phải là một số nguyên từ 1 trở lên.")
        made = making.make(to or settings.BACKUP_FOLDER, keys.recipients(recipient), keep=keep and int(keep))
        self.stdout.write(f"Đã lập bản sao lưu {made.path}")
        self.tell("Dung lượng", filesizeformat(made.size))
        self.tell("Dữ liệu", f"{format_decimal(made.rows)} dòng, {format_decimal(made.files)} tệp")
        for path in made.removed:
            self.tell("Đã bỏ bản cũ", path.name)
        self.warn(made.missing)

    def verify(self, *, file, identity, passphrase_file, **options):
        if file is None or identity is None:
            raise CommandError("Cách gọi: manage.py backup verify TỆP --identity TỆP_KHÓA")
        report = check(file, keys.identities(identity, passphrase_file))
        self.stdout.write(f"Bản sao lưu {file.name} nguyên vẹn.")
        self.tell("Lập lúc", moment(report.about["at"]))
        self.tell("Phiên bản", f"{report.about['version']}, cơ sở dữ liệu {report.about['database']}")
        self.tell("Dữ liệu", f"{format_decimal(report.rows)} dòng, {format_decimal(report.files)} tệp")
        self.warn(report.missing)

    def list(self, *, to, **options):
        folder = to or settings.BACKUP_FOLDER
        found = making.archives_in(folder)
        if not found:
            self.stdout.write(f"Chưa có bản sao lưu nào trong {folder}.")
        for path in found:
            self.stdout.write(f"{path}  {filesizeformat(path.stat().st_size)}")

    def keygen(self, *, file, passphrase_file, **options):
        path = file or Path("khoa-sao-luu.txt")
        passphrase = keys.passphrase_in(passphrase_file) if passphrase_file else ""
        public = keys.make(path, passphrase)
        self.stdout.write(f"Khóa công khai: {public}")
        self.stdout.write("Ghi khóa này vào biến BACKUP_RECIPIENT của máy chủ.")
        self.stdout.write(
            f"Khóa bí mật ở tệp {path}. Chép tệp này ra ít nhất hai nơi ngoài máy chủ rồi xóa khỏi máy chủ: mất "
            "khóa bí mật thì không mở được bản sao lưu nào."
        )

    def tell(self, label, text):
        self.stdout.write(f"  {label}: {text}")

    def warn(self, missing):
        if not missing:
            return
        self.stderr.write(f"{len(missing)} tệp có ghi trong dữ liệu nhưng không còn trong kho tệp:")
        for name in missing[:SHOWN]:
            self.stderr.write(f"  {name.removeprefix('files/')}")
        if missing[SHOWN:]:
            self.stderr.write(f"  … và {len(missing) - SHOWN} tệp khác")


def moment(text):
    at = timezone.localtime(datetime.fromisoformat(text))
    return f"{at:%H:%M} ngày {short_date(at.date())}"
