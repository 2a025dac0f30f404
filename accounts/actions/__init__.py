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
    "note_password_change",
    "set_password",
]
