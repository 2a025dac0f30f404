"""What the pages of a dossier show to one person, and which buttons they get."""

from functools import cached_property

from django.db.models import F, Q

from accounts.access import Permission, permissions_on
from accounts.models import OF_UNIT, Role
from audit.models import Event
from audit.verbs import Verb
from awards.aftermath import Aftermath
from awards.appraisal import Appraisal
from awards.batches import prefix
from awards.models import Motion, Nomination, Proposal, Review, ReviewSetting
from awards.models.desk import sight_of
from awards.models.proposal import years_chaired_by
from awards.progress import OUTCOME_TONES, TONES, is_in_draft_proposal, line_of, next_step
from awards.reports import HEADINGS
from clusters.beside import read_beside
from clusters.models import ClusterYear

P, Status, Sight = Permission, Nomination.Status, ReviewSetting.Sight
EVIDENCE_WELCOME = (Status.DRAFT, Status.SUBMITTED, Status.RECEIVED, Status.APPRAISED)


def years_to_nominate_in(user, year):
    """Running cluster-years of that year in which this person may draw up a dossier."""
    reach = user.reach()
    membership = (
        Q(cluster__memberships__unit__in=reach.unit_ids(*OF_UNIT))
        & Q(cluster__memberships__starts_on__lte=F("ends_on"))
        & (Q(cluster__memberships__ends_on=None) | Q(cluster__memberships__ends_on__gte=F("starts_on")))
    )
    return (
        ClusterYear.objects.of_year(year)
        .filter(is_recorded=False, closed_on=None)
        .filter(membership | Q(cluster__authority__in=reach.authority_ids(Role.SECRETARIAT)))
        .select_related("cluster")
        .distinct()
    )


def years_to_hold_sessions_in(user, year):
    """Running cluster-years of that year in which this person holds sessions."""
    return (
        ClusterYear.objects.of_year(year)
        .filter(closed_on=None, is_recorded=False)
        .filter(
            Q(cluster__authority__in=user.reach().authority_ids(Role.SECRETARIAT))
            | Q(pk__in=years_chaired_by(user))
        )
        .select_related("cluster")
    )


def years_to_propose_in(user):
    """Cluster-years with reviewed dossiers for which this person draws up a tờ trình."""
    return (
        ClusterYear.objects.filter(nominations__status=Status.REVIEWED)
        .filter(
            Q(cluster__authority__in=user.reach().authority_ids(Role.SECRETARIAT))
            | Q(pk__in=years_chaired_by(user))
        )
        .select_related("cluster")
        .distinct()
    )


def read_whole(nomination):
    """Return the dossier with what its page names; its year stays, with the rights read by it."""
    names = ("award", "lowered_to", "granted", "unit", "person", "put_to", "proposal")
    return read_beside([nomination], *names)[0]


def told(events):
    """Return events as components/timeline.html shows them."""
    return [
        {
            "at": event.at,
            "who": event.actor_name,
            "title": event.get_verb_display(),
            "verb": event.verb,
            "note": event.note,
            "changes": event.changes,
        }
        for event in events
    ]


