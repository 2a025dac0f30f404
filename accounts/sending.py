"""Sending what waits in the outbox: by any number of workers, each letter by one of them; the server may be away.

A worker takes a letter by putting its next try into the future, so no transaction is open while the mail server
thinks. A worker killed between sending and writing that down leaves the letter to be sent again when that time has
come; its Message-ID is then the same, by which the receiver knows it as one letter.
"""

import logging
import smtplib
import socket
import ssl
from dataclasses import dataclass
from datetime import timedelta
from email.charset import QP, Charset
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts.models import Mail, MailOutage, MailStatus
from accounts.models.mail import CHOSEN, SECRET
from accounts.outbox import CHECKS, NotNeeded
from accounts.unsubscribing import address_to_unsubscribe

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)
PAUSES = [
    timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 720, 1440)
]  # after the first try, the second …
OUTAGE_PAUSES = [timedelta(minutes=minutes) for minutes in (1, 2, 5, 10)]
UNATTENDED = timedelta(minutes=15)  # overdue for so long: nobody sends
BATCH = 50  # letters over one connection, then the worker looks after its other work
TROUBLE = (OSError, smtplib.SMTPException)  # of the connection
OUT_OF_DATE = "Đã quá thời hạn gửi."
SMTP_ANSWERS = "Máy chủ thư trả lời"


@dataclass(frozen=True)
class Verdict:
    """What went wrong, in words; whether trying again is useless; whether it concerns every letter."""

    text: str
    is_final: bool = False
    is_of_all: bool = False


def is_set_up():
    """Return whether letters can leave at all; where they cannot, they wait."""
    return bool(settings.EMAIL_HOST) or not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend")


def send_waiting(limit=BATCH, may_go_on=lambda: True):
    """Send what is due, at most ``limit`` letters; return how many went out."""
    drop_overdue()
    if not is_set_up() or is_paused() or not Mail.objects.due(timezone.now()).exists():
        return 0
    sent = 0
    with Post() as post:
        for _ in range(limit):
            letter = claim() if may_go_on() else None
            if letter is None:
                break
            sent += attend_to(letter, post)
            if post.is_away:
                break
    return sent


def is_paused():
    """Return whether the mail server was found away and is not to be asked again yet."""
    return MailOutage.objects.filter(next_try_at__gt=timezone.now()).exists()


class Post:
    """One connection to the mail server, opened with the first letter and closed at the end."""

    def __init__(self):
        self.connection, self.is_away = None, False

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()

    def send(self, letter):
        self.connection.send_messages([message_of(letter)])

    def open(self):
        if self.connection is None:
            fresh = get_connection()
            fresh.open()
            self.connection = fresh

    def close(self):
        if self.connection is not None:
            try:
                self.connection.close()
            except TROUBLE:
                logger.debug("the mail server left before the goodbye")
            self.connection = None


def attend_to(letter, post):
    """Send one claimed letter and write down what became of it; return 1 if it went out, else 0."""
    if letter.tries > len(PAUSES) + 1:
        put_off(letter, Verdict("Đã thử nhiều lần mà không gửi xong.", is_final=True))
    elif is_still_wanted(letter) and is_open(post, letter):
        return hand_over(letter, post)
    return 0


def is_still_wanted(letter):
    """Look at the letter once more; write down why it does not go out."""
    try:
        reason = reason_to_drop(letter)
    except DatabaseError:
        raise
    except Exception:
        logger.exception("letter %s (%s) could not be looked at again", letter.pk, letter.kind)
        put_off(letter, Verdict("Chưa lập được nội dung thư do lỗi của hệ thống."))
        return False
    if reason is not None:
        end(Mail.objects.filter(pk=letter.pk).waiting(), MailStatus.DROPPED, reason)
    return reason is None


def is_open(post, letter):
    """Open the connection if it is not; where the server is away, that is no try of this letter."""
    try:
        post.open()
    except TROUBLE as error:
        post.is_away = True
        give_back(letter, note_outage(verdict_on(error).text))
    return not post.is_away


