from django import forms

from accounts.models import Rhythm, User


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["full_name", "email", "phone"]


class MailChoiceForm(forms.Form):
    rhythm = forms.ChoiceField(label="Thư nhắc việc", choices=Rhythm, widget=forms.RadioSelect)
