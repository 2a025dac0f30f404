"""Bundles of papers: which papers go in, who may have them, under which names they lie in the ZIP."""

from contextlib import suppress
from dataclasses import dataclass

from django.core.files.storage import default_storage
from django.db.models import Q

from accounts.access import Permission, can
from clusters.models import Authority, ClusterYear, PaperJob
from clusters.papers import kind_of, kinds

MOST = 2_000  # papers of one bundle
MOST_OPEN = 3  # bundles that one person may have in the making at once
KEPT_DAYS = 30
OPEN = [PaperJob.State.WAITING, PaperJob.State.RUNNING]

GONE = "Hồ sơ gốc của văn bản không còn trong phần mềm."
NO_RIGHT = "Tài khoản yêu cầu không còn quyền xem văn bản này."


@dataclass(frozen=True)
class Wanted:
    """One paper of a bundle that is asked for."""

    kind: object
    record: object
    folder: str = ""

    @property
    def label(self):
        return self.kind.title(self.record)[:500]


def is_open_to(user, kind, record):
    """Return whether the person may see this paper, as its own page would say."""
    if not kind.model._default_manager.visible_to(user).filter(pk=record.pk).exists():
        return False
    return kind.view_permission is Permission.VIEW or can(user, kind.view_permission, record)


def of_year(year, user, chosen=None):
    """Return the papers of a year that the person may see, in the order of the year; ``chosen``: only these kinds."""
    found = []
    for kind in kinds() if chosen is None else chosen:
        records = list(kind.records(year))
        open_to = _open(user, kind, records)
        found += [Wanted(kind, record) for record in records if record.pk in open_to]
    return found


def _open(user, kind, records):
    """Return the keys of those that the person may see, at the price of one query where seeing is enough."""
    keys = [record.pk for record in records]
    if not keys:
        return set()
    seen = set(kind.model._default_manager.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))
    if kind.view_permission is not Permission.VIEW:
        seen = {
            record.pk for record in records if record.pk in seen and can(user, kind.view_permission, record)
        }
    return seen


def of_authority(authority, number, kind, user):
    """Return one kind of paper of every cluster of an authority in the year ``number``, a folder for each cluster."""
    years = (
        ClusterYear.objects.visible_to(user)
        .filter(cluster__authority=authority, year=number)
        .select_related("cluster__authority")
        .order_by("cluster__sort_key", "pk")
    )
    return [
        Wanted(kind, wanted.record, str(year.cluster))
        for year in years
        for wanted in of_year(year, user, [kind])
    ]


def title_of_year(year):
    return f"Văn bản năm {year.year} của {year.cluster}"


def title_of_authority(authority, number, kind):
    whose = authority.short_name or authority.name
    return f"{kind.label} năm {number} của các cụm, khối thuộc {whose}"[:300]


def are_rights_held(job):
    """Return whether the owner may still see everything that the bundle holds."""
    if not job.owner.is_active or not _scope_is_seen(job):
        return False
    keys = {}
    for item in job.items.filter(state="done"):
        keys.setdefault(item.kind, set()).add(item.subject_id)
    for key, wanted in keys.items():
        kind = kind_of(key)
        if kind is None:
            return False
        rows = kind.model._default_manager.visible_to(job.owner).filter(pk__in=wanted)
        if kind.view_permission is Permission.VIEW:
            held = rows.count()
        else:
            held = sum(can(job.owner, kind.view_permission, record) for record in rows)
        if held < len(wanted):
            return False
    return True


def _scope_is_seen(job):
    scope = ClusterYear if job.cluster_year_id else Authority
    return scope.objects.visible_to(job.owner).filter(pk=job.cluster_year_id or job.authority_id).exists()


def progress(job):
    """Return how far a bundle is: ``{"total", "made", "failed", "finished", "left"}``."""
    counts = {"waiting": 0, "claimed": 0, "done": 0, "failed": 0}
    for state in job.items.values_list("state", flat=True):
        counts[state] += 1
    finished = counts["done"] + counts["failed"]
    return {
        "total": sum(counts.values()),
        "made": counts["done"],
        "failed": counts["failed"],
        "finished": finished,
        "left": counts["waiting"] + counts["claimed"],
    }


def free_at(now):
    """Items that a worker may take: nobody has, or the lease of who had is over."""
    return Q(state="waiting") | Q(state="claimed", claimed_until__lte=now)


def folder_of(job_id):
    """Return where the papers of a bundle lie until the ZIP is bound."""
    return f"bundles/job-{job_id}"


def clear(job_id):
    """Throw those papers away."""
    folder = folder_of(job_id)
    with suppress(FileNotFoundError):
        for name in default_storage.listdir(folder)[1]:
            default_storage.delete(f"{folder}/{name}")
        with suppress(OSError):  # a worker laid a file down meanwhile; the next cleaning finds it
            default_storage.delete(folder)
