from allauth.account import views as allauth
from allauth.mfa.recovery_codes.views import DownloadRecoveryCodesView
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import actions, privacy
from accounts.access import Permission, page, public
from accounts.forms import ErasureForm, NewPasswordForm, ProfileForm
from accounts.mail_views import rhythm_of
from accounts.models import Invitation, User
from accounts.pages import edit, press, way_back
from accounts.resubmit import WAITING, kept, texts_of
from accounts.sessions import reachable_by, sessions_of


@page(Permission.OVERVIEW)
def profile(request):
    stored = User.objects.get(pk=request.user.pk)  # the frame goes on showing the name that is saved
    form = ProfileForm(request.POST or None, instance=stored)
    return edit(
        request,
        form,
        lambda: actions.change_profile(form.instance, by=request.user),
        done="Đã lưu hồ sơ cá nhân.",
        to=reverse("accounts:profile"),
        template="accounts/profile.html",
        mail_rhythm=rhythm_of(stored),
        assignments=stored.assignments.select_related("user", "authority", "unit").order_by("-starts_on"),
    )


@page(Permission.OVERVIEW)
def resubmit(request):
    """Offer what was typed before the session ended for sending again."""
    found = kept(request)
    request.session.pop(WAITING, None)
    if found is None:
        return redirect(reverse("clusters:overview"))
    return render(request, "accounts/resubmit.html", {"kept": found, "texts": texts_of(found)})


BY_SIGN_ON = (
    "Tài khoản này không có mật khẩu riêng trên hệ thống nên không có gì để đổi. Tiếp tục đăng nhập qua hệ thống "
    "của cơ quan, hoặc đề nghị quản trị viên đặt mật khẩu."
)


def password_change(request):
    """Of an account that opens by the organisation's own sign-on alone there is no password to change."""
    if request.user.has_usable_password():
        return allauth.password_change(request)
    messages.info(request, BY_SIGN_ON)
    return redirect("accounts:profile")


# --- where one is signed in ---------------------------------------------------------------------------


@page(Permission.OVERVIEW)
def session_list(request):
    rows = sessions_of(request.user, request.session.session_key)
    context = {"sessions": rows, "others": [row for row in rows if not row.is_here]}
    return render(request, "accounts/session_list.html", context)


@require_POST
@page(Permission.OVERVIEW)
def session_end(request, pk):
    """One's own session, or, for an administrator, that of anybody."""
    session = get_object_or_404(reachable_by(request.user), pk=pk)
    return press(
        request,
        lambda: actions.end_session(session, by=request.user),
        done="Đã kết thúc phiên đăng nhập đó.",
        to=way_back(request, request.POST.get("next", ""), reverse("accounts:session_list")),
    )


@require_POST
@page(Permission.OVERVIEW)
def sessions_end(request):
    return press(
        request,
        lambda: actions.end_other_sessions(request, by=request.user),
        done="Đã kết thúc mọi phiên đăng nhập khác. Máy này vẫn đang đăng nhập.",
        to=reverse("accounts:session_list"),
    )


# --- second factor, invitation ----------------------------------------------------------------------------


class RecoveryCodesFile(DownloadRecoveryCodesView):
    content_type = "text/plain; charset=utf-8"

    def render_to_response(self, context, **kwargs):
        response = super().render_to_response(context, **kwargs)
        response["Content-Disposition"] = 'attachment; filename="ma-du-phong.txt"'
        return response


@public
@never_cache
def invitation_accept(request, token):
    """Whoever holds the secret address of the letter sets a password of their own; then it opens nothing more."""
    invitation = Invitation.objects.by_token(token)
    if invitation is None or not invitation.is_open():
        return render(request, "accounts/invitation_gone.html", status=404)
    person = User(username=invitation.username, full_name=invitation.full_name, email=invitation.email)
    form = NewPasswordForm(request.POST or None, user=person)
    return edit(
        request,
        form,
        lambda: actions.accept_invitation(invitation, form.cleaned_data["password1"], by=None),
        done=f"Đã lập tài khoản “{invitation.username}”. Đăng nhập bằng mật khẩu vừa đặt.",
        to=reverse("account_login"),
        template="accounts/invitation_accept.html",
        invitation=invitation,
    )


# --- data of a person ---------------------------------------------------------------------------------


@page(Permission.ADMINISTER)
def person_erase(request, pk):
    """Show what an erasure takes away and what stays, and do it with a reason."""
    person = get_object_or_404(User, pk=pk)
    form = ErasureForm(request.POST or None)
    return edit(
        request,
        form,
        lambda: actions.erase_personal_data(person, form.cleaned_data["reason"], by=request.user),
        done="Đã xóa dữ liệu cá nhân.",
        to=reverse("admin:accounts_user_change", args=[person.pk]),
        template="accounts/person_erase.html",
        person=person,
        erasable=privacy.erasable(person),
        kept=privacy.kept(person),
    )
