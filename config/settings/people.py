"""Accounts, passwords, second factors, the organisation's own sign-on, sessions."""

import os

from django.core.exceptions import ImproperlyConfigured

from config.settings.environment import env_list, env_number
from config.settings.mode import PRODUCTION

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "CommonPasswordValidator", "NumericPasswordValidator")
] + [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    }
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "clusters:overview"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "accounts.adapter.Adapter"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_USERNAME_VALIDATORS = None
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_FORMS = {"reset_password": "accounts.forms.ResetForm"}
# No limit is longer than the five minutes that the pages name (429.html, accounts/adapter.py).
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "20/5m/ip,5/5m/key",
    "reset_password": "10/5m/ip,3/5m/key",
    "reset_password_from_key": "20/5m/ip",
    "reauthenticate": "10/5m/user",
    "change_password": "10/5m/user",
}
PASSWORD_RESET_TIMEOUT = 60 * 60
INVITATION_DAYS = env_number("INVITATION_DAYS", 7)

MFA_ADAPTER = "accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # clocks of telephones run up to half a minute off
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION  # a local installation answers at http://localhost
MFA_FORMS = {
    "add_webauthn": "accounts.second_factor_forms.KeyForm",
    "edit_webauthn": "accounts.second_factor_forms.KeyNameForm",
}
# Roles that must have a second factor. Written empty, nobody must.
SECOND_FACTOR_ROLES = env_list("SECOND_FACTOR_ROLES")
if PRODUCTION and "SECOND_FACTOR_ROLES" not in os.environ:
    SECOND_FACTOR_ROLES = ["administrator"]
KNOWN_ROLES = {"administrator", "secretariat", "leader", "representative", "officer", "viewer"}
if unknown := sorted(set(SECOND_FACTOR_ROLES) - KNOWN_ROLES):
    raise ImproperlyConfigured(
        f"SECOND_FACTOR_ROLES={','.join(unknown)!r}: use {', '.join(sorted(KNOWN_ROLES))}."
    )

# The organisation's own sign-on (OpenID Connect): it opens accounts that exist here and never makes one.
SOCIALACCOUNT_ADAPTER = "accounts.adapter.OwnSignOnAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = (
    True  # a link: form-action 'self' would stop a form from going to the other server
)
OIDC = {
    name: os.environ.get(f"OIDC_{name}", "").strip() for name in ("SERVER_URL", "CLIENT_ID", "CLIENT_SECRET")
}
OIDC_NAME = os.environ.get("OIDC_NAME", "").strip() or "tài khoản của cơ quan"
if any(OIDC.values()) and not all(OIDC.values()):
    raise ImproperlyConfigured("OIDC: set OIDC_SERVER_URL, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET together.")
if PRODUCTION and OIDC["SERVER_URL"] and not OIDC["SERVER_URL"].startswith("https://"):
    raise ImproperlyConfigured("OIDC_SERVER_URL: write it with https://.")
SOCIALACCOUNT_PROVIDERS = {}
if OIDC["SERVER_URL"]:
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APP": {
            "provider_id": "co-quan",
            "name": OIDC_NAME,
            "client_id": OIDC["CLIENT_ID"],
            "secret": OIDC["CLIENT_SECRET"],
            "settings": {"server_url": OIDC["SERVER_URL"]},
        },
    }
# From the last request on: accounts/sessions.py saves a session in use every five minutes. Saved at each request,
# what one request writes would be lost to another that read the session before.
SESSION_COOKIE_AGE = 12 * 60 * 60
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"
