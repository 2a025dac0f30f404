"""What was proposed and what was granted, counted apart by form, level, cluster, unit, year, sex and kind of work.

Pure but for ``facts_of``, which reads the dossiers in a fixed number of queries. What is not known of a nominee is a
group of its own and never left out.
"""

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

from awards.models import AwardForm, Nomination
from awards.tally import percent_text

UNKNOWN = "Chưa rõ"
DRAWN = 12
"""So many rows a picture holds; the table under it holds all."""

Level, Sex, Standing, Status = AwardForm.Level, Nomination.Sex, Nomination.Standing, Nomination.Status


@dataclass(frozen=True)
class Key:
    """What a row of a table stands for; ``order`` sorts it among the others."""

    order: tuple
    label: str


@dataclass(frozen=True)
class Fact:
    """One dossier. ``granted`` and ``granted_level`` are None where nothing was granted."""

    award: Key
    level: Key
    granted: Key | None
    granted_level: Key | None
    cluster: Key
    unit: Key
    year: int
    is_person: bool
    sex: str = ""
    standing: str = ""
    is_sample: bool = False


@dataclass(frozen=True)
class Row:
    label: str
    proposed: int
    granted: int


@dataclass(frozen=True)
class Bar:
    """A row as drawn: lengths in percent of the longest bar, as an SVG wants them."""

    row: Row
    proposed: str
    granted: str


@dataclass(frozen=True)
class Table:
    key: str
    title: str
    heading: str
    rows: tuple[Row, ...]
    note: str = ""

    @property
    def proposed(self):
        return sum(row.proposed for row in self.rows)

    @property
    def granted(self):
        return sum(row.granted for row in self.rows)

    @property
    def bars(self):
        drawn = self.rows
        if len(drawn) > DRAWN:
            drawn = sorted(drawn, key=lambda row: (-row.proposed - row.granted, row.label))[:DRAWN]
        longest = max((max(row.proposed, row.granted) for row in drawn), default=0) or 1
        return [Bar(row, _length(row.proposed, longest), _length(row.granted, longest)) for row in drawn]

    @property
    def left_out(self):
        """How many rows the picture has no room for."""
        return max(0, len(self.rows) - DRAWN)


def _length(number, longest):
    return f"{100 * number / longest:.1f}%"


# --- counting -------------------------------------------------------------------------------------------


def tables_of(facts):
    """Return the tables in the order of the page."""
    facts = list(facts)
    people = [fact for fact in facts if fact.is_person]
    of_people = "Chỉ tính cá nhân; tập thể, hộ gia đình không có mục này."
    return [
        Table(
            "hinh-thuc",
            "Theo danh hiệu, hình thức",
            "Danh hiệu, hình thức",
            _counted(facts, lambda fact: fact.award, lambda fact: fact.granted),
            "Được khen thưởng ở mức thấp hơn thì tính vào hình thức được tặng.",
        ),
        Table(
            "cap",
            "Theo cấp khen thưởng",
            "Cấp",
            _counted(facts, lambda fact: fact.level, lambda fact: fact.granted_level),
        ),
        Table("cum", "Theo cụm, khối thi đua", "Cụm, khối", _alike(facts, lambda fact: fact.cluster)),
        Table("don-vi", "Theo đơn vị", "Đơn vị", _alike(facts, lambda fact: fact.unit)),
        Table(
            "nam",
            "Theo năm thi đua",
            "Năm",
            _alike(facts, lambda fact: Key((fact.year,), f"Năm {fact.year}")),
        ),
        Table("gioi-tinh", "Theo giới tính", "Giới tính", _chosen(people, "sex", Sex), of_people),
        Table("vi-tri", "Theo vị trí công tác", "Vị trí", _chosen(people, "standing", Standing), of_people),
    ]


def _counted(facts, asked, given):
    proposed = Counter(asked(fact) for fact in facts)
    granted = Counter(given(fact) for fact in facts if fact.granted)
    keys = sorted(proposed.keys() | granted.keys(), key=lambda key: key.order)
    return tuple(Row(key.label, proposed[key], granted[key]) for key in keys)


def _alike(facts, key):
    return _counted(facts, key, key)


