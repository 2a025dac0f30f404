"""From draft to agreement: comments, answers, the text taken whole."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import OF_UNIT
from audit.record import action, record, save_changed, save_new
from audit.verbs import Verb
from pledges.models import Pledge
from pledges.moves import Status, lay_down_agreement, step
from vietnamese.dates import short_date


@action
def send_for_comments(pledge, due_on, *, by, today=None):
    """Draft → out for comments until ``due_on`` (its last day). Raises ValidationError for an empty text
    or a deadline that is over."""
    if not pledge.contents.exists():
        raise ValidationError("Giao ước chưa có nội dung nào. Thêm nội dung rồi gửi lấy ý kiến.")
    if due_on is None or due_on < (today or timezone.localdate()):
        raise ValidationError({"comments_due_on": "Hạn góp ý phải từ hôm nay trở đi."})
    changes = step(pledge, Status.COMMENTING, comments_due_on=due_on)
    record(
        Verb.PLEDGE_SENT,
        by=by,
        subject=pledge,
        changes=[*changes, ["Hạn góp ý", "", short_date(due_on)]],
    )


@action
def comment(comment, *, by):
    """A unit's word on a draft. Raises ValidationError where the pledge is not out for comments, or
    the unit is not a member of the year, or not the author's own."""
    row = Pledge.objects.select_for_update(of=("self",)).get(pk=comment.pledge_id)
    if row.status != Status.COMMENTING:
        raise ValidationError(
            f"Giao ước đang ở bước “{row.get_status_display()}”, không ở bước lấy ý kiến nên chưa nhận góp ý."
        )
    if comment.unit_id not in row.place().unit_ids:
        raise ValidationError("Đơn vị không phải là thành viên trong năm này.")
    if comment.unit_id not in by.reach().unit_ids(*OF_UNIT):
        raise ValidationError("Chỉ cán bộ, đại diện của đơn vị mới góp ý thay đơn vị mình.")
    comment.author = by
    return save_new(comment, Verb.COMMENTED, by=by)


@action
def answer(comment, text, *, by):
    if not text.strip():
        raise ValidationError({"answer": "Ghi nội dung trả lời."})
    comment.answer = text
    return save_changed(comment, Verb.COMMENT_ANSWERED, by=by)


@action
def reopen(pledge, reason, *, by):
    """Back to draft, from comments or from agreement, while nobody has signed. Raises ValidationError."""
    if not reason.strip():
        raise ValidationError({"reason": "Ghi lý do đưa giao ước về dự thảo."})
    if pledge.signatures.filter(is_signed=True).exists():
        raise ValidationError("Đã có đơn vị ký nên không đưa giao ước về dự thảo được.")
    changes = step(pledge, Status.DRAFT, fingerprint="", frozen=None, agreed_at=None)
    pledge.signatures.all().delete()
    record(Verb.PLEDGE_REOPENED, by=by, subject=pledge, changes=changes, note=reason.strip())


@action
def agree(pledge, *, by):
    """The text is agreed: it is taken whole, gets its fingerprint, and the places to sign are laid down.

    Raises ValidationError for a text without contents, or a unit's own pledge in a year without a chair
    to countersign it.
    """
    if not pledge.contents.exists():
        raise ValidationError("Giao ước chưa có nội dung nào nên chưa thống nhất được.")
    changes = lay_down_agreement(pledge)
    record(Verb.PLEDGE_AGREED, by=by, subject=pledge, changes=changes)
