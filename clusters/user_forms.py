"""Who is invited, and the end of an account. Forms narrow what is offered; accounts/actions refuse the rest."""

from django import forms
from django.db.models import Q
from django.utils import timezone

from accounts.actions.invitations import GIVEN_BY_THE_SECRETARIAT
from accounts.models import Invitation, InvitationStatus, Role
from clusters.filters import Filter
from clusters.forms import authorities_kept_by
from clusters.models import Unit
from vietnamese.fields import DayFormField, LineFormField, ProseFormField

IN_USE = [("", "Tất cả"), ("dang", "Đang dùng"), ("het", "Đã thôi sử dụng, đã khóa")]


class UserFilter(Filter):
    q = LineFormField(label="Họ và tên", required=False, max_length=200)
    vai_tro = forms.ChoiceField(label="Vai trò", choices=[("", "Tất cả"), *Role.choices], required=False)
    tinh_trang = forms.ChoiceField(label="Tình trạng", choices=IN_USE, required=False)

    def narrow(self, rows):
        rows, today = super().narrow(rows), timezone.localdate()
        if role := self.chosen("vai_tro"):
            holding = rows.model.objects.filter(assignments__role=role)
            rows = rows.filter(pk__in=holding.values("pk"))
        if asked := self.chosen("tinh_trang"):
            in_use = Q(pk__in=rows.model.objects.in_use(today).values("pk"))
            rows = rows.filter(in_use if asked == "dang" else ~in_use)
        return rows


class InvitationFilter(Filter):
    q = LineFormField(label="Họ và tên, tên đăng nhập", required=False, max_length=200)
    tinh_trang = forms.ChoiceField(
        label="Tình trạng", choices=[("", "Tất cả"), *InvitationStatus.choices], required=False
    )
    columns = {"tinh_trang": "status"}


class InvitationForm(forms.ModelForm):
    class Meta:
        model = Invitation
        fields = ["full_name", "email", "username", "role", "unit", "authority", "starts_on", "ends_on"]
        help_texts = {
            "email": "Thư mời gửi tới địa chỉ này.",
            "username": "Chữ thường không dấu, chữ số, dấu chấm, dấu gạch; ví dụ: nguyen.van.an.",
            "unit": "Với đại diện, cán bộ, người xem của đơn vị.",
            "authority": "Với thường trực, lãnh đạo, người xem của cơ quan.",
            "ends_on": "Để trống nếu chưa biết.",
        }

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        kept = authorities_kept_by(user)
        units = Unit.objects.filter(authority__in=kept).filter(
            Q(ended_on=None) | Q(ended_on__gte=timezone.localdate())
        )
        self.fields["unit"].queryset, self.fields["authority"].queryset = units, kept
        for name in ("unit", "authority"):
            self.fields[name].empty_label = "Không chọn"
        offered = Role
        if not user.reach().is_administrator:
            del self.fields["authority"]
            offered = GIVEN_BY_THE_SECRETARIAT
            self.fields["unit"].help_text = ""
        self.fields["role"].choices = [("", "Chọn vai trò"), *((role.value, role.label) for role in offered)]


class LeaveForm(forms.Form):
    leaves_on = DayFormField(
        label="Sử dụng đến hết ngày",
        help_text="Từ ngày hôm sau tài khoản không đăng nhập được và các vai trò kết thúc.",
    )
    reason = ProseFormField(label="Lý do", widget=forms.Textarea(attrs={"rows": 3}))


class ReasonForm(forms.Form):
    reason = ProseFormField(label="Lý do", widget=forms.Textarea(attrs={"rows": 3}))
