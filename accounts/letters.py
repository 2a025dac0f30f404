"""What the letters of the accounts say, and the collection of samples that an administrator may read."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from accounts.models import MailKind

SAMPLES = {}
FOOT = "Đây là thư tự động của Sổ thi đua, đề nghị không trả lời thư này."


@dataclass(frozen=True)
class Letter:
    """What a letter says: its subject in one line, its text as plain text."""

    subject: str
    text: str


def sample(kind):
    """Register ``function(user) → Letter``: what a letter of this kind reads like, with a made-up content."""

    def register(function):
        SAMPLES[kind] = function
        return function

    return register


def absolute(path):
    """Return an address of this site as it may stand in a letter."""
    return settings.PUBLIC_URL + path


def write(user, *parts, foot=()):
    """Put a letter together: to whom, the paragraphs, and below a line what every letter ends with."""
    greeting = f"Kính gửi: {user.full_name or user.username}"
    return "\n\n".join([greeting, *parts, "\n".join(["--", FOOT, *foot])]) + "\n"


@sample(MailKind.TEST)
def trial(user):
    return Letter(
        "Sổ thi đua: thư kiểm tra",
        write(
            user,
            "Thư này được gửi để kiểm tra việc gửi thư điện tử. Nhận được thư và đọc rõ các chữ có dấu nghĩa là việc "
            "gửi thư hoạt động bình thường.",
            f"Địa chỉ của hệ thống: {absolute('/')}",
        ),
    )


def overview_address():
    return absolute(reverse("clusters:overview")) + "#viec-can-lam"
