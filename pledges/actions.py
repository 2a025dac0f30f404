"""What is done to pledges and conferences. Every function is one transaction and one event."""

import uuid

from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import OF_UNIT
from audit.record import action, record, remove, save_changed, save_new
from audit.verbs import Verb
from clusters.models import ClusterYear, OfficeTerm
from pledges.fingerprint import fingerprint_of, parties_of, signing_day, text_of
from pledges.models import Basis, Content, Pledge, Registration, Signature, Target
from vietnamese.dates import date_range, short_date

Status = Pledge.Status


def _step(pledge, to, **fields):
    """Lock the pledge, check that ``to`` may follow its status, write it. Raises ValidationError."""
    row = Pledge.objects.select_for_update(of=("self",)).get(pk=pledge.pk)
    if to not in Pledge.STEPS[row.status]:
        raise ValidationError(
            f"Giao ước đang ở bước “{row.get_status_display()}” nên không chuyển sang "
            f"“{Status(to).label}” được. Tải lại trang để xem tình trạng mới nhất."
        )
    changes = [["Tình trạng", row.get_status_display(), str(Status(to).label)]]
    row.status = to
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=["status", *fields])
    pledge.refresh_from_db()
    return changes


def _refuse_unless_open(pledge):
    """Raise ValidationError where the text may not be written any more; locks the row."""
    row = Pledge.objects.select_for_update(of=("self",)).get(pk=pledge.pk)
    if row.is_frozen:
        raise ValidationError(
            f"Giao ước đang ở bước “{row.get_status_display()}” nên nội dung không sửa được nữa."
        )
    return row


def _last_position(rows):
    return max((row.position for row in rows), default=0)


# --- writing the text ------------------------------------------------------------------------------


@action
def add_pledges(pledge, *, by):
    """Lay down the year's pledge: the joint text, or one draft with the same wording for every member.

    ``pledge`` is unsaved. Returns the list of pledges made. Raises ValidationError where the year has
    one already, or has no members.
    """
    year = pledge.cluster_year
    # Two people who start the two shapes in the same second: the second one sees what the first one made.
    ClusterYear.objects.select_for_update(of=("self",)).get(pk=year.pk)
    units = [membership.unit for membership in year.members_on(signing_day(year))]
    if not units:
        raise ValidationError(
            "Cụm, khối chưa có đơn vị thành viên trong năm này. Thêm đơn vị rồi lập giao ước."
        )
    other = Pledge.objects.filter(cluster_year=year).exclude(shape=pledge.shape).first()
    if other:
        raise ValidationError(f"Năm này đã có giao ước theo hình thức “{other.get_shape_display()}”.")
    if pledge.shape == Pledge.Shape.JOINT:
        made = save_new(pledge, Verb.PLEDGE_ADDED, by=by)
        _take_bases(made)
        return [made]
    made = []
    existing = set(Pledge.objects.filter(cluster_year=year).values_list("unit_id", flat=True))
    for unit in units:
        if unit.pk in existing:
            continue
        copy = Pledge(
            **{
                field.name: getattr(pledge, field.name)
                for field in Pledge._meta.concrete_fields
                if field.name not in {"id", "unit"}
            },
            unit=unit,
        )
        copy.full_clean()
        copy.save(force_insert=True)
        _take_bases(copy)
        made.append(copy)
    if not made:
        raise ValidationError("Mỗi đơn vị trong năm này đã có một bản giao ước.")
    names = "; ".join(str(copy.unit) for copy in made)
    record(Verb.PLEDGE_ADDED, by=by, subject=made[0], changes=[["Bản riêng của các đơn vị", "", names]])
    return made


def _take_bases(pledge):
    """A new pledge begins with the legal bases of its year."""
    rows = pledge.cluster_year.documents.filter(role="basis")
    for position, row in enumerate(rows, 1):
        Basis.objects.create(pledge=pledge, document_id=row.document_id, position=position)


@action
def change_pledge(pledge, *, by):
    row = _refuse_unless_open(pledge)
    # What others did since the form was opened stands: the form does not carry these.
    pledge.status, pledge.comments_due_on = row.status, row.comments_due_on
    return save_changed(pledge, Verb.PLEDGE_CHANGED, by=by)


