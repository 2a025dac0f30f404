"""What pledges and conferences give to a handover: their papers, and the tasks that are still open."""

from clusters import carry, handovers
from clusters.models import HandoverItem, YearDocument
from documents.models import OfficialDocument
from pledges.models import Ceremony, FollowUp
from vietnamese.dates import short_date

Kind = HandoverItem.Kind


def open_follow_ups(cluster_year):
    """Tasks of the year's conferences, and those passed on to it, that nobody has finished."""
    own = FollowUp.objects.filter(ceremony__cluster_year=cluster_year, passed_to=None)
    passed = FollowUp.objects.filter(passed_to=cluster_year)
    rows = (own | passed).filter(done_on=None)
    return rows.select_related("owner", "ceremony").order_by("due_on", "pk")


@handovers.checklist
def papers_of_the_year(year):
    pledges = list(year.pledges.current().select_related("unit", "cluster_year"))
    items = []
    if pledges:
        count = f" ({len(pledges)} bản của các đơn vị)" if pledges[0].unit_id else ""
        items.append((Kind.FILE, f"{pledges[0].title}{count}, bản đã ký"))
    for annex in year.pledges.exclude(annex_of=None).select_related("unit", "cluster_year"):
        whose = f" ({annex.unit_name})" if annex.unit_id else ""
        items.append((Kind.FILE, f"{annex.title}{whose}, bản đã ký"))
    for meeting in Ceremony.objects.filter(cluster_year=year):
        items.append((Kind.FILE, f"Hồ sơ {meeting}"))
    for row in open_follow_ups(year):
        who = row.owner.name_on(year.as_of()) if row.owner else "chưa giao đơn vị"
        due = f", hạn {short_date(row.due_on)}" if row.due_on else ", chưa có hạn"
        items.append((Kind.TASK, f"{row.text.rstrip('.')} ({who}{due})"))
    return items


@handovers.passing
def pass_follow_ups_on(handover, following):
    """Open tasks belong to the next year; what the outgoing chair had to do, the incoming one has to."""
    changes = []
    for row in list(open_follow_ups(handover.cluster_year).select_for_update(of=("self",))):
        before = str(row.owner or "")
        row.passed_to = following
        if row.owner_id == handover.outgoing_id:
            row.owner = handover.incoming
        row.save(update_fields=["passed_to", "owner"])
        due = f", hạn {short_date(row.due_on)}" if row.due_on else ""
        changes.append(
            [f"Việc chuyển tiếp: {row.text.rstrip('.')[:120]}", before, f"{row.owner or ''}{due}".strip(", ")]
        )
    return changes


@carry.provider
def bases_of_the_pledges(cluster_year):
    documents = OfficialDocument.objects.filter(basis_of__pledge__cluster_year=cluster_year).distinct()
    return [(YearDocument.Role.BASIS, document) for document in documents.select_related("replaced_by")]
