from accounts.actions.access import (
    end_other_sessions,
    end_session,
    end_sessions,
    note_own_sign_on,
    note_recovery_codes,
    note_reset_asked,
    note_second_factor,
    note_sign_in,
    note_sign_in_refused,
    note_sign_out,
    record_leaving,
    reset_second_factor,
    undo_leaving,
)
from accounts.actions.invitations import (
    accept_invitation,
    cancel_invitation,
    invite,
    invite_again,
)
from accounts.actions.mail import (
    choose_mail,
    resend_mail,
    stop_mail,
    try_mail,
)
from accounts.actions.people import (
    add_account,
    assign,
    change_profile,
    note_password_change,
    set_password,
)
from accounts.actions.privacy import (
    erase_personal_data,
    note_personal_export,
)
from accounts.actions.traces import (
    note_leaving,
    note_refusal,
)

__all__ = [
    "accept_invitation",
    "add_account",
    "assign",
    "cancel_invitation",
    "change_profile",
    "choose_mail",
    "end_other_sessions",
    "end_session",
    "end_sessions",
    "erase_personal_data",
    "invite",
    "invite_again",
    "note_leaving",
    "note_own_sign_on",
    "note_password_change",
    "note_personal_export",
    "note_recovery_codes",
    "note_refusal",
    "note_reset_asked",
    "note_second_factor",
    "note_sign_in",
    "note_sign_in_refused",
    "note_sign_out",
    "record_leaving",
    "resend_mail",
    "reset_second_factor",
    "set_password",
    "stop_mail",
    "try_mail",
    "undo_leaving",
]
