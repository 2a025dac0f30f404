"""What scoring and nominations say of a year's line of steps, and what a person has to do about them."""

from collections import defaultdict

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from accounts.addresses import reverse
from accounts.models import OF_UNIT, Role
from awards.models import Conferral, Decision, Letter, Nomination, ReviewReminder, ScoreSheet, ScoreTable
from awards.models.proposal import years_chaired_by
from awards.sheets import Board
from awards.year_rows import tables_of
from clusters import steps, todo
from clusters.models import ClusterYear
from clusters.steps import AHEAD, DONE, LATE, NOW, UNKNOWN, Step, absent
from vietnamese.dates import short_date

Status = Nomination.Status


@steps.provider
def nominations_and_decisions(cluster_years, today):
    counts = defaultdict(lambda: defaultdict(int))
    rows = (
        Nomination.objects.filter(cluster_year__in=[year.pk for year in cluster_years])
        .exclude(status=Status.WITHDRAWN)
        .order_by()
        .values("cluster_year", "status")
        .annotate(number=Count("pk"))
    )
    for row in rows:
        counts[row["cluster_year"]][row["status"]] = row["number"]
    return {year.pk: _line(year, counts[year.pk]) for year in cluster_years}


def _line(year, count):
    """Three steps: nominate, review, propose and decide."""
    total = sum(count.values())
    url = reverse("clusters:year_detail", args=[year.pk]) + "#de-nghi"
    if not total:
        state, detail = (UNKNOWN, "Nguồn không nêu đề nghị nào.") if year.is_recorded else (AHEAD, "")
        who = "" if year.is_recorded else "Các đơn vị thành viên"
        return [
            Step("nominate", "Đề nghị khen thưởng", 60, state, detail, who, url=url),
            Step("review", "Xét đề nghị", 70, UNKNOWN if year.is_recorded else AHEAD, url=url),
            Step("decide", "Trình và quyết định", 80, UNKNOWN if year.is_recorded else AHEAD, url=url),
        ]
    drafts, waiting = count[Status.DRAFT], count[Status.SUBMITTED]
    nominate = Step(
        "nominate",
        "Đề nghị khen thưởng",
        60,
        NOW if drafts or waiting else DONE,
        f"{total} hồ sơ"
        + (f", {drafts} đang lập" if drafts else "")
        + (f", {waiting} chờ tiếp nhận" if waiting else "")
        + ".",
        "Các đơn vị thành viên"
        if drafts
        else (f"{year.cluster.noun.capitalize()} trưởng" if waiting else ""),
        url=url,
    )
    appraising, reviewing = count[Status.RECEIVED], count[Status.APPRAISED]
    reviewed = count[Status.REVIEWED]
    past_review = reviewed + count[Status.PROPOSED] + count[Status.DECIDED]
    review = Step(
        "review",
        "Xét đề nghị",
        70,
        NOW if reviewing or appraising else (DONE if past_review else AHEAD),
        "".join(
            part
            for part in (
                f"{appraising} hồ sơ đang thẩm định. " if appraising else "",
                f"{reviewing} hồ sơ đang xét." if reviewing else "",
                f"{past_review} hồ sơ đã xét." if past_review and not reviewing and not appraising else "",
            )
        ).strip(),
        "Lãnh đạo" if reviewing else (f"{year.cluster.noun.capitalize()} trưởng" if appraising else ""),
        url=url,
    )
    proposed, decided = count[Status.PROPOSED], count[Status.DECIDED]
    if year.is_recorded and proposed:
        decide = Step(
            "decide", "Trình và quyết định", 80, UNKNOWN, f"{proposed} đề nghị; kết quả chưa rõ.", url=url
        )
    else:
        decide = Step(
            "decide",
            "Trình và quyết định",
            80,
            NOW if proposed or reviewed else (DONE if decided else AHEAD),
            ", ".join(
                part
                for part in (
                    f"{reviewed} hồ sơ chờ trình" if reviewed else "",
                    f"{proposed} hồ sơ trong tờ trình" if proposed else "",
                    f"{decided} hồ sơ đã có quyết định" if decided else "",
                )
                if part
            ),
            f"{year.cluster.noun.capitalize()} trưởng"
            if reviewed
            else ("Lãnh đạo, thường trực" if proposed else ""),
            url=url,
        )
    return [nominate, review, decide]


