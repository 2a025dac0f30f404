"""What scoring asks of each person: to score their own unit, to explain, to check, to confirm, to publish."""

from collections import defaultdict

from django.db.models import Count, Q

from accounts.addresses import reverse
from accounts.models import OF_UNIT, Role
from awards.models import ScoreSheet, ScoreTable
from clusters import todo
from clusters.models import OfficeTerm

Status = ScoreSheet.Status


def _under_way():
    rows = ScoreSheet.objects.filter(table__status="open", table__cluster_year__closed_on=None)
    return rows.select_related("unit", "table__cluster_year__cluster").order_by("unit__sort_key", "pk")


@todo.provider
def of_ones_own_unit(user, today):
    workplaces = user.reach(today).unit_ids(*OF_UNIT)
    if not workplaces:
        return []
    asked = Count("questions", filter=Q(questions__answer=""))
    rows = _under_way().filter(unit__in=workplaces, status__in=[Status.SELF, Status.SUBMITTED])
    tasks = []
    for sheet in rows.annotate(asked=asked):
        if sheet.status == Status.SELF:
            does = "Sửa phiếu tự chấm điểm được trả lại" if sheet.sent_back_reason else "Tự chấm điểm thi đua"
            tasks.append(_one(f"{does} của {sheet.unit_name}", sheet, sheet.table.self_due_on))
        elif sheet.asked:
            tasks.append(_one(f"Giải trình điểm tự chấm: {sheet.asked} yêu cầu", sheet))
    return tasks


@todo.provider
def to_check(user, today):
    """The sheets that wait for this person's unit: named for it, or chair, or vice-chair for the chair's own."""
    workplaces = set(user.reach(today).unit_ids(*OF_UNIT))
    if not workplaces:
        return []
    offices = defaultdict(set)
    held = OfficeTerm.objects.on_day(today).filter(unit__in=workplaces).values_list("cluster_year", "office")
    for year, office in held:
        offices[year].add(office)
    waiting = _under_way().filter(status=Status.SUBMITTED).exclude(unit__in=workplaces)
    waiting = list(
        waiting.filter(Q(checker__in=workplaces) | Q(checker=None, table__cluster_year__in=offices))
    )
    chairs = set(
        OfficeTerm.objects.chairs().filter(cluster_year__in=offices).values_list("cluster_year", "unit")
    )

    def is_mine(sheet):
        year = sheet.table.cluster_year_id
        of_chair = (year, sheet.unit_id) in chairs
        return sheet.checker_id or "chair" in offices[year] or ("vice_chair" in offices[year] and of_chair)

    return _by_table("Thẩm định điểm thi đua", [sheet for sheet in waiting if is_mine(sheet)])


@todo.provider
def to_confirm_and_publish(user, today):
    """The sheets that are checked, and the years whose sheets are all confirmed: their results may be published."""
    authorities = user.reach(today).authority_ids(Role.SECRETARIAT, Role.LEADER)
    if not authorities:
        return []
    tables = (
        ScoreTable.objects.filter(status=ScoreTable.Status.OPEN, cluster_year__closed_on=None)
        .filter(cluster_year__cluster__authority__in=authorities)
        .annotate(
            sheets_in_all=Count("sheets"),
            checked=Count("sheets", filter=Q(sheets__status=Status.CHECKED)),
            confirmed=Count("sheets", filter=Q(sheets__status=Status.CONFIRMED)),
        )
        .select_related("cluster_year__cluster")
        .only(*todo.year_fields("cluster_year__"))
        .order_by("-cluster_year__year", "pk")
    )
    checked = [table for table in tables if table.checked]
    rows = _under_way().filter(status=Status.CHECKED, table__in=checked) if checked else []
    return _by_table("Xác nhận điểm thi đua", rows) + [
        todo.Task(
            "Công bố kết quả chấm điểm",
            str(table.cluster_year),
            reverse("awards:score_ranking", args=[table.cluster_year_id]),
        )
        for table in tables
        if table.sheets_in_all == table.confirmed > 0
    ]


def _one(label, sheet, deadline=None):
    return todo.Task(
        label, str(sheet.cluster_year), reverse("awards:score_sheet", args=[sheet.pk]), deadline=deadline
    )


def _by_table(does, sheets):
    """One task for each year: the sheet itself where there is one, else the board."""
    found = defaultdict(list)
    for sheet in sheets:
        found[sheet.table_id].append(sheet)
    return [
        _one(f"{does} của {rows[0].unit_name}", rows[0])
        if len(rows) == 1
        else todo.Task(
            f"{does}: {len(rows)} phiếu",
            str(rows[0].cluster_year),
            reverse("awards:score_board", args=[rows[0].table.cluster_year_id]),
        )
        for rows in found.values()
    ]
