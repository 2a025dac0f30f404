"""One year of one cluster, up to its conferences and the handover; pledges and dossiers come on top."""

from dataclasses import dataclass
from datetime import date

from audit.verbs import Verb
from awards.generate import words
from awards.generate.bodies import Ring
from clusters.models import ClusterYear, Handover, HandoverItem, OfficeTerm, Plan, PlanItem, Theme
from documents.models import Known
from pledges.models import Ceremony


@dataclass(frozen=True)
class Season:
    pk: int
    year: int
    ring: Ring
    chair: object
    vice: object
    is_running: bool
    is_recorded: bool  # entered afterwards, with little but what papers say
    theme: str
    signing: int
    signed_on: date

    @property
    def label(self):
        return f"{self.ring.title}, năm {self.year}"

    @property
    def place(self):
        return self.ring.body.pk, self.pk

    @property
    def signers(self):
        """In the order of signing: the chair, the vice-chair, then the others."""
        others = [unit for unit in self.ring.members if unit not in (self.chair, self.vice)]
        return [unit for unit in (self.chair, self.vice) if unit] + others


def season(world, ring, year):
    at = world.years.index(year)
    members, running = ring.members, year == world.today.year
    chair = members[at % len(members)]
    vice = members[(at + 1) % len(members)] if len(members) > 1 else None
    recorded = year < world.today.year - 1
    closed_on = None if running else date(year + 1, 1, 15)
    pk = world.add(
        ClusterYear,
        cluster_id=ring.pk,
        year=year,
        starts_on=date(year, 1, 1),
        ends_on=date(year, 12, 31),
        is_recorded=recorded,
        declared_units=len(members),
        themes_known=Known.SOME,
        vice_chair_known=Known.SOME if vice else Known.NONE,
        closed_on=closed_on,
    )
    theme = world.rng.choice(words.THEMES).format(year=year)
    world.add(Theme, cluster_year_id=pk, text=theme, issuer=ring.body.name)
    signed_on = world.happened(year, 2, 5, 40)
    signing = _ceremony(world, ring, pk, Ceremony.Kind.SIGNING, signed_on, signing_year_id=pk)
    made = Season(pk, year, ring, chair, vice, running, recorded, theme, signing, signed_on)
    _offices(world, made)
    _plan(world, made)
    _meetings(world, made)
    if not running:
        _handover(world, made, vice or chair, closed_on)
    _history(world, made)
    return made


def _ceremony(world, ring, pk, kind, day, **more):
    return world.add(
        Ceremony,
        cluster_year_id=pk,
        kind=kind,
        starts_on=day,
        venue="Hội trường cơ quan (dữ liệu thử)",
        town=ring.body.town,
        witnesses_known=Known.NONE,
        **more,
    )


def _offices(world, season):
    terms = [(OfficeTerm.Office.CHAIR, season.chair)]
    terms += [(OfficeTerm.Office.VICE_CHAIR, season.vice)] if season.vice else []
    for office, unit in terms:
        world.add(
            OfficeTerm,
            cluster_year_id=season.pk,
            office=office,
            unit_id=unit.pk,
            person_id=unit.person,
            starts_on=date(season.year, 1, 1),
            ends_on=date(season.year, 12, 31),
            method=OfficeTerm.Method.ROTATION,
        )


def _plan(world, season):
    day = world.happened(season.year, 1, 8)
    plan = world.add(
        Plan,
        cluster_year_id=season.pk,
        status=Plan.Status.ISSUED,
        number=f"{world.rng.randrange(1, 60):02}/KH-{season.ring.symbol}",
        issued_on=day,
        title=f"Tổ chức phong trào thi đua năm {season.year}",
    )
    if not season.is_recorded:
        for position, text in enumerate(world.rng.sample(words.CONTENTS, 2)):
            world.add(PlanItem, plan_id=plan, position=position, text=text)


def _meetings(world, season):
    if season.is_recorded:
        return
    middle = date(season.year, 7, 15)
    if middle <= world.today:
        _ceremony(world, season.ring, season.pk, Ceremony.Kind.MID_YEAR, middle)
    if not season.is_running:
        _ceremony(world, season.ring, season.pk, Ceremony.Kind.WRAP_UP, date(season.year, 12, 20))


def _handover(world, season, incoming, day):
    if incoming is season.chair:
        return
    handover = world.add(
        Handover,
        cluster_year_id=season.pk,
        outgoing_id=season.chair.pk,
        incoming_id=incoming.pk,
        held_on=day,
        takes_over_on=day,
        outgoing_signatory=season.chair.head,
        outgoing_post=season.chair.head_post,
        outgoing_signed_on=day,
        incoming_signatory=incoming.head,
        incoming_post=incoming.head_post,
        incoming_signed_on=day,
        completed_on=day,
    )
    text = f"Hồ sơ thi đua năm {season.year}"
    world.add(HandoverItem, handover_id=handover, text=text, state=HandoverItem.State.GIVEN)


def _history(world, season):
    body = season.ring.body
    for verb, day in (
        (Verb.YEAR_OPENED, world.happened(season.year, 1, 2, 5)),
        (Verb.PLAN_SAVED, world.happened(season.year, 1, 8)),
        (Verb.CEREMONY_ADDED, world.happened(season.year, 1, 20)),
    ):
        world.event(
            verb,
            day,
            by=body.secretary,
            name=body.secretary_name,
            of=ClusterYear,
            pk=season.pk,
            label=season.label,
            place=season.place,
        )
