"""What is done to the years of a cluster, their themes and plans."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

from audit.record import action, insert, record, remove, save_changed, save_new
from audit.verbs import Verb
from clusters.models import ClusterYear, Plan, PlanItem


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
        insert(item)
    changes = [[item.get_kind_display(), "", item.text] for item in made]
    record(Verb.PLAN_ITEM_ADDED, by=by, subject=plan, changes=changes)
    return made


@action
def change_plan_item(item, *, by):
    return save_changed(item, Verb.PLAN_ITEM_CHANGED, by=by)


@action
def remove_plan_item(item, *, by):
    remove(item, Verb.PLAN_ITEM_REMOVED, by=by)
