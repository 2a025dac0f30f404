"""Files: the storage and its privacy, free disk, static files, seals."""

import stat
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import default_storage
from django.utils import timezone

from config import probes
from config.doctor import broken, check, good, look
from documents import seal
from documents.storage import is_folder
from vietnamese.numbers import format_decimal

SOON = timedelta(days=30)
LITTLE = 2 * 1024**3  # bytes


@check("Kho tệp")
def storage():
    wrong = None
    try:
        wrong = probes.storage()
    except OSError as error:
        wrong = error.strerror or type(error).__name__
    if wrong:
        yield broken(
            f"Không ghi được tệp vào kho: {wrong}.",
            f"Kiểm tra thư mục {settings.MEDIA_ROOT} còn gắn vào máy, còn chỗ trống, chương trình ghi được.",
        )
    else:
        yield good("Ghi, đọc và xóa thử một tệp: được.")
    folder = _local_folder()
    if folder and stat.S_IMODE(folder.stat().st_mode) & 0o007:
        yield look(f"Mọi tài khoản trên máy đọc được thư mục {folder}.", f"Chạy: chmod 750 {folder}")
    static = Path(settings.STATIC_ROOT).resolve()
    if folder and (folder == static or static in folder.parents):
        yield broken(
            f"Kho tệp {folder} nằm trong thư mục tệp tĩnh, ai cũng tải được.",
            "Đặt MEDIA_ROOT ở thư mục khác rồi chuyển tệp sang đó.",
        )


def _local_folder():
    """Return the storage's folder on this machine; None where it is elsewhere, or away."""
    if not is_folder(default_storage):
        return None
    folder = Path(default_storage.path("")).resolve()
    return folder if folder.is_dir() else None


@check("Chỗ trống trên đĩa")
def disk():
    free = probes.free_bytes()
    if free is None:
        yield good("Kho tệp không nằm trên máy này.")
        return
    says = f"Còn {format_decimal(round(Decimal(free) / 1024**3, 1))} GB."
    if free < probes.LEAST_FREE:
        yield broken(says, "Xóa bớt hoặc mở rộng ổ đĩa ngay; khi hết chỗ, hệ thống không ghi được gì nữa.")
    elif free < LITTLE:
        yield look(says, "Mở rộng ổ đĩa, hoặc chuyển các bản sao lưu cũ sang máy khác.")
    else:
        yield good(says)


@check("Tệp tĩnh")
def static_files():
    try:
        staticfiles_storage.url("css/app.css")
        is_there = staticfiles_storage.exists(staticfiles_storage.stored_name("css/app.css"))
    except AttributeError:  # a local installation serves them from where they lie
        is_there = True
    except ValueError:
        is_there = False
    if is_there:
        yield good("Đã tập hợp đủ cho phiên bản này.")
    else:
        yield broken(
            "Chưa tập hợp tệp tĩnh cho phiên bản này; trang sẽ không hiện được.",
            "Chạy: .venv/bin/python manage.py collectstatic --noinput --clear",
        )


@check("Chữ ký số")
def seals():
    if not settings.SEALS_FILE:
        yield look(
            "Chưa khai báo chứng thư; văn bản phát hành không có chữ ký số.",
            "Đặt SEALS_FILE theo mục “Digital seals” của docs/operations.md nếu cơ quan có chứng thư.",
        )
        return
    try:
        rows = seal.configured()
    except ImproperlyConfigured as error:
        yield broken(f"Không đọc được tệp khai báo: {error}", "Sửa tệp mà SEALS_FILE chỉ đến.")
        return
    for row in rows:
        yield _judged(row)


def _judged(row):
    try:
        name, ends = seal.validity(row)
    except Exception as error:  # files, tokens and their libraries fail in many ways
        return broken(
            f"{row.authority}: không mở được chứng thư ({type(error).__name__}).",
            "Kiểm tra đường dẫn, mật khẩu của chứng thư; với USB Token, kiểm tra thiết bị đã cắm và mã PIN.",
        )
    until = f"{row.authority}: {name}, có hiệu lực đến {timezone.localtime(ends):%d/%m/%Y}."
    if ends < timezone.now():
        return broken(
            until, "Chứng thư đã hết hạn: thay bằng chứng thư mới, giữ chứng thư gốc cũ trong mục trust."
        )
    if ends < timezone.now() + SOON:
        return look(until, "Chứng thư sắp hết hạn: đề nghị cấp lại.")
    return good(until)