@action
def copy_text(pledge, *, by):
    """Copy this unit's wording, contents, targets and bases to the other units' drafts that have no
    contents yet. Returns how many drafts received it; raises ValidationError where there is none."""
    others = [
        row
        for row in Pledge.objects.select_for_update(of=("self",)).filter(
            cluster_year=pledge.cluster_year, shape=Pledge.Shape.PER_UNIT, status=Status.DRAFT
        )
        if row.pk != pledge.pk and not row.contents.exists() and not row.targets.exists()
    ]
    if not others:
        raise ValidationError("Không còn bản dự thảo nào của đơn vị khác đang trống để chép sang.")
    contents = list(pledge.contents.filter(parent=None).prefetch_related("points"))
    for other in others:
        other.opening, other.closing, other.originals = pledge.opening, pledge.closing, pledge.originals
        other.save(update_fields=["opening", "closing", "originals"])
        for content in contents:
            top = Content.objects.create(
                pledge=other, position=content.position, text=content.text, key=content.key
            )
            for point in content.points.all():
                Content.objects.create(
                    pledge=other, parent=top, position=point.position, text=point.text, key=point.key
                )
        for target in pledge.targets.all():
            Target.objects.create(
                pledge=other,
                position=target.position,
                kind=target.kind,
                text=target.text,
                population=target.population,
                value=target.value,
                measure=target.measure,
            )
        for basis in pledge.bases.all():
            Basis.objects.get_or_create(
                pledge=other, document=basis.document, defaults={"position": basis.position}
            )
    names = "; ".join(str(other.unit) for other in others)
    record(Verb.PLEDGE_COPIED, by=by, subject=pledge, changes=[["Chép sang", "", names]])
    return len(others)


@action
def add_content(content, *, by):
    """Append a content, or a sub-point of one; the number follows from its place."""
    _refuse_unless_open(content.pledge)
    content.key = content.key or uuid.uuid4()
    content.position = _last_position(content.pledge.contents.filter(parent=content.parent)) + 1
    return save_new(content, Verb.CONTENT_ADDED, by=by)


@action
def add_contents(pledge, items, *, by):
    """Append many contents at once; ``items`` is ``[(text, [point, …]), …]``. Returns how many lines were added."""
    _refuse_unless_open(pledge)
    lines = []
    first = _last_position(pledge.contents.filter(parent=None)) + 1
    for position, (text, points) in enumerate(items, start=first):
        top = Content(pledge=pledge, position=position, text=text)
        branch = [top, *(Content(pledge=pledge, parent=top, text=point) for point in points)]
        for place, row in enumerate(branch):
            row.position = place or position
            row.full_clean()
            row.save(force_insert=True)
        lines += [["Nội dung", "", text], *(["Điểm", "", point] for point in points)]
    if not lines:
        raise ValidationError({"text": "Chưa có nội dung nào để thêm."})
    record(Verb.CONTENT_ADDED, by=by, subject=pledge, changes=lines)
    return len(lines)


@action
def change_content(content, *, by):
    _refuse_unless_open(content.pledge)
    return save_changed(content, Verb.CONTENT_CHANGED, by=by)


@action
def move_content(content, up, *, by):
    """Exchange a content with its neighbour above (``up``) or below; at the edge nothing happens."""
    _refuse_unless_open(content.pledge)
    rows = list(content.pledge.contents.filter(parent=content.parent).order_by("position", "pk"))
    here = rows.index(content)
    there = here - 1 if up else here + 1
    if 0 <= there < len(rows):
        rows[here], rows[there] = rows[there], rows[here]
        for position, row in enumerate(rows, start=1):
            row.position = position
            row.save(update_fields=["position"])
    change = ["Thứ tự", str(here + 1), str(max(0, min(there, len(rows) - 1)) + 1)]
    record(Verb.CONTENT_MOVED, by=by, subject=content, changes=[change])


@action
def remove_content(content, *, by):
    """Take out a content with its sub-points."""
    _refuse_unless_open(content.pledge)
    remove(content, Verb.CONTENT_REMOVED, by=by)


@action
def add_target(target, *, by):
    _refuse_unless_open(target.pledge)
    target.position = _last_position(target.pledge.targets.all()) + 1
    return save_new(target, Verb.TARGET_ADDED, by=by)


@action
def change_target(target, *, by):
    _refuse_unless_open(target.pledge)
    return save_changed(target, Verb.TARGET_CHANGED, by=by)


