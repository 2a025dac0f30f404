"""Telling people by mail what happened to the security of their account. These letters cannot be turned off."""

from enum import Enum

from django.utils import timezone

from accounts.letters import Letter, absolute, sample, write
from accounts.models import MailKind
from accounts.outbox import queue


class Notice(Enum):
    """What a person is told; the value finishes the sentence “Lúc … ,”."""

    PASSWORD_CHANGED = "mật khẩu của tài khoản đã được đổi"  # noqa: S105  the word, not one
    PASSWORD_GIVEN = "quản trị hệ thống đã đặt mật khẩu mới cho tài khoản"  # noqa: S105
    SESSIONS_ENDED = "các phiên đăng nhập của tài khoản trên những máy khác đã được kết thúc"
    NEW_SIGN_IN = "tài khoản đã được đăng nhập từ một loại máy hoặc trình duyệt chưa từng dùng"
    ADDRESS_CHANGED = "địa chỉ thư điện tử của tài khoản đã được đổi sang địa chỉ khác"


def tell(user, notice, *, to="", at=None):
    """Queue the letter and return it; None for a person without an address. Call it inside the action.

    ``to`` is the former address where that is what changed.
    """
    address = to or user.email
    if not address:
        return None
    letter = wording(user, notice, at or timezone.now())
    return queue(MailKind.SECURITY, to=address, subject=letter.subject, text=letter.text, user=user)


def tell_of_password(user, by):
    return tell(user, Notice.PASSWORD_CHANGED if by == user else Notice.PASSWORD_GIVEN)


def wording(user, notice, at):
    at = timezone.localtime(at)
    return Letter(
        "Sổ thi đua: thông báo về bảo mật tài khoản",
        write(
            user,
            f"Lúc {at:%H giờ %M phút, ngày %d/%m/%Y}, {notice.value}.",
            f"Tên đăng nhập: {user.username}",
            "Nếu đó là việc ông (bà) tự làm hoặc đã biết, không cần làm gì thêm. Nếu không, đề nghị báo ngay cho quản "
            "trị hệ thống của cơ quan thường trực.",
            f"Địa chỉ của hệ thống: {absolute('/')}",
            foot=["Thông báo về bảo mật luôn được gửi, không tắt được."],
        ),
    )


@sample(MailKind.SECURITY)
def password_changed(user):
    return wording(user, Notice.PASSWORD_CHANGED, timezone.now())
