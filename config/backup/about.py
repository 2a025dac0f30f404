"""What a backup says about the installation it was made of, and how another one differs from it."""

import hashlib
import tomllib

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from config.backup import BackupError
from config.backup.archive import FORMAT
from config.backup.tables import LEFT_OUT
from documents import seal


def version():
    with open(settings.BASE_DIR / "pyproject.toml", "rb") as file:
        return tomllib.load(file)["project"]["version"]


def key_fingerprint():
    """Tell keys apart without telling the key, which is random and long."""
    return hashlib.sha256(b"so-thi-dua:" + settings.SECRET_KEY.encode()).hexdigest()[:16]


def about(at):
    """Return the first member of a backup; asks within the transaction of the backup."""
    return {
        "format": FORMAT,
        "product": "Sổ thi đua",
        "version": version(),
        "at": at.isoformat(),
        "database": connection.vendor,
        "migrations": sorted(map(list, _migrations())),
        "left_out": sorted(LEFT_OUT),
        "key": key_fingerprint(),
        "seals": seal.fingerprints(),
        "public_url": settings.PUBLIC_URL,
        "chain_heads": _chain_heads(),
    }


def _migrations():
    """Return the steps that made these tables. Raises BackupError where they are not the tables of this program."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise BackupError(
            "Cơ sở dữ liệu chưa được chuyển sang phiên bản đang cài đặt. Chạy “manage.py migrate” rồi sao "
            "lưu; muốn sao lưu trước khi nâng cấp thì chạy lệnh này bằng phiên bản cũ."
        )
    return executor.loader.applied_migrations.keys() & executor.loader.disk_migrations.keys()


def _chain_heads():
    """Return where each chain of the history ended, as ``audit verify`` counts them."""
    try:
        heads = apps.get_model("audit", "ChainHead")
    except LookupError:
        return []
    names = [field.attname for field in heads._meta.concrete_fields if not field.primary_key]
    return [
        dict(zip(names, map(str, row), strict=True))
        for row in heads.objects.order_by("pk").values_list(*names)
    ]


def advice(old):
    """Yield what the administrator has to know where this installation differs from the one of the backup."""
    if old["key"] != key_fingerprint():
        yield (
            "SECRET_KEY khác với nơi sao lưu: mọi người phải đăng nhập lại; người đã cài xác thực lớp thứ hai "
            "không đăng nhập được cho đến khi cài lại; các đường dẫn đặt lại mật khẩu đã gửi không dùng được nữa; "
            "phiếu kín điện tử đang bỏ dở không kiểm được. Nếu còn giữ khóa cũ, hãy dùng lại khóa đó rồi khởi động lại."
        )
    if old["public_url"] != settings.PUBLIC_URL:
        yield (
            f"PUBLIC_URL là {settings.PUBLIC_URL}, nơi sao lưu là {old['public_url']}. Mã QR trên văn bản đã "
            "phát hành trỏ về địa chỉ cũ, nên địa chỉ đó phải tiếp tục mở được."
        )
    here = set(seal.fingerprints().values())
    absent = [
        "mọi cơ quan khác" if name == "*" else name for name, seen in old["seals"].items() if seen not in here
    ]
    if absent:
        yield (
            f"Chưa có chứng thư ký số như nơi sao lưu cho: {', '.join(absent)}. Văn bản đã ký số vẫn giữ "
            "nguyên; muốn ký số tiếp thì khai báo lại trong SEALS_FILE."
        )
