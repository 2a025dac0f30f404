from accounts.actions.people import (
    add_account,
    assign,
    change_profile,
    note_password_change,
    set_password,
)
from accounts.actions.traces import note_leaving, note_refusal

__all__ = [
    "add_account",
    "assign",
    "change_profile",
    "note_leaving",
    "note_password_change",
    "note_refusal",
    "set_password",
]
