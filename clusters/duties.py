"""What the secretariat and the chair have to do about clusters, years, offices and plans."""

from django.db.models import Exists, OuterRef, Q

from accounts.addresses import reverse
from accounts.models import OF_UNIT
from clusters import todo
from clusters.models import Cluster, ClusterYear, OfficeTerm, Plan, ProposedTerm


@todo.provider
def years_to_open(user, today):
    """For the secretariat: clusters at work (with last year's books, or new) without this year."""
    authorities = user.reach(today).authority_ids("secretariat")
    if not authorities:
        return []
    running = Cluster.objects.filter(authority__in=authorities, authority__ended_on=None, ended_on=None)
    years = ClusterYear.objects.filter(cluster=OuterRef("pk"))
    at_work = running.filter(Exists(years.filter(year=today.year - 1)) | ~Exists(years))
    unopened = at_work.exclude(Exists(years.filter(year=today.year))).order_by("sort_key").only("title")
    return [
        todo.Task(
            f"Mở năm thi đua {today.year}",
            str(cluster),
            reverse("clusters:year_add", args=[cluster.pk]) + f"?nam={today.year}",
        )
        for cluster in unopened
    ]


@todo.provider
def years_without_chair(user, today):
    """For the secretariat: running years for which nobody is named or planned; years whose chair is proposed and
    not confirmed."""
    authorities = user.reach(today).authority_ids("secretariat")
    if not authorities:
        return []
    planned = ProposedTerm.objects.filter(cluster_year=OuterRef("pk"))
    proposed = Exists(planned.filter(office="chair", status="proposed"))
    years = (
        ClusterYear.objects.filter(
            ~Q(Exists(OfficeTerm.objects.chairs().filter(cluster_year=OuterRef("pk")))),
            Q(~Exists(planned), year=today.year, cluster__authority__ended_on=None)
            | Q(proposed, closed_on=None, ends_on__gte=today),
            cluster__authority__in=authorities,
            cluster__ended_on=None,
            is_recorded=False,
        )
        .annotate(is_proposed=proposed)
        .select_related("cluster")
        .only(*todo.year_fields())
    )
    return [
        todo.Task(
            f"Xác nhận {year.cluster.noun} trưởng năm {year.year}"
            if year.is_proposed
            else f"Ghi nhận {year.cluster.noun} trưởng",
            str(year),
            reverse(
                "clusters:offices_confirm" if year.is_proposed else "clusters:office_add", args=[year.pk]
            ),
        )
        for year in years
    ]


@todo.provider
def chairs_who_go_on(user, today):
    """For the secretariat: chairs who go on until they hand over though their year is over."""
    authorities = user.reach(today).authority_ids("secretariat")
    if not authorities:
        return []
    waiting = (
        OfficeTerm.objects.chairs()
        .filter(
            cluster_year__cluster__authority__in=authorities, ends_on=None, cluster_year__ends_on__lt=today
        )
        .select_related("cluster_year__cluster", "unit")
        .only(
            *("office", "starts_on", "ends_on", "unit__name", "unit__short_name", "unit__past_names"),
            *todo.year_fields("cluster_year__"),
        )
    )
    return [
        todo.Task(
            f"{term.office_label} giữ vai trò đến khi bàn giao",
            f"{term.cluster_year}: {term.unit_label}",
            reverse("clusters:year_detail", args=[term.cluster_year_id]) + "#vai-tro",
        )
        for term in waiting
    ]


@todo.provider
def plans_to_write(user, today):
    """For the chair: running years of one's unit whose plan is not issued, here or elsewhere."""
    units = user.reach(today).unit_ids(*OF_UNIT)
    if not units:
        return []
    chaired = OfficeTerm.objects.on_day(today).chairs().filter(unit__in=units)
    years = (
        ClusterYear.objects.filter(office_terms__in=chaired, is_recorded=False, closed_on=None)
        .filter(Q(plan=None) | Q(plan__in=Plan.objects.with_paper().filter(status="draft", paper=None)))
        .select_related("cluster", "plan")
        .distinct()
    )
    return [
        todo.Task(
            "Hoàn thiện và ban hành kế hoạch" if hasattr(year, "plan") else "Lập kế hoạch của năm",
            str(year),
            reverse("clusters:plan_edit", args=[year.pk]),
        )
        for year in years
    ]
