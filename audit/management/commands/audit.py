import json
from pathlib import Path

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from audit.chain import INSTALLATION
from audit.models import Link
from audit.verify import heads, verify
from vietnamese.numbers import format_decimal

SHOWN = 50
NOT_HEADS = "{path}: không đọc được tệp số cuối (tệp do lệnh “audit heads” in ra)."


class Command(BaseCommand):
    help = "Kiểm tra nhật ký có bị sửa, xóa hay đổi thứ tự không; in số cuối của các chuỗi để lưu ở nơi khác."

    def add_arguments(self, parser):
        tasks = parser.add_subparsers(dest="task", required=True, metavar="việc")
        check = tasks.add_parser("verify", help="đọc lại toàn bộ nhật ký, mã thoát 1 nếu có chỗ sai")
        check.add_argument(
            "--authority", type=int, metavar="N", help="chỉ chuỗi của cơ quan số N (0: hệ thống)"
        )
        check.add_argument("--heads", type=Path, metavar="TỆP", help="đối chiếu với tệp số cuối đã lưu")
        tasks.add_parser("heads", help="in số cuối và mã của từng chuỗi (JSON)")

    def handle(self, *args, task, **options):
        if task == "heads":
            self.print_heads()
        else:
            self.verify(options["authority"], read_heads(options["heads"]))

    def print_heads(self):
        kept = {str(chain): list(head) for chain, head in sorted(heads().items())}
        told = {"at": timezone.localtime().isoformat(timespec="seconds"), "heads": kept}
        self.stdout.write(json.dumps(told, indent=1))

    def verify(self, chain, kept):
        names = self.names()
        found = 0
        for fault in verify(chain, kept):
            found += 1
            if found <= SHOWN:
                where = f", số {fault.number}" if fault.number else ""
                which = f", sự kiện {fault.event_id}" if fault.event_id else ""
                self.stdout.write(
                    f"{names.get(fault.chain, f'Chuỗi {fault.chain}')}{where}{which}: {fault.says}"
                )
        if found > SHOWN:
            self.stdout.write(f"… và {found - SHOWN} chỗ sai khác.")
        if found:
            raise CommandError(
                f"Nhật ký có {found} chỗ sai. Giữ nguyên cơ sở dữ liệu, lập một bản sao để làm chứng cứ, "
                "rồi đối chiếu với bản sao lưu gần nhất còn khớp."
            )
        links = Link.objects.filter(chain=chain) if chain is not None else Link.objects.all()
        self.stdout.write(
            f"Nhật ký khớp: {format_decimal(links.count())} sự kiện, không có sự kiện nào bị sửa, xóa hay đổi thứ tự."
        )

    def names(self):
        rows = apps.get_model("clusters", "Authority").objects.values_list("pk", "name")
        return {INSTALLATION: "Chuỗi của hệ thống"} | {pk: f"Chuỗi {pk} ({name})" for pk, name in rows}


def read_heads(path):
    """Return ``{chain: (number, digest)}`` from a file that ``audit heads`` printed; {} for none."""
    if path is None:
        return {}
    try:
        kept = json.loads(path.read_text())["heads"]
        return {int(chain): (int(number), str(digest)) for chain, (number, digest) in kept.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CommandError(NOT_HEADS.format(path=path)) from error
