"""What nominations say of a year's line of steps, and what a person has to do about them."""

from collections import defaultdict

from django.db.models import Count
from django.urls import reverse

from accounts.models import OF_UNIT
from awards.models import Nomination
from clusters import steps, todo
from clusters.steps import AHEAD, DONE, NOW, UNKNOWN, Step

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
    reviewing, reviewed = count[Status.RECEIVED], count[Status.REVIEWED]
    past_review = reviewed + count[Status.PROPOSED] + count[Status.DECIDED]
    review = Step(
        "review",
        "Xét đề nghị",
        70,
        NOW if reviewing else (DONE if past_review else AHEAD),
        f"{reviewing} hồ sơ đang xét."
        if reviewing
        else (f"{past_review} hồ sơ đã xét." if past_review else ""),
        "Lãnh đạo" if reviewing else "",
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
def nominations_waiting(user, today):
    reach = user.reach(today)
    groups = (
        ("Tiếp nhận hồ sơ", Nomination.objects.awaiting_receipt_by(user, today), "awards:nomination_detail"),
        ("Xét hồ sơ", Nomination.objects.awaiting_review_by(user), "awards:nomination_review"),
        (
            "Hoàn thiện hồ sơ",
            Nomination.objects.filter(status=Status.DRAFT, unit__in=reach.unit_ids(*OF_UNIT)),
            "awards:nomination_detail",
        ),
    )
    return [
        todo.Task(
            f"{verb}: {row.award.name} – {row.nominee_name}",
            str(row.cluster_year),
            reverse(name, args=[row.pk]),
        )
        for verb, rows, name in groups
        for row in rows.select_related("award", "unit", "person", "cluster_year__cluster")
    ]
