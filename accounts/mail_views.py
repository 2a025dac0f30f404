"""What letters a person gets: their own choice, and the link at the end of a letter."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts import actions
from accounts.access import Permission, page, public
from accounts.forms import MailChoiceForm
from accounts.models import MailChoice, Rhythm
from accounts.pages import edit
from accounts.unsubscribing import person_of


def rhythm_of(user):
    """Return how often a person is reminded, in words."""
    kept = MailChoice.objects.filter(user=user).first()
    return (kept or MailChoice(user=user)).get_rhythm_display()


@page(Permission.OVERVIEW)
def mail_choice(request):
    kept = MailChoice.objects.filter(user=request.user).first() or MailChoice(user=request.user)
    form = MailChoiceForm(request.POST or None, initial={"rhythm": kept.rhythm})
    profile = reverse("accounts:profile")
    return edit(
        request,
        form,
        lambda: actions.choose_mail(request.user, form.cleaned_data["rhythm"], by=request.user),
        done="Đã lưu cách nhận thư điện tử.",
        to=profile,
        title="Thư điện tử tôi nhận",
        lead="Thư nhắc việc liệt kê các việc đã quá hạn và sắp đến hạn, mỗi ngày nhiều nhất một thư. "
        "Thông báo về bảo mật tài khoản luôn được gửi.",
        crumbs=[("Hồ sơ cá nhân", profile)],
        back_url=profile,
    )


# A mail program sends the POST by itself (RFC 8058), without a cookie; the signed address stands for the person.
@csrf_exempt
@public
@require_http_methods(["GET", "HEAD", "POST"])
def mail_unsubscribe(request, token):
    person = person_of(token)
    if person is None:
        raise Http404
    if request.method == "POST":
        actions.choose_mail(person, Rhythm.NONE, by=person, note="Qua đường dẫn trong thư.")
    kept = MailChoice.objects.filter(user=person).first() or MailChoice(user=person)
    context = {"rhythm": kept, "is_off": kept.rhythm == Rhythm.NONE}
    return render(request, "accounts/mail_unsubscribe.html", context)
