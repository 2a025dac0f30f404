"""What lies outside this machine: the mail server."""

import smtplib

from django.conf import settings
from django.core.mail import get_connection

from config.doctor import broken, check, good, look

SMTP = "django.core.mail.backends.smtp.EmailBackend"


@check("Thư điện tử")
def mail():
    if settings.EMAIL_BACKEND != SMTP or not settings.EMAIL_HOST:
        yield look(
            "Chưa khai báo máy chủ thư; thư mời và thư nhắc việc không gửi được.",
            "Khai báo theo mục “Mail” của docs/operations.md.",
        )
        return
    place = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        connection = get_connection(timeout=5)
        connection.open()
        connection.close()
    except smtplib.SMTPAuthenticationError:
        yield broken(
            f"Máy chủ thư {place} từ chối tài khoản gửi.", "Kiểm tra tên và mật khẩu của tài khoản gửi thư."
        )
    except (OSError, smtplib.SMTPException) as error:
        state = look if settings.EMAIL_HOST == "localhost" else broken
        yield state(
            f"Không kết nối được máy chủ thư {place} ({type(error).__name__}).",
            "Kiểm tra tên máy, cổng, tường lửa; thư vẫn nằm trong hộp chờ và được gửi khi kết nối lại.",
        )
    else:
        yield good(f"Kết nối được máy chủ thư {place}.")
