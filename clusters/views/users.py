"""The people who use the program: their roles, invitations, the end of an account."""

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts import actions, second_factor
from accounts.access import Permission, can_somewhere, on, page
from accounts.models import Assignment, Invitation, User
from accounts.pages import edit, press
from accounts.sessions import sessions_of
from clusters.user_forms import InvitationFilter, InvitationForm, LeaveForm, ReasonForm, UserFilter
from documents.xlsx import Column, listing

LIST, INVITATIONS = "clusters:user_list", "clusters:invitation_list"


def standing(user):
    if not user.is_active:
        return "Đã khóa"
    return "Đã thôi sử dụng" if user.has_left() else "Đang dùng"


def _roles(user):
    return "; ".join(
        ", ".join(str(part) for part in (row.get_role_display(), row.authority or row.unit) if part)
        for row in user.roles_now
    )


USERS = [
    Column("Họ và tên", 30, "full_name"),
    Column("Tên đăng nhập", 20, "username"),
    Column("Vai trò hiện nay", 60, _roles),
    Column("Tình trạng", 18, standing),
    Column("Đăng nhập gần nhất", 18, "last_login"),
    Column("Sử dụng đến hết ngày", 16, "leaves_on"),
]
INVITED = [
    Column("Họ và tên", 30, "full_name"),
    Column("Thư điện tử", 30, "email"),
    Column("Tên đăng nhập", 20, "username"),
    Column("Vai trò", 24, "get_role_display"),
    Column("Nơi giữ vai trò", 40, lambda row: row.unit or row.authority),
    Column("Tình trạng", 18, "standing"),
    Column("Gửi thư lúc", 18, "sent_at"),
    Column("Số lần gửi", 10, "sent_count"),
    Column("Hiệu lực đến", 18, "expires_at"),
    Column("Người mời", 30, "invited_by.full_name"),
]


def crumbs(*more):
    return [("Người dùng", reverse(LIST)), *more]


def to_user(user):
    return reverse("clusters:user_detail", args=[user.pk])


def _found(request):
    """Return the filters and the accounts found, each with the roles of today that this person may see."""
    filters = UserFilter(request.GET, user=request.user)
    now = Assignment.objects.visible_to(request.user).on_day(timezone.localdate())
    now = now.select_related("authority", "unit")
    rows = filters.narrow(User.objects.visible_to(request.user))
    return filters, rows.prefetch_related(Prefetch("assignments", now, to_attr="roles_now"))


def _invited(request):
    filters = InvitationFilter(request.GET, user=request.user)
    rows = Invitation.objects.visible_to(request.user)
    return filters, filters.narrow(rows).select_related("unit", "authority", "invited_by")


@page(Permission.INVITE)
def user_list(request):
    filters, rows = _found(request)
    page_obj = Paginator(rows, 25).get_page(request.GET.get("page"))
    for user in page_obj:
        user.standing, user.roles_in_words = standing(user), _roles(user)
    context = {"page_obj": page_obj, "filters": filters, "export_url": reverse("clusters:user_export")}
    return render(request, "clusters/user_list.html", context)


@page(Permission.INVITE)
def user_export(request):
    return listing("Danh sách người dùng", USERS, _found(request)[1])


@on(User, Permission.VIEW)
def user_detail(request, user):
    """Whoever reaches the account sees its roles there, and how to reach the person while one of them runs; sessions
    and the second factor are the administrator's."""
    administers, today = can_somewhere(request.user, Permission.ADMINISTER), timezone.localdate()
    assignments = user.assignments.visible_to(request.user).select_related("user", "authority", "unit")
    assignments = assignments.order_by("-starts_on")
    context = {
        "person": user,
        "standing": standing(user),
        "assignments": assignments,
        "in_touch": administers or any((row.last_day or today) >= today for row in assignments),
        "administers": administers,
        "sessions": sessions_of(user, request.session.session_key) if administers else [],
        "factors": [second_factor.name_of(row) for row in second_factor.of(user)] if administers else [],
        "here": to_user(user),
    }
    return render(request, "clusters/user_detail.html", context)


