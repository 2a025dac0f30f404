from pledges.models.ceremony import AgendaItem, Ceremony, FollowUp, Participant, Remark
from pledges.models.pledge import Basis, Comment, Content, Pledge, Registration, Target
from pledges.models.signature import Signature

__all__ = [
    "AgendaItem",
    "Basis",
    "Ceremony",
    "Comment",
    "Content",
    "FollowUp",
    "Participant",
    "Pledge",
    "Registration",
    "Remark",
    "Signature",
    "Target",
]
