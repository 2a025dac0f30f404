"""What is done to clusters, their members, years and offices. Every function is one transaction and one event."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone

from audit.record import action, record, remove, save_changed, save_new, sentence_of
from audit.verbs import Verb
from clusters.models import ClusterYear, Membership, OfficeTerm, Plan, PlanItem, Unit


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
            _add(unit)
            membership.unit = unit
            _add(membership)
        except ValidationError as error:
            raise ValidationError([f"{unit}: {sentence}" for sentence in error.messages]) from error
        made.append(membership)
        changes.append([what, "", unit.name])
    record(Verb.MEMBER_ADDED, by=by, subject=cluster, changes=changes)
    return made


def _add(row):
    """Check and insert a row that is not there yet; what the database refuses becomes its sentence."""
    if row.pk:
        return
    row.full_clean()
    try:
        row.save(force_insert=True)
    except IntegrityError as error:
        raise ValidationError(sentence_of(error)) from error


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


@action
def open_year(cluster_year, *, by, today=None):
    """Open a year of a cluster; the calendar year unless days are given.

    Raises ValidationError for a recorded year that is not over yet.
    """
    today = today or timezone.localdate()
    if cluster_year.year and cluster_year.starts_on is None:
        cluster_year.starts_on = date(cluster_year.year, 1, 1)
    if cluster_year.year and cluster_year.ends_on is None:
        cluster_year.ends_on = date(cluster_year.year, 12, 31)
    if cluster_year.is_recorded and (cluster_year.ends_on >= today or cluster_year.year >= today.year):
        raise ValidationError({"is_recorded": "Chỉ năm thi đua đã kết thúc mới được nhập lại từ hồ sơ."})
    return save_new(cluster_year, Verb.YEAR_OPENED, by=by)


@action
def change_year(cluster_year, *, by):
    return save_changed(cluster_year, Verb.YEAR_CHANGED, by=by)


@action
def add_theme(theme, *, by):
    """Add a theme; the year then has one, whatever was known of it before."""
    theme.full_clean()
    theme.save(force_insert=True)
    ClusterYear.objects.filter(pk=theme.cluster_year_id).update(themes_known="some")
    record(Verb.THEME_ADDED, by=by, subject=theme, changes=[["Chủ đề", "", theme.text]])
    return theme


@action
def change_theme(theme, *, by):
    return save_changed(theme, Verb.THEME_CHANGED, by=by)


@action
def remove_theme(theme, *, by):
    year = theme.cluster_year
    remove(theme, Verb.THEME_REMOVED, by=by)
    if not year.themes.exists():
        ClusterYear.objects.filter(pk=year.pk).update(themes_known="unknown")


@action
def save_plan(plan, bases=None, *, by):
    """Write the year's plan, new or changed, with its legal bases where given."""
    if plan.status == Plan.Status.ISSUED and not plan.number and not plan.cluster_year.is_recorded:
        raise ValidationError({"number": "Kế hoạch đã ban hành phải có số, ký hiệu."})
    before = list(plan.bases.all()) if plan.pk else []
    after = before if bases is None else list(bases)
    also = []
    if {row.pk for row in before} != {row.pk for row in after}:
        also = [["Căn cứ", "; ".join(map(str, before)), "; ".join(map(str, after))]]
    write = save_changed if plan.pk else save_new
    write(plan, Verb.PLAN_SAVED, by=by, also=also)
    plan.bases.set(after)
    return plan


@action
def add_plan_item(item, *, by):
    if not item.position:
        item.position = item.plan.items.filter(kind=item.kind).count() + 1
    return save_new(item, Verb.PLAN_ITEM_ADDED, by=by)


@action
def add_plan_items(plan, kind, texts, *, by):
    """Add several lines of one kind, in their order; one event for all."""
    last = plan.items.filter(kind=kind).count()
    made = [PlanItem(plan=plan, kind=kind, text=text, position=last + n) for n, text in enumerate(texts, 1)]
    for item in made:
        _add(item)
    changes = [[item.get_kind_display(), "", item.text] for item in made]
    record(Verb.PLAN_ITEM_ADDED, by=by, subject=plan, changes=changes)
    return made


@action
def change_plan_item(item, *, by):
    return save_changed(item, Verb.PLAN_ITEM_CHANGED, by=by)


@action
def remove_plan_item(item, *, by):
    remove(item, Verb.PLAN_ITEM_REMOVED, by=by)


@action
def give_office(term, *, by):
    """Record that a unit holds an office. Raises ValidationError for a second chair, a chair that is the
    vice-chair too, or a unit that is not a member on the first day (the database's own sentences)."""
    if term.office == OfficeTerm.Office.VICE_CHAIR:
        ClusterYear.objects.filter(pk=term.cluster_year_id).update(vice_chair_known="some")
    return save_new(term, Verb.OFFICE_GIVEN, by=by)


@action
def change_office(term, *, by):
    return save_changed(term, Verb.OFFICE_CHANGED, by=by)


@action
def end_office(term, on, note, *, by):
    """The term ends on a day (its last); the row stays, a successor gets a row of its own."""
    term.ends_on, term.are_days_known = on, True
    term.note = "\n".join(part for part in (term.note, note) if part)
    return save_changed(term, Verb.OFFICE_ENDED, by=by)
