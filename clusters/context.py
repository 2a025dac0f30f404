"""What the frame around every page needs: navigation, the working year, the to-do count."""

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from accounts.access import Permission, can_somewhere
from clusters.models import ClusterYear
from clusters.todo import tasks_of

KEY = "working_year"


def working_year(request):
    """Return the year in which this person works: the one chosen, else the calendar year."""
    return request.session.get(KEY) or timezone.localdate().year


def frame(request):
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    today = timezone.localdate()
    chosen = working_year(request)
    years = set(ClusterYear.objects.visible_to(user).order_by().values_list("year", flat=True).distinct())
    return {
        "working_year": chosen,
        "years": sorted(years | {today.year, chosen}, reverse=True),
        "nav": _navigation(request, user),
        "today": today,
        "todo_count": SimpleLazyObject(lambda: len(tasks_of(user, today))),
    }


NAVIGATION = [
    ("Tổng quan", "clusters:overview", Permission.OVERVIEW, ("overview",)),
    (
        "Cụm thi đua",
        "clusters:cluster_list",
        Permission.VIEW,
        ("cluster", "unit", "person", "year", "member", "authority", "plan", "office", "theme", "post"),
    ),
    ("Giao ước", "pledges:pledge_list", Permission.VIEW, ("pledges:",)),
    ("Bình xét và khen thưởng", "awards:nomination_list", Permission.VIEW_NOMINATION, ("awards:",)),
    ("Văn bản", "documents:document_list", Permission.VIEW, ("documents:",)),
    ("Nhập dữ liệu", "clusters:import_list", Permission.IMPORT, ("import",)),
    ("Quản trị", "admin:index", Permission.ADMINISTER, ("admin:",)),
]


def _navigation(request, user):
    match = request.resolver_match
    here = f"{match.app_name}:{match.url_name}" if match else ""
    items = []
    for label, name, permission, owns in NAVIGATION:
        if can_somewhere(user, permission):
            active = any(
                here.startswith(prefix) if ":" in prefix else here.startswith(f"clusters:{prefix}")
                for prefix in owns
            )
            items.append({"label": label, "url": reverse(name), "is_active": active})
    return items
