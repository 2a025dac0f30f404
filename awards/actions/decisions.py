"""What is done to decisions and to what follows from them. Every function is one transaction and one event."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from audit.record import action, insert, record, remove, save_changed
from audit.verbs import Verb
from awards.actions.dossiers import NOT_LOWER, _decide, _lock
from awards.decision_check import findings, items_of
from awards.letters import drafted
from awards.models import Cancellation, Decision, DecisionItem, Letter, Nomination
from vietnamese.dates import short_date
from vietnamese.numbers import format_decimal

Outcome = Nomination.Outcome
ISSUED = "Quyết định đã ban hành nên không sửa được nữa."


def _draft(decision):
    """Lock the decision as it stands. Raises ValidationError where it is not a draft any more."""
    stored = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    if not stored.is_draft:
        raise ValidationError(ISSUED)
    return stored


def _take_in(decision, nominations):
    for nomination in nominations:
        if nomination.cluster_year.cluster.authority_id != decision.authority_id:
            raise ValidationError(f"{nomination}: hồ sơ thuộc hệ thống của cơ quan khác.")
        _lock(nomination)
        insert(DecisionItem(decision=decision, nomination=nomination))
    _place_in_year(decision)


def _place_in_year(decision):
    """A decision stands in the books of a year where all its dossiers are of that year."""
    years = set(decision.items.order_by().values_list("nomination__cluster_year", flat=True))
    decision.cluster_year_id = years.pop() if len(years) == 1 else None
    decision.save(update_fields=["cluster_year"])


@action
def add_decision(decision, nominations, *, by):
    """Draw up a decision on proposed dossiers. Raises ValidationError without one, for a dossier that is in
    another decision, not proposed, or of another authority's clusters."""
    nominations = list(nominations)
    if not nominations:
        raise ValidationError("Chọn ít nhất một hồ sơ đã trình.")
    decision.full_clean()
    decision.save(force_insert=True)
    _take_in(decision, nominations)
    names = "; ".join(nomination.nominee_name for nomination in nominations)
    record(Verb.DECISION_ADDED, by=by, subject=decision, note=names)
    return decision


@action
def change_decision(decision, *, by):
    _draft(decision)
    return save_changed(decision, Verb.DECISION_CHANGED, by=by)


@action
def add_decision_items(decision, nominations, *, by):
    stored, nominations = _draft(decision), list(nominations)
    if not nominations:
        raise ValidationError("Chọn ít nhất một hồ sơ đã trình.")
    _take_in(stored, nominations)
    names = "; ".join(nomination.nominee_name for nomination in nominations)
    record(Verb.DECISION_ITEMS_ADDED, by=by, subject=stored, note=names)


@action
def change_decision_item(item, *, by):
    """Raises ValidationError for a lower award that is the one asked for, or of another subject."""
    _draft(item.decision)
    row = item.nomination
    if item.outcome != Outcome.LOWERED:
        item.granted = None
    elif item.granted is None or item.granted == row.award_now:
        raise ValidationError({"granted": "Chọn danh hiệu, hình thức thấp hơn được tặng."})
    elif item.granted.subject != row.nominee_kind:
        kind = row.get_nominee_kind_display().lower()
        raise ValidationError({"granted": f"“{item.granted}” không dành cho {kind}."})
    elif item.granted.is_above(row.award_now):
        raise ValidationError({"granted": NOT_LOWER.format(award=item.granted, asked=row.award_now)})
    return save_changed(item, Verb.DECISION_ITEM_CHANGED, by=by)


@action
def remove_decision_item(item, *, by):
    decision = _draft(item.decision)
    remove(item, Verb.DECISION_ITEM_REMOVED, by=by)
    _place_in_year(decision)


@action
def drop_decision(decision, *, by):
    """Delete a draft; its dossiers wait for a decision again."""
    stored = _draft(decision)
    names = "; ".join(item.nomination.nominee_name for item in items_of(stored))
    record(Verb.DECISION_DROPPED, by=by, subject=stored, note=names)
    stored.delete()


