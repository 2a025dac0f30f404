"""What is done to nominations and proposals. Every function is one transaction and one event."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from audit.record import action, record, remove, save_changed, save_new
from audit.verbs import Verb
from awards.appraisal import Appraisal, refusal_of_conditions
from awards.entering import DECISION, grant_as_entered
from awards.models import AwardForm, ChecklistItem, Motion, Nomination, Proposal, Review
from awards.moves import Move
from awards.postings import running, said
from awards.proposing import refuse_mixed_levels
from awards.rules import kept
from documents.uploads import delete_on_commit, refuse_one_too_many
from vietnamese.dates import short_date

Status = Nomination.Status
SAME_NAME = (
    "Người được đề nghị trùng họ tên với người xét. Là người khác thì đánh dấu xác nhận; là chính mình thì chọn "
    "không tham gia xét."
)

NOT_LOWER = "“{award}” cao hơn “{asked}” đang đề nghị. Chọn danh hiệu, hình thức thấp hơn."


def _lock(nomination):
    return Nomination.objects.select_for_update(of=("self",)).get(pk=nomination.pk)


def _step(nomination, to, is_back=False, **fields):
    """Lock the dossier, check that ``to`` may follow its status, write it. Raises ValidationError.

    A step back is taken only where it is meant (``is_back``): no step forward ever leads there. A reason for which
    the dossier was once sent back is over with the next step.
    """
    fields = {"sent_back_reason": "", **fields}
    row = _lock(nomination)
    if to == row.status:
        raise ValidationError(f"Hồ sơ đang ở bước “{row.get_status_display()}” nên không cần chuyển nữa.")
    if to not in Nomination.STEPS[row.status] or is_back != (Nomination.BACK.get(row.status) == to):
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


def _lock_proposal(row):
    """Lock the tờ trình that carries a dossier, so that it is not issued meanwhile; return its status, "" for none."""
    if row.proposal_id is None:
        return ""
    return Proposal.objects.select_for_update(of=("self",)).get(pk=row.proposal_id).status


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
    """Start a dossier. Raises ValidationError for a recorded year, one whose books were handed over, a unit that is
    not a member of it, an award that is not in force, or a nominee who stands for it already."""
    nomination.cluster_year.refuse_if_closed()
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
    if evidence.item_id and not ChecklistItem.objects.about(row.award).filter(pk=evidence.item_id).exists():
        raise ValidationError({"item": "Giấy tờ này không thuộc danh hiệu, hình thức được đề nghị."})
    refuse_one_too_many(row.evidence.all())
    evidence.uploaded_by = by
    return save_new(evidence, Verb.EVIDENCE_ADDED, by=by)


@action
def remove_evidence(evidence, *, by):
    """Take a file out of a draft; the file itself is deleted once the row is gone for good."""
    _refuse_unless_draft(evidence.nomination)
    remove(evidence, Verb.EVIDENCE_REMOVED, by=by)
    delete_on_commit(evidence.file)


@action
def submit(nomination, *, by, today=None):
    """Draft → submitted. Raises ValidationError for a dossier without an achievement text, and for a condition
    that is not met and that the unit has not explained."""
    row = _lock(nomination)
    if not row.achievement:
        raise ValidationError({"achievement": "Ghi tóm tắt thành tích trước khi nộp hồ sơ."})
    if row.is_editable:
        _refuse_unmet(
            Appraisal(row, today).judgement.unexplained,
            "Kiểm tra lại số liệu; nếu đúng thì ghi giải trình ở mục Điều kiện rồi nộp. Hồ sơ vẫn giữ nguyên.",
        )
    changes = _step(nomination, Status.SUBMITTED, submitted_at=timezone.now())
    record(Verb.NOMINATION_SUBMITTED, by=by, subject=nomination, changes=changes)


def _refuse_unmet(verdicts, what_next):
    if verdicts:
        raise ValidationError(refusal_of_conditions(verdicts, what_next))


@action
def receive(nomination, *, by, today=None):
    """Submitted → received. From now on the dossier is judged by the rules of this day."""
    changes = _receive(nomination, today or timezone.localdate())
    record(Verb.NOMINATION_RECEIVED, by=by, subject=nomination, changes=changes)


def _receive(nomination, today):
    return _step(nomination, Status.RECEIVED, received_on=today, rules_kept=kept(nomination.award, today))


@action
def appraise(nomination, without="", *, by):
    """Received → appraised: the dossier is complete and goes before those who review it.

    ``without`` is the reason for going on without papers that have to be there. Raises ValidationError where
    one is missing and no reason is given, and for a condition that is not met.
    """
    changes, note = _appraise(nomination, without)
    record(Verb.NOMINATION_APPRAISED, by=by, subject=nomination, changes=changes, note=note)


def _appraise(nomination, without=""):
    """Return the changes, and the note about papers that are missing."""
    row, without = _lock(nomination), without.strip()
    if row.status == Status.RECEIVED:
        appraisal = Appraisal(row)
        _refuse_unmet(
            appraisal.judgement.blocking,
            "Ghi kết luận ở mục Điều kiện nếu vẫn đạt, hoặc trả lại hồ sơ. Hồ sơ vẫn giữ nguyên.",
        )
        missing = ", ".join(f"“{paper.rule.words}”" for paper in appraisal.missing_papers)
        if missing and not without:
            raise ValidationError(
                {
                    "without": f"Hồ sơ còn thiếu: {missing}. Yêu cầu đơn vị bổ sung, hoặc ghi lý do vẫn chuyển xét. "
                    "Hồ sơ vẫn giữ nguyên."
                }
            )
        without = f"Chuyển xét khi còn thiếu {missing}: {without}" if missing else ""
    return _step(nomination, Status.APPRAISED), without


@action
def send_back(nomination, reason, *, by):
    """Exactly one step back, with a reason that the other side reads. Raises ValidationError without one,
    or where the proposal that carries the dossier is issued."""
    changes = _send_back(nomination, reason)
    record(Verb.NOMINATION_SENT_BACK, by=by, subject=nomination, changes=changes, note=reason.strip())


def _send_back(nomination, reason):
    if not reason.strip():
        raise ValidationError({"reason": "Ghi lý do trả lại hồ sơ."})
    row = _lock(nomination)
    back = Nomination.BACK.get(row.status)
    if back is None:
        raise ValidationError(f"Hồ sơ đang ở bước “{row.get_status_display()}” nên không trả lại được.")
    if row.status == Status.PROPOSED and _lock_proposal(row) == Proposal.Status.ISSUED:
        raise ValidationError("Tờ trình đã ban hành nên không trả lại hồ sơ được nữa.")
    fields = {"sent_back_reason": reason.strip()}
    if back == Status.REVIEWED:
        fields["proposal"] = None
    changes = []
    if back not in Nomination.LOWERED_IN and row.lowered_to_id:
        fields |= {"lowered_to": None, "lowered_reason": ""}
        changes = [["Mức đề nghị", row.lowered_to.name, row.award.name]]
    return _step(nomination, back, is_back=True, **fields) + changes


@action
def withdraw(nomination, reason, *, by):
    """End a dossier that is not decided. A draft tờ trình loses it; in an issued one it stays listed.

    Raises ValidationError without a reason, or once it is decided.
    """
    if not reason.strip():
        raise ValidationError({"reason": "Ghi lý do rút hồ sơ."})
    row = _lock(nomination)
    fields = {"proposal": None} if _lock_proposal(row) == Proposal.Status.DRAFT else {}
    changes = _step(nomination, Status.WITHDRAWN, **fields)
    if fields:
        changes += [["Tờ trình", str(row.proposal), ""]]
    record(Verb.NOMINATION_WITHDRAWN, by=by, subject=nomination, changes=changes, note=reason.strip())


@action
def lower(nomination, award, reason, *, by, today=None):
    """Ask for another award than was put in, while the dossier is reviewed or in a draft tờ trình; the award
    put in asks for it again.

    Raises ValidationError in another step, without a reason, or for an award of another subject, one that
    is not in force, that is asked for already, or for which the nominee has a dossier of its own.
    """
    row = _lock(nomination)
    if row.status not in Nomination.LOWERED_IN:
        raise ValidationError(
            f"Hồ sơ đang ở bước “{row.get_status_display()}”; chỉ hạ mức được từ khi xét đến trước khi ban hành "
            "tờ trình."
        )
    if row.motions.filter(status=Motion.Status.OPEN).exists():
        raise ValidationError(
            "Hồ sơ đang được biểu quyết nên chưa hạ mức được. Kết thúc hoặc hủy biểu quyết rồi hạ mức."
        )
    if row.status == Status.PROPOSED and _lock_proposal(row) != Proposal.Status.DRAFT:
        raise ValidationError("Hồ sơ đã trình nên không hạ mức được nữa.")
    if errors := _errors_of_lowering(row, award, reason, row.received_on or today or timezone.localdate()):
        raise ValidationError(errors)
    before, back = row.award_now, award == row.award
    row.lowered_to, row.lowered_reason = (None, "") if back else (award, reason.strip())
    row.save(update_fields=["lowered_to", "lowered_reason"])
    nomination.refresh_from_db()
    changes = [["Mức đề nghị", before.name, award.name]]
    record(Verb.NOMINATION_LOWERED, by=by, subject=nomination, changes=changes, note=reason.strip())


def _errors_of_lowering(row, award, reason, day):
    errors = {}
    if not reason.strip():
        errors["reason"] = "Ghi lý do hạ mức."
    if award is None:
        errors["award"] = "Chọn danh hiệu, hình thức thấp hơn."
    elif award == row.award_now:
        errors["award"] = f"Hồ sơ đang đề nghị “{award}”. Chọn danh hiệu, hình thức khác."
    elif award.subject != row.nominee_kind:
        errors["award"] = f"“{award}” không dành cho {row.get_nominee_kind_display().lower()}."
    elif award.is_above(row.award):
        errors["award"] = NOT_LOWER.format(award=award, asked=row.award)
    elif award != row.award and not AwardForm.objects.valid_on(day).filter(pk=award.pk).exists():
        errors["award"] = f"“{award}” không áp dụng vào ngày {short_date(day)}."
    elif row.others_of_nominee().asking_now().filter(asked_now=award.pk).exists():
        errors["award"] = f"{row.nominee_name} đã có hồ sơ khác đề nghị “{award}” trong năm."
    return errors


# --- the leaders -------------------------------------------------------------------------------------


@action
def review(review, *, by, is_another=False):
    """Write a leader's opinion, new or changed, while the dossier is being reviewed.

    Raises ValidationError for a dossier in another step, for a reviewer of the nominee's own unit, for one who has
    stepped aside, and for one of the nominee's name who has not said to be another person (``is_another``).
    """
    row = _lock(review.nomination)
    if row.status != Status.APPRAISED:
        raise ValidationError(
            f"Hồ sơ đang ở bước “{row.get_status_display()}”; chỉ cho ý kiến được khi hồ sơ đang xét."
        )
    if row.unit_id in by.reach().reading_ids():
        raise ValidationError("Người của chính đơn vị không xét hồ sơ của đơn vị mình.")
    if row.recusals.filter(reviewer=by).exists():
        raise ValidationError("Đã ghi không tham gia xét hồ sơ này nên không cho ý kiến được.")
    if row.bears_name(by.full_name) and not is_another:
        raise ValidationError({"is_another": SAME_NAME})
    note = "Người xét trùng tên với người được đề nghị, xác nhận là người khác." if is_another else ""
    existing = Review.objects.filter(nomination=row, reviewer=by).first()
    if existing is None:
        review.reviewer = by
        return save_new(review, Verb.NOMINATION_REVIEWED, by=by, note=note)
    existing.opinion, existing.score, existing.comment = review.opinion, review.score, review.comment
    return save_changed(existing, Verb.NOMINATION_REVIEWED, by=by, note=note)


@action
def close_review(nomination, *, by):
    """Appraised → reviewed. Raises ValidationError while no leader has given an opinion, and where the session voted
    against what the dossier still asks for."""
    changes = _close_review(nomination)
    record(Verb.REVIEW_CLOSED, by=by, subject=nomination, changes=changes)


def _close_review(nomination):
    row = _lock(nomination)
    if row.status == Status.APPRAISED and not row.reviews.exists():
        raise ValidationError("Chưa có ý kiến xét nào nên chưa kết thúc xét được.")
    if row.status == Status.APPRAISED and (lost := row.lost_vote()):
        raise ValidationError(
            f"“{lost.asked}” đã biểu quyết không đạt tại “{lost.session.title}”. Trả lại hồ sơ, hạ mức, hoặc đưa ra "
            "biểu quyết ở phiên họp khác. Hồ sơ vẫn giữ nguyên."
        )
    return _step(nomination, Status.REVIEWED)


# What several dossiers do at once, each as it does alone: (dossier, reason, day) → what changes.
MOVES = {
    Move.RECEIVE: lambda row, reason, today: _receive(row, today),
    Move.APPRAISE: lambda row, reason, today: _appraise(row)[0],
    Move.CLOSE: lambda row, reason, today: _close_review(row),
    Move.SEND_BACK: lambda row, reason, today: _send_back(row, reason),
}


# --- the proposal and the decision -------------------------------------------------------------------


@action
def add_proposal(proposal, nominations, *, by):
    """Draw up a tờ trình for reviewed nominations of one year, which thereby are proposed.

    Raises ValidationError where one is not reviewed, of another year, or put to another body, and where awards of
    the President, of the Government and of others would stand in one paper.
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
    refuse_mixed_levels(nominations)
    for nomination in nominations:
        _step(nomination, Status.PROPOSED, proposal=proposal)


