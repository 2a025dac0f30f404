"""What is entered about a dossier beside its text: ratings of years, findings on conditions, the quota of a year."""

from django.core.exceptions import ValidationError

from audit.record import action, insert, record, remove, save_changed, save_new
from audit.verbs import Verb
from awards.models import AwardCondition, ConditionFinding, Nomination, YearRating
from vietnamese.keys import name_key

Status, Side = Nomination.Status, ConditionFinding.Side
WHEN = {
    Side.UNIT: (Status.DRAFT, "Chỉ giải trình được khi hồ sơ đang lập."),
    Side.APPRAISER: (Status.RECEIVED, "Chỉ kết luận được khi hồ sơ đang thẩm định."),
}


@action
def save_ratings(unit, nominee, ratings, *, by):
    """Write ``{year: (rating, source)}`` of a unit or of somebody in it; a year without a rating is not known.

    Years that are not named stay as they are. Raises ValidationError for a year that cannot be.
    """
    key, changes = name_key(nominee), []
    rows = YearRating.objects.select_for_update(of=("self",)).filter(
        unit=unit, name_key=key, year__in=list(ratings)
    )
    stored = {row.year: row for row in rows}
    for year, (rating, source) in sorted(ratings.items()):
        row = stored.get(year)
        before = _in_words(row)
        if not rating:
            if row is not None:
                row.delete()
            after = ""
        else:
            row = row or YearRating(unit=unit, nominee=nominee, year=year)
            row.rating, row.source = rating, source
            if row.pk:
                row.full_clean()
                row.save()
            else:
                row.name_key = key
                insert(row)
            after = _in_words(row)
        if before != after:
            changes.append([f"Năm {year}", before, after])
    if changes:
        record(Verb.RATINGS_SAVED, by=by, subject=unit, changes=changes, note=nominee)


def _in_words(row):
    if row is None:
        return ""
    return f"{row.get_rating_display()} ({row.source})" if row.source else str(row.get_rating_display())


@action
def find_condition(finding, *, by):
    """Write what a side says of a condition, new or instead of what it said before.

    Raises ValidationError in another step, or for a condition of another award.
    """
    row = Nomination.objects.select_for_update(of=("self",)).get(pk=finding.nomination_id)
    status, sentence = WHEN[finding.side]
    if row.status != status:
        raise ValidationError(f"Hồ sơ đang ở bước “{row.get_status_display()}”. {sentence}")
    if not AwardCondition.objects.about(row.award).filter(pk=finding.condition_id).exists():
        raise ValidationError("Điều kiện này không thuộc danh hiệu, hình thức được đề nghị.")
    finding.by = by
    change = save_changed if finding.pk else save_new
    return change(finding, Verb.CONDITION_FOUND, by=by)


@action
def add_quota(quota, *, by):
    quota.cluster_year.refuse_if_closed()
    return save_new(quota, Verb.QUOTA_ADDED, by=by)


@action
def change_quota(quota, *, by):
    quota.cluster_year.refuse_if_closed()
    return save_changed(quota, Verb.QUOTA_CHANGED, by=by)


@action
def remove_quota(quota, *, by):
    quota.cluster_year.refuse_if_closed()
    remove(quota, Verb.QUOTA_REMOVED, by=by)
