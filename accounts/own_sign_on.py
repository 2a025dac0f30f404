"""Signing in through the organisation's own identity server (OpenID Connect): it opens accounts that exist
here, and never makes one."""

import functools
import logging

from allauth.core.exceptions import ImmediateHttpResponse
from django.shortcuts import render
from requests import RequestException

from accounts.models import User

log = logging.getLogger(__name__)


def reaching(view):
    """Say it on a page where the other server does not answer; allauth asks it for its addresses unguarded."""

    @functools.wraps(view)
    def guarded(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
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
