"""Stepping aside from a review, who reads the others' opinions, and reminding those who are missing."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from audit.record import action, differences, insert, record, remove, save_changed, save_new
from audit.verbs import Verb
from awards.models import Nomination, ReviewReminder, ReviewSetting
from awards.models.desk import sight_of
from awards.reminding import write_to_reviewer
from awards.review_progress import ReviewProgress


@action
def step_aside(recusal, *, by):
    """Declare with a reason not to take part in a review; an opinion given before is taken out and kept in the event.

    Raises ValidationError for a dossier that is not under review, without a reason, or for one's own unit.
    """
    row = _lock_under_review(recusal.nomination_id)
    if row.unit_id in by.reach().reading_ids():
        raise ValidationError(
            "Người của đơn vị được đề nghị đương nhiên không xét hồ sơ này nên không cần khai."
        )
    also = []
    for review in row.reviews.filter(reviewer=by):
        also = [[f"{label} (đã bỏ)", text, ""] for label, _, text in differences({}, review)]
        review.delete()
    recusal.reviewer = by
    return save_new(recusal, Verb.REVIEW_STEPPED_ASIDE, by=by, also=also)


@action
def rejoin_review(recusal, *, by):
    """Take back the declaration while the dossier is under review."""
    _lock_under_review(recusal.nomination_id)
    remove(recusal, Verb.REVIEW_REJOINED, by=by)


def _lock_under_review(pk):
    row = Nomination.objects.select_for_update(of=("self",)).get(pk=pk)
    if row.status != Nomination.Status.APPRAISED:
        raise ValidationError(
            f"Hồ sơ đang ở bước “{row.get_status_display()}”; chỉ thay đổi được khi hồ sơ đang xét."
        )
    return row


@action
def set_review_sight(year, sight, *, by):
    """Say whether leaders read each other's opinions while dossiers of the year are under review."""
    year.refuse_if_closed()
    kept = ReviewSetting.objects.filter(cluster_year=year).first()
    if kept is None and sight == sight_of(year.pk):
        return None
    setting = kept or ReviewSetting(cluster_year=year)
    setting.sight = sight
    save = save_new if kept is None else save_changed
    return save(setting, Verb.REVIEW_SETTING_CHANGED, by=by)


@action
def remind_reviewers(year, *, by, today=None):
    """Remind everybody who has dossiers of the year without an opinion, once a day.

    Raises ValidationError where nobody is missing any more, or all were reminded today.
    """
    today = today or timezone.localdate()
    progress = ReviewProgress(year, today)
    if not progress.missing:
        raise ValidationError("Không còn người xét nào thiếu ý kiến nên không nhắc.")
    due = [reviewer for reviewer in progress.missing if not reviewer.was_reminded_on(today)]
    if not due:
        raise ValidationError("Hôm nay đã nhắc tất cả người còn thiếu ý kiến. Có thể nhắc lại vào ngày mai.")
    for reviewer in due:
        insert(
            ReviewReminder(
                cluster_year=year, reviewer=reviewer.user, waiting=reviewer.waiting, reminded_by=by
            )
        )
        write_to_reviewer(reviewer.user, year, reviewer.waiting, today)
    changes = [[reviewer.user.full_name, "", f"còn {reviewer.waiting} hồ sơ"] for reviewer in due]
    record(Verb.REVIEWER_REMINDED, by=by, subject=year, changes=changes)
    return due
