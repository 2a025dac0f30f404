"""A leader's way through the dossiers to review."""

from functools import cached_property

from django.core.exceptions import PermissionDenied
from django.urls import reverse

from awards.models import Nomination

OWN_UNIT = "Người của chính đơn vị không xét hồ sơ của đơn vị mình."


def refuse_own_unit(user, nomination):
    """Raise PermissionDenied with the reason for somebody of the nominee's own unit."""
    if nomination.unit_id in user.reach().units:
        raise PermissionDenied(OWN_UNIT)


class Queue:
    """The dossiers under review as the filters leave them, in the order of the list."""

    def __init__(self, user, filters):
        self.user, self.filters = user, filters
        self.rows = filters.narrow(Nomination.objects.under_review_by(user))

    @cached_property
    def ids(self):
        return list(self.rows.values_list("pk", flat=True))

    @cached_property
    def waiting(self):
        """Ids of the dossiers without an opinion of this leader, in order."""
        given = set(self.rows.filter(reviews__reviewer=self.user).values_list("pk", flat=True))
        return [pk for pk in self.ids if pk not in given]

    @property
    def total(self):
        return len(self.ids)

    @property
    def done(self):
        return self.total - len(self.waiting)

    def around(self, nomination):
        """Return what components/queue.html needs, or None for a dossier that is not in the queue."""
        if nomination.pk not in self.ids:
            return None
        here = self.ids.index(nomination.pk)
        return {
            "position": here + 1,
            "total": self.total,
            "previous_url": self.url(self.ids[here - 1]) if here else "",
            "next_url": self.url(self.ids[here + 1]) if here + 1 < self.total else "",
        }

    def after(self, nomination):
        """Return the page of the next dossier that waits, round to the first; the list when none does."""
        order = self.ids.index(nomination.pk) if nomination.pk in self.ids else -1
        later = [pk for pk in self.waiting if pk != nomination.pk]
        ahead = [pk for pk in later if self.ids.index(pk) > order]
        if not later:
            return self._with_filters(reverse("awards:review_queue"))
        return self.url((ahead or later)[0])

    def url(self, pk):
        return self._with_filters(reverse("awards:nomination_review", args=[pk]))

    def _with_filters(self, url):
        asked = self.filters.data.urlencode() if self.filters.is_bound else ""
        return f"{url}?{asked}" if asked else url