class NominationReading:
    """One dossier through the eyes of one person."""

    def __init__(self, nomination, user):
        self.nomination, self.user = nomination, user
        self.permissions = permissions_on(user, nomination)

    @property
    def tone(self):
        return OUTCOME_TONES.get(self.nomination.outcome) or TONES[self.nomination.status]

    @cached_property
    def line(self):
        return line_of(self.nomination)

    @cached_property
    def next(self):
        """The sentence of the next step and who takes it."""
        what, who = next_step(self.nomination)
        return {"what": what, "who": who} if what else None

    @cached_property
    def evidence(self):
        return list(self.nomination.evidence.all())

    @cached_property
    def events(self):
        """The dossier's own history; opinions are not part of it."""
        own = Q(subject_type="awards.nomination", subject_id=str(self.nomination.pk))
        together = Q(verb=Verb.NOMINATIONS_MOVED, cluster_year=self.nomination.cluster_year_id)
        return [
            event
            for event in told(Event.deeds.filter(own | together | self._of_result))
            if self._is_of_dossier(event)
        ]

    def _is_of_dossier(self, event):
        """Of a step of several dossiers only the line of this one is told."""
        if event["verb"] != Verb.NOMINATIONS_MOVED:
            return True
        mark = prefix(self.nomination.pk)
        lines = [change for change in event["changes"] if change[0].startswith(mark)]
        event["changes"] = [["Tình trạng", before, after] for _, before, after in lines]
        return bool(lines)

    # --- what it is judged by

    @cached_property
    def appraisal(self):
        return Appraisal(self.nomination)

    @cached_property
    def duplicates(self):
        return self.appraisal.duplicates(self.user)

    @cached_property
    def repeats(self):
        return self.appraisal.repeats(self.user)

    @property
    def shows_checks(self):
        """Of a past year, entered as a source reports it, nobody asks for conditions and papers."""
        return not self.nomination.cluster_year.is_recorded

    @property
    def background_heading(self):
        return HEADINGS[self.nomination.nominee_kind]

    @cached_property
    def record(self):
        """``[(nomination, may be opened), …]`` of what the nominee was given."""
        won = self.appraisal.record.won
        rows = Nomination.objects.visible_to(self.user).filter(pk__in=[row.pk for row in won])
        seen = set(rows.values_list("pk", flat=True)) if won else set()
        return [(row, row.pk in seen) for row in won]

    # --- what followed from the decision

    @cached_property
    def after(self):
        return Aftermath(self.nomination, self.user, self.permissions)

    @property
    def _of_result(self):
        """The issuing of the decision that decided it, and its giving: events of their own rows."""
        found = Q(pk__in=[])
        if item := getattr(self.nomination, "decision_item", None):
            issued = {"subject_id": str(item.decision_id), "verb": Verb.DECISION_ISSUED}
            found |= Q(subject_type="awards.decision", **issued)
        if self.after.conferral:
            found |= Q(subject_type="awards.conferral", subject_id=str(self.after.conferral.pk))
        return found

    # --- opinions

    @property
    def is_own_unit(self):
        return self.nomination.unit_id in self.user.reach().reading_ids()

    @property
    def may_review(self):
        reviewing = self.nomination.status == Status.APPRAISED
        return P.REVIEW in self.permissions and reviewing and not self.is_own_unit and not self.recusal

    @property
    def may_rejoin(self):
        return self.recusal is not None and self.nomination.status == Status.APPRAISED

    @cached_property
    def _all_reviews(self):
        return list(self.nomination.reviews.all())

    @cached_property
    def own_review(self):
        return next((row for row in self._all_reviews if row.reviewer_id == self.user.pk), None)

    @property
    def reads_reviews(self):
        return P.READ_REVIEWS in self.permissions and not self.is_own_unit

    @cached_property
    def recusal(self):
        """The person's own declaration not to take part in the review."""
        return self.nomination.recusals.filter(reviewer=self.user).first()

    @cached_property
    def others_wait(self):
        """Why a leader does not read the others' opinions yet, "" where nothing is kept back."""
        under_review = self.nomination.status == Status.APPRAISED
        if not under_review or not self.reads_reviews or P.RECEIVE in self.permissions:
            return ""
        sight = sight_of(self.nomination.cluster_year_id)
        if self.recusal or sight == Sight.NEVER:
            return "nội dung hiện khi kết thúc xét hồ sơ"
        if sight == Sight.AFTER and self.own_review is None:
            return "nội dung hiện sau khi ghi ý kiến của mình"
        return ""

    @cached_property
    def reviews(self):
        if not self.reads_reviews or self.others_wait:
            return []
        return list(
            Review.objects.read_by(self.user).filter(nomination=self.nomination).select_related("reviewer")
        )

    @cached_property
    def others_count(self):
        return sum(row.reviewer_id != self.user.pk for row in self._all_reviews)

    @cached_property
    def review_count(self):
        return len(self._all_reviews)

    # --- what a session voted

    @cached_property
    def motions(self):
        """The votes on this dossier, in the sessions that the person sees."""
        rows = Motion.objects.visible_to(self.user).filter(nomination=self.nomination)
        return list(rows.exclude(status=Motion.Status.DRAFT).select_related("session").order_by("pk"))

    # --- the proposal

    @cached_property
    def shows_proposal(self):
        return Proposal.objects.visible_to(self.user).filter(pk=self.nomination.proposal_id).exists()

    # --- buttons

    @cached_property
    def may(self):
        row, held = self.nomination, self.permissions
        issued = row.proposal_id and row.proposal.status == Proposal.Status.ISSUED
        proposed = row.status == Status.PROPOSED
        return {
            "nominate": P.NOMINATE in held,
            "edit": P.NOMINATE in held and row.is_editable,
            "add_evidence": P.NOMINATE in held and row.status in EVIDENCE_WELCOME,
            "explain": P.NOMINATE in held and row.is_editable,
            "find": P.RECEIVE in held and row.status == Status.RECEIVED,
            "withdraw": P.NOMINATE in held and Status.WITHDRAWN in Nomination.STEPS[row.status],
            "receive": P.RECEIVE in held and row.status == Status.SUBMITTED,
            "appraise": P.RECEIVE in held and row.status == Status.RECEIVED,
            "send_back": P.RECEIVE in held and row.status in Nomination.BACK and not (proposed and issued),
            "lower": P.RECEIVE in held
            and (row.status in (Status.APPRAISED, Status.REVIEWED) or is_in_draft_proposal(row)),
            "review": self.may_review,
            "close_review": P.RECEIVE in held
            and row.status == Status.APPRAISED
            and self.review_count > 0
            and row.lost_vote() is None,
            "propose": P.PROPOSE in held and row.status == Status.REVIEWED,
            "decide": P.DECIDE in held and proposed and (issued or not row.proposal_id),
        }
