"""The installation as a whole, as the subject of what happens to it."""

from types import SimpleNamespace

from audit.models import Source
from audit.record import action, record


class Installation:
    """Stands in the history where no single record does: backups, restoring."""

    _meta = SimpleNamespace(label_lower="installation.installation")
    pk = ""

    def __str__(self):
        return "Hệ thống Sổ thi đua"


@action
def note(verb, told, *, by):
    """Write into the history what a command did; ``told`` is ``[(label, text), …]``."""
    changes = [[label, "", text] for label, text in told]
    return record(verb, by=by, subject=Installation(), changes=changes, source=Source.COMMAND)
