from django.contrib.admin import AdminSite as DjangoAdminSite

from accounts.access import Permission, can_somewhere


class AdminSite(DjangoAdminSite):
    """Reference data and a reading room; only for administrators."""

    site_title = "Sổ thi đua – Quản trị"
    site_header = "Sổ thi đua – Quản trị"
    index_title = "Danh mục và tra cứu"
    empty_value_display = "–"

    def has_permission(self, request):
        return request.user.is_authenticated and can_somewhere(request.user, Permission.ADMINISTER)
