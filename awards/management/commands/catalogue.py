from django.core.management.base import BaseCommand

from audit.models import Source
from audit.record import entered_through
from awards import catalogue
from documents import instruments


class Command(BaseCommand):
    help = (
        "Nạp danh mục danh hiệu thi đua, hình thức khen thưởng và văn bản pháp luật (dòng đã có giữ nguyên)."
    )

    def handle(self, *args, **options):
        with entered_through(Source.COMMAND):
            added = catalogue.load() + instruments.load()
        self.stdout.write(f"Đã thêm {added} dòng." if added else "Danh mục đã đủ, không thêm gì.")
