"""What the search over the history shows to some only: as the pages of dossiers, sessions and sheets do."""

from django.db.models import Q

from accounts.models import Role
from awards.models import (
    Cancellation,
    Conferral,
    CouncilSession,
    Decision,
    DecisionItem,
    Evidence,
    Letter,
    Motion,
    NamedVote,
    Nomination,
    Posting,
    Proposal,
    Recusal,
    Review,
    ScoreEvidence,
    ScoreQuestion,
    ScoreSheet,
    Seat,
    SheetStop,
    WrittenOpinion,
)
from awards.workspace import of_seen
from clusters import history

OF_DOSSIERS = (
    Nomination,
    Evidence,
    Proposal,
    Decision,
    DecisionItem,
    Cancellation,
    Conferral,
    Letter,
    Posting,
)
OF_SESSIONS = (CouncilSession, Seat, Motion, Recusal, NamedVote, WrittenOpinion)
OF_SHEETS = (ScoreSheet, ScoreEvidence, ScoreQuestion, SheetStop)


@history.wide_sieve
def events_of_what_is_seen(events, user):
    """An event of a dossier, a session or a sheet is found by who sees the record, and by who keeps the books of its
    authority; an opinion by who reads it."""
    events = events.filter(of_seen({"awards.review": Review.objects.read_by(user)}))
    if user.reach().is_administrator:
        return events
    models = (*OF_DOSSIERS, *OF_SESSIONS, *OF_SHEETS)
    seen = of_seen({model._meta.label_lower: model.objects.visible_to(user) for model in models})
    return events.filter(Q(authority__in=user.reach().authority_ids(Role.SECRETARIAT)) | seen)
