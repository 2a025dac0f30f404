from allauth.account.forms import (
    PasswordField,
    PasswordVerificationMixin,
    ResetPasswordForm,
    SetPasswordField,
)
from allauth.account.internal.flows.password_reset import request_password_reset
from django import forms
from django.db.models import Q

from accounts import actions
from accounts.models import Rhythm, User
from vietnamese.fields import LineFormField, ProseFormField


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["full_name", "email", "phone"]


class MailChoiceForm(forms.Form):
    rhythm = forms.ChoiceField(label="Thư nhắc việc", choices=Rhythm, widget=forms.RadioSelect)


class ResetForm(ResetPasswordForm):
    """Ask for a letter by user name or by address; the answer on the page is the same whatever is found."""

    email = LineFormField(
        label="Tên đăng nhập hoặc địa chỉ thư điện tử",
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )

    def clean_email(self):
        """Several accounts may share the address of an office: each gets its own letter, to that address."""
        said = self.cleaned_data["email"]
        named = User.objects.in_use().filter(Q(username__iexact=said) | Q(email__iexact=said))
        self.users = list(named.exclude(email="")[:5])
        return said

    def save(self, request, **kwargs):
        for user in self.users:
            request_password_reset(request, user.email, [user], kwargs.get("token_generator"))
            actions.note_reset_asked(user, by=None)
        return self.cleaned_data["email"]


class NewPasswordForm(PasswordVerificationMixin, forms.Form):
    """The first password of somebody invited."""

    password1 = SetPasswordField(label="Mật khẩu")
    password2 = PasswordField(label="Mật khẩu (nhập lại)", autocomplete="new-password")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password1"].user = user


class ErasureForm(forms.Form):
    reason = ProseFormField(
        label="Lý do",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ví dụ: người dùng đề nghị sau khi nghỉ hưu, kèm số, ngày của đơn.",
    )
