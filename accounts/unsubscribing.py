"""Links by which somebody stops getting a kind of letter without signing in; signed, so nobody makes one."""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from accounts.models import User
from accounts.models.mail import CHOSEN

SIGNER = {"salt": "accounts.unsubscribing", "sep": "."}


def address_to_unsubscribe(user_id, kind):
    """Return the address that stands in every letter of that kind. It does not expire: old letters are kept."""
    token = Signer(**SIGNER).sign(f"{user_id}-{kind}")
    return settings.PUBLIC_URL + reverse("accounts:mail_unsubscribe", args=[token])


def person_of(token):
    """Return the person a link was made for, None for a link that is not one of ours, or of somebody who was erased."""
    try:
        user_id, _, kind = Signer(**SIGNER).unsign(token).partition("-")
    except BadSignature:
        return None
    return (
        User.objects.filter(pk=user_id).exclude(is_active=False, email="").first() if kind in CHOSEN else None
    )
