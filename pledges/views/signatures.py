from django.utils import timezone

from accounts.access import Permission, on
from accounts.pages import edit
from pledges import actions
from pledges.forms import ReasonForm, SignForm
from pledges.models import Signature
from pledges.views import frame

TABLE = "#chu-ky"


@on(Signature, Permission.SIGN)
def signature_sign(request, signature):
    form = SignForm(request.POST or None, instance=signature, today=timezone.localdate())
    return edit(
        request,
        form,
        lambda: actions.sign(form.instance, by=request.user),
        done=f"Đã ghi nhận {signature.unit_name} đã ký.",
        to=frame.signing_url,
        template="pledges/signature_sign.html",
        **frame.of_pledge(signature.pledge, TABLE),
        title=f"Ký giao ước: {signature.unit_name}",
        signature=signature,
    )


@on(Signature, Permission.SIGN)
def signature_withdraw(request, signature):
    form = ReasonForm(request.POST or None)
    return edit(
        request,
        form,
        lambda: actions.withdraw_signature(signature, form.cleaned_data["reason"], by=request.user),
        done=f"Đã rút ghi nhận. {signature.unit_name} trở lại danh sách chưa ký.",
        to=frame.signing_url(signature),  # read before the conference of the signature is forgotten
        template="components/confirm_page.html",
        **frame.of_pledge(signature.pledge, TABLE),
        title="Rút ghi nhận đã ký?",
        effects=[
            f"{signature.unit_name} trở lại danh sách chưa ký.",
            "Việc rút và lý do được ghi vào nhật ký.",
        ],
        submit_label="Rút ghi nhận",
        danger=True,
    )
