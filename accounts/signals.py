"""What allauth and Django tell of signing in and out becomes events of the history."""

from allauth.account import signals as account
from allauth.mfa import signals as factors
from allauth.mfa.models import Authenticator
from allauth.socialaccount import signals as social
from django.contrib.auth import signals as auth
from django.utils import timezone

from accounts import actions, second_factor, sessions
from accounts.models import User


def connect():
    for signal, receiver in (
        (account.user_logged_in, signed_in),
        (account.password_changed, password_changed),
        (account.password_reset, password_reset),
        (auth.user_logged_out, signed_out),
        (auth.user_login_failed, refused),
        (factors.authenticator_added, factor_added),
        (factors.authenticator_removed, factor_removed),
        (factors.authenticator_reset, codes_made),
        (factors.authentication_failed, code_refused),
        (social.social_account_added, own_sign_on_linked),
    ):
        signal.connect(receiver, dispatch_uid=f"accounts.{receiver.__name__}")


def signed_in(request, user, **kwargs):
    request.session[sessions.MARK] = timezone.now().timestamp()
    actions.note_sign_in(user, sessions.device(request.headers.get("User-Agent", "")), by=user)


def signed_out(request, user, **kwargs):
    if user is not None:
        actions.note_sign_out(user, by=user)


def refused(credentials, **kwargs):
    """A wrong password for an account that exists is remembered; what strangers make up is not."""
    user = User.objects.filter(username__iexact=credentials.get("username") or "").first()
    if user is not None:
        actions.note_sign_in_refused(user, "Sai mật khẩu, hoặc tài khoản đã ngừng sử dụng.", by=None)


def code_refused(user, **kwargs):
    actions.note_sign_in_refused(user, "Mã xác thực lớp thứ hai không đúng.", by=None)


def password_changed(user, **kwargs):
    actions.note_password_change(user, by=user)


def password_reset(user, **kwargs):
    actions.note_password_change(user, "Đặt lại qua thư điện tử.", by=user)


def factor_added(user, authenticator, **kwargs):
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        actions.note_second_factor(user, authenticator, is_added=True, by=user)


def factor_removed(request, user, authenticator, **kwargs):
    """Whoever is signed in elsewhere signs in again: the account is protected by less than it was."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        request.session.pop(second_factor.KEY, None)
        actions.note_second_factor(user, authenticator, is_added=False, by=user)
        sessions.end_others(request)


def codes_made(user, **kwargs):
    actions.note_recovery_codes(user, by=user)


def own_sign_on_linked(sociallogin, **kwargs):
    actions.note_own_sign_on(sociallogin.user, by=sociallogin.user)