@action
def change_proposal(proposal, *, by):
    stored = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if stored.status == Proposal.Status.ISSUED:
        raise ValidationError("Tờ trình đã ban hành nên không sửa được nữa.")
    nominations = list(proposal.nominations.select_related("award", "lowered_to"))
    for nomination in nominations:
        if nomination.put_to_body != proposal.put_to:
            raise ValidationError(
                f"{nomination}: hồ sơ gửi {nomination.put_to_body}, khác nơi nhận tờ trình."
            )
    refuse_mixed_levels(nominations)
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
    elif row.proposal and (still := running(row.proposal.postings.all(), on)):
        errors["on"] = f"{said(still)} Hết thời hạn mới ghi nhận được kết quả."
    if outcome == Nomination.Outcome.GRANTED:
        granted = row.award_now
    elif outcome == Nomination.Outcome.REFUSED:
        granted = None
    elif granted is None or granted == row.award_now:
        errors["granted"] = "Chọn danh hiệu, hình thức thấp hơn được tặng."
    elif granted.subject != row.nominee_kind:
        errors["granted"] = f"“{granted}” không dành cho {row.get_nominee_kind_display().lower()}."
    elif granted.is_above(row.award_now):
        errors["granted"] = NOT_LOWER.format(award=granted, asked=row.award_now)
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
    _enter_as_proposed(nomination, by)
    record(Verb.NOMINATION_RECORDED, by=by, subject=nomination, note=nomination.source_note)
    return nomination