@todo.provider
def reminders_to_review(user, today):
    """What the secretariat reminded a leader of, as long as a dossier of that year waits for an opinion."""
    if not user.reach(today).authority_ids(Role.LEADER):
        return []
    waiting = Nomination.objects.awaiting_review_by(user).order_by().values("cluster_year")
    rows = ReviewReminder.objects.filter(reviewer=user, cluster_year__in=waiting)
    latest = {}
    for row in rows.select_related("cluster_year__cluster").order_by("reminded_at", "pk"):
        latest[row.cluster_year_id] = row
    queue = reverse("awards:review_queue")
    return [
        todo.Task(
            f"Thường trực nhắc ngày {short_date(timezone.localdate(row.reminded_at))}: cho ý kiến các hồ sơ đang xét",
            str(row.cluster_year),
            f"{queue}?cum={row.cluster_year.cluster_id}",
            is_closed=row.cluster_year.closed_on is not None,
        )
        for row in latest.values()
    ]


OF_A_TASK = (
    *("status", "nominee", "decided_on", "award__name", "lowered_to__name", "person__full_name"),
    *("unit__name", "unit__short_name", "unit__past_names", *todo.year_fields("cluster_year__")),
)


def _dossiers_waiting(user, today):
    """Return ``(what is done, dossiers, page)`` for what the person's roles let them do."""
    reach = user.reach(today)
    units = reach.unit_ids(*OF_UNIT)
    if units or reach.authority_ids(Role.SECRETARIAT):
        rows = Nomination.objects.to_move_on_by(user, today).exclude(cluster_year__is_recorded=True)
        yield "", rows, "awards:nomination_detail"
    if reach.authority_ids(Role.LEADER):
        yield "Xét hồ sơ", Nomination.objects.awaiting_review_by(user), "awards:nomination_review"
    if units:
        rows = Nomination.objects.filter(status=Status.DRAFT, unit__in=units)
        yield "Hoàn thiện hồ sơ", rows, "awards:nomination_detail"


@todo.provider
def nominations_waiting(user, today):
    tasks, reviewed = [], defaultdict(int)
    for verb, rows, name in _dossiers_waiting(user, today):
        rows = rows.select_related("award", "lowered_to", "unit", "person", "cluster_year__cluster")
        for row in rows.only(*OF_A_TASK):
            if row.status == Status.REVIEWED:
                reviewed[row.cluster_year] += 1
                continue
            label = f"{verb or TO_MOVE_ON[row.status]}: {row.award_now.name} – {row.nominee_name}"
            is_closed = row.cluster_year.closed_on is not None
            url = reverse(name, args=[row.pk])
            tasks.append(todo.Task(label, str(row.cluster_year), url, is_closed=is_closed))
    return tasks + [
        todo.Task(
            f"Lập tờ trình cho {number:02d} hồ sơ đã xét",
            str(year),
            reverse("awards:proposal_add", args=[year.pk]),
            is_closed=year.closed_on is not None,
        )
        for year, number in reviewed.items()
    ]


TO_MOVE_ON = {Status.SUBMITTED: "Tiếp nhận hồ sơ", Status.RECEIVED: "Thẩm định hồ sơ"}


# --- decisions ------------------------------------------------------------------------------------------


@todo.provider
def decisions_to_issue(user, today):
    """Drafts to issue, letters to read or to send, and a line per year for awards that nobody wrote as given."""
    reach = user.reach(today)
    tasks = []
    if reach.authorities_without_viewing():
        tasks += [
            todo.Task(
                f"Ban hành quyết định: {row.summary}",
                row.issuer,
                reverse("awards:decision_detail", args=[row.pk]),
            )
            for row in Decision.objects.to_issue_by(user, today)
            .select_related("authority")
            .only("summary", "body_name", "authority__name")
        ]
        tasks += [
            todo.Task(
                f"{'Đọc' if row.status == Letter.Status.DRAFT else 'Gửi'} thư: {row}",
                str(row.authority),
                reverse("awards:letter_detail", args=[row.pk]),
            )
            for row in Letter.objects.to_release_by(user, today)
            .select_related("authority")
            .only("status", "kind", "recipient", "authority__name")
        ]
    if reach.authority_ids(Role.SECRETARIAT) or reach.unit_ids(*OF_UNIT):
        tasks += _awards_to_give(user, today)
    return tasks


