from django import forms

from accounts.models import User
from vietnamese.fields import ProseFormField


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["full_name", "email", "phone"]


class ErasureForm(forms.Form):
    reason = ProseFormField(
        label="Lý do",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ví dụ: người dùng đề nghị sau khi nghỉ hưu, kèm số, ngày của đơn.",
    )
