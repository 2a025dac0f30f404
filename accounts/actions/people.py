from accounts.models import User
from accounts.notices import Notice, tell, tell_of_password
from audit.record import action, record, save_changed, save_new
from audit.verbs import Verb


@action
def change_profile(user, *, by):
    """A person corrects their own name and contact; the address that they leave is told."""
    left = User.objects.values_list("email", flat=True).get(pk=user.pk)
    changed = save_changed(user, Verb.PROFILE_CHANGED, by=by)
    if left and left != changed.email:
        tell(user, Notice.ADDRESS_CHANGED, to=left)
    return changed


@action
def add_account(user, password, *, by):
    """Add a person with a password; without assignments they may enter nothing."""
    user.set_password(password)
    return save_new(user, Verb.ACCOUNT_ADDED, by=by)


@action
def set_password(user, password, *, by):
    """Give a person another password; the history says that it happened and never what it is."""
    user.set_password(password)
    user.save(update_fields=["password"])
    tell_of_password(user, by)
    return record(Verb.PASSWORD_CHANGED, by=by, subject=user)


@action
def note_password_change(user, how="", *, by):
    """allauth wrote the password; the history says that it happened and never what it is."""
    tell_of_password(user, by)
    return record(Verb.PASSWORD_CHANGED, by=by, subject=user, note=how)


@action
def assign(assignment, *, by):
    """Give a person a role at a place, from a day to a day."""
    return save_new(assignment, Verb.ROLE_ASSIGNED, by=by)
