"""The year's plan: its paper data, its legal bases, its lines."""

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.access import Permission, on
from accounts.pages import edit, press
from clusters import actions
from clusters.forms import PlanForm, PlanItemForm, PlanItemsForm
from clusters.models import ClusterYear, Plan, PlanItem, YearDocument
from clusters.views import trail

ANCHOR = "ke-hoach"


def _starting(plan, year):
    """A new plan starts with the legal bases of its year."""
    if plan.pk:
        return {}
    return {
        "bases": list(year.documents.filter(role=YearDocument.Role.BASIS).values_list("document", flat=True))
    }


@on(ClusterYear, Permission.EDIT_YEAR)
def plan_edit(request, year):
    """Write the year's plan, the first time and every later one."""
    plan = Plan.objects.filter(cluster_year=year).first() or Plan(cluster_year=year)
    form = PlanForm(request.POST or None, instance=plan, initial=_starting(plan, year), user=request.user)
    return edit(
        request,
        form,
        lambda: actions.save_plan(form.instance, form.cleaned_data["bases"], by=request.user),
        done="Đã lưu kế hoạch.",
        to=trail.to_year(year, ANCHOR),
        title=f"Kế hoạch năm {year.year}",
        crumbs=trail.of_year(year),
        back_url=trail.to_year(year, ANCHOR),
    )


@on(ClusterYear, Permission.EDIT_YEAR)
def plan_item_add(request, year):
    plan = Plan.objects.filter(cluster_year=year).first()
    if plan is None:
        messages.info(request, "Ghi kế hoạch trước, sau đó thêm nội dung.")
        return redirect("clusters:plan_edit", year.pk)
    kind = request.GET.get("loai")
    form = PlanItemsForm(request.POST or None, initial={"kind": kind if kind in PlanItem.Kind else None})

    def act():
        typed = form.cleaned_data
        return actions.add_plan_items(plan, typed["kind"], typed["texts"], by=request.user)

    return edit(
        request,
        form,
        act,
        done="Đã thêm nội dung kế hoạch.",
        to=trail.to_year(year, ANCHOR),
        title="Thêm nội dung kế hoạch",
        crumbs=trail.of_year(year),
        back_url=trail.to_year(year, ANCHOR),
        submit_label="Thêm",
    )


@on(PlanItem, Permission.EDIT_YEAR)
def plan_item_edit(request, item):
    form = PlanItemForm(request.POST or None, instance=item)
    return edit(
        request,
        form,
        lambda: actions.change_plan_item(form.instance, by=request.user),
        done="Đã lưu nội dung kế hoạch.",
        to=trail.to_year(item.cluster_year, ANCHOR),
        title="Sửa nội dung kế hoạch",
        crumbs=trail.of_year(item.cluster_year),
        back_url=trail.to_year(item.cluster_year, ANCHOR),
    )


@require_POST
@on(PlanItem, Permission.EDIT_YEAR)
def plan_item_remove(request, item):
    return press(
        request,
        lambda: actions.remove_plan_item(item, by=request.user),
        done="Đã bỏ nội dung kế hoạch.",
        to=trail.to_year(item.cluster_year, ANCHOR),
    )