def _chosen(people, name, choices):
    """Count by a choice that may be empty: every value stands there, those of whom it is not known as well."""
    keys = {value: Key((place,), label) for place, (value, label) in enumerate(choices.choices)}
    keys[""] = Key((len(keys),), UNKNOWN)
    rows = {key: [0, 0] for key in keys.values()}
    for fact in people:
        counts = rows[keys[getattr(fact, name)]]
        counts[0] += 1
        counts[1] += fact.granted is not None
    return tuple(Row(key.label, *counts) for key, counts in rows.items())


def workers_told(facts):
    """Say in sentences what share of the people awarded work hands-on; nothing of a share that is not known."""
    given = [fact for fact in facts if fact.is_person and fact.granted]
    if not given:
        return "Chưa có cá nhân nào được khen thưởng trong phạm vi đang xem."
    counts = Counter(fact.standing for fact in given)
    workers, unknown, whole = counts[Standing.WORKER], counts[""], len(given)
    if unknown == whole:
        return f"Có {whole} cá nhân được khen thưởng; chưa rõ vị trí công tác của người nào."
    told = (
        f"Trong {whole} cá nhân được khen thưởng có {workers} người trực tiếp lao động, công tác "
        f"({percent_text(Fraction(workers, whole))})"
    )
    return f"{told}; {unknown} người chưa rõ vị trí công tác." if unknown else f"{told}."


# --- reading --------------------------------------------------------------------------------------------

OF_AWARDS = [
    f"{which}__{name}" for which in ("award", "granted") for name in ("name", "subject", "position", "level")
]
READ = (
    "pk",
    "cluster_year__year",
    "cluster_year__cluster",
    "cluster_year__cluster__title",
    "cluster_year__cluster__authority__name",
    "cluster_year__cluster__authority__short_name",
    "cluster_year__cluster__sort_key",
    "cluster_year__cluster__authority__is_sample",
    "unit",
    "unit__name",
    "unit__sort_key",
    "unit__ended_on",
    "nominee_kind",
    "sex",
    "standing",
)


def counted(nominations):
    """Return the dossiers that were put in: no drafts, none that were withdrawn."""
    return nominations.exclude(status__in=[Status.DRAFT, Status.WITHDRAWN])


def facts_of(nominations):
    """Return the Facts of the dossiers of a queryset, in two queries."""
    rows = counted(nominations).order_by()
    awarded = set(rows.in_force().values_list("pk", flat=True))
    return [_fact(row, awarded) for row in rows.values(*READ, *OF_AWARDS)]


def _fact(row, awarded):
    is_awarded = row["pk"] in awarded
    ended = row["unit__ended_on"]
    return Fact(
        award=_award(row, "award"),
        level=_level(row, "award"),
        granted=_award(row, "granted") if is_awarded else None,
        granted_level=_level(row, "granted") if is_awarded else None,
        cluster=Key(
            (row["cluster_year__cluster__sort_key"], row["cluster_year__cluster"]),
            _cluster_label(row),
        ),
        unit=Key(
            (row["unit__sort_key"], row["unit"]),
            f"{row['unit__name']} (đến năm {ended.year})" if ended else row["unit__name"],
        ),
        year=row["cluster_year__year"],
        is_person=row["nominee_kind"] == AwardForm.Subject.INDIVIDUAL,
        sex=row["sex"],
        standing=row["standing"],
        is_sample=row["cluster_year__cluster__authority__is_sample"],
    )


def _cluster_label(row):
    """Several bodies have a cluster of the same name."""
    of = "cluster_year__cluster__authority__"
    return f"{row['cluster_year__cluster__title']} ({row[f'{of}short_name'] or row[f'{of}name']})"


def _award(row, name):
    subject = AwardForm.Subject(row[f"{name}__subject"]).label.lower()
    return Key(
        (row[f"{name}__position"], row[f"{name}__name"], subject), f"{row[f'{name}__name']} ({subject})"
    )


def _level(row, name):
    level = row[f"{name}__level"]
    return Key((Level.values.index(level),), str(Level(level).label))


__all__ = ["Fact", "Key", "Row", "Table", "counted", "facts_of", "tables_of", "workers_told"]
