"""Writing the text of a pledge: contents, targets, registrations, legal bases."""

import uuid

from django.core.exceptions import ValidationError

from audit.record import action, record, remove, save_changed, save_new
from audit.verbs import Verb
from clusters.models import ClusterYear
from pledges.fingerprint import signing_day
from pledges.models import Basis, Content, Pledge, Registration, Target
from pledges.moves import Status, last_position, refuse_unless_open


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
    row = refuse_unless_open(pledge)
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
    refuse_unless_open(content.pledge)
    content.key = content.key or uuid.uuid4()
    content.position = last_position(content.pledge.contents.filter(parent=content.parent)) + 1
    return save_new(content, Verb.CONTENT_ADDED, by=by)


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
def change_content(content, *, by):
    refuse_unless_open(content.pledge)
    return save_changed(content, Verb.CONTENT_CHANGED, by=by)


@action
def move_content(content, up, *, by):
    """Exchange a content with its neighbour above (``up``) or below; at the edge nothing happens."""
    refuse_unless_open(content.pledge)
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
    refuse_unless_open(content.pledge)
    remove(content, Verb.CONTENT_REMOVED, by=by)


@action
def add_target(target, *, by):
    refuse_unless_open(target.pledge)
    target.position = last_position(target.pledge.targets.all()) + 1
    return save_new(target, Verb.TARGET_ADDED, by=by)


@action
def change_target(target, *, by):
    refuse_unless_open(target.pledge)
    return save_changed(target, Verb.TARGET_CHANGED, by=by)


@action
def remove_target(target, *, by):
    refuse_unless_open(target.pledge)
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
            pledge = refuse_unless_open(target.pledge)
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
    refuse_unless_open(basis.pledge)
    basis.position = last_position(basis.pledge.bases.all()) + 1
    return save_new(basis, Verb.BASIS_ADDED, by=by)


@action
def remove_basis(basis, *, by):
    refuse_unless_open(basis.pledge)
    remove(basis, Verb.BASIS_REMOVED, by=by)
