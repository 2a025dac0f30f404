"""Secrets of second factors are kept encrypted with a key made from SECRET_KEY: a copy of the database alone
shows none of them."""

import base64
import secrets

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.utils.crypto import salted_hmac


def _box(secret):
    return Fernet(
        base64.urlsafe_b64encode(salted_hmac("accounts.sealed", "v1", secret, algorithm="sha256").digest())
    )


def seal(text):
    return _box(settings.SECRET_KEY).encrypt(text.encode()).decode()


def unseal(text):
    """Return the secret; after another SECRET_KEY one that no code can fit, never an empty or a guessable one."""
    for key in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]:
        try:
            return _box(key).decrypt(text.encode()).decode()
        except InvalidToken:
            continue
    return base64.b32encode(secrets.token_bytes(20)).decode()
