"""The catalogue of danh hiệu thi đua and hình thức khen thưởng: the law, open to everybody."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from accounts.access import Permission, page
from awards.filters import AwardFilter
from awards.models import AwardForm, Nomination
from awards.models.catalogue import is_valid_on
from awards.rules import RuleBook, rules_on
from awards.views import frame
from documents.xlsx import Column, listing

COLUMNS = [
    Column("Mã", 16, "code"),
    Column("Danh hiệu, hình thức", 40, "name"),
    Column("Loại", 22, "get_group_display"),
    Column("Đối tượng", 14, "get_subject_display"),
    Column("Cấp", 28, "get_level_display"),
    Column("Thẩm quyền quyết định", 40, "conferred_by"),
    Column("Điều kiện chính", 60, "conditions"),
    Column("Căn cứ pháp lý", 32, "legal_ref"),
    Column("Áp dụng từ ngày", 14, "effective_from"),
    Column("Áp dụng đến hết ngày", 14, "effective_to"),
    Column("Mức tin cậy", 20, "get_certainty_display"),
    Column("Ghi chú", 40, "note"),
]


def _found(request):
    filters = AwardFilter(request.GET, user=request.user)
    return filters, filters.narrow(AwardForm.objects.all())


@page(Permission.VIEW)
def award_list(request):
    filters, rows = _found(request)
    context = {
        "tabs": frame.tabs(request.user, "awards"),
        "filters": filters,
        "page_obj": Paginator(rows, 50).get_page(request.GET.get("page")),
    }
    return render(request, "awards/award_list.html", context)


@page(Permission.VIEW)
def award_export(request):
    return listing("Danh mục khen thưởng", COLUMNS, _found(request)[1])


@page(Permission.VIEW)
def award_detail(request, pk):
    award = get_object_or_404(AwardForm, pk=pk)
    today = timezone.localdate()
    nominations = Nomination.objects.visible_to(request.user).filter(award=award)
    context = {
        "award": award,
        "book": RuleBook(rules_on(award, today)),
        "today": today,
        "in_force": is_valid_on(award, today),
        "siblings": AwardForm.objects.filter(name=award.name).exclude(pk=award.pk),
        "nominations": nominations.select_related(
            "unit", "person", "proposal", "cancellation", "cluster_year__cluster"
        )[:20],
        "nomination_count": nominations.count(),
    }
    return render(request, "awards/award_detail.html", context)
