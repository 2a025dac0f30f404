"""A virus scanner beside the program, if an installation has one: ClamAV's daemon, asked over its own protocol.

Nothing is scanned where neither CLAMAV_SOCKET nor CLAMAV_TCP is set.
"""

import logging
import socket
import struct

from django.conf import settings
from django.core.exceptions import ValidationError

logger = logging.getLogger(__name__)
PATIENCE = 30  # seconds for every single step of the talk
LONGEST_ANSWER = 4096
FOUND = ValidationError(
    "Phần mềm chống vi-rút nhận tệp này là mã độc nên tệp không được nhận. "
    "Cần kiểm tra máy đang dùng rồi gửi tệp khác.",
    code="virus",
)
AWAY = ValidationError(
    "Chưa kiểm tra vi-rút được nên tệp chưa được nhận. Cần gửi lại sau ít phút; nếu vẫn không được, "
    "cần báo người quản trị hệ thống.",
    code="scanner_away",
)


def is_configured():
    return bool(settings.CLAMAV_SOCKET or settings.CLAMAV_TCP)


def refuse_viruses(file):
    """Have the file scanned, and leave it rewound.

    Raises ValidationError for a find; also when the scanner cannot be asked, unless CLAMAV_REQUIRED=0.
    """
    if not is_configured():
        return
    try:
        answer = _ask(file)
    except OSError:
        logger.error("The virus scanner cannot be reached.", exc_info=True)
        answer = ""
    finally:
        file.seek(0)
    if answer.endswith("FOUND"):
        raise FOUND
    if answer == "stream: OK":
        return
    if answer:
        logger.error("The virus scanner did not judge a file: %s", answer)
    if settings.CLAMAV_REQUIRED:
        raise AWAY


def _ask(file):
    """Send the file in pieces (INSTREAM) and return what the scanner says of it, in one line."""
    with _connection() as scanner:
        try:
            scanner.sendall(b"zINSTREAM\0")
            file.seek(0)
            for chunk in file.chunks():
                scanner.sendall(struct.pack("!L", len(chunk)) + chunk)
            scanner.sendall(struct.pack("!L", 0))
        except (BrokenPipeError, ConnectionResetError):
            pass  # it has heard enough; what it thinks is in its answer
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
            if not (piece := scanner.recv(LONGEST_ANSWER)):
                break
            answer += piece
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")


def _connection():
    if settings.CLAMAV_SOCKET:
        scanner = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        scanner.settimeout(PATIENCE)
        try:
            scanner.connect(settings.CLAMAV_SOCKET)
        except OSError:
            scanner.close()
            raise
        return scanner
    host, _, port = settings.CLAMAV_TCP.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=PATIENCE)
