"""What handovers add to the page of a year, to its line of steps and to what a person has to do."""

from datetime import timedelta

from django.db.models import Count, Q

from accounts.access import Permission, can
from accounts.addresses import reverse
from accounts.models import OF_UNIT, Role
from clusters import steps, todo
from clusters.handovers import is_next, parties_of, parties_once
from clusters.models import ClusterYear, Handover, HandoverItem, OfficeTerm
from clusters.once import by_year
from clusters.steps import AHEAD, DONE, LATE, NONE, NOW, UNKNOWN, Step
from clusters.workspace import Section, section
from clusters.year_rows import other_years_of
from vietnamese.dates import short_date

ANCHOR = "ban-giao"
SOON = timedelta(days=30)


def is_due(year, today):
    """Whether the year is over or about to be, so that its handover is worth preparing."""
    return year.ends_on <= today + SOON


def url_of(handover):
    return reverse("clusters:handover_detail", args=[handover.pk])


# --- the panel ------------------------------------------------------------------------------------------


@section
def handover_of_year(year, user, today):
    """The handover of this year, and the one by which it was taken over; nothing in a past year without any."""
    years = [year, *(other for other in other_years_of([year])[year.pk] if other.year < year.year)]
    rows = Handover.objects.filter(cluster_year__in=years).select_related("outgoing", "incoming")
    rows = by_year(years, rows.order_by("-cluster_year__year")[:2])
    own, *before = [next(iter(rows[one.pk]), None) for one in years]
    earlier = next(filter(None, before), None)
    if year.is_recorded and not (own or earlier):
        return None
    parties = parties_once([year])[year.pk]
    received = earlier if earlier and is_next(year, earlier.cluster_year) else None
    links = ()
    if own is None and not parties.obstacle and can(user, Permission.HAND_OVER, year):
        links = (("Lập biên bản bàn giao", reverse("clusters:handover_add", args=[year.pk])),)
    context = {"year": year, "own": own, "received": received, "parties": parties}
    return Section(ANCHOR, "Bàn giao", "clusters/_year_handover.html", context, 95, links)


# --- the last step --------------------------------------------------------------------------------------


@steps.provider
def handing_over(cluster_years, today):
    rows = Handover.objects.filter(cluster_year__in=[year.pk for year in cluster_years])
    handovers = {row.cluster_year_id: row for row in rows.select_related("incoming")}
    parties = parties_once(cluster_years)
    return {year.pk: [_step(parties[year.pk], handovers.get(year.pk), today)] for year in cluster_years}


def _step(parties, handover, today):
    year = parties.year
    label, chair = "Bàn giao", f"{year.cluster.noun.capitalize()} trưởng"
    if handover is not None:
        return _of_handover(handover, label, chair, today)
    url = reverse("clusters:year_detail", args=[year.pk]) + f"#{ANCHOR}"
    if year.is_recorded:
        return Step("handover", label, 100, UNKNOWN, url=url)
    if parties.goes_on:
        detail = f"{parties.outgoing_name} tiếp tục làm {chair.lower()}."
        return Step("handover", label, 100, NONE, detail, url=url)
    if parties.obstacle or not is_due(year, today):
        return Step("handover", label, 100, AHEAD, url=url)
    return Step("handover", label, 100, NOW, "Chưa lập biên bản bàn giao.", chair, url=url)


def _of_handover(handover, label, chair, today):
    url = url_of(handover)
    if handover.completed_on:
        detail = f"Hai bên đã ký, hoàn thành ngày {short_date(handover.completed_on)}."
        return Step("handover", label, 100, DONE, detail, url=url)
    state = LATE if handover.held_on < today else NOW
    if handover.outgoing_signed_on:
        detail, who = "Bên giao đã ký, chờ bên nhận ký.", handover.incoming_name
    elif handover.incoming_signed_on:
        detail, who = "Bên nhận đã ký, chờ bên giao ký.", chair
    else:
        detail, who = "Đã lập biên bản, chờ kiểm danh mục và ký.", chair
    return Step("handover", label, 100, state, detail, who, handover.held_on, url)


@steps.late_when
def handover_is_late(today):
    """As ``_of_handover`` says “late”."""
    return Q(handover__isnull=False, handover__completed_on=None, handover__held_on__lt=today)


# --- what there is to do --------------------------------------------------------------------------------


@todo.provider
def years_to_hand_over(user, today):
    """For the chair of the day: draw up the handover of a year that ends soon, then check the list and sign."""
    units = user.reach(today).unit_ids(*OF_UNIT)
    if not units:
        return []
    chaired = OfficeTerm.objects.on_day(today).chairs().filter(unit__in=units)
    years = ClusterYear.objects.filter(
        office_terms__in=chaired, is_recorded=False, closed_on=None, ends_on__lte=today + SOON, handover=None
    )
    years = list(years.select_related("cluster").distinct())
    parties = parties_of(years) if years else {}
    drawn = Handover.objects.filter(outgoing_signed_on=None, cluster_year__office_terms__in=chaired)
    return [
        *(
            todo.Task(
                "Lập biên bản bàn giao",
                str(year),
                reverse("clusters:handover_add", args=[year.pk]),
            )
            for year in years
            if not parties[year.pk].obstacle
        ),
        *(
            todo.Task(
                "Kiểm danh mục và ký bàn giao",
                str(row.cluster_year),
                url_of(row),
                row.held_on,
                row.cluster_year.closed_on is not None,
            )
            for row in drawn.select_related("cluster_year__cluster").distinct()
        ),
    ]


@todo.provider
def years_to_take_over(user, today):
    """For who speaks for the incoming unit: handovers whose list is checked and that the unit has not signed."""
    units = user.reach(today).unit_ids(Role.REPRESENTATIVE)
    if not units:
        return []
    rows = (
        Handover.objects.filter(incoming__in=units, incoming_signed_on=None)
        .annotate(unchecked=Count("items", filter=Q(items__state=HandoverItem.State.OPEN)))
        .filter(unchecked=0)
        .select_related("cluster_year__cluster")
    )
    return [
        todo.Task(
            "Ký nhận bàn giao",
            str(row.cluster_year),
            url_of(row),
            row.held_on,
            row.cluster_year.closed_on is not None,
        )
        for row in rows
    ]