@action
def remove_target(target, *, by):
    _refuse_unless_open(target.pledge)
    remove(target, Verb.TARGET_REMOVED, by=by)


@action
def register(unit, values, *, by):
    """Write a unit's figures. ``values`` maps a Target to a Decimal, or to None for "not registered".

    Raises ValidationError for a unit that is not a member of the year, or a frozen pledge.
    """
    changes = []
    pledge = None
    for target, value in values.items():
        if pledge is None:
            pledge = _refuse_unless_open(target.pledge)
            if unit.pk not in pledge.place().unit_ids:
                raise ValidationError("Đơn vị không phải là thành viên trong năm này.")
        row = Registration.objects.filter(target=target, unit=unit).first()
        before = str(row) if row else ""
        if value is None:
            if row:
                row.delete()
                changes.append([target.text, before, ""])
            continue
        row = row or Registration(target=target, unit=unit)
        row.value = value
        row.full_clean()
        row.save()
        if str(row) != before:
            changes.append([target.text, before, str(row)])
    if changes:
        record(Verb.REGISTERED, by=by, subject=pledge, changes=changes, note=str(unit))


@action
def add_basis(basis, *, by):
    _refuse_unless_open(basis.pledge)
    basis.position = _last_position(basis.pledge.bases.all()) + 1
    return save_new(basis, Verb.BASIS_ADDED, by=by)


@action
def remove_basis(basis, *, by):
    _refuse_unless_open(basis.pledge)
    remove(basis, Verb.BASIS_REMOVED, by=by)


# --- comments and agreement --------------------------------------------------------------------------


@action
def send_for_comments(pledge, due_on, *, by, today=None):
    """Draft → out for comments until ``due_on`` (its last day). Raises ValidationError for an empty text
    or a deadline that is over."""
    if not pledge.contents.exists():
        raise ValidationError("Giao ước chưa có nội dung nào. Thêm nội dung rồi gửi lấy ý kiến.")
    if due_on is None or due_on < (today or timezone.localdate()):
        raise ValidationError({"comments_due_on": "Hạn góp ý phải từ hôm nay trở đi."})
    changes = _step(pledge, Status.COMMENTING, comments_due_on=due_on)
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
    changes = _step(pledge, Status.DRAFT, fingerprint="", frozen=None, agreed_at=None)
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
    changes = _agree(pledge)
    record(Verb.PLEDGE_AGREED, by=by, subject=pledge, changes=changes)


def _agree(pledge, countersigned_by=None):
    # Locked before it is read: what somebody writes meanwhile is either in the text or refused.
    Pledge.objects.select_for_update(of=("self",)).get(pk=pledge.pk)
    text = text_of(pledge)
    fingerprint = fingerprint_of(text)
    changes = _step(pledge, Status.AGREED, frozen=text, fingerprint=fingerprint, agreed_at=timezone.now())
    units = parties_of(pledge)
    for position, unit in enumerate(units, start=1):
        Signature.objects.create(pledge=pledge, unit=unit, position=position, post=unit.head_post)
    if pledge.shape == Pledge.Shape.PER_UNIT:
        chair = countersigned_by or _countersigning_unit(pledge.cluster_year)
        if chair:
            Signature.objects.create(
                pledge=pledge,
                role=Signature.Role.COUNTERSIGN,
                unit=chair,
                position=len(units) + 1,
                post=chair.head_post,
            )
        elif not pledge.cluster_year.is_recorded:
            raise ValidationError(
                "Năm này chưa có cụm trưởng, khối trưởng để ký công nhận. Ghi nhận nhiệm kỳ trước."
            )
    return [*changes, ["Mã đối chiếu nội dung", "", fingerprint]]


def _countersigning_unit(cluster_year):
    last = cluster_year.office_terms.chairs().select_related("unit").order_by("-starts_on").first()
    return last and last.unit


# --- signing -----------------------------------------------------------------------------------------


