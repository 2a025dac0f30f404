from django.core.management.base import BaseCommand, CommandError

from documents import orphans


class Command(BaseCommand):
    help = (
        "Liệt kê các tệp không thuộc hồ sơ nào đã quá một ngày; --delete thì xóa. "
        "Tiến trình nền tự xóa mỗi ngày một lần."
    )

    def add_arguments(self, parser):
        parser.add_argument("--delete", action="store_true", help="xóa các tệp đó")

    def handle(self, *, delete, **options):
        if delete:
            self._delete()
            return
        found = orphans.find()
        for name in found.orphans:
            self.stdout.write(name)
        self.stdout.write(
            f"{len(found.orphans)} tệp không thuộc hồ sơ nào, trong tổng số {found.total} tệp đang lưu."
        )

    def _delete(self):
        try:
            gone = orphans.sweep()
        except orphans.TooMany:
            raise CommandError(
                "Quá nhiều tệp không thuộc hồ sơ nào nên chưa xóa tệp nào. Kiểm tra DATABASE_URL và nơi lưu tệp có "
                "thuộc cùng một hệ thống không, rồi xem danh sách bằng lệnh này không kèm --delete."
            ) from None
        self.stdout.write(f"Đã xóa {len(gone)} tệp không thuộc hồ sơ nào.")
