"""Feeds the ledger of offices and the rotation planner from the database, and reads their answers back.

``Turns`` fetches each table at most once: a page costs the same for four units and for seventeen.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.core.exceptions import ValidationError
from django.utils import timezone

from clusters import ledger, rotation
from clusters.actions import Choice
from clusters.models import OfficeTerm, ProposedTerm, RotationRule, UnitEventPart
from clusters.models.office import office_label
from vietnamese.dates import short_date
from vietnamese.listing import join_names

YEARS = 8
FEWEST, MOST = 4, 12
LOOKS_BACK = 2
Office, Status = OfficeTerm.Office, ProposedTerm.Status


def plan_of(cluster, years=YEARS, today=None):
    return Turns(cluster, today).plan(years)


def ledger_of(cluster, today=None):
    return Ledger(Turns(cluster, today))


# --- what is on record ----------------------------------------------------------------------------------


class Turns:
    """The offices, years, members, skips and proposals of one cluster, and its rule."""

    def __init__(self, cluster, today=None):
        self.cluster, self.today = cluster, today or timezone.localdate()

    @cached_property
    def rule(self):
        """The cluster's rule; unsaved, the one that is assumed while nobody has set it."""
        found = RotationRule.objects.filter(cluster=self.cluster).select_related("document").first()
        rule = found or RotationRule(cluster=self.cluster)
        rule.cluster = self.cluster
        return rule

    @cached_property
    def years(self):
        years = list(self.cluster.years.order_by("year"))
        for year in years:
            year.cluster = self.cluster
        return years

    @cached_property
    def terms(self):
        """Every term, the earliest first."""
        rows = OfficeTerm.objects.filter(cluster_year__cluster=self.cluster).select_related(
            "unit", "person", "document", "cluster_year__cluster"
        )
        return list(rows.order_by("starts_on", "office", "pk"))

    @cached_property
    def proposals(self):
        rows = ProposedTerm.objects.filter(cluster_year__cluster=self.cluster)
        return list(
            rows.select_related("unit", "cluster_year__cluster").order_by(
                "cluster_year__year", "office", "pk"
            )
        )

    @cached_property
    def memberships(self):
        return list(self.cluster.memberships.select_related("unit").order_by("position", "pk"))

    @cached_property
    def skips(self):
        return list(self.cluster.rotation_skips.select_related("unit"))

    @cached_property
    def heirs(self):
        """{unit that ended: the units into which it went, in order}; a unit on both sides goes on."""
        sides = {}
        parts = UnitEventPart.objects.order_by("event__effective_on", "event_id", "position", "pk")
        for event, side, unit in parts.values_list("event_id", "side", "unit_id"):
            sides.setdefault(event, {"before": [], "after": []})[side].append(unit)
        found = {}
        for event in sides.values():
            for unit in set(event["before"]) - set(event["after"]):
                found.setdefault(unit, []).extend(event["after"])
        return found

    # what the planner is given

    def first_day(self, year):
        return next((row.starts_on for row in self.years if row.year == year), date(year, 1, 1))

    @cached_property
    def members(self):
        units = {row.unit_id for row in self.memberships}
        return tuple(
            rotation.Member(
                row.unit_id,
                row.unit.name_on(min(filter(None, [row.ends_on, self.today]))),
                row.position,
                self._first_year(row.starts_on),
                row.ends_on and self._last_year(row.ends_on),
                frozenset(row.unit.ancestor_ids),
                tuple(self._heirs_within(row.unit_id, units)),
            )
            for row in self.memberships
        )

    def _first_year(self, starts_on):
        years = range(starts_on.year, starts_on.year + 3)
        return next((year for year in years if self.first_day(year) >= starts_on), starts_on.year)

    def _last_year(self, ends_on):
        years = range(ends_on.year + 1, ends_on.year - 3, -1)
        return next((year for year in years if self.first_day(year) <= ends_on), ends_on.year)

    def _heirs_within(self, unit, units):
        """The heirs that are or were members; through others outside the cluster, too."""
        found, seen, line = [], {unit}, list(self.heirs.get(unit, ()))
        while line:
            one = line.pop(0)
            if one in seen:
                continue
            seen.add(one)
            if one in units:
                found.append(one)
            else:
                line[:0] = self.heirs.get(one, ())
        return found

    @cached_property
    def served(self):
        """Offices held, and those settled that wait for the handover. Of a year's vice-chairs those who held
        the office to the end come first: a vice-chair replaced in mid-year does not follow as the chair."""
        terms = sorted(self.terms, key=lambda term: term.ends_on or date.max, reverse=True)
        vices = [term for term in terms if term.office == Office.VICE_CHAIR]
        chairs = [term for term in self.terms if term.office == Office.CHAIR]
        awaiting = [row for row in self.proposals if row.status == Status.AWAITING]
        return tuple(
            rotation.Served(row.unit_id, row.office, row.cluster_year.year, row.unit_name)
            for row in (*chairs, *vices, *awaiting)
            if row.office != Office.SECRETARY
        )

    @cached_property
    def first_year(self):
        """The present year, or an earlier one of which no chair is on record though one was before."""
        last = max((row.year for row in self.served if row.office == rotation.CHAIR), default=self.today.year)
        return max(min(self.today.year, last + 1), self.today.year - LOOKS_BACK)

    @property
    def known(self):
        """How far back the books go, in a sentence: a unit that never chaired by them may have before."""
        years = [row.year for row in self.served if row.office == rotation.CHAIR]
        if not years:
            return "Chưa ghi nhận nhiệm kỳ nào của các năm trước."
        return f"Tính theo các nhiệm kỳ đã ghi nhận từ năm {min(years)}; các năm trước đó chưa rõ."

    def plan(self, years=YEARS):
        rule = rotation.Rule(self.rule.vice_follows, self.rule.never_repeat, self.rule.vice_chairs)
        skips = tuple(rotation.Skip(row.unit_id, row.year, row.reason) for row in self.skips)
        return rotation.plan(
            rule, self.members, self.served, skips, self.first_year, years, noun=self.cluster.noun
        )

    def next_turn(self, standing):
        """The year of the unit's next turn that is not over; None beyond the plan."""
        years = (turn.year for turn in standing.planned if turn.year >= self.today.year)
        return min(years, default=None)

    def choices(self, cluster_year):
        """Return what the plan names for a year as [Choice, …]. Raises ValidationError where there is
        nothing to plan: the year lies before the plan, or its offices are settled."""
        wanted = cluster_year.year
        rows = self.plan(max(wanted - self.first_year + 1, 1)).years
        row = next((row for row in rows if row.year == wanted), None)
        noun = self.cluster.noun
        if row is None:
            raise ValidationError(f"Năm {wanted} đã qua nên không dự kiến {noun} trưởng, {noun} phó được.")
        if not row.is_planned:
            raise ValidationError(
                f"{noun.capitalize()} trưởng năm {wanted} đã được xác nhận nên dự kiến giữ nguyên. Muốn đổi thì "
                f"dùng mục “Xác nhận” hoặc “Thay giữa nhiệm kỳ” ở hồ sơ của năm."
            )
        units = {membership.unit_id: membership.unit for membership in self.memberships}
        picks = [(Office.CHAIR, row.chair)] if row.chair else []
        picks += [(Office.VICE_CHAIR, pick) for pick in row.vice_chairs]
        return [Choice(office, units[pick.unit], reason=pick.reason) for office, pick in picks]


