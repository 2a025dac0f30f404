"""From draft to agreement: rounds of comments, answers, consents, the text taken whole."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import OF_UNIT
from audit.record import action, record, save_changed, save_new
from audit.verbs import Verb
from pledges.consents import Answers, refuse_without_consent, write_consents
from pledges.fingerprint import fingerprint_of, parties_of, text_of
from pledges.models import Comment, Consent, PledgeVersion
from pledges.moves import Status, lay_down_agreement, locked, refuse_step, step
from vietnamese.dates import short_date

Verdict = Comment.Verdict


@action
def send_for_comments(pledge, due_on, note="", *, by, today=None):
    """Draft, or what is out for comments already → out for comments until ``due_on`` (its last day): the next
    round, whose text is kept as a numbered version with ``note``, what was changed. Raises ValidationError for
    an empty text, a deadline that is over, or a round that would bring nothing new."""
    if not pledge.contents.exists():
        raise ValidationError("Giao ước chưa có nội dung nào. Thêm nội dung rồi gửi lấy ý kiến.")
    if due_on is None or due_on < (today or timezone.localdate()):
        raise ValidationError({"comments_due_on": "Hạn góp ý phải từ hôm nay trở đi."})
    row = locked(pledge)
    number, text = row.round + 1, text_of(pledge)
    sent = pledge.versions.filter(number=row.round, due_on=due_on, fingerprint=fingerprint_of(text))
    if row.status == Status.COMMENTING and sent.exists():
        raise ValidationError(
            f"Văn bản và hạn góp ý không khác lần {row.round} đã gửi nên chưa gửi thêm lần nào. Sửa văn bản, "
            "hoặc ghi hạn góp ý mới."
        )
    changes = step(pledge, Status.COMMENTING, comments_due_on=due_on, round=number)
    version = PledgeVersion(
        pledge=pledge,
        number=number,
        text=text,
        fingerprint=fingerprint_of(text),
        due_on=due_on,
        note=note,
        made_by=by,
    )
    version.full_clean()
    version.save(force_insert=True)
    record(
        Verb.PLEDGE_SENT,
        by=by,
        subject=pledge,
        changes=[*changes, ["Lần lấy ý kiến", "", str(number)], ["Hạn góp ý", "", short_date(due_on)]],
        note=note,
    )


@action
def comment(comment, *, by, today=None):
    """A unit's word on a draft; that it agrees to the whole is its consent to the text of this round.

    Raises ValidationError where the pledge is not out for comments, after the last day, or where the unit is
    not a member of the year, or not the author's own.
    """
    row = locked(comment.pledge)
    if row.status != Status.COMMENTING:
        raise ValidationError(
            f"Giao ước đang ở bước “{row.get_status_display()}”, không ở bước lấy ý kiến nên chưa nhận góp ý."
        )
    if row.comments_due_on and (today or timezone.localdate()) > row.comments_due_on:
        raise ValidationError(
            f"Hạn góp ý đã hết ngày {short_date(row.comments_due_on)} nên ý kiến này chưa được ghi nhận. "
            "Liên hệ người soạn giao ước để được gửi lấy ý kiến lại."
        )
    if comment.unit_id not in row.place().unit_ids:
        raise ValidationError("Đơn vị không phải là thành viên trong năm này.")
    if comment.unit_id not in by.reach().unit_ids(*OF_UNIT):
        raise ValidationError("Chỉ cán bộ, đại diện của đơn vị mới góp ý thay mặt đơn vị mình.")
    comment.author, comment.round = by, row.round
    comment.content_key = comment.content.key if comment.content_id else None
    also = _consent_by_comment(row, comment, by)
    return save_new(comment, Verb.COMMENTED, by=by, also=also)


def _consent_by_comment(pledge, comment, by):
    """A unit that agrees consents; one that then asks for a change takes its consent back."""
    agrees = comment.stance == Comment.Stance.AGREES
    if comment.content_id and agrees:
        return []
    held = Consent.objects.filter(pledge=pledge, unit_id=comment.unit_id, round=pledge.round).first()
    label = str(Consent._meta.verbose_name).capitalize()
    if agrees and held is None and comment.unit_id in {unit.pk for unit in parties_of(pledge)}:
        made = Consent(
            pledge=pledge,
            unit_id=comment.unit_id,
            round=pledge.round,
            kind=Consent.Kind.GIVEN,
            recorded_by=by,
        )
        made.full_clean()
        made.save(force_insert=True)
        return [[label, "", made.get_kind_display()]]
    if not agrees and held:
        held.delete()
        return [[label, held.get_kind_display(), ""]]
    return []


@action
def answer(comment, text, verdict=Verdict.NOTED, *, by):
    """What becomes of a suggestion, and why. Raises ValidationError where the text is agreed already, or a
    suggestion is not taken up, or only in part, without a reason."""
    row = locked(comment.pledge)
    if row.is_frozen:
        raise ValidationError(
            f"Giao ước đang ở bước “{row.get_status_display()}” nên không sửa trả lời góp ý được nữa."
        )
    if verdict == Verdict.OPEN:
        raise ValidationError({"verdict": "Chọn kết quả xem xét."})
    if verdict != Verdict.ACCEPTED and not text.strip():
        raise ValidationError({"answer": "Ghi rõ lý do, hoặc phần được tiếp thu."})
    comment.answer, comment.verdict = text, verdict
    comment.answered_by, comment.answered_at = by, timezone.now()
    return save_changed(comment, Verb.COMMENT_ANSWERED, by=by)


@action
def record_consents(pledge, consents, *, by, today=None):
    """Keep how units consented to the text that is out for comments: ``{unit id: Consent.Kind}``.

    Raises ValidationError where it is not out, or where it was changed since it went out.
    """
    row = locked(pledge)
    answers = Answers(row)
    if row.status != Status.COMMENTING or not answers.is_as_sent:
        raise ValidationError(
            "Chỉ ghi nhận được khi văn bản đang lấy ý kiến và chưa sửa so với bản đã gửi. Văn bản đã sửa thì gửi "
            "lại lần nữa, hoặc ghi nhận khi thống nhất."
        )
    lines = write_consents(answers, consents, by, today or timezone.localdate())
    if not lines:
        raise ValidationError("Chưa chọn ý kiến của đơn vị nào.")
    record(Verb.CONSENT_RECORDED, by=by, subject=pledge, changes=lines)
    return len(lines)


@action
def reopen(pledge, reason, *, by):
    """Back to draft, from comments or from agreement, while nobody has signed. Raises ValidationError.

    What was recorded for the agreement that is taken back does not count for the next one; what a unit said
    itself of the text that it got stays.
    """
    if not reason.strip():
        raise ValidationError({"reason": "Ghi lý do đưa giao ước về dự thảo."})
    if pledge.signatures.filter(is_signed=True).exists():
        raise ValidationError("Đã có đơn vị ký nên không đưa giao ước về dự thảo được.")
    was_agreed = locked(pledge).status == Status.AGREED
    changes = step(pledge, Status.DRAFT, fingerprint="", frozen=None, agreed_at=None)
    pledge.signatures.all().delete()
    if was_agreed:
        consents = pledge.consents.filter(round=pledge.round)
        (consents.exclude(kind=Consent.Kind.GIVEN) if pledge.round else consents).delete()
    record(Verb.PLEDGE_REOPENED, by=by, subject=pledge, changes=changes, note=reason.strip())


@action
def agree(pledge, *, by, consents=None, today=None):
    """The text is agreed: it is taken whole, gets its fingerprint, and the places to sign are laid down.

    ``consents`` is ``{unit id: Consent.Kind}`` of the units that have not consented to this wording by
    themselves. Raises ValidationError for a text without contents, a suggestion without an answer, a unit
    without consent, or a unit's own pledge in a year without a chair to countersign it.
    """
    row = locked(pledge)
    refuse_step(row, Status.AGREED)
    if not row.contents.exists():
        raise ValidationError("Giao ước chưa có nội dung nào nên chưa thống nhất được.")
    answers = Answers(row)
    lines = write_consents(answers, consents or {}, by, today or timezone.localdate())
    refuse_without_consent(answers, set(consents or {}))
    changes = lay_down_agreement(pledge)
    record(Verb.PLEDGE_AGREED, by=by, subject=pledge, changes=[*changes, *lines])