def _enter_as_proposed(nomination, by):
    if nomination.unit_id not in nomination.cluster_year.place().unit_ids:
        raise ValidationError({"unit": "Đơn vị không phải là thành viên trong năm này."})
    nomination.created_by = by
    nomination.full_clean()
    nomination.save(force_insert=True)
    for status in (Status.SUBMITTED, Status.RECEIVED, Status.APPRAISED, Status.REVIEWED, Status.PROPOSED):
        _step(nomination, status)


@action
def record_award(nomination, number, on, signer="", *, by, today=None):
    """Enter an award that is decided already, in one step, in a running year or a past one.

    Raises ValidationError without number, day or source, for a day to come, a unit that is not a member, or a
    nominee who has a dossier for it.
    """
    errors = {}
    if not number.strip():
        errors["number"] = "Ghi số quyết định."
    if on is None:
        errors["on"] = "Ghi ngày quyết định."
    elif on > (today or timezone.localdate()):
        errors["on"] = "Ngày quyết định không thể sau hôm nay."
    if not nomination.source_note.strip():
        errors["source_note"] = "Ghi nguồn: quyết định, báo cáo hoặc trang đã đăng."
    if errors:
        raise ValidationError(errors)
    _enter_as_proposed(nomination, by)
    note = f"Người ký quyết định: {signer.strip()}." if signer.strip() else ""
    grant_as_entered(nomination, number.strip(), on, note).save(update_fields=DECISION)
    changes = [
        ["Được tặng", "", nomination.granted.name],
        ["Quyết định", "", f"{nomination.decision_number}, {short_date(on)}"],
        ["Cơ quan quyết định", "", nomination.put_to_body],
    ]
    note = "\n".join(filter(None, [note, nomination.source_note]))
    record(Verb.AWARD_RECORDED, by=by, subject=nomination, changes=changes, note=note)
    return nomination
