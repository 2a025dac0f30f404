"""Finding the units, clusters and people that a file names, as people write them."""

from collections import defaultdict
from difflib import get_close_matches

from django.db.models import Q

from clusters.imports.reading import Wrong
from clusters.models import Authority, Cluster, Person, Unit
from vietnamese.keys import search_key

SUGGESTS_AMONG = 3_000  # beyond this many names a near one is not looked for
SUGGESTIONS = 50  # of one request


def near(authority):
    """Ids of the authorities whose units may stand in a file: itself, the one above it, those below it."""
    below = Authority.objects.filter(parent=authority).values_list("pk", flat=True)
    return [pk for pk in (authority.pk, authority.parent_id, *below) if pk]


class Units:
    """The units that a file of an authority may name, by every name they bear or bore."""

    def __init__(self, authority):
        ids = near(authority)
        rows = Unit.objects.filter(
            Q(authority__in=ids)
            | Q(pk__in=Cluster.objects.filter(authority=authority).values("memberships__unit"))
        )
        self.authority_id = authority.pk
        needed = ("authority", "name", "short_name", "past_names", "founded_on", "ended_on")
        self.by_id = {unit.pk: unit for unit in rows.only(*needed)}
        self.exact, self.loose, self._suggested = defaultdict(list), None, 0
        for unit in self.by_id.values():
            for text in self._names(unit):
                self.exact[text].append(unit.pk)

    @staticmethod
    def _names(unit):
        past = [text for _, name, short in unit.past_names for text in (name, short)]
        return dict.fromkeys(filter(None, [unit.name, unit.short_name, *past]))

    def _by_key(self, text):
        if self.loose is None:
            self.loose = defaultdict(list)
            for name, ids in self.exact.items():
                self.loose[search_key(name)] += ids
        return list(dict.fromkeys(self.loose.get(search_key(text), ())))

    def find(self, text, day=None, prefer=()):
        """Return (unit, remark). Raises Wrong for a name that nobody bears, or several.

        Of several units those in ``prefer`` come first, then those that were there on the ``day``, then
        those that bear the name today.
        """
        ids = list(dict.fromkeys(self.exact.get(text, ())))
        ids = ids or self._by_key(text)
        for fits in (
            lambda unit: unit.pk in prefer,
            lambda unit: day is None or _is_there(unit, day),
            lambda unit: text in (unit.name, unit.short_name),
            lambda unit: unit.authority_id == self.authority_id,
        ):
            if len(ids) > 1:
                ids = [pk for pk in ids if fits(self.by_id[pk])] or ids
        if not ids:
            raise Wrong(f"Chưa có đơn vị nào tên “{text}”.", self._right(text))
        if len(ids) > 1:
            named = "; ".join(f"“{self.by_id[pk].name}”" for pk in ids[:3])
            raise Wrong(
                f"“{text}” có thể là {len(ids)} đơn vị: {named}.", "Cần ghi đủ tên để chỉ còn một đơn vị."
            )
        unit = self.by_id[ids[0]]
        return unit, self._remark(text, unit)

    @staticmethod
    def _remark(text, unit):
        if text in (unit.name, unit.short_name):
            return ""
        if any(text in (name, short) for _, name, short in unit.past_names):
            return f"“{text}” là tên cũ của đơn vị “{unit.name}”."
        return f"“{text}” được hiểu là đơn vị “{unit.name}” (chỉ khác cách viết)."

    def _right(self, text):
        if len(self.exact) <= SUGGESTS_AMONG and self._suggested < SUGGESTIONS:
            self._suggested += 1
            self._by_key(text)
            if close := get_close_matches(search_key(text), list(self.loose), n=1, cutoff=0.75):
                name = self.by_id[self.loose[close[0]][0]].name
                return f"Tên gần giống: “{name}”. Cần ghi đúng tên, hoặc nhập đơn vị trước."
        return "Cần ghi đúng tên đơn vị đã có, hoặc nhập đơn vị này trước."


def _is_there(unit, day):
    return (unit.founded_on is None or unit.founded_on <= day) and (
        unit.ended_on is None or unit.ended_on >= day
    )


class Clusters:
    """The clusters of an authority, by title, symbol, name and the ways in which their number is said."""

    def __init__(self, authority):
        self.by_key = defaultdict(set)
        self.rows = {cluster.pk: cluster for cluster in Cluster.objects.filter(authority=authority)}
        for cluster in self.rows.values():
            cluster.authority = authority
            for text in self._spoken(cluster):
                if key := _without_zeros(text):
                    self.by_key[key].add(cluster.pk)

    @staticmethod
    def _spoken(cluster):
        yield from (cluster.title, cluster.symbol, cluster.name, cluster.proposed_title)
        yield f"{cluster.get_kind_display()} {cluster.name}"
        yield f"{cluster.noun} {cluster.name}"
        if cluster.number:
            for kind in (cluster.noun, cluster.get_kind_display(), ""):
                yield f"{kind} số {cluster.number}"
                yield f"{kind} {cluster.number}"

    def find(self, text):
        """Return the cluster. Raises Wrong."""
        ids = self.by_key.get(_without_zeros(text), ())
        if len(ids) == 1:
            return self.rows[next(iter(ids))]
        if ids:
            named = "; ".join(f"“{self.rows[pk].title}”" for pk in sorted(ids)[:3])
            raise Wrong(f"“{text}” có thể là {named}.", "Cần ghi tên đầy đủ hoặc ký hiệu.")
        titles = [cluster.title for cluster in list(self.rows.values())[:3]]
        right = (
            f"Cần ghi tên, ký hiệu hoặc số, ví dụ “{titles[0]}”." if titles else "Cần lập cụm, khối trước."
        )
        raise Wrong(f"Cơ quan không có cụm, khối nào là “{text}”.", right)


def _without_zeros(text):
    return " ".join(word.lstrip("0") or "0" for word in search_key(text).split())


class People:
    """The people of an authority, with their posts, by name."""

    def __init__(self, authority):
        rows = Person.objects.filter(authority=authority).prefetch_related("posts")
        self.by_name = defaultdict(list)
        for person in rows:
            self.by_name[search_key(person.full_name)].append(person)

    def named(self, text):
        """People of this very name; where there are none, those whose name differs in marks only."""
        rows = self.by_name.get(search_key(text), [])
        return [person for person in rows if person.full_name == text] or rows

    def find(self, text, unit=None):
        """Return the one person of the name, of the unit where there are several. Raises Wrong."""
        rows = self.named(text)
        if len(rows) > 1 and unit:
            rows = [row for row in rows if any(post.unit_id == unit.pk for post in row.posts.all())] or rows
        if len(rows) == 1:
            return rows[0]
        if rows:
            raise Wrong(
                f"Có {len(rows)} người tên “{text}”.",
                "Cần để trống ở đây; sau khi nhập thì sửa nhiệm kỳ để chọn đúng người.",
            )
        raise Wrong(f"Danh sách nhân sự chưa có “{text}”.", "Cần nhập nhân sự trước, hoặc để trống ô này.")
