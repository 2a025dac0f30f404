from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from documents.certificates import make_test_seal


class Command(BaseCommand):
    help = "Tạo chứng thư thử nghiệm để thử ký số văn bản phát hành; không có giá trị pháp lý."

    def handle(self, *args, **options):
        if settings.PRODUCTION:
            raise CommandError(
                "Máy chủ chính thức dùng chứng thư của cơ quan; không tạo chứng thư thử nghiệm."
            )
        folder = settings.VAR_DIR / "seals"
        if (folder / "seals.toml").exists():
            self.stdout.write(f"Đã có chứng thư thử nghiệm tại {folder}.")
            return
        make_test_seal(folder)
        self.stdout.write(f"Đã tạo chứng thư thử nghiệm tại {folder}.")