def hand_over(letter, post):
    try:
        post.send(letter)
    except (*TROUBLE, ValueError) as error:
        verdict = verdict_on(error)
        put_off(letter, verdict)
        if verdict.is_of_all:
            post.is_away = True
            note_outage(verdict.text)
        else:
            note_recovery()
        return 0
    end(Mail.objects.filter(pk=letter.pk), MailStatus.SENT)
    note_recovery()
    return 1


@dataclass(frozen=True)
class State:
    """How sending stands, for the administrator: a tone (good, info, warn, bad) and a sentence."""

    tone: str
    sentence: str


def state():
    """Return how sending stands, as far as the database and the settings tell."""
    now = timezone.now()
    if (outage := MailOutage.objects.first()) is not None:
        return State(
            "bad",
            f"Máy chủ thư không nhận thư từ {_at(outage.since)}. {outage.error} Các thư được giữ lại và tự gửi khi máy "
            f"chủ hoạt động trở lại; lần thử tiếp theo lúc {_at(outage.next_try_at)}.",
        )
    if not is_set_up():
        return State(
            "warn",
            "Chưa khai báo máy chủ thư. Các thư được giữ lại và chưa gửi đi; thư quá thời hạn thì bỏ. Cách khai báo "
            "ghi tại mục “Mail” của tài liệu vận hành.",
        )
    if Mail.objects.due(now - UNATTENDED).exists():
        return State(
            "warn",
            "Có thư đã đến giờ gửi từ lâu mà chưa được gửi. Cần kiểm tra dịch vụ chạy nền (worker) có đang chạy không.",
        )
    if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        return State(
            "info", "Bản chạy thử: thư được ghi thành tệp trong thư mục var/mail, không gửi ra ngoài."
        )
    return State("good", "Việc gửi thư hoạt động bình thường.")


def _at(moment):
    return f"{timezone.localtime(moment):%H:%M ngày %d/%m/%Y}"


# --- one letter -----------------------------------------------------------------------------------------


def claim():
    """Take the next letter that is due, or None. Its tries are counted here: one that kills its worker is given up."""
    now = timezone.now()
    with transaction.atomic():
        rows = Mail.objects.due(now)
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True)
        letter = rows.first()
        if letter is not None:
            letter.tries += 1
            letter.send_after = now + LEASE
            letter.save(update_fields=["tries", "send_after"])
    return letter


def reason_to_drop(letter):
    """Return why the letter is not to be sent any more; None: send it, with its text as it is true now."""
    check = CHECKS.get(letter.topic)
    if check is None:
        return None
    try:
        text = check(letter, timezone.localdate())
    except NotNeeded as reason:
        return str(reason)
    if text != letter.text:
        letter.text = text
        letter.save(update_fields=["text"])
    return None


