"""A step for several dossiers: which of them may take it, and how the history names them; several givings."""

from django.core.exceptions import ValidationError
from django.db import transaction

from audit.chain import linking
from awards.models import Conferral, Nomination
from awards.moves import Move

Status = Nomination.Status
ONE_YEAR = "Chọn hồ sơ của một cụm, khối trong một năm; hồ sơ của cụm, khối khác chuyển riêng."
MOVABLE = (Status.SUBMITTED, Status.RECEIVED, Status.APPRAISED, Status.REVIEWED)
TRIED = "thử"  # stands for a reason while one is not written yet


def line_of_history(row, changes):
    """Return one line of the common event: the number of the dossier makes it findable, the name readable."""
    first, *others = changes
    further = "; ".join(f"{label}: {before} → {after}" for label, before, after in others)
    return [named(row), first[1], f"{first[2]} ({further})" if further else first[2]]


def named(row):
    return f"{prefix(row.pk)} {row.nominee_name} ({row.award_now.name})"


def prefix(pk):
    return f"Hồ sơ {pk}:"


def sort_out(rows, move, today):
    """Return (those that may take the step, [(one that may not, why), …]).

    Each takes it for a trial that is undone at once, so that the answer is the step's own.
    """
    from awards.actions.dossiers import MOVES

    ready, others = [], []
    year = rows[0].cluster_year_id if rows else None
    for row in rows:
        if row.cluster_year_id != year:
            others.append((row, ONE_YEAR))
        elif why := _refusal(row, MOVES[Move(move)], today):
            others.append((row, why))
        else:
            ready.append(row)
    return ready, others


def _refusal(row, step, today):
    trial = Nomination.objects.get(pk=row.pk)
    try:
        with transaction.atomic(), linking():
            step(trial, TRIED, today)
            transaction.set_rollback(True)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def give_all(rows, *, by, **fields):
    """Write of every award that it was given, or, where one is refused, of none; return the refusals."""
    from awards.actions.conferral import confer

    refusals = []
    with transaction.atomic(), linking():
        for row in rows:
            try:
                confer(Conferral(nomination=row, status=Conferral.Status.GIVEN, **fields), by=by)
            except ValidationError as error:
                said = " ".join(error.messages)
                refusals.append(said if said.startswith(row.nominee_name) else f"{row.nominee_name}: {said}")
        if refusals:
            transaction.set_rollback(True)
    return refusals
