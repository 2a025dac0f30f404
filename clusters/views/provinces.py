"""Units of an authority after the catalogue of provinces and cities."""

from django.shortcuts import render
from django.urls import reverse

from accounts.access import Permission, page
from accounts.pages import edit
from clusters import actions
from clusters.lineage_forms import ProvinceUnitsForm
from clusters.provinces import Which, examples_of, plan_of
from clusters.views import trail


@page(Permission.EDIT_UNIT)
def province_units(request):
    """Chosen, then previewed; only the button of the preview writes. ``?bo=`` says which set."""
    form = _form(request)
    step = request.POST.get("step", "preview") if request.method == "POST" else ""
    context = {
        "form": form,
        "which": form.which,
        "sets": Which.LABELS,
        "crumbs": trail.of_units(),
        "back_url": reverse("clusters:unit_list"),
        "examples": examples_of(form.chosen_pattern()),
    }
    if step == "confirm":
        return edit(
            request,
            act=lambda: actions.add_province_units(form.order, by=request.user),
            done="Đã lập đơn vị từ danh mục tỉnh, thành phố.",
            to=lambda made: f"{reverse('clusters:unit_list')}?co_quan={made[0].authority_id}",
            template="clusters/province_units.html",
            **context,
        )
    if step == "preview" and form.is_valid():
        context["plan"] = plan_of(form.order)
        return render(request, "clusters/province_units_preview.html", context)
    return render(request, "clusters/province_units.html", context, status=422 if step == "preview" else 200)


def _form(request):
    asked = request.GET.get("bo")
    which = asked if asked in dict(Which.LABELS) else Which.NEW
    chosen = request.GET.get("chon") != "khong"
    return ProvinceUnitsForm(request.POST or None, user=request.user, which=which, all_chosen=chosen)
