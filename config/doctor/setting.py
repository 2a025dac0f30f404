"""Settings, versions, HTTPS, what the program needs of the machine."""

import ctypes.util
import platform
import re
from importlib.metadata import PackageNotFoundError, version

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured

from config.doctor import broken, check, good, look
from documents import fonts

SHOWN_MISSING = 5


@check("Cấu hình")
def configuration():
    if not settings.PRODUCTION:
        yield look(
            "Hệ thống chạy ở chế độ thử trên một máy (ALLOWED_HOSTS chưa có tên miền công khai).",
            "Khi đưa vào sử dụng chính thức, đặt ALLOWED_HOSTS, SECRET_KEY, DATABASE_URL trong tệp biến môi trường.",
        )
    else:
        yield good(f"Chế độ chính thức cho: {', '.join(settings.ALLOWED_HOSTS)}.")
    found = checks.run_checks(include_deployment_checks=settings.PRODUCTION)
    for problem in (message for message in found if message.is_serious() and not message.is_silenced()):
        yield broken(
            f"{problem.id}: {problem.msg}",
            "Sửa theo nội dung cảnh báo; xem thêm bằng lệnh manage.py check --deploy.",
        )
    if settings.DEBUG:
        yield broken(
            "DEBUG=1: trang lỗi để lộ thông tin bên trong chương trình.", "Bỏ biến DEBUG rồi khởi động lại."
        )


@check("Phiên bản")
def versions():
    here = f"Sổ thi đua {settings.VERSION}, Python {platform.python_version()}"
    apart = list(_apart())
    if apart:
        shown = ", ".join(apart[:SHOWN_MISSING]) + (" …" if len(apart) > SHOWN_MISSING else "")
        yield broken(
            f"{here}; {len(apart)} thư viện khác với danh sách của phiên bản này: {shown}.",
            "Chạy scripts/setup.sh run rồi khởi động lại máy chủ và tiến trình nền.",
        )
    else:
        yield good(f"{here}; các thư viện đúng phiên bản đã khóa.")


def _apart():
    """Yield the locked packages that are missing or installed in another version."""
    lock = (settings.BASE_DIR / "requirements.txt").read_text("utf-8")
    for name, wanted, condition in re.findall(r"(?m)^([a-z0-9._-]+)==(\S+)(?: ; (\S.*?))? *\\?$", lock):
        if "win32" in condition or "!=" in condition:
            continue
        try:
            if version(name) != wanted:
                yield f"{name} {version(name)} (cần {wanted})"
        except PackageNotFoundError:
            yield f"thiếu {name}"


@check("HTTPS")
def https():
    if not settings.PRODUCTION:
        yield look(
            "Chưa dùng HTTPS vì đang ở chế độ thử.", "Đặt nginx hoặc Caddy phía trước khi dùng chính thức."
        )
    elif not settings.SECURE_SSL_REDIRECT:
        yield look(
            "PLAIN_HTTP=1: trang vẫn mở được bằng http.",
            "Bỏ biến PLAIN_HTTP khi máy chủ đứng trước đã có HTTPS.",
        )
    else:
        yield good("Mọi trang chuyển sang https, cookie chỉ đi trên https.")
    if settings.PRODUCTION and not settings.PUBLIC_URL.startswith("https://"):
        yield broken(
            f"PUBLIC_URL={settings.PUBLIC_URL}: mã QR trên văn bản trỏ đến địa chỉ không có https.",
            "Đặt PUBLIC_URL=https://tên-miền trước khi phát hành văn bản.",
        )
    if settings.PRODUCTION and not settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        yield look(
            "PROXIES=0: mọi người truy cập bị tính chung một địa chỉ nếu có máy chủ đứng trước.",
            "Đặt PROXIES bằng số máy chủ trung gian đứng trước chương trình, thường là 1.",
        )


@check("Phông chữ văn bản")
def document_fonts():
    fonts.font_dir.cache_clear()
    try:
        yield good(f"Liberation Serif đủ chữ Việt tại {fonts.font_dir()}.")
    except ImproperlyConfigured as error:
        yield broken(str(error), "Chạy: apt-get install fonts-liberation2")


@check("Thư viện dựng PDF")
def libraries():
    for name, package, state in (
        ("pango-1.0", "libpango-1.0-0", broken),
        ("pangoft2-1.0", "libpangoft2-1.0-0", broken),
        ("harfbuzz-subset", "libharfbuzz-subset0", look),
    ):
        if ctypes.util.find_library(name):
            yield good(f"Có {package}.")
        else:
            loss = "PDF dựng chậm gấp hai, ba lần" if state is look else "không dựng được PDF"
            yield state(f"Thiếu {package}: {loss}.", f"Chạy: apt-get install {package}")
