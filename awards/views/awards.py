"""The catalogue of danh hiệu thi đua and hình thức khen thưởng: the law, open to everybody."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from accounts.access import Permission, page
from awards.filters import AwardFilter
from awards.models import AwardForm, Nomination
from awards.views import frame


@page(Permission.VIEW)
def award_list(request):
    filters = AwardFilter(request.GET, user=request.user)
    rows = filters.narrow(AwardForm.objects.all())
    context = {
        "tabs": frame.tabs(request.user, "awards"),
        "filters": filters,
        "page_obj": Paginator(rows, 50).get_page(request.GET.get("page")),
    }
    return render(request, "awards/award_list.html", context)


@page(Permission.VIEW)
def award_detail(request, pk):
    award = get_object_or_404(AwardForm, pk=pk)
    today = timezone.localdate()
    nominations = Nomination.objects.visible_to(request.user).filter(award=award)
    context = {
        "award": award,
        "in_force": AwardForm.objects.valid_on(today).filter(pk=award.pk).exists(),
        "siblings": AwardForm.objects.filter(name=award.name).exclude(pk=award.pk),
        "nominations": nominations.select_related("unit", "person", "proposal", "cluster_year__cluster")[:20],
        "nomination_count": nominations.count(),
    }
    return render(request, "awards/award_detail.html", context)