def _awards_to_give(user, today):
    rows = Nomination.objects.to_confer_by(user, today).exclude(conferral__status=Conferral.Status.GIVEN)
    years = (
        ClusterYear.objects.filter(is_recorded=False, nominations__in=rows.order_by().values("pk"))
        .select_related("cluster")
        .only(*todo.year_fields())
        .annotate(number=Count("nominations"))
        .order_by()
    )
    url = reverse("awards:conferral_list")
    return [
        todo.Task(
            f"Ghi việc trao tặng {year.number:02d} khen thưởng",
            str(year),
            f"{url}?nam={year.year}&cum={year.cluster_id}&trao=waiting",
            is_closed=year.closed_on is not None,
        )
        for year in years
    ]


# --- scoring ---------------------------------------------------------------------------------------------


@steps.provider
def scoring(cluster_years, today):
    tables = tables_of(cluster_years)
    return {year.pk: [_scoring(year, tables[year.pk], today)] for year in cluster_years}


def _scoring(year, table, today):
    url = reverse("awards:score_table", args=[year.pk])
    chair = f"{year.cluster.noun.capitalize()} trưởng"

    def step(state, detail="", who="", **fields):
        return Step("score", "Chấm điểm", 55, state, detail, who, url=url, **fields)

    if table is None:
        return step(absent(year), who="" if year.is_recorded else chair)
    if table.is_draft:
        return step(NOW, "Đang lập bảng điểm.", chair)
    count = table.sheet_counts
    if table.is_published:
        return step(DONE, f"Đã công bố kết quả {sum(count.values())} đơn vị.")
    said = ", ".join(f"{count[value]} {words}" for value, words in IN_SHORT.items() if count.get(value))
    detail = f"{sum(count.values())} đơn vị: {said}."
    if count.get(ScoreSheet.Status.SELF):
        is_late = table.self_due_on is not None and table.self_due_on < today
        return step(LATE if is_late else NOW, detail, "Các đơn vị thành viên", deadline=table.self_due_on)
    if count.get(ScoreSheet.Status.SUBMITTED):
        return step(NOW, detail, chair)
    return step(NOW, detail, "Thường trực, lãnh đạo cơ quan")


@steps.late_when
def own_scores_are_late(today):
    """As ``_scoring`` says “late”."""
    own = ScoreSheet.objects.filter(
        table__cluster_year=OuterRef("pk"),
        table__status=ScoreTable.Status.OPEN,
        table__self_due_on__lt=today,
        status=ScoreSheet.Status.SELF,
    )
    return Q(Exists(own))


IN_SHORT = {
    ScoreSheet.Status.SELF: "đang tự chấm",
    ScoreSheet.Status.SUBMITTED: "đang thẩm định",
    ScoreSheet.Status.CHECKED: "chờ xác nhận",
    ScoreSheet.Status.CONFIRMED: "đã xác nhận",
}


@todo.provider
def tables_to_finish(user, today):
    """A table that was started, for who may draw it up: what is missing, or that scoring may be opened."""
    reach = user.reach(today)
    authorities = reach.authority_ids(Role.SECRETARIAT)
    if not authorities and not reach.unit_ids(*OF_UNIT):
        return []
    rows = (
        ScoreTable.objects.filter(status=ScoreTable.Status.DRAFT, cluster_year__closed_on=None)
        .filter(
            Q(cluster_year__in=years_chaired_by(user, today))
            | Q(cluster_year__cluster__authority__in=authorities)
        )
        .select_related("cluster_year__cluster")
        .prefetch_related("criteria__levels", "classes")
    )
    return [
        todo.Task(
            "Hoàn thiện bảng điểm" if Board(table, table.sheets.none()).faults() else "Mở chấm điểm",
            str(table.cluster_year),
            reverse("awards:score_table", args=[table.cluster_year_id]),
        )
        for table in rows
    ]