@action
def sign(signature, *, by, today=None):
    """Record that a unit has signed; ``signature`` carries signatory, post, authority, day and conference.

    With the last signature the pledge becomes signed. Raises ValidationError for a text that is not
    agreed, a place that is signed already, a day in the future, or a missing name, post or day.
    """
    today = today or timezone.localdate()
    pledge = Pledge.objects.select_for_update(of=("self",)).get(pk=signature.pledge_id)
    stored = Signature.objects.select_for_update(of=("self",)).get(pk=signature.pk)
    if pledge.status != Status.AGREED:
        raise ValidationError(
            f"Giao ước đang ở bước “{pledge.get_status_display()}” nên không ký được. "
            "Chỉ ký giao ước đã thống nhất."
        )
    if stored.is_signed:
        raise ValidationError(f"{stored.unit} đã ký ngày {short_date(stored.signed_on)}.")
    _check_signature(signature, pledge, today)
    signature.is_signed = True
    signature.full_clean()
    signature.save()
    note = ""
    if not pledge.signatures.filter(is_signed=False).exists():
        pledge.status, pledge.signed_at = Status.SIGNED, timezone.now()
        pledge.save(update_fields=["status", "signed_at"])
        note = "Đã đủ chữ ký; giao ước chuyển sang “Đã ký”."
    changes = [
        ["Đơn vị", "", str(signature.unit)],
        ["Người ký", "", signature.signatory],
        ["Chức vụ", "", signature.post],
        ["Thẩm quyền ký", "", signature.get_authority_display()],
        ["Ngày ký", "", short_date(signature.signed_on)],
    ]
    record(Verb.SIGNED, by=by, subject=pledge, changes=changes, note=note)
    return signature


def _check_signature(signature, pledge, today):
    errors = {}
    if not signature.signatory:
        errors["signatory"] = "Ghi họ và tên người ký."
    if not signature.post:
        errors["post"] = "Ghi chức vụ người ký."
    if signature.authority == Signature.Authority.UNKNOWN:
        errors["authority"] = "Chọn thẩm quyền ký."
    if (
        signature.authority not in (Signature.Authority.OWN, Signature.Authority.UNKNOWN)
        and not signature.on_behalf_of
    ):
        errors["on_behalf_of"] = "Ghi rõ thay mặt, ký thay, thừa lệnh hoặc thừa ủy quyền của ai."
    if signature.signed_on is None:
        errors["signed_on"] = "Ghi ngày ký."
    elif signature.signed_on > today:
        errors["signed_on"] = "Ngày ký không thể sau hôm nay."
    if signature.ceremony_id and signature.ceremony.signing_year_id != pledge.cluster_year_id:
        errors["ceremony"] = "Hội nghị này không ký giao ước của năm này."
    elif (
        signature.ceremony_id
        and signature.signed_on
        and not signature.ceremony.takes_place_on(signature.signed_on)
    ):
        errors["signed_on"] = (
            f"Hội nghị họp {date_range(signature.ceremony.starts_on, signature.ceremony.ends_on)}. Ký ngày khác thì "
            "chọn “Không ký tại hội nghị”."
        )
    if (
        signature.role == Signature.Role.COUNTERSIGN
        and pledge.signatures.filter(role=Signature.Role.PARTY, is_signed=False).exists()
    ):
        raise ValidationError("Đơn vị ký trước; cụm trưởng, khối trưởng ký công nhận sau.")
    if errors:
        raise ValidationError(errors)


@action
def withdraw_signature(signature, reason, *, by):
    """Take back a signature that was recorded by mistake, while the pledge is not signed by all."""
    if not reason.strip():
        raise ValidationError({"reason": "Ghi lý do rút ghi nhận đã ký."})
    pledge = Pledge.objects.select_for_update(of=("self",)).get(pk=signature.pledge_id)
    stored = Signature.objects.select_for_update(of=("self",)).get(pk=signature.pk)
    if pledge.status != Status.AGREED or not stored.is_signed:
        raise ValidationError("Chỉ rút được khi đơn vị đã được ghi nhận ký và giao ước chưa đủ chữ ký.")
    changes = [["Người ký", stored.signatory, ""], ["Ngày ký", short_date(stored.signed_on), ""]]
    stored.is_signed, stored.signed_on, stored.ceremony = False, None, None
    stored.save()
    record(
        Verb.SIGNATURE_WITHDRAWN,
        by=by,
        subject=pledge,
        changes=changes,
        note=f"{stored.unit}: {reason.strip()}",
    )


