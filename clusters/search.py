"""One search over everything: each app searches its own records, the search page lists the groups."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from clusters.models import Authority, Cluster, Person, Unit
from clusters.unit_names import found_as
from documents.models import OfficialDocument
from vietnamese.keys import search_key
from vietnamese.numbers import format_decimal

SHOWN = 8  # of a group, before "all results"
COUNTED = 1000  # beyond that many it is enough to know that there are more


@dataclass(frozen=True)
class Hit:
    """One record found: its name, its page, one line that tells it from others of that name."""

    label: str
    url: str
    detail: str = ""
    is_sample: bool = False


@dataclass(frozen=True)
class Group:
    """The records of one kind: the first ``SHOWN`` hits, how many there are, the list page with all."""

    label: str
    hits: tuple
    total: int
    url: str = ""
    has_more: bool = False

    @property
    def count(self):
        """How many there are, in words."""
        return f"hơn {format_decimal(self.total)}" if self.has_more else format_decimal(self.total)


PROVIDERS = []


def provider(function):
    """Register a function ``(user, text) → [Group, …]`` over what the person may see."""
    PROVIDERS.append(function)
    return function


def group(label, rows, hit, url=""):
    """Return the group of a queryset; ``hit`` makes a Hit of a row. Two queries.

    Of more than can be looked through the latest are shown: to put a million rows in order takes too long.
    """
    keys = list(rows.order_by().values_list("pk", flat=True)[: COUNTED + 1])
    if not keys:
        return Group(label, (), 0, url)
    has_more = len(keys) > COUNTED
    shown = rows.order_by("-pk")[:SHOWN] if has_more else rows.filter(pk__in=keys)[:SHOWN]
    return Group(label, tuple(map(hit, shown)), min(len(keys), COUNTED), url, has_more)


def search(user, text):
    """Return the groups that found something; none for a text without a letter or digit."""
    if not search_key(text):
        return []
    return [found for give in PROVIDERS for found in give(user, text) if found.total]


@provider
def clusters_and_people(user, text):
    clusters = Cluster.objects.visible_to(user).matching(text).select_related("authority")
    units = Unit.objects.visible_to(user).matching(text).select_related("authority")
    people = (
        Person.objects.visible_to(user).matching(text).prefetch_related("posts__unit", "posts__authority")
    )
    authorities = Authority.objects.visible_to(user).matching(text)
    documents = OfficialDocument.objects.visible_to(user).matching(text).select_related("authority")
    return [
        group("Cụm, khối thi đua", clusters, _cluster, reverse("clusters:cluster_list")),
        group("Đơn vị", units, lambda row: _unit(row, text), reverse("clusters:unit_list")),
        group("Nhân sự", people, _person, reverse("clusters:person_list")),
        group("Cơ quan", authorities, _authority, reverse("clusters:authority_list")),
        group("Văn bản", documents, _document, reverse("documents:document_list")),
    ]


def _cluster(row):
    url = reverse("clusters:cluster_detail", args=[row.pk])
    return Hit(str(row), url, row.authority.name, row.authority.is_sample)


def _unit(row, text):
    """Where the unit's name of today does not say why it was found, the line below does."""
    why = found_as(row, text, timezone.localdate())
    detail = f"{why} · {row.authority.name}" if why else row.authority.name
    url = reverse("clusters:unit_detail", args=[row.pk])
    return Hit(str(row), url, detail[:1].upper() + detail[1:], row.authority.is_sample)


def _person(row):
    posts = "; ".join(post.described for post in row.posts.all())
    return Hit(row.titled_name, reverse("clusters:person_detail", args=[row.pk]), posts)


def _authority(row):
    url = reverse("clusters:authority_detail", args=[row.pk])
    return Hit(row.name, url, row.get_level_display(), row.is_sample)


def _document(row):
    url = reverse("documents:document_detail", args=[row.pk])
    return Hit(row.described, url, row.authority.name if row.authority else "")
