"""The first data of an installation: five real clusters as their reports have them, and one sample cluster.

Each cluster stands in a module of its own: ``AUTHORITY``, the name by which it is known to be there
already, and ``enter(…)``. What no report says stays unknown.
"""

from django.db import transaction

from accounts.models import User
from audit.models import Source
from audit.record import entered_through
from awards import catalogue
from awards.demo import accounts, cluster_a, cluster_b, cluster_c, cluster_d, cluster_e, sample
from awards.demo.clerk import Clerk
from clusters.models import Authority

REAL = (cluster_a, cluster_b, cluster_c, cluster_d, cluster_e)
FROM_REPORTS = "Thường trực nhập từ báo cáo đã công bố."
MADE_UP = "Dữ liệu mẫu."
UNITS = {
    "cumtruong": [
        (sample.AUTHORITY, sample.UNITS[0]),
        (cluster_a.AUTHORITY, "Liên hiệp Hội Hải Phòng"),
    ],
    "donvi": [(sample.AUTHORITY, sample.UNITS[1]), (cluster_a.AUTHORITY, "Liên hiệp Hội Hải Dương")],
}


@transaction.atomic
def enter(today, password):
    """Enter whatever of the demo is not there yet. Returns the usernames of the accounts that were made.

    A cluster whose authority exists is left alone, whatever became of it; so are the accounts.
    """
    new = accounts.missing()
    with entered_through(Source.DEMO):
        catalogue.load(by=None)
        accounts.make(new, password)
    people = {user.username: user for user in User.objects.filter(username__in=accounts.NAMES)}
    with entered_through(Source.DEMO, FROM_REPORTS):
        for cluster in REAL:
            if _is_missing(cluster):
                cluster.enter(Clerk(people["thuky"]))
    with entered_through(Source.DEMO, MADE_UP):
        if _is_missing(sample):
            sample.enter(people, today)
    with entered_through(Source.DEMO):
        accounts.assign(new, [cluster.AUTHORITY for cluster in (*REAL, sample)], UNITS)
    return new


def _is_missing(cluster):
    return not Authority.objects.filter(name=cluster.AUTHORITY).exists()