@action
def issue_decision(decision, *, by, today=None):
    """Draft → issued: every dossier in it is decided, or none is.

    Raises ValidationError with one sentence for everything that stands against it, also for what other people
    did meanwhile: a dossier withdrawn, decided by itself, or still posted publicly.
    """
    stored = _draft(decision)
    today = today or timezone.localdate()
    for pk in stored.items.order_by("nomination").values_list("nomination", flat=True):
        Nomination.objects.select_for_update(of=("self",)).get(pk=pk)
    items = items_of(stored)
    against = [finding.text for finding in findings(stored, items, today) if finding.is_grave]
    if against:
        raise ValidationError(["Chưa ban hành, chưa hồ sơ nào được ghi kết quả.", *against])
    for item in items:
        _decide(item.nomination, item.outcome, stored.number, stored.dated_on, item.granted, item.note, today)
    stored.status, stored.issued_by, stored.issued_at = Decision.Status.ISSUED, by, timezone.now()
    stored.save(update_fields=["status", "issued_by", "issued_at"])
    decision.refresh_from_db()
    changes = [
        ["Số, ký hiệu", "", stored.number],
        ["Ngày ký", "", short_date(stored.dated_on)],
        ["Người ký", "", stored.signatory],
        ["Số hồ sơ", "", str(len(items))],
    ]
    record(Verb.DECISION_ISSUED, by=by, subject=decision, changes=changes)


# --- taken back --------------------------------------------------------------------------------------


@action
def cancel_award(cancellation, *, by, today=None):
    """Enter that an award was taken back; of a decision whose last award goes, nothing is in force any more.

    Raises ValidationError for a dossier without an award, and for a day before the decision or after today.
    """
    row = _lock(cancellation.nomination)
    if row.outcome not in (Outcome.GRANTED, Outcome.LOWERED):
        raise ValidationError("Chỉ ghi nhận hủy bỏ đối với hồ sơ đã được khen thưởng.")
    if Cancellation.objects.filter(nomination=row).exists():
        raise ValidationError("Việc hủy bỏ của hồ sơ này đã được ghi nhận.")
    if cancellation.dated_on and cancellation.dated_on > (today or timezone.localdate()):
        raise ValidationError({"dated_on": "Ngày quyết định hủy bỏ không thể sau hôm nay."})
    if cancellation.dated_on and cancellation.dated_on < row.decided_on:
        on = short_date(row.decided_on)
        raise ValidationError(
            {"dated_on": f"Ngày hủy bỏ không thể trước ngày quyết định khen thưởng ({on})."}
        )
    cancellation.entered_by = by
    insert(cancellation)
    _close_cancelled(row)
    changes = [
        ["Quyết định hủy bỏ", "", f"{cancellation.number}, {short_date(cancellation.dated_on)}"],
        ["Cơ quan, người ban hành", "", cancellation.body],
    ]
    record(Verb.AWARD_CANCELLED, by=by, subject=row, changes=changes, note=cancellation.reason)
    return cancellation


def _close_cancelled(nomination):
    """A decision whose every award was taken back is itself cancelled."""
    item = DecisionItem.objects.filter(nomination=nomination).first()
    if item is None:
        return
    decision = Decision.objects.select_for_update(of=("self",)).get(pk=item.decision_id)
    if not Nomination.objects.in_force().filter(decision_item__decision=decision).exists():
        decision.status = Decision.Status.CANCELLED
        decision.save(update_fields=["status"])


@action
def change_recovery(cancellation, *, by):
    """What came back: the object on a day, the money in đồng; nothing else of a cancellation changes."""
    stored = Cancellation.objects.select_for_update(of=("self",)).get(pk=cancellation.pk)
    before = (_day(stored.object_returned_on), _money(stored.recovered_amount))
    stored.object_returned_on = cancellation.object_returned_on
    stored.recovered_amount = cancellation.recovered_amount
    stored.full_clean()
    after = (_day(stored.object_returned_on), _money(stored.recovered_amount))
    if before == after:
        return stored
    stored.save(update_fields=["object_returned_on", "recovered_amount"])
    labels = ("Đã nộp lại hiện vật ngày", "Số tiền đã thu hồi (đồng)")
    changes = [[label, *pair] for label, *pair in zip(labels, before, after, strict=True)]
    record(Verb.RECOVERY_CHANGED, by=by, subject=stored.nomination, changes=changes)
    return stored


def _day(day):
    return short_date(day) if day else ""


def _money(amount):
    return "" if amount is None else format_decimal(amount)


# --- letters -----------------------------------------------------------------------------------------


