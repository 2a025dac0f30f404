"""The numbers that tờ trình carry, for the register of their cluster."""

from django.urls import reverse

from awards.models import Proposal
from clusters.register import Carried, carrier


@carrier
def proposals(cluster, user):
    rows = (
        Proposal.objects.filter(cluster_year__cluster=cluster)
        .exclude(number="")
        .select_related("cluster_year")
    )
    seen = set(Proposal.objects.visible_to(user).values_list("pk", flat=True)) if user else set()
    for row in rows:
        may_see = row.pk in seen
        yield Carried(
            row.number,
            "TTr",
            row.dated_on,
            row.dated_on.year if row.dated_on else row.cluster_year.year,
            row.summary if may_see else "",
            reverse("awards:proposal_detail", args=[row.pk]) if may_see else "",
        )