@action
def record_signed(pledge, signatures=None, countersigned_by=None, *, by):
    """Enter a pledge of a past year as signed, as far as the sources go.

    ``signatures`` maps a unit id, or ``"countersign"``, to a dict with any of ``signatory``, ``post``,
    ``authority``, ``on_behalf_of``, ``signed_on``, ``ceremony``; a unit whose id is not there is left
    as "not known whether it signed". None stands for: every unit signed, nothing more is known.
    ``countersigned_by`` is the chair of another year, where a wrap-up's own chair countersigned the
    pledges of the next year. Raises ValidationError in a running year, and for a unit that never chaired.
    """
    if not pledge.cluster_year.is_recorded:
        raise ValidationError(
            "Chỉ ghi nhận như vậy với năm nhập lại từ hồ sơ; năm đang diễn ra thì từng đơn vị ký."
        )
    if countersigned_by and not OfficeTerm.objects.chairs().filter(
        cluster_year__cluster=pledge.cluster_year.cluster_id, unit=countersigned_by
    ):
        raise ValidationError("Đơn vị ký công nhận phải là cụm trưởng, khối trưởng.")
    changes = _agree(pledge, countersigned_by)
    for signature in pledge.signatures.all():
        is_countersign = signature.role == Signature.Role.COUNTERSIGN
        key = "countersign" if is_countersign else signature.unit_id
        if signatures is not None and key not in signatures:
            continue
        known = {} if signatures is None else signatures[key]
        signature.is_signed = True
        signature.signatory = known.get("signatory", "")
        signature.post = known.get("post", "")
        signature.authority = known.get("authority", Signature.Authority.UNKNOWN)
        signature.on_behalf_of = known.get("on_behalf_of", "")
        signature.signed_on = known.get("signed_on")
        signature.ceremony = known.get("ceremony")
        signature.full_clean()
        signature.save()
    changes += _step(pledge, Status.SIGNED, signed_at=timezone.now())
    record(Verb.PLEDGE_RECORDED, by=by, subject=pledge, changes=changes, note=pledge.source_note)


# --- conferences -------------------------------------------------------------------------------------


@action
def add_ceremony(ceremony, *, by):
    ceremony.clean()
    return save_new(ceremony, Verb.CEREMONY_ADDED, by=by)


@action
def change_ceremony(ceremony, *, by):
    return save_changed(ceremony, Verb.CEREMONY_CHANGED, by=by)


def _add_part(part, rows, verb, by):
    part.position = _last_position(rows) + 1
    return save_new(part, verb, by=by)


@action
def add_participant(participant, *, by):
    """Add a person or a body; the first witness makes the conference one with witnesses."""
    _note_witness(participant)
    return _add_part(participant, participant.ceremony.participants.all(), Verb.PARTICIPANT_ADDED, by)


def _note_witness(participant):
    ceremony = participant.ceremony
    if participant.is_witness and ceremony.witnesses_known != "some":
        ceremony.witnesses_known = "some"
        ceremony.save(update_fields=["witnesses_known"])


@action
def change_participant(participant, *, by):
    _note_witness(participant)
    return save_changed(participant, Verb.PARTICIPANT_CHANGED, by=by)


@action
def remove_participant(participant, *, by):
    remove(participant, Verb.PARTICIPANT_REMOVED, by=by)


@action
def add_agenda_item(item, *, by):
    return _add_part(item, item.ceremony.agenda.all(), Verb.AGENDA_ADDED, by)


@action
def change_agenda_item(item, *, by):
    return save_changed(item, Verb.AGENDA_CHANGED, by=by)


@action
def remove_agenda_item(item, *, by):
    remove(item, Verb.AGENDA_REMOVED, by=by)


@action
def add_remark(remark, *, by):
    return _add_part(remark, remark.ceremony.remarks.all(), Verb.REMARK_ADDED, by)


@action
def change_remark(remark, *, by):
    return save_changed(remark, Verb.REMARK_CHANGED, by=by)


@action
def remove_remark(remark, *, by):
    remove(remark, Verb.REMARK_REMOVED, by=by)


@action
def add_follow_up(follow_up, *, by):
    return _add_part(follow_up, follow_up.ceremony.follow_ups.all(), Verb.FOLLOW_UP_ADDED, by)


@action
def change_follow_up(follow_up, *, by):
    return save_changed(follow_up, Verb.FOLLOW_UP_CHANGED, by=by)


@action
def remove_follow_up(follow_up, *, by):
    remove(follow_up, Verb.FOLLOW_UP_REMOVED, by=by)
