"""What everything that is generated shares: chance, the years, the day, the hand that writes."""

import random
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from audit.models import Event, Source
from awards.models import AwardForm
from awards.rules import kept
from documents.models import OfficialDocument

COLLECTIVE = ("TTLDTT", "GK-TT", "BK-BT-TT")
INDIVIDUAL = ("LDTT", "CSTD-CS", "GK-CN", "BK-BT-CN")
BASES = ("06/2022/QH15", "98/2023/NĐ-CP")


class World:
    def __init__(self, loader, seed, years, today):
        self.loader, self.add, self.today = loader, loader.add, today
        # What comes out has to be the same again, not hard to guess.
        self.rng = random.Random(seed)  # noqa: S311  # nosec B311
        self.years = range(today.year - years + 1, today.year + 1)
        self.beginning = self.moment(date(self.years[0], 1, 2), 8)
        forms = {row.code: row for row in AwardForm.objects.filter(code__in=COLLECTIVE + INDIVIDUAL)}
        self.collective = [forms[code] for code in COLLECTIVE]
        self.individual = [forms[code] for code in INDIVIDUAL]
        self.bases = list(OfficialDocument.objects.filter(number__in=BASES).order_by("issued_on"))
        self._rules = {}

    def moment(self, day, hour=9):
        return datetime.combine(day, time(hour), ZoneInfo(settings.TIME_ZONE))

    def happened(self, year, month, day, spread=20):
        """Return some day from this one on that is not ahead of today."""
        return min(
            date(year, month, day) + timedelta(days=self.rng.randrange(spread)),
            self.today,
            date(year, 12, 31),
        )

    def rules(self, award, day):
        """The rules that a dossier received in that year keeps, read once for all of them."""
        key = (award.pk, day.year)
        if key not in self._rules:
            self._rules[key] = kept(award, day)
        return self._rules[key]

    def event(self, verb, day, *, by, name, of, pk, label, place):
        """Write one line of the history; ``place`` is (authority, cluster-year or None)."""
        self.add(
            Event,
            at=self.moment(day),
            actor_id=by,
            actor_name=name,
            verb=verb,
            source=Source.COMMAND,
            subject_type=of._meta.label_lower,
            subject_id=str(pk),
            subject_label=label[:500],
            authority_id=place[0],
            cluster_year_id=place[1],
        )
