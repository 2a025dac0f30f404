from accounts.actions.people import (
    add_account,
    assign,
    change_profile,
    note_password_change,
    set_password,
)
from accounts.actions.privacy import erase_personal_data, note_personal_export
from accounts.actions.traces import note_leaving, note_refusal

__all__ = [
    "add_account",
    "assign",
    "change_profile",
    "erase_personal_data",
    "note_leaving",
    "note_password_change",
    "note_personal_export",
    "note_refusal",
    "set_password",
]
