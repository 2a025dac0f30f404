"""People at the door, for the tests of signing in: their letters, codes and forms."""

import re

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django.urls import reverse

from accounts import actions
from accounts.models import Invitation, Mail
from tests import factories as make

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
OVERVIEW = "clusters:overview"


def page_of(response):
    return response.content.decode()


def sign_in_by_form(client, username="secretary", password=make.PASSWORD, **more):
    data = {"login": username, "password": password, **more}
    return client.post(reverse("account_login"), data, headers={"User-Agent": "Windows NT Firefox/145.0"})


def signed_in_by_form(username="secretary", **more):
    client = Client()
    assert sign_in_by_form(client, username, **more).status_code == 302
    return client


def is_in(client):
    return client.get(reverse(OVERVIEW)).status_code == 200


def refusal(response):
    return [error for errors in response.context["form"].errors.values() for error in errors]


def code_now(secret=SECRET):
    """The code that an authenticator application shows at this moment."""
    return totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))


def give_application(user):
    """Let a person have an authenticator application and recovery codes, as the pages would."""
    totp.TOTP.activate(user, SECRET)
    RecoveryCodes.activate(user)
    return Authenticator.objects.get(user=user, type="totp")


def invitation_to(unit=None, *, by, role="officer", **fields):
    fields = {"full_name": "Trần Thị Bình", "email": "binh@don-vi.example", "username": "tran.binh"} | fields
    return actions.invite(Invitation(role=role, unit=unit, **fields), by=by)


def letter(**found):
    """The letter written last, of those found."""
    return Mail.objects.filter(**found).order_by("pk").last()


def link_in(mail):
    """The path of the address that a letter carries."""
    return re.search(r"https?://[^/\s]+(/\S+)", mail.text).group(1)
