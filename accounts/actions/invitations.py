"""Inviting people: a letter with a secret address, and an account when it is opened."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.access import Permission, can, why_not
from accounts.access_letters import invitation_letter
from accounts.letters import absolute
from accounts.models import (
    OF_UNIT,
    Assignment,
    Invitation,
    InvitationStatus,
    Mail,
    MailKind,
    MailStatus,
    Role,
    User,
)
from accounts.models.invitations import digest_of
from accounts.outbox import queue
from accounts.sending import end
from audit.record import action, record, save_new
from audit.verbs import Verb

GIVEN_BY_THE_SECRETARIAT = (*OF_UNIT, Role.VIEWER)
BEYOND = (
    "Thường trực chỉ mời đại diện, cán bộ, người xem cho đơn vị thuộc cơ quan mình. "
    "Vai trò khác do quản trị hệ thống mời."
)
NOT_OPEN = "Lời mời này không còn chờ nhận lời nên không thực hiện được nữa."


@action
def invite(invitation, *, by):
    """Keep an invitation and write its letter. Raises ValidationError, also for a role beyond one's own right."""
    _check_right(invitation, by)
    token = _renew(invitation)
    invitation.invited_by = by
    save_new(invitation, Verb.PERSON_INVITED, by=by)
    _write_letter(invitation, token)
    return invitation


@action
def invite_again(invitation, *, by):
    """Send another letter; the address in the earlier one opens nothing any more."""
    invitation = _open(invitation, by)
    token = _renew(invitation)
    invitation.sent_count += 1
    invitation.sent_at = timezone.now()
    invitation.save(update_fields=["token_digest", "expires_at", "sent_count", "sent_at"])
    _stop_letters(invitation, "Đã gửi thư mời khác.")
    _write_letter(invitation, token)
    return record(Verb.INVITATION_RENEWED, by=by, subject=invitation)


@action
def cancel_invitation(invitation, *, by):
    invitation = _open(invitation, by)
    invitation.status = InvitationStatus.CANCELLED
    invitation.save(update_fields=["status"])
    _stop_letters(invitation, "Lời mời đã hủy.")
    return record(Verb.INVITATION_CANCELLED, by=by, subject=invitation)


@action
def accept_invitation(invitation, password, *, by):
    """Make the account with its first role, in the name of the person invited (``by`` is None: nobody yet)."""
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if not invitation.is_open():
        raise ValidationError(NOT_OPEN)
    user = User(username=invitation.username, full_name=invitation.full_name, email=invitation.email)
    user.set_password(password)
    user.full_clean()
    user.save(force_insert=True)
    _first_role(invitation, user)
    invitation.status, invitation.user = InvitationStatus.ACCEPTED, user
    invitation.save(update_fields=["status", "user"])
    _letters(invitation).update(user=user)  # given to the person and erased with what else was sent to them
    record(Verb.INVITATION_ACCEPTED, by=user, subject=invitation)
    return user


def _first_role(invitation, user):
    places = {"authority": invitation.authority, "unit": invitation.unit}
    days = {"starts_on": invitation.starts_on, "ends_on": invitation.ends_on}
    assignment = Assignment(user=user, role=invitation.role, **places, **days)
    assignment.full_clean()
    assignment.save(force_insert=True)


def _check_right(invitation, by):
    """Administrators give any role; the secretariat roles at units of its own authority."""
    if by.reach().is_administrator:
        return
    at_a_unit = invitation.unit_id is not None and invitation.authority_id is None
    if not (at_a_unit and invitation.role in GIVEN_BY_THE_SECRETARIAT):
        raise ValidationError(BEYOND)
    if not can(by, Permission.INVITE, invitation):
        raise ValidationError(why_not(Permission.INVITE, by, invitation.place()))


def _open(invitation, by):
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    _check_right(invitation, by)
    if invitation.status != InvitationStatus.OPEN:
        raise ValidationError(NOT_OPEN)
    return invitation


def _renew(invitation):
    """Give the invitation a new secret and return it; only its digest is kept."""
    token = secrets.token_urlsafe(32)
    invitation.token_digest = digest_of(token)
    invitation.expires_at = timezone.now() + timedelta(days=settings.INVITATION_DAYS)
    return token


def _letters(invitation):
    return Mail.objects.filter(kind=MailKind.INVITATION, key__startswith=f"invitation {invitation.pk} ")


def _stop_letters(invitation, reason):
    """A letter that still waits would bring an address that opens nothing."""
    end(_letters(invitation).waiting(), MailStatus.DROPPED, reason)


def _write_letter(invitation, token):
    letter = invitation_letter(invitation, absolute(reverse("accounts:invitation_accept", args=[token])))
    queue(
        MailKind.INVITATION,
        to=invitation.email,
        subject=letter.subject,
        text=letter.text,
        key=f"invitation {invitation.pk} {invitation.sent_count}",
        expires_at=invitation.expires_at,
    )
