"""A decision that is entered afterwards: the same fields, whether a form or a file brings it."""

from awards.models import Nomination

DECISION = ["status", "outcome", "granted", "decision_number", "decided_on", "decision_note"]


def grant_as_entered(row, number, on, note):
    """Write the decision into a proposed dossier in memory: what was asked for was granted."""
    row.status, row.outcome = Nomination.Status.DECIDED, Nomination.Outcome.GRANTED
    row.granted_id = row.lowered_to_id or row.award_id
    row.decision_number, row.decided_on, row.decision_note = number, on, note
    return row
