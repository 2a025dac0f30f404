from accounts.models.invitations import Invitation, InvitationStatus
from accounts.models.mail import Mail, MailKind, MailStatus
from accounts.models.people import OF_AUTHORITY, OF_UNIT, Assignment, Reach, Role, User

__all__ = [
    "OF_AUTHORITY",
    "OF_UNIT",
    "Assignment",
    "Invitation",
    "InvitationStatus",
    "Mail",
    "MailKind",
    "MailStatus",
    "Reach",
    "Role",
    "User",
]
