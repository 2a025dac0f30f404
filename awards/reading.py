"""What the pages of a dossier show to one person, and which buttons they get."""

from functools import cached_property

from django.db.models import F, Q

from accounts.access import Permission, permissions_on
from accounts.models import OF_UNIT, Role
from audit.models import Event
from awards.models import Motion, Nomination, Proposal
from awards.models.proposal import years_chaired_by
from awards.progress import OUTCOME_TONES, TONES, line_of, next_step
from clusters.models import ClusterYear

P, Status = Permission, Nomination.Status
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
        .filter(is_recorded=False)
        .filter(membership | Q(cluster__authority__in=reach.authority_ids(Role.SECRETARIAT)))
        .select_related("cluster")
        .distinct()
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


def told(events):
    """Return events as components/timeline.html shows them."""
    return [
        {
            "at": event.at,
            "who": event.actor_name,
            "title": event.get_verb_display(),
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
        rows = Event.objects.filter(subject_type="awards.nomination", subject_id=str(self.nomination.pk))
        return told(rows)

    # --- opinions

    @property
    def is_own_unit(self):
        return self.nomination.unit_id in self.user.reach().units

    @property
    def may_review(self):
        reviewing = self.nomination.status == Status.APPRAISED
        return P.REVIEW in self.permissions and reviewing and not self.is_own_unit

    @cached_property
    def own_review(self):
        return self.nomination.reviews.filter(reviewer=self.user).first()

    @property
    def reads_reviews(self):
        return P.READ_REVIEWS in self.permissions and not self.is_own_unit

    @property
    def waits_with_others(self):
        """A leader forms an opinion before reading the others'."""
        return self.may_review and self.own_review is None and P.RECEIVE not in self.permissions

    @cached_property
    def reviews(self):
        if not self.reads_reviews or self.waits_with_others:
            return []
        return list(self.nomination.reviews.select_related("reviewer"))

    @cached_property
    def review_count(self):
        return self.nomination.reviews.count()

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
            "edit": P.NOMINATE in held and row.is_editable,
            "add_evidence": P.NOMINATE in held and row.status in EVIDENCE_WELCOME,
            "withdraw": P.NOMINATE in held and Status.WITHDRAWN in Nomination.STEPS[row.status],
            "receive": P.RECEIVE in held and row.status == Status.SUBMITTED,
            "appraise": P.RECEIVE in held and row.status == Status.RECEIVED,
            "send_back": P.RECEIVE in held and row.status in Nomination.BACK and not (proposed and issued),
            "review": self.may_review,
            "close_review": P.RECEIVE in held and row.status == Status.APPRAISED and self.review_count > 0,
            "propose": P.PROPOSE in held and row.status == Status.REVIEWED,
            "decide": P.DECIDE in held and proposed and (issued or not row.proposal_id),
        }
