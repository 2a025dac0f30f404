from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm

from vietnamese.fields import LineFormField

LABEL = "Tên khóa"
HELP = "Để nhận ra khi có nhiều khóa, ví dụ: Khóa USB ở cơ quan."


class KeyForm(AddWebAuthnForm):
    name = LineFormField(label=LABEL, help_text=HELP, required=False, max_length=60)


class KeyNameForm(EditWebAuthnForm):
    name = LineFormField(label=LABEL, help_text=HELP, max_length=60)
