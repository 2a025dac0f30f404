"""The closed urn of a secret electronic vote: totals in, totals out, nothing in between to be read.

Pure but for the installation's SECRET_KEY. The text has the same length for every content (decision 0016).
"""

import base64
import json
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE = 12
SIZE = 4096  # bytes before encryption: totals of some hundred candidates


class Unreadable(ValueError):
    """The text was not written with this installation's key, or not for this vote."""


def _cipher(key):
    derived = HKDF(algorithm=SHA256(), length=32, salt=key.bytes, info=b"awards.urn")
    return AESGCM(derived.derive(settings.SECRET_KEY.encode()))


def seal(key, totals):
    """Return the text for ``{choice: number}``; ``key`` is the vote's UUID."""
    plain = json.dumps(totals, sort_keys=True).encode().ljust(SIZE)
    nonce = secrets.token_bytes(NONCE)
    return base64.b64encode(nonce + _cipher(key).encrypt(nonce, plain, key.bytes)).decode()


def unseal(key, text):
    """Return ``{choice: number}``. Raises Unreadable where the key of the installation is another one by now."""
    try:
        raw = base64.b64decode(text, validate=True)
        return json.loads(_cipher(key).decrypt(raw[:NONCE], raw[NONCE:], key.bytes))
    except (InvalidTag, ValueError) as error:
        raise Unreadable from error
