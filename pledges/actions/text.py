"""Writing the text of a pledge: contents, targets, registrations, legal bases."""

import uuid

from django.core.exceptions import ValidationError

from audit.record import action, record, remove, save_new
from audit.verbs import Verb
from clusters.models import ClusterYear
from pledges.bursts import save_typed
from pledges.fingerprint import signing_day
from pledges.models import Basis, Content, Pledge, Registration, Target
from pledges.moves import Status, last_position, refuse_unless_open
from pledges.registering import late_reason
from pledges.removed import Removed
from pledges.tree import TOO_DEEP, numbered, place_of, siblings

TYPED = {Pledge: Verb.PLEDGE_CHANGED, Content: Verb.CONTENT_CHANGED, Target: Verb.TARGET_CHANGED}


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
def change_pledge(pledge, *, by, seen=None):
    """``seen`` is the revision that the writer had before them; Meanwhile is raised where it is not the last."""
    row = refuse_unless_open(pledge)
    # What others did since the form was opened stands: the form does not carry these.
    pledge.status, pledge.comments_due_on, pledge.round = row.status, row.comments_due_on, row.round
    pledge.source_id = row.source_id
    return save_typed(pledge, Verb.PLEDGE_CHANGED, by=by, seen=seen)


@action
def type_text(row, values, *, by, seen, base=None, is_left=False):
    """Save what is being typed into a pledge, a content or a target: ``values`` is {field: value}.

    The row is read anew under the lock, so other fields stay as others left them. ``seen`` and ``base`` are the
    revision and the texts that the writer began with, ``is_left`` says that they are done with the row. Raises
    Meanwhile where somebody else changed the same text, ValidationError where the text may not be written.
    """
    pledge = row if isinstance(row, Pledge) else row.pledge
    locked = refuse_unless_open(pledge)
    fresh = locked if isinstance(row, Pledge) else type(row).objects.get(pk=row.pk)
    for name, value in values.items():
        setattr(fresh, name, value)
    return save_typed(fresh, TYPED[type(row)], by=by, seen=seen, base=base, is_left=is_left)


