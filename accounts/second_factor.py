"""Who must have a second factor, who has one, and what the pages say of it."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse

from accounts import resubmit
from accounts.models import Role

KEY = "has_second_factor"  # of the session: asked of the database once
# What stays open to somebody who still has to set one up.
OPEN = ("mfa_", "account_logout", "account_reauthenticate", "accounts:session_")
EXPLAINED = (
    "Vai trò của tài khoản này cần xác thực lớp thứ hai khi đăng nhập. Thêm một cách xác thực dưới đây "
    "để tiếp tục làm việc; chỉ phải làm một lần."
)


def of(user):
    """Return the factors that are asked for at sign-in; recovery codes alone are none."""
    return Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES)


def name_of(authenticator):
    is_key = authenticator.type == Authenticator.Type.WEBAUTHN
    return f"Khóa bảo mật: {authenticator.wrap().name}" if is_key else "Ứng dụng xác thực"


def roles_held(user):
    reach = user.reach()
    held = {Role.ADMINISTRATOR} if reach.is_administrator else set()
    return held.union(*reach.authorities.values(), *reach.units.values())


def is_required(user):
    """Return whether one of the roles that the person holds today asks for a second factor."""
    required = set(settings.SECOND_FACTOR_ROLES)
    return bool(required) and not required.isdisjoint(roles_held(user))


class Required:
    """Middleware: whoever must have a second factor and has none sets one up before anything else.

    What was being sent at that moment is kept and offered again.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not settings.SECOND_FACTOR_ROLES or getattr(view, "access", None) == "public":
            return None
        if not request.user.is_authenticated or request.session.get(KEY):
            return None
        if request.resolver_match.view_name.startswith(OPEN) or not is_required(request.user):
            return None
        if of(request.user).exists():
            request.session[KEY] = True
            return None
        if request.method == "POST":
            resubmit.keep(request)
        messages.warning(request, EXPLAINED)
        return redirect(reverse("mfa_index"))
