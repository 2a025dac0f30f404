"""What is done to nominations and proposals. Every function is one transaction and one event."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from audit.record import action, record, remove, save_changed, save_new
from audit.verbs import Verb
from awards.models import Nomination, Proposal, Review
from awards.postings import running, said
from vietnamese.dates import short_date

Status = Nomination.Status


def _lock(nomination):
    return Nomination.objects.select_for_update(of=("self",)).get(pk=nomination.pk)


def _step(nomination, to, **fields):
    """Lock the dossier, check that ``to`` may follow its status, write it. Raises ValidationError.

    A reason for which it was once sent back is over with the next step.
    """
    fields = {"sent_back_reason": "", **fields}
    row = _lock(nomination)
    if to not in Nomination.STEPS[row.status]:
        raise ValidationError(
            f"Hồ sơ đang ở bước “{row.get_status_display()}” nên không chuyển sang “{Status(to).label}” được. "
            "Tải lại trang để xem tình trạng mới nhất."
        )
    changes = [["Tình trạng", row.get_status_display(), str(Status(to).label)]]
    row.status = to
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=["status", *fields])
    nomination.refresh_from_db()
    return changes


def _refuse_unless_draft(nomination):
    row = _lock(nomination)
    if not row.is_editable:
        raise ValidationError(
            f"Hồ sơ đang ở bước “{row.get_status_display()}” nên không sửa được; "
            "cơ quan tiếp nhận trả lại thì đơn vị mới sửa được."
        )


# --- the dossier -------------------------------------------------------------------------------------


@action
def add_nomination(nomination, *, by):
    """Start a dossier. Raises ValidationError for a recorded year, a unit that is not a member of it, an award
    that is not in force, or a nominee who stands for it already."""
    if nomination.cluster_year.is_recorded:
        raise ValidationError("Năm nhập lại từ hồ sơ chỉ ghi nhận đề nghị theo nguồn, không lập hồ sơ mới.")
    if nomination.unit_id not in nomination.cluster_year.place().unit_ids:
        raise ValidationError({"unit": "Đơn vị không phải là thành viên trong năm này."})
    nomination.created_by = by
    return save_new(nomination, Verb.NOMINATION_ADDED, by=by)


@action
def change_nomination(nomination, *, by):
    _refuse_unless_draft(nomination)
    return save_changed(nomination, Verb.NOMINATION_CHANGED, by=by)


@action
def add_evidence(evidence, *, by):
    """Keep a checked file with the dossier while it is a draft or out for appraisal.

    Raises ValidationError for a decided or withdrawn dossier, or a file that is there already.
    """
    row = _lock(evidence.nomination)
    if row.status not in (Status.DRAFT, Status.SUBMITTED, Status.RECEIVED, Status.APPRAISED):
        raise ValidationError(
            f"Hồ sơ đang ở bước “{row.get_status_display()}” nên không thêm tài liệu được nữa."
        )
    evidence.uploaded_by = by
    return save_new(evidence, Verb.EVIDENCE_ADDED, by=by)


@action
def remove_evidence(evidence, *, by):
    """Take a file out of a draft; the file itself is deleted once the row is gone for good."""
    from django.db import transaction

    _refuse_unless_draft(evidence.nomination)
    stored = evidence.file
    remove(evidence, Verb.EVIDENCE_REMOVED, by=by)
    transaction.on_commit(lambda: stored.delete(save=False))


@action
def submit(nomination, *, by):
    """Draft → submitted. Raises ValidationError for a dossier without an achievement text."""
    row = _lock(nomination)
    if not row.achievement:
        raise ValidationError({"achievement": "Ghi tóm tắt thành tích trước khi nộp hồ sơ."})
    changes = _step(nomination, Status.SUBMITTED, submitted_at=timezone.now())
    record(Verb.NOMINATION_SUBMITTED, by=by, subject=nomination, changes=changes)


@action
def receive(nomination, *, by, today=None):
    changes = _step(nomination, Status.RECEIVED, received_on=today or timezone.localdate())
    record(Verb.NOMINATION_RECEIVED, by=by, subject=nomination, changes=changes)


@action
def appraise(nomination, *, by):
    """Received → appraised: the dossier is complete and goes before those who review it."""
    changes = _step(nomination, Status.APPRAISED)
    record(Verb.NOMINATION_APPRAISED, by=by, subject=nomination, changes=changes)


@action
def send_back(nomination, reason, *, by):
    """Exactly one step back, with a reason that the other side reads. Raises ValidationError without one,
    or where the proposal that carries the dossier is issued."""
    if not reason.strip():
        raise ValidationError({"reason": "Ghi lý do trả lại hồ sơ."})
    row = _lock(nomination)
    back = Nomination.BACK.get(row.status)
    if back is None:
        raise ValidationError(f"Hồ sơ đang ở bước “{row.get_status_display()}” nên không trả lại được.")
    if row.status == Status.PROPOSED and row.proposal and row.proposal.status == Proposal.Status.ISSUED:
        raise ValidationError("Tờ trình đã ban hành nên không trả lại hồ sơ được nữa.")
    fields = {"sent_back_reason": reason.strip()}
    if back == Status.REVIEWED:
        fields["proposal"] = None
    changes = _step(nomination, back, **fields)
    record(Verb.NOMINATION_SENT_BACK, by=by, subject=nomination, changes=changes, note=reason.strip())


@action
def withdraw(nomination, reason, *, by):
    if not reason.strip():
        raise ValidationError({"reason": "Ghi lý do rút hồ sơ."})
    changes = _step(nomination, Status.WITHDRAWN)
    record(Verb.NOMINATION_WITHDRAWN, by=by, subject=nomination, changes=changes, note=reason.strip())


# --- the leaders -------------------------------------------------------------------------------------


@action
def review(review, *, by):
    """Write a leader's opinion, new or changed, while the dossier is being reviewed.

    Raises ValidationError for a dossier in another step, and for a reviewer of the nominee's own unit.
    """
    row = _lock(review.nomination)
    if row.status != Status.APPRAISED:
        raise ValidationError(
            f"Hồ sơ đang ở bước “{row.get_status_display()}”; chỉ cho ý kiến được khi hồ sơ đang xét."
        )
    if row.unit_id in by.reach().units:
        raise ValidationError("Người của chính đơn vị không xét hồ sơ của đơn vị mình.")
    existing = Review.objects.filter(nomination=row, reviewer=by).first()
    if existing is None:
        review.reviewer = by
        return save_new(review, Verb.NOMINATION_REVIEWED, by=by)
    existing.opinion, existing.score, existing.comment = review.opinion, review.score, review.comment
    return save_changed(existing, Verb.NOMINATION_REVIEWED, by=by)


@action
def close_review(nomination, *, by):
    """Appraised → reviewed. Raises ValidationError while no leader has given an opinion."""
    if not nomination.reviews.exists():
        raise ValidationError("Chưa có ý kiến xét nào nên chưa kết thúc xét được.")
    changes = _step(nomination, Status.REVIEWED)
    record(Verb.REVIEW_CLOSED, by=by, subject=nomination, changes=changes)


# --- the proposal and the decision -------------------------------------------------------------------


@action
def add_proposal(proposal, nominations, *, by):
    """Draw up a tờ trình for reviewed nominations of one year, which thereby are proposed.

    Raises ValidationError where one is not reviewed, of another year, or put to another body.
    """
    nominations = list(nominations)
    if not nominations:
        raise ValidationError("Chọn ít nhất một hồ sơ đã xét để trình.")
    save_new(
        proposal, Verb.PROPOSAL_ADDED, by=by, note="; ".join(str(nomination) for nomination in nominations)
    )
    _carry(proposal, nominations)
    return proposal


def _carry(proposal, nominations):
    for nomination in nominations:
        if nomination.cluster_year_id != proposal.cluster_year_id:
            raise ValidationError(f"{nomination}: hồ sơ thuộc năm khác.")
        if nomination.put_to_body != proposal.put_to:
            raise ValidationError(
                f"{nomination}: hồ sơ gửi {nomination.put_to_body}, tờ trình gửi {proposal.put_to}. "
                "Lập tờ trình riêng cho từng nơi nhận."
            )
        _step(nomination, Status.PROPOSED, proposal=proposal)


@action
def change_proposal(proposal, *, by):
    stored = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if stored.status == Proposal.Status.ISSUED:
        raise ValidationError("Tờ trình đã ban hành nên không sửa được nữa.")
    for nomination in proposal.nominations.all():
        if nomination.put_to_body != proposal.put_to:
            raise ValidationError(
                f"{nomination}: hồ sơ gửi {nomination.put_to_body}, khác nơi nhận tờ trình."
            )
    return save_changed(proposal, Verb.PROPOSAL_CHANGED, by=by)


@action
def issue_proposal(proposal, *, by, today=None):
    """Draft → issued: it has a number, a day, a signatory, and stands from now on."""
    stored = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if stored.status == Proposal.Status.ISSUED:
        raise ValidationError("Tờ trình đã ban hành rồi.")
    missing = [
        label
        for label, value in (
            ("số, ký hiệu", stored.number),
            ("ngày ký", stored.dated_on),
            ("người ký", stored.signatory),
            ("đơn vị ký", stored.signer_unit_id),
        )
        if not value
    ]
    if missing:
        raise ValidationError(f"Tờ trình còn thiếu: {', '.join(missing)}.")
    if stored.dated_on > (today or timezone.localdate()):
        raise ValidationError({"dated_on": "Ngày ký không thể sau hôm nay."})
    if not stored.nominations.exists():
        raise ValidationError("Tờ trình không còn hồ sơ nào.")
    if still := running(stored.postings.all(), today or timezone.localdate()):
        raise ValidationError(f"{said(still)} Hết thời hạn mới ban hành được tờ trình.")
    stored.status = Proposal.Status.ISSUED
    stored.save(update_fields=["status"])
    proposal.refresh_from_db()
    record(
        Verb.PROPOSAL_ISSUED,
        by=by,
        subject=proposal,
        changes=[["Số, ký hiệu", "", proposal.number], ["Ngày ký", "", short_date(proposal.dated_on)]],
    )


def _decide(nomination, outcome, number, on, granted, note, today):
    """Lock one dossier and write its result; return what changed. Raises ValidationError as ``decide`` says."""
    row = _lock(nomination)
    if row.status == Status.PROPOSED and row.proposal and row.proposal.status != Proposal.Status.ISSUED:
        raise ValidationError("Tờ trình mang hồ sơ này chưa ban hành nên chưa ghi kết quả được.")
    errors = {}
    if not number.strip():
        errors["number"] = "Ghi số quyết định."
    if on is None:
        errors["on"] = "Ghi ngày quyết định."
    elif on > (today or timezone.localdate()):
        errors["on"] = "Ngày quyết định không thể sau hôm nay."
    if outcome == Nomination.Outcome.GRANTED:
        granted = row.award
    elif outcome == Nomination.Outcome.REFUSED:
        granted = None
    elif granted is None or granted == row.award:
        errors["granted"] = "Chọn danh hiệu, hình thức thấp hơn được tặng."
    elif granted.subject != row.nominee_kind:
        errors["granted"] = f"“{granted}” không dành cho {row.get_nominee_kind_display().lower()}."
    if errors:
        raise ValidationError(errors)
    changes = _step(
        nomination,
        Status.DECIDED,
        outcome=outcome,
        granted=granted,
        decision_number=number.strip(),
        decided_on=on,
        decision_note=note.strip(),
    )
    changes += [
        ["Kết quả", "", nomination.get_outcome_display()],
        ["Được tặng", "", str(granted or "")],
        ["Quyết định", "", f"{nomination.decision_number}, {short_date(on)}"],
    ]
    return changes


@action
def decide(nomination, outcome, number, on, granted=None, note="", *, by, today=None):
    """Enter the decision of the body that confers: granted, granted lower, or refused; final.

    Raises ValidationError for a dossier that is not proposed or not in an issued proposal, for a missing
    number or day, a day in the future, a lower award that is the same one, or of another subject.
    """
    changes = _decide(nomination, outcome, number, on, granted, note, today)
    record(Verb.NOMINATION_DECIDED, by=by, subject=nomination, changes=changes, note=note.strip())


@action
def record_proposed(nomination, *, by):
    """Enter a nomination of a past year as proposed, as a source reports it; nothing more is claimed.

    Raises ValidationError in a running year.
    """
    if not nomination.cluster_year.is_recorded:
        raise ValidationError("Chỉ ghi nhận như vậy với năm nhập lại từ hồ sơ.")
    if nomination.unit_id not in nomination.cluster_year.place().unit_ids:
        raise ValidationError({"unit": "Đơn vị không phải là thành viên trong năm này."})
    nomination.created_by = by
    nomination.full_clean()
    nomination.save(force_insert=True)
    for status in (Status.SUBMITTED, Status.RECEIVED, Status.APPRAISED, Status.REVIEWED, Status.PROPOSED):
        _step(nomination, status)
    record(Verb.NOMINATION_RECORDED, by=by, subject=nomination, note=nomination.source_note)
    return nomination
