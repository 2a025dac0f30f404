"""Keys of backups: whoever makes one needs the public half only, whoever opens one the private half.

A private key may itself be locked with a passphrase; both are files as `age-keygen` and `age -p` write them.
"""

import getpass
import os
import sys
from datetime import datetime
from pathlib import Path

import pyrage
from django.conf import settings

from config.backup import BackupError

LOCKED = b"age-encryption.org/v1"
TRIES = 5  # age measures how fast the machine is before it opens a key, and on a busy one measures badly
NO_RECIPIENT = (
    "Chưa có khóa công khai để khóa bản sao lưu. Chạy “manage.py backup keygen”, giữ tệp khóa bí mật ở nơi khác, "
    "rồi ghi khóa công khai vào biến BACKUP_RECIPIENT hoặc tham số --recipient."
)


def recipients(given=()):
    """Return the public keys that a backup is locked for: those given, else those of the installation."""
    names = list(given) or settings.BACKUP_RECIPIENTS
    if not names:
        raise BackupError(NO_RECIPIENT)
    return [_recipient(name) for name in names]


def _recipient(name):
    try:
        return pyrage.x25519.Recipient.from_str(name)
    except pyrage.RecipientError as error:
        raise BackupError(
            f"“{name}” không phải là khóa công khai. Khóa công khai bắt đầu bằng “age1”, in ra khi chạy "
            "“manage.py backup keygen”."
        ) from error


def make(path, passphrase=None):
    """Write a new private key where there is no file yet, and return its public key."""
    identity = pyrage.x25519.Identity.generate()
    public = str(identity.to_public())
    made = datetime.now().astimezone().isoformat(timespec="seconds")
    content = f"# created: {made}\n# public key: {public}\n{identity}\n".encode()
    if passphrase:
        content = pyrage.passphrase.encrypt(content, passphrase)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise BackupError(f"Đã có tệp {path}; khóa cũ vẫn được giữ nguyên. Chọn tên tệp khác.") from error
    except OSError as error:
        raise BackupError(f"Không ghi được tệp {path}: {error.strerror}.") from error
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return public


def passphrase_in(path):
    """Return the passphrase that stands in the first line of a file."""
    lines = _content(path).decode("utf-8", "replace").splitlines()
    if not lines or not lines[0].strip():
        raise BackupError(f"Tệp {path} không có cụm mật khẩu ở dòng đầu.")
    return lines[0].strip()


def identities(path, passphrase_file=None):
    """Return the private keys in a file, asking for the passphrase at the terminal where one is needed."""
    content = _content(path)
    if content.startswith(LOCKED):
        content = _unlocked(content, passphrase_in(passphrase_file) if passphrase_file else _asked(path))
    lines = [line.strip() for line in content.decode("utf-8", "replace").splitlines()]
    try:
        found = [pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except pyrage.IdentityError:
        found = []
    if not found:
        raise BackupError(
            f"Tệp {path} không phải là tệp khóa bí mật. Tệp khóa do “manage.py backup keygen” tạo có một dòng "
            "bắt đầu bằng “AGE-SECRET-KEY-”."
        )
    return found


def _asked(path):
    if not sys.stdin.isatty():
        raise BackupError(f"Tệp khóa {path} được khóa bằng cụm mật khẩu: cần thêm tham số --passphrase-file.")
    return getpass.getpass("Cụm mật khẩu của tệp khóa: ")


def _unlocked(content, passphrase):
    for _ in range(TRIES):
        try:
            return pyrage.passphrase.decrypt(content, passphrase)
        except pyrage.DecryptError as error:
            if "Excessive work" not in str(error):
                raise BackupError("Cụm mật khẩu không đúng, hoặc tệp khóa đã hỏng.") from error
    raise BackupError("Máy này đang quá bận nên chưa mở được tệp khóa. Đợi máy bớt việc rồi chạy lại lệnh.")


def _content(path):
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise BackupError(f"Không đọc được tệp {path}: {error.strerror}.") from error
