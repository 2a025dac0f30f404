"""What a handover carries: each app says what of a year has to be given, and passes on what is still open."""

from dataclasses import dataclass

from clusters.models import ClusterYear, HandoverItem, OfficeTerm, Person, ProposedTerm, Unit
from clusters.once import by_year, forget, once
from clusters.year_rows import later_years_of, other_years_of, proposals_of, terms_of

Kind = HandoverItem.Kind
CHECKLIST = []
PASSING = []


def checklist(function):
    """Register ``(cluster_year) → [(HandoverItem.Kind, text), …]`` of what has to be given."""
    CHECKLIST.append(function)
    return function


def passing(function):
    """Register ``(handover, next_year) → [[what, before, after], …]`` that hands open work to the next year,
    within the action's transaction."""
    PASSING.append(function)
    return function


def items_of(cluster_year):
    return [item for give in CHECKLIST for item in give(cluster_year)]


@checklist
def books_of_the_cluster(year):
    """What every year leaves behind, with the numbers and names that are on record."""
    noun = year.cluster.noun
    plan = getattr(year, "plan", None)
    items = [
        (Kind.FILE, f"Quy chế, quy định hoạt động của {noun} và các văn bản làm căn cứ"),
        (Kind.FILE, f"{plan} và hồ sơ kèm theo" if plan else f"Kế hoạch năm {year.year} và hồ sơ kèm theo"),
        (Kind.REGISTER, f"Danh sách đơn vị thành viên ({year.members_on(year.as_of()).count()} đơn vị)"),
        (Kind.REGISTER, f"Sổ đăng ký văn bản đi, đến của {noun}"),
        (Kind.REGISTER, f"Danh sách trưởng, phó của {noun} qua các năm"),
    ]
    return [*items, (Kind.OTHER, f"Con dấu, cờ luân lưu, hiện vật của {noun} (nếu có)")]


# --- who gives, who takes -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Parties:
    """Who hands a year over to whom as far as it is settled; ``following`` is the year that is taken over."""

    year: ClusterYear
    outgoing: Unit | None = None
    outgoing_person: Person | None = None
    following: ClusterYear | None = None
    incoming: Unit | None = None
    incoming_person: Person | None = None

    @property
    def outgoing_name(self):
        """The names are those of the last day of the year: it is handed over around that day."""
        return self.outgoing.name_on(self.year.ends_on)

    @property
    def incoming_name(self):
        return self.incoming.name_on(self.year.ends_on)

    @property
    def goes_on(self):
        """Whether the chair of the year goes on in the next one, so that nothing changes hands."""
        return self.outgoing is not None and self.outgoing == self.incoming

    @property
    def obstacle(self):
        """Why the handover cannot be drawn up, in a sentence; "" when it can."""
        noun = self.year.cluster.noun
        if self.year.is_recorded:
            return "Năm nhập lại từ hồ sơ không lập bàn giao."
        if self.outgoing is None:
            return f"Năm {self.year.year} chưa ghi nhận {noun} trưởng nên chưa có bên giao."
        if self.incoming is None:
            return (
                f"Chưa xác nhận {noun} trưởng của năm sau nên chưa có bên nhận. Xác nhận {noun} trưởng trước."
            )
        if self.goes_on:
            return f"{self.outgoing_name} tiếp tục làm {noun} trưởng của năm sau nên không cần bàn giao."
        return ""


def parties_of(cluster_years):
    """Return ``{cluster_year id: Parties}``, as the database has it now."""
    forget(cluster_years)
    return parties_once(cluster_years)


@once
def parties_once(cluster_years):
    """The chair that comes next is the first of the nearest later year for which one is recorded or confirmed."""
    terms, later = terms_of(cluster_years), later_years_of(cluster_years)
    takers = _takers_of([year for years in later.values() for year in years])
    return {
        year.pk: _parties(year, _chairs(terms[year.pk]), [row for row in later[year.pk] if takers[row.pk]])
        for year in cluster_years
    }


def _parties(year, chairs, settled):
    """``settled``: the later years that somebody is to chair, the nearest last."""
    gives, following = next(reversed(chairs), None), next(reversed(settled), None)
    takes = _takers_of([following])[following.pk] if following else None
    return Parties(
        year,
        gives and gives.unit,
        gives and gives.person,
        following,
        takes and takes.unit,
        getattr(takes, "person", None),
    )


@once
def _takers_of(cluster_years):
    """By which row a unit is the first to chair each year: a term or a confirmed proposal, None without either."""
    ids = [year.pk for year in cluster_years]
    terms = OfficeTerm.objects.chairs().filter(cluster_year__in=ids).select_related("unit", "person")
    terms = by_year(cluster_years, terms.order_by("starts_on", "pk"))
    proposals = ProposedTerm.objects.filter(
        cluster_year__in=ids, office=OfficeTerm.Office.CHAIR, status=ProposedTerm.Status.AWAITING
    )
    proposals = by_year(cluster_years, proposals.select_related("unit"))
    return {pk: _taker(terms[pk], proposals[pk]) for pk in ids}


def _taker(terms, proposals):
    waiting = [row for row in proposals if row.status == ProposedTerm.Status.AWAITING]
    return next(iter(_chairs(terms) or _chairs(waiting)), None)


def _chairs(rows):
    return [row for row in rows if row.office == OfficeTerm.Office.CHAIR]


def is_next(year, given):
    """Whether the year is the one that takes over from an earlier one of its cluster."""
    if _taker(terms_of([year])[year.pk], proposals_of([year])[year.pk]) is None:
        return False
    between = [other for other in other_years_of([year])[year.pk] if given.year < other.year < year.year]
    return not any(_takers_of(between).values())
