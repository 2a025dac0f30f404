"""The lists on the pages of one cluster and of one year, as Excel files."""

from django.utils import timezone

from accounts.access import Permission, on
from clusters.filters import HistoryFilter
from clusters.history import events_of_year
from clusters.models import Cluster, ClusterYear
from clusters.year_members import members_in
from documents.xlsx import Column, listing


def _first_day(membership):
    return membership.starts_on if membership.is_start_known else None


def _standing(membership):
    today = timezone.localdate()
    if membership.starts_on > today:
        return "Sắp là thành viên"
    ended = membership.ends_on is not None and membership.ends_on < today
    return "Thành viên trước đây" if ended else "Thành viên hiện nay"


def _told(changes):
    return "\n".join(
        f"{label}: {before or '(trống)'} → {after or '(trống)'}" for label, before, after in changes
    )


MEMBERS = [
    Column("Thứ tự", 8, "position"),
    Column("Đơn vị", 50, "unit_name"),
    Column("Từ ngày", 14, _first_day),
    Column("Từ năm", 8, "starts_on.year"),
    Column("Đến hết ngày", 14, "ends_on"),
    Column("Lý do thôi là thành viên", 40, "end_reason"),
    Column("Tình trạng", 22, _standing),
]
OF_YEAR = [
    Column("Đơn vị", 50, "name"),
    Column("Vai trò", 24, lambda row: ", ".join(row.offices)),
    Column("Từ ngày", 14, lambda row: _first_day(row.membership)),
    Column("Đến hết ngày", 14, "membership.ends_on"),
    Column("Lý do thôi là thành viên", 40, "membership.end_reason"),
]
HISTORY = [
    Column("Thời điểm", 18, "at"),
    Column("Người thực hiện", 28, "actor_name"),
    Column("Nơi ghi", 18, "get_source_display"),
    Column("Việc", 36, "get_verb_display"),
    Column("Đối tượng", 50, "subject_label"),
    Column("Thay đổi", 60, lambda event: _told(event.changes)),
    Column("Ghi chú", 40, "note"),
]


@on(Cluster, Permission.VIEW)
def member_export(request, cluster):
    """Every membership of the cluster, the present ones and those that ended or are to begin."""
    rows = cluster.memberships.select_related("unit").order_by("position", "pk")
    return listing(f"Đơn vị thành viên của {cluster}", MEMBERS, rows)


@on(ClusterYear, Permission.VIEW)
def year_member_export(request, year):
    terms = year.office_terms.order_by("starts_on", "pk")
    return listing(f"Đơn vị thành viên của {year}", OF_YEAR, members_in(year, terms))


@on(ClusterYear, Permission.HISTORY)
def year_history_export(request, year):
    """What the history page shows this person under these filters, on one sheet."""
    events = events_of_year(year, request.user)
    filters = HistoryFilter(request.GET, user=request.user, events=events)
    return listing(f"Nhật ký của {year}", HISTORY, filters.narrow(events))
