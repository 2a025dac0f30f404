"""What is done to the installation as a whole."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from audit.record import action, record, save_new
from audit.verbs import Verb
from config import maintenance
from config.models import Maintenance


@action
def begin_maintenance(reason, until=None, *, by):
    """From now on the system rests."""
    row = save_new(Maintenance(reason=reason, until=until), Verb.MAINTENANCE_BEGUN, by=by)
    _tell()
    return row


@action
def end_maintenance(*, by):
    """The system serves again."""
    row = Maintenance.objects.select_for_update().filter(ended_at=None).first()
    if row is None:
        raise ValidationError("Hệ thống không ở chế độ bảo trì.")
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at"])
    record(Verb.MAINTENANCE_ENDED, by=by, subject=row)
    _tell()
    return row


def _tell():
    """This process knows at once, and again when the others can see it."""
    maintenance.forget()
    transaction.on_commit(maintenance.forget)
