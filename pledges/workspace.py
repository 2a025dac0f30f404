"""What pledges and conferences show on common pages: a year, a unit, the search, the calendar."""

from datetime import date

from django.db.models import Prefetch, Q, prefetch_related_objects

from accounts.access import Permission, permissions_on
from accounts.addresses import reverse
from clusters import coming, search, workspace
from clusters.workspace import Section
from pledges.models import Ceremony, Pledge, Signature
from pledges.sets import PledgeSet
from pledges.year_rows import ceremonies_of, pledges_of
from vietnamese.listing import join_names

PASSED_ON = "viec-chuyen-tiep"


@workspace.section
def of_year(year, user, today):
    held = permissions_on(user, year)
    return [_pledges(year, user, held), _conferences(year, held), _passed_on(year, held)]


def _pledges(year, user, held):
    rows = pledges_of([year])[year.pk]
    links = []
    if not rows and Permission.WRITE_PLEDGE in held:
        links.append(("Lập giao ước", reverse("pledges:pledge_add", args=[year.pk])))
    if rows and rows[0].unit_id:
        links.append(
            ("Xem tất cả các bản", reverse("pledges:pledge_list") + f"?nam={year.year}&cum={year.cluster_id}")
        )
    context = {"year": year, "pledges": rows, "set": PledgeSet.of(year, user) if links and rows else None}
    return Section("giao-uoc", "Giao ước", "pledges/_year_pledges.html", context, 30, tuple(links))


def _conferences(year, held):
    rows = ceremonies_of([year])[year.pk]
    prefetch_related_objects(rows, "cluster_year__cluster", "signing_year")  # of another year of the cluster
    links = ()
    if Permission.RUN_CEREMONY in held:
        links = (("Lập hội nghị", reverse("pledges:ceremony_add", args=[year.pk])),)
    context = {"year": year, "ceremonies": rows}
    return Section("hoi-nghi", "Hội nghị", "pledges/_year_conferences.html", context, 40, links)


def _passed_on(year, held):
    """Tasks that came with a handover; years whose own task is done elsewhere show none."""
    ceremonies = Ceremony.objects.select_related("cluster_year__cluster", "signing_year")
    rows = list(
        year.passed_follow_ups.select_related("owner")
        .prefetch_related(Prefetch("ceremony", ceremonies))
        .order_by()
    )
    if not rows:
        return None
    rows.sort(key=lambda row: (row.done_on is not None, row.due_on or date.max, row.pk))
    years = sorted({row.ceremony.cluster_year.year for row in rows})
    title = f"Việc chuyển tiếp từ {join_names(f'năm {number}' for number in years)}"
    context = {"follow_ups": rows, "may_run": Permission.RUN_CEREMONY in held}
    return Section(PASSED_ON, title, "pledges/_year_passed_on.html", context, 45)


@workspace.unit_section
def of_unit(unit_ids, user, today):
    """The pledges that the units are to sign or have signed."""
    rows = (
        Signature.objects.visible_to(user)
        .filter(unit__in=unit_ids)
        .select_related("pledge__cluster_year__cluster", "pledge__unit", "ceremony", "unit")
        .order_by("-pledge__cluster_year__year", "pledge", "position")
    )
    context = {"signatures": rows, "together": len(unit_ids) > 1}
    return Section("giao-uoc", "Giao ước", "pledges/_unit_pledges.html", context, 50)


@search.provider
def pledges_and_conferences(user, text):
    pledges = Pledge.objects.select_related("cluster_year__cluster__authority", "unit")
    ceremonies = Ceremony.objects.select_related("cluster_year__cluster__authority", "signing_year")
    return [
        search.Kind(
            "Giao ước", pledges.visible_to(user), pledges, _pledge_hit, reverse("pledges:pledge_list")
        ),
        search.Kind(
            "Hội nghị",
            ceremonies.visible_to(user),
            ceremonies,
            _ceremony_hit,
            reverse("pledges:ceremony_list"),
        ),
    ]


def _pledge_hit(row):
    authority = row.cluster_year.cluster.authority
    url = reverse("pledges:pledge_detail", args=[row.pk])
    return search.Hit(str(row), url, row.get_status_display(), authority.is_sample)


def _ceremony_hit(row):
    authority = row.cluster_year.cluster.authority
    return search.Hit(
        str(row), reverse("pledges:ceremony_detail", args=[row.pk]), row.venue, authority.is_sample
    )


@coming.provider
def conferences_ahead(user, today):
    rows = (
        Ceremony.objects.visible_to(user)
        .filter(Q(starts_on__gte=today) | Q(ends_on__gte=today))
        .select_related("cluster_year__cluster__authority")
        .only(
            *("kind", "starts_on", "starts_at", "venue", "cluster_year__cluster__title"),
            "cluster_year__cluster__authority__is_sample",
        )
        .order_by("starts_on", "starts_at", "pk")[: coming.SHOWN]
    )
    return [
        coming.Meeting(
            label=row.get_kind_display(),
            where=str(row.cluster_year.cluster),
            url=reverse("pledges:ceremony_detail", args=[row.pk]),
            day=row.starts_on,
            at=row.starts_at,
            venue=row.venue,
            is_sample=row.cluster_year.cluster.authority.is_sample,
        )
        for row in rows
    ]
