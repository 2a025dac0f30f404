from django.shortcuts import redirect, render
from django.urls import reverse

from accounts import actions
from accounts.access import Permission, page
from accounts.forms import ProfileForm
from accounts.models import User
from accounts.pages import edit
from accounts.resubmit import WAITING, kept, texts_of


@page(Permission.OVERVIEW)
def profile(request):
    stored = User.objects.get(pk=request.user.pk)  # the frame goes on showing the name that is saved
    form = ProfileForm(request.POST or None, instance=stored)
    return edit(
        request,
        form,
        lambda: actions.change_profile(form.instance, by=request.user),
        done="Đã lưu hồ sơ cá nhân.",
        to=reverse("accounts:profile"),
        template="accounts/profile.html",
        assignments=stored.assignments.select_related("authority", "unit").order_by("-starts_on"),
    )


@page(Permission.OVERVIEW)
def resubmit(request):
    """Offer what was typed before the session ended for sending again."""
    found = kept(request)
    request.session.pop(WAITING, None)
    if found is None:
        return redirect(reverse("clusters:overview"))
    return render(request, "accounts/resubmit.html", {"kept": found, "texts": texts_of(found)})
