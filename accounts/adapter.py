"""What allauth asks of this product: who may come in, which letters are written, what is said in which words."""

from datetime import timedelta

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts import own_sign_on, sealed, second_factor
from accounts.models import MailKind
from accounts.outbox import queue

PRODUCT = "Sổ thi đua"
WAIT = "Đã nhập sai quá nhiều lần. Hệ thống tạm dừng nhận thêm trong 5 phút; sau đó có thể nhập lại."


class Adapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": WAIT,
        "rate_limited": WAIT,
        "incorrect_code": "Mã không đúng hoặc đã hết hiệu lực. Nhập mã đang hiện trên ứng dụng.",
    }

    def is_open_for_signup(self, request):
        """Accounts are made by invitation or by the administrator, never by strangers."""
        return False

    def is_safe_url(self, url):
        """allauth takes the address apart before it asks whether it is one: "http://[" is none."""
        try:
            return super().is_safe_url(url)
        except ValueError:
            return False

    def pre_login(self, request, user, **kwargs):
        """allauth asks for ``is_active`` alone; an account also has a last day."""
        if user.has_left():
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def get_reset_password_from_key_url(self, key):
        """The address in the letter is the installation's own, whatever name the request came in by."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.PUBLIC_URL + path.replace("UID-KEY", key)

    def send_mail(self, template_prefix, email, context):
        """Every letter of allauth is a row of the outbox; only those that this product has words for exist."""
        kinds = {"account/email/password_reset_key": MailKind.PASSWORD_RESET}
        kind = kinds.get(template_prefix, MailKind.SECURITY)
        context = {"email": email, "public_url": settings.PUBLIC_URL, **context}
        subject, text = (
            render_to_string(f"{template_prefix}_{part}.txt", context).strip()
            for part in ("subject", "message")
        )
        hour = timezone.now() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
        ends = {"expires_at": hour} if kind == MailKind.PASSWORD_RESET else {}
        queue(kind, to=email, subject=subject, text=text, user=context.get("user"), **ends)

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """Tell of second factors; of a changed password the history's own note tells (actions.note_password_change)."""
        if user.email and template_prefix.startswith("mfa/"):
            self.send_mail(template_prefix, user.email, {**(context or {}), "user": user})

    def send_account_already_exists_mail(self, email):
        """Nobody signs up here, so nobody is told."""

    def get_reauthentication_methods(self, user):
        """Name the ways to confirm who one is as the pages do."""
        words = {
            "reauthenticate": "Dùng mật khẩu",
            "mfa_reauthenticate": "Dùng mã của ứng dụng xác thực hoặc mã dự phòng",
            "mfa_reauthenticate:webauthn": "Dùng khóa bảo mật",
        }
        methods = super().get_reauthentication_methods(user)
        return [method | {"description": words[method["id"]]} for method in methods]


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "Mã hoặc khóa bảo mật không đúng. Kiểm tra lại rồi làm lại.",
        "cannot_delete_authenticator": (
            "Vai trò của tài khoản này phải có xác thực lớp thứ hai, nên không bỏ cách xác thực cuối cùng. "
            "Thêm cách khác trước, rồi bỏ cách này."
        ),
        "cannot_generate_recovery_codes": "Cần có xác thực lớp thứ hai trước khi lập mã dự phòng.",
    }

    def get_totp_issuer(self):
        return PRODUCT

    def get_totp_label(self, user):
        return user.username

    def encrypt(self, text):
        return sealed.seal(text)

    def decrypt(self, encrypted_text):
        return sealed.unseal(encrypted_text)

    def can_delete_authenticator(self, authenticator):
        user = authenticator.user
        return not second_factor.is_required(user) or second_factor.of(user).count() > 1

    def generate_authenticator_name(self, user, type):
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return f"Khóa bảo mật {number}"

    def get_public_key_credential_rp_entity(self):
        return super().get_public_key_credential_rp_entity() | {"name": PRODUCT}

    def _get_user_identifier(self, user):
        return user.username


class OwnSignOnAdapter(DefaultSocialAccountAdapter):
    def get_requests_session(self):
        return own_sign_on.guard(super().get_requests_session())

    def is_open_for_signup(self, request, sociallogin):
        return False

    def pre_social_login(self, request, sociallogin):
        own_sign_on.admit(request, sociallogin)

    def send_notification_mail(self, *args, **kwargs):
        """Linking the organisation's sign-on happens while one signs in by it: the history says so."""
