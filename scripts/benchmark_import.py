"""Import 20,000 rows on a fresh SQLite database: how long each step takes, and how much memory.

    .venv/bin/python scripts/benchmark_import.py [rows]

Prints seconds, rows a second, and the ratio to a plain bulk_create of the same rows. Fails where the program
ever held more than 500 MB, or where writing a file held the database for more than 30 seconds.
"""

import os
import resource
import sys
import tempfile
from io import BytesIO
from pathlib import Path
from time import perf_counter

LIMIT_MB = 500
LIMIT_SECONDS = 30
UNITS_OF_A_CLUSTER = 20

folder = tempfile.TemporaryDirectory()
os.environ.update(VAR_DIR=folder.name, DJANGO_SETTINGS_MODULE="config.settings", DATABASE_URL="")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django  # noqa: E402

django.setup()

from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from xlsxwriter import Workbook  # noqa: E402

from accounts.models import User  # noqa: E402
from clusters import actions  # noqa: E402
from clusters.imports.checking import check_some  # noqa: E402
from clusters.imports.files import receive  # noqa: E402
from clusters.imports.kinds import KINDS  # noqa: E402
from clusters.models import Authority, Cluster, ImportBatch, Membership, Unit  # noqa: E402


def peak_mb():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def workbook(rows):
    content = BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        page = book.add_worksheet("Danh sách")
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return SimpleUploadedFile("danh-sach.xlsx", content.getvalue())


def units(number):
    yield ["TT", "Tên đơn vị", "Tên gọn", "Chức vụ người đứng đầu", "Ngày thành lập", "Ghi chú"]
    for n in range(1, number + 1):
        yield [
            n,
            f"Hội nghề nghiệp thứ {n} tỉnh Mẫu",
            f"Hội {n}",
            "Chủ tịch",
            "05/02/1990",
            "Theo danh sách năm 2024",
        ]


def members(number):
    yield ["TT", "Cụm", "Đơn vị", "Thứ tự", "Từ ngày"]
    for n in range(1, number + 1):
        cluster, place = divmod(n - 1, UNITS_OF_A_CLUSTER)
        yield [n, f"Cụm số {cluster + 1}", f"Hội nghề nghiệp thứ {n} tỉnh Mẫu", place + 1, "2020"]


class Watch:
    """Times the steps of one file."""

    def __init__(self, title, rows, plain):
        self.rows, self.plain, self.slow = rows, plain, []
        print(f"\n{title}: {rows} rows; plain bulk_create {plain:.1f} s")

    def step(self, name, work):
        start = perf_counter()
        result = work()
        seconds = perf_counter() - start
        ratio = seconds / self.plain
        print(
            f"  {name:<8}{seconds:7.1f} s {self.rows / seconds:9.0f} rows/s  x{ratio:6.1f}  peak {peak_mb():4.0f} MB"
        )
        if name in ("apply", "undo") and seconds > LIMIT_SECONDS:
            self.slow.append(name)
        return result


def plainly(rows):
    """How long the rows take without any of this; they are not kept."""
    start = perf_counter()
    with transaction.atomic():
        type(rows[0]).objects.bulk_create(rows, batch_size=400)
        seconds = perf_counter() - start
        transaction.set_rollback(True)
    return seconds


def bring(watch, kind, authority, by, file):
    received = watch.step("read", lambda: receive(file, KINDS[kind]))
    batch = ImportBatch(kind=kind, authority=authority)
    batch = watch.step("receive", lambda: actions.receive_import(batch, received, by=by))
    mapping = KINDS[kind].guess(batch.sheets[0]["headings"])
    actions.map_import(batch, batch.sheets[0]["name"], mapping, {}, by=by)

    def check():
        while batch.status == "checking":
            actions.keep_checks(batch, check_some(batch), by=by)

    watch.step("check", check)
    assert batch.counts == {"new": watch.rows}, batch.counts
    watch.step("apply", lambda: actions.apply_import(batch, by=by))
    return batch


def main():
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    call_command("migrate", verbosity=0)
    by = User.objects.create_user("thu", "mat-khau-thu-2026", full_name="Người thử")
    authority = actions.add_authority(Authority(name="Cơ quan thử", level="province"), by=by)
    print(f"before: peak {peak_mb():.0f} MB")

    plain = plainly(
        [Unit(authority=authority, name=row[1], short_name=row[2]) for row in list(units(number))[1:]]
    )
    first = Watch("units", number, plain)
    of_units = bring(first, "units", authority, by, workbook(units(number)))

    for n in range(1, (number - 1) // UNITS_OF_A_CLUSTER + 2):
        actions.add_cluster(Cluster(authority=authority, number=str(n)), by=by)
    clusters = list(Cluster.objects.order_by("pk"))
    day = "2020-01-01"
    rows = [
        Membership(cluster=clusters[place // UNITS_OF_A_CLUSTER], unit=unit, starts_on=day)
        for place, unit in enumerate(Unit.objects.order_by("pk"))
    ]
    second = Watch("members", number, plainly(rows))
    of_members = bring(second, "members", authority, by, workbook(members(number)))
    second.step("undo", lambda: actions.undo_import(of_members, "Thử", by=by))
    first.step("undo", lambda: actions.undo_import(of_units, "Thử", by=by))
    assert not Unit.objects.exists()

    if peak_mb() > LIMIT_MB:
        sys.exit(f"The import held {peak_mb():.0f} MB, more than {LIMIT_MB}.")
    if slow := first.slow + second.slow:
        sys.exit(f"Too slow: {', '.join(slow)}.")


if __name__ == "__main__":
    main()
