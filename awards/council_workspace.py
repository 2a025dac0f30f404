"""What sessions add to the page of a year, to its history, and to what waits for a person."""

from django.db.models import Count, Q

from accounts.access import Permission, can
from accounts.addresses import reverse
from awards.council_desk import SESSION_TONES
from awards.models import (
    CouncilSession,
    Motion,
    NamedVote,
    Recusal,
    Seat,
    WrittenOpinion,
)
from awards.workspace import of_seen
from clusters import history, todo
from clusters.workspace import Section, section

P, Status = Permission, Motion.Status


@section
def sessions_of_year(year, user, today):
    """Nothing where there is no session that the person sees, and none that they may hold."""
    may_run = can(user, P.RUN_COUNCIL, year) and not year.is_recorded and year.closed_on is None
    rows = list(
        CouncilSession.objects.visible_to(user)
        .filter(cluster_year=year)
        .annotate(
            questions=Count("motions", distinct=True),
            settled=Count("motions", filter=Q(motions__status=Status.CLOSED), distinct=True),
        )
        .order_by("-held_on", "-pk")
    )
    if not rows and not may_run:
        return None
    for row in rows:
        row.state = (row.get_status_display(), *SESSION_TONES[row.status])
    links = (("Lập phiên họp", reverse("awards:council_add", args=[year.pk])),) if may_run else ()
    return Section(
        "phien-hop", "Phiên họp, bỏ phiếu", "awards/_year_council.html", {"sessions": rows}, 62, links
    )


@history.sieve
def events_of_sessions(events, year, user):
    """What happened in a session is for who sees the session."""
    sessions = CouncilSession.objects.visible_to(user).filter(cluster_year=year).order_by().values("pk")
    motions = Motion.objects.filter(session__in=sessions)
    seen = {
        "awards.councilsession": CouncilSession.objects.filter(pk__in=sessions),
        "awards.seat": Seat.objects.filter(session__in=sessions),
        "awards.motion": motions,
    }
    for model in (Recusal, NamedVote, WrittenOpinion):
        seen[model._meta.label_lower] = model.objects.filter(motion__in=motions.order_by().values("pk"))
    return events.filter(of_seen(seen))


@todo.provider
def ballots_to_cast(user, today):
    """Most people sit in no session that votes just now; that is asked first, in few words."""
    present = Seat.objects.filter(user=user, presence=Seat.Presence.PRESENT)
    if not present.filter(session__motions__status=Status.OPEN).exists():
        return []
    rows = (
        Motion.objects.filter(
            status=Status.OPEN,
            way__in=(Motion.Way.NAMED, Motion.Way.SECRET),
            session__seats__user=user,
            session__seats__presence=Seat.Presence.PRESENT,
        )
        .exclude(turnout__seat__user=user)
        .exclude(recusals__seat__user=user)
        .select_related(
            "nomination__award", "nomination__lowered_to", "nomination__unit", "nomination__person"
        )
        .select_related("nomination__cluster_year", "for_year__cluster", "session__cluster_year")
        .order_by("position", "pk")
    )
    return [
        todo.Task(
            f"Bỏ phiếu: {row}",
            row.session.title,
            reverse("awards:motion_vote", args=[row.pk]),
            is_closed=row.session.cluster_year.closed_on is not None,
        )
        for row in rows
    ]
