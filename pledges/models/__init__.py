from pledges.models.ceremony import (
    AgendaItem,
    Attending,
    Ceremony,
    FollowUp,
    Participant,
    Photo,
    Remark,
    UnitAttendance,
)
from pledges.models.pledge import (
    Basis,
    Comment,
    Consent,
    Content,
    Pledge,
    PledgeVersion,
    Registration,
    Target,
)
from pledges.models.signature import Signature, SignatureScan, Touch

__all__ = [
    "AgendaItem",
    "Attending",
    "Basis",
    "Ceremony",
    "Comment",
    "Consent",
    "Content",
    "FollowUp",
    "Participant",
    "Photo",
    "Pledge",
    "PledgeVersion",
    "Registration",
    "Remark",
    "Signature",
    "SignatureScan",
    "Target",
    "Touch",
    "UnitAttendance",
]
