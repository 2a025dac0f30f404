"""A touch of the signing console as it arrives: read from JSON, nothing of it believed but what was meant."""

import json
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from pledges.models import Signature, Touch
from pledges.signing_rules import NAMED_BY
from vietnamese.text import clean_line

UNREADABLE = "Lần chạm gửi lên không đọc được nên chưa ghi nhận. Tải lại trang rồi chạm lại."
CLOCK_MAY_BE_SLOW = timedelta(hours=24)
NO_CLOCK = timedelta(days=366)


@dataclass(frozen=True)
class Touched:
    """What one touch means; ``named`` holds who signs where the console asked for it before the touch."""

    key: uuid.UUID
    kind: str
    at: datetime
    signature_id: int | None = None
    participant_id: int | None = None
    reason: str = ""
    named: dict = field(default_factory=dict)

    def moment(self, now):
        """When it was touched; of a clock that runs ahead, or lies more than a day behind, nothing is taken."""
        return self.at if now - CLOCK_MAY_BE_SLOW <= self.at <= now else now


def read_touch(body):
    """Return the Touched in the body of a request. Raises ValidationError for anything else."""
    try:
        data = json.loads(body)
        touched = Touched(
            key=uuid.UUID(data["key"]),
            kind=Touch.Kind(data["kind"]).value,
            at=_moment(data.get("at")),
            signature_id=_number(data.get("signature")),
            participant_id=_number(data.get("participant")),
            reason=_line(data.get("reason"), 500),
            named={
                name: _line(value, Signature._meta.get_field(name).max_length)
                for name, value in data.get("named", {}).items()
                if name in NAMED_BY
            },
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise ValidationError(UNREADABLE) from None
    return touched


def _line(value, length):
    if value is None:
        return ""
    if not isinstance(value, str):
        raise TypeError
    return clean_line(value)[:length]


def _number(value):
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 2**63:
        raise TypeError
    return value


def _moment(text):
    """Return the moment that the console wrote, with its zone; now where it wrote none that can be."""
    now = timezone.now()
    found = parse_datetime(text) if text else None
    if found is None:
        return now
    found = found if timezone.is_aware(found) else found.replace(tzinfo=UTC)
    return found if abs(found - now) < NO_CLOCK else now
