"""Samples of the letters with which people come in; the letters themselves are templates, as allauth wants them."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.letters import Letter, absolute, sample
from accounts.models import Invitation, MailKind, Role


def invitation_letter(invitation, link):
    """Return the letter of an invitation; ``link`` opens it."""
    context = {"invitation": invitation, "link": link, "days": settings.INVITATION_DAYS}
    return Letter(
        "Lời mời dùng Sổ thi đua", render_to_string("accounts/mail/invitation.txt", context).strip() + "\n"
    )


@sample(MailKind.INVITATION)
def invitation_sample(user):
    invitation = Invitation(
        full_name="Nguyễn Văn An",
        username="nguyen.van.an",
        role=Role.OFFICER,
        starts_on=timezone.localdate(),
        invited_by=user,
    )
    return invitation_letter(invitation, absolute("/loi-moi/…/"))


@sample(MailKind.PASSWORD_RESET)
def reset_sample(user):
    context = {"user": user, "password_reset_url": absolute("/dat-lai-mat-khau/…/")}
    subject, text = (
        render_to_string(f"account/email/password_reset_key_{part}.txt", context).strip()
        for part in ("subject", "message")
    )
    return Letter(subject, text + "\n")
