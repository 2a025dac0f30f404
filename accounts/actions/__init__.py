from accounts.actions.mail import choose_mail, resend_mail, stop_mail, try_mail
from accounts.actions.people import (
    add_account,
    assign,
    change_profile,
    note_password_change,
    set_password,
)

__all__ = [
    "add_account",
    "assign",
    "change_profile",
    "choose_mail",
    "note_password_change",
    "resend_mail",
    "set_password",
    "stop_mail",
    "try_mail",
]
