"""What must never stand in a log or a report of an error is taken out of every text that goes there.

No secrets (passwords, tokens, keys of sessions, addresses with a key in them) and no personal data (e-mail addresses,
telephone numbers, what people searched for, the values of a row that the database quotes when it refuses one).
"""

import re
from functools import lru_cache

from django.conf import settings

GONE = "…"
NAMED = (
    "password|passwd|oldpassword|password1|password2|passphrase|mat.?khau|mật khẩu|secret|secret_key|token|"
    "access_token|refresh_token|id_token|sessionid|csrftoken|csrfmiddlewaretoken|authorization|cookie|set-cookie|"
    "api[_-]?key|dsn|otp|pin|ballot"
)
RULES = [
    # the values of a row, which PostgreSQL quotes
    (re.compile(r"(?m)^(\s*(?:DETAIL|CONTEXT|LINE \d+):).*$"), rf"\1 {GONE}"),
    (re.compile(r"(Key \([^)]*\)=)\(.*?\)(?= |$)", re.M), rf"\1({GONE})"),
    (re.compile(r"(Failing row contains )\(.*\)"), rf"\1({GONE})"),
    # postgres://name:password@host
    (re.compile(r"(\b[a-z][a-z0-9+.-]*://)[^/\s@\"']+@", re.I), rf"\1{GONE}@"),
    # /path?what=was&asked=for
    (re.compile(r"(/[^\s?\"'<>]*)\?[^\s\"'<>]+"), rf"\1?{GONE}"),
    (
        re.compile(rf"(?i)(?<!\w)((?:{NAMED})[\"']?\s*[:=]\s*[\"']?)(?:bearer |basic )?[^\s\"',;&)}}]+"),
        rf"\1{GONE}",
    ),
    (re.compile(r"(?i)\b(bearer|basic) [\w.~+/=-]{8,}"), rf"\1 {GONE}"),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), GONE),
    (re.compile(r"(?<![\w.])(?:\+84|0)[ .]?\d{2,3}[ .]?\d{3}[ .]?\d{3,4}(?![\w.])"), GONE),
    # keys in addresses, then any long word of letters and digits mixed: keys of sessions, digests, tokens
    (re.compile(r"(?<=/)(?=[\w:-]*[A-Z0-9])(?=[\w:-]*[A-Za-z])[\w:-]{16,}(?=[/\s\"'?]|$)", re.A), GONE),
    (re.compile(r"(?<![\w/.-])(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{32,}(?![\w/.-])", re.A), GONE),
]


@lru_cache(maxsize=1)
def _known_secrets():
    """The secrets of this installation, as they are: longest first, so that none leaves a part of another."""
    found = {settings.SECRET_KEY, settings.DATABASES["default"].get("PASSWORD", "")}
    found |= {getattr(settings, name, "") for name in ("EMAIL_HOST_PASSWORD", "METRICS_TOKEN", "SENTRY_DSN")}
    return sorted((secret for secret in found if secret and len(secret) >= 6), key=len, reverse=True)


def scrub(text):
    """Return the text without secrets and personal data."""
    for secret in _known_secrets():
        text = text.replace(secret, GONE)
    for pattern, instead in RULES:
        text = pattern.sub(instead, text)
    return text


def scrub_all(value):
    """Return the same lists and dicts with every text in them scrubbed; secrets are known by their name, too."""
    match value:
        case str():
            return scrub(value)
        case dict():
            return {name: GONE if _is_secret(name) else scrub_all(inner) for name, inner in value.items()}
        case list() | tuple():
            return [scrub_all(inner) for inner in value]
        case _:
            return value


def _is_secret(name):
    return bool(re.fullmatch(NAMED, str(name), re.I))
