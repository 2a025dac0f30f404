"""The database: reach, rights, migrations, guards, the history's protection, caches."""

import time

from django.conf import settings
from django.core.cache import caches
from django.db import DatabaseError, connection
from django.utils import timezone

from audit import guards
from config import probes
from config.doctor import broken, check, good, look

MIGRATE = "Chạy: .venv/bin/python manage.py migrate"
SLOW = 0.05  # seconds for the smallest question


@check("Cơ sở dữ liệu")
def reach():
    try:
        probes.database()
        took = _fastest()
    except DatabaseError as error:
        yield broken(
            f"Không kết nối được: {str(error).strip().splitlines()[0]}",
            "Kiểm tra PostgreSQL đang chạy (systemctl status postgresql), DATABASE_URL đúng tên, mật khẩu, cổng.",
        )
        return
    kind = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}[connection.vendor]
    if connection.vendor == "sqlite" and settings.PRODUCTION:
        yield look(
            "Hệ thống chính thức dùng SQLite.",
            "SQLite chỉ hợp với một máy, ít người dùng. Chuyển sang PostgreSQL: mục “Growing” của docs/operations.md.",
        )
    elif took > SLOW:
        yield look(
            f"{kind} trả lời chậm: {took * 1000:.0f} ms.",
            "Kiểm tra tải của máy và đường mạng đến cơ sở dữ liệu.",
        )
    else:
        yield good(f"{kind} trả lời nhanh.")
    if connection.vendor == "postgresql":
        yield from _server()


def _fastest():
    """The first question also opens the connection; the smallest of three others counts."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        probes.database()
        times.append(time.perf_counter() - start)
    return min(times)


def _server():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version_num')::int, pg_encoding_to_char(encoding) "
            "FROM pg_database WHERE datname = current_database()"
        )
        number, encoding = cursor.fetchone()
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        (is_super,) = cursor.fetchone()
    if number < 150000:
        yield broken(f"PostgreSQL {number // 10000} quá cũ.", "Nâng cấp lên PostgreSQL 15 trở lên.")
    if encoding != "UTF8":
        yield broken(
            f"Cơ sở dữ liệu mã hóa chữ theo {encoding}.",
            "Lập lại cơ sở dữ liệu với --encoding UTF8 --template template0.",
        )
    if is_super and settings.PRODUCTION:
        yield look(
            "Chương trình đăng nhập cơ sở dữ liệu bằng tài khoản có toàn quyền.",
            "Dùng tài khoản riêng, không có quyền superuser.",
        )


@check("Cấu trúc dữ liệu")
def migrations():
    waiting = probes.unapplied()
    if waiting:
        shown = ", ".join(f"{app} {name}" for app, name in waiting[:3])
        yield broken(
            f"{len(waiting)} bước cập nhật chưa chạy: {shown}{' …' if len(waiting) > 3 else ''}.", MIGRATE
        )
    else:
        yield good("Đúng với phiên bản của chương trình.")


@check("Ràng buộc bảo vệ hồ sơ")
def guards_stand():
    lost = guards.missing(connection)
    if lost:
        yield broken(f"Thiếu {len(lost)} ràng buộc trong cơ sở dữ liệu, ví dụ {lost[0]}.", MIGRATE)
    else:
        yield good(f"Đủ {len(guards.all_guards())} ràng buộc.")


@check("Quyền trên nhật ký")
def rights_on_the_history():
    if connection.vendor == "sqlite":
        yield good("Trên SQLite, nhật ký được bảo vệ bằng ràng buộc trong tệp dữ liệu.")
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p FROM unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE']) p "
            "WHERE has_table_privilege(current_user, 'audit_event', p) ORDER BY p"
        )
        held = [name for (name,) in cursor.fetchall()]
    if held:
        yield look(
            f"Tài khoản cơ sở dữ liệu của chương trình còn quyền {', '.join(held)} trên bảng nhật ký.",
            "Chạy tập lệnh phân quyền nêu ở mục “History and rights of the database” của docs/operations.md.",
        )
    else:
        yield good("Chương trình chỉ được ghi thêm vào nhật ký, không sửa, không xóa.")


@check("Bộ nhớ đệm")
def cache():
    for name in settings.CACHES:
        try:
            caches[name].set("doctor", name, 10)
            is_kept = caches[name].get("doctor") == name
        except (DatabaseError, OSError) as error:
            yield broken(
                f"Bộ nhớ đệm “{name}” không ghi được: {str(error).splitlines()[0]}",
                "Nếu dùng bảng trong cơ sở dữ liệu, chạy: .venv/bin/python manage.py createcachetable; "
                "nếu dùng thư mục, kiểm tra quyền ghi.",
            )
            continue
        if is_kept:
            yield good(f"Bộ nhớ đệm “{name}” ghi và đọc được.")
        else:
            yield broken(
                f"Bộ nhớ đệm “{name}” không giữ được dữ liệu.", "Kiểm tra cấu hình CACHES và dung lượng đĩa."
            )


@check("Đồng hồ")
def clock():
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            apart = abs((timezone.now() - cursor.fetchone()[0]).total_seconds())
        if apart > 5:
            yield broken(
                f"Đồng hồ máy này và máy cơ sở dữ liệu lệch nhau {apart:.0f} giây.",
                "Bật đồng bộ giờ trên cả hai máy: timedatectl set-ntp true",
            )
            return
    now = timezone.localtime()
    yield good(f"{now:%H:%M:%S %d/%m/%Y}, múi giờ {settings.TIME_ZONE}; đối chiếu với giờ chuẩn.")
