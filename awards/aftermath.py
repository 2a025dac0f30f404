"""What followed from a decision on one dossier, as its page shows it to one person."""

from functools import cached_property

from accounts.access import Permission as P
from awards.models import Cancellation, Conferral, Decision, Letter, Nomination
from awards.prizes import prizes_of

Outcome = Nomination.Outcome


class Aftermath:
    def __init__(self, nomination, user, permissions):
        self.nomination, self.user, self.permissions = nomination, user, permissions

    @property
    def is_awarded(self):
        return self.nomination.outcome in (Outcome.GRANTED, Outcome.LOWERED)

    @cached_property
    def decision(self):
        """The decision that gathers this dossier with others, for who may read it."""
        return Decision.objects.visible_to(self.user).filter(items__nomination=self.nomination).first()

    @cached_property
    def cancellation(self):
        return Cancellation.objects.filter(nomination=self.nomination).first()

    @cached_property
    def conferral(self):
        rows = Conferral.objects.filter(nomination=self.nomination)
        return rows.select_related("ceremony__cluster_year__cluster").first()

    @cached_property
    def letters(self):
        return list(Letter.objects.visible_to(self.user).about(self.nomination).distinct())

    @cached_property
    def prize(self):
        """None where nothing was granted, or what was granted was taken back."""
        if not self.is_awarded or self.cancellation:
            return None
        return prizes_of([self.nomination])[0]

    @cached_property
    def may(self):
        held, in_force = self.permissions, self.is_awarded and not self.cancellation
        decides = P.ISSUE_DECISION in held
        by_itself = bool(self.nomination.outcome) and not hasattr(self.nomination, "decision_item")
        return {
            "confer": P.CONFER in held and in_force,
            "cancel": decides and in_force,
            "recover": decides and self.cancellation is not None,
            "write": decides and by_itself and not any(row.nomination_id for row in self.letters),
        }