def _edit_user(request, user, form, change, **said):
    """A page of one form about an account, which comes from the page of the account and goes back to it."""
    back = to_user(user)
    return edit(request, form, change, to=back, back_url=back, crumbs=crumbs((user.full_name, back)), **said)


@on(User, Permission.ADMINISTER)
def user_leave(request, user):
    form = LeaveForm(request.POST or None, initial={"leaves_on": user.leaves_on})
    return _edit_user(
        request,
        user,
        form,
        lambda: actions.record_leaving(user, **form.cleaned_data, by=request.user),
        done="Đã ghi ngày thôi sử dụng.",
        title="Ghi ngày thôi sử dụng",
        lead="Hồ sơ, chữ ký, ý kiến đã ghi giữ nguyên tên người này. Ghi nhầm thì mở lại được.",
    )


@on(User, Permission.ADMINISTER)
def user_return(request, user):
    form = ReasonForm(request.POST or None)
    return _edit_user(
        request,
        user,
        form,
        lambda: actions.undo_leaving(user, form.cleaned_data["reason"], by=request.user),
        done="Đã mở lại tài khoản.",
        title="Mở lại tài khoản",
        lead="Bỏ ngày thôi sử dụng. Các vai trò chưa hết thời hạn riêng có hiệu lực trở lại.",
    )


@on(User, Permission.ADMINISTER)
def user_factor_reset(request, user):
    form = ReasonForm(request.POST or None)
    return _edit_user(
        request,
        user,
        form,
        lambda: actions.reset_second_factor(user, form.cleaned_data["reason"], by=request.user),
        done="Đã gỡ xác thực lớp thứ hai và kết thúc mọi phiên đăng nhập của tài khoản.",
        title="Gỡ xác thực lớp thứ hai",
        lead="Dùng khi người này mất điện thoại, mất khóa và hết mã dự phòng. Gọi điện xác minh đúng người "
        "trước khi gỡ; sau đó chỉ cần mật khẩu để đăng nhập.",
        danger=True,
        submit_label="Gỡ xác thực lớp thứ hai",
    )


@require_POST
@on(User, Permission.ADMINISTER)
def user_sessions_end(request, user):
    return press(
        request,
        lambda: actions.end_sessions(user, by=request.user),
        done="Đã kết thúc mọi phiên đăng nhập của tài khoản.",
        to=to_user(user),
    )


# --- invitations ----------------------------------------------------------------------------------------


@page(Permission.INVITE)
def invitation_list(request):
    filters, rows = _invited(request)
    context = {
        "page_obj": Paginator(rows, 25).get_page(request.GET.get("page")),
        "filters": filters,
        "export_url": reverse("clusters:invitation_export"),
    }
    return render(request, "clusters/invitation_list.html", context)


@page(Permission.INVITE)
def invitation_export(request):
    return listing("Danh sách lời mời", INVITED, _invited(request)[1])


@page(Permission.INVITE)
def invitation_add(request):
    form = InvitationForm(request.POST or None, user=request.user)
    return edit(
        request,
        form,
        lambda: actions.invite(form.instance, by=request.user),
        done="Đã lập thư mời. Thư được gửi trong ít phút; liên kết trong thư dùng được một lần.",
        to=reverse(INVITATIONS),
        title="Mời người dùng",
        lead="Người được mời tự đặt mật khẩu qua liên kết trong thư.",
        crumbs=crumbs(("Lời mời", reverse(INVITATIONS))),
        back_url=reverse(INVITATIONS),
        submit_label="Gửi thư mời",
    )


@require_POST
@on(Invitation, Permission.INVITE)
def invitation_renew(request, invitation):
    return press(
        request,
        lambda: actions.invite_again(invitation, by=request.user),
        done="Đã lập thư mời mới. Liên kết trong thư trước không còn dùng được.",
        to=reverse(INVITATIONS),
    )


@require_POST
@on(Invitation, Permission.INVITE)
def invitation_cancel(request, invitation):
    return press(
        request,
        lambda: actions.cancel_invitation(invitation, by=request.user),
        done="Đã hủy lời mời. Liên kết trong thư không còn dùng được.",
        to=reverse(INVITATIONS),
    )
