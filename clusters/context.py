"""What the frame around every page needs: navigation, the working year, the to-do count."""

from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from accounts.access import Permission, can_somewhere
from accounts.addresses import reverse
from clusters.kept import KEY, of_frame
from clusters.models import ClusterYear
from clusters.todo import tasks_of


def working_year(request):
    """Return the year in which this person works: the one chosen, else the calendar year."""
    return request.session.get(KEY) or timezone.localdate().year


def frame(request):
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    today = timezone.localdate()
    chosen = working_year(request)
    years = SimpleLazyObject(lambda: of_frame(user, "years", lambda: _years_of(user)))
    return {
        "working_year": chosen,
        "years": SimpleLazyObject(lambda: sorted({*years, today.year, chosen}, reverse=True)),
        "nav": _navigation(request, user),
        "may_invite": can_somewhere(user, Permission.INVITE),
        "today": today,
        "todo_count": SimpleLazyObject(lambda: of_frame(user, "tasks", lambda: len(tasks_of(user, today)))),
    }


def _years_of(user):
    years = ClusterYear.objects.visible_to(user).order_by().values_list("year", flat=True)
    return list(years.distinct())


NAVIGATION = [
    ("Tổng quan", "clusters:overview", Permission.OVERVIEW),
    ("Cụm thi đua", "clusters:cluster_list", Permission.VIEW),
    ("Giao ước", "pledges:pledge_list", Permission.VIEW),
    ("Bình xét và khen thưởng", "awards:nomination_list", Permission.VIEW_NOMINATION),
    ("Văn bản", "documents:document_list", Permission.VIEW),
    ("Báo cáo", "awards:statistics", Permission.READ_STATISTICS),
    ("Nhật ký", "clusters:event_list", Permission.SEARCH_HISTORY),
    ("Nhập dữ liệu", "clusters:import_list", Permission.IMPORT),
    ("Quản trị", "admin:index", Permission.ADMINISTER),
]
NOWHERE = ("search", "working_year")
OF_ACCOUNTS = ("user_", "invitation_")
OF_DOCUMENTS = (
    "year_papers",
    "paper_",
    "issued_",
    "number_register",
    "old_number_",
    "bundle_",
    "word_template_",
)


def _section(match):
    """Return the address in the navigation under which a page stands: its app's, but for a few of this app."""
    if match is None or match.url_name in NOWHERE or match.url_name.startswith(OF_ACCOUNTS):
        return ""
    if match.view_name in (name for _, name, _ in NAVIGATION):
        return match.view_name
    if match.app_name != "clusters":
        return next((name for _, name, _ in NAVIGATION if name.startswith(f"{match.app_name}:")), "")
    if match.url_name.startswith("mail_"):
        return "admin:index"
    if match.url_name.startswith("import_"):
        return "clusters:import_list"
    if match.url_name == "event_detail":
        return "clusters:event_list"
    if match.url_name.startswith(OF_DOCUMENTS):
        return "documents:document_list"
    return "clusters:overview" if match.url_name == "overview" else "clusters:cluster_list"


def _navigation(request, user):
    here = _section(request.resolver_match)
    return [
        {"label": label, "url": reverse(name), "is_active": name == here}
        for label, name, permission in NAVIGATION
        if can_somewhere(user, permission)
    ]
