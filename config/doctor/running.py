"""What runs: the workers, the queue, maintenance, backups."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from audit.models import Event
from audit.verbs import Verb
from config import beats
from config.doctor import broken, check, good, look
from config.models import Maintenance, WorkerBeat

LONG_WAIT = timedelta(minutes=15)
FRESH, STALE = timedelta(hours=26), timedelta(days=7)


@check("Tiến trình nền")
def workers():
    alive = list(beats.alive())
    if alive:
        yield good(f"Đang chạy: {len(alive)}, trên {', '.join(sorted({row.host for row in alive}))}.")
    else:
        last = WorkerBeat.objects.first()
        seen = f"; lần cuối thấy lúc {_clock(last.seen_at)} trên {last.host}" if last else ""
        yield broken(
            f"Không có tiến trình nền nào đang chạy{seen}.",
            "Chạy: systemctl start thidua-worker@1, rồi xem journalctl -u thidua-worker@1",
        )
    hosts = {row.host for row in alive}
    for row in WorkerBeat.objects.filter(seen_at__lte=timezone.now() - beats.ALIVE).exclude(host__in=hosts):
        if alive:
            yield look(
                f"Tiến trình nền trên {row.host} không báo từ {_clock(row.seen_at)}.",
                f"Kiểm tra máy {row.host}; nếu đã bỏ máy này thì không phải làm gì.",
            )
    oldest = DBTaskResult.objects.ready().order_by("enqueued_at").first()
    if oldest and timezone.now() - oldest.enqueued_at > LONG_WAIT:
        yield look(
            f"Có việc nền chờ từ {_clock(oldest.enqueued_at)}.",
            "Thêm tiến trình nền nếu máy còn đủ năng lực: thidua-worker@2.",
        )


@check("Bảo trì")
def maintenance():
    current = Maintenance.objects.filter(ended_at=None).first()
    if current:
        yield look(
            f"Hệ thống đang tạm dừng từ {_clock(current.began_at)}: {current.reason}.",
            "Xong việc thì chạy: .venv/bin/python manage.py maintenance off",
        )
    else:
        yield good("Hệ thống đang phục vụ bình thường.")


@check("Bản sao lưu")
def backups():
    last = Event.objects.filter(verb=Verb.BACKUP_MADE).order_by("-at", "-pk").first()
    advice = "Đặt lịch sao lưu hằng ngày theo mục “Backing up and restoring” của docs/operations.md."
    if last is None:
        state = broken if settings.PRODUCTION else look
        yield state("Chưa có bản sao lưu nào được ghi nhận.", advice)
    elif timezone.now() - last.at > STALE:
        yield broken(f"Bản sao lưu gần nhất lập lúc {_clock(last.at)}, đã quá bảy ngày.", advice)
    elif timezone.now() - last.at > FRESH:
        yield look(f"Bản sao lưu gần nhất lập lúc {_clock(last.at)}.", advice)
    else:
        yield good(f"Bản sao lưu gần nhất lập lúc {_clock(last.at)}.")


def _clock(moment):
    return f"{timezone.localtime(moment):%H:%M %d/%m/%Y}"