def message_of(letter):
    """Return the letter as it goes out. Django refuses a line break in a heading with a ValueError."""
    host = urlsplit(settings.PUBLIC_URL).hostname
    headers = {
        "Message-ID": f"<thu-{letter.pk}-{letter.created_at:%Y%m%d%H%M%S}@{host}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    if letter.kind in CHOSEN and letter.user_id:
        headers["List-Unsubscribe"] = f"<{address_to_unsubscribe(letter.user_id, letter.kind)}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message = EmailMessage(letter.subject, letter.text, to=[letter.address], headers=headers)
    message.encoding = seven_bits()
    return message


def seven_bits():
    """Vietnamese in a form that the oldest server on the way leaves alone."""
    charset = Charset("utf-8")
    charset.body_encoding = QP
    return charset


def end(letters, status, reason=""):
    """Write down what became of letters, and forget the secrets in them."""
    fields = {"status": status, "ended_at": timezone.now(), "last_error": reason[:300]}
    with transaction.atomic():
        return letters.exclude(kind__in=SECRET).update(**fields) + letters.filter(kind__in=SECRET).update(
            text="", **fields
        )


def drop_overdue():
    overdue = Mail.objects.overdue(timezone.now())
    if overdue.exists():
        end(overdue, MailStatus.DROPPED, OUT_OF_DATE)


def give_back(letter, reason):
    """The server was not reached, so this was no try of the letter's own."""
    mine = Mail.objects.waiting().filter(pk=letter.pk, tries=letter.tries)
    mine.update(tries=letter.tries - 1, send_after=timezone.now(), last_error=reason)


def put_off(letter, verdict):
    """Try again later, longer and longer; not at all after a final answer or the last pause."""
    mine = Mail.objects.waiting().filter(pk=letter.pk, tries=letter.tries)
    logger.warning("letter %s (%s) did not go out, try %s", letter.pk, letter.kind, letter.tries)
    if verdict.is_final or letter.tries > len(PAUSES):
        end(mine, MailStatus.FAILED, verdict.text)
    else:
        mine.update(
            send_after=timezone.now() + PAUSES[letter.tries - 1],
            last_error=verdict.text,
        )


# --- the server -----------------------------------------------------------------------------------------


def note_outage(text):
    """Remember since when the server takes nothing, for every worker; return what it said."""
    with transaction.atomic():
        row, _ = MailOutage.objects.select_for_update().get_or_create(pk=1, defaults={"error": text})
        row.error = text
        row.next_try_at = timezone.now() + OUTAGE_PAUSES[min(row.tries, len(OUTAGE_PAUSES) - 1)]
        row.tries += 1
        row.save()
    logger.warning(
        "the mail server takes no letters since %s; they wait in the outbox", row.since.isoformat()
    )
    return text


def note_recovery():
    if MailOutage.objects.exists() and MailOutage.objects.filter(pk=1).delete()[0]:
        logger.warning("the mail server takes letters again")


def verdict_on(error):
    """Say in words what a mail server's answer, or its silence, means for the letter and for all others."""
    for kinds, verdict in VERDICTS:
        if isinstance(error, kinds):
            return verdict
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return answer(*next(iter(error.recipients.values())))
    if isinstance(error, smtplib.SMTPSenderRefused):
        said = answer(error.smtp_code, error.smtp_error).text
        return Verdict(f"Máy chủ thư không nhận địa chỉ gửi đã khai báo. {said}"[:300], is_of_all=True)
    if isinstance(error, smtplib.SMTPResponseException):
        return answer(error.smtp_code, error.smtp_error)
    return Verdict("Không kết nối được với máy chủ thư.", is_of_all=True)


def answer(code, words):
    """5xx is the last word on this letter, 4xx is not; with 421 the server takes leave of everybody."""
    words = words.decode(errors="replace") if isinstance(words, bytes) else str(words)
    text = f"{SMTP_ANSWERS}: {code} {' '.join(words.split())}"[:300]
    return Verdict(text, is_final=code >= 500, is_of_all=code == 421)


VERDICTS = [
    (
        smtplib.SMTPAuthenticationError,
        Verdict("Máy chủ thư không nhận tên đăng nhập hoặc mật khẩu đã khai báo.", is_of_all=True),
    ),
    (smtplib.SMTPServerDisconnected, Verdict("Máy chủ thư ngắt kết nối hoặc không trả lời.", is_of_all=True)),
    (
        smtplib.SMTPNotSupportedError,
        Verdict("Máy chủ thư không hỗ trợ cách mã hóa hoặc đăng nhập đã khai báo.", is_of_all=True),
    ),
    (ssl.SSLError, Verdict("Không lập được kết nối mã hóa với máy chủ thư.", is_of_all=True)),
    (socket.gaierror, Verdict("Không tìm thấy máy chủ thư theo tên đã khai báo.", is_of_all=True)),
    (TimeoutError, Verdict("Máy chủ thư không trả lời.", is_of_all=True)),
    (ConnectionRefusedError, Verdict("Máy chủ thư không nhận kết nối.", is_of_all=True)),
    (ValueError, Verdict("Địa chỉ hoặc tiêu đề thư không hợp lệ.", is_final=True)),
]