# --- the ledger -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Gap:
    """Days without a chair on record. ``is_unknown``: days of a past year entered from papers, or of no year
    on record at all; nobody can say that there was none."""

    first: date
    last: date
    is_unknown: bool
    noun: str

    @property
    def sentence(self):
        day = f"Từ ngày {short_date(self.first)} đến hết ngày {short_date(self.last)}"
        if self.first == self.last:
            day = f"Ngày {short_date(self.first)}"
        if self.is_unknown:
            return f"{day}, chưa rõ đơn vị nào làm {self.noun} trưởng."
        return f"{day}, chưa ghi nhận {self.noun} trưởng."


class Ledger:
    """The offices of a cluster as intervals of days."""

    def __init__(self, turns):
        self.turns, self.cluster, self.terms = turns, turns.cluster, turns.terms
        self.held = {
            ledger.Held(term.office, term.unit_id, term.starts_on, term.ends_on, term.cluster_year.year): term
            for term in self.terms
        }

    @property
    def last_day(self):
        return min(filter(None, [self.turns.today, self.cluster.ended_on]))

    def gaps(self):
        """Return the Gaps between the first day on record and today, unknown days apart from the others."""
        days = [year.starts_on for year in self.turns.years] + [term.starts_on for term in self.terms]
        if not days:
            return []
        bare = ledger.gaps(self.held, min(days), self.last_day)
        return [gap for first, last in bare for gap in self._told_apart(first, last)]

    def _told_apart(self, first, last):
        running = [year for year in self.turns.years if not year.is_recorded]
        unknown = ledger.gaps([_days(year.starts_on, year.ends_on) for year in running], first, last)
        known = ledger.gaps([_days(*stretch) for stretch in unknown], first, last)
        found = [(*stretch, True) for stretch in unknown] + [(*stretch, False) for stretch in known]
        return [Gap(*row, self.cluster.noun) for row in sorted(found)]

    def latest_first(self):
        """The terms as a list shows them: of one first day the chair before the others."""
        order = list(Office.values)
        return sorted(self.terms, key=lambda term: (-term.starts_on.toordinal(), order.index(term.office)))

    def on_day(self, day, office=None):
        return [self.held[row] for row in ledger.on_day(self.held, day, office)]

    def sentences_on(self, day):
        """Return who held each office on the day, one sentence an office."""
        return [self._sentence(day, office) for office in Office]

    def _sentence(self, day, office):
        label = office_label(office, self.cluster).lower()
        start = f"Ngày {short_date(day)}, {label}"
        terms = self.on_day(day, office)
        if terms:
            return f"{start}: {'; '.join(_holder(term, day) for term in terms)}."
        year = next((row for row in self.turns.years if row.starts_on <= day <= row.ends_on), None)
        if office == Office.VICE_CHAIR and year and year.vice_chair_known == "none":
            return f"Ngày {short_date(day)}, {self.cluster.noun} không có {label}."
        if day > self.turns.today:
            return f"{start}: chưa xác định."
        if year is None or year.is_recorded:
            return f"{start}: chưa rõ."
        return f"Ngày {short_date(day)}, chưa ghi nhận {label}."


