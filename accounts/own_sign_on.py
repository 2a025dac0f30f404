"""Signing in through the organisation's own identity server (OpenID Connect): it opens accounts that exist
here, and never makes one."""

import functools
import logging

from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.shortcuts import render
from requests import RequestException
from requests.adapters import BaseAdapter

from accounts.models import User

log = logging.getLogger(__name__)
WELL_KNOWN = "/.well-known/"
ADDRESSES = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
IN_THE_CLEAR = (
    "Máy chủ đăng nhập của cơ quan dùng địa chỉ không mã hóa (không phải https), nên hệ thống không kết nối. "
    "Quản trị máy chủ đăng nhập cần khai báo lại địa chỉ đó."
)


class InTheClear(RequestException):
    """The other server is to be reached, or names an address of its own, without TLS."""


class _Refused(BaseAdapter):
    """Stands where plain http would be spoken, for a redirect too."""

    def send(self, request, **kwargs):
        raise InTheClear("it is to be asked by http")

    def close(self):
        pass


def _look_at_addresses(response, **kwargs):
    """Refuse what the server says of itself (OpenID Connect Discovery) when it sends people or secrets to http."""
    if response.ok and WELL_KNOWN in response.request.url:
        said = response.json()
        if found := [name for name in ADDRESSES if not str(said.get(name, "https:")).startswith("https:")]:
            raise InTheClear(f"it names without https: {', '.join(found)}")


def guard(session):
    """Let a session of requests speak to the other server over TLS alone, where the program serves the public.

    All that is known of a person rests on it: allauth takes an ID token that comes straight from the token endpoint
    by the server's TLS certificate, without its signature (OpenID Connect Core 1.0, 3.1.3.7, point 6).
    """
    if settings.PRODUCTION:
        session.mount("http://", _Refused())
        session.hooks["response"].append(_look_at_addresses)
    return session


def reaching(view):
    """Say it on a page where the other server does not answer; allauth asks it for its addresses unguarded."""

    @functools.wraps(view)
    def guarded(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except InTheClear as error:
            log.error("The sign-on server is not asked: %s", error)
            return render(request, "socialaccount/refused.html", {"reason": IN_THE_CLEAR}, status=503)
        except RequestException as error:
            log.error("The sign-on server does not answer: %s", type(error).__name__)
            return render(request, "socialaccount/authentication_error.html", status=503)

    return guarded


def refuse(request, reason):
    raise ImmediateHttpResponse(render(request, "socialaccount/refused.html", {"reason": reason}, status=403))


def admit(request, sociallogin):
    """Let in whom an earlier sign-in has linked; link a newcomer by a verified address that one account has."""
    sociallogin.account.extra_data = {}  # what the other server tells of a person is not kept
    if request.user.is_authenticated or sociallogin.state.get("process") != "login":
        refuse(request, "Đăng xuất trước, rồi đăng nhập lại bằng tài khoản của cơ quan.")
    if sociallogin.is_existing:
        return
    addresses = {row.email for row in sociallogin.email_addresses if row.verified is True}
    if len(addresses) != 1:
        refuse(request, "Máy chủ đăng nhập của cơ quan chưa xác nhận địa chỉ thư điện tử của tài khoản này.")
    found = list(User.objects.in_use().filter(email__iexact=addresses.pop())[:2])
    if not found:
        refuse(request, "Chưa có tài khoản nào trong Sổ thi đua mang địa chỉ thư điện tử này.")
    if len(found) > 1:
        refuse(request, "Địa chỉ thư điện tử này có ở nhiều tài khoản, nên hệ thống không tự chọn thay.")
    if found[0].socialaccount_set.exists():
        refuse(request, "Tài khoản trong Sổ thi đua đã gắn với một tài khoản khác của cơ quan.")
    sociallogin.connect(request, found[0])
