"""The hand that enters the demo data: every row goes in through the action that the browser uses."""

from datetime import date

from audit.record import save_new
from audit.verbs import Verb
from awards import actions as awards
from awards.models import AwardForm, Nomination
from clusters import actions as clusters
from clusters.lineage import Arrangement, NewUnit
from clusters.models import (
    Authority,
    Cluster,
    ClusterYear,
    Membership,
    OfficeTerm,
    Person,
    Plan,
    PlanItem,
    Post,
    RotationRule,
    Theme,
    Unit,
    UnitEvent,
)
from clusters.papers import kind_of
from documents import actions as documents
from documents.models import Certainty, OfficialDocument
from pledges import actions as pledges
from pledges.models import (
    AgendaItem,
    Basis,
    Ceremony,
    Content,
    FollowUp,
    Participant,
    Photo,
    Pledge,
    Remark,
    Target,
)

RESOLUTION = "202/2025/QH15"  # on the arrangement of provincial units
NEW_PROVINCES = date(2025, 7, 1)


class Clerk:
    """Somebody of the secretariat at the keyboard; ``by`` is the account in whose name it is done."""

    def __init__(self, by):
        self.by = by

    # --- bodies and people

    def authority(self, **facts):
        return clusters.add_authority(Authority(**facts), by=self.by)

    def unit(self, authority, name, **facts):
        return clusters.add_unit(Unit(authority=authority, name=name, **facts), by=self.by)

    def person(self, authority, full_name, *posts, honorific="", as_of=""):
        """``posts`` are pairs (title, unit or authority or the name of another body)."""
        person = clusters.add_person(
            Person(authority=authority, full_name=full_name, honorific=honorific), by=self.by
        )
        for title, place in posts:
            kind = {Unit: "unit", Authority: "authority", str: "body"}[type(place)]
            clusters.add_post(Post(person=person, title=title, as_of=as_of, **{kind: place}), by=self.by)
        return person

    def document(self, **facts):
        return documents.add_document(OfficialDocument(**facts), by=self.by)

    def merges(self, authority, units, name, *, short_name="", others="", note=""):
        """Units become one on the day of the new provinces. That the provinces did is known; that these
        bodies followed is inferred, and says so."""
        event = clusters.record_event(
            Arrangement(
                authority=authority,
                kind=UnitEvent.Kind.MERGER,
                effective_on=NEW_PROVINCES,
                before=tuple(units),
                made=(NewUnit(name, short_name),),
                others=others,
            ),
            document=OfficialDocument.objects.filter(number=RESOLUTION).first(),
            certainty=Certainty.INFERRED,
            note=note,
            by=self.by,
        )
        return event.side("after")[0]

    def end(self, authority, units, *, certainty, note):
        return clusters.record_event(
            Arrangement(
                authority=authority,
                kind=UnitEvent.Kind.DISSOLUTION,
                effective_on=NEW_PROVINCES,
                before=tuple(units),
            ),
            certainty=certainty,
            note=note,
            by=self.by,
        )

    # --- the cluster and its years

    def cluster(self, authority, **facts):
        return clusters.add_cluster(Cluster(authority=authority, **facts), by=self.by)

    def members(self, cluster, units, since, **facts):
        """The sources give years, never the day on which a unit joined."""
        for unit in units:
            row = Membership(cluster=cluster, unit=unit, starts_on=since, is_start_known=False, **facts)
            clusters.add_member(row, by=self.by)

    def rotation(self, cluster, **facts):
        return clusters.save_rotation_rule(RotationRule(cluster=cluster, **facts), by=self.by)

    def year(self, cluster, year, themes=(), **facts):
        """``themes`` are pairs (text, issuer); an issuer that no source names is ""."""
        row = clusters.open_year(ClusterYear(cluster=cluster, year=year, **facts), by=self.by)
        for text, issuer in themes:
            clusters.add_theme(Theme(cluster_year=row, text=text, issuer=issuer), by=self.by)
        row.refresh_from_db()
        return row

    def chair(self, year, unit, **facts):
        return self.office(year, unit, OfficeTerm.Office.CHAIR, **facts)

    def vice_chair(self, year, unit, **facts):
        return self.office(year, unit, OfficeTerm.Office.VICE_CHAIR, **facts)

    def office(self, year, unit, office, **facts):
        """Without days: the whole year, and marked that the days are not known."""
        if "starts_on" not in facts:
            facts |= {"starts_on": year.starts_on, "ends_on": year.ends_on, "are_days_known": False}
        term = OfficeTerm(cluster_year=year, unit=unit, office=office, **facts)
        made = clusters.give_office(term, by=self.by)
        year.refresh_from_db()
        return made

    def plan(self, year, items=None, bases=None, **facts):
        """``items`` maps a PlanItem.Kind to its lines, in order."""
        plan = clusters.save_plan(Plan(cluster_year=year, **facts), bases, by=self.by)
        for kind, lines in (items or {}).items():
            for text in lines:
                clusters.add_plan_item(PlanItem(plan=plan, kind=kind, text=text), by=self.by)
        return plan

    # --- the pledge

    def pledges(self, year, bases=(), contents=(), targets=(), **facts):
        """Lay down the year's pledge or pledges. ``contents`` are texts, or pairs (text, points)."""
        made = pledges.add_pledges(Pledge(cluster_year=year, **facts), by=self.by)
        for pledge in made:
            for document in bases:
                pledges.add_basis(Basis(pledge=pledge, document=document), by=self.by)
            for line in contents:
                self.content(pledge, *((line,) if isinstance(line, str) else line))
            for target in targets:
                pledges.add_target(Target(pledge=pledge, **target), by=self.by)
        return made

    def content(self, pledge, text, points=()):
        top = pledges.add_content(Content(pledge=pledge, text=text), by=self.by)
        for point in points:
            pledges.add_content(Content(pledge=pledge, parent=top, text=point), by=self.by)

    def signed(self, pledge, countersigned_by=None, countersignature=None, **known):
        """Every party of the pledge signed; ``known`` is what is known of each of these signatures."""
        units = [pledge.unit] if pledge.unit else [row.unit for row in pledge.cluster_year.members()]
        signatures = {unit.pk: known for unit in units}
        if countersignature:
            signatures["countersign"] = countersignature
        pledges.record_signed(pledge, signatures, countersigned_by, by=self.by)

    # --- the conference

    def ceremony(self, year, **facts):
        return pledges.add_ceremony(Ceremony(cluster_year=year, **facts), by=self.by)

    def issue(self, key, record, on):
        """Issue the paper of this kind with its number, code and stored file."""
        clusters.issue_paper(kind_of(key), record, record.place().cluster_year, on, by=self.by)

    def attends(self, ceremony, person_or_body, post="", **facts):
        if isinstance(person_or_body, Person):
            facts["person"] = person_or_body
        else:
            facts |= {"name": person_or_body, "is_body": True}
        return pledges.add_participant(Participant(ceremony=ceremony, post=post, **facts), by=self.by)

    def agenda(self, ceremony, text, presenter=None, papers=(), starts_at=None):
        item = AgendaItem(
            ceremony=ceremony,
            text=text,
            presenter=presenter,
            papers="\n".join(papers),
            starts_at=starts_at,
        )
        return pledges.add_agenda_item(item, by=self.by)

    def remark(self, ceremony, kind, text, speaker=None):
        row = Remark(ceremony=ceremony, kind=kind, text=text, speaker=speaker)
        return pledges.add_remark(row, by=self.by)

    def follow_up(self, ceremony, text, **facts):
        return pledges.add_follow_up(FollowUp(ceremony=ceremony, text=text, **facts), by=self.by)

    def photo(self, ceremony, caption, credit="", upload=None):
        """A caption as the source has it; the picture itself only where there is one to show."""
        return pledges.add_photo(Photo(ceremony=ceremony, caption=caption, credit=credit), upload, by=self.by)

    # --- awards

    def award(self, **facts):
        """An award that the law's catalogue does not have: added as the administrator adds one."""
        return save_new(AwardForm(**facts), Verb.ROW_ADDED, by=self.by)

    def proposed(self, year, unit, award, **facts):
        """A past year's proposal, as a source reports it; never an award."""
        return awards.record_proposed(
            Nomination(cluster_year=year, unit=unit, award=award, **facts), by=self.by
        )
