import allauth.account.admin
import allauth.mfa.admin
import allauth.socialaccount.admin
import allauth.usersessions.admin  # noqa: F401  these register what is taken out below
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from django.contrib.auth.models import Group
from django.db import transaction

from accounts import actions
from accounts.models import Assignment, User
from audit.admin import FORM_FIELDS, Editable
from audit.chain import linking
from audit.models import Source
from audit.record import entered_through

# Rights stand in assignments; groups and e-mail addresses of the libraries mean nothing here. Second factors,
# sessions and links to another sign-on have pages of their own, which show no secrets.
admin.site.unregister(
    [Group, EmailAddress, Authenticator, UserSession, SocialAccount, SocialApp, SocialToken]
)

PLACES = ("authority", "unit")


class AccountForm(UserCreationForm):
    class Meta:
        model = User
        fields = ("username", "full_name", "email", "phone")
        field_classes = {}


class AccountChangeForm(UserChangeForm):
    class Meta:
        model = User
        fields = ("username", "full_name", "email", "phone", "is_active", "password")
        field_classes = {}


class PasswordForm(AdminPasswordChangeForm):
    """Every account has a password: to shut somebody out, the account is made inactive."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)
        for field in self.fields.values():
            field.required = True


class AssignmentInline(admin.TabularInline):
    model = Assignment
    extra = 1
    autocomplete_fields = PLACES
    formfield_overrides = FORM_FIELDS


@admin.register(User)
class UserAdmin(Editable, DjangoUserAdmin):
    form = AccountChangeForm
    add_form = AccountForm
    change_password_form = PasswordForm
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Thông tin cá nhân", {"fields": ("full_name", "email", "phone")}),
        ("Trạng thái", {"fields": ("is_active", "last_login", "created_at")}),
    )
    readonly_fields = ("last_login", "created_at")
    add_fieldsets = (
        (None, {"fields": ("username", "full_name", "email", "phone", "password1", "password2")}),
    )
    inlines = (AssignmentInline,)
    list_display = ("username", "name", "email", "phone", "is_active", "last_login")
    list_filter = ("is_active", "assignments__role")
    search_fields = ("search_text", "username")
    ordering = ("sort_key", "pk")
    filter_horizontal = ()

    def write(self, obj, by):
        """Whoever is shut out is out at once, and stays out of old sessions when the account is opened again."""
        if obj.pk and not obj.is_active:
            obj.session_round += 1
        super().write(obj, by)

    @admin.display(description="họ và tên", ordering="sort_key")
    def name(self, user):
        return user.full_name

    def get_inlines(self, request, obj):
        return self.inlines if obj else ()

    def user_change_password(self, request, id, form_url=""):
        with transaction.atomic(), linking(), entered_through(Source.ADMIN):
            return super().user_change_password(request, id, form_url)

    def log_change(self, request, obj, message):
        if request.resolver_match.url_name == "auth_user_password_change":
            actions.note_password_change(obj, by=request.user)
        return super().log_change(request, obj, message)


@admin.register(Assignment)
class AssignmentAdmin(Editable):
    list_display = ("user", "role", "place_name", "starts_on", "ends_on")
    list_display_links = ("user", "role")
    list_filter = ("role", ("authority", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("user", *PLACES)
    search_fields = ("user__search_text", "authority__search_text", "unit__search_text")
    autocomplete_fields = ("user", *PLACES)
    fieldsets = (
        (
            None,
            {
                "fields": ("user", "role", *PLACES, "starts_on", "ends_on"),
                "description": (
                    "Thường trực, lãnh đạo: chọn cơ quan. Đại diện, cán bộ: chọn đơn vị. Người xem: chọn một trong "
                    "hai. Quản trị hệ thống: để trống cả hai."
                ),
            },
        ),
    )

    @admin.display(description="nơi giữ vai trò")
    def place_name(self, assignment):
        return assignment.authority or assignment.unit or "Toàn hệ thống"
