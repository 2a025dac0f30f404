"""One search over everything: each app searches its own records, the search page lists the groups."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain

from django.db import connection
from django.db.models import Q, QuerySet, Value
from django.utils import timezone

from accounts.addresses import reverse
from clusters.beside import read_beside
from clusters.models import Authority, Cluster, Person, Unit
from clusters.unit_names import found_as
from documents.models import OfficialDocument
from vietnamese.keys import search_key
from vietnamese.numbers import format_decimal

SHOWN = 8  # of a group, before "all results"
COUNTED = 1000  # beyond that many it is enough to know that there are more
COUNTED_WIDE = 100  # for who sees a whole land


@dataclass(frozen=True, eq=False)
class Kind:
    """Records of one kind: ``scope`` is what the person may see of them, ``rows`` reads those that are shown, with
    what they point to ``beside`` them."""

    label: str
    scope: QuerySet
    rows: QuerySet
    hit: Callable
    url: str = ""
    beside: tuple = ()

    def found(self, text, is_wide):
        """What matches: in a whole land one query for each way to find some, as an index answers each alone; by the
        rows' own names the latest first."""
        if not is_wide or not hasattr(self.scope, "ways"):
            return [self.scope.matching(text).order_by()]
        key = search_key(text)
        own, ways = Q(search_text__contains=key), self.scope.ways(key)
        return [self.scope.filter(way).order_by(*(["-pk"] if way == own else [])) for way in ways]


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
    """Register a function ``(user, text) → [Kind, …]`` over what the person may see."""
    PROVIDERS.append(function)
    return function


def search(user, text):
    """Return the groups that found something; none for a text without a letter or digit."""
    if not search_key(text):
        return []
    is_wide = user.reach().is_administrator
    most = COUNTED_WIDE if is_wide else COUNTED
    kinds = [kind for give in PROVIDERS for kind in give(user, text)]
    ways = [(kind, way) for kind in kinds for way in kind.found(text, is_wide)]
    found = {}
    for (kind, way), keys in zip(ways, _keys([way for _, way in ways], most), strict=True):
        if keys:
            found.setdefault(kind, []).append((way, keys))
    return [_group(kind, of_kind, most) for kind, of_kind in found.items()]


def _keys(ways, most):
    """Return for each way the keys of at most one more row than are counted; one question for all where it can be."""
    parts = [way.values_list(Value(at), "pk")[: most + 1] for at, way in enumerate(ways)]
    is_one = connection.features.supports_slicing_ordering_in_compound
    found = [set() for _ in ways]
    for at, key in parts[0].union(*parts[1:], all=True) if is_one else chain.from_iterable(parts):
        found[at].add(key)
    return found


def _group(kind, ways, most):
    """Of more than are counted the latest are shown: to put a million rows in order takes too long."""
    keys = set().union(*(keys for _, keys in ways))
    total, has_more = min(len(keys), most), len(keys) > most
    if has_more:
        keys = {key for way, some in ways for key in _latest(way, some, most)}
        rows = kind.rows.filter(pk__in=sorted(keys)[-SHOWN:]).order_by("-pk")
    else:
        rows = kind.rows.filter(pk__in=keys)
    hits = tuple(map(kind.hit, read_beside(rows[:SHOWN], *kind.beside)))
    return Group(kind.label, hits, total, kind.url, has_more)


def _latest(way, keys, most):
    """The latest of what was found this way, where these keys are not all of it."""
    if len(keys) <= most or way.ordered:
        return keys
    return way.order_by("-pk").values_list("pk", flat=True)[:SHOWN]


@provider
def clusters_and_people(user, text):
    people = Person.objects.prefetch_related("posts__unit", "posts__authority")
    documents = OfficialDocument.objects.select_related("authority")
    return [
        Kind(
            "Cụm, khối thi đua",
            Cluster.objects.visible_to(user),
            Cluster.objects.select_related("authority"),
            _cluster,
            reverse("clusters:cluster_list"),
        ),
        Kind(
            "Đơn vị",
            Unit.objects.visible_to(user),
            Unit.objects.select_related("authority"),
            lambda row: _unit(row, text),
            reverse("clusters:unit_list"),
        ),
        Kind("Nhân sự", people.visible_to(user), people, _person, reverse("clusters:person_list")),
        Kind(
            "Cơ quan",
            Authority.objects.visible_to(user),
            Authority.objects.all(),
            _authority,
            reverse("clusters:authority_list"),
        ),
        Kind("Văn bản", documents.visible_to(user), documents, _document, reverse("documents:document_list")),
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