def _days(first, last):
    return ledger.Held("chair", 0, first, last, first.year)


def _holder(term, day):
    """Return "Hội A (người đại diện: Nguyễn Văn An; luân phiên; có ghi trong nguồn)"."""
    unsure = "cách xác định: chưa rõ"
    told = [
        f"người đại diện: {term.person.titled_name if term.person else 'chưa rõ'}",
        unsure if term.method == OfficeTerm.Method.UNKNOWN else term.get_method_display().lower(),
        "nguồn chỉ nêu năm" if not term.are_days_known else "",
        f"mức tin cậy: {term.get_certainty_display().lower()}" if term.cluster_year.is_recorded else "",
        "giữ vai trò đến khi bàn giao"
        if term.runs_until_handover and day > term.cluster_year.ends_on
        else "",
    ]
    return f"{term.unit.name_on(day)} ({'; '.join(filter(None, told))})"


# --- the plan as a page shows it ------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """One year of the plan with what is on record of it: ``opened`` its ClusterYear or None."""

    planned: rotation.PlannedYear
    opened: object
    is_past: bool
    proposals: tuple
    is_awaiting: bool
    may_propose: bool

    @property
    def proposed(self):
        """What has been put before the conference, in words."""
        rows = [row for row in self.proposals if row.status == Status.PROPOSED]
        return join_names(f"{row.office_label.lower()} {row.unit_name}" for row in rows)


def rows_of(turns, plan):
    opened = {year.year: year for year in turns.years}
    return [_row(turns, planned, opened.get(planned.year)) for planned in plan.years]


def _row(turns, planned, opened):
    proposals = tuple(row for row in turns.proposals if row.cluster_year.year == planned.year)
    is_past = planned.is_planned and planned.year < turns.today.year
    can_be_settled = opened is not None and not (opened.is_recorded or opened.closed_on)
    return Row(
        planned,
        opened,
        is_past,
        proposals,
        any(row.status == Status.AWAITING for row in proposals),
        may_propose=bool(can_be_settled and planned.is_planned and planned.chair and not is_past),
    )
