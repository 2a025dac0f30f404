"""One dossier of each unit a year, with its opinions, the tờ trình, the decision and the giving."""

from datetime import date, timedelta

from audit.verbs import Verb
from awards.generate import words
from awards.models import Conferral, Decision, DecisionItem, Nomination, Proposal, Review
from vietnamese.keys import search_key

Status, Outcome = Nomination.Status, Nomination.Outcome
# of twenty dossiers in the running year, so many stand at each step
RUNNING = (
    [Status.DRAFT] * 3
    + [Status.SUBMITTED] * 3
    + [Status.RECEIVED] * 3
    + [Status.APPRAISED] * 5
    + [Status.REVIEWED] * 3
    + [Status.PROPOSED] * 2
    + [Status.WITHDRAWN]
)
EVENTS = {
    Status.DRAFT: Verb.NOMINATION_ADDED,
    Status.SUBMITTED: Verb.NOMINATION_SUBMITTED,
    Status.RECEIVED: Verb.NOMINATION_RECEIVED,
}
RECEIVED = (Status.RECEIVED, Status.APPRAISED, Status.REVIEWED, Status.PROPOSED, Status.DECIDED)


def dossiers(world, season):
    run = Run(world, season)
    for unit in season.ring.members:
        run.dossier(unit)


class Run:
    """The dossiers of one year of one cluster; tờ trình and decision are made when the first one needs them."""

    def __init__(self, world, season):
        self.world, self.season = world, season
        self.day = season.year if season.is_running else season.year + 1
        self.number = f"{season.ring.pk}/QĐ-TĐKT"
        self._proposal = self._decision = None

    def dossier(self, unit):
        status = self._status()
        row = self._nominee(unit) | {"status": status, "unit_id": unit.pk}
        if not self.season.is_recorded:
            row |= self._on_its_way(row["award_id"], status)
        outcome = self._outcome() if status == Status.DECIDED else ""
        if outcome:
            row |= {
                "outcome": outcome,
                "granted_id": row["award_id"] if outcome == Outcome.GRANTED else None,
                "decision_number": self.number,
                "decided_on": self.decided_on,
            }
        pk = self._write(unit, row)
        self._parts(pk, status, outcome)
        if not self.season.is_recorded:
            self._event(unit, pk, row, status)

    def _status(self):
        rng = self.world.rng
        if self.season.is_running:
            return rng.choice(RUNNING)
        return Status.DECIDED if rng.random() < 0.95 else Status.WITHDRAWN

    def _outcome(self):
        return Outcome.GRANTED if self.world.rng.random() < 0.9 else Outcome.REFUSED

    def _nominee(self, unit):
        rng = self.world.rng
        if rng.random() < 0.4:
            award = rng.choice(self.world.collective)
            return {
                "award_id": award.pk,
                "nominee_kind": "collective",
                "search_text": search_key(unit.name)[:500],
            }
        award, name = rng.choice(self.world.individual), words.person(rng)
        return {
            "award_id": award.pk,
            "nominee_kind": "individual",
            "nominee": name,
            "nominee_post": f"Cán bộ, {unit.name}",
            "search_text": search_key(name),
        }

    def _on_its_way(self, award_id, status):
        world, year = self.world, self.season.year
        submitted, received = world.happened(year, 10, 1), world.happened(year, 10, 25)
        row = {}
        if status != Status.DRAFT:
            row["submitted_at"] = world.moment(submitted)
        if status in RECEIVED:
            award = next(row for row in world.collective + world.individual if row.pk == award_id)
            row |= {"received_on": received, "rules_kept": world.rules(award, received)}
        if status in (Status.PROPOSED, Status.DECIDED):
            row["proposal_id"] = self.proposal
        return row

    def _write(self, unit, row):
        season = self.season
        return self.world.add(
            Nomination,
            cluster_year_id=season.pk,
            achievement=words.ACHIEVEMENT.format(year=season.year),
            put_to_id=season.ring.body.pk,
            created_by_id=unit.user,
            created_at=self.world.moment(self.world.happened(season.year, 9, 20, 10)),
            **row,
        )

    def _parts(self, pk, status, outcome):
        world, season = self.world, self.season
        if not season.is_recorded:
            for leader in season.ring.body.leaders[: self._opinions(status)]:
                self._review(pk, leader)
        if outcome and not season.is_recorded:
            world.add(DecisionItem, decision_id=self.decision, nomination_id=pk, outcome=outcome)
        if outcome == Outcome.GRANTED:
            world.add(Conferral, nomination_id=pk, given_on=self.decided_on + timedelta(days=14))

    def _opinions(self, status):
        """How many leaders have given theirs."""
        if status == Status.APPRAISED:
            return self.world.rng.choice((0, 0, 1))
        return 2 if status in (Status.REVIEWED, Status.PROPOSED, Status.DECIDED) else 0

    def _review(self, pk, leader):
        rng = self.world.rng
        self.world.add(
            Review,
            nomination_id=pk,
            reviewer_id=leader,
            opinion=Review.Opinion.AGREE,
            score=rng.randrange(70, 100),
            comment=rng.choice(words.COMMENTS),
            reviewed_at=self.world.moment(self.world.happened(self.season.year, 11, 10, 8)),
        )

    @property
    def decided_on(self):
        return date(self.season.year + 1, 1, 20)

    @property
    def proposal(self):
        if self._proposal is None:
            season = self.season
            self._proposal = self.world.add(
                Proposal,
                cluster_year_id=season.pk,
                status=Proposal.Status.ISSUED,
                number=f"07/TTr-{season.ring.symbol}",
                dated_on=self.world.happened(season.year, 11, 18, 10),
                town=season.ring.body.town,
                addressee_id=season.ring.body.pk,
                signer_unit_id=season.chair.pk,
                signatory=season.chair.head,
                post=season.chair.head_post,
            )
        return self._proposal

    @property
    def decision(self):
        if self._decision is None:
            body = self.season.ring.body
            self._decision = self.world.add(
                Decision,
                authority_id=body.pk,
                cluster_year_id=self.season.pk,
                status=Decision.Status.ISSUED,
                number=self.number,
                dated_on=self.decided_on,
                town=body.town,
                signatory=words.person(self.world.rng),
                post="Chủ tịch",
                issued_by_id=body.secretary,
                issued_at=self.world.moment(self.decided_on),
            )
        return self._decision

    def _event(self, unit, pk, row, status):
        award = next(
            award for award in self.world.collective + self.world.individual if award.pk == row["award_id"]
        )
        whose = row.get("nominee") or unit.name
        self.world.event(
            EVENTS.get(status, Verb.NOMINATION_APPRAISED),
            self.world.happened(self.season.year, 10, 25),
            by=unit.user,
            name=unit.head,
            of=Nomination,
            pk=pk,
            label=f"Đề nghị {award.name} cho {whose}, năm {self.season.year}",
            place=self.season.place,
        )
