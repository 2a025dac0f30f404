from accounts.models.invitations import Invitation, InvitationStatus
from accounts.models.mail import DigestRun, Mail, MailChoice, MailKind, MailOutage, MailStatus, Rhythm
from accounts.models.people import OF_AUTHORITY, OF_UNIT, Assignment, Reach, Role, User

__all__ = [
    "OF_AUTHORITY",
    "OF_UNIT",
    "Assignment",
    "DigestRun",
    "Invitation",
    "InvitationStatus",
    "Mail",
    "MailChoice",
    "MailKind",
    "MailOutage",
    "MailStatus",
    "Reach",
    "Rhythm",
    "Role",
    "User",
]
