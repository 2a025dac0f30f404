"""What nominations give to a handover: dossiers as far as they have come, proposals, decisions."""

from django.db.models import Count

from awards.models import Nomination, Proposal
from clusters import handovers
from clusters.models import HandoverItem
from vietnamese.dates import short_date

Kind, Status = HandoverItem.Kind, Nomination.Status
WITH_THE_CLUSTER = {
    Status.SUBMITTED: "chờ tiếp nhận",
    Status.RECEIVED: "đang thẩm định",
    Status.APPRAISED: "đang xét",
    Status.REVIEWED: "đã xét, chờ trình",
    Status.PROPOSED: "đã trình, chờ quyết định",
}


@handovers.checklist
def dossiers_of_the_year(year):
    """A draft is the unit's own and a withdrawn dossier nobody's; what waits for somebody is work to go on with."""
    counts = dict(
        Nomination.objects.filter(cluster_year=year).order_by().values_list("status").annotate(Count("pk"))
    )
    kept = sum(number for status, number in counts.items() if status not in (Status.DRAFT, Status.WITHDRAWN))
    items = [(Kind.FILE, f"Hồ sơ đề nghị khen thưởng năm {year.year} ({kept} hồ sơ)")] if kept else []
    items += [(Kind.FILE, text) for text in _proposals(year)]
    items += [(Kind.FILE, text) for text in _decisions(year)]
    return items + [
        (Kind.TASK, f"Hồ sơ đề nghị khen thưởng {stage}: {counts[status]} hồ sơ")
        for status, stage in WITH_THE_CLUSTER.items()
        if counts.get(status)
    ]


def _proposals(year):
    """The minutes are read by all members; of a draft they learn no more than that there is one."""
    rows = list(Proposal.objects.filter(cluster_year=year).order_by("dated_on", "pk"))
    issued = [row for row in rows if row.status == Proposal.Status.ISSUED]
    drafts = len(rows) - len(issued)
    texts = [f"{row} ngày {short_date(row.dated_on)}" for row in issued]
    return texts + ([f"Tờ trình đang dự thảo: {drafts} bản"] if drafts else [])


def _decisions(year):
    """Each decision once, with how many dossiers it settles."""
    rows = (
        Nomination.objects.filter(cluster_year=year, status=Status.DECIDED)
        .exclude(decision_number="")
        .order_by("decided_on", "decision_number")
        .values_list("decision_number", "decided_on")
        .annotate(Count("pk"))
    )
    return [
        f"Quyết định số {number}{f' ngày {short_date(day)}' if day else ''} về kết quả khen thưởng ({count} hồ sơ)"
        for number, day, count in rows
    ]
