"""The outbox: a letter is a row in the transaction of what it tells of; the worker sends it afterwards.

A letter whose truth may pass while it waits (a reminder) is looked at once more when it is sent: ``checked`` registers
who looks, by the first word of the letter's key.
"""

from accounts.models import Mail
from vietnamese.text import clean_line

CHECKS = {}


class NotNeeded(Exception):
    """The letter is not to be sent any more; says why, in Vietnamese."""


def checked(topic):
    """Register ``function(mail, today) → text``: the text as it is true now. It raises NotNeeded."""

    def register(function):
        CHECKS[topic] = function
        return function

    return register


def queue(kind, *, to, subject, text, user=None, key="", send_after=None, expires_at=None):
    """Put a letter into the outbox and return it; None where one of the same kind, address and key is there.

    ``to`` is an address, ``text`` plain text. ``expires_at``: after it the letter is dropped, not sent.
    """
    kept = {"send_after": send_after} if send_after else {}
    subject = clean_line(subject)[:200]
    fields = {"subject": subject, "text": text, "user": user, "expires_at": expires_at, **kept}
    if key:
        letter, is_new = Mail.objects.get_or_create(kind=kind, address=to, key=key, defaults=fields)
        return letter if is_new else None
    return Mail.objects.create(kind=kind, address=to, **fields)
