"""How far the review of a year's dossiers has come: who has reviewed how many, who is missing."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils import timezone

from accounts.models import Assignment, Role, User
from awards.models import Nomination, Review, ReviewRecusal, ReviewReminder


@dataclass(frozen=True)
class Reviewer:
    """One leader and the dossiers under review. Own units and those stepped aside from are not asked of anybody."""

    user: User
    asked: int
    given: int
    own: int
    aside: int
    last_at: datetime | None
    reminded_at: datetime | None

    @property
    def name(self):
        return self.user.full_name

    @property
    def waiting(self):
        return self.asked - self.given

    def was_reminded_on(self, day):
        return self.reminded_at is not None and timezone.localdate(self.reminded_at) == day


class ReviewProgress:
    """The dossiers of a year that are under review on a day, and its reviewers; a fixed number of queries."""

    def __init__(self, year, today):
        self.year, self.today = year, today

    @cached_property
    def dossiers(self):
        """{key: unit} of what is under review."""
        rows = Nomination.objects.filter(cluster_year=self.year, status=Nomination.Status.APPRAISED)
        return dict(rows.order_by("pk").values_list("pk", "unit_id"))

    @cached_property
    def reviewers(self):
        authority = self.year.cluster.authority_id
        on_day = Assignment.objects.on_day(self.today)
        leaders = User.objects.filter(
            is_active=True, pk__in=on_day.filter(role=Role.LEADER, authority=authority).values("user")
        )
        own_units = self._units_of(on_day, leaders)
        given, aside = self._pairs(Review, "reviewed_at"), self._pairs(ReviewRecusal, "declared_at")
        reminded = {}
        for user, at in ReviewReminder.objects.filter(cluster_year=self.year).values_list(
            "reviewer_id", "reminded_at"
        ):
            reminded[user] = max(at, reminded.get(user, at))
        return [
            self._reviewer(
                user, own_units.get(user.pk, set()), given.get(user.pk, {}), aside.get(user.pk, {}), reminded
            )
            for user in leaders
        ]

    def _units_of(self, on_day, leaders):
        """{user: units whose dossiers that person does not review}: own ones and those that went into them."""
        found = {}
        rows = on_day.filter(user__in=leaders, unit__isnull=False).values_list(
            "user_id", "unit_id", "unit__ancestor_ids"
        )
        for user, unit, ancestors in rows:
            found.setdefault(user, set()).update([unit, *ancestors])
        return found

    def _pairs(self, model, moment):
        """{user: {dossier: when}} of the dossiers under review."""
        found = {}
        under_review = {
            "nomination__cluster_year": self.year,
            "nomination__status": Nomination.Status.APPRAISED,
        }
        for user, dossier, at in model.objects.filter(**under_review).values_list(
            "reviewer_id", "nomination_id", moment
        ):
            found.setdefault(user, {})[dossier] = at
        return found

    def _reviewer(self, user, own_units, given, aside, reminded):
        own = {pk for pk, unit in self.dossiers.items() if unit in own_units}
        asked = self.dossiers.keys() - own - aside.keys()
        done = {pk: at for pk, at in given.items() if pk in asked}
        return Reviewer(
            user,
            len(asked),
            len(done),
            len(own),
            len(aside.keys() - own),
            max(done.values(), default=None),
            reminded.get(user.pk),
        )

    @property
    def missing(self):
        return [reviewer for reviewer in self.reviewers if reviewer.waiting]

    @property
    def total(self):
        return len(self.dossiers)

    @property
    def asked(self):
        return sum(reviewer.asked for reviewer in self.reviewers)

    @property
    def given(self):
        return sum(reviewer.given for reviewer in self.reviewers)
