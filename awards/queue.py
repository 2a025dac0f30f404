"""A leader's way through the dossiers to review."""

from functools import cached_property

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef

from accounts.addresses import reverse
from awards.filters import QueueFilter
from awards.models import Nomination, Review, ReviewRecusal

OF_ONE_DOSSIER = ("tep", "trang")  # which pages of its evidence are open: not for the next one
OWN_UNIT = "Người của chính đơn vị không xét hồ sơ của đơn vị mình."


def refuse_own_unit(user, nomination):
    """Raise PermissionDenied with the reason for somebody of the nominee's own unit."""
    if nomination.unit_id in user.reach().reading_ids():
        raise PermissionDenied(OWN_UNIT)


def effects_of_stepping_aside(nomination, user):
    effects = [
        "Hồ sơ không còn chờ ý kiến của mình và không tính là thiếu.",
        "Ý kiến của người khác về hồ sơ này chỉ xem được khi kết thúc xét.",
        "Trong lúc hồ sơ đang xét vẫn tham gia lại được.",
    ]
    if nomination.reviews.filter(reviewer=user).exists():
        effects.insert(0, "Ý kiến đã ghi được bỏ, nhật ký vẫn giữ.")
    return effects


class Queue:
    """The dossiers under review as the filters leave them, in the order of the list."""

    def __init__(self, user, filters):
        self.user, self.filters = user, filters
        self.rows = filters.narrow(Nomination.objects.under_review_by(user))

    @cached_property
    def _told(self):
        """``{id: (whether this leader gave an opinion, stepped aside)}``, in order."""
        own = {"nomination": OuterRef("pk"), "reviewer": self.user}
        given, aside = Exists(Review.objects.filter(**own)), Exists(ReviewRecusal.objects.filter(**own))
        return {pk: (said, left) for pk, said, left in self.rows.values_list("pk", given, aside)}

    @cached_property
    def ids(self):
        return list(self._told)

    @cached_property
    def aside(self):
        """Ids of the dossiers that this leader has declared not to review."""
        return {pk for pk, (_, left) in self._told.items() if left}

    @cached_property
    def given(self):
        """Ids of the dossiers with an opinion of this leader."""
        return {pk for pk, (said, _) in self._told.items() if said}

    @cached_property
    def waiting(self):
        """Ids of the dossiers without an opinion of this leader, in order; not those stepped aside from."""
        return [pk for pk, (said, left) in self._told.items() if not said and not left]

    @property
    def listed(self):
        """Ids of those whose state was asked for, in order; the way through the queue keeps its length."""
        asked = self.filters.chosen("y_kien")
        kept = {
            QueueFilter.DONE: self.given,
            QueueFilter.ASIDE: self.aside,
            QueueFilter.WAITING: set(self.waiting),
        }
        return [pk for pk in self.ids if not asked or pk in kept[asked]]

    @property
    def total(self):
        return len(self.ids)

    @property
    def done(self):
        return self.total - len(self.waiting) - len(self.aside)

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
            return self.list_url
        return self.url((ahead or later)[0])

    def url(self, pk):
        return self._with_filters(reverse("awards:nomination_review", args=[pk]))

    @property
    def list_url(self):
        return self._with_filters(reverse("awards:review_queue"))

    def aside_url(self, pk):
        return self._with_filters(reverse("awards:review_step_aside", args=[pk]))

    def _with_filters(self, url):
        if not self.filters.is_bound:
            return url
        asked = self.filters.data.copy()
        for name in OF_ONE_DOSSIER:
            asked.pop(name, None)
        return f"{url}?{asked.urlencode()}" if asked else url