@action
def copy_text(pledge, *, by):
    """Copy this unit's wording, contents, targets and bases to the other units' drafts that have no
    contents yet. Returns how many drafts received it; raises ValidationError where there is none."""
    others = [
        row
        for row in Pledge.objects.current()
        .select_for_update(of=("self",))
        .filter(cluster_year=pledge.cluster_year, shape=Pledge.Shape.PER_UNIT, status=Status.DRAFT)
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
def add_content(content, *, by, position=None):
    """Add a content, or a sub-point of one: at the end, or before the one that stands at ``position``.

    A key that the pledge has already is an addition that was sent twice: the row that is there is returned.
    """
    refuse_unless_open(content.pledge)
    content.key = content.key or uuid.uuid4()
    if there := content.pledge.contents.filter(key=content.key).first():
        return there
    rows = siblings(content.pledge, content.parent)
    content.position = last_position(rows) + 1
    save_new(content, Verb.CONTENT_ADDED, by=by)
    if position is not None and position < len(rows):
        rows.insert(position, content)
        _lay_in_order(rows)
    return content


@action
def add_contents(pledge, items, *, by):
    """Append many contents at once; ``items`` is ``[(text, [point, …]), …]``. Returns how many lines were added."""
    refuse_unless_open(pledge)
    lines = []
    first = last_position(pledge.contents.filter(parent=None)) + 1
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
def change_content(content, *, by, seen=None):
    """``seen`` as in change_pledge."""
    refuse_unless_open(content.pledge)
    return save_typed(content, Verb.CONTENT_CHANGED, by=by, seen=seen)


@action
def move_content(content, parent, position, *, by):
    """Put a content at ``position`` (from 0) among the points of ``parent``, or among the contents (None).

    Where it stands there already nothing happens. Raises ValidationError for a content with points.
    """
    refuse_unless_open(content.pledge)
    content = Content.objects.select_related("parent", "pledge").get(pk=content.pk)
    if parent is not None and content.points.exists():
        raise ValidationError(TOO_DEEP)
    before = numbered(content)
    rows = [row for row in siblings(content.pledge, parent) if row != content]
    rows.insert(max(0, min(position, len(rows))), content)
    content.parent = parent
    content.full_clean()
    content.save(update_fields=["parent"])
    _lay_in_order(rows)
    after = numbered(content)
    if after != before:
        record(Verb.CONTENT_MOVED, by=by, subject=content, changes=[["Thứ tự", before, after]])
    return content


def _lay_in_order(rows):
    for position, row in enumerate(rows, start=1):
        if row.position != position:
            row.position = position
            row.save(update_fields=["position"])


@action
def merge_content(content, *, by):
    """Join a content to the one above it, its points after the other's. Raises ValidationError for the first."""
    refuse_unless_open(content.pledge)
    content = Content.objects.select_related("pledge", "parent").get(pk=content.pk)
    rows = siblings(content.pledge, content.parent)
    if content == rows[0]:
        raise ValidationError("Phía trên không có nội dung để gộp vào.")
    above = rows[rows.index(content) - 1]
    points = [*above.points.all(), *content.points.all()]
    before = above.text
    above.text = f"{above.text} {content.text}"
    above.revision += 1
    above.full_clean()
    above.save()
    for point in content.points.all():
        point.parent = above
        point.save(update_fields=["parent"])
    _lay_in_order(points)
    changes = [["Nội dung", before, above.text], ["Nội dung được gộp vào", content.text, ""]]
    content.comments.update(content=above)
    content.delete()
    record(Verb.CONTENT_CHANGED, by=by, subject=above, changes=changes)
    return above


@action
def remove_content(content, *, by):
    """Take out a content with its sub-points. Returns what put_back needs."""
    refuse_unless_open(content.pledge)
    removed = Removed.of_content(content)
    remove(content, Verb.CONTENT_REMOVED, by=by)
    return removed


@action
def put_back(pledge, removed, *, by):
    """Undo the removal of a content or a target: it stands where it stood, with all that belonged to it."""
    refuse_unless_open(pledge)
    rows = []
    for row in removed.rows(pledge):
        row.full_clean()
        row.save(force_insert=True)
        rows.append(row)
    if isinstance(rows[0], Content):
        among = [row for row in siblings(pledge, rows[0].parent) if row != rows[0]]
        among.insert(removed.position, rows[0])
        _lay_in_order(among)
        pledge.comments.filter(content=None, content_key=rows[0].key).update(content=rows[0])
    verb = Verb.CONTENT_ADDED if isinstance(rows[0], Content) else Verb.TARGET_ADDED
    changes = [["Hoàn tác việc bỏ", "", str(row)] for row in rows]
    record(verb, by=by, subject=rows[0], changes=changes)
    return rows[0]


@action
def add_target(target, *, by):
    refuse_unless_open(target.pledge)
    target.position = last_position(target.pledge.targets.all()) + 1
    return save_new(target, Verb.TARGET_ADDED, by=by)


@action
def change_target(target, *, by, seen=None):
    """``seen`` as in change_pledge."""
    refuse_unless_open(target.pledge)
    return save_typed(target, Verb.TARGET_CHANGED, by=by, seen=seen)


@action
def move_target(target, position, *, by):
    """Put a target at ``position`` (from 0); where it stands there already nothing happens."""
    refuse_unless_open(target.pledge)
    _move(target, list(target.pledge.targets.all()), position, Verb.TARGET_CHANGED, by)


def _move(row, rows, position, verb, by):
    here = place_of(row, rows)
    rows.insert(max(0, min(position, len(rows) - 1)), rows.pop(here))
    _lay_in_order(rows)
    there = rows.index(row)
    if there != here:
        subject, label = (row.pledge, f"Thứ tự căn cứ “{row}”") if isinstance(row, Basis) else (row, "Thứ tự")
        record(verb, by=by, subject=subject, changes=[[label, str(here + 1), str(there + 1)]])


@action
def remove_target(target, *, by):
    """Take out a target with what the units registered for it. Returns what put_back needs."""
    refuse_unless_open(target.pledge)
    removed = Removed.of_target(target)
    remove(target, Verb.TARGET_REMOVED, by=by, note=removed.registered)
    return removed


@action
def register(unit, values, *, by, reason=""):
    """Write a unit's figures. ``values`` maps a Target to a Decimal, or to None for "not registered".

    After the deadline only the chair's side and the secretariat write, with a reason. Raises ValidationError for
    them without one, for others, for a unit that is not a member of the year, and for a frozen pledge.
    """
    if not values:
        return
    pledge = refuse_unless_open(next(iter(values)).pledge)
    note = late_reason(pledge, by, reason)
    changes = _write_figures(pledge, unit, values)
    if changes:
        record(Verb.REGISTERED, by=by, subject=pledge, changes=changes, note=f"{unit}{note}")


@action
def register_table(pledge, table, *, by, reason="", seen=None):
    """Write the figures of many units at once: ``table`` is {unit: {target: figure or None}}.

    ``seen`` is {(unit id, target id): the figure the writer had before them}: what somebody else has changed
    since is not overwritten, nothing is written then. Raises ValidationError as register does.
    """
    pledge = refuse_unless_open(pledge)
    stored = {
        (row.unit_id, row.target_id): row.value for row in Registration.objects.filter(target__pledge=pledge)
    }
    changes = []
    for unit, values in table.items():
        wanted = {
            target: value
            for target, value in values.items()
            if value != (seen or stored).get((unit.pk, target.pk))
        }
        ahead = [
            target
            for target, value in wanted.items()
            if seen is not None
            and stored.get((unit.pk, target.pk)) not in (value, seen.get((unit.pk, target.pk)))
        ]
        if ahead:
            raise ValidationError(
                f"Mức của {unit.name_on(pledge.named_on())} vừa được người khác ghi. Chưa lưu số nào; các số vừa gõ "
                "còn ở bảng dưới. Xem lại rồi lưu lần nữa."
            )
        changes += _write_figures(pledge, unit, wanted) if wanted else []
    if changes:
        record(
            Verb.REGISTERED, by=by, subject=pledge, changes=changes, note=late_reason(pledge, by, reason)[2:]
        )
    return len(changes)


def _write_figures(pledge, unit, values):
    if unit.pk not in pledge.place().unit_ids:
        raise ValidationError("Đơn vị không phải là thành viên trong năm này.")
    changes = []
    for target, value in values.items():
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
        if str(row) != before:
            row.revision += 1
            row.save()
            changes.append([target.text, before, str(row)])
    return changes


@action
def add_basis(basis, *, by):
    refuse_unless_open(basis.pledge)
    basis.position = last_position(basis.pledge.bases.all()) + 1
    return save_new(basis, Verb.BASIS_ADDED, by=by)


@action
def move_basis(basis, position, *, by):
    """Put a basis at ``position`` (from 0); where it stands there already nothing happens."""
    refuse_unless_open(basis.pledge)
    _move(basis, list(basis.pledge.bases.select_related("document")), position, Verb.PLEDGE_CHANGED, by)


@action
def remove_basis(basis, *, by):
    refuse_unless_open(basis.pledge)
    remove(basis, Verb.BASIS_REMOVED, by=by)
