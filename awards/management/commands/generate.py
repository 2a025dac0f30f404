from time import monotonic

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from awards import generate
from awards.generate.bodies import ADMINISTRATOR
from vietnamese.numbers import format_decimal


class Command(BaseCommand):
    help = "Lấp đầy một cơ sở dữ liệu trống bằng dữ liệu thử (hư cấu) với quy mô tùy chọn, để đo tốc độ."

    def add_arguments(self, parser):
        parser.add_argument("--clusters", type=int, default=10, help="Số cụm, khối (1 đến 10.000).")
        parser.add_argument("--years", type=int, default=2, help="Số năm, tính cả năm nay (1 đến 10).")
        parser.add_argument("--units-per-cluster", type=int, default=10, help="Số đơn vị mỗi cụm (2 đến 20).")
        parser.add_argument("--seed", type=int, default=1, help="Số gốc: cùng số gốc thì cùng dữ liệu.")
        parser.add_argument(
            "--i-know",
            action="store_true",
            help="Vẫn chạy ở chế độ vận hành, khi cơ sở dữ liệu trống chỉ dùng để thử.",
        )

    def handle(self, *args, clusters, years, units_per_cluster, seed, i_know, **options):
        if settings.PRODUCTION and not i_know:
            raise CommandError(
                "Hệ thống đang ở chế độ vận hành nên không lập dữ liệu thử. Chưa ghi gì. "
                "Nếu cơ sở dữ liệu này chỉ dùng để thử, chạy lại với --i-know."
            )
        self._refuse_sizes(clusters, years, units_per_cluster)
        if not generate.is_empty():
            raise CommandError(
                "Cơ sở dữ liệu đã có cơ quan, đơn vị hoặc cụm, khối. Chưa ghi gì; cần cơ sở dữ liệu trống."
            )
        begun = monotonic()
        try:
            made = generate.fill(
                clusters, years, seed, units_per_cluster, timezone.localdate(), say=self.stdout.write
            )
        except generate.RefusedRows as refusal:
            raise CommandError(
                "Dữ liệu thử trái quy tắc, chưa ghi gì:\n  " + "\n  ".join(refusal.args)
            ) from None
        for name, number in made.items():
            self.stdout.write(f"  {name}: {format_decimal(number)}")
        self.stdout.write(
            f"Đã ghi {format_decimal(sum(made.values()))} dòng trong {monotonic() - begun:.0f} giây. "
            f"Tài khoản quản trị: {ADMINISTRATOR}; đặt mật khẩu bằng lệnh changepassword {ADMINISTRATOR}."
        )

    def _refuse_sizes(self, clusters, years, units):
        for name, value, least, most in (
            ("--clusters", clusters, 1, 10_000),
            ("--years", years, 1, 10),
            ("--units-per-cluster", units, 2, 20),
        ):
            if not least <= value <= most:
                raise CommandError(
                    f"{name} phải từ {format_decimal(least)} đến {format_decimal(most)}. Chưa ghi gì."
                )
