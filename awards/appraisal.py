"""A dossier against the rules: its conditions, its papers, the quota, and others for the same nominee."""

from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from awards.conditions import Finding, judge_all
from awards.facts import Record
from awards.models import AwardForm, AwardQuota, ConditionFinding, Nomination
from awards.rules import Rule, book_of
from vietnamese.keys import name_key

Status, Side = Nomination.Status, ConditionFinding.Side


@dataclass(frozen=True)
class Paper:
    """A paper of the checklist with the files that were sent for it."""

    rule: Rule
    files: tuple

    @property
    def is_required(self):
        return self.rule.data["is_required"]

    @property
    def is_missing(self):
        return self.is_required and not self.files


@dataclass(frozen=True)
class Likeness:
    """Other dossiers that look like this one: those that may be opened, and the number of the rest."""

    seen: tuple
    hidden: int

    def __bool__(self):
        return bool(self.seen or self.hidden)


class Appraisal:
    def __init__(self, nomination, today=None):
        self.nomination = nomination
        self.today = today or timezone.localdate()

    @cached_property
    def book(self):
        return book_of(self.nomination, self.today)

    @cached_property
    def record(self):
        return Record(self.nomination)

    # --- conditions

    @cached_property
    def judgement(self):
        row = self.nomination
        said = {Side.UNIT: {}, Side.APPRAISER: {}}
        for finding in row.findings.select_related("by"):
            said[finding.side][finding.condition_id] = Finding(
                finding.holds, finding.reason, finding.by.full_name, finding.at
            )
        is_of_other_merit = row.award.group == AwardForm.Group.FORM and row.merit != Nomination.Merit.WORK
        return judge_all(
            self.book.conditions,
            self.record.facts(),
            said[Side.APPRAISER],
            said[Side.UNIT],
            warns_only=is_of_other_merit,
        )

    @property
    def ratings(self):
        """The ratings that the conditions are judged by, the latest first."""
        return [row for _, row in sorted(self.record.ratings.items(), reverse=True)]

    # --- papers

    @cached_property
    def papers(self):
        files = list(self.nomination.evidence.all())
        return [
            Paper(rule, tuple(file for file in files if file.item_id == rule.pk)) for rule in self.book.papers
        ]

    @property
    def missing_papers(self):
        return [paper for paper in self.papers if paper.is_missing]

    # --- the quota

    @cached_property
    def over_quota(self):
        """The sentence for an award that is asked for more often than the year allows; "" otherwise."""
        row = self.nomination
        quota = AwardQuota.objects.filter(cluster_year=row.cluster_year_id, award=row.award_id).first()
        if quota is None or row.status == Status.WITHDRAWN:
            return ""
        others = Nomination.objects.filter(cluster_year=row.cluster_year_id, award=row.award_id)
        others = others.exclude(pk=row.pk).exclude(status__in=(Status.DRAFT, Status.WITHDRAWN)).count()
        if others + 1 <= quota.at_most:
            return ""
        return (
            f"Năm {row.cluster_year.year} {row.cluster_year.cluster.noun} được đề nghị tối đa {quota.at_most:02} "
            f"“{row.award.name}” ({quota.source}); kể cả hồ sơ này đã có {others + 1:02}."
        )

    # --- others like it

    @cached_property
    def _namesakes(self):
        """Dossiers of the authority's year whose nominee's name is the same but for marks and honorifics."""
        row = self.nomination
        key = name_key(row.nominee_name)
        if not key:
            return []
        rows = Nomination.objects.filter(
            cluster_year__year=row.cluster_year.year,
            cluster_year__cluster__authority=row.cluster_year.cluster.authority_id,
            search_text__contains=key,
        )
        rows = rows.exclude(pk=row.pk).exclude(status=Status.WITHDRAWN)
        rows = rows.select_related("award", "unit", "person", "cluster_year__cluster").order_by("pk")
        return [other for other in rows if name_key(other.nominee_name) == key]

    def _like(self, rows, user):
        shown = set(
            Nomination.objects.visible_to(user).filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True)
        ) if rows else set()  # fmt: skip
        return Likeness(tuple(row for row in rows if row.pk in shown), len(rows) - len(shown))

    def duplicates(self, user):
        """The same award for the same name."""
        code = self.nomination.award.code
        return self._like([row for row in self._namesakes if row.award.code == code], user)

    def repeats(self, user):
        """Another form of commendation of the same kind of merit: perhaps for the same achievement."""
        own = self.nomination
        if own.award.group != AwardForm.Group.FORM:
            return self._like([], user)
        rows = [
            row
            for row in self._namesakes
            if row.award.code != own.award.code
            and row.award.group == AwardForm.Group.FORM
            and row.merit == own.merit
        ]
        return self._like(rows, user)


def warning_about_names(nomination, user):
    """Return the sentence to be read after saving where the nominee stands elsewhere too; "" otherwise."""
    found = Appraisal(nomination).duplicates(user)
    if not found:
        return ""
    told = [f"{row.nominee_name} ({row.unit_name})" for row in found.seen]
    if found.hidden:
        told.append(f"{found.hidden:02} hồ sơ của đơn vị khác")
    return (
        f"Trong năm có hồ sơ khác đề nghị cùng danh hiệu, hình thức cho cùng tên: {'; '.join(told)}. "
        "Kiểm tra xem có phải cùng một người, một tập thể không."
    )


def refusal_of_conditions(verdicts, what_next):
    """Return sentences, one for each condition that stops the dossier."""
    return [
        f"Chưa đạt điều kiện “{verdict.condition.words}” ({verdict.condition.legal_ref}). {verdict.sentence} "
        f"{what_next}"
        for verdict in verdicts
    ]
