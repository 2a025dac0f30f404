from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts import actions
from accounts.access import Permission, page
from accounts.forms import ProfileForm
from accounts.resubmit import kept


@page(Permission.OVERVIEW)
def profile(request):
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        actions.change_profile(form.instance, by=request.user)
        messages.success(request, "Đã lưu hồ sơ cá nhân.")
        return redirect("accounts:profile")
    assignments = request.user.assignments.select_related("authority", "unit").order_by("-starts_on")
    return render(request, "accounts/profile.html", {"form": form, "assignments": assignments})


@page(Permission.OVERVIEW)
def resubmit(request):
    """Offer what was typed before the session ended for sending again."""
    found = kept(request)
    if found is None:
        return redirect(reverse("clusters:overview"))
    return render(request, "accounts/resubmit.html", {"kept": found})
