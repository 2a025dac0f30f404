"""What fails outside the program – the database, the disk, the place of the files – gets a page of its own.

``trouble_of`` reads it from the exception, whatever layer it comes from; nothing is asked of the request or the
database to show the page. What is none of these is a fault of ours, and the page of errors tells it.
"""

import errno
import logging
import sqlite3
import sys
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import Error as DatabaseFault
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string

from config.typed import typed_of, wants_data
from documents.storage import is_folder

logger = logging.getLogger("thidua.trouble")


@dataclass(frozen=True)
class Trouble:
    """What people read of it. ``retry``: seconds after which it is worth trying again."""

    name: str
    title: str
    happened: str
    todo: str
    status: int = 503
    retry: int = 30


WAIT = "Chờ ít phút rồi thực hiện lại. Nếu vẫn không được, báo quản trị hệ thống."
CALL = "Báo quản trị hệ thống. Sau khi khắc phục, thực hiện lại việc vừa làm."

DATABASE_AWAY = Trouble(
    "database away",
    "Tạm thời chưa kết nối được dữ liệu",
    "Hệ thống tạm thời không kết nối được cơ sở dữ liệu. Sự việc đã được ghi lại cho quản trị.",
    WAIT,
)
DATABASE_BUSY = Trouble(
    "database busy",
    "Hệ thống đang bận",
    "Nhiều người cùng ghi một lúc nên việc vừa yêu cầu chưa đến lượt.",
    WAIT,
    retry=5,
)
DISK_FULL = Trouble(
    "disk full",
    "Máy chủ hết chỗ lưu dữ liệu",
    "Ổ đĩa của máy chủ đã đầy nên không ghi thêm được. Sự việc đã được ghi lại cho quản trị.",
    CALL,
    status=507,
    retry=300,
)
READ_ONLY = Trouble(
    "cannot be written",
    "Hệ thống tạm thời chỉ đọc được",
    "Nơi lưu dữ liệu của máy chủ đang không cho ghi. Các trang xem vẫn dùng được.",
    CALL,
    retry=300,
)
STORAGE_AWAY = Trouble(
    "storage away",
    "Tạm thời chưa mở được kho tệp",
    "Hệ thống tạm thời không kết nối được nơi lưu tệp. Các trang không có tệp vẫn dùng được.",
    WAIT,
)

OF_ERRNO = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), DISK_FULL),
    **dict.fromkeys((errno.EROFS, errno.EACCES, errno.EPERM), READ_ONLY),
    **dict.fromkeys((errno.EIO, errno.ESTALE, errno.ENOTCONN, errno.EHOSTDOWN, errno.ENODEV), STORAGE_AWAY),
}
OF_SQLSTATE = {
    "53100": DISK_FULL,
    "25006": READ_ONLY,
    **dict.fromkeys(("40001", "40P01", "55P03", "57014", "53200", "53300"), DATABASE_BUSY),
    **dict.fromkeys(("57P01", "57P02", "57P03"), DATABASE_AWAY),
}
OF_SQLITE = {
    "SQLITE_FULL": DISK_FULL,
    "SQLITE_IOERR_WRITE": DISK_FULL,
    "SQLITE_READONLY": READ_ONLY,
    "SQLITE_CANTOPEN": DATABASE_AWAY,
    "SQLITE_IOERR": DATABASE_AWAY,
    "SQLITE_BUSY": DATABASE_BUSY,
    "SQLITE_LOCKED": DATABASE_BUSY,
}


def trouble_of(error):
    """Return the Trouble that an exception tells of, directly or as its cause; None for a fault of ours."""
    seen = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if found := _of_one(error):
            return found
        error = error.__cause__ or error.__context__
    return None


def _of_one(error):
    match error:
        case DatabaseFault():
            return _of_database(error.__cause__) if error.__cause__ else _of_closed(error)
        case FileNotFoundError() | NotADirectoryError():
            return STORAGE_AWAY if _is_folder_gone() else None
        case OSError():
            return OF_ERRNO.get(error.errno)
        case _:
            return STORAGE_AWAY if _is_of_object_storage(error) else None


def _is_folder_gone():
    return is_folder(default_storage) and not Path(settings.MEDIA_ROOT).is_dir()


def _of_closed(error):
    return DATABASE_AWAY if "closed" in str(error) else None


def _of_database(cause):
    if isinstance(cause, sqlite3.Error):
        name = getattr(cause, "sqlite_errorname", "")
        return next((trouble for start, trouble in OF_SQLITE.items() if name.startswith(start)), None)
    state = getattr(cause, "sqlstate", None)
    if state is None:  # no server said so: the way to it is broken
        return (
            DATABASE_AWAY
            if type(cause).__name__ in {"OperationalError", "ConnectionTimeout"}
            else _of_closed(cause)
        )
    return DATABASE_AWAY if state.startswith("08") else OF_SQLSTATE.get(state)


def _is_of_object_storage(error):
    """botocore is only there where an installation keeps its files in an object storage; that it has no such file
    is an answer."""
    library = sys.modules.get("botocore.exceptions")
    if library is None or not isinstance(error, (library.BotoCoreError, library.ClientError)):
        return False
    answer = getattr(error, "response", {}).get("ResponseMetadata", {})
    return answer.get("HTTPStatusCode") != 404


def trouble_page(request, error):
    """Return the page of what failed outside the program; None for a fault of ours."""
    trouble = trouble_of(error)
    if trouble is None:
        return None
    logger.error("%s: %s", trouble.name, type(error).__name__)
    if wants_data(request):
        answer = JsonResponse({"sentences": [f"{trouble.happened} {trouble.todo}"]}, status=trouble.status)
    else:
        answer = HttpResponse(
            render_to_string("trouble.html", _context(request, trouble)), status=trouble.status
        )
    answer["Retry-After"] = str(trouble.retry)
    return answer


def _context(request, trouble):
    return {
        "trouble": trouble,
        "typed": typed_of(request),
        "is_sent": request.method == "POST",
        "request_id": getattr(request, "id", ""),
    }