@action
def draft_letters(decision, kinds, *, by):
    """Draft the letters of the kinds to every unit with a dossier in an issued decision; those that are there stay.

    Raises ValidationError for a draft, and where nothing is left to draft.
    """
    stored = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    if stored.is_draft:
        raise ValidationError("Quyết định chưa ban hành nên chưa có kết quả để thông báo.")
    rows = [item.nomination for item in items_of(stored)]
    about = {
        "number": stored.number,
        "day": stored.dated_on,
        "body": stored.issuer,
        "summary": stored.summary,
    }
    signing = (
        {}
        if not stored.is_own
        else {name: getattr(stored, name) for name in ("signatory", "post", "signs_as")}
    )
    there = set(stored.letters.values_list("unit", "kind"))
    made = []
    for unit, kind, of_unit in _wanted(rows, kinds):
        if (unit.pk, kind) not in there:
            letter = drafted(stored.authority, unit, kind, of_unit, decision=stored, **about)
            for name, value in signing.items():
                setattr(letter, name, value)
            made.append(insert(letter))
    if not made:
        raise ValidationError("Các thư loại này đã được lập cho mọi đơn vị trong quyết định.")
    note = "; ".join(str(letter) for letter in made)
    record(Verb.LETTERS_DRAFTED, by=by, subject=stored, note=note)
    return made


def _wanted(rows, kinds):
    """Yield (unit, kind, its dossiers): a result or a refusal to whom it concerns, the decision to all in it."""
    units = {}
    for row in rows:
        units.setdefault(row.unit, []).append(row)
    for unit, of_unit in units.items():
        refused = [row for row in of_unit if row.outcome == Outcome.REFUSED]
        awarded = [row for row in of_unit if row.outcome != Outcome.REFUSED]
        told = {Letter.Kind.RESULT: awarded, Letter.Kind.REFUSAL: refused, Letter.Kind.TRANSFER: of_unit}
        for kind, found in told.items():
            if kind in kinds and found:
                yield unit, kind, found


@action
def draft_letter(nomination, *, by):
    """Draft the letter on a dossier that another body's decision settled by itself."""
    row = _lock(nomination)
    if not row.outcome:
        raise ValidationError("Hồ sơ chưa có kết quả để thông báo.")
    if DecisionItem.objects.filter(nomination=row).exists():
        raise ValidationError("Kết quả của hồ sơ được thông báo theo quyết định có nhiều hồ sơ.")
    kind, authority = Letter.kind_for(row.outcome), row.cluster_year.cluster.authority
    cited = {"number": row.decision_number, "day": row.decided_on, "body": row.put_to_body}
    letter = insert(drafted(authority, row.unit, kind, [row], nomination=row, **cited))
    record(Verb.LETTERS_DRAFTED, by=by, subject=letter)
    return letter


def _letter_step(letter, to, **fields):
    row = Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    if to not in Letter.STEPS[row.status]:
        if to == Letter.Status.RELEASED and row.status == Letter.Status.DRAFT:
            raise ValidationError(f"{row}: chưa có người đọc nên chưa gửi được.")
        raise ValidationError(
            f"{row}: thư đang ở bước “{row.get_status_display()}”. Tải lại trang để xem tình trạng mới nhất."
        )
    changes = [["Tình trạng", row.get_status_display(), str(Letter.Status(to).label)]]
    row.status = to
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=["status", *fields])
    letter.refresh_from_db()
    return changes


@action
def change_letter(letter, *, by):
    """Change the text of a letter that has not gone out; whoever had read it has to read it again."""
    stored = Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    if stored.status == Letter.Status.RELEASED:
        raise ValidationError("Thư đã gửi nên không sửa được nữa.")
    letter.status, letter.read_by, letter.read_at = Letter.Status.DRAFT, None, None
    return save_changed(letter, Verb.LETTER_CHANGED, by=by)


@action
def read_letter(letter, seen=None, *, by):
    """Draft → read: somebody has read exactly this text and stands for it.

    ``seen`` is the ``stamp`` of the text that stood on the page. Raises ValidationError where it is another one now.
    """
    stored = Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    if seen is not None and seen != stored.stamp:
        raise ValidationError("Thư vừa được sửa sau khi mở trang. Đọc lại nội dung dưới đây rồi xác nhận.")
    changes = _letter_step(letter, Letter.Status.READ, read_by=by, read_at=timezone.now())
    record(Verb.LETTER_READ, by=by, subject=letter, changes=changes)


@action
def release_letter(letter, *, by):
    """Read → released: the unit's people see it from now on, and it does not change any more."""
    changes = _letter_step(letter, Letter.Status.RELEASED, released_by=by, released_at=timezone.now())
    record(Verb.LETTER_RELEASED, by=by, subject=letter, changes=changes)


@action
def drop_letter(letter, *, by):
    stored = Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    if stored.status == Letter.Status.RELEASED:
        raise ValidationError("Thư đã gửi nên không bỏ được nữa.")
    remove(letter, Verb.LETTER_DROPPED, by=by)
