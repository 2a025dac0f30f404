"""What is done to the years of a cluster, their themes and plans."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone

from audit.record import action, insert, record, remove, save_changed, save_new
from audit.verbs import Verb
from clusters.models import ClusterYear, Plan, PlanItem, YearDocument


@action
def open_year(cluster_year, *, by, today=None, carry=None):
    """Open a year of a cluster; the calendar year unless days are given. ``carry`` (clusters/carry.py) takes
    over from an earlier year: its documents, and the members but those who leave on the day before.

    Raises ValidationError for a recorded year that is not over yet.
    """
    today = today or timezone.localdate()
    if cluster_year.year and cluster_year.starts_on is None:
        cluster_year.starts_on = date(cluster_year.year, 1, 1)
    if cluster_year.year and cluster_year.ends_on is None:
        cluster_year.ends_on = date(cluster_year.year, 12, 31)
    if cluster_year.is_recorded and (cluster_year.ends_on >= today or cluster_year.year >= today.year):
        raise ValidationError({"is_recorded": "Chỉ năm thi đua đã kết thúc mới được nhập lại từ hồ sơ."})
    cluster_year.full_clean()
    carried = _carry(cluster_year, carry) if carry else []
    cluster_year.carried = carried
    saved = save_new(
        cluster_year, Verb.YEAR_OPENED, by=by, also=[[label, "", text] for label, text in carried]
    )
    for role, document in carry.documents if carry else ():
        _use(saved, role, document)
    return saved


def _carry(year, carry):
    """Let the leaving members go; return ``[[what, which], …]`` of all that goes on."""
    last_day = year.starts_on - timedelta(days=1)
    leaving = []
    for membership, reason in carry.leaving:
        membership.ends_on, membership.end_reason = last_day, reason
        membership.full_clean()
        membership.save(update_fields=["ends_on", "end_reason"])
        leaving.append(f"{membership.unit_name} ({reason})" if reason else membership.unit_name)
    members = [row.unit.name_on(year.starts_on) for row in year.members_on(year.starts_on)]
    lines = [["Chuyển tiếp từ", f"năm {carry.source.year}"]]
    lines += [[f"Đơn vị thành viên ({len(members)})", "; ".join(members)]] if members else []
    lines += [["Thôi là thành viên", "; ".join(leaving)]] if leaving else []
    if rule := getattr(year.cluster, "rotation_rule", None):
        lines.append(["Quy tắc luân phiên", rule.described])
    for role in YearDocument.Role:
        texts = [document.described for used, document in carry.documents if used == role]
        lines += [[f"{role.label} ({len(texts)})", "; ".join(texts)]] if texts else []
    return lines


def _use(year, role, document):
    last = year.documents.filter(role=role).count()
    return insert(YearDocument(cluster_year=year, document=document, role=role, position=last + 1))


@action
def carry_documents(cluster_year, documents, *, by):
    """Take over ``[(role, document), …]`` into a year that is open already. Raises ValidationError for a year
    that is closed or over."""
    cluster_year.refuse_if_closed()
    if cluster_year.is_recorded:
        raise ValidationError(f"Năm {cluster_year.year} đã qua; chỉ chuyển tiếp sang năm đang mở.")
    present = set(cluster_year.documents.values_list("role", "document_id"))
    fresh = [(role, row) for role, row in documents if (role, row.pk) not in present]
    if not fresh:
        raise ValidationError("Các văn bản đã chọn đều có trong danh sách của năm.")
    for role, document in fresh:
        _use(cluster_year, role, document)
    changes = [[YearDocument.Role(role).label, "", document.described] for role, document in fresh]
    record(Verb.YEAR_DOCUMENT_ADDED, by=by, subject=cluster_year, changes=changes)
    return len(fresh)


@action
def add_year_document(row, *, by):
    row.cluster_year.refuse_if_closed()
    row.position = row.cluster_year.documents.filter(role=row.role).count() + 1
    return save_new(row, Verb.YEAR_DOCUMENT_ADDED, by=by)


@action
def remove_year_document(row, *, by):
    row.cluster_year.refuse_if_closed()
    remove(row, Verb.YEAR_DOCUMENT_REMOVED, by=by)


@action
def change_year(cluster_year, *, by):
    cluster_year.refuse_if_closed()
    return save_changed(cluster_year, Verb.YEAR_CHANGED, by=by)


@action
def add_theme(theme, *, by):
    """Add a theme; the year then has one, whatever was known of it before."""
    theme.cluster_year.refuse_if_closed()
    theme.full_clean()
    theme.save(force_insert=True)
    ClusterYear.objects.filter(pk=theme.cluster_year_id).update(themes_known="some")
    record(Verb.THEME_ADDED, by=by, subject=theme, changes=[["Chủ đề", "", theme.text]])
    return theme


@action
def change_theme(theme, *, by):
    theme.cluster_year.refuse_if_closed()
    return save_changed(theme, Verb.THEME_CHANGED, by=by)


@action
def remove_theme(theme, *, by):
    year = theme.cluster_year
    year.refuse_if_closed()
    remove(theme, Verb.THEME_REMOVED, by=by)
    if not year.themes.exists():
        ClusterYear.objects.filter(pk=year.pk).update(themes_known="unknown")


@action
def save_plan(plan, bases=None, *, by):
    """Write the year's plan, new or changed, with its legal bases where given."""
    plan.cluster_year.refuse_if_closed()
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
    item.plan.cluster_year.refuse_if_closed()
    if not item.position:
        item.position = item.plan.items.filter(kind=item.kind).count() + 1
    return save_new(item, Verb.PLAN_ITEM_ADDED, by=by)


@action
def add_plan_items(plan, kind, texts, *, by):
    """Add several lines of one kind, in their order; one event for all."""
    plan.cluster_year.refuse_if_closed()
    last = plan.items.filter(kind=kind).count()
    made = [PlanItem(plan=plan, kind=kind, text=text, position=last + n) for n, text in enumerate(texts, 1)]
    for item in made:
        insert(item)
    changes = [[item.get_kind_display(), "", item.text] for item in made]
    record(Verb.PLAN_ITEM_ADDED, by=by, subject=plan, changes=changes)
    return made


@action
def change_plan_item(item, *, by):
    item.plan.cluster_year.refuse_if_closed()
    return save_changed(item, Verb.PLAN_ITEM_CHANGED, by=by)


@action
def remove_plan_item(item, *, by):
    item.plan.cluster_year.refuse_if_closed()
    remove(item, Verb.PLAN_ITEM_REMOVED, by=by)
