"""Coming in and going out: sessions, second factors, the last day of an account."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string

from accounts import second_factor, sessions
from accounts.models import MailKind, User
from accounts.notices import Notice, tell
from accounts.outbox import queue
from audit.models import Event
from audit.record import action, record, save_changed
from audit.verbs import Verb
from vietnamese.text import clean_text


@action
def note_sign_in(user, device, *, by):
    """Record it, and tell the person of a kind of machine on which they never signed in before."""
    earlier = Event.objects.filter(
        verb=Verb.SIGNED_IN, subject_type=user._meta.label_lower, subject_id=str(user.pk)
    )
    if earlier.exists() and not earlier.filter(note=device).exists():
        tell(user, Notice.NEW_SIGN_IN)
    return record(Verb.SIGNED_IN, by=by, subject=user, note=device)


@action
def note_sign_out(user, *, by):
    return record(Verb.SIGNED_OUT, by=by, subject=user)


@action
def note_sign_in_refused(user, reason, *, by):
    """Nobody came in, so nobody did it; the account that was tried is what the event is about."""
    return record(Verb.SIGN_IN_REFUSED, by=by, subject=user, note=reason)


@action
def note_reset_asked(user, *, by):
    return record(Verb.PASSWORD_RESET_ASKED, by=by, subject=user)


@action
def note_second_factor(user, authenticator, *, is_added, by):
    verb = Verb.SECOND_FACTOR_ADDED if is_added else Verb.SECOND_FACTOR_REMOVED
    return record(verb, by=by, subject=user, note=second_factor.name_of(authenticator))


@action
def note_recovery_codes(user, *, by):
    return record(Verb.RECOVERY_CODES_MADE, by=by, subject=user)


@action
def note_own_sign_on(user, *, by):
    return record(Verb.OWN_SIGN_ON_LINKED, by=by, subject=user)


@action
def end_session(session, *, by):
    """End one session of a person; its next request is sent to sign in, and what it was sending is kept."""
    event = record(Verb.SESSION_ENDED, by=by, subject=session.user, note=sessions.device(session.user_agent))
    session.end()
    return event


@action
def end_sessions(user, *, by):
    """End every session of an account at once."""
    sessions.end_all(user)
    tell(user, Notice.SESSIONS_ENDED)
    return record(Verb.SESSIONS_ENDED, by=by, subject=user)


@action
def end_other_sessions(request, *, by):
    """End every session of a person but the one in which it is asked."""
    sessions.end_others(request)
    tell(by, Notice.SESSIONS_ENDED)
    return record(Verb.SESSIONS_ENDED, by=by, subject=by, note="Trừ phiên đang dùng.")


@action
def reset_second_factor(user, reason, *, by):
    """Take away every second factor of somebody who lost theirs; they sign in by password and set up a new one."""
    reason = _reason(reason)
    if not second_factor.of(user).exists():
        raise ValidationError("Tài khoản này chưa có xác thực lớp thứ hai.")
    user.authenticator_set.all().delete()
    sessions.end_all(user)
    if user.email:
        text = render_to_string("mfa/email/taken_away.txt", {"user": user, "public_url": settings.PUBLIC_URL})
        subject = "Sổ thi đua: đã gỡ xác thực lớp thứ hai"
        queue(MailKind.SECURITY, to=user.email, subject=subject, text=text.strip(), user=user)
    return record(Verb.SECOND_FACTOR_RESET, by=by, subject=user, note=reason)


@action
def record_leaving(user, leaves_on, reason, *, by):
    """Set the last day of an account: its roles hold until then, its history stays. Raises ValidationError."""
    reason = _reason(reason)
    if user == by:
        raise ValidationError("Không tự ghi ngày thôi sử dụng cho tài khoản của chính mình.")
    user = User.objects.select_for_update().get(pk=user.pk)
    user.leaves_on = leaves_on
    if user.has_left():
        user.session_round += 1
    return save_changed(user, Verb.LEAVING_RECORDED, by=by, note=reason)


@action
def undo_leaving(user, reason, *, by):
    """Open an account again whose last day was set; roles that have not ended by themselves hold again."""
    reason = _reason(reason)
    user = User.objects.select_for_update().get(pk=user.pk)
    user.leaves_on = None
    user.session_round += 1
    return save_changed(user, Verb.LEAVING_RECORDED, by=by, note=reason)


def _reason(text):
    if not (reason := clean_text(text)):
        raise ValidationError({"reason": "Cần ghi lý do."})
    return reason
