"""The first data of an installation: five real clusters as their reports have them, and one sample cluster.

Each cluster stands in a module of its own: ``AUTHORITY``, the name by which it is known to be there
already, and ``enter(clerk)``. What no report says stays unknown.
"""

from django.db import transaction

from accounts.models import User
from audit.models import Event, Source
from audit.record import entered_through
from audit.verbs import Verb
from awards import catalogue
from awards.demo import accounts, cluster_a, cluster_b, cluster_c, cluster_d, cluster_e, sample
from awards.demo.clerk import Clerk
from clusters.models import Authority
from documents import instruments

REAL = (cluster_a, cluster_b, cluster_c, cluster_d, cluster_e)
SCORED = (cluster_a, cluster_b)
FROM_REPORTS = "Thường trực nhập từ báo cáo đã công bố."
MADE_UP = "Dữ liệu mẫu."
UNITS = {
    "cumtruong": [
        (sample.AUTHORITY, sample.UNITS[0]),
        (cluster_a.AUTHORITY, "Liên hiệp Hội Hải Phòng"),
    ],
    "donvi": [(sample.AUTHORITY, sample.UNITS[1]), (cluster_a.AUTHORITY, "Liên hiệp Hội Hưng Yên")],
}


class NamesTaken(Exception):
    """Accounts with the demo's usernames are there, and the demo is not: they are somebody else's."""


@transaction.atomic
def enter(today, password):
    """Enter whatever of the demo was never entered. Returns the usernames of the accounts that were made.

    What was entered once, or bears the name of an authority that is there, is left alone, whatever
    became of it. Raises NamesTaken.
    """
    new = accounts.missing()
    taken = set(accounts.NAMES) - set(new)
    if taken and _is_missing(sample):
        raise NamesTaken(", ".join(sorted(taken)))
    with entered_through(Source.DEMO):
        catalogue.load(by=None)
        instruments.load(by=None)
        accounts.make(new, password)
    people = {user.username: user for user in User.objects.filter(username__in=accounts.NAMES)}
    with entered_through(Source.DEMO, FROM_REPORTS):
        real = list(filter(_is_missing, REAL))
        for cluster in real:
            cluster.enter(Clerk(people["thuky"]))
    fresh = sample.Sample(people, today) if _is_missing(sample) else None
    if fresh:
        with entered_through(Source.DEMO, MADE_UP):
            fresh.lay_down()
    with entered_through(Source.DEMO):
        accounts.assign(new, [cluster.AUTHORITY for cluster in (*REAL, sample)], UNITS)
    with entered_through(Source.DEMO, MADE_UP):
        for cluster in SCORED:
            if cluster in real:
                cluster.score(Clerk(people["thuky"]))
        if fresh:
            fresh.fill()
    return new


def _is_missing(cluster):
    """No authority of that name, and none that was entered under it and has another name by now."""
    entered = Event.objects.filter(
        verb=Verb.AUTHORITY_ADDED, source=Source.DEMO, subject_label=cluster.AUTHORITY
    )
    return not entered.exists() and not Authority.objects.filter(name=cluster.AUTHORITY).exists()
