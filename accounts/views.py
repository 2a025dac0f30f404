from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts import actions, privacy
from accounts.access import Permission, page
from accounts.forms import ErasureForm, ProfileForm
from accounts.models import User
from accounts.pages import edit
from accounts.resubmit import kept, texts_of


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
    if found is None:
        return redirect(reverse("clusters:overview"))
    return render(request, "accounts/resubmit.html", {"kept": found, "texts": texts_of(found)})


@page(Permission.ADMINISTER)
def person_erase(request, pk):
    """Show what an erasure takes away and what stays, and do it with a reason."""
    person = get_object_or_404(User, pk=pk)
    form = ErasureForm(request.POST or None)
    return edit(
        request,
        form,
        lambda: actions.erase_personal_data(person, form.cleaned_data["reason"], by=request.user),
        done="Đã xóa dữ liệu cá nhân.",
        to=reverse("admin:accounts_user_change", args=[person.pk]),
        template="accounts/person_erase.html",
        person=person,
        erasable=privacy.erasable(person),
        kept=privacy.kept(person),
    )
