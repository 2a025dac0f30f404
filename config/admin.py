from django.contrib import auth
from django.contrib.admin import AdminSite as DjangoAdminSite
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from accounts.access import Permission, can_somewhere, why_not
from accounts.pages import way_back


class AdminSite(DjangoAdminSite):
    """Reference data and a reading room; only for administrators. One signs in as everywhere else."""

    site_title = "Sổ thi đua – Quản trị"
    site_header = "Sổ thi đua – Quản trị"
    index_title = "Danh mục và tra cứu"
    empty_value_display = "–"
    enable_nav_sidebar = False  # the lists are wide

    def has_permission(self, request):
        return request.user.is_authenticated and can_somewhere(request.user, Permission.ADMINISTER)

    @method_decorator(never_cache)
    def login(self, request, extra_context=None):
        """Where the site sends whoever may not enter: strangers sign in, others read why not."""
        target = way_back(request, request.GET.get("next", ""), reverse("admin:index"))
        if not request.user.is_authenticated:
            return redirect(f"{resolve_url('account_login')}?{urlencode({'next': target})}")
        if not self.has_permission(request):
            raise PermissionDenied(why_not(Permission.ADMINISTER))
        return redirect(target)

    def logout(self, request, extra_context=None):
        if request.method == "POST":
            auth.logout(request)
        return redirect("account_login")

    def password_change(self, request, extra_context=None):
        return redirect("account_change_password")
