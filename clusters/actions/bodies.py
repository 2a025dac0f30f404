"""What is done to authorities, units, people, clusters and their members."""

from django.core.exceptions import ValidationError

from audit.record import action, insert, record, save_changed, save_new
from audit.verbs import Verb
from clusters.models import Membership, Unit


@action
def add_authority(authority, *, by):
    return save_new(authority, Verb.AUTHORITY_ADDED, by=by)


@action
def end_authority(authority, on, note, *, by):
    """The authority ceases to exist on a day; its clusters and papers stay readable."""
    authority.ended_on, authority.ended_note = on, note
    return save_changed(authority, Verb.AUTHORITY_ENDED, by=by)


@action
def add_unit(unit, *, by):
    return save_new(unit, Verb.UNIT_ADDED, by=by)


@action
def change_unit(unit, *, by):
    return save_changed(unit, Verb.UNIT_CHANGED, by=by)


@action
def add_person(person, *, by):
    return save_new(person, Verb.PERSON_ADDED, by=by)


@action
def change_person(person, *, by):
    return save_changed(person, Verb.PERSON_CHANGED, by=by)


@action
def add_post(post, *, by):
    return save_new(post, Verb.POST_ADDED, by=by)


@action
def change_post(post, *, by):
    return save_changed(post, Verb.POST_CHANGED, by=by)


@action
def add_cluster(cluster, *, by):
    cluster.clean()
    return save_new(cluster, Verb.CLUSTER_ADDED, by=by)


@action
def change_cluster(cluster, *, by):
    return save_changed(cluster, Verb.CLUSTER_CHANGED, by=by)


@action
def add_member(membership, *, by):
    """Add a unit to a cluster; without a position it goes to the end of the list."""
    if not membership.position:
        last = membership.cluster.memberships.order_by("-position").first()
        membership.position = (last.position if last else 0) + 1
    return save_new(membership, Verb.MEMBER_ADDED, by=by)


@action
def add_members(cluster, units, names, starts_on, is_start_known=True, *, by):
    """Add units to a cluster in one go: those given, then those of the typed names. One event for all.

    A name that a unit of the cluster's authority bears means that unit; any other name makes a new one.
    All or none: raises ValidationError that names the unit which was refused.
    """
    known = {unit.name: unit for unit in Unit.objects.filter(authority=cluster.authority, ended_on=None)}
    wanted = [*units, *(known.get(name) or Unit(authority=cluster.authority, name=name) for name in names)]
    last = cluster.memberships.order_by("-position").first()
    made, changes = [], []
    for position, unit in enumerate(wanted, start=(last.position if last else 0) + 1):
        what = "Đơn vị thành viên" if unit.pk else "Đơn vị thành viên, mới thêm"
        membership = Membership(
            cluster=cluster, position=position, starts_on=starts_on, is_start_known=is_start_known
        )
        try:
            insert(unit)
            membership.unit = unit
            insert(membership)
        except ValidationError as error:
            raise ValidationError([f"{unit}: {sentence}" for sentence in error.messages]) from error
        made.append(membership)
        changes.append([what, "", unit.name])
    record(Verb.MEMBER_ADDED, by=by, subject=cluster, changes=changes)
    return made


@action
def change_member(membership, *, by):
    return save_changed(membership, Verb.MEMBER_CHANGED, by=by)


@action
def order_members(cluster, unit_ids, *, by):
    """Number the cluster's memberships in the order of ``unit_ids``; units left out keep their order, last."""
    rows = list(cluster.memberships.select_for_update(of=("self",)).select_related("unit"))
    rank = {unit_id: place for place, unit_id in enumerate(unit_ids)}
    rows.sort(key=lambda row: (rank.get(row.unit_id, len(rank)), row.position, row.pk))
    for position, row in enumerate(rows, start=1):
        row.position = position
        row.save(update_fields=["position"])
    order = "; ".join(f"{row.position}. {row.unit}" for row in rows)
    record(Verb.MEMBERS_ORDERED, by=by, subject=cluster, changes=[["Thứ tự", "", order]])
